"""A time in the text of a plan, and which day it means. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from namro.rules.clocks.periods import last_of_half, last_of_month, last_of_quarter, last_of_year


@dataclass(frozen=True, slots=True)
class When:
    """A time in the text. `start` and `end` hold what names it; `from_` is where the words before it begin that
    belong to it (before, by, the end of). `bound`: before, by, on, or "" where nothing is said. `day` is None where
    `year` is missing, where `vague` words leave its last day open, or where it is `unsure`: from where to where the
    words reach that leave the whole in doubt. `ended`: whether the end of the period is named; `since`: whether it is
    only that from which something goes on, or behind which it begins. `hoped`: from where to where the words reach by
    which it is only aimed for: the day of a target, and none of a duty."""

    start: int
    end: int
    from_: int
    grain: str
    year: int | None
    part: int = 0
    of_month: int = 0
    bound: str = ""
    vague: bool = False
    unsure: tuple[int, int] | None = None
    ended: bool = False
    since: bool = False
    hoped: tuple[int, int] | None = None

    @property
    def impossible(self) -> bool:
        """Whether there is no such day in any year, or not in the one that is named."""
        return self.grain != "years" and self.in_year(self.year or 2024) is None

    @property
    def day(self) -> date | None:
        """The day, or the last day of the period; before a period, the last day before it begins."""
        return None if self.year is None or self.vague or self.unsure else self.in_year(self.year)

    @property
    def outside(self) -> bool:
        """Whether a period is named before which something is due, and not its end."""
        return self.bound == "before" and self.grain in ("month", "quarter", "half", "year") and not self.ended

    def in_year(self, year: int) -> date | None:
        """The day in a year; None where there is no such day."""
        if self.outside and self._of(year) is not None:
            if self.grain == "year" or self.part == 1:
                return last_of_year(year - 1)
            return replace(self, part=self.part - 1)._of(year)
        return self._of(year)

    def _of(self, year: int) -> date | None:
        try:
            match self.grain:
                case "day":
                    return date(year, self.part, self.of_month)
                case "month":
                    return last_of_month(year, self.part)
                case "quarter":
                    return last_of_quarter(year, self.part)
                case "half":
                    return last_of_half(year, self.part)
                case "years":
                    return None
            return last_of_year(year)
        except ValueError:
            return None


def clash_of(whens: Sequence[When]) -> bool:
    """Whether several days are named, so that none of them is taken, nor cut from the words of the task."""
    year = next((when.year for when in whens if when.year is not None), 2024)
    return len({when.in_year(when.year or year) for when in whens if not when.vague}) > 1
