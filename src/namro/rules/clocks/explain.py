"""The reasons for a date, in an order in which an officer can follow them with a wall calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.clocks.chain import Leg, Runs, chain, date_of, hours, runs_of, stops_of, working_in
from namro.rules.clocks.parts import Counting, Extension, Pause, Step
from namro.rules.clocks.terms import Term, Unit

Asked: TypeAlias = tuple[
    Calendar, Term, datetime | date, date, Counting, str, Sequence[Extension], Sequence[Pause]
]  # calendar, term, start, local day of the start, counting, article, extensions, pauses


def explain(asked: Asked, on: date, at: datetime, counted_end: date) -> tuple[Step, ...]:
    """The steps from the start to `on`, all dates local.

    In a limit in working days, the days from the day after the start to the end are: the days counted, the days
    off named one by one, the other days of weekends (a number), the working days paused.
    """
    calendar, term, _, day, counting, _, extensions, pauses = asked
    if term.unit is not Unit.HOUR and not extensions and not pauses:
        return _starts(asked), *_plain_days(calendar, term, day, counting, on, at, counted_end)
    steps = _hours(asked, on, at) if term.unit is Unit.HOUR else _days(asked, on, at, counted_end)
    return tuple(_in_order(steps, _article(counting, "pause")))


@lru_cache(maxsize=4096)
def _plain_days(
    calendar: Calendar, term: Term, day: date, counting: Counting, on: date, at: datetime, counted_end: date
) -> tuple[Step, ...]:
    """The reasons after the start of a limit in days that was neither extended nor paused: the same for all that
    starts on one day."""
    asked: Asked = (calendar, term, day, day, counting, "", (), ())
    return tuple(_in_order(_days(asked, on, at, counted_end), ""))[1:]


_AFTER = {"counted", "extended", "rolled", "ends"}
"""What is said of a day after everything that was found on the way to it."""


def _in_order(steps: Iterator[Step], pause: str) -> list[Step]:
    """The steps with each day that is not decided where it lies, and the article by which the limit stood still."""
    found: list[Step] = []
    open_days: list[Step] = []
    for step in steps:
        if step.kind == "provisional":
            open_days.append(step)
        else:
            found.append(replace(step, article=pause) if step.kind == "paused" else step)
    for day in open_days:
        later = (i for i, s in enumerate(found) if i and (s.on > day.on or (s.on == day.on and s.kind in _AFTER)))
        found.insert(next(later), day)  # the end, at least, is not before it
    return found


def _days(asked: Asked, on: date, at: datetime, counted_end: date) -> Iterator[Step]:
    calendar, term, _, day, counting, _, extensions, pauses = asked
    runs = runs_of(calendar, pauses)
    found = chain(calendar, term, day.toordinal(), counting, extensions, runs)
    yield _starts(asked)
    after = found.legs[0].after
    if after == day.toordinal():
        first = date_of(calendar, after + 1)
        yield Step(day, None, "first-day-not-counted", _article(counting, "first-day"), {"day": day, "first": first})
    counted_runs: Runs = () if found.stretched else runs
    for leg in found.legs:
        yield from _leg(calendar, leg, counting, counted_runs)
    if found.stretched:
        yield from _paused(calendar, Unit.DAY, after, found.end, runs)
        days = Term(found.legs[-1].end - after, Unit.DAY)
        yield _counted(calendar, days, after, found.end, _article(counting, "end"), paused=True)
    if on != counted_end:
        yield from _rolled(calendar, counted_end, on, counting, runs)
    first_open = found.undecided_from(counting.roll)
    if first_open is not None:
        for special in _specials(calendar, first_open, on.toordinal()):
            if special.provisional:
                yield Step(special.on, None, "provisional", special.act, _of(special))
    yield _ends(asked, on, at, _article(counting, "end"))


def _leg(calendar: Calendar, leg: Leg, counting: Counting, runs: Runs) -> Iterator[Step]:
    extension, unit = leg.extension, leg.term.unit
    if extension is not None:
        if leg.rolled_from is not None:
            yield from _rolled(
                calendar, date_of(calendar, leg.rolled_from), date_of(calendar, leg.after), counting, runs
            )
        before, end = date_of(calendar, leg.before), date_of(calendar, leg.end)
        params = {
            "id": extension.id,
            "why": extension.why,
            "granted": extension.on,
            "absolute": extension.absolute,
            "effective": leg.effective,
            "from": before,
            "to": end,
        }
        yield Step(before, None, "extended", extension.article, {**_amount(leg.term), **params})
        if not leg.effective:
            return
    since = leg.before if extension is not None and extension.absolute and leg.before > leg.after else leg.after
    events: list[Step] = []
    if unit is Unit.WORKING_DAY:
        for special in _specials(calendar, since + 1, leg.end):
            weekend = calendar.is_weekend(special.on)
            if not special.working:
                events.append(Step(special.on, None, "day-off", special.act, _of(special)))
            elif weekend:
                events.append(Step(special.on, None, "make-up-day", special.act, _of(special)))
    events.extend(_paused(calendar, unit, since, leg.end, runs))
    paused = any(first <= leg.end and last > leg.after for first, last in runs)
    yield from sorted(events, key=lambda step: step.on)
    article = _article(counting, "months" if unit is Unit.MONTH else "end")
    yield _counted(calendar, leg.term, leg.after, leg.end, article, month_end=leg.month_end, paused=paused)


def _counted(
    calendar: Calendar, term: Term, after: int, end: int, article: str, *, month_end: bool = False, paused: bool = False
) -> Step:
    first, last = date_of(calendar, after + 1), date_of(calendar, end)
    params: dict[str, object] = {**_amount(term), "from": first, "to": last, "month_end": month_end, "paused": paused}
    if term.unit is Unit.WORKING_DAY:
        days = map(date.fromordinal, range(after + 1, end + 1))
        params["weekend_days"] = sum(calendar.is_weekend(day) and calendar.special(day) is None for day in days)
    return Step(last, None, "counted", article, params)


def _paused(calendar: Calendar, unit: Unit, after: int, end: int, runs: Runs) -> Iterator[Step]:
    for first, last in runs:
        low, high = max(first, after + 1), min(last, end)
        if high < low:
            continue
        cost = working_in(calendar, low, high) if unit is Unit.WORKING_DAY else high - low + 1
        term = {"amount": cost, "unit": str(Unit.WORKING_DAY if unit is Unit.WORKING_DAY else Unit.DAY)}
        days = {"from": date_of(calendar, low), "to": date_of(calendar, high)}
        yield Step(days["from"], None, "paused", "", {**term, **days})


def _rolled(calendar: Calendar, end: date, to: date, counting: Counting, runs: Runs) -> Iterator[Step]:
    """Why `end` is not worked (or paused), the special days on the way, the day it moves to."""
    special = calendar.special(end)
    for passed in _specials(calendar, end.toordinal(), to.toordinal() - 1):
        if not passed.working:
            yield Step(passed.on, None, "day-off", passed.act, _of(passed))
    yield from _paused(calendar, Unit.DAY, end.toordinal() - 1, to.toordinal() - 1, runs)
    because, name = "weekend", {}
    if special is not None and not special.working:
        because, name = "day-off", special.name
    elif calendar.is_working(end):
        because = "paused"
    params = {"from": end, "to": to, "because": because, "name": name}
    yield Step(to, None, "rolled", _article(counting, "roll"), params)


def _hours(asked: Asked, on: date, at: datetime) -> Iterator[Step]:
    calendar, term, start, _, counting, _, extensions, pauses = asked
    article = _article(counting, "hours")
    assert isinstance(start, datetime)
    begin = calendar.moment(start)
    stops = stops_of(calendar, pauses)
    yield _starts(asked)
    for part, extension, before, after in hours(calendar, term, begin.astimezone(UTC), extensions, stops):
        since, until = before.astimezone(calendar.zone), after.astimezone(calendar.zone)
        if extension is not None:
            params = {
                "id": extension.id,
                "why": extension.why,
                "granted": extension.on,
                "absolute": extension.absolute,
                "effective": until > since,
                "from": since,
                "to": until,
            }
            yield Step(since.date(), since, "extended", extension.article, {**_amount(part), **params})
            if until == since:
                continue
        for stop, go in stops:
            low, high = max(stop, before), min(go, after)
            if low < high:
                low, high = low.astimezone(calendar.zone), high.astimezone(calendar.zone)
                stood = {"amount": _in_hours(high - low), "unit": str(Unit.HOUR), "from": low, "to": high}
                yield Step(low.date(), low, "paused", "", stood)
        counted_from = begin if extension is not None and extension.absolute else since
        paused = any(stop < after and go > counted_from for stop, go in stops)
        span = {"from": counted_from, "to": until, "month_end": False, "paused": paused}
        yield Step(until.date(), until, "counted", article, {**_amount(part), **span})
    yield _ends(asked, on, at, article)


def _in_hours(stood: timedelta) -> int | float:
    """Whole hours as a whole number, others to the hundredth."""
    found = round(stood.total_seconds() / 3600, 2)
    return int(found) if found == int(found) else found


def _starts(asked: Asked) -> Step:
    calendar, term, start, day, _, article, _, _ = asked
    at = calendar.moment(start) if isinstance(start, datetime) else None
    return Step(day, at, "starts", article, {**_amount(term), "day": day, "at": at})


def _ends(asked: Asked, on: date, at: datetime, article: str) -> Step:
    in_hours = asked[1].unit is Unit.HOUR
    return Step(on, at, "ends", article, {"day": on, "at": at, "hours": in_hours})


def _specials(calendar: Calendar, first: int, last: int) -> Iterator[SpecialDay]:
    low, high = date.fromordinal(max(first, 1)), date.fromordinal(max(last, 1))
    return (special for special in calendar.days if low <= special.on <= high)


def _of(special: SpecialDay) -> Mapping[str, object]:
    return {"day": special.on, "name": special.name, "act": special.act, "provisional": special.provisional}


def _amount(term: Term) -> dict[str, object]:
    return {"amount": term.amount, "unit": str(term.unit)}


def _article(counting: Counting, part: str) -> str:
    return counting.articles.get(part, "")
