"""Workbooks of Excel 2007 and later (.xlsx): values as they were stored, streamed; nothing in them is run or
followed."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import Any

from openpyxl.reader.excel import ExcelReader

from namro.ground.sheets import pages
from namro.ground.sheets.cells import Old, Value
from namro.rules.packs.imports import Legacy
from namro.rules.packs.refused import Refused

UNPACKED = 400 * 1024 * 1024
"""Bytes of all parts of a workbook when unpacked."""
TEXTS = 120 * 1024 * 1024
"""Bytes of the list of texts, which is held in memory."""
MOST_PARTS = 2000
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # about styles and extensions not drawn here


class Excel:
    """One workbook. Raises Refused `sheets.…` for what is damaged, hostile or not a plain workbook."""

    kind = "xlsx"

    def __init__(self, data: bytes, legacy: Mapping[str, Legacy]) -> None:
        self._legacy = legacy
        self._data = BytesIO(data)
        self._parts = _parts(self._data)
        try:
            self._book: Any = _opened(self._data)
            self.names: Sequence[str] = [s.title for s in self._book.worksheets if s.sheet_state == "visible"] or [
                s.title for s in self._book.worksheets
            ]
        except Exception as cause:  # a damaged workbook breaks the library in as many ways as it has parts
            raise Refused("sheets.damaged", field="file") from cause
        if not self.names:
            raise Refused("sheets.no-table", field="file")

    @property
    def epoch(self) -> datetime:
        """1899-12-30, or 1904-01-01 in a workbook that says so."""
        found: datetime = self._book.epoch
        return found

    def about(self, sheet: str) -> int:
        """How many rows the workbook says that the sheet has; not to be trusted."""
        return int(self._book[sheet].max_row or 0) if sheet in self._book.sheetnames else 0

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Value]]]:
        """The rows of a sheet as (number, cells). Raises Refused `sheets.unknown-sheet`, `sheets.damaged`."""
        if sheet not in self._book.sheetnames:
            raise Refused("sheets.unknown-sheet", field="sheet", name=sheet[:60], known=", ".join(self.names))
        book, fonts = self._book, self._fonts
        try:
            with self._open().open(book[sheet]._worksheet_path) as part:
                for number, row in pages.rows_in(
                    part, self._texts, book._date_formats, book._timedelta_formats, self.epoch
                ):
                    yield number, [_value(*cell, fonts) for cell in row] if fonts else [value for value, _ in row]
        except Refused:
            raise
        except Exception as cause:
            raise Refused("sheets.damaged", field="file") from cause

    def _texts(self) -> list[str]:
        with self._open() as package:
            named = [name for name in self._parts if name.lower().endswith("sharedstrings.xml")]
            if not named:
                return []
            with package.open(named[0]) as part:
                return pages.texts_of(part)

    @cached_property
    def _fonts(self) -> dict[int, tuple[str, bool]]:
        """The table of old letters, by the number of a cell's style, for the styles whose font has one."""
        found: dict[int, tuple[str, bool]] = {}
        styles, fonts = self._book._cell_styles, self._book._fonts
        for number, style in enumerate(styles):
            name = str(getattr(fonts[style.fontId], "name", "") or "") if style.fontId < len(fonts) else ""
            for table in self._legacy.values():
                if any(re.search(pattern, name, re.IGNORECASE) for pattern in table.fonts):
                    capitals = any(re.search(pattern, name, re.IGNORECASE) for pattern in table.capitals)
                    found[number] = (table.id, capitals)
        return found

    def _open(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(self._data)


class _Frame(ExcelReader):
    """Reads of a workbook which sheets it has and how its cells are drawn; what stands in them is read by `pages`."""

    def read_strings(self) -> None:
        """The texts are read when a sheet asks for them."""


def _opened(data: BytesIO) -> Any:
    frame = _Frame(data, read_only=True, data_only=True, keep_links=False)
    frame.read()
    return frame.wb


def _value(value: Value, style: int, fonts: Mapping[int, tuple[str, bool]]) -> Value:
    if isinstance(value, str) and (old := fonts.get(style)):
        text = Old(value)
        text.table, text.capitals = old
        return text
    return value


def _parts(data: BytesIO) -> dict[str, int]:
    """The parts of the package with their sizes. Raises Refused for what is no workbook, or one that bursts."""
    try:
        with zipfile.ZipFile(data) as package:
            parts = {info.filename: info.file_size for info in package.infolist()}
            locked = any(info.flag_bits & 1 for info in package.infolist())
            if locked:
                raise Refused("sheets.password", field="file")
            if "xl/workbook.xml" not in parts:
                raise Refused("sheets.old-excel" if "xl/workbook.bin" in parts else "sheets.no-table", field="file")
            texts = sum(size for name, size in parts.items() if name.lower().endswith("sharedstrings.xml"))
            if sum(parts.values()) > UNPACKED or texts > TEXTS or len(parts) > MOST_PARTS:
                raise Refused("sheets.bursts", field="file", megabytes=UNPACKED // 2**20)
            if any("vbaproject" in name.lower() for name in parts):
                raise Refused("sheets.macros", field="file")
            for name in parts:
                if name.endswith((".xml", ".rels")):
                    with package.open(name) as part:
                        if _ENTITY.search(part.read(2048)):
                            raise Refused("sheets.damaged", field="file")
            return parts
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as cause:
        raise Refused("sheets.damaged", field="file") from cause
