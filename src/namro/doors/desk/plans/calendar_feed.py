"""What falls due, month by month: a grid of days, and the same as a list where the screen is narrow."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from namro.doors.desk.page import Desk, page, query_with
from namro.doors.desk.plans.lines import lead, title_of
from namro.doors.desk.plans.views import behind, counted
from namro.doors.periods import said
from namro.ground.gate.refusals import NotThere
from namro.rules.clocks.errors import ClockError
from namro.rules.clocks.periods import Period, periods
from namro.work.plans.models import Task
from namro.work.plans.month import Due, due_between

SHORT = 4
"""Tasks of one day of the grid; the rest is one link away."""


@page()
def calendar(desk: Desk) -> HttpResponse:
    """The month that the address names, or that of today; with `day` one day of it, whole."""
    if not desk.may("plans.read"):
        raise NotThere
    ours = desk.request.GET.get("whose") == "ours"
    named = _day(desk.request.GET.get("day", ""))
    month = _month(desk, named)
    whole = list(periods("weekly", month.first, month.last))
    found = due_between(desk.actor, desk.on, whole[0].first, whole[-1].last, ours=ours)
    by_day: dict[date, list[Due]] = {}
    for one in found.days:
        by_day.setdefault(one.on, []).append(one)
    weeks = [[_cell(desk, day, month, by_day.get(day, [])) for day in _days(desk, week)] for week in whole]
    return desk.answer(
        "plan-calendar",
        month=desk.say("desk.plan.calendar.month", month=str(month.first.month), year=str(month.first.year)),
        weeks=weeks,
        weekdays=[desk.say(f"common.weekday.{n}") for n in range(1, 8)],
        listed=[cell for week in weeks for cell in week if cell["within"] and cell["entries"]],
        chosen=_chosen(desk, named, by_day) if named else None,
        before=_other(desk, month.first, -1),
        after=_other(desk, month.last, 1),
        this=desk.url("plan-calendar") + (f"?{urlencode({'whose': 'ours'})}" if ours else ""),
        whose=[
            {
                "name": desk.say(f"desk.plan.calendar.{one}"),
                "url": f"?{query_with(desk, whose=one, day=None)}",
                "current": (one == "ours") == ours,
            }
            for one in ("all", "ours")
        ],
        whole=found.whole,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2090 else None


def _month(desk: Desk, day: date | None) -> Period:
    named = day or _day(f"{desk.request.GET.get('month', '')}-01") or desk.on
    return next(periods("monthly", named, named))


def _days(desk: Desk, week: Period) -> list[date]:
    try:
        return [desk.pack.calendar.add_days(week.first, n) for n in range(7)]
    except ClockError:
        raise NotThere from None


def _other(desk: Desk, day: date, n: int) -> str:
    """The query of the month before or after; "" where the calendar does not reach."""
    try:
        there = desk.pack.calendar.add_days(day, n)
    except ClockError:
        return ""
    return query_with(desk, month=f"{there:%Y-%m}", day=None)


def _cell(desk: Desk, day: date, month: Period, due: list[Due]) -> dict[str, Any]:
    more = len(due) - SHORT
    return {
        "day": str(day.day),
        "iso": day.isoformat(),
        "said": desk.day(day),
        "within": month.first <= day <= month.last,
        "today": day == desk.on,
        "free": not desk.pack.calendar.is_working(day),
        "entries": [_entry(desk, one) for one in due[:SHORT]] if due else [],
        "more": counted(desk, "more", more) if more > 0 else "",
        "url": f"?{query_with(desk, day=day.isoformat(), month=None)}#day",
    }


def _chosen(desk: Desk, day: date, by_day: dict[date, list[Due]]) -> dict[str, Any]:
    return {"said": desk.day(day), "entries": [_entry(desk, one) for one in by_day.get(day, [])]}


def _entry(desk: Desk, one: Due) -> dict[str, Any]:
    task = one.task
    many = one.n > 1
    tone, state = _standing(desk, one)
    spread = many and task.plan_id is not None
    return {
        "url": behind(desk, task.plan, "all", task=task.ref) if spread else desk.url("plan-task", task.ref),
        "matter": title_of(desk, task.matter, 70),
        "who": desk.say("desk.plan.calendar.offices", n=one.n) if many else lead(desk, task),
        "kept": desk.say("desk.plan.calendar.kept", n=one.accepted, of=one.n)
        if many and not one.later and one.accepted != one.n
        else "",
        "plan": task.plan.name,
        "period": ", ".join(said(desk.lang, period) for period in one.periods),
        "state": state,
        "tone": tone,
        "open": task.state in Task.OPEN,
    }


def _standing(desk: Desk, one: Due) -> tuple[str, str]:
    """The tone and the words of what became of it by now; of many offices how many missed it and how many reports
    wait."""
    many = one.n > 1
    if one.later:
        return "still", desk.say("desk.plan.calendar.later")
    if one.late:
        said = [counted(desk, "late", one.late) if many else desk.say("desk.plan.col.late")]
        said += [counted(desk, "waits", one.waits)] if many and one.waits else []
        if one.blocked:
            said.append(counted(desk, "blocked", one.blocked) if many else desk.say("desk.plan.col.blocked"))
        return "late", ", ".join(said)
    if one.blocked:
        return "near", counted(desk, "blocked", one.blocked) if many else desk.say("desk.plan.col.blocked")
    if one.accepted == one.n:
        return "on-time", desk.say("desk.plan.state.accepted")
    if one.waits:
        return "", counted(desk, "waits", one.waits) if many else desk.say(f"desk.plan.state.{Task.REPORTED}")
    if many:
        return "", ""
    beside = one.again and one.task.state == Task.REPORTED  # what waits is another period
    return "", desk.say(f"desk.plan.state.{Task.ISSUED if beside else one.task.state}")
