"""The labels that Word counts itself: "1.", "a)", "1.2", "-". They stand nowhere in the text of the paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

BULLET = "-"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str
    decimal: bool


@dataclass(slots=True)
class Numbering:
    """Counts the paragraphs of one document in the order in which they are asked for."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    kin: dict[str, str] = field(default_factory=dict)
    """By list the definition that it shares its counting with."""
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, number: str, depth: int) -> str:
        """The label of the next paragraph of a list at a depth (from 0); empty where it has none."""
        levels = self.lists.get(number)
        if levels is None or depth not in levels:
            return ""
        counts = self.counts.setdefault(self.kin[number], {})
        if number not in self.begun:
            self.begun.add(number)
            for at, start in self.restarts.get(number, {}).items():
                counts[at] = start - 1
        level = levels[depth]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return BULLET
        if level.form == "none":
            return ""

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = levels.get(at, level)
            return _written(counts.setdefault(at, other.start), "decimal" if level.decimal else other.form)

        return re.sub(r"%([1-9])", shown, level.text).strip()


def numbering_of(part: Any) -> Numbering:
    """The lists of a document from its part of definitions (None: it has none)."""
    found = Numbering()
    if part is None:
        return found
    abstract = {
        str(one.get(qn("w:abstractNumId"))): dict(_levels(one)) for one in part.iterchildren(qn("w:abstractNum"))
    }
    for number in part.iterchildren(qn("w:num")):
        name = str(number.get(qn("w:numId")))
        base = number.find(qn("w:abstractNumId"))
        kin = str(base.get(qn("w:val"))) if base is not None else ""
        levels = dict(abstract.get(kin, {}))
        for override in number.iterchildren(qn("w:lvlOverride")):
            at = int(override.get(qn("w:ilvl")) or 0)
            start = override.find(qn("w:startOverride"))
            if start is not None:
                found.restarts.setdefault(name, {})[at] = int(start.get(qn("w:val")) or 1)
            levels.update(_levels(override))
        found.lists[name], found.kin[name] = levels, kin
    return found


def _levels(holder: Any) -> Iterator[tuple[int, _Level]]:
    for level in holder.iterchildren(qn("w:lvl")):

        def value(tag: str, otherwise: str, level: Any = level) -> str:
            child = level.find(qn(tag))
            return str(child.get(qn("w:val")) or otherwise) if child is not None else otherwise

        legal = level.find(qn("w:isLgl")) is not None
        yield (
            int(level.get(qn("w:ilvl")) or 0),
            _Level(int(value("w:start", "1")), value("w:numFmt", "decimal"), value("w:lvlText", ""), legal),
        )


def _written(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        text, left = "", number
        for value, letters in _ROMAN:
            while left >= value:
                text, left = text + letters, left - value
        return text if form == "upperRoman" else text.lower()
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    return f"{number:02d}" if form == "decimalZero" else str(number)
