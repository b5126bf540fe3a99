"""Calling a meeting, and writing it anew: name, day, who takes part, and an agenda proposed from what presses."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, number_of, page, sent_key, text_of
from namro.doors.desk.plan_lines import lead, named, short
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.rules.packs.refused import Refused
from namro.work.plans import meeting_actions, meetings
from namro.work.plans.listed import done_before, sits
from namro.work.plans.meeting_actions import LineSaid, MeetingSaid
from namro.work.plans.meeting_states import MeetingStanding
from namro.work.plans.meetings import Proposed
from namro.work.plans.models import Meeting

PRESSING = ("asks", "blocked")
"""Why a task is ticked from the start."""


@page("GET", "POST")
def new(desk: Desk) -> HttpResponse:
    """Calling a meeting of the own office."""
    own = [seat.office_id for seat in desk.actor.seats if sits(desk.actor, seat.office_id, "plans.call_meeting")]
    if not own:
        raise NotThere
    return _form(desk, own, None, None)


@page("GET", "POST")
def change(desk: Desk, ref: str) -> HttpResponse:
    """Writing a meeting anew that was not held yet."""
    found, standing = meetings.meeting(desk.actor, ref, desk.on)
    if found.state != Meeting.PLANNED or not sits(desk.actor, found.office_id, "plans.change_meeting"):
        raise NotThere
    return _form(desk, [found.office_id], found, standing)


def _form(desk: Desk, own: Sequence[int], found: Meeting | None, standing: MeetingStanding | None) -> HttpResponse:
    offered = _offered(desk, standing)
    inputs = _inputs(desk, own, offered, found, standing)
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        typed = {one.id: one.value for one in inputs}
        ids, odd = named(desk, typed["offices"])
        if typed["day"] and day_in(typed["day"]) is None:
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.meeting.day")), "day"))
        if odd:
            wrongs.append(Wrong(desk.say("desk.plan.issue.unknown", n=len(odd), names="; ".join(odd[:5])), "offices"))
        if not wrongs:
            try:
                ref = _do(desk, own, found, _said(inputs, offered, ids))
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                if refused.code == "plans.already-done":
                    return desk.go("plan-meeting", done_before(desk.actor, sent_key(desk)).partition(":")[2])
                wrongs = [desk.refusal(refused)]
            else:
                desk.tell(desk.say("desk.meeting.saved" if found else "desk.meeting.called"))
                return desk.go("plan-meeting", ref)
    back = {"url": desk.url("plan-meetings"), "name": desk.say("desk.meeting.title")}
    if found is not None:
        back = {"url": desk.url("plan-meeting", found.ref), "name": found.name}
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.meeting.do.change" if found else "desk.meeting.new"),
        lead=desk.say("desk.meeting.lead"),
        back=back,
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        seq=found.seq if found else 0,
        button=desk.say("desk.meeting.save" if found else "desk.meeting.call"),
    )


def _offered(desk: Desk, standing: MeetingStanding | None) -> dict[str, Proposed]:
    """The tasks that the agenda can hold by reference: those that are on it, then what presses."""
    offered: dict[str, Proposed] = {}
    if standing is not None:
        tasks = meetings.tasks_of(desk.actor, {line.task for line in standing.lines} - {""}, desk.on)
        offered = {line.task: Proposed(tasks[line.task], line.why) for line in standing.lines if line.task in tasks}
    for one in meetings.proposed(desk.actor, desk.on):
        offered.setdefault(one.task.ref, one)
    return offered


def _inputs(
    desk: Desk,
    own: Sequence[int],
    offered: dict[str, Proposed],
    found: Meeting | None,
    standing: MeetingStanding | None,
) -> list[Input]:
    def say(name: str) -> str:
        return desk.say(f"desk.meeting.{name}")

    chosen = {line.task for line in standing.lines} if standing else set()
    tasks = tuple(
        Option(
            ref,
            f"{say(f'why.{one.why}')}: {short(one.task.matter, 140)}",
            (f"{lead(desk, one.task)} · {words.dmy(one.task.due_on) if one.task.due_on else '–'}",),
            chosen=ref in chosen if standing else one.why in PRESSING,
        )
        for ref, one in offered.items()
    )
    names = people.office_names(set(standing.offices), desk.lang) if standing else {}
    free = "\n".join(line.text for line in standing.lines if not line.task) if standing else ""
    asked = [
        Input("name", "line", say("name"), value=found.name if found else "", most=300),
        Input(
            "day", "line", say("day"), desk.say("desk.plan.day.hint"), value=words.dmy(found.day) if found else "",
            short=True, most=20, inputmode="numeric",
        ),
        Input("place", "line", say("place"), "", False, found.place if found else "", most=200),
        Input(
            "offices", "long-text", say("offices"), desk.say("desk.plan.issue.names.hint"), False,
            "\n".join(names.values()), most=20_000, rows=3,
        ),
        Input("who", "line", say("who"), say("who.hint"), False, standing.who if standing else "", most=300),
    ]  # fmt: skip
    if tasks:
        asked.append(Input("tasks", "some-of", say("tasks"), say("tasks.hint"), False, options=tasks))
    asked.append(Input("own", "long-text", say("own"), say("own.hint"), False, free, most=20_000, rows=4))
    if len(own) > 1:
        seats = tuple(Option(str(pk), desk.office(pk)) for pk in own)
        asked.insert(0, Input("office", "list", say("office"), options=seats))
    return asked


def _said(inputs: Sequence[Input], offered: dict[str, Proposed], ids: Sequence[int]) -> MeetingSaid:
    typed = {one.id: one.value for one in inputs}
    refs = [o.id for one in inputs if one.id == "tasks" for o in one.options if o.chosen]
    agenda = [LineSaid(short(offered[ref].task.matter, 400), ref, offered[ref].why) for ref in refs]
    agenda += [LineSaid(line.strip()) for line in typed["own"].split("\n") if line.strip()]
    day = day_in(typed["day"])
    return MeetingSaid(typed["name"], day or "", typed["place"], ids, typed["who"], agenda)


def _do(desk: Desk, own: Sequence[int], found: Meeting | None, said: MeetingSaid) -> str:
    """Takes the action; the reference of the meeting. Raises what it raises."""
    if found is not None:
        seen = number_of(text_of(desk, "seq"))
        return meeting_actions.change_meeting(found, said=said, seen=seen, actor=desk.actor, now=desk.now).ref
    office = people.offices(desk.on).get(pk=int(text_of(desk, "office") or own[0]))
    return meeting_actions.call_meeting(office, said=said, once=sent_key(desk), actor=desk.actor, now=desk.now).ref
