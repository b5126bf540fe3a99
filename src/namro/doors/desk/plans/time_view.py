"""A plan in time: for each task a line from the day it was given to the day it is owed, with what was promised first.

Everything that a line shows stands in words beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, number_of, page, pages, query_with
from namro.doors.desk.plans.lines import everyone, for_period, lead, title_of, until
from namro.doors.desk.plans.plan import heading
from namro.doors.desk.plans.task import how_often
from namro.doors.desk.plans.views import behind, counted, views
from namro.rules.clocks.errors import ClockError
from namro.rules.clocks.periods import Period, Rhythm, periods
from namro.work.plans.models import Task
from namro.work.plans.spans import OfPeriod, Span, Spans, spans

SCALES: dict[str, tuple[Rhythm, int]] = {
    "week": ("weekly", 16), "month": ("monthly", 12), "quarter": ("quarterly", 8),
}  # fmt: skip
"""What stands under a scale, and how much of it at once."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are drawn, both included, and the periods that they are ruled by."""

    first: date
    last: date
    ticks: tuple[Period, ...]


@page()
def time(desk: Desk, ref: str) -> HttpResponse:
    """The time view."""
    found = spans(desk.actor, ref, desk.on, page=number_of(desk.request.GET.get("page")))
    scale = desk.request.GET.get("scale", "")
    scale = scale if scale in SCALES else _scale(desk, found)
    window = _window(desk, found, scale)
    every = everyone(desk, [one.task for one in found.rows])
    return desk.answer(
        "plan-time",
        plan=heading(desk, found.plan),
        views=views(desk, found.plan, "plan-time"),
        scales=[
            {
                "url": f"?{query_with(desk, scale=one, **{'from': None})}",
                "name": desk.say(f"desk.plan.scale.{one}"),
                "current": one == scale,
            }
            for one in SCALES
        ],
        ticks=[
            {"x": _x(desk, window, one.first), "name": _tick(desk, scale, one), "odd": at % 2, "often": at % 3 == 0}
            for at, one in enumerate(window.ticks)
        ],
        today=_x(desk, window, desk.on) if window.first <= desk.on <= window.last else "",
        today_said=words.dmy(desk.on),
        said=desk.say("desk.plan.time.window", first=words.dmy(window.first), last=words.dmy(window.last)),
        before=_shifted(desk, window, back=True) if found.first and found.first < window.first else "",
        after=_shifted(desk, window, back=False) if found.last and found.last > window.last else "",
        rows=[_row(desk, found, window, one, every) for one in found.rows],
        pages=pages(desk, found.page, found.pages),
    )


def _scale(desk: Desk, found: Spans) -> str:
    """The finest scale on which the whole plan is seen at once."""
    if found.first is None or found.last is None:
        return "month"
    for name, (rhythm, most) in SCALES.items():
        if len(list(periods(rhythm, found.first, found.last))) <= most:
            return name
    return "quarter"


def _window(desk: Desk, found: Spans, scale: str) -> Window:
    """The window that the address names; else all of the plan where it fits, else from a quarter before today."""
    rhythm, most = SCALES[scale]
    first, last = found.first or desk.on, found.last or desk.on
    begins = first
    try:
        named = date.fromisoformat(desk.request.GET.get("from", ""))
        begins = named if 1990 <= named.year <= 2090 else first
    except ValueError:
        whole = list(periods(rhythm, first, last))
        if len(whole) > most:
            past = [one for one in whole if one.last <= desk.on]
            begins = whole[min(max(len(past) - most // 4, 0), len(whole) - most)].first
    ticks = []
    for one in periods(rhythm, begins, date.max.replace(year=2100)):
        ticks.append(one)
        if len(ticks) == most or (one.last >= last and len(ticks) >= min(4, most)):
            break
    return Window(ticks[0].first, ticks[-1].last, tuple(ticks))


def _shifted(desk: Desk, window: Window, *, back: bool) -> str:
    calendar = desk.pack.calendar
    try:
        days = calendar.days_between(window.first, window.last) + 1
        to = calendar.add_days(window.first, -days) if back else calendar.add_days(window.last, 1)
    except ClockError:
        return ""
    return query_with(desk, **{"from": to.isoformat()})


def _tick(desk: Desk, scale: str, one: Period) -> str:
    if scale == "week":
        return f"{one.first:%d/%m}"
    if scale == "month":
        return f"{one.first:%m/%Y}" if one.first.month in (1, 7) else f"{one.first:%m}"
    return desk.say("desk.plan.time.quarter", n=(one.first.month + 2) // 3, year=str(one.first.year))


def _x(desk: Desk, window: Window, day: date, *, after: bool = False) -> str:
    """Where a day begins (or ends: `after`) in the window, in percent, kept within it."""
    return f"{_share(desk, window, day, after):.2f}%"


def _share(desk: Desk, window: Window, day: date, after: bool = False) -> float:
    between = desk.pack.calendar.days_between
    whole = between(window.first, window.last) + 1
    return min(max(100 * (between(window.first, day) + after) / whole, 0.0), 100.0)


def _row(desk: Desk, found: Spans, window: Window, one: Span, every: Mapping[int, str]) -> dict[str, Any]:
    task = one.task
    last = max((owed.due_on for owed in one.owed), default=one.given)
    if one.ended_on is not None:
        last = min(last, one.ended_on)
    if one.n > 1 and one.latest is not None and not task.rhythm:
        last = max(last, one.latest)
    first = max((owed.baseline_on for owed in one.owed), default=last)
    first = first if one.ended_on is None else last
    slip = desk.pack.calendar.days_between(first, last)
    x = _share(desk, window, one.given)
    kept, end = _share(desk, window, min(first, last), True), _share(desk, window, last, True)
    return {
        "url": desk.url("plan-task", task.ref),
        "matter": title_of(desk, task.matter, 110),
        "lead": lead(desk, task, every),
        "said": _said(desk, one, last),
        "slipped": desk.say("desk.plan.time.slipped", n=slip, day=words.dmy(first)) if slip > 0 else "",
        "copies": desk.say("desk.plan.time.copies", n=one.n - one.ended, accepted=one.accepted)
        if one.n > 1 and one.ended_on is None
        else "",
        "ended": _ended(desk, one),
        "promised": _promised(desk, one),
        "late": counted(desk, "late", one.late) if one.late and one.n > 1 else "",
        "past": _past(desk, one),
        "late_url": behind(desk, found.plan, "late", task=task.ref),
        "state": desk.say(f"desk.plan.state.{task.state}") if one.n == 1 and one.ended_on is None else "",
        "blocked": task.blocked,
        "bar": {"x": f"{x:.2f}%", "wide": f"{max(kept - x, 0):.2f}%"} if kept > x else None,
        "slip": {"x": f"{kept:.2f}%", "wide": f"{end - kept:.2f}%"} if slip > 0 and end > kept else None,
        "marks": _marks(desk, window, one, last),
    }


def _ended(desk: Desk, one: Span) -> str:
    """That it was withdrawn, all of it and when, or how many of its copies."""
    if one.ended_on is not None:
        return desk.say("desk.plan.time.ended", day=words.dmy(one.ended_on))
    return desk.say("desk.plan.time.ended-some", n=one.ended) if one.ended else ""


def _promised(desk: Desk, one: Span) -> str:
    """By when it was promised first, of what ended before that."""
    first = max((owed.baseline_on for owed in one.owed), default=None)
    if one.ended_on is None or first is None or first <= one.ended_on:
        return ""
    return desk.say("desk.plan.time.promised", day=words.dmy(first))


def _said(desk: Desk, one: Span, last: date) -> str:
    """The days in words: from when to when, and how often."""
    task = one.task
    if task.rhythm and one.ended_on is None:
        return desk.say(
            "desk.plan.time.again", rhythm=how_often(desk, one.time), given=words.dmy(one.given), last=words.dmy(last),
            n=len(one.owed),
        )  # fmt: skip
    said = desk.say("desk.plan.time.once", given=words.dmy(one.given), due=words.dmy(last))
    if task.rhythm:
        return f"{how_often(desk, one.time)}, {said}"
    if one.n == 1 and task.state in (Task.ISSUED, Task.SENT_BACK):
        left, _ = until(desk, last)
        return f"{said} ({left})" if left else said
    return said


def _marks(desk: Desk, window: Window, one: Span, last: date) -> list[dict[str, str]]:
    """A mark at each day that is owed, by how it stands: one for what is owed once, which is on the day on which it was
    accepted once it was."""
    days = (
        [(period.due_on, _mark(one, period)) for period in one.periods if one.ended_on is None or period.due_on <= last]
        if one.task.rhythm
        else [(one.done_on or last, _end(desk, one, last))]
    )
    if one.ended_on is not None:
        days = [(day, kind) for day, kind in days if kind == "accepted"]
    return [
        {"x": _x(desk, window, day, after=True), "kind": kind}
        for day, kind in days
        if window.first <= day <= window.last
    ]


def _mark(one: Span, period: OfPeriod) -> str:
    """How one period stands: kept by all, or missed by any."""
    if period.accepted and period.accepted >= one.n - one.ended:
        return "accepted"
    return "late" if period.missed else "owed"


def _past(desk: Desk, one: Span) -> list[str]:
    """What became of each period whose day is over, the latest first."""
    return [
        desk.say(
            "desk.plan.time.period", day=for_period(desk, period.period, period.due_on), accepted=period.accepted,
            reported=period.reported, missed=period.missed,
        )
        if one.n > 1 or one.task.spread
        else f"{for_period(desk, period.period, period.due_on)}: {desk.say(f'desk.plan.time.was.{owed.state}')}"
        for period, owed in reversed(list(zip(one.periods, one.owed, strict=False)))
        if period.due_on < min(desk.on, one.ended_on or desk.on)
    ]  # fmt: skip


def _end(desk: Desk, one: Span, last: date) -> str:
    if one.accepted and one.accepted == one.n - one.ended:
        return "accepted"
    return "late" if one.late and last < desk.on else "owed"
