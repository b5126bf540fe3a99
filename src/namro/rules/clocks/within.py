"""The day within a period on which something is due again and again: the 15th of each month, each Friday. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from namro.rules.clocks.periods import Period, Rhythm, last_of_month

_MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
_WRITTEN = re.compile(r"(?:([1-9]\d?)-)?([1-9]\d?)")
_LONGEST = 31
_LEAP = 2024


@dataclass(frozen=True, slots=True)
class Within:
    """A day of each period. `day`: of a week 1 (Monday) to 7, else 1 to 31. `month`: the month of the period that it
    lies in; 1 of a week and a month, which have no other."""

    rhythm: Rhythm
    day: int
    month: int = 1

    @classmethod
    def parse(cls, rhythm: str, text: str) -> Self:
        """The day as it is kept: "5" of a week, "15" of a month, "3-20" (month, day) of a longer period. Raises
        ValueError for anything else, and for a rhythm without days within it."""
        found = _WRITTEN.fullmatch(text)
        for known in ("weekly", "monthly", "quarterly", "half-yearly", "yearly"):
            if rhythm == known and found is not None and (found[1] is not None) == (_MONTHS.get(known, 1) > 1):
                return cls(known, int(found[2]), int(found[1] or 1))
        raise ValueError(f"{text!r} is no day within a {rhythm} period.")

    def __post_init__(self) -> None:
        longest = 7 if self.rhythm == "weekly" else _LONGEST
        fits = 1 <= self.day <= longest and 1 <= self.month <= _MONTHS.get(self.rhythm, 1)
        if self.rhythm == "yearly" and fits:
            fits = self.day <= last_of_month(_LEAP, self.month).day  # 29 February is a day, 31 June is none
        if not fits or self.rhythm == "daily":
            raise ValueError(f"{self.month}-{self.day} is no day within a {self.rhythm} period.")

    def __str__(self) -> str:
        return f"{self.month}-{self.day}" if _MONTHS.get(self.rhythm, 1) > 1 else str(self.day)

    def of(self, period: Period) -> date:
        """The local day in one period of the rhythm; the last of its month where that is shorter."""
        if self.rhythm == "weekly":
            return period.first + timedelta(days=self.day - 1)
        last = last_of_month(period.first.year, period.first.month + self.month - 1)
        return last.replace(day=min(self.day, last.day))

    def before(self) -> Within:
        """The last day in time of "before" this one; before the first day of a period the last of one."""
        if self.rhythm == "weekly":
            return Within(self.rhythm, self.day - 1 or 7)
        if self.day > 1:
            return Within(self.rhythm, self.day - 1, self.month)
        month = self.month - 1 or _MONTHS[self.rhythm]
        longest = last_of_month(_LEAP, month).day if self.rhythm == "yearly" else _LONGEST
        return Within(self.rhythm, longest, month)
