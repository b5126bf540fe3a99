"""What must hold for every date, whatever the calendar, the term, the extensions and the pauses."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.rules.clocks import chain
from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.clocks.count import Counting, Due, Extension, Pause, due
from namro.rules.clocks.terms import Term, Unit
from tests.rules.clocks import drawn
from tests.rules.clocks.hand import VN, ZONE
from tests.rules.clocks.plain import Plain

zones = st.sampled_from([None, VN.zone])
Specials = dict[date, tuple[bool, bool]]
SOME = settings(max_examples=100, deadline=None)


@contextmanager
def server_in(zone: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


@SOME
@given(drawn.specials, drawn.terms, drawn.starts, drawn.countings, drawn.extensions, drawn.pauses())
def test_the_tables_agree_with_walking_day_by_day(
    special: Specials,
    term: Term,
    start: date,
    counting: Counting,
    extensions: list[Extension],
    pauses: list[Pause],
) -> None:
    off = [day for day, (worked, _) in special.items() if not worked]
    made_up = [day for day, (worked, _) in special.items() if worked]
    on, end = Plain((5, 6), off, made_up).due(term, start, counting, extensions, pauses)
    calendar = drawn.calendar(special)
    found = due(calendar, term, start, counting=counting, extensions=extensions, pauses=pauses)
    assert (found.on, found.counted_end) == (on, end)
    assert found.at == datetime.combine(on + timedelta(days=1), datetime.min.time(), calendar.zone)


@SOME
@given(drawn.specials, drawn.terms, drawn.starts, drawn.countings)
def test_a_term_alone_agrees_with_walking_day_by_day(
    special: Specials, term: Term, start: date, counting: Counting
) -> None:
    off = [day for day, (worked, _) in special.items() if not worked]
    made_up = [day for day, (worked, _) in special.items() if worked]
    on, end = Plain((5, 6), off, made_up).due(term, start, counting, (), ())
    found = due(drawn.calendar(special), term, start, counting=counting)
    assert (found.on, found.counted_end) == (on, end)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 30),
    st.integers(0, 2000),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 900)), max_size=3),
)
def test_hours_agree_with_walking_minute_by_minute(n: int, begin: int, stood: list[tuple[int, int]]) -> None:
    zero = datetime(2026, 2, 13, tzinfo=VN.zone)
    start = zero + timedelta(minutes=begin)
    pauses = [Pause(zero + timedelta(minutes=a), zero + timedelta(minutes=a + long)) for a, long in stood]
    found = due(VN, Term(n, Unit.HOUR), start, counting=Counting("x"), pauses=pauses)
    assert found.at == Plain((5, 6), (), ()).hours(n, start, pauses)
    assert found.on == (found.at - timedelta(microseconds=1)).date()


one_unit = st.one_of(
    st.tuples(drawn.working, drawn.extended_by(drawn.working)),
    st.tuples(st.one_of(drawn.plain_days, drawn.months), drawn.extended_by(st.one_of(drawn.plain_days, drawn.months))),
)


@SOME
@given(drawn.specials, one_unit, drawn.starts, drawn.countings, st.data())
def test_a_pause_of_n_counted_days_moves_the_end_by_exactly_n(
    special: Specials,
    asked: tuple[Term, list[Extension]],
    start: date,
    counting: Counting,
    data: st.DataObject,
) -> None:
    calendar = drawn.calendar(special)
    term, extensions = asked
    before = due(calendar, term, start, counting=counting, extensions=extensions)
    if before.counted_end <= start:
        return  # one day from a first day that counts: there is nothing after the start to pause
    first = data.draw(st.dates(start + timedelta(days=1), before.counted_end))
    last = data.draw(st.dates(first, before.counted_end))
    after = due(calendar, term, start, counting=counting, extensions=extensions, pauses=[Pause(first, last)])
    if term.unit is Unit.WORKING_DAY:
        n = sum(calendar.is_working(date.fromordinal(i)) for i in range(first.toordinal(), last.toordinal() + 1))
        assert calendar.working_days_between(before.counted_end, after.counted_end) == n
        assert after.on == after.counted_end
    else:
        assert (after.counted_end - before.counted_end).days == (last - first).days + 1


@SOME
@given(drawn.specials, drawn.terms, drawn.starts, drawn.countings, drawn.extensions, drawn.pauses(), st.randoms())
def test_neither_order_nor_overlap_of_pauses_matters(
    special: Specials,
    term: Term,
    start: date,
    counting: Counting,
    extensions: list[Extension],
    pauses: list[Pause],
    chance: object,
) -> None:
    calendar = drawn.calendar(special)
    given_once = due(calendar, term, start, counting=counting, extensions=extensions, pauses=pauses)
    single = [
        Pause(day, day)
        for pause in pauses
        for day in (date.fromordinal(i) for i in range(pause.first.toordinal(), pause.last.toordinal() + 1))
    ]
    mixed = [*pauses, *single]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    again = due(calendar, term, start, counting=counting, extensions=extensions, pauses=mixed)
    assert again == given_once
    assert again.steps == given_once.steps


@settings(max_examples=250, deadline=None)
@given(drawn.specials, drawn.days, drawn.terms, drawn.starts, drawn.countings, drawn.extensions, drawn.pauses())
def test_a_new_day_off_makes_nothing_earlier_and_a_make_up_day_nothing_later(
    special: Specials,
    day: date,
    term: Term,
    start: date,
    counting: Counting,
    extensions: list[Extension],
    pauses: list[Pause],
) -> None:
    def found(worked: bool) -> Due:
        calendar = drawn.calendar({**special, day: (worked, False)})
        return due(calendar, term, start, counting=counting, extensions=extensions, pauses=pauses)

    off, made_up = found(False), found(True)
    assert off.on >= made_up.on
    assert off.counted_end >= made_up.counted_end
    assert off.at >= made_up.at


@SOME
@given(drawn.specials, drawn.terms, drawn.starts, drawn.countings, drawn.extensions, drawn.pauses())
def test_more_time_is_never_less(
    special: Specials,
    term: Term,
    start: date,
    counting: Counting,
    extensions: list[Extension],
    pauses: list[Pause],
) -> None:
    calendar = drawn.calendar(special)
    ends = [
        due(calendar, term, start, counting=counting, extensions=extensions[:i]).counted_end
        for i in range(len(extensions) + 1)
    ]
    assert ends == sorted(ends)
    with_pauses = due(calendar, term, start, counting=counting, extensions=extensions, pauses=pauses)
    assert with_pauses.counted_end >= ends[-1]
    assert with_pauses.on >= with_pauses.counted_end


@SOME
@given(drawn.specials, drawn.terms, drawn.starts, drawn.countings, drawn.extensions, drawn.pauses())
def test_a_date_that_is_not_provisional_stays_whatever_is_decided(
    special: Specials,
    term: Term,
    start: date,
    counting: Counting,
    extensions: list[Extension],
    pauses: list[Pause],
) -> None:
    decided = {day: (worked ^ open_, False) for day, (worked, open_) in special.items()}
    now, then = (
        due(drawn.calendar(days), term, start, counting=counting, extensions=extensions, pauses=pauses)
        for days in (special, decided)
    )
    assert now.provisional or now == then
    assert now.provisional == any(step.kind == "provisional" for step in now.steps)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["America/Los_Angeles", "Pacific/Kiritimati", "UTC", "Asia/Kolkata"]),
    st.one_of(drawn.terms, st.builds(Term, st.integers(1, 80), st.just(Unit.HOUR))),
    st.builds(datetime.combine, st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.times(timezones=zones)),
)
def test_the_time_zone_of_the_server_changes_nothing(zone: str, term: Term, start: datetime) -> None:
    here = due(VN, term, start, counting=Counting("x"))
    with server_in(zone):
        there = due(Calendar(ZONE, (5, 6), VN.days, VN.first, VN.last), term, start, counting=Counting("x"))
        assert there == here
        assert there.at.isoformat() == here.at.isoformat()
        assert there.steps == here.steps


@SOME
@given(drawn.specials, drawn.terms, drawn.starts, drawn.countings, drawn.extensions, drawn.pauses())
def test_the_steps_begin_at_the_start_and_end_on_the_date(
    special: Specials,
    term: Term,
    start: date,
    counting: Counting,
    extensions: list[Extension],
    pauses: list[Pause],
) -> None:
    found = due(drawn.calendar(special), term, start, counting=counting, extensions=extensions, pauses=pauses)
    steps = found.steps
    assert (steps[0].kind, steps[0].on) == ("starts", start)
    assert (steps[-1].kind, steps[-1].on, steps[-1].at) == ("ends", found.on, found.at)
    ends_counted = [step.params["to"] for step in steps if step.kind in ("counted", "extended")]
    assert found.counted_end in ends_counted
    moved = [step for step in steps if step.kind == "rolled" and step.params["from"] == found.counted_end]
    assert (found.on != found.counted_end) <= bool(moved)
    assert len([step for step in steps if step.kind == "extended"]) == len(extensions)


@SOME
@given(drawn.specials, drawn.working, drawn.starts, drawn.pauses())
def test_every_day_of_a_limit_in_working_days_is_accounted_for(
    special: Specials, term: Term, start: date, pauses: list[Pause]
) -> None:
    found = due(drawn.calendar(special), term, start, counting=Counting("x"), pauses=pauses)
    by_kind: dict[str, int] = {"paused": 0, "counted": 0, "weekend": 0, "day-off": 0}
    for step in found.steps:
        if step.kind in ("paused", "counted"):
            by_kind[step.kind] += int(str(step.params["amount"]))
        if step.kind == "counted":
            by_kind["weekend"] += int(str(step.params["weekend_days"]))
        if step.kind == "day-off":
            by_kind["day-off"] += 1
    assert sum(by_kind.values()) == (found.on - start).days
    assert by_kind["counted"] == term.amount


def test_a_special_day_is_known_by_its_data_alone() -> None:
    day = SpecialDay(date(2026, 2, 16), False, {"en": "Tết"}, "an act")
    assert Calendar(ZONE, (5, 6), [day], drawn.FIRST, drawn.LAST) == Calendar(
        ZONE, [6, 5], [day], drawn.FIRST, drawn.LAST
    )


def test_months_after_working_days_would_be_shortened_by_a_day_off_if_pauses_came_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # One working day from Tue 27 January 2026: Wed 28; one month on: 28 February. 29 and 30 January stand still, so
    # 2 March. Were the 28th off and the 31st worked, the months would begin on the 31st, and end on 28 February.
    law = Counting("x", roll=False)
    extensions = [Extension("more", Term(1, Unit.MONTH), False, "Art. X")]
    pauses = [Pause(date(2026, 1, 29), date(2026, 1, 30))]

    def found(*off: date) -> date:
        special = {date(2026, 1, 31): (True, False), **dict.fromkeys(off, (False, False))}
        calendar, term, start = drawn.calendar(special), Term(1, Unit.WORKING_DAY), date(2026, 1, 27)
        return due(calendar, term, start, counting=law, extensions=extensions, pauses=pauses).on

    assert found() == date(2026, 3, 2)
    assert found(date(2026, 1, 28)) == date(2026, 3, 2)
    monkeypatch.setattr(chain, "_stretches", lambda *_: False)
    assert found(date(2026, 1, 28)) == date(2026, 2, 28)
