"""Numbers as they are written, with their units. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from namro.work.plans.reading.document import Span

NUMBER = r"\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit. `low`: the first of the two ends of a span of numbers, whose other end is `number`."""

    number: Span
    unit: Span
    percent: bool
    low: Span | None = None

    def start(self) -> int:
        """Where it begins."""
        return self.low.start if self.low else self.number.start

    def end(self) -> int:
        """Where it ends, its unit included if it stands behind it."""
        return max(self.number.end, self.unit.end)


def is_year(written: str) -> bool:
    """Whether a number is that of a year of this century."""
    return written.isdecimal() and len(written) == 4 and written.startswith("20")


def number_of(written: str) -> int | float:
    """The number that is written, with a comma or a point before its decimals and either between its thousands."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", written):
        return int(re.sub(r"[.,]", "", written))
    value = float(written.replace(",", "."))
    return int(value) if value.is_integer() else value
