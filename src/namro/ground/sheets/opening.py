"""From the bytes of a file to a book of sheets, or to a sentence about why not. What a file is, its content says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from namro.ground.sheets.cells import Value
from namro.ground.sheets.plain import Plain
from namro.rules.packs.imports import Imports, Legacy
from namro.rules.packs.refused import Refused

LARGEST = 60 * 1024 * 1024
"""Bytes of a file."""
MOST_ROWS = 300_000
MOST_COLUMNS = 100
GAP = 20_000
"""Empty rows after which a sheet is taken to have ended."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")

Row = tuple[int, list[Value]]


class Book(Protocol):
    """A file of one or more tables. `about` says how many rows a sheet seems to have; `rows` gives
    (number of the row, its cells), streamed. `epoch`: from which day a number that means a day is counted."""

    @property
    def kind(self) -> str: ...
    @property
    def names(self) -> Sequence[str]: ...
    @property
    def epoch(self) -> datetime: ...
    def about(self, sheet: str) -> int: ...
    def rows(self, sheet: str) -> Iterator[Row]: ...


def open_book(data: bytes, imports: Imports, legacy: Mapping[str, Legacy]) -> Book:
    """The book of a file. Raises Refused `sheets.…` for what it cannot be read from."""
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("sheets.empty", field="file")
    if len(data) > LARGEST:
        raise Refused("sheets.too-large", field="file", megabytes=LARGEST // 2**20)
    if data.startswith(_OLE):
        raise Refused("sheets.password" if _LOCKED in data else "sheets.old-excel", field="file")
    if data.startswith(b"PK"):
        from namro.ground.sheets.excel import Excel  # heavy, and most commands open no workbook

        return Excel(data, legacy)
    if data.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise Refused("sheets.no-table", field="file")
    return Plain(data, imports, legacy)


def rows_of(book: Book, sheet: str) -> Iterator[Row]:
    """The rows of a sheet that say something, in bounds. Raises Refused `sheets.too-many-rows`."""
    count, last = 0, 0
    for number, cells in book.rows(sheet):
        if number - last > GAP:
            return
        del cells[MOST_COLUMNS:]
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if not cells or all(c is None or (isinstance(c, str) and not c.strip()) for c in cells):
            continue
        last = number
        count += 1
        if count > MOST_ROWS:
            raise Refused("sheets.too-many-rows", field="file", most=MOST_ROWS)
        yield number, cells
