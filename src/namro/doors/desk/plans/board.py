"""Tasks by how they stand, a column for each: of a plan, or of the own office. What is done with one, its page does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, page
from namro.doors.desk.plans.lines import Day, days_said, lead, left, lines, title_of, within
from namro.doors.desk.plans.plan import heading
from namro.doors.desk.plans.views import behind, counted, mark_of, periods_accepted, read_on, views
from namro.ground.gate.refusals import NotThere
from namro.work.plans.models import Task
from namro.work.plans.tallies import Board, Column, own_column
from namro.work.plans.tallies import board as board_of

BRIEF = 6
"""Cards of a column that a narrow screen shows; `.brief` of the stylesheet hides the others there."""


@page()
def board(desk: Desk, ref: str) -> HttpResponse:
    """The board of a plan, narrowed to one office where the address names it."""
    office = desk.request.GET.get("office", "")
    found = board_of(desk.actor, desk.on, plan=ref, office=office)
    assert found.plan is not None
    plan, said = found.plan, _days(desk, found)
    return desk.answer(
        "plan-board",
        plan=heading(desk, plan),
        views=views(desk, plan, "plan-board"),
        any_late=any(one.late for one in found.columns),
        columns=[_column(desk, one, behind(desk, plan, one.name, office=office), said) for one in found.columns],
        total=_total(desk, found),
        office=_office(desk, found) if office else "",
        every=desk.url("plan-board", plan.ref),
    )


@page()
def own(desk: Desk) -> HttpResponse:
    """The board of what the own offices lead, of every plan."""
    if not desk.may("plans.read"):
        raise NotThere
    found = board_of(desk.actor, desk.on)
    said = _days(desk, found)
    return desk.answer(
        "plan-board",
        plan=None,
        where=desk.where() if desk.actor.seats else desk.say("desk.account.no-seat"),
        any_late=any(one.late for one in found.columns),
        columns=[_column(desk, one, desk.url("plan-board-column", one.name), said, own=True) for one in found.columns],
        total=_total(desk, found),
    )


@page()
def column(desk: Desk, name: str) -> HttpResponse:
    """One column of the board of the own office, whole: a page at a time."""
    if not desk.may("plans.read"):
        raise NotThere
    found = own_column(desk.actor, desk.on, name, after=read_on(desk))
    return desk.answer(
        "plan-list",
        plan=None,
        name=desk.say(f"desk.plan.column.{name}"),
        lines=lines(desk, found),
        back=desk.url("plan-board-own"),
        on=mark_of(desk, found),
    )


def _days(desk: Desk, found: Board) -> dict[int, Day]:
    return days_said(desk, [task for column in found.columns for task in column.tasks])


def _column(desk: Desk, one: Column, url: str, said: Mapping[int, Day], *, own: bool = False) -> dict[str, Any]:
    more = one.n - len(one.tasks)
    return {
        "id": one.name,
        "name": desk.say(f"desk.plan.column.{one.name}"),
        "n": words.count(one.n, desk.lang),
        "late": counted(desk, "late", one.late) if one.late else "",
        "cards": [_card(desk, task, own, said.get(task.pk)) for task in one.tasks],
        "brief": desk.say("desk.today.all", n=words.count(one.n, desk.lang)) if len(one.tasks) > BRIEF else "",
        "more": counted(desk, "more", more) if more else "",
        "url": url,
    }


def _card(desk: Desk, task: Task, own: bool, day: Day | None) -> dict[str, Any]:
    said, tone = left(desk, task) if day is None or not day.waits else ("", "")
    due = day.due if day else words.dmy(task.due_on) if task.due_on else ""
    return {
        "url": desk.url("plan-task", task.ref),
        "matter": title_of(desk, task.matter, 90),
        "about": " · ".join(filter(None, (within(desk, task), task.plan.name))) if own else lead(desk, task),
        "due": due if task.state != Task.ACCEPTED else "",
        "period": day.period if day else "",
        "waits": desk.say("desk.plan.waits", period=day.besides) if day and day.besides else "",
        "closed": words.dmy(task.closed_on) if task.closed_on else "",
        "left": said,
        "tone": tone,
    }


def _total(desk: Desk, found: Board) -> str:
    total = counted(desk, "total", sum(one.n for one in found.columns))
    again = periods_accepted(desk, found.periods)
    return f"{total} {desk.say('desk.plan.board.periods', said=again)}" if again else total


def _office(desk: Desk, found: Board) -> str:
    for one in found.columns:
        for task in one.tasks:
            if task.lead_office is not None:
                return desk.pick(task.lead_office.names)
    return ""
