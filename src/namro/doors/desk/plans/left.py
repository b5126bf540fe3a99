"""Tasks of offices that are no more: which there are, where each is to go, a look, and all of it in one action."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from namro.doors.desk.inputs import Input, Option, judged, marked
from namro.doors.desk.page import STALE, Desk, Wrong, form_key, number_of, page, seen_of, sent_key, text_of
from namro.doors.desk.plans.lines import line, periods_said, share_said
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.ground.people.models import Office
from namro.rules.packs.refused import Refused
from namro.work.plans import heirs
from namro.work.plans.heirs_actions import move_leads

SINGLY = 50
"""Tasks of one page of the form, each of which may be given an heir of its own."""


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
    return name if heir.whole else share_said(desk, name, heir.percent)


@page("GET", "POST")
def move(desk: Desk, code: str) -> HttpResponse:
    """The form, the look at what it does, and the moving."""
    found, tasks = heirs.left_at_one(desk.actor, code, desk.on)
    options = _options(desk, found)
    inputs = [
        Input(
            "default", "list", desk.say("desk.heirs.default"),
            desk.say("desk.heirs.default.hint") if len(options) > 1 else "", options=options,
        ).choosing([options[0].id] if len(options) == 1 or (found.heirs and found.heirs[0].whole) else []),
        Input(
            "reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.plan.reason.hint"), most=2000, rows=3
        ),
    ]  # fmt: skip
    singly = len(options) > 1
    chosen = _singly(desk, {task.ref for task in tasks}) if singly else {}
    wrongs: list[Wrong] = []
    going = text_of(desk, "go")
    turned = going.startswith("page-")
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if turned:
            inputs, wrongs = [replace(one, wrong="") for one in inputs], []
        elif any(to and to not in {o.id for o in options} for to in chosen.values()):
            wrongs.append(Wrong(desk.say("refusals.plans.unknown-office"), "default"))
        if not wrongs and not turned:
            wrongs, answer = _sent(desk, found, tasks, inputs, chosen, going)
            if answer is not None:
                return answer
    last = max(1, -(-len(tasks) // SINGLY)) if singly else 1
    at = number_of(going.removeprefix("page-") if turned else text_of(desk, "at"), last=last)
    shown = tasks[(at - 1) * SINGLY : at * SINGLY] if singly else tasks
    periods = periods_said(desk, shown)
    rows = [
        {
            **line(desk, task, period=periods.get(task.pk, "")),
            "options": [(o.id, o.name, chosen.get(task.ref) == o.id) for o in options] if singly else [],
        }
        for task in shown
    ]
    return desk.answer(
        "plan-left-move",
        wrongs=wrongs,
        name=desk.pick(found.office.names),
        n=len(tasks),
        inputs=marked(inputs, wrongs),
        rows=rows,
        singly=singly,
        pages=_pages(desk, at, last, len(tasks)),
        others=_packed({ref: pk for ref, pk in chosen.items() if ref not in {task.ref for task in shown}}),
        n_chosen=sum(bool(pk) for pk in chosen.values()),
        once=form_key(desk),
    )


def _singly(desk: Desk, refs: Collection[str]) -> dict[str, str]:
    """By task the office that was chosen for it alone: on this page of the form, or on another one before."""
    before = (one.partition("=") for one in text_of(desk, "others").split())
    found = {ref: pk for ref, _, pk in before if ref in refs}
    typed = ((name.removeprefix("to-"), name) for name in desk.request.POST if name.startswith("to-"))
    return found | {ref: text_of(desk, name) for ref, name in typed if ref in refs}


def _packed(chosen: Mapping[str, str]) -> str:
    return " ".join(f"{ref}={pk}" for ref, pk in chosen.items() if pk)


def _pages(desk: Desk, at: int, last: int, n: int) -> dict[str, Any]:
    return {
        "many": last > 1,
        "at": at,
        "before": f"page-{at - 1}" if at > 1 else "",
        "after": f"page-{at + 1}" if at < last else "",
        "said": desk.say("desk.heirs.page", first=(at - 1) * SINGLY + 1, last=min(at * SINGLY, n), n=n),
        "n_before": SINGLY,
        "n_after": min(SINGLY, n - at * SINGLY),
    }


def _options(desk: Desk, found: heirs.Left) -> tuple[Option, ...]:
    """Those that took over; where none did, every office of the same kind."""
    if found.heirs:
        return tuple(Option(str(one.office.pk), _heir(desk, one)) for one in found.heirs)
    same = heirs.still_there(desk.on, found.office.kind).exclude(pk=found.office.pk).order_by("code")
    return tuple(Option(str(one.pk), desk.pick(one.names)) for one in same)


def _sent(
    desk: Desk, found: heirs.Left, tasks: list[Any], inputs: list[Input], chosen: dict[str, str], going: str
) -> tuple[list[Wrong], HttpResponse | None]:
    """What is to be mended, or the look, or the way on once it is done. Where what was looked at is so no more, the
    look as it is now."""
    default, reason = next(o.id for o in inputs[0].options if o.chosen), inputs[1].value
    if going != "do":
        return [], _look(desk, found, tasks, reason, default, chosen)
    to = _heirs(desk, tasks, default, chosen)
    moved = folded = 0
    try:
        seen = dict(one.split("=", 1) for one in seen_of(desk).split() if "=" in one)
        for giver in sorted({task.assigner_id for task in tasks}):
            mine = {task.ref: to[task.ref] for task in tasks if task.assigner_id == giver}
            done = move_leads(
                found.office, by=Office.objects.get(pk=giver), to=mine, reason=reason, seen=seen.get(str(giver), ""),
                once=f"{giver}-{sent_key(desk)}"[:64] if sent_key(desk) else None, actor=desk.actor, now=desk.now,
            )  # fmt: skip
            moved, folded = moved + done.moved, folded + done.folded
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        if refused.code not in STALE:
            return [desk.refusal(refused)], None
        found, tasks = heirs.left_at_one(desk.actor, found.office.code, desk.on)
        return [], _look(desk, found, tasks, reason, default, chosen, [desk.refusal(refused)])
    desk.tell(desk.say("desk.heirs.done", n=moved, folded=folded))
    return [], desk.go("plans")


def _heirs(desk: Desk, tasks: list[Any], default: str, chosen: Mapping[str, str]) -> dict[str, Office]:
    """By task the office that is to take it over."""
    wanted = {task.ref: int(chosen.get(task.ref) or default) for task in tasks}
    there = people.offices(desk.on).in_bulk(set(wanted.values()))
    return {ref: there[pk] for ref, pk in wanted.items() if pk in there}


def _look(
    desk: Desk,
    found: heirs.Left,
    tasks: list[Any],
    reason: str,
    default: str,
    chosen: Mapping[str, str],
    wrongs: Sequence[Wrong] = (),
) -> HttpResponse:
    """What moving does to each task."""
    planned, periods = heirs.moves(tasks, _heirs(desk, tasks, default, chosen)), periods_said(desk, tasks)
    rows = [
        {
            **line(desk, one.task, period=periods.get(one.task.pk, "")),
            "heir": desk.pick(one.heir.names),
            "into": desk.url("plan-task", one.into.ref) if one.into else "",
            "beside": desk.url("plan-task", one.beside.ref) if one.beside else "",
            "helps": one.helps,
        }
        for one in planned
    ]
    folded = sum(one.into is not None for one in planned)
    givers = sorted({one.task.assigner_id for one in planned})
    stands = {by: heirs.moves_stand([one for one in planned if one.task.assigner_id == by]) for by in givers}
    return desk.answer(
        "plan-left-look", 409 if wrongs else 200, wrongs, name=desk.pick(found.office.names), code=found.office.code,
        rows=rows, moved=len(rows) - folded, folded=folded, reason=reason, default=default,
        helps=sum(one.helps for one in planned), others=_packed(chosen), once=form_key(desk),
        seen=" ".join(f"{by}={stand}" for by, stand in stands.items()),
    )  # fmt: skip
