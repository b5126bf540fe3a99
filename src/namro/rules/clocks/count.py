"""On which day a limit ends, and why.

`due` answers fast from the calendar's tables; the reasons are made when `.steps` is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.chain import INSTANT, chain, check_units, date_of, hours, next_working, runs_of, stops_of
from namro.rules.clocks.errors import BadStart, NeedsTime
from namro.rules.clocks.explain import Asked, explain
from namro.rules.clocks.parts import Counting, Extension, Pause, Step
from namro.rules.clocks.terms import Term, Unit

__all__ = ["Counting", "Due", "Extension", "Pause", "Step", "due"]

_HOUR, _DAY, _WORKING_DAY, _MONTH = Unit.HOUR, Unit.DAY, Unit.WORKING_DAY, Unit.MONTH


class Due:
    """A date and its reasons.

    `on`: the last local day that is in time. `at`: the first instant that is too late, with the local offset.
    `counted_end`: the last day counted, before it was moved to a working day. `provisional`: whether a day that is
    not decided yet had a part in it. `steps`: the reasons, in order, made when first read.
    """

    __slots__ = ("_asked", "_because", "_steps", "at", "counted_end", "on", "provisional")

    on: date
    at: datetime
    counted_end: date
    provisional: bool

    def __init__(self, on: date, at: datetime, counted_end: date, provisional: bool, asked: Asked) -> None:
        self.on = on
        self.at = at
        self.counted_end = counted_end
        self.provisional = provisional
        self._asked = asked
        self._because: tuple[Step, ...] = ()
        self._steps: tuple[Step, ...] | None = None

    def because(self, *steps: Step) -> Due:
        """The same date with reasons that stand after its start: why the term is what it is."""
        self._because, self._steps = steps, None
        return self

    @property
    def steps(self) -> tuple[Step, ...]:
        """The reasons in order: where it starts, what did not count and by which act, extensions, the end."""
        if self._steps is None:
            start, *rest = explain(self._asked, self.on, self.at, self.counted_end)
            self._steps = (start, *self._because, *rest)
        return self._steps

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Due):
            return NotImplemented
        return (self.on, self.at, self.counted_end, self.provisional) == (
            other.on,
            other.at,
            other.counted_end,
            other.provisional,
        )

    def __hash__(self) -> int:
        return hash((self.on, self.at, self.counted_end, self.provisional))

    def __repr__(self) -> str:
        return f"Due(on={self.on}, at={self.at.isoformat()}, counted_end={self.counted_end})"


def due(
    calendar: Calendar,
    term: Term,
    start: datetime | date,
    *,
    counting: Counting,
    article: str = "",
    extensions: Sequence[Extension] = (),
    pauses: Sequence[Pause] = (),
) -> Due:
    """The day on which a limit of `term` from `start` ends.

    The day of the event is not counted, nor are paused days (a paused day off costs a limit in working days
    nothing); the end of limits in days and months moves to the next working day that is not paused, once, at the
    very end. Limits in hours run through nights and days off and are never moved. Extensions are taken in the
    order given. Times without an offset are local. `article` is the rule's own, for the reasons.

    Raises `BadStart`, `NeedsTime` (hours from a date without a time), `MixedUnits`, `OutsideCalendar`.
    """
    unit = term.unit
    try:
        if isinstance(start, datetime):
            day = (start if start.tzinfo is None else start.astimezone(calendar.zone)).date()
        elif isinstance(start, date):
            day = start
        else:
            raise BadStart(
                f"A limit starts on a date or at a date and time, not at {start!r}. Write it like 2026-02-13T17:10.",
                field="from",
                start=str(start),
            )
        asked: Asked = (calendar, term, start, day, counting, article, extensions, pauses)
        if extensions:
            check_units(term, extensions)
        if unit is _HOUR:
            return _due_in_hours(asked)
        if extensions or pauses:
            return _due_of_chain(asked)
    except OverflowError as cause:
        raise calendar.outside() from cause
    # One term and nothing else: nearly all dates, so no more work than needed.
    if unit is _WORKING_DAY:
        n, first = term.amount, day.toordinal() + 1
        if counting.first_day_counts:
            n -= calendar.is_working(day)
            first -= 1
        on = calendar.add_working_days(day, n)
        return Due(on, calendar.midnight_after(on), on, calendar.undecided(first, on.toordinal()), asked)
    if unit is _MONTH:
        end = calendar.add_months(day, term.amount)
    else:
        end = calendar.add_days(day, term.amount - 1 if counting.first_day_counts else term.amount)
    if not counting.roll:
        return Due(end, calendar.midnight_after(end), end, False, asked)
    on = calendar.next_working(end)
    return Due(on, calendar.midnight_after(on), end, calendar.undecided(end.toordinal(), on.toordinal()), asked)


def _due_of_chain(asked: Asked) -> Due:
    calendar, term, _, day, counting, _, extensions, pauses = asked
    runs = runs_of(calendar, pauses)
    found = chain(calendar, term, day.toordinal(), counting, extensions, runs)
    end = date_of(calendar, found.end)
    on = date_of(calendar, next_working(calendar, found.end, runs)) if counting.roll else end
    first = found.undecided_from(counting.roll)
    provisional = first is not None and calendar.undecided(first, on.toordinal())
    return Due(on, calendar.midnight_after(on), end, provisional, asked)


def _due_in_hours(asked: Asked) -> Due:
    calendar, term, start, _, _, _, extensions, pauses = asked
    if not isinstance(start, datetime):
        raise NeedsTime(
            f"A limit of {term} runs from a time of day, and {start} has none. Write it like {start}T17:10.",
            field="from",
            start=str(start),
        )
    begin = calendar.moment(start).astimezone(UTC)
    if not extensions and not pauses:
        at = calendar.add_hours(begin, term.amount)
    else:
        at = hours(calendar, term, begin, extensions, stops_of(calendar, pauses))[-1][3].astimezone(calendar.zone)
    on = (at.astimezone(UTC) - INSTANT).astimezone(calendar.zone).date()
    return Due(on, at, on, False, asked)
