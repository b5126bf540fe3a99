"""The periods of what is done again and again: days, weeks, months, quarters, halves and years of the calendar; and the
last day of one that is named. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

Rhythm = Literal["daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly"]
RHYTHMS: tuple[Rhythm, ...] = get_args(Rhythm)
_NAMED = re.compile(r"(\d{4})(?:-(?:W(\d\d)|Q([1-4])|H([12])|(\d\d)(?:-(\d\d))?))?")
_MONTHS: dict[Rhythm, int] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included. `name`: "2026-03-12", "2026-W03" (ISO week), "2026-03", "2026-Q1",
    "2026-H1", "2026"."""

    name: str
    first: date
    last: date


def periods(rhythm: Rhythm, begins: date, until: date) -> Iterator[Period]:
    """Every whole period of the calendar that ends on or after `begins` and begins on or before `until`, in order.

    The first and the last may reach beyond: a task given in the middle of a month reports on that month too.
    """
    first = _first_of(rhythm, begins)
    while first <= until:
        following = _next(rhythm, first)
        yield Period(_name(rhythm, first), first, following - timedelta(days=1))
        first = following


def named(name: str) -> tuple[Rhythm, date]:
    """Of a period by its name ("2026-07", as in `Period`) how often it comes and its first day. Raises ValueError."""
    found = _NAMED.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} names no period.")
    year, week, quarter, half, month, day = (int(one) if one else 0 for one in found.groups())
    if week:
        return "weekly", date.fromisocalendar(year, week, 1)
    if day:
        return "daily", date(year, month, day)
    if month:
        return "monthly", date(year, month, 1)
    if quarter:
        return "quarterly", date(year, quarter * 3 - 2, 1)
    return ("half-yearly", date(year, half * 6 - 5, 1)) if half else ("yearly", date(year, 1, 1))


def reporting_month(on: date, closes: int | None) -> Period:
    """The month to report on in the month of `on`: from the day after `closes` of the month before to `closes`; without
    it the month before."""
    year, month = (on.year, on.month - 1) if on.month > 1 else (on.year - 1, 12)
    if closes is None:
        return Period(f"{year}-{month:02d}", date(year, month, 1), date(on.year, on.month, 1) - timedelta(days=1))
    return Period(f"{on:%Y-%m}", date(year, month, closes) + timedelta(days=1), date(on.year, on.month, closes))


def running_month(on: date, closes: int | None) -> Period:
    """The month that `on` lies in: from the day after `closes` to `closes` of the next month; without it that of the
    calendar."""
    if closes is None:
        return running("monthly", on)
    if on.day <= closes:
        return reporting_month(on, closes)
    return reporting_month(_next("monthly", on.replace(day=1)), closes)


def running(rhythm: Rhythm, on: date) -> Period:
    """The period of the calendar that `on` lies in."""
    return next(periods(rhythm, on, on))


def before(rhythm: Rhythm, on: date) -> Period:
    """The last period of the calendar that was over on the day before `on`."""
    return running(rhythm, _first_of(rhythm, on) - timedelta(days=1))


def _first_of(rhythm: Rhythm, day: date) -> date:
    if rhythm == "daily":
        return day
    if rhythm == "weekly":
        return day - timedelta(days=day.weekday())
    length = _MONTHS[rhythm]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def _next(rhythm: Rhythm, first: date) -> date:
    if rhythm in ("daily", "weekly"):
        return first + timedelta(days=1 if rhythm == "daily" else 7)
    months = first.year * 12 + first.month - 1 + _MONTHS[rhythm]
    return date(months // 12, months % 12 + 1, 1)


def _name(rhythm: Rhythm, first: date) -> str:
    if rhythm == "daily":
        return first.isoformat()
    if rhythm == "weekly":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if rhythm == "monthly":
        return f"{first:%Y-%m}"
    if rhythm == "yearly":
        return str(first.year)
    part = (first.month - 1) // _MONTHS[rhythm] + 1
    return f"{first.year}-{'Q' if rhythm == 'quarterly' else 'H'}{part}"


def last_of_month(year: int, month: int) -> date:
    """The last local day of a month (1 to 12). Raises ValueError for a month or year that there is not."""
    if not 1 <= month <= 12:
        raise ValueError(f"There is no month {month}.")
    return date(year, month, monthrange(year, month)[1])


def last_of_quarter(year: int, quarter: int) -> date:
    """The last local day of a quarter (1 to 4). Raises ValueError for another."""
    return last_of_month(year, quarter * 3)


def last_of_half(year: int, half: int) -> date:
    """The last local day of a half of a year (1 or 2). Raises ValueError for another."""
    return last_of_month(year, half * 6)


def last_of_year(year: int) -> date:
    """The last local day of a year."""
    return last_of_month(year, 12)
