"""Workbooks of Excel 2007 and later (.xlsx): values as they were stored, streamed; nothing in them is run or
followed."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from namro.ground.sheets.cells import Broken, Old, Value
from namro.rules.packs.imports import Legacy
from namro.rules.packs.refused import Refused

UNPACKED = 400 * 1024 * 1024
"""Bytes of all parts of a workbook when unpacked."""
TEXTS = 120 * 1024 * 1024
"""Bytes of the list of texts, which is held in memory."""
MOST_PARTS = 2000
_PIECE = 1 << 20
_OVERLAP = 4096
_WITHOUT_RESULT = re.compile(
    rb'<c [^>]*?r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
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
            self._book: Any = load_workbook(self._data, read_only=True, data_only=True, keep_links=False)
            self.names: Sequence[str] = [s.title for s in self._book.worksheets if s.sheet_state == "visible"] or [
                s.title for s in self._book.worksheets
            ]
        except Exception as cause:  # a damaged workbook breaks the library in as many ways as it has parts
            raise Refused("sheets.damaged", field="file") from cause
        if not self.names:
            raise Refused("sheets.no-table", field="file")

    def about(self, sheet: str) -> int:
        """How many rows the workbook says that the sheet has; not to be trusted."""
        return int(self._book[sheet].max_row or 0) if sheet in self._book.sheetnames else 0

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Value]]]:
        """The rows of a sheet as (number, cells). Raises Refused `sheets.unknown-sheet`, `sheets.damaged`."""
        if sheet not in self._book.sheetnames:
            raise Refused("sheets.unknown-sheet", field="sheet", name=sheet[:60], known=", ".join(self.names))
        page = self._book[sheet]
        page.reset_dimensions()  # what the file says of its own size is not to be trusted
        empty = self._without_result(page._worksheet_path)
        fonts = self._fonts
        try:
            for number, row in enumerate(page.rows, start=1):
                if row:
                    yield (
                        number,
                        [_value(cell, fonts) for cell in row[:200]]
                        if not empty
                        else [
                            Broken("=") if (number, at) in empty else _value(cell, fonts)
                            for at, cell in enumerate(row[:200], start=1)
                        ],
                    )
        except Refused:
            raise
        except Exception as cause:
            raise Refused("sheets.damaged", field="file") from cause

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

    def _without_result(self, path: str) -> set[tuple[int, int]]:
        """The cells whose formula has no stored result, as (row, column) from 1; at most ten thousand of them."""
        found: set[tuple[int, int]] = set()
        if not self._parts.get(path, 0):
            return found
        with self._open().open(path) as part:
            kept = b""
            while piece := part.read(_PIECE):
                text = kept + piece
                if b"<f" in text:
                    for one in _WITHOUT_RESULT.finditer(text):
                        found.add(coordinate_to_tuple(one[1].decode()))
                        if len(found) > 10_000:
                            return found
                kept = text[-_OVERLAP:]
        return found

    def _open(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(self._data)


def _value(cell: Any, fonts: Mapping[int, tuple[str, bool]]) -> Value:
    value: Value = cell.value
    if value is None:
        return None
    if cell.data_type == "e":
        return Broken(str(value))
    if fonts and isinstance(value, str) and (old := fonts.get(cell._style_id)):
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
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as cause:
        raise Refused("sheets.damaged", field="file") from cause
