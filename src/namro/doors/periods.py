"""The periods of what is owed again and again, in words: July 2026, the week from 06/07/2026."""

from __future__ import annotations

from namro.doors import words
from namro.rules.clocks.periods import named

_MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6}


def said(lang: str, name: str) -> str:
    """A period by its own name ("2026-07", as `rules.clocks.periods` gives it) in words, whenever it is due. Raises
    ValueError."""
    rhythm, first = named(name)
    length = _MONTHS.get(rhythm)
    part = words.say(lang, f"common.period.{rhythm}.{(first.month - 1) // length + 1}") if length else ""
    return words.say(lang, f"common.period.{rhythm}", part=part, year=first.year, day=words.dmy(first))
