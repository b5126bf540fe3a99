"""Where in its own file a place of a read document stands: the row of the sheet, the row of the table.

Whoever has the file before them counts its rows, not the lines of the text that was read from it.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

from openpyxl import load_workbook

from namro.ground.sheets.cells import text_of
from namro.work.plans.reading.document import Document, Table, clean

WIDE = 3
"""Columns from which a table is counted; a letterhead has two."""
NEAR = 200
"""Rows in which something that is not the whole of one is looked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """`kind`: "sheet" (the `row` of the sheet `name`, "" of the only one), "table" (the `row` of the `nth` table,
    0 of the only one; rows without a word are not counted), "words" (at the words `name`), "line" (the `row` of a
    text)."""

    kind: str
    row: int = 0
    name: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph, or a row of a table: where it begins, its text without spaces and how a person finds it."""

    start: int
    text: str
    whole: bool
    place: Place


class Places:
    """The places of one file; `data` is what it was read from."""

    def __init__(self, document: Document, data: bytes) -> None:
        self._text, self._lines = document.text, document.kind not in ("docx", "xlsx")
        self._units = [] if self._lines else list(_units(document))
        self._starts = [unit.start for unit in self._units]
        self._sheet = _aligned(self._units, data) if document.kind == "xlsx" else {}

    def of(self, start: int) -> Place:
        """The place of a code point of the text."""
        at = bisect_right(self._starts, start) - 1
        if self._lines or at < 0:
            return Place("line", self._text.count("\n", 0, start) + 1)
        return self._sheet.get(at, self._units[at].place)


def _squeezed(text: str) -> str:
    return "".join(clean(text).split())


def _units(document: Document) -> Iterator[_Unit]:
    tables = [block for block in document.blocks if isinstance(block, Table) and len(block.rows[0].cells) >= WIDE]
    for block in document.blocks:
        if not isinstance(block, Table):
            said = document.text[block.start : block.end]
            yield _Unit(block.start, _squeezed(said), False, Place("words", name=" ".join(said.split())))
            continue
        nth = tables.index(block) + 1 if len(tables) > 1 and block in tables else 0
        for number, row in enumerate(block.rows, 1):
            said = document.text[row.start : row.end]
            place = Place("table", number, nth=nth)
            if document.kind == "xlsx" or block not in tables:  # of a workbook its sheet says better, if it is found
                place = Place("words", name=" ".join(said.split()))
            yield _Unit(row.start, _squeezed(said), True, place)


def _aligned(units: Sequence[_Unit], data: bytes) -> dict[int, Place]:
    """By number of a unit its row of the sheet, in the order of both; without what stands nowhere as it was read."""
    rows = _rows(data)
    by_text: dict[str, list[int]] = {}
    for at, (_, _, text) in enumerate(rows):
        by_text.setdefault(text, []).append(at)
    several, done = len({title for title, *_ in rows}) > 1, 0
    found: dict[int, Place] = {}
    for number, unit in enumerate(units):
        if not unit.text:
            continue
        same = (at for at in by_text.get(unit.text, ()) if at >= done)
        ahead = (at for at in range(done, min(len(rows), done + NEAR)) if unit.text in rows[at][2])
        at = next(same, -1)
        at = next(ahead, -1) if at < 0 else at
        if at >= 0:
            title, row, _ = rows[at]
            found[number] = Place("sheet", row, title if several else "")
            done = at + 1 if unit.whole else at
    return found


def _rows(data: bytes) -> list[tuple[str, int, str]]:
    """The rows of all sheets in which something stands: sheet, number, text without spaces."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(BytesIO(data), data_only=True, keep_links=False)
    found = []
    for sheet in book.worksheets:
        for at, row in enumerate(sheet.iter_rows(values_only=True), 1):
            said = _squeezed(" ".join(text_of(cast(Any, value)) for value in row if value is not None))
            if said:
                found.append((sheet.title, at, said))
    return found
