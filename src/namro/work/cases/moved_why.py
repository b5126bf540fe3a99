"""Why a date moved: which days of the calendar are others than before, and which of them a clock went past. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from namro.rules.clocks.calendar import Calendar

MOST = 6
"""Days that are named for one date."""

Day = dict[str, Any]
"""`{"on", "working", "names", "act", "provisional"}`, as JSON keeps it."""


def plain(calendar: Calendar) -> list[Day]:
    """The special days of a calendar, to be kept."""
    return [
        {
            "on": day.on.isoformat(), "working": day.working, "names": dict(day.name), "act": day.act,
            "provisional": day.provisional,
        }
        for day in calendar.days
    ]  # fmt: skip


def changed(before: Iterable[Mapping[str, Any]] | None, calendar: Calendar) -> list[Day]:
    """The days that the calendar says otherwise than `before`, in order, as they are now; a day that is no longer a
    special one is what its weekday says. All of them where nothing is known of before."""
    now = {day["on"]: day for day in plain(calendar)}
    old = {str(day["on"]): dict(day) for day in before or ()}
    found = []
    for on in sorted(now.keys() | old.keys()):
        if now.get(on) != old.get(on):
            weekday = date.fromisoformat(on)
            ordinary = {"working": not calendar.is_weekend(weekday), "names": {}, "act": "", "provisional": False}
            found.append(now.get(on) or {"on": on, **ordinary})
    return found


def passed(days: Sequence[Day], started: date, *ends: date | None) -> list[Day]:
    """Those of the days that a clock which started then went past on its way to the later of its ends."""
    last = max((end for end in ends if end is not None), default=None)
    if last is None:
        return []
    return [day for day in days if started.isoformat() <= day["on"] <= last.isoformat()][:MOST]
