"""Tasks of offices that are no more: which there are, where each is to go, a look, and all of it in one action."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from namro.doors.desk.inputs import Input, Option, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key, text_of
from namro.doors.desk.plan_lines import line, periods_said
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.ground.people.models import Office
from namro.rules.packs.refused import Refused
from namro.work.plans import heirs
from namro.work.plans.heirs_actions import move_leads

SINGLY = 60
"""Tasks up to which each may be given an heir of its own in the form."""


@page()
def left(desk: Desk) -> HttpResponse:
    """The offices that are no more and still lead tasks that we gave."""
    if not desk.may("plans.move_leads"):
        raise NotThere
    found = heirs.left_behind(desk.actor, desk.on)
    return desk.answer(
        "plan-left",
        offices=[
            {
                "name": desk.pick(one.office.names),
                "n": one.tasks,
                "heirs": [_heir(desk, heir) for heir in one.heirs],
                "url": desk.url("plan-left-move", one.office.code),
            }
            for one in found
        ],
    )


def waiting(desk: Desk) -> str:
    """One sentence for the page of plans where tasks are led by offices that are no more."""
    n = sum(one.tasks for one in heirs.left_behind(desk.actor, desk.on))
    return desk.say("desk.heirs.waiting", n=n) if n else ""


def _heir(desk: Desk, heir: heirs.Heir) -> str:
    name = desk.pick(heir.office.names)
    return name if heir.whole else desk.say("desk.heirs.share", name=name, n=heir.percent)


@page("GET", "POST")
def move(desk: Desk, code: str) -> HttpResponse:
    """The form, the look at what it does, and the moving."""
    found, tasks = heirs.left_at_one(desk.actor, code, desk.on)
    options = _options(desk, found)
    inputs = [
        Input(
            "default", "list", desk.say("desk.heirs.default"), desk.say("desk.heirs.default.hint"), options=options
        ).choosing([options[0].id] if len(options) == 1 or (found.heirs and found.heirs[0].whole) else []),
        Input(
            "reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.plan.reason.hint"), most=2000, rows=3
        ),
    ]  # fmt: skip
    singly = len(options) > 1 and len(tasks) <= SINGLY
    chosen = {task.ref: text_of(desk, f"to-{task.ref}") for task in tasks} if singly else {}
    wrongs: list[Wrong] = []
    going = text_of(desk, "go")
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if any(to and to not in {o.id for o in options} for to in chosen.values()):
            wrongs.append(Wrong(desk.say("refusals.plans.unknown-office"), "default"))
        if not wrongs:
            wrongs, answer = _sent(desk, found, tasks, inputs, chosen, going)
            if answer is not None:
                return answer
    periods = periods_said(desk, tasks)
    rows = [
        {
            **line(desk, task, period=periods.get(task.pk, "")),
            "options": [(o.id, o.name, chosen.get(task.ref) == o.id) for o in options] if singly else [],
        }
        for task in tasks
    ]
    return desk.answer(
        "plan-left-move",
        wrongs=wrongs,
        name=desk.pick(found.office.names),
        n=len(tasks),
        inputs=marked(inputs, wrongs),
        rows=rows,
        singly=singly,
        once=form_key(desk),
    )


def _options(desk: Desk, found: heirs.Left) -> tuple[Option, ...]:
    """Those that took over; where none did, every office of the same kind."""
    if found.heirs:
        return tuple(Option(str(one.office.pk), _heir(desk, one)) for one in found.heirs)
    same = people.offices(desk.on, found.office.kind).exclude(pk=found.office.pk).order_by("code")
    return tuple(Option(str(one.pk), desk.pick(one.names)) for one in same)


def _sent(
    desk: Desk, found: heirs.Left, tasks: list[Any], inputs: list[Input], chosen: dict[str, str], going: str
) -> tuple[list[Wrong], HttpResponse | None]:
    """What is to be mended, or the look, or the way on once it is done."""
    default = next(o.id for o in inputs[0].options if o.chosen)
    wanted = {task.ref: int(chosen.get(task.ref) or default) for task in tasks}
    there = people.offices(desk.on).in_bulk(set(wanted.values()))
    to: dict[str, Office] = {ref: there[pk] for ref, pk in wanted.items() if pk in there}
    if going != "do":
        planned, periods = heirs.moves(tasks, to), periods_said(desk, tasks)
        rows = [
            {
                **line(desk, one.task, period=periods.get(one.task.pk, "")),
                "heir": desk.pick(one.heir.names),
                "into": desk.url("plan-task", one.into.ref) if one.into else "",
                "beside": desk.url("plan-task", one.beside.ref) if one.beside else "",
            }
            for one in planned
        ]
        folded = sum(one.into is not None for one in planned)
        return [], desk.answer(
            "plan-left-look", name=desk.pick(found.office.names), code=found.office.code, rows=rows,
            moved=len(rows) - folded, folded=folded, reason=inputs[1].value, default=default,
            chosen=[(f"to-{ref}", pk) for ref, pk in chosen.items() if pk], once=form_key(desk),
        )  # fmt: skip
    moved = folded = 0
    try:
        for giver in sorted({task.assigner_id for task in tasks}):
            mine = {task.ref: to[task.ref] for task in tasks if task.assigner_id == giver}
            done = move_leads(
                found.office, by=Office.objects.get(pk=giver), to=mine, reason=inputs[1].value,
                once=f"{giver}-{sent_key(desk)}"[:64] if sent_key(desk) else None, actor=desk.actor, now=desk.now,
            )  # fmt: skip
            moved, folded = moved + done.moved, folded + done.folded
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        return [desk.refusal(refused)], None
    desk.tell(desk.say("desk.heirs.done", n=moved, folded=folded))
    return [], desk.go("plans")
