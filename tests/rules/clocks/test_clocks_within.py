"""The day within a week, a month, a quarter, a half or a year on which something is due again and again."""

from __future__ import annotations

from datetime import date

import pytest

from namro.rules.clocks.periods import Rhythm, periods
from namro.rules.clocks.within import Within


@pytest.mark.parametrize(
    ("rhythm", "within", "days"),
    [
        ("weekly", "5", ["2027-12-31", "2028-01-07"]),
        ("monthly", "31", ["2027-12-31", "2028-01-31", "2028-02-29"]),
        ("quarterly", "3-20", ["2027-12-20", "2028-03-20"]),
        ("half-yearly", "2-30", ["2027-08-30", "2028-02-29"]),
        ("yearly", "2-29", ["2027-02-28", "2028-02-29"]),
    ],
)
def test_each_period_has_its_day_and_a_short_month_its_last(rhythm: Rhythm, within: str, days: list[str]):
    found = periods(rhythm, date(2027, 12, 31), date(2029, 12, 31))
    day = Within.parse(rhythm, within)
    assert [day.of(period).isoformat() for _, period in zip(days, found, strict=False)] == days
    assert str(day) == within


def test_before_a_day_is_the_day_before_it_and_before_the_first_the_last_of_a_period():
    said = [
        ("monthly", "15", "14"), ("monthly", "1", "31"), ("weekly", "1", "7"), ("quarterly", "3-1", "2-31"),
        ("quarterly", "1-1", "3-31"), ("yearly", "1-1", "12-31"), ("yearly", "3-1", "2-29"), ("yearly", "7-1", "6-30"),
    ]  # fmt: skip
    assert [(rhythm, one, str(Within.parse(rhythm, one).before())) for rhythm, one, _ in said] == said


@pytest.mark.parametrize("rhythm", ["daily", "weekly", "monthly", "quarterly", "ongoing", ""])
def test_what_no_period_has_is_no_day_within_it(rhythm: str):
    for text in ("0", "32", "4-1", "1-32", "15/3", "", "15 "):
        with pytest.raises(ValueError, match="no day within"):
            Within.parse(rhythm, text)
