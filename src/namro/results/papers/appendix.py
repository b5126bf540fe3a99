"""The assignment table of a plan as its appendix (Decree 30/2020/NĐ-CP, Annex I), Word and Excel: read back before it
is given out, so that nothing in it is silently other than in the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from namro.results.papers.word import FONT, Group, Letter, Run
from namro.rules.packs.plan_forms import Layout
from namro.rules.packs.refused import Refused
from namro.work.plans.reading.layout import MARK
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.tables import Cells, not_read_back

SHARES = {"number": 8, "task": 32, "lead": 17, "coordinating": 18, "due": 15, "product": 18, "head": 12, "note": 11}
"""Shares of the width; in Excel so many characters."""
LINE = 17.25
"""Points of one line of letters of 13 points. Rows of Excel have their height: not every program finds it by itself."""
KINDS = ("docx", "xlsx")
LONGEST = 32_000
"""Characters of a cell of Excel; it takes 32,767."""
_FORMULA = tuple("=+-@\t'")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the table, in words: the office and the one above it, state and motto, "Appendix", what it is,
    and to which document it belongs."""

    above: str
    issuer: str
    nation: str
    motto: str
    appendix: str
    title: str
    attached: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its texts by column, how it is read back, and the heading of the group that begins above it."""

    number: int
    said: Mapping[str, str]
    cells: Cells
    note: str = ""
    group: tuple[str, str] | None = None


def written(kind: str, heading: Heading, layout: Layout, lines: Sequence[Line]) -> tuple[bytes, list[tuple[int, str]]]:
    """The file (`docx` or `xlsx`), and what of it does not come back as it is, as (number of the row, column).

    Raises Refused `plans.table-unwritable` where a text cannot stand in such a file at all.
    """
    columns = [
        name for name in SHARES
        if name not in ("head", "note") or any(line.said.get("head") if name == "head" else line.note for line in lines)
    ]  # fmt: skip
    try:
        made = (_word if kind == "docx" else _sheet)(heading, layout, columns, lines)
    except ValueError as cause:
        raise Refused("plans.table-unwritable") from cause
    return made, not_read_back([line.cells for line in lines], read_plan(read_document(made, f"table.{kind}")))


def _texts(line: Line, columns: Sequence[str]) -> list[str]:
    own = {"number": str(line.number), "note": line.note}
    return [own[name] if name in own else line.said.get(name, "") for name in columns]


def _word(heading: Heading, layout: Layout, columns: Sequence[str], lines: Sequence[Line]) -> bytes:
    letter = Letter(wide=True, keywords=MARK, title=heading.title)
    letter.head(heading.above, heading.issuer, heading.nation, heading.motto)
    letter.line(Run(heading.appendix, bold=True), align="center", after=0)
    letter.line(Run(heading.title, bold=True), align="center", after=0)
    letter.line(Run(heading.attached, italic=True), align="center")
    rows: list[Sequence[str] | Group] = []
    for line in lines:
        if line.group:
            rows.append(Group(*line.group))
        rows.append(_texts(line, columns))
    centred = [at for at, name in enumerate(columns) if name in ("number", "due")]
    letter.table([(layout.columns[name], SHARES[name]) for name in columns], rows, centred)  # type: ignore[index]
    return letter.written()


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that a row needs for these texts, wrapped between words in columns of so many characters (409 at most)."""
    most = 1
    for text, width in zip(texts, widths, strict=True):
        lines = 0
        for part in text.split("\n"):
            lines, room = lines + 1, width
            for word in part.split(" "):
                if len(word) > room and room < width:
                    lines, room = lines + 1, width
                lines += (len(word) - 1) // width
                room -= len(word) % width + 1
        most = max(most, lines)
    return min(most * LINE + 3, 409)


def _sheet(heading: Heading, layout: Layout, columns: Sequence[str], lines: Sequence[Line]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    book.set_properties({"title": heading.title, "keywords": MARK})
    base: dict[str, Any] = {"font_name": FONT, "font_size": 13, "valign": "top", "text_wrap": True}
    middle = {**base, "align": "center", "valign": "vcenter"}
    looks = {
        "head": book.add_format({**middle, "bold": True, "border": 1}),
        "bold": book.add_format({**middle, "bold": True}), "plain": book.add_format(middle),
        "italic": book.add_format({**middle, "italic": True}),
        "cell": book.add_format({**base, "border": 1}),
        "middle": book.add_format({**base, "border": 1, "align": "center"}),
        "quoted": book.add_format({**base, "border": 1, "quote_prefix": True}),
        "group": book.add_format({**base, "border": 1, "bold": True}),
    }  # fmt: skip
    sheet = book.add_worksheet(heading.sheet[:31])
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=1.18, right=0.79, top=0.79, bottom=0.79)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P")
    widths = [SHARES[name] for name in columns]
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    last, half = len(columns) - 1, len(columns) // 2
    for row, (left, right, look) in enumerate(
        [(heading.above, heading.nation, "plain"), (heading.issuer, heading.motto, "bold")]
    ):
        sheet.set_row(row, max(_height([left], [sum(widths[:half])]), _height([right], [sum(widths[half:])])))
        sheet.merge_range(row, 0, row, half - 1, left, looks[look])
        sheet.merge_range(row, half, row, last, right, looks["bold"])
    for row, (text, look) in enumerate(
        [(heading.appendix, "bold"), (heading.title, "bold"), (heading.attached, "italic")], 3
    ):
        sheet.set_row(row, _height([text], [sum(widths)]))
        sheet.merge_range(row, 0, row, last, text, looks[look])
    top = 7
    sheet.set_row(top, _height([layout.columns[name] for name in columns], widths))  # type: ignore[index]
    for at, name in enumerate(columns):
        sheet.write_string(top, at, layout.columns[name], looks["head"])  # type: ignore[index]
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    row = top
    for line in lines:
        if line.group:
            row += 1
            sheet.set_row(row, _height([line.group[1]], [sum(widths[1:])]))
            sheet.write_string(row, 0, line.group[0], looks["group"])
            sheet.merge_range(row, 1, row, last, "", looks["group"])
            sheet.write_string(row, 1, line.group[1], looks["group"])
        row += 1
        sheet.set_row(row, _height(_texts(line, columns), widths))
        for at, (name, text) in enumerate(zip(columns, _texts(line, columns), strict=True)):
            if len(text) > LONGEST:
                raise ValueError(f"a cell of Excel holds {LONGEST} characters")
            if name == "number":
                sheet.write_number(row, at, line.number, looks["middle"])
            elif text:
                quoted = "quoted" if text.startswith(_FORMULA) else "middle" if name == "due" else "cell"
                sheet.write_string(row, at, text, looks[quoted])
            else:
                sheet.write_blank(row, at, None, looks["cell"])
    book.close()
    return out.getvalue()
