"""A list as a workbook that prints well: real days and numbers, a frozen heading, A4 landscape; streamed row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Literal

import xlsxwriter  # type: ignore[import-untyped]

MOST_ROWS = 20_000
"""Rows of one workbook."""
LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""
_LOOKS_LIKE_A_FORMULA = tuple("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what its cells are, and its width in characters."""

    name: str
    kind: Literal["text", "day", "moment", "number"] = "text"
    width: int = 16


@dataclass(frozen=True, slots=True)
class Marked:
    """A text whose cell is marked, with a remark that opens beside it."""

    text: str
    remark: str


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name, the lines above the table, its columns and rows. An instant is local and without a zone."""

    name: str
    title: Sequence[str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def workbook(pages: Sequence[Page], footer: str = "") -> IO[bytes]:
    """The workbook as an open temporary file, at its beginning. `footer` stands below each printed page, with its
    number."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads and closes it
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    plain: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    formats = {
        "title": book.add_format({**plain, "font_size": 14, "bold": True}),
        "above": book.add_format(plain),
        "head": book.add_format({**plain, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EEF2F2"}),
        "text": book.add_format({**plain, "text_wrap": True}),
        "quoted": book.add_format({**plain, "text_wrap": True, "quote_prefix": True}),
        "marked": book.add_format({**plain, "text_wrap": True, "bg_color": "#FFE9B8", "border": 1}),
        "day": book.add_format({**plain, "num_format": "dd/mm/yyyy", "align": "left"}),
        "moment": book.add_format({**plain, "num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
        "number": book.add_format({**plain, "num_format": "0"}),
    }
    for page in pages:
        _page(book.add_worksheet(_sheet_name(page.name)), page, formats, footer)
    book.close()
    out.seek(0)
    return out


def _page(sheet: Any, page: Page, formats: dict[str, Any], footer: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&P / &N")
    for at, column in enumerate(page.columns):
        sheet.set_column(at, at, column.width)
    top = 0
    for line in page.title:
        sheet.write_string(top, 0, line, formats["title" if top == 0 else "above"])
        top += 1
    top += bool(page.title)
    for at, column in enumerate(page.columns):
        sheet.write_string(top, at, column.name, formats["head"])
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    row = top
    for row, cells in enumerate(page.rows, start=top + 1):
        for at, (column, value) in enumerate(zip(page.columns, cells, strict=True)):
            _cell(sheet, row, at, column.kind, value, formats)
    if row > top:
        sheet.autofilter(top, 0, row, len(page.columns) - 1)


def _cell(sheet: Any, row: int, at: int, kind: str, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Marked):
        sheet.write_string(row, at, value.text[:LONGEST], formats["marked"])
        sheet.write_comment(row, at, value.remark[:2000], {"x_scale": 2})
    elif isinstance(value, datetime):
        sheet.write_datetime(row, at, value.replace(tzinfo=None), formats["moment" if kind != "day" else "day"])
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, formats["day"])
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, at, value, formats["number"])
    else:
        text = str(value)[:LONGEST]
        sheet.write_string(row, at, text, formats["quoted" if text.startswith(_LOOKS_LIKE_A_FORMULA) else "text"])


def _sheet_name(name: str) -> str:
    """A name that Excel takes: without its own signs, at most 31 characters."""
    return "".join(c for c in name if c not in "[]:*?/\\'")[:31].strip() or "1"
