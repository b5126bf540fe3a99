"""The document of a plan read once more: what the plan has of it is shown as such, of the rest more is taken, and what
a corrected document words otherwise is corrected, line by line."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key, text_of
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.lines import roles
from namro.doors.desk.plans.plan import heading, may_read_again
from namro.doors.desk.plans.read_corrected import Clausal, Look
from namro.doors.desk.plans.read_lines import Row, kinds_led, place_of, read_rows, taken
from namro.doors.desk.plans.read_more import Aim, Cite, aimed, cited, read_aims, read_cites, refusal_in
from namro.doors.desk.plans.read_posts import not_seen, settle, told
from namro.doors.desk.plans.reading import brought, lines_shown
from namro.doors.desk.plans.waiting import look_of, looked_at
from namro.doors.desk.unsaved import given_back
from namro.doors.plan_words import clause_said
from namro.doors.uploads import LARGEST_FILE, MEGABYTE
from namro.ground.files.keeping import Ready, open_file, remove, take_in
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import queries, scope, waiting
from namro.work.plans.again import SaysOfItself, held_by
from namro.work.plans.deeds import AlreadyDone
from namro.work.plans.models import KeptFile, Plan
from namro.work.plans.more_actions import Lines, take_more
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.taking_in import Taken
from namro.work.plans.task_said import TaskSaid

READABLE = (".docx", ".pdf", ".xlsx", ".txt")
"""The endings of files that can be read as a plan."""


def _plan(desk: Desk, ref: str) -> Plan:
    """Raises `NotThere`."""
    found = scope.plan(desk.actor, ref, desk.on)
    if not may_read_again(desk, found):
        raise NotThere
    return found


def _lying(desk: Desk, plan: Plan) -> list[KeptFile]:
    """The files of the document that can be read."""
    _, files, _ = queries.document(desk.actor, plan.instrument.ref, desk.on)
    return [one for one in files if one.name.lower().endswith(READABLE)]


def _bytes(file: KeptFile) -> bytes | None:
    """What it holds; None where it is gone."""
    try:
        with open_file(file.path) as opened:
            return opened.read()
    except FileNotFoundError:
        return None


@page("GET", "POST")
def choose(desk: Desk, ref: str) -> HttpResponse:
    """Choosing the file that lies there, or a corrected one; what cannot be read is said here, and nothing is kept."""
    plan = _plan(desk, ref)
    lying = _lying(desk, plan)
    wrongs: list[Wrong] = []
    if desk.request.method == "POST" and not given_back(desk.request):
        chosen = next((one for one in lying if one.token == text_of(desk, "lying")), None)
        data = _bytes(chosen) if chosen is not None else None
        token = ""
        if chosen is not None and data is None:
            wrongs = [Wrong(desk.say("desk.plan.reread.file-gone"), "file")]
        else:
            known = (chosen.name, data) if chosen is not None and data is not None else None
            token, wrongs = brought(desk, known, plan.ref)
        if token:
            return desk.go("plan-read-again-look", ref, token)
    return desk.answer(
        "plan-read-again",
        wrongs=wrongs,
        plan=heading(desk, plan),
        lying=[{"token": one.token, "name": one.name} for one in lying],
        pasted=str(desk.request.POST.get("pasted", "")),
        megabytes=LARGEST_FILE // MEGABYTE,
    )


@page("GET", "POST")
def look(desk: Desk, ref: str, token: str) -> HttpResponse:
    """Every line of the document, with what the plan has of it; sent, what was chosen is taken in, or nothing."""
    plan = _plan(desk, ref)
    kept = looked_at(desk, ref, token, "desk.plan.reread.gone")
    if isinstance(kept, HttpResponse):
        return kept
    held = held_by(plan)
    typed = look_of(desk, kept, held.stand)
    if typed.done is not None:
        return typed.done
    desk = typed.desk
    found = as_data(read_plan(read_document(kept.data, kept.name)))
    called = Called(desk)
    own = Look(plan, held, called)
    rows = read_rows(desk, found, called, own.tasks(desk))
    aims = read_aims(desk, found, rows, own.targets(desk))
    cites = read_cites(desk, found, [one for one, _ in own.held.relations])
    own.changes(desk, rows, aims)
    clauses = own.clauses(desk, found, rows, aims)
    says = _says(found)
    other = _other(desk, plan, says)
    same = text_of(desk, "same") == "yes"
    reason = text_of(desk, "reason").strip()
    needed = desk.say("desk.input.before-issue")
    inputs = [
        Input("role", "list", desk.say("desk.plan.read.role"), desk.say("desk.plan.read.role.hint"), False,
              options=roles(desk, "plans.report"), needed=needed),
        Input("head", "list", desk.say("desk.plan.read.head"), desk.say("desk.plan.read.head.hint"), False,
              options=roles(desk, "plans.split"), needed=needed),
    ]  # fmt: skip
    wrongs: list[Wrong] = []
    lines = _chosen(desk, own, rows, aims, cites, clauses)
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
    role, head = (next((o.id for o in one.options if o.chosen), "") for one in inputs)
    settle(desk, rows, role, head)
    if desk.request.method == "POST":
        wrongs += [wrong for line in (rows, aims, cites) for one in line for wrong in one.wrongs]
        if other and not same:
            wrongs.insert(0, Wrong(desk.say("refusals.plans.another-document"), "same"))
        if text_of(desk, "seen") != own.held.stand:
            wrongs = [Wrong(desk.say("desk.plan.reread.changed"))]
        elif lines is None and not wrongs:
            wrongs = [Wrong(desk.say("refusals.plans.no-line-taken"))]
        elif any(one.chosen for one in own.gone) and not reason:
            wrongs.append(Wrong(desk.say("desk.plan.table.reason-needed"), "reason"))
        wrongs = wrongs or not_seen(desk, rows)
        if typed.shows or typed.wrongs:
            wrongs = typed.wrongs or []
        elif not wrongs and lines is not None:
            kinds = kinds_led(desk, rows)
            new = [taken(desk, row, role, head, kinds) for row in rows if _is_new(row)]
            wrongs = _take(desk, plan, kept, replace(lines, tasks=new), says, cites)
            if not wrongs:
                waiting.forget(token, plan=ref, actor=desk.actor, now=desk.now)
                _tell(desk, lines, rows, aims, cites)
                if said := told(desk, rows, role, head):
                    desk.tell(said)
                return desk.go("plan", ref)
    return desk.answer(
        "plan-read-again-look",
        wrongs=wrongs,
        plan=heading(desk, plan),
        name=kept.name,
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        seen=own.held.stand,
        there=sum(row.there is not None for row in rows),
        clauses=clauses,
        other=other,
        same=same,
        unnumbered="" if other or says.number else plan.instrument.symbol,
        gone=own.gone,
        lost=own.lost,
        removes=any(one.removable for one in own.gone),
        reason=reason,
        **typed.shown,
        **lines_shown(desk, found, called, rows, aims, cites),
    )


def _own(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was read of the document itself."""
    return next((one for one in found["instruments"] if one["own"]), {})


def _says(found: Mapping[str, Any]) -> SaysOfItself:
    """The number and day that the document bears; no number where the place before the slash is empty."""
    own = _own(found)
    read = str(own["number"]["value"]) if own.get("number") else ""
    number = read if any(sign.isdigit() for sign in read) else ""
    return SaysOfItself(number, date.fromisoformat(own["date"]["value"]) if own.get("date") else None)


def _other(desk: Desk, plan: Plan, says: SaysOfItself) -> list[str]:
    """In what the document says of itself otherwise than the plan's own: its number, its day."""
    known, (number, day) = plan.instrument, says.differs(plan.instrument)
    said = []
    if number:
        said.append(desk.say("desk.plan.reread.other.number", read=says.number, own=known.symbol))
    if day and says.dated and known.dated:
        read, own = words.dmy(says.dated), words.dmy(known.dated)
        said.append(desk.say("desk.plan.reread.other.day", read=read, own=own))
    return said


def _is_new(row: Row) -> bool:
    """Whether it is taken as one more task."""
    return row.there is None and row.does in ("take", "principle")


def _chosen(
    desk: Desk, own: Look, rows: Sequence[Row], aims: Sequence[Aim], cites: Sequence[Cite], clauses: Sequence[Clausal]
) -> Lines | None:
    """What was chosen, the new tasks by their number only; None for nothing, or where something of it is wrong. A
    clause under which a line is taken or corrected is worded anew with it."""
    new = [row for row in rows if _is_new(row)]
    more = [one for one in aims if one.has is None and one.take]
    fixes = [one for one in aims if one.has is None and one.correct]
    if any(one.wrongs for line in (rows, aims, cites) for one in line):
        return None
    touched = [place_of(row) for row in rows if row.there is None and row.does != "skip"]
    own.touch(clauses, [*touched, *(one.place for one in (*more, *fixes))])
    lines = Lines(
        tasks=[Taken(TaskSaid(), place_of(row)) for row in new],
        targets=[aimed(desk, one, new, rows) for one in more],
        cited=[cited(one) for one in cites if one.take and not one.has],
        reworded=[one.place for one in clauses if one.chosen],
        corrected=own.corrected(desk, rows),
        removed=[one.task for one in own.gone if one.chosen and one.task],
        aims_corrected=[own.aim_corrected(aimed(desk, one, (), rows), one.at) for one in fixes],
        aims_removed=[one.target for one in own.gone if one.chosen and one.target],
        stays={name: place() for name, place in own.stays.items()},
        gone=[one.clause for one in own.lost if one.chosen],
    )
    return None if lines.none else lines


def _tell(desk: Desk, lines: Lines, rows: Sequence[Row], aims: Sequence[Aim], cites: Sequence[Cite]) -> None:
    """What was taken, and how much was left."""
    fixed = len(lines.corrected) + len(lines.aims_corrected)
    gone = len(lines.removed) + len(lines.aims_removed)
    left = sum(row.there is None for row in rows) - len(lines.tasks) - len(lines.corrected)
    desk.tell(desk.say("desk.plan.reread.done", n=len(lines.tasks), left=left))
    if lines.gone:
        desk.tell(
            desk.say(
                "desk.plan.reread.lost-done", labels=", ".join(clause_said(desk.lang, one.label) for one in lines.gone)
            )
        )
    if fixed or gone or lines.reworded:
        desk.tell(desk.say("desk.plan.reread.corrected-done", clauses=len(lines.reworded), n=fixed, gone=gone))
    if n := len(lines.targets) + len(lines.cited):
        more = sum(one.has is None for one in aims) + sum(not one.has for one in cites)
        desk.tell(desk.say("desk.plan.more.done", n=n, left=more - n - len(lines.aims_corrected)))


def _take(
    desk: Desk, plan: Plan, kept: waiting.Waiting, lines: Lines, says: SaysOfItself, cites: Sequence[Cite]
) -> list[Wrong]:
    """Takes the lines in, and the file beside the others of the document where none of them is the same. What was
    refused leaves no file behind."""
    upload = io.BytesIO(kept.data)
    upload.name = kept.name
    ready: list[Ready] = [take_in(upload)]
    if any(one.sha256 == ready[0].sha256 for one in _lying(desk, plan)):
        remove(ready.pop().path)
    try:
        take_more(
            plan, lines=lines, says=says, same=text_of(desk, "same") == "yes", files=ready,
            reason=text_of(desk, "reason").strip(), seen=text_of(desk, "seen"), once=sent_key(desk), actor=desk.actor,
            now=desk.now,
        )  # fmt: skip
    except Refused as refused:
        for one in ready:
            remove(one.path)
        if refused.code == "gate.not-found":
            raise
        return [] if isinstance(refused, AlreadyDone) else [refusal_in(desk, refused, cites)]
    return []
