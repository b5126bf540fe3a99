"""Writing down what a meeting concluded: a row for each line of its agenda, each a conclusion and, ticked, a task."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, day_in, judged, marked, tidy
from namro.doors.desk.page import Desk, Wrong, form_key, number_of, page, sent_key, text_of
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.draft import time_said
from namro.doors.desk.plans.former import Was, was
from namro.doors.desk.plans.lines import lead, roles
from namro.doors.desk.plans.meeting_leads import leads_called, names_offered, posts_at, set_said
from namro.doors.desk.plans.meetings import heading, in_own_words
from namro.doors.uploads import refused_files
from namro.ground.files.keeping import remove, take_in
from namro.ground.gate.refusals import NotThere
from namro.rules.packs import sets
from namro.rules.packs.refused import Refused
from namro.work.plans import meeting_actions, meetings
from namro.work.plans.clears import TWO
from namro.work.plans.listed import sits
from namro.work.plans.meeting_actions import Concluded
from namro.work.plans.meeting_states import MeetingStanding
from namro.work.plans.models import Meeting
from namro.work.plans.reading.reader import holds_two
from namro.work.plans.task_said import TaskSaid

MORE = 3
"""Rows for conclusions that came from no line of the agenda."""
FIRST = 5
"""Lines of the agenda whose rows are shown; those of more stand in a fold."""


@dataclass(slots=True)
class Row:
    """One conclusion of the form. `line`: the number of its agenda line, 0 for none. `among`: the set of offices that
    each lead it, "" for one; `role` and `head`: the chosen posts as such offices have them, `taken` where others stand
    for them there."""

    at: int
    line: int
    about: str
    text: str = ""
    task: bool = False
    lead: str = ""
    product: str = ""
    day: str = ""
    lead_id: int | None = None
    among: str = ""
    role: str = ""
    head: str = ""
    taken: tuple[str, ...] = ()
    former: Was | None = None
    wrongs: list[Wrong] = field(default_factory=list)


@page("GET", "POST")
def end(desk: Desk, ref: str) -> HttpResponse:
    """The form, and the writing down; the tasks then wait in a draft plan for what they still miss."""
    found, standing = meetings.meeting(desk.actor, ref, desk.on)
    if not sits(desk.actor, found.office_id, "plans.conclude"):
        raise NotThere
    if found.state != Meeting.PLANNED:
        if desk.request.method != "POST":
            raise NotThere
        desk.tell(desk.say("desk.plan.twice"))
        return desk.go("plan-meeting", ref)
    if desk.on < found.day and desk.request.method != "POST":  # what is written in vain is lost
        desk.tell(desk.say("refusals.plans.meeting-not-yet"), warning=True)
        return desk.go("plan-meeting", ref)
    called = Called(desk)
    inputs, rows = _inputs(desk, found), _rows(desk, standing, called.labels)
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        _read(desk, rows, called)
        _posts(desk, rows, inputs)
        wrongs += [Wrong(words.refusal(desk.lang, one), "files") for one in refused_files(desk.request)]
        if not wrongs and day_in(_value(inputs, "dated")) is None:
            wrongs = [Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.plan.read.dated")), "dated")]
        wrongs += [wrong for row in rows for wrong in row.wrongs]
        if not wrongs:
            try:
                done = _do(desk, found, inputs, [row for row in rows if row.text])
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
            else:
                desk.tell(desk.say("desk.meeting.end.done" if done.plan else "desk.meeting.end.done.no-task"))
                for nth, row in enumerate((row for row in rows if row.text), 1):  # as the document counts them
                    if row.task and row.taken:
                        office, posts = leads_called(desk, row.lead_id, row.among), "; ".join(row.taken)
                        desk.tell(desk.say("desk.meeting.end.taken", n=nth, office=office, posts=posts))
                    if row.task and holds_two(row.text):
                        desk.tell(desk.say("desk.meeting.end.two", n=nth))
                return desk.go("plan", done.plan.ref) if done.plan else desk.go("plan-meeting", ref)
    shown, folded = _shown(rows)
    return desk.answer(
        "plan-meeting-end",
        wrongs=wrongs,
        meeting=heading(desk, found),
        inputs=marked(inputs, wrongs),
        rows=shown,
        free=[row for row in rows if not row.line],
        folded=folded,
        folded_open=any(row.text or row.task or row.wrongs for row in folded),
        offices=names_offered(desk, called.labels),
        once=form_key(desk),
        seq=found.seq,
    )


def _shown(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of the agenda that are shown, and those in a fold: of a long one what comes after its first lines."""
    lines = [row for row in rows if row.line]
    folded = lines[FIRST:] if len(lines) > FIRST + 1 else []
    return lines[: len(lines) - len(folded)], folded


def _value(inputs: Sequence[Input], name: str) -> str:
    return next(one.value for one in inputs if one.id == name)


def _inputs(desk: Desk, found: Meeting) -> list[Input]:
    def read(name: str) -> str:
        return desk.say(f"desk.plan.read.{name}")

    day = words.dmy(found.day) if found.day <= desk.on else words.dmy(desk.on)
    needed = desk.say("desk.input.before-issue")
    return [
        Input("symbol", "line", read("symbol"), desk.say("desk.meeting.symbol.hint"), most=80, short=True),
        Input("dated", "line", read("dated"), read("dated.hint"), value=day, most=20, short=True),
        Input("signer", "line", desk.say("desk.meeting.signer"), "", False, most=120),
        Input("role", "list", read("role"), read("role.hint"), False,
              options=roles(desk, "plans.report"), needed=needed),
        Input("head", "list", read("head"), read("head.hint"), False,
              options=roles(desk, "plans.split"), needed=needed),
        Input("files", "files", desk.say("desk.meeting.files"), "", False),
        Input(
            "minutes", "long-text", desk.say("desk.meeting.minutes"), desk.say("desk.meeting.minutes.hint"), False,
            most=20_000, rows=5,
        ),
    ]  # fmt: skip


def _rows(desk: Desk, standing: MeetingStanding, names: Collection[str]) -> list[Row]:
    """A row for each line of the agenda, with the office that leads its task as who would lead what comes of it."""
    tasks = meetings.tasks_of(desk.actor, {line.task for line in standing.lines} - {""}, desk.on)
    texts = in_own_words(desk, standing.lines)
    rows = []
    for line in standing.lines:
        office, said = lead(desk, tasks[line.task]) if line.task in tasks else "", texts[line.nth]
        about = said if office in said else f"{said} – {office}"
        rows.append(Row(line.nth, line.nth, about, lead=office if office in names else ""))
    return rows + [Row(len(rows) + n, 0, "") for n in range(1, MORE + 1)]


def _read(desk: Desk, rows: Sequence[Row], called: Called) -> None:
    """What was sent for each row; a lead that is no office, or a day that is none, is to be mended at its input."""

    def sent(name: str, at: int) -> str:
        return tidy(str(desk.request.POST.get(f"{name}-{at}", ""))[:10_000])

    meant = {name: set_said(desk, name) for row in rows if (name := sent("lead", row.at)) and called.of(name) is None}
    leads = [name for name, among in meant.items() if not among]
    gone = was(desk, leads, called)
    for row in rows:
        row.text, row.lead, row.product = (sent(name, row.at) for name in ("text", "lead", "product"))
        row.former = gone.get(row.lead)
        picked = {str(pk): name for pk, name, _ in row.former.offered} if row.former else {}
        row.lead = picked.get(sent("former", row.at), row.lead)
        row.day, row.task = sent("day", row.at)[:20], sent("task", row.at) == "yes"
        row.lead_id, row.among = called.of(row.lead), meant.get(row.lead, "")
        if row.former and row.lead_id is None:
            at = f"{'former' if row.former.offered else 'lead'}-{row.at}"
            row.wrongs.append(Wrong(f"{row.former.told} {row.former.says}", at))
        elif row.lead and row.lead_id is None and not row.among:
            said = desk.say("desk.plan.read.unknown-office", n=row.at, name=row.lead)
            row.wrongs.append(Wrong(said, f"lead-{row.at}"))
        if row.day and day_in(row.day) is None:
            row.wrongs.append(Wrong(desk.say("desk.plan.read.bad-day", n=row.at), f"day-{row.at}"))
        if row.task and not row.text:
            row.wrongs.append(Wrong(desk.say("desk.meeting.end.no-text", n=row.at), f"text-{row.at}"))


def _posts(desk: Desk, rows: Sequence[Row], inputs: Sequence[Input]) -> None:
    """The chosen posts at the offices of each row that becomes a task; what these have not is to be mended there."""
    chosen = {one.id: next((o.id for o in one.options if o.chosen), "") for one in inputs}
    for row in rows:
        row.role, row.head = chosen["role"], chosen["head"]
        if not row.task or (row.lead_id is None and not row.among):
            continue
        found = posts_at(desk, row.lead_id, row.among, row.role, row.head)
        row.role, row.head, row.taken = found.role, found.head, found.taken
        for _, post in found.lacks:
            office = leads_called(desk, row.lead_id, row.among)
            said = desk.say("desk.meeting.end.no-post", n=row.at, office=office, post=post)
            row.wrongs.append(Wrong(said, f"lead-{row.at}"))


def _do(desk: Desk, found: Meeting, inputs: Sequence[Input], rows: Sequence[Row]) -> Meeting:
    """Takes the action; what was kept for one that was refused is taken away again. Raises what it raises."""
    told: dict[str, Any] = {name: _value(inputs, name) for name in ("symbol", "signer", "minutes")}
    conclusions = [
        Concluded(
            row.text,
            row.line,
            TaskSaid(
                product=row.product, lead=row.lead_id, role=row.role, head=row.head,
                spread=bool(row.among), among=sets.kinds_of(desk.pack, row.among),
                units=sets.units_of(desk.pack, row.among), time=time_said(desk, row.day, ""),
                holds=TWO if holds_two(row.text) else "",
            )
            if row.task
            else None,
        )
        for row in rows
    ]  # fmt: skip
    ready = []
    try:
        for upload in desk.request.FILES.getlist("files"):
            ready.append(take_in(upload))
        return meeting_actions.conclude(
            found, dated=day_in(_value(inputs, "dated")) or "", conclusions=conclusions, files=ready,
            seen=number_of(text_of(desk, "seq")), once=sent_key(desk), actor=desk.actor, now=desk.now, **told,
        )  # fmt: skip
    except Refused:
        for one in ready:
            remove(one.path)
        raise
