"""Meetings about what was promised: which there are, and one with its agenda, its minutes and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, judged, marked
from namro.doors.desk.page import Desk, Wrong, number_of, page, text_of
from namro.doors.desk.plans.agenda import DASH
from namro.doors.desk.plans.lines import due_said, lead, left, offices, periods_said, state
from namro.doors.desk.plans.refs import files_said
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.rules.packs.refused import Refused
from namro.work.plans import meeting_actions, meetings
from namro.work.plans.listed import sits
from namro.work.plans.meeting_states import Line, MeetingStanding
from namro.work.plans.models import Meeting, Task


@page()
def listed(desk: Desk) -> HttpResponse:
    """The meetings that my offices hold or take part in: those to come, then those that were."""
    if not desk.may("plans.read"):
        raise NotThere
    rows = [
        {
            "url": desk.url("plan-meeting", one.ref),
            "name": one.name,
            "day": words.dmy(one.day),
            "office": desk.pick(one.office.names),
            "state": desk.say(f"desk.meeting.is.{one.state}"),
            "document": one.instrument.symbol if one.instrument else "",
            "to_come": one.state == Meeting.PLANNED,
        }
        for one in meetings.listed(desk.actor, desk.on)
    ]
    return desk.answer(
        "plan-meetings",
        coming=sorted((row for row in rows if row["to_come"]), key=lambda row: row["day"][::-1]),
        over=[row for row in rows if not row["to_come"]],
        may_call=desk.may("plans.call_meeting"),
    )


@page()
def meeting(desk: Desk, ref: str) -> HttpResponse:
    """One meeting; printed, it is the agenda."""
    found, standing = meetings.meeting(desk.actor, ref, desk.on)
    mine = sits(desk.actor, found.office_id, "plans.call_meeting")
    refs = {line.task for line in standing.lines} | {one.task for one in standing.conclusions}
    tasks = meetings.tasks_of(desk.actor, refs - {""}, desk.on)
    names = offices(desk, standing.offices)
    periods = periods_said(desk, tasks.values())
    agenda = lines(desk, standing, tasks, periods)
    about = {line["nth"]: line["lead"] for line in agenda}
    planned = found.state == Meeting.PLANNED
    return desk.answer(
        "plan-meeting",
        meeting={**heading(desk, found), "off": standing.off},
        offices=[names.get(pk, "") for pk in standing.offices],
        people_there=standing.who,
        lines=agenda,
        minutes=standing.minutes,
        conclusions=[
            {
                "nth": one.nth,
                "text": one.text,
                "line": one.line,
                "about": about.get(one.line, ""),
                **_task(desk, tasks.get(one.task), periods),
            }
            for one in standing.conclusions
        ],
        document=found.instrument,
        document_url=desk.url("plan-lineage", found.instrument.ref) if mine and found.instrument else "",
        plan=found.plan if mine else None,
        files=files_said(desk, meetings.files_of(found) if mine else ()),
        from_when=desk.say("desk.meeting.from-when", day=desk.day(found.day))
        if planned and mine and desk.on < found.day
        else "",
        deeds=[
            (desk.url(f"plan-meeting-{name}", found.ref), desk.say(f"desk.meeting.do.{name}"))
            for name in ("end", "change", "off")
            if name != "end" or desk.on >= found.day
        ]
        if planned and mine
        else [],
    )


def heading(desk: Desk, found: Meeting) -> dict[str, Any]:
    """What every page about a meeting says of it at the top."""
    return {
        "ref": found.ref,
        "url": desk.url("plan-meeting", found.ref),
        "name": found.name,
        "day": desk.day(found.day),
        "place": found.place,
        "office": desk.pick(found.office.names),
        "state": desk.say(f"desk.meeting.is.{found.state}"),
        "tone": "still" if found.state != Meeting.PLANNED else "",
    }


def lines(
    desk: Desk, standing: MeetingStanding, tasks: dict[str, Task], periods: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The agenda, each line with the task that it is about as it stands now, where the reader may see it."""
    texts = in_own_words(desk, standing.lines)
    return [
        {
            "nth": line.nth,
            "text": texts[line.nth],
            "why": desk.say(f"desk.meeting.why.{line.why}") if line.why != "own" else "",
            **(said := _task(desk, tasks.get(line.task), periods)),
            "named": said["lead"] not in texts[line.nth] and said["lead"],
        }
        for line in standing.lines
    ]


def in_own_words(desk: Desk, lines: Sequence[Line]) -> dict[int, str]:
    """By number what each line says: as it was written, but who leads its task in the reader's language; one query.
    Which office that is stands in the line, since the task can be out of the reader's sight or led by another now."""
    parts = {one.nth: one.text.rpartition(DASH) for one in lines if one.task}
    named = {nth: who.rpartition(", ") for nth, (_, dash, who) in parts.items() if dash}
    offices_ = people.called_in(
        {name for nth, (*_, name) in named.items()} | {parts[nth][2] for nth in named}, desk.lang
    )
    roles = {name: desk.pick(role.names) for role in desk.pack.roles.values() for name in role.names.values()}

    def who(nth: int) -> str:
        within, comma, name = named[nth]
        whole = parts[nth][2]
        if whole in offices_:
            return offices_[whole]
        return f"{roles.get(within, within)}{comma}{offices_[name]}" if name in offices_ else whole

    return {one.nth: f"{parts[one.nth][0]}{DASH}{who(one.nth)}" if one.nth in named else one.text for one in lines}


def _task(desk: Desk, task: Task | None, periods: Mapping[int, str]) -> dict[str, str]:
    if task is None:
        return {"url": "", "state": "", "due": "", "left": "", "lead": ""}
    return {
        "url": desk.url("plan-task", task.ref),
        "state": state(desk, task),
        "due": due_said(task, periods.get(task.pk, "")),
        "left": left(desk, task)[0],
        "lead": lead(desk, task),
    }


@page("GET", "POST")
def off(desk: Desk, ref: str) -> HttpResponse:
    """Calling a meeting off, with the reason."""
    found, _ = meetings.meeting(desk.actor, ref, desk.on)
    if found.state != Meeting.PLANNED or not sits(desk.actor, found.office_id, "plans.call_off"):
        raise NotThere
    hint = desk.say("desk.meeting.off.hint")
    inputs = [Input("reason", "long-text", desk.say("desk.input.reason"), hint, most=2000, rows=3)]
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            try:
                meeting_actions.call_off(
                    found, reason=inputs[0].value, seen=number_of(text_of(desk, "seq")), actor=desk.actor, now=desk.now
                )
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
            else:
                desk.tell(desk.say("desk.meeting.off.done"))
                return desk.go("plan-meeting", ref)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.meeting.do.off"),
        back={"url": desk.url("plan-meeting", ref), "name": found.name},
        inputs=marked(inputs, wrongs),
        seq=found.seq,
        button=desk.say("desk.meeting.do.off"),
    )
