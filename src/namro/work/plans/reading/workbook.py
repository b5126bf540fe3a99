"""Workbooks of Excel (.xlsx): each sheet a table, with what stands above it as paragraphs. What is hidden is read and
said to be hidden; a cell whose formula has no value is empty and said to be."""

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
from namro.work.plans.reading.document import (
    Document,
    Raw,
    RawCell,
    RawParagraph,
    RawTable,
    exact,
    note_first_cell,
    written,
)
from namro.work.plans.reading.layout import MARK

MOST_ROWS, MOST_COLUMNS = 20_000, 40
MOST_PLACES = 500_000
"""Places that merged cells cover."""
_MERGED = re.compile(rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([^\"']{1,40})[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
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
        if sum(sheet.max_row for sheet in book.worksheets) > MOST_ROWS:
            raise Refused("plans.file.too-many-rows", field="file", file=name, most=MOST_ROWS)
        marked = MARK in (book.properties.keywords or "").split()
        raw: list[Raw] = []
        formulas = _formulas(data)
        for sheet in book.worksheets:
            own = list(_sheet(sheet, exact if marked else None, formulas.get(sheet.title, frozenset())))
            if sheet.sheet_state != "visible":
                _note_first(own, "hidden-sheet")
            raw.extend(own)
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


def _formulas(data: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """By sheet the places (row, column) with a formula. A workbook without any is not opened again."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        sheets = [part for part in package.namelist() if part.startswith("xl/worksheets/")]
        if not any(_FORMULA.search(package.read(part)) for part in sheets):
            return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    try:
        return {
            sheet.title: frozenset(
                (at, column)
                for at, row in enumerate(sheet.iter_rows(min_row=1, min_col=1, max_col=MOST_COLUMNS), 1)
                for column, cell in enumerate(row, 1)
                if cell.data_type == "f"
            )
            for sheet in book.worksheets
        }
    finally:
        book.close()


def _note_first(raw: Sequence[Raw], why: str) -> None:
    """Puts a note on the first words of what was read."""
    for one in raw:
        if isinstance(one, RawParagraph) and one.text.strip():
            one.notes = (*one.notes, why)
            return
        if isinstance(one, RawTable) and note_first_cell(one.rows, why):
            return


def _hidden(sheet: Any, width: int) -> tuple[set[int], set[int]]:
    """The rows and the columns of a sheet that its program does not show."""
    rows = {at for at, row in sheet.row_dimensions.items() if row.hidden or row.height == 0}
    columns: set[int] = set()
    for group in sheet.column_dimensions.values():
        if (group.hidden or (group.width == 0 and group.customWidth)) and group.min is not None:
            columns.update(range(group.min, min(group.max or group.min, width) + 1))
    return rows, columns


def _cell(cell: Any, as_is: Callable[[str], str] | None, *, formula: bool, hidden: bool) -> RawCell | None:
    """A cell; None where nothing stands in it and nothing should. "#REF!" is what a formula did not find."""
    empty = cell.value is None or cell.data_type == "e"
    if empty:
        lost = formula or cell.data_type == "e"
        return RawCell([""], ("formula-without-value",), cell.coordinate) if lost else None
    text = as_is(cell.value) if as_is and type(cell.value) is str else text_of(cell.value)
    return RawCell([text], ("hidden-row",) if hidden and text.strip() else (), cell.coordinate)


def _sheet(
    sheet: Any, as_is: Callable[[str], str] | None, formulas: frozenset[tuple[int, int]]
) -> Iterator[RawParagraph | RawTable]:
    """The blocks of a sheet. `as_is`: how the texts of a file are taken that was written to be read back."""
    width = min(sheet.max_column, MOST_COLUMNS)
    lower, aside = _hidden(sheet, width)
    rows = [
        [_cell(cell, as_is, formula=(at, column) in formulas, hidden=at in lower) for column, cell in enumerate(row, 1)]
        for at, row in enumerate(sheet.iter_rows(max_col=width), 1)
    ]
    for column in aside:
        top = next((cell for row in rows if (cell := row[column - 1]) is not None and cell.lines[0].strip()), None)
        if top is not None:
            top.notes = (*top.notes, "hidden-column")
    for merged in sheet.merged_cells.ranges:
        held = rows[merged.min_row - 1][merged.min_col - 1] if merged.min_col <= width else None
        for at in range(merged.min_row - 1, min(merged.max_row, len(rows))):
            for column in range(merged.min_col - 1, min(merged.max_col, width)):
                rows[at][column] = held
    first = next((at for at, row in enumerate(rows) if _filled(row) >= _FULL), len(rows))
    for row in rows[:first]:
        notes = tuple(dict.fromkeys(why for cell in row if cell is not None for why in cell.notes))
        lines = list(_lines(row))
        yield from (RawParagraph(line, notes=notes if at == 0 else ()) for at, line in enumerate(lines))
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
