"""Weeks, months, quarters, halves and years as periods of what is done again and again."""

from __future__ import annotations

from datetime import date

import pytest

from namro.rules.clocks.periods import Period, Rhythm, periods


def test_a_task_given_in_the_middle_of_a_month_reports_on_that_month_too():
    found = list(periods("monthly", date(2026, 1, 20), date(2026, 3, 1)))
    assert found[0] == Period("2026-01", date(2026, 1, 1), date(2026, 1, 31))
    assert [p.name for p in found] == ["2026-01", "2026-02", "2026-03"]


@pytest.mark.parametrize(
    ("rhythm", "names"),
    [
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


def test_nothing_is_owed_where_the_end_lies_before_the_beginning():
    assert list(periods("monthly", date(2026, 5, 3), date(2026, 4, 30))) == []
