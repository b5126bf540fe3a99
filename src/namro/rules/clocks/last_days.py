"""The last day of a period that is named: a month, a quarter, half a year, a year of the calendar. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def last_of_month(year: int, month: int) -> date:
    """The last local day of a month (1 to 12). Raises ValueError for a month or year that there is not."""
    if not 1 <= month <= 12:
        raise ValueError(f"There is no month {month}.")
    return date(year, month, monthrange(year, month)[1])


def last_of_quarter(year: int, quarter: int) -> date:
    """The last local day of a quarter (1 to 4). Raises ValueError for another."""
    return last_of_month(year, quarter * 3)


def last_of_half(year: int, half: int) -> date:
    """The last local day of a half of a year (1 or 2). Raises ValueError for another."""
    return last_of_month(year, half * 6)


def last_of_year(year: int) -> date:
    """The last local day of a year."""
    return last_of_month(year, 12)
