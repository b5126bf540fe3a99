"""Workbooks of Excel (.xlsx): each visible sheet a table, with what stands above it as paragraphs."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from namro.ground.sheets.cells import text_of
from namro.ground.sheets.opening import open_book
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.plans.reading.document import Document, Raw, RawCell, RawParagraph, RawTable, exact, written
from namro.work.plans.reading.layout import MARK

MOST_ROWS, MOST_COLUMNS = 20_000, 40
MOST_PLACES = 500_000
"""Places that merged cells cover."""
_MERGED = re.compile(rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([^\"']{1,40})[\"']")
_FULL = 3
"""Filled cells from which a row belongs to the table."""


def read_workbook(data: bytes, name: str, pack: Pack) -> Document:
    """The document of a workbook. Raises Refused `plans.file.damaged`, and `sheets.…` as a register does."""
    _within(data, name)
    open_book(data, pack.imports, pack.legacy)  # refuses macros, links, what bursts and what is locked
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            book = load_workbook(BytesIO(data), data_only=True, keep_links=False)
        if sum(sheet.max_row for sheet in book.worksheets if sheet.sheet_state == "visible") > MOST_ROWS:
            raise Refused("plans.file.too-many-rows", field="file", file=name, most=MOST_ROWS)
        marked = MARK in (book.properties.keywords or "").split()
        raw: list[Raw] = []
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                raw.extend(_sheet(sheet, exact if marked else None))
        return written(name, "xlsx", raw, marked=marked)
    except Refused:
        raise
    except Exception as cause:  # a damaged workbook breaks the library in as many ways as it has parts
        raise Refused("plans.file.damaged", field="file", file=name) from cause


def _within(data: bytes, name: str) -> None:
    """Raises Refused `plans.file.too-much` where cells are merged over more places than any plan has: the library makes
    a cell of each, before anybody can ask how many there are."""
    places = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            for part in package.namelist():
                if part.startswith("xl/worksheets/"):
                    places += sum(map(_places, _MERGED.findall(package.read(part))))
    except (ValueError, KeyError, zlib.error, zipfile.BadZipFile) as cause:
        raise Refused("plans.file.damaged", field="file", file=name) from cause
    if places > MOST_PLACES:
        raise Refused("plans.file.too-much", field="file", file=name)


def _places(reference: bytes) -> int:
    first, top, last, bottom = range_boundaries(reference.decode("ascii", "replace"))
    if first is None or top is None or last is None or bottom is None:  # whole columns or rows
        return MOST_PLACES + 1
    return int((last - first + 1) * (bottom - top + 1))


def _sheet(sheet: Any, as_is: Callable[[str], str] | None) -> Iterator[Raw]:
    """The blocks of a sheet. `as_is`: how the texts of a file are taken that was written to be read back."""
    width = min(sheet.max_column, MOST_COLUMNS)
    rows = [
        [
            RawCell([as_is(cell.value) if as_is and type(cell.value) is str else text_of(cell.value)])
            if cell.value is not None and cell.data_type != "e"  # "#REF!" is what a formula did not find
            else None
            for cell in row
        ]
        for row in sheet.iter_rows(max_col=width)
    ]
    for merged in sheet.merged_cells.ranges:
        held = rows[merged.min_row - 1][merged.min_col - 1] if merged.min_col <= width else None
        for at in range(merged.min_row - 1, min(merged.max_row, len(rows))):
            for column in range(merged.min_col - 1, min(merged.max_col, width)):
                rows[at][column] = held
    first = next((at for at, row in enumerate(rows) if _filled(row) >= _FULL), len(rows))
    for row in rows[:first]:
        yield from (RawParagraph(line) for line in _lines(row))
    table: list[list[RawCell | None]] = [list(row) for row in rows[first:]]
    for row in table:  # an empty cell is a cell all the same
        for column, cell in enumerate(row):
            row[column] = cell or RawCell([""])
    yield RawTable(table)


def _filled(row: Sequence[RawCell | None]) -> int:
    return len({id(cell) for cell in row if cell is not None and cell.lines[0].strip()})


def _lines(row: Sequence[RawCell | None]) -> Iterator[str]:
    for cell in dict.fromkeys(cell for cell in row if cell is not None):
        yield from cell.lines[0].split("\n")
