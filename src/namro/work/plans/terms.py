"""The days on which something is owed: one day, one term from when it was given, or one for each period. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.count import due
from namro.rules.clocks.parts import Counting
from namro.rules.clocks.periods import named, periods
from namro.rules.clocks.terms import Term
from namro.rules.clocks.within import Within

MOST_PERIODS = 400
"""Periods of one task: a year of days, or seven years of weeks."""
ONGOING = "ongoing"
"""What goes on all the time; it is reported on by a rhythm of its own (`reports`), which somebody must say."""


def countable(time: Mapping[str, Any]) -> bool:
    """Whether a time says enough for its days to be worked out: a draft's may lack the last day, or how often what goes
    on all the time is reported on."""
    if "day" in time or "term" in time:
        return True
    return bool(time.get("until") and (time.get("reports") if time.get("rhythm") == ONGOING else time.get("rhythm")))


class TooManyPeriods(ValueError):
    """The task would come more often than `MOST_PERIODS` times."""


def dues(time: Mapping[str, Any], given: date, calendar: Calendar, counting: Counting) -> list[list[str]]:
    """Pairs of period ("" for what is owed once) and day, as an act keeps them; nothing where no period is left.

    `time`: {"day"}, {"term": "10 working days"} from the day it was given, or {"rhythm", "until", "after", "within",
    "reports", "begins"}: so many working days after the end of each period, on a day within each
    (`rules.clocks.within`), or on its last day where neither is said; the last period ends on `until` where its own end
    lies after it. The day of giving is not counted (Civil Code 91/2015, Art. 147(2)): the first period is that whose
    day is not before the first working day after it, and no day lies after `until`; of what `begins` on a later day
    that in which this day lies. A `countable` time only. A day within a period stays the day it is where that is
    no working day, as one that is owed once does. Raises `ClockError`, `TooManyPeriods`.
    """
    if "day" in time:
        return [["", time["day"]]]
    if "term" in time:
        return [["", due(calendar, Term.parse(time["term"]), given, counting=counting).on.isoformat()]]
    found: list[list[str]] = []
    after = int(time.get("after") or 0)
    rhythm = time["reports"] if time["rhythm"] == ONGOING else time["rhythm"]
    within = Within.parse(rhythm, time["within"]) if time.get("within") else None
    earliest = calendar.add_working_days(given, 1)
    until = date.fromisoformat(time["until"])
    begins = max(given, date.fromisoformat(time["begins"])) if time.get("begins") else given
    for period in periods(rhythm, begins, until):
        end = min(period.last, until)
        on = calendar.add_working_days(end, after) if after else end
        if within is not None and (on := within.of(period)) > until:
            continue
        if on < earliest:
            continue
        found.append([period.name, on.isoformat()])
        if len(found) > MOST_PERIODS:
            raise TooManyPeriods
    return found


def still(owed: Iterable[tuple[str, date]], on: date, until: date | None, time: Mapping[str, Any]) -> list[list[str]]:
    """Pairs as of `dues`: of the periods that are owed, with the day of each, those due from `on` on; none later than
    `until`, by which the last one that begins by then is due, unless each is owed on a day within it."""
    found = []
    for period, day in owed:
        if until is not None and day > until:
            if time.get("within") or named(period)[1] > until:
                continue
            day = until
        if day >= on:
            found.append([period, day.isoformat()])
    return found
