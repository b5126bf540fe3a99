"""Where a limit ends: term, extensions and pauses walked on tables, in days as ordinals.

The parts of a limit are legs, one after the other. Days and working days are walked past the paused days among
them. A term in months has a nominal end, the corresponding day; it is as many days long as lie before that, and
those days are walked. So a pause moves the end by as many days as it took, never more and never fewer, whatever
the length of the months.

One kind of chain must be walked otherwise: months that begin where a day off decides (after working days, or
from an end moved to a working day). There the nominal chain is built first and then stretched by the paused days
in it, since else a new day off could shorten the months by more than it lengthened what came before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.errors import MixedUnits
from namro.rules.clocks.parts import Counting, Extension, Pause
from namro.rules.clocks.terms import Term, Unit

Runs = Sequence[tuple[int, int]]


@dataclass(slots=True)
class Leg:
    """One part: `term` counted from the day after `after` gives `end`; before it, the limit ended on `before`."""

    term: Term
    extension: Extension | None
    after: int
    before: int
    end: int
    effective: bool = True
    month_end: bool = False  # the corresponding day is missing in the last month
    rolled_from: int | None = None  # the end so far before it was moved to a working day for this leg to begin


@dataclass(slots=True)
class Chain:
    """All parts. `stretched` when the pauses came after the nominal chain; `end` is the last day counted."""

    legs: list[Leg]
    end: int
    stretched: bool = False
    rolls_inside: bool = False  # an extension began where a day off decides

    def undecided_from(self, rolls: bool) -> int | None:
        """The first day (ordinal) from which a day off could have moved the end; None where none could."""
        if self.rolls_inside or any(leg.term.unit is Unit.WORKING_DAY for leg in self.legs):
            return self.legs[0].after + 1
        return self.end if rolls else None


def check_units(term: Term, extensions: Sequence[Extension]) -> None:
    """Raises `MixedUnits` for hours added to days or days added to hours."""
    for extension in extensions:
        if (extension.term.unit is Unit.HOUR) != (term.unit is Unit.HOUR):
            raise MixedUnits(
                f'The extension "{extension.id}" of {extension.term} cannot be added to a limit of {term}: hours and '
                "days do not add up. Give both in hours, or neither.",
                field="extensions",
                extension=extension.id,
                amount=str(extension.term),
                limit=str(term),
            )


def runs_of(calendar: Calendar, pauses: Sequence[Pause]) -> list[tuple[int, int]]:
    """The paused local days as runs of ordinals (first, last), in order, apart from each other."""
    days = sorted((_local(calendar, pause.first), _local(calendar, pause.last)) for pause in pauses)
    runs: list[tuple[int, int]] = []
    for first, last in days:
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    return runs


def _local(calendar: Calendar, day: date | datetime) -> int:
    return (calendar.local(day) if isinstance(day, datetime) else day).toordinal()


def date_of(calendar: Calendar, ordinal: int) -> date:
    """The date of an ordinal. Raises `OutsideCalendar` beyond the years 1 to 9999."""
    return calendar.add_days(date.min, ordinal - 1)


def walk_days(after: int, n: int, runs: Runs) -> int:
    """The `n`-th day after `after` that is not paused."""
    end = after + n
    for first, last in runs:
        if last <= after:
            continue
        first = max(first, after + 1)
        if first > end:
            break
        end += last - first + 1
    return end


def walk_working(calendar: Calendar, after: int, n: int, runs: Runs) -> int:
    """The `n`-th working day after `after` that is not paused. Raises `OutsideCalendar`."""
    paused, day = 0, date_of(calendar, after)
    end = calendar.add_working_days(day, n)
    for first, last in runs:
        if last <= after:
            continue
        first = max(first, after + 1)
        if first > end.toordinal():
            break
        paused += working_in(calendar, first, last)
        end = calendar.add_working_days(day, n + paused)
    return end.toordinal()


def working_in(calendar: Calendar, first: int, last: int) -> int:
    """How many working days the calendar knows from `first` to `last`, both included."""
    low = max(first, calendar.first.toordinal())
    high = min(last, calendar.last.toordinal())
    if high < low:
        return 0
    a, b = date.fromordinal(low), date.fromordinal(high)
    return calendar.working_days_between(a, b) + calendar.is_working(a)


def next_working(calendar: Calendar, end: int, runs: Runs) -> int:
    """The first working day from `end` on that is not paused. Raises `OutsideCalendar`."""
    while True:
        end = calendar.next_working(date_of(calendar, end)).toordinal()
        paused_to = next((last for first, last in runs if first <= end <= last), None)
        if paused_to is None:
            return end
        end = paused_to + 1


def chain(
    calendar: Calendar, term: Term, start: int, counting: Counting, extensions: Sequence[Extension], runs: Runs
) -> Chain:
    """The parts of a limit in days, working days or months from the local day `start`."""
    if runs and extensions and _stretches(term, counting, extensions):
        nominal = chain(calendar, term, start, counting, extensions, ())
        after = nominal.legs[0].after
        return Chain(nominal.legs, walk_days(after, nominal.end - after, runs), True, nominal.rolls_inside)
    after, nominal_end, end = _from_start(calendar, term, start, counting, runs)
    legs = [Leg(term, None, after, after, end, True, _lacks_day(calendar, term, after, nominal_end))]
    for extension in extensions:
        before, more, rolled_from = end, extension.term, None
        if extension.absolute:
            after, other_nominal, other = _from_start(calendar, more, start, counting, runs)
            effective = other > end
            if effective:
                nominal_end, end = other_nominal, other
            month_end = _lacks_day(calendar, more, after, other_nominal)
            legs.append(Leg(more, extension, after, before, max(end, before), effective, month_end))
            continue
        if _rolls_inside(counting, extensions):
            after = next_working(calendar, end, runs)
            rolled_from = end if after != end else None
            nominal_end = after if not runs else nominal_end
        else:
            after = end
        nominal_start = nominal_end
        nominal_end, end = _onwards(calendar, more, after, nominal_start, runs)
        month_end = _lacks_day(calendar, more, nominal_start, nominal_end)
        legs.append(Leg(more, extension, after, before, end, True, month_end, rolled_from))
    return Chain(legs, end, False, _rolls_inside(counting, extensions))


def _from_start(calendar: Calendar, term: Term, start: int, counting: Counting, runs: Runs) -> tuple[int, int, int]:
    after = start - 1 if counting.first_day_counts and term.unit is not Unit.MONTH else start
    return after, *_onwards(calendar, term, after, after, runs)


def _onwards(calendar: Calendar, term: Term, after: int, nominal: int, runs: Runs) -> tuple[int, int]:
    """The nominal end (without pauses) and the end of a part that counts from the day after `after`."""
    if term.unit is Unit.WORKING_DAY:
        end = walk_working(calendar, after, term.amount, runs)
        return end, end  # with pauses, no months follow working days here: such chains are stretched
    if term.unit is Unit.MONTH:
        nominal_end = calendar.add_months(date_of(calendar, nominal), term.amount).toordinal()
        return nominal_end, walk_days(after, nominal_end - nominal, runs)
    return nominal + term.amount, walk_days(after, term.amount, runs)


def _lacks_day(calendar: Calendar, term: Term, after: int, end: int) -> bool:
    return term.unit is Unit.MONTH and date_of(calendar, end).day < date_of(calendar, after).day


def _rolls_inside(counting: Counting, extensions: Sequence[Extension]) -> bool:
    rolled = counting.roll and counting.extension_from == "rolled-end"
    return rolled and not all(extension.absolute for extension in extensions)


def _stretches(term: Term, counting: Counting, extensions: Sequence[Extension]) -> bool:
    units = [term.unit, *(extension.term.unit for extension in extensions)]
    if all(unit is Unit.WORKING_DAY for unit in units):
        return False
    if _rolls_inside(counting, extensions):
        return True
    return any(
        not extension.absolute and extension.term.unit is Unit.MONTH and Unit.WORKING_DAY in units[: i + 1]
        for i, extension in enumerate(extensions)
    )


# Hours: instants, through nights and days off


def stops_of(calendar: Calendar, pauses: Sequence[Pause]) -> list[tuple[datetime, datetime]]:
    """The paused instants (from, up to but not including) in UTC, in order, apart from each other."""
    stops: list[tuple[datetime, datetime]] = []
    for first, last in sorted(_instants(calendar, pause) for pause in pauses):
        if stops and first <= stops[-1][1]:
            stops[-1] = (stops[-1][0], max(last, stops[-1][1]))
        else:
            stops.append((first, last))
    return stops


def _instants(calendar: Calendar, pause: Pause) -> tuple[datetime, datetime]:
    first, last = pause.first, pause.last
    since = calendar.moment(first) if isinstance(first, datetime) else calendar.start_of(first)
    until = calendar.moment(last) if isinstance(last, datetime) else calendar.midnight_after(last)
    return since.astimezone(UTC), until.astimezone(UTC)


def walk_hours(calendar: Calendar, after: datetime, n: int, stops: Sequence[tuple[datetime, datetime]]) -> datetime:
    """The instant `n` hours after `after` (both UTC), less the time that stood still."""
    end = calendar.add_hours(after, n).astimezone(UTC)
    for since, until in stops:
        if until <= after:
            continue
        since = max(since, after)
        if since >= end:
            break
        end += until - since
    return end


def hours(
    calendar: Calendar,
    term: Term,
    start: datetime,
    extensions: Sequence[Extension],
    stops: Sequence[tuple[datetime, datetime]],
) -> list[tuple[Term, Extension | None, datetime, datetime]]:
    """The parts of a limit in hours: what, the end before it, the end after it (UTC; equal when it changed nothing)."""
    end = walk_hours(calendar, start, term.amount, stops)
    parts: list[tuple[Term, Extension | None, datetime, datetime]] = [(term, None, start, end)]
    for extension in extensions:
        before, amount = end, extension.term.amount
        end = walk_hours(calendar, start if extension.absolute else end, amount, stops)
        end = max(end, before)
        parts.append((extension.term, extension, before, end))
    return parts


INSTANT = timedelta(microseconds=1)
