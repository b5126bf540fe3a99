"""The last day of a period that a plan only names."""

from datetime import date

import pytest

from namro.rules.clocks.last_days import last_of_half, last_of_month, last_of_quarter, last_of_year


def test_a_period_ends_with_its_last_day_leap_years_included() -> None:
    assert last_of_month(2028, 2) == date(2028, 2, 29)
    assert last_of_month(2026, 2) == date(2026, 2, 28)
    assert last_of_quarter(2026, 3) == date(2026, 9, 30)
    assert last_of_half(2026, 1) == date(2026, 6, 30)
    assert last_of_year(2026) == date(2026, 12, 31)


def test_a_month_that_there_is_not_has_no_last_day() -> None:
    with pytest.raises(ValueError, match="no month 13"):
        last_of_month(2026, 13)
    with pytest.raises(ValueError, match="no month 15"):
        last_of_quarter(2026, 5)
