"""Who is told when of a task that comes due: the rungs of the ladder that were reached. Pure.

The ladder is the pack's. Somebody higher is told the later it is, and each rung is told of once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.errors import ClockError
from namro.rules.packs.programme import Rung


def reached(due: date, after: date, on: date, ladder: Iterable[Rung], calendar: Calendar) -> list[Rung]:
    """The rungs whose day lies after `after` and not after `on`; days beyond the calendar are reached by nobody yet."""
    found: list[Rung] = []
    for rung in ladder:
        try:
            day = day_of(due, rung, calendar)
        except ClockError:
            continue
        if after < day <= on:
            found.append(rung)
    return found


def day_of(due: date, rung: Rung, calendar: Calendar) -> date:
    """The day of a rung, always a working day: so many after the due day, or before it; of the due day itself the last
    one that is not after it. Raises `OutsideCalendar`."""
    if rung.working_days:
        return calendar.add_working_days(due, rung.working_days)
    return due if calendar.is_working(due) else calendar.add_working_days(due, -1)
