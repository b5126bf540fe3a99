"""Terms as people say them: "24 hours", "7 working days", "30 days", "2 months"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from namro.rules.clocks.errors import BadTerm


class Unit(StrEnum):
    """What a term is counted in."""

    HOUR = "hours"
    DAY = "days"
    WORKING_DAY = "working days"
    MONTH = "months"


_SINGULAR = {Unit.HOUR: "hour", Unit.DAY: "day", Unit.WORKING_DAY: "working day", Unit.MONTH: "month"}
_BY_NAME = {name: unit for unit, one in _SINGULAR.items() for name in (one, unit.value)}
_TEXT = re.compile(r"([0-9]{1,18}) (hours?|days?|working days?|months?)")
_EXAMPLES = 'Write it like "24 hours", "30 days", "7 working days" or "2 months".'


@dataclass(frozen=True, slots=True)
class Term:
    """An amount of one unit, more than nothing.

    Raises `BadTerm` for an amount that is not a whole number above 0 or for an unknown unit.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not isinstance(self.unit, Unit):
            unit = _BY_NAME.get(str(self.unit))
            if unit is None:
                raise BadTerm(f"{self.unit!r} is not a unit of time. {_EXAMPLES}", text=str(self.unit))
            object.__setattr__(self, "unit", unit)
        if not isinstance(self.amount, int) or isinstance(self.amount, bool) or self.amount <= 0:
            text = f"{self.amount} {self.unit}"
            raise BadTerm(f"A term must be a whole number above 0, not {self.amount!r}. {_EXAMPLES}", text=text)

    @classmethod
    def parse(cls, text: str) -> Term:
        """The term that `text` says, in English as in the packs; `str()` of it says the same.

        Raises `BadTerm` for anything else: other words, other digits, fractions, nothing.
        """
        found = _TEXT.fullmatch(" ".join(text.split())) if isinstance(text, str) else None
        if found is None:
            raise BadTerm(f"{text!r} is not a term. {_EXAMPLES}", text=str(text)[:80])
        return cls(int(found[1]), _BY_NAME[found[2]])

    def __str__(self) -> str:
        return f"{self.amount} {_SINGULAR[self.unit] if self.amount == 1 else self.unit.value}"
