"""Calling a meeting, and writing it anew: name, day, who takes part, and an agenda proposed from what presses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, number_of, page, sent_key, text_of
from namro.doors.desk.plans.agenda import Agenda, agenda, shows
from namro.doors.desk.plans.called import Called, named
from namro.doors.desk.plans.former import was
from namro.doors.desk.plans.lines import all_of
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.rules.packs.refused import Refused
from namro.work.plans import meeting_actions, meetings
from namro.work.plans.listed import done_before, sits
from namro.work.plans.meeting_actions import LineSaid, MeetingSaid
from namro.work.plans.meeting_states import MeetingStanding
from namro.work.plans.models import Meeting


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
    asked = agenda(desk, standing)
    inputs = _inputs(desk, own, found, standing)
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        inputs, ids, odd = _taking_part(desk, inputs)
        wrongs += [*odd, *asked.wrongs]
        typed = {one.id: one.value for one in inputs}
        if typed["day"] and day_in(typed["day"]) is None:
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.meeting.day")), "day"))
        if shows(desk):
            inputs, wrongs = [replace(one, wrong="") for one in inputs], []
        elif not wrongs:
            try:
                more = _concerned(inputs, asked, [*own, *ids])
                ref = _do(desk, own, found, _said(desk, inputs, asked, [*ids, *more]))
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                if refused.code == "plans.already-done":
                    return desk.go("plan-meeting", done_before(desk.actor, sent_key(desk)).partition(":")[2])
                wrongs = [desk.refusal(refused)]
            else:
                told = [desk.say("desk.meeting.saved" if found else "desk.meeting.called")]
                if more:
                    names = people.office_names(set(more), desk.lang)
                    told.append(desk.say("desk.meeting.also.done", names=all_of(desk, list(names.values()))))
                desk.tell(" ".join(told))
                return desk.go("plan-meeting", ref)
    back = {"url": desk.url("plan-meetings"), "name": desk.say("desk.meeting.title")}
    if found is not None:
        back = {"url": desk.url("plan-meeting", found.ref), "name": found.name}
    return desk.answer(
        "plan-meeting-form",
        wrongs=wrongs,
        title=desk.say("desk.meeting.do.change" if found else "desk.meeting.new"),
        lead=desk.say("desk.meeting.lead"),
        back=back,
        inputs=marked(inputs, wrongs),
        agenda=asked.shown,
        once=form_key(desk),
        seq=found.seq if found else 0,
        button=desk.say("desk.meeting.save" if found else "desk.meeting.call"),
    )


def _concerned(inputs: Sequence[Input], asked: Agenda, there: Sequence[int]) -> list[int]:
    """The offices that lead what is on the agenda and are not `there`, where those are to be invited too."""
    if not any(option.chosen for one in inputs if one.id == "also" for option in one.options):
        return []
    leads = [one.task.lead_office_id for one in asked.chosen.values()]
    return list(dict.fromkeys(pk for pk in leads if pk is not None and pk not in there))


def _taking_part(desk: Desk, inputs: Sequence[Input]) -> tuple[list[Input], list[int], list[Wrong]]:
    """The offices that are meant. Where lines name units that are no more there is one more input: the offices that
    stand there today, to be picked."""
    at, typed = next((n, one.value) for n, one in enumerate(inputs) if one.id == "offices")
    ids, odd = named(desk, typed)
    gone = was(desk, odd, Called(desk)) if odd else {}
    offered = {pk: shown for one in gone.values() for pk, _, shown in one.offered}
    picked = {pk for pk in offered if str(pk) in desk.request.POST.getlist("former")}
    more = Input(
        "former", "some-of", desk.say("desk.former.pick"), " ".join(one.told for one in gone.values()), False,
        options=tuple(Option(str(pk), shown, chosen=pk in picked) for pk, shown in offered.items()),
    )  # fmt: skip
    settled = {text for text, one in gone.items() if picked & {pk for pk, _, _ in one.offered}}
    left = [line for line in odd if line not in settled and line in gone and gone[line].offered]
    unknown = [line for line in odd if line not in settled and line not in left]
    wrongs = []
    if left:
        said = desk.say("desk.former.unsettled", n=len(left), names=all_of(desk, left))
        wrongs.append(Wrong(said, "former"))
    if unknown:
        said = desk.say("desk.plan.issue.unknown", n=len(unknown), names=all_of(desk, unknown))
        wrongs.append(Wrong(said, "offices"))
    found = [*inputs[: at + 1], more, *inputs[at + 1 :]] if offered else list(inputs)
    return found, list(dict.fromkeys([*ids, *picked])), wrongs


def _inputs(desk: Desk, own: Sequence[int], found: Meeting | None, standing: MeetingStanding | None) -> list[Input]:
    def say(name: str) -> str:
        return desk.say(f"desk.meeting.{name}")

    names = people.office_names(set(standing.offices), desk.lang) if standing else {}
    free = "\n".join(line.text for line in standing.lines if not line.task) if standing else ""
    asked = [
        Input("name", "line", say("name"), value=found.name if found else "", most=300),
        Input(
            "day", "line", say("day"), say("day.hint.change" if found else "day.hint"),
            value=words.dmy(found.day) if found else "", short=True, most=20, inputmode="numeric",
        ),
        Input("place", "line", say("place"), "", False, found.place if found else "", most=200),
        Input(
            "offices", "long-text", say("offices"), desk.say("desk.plan.issue.names.hint"), False,
            "\n".join(names.values()), most=20_000, rows=3,
        ),
        Input(
            "also", "some-of", say("also"), say("also.hint"), False,
            options=(Option("yes", say("also.yes"), chosen=found is None),),
        ),
        Input("who", "line", say("who"), say("who.hint"), False, standing.who if standing else "", most=300),
        Input("own", "long-text", say("own"), say("own.hint"), False, free, most=20_000, rows=4),
    ]  # fmt: skip
    if len(own) > 1:
        seats = tuple(Option(str(pk), desk.office(pk)) for pk in own)
        asked.insert(0, Input("office", "list", say("office"), options=seats))
    return asked


def _said(desk: Desk, inputs: Sequence[Input], asked: Agenda, ids: Sequence[int]) -> MeetingSaid:
    typed = {one.id: one.value for one in inputs}
    lines = asked.lines(desk) + [LineSaid(line.strip()) for line in typed["own"].split("\n") if line.strip()]
    return MeetingSaid(typed["name"], day_in(typed["day"]) or "", typed["place"], ids, typed["who"], lines)


def _do(desk: Desk, own: Sequence[int], found: Meeting | None, said: MeetingSaid) -> str:
    """Takes the action; the reference of the meeting. Raises what it raises."""
    if found is not None:
        seen = number_of(text_of(desk, "seq"))
        return meeting_actions.change_meeting(found, said=said, seen=seen, actor=desk.actor, now=desk.now).ref
    office = people.offices(desk.on).get(pk=int(text_of(desk, "office") or own[0]))
    return meeting_actions.call_meeting(office, said=said, once=sent_key(desk), actor=desk.actor, now=desk.now).ref
