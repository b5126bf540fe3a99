"""Weeks, months, quarters, halves and years as periods of what is done again and again."""

from __future__ import annotations

from datetime import date

import pytest

from namro.rules.clocks.periods import (
    Period,
    Rhythm,
    last_of_half,
    last_of_month,
    last_of_quarter,
    last_of_year,
    named,
    periods,
)


def test_a_task_given_in_the_middle_of_a_month_reports_on_that_month_too():
    found = list(periods("monthly", date(2026, 1, 20), date(2026, 3, 1)))
    assert found[0] == Period("2026-01", date(2026, 1, 1), date(2026, 1, 31))
    assert [p.name for p in found] == ["2026-01", "2026-02", "2026-03"]


@pytest.mark.parametrize(
    ("rhythm", "names"),
    [
        ("daily", ["2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"]),
        ("weekly", ["2026-W53", "2027-W01"]),
        ("quarterly", ["2026-Q4", "2027-Q1"]),
        ("half-yearly", ["2026-H2", "2027-H1"]),
        ("yearly", ["2026", "2027"]),
    ],
)
def test_periods_follow_each_other_over_the_new_year_without_a_gap(rhythm: Rhythm, names: list[str]):
    found = list(periods(rhythm, date(2026, 12, 31), date(2027, 1, 4)))
    assert [p.name for p in found] == names
    assert (found[1].first - found[0].last).days == 1
    assert [named(p.name) for p in found] == [(rhythm, p.first) for p in found]


def test_nothing_is_owed_where_the_end_lies_before_the_beginning():
    assert list(periods("monthly", date(2026, 5, 3), date(2026, 4, 30))) == []


def test_a_period_ends_with_its_last_day_leap_years_included() -> None:
    assert last_of_month(2028, 2) == date(2028, 2, 29)
    assert last_of_month(2026, 2) == date(2026, 2, 28)
    assert last_of_quarter(2026, 3) == date(2026, 9, 30)
    assert last_of_half(2026, 1) == date(2026, 6, 30)
    assert last_of_year(2026) == date(2026, 12, 31)


def test_what_names_no_period_is_said_to_name_none() -> None:
    for name in ("2026-13", "2026-Q5", "2026-W60", "26", "2026-07-32", ""):
        with pytest.raises(ValueError):  # noqa: PT011  what the calendar itself says differs
            named(name)


def test_a_month_that_there_is_not_has_no_last_day() -> None:
    with pytest.raises(ValueError, match="no month 13"):
        last_of_month(2026, 13)
    with pytest.raises(ValueError, match="no month 15"):
        last_of_quarter(2026, 5)
