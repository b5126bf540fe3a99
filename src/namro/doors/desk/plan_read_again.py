"""The document of a plan read once more: what the plan has of it is shown as such, and of the rest more is taken."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal

from django.http import HttpResponse

from namro.doors.desk.inputs import Input, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key, text_of
from namro.doors.desk.plan import heading, may_read_again
from namro.doors.desk.plan_lines import roles, short
from namro.doors.desk.plan_read_lines import Has, Row, names_of, read_rows, taken
from namro.doors.desk.plan_read_more import Aim, aimed, cited, read_aims, read_cites
from namro.doors.desk.plan_reading import brought, lines_shown
from namro.doors.desk.plan_target_forms import number_in
from namro.doors.uploads import LARGEST_FILE, MEGABYTE
from namro.ground.files.keeping import Ready, open_file, remove, take_in
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, queries, scope, waiting
from namro.work.plans.again import Held, held_by, keys_of_target, keys_of_task, paired
from namro.work.plans.deeds import AlreadyDone
from namro.work.plans.models import KeptFile, Plan, Target, Task
from namro.work.plans.more_actions import Lines, take_more
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

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
    if desk.request.method == "POST":
        chosen = next((one for one in lying if one.token == text_of(desk, "lying")), None)
        data = _bytes(chosen) if chosen is not None else None
        token = ""
        if chosen is not None and data is None:
            wrongs = [Wrong(desk.say("desk.plan.reread.file-gone"), "file")]
        else:
            token, wrongs = brought(desk, (chosen.name, data) if chosen is not None and data is not None else None)
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
    try:
        kept = waiting.opened(token, actor=desk.actor)
    except NotThere:
        desk.tell(desk.say("desk.plan.reread.gone"), warning=True)
        return desk.go("plan", ref)
    if text_of(desk, "go") == "give-up":
        waiting.forget(token)
        desk.tell(desk.say("desk.plan.table.given-up"))
        return desk.go("plan", ref)
    found = as_data(read_plan(read_document(kept.data, kept.name)))
    held, names = held_by(plan), names_of(desk)
    gone: list[Has] = []
    rows = read_rows(desk, found, names, lambda read: gone.extend(_tasks_there(desk, held, read)))
    aims = read_aims(desk, found, rows, _targets_there(desk, held))
    cites = read_cites(desk, found, [one for one, _ in held.relations])
    inputs = [
        Input("role", "list", desk.say("desk.plan.read.role"), desk.say("desk.plan.read.role.hint"), False,
              options=roles(desk, "plans.report")),
        Input("head", "list", desk.say("desk.plan.read.head"), desk.say("desk.plan.read.head.hint"), False,
              options=roles(desk, "plans.split")),
    ]  # fmt: skip
    wrongs: list[Wrong] = []
    chosen = [row for row in rows if row.does != "skip" and row.there is None]
    aim = [one for one in aims if one.take and one.has is None]
    cite = [one for one in cites if one.take and not one.has]
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        wrongs += [wrong for line in (chosen, aim, cite) for one in line for wrong in one.wrongs]
        if text_of(desk, "seen") != held.stand:
            wrongs = [Wrong(desk.say("desk.plan.reread.changed"))]
        elif not (chosen or aim or cite):
            wrongs = [Wrong(desk.say("refusals.plans.no-line-taken"))]
        if text_of(desk, "go") == "look":  # Enter in a field keeps what was typed and takes nothing
            wrongs = []
        elif not wrongs:
            role, head = (next((o.id for o in one.options if o.chosen), "") for one in inputs)
            lines = Lines(
                [taken(desk, row, role, head) for row in chosen], [aimed(desk, one, chosen, rows) for one in aim],
                [cited(one) for one in cite],
            )  # fmt: skip
            wrongs = _take(desk, plan, kept, lines, held.stand)
            if not wrongs:
                waiting.forget(token)
                left = sum(row.there is None for row in rows) - len(chosen)
                desk.tell(desk.say("desk.plan.reread.done", n=len(chosen), left=left))
                if aim or cite:
                    more = sum(one.has is None for one in aims) + sum(not one.has for one in cites)
                    n = len(aim) + len(cite)
                    desk.tell(desk.say("desk.plan.more.done", n=n, left=more - n))
                return desk.go("plan", ref)
    return desk.answer(
        "plan-read-again-look",
        wrongs=wrongs,
        plan=heading(desk, plan),
        name=kept.name,
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        seen=held.stand,
        there=sum(row.there is not None for row in rows),
        gone=gone,
        **lines_shown(desk, found, names, rows, aims, cites),
    )


def _take(desk: Desk, plan: Plan, kept: waiting.Waiting, lines: Lines, seen: str) -> list[Wrong]:
    """Takes the lines in, and the file beside the others of the document where none of them is the same. What was
    refused leaves no file behind."""
    upload = io.BytesIO(kept.data)
    upload.name = kept.name
    ready: list[Ready] = [take_in(upload)]
    if any(one.sha256 == ready[0].sha256 for one in _lying(desk, plan)):
        remove(ready.pop().path)
    try:
        take_more(plan, lines=lines, files=ready, seen=seen, once=sent_key(desk), actor=desk.actor, now=desk.now)
    except Refused as refused:
        for one in ready:
            remove(one.path)
        if refused.code == "gate.not-found":
            raise
        return [] if isinstance(refused, AlreadyDone) else [desk.refusal(refused)]
    return []


def _tasks_there(desk: Desk, held: Held, rows: list[Row]) -> list[Has]:
    """Says of each task that was read what the plan has of it, and gives back what the plan has that was not read."""
    known = [keys_of_task(_label(task), source, task.matter) for task, source in held.tasks]
    at = paired([keys_of_task(row.clause[:80], row.sentence[:5000], row.matter) for row in rows], known)
    open_ = [pk for pk in range(len(known)) if pk not in at and known[pk][2] is not None]
    for row, found in zip(rows, at, strict=True):
        row.does = "skip"
        if found is not None:
            row.there = _task(desk, held.tasks[found][0])
            row.every, row.missing = row.there.every, []
            continue
        same = keys_of_task("", row.sentence[:5000], "")[2]
        row.near = [
            _task(desk, held.tasks[one][0])
            for one in open_
            if known[one][2] == same or _label(held.tasks[one][0]) == row.clause[:80]
        ]
    return [_task(desk, held.tasks[one][0]) for one in open_]


def _label(one: Task | Target) -> str:
    return one.clause.label if one.clause else ""


def _task(desk: Desk, task: Task) -> Has:
    state = desk.say(f"desk.plan.state.{task.state}")
    says = short(task.matter) or desk.say("desk.plan.no-matter")
    removable = task.state in (Task.DRAFT, Task.PRINCIPLE) and listed.sits(
        desk.actor, task.assigner_id, "plans.withdraw"
    )
    remove = desk.url("plan-task-deed", task.ref, "withdraw") if removable else ""
    return Has(says, desk.url("plan-task", task.ref), state, task.pk, task.spread, remove)


def _targets_there(desk: Desk, held: Held) -> Callable[[list[Aim]], None]:
    """Says of each target that was read what the plan has of it."""
    known = [keys_of_target(_label(one), one.goal, one.name) for one in held.targets]

    def say(aims: list[Aim]) -> None:
        at = paired([keys_of_target(one.clause, _goal(desk, one.goal), one.name) for one in aims], known)
        open_: Sequence[int] = [one for one in range(len(known)) if one not in at]
        for aim, found in zip(aims, at, strict=True):
            aim.take = False
            if found is not None:
                aim.has, aim.missing = _target(desk, held.targets[found]), []
                continue
            aim.near = [_target(desk, held.targets[one]) for one in open_ if _label(held.targets[one]) == aim.clause]

    return say


def _goal(desk: Desk, typed: str) -> Decimal | None:
    found = number_in(desk, typed)
    return Decimal(found) if found else None


def _target(desk: Desk, one: Target) -> Has:
    return Has(short(one.name), desk.url("plan-target", one.ref), pk=one.pk)
