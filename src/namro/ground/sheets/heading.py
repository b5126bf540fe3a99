"""Finding the heading of a table below its title, and what each column holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from namro.ground.places.fold import fold
from namro.ground.sheets.cells import Value, day_of, text_of
from namro.rules.packs.imports import PASSED_OVER, Imports

LOOKED_AT = 60
"""Rows at the top of a sheet among which the heading is looked for."""
LONGEST = 80
"""Characters of a cell that can be the name of a column."""
_BESIDE = re.compile(r"\(.*?\)")
_NUMBERING = re.compile(r"\(?\s*\d{1,2}\s*\)?|[A-Z]|\(?\s*\d{1,2}\s*=.*")


@dataclass(frozen=True, slots=True)
class Heading:
    """The names of the columns from the left, and the last row of the heading (0: the table has none)."""

    names: tuple[str, ...]
    row: int
    first: int = 0
    """The first row of the heading, where it goes over several."""

    @property
    def signature(self) -> str:
        """The same for every file with these columns."""
        return sha256("\n".join(fold(name) for name in self.names).encode()).hexdigest()


def heading_of(rows: Sequence[tuple[int, Sequence[Value]]], imports: Imports) -> Heading:
    """The heading among the first rows of a sheet: the row with the most known names, with a second row of names below
    it and the row of running numbers that official forms have there."""
    words = known(imports)
    best, at = 1, -1
    for index, (_, cells) in enumerate(rows[:LOOKED_AT]):
        found = {column for cell in cells if (column := column_of(_name(cell), words))}
        if len(found) > best:
            best, at = len(found), index
    if at < 0:
        width = max((len(cells) for _, cells in rows[:LOOKED_AT]), default=0)
        return Heading(("",) * width, 0)
    first, names = rows[at][0], [_name(cell) for cell in rows[at][1]]
    last = at
    below = rows[at + 1][1] if at + 1 < len(rows) else []
    if _names_too(names, below, words) and rows[at + 1][0] == rows[at][0] + 1:
        names, last = _joined(names, [_name(cell) for cell in below]), at + 1
    elif at > 0 and rows[at - 1][0] == rows[at][0] - 1 and _stands_above(rows[at - 1][1], names, words):
        names, first = _joined([_name(cell) for cell in rows[at - 1][1]], names), rows[at - 1][0]
    if last + 1 < len(rows) and _is_numbering(rows[last + 1][1]):
        last += 1
    return Heading(tuple(names), rows[last][0], first)


def known(imports: Imports) -> dict[str, str]:
    """What a column holds, by every folded name of it."""
    return {fold(name): column for column, names in imports.columns.items() for name in names}


def column_of(name: str, words: Mapping[str, str]) -> str:
    """What a column of this name holds; "" where it is not known. The whole name counts before what stands in brackets
    is left out, and that before the longest known name of two words or more inside it."""
    if not name:
        return ""
    for text in (name, _BESIDE.sub(" ", name), name.rpartition(": ")[2], name.partition(": ")[0]):
        if found := words.get(fold(text)):
            return found
    padded = f" {fold(name)} "
    inside = [word for word in words if " " in word and f" {word} " in padded]
    return words[max(inside, key=len)] if inside else ""


def guessed(rows: Sequence[Sequence[Value]], width: int, pivot: int) -> dict[int, str]:
    """What the columns of a table without a heading may hold: the first of days, and the one with the longest texts."""
    found: dict[int, str] = {}
    lengths: dict[int, float] = {}
    for at in range(width):
        cells = [row[at] for row in rows if at < len(row) and row[at] not in (None, "")]
        if not cells:
            continue
        if "received" not in found.values() and sum(day_of(c, pivot) is not None for c in cells) * 2 > len(cells):
            found[at] = "received"
        else:
            lengths[at] = sum(len(text_of(c)) for c in cells) / len(cells)
    if lengths:
        longest = max(lengths, key=lambda at: lengths[at])
        if lengths[longest] > 15:
            found[longest] = "field-about"
    return found


def suggested(heading: Heading, imports: Imports) -> dict[int, str]:
    """What each column seems to hold, each thing once: the first column that is called so."""
    words, found = known(imports), dict[int, str]()
    exact = {at: words.get(fold(name), "") for at, name in enumerate(heading.names)}
    for at, name in enumerate(heading.names):
        column = column_of(name, words)
        if not column or (column != PASSED_OVER and column in found.values()):
            continue
        if not exact[at] and column in exact.values():
            continue  # another column is called exactly so
        found[at] = column
    return found


def _name(cell: Value) -> str:
    text = " ".join(text_of(cell).split()) if isinstance(cell, str) else ""
    return text if len(text) <= LONGEST else ""


def _names_too(names: Sequence[str], below: Sequence[Value], words: Mapping[str, str]) -> bool:
    """Whether the row below goes on with the heading: known names stand under cells that are empty or spread out."""
    under = [(at, _name(cell)) for at, cell in enumerate(below) if _name(cell)]
    if len(under) != sum(cell not in (None, "") for cell in below):
        return False
    found = [at for at, name in under if column_of(name, words)]
    spread = [at for at in found if at >= len(names) or not names[at] or (at + 1 >= len(names) or not names[at + 1])]
    return bool(found) and len(found) * 2 >= len(under) and bool(spread)


def _stands_above(above: Sequence[Value], names: Sequence[str], words: Mapping[str, str]) -> bool:
    """Whether the row above belongs to the heading: it names a column that has no name below."""
    return any(column_of(_name(cell), words) and (at >= len(names) or not names[at]) for at, cell in enumerate(above))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows of names as one: a name that spreads over several columns stands before each name below it."""
    width, group, found = max(len(upper), len(lower)), "", list[str]()
    for at in range(width):
        over = upper[at] if at < len(upper) else ""
        under = lower[at] if at < len(lower) else ""
        group = over or (group if under else "")
        found.append(f"{group}: {under}" if group and under else under or over)
    return found


def _is_numbering(cells: Sequence[Value]) -> bool:
    said = [text_of(cell) for cell in cells if cell not in (None, "")]
    if len(said) < 3 or not all(_NUMBERING.fullmatch(text) for text in said):
        return False
    digits = [int(found[0]) for text in said if (found := re.search(r"\d+", text))]
    return digits == sorted(digits) and (not digits or digits[0] <= 2)
