"""Meetings: called with an agenda, changed, called off, and held: what was concluded becomes clauses and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.files.keeping import Ready
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import patch, put, put_all
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.ground.people.queries import offices as standing
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.draft_actions import add_task, draft
from namro.work.plans.history import acts_of
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.meeting_states import MeetingStanding, meeting_of
from namro.work.plans.models import Attends, Meeting
from namro.work.plans.states import Done
from namro.work.plans.task_said import TaskSaid

MOST_LINES = 100
"""Lines of one agenda, and conclusions of one meeting."""
WHYS = ("asks", "blocked", "late", "reported", "soon", "own")


@dataclass(frozen=True, slots=True)
class LineSaid:
    """A line of an agenda as it is written. `task`: the reference of a task, or ""; `why`: one of `WHYS`."""

    text: str
    task: str = ""
    why: str = "own"


@dataclass(frozen=True, slots=True)
class MeetingSaid:
    """A meeting as it is called. `offices`: ids of those that take part; `who`: posts and people, in words."""

    name: str
    day: date | str
    place: str = ""
    offices: Sequence[int] = ()
    who: str = ""
    lines: Sequence[LineSaid] = ()


@dataclass(frozen=True, slots=True)
class Concluded:
    """A conclusion as it is written. `line`: the number of the agenda line that it came from (0: none); `task`: the
    task that it becomes, None where it becomes none."""

    text: str
    line: int = 0
    task: TaskSaid | None = None


@action("plans.call_meeting")
def call_meeting(office: Office, *, said: MeetingSaid, once: str | None = None, actor: Actor, now: datetime) -> Meeting:
    """Call a meeting of the own office with its agenda; the offices that take part read it at once.

    Raises Refused `plans.no-agenda`, `plans.agenda-too-long`, `plans.unknown-office`, `plans.meeting-past`,
    `cases.needed`, `cases.bad-date`, `AlreadyDone`.
    """
    deeds.own_seat(actor, office.pk)
    deeds.not_twice(once, actor)
    deeds.programme()
    on = the_pack().calendar.local(now)
    data, words = _checked(said, on)
    if deeds.the_day(said.day, "day") < on:
        raise Refused("plans.meeting-past", field="day", day=on)
    data |= {"office_id": office.pk}
    row = Meeting(ref=deeds.fresh_ref(now), **meeting_of([Done(1, "call", data, on, "", words)]).columns)
    put(row)
    put_all([Attends(meeting=row, office_id=pk) for pk in data["offices"]])
    current().is_about(row)
    deeds.write([Adding(row.guard_ref, 1, "call", data, words)], once=once)
    return row


@action("plans.change_meeting")
def change_meeting(
    meeting: Meeting, *, said: MeetingSaid, seen: int | None = None, actor: Actor, now: datetime
) -> Meeting:
    """Write a meeting that was not held yet anew, as a whole.

    It is moved to today or later; one whose day has come keeps it. Raises as `plans.call_meeting`, and Refused
    `plans.meeting-moved-back`, `plans.meeting-over`, `plans.changed`.
    """
    row, _ = _planned(meeting, actor, seen)
    on = the_pack().calendar.local(now)
    data, words = _checked(said, on)
    if row.day != (day := deeds.the_day(said.day, "day")) and day < on:
        raise Refused("plans.meeting-moved-back", field="day", day=on)
    _add(row, Adding(row.guard_ref, row.seq + 1, "change", data, words), now)
    Attends.objects.filter(meeting=row).delete()
    put_all([Attends(meeting=row, office_id=pk) for pk in data["offices"]])
    return row


@action("plans.call_off")
def call_off(meeting: Meeting, *, reason: str, seen: int | None = None, actor: Actor, now: datetime) -> Meeting:
    """Call a meeting off, with the reason. Raises Refused `plans.meeting-over`, `plans.changed`, `cases.needed`."""
    row, _ = _planned(meeting, actor, seen)
    why = texts.required(reason, "reason", most=2000)
    return _add(row, Adding(row.guard_ref, row.seq + 1, "off", {}, {"reason": why}), now, reason=why)


@action("plans.conclude")
def conclude(
    meeting: Meeting,
    *,
    symbol: str,
    dated: date | str,
    minutes: str = "",
    signer: str = "",
    conclusions: Sequence[Concluded],
    files: Sequence[Ready] = (),
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Write down what a meeting concluded: a document with a clause for each, and a draft plan with the tasks.

    The tasks stand on their clauses and are given only once they are clear, as any other. Raises Refused
    `plans.no-conclusion`, `plans.no-conclusions-kind`, `plans.unknown-line`, `plans.meeting-over`,
    `plans.meeting-not-yet`, `plans.changed`, `AlreadyDone`, and what registering and drafting raise.
    """
    deeds.not_twice(once, actor)
    row, before = _planned(meeting, actor, seen)
    if the_pack().calendar.local(now) < row.day:
        raise Refused("plans.meeting-not-yet")
    kind = deeds.programme().conclusions
    if kind is None:
        raise Refused("plans.no-conclusions-kind")
    if not 0 < len(conclusions) <= MOST_LINES:
        raise Refused("plans.no-conclusion", field="conclusions", most=MOST_LINES)
    known = {line.nth for line in before.lines} | {0}
    if any(one.line not in known for one in conclusions):
        raise Refused("plans.unknown-line", field="conclusions")
    said = [texts.required(one.text, "conclusions", most=5000) for one in conclusions]
    issuer = row.office.names.get(the_pack().language, row.office.code)
    instrument = register_instrument(
        row.office, kind=kind, symbol=symbol, issuer=issuer, dated=dated, title=row.name, signer=signer,
        issuer_office=row.office, files=files,
        clauses=[ClauseSaid(str(at), text) for at, text in enumerate(said, 1)], actor=actor, now=now,
    )  # fmt: skip
    clauses = dict(instrument.clauses.values_list("nth", "pk"))
    plan = None
    tasks = [""] * len(said)
    for at, one in enumerate(conclusions, 1):
        if one.task is not None:
            plan = plan or draft(row.office, instrument=instrument, name=row.name, actor=actor, now=now)
            wanted = replace(one.task, clause=clauses[at], matter=one.task.matter or said[at - 1])
            tasks[at - 1] = add_task(plan, said=wanted, actor=actor, now=now).ref
    data = {
        "instrument_id": instrument.pk, "plan_id": plan.pk if plan else None,
        "conclusions": [{"line": one.line, "task": ref} for one, ref in zip(conclusions, tasks, strict=True)],
    }  # fmt: skip
    words = {f"c{at}": text for at, text in enumerate(said, 1)}
    words |= {"minutes": texts.long_text(minutes, "minutes")} if minutes.strip() else {}
    return _add(row, Adding(row.guard_ref, row.seq + 1, "conclude", data, words), now, once=once)


def _checked(said: MeetingSaid, on: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The structure and the words of a meeting."""
    if not said.lines:
        raise Refused("plans.no-agenda", field="own")
    if len(said.lines) > MOST_LINES:
        raise Refused("plans.agenda-too-long", field="own", most=MOST_LINES)
    wanted = sorted(set(said.offices))
    if standing(on).filter(pk__in=wanted).count() != len(wanted):
        raise Refused("plans.unknown-office", field="offices")
    data: dict[str, Any] = {
        "day": deeds.the_day(said.day, "day").isoformat(), "place": texts.line(said.place, "place", most=200),
        "offices": wanted,
        "lines": [{"task": one.task[:20], "why": one.why if one.why in WHYS else "own"} for one in said.lines],
    }  # fmt: skip
    words = {"name": texts.required(texts.line(said.name, "name", most=300), "name", most=300)}
    words |= {"who": texts.long_text(said.who, "who", most=2000)}
    words |= {f"l{at}": texts.required(one.text, "own", most=1000) for at, one in enumerate(said.lines, 1)}
    return data, words


def _planned(meeting: Meeting, actor: Actor, seen: int | None) -> tuple[Meeting, MeetingStanding]:
    """The meeting under lock, for somebody of its own office, while it was not held yet."""
    deeds.own_seat(actor, meeting.office_id)
    row = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("office")
        .filter(pk=meeting.pk)
        .first()
    )
    if row is None:
        raise NotThere
    if seen is not None and seen != row.seq:
        raise Refused("plans.changed")
    if row.state != Meeting.PLANNED:
        raise Refused("plans.meeting-over")
    return row, meeting_of(acts_of(row.guard_ref))


def _add(row: Meeting, act: Adding, now: datetime, *, once: str | None = None, reason: str = "") -> Meeting:
    """Stores what follows from one more act, and binds it."""
    done = Done(act.seq, act.verb, act.data, the_pack().calendar.local(now), "", act.words)
    columns = meeting_of([*acts_of(row.guard_ref), done]).columns
    patch(row, {name: value for name, value in columns.items() if getattr(row, name) != value})
    deeds.write([act], once=once, reason=reason)
    return row
