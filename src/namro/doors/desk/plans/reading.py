"""A plan's own document on its way in: chosen or pasted, read, looked at line by line, and made a draft."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked, tidy
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key, text_of
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.draft import time_said
from namro.doors.desk.plans.known import asked, goes_on, heading, known_here, shown, wanted
from namro.doors.desk.plans.lines import every_of, iso_day, roles, sets_shown, short, title_of
from namro.doors.desk.plans.read_lines import DOES, KNOWN, Row, kinds_led, read_rows, taken
from namro.doors.desk.plans.read_more import Aim, Cite, aimed, cited, read_aims, read_cites, refusal_in
from namro.doors.desk.plans.read_posts import not_seen, settle, told
from namro.doors.desk.plans.task import promised
from namro.doors.desk.plans.waiting import look_of, went
from namro.doors.plan_words import note_said
from namro.doors.uploads import LARGEST_FILE, MEGABYTE, refused_files
from namro.ground.files.keeping import remove, take_in
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.rules.packs.refused import Refused
from namro.work.plans import waiting
from namro.work.plans.deeds import AlreadyDone
from namro.work.plans.listed import done_before, sits
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.taking_in import Document, plan_under, take_in_plan

PASSED = "nothing-read"
"""The note on a clause in which nothing was read."""
PASTED = 1_500_000
"""Characters that are taken out of the clipboard."""


@page("GET", "POST")
def new(desk: Desk) -> HttpResponse:
    """Choosing a file or pasting the text; what cannot be read is said here, and nothing is kept."""
    if not desk.may("plans.draft"):
        raise NotThere
    wrongs: list[Wrong] = []
    pasted = ""
    if desk.request.method == "POST":
        pasted = str(desk.request.POST.get("pasted", ""))
        token, wrongs = brought(desk)
        if token:
            return desk.go("plan-look", token)
    return desk.answer("plan-new", wrongs=wrongs, pasted=pasted, megabytes=LARGEST_FILE // MEGABYTE)


def brought(desk: Desk, known: tuple[str, bytes] | None = None, plan: str = "") -> tuple[str, list[Wrong]]:
    """Reads what was sent and keeps it until it was looked at: its token, or what is wrong with it. `known`: name and
    bytes of a file that is there already and is read in place of one that is sent. `plan`: the one that more of it is
    taken into; "" for a new one."""
    name, data, wrongs = (*known, []) if known else _given(desk)
    if wrongs:
        return "", wrongs
    try:
        found = as_data(read_plan(read_document(data, name)))
        if not found["tasks"] and not found["targets"]:
            raise Refused("plans.no-task", field="file", file=name)
    except Refused as refused:
        sent = "pasted" if text_of(desk, "pasted").strip() else "file"
        return "", [replace(desk.refusal(refused), field=None if known else sent)]
    where = "read" if plan else "new"
    return waiting.keep(data, name, where=where, plan=plan, actor=desk.actor, now=desk.now), []


def _given(desk: Desk) -> tuple[str, bytes, list[Wrong]]:
    """The file that was sent, or what was pasted."""
    too_much = [Wrong(words.refusal(desk.lang, refused), "file") for refused in refused_files(desk.request)]
    if too_much:
        return "", b"", too_much
    upload = desk.request.FILES.get("file")
    if upload is not None:
        return str(upload.name), upload.read(), []
    pasted = str(desk.request.POST.get("pasted", ""))
    if not pasted.strip():
        return "", b"", [Wrong(desk.say("desk.plan.read.nothing"), "file")]
    if len(pasted) > PASTED:
        return "", b"", [Wrong(desk.say("desk.imports.pasted-too-much"), "pasted")]
    name = desk.say("desk.imports.pasted-name", day=words.dmy(desk.on), time=words.clock(desk.now))
    name = name.replace("/", "-").replace(":", ".")  # a file's name holds neither
    return f"{name}.txt", pasted.replace("\0", "").encode("utf-8", "replace"), []


@page("GET", "POST")
def look(desk: Desk, token: str) -> HttpResponse:
    """What was read, task by task, each with its sentence and what is not clear; sent, it becomes a draft."""
    try:
        kept = waiting.opened(token, actor=desk.actor)
    except NotThere:
        return _gone(desk, token)
    if text_of(desk, "go") == "give-up":
        waiting.forget(token, actor=desk.actor, now=desk.now)
        desk.tell(desk.say("desk.plan.read.given-up"))
        return desk.go("plans")
    own = look_of(desk, kept)
    if own.done is not None:
        return own.done
    desk = own.desk
    found = as_data(read_plan(read_document(kept.data, kept.name)))
    called = Called(desk)
    rows = read_rows(desk, found, called)
    aims, cites = read_aims(desk, found, rows), read_cites(desk, found)
    inputs = _inputs(desk, found)
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
    symbol, issuer, dated = (_value(inputs, name) for name in ("symbol", "issuer", "dated"))
    there = known_here(desk, kept, called, symbol, issuer, day_in(dated))
    if on := goes_on(desk, kept, there):
        return on
    role, head = (next((o.id for o in one.options if o.chosen), "") for one in inputs if one.id in ("role", "head"))
    settle(desk, rows, role, head)
    if desk.request.method == "POST":
        if not wrongs and day_in(_value(inputs, "dated")) is None:
            wrongs = [Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.plan.read.dated")), "dated")]
        wrongs += wanted(desk, there) + [wrong for row in rows for wrong in row.wrongs]
        wrongs += [wrong for aim in aims for wrong in aim.wrongs] + [wrong for cite in cites for wrong in cite.wrongs]
        accepted = [row for row in rows if row.does != "skip"]
        if not accepted and not wrongs:
            wrongs = [Wrong(desk.say("desk.plan.read.none-accepted"))]
        wrongs = wrongs or not_seen(desk, rows)
        if own.shows or own.wrongs:
            wrongs = own.wrongs or []
        elif not wrongs:
            try:
                ref = _make(desk, kept, inputs, accepted, aims, cites)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [refusal_in(desk, refused, cites)]
            else:
                waiting.forget(token, plan=ref, actor=desk.actor, now=desk.now)
                principles = sum(row.does == "principle" for row in accepted)
                n, left = len(accepted) - principles, len(rows) - len(accepted)
                kept_as = desk.say("desk.plan.read.done.principles", n=principles) if principles else ""
                said = (desk.say("desk.plan.read.done", n=n, left=left), kept_as, told(desk, rows, role, head))
                desk.tell(" ".join(one for one in said if one))
                if aims or cites:
                    more = sum(aim.take for aim in aims) + sum(cite.take for cite in cites)
                    desk.tell(desk.say("desk.plan.more.done", n=more, left=len(aims) + len(cites) - more))
                return desk.go("plan", ref)
    return desk.answer(
        "plan-look",
        wrongs=wrongs,
        name=kept.name,
        known=shown(desk, there),
        known_head=heading(desk, there),
        known_asked=asked(there),
        another=text_of(desk, "another") == "yes",
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        **own.shown,
        **lines_shown(desk, found, called, rows, aims, cites),
    )


def lines_shown(
    desk: Desk,
    found: Mapping[str, Any],
    called: Called,
    rows: Sequence[Row],
    aims: Sequence[Aim],
    cites: Sequence[Cite],
) -> dict[str, Any]:
    """What a look shows of everything that was read, with what was passed over."""
    for row in rows:
        row.brief = _brief(desk, row)
    said = [(note, found["text"][note["start"] : note["end"]]) for note in found["notes"]]
    return {
        "rows": rows,
        "aims": aims,
        "cites": cites,
        "offices": sorted(called.labels, key=people.by_name),
        "sets": sets_shown(desk),
        "does": [(one, desk.say(f"desk.plan.read.does.{one}")) for one in DOES],
        "rhythms": [(one, desk.say(f"desk.plan.rhythm.{one}")) for one in KNOWN],
        "notes": [
            {"line": note["line"], "says": note_said(desk.lang, note["why"], text)}
            for note, text in said
            if note["why"] != PASSED
        ],
        "passed": [{"line": note["line"], "says": short(text, 160)} for note, text in said if note["why"] == PASSED],
        "clear": sum(not row.missing for row in rows),
    }


def _brief(desk: Desk, row: Row) -> str:
    """Matter, lead, who helps, product and time of a task on one line."""
    led = every_of(desk, row.among) if row.every else row.lead
    when = row.day if row.wrongs else promised(desk, time_said(desk, row.day, row.rhythm, row.each, begins=row.begins))
    helping = desk.say("desk.plan.read.with", names=row.helping) if row.helping else ""
    return " · ".join(part for part in (title_of(desk, row.matter, 120), led, helping, row.product, when) if part)


def _gone(desk: Desk, token: str) -> HttpResponse:
    """A document that waits no more: the form that made a plan of it leads there when it is sent again; else its page
    says what became of it."""
    plan = plan_under(done_before(desk.actor, sent_key(desk)))
    if plan is None:
        return went(desk, token)
    desk.tell(desk.say("desk.plan.twice"))
    return desk.go("plan", plan.ref)


def _value(inputs: list[Input], name: str) -> str:
    return next(one.value for one in inputs if one.id == name)


def _inputs(desk: Desk, found: Mapping[str, Any]) -> list[Input]:
    """The document's own fields, filled with what was read, and who carries out and answers for the tasks."""
    own: Mapping[str, Any] = next((one for one in found["instruments"] if one["own"]), {})

    def read(name: str) -> str:
        return str(own[name]["value"]) if own.get(name) else ""

    programme = desk.pack.programme
    kinds = tuple(Option(one, desk.pick(k.names)) for one, k in programme.instruments.items()) if programme else ()
    seats = {seat.office_id for seat in desk.actor.seats if sits(desk.actor, seat.office_id, "plans.draft")}
    offices = tuple(Option(str(pk), desk.office(pk)) for pk in seats)
    dated = read("date")

    def say(name: str) -> str:
        return desk.say(f"desk.plan.read.{name}")

    needed = desk.say("desk.input.before-issue")
    asked = [
        Input("kind", "list", say("kind"), options=kinds).choosing([read("kind")]),
        Input("symbol", "line", say("symbol"), value=read("number"), most=80, short=True),
        Input("dated", "line", say("dated"), say("dated.hint"), value=iso_day(dated), most=20, short=True),
        Input("issuer", "line", say("issuer"), value=read("issuer"), most=200),
        Input("title", "line", say("title"), value=read("title"), most=400),
        Input("abstract", "long-text", say("abstract"), "", False, rows=3, most=5000),
        Input("role", "list", say("role"), say("role.hint"), False, options=roles(desk, "plans.report"), needed=needed),
        Input("head", "list", say("head"), say("head.hint"), False, options=roles(desk, "plans.split"), needed=needed),
    ]
    if len(offices) > 1:
        asked.insert(0, Input("office", "list", say("office"), options=offices))
    return asked


def _make(
    desk: Desk,
    kept: waiting.Waiting,
    inputs: list[Input],
    accepted: list[Row],
    aims: list[Aim],
    cites: list[Cite],
) -> str:
    """Takes the file in and makes the draft; gives back its reference. What was refused leaves no file behind."""
    typed = {one.id: tidy(one.value) for one in inputs}
    chosen = {one.id: next((o.id for o in one.options if o.chosen), "") for one in inputs}
    own = [seat.office_id for seat in desk.actor.seats if sits(desk.actor, seat.office_id, "plans.draft")]
    day = day_in(typed["dated"])
    assert day is not None, "judged before"
    document = Document(chosen["kind"], typed["symbol"], typed["issuer"], day, typed["title"], typed["abstract"])
    kinds = kinds_led(desk, accepted)
    upload = io.BytesIO(kept.data)
    upload.name = kept.name
    ready = take_in(upload)
    try:
        plan = take_in_plan(
            people.offices(desk.on).get(pk=int(chosen.get("office") or own[0])), document,
            [taken(desk, row, chosen["role"], chosen["head"], kinds) for row in accepted], name=typed["title"][:300],
            targets=[aimed(desk, one, accepted) for one in aims if one.take],
            cited=[cited(one) for one in cites if one.take], files=[ready], another=True,
            once=sent_key(desk), actor=desk.actor, now=desk.now, on=desk.on,
        )  # fmt: skip
    except AlreadyDone as before:
        remove(ready.path)
        found = plan_under(before.ref)
        if found is None:
            raise
        return found.ref
    except Refused:
        remove(ready.path)
        raise
    return plan.ref
