"""The calendar: its arithmetic, and what the pack's file says of five years."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.clocks.errors import OutsideCalendar
from tests.rules.clocks import drawn
from tests.rules.clocks.hand import VN, ZONE, the_calendar

D = date.fromisoformat


@given(drawn.specials, drawn.days, st.integers(-30, 30))
@settings(max_examples=200, deadline=None)
def test_working_days_are_added_as_they_are_counted(special: dict[date, tuple[bool, bool]], day: date, n: int) -> None:
    calendar = drawn.calendar(special)
    if n < 0 and day < date(2024, 3, 15):
        return
    there = calendar.add_working_days(day, n)
    assert n == 0 or calendar.is_working(there)
    low, high = min(day, there), max(day, there)
    days = [low + timedelta(days=i) for i in range(1, (high - low).days + 1)]
    if n >= 0:
        assert sum(map(calendar.is_working, days)) == n == calendar.working_days_between(day, there)
    else:
        # `there` itself is the n-th; `day` itself is not one of them
        assert sum(map(calendar.is_working, [low, *days[:-1]])) == -n


def test_days_between_have_a_direction() -> None:
    assert VN.working_days_between(D("2026-02-13"), D("2026-02-25")) == 3
    assert VN.working_days_between(D("2026-02-25"), D("2026-02-13")) == -3
    assert VN.working_days_between(D("2026-02-13"), D("2026-02-13")) == 0
    assert VN.days_between(D("2026-02-13"), D("2026-02-25")) == 12
    assert VN.days_between(D("2026-02-25"), D("2026-02-13")) == -12


def test_months_go_back_as_well() -> None:
    assert VN.add_months(D("2026-03-31"), -1) == D("2026-02-28")
    assert VN.add_months(D("2026-01-31"), -2) == D("2025-11-30")
    assert VN.add_months(D("2026-01-31"), 0) == D("2026-01-31")
    assert VN.add_days(D("2026-03-01"), -1) == D("2026-02-28")


def test_the_next_working_day_may_be_the_day_itself() -> None:
    assert VN.next_working(D("2026-02-13")) == D("2026-02-13")
    assert VN.next_working(D("2026-02-14")) == D("2026-02-23")
    assert VN.next_working(D("2026-01-10")) == D("2026-01-10")  # a Saturday that is worked


def test_a_day_begins_at_local_midnight() -> None:
    assert VN.start_of(D("2026-02-13")).isoformat() == "2026-02-13T00:00:00+07:00"
    assert VN.midnight_after(D("2026-02-13")) == VN.start_of(D("2026-02-14"))
    assert VN.local(datetime(2026, 2, 13, 17, 0, tzinfo=UTC)) == D("2026-02-14")
    assert VN.local(datetime(2026, 2, 13, 16, 59, tzinfo=UTC)) == D("2026-02-13")
    assert VN.add_hours(datetime(2026, 2, 13, 17, tzinfo=UTC), 24).isoformat() == "2026-02-15T00:00:00+07:00"


def test_another_country_puts_its_clocks_forward() -> None:
    # Beirut skipped midnight on 31 March 2024: the day began at 01:00. Hours are hours all the same.
    beirut = Calendar("Asia/Beirut", (6,), [], D("2024-01-01"), D("2024-12-31"))
    assert beirut.start_of(D("2024-03-31")).isoformat() == "2024-03-31T01:00:00+03:00"
    assert beirut.add_hours(beirut.start_of(D("2024-03-30")), 24).isoformat() == "2024-03-31T01:00:00+03:00"
    assert beirut.add_hours(beirut.start_of(D("2024-03-31")), 24).isoformat() == "2024-04-01T01:00:00+03:00"


def test_the_last_day_of_the_calendar_is_still_in_it() -> None:
    assert VN.is_working(D("2027-12-31"))
    assert VN.add_working_days(D("2027-12-30"), 1) == D("2027-12-31")
    assert VN.add_working_days(D("2022-12-31"), 1) == D("2023-01-03")  # the day before the first is as good as known
    for needed in (D("2028-01-01"), D("2022-12-31")):
        with pytest.raises(OutsideCalendar, match=needed.isoformat()):
            VN.is_working(needed)
    with pytest.raises(OutsideCalendar):
        VN.next_working(D("2028-01-01"))
    with pytest.raises(OutsideCalendar):
        VN.add_working_days(D("2023-01-03"), -1)


def test_the_fingerprint_changes_with_the_data_and_only_with_it() -> None:
    assert the_calendar().fingerprint() == VN.fingerprint()
    assert hash(the_calendar()) == hash(VN)
    extra = SpecialDay(D("2026-12-24"), False, {"en": "x"}, "an act")
    assert Calendar(ZONE, (5, 6), [*VN.days, extra], VN.first, VN.last).fingerprint() != VN.fingerprint()
    assert "2023-01-01..2027-12-31" in repr(VN)


# The file


OFF = {
    2023: "01-01 01-02 01-20 01-21 01-22 01-23 01-24 01-25 01-26 04-29 04-30 05-01 05-02 05-03 09-01 09-02 09-04",
    2024: "01-01 02-08 02-09 02-10 02-11 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03",
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-26 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
    2027: "01-01 02-05 02-06 02-07 02-08 02-09 02-10 04-16 04-30 05-01 05-03 09-02 09-03 11-24",
}
MADE_UP = ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]


@pytest.mark.parametrize("year", OFF)
def test_the_days_off_of_a_year_are_those_that_were_announced(year: int) -> None:
    off = [day.on.strftime("%m-%d") for day in VN.days if day.on.year == year and not day.working]
    assert off == OFF[year].split()


def test_each_make_up_day_is_a_saturday_for_a_day_off_that_names_it() -> None:
    made_up = [day for day in VN.days if day.working and VN.is_weekend(day.on)]
    assert [day.on.isoformat() for day in made_up] == MADE_UP
    assert {day.on.weekday() for day in made_up} == {5}
    for day in made_up:
        said = f"{day.on.day:02}/{day.on.month:02}/{day.on.year}".replace("/05/", "/5/").replace("/04/", "/4/")
        swapped = [other for other in VN.days if said.replace("/08/", "/8/") in other.name["vi"] and not other.working]
        assert len(swapped) == 1
        assert swapped[0].act == day.act


def test_every_special_day_has_its_act_and_its_name_in_both_languages() -> None:
    for day in VN.days:
        assert day.act
        assert set(day.name) == {"vi", "en"}
        assert all(day.name.values())


def test_only_what_is_not_decided_is_provisional() -> None:
    undecided = [day.on for day in VN.days if day.provisional]
    assert {day.year for day in undecided} == {2027}
    assert {day.month for day in undecided} == {2, 9}
    # a day that stays a working day until decided is there to make dates say so, not to change them
    waiting = [day for day in VN.days if day.working and not VN.is_weekend(day.on)]
    assert all(day.provisional for day in waiting)
