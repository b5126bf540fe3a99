"""PDF with text in it: paragraphs joined over lines and pages, tables by their lines. Page numbers and running headers
are no part."""

from __future__ import annotations

import itertools
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.plans.reading.document import Document, Raw, RawCell, RawParagraph, RawTable, written
from namro.work.plans.reading.glyphs import Drawn, drawn
from namro.work.plans.reading.grids import Grid, grids
from namro.work.plans.reading.hyphens import joined
from namro.work.plans.reading.lines import Line, goes_on, in_cell, lines_of, reach
from namro.work.plans.reading.rejoined import Known, rejoined

MOST_PAGES = 600
LARGEST_STREAM = 150 * 1024 * 1024
"""Bytes of one stream unpacked."""
_PIECE = 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n(?=\x78)")
MARGIN = 0.1
"""The part of a page's height, above and below, where headers and numbers stand."""
_NUMBER = re.compile(r"[^\w]*(?:(?:\w+\s)?\d{1,4}(?:\s*/\s*\d{1,4})?)[^\w]*")
_LEAST = 12
"""Letters on a page with a picture under which it counts as a scan."""
_MANY = 60
"""Drawn lines and shapes on a page with fewer letters than that from which these may be letters, each drawn as one."""


@dataclass(slots=True)
class _Page:
    number: int
    drawn: Drawn
    lines: list[list[Line]]
    tables: list[Grid]


def read_pdf(data: bytes, name: str, pack: Pack) -> Document:
    """The document of a PDF. Raises Refused `plans.file.…`: password, damaged, scan, some pages of which are scans."""
    if bursts(data):
        raise Refused("plans.file.bursts", field="file", file=name, megabytes=LARGEST_STREAM // 2**20)
    try:
        opened = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as cause:
        locked = pdfium_raw.FPDF_GetLastError() == pdfium_raw.FPDF_ERR_PASSWORD or "assword" in str(cause)
        raise Refused("plans.file.password" if locked else "plans.file.damaged", field="file", file=name) from cause
    try:
        if len(opened) > MOST_PAGES:
            raise Refused("plans.file.too-many-pages", field="file", file=name, most=MOST_PAGES)
        pages = list(_pages(opened, name))
    except pdfium.PdfiumError as cause:
        raise Refused("plans.file.damaged", field="file", file=name) from cause
    finally:
        opened.close()
    _without_running(pages)
    notes: list[str] = []
    raw = rejoined(list(_blocks(pages, notes)), Known(pack))
    return written(name, "pdf", raw, notes)


def bursts(data: bytes) -> bool:
    """Whether a stream would be too large unpacked; it is unpacked a piece at a time and kept nowhere."""
    for found in _STREAM.finditer(data):
        opener, at, size, held = zlib.decompressobj(), found.end(), 0, b""
        try:
            while not opener.eof and size <= LARGEST_STREAM and (held or at < len(data)):
                if not held:
                    held, at = data[at : at + _PIECE], at + _PIECE
                size += len(opener.decompress(held, _PIECE))
                held = opener.unconsumed_tail
        except zlib.error:
            continue  # packed in another way, or damaged
        if size > LARGEST_STREAM:
            return True
    return False


def _pages(opened: pdfium.PdfDocument, name: str) -> Iterator[_Page]:
    scans: list[int] = []
    drawings: list[int] = []
    for number in range(len(opened)):
        page = opened[number]
        try:
            found = drawn(page)
            inked = sum(not letter.text.isspace() for letter in found.letters)
            if inked < _LEAST and (seen := _pictured(page)):
                (scans if seen == "scan" else drawings).append(number + 1)
        finally:
            page.close()
        tables = grids(found.level, found.upright)
        outside = [letter for letter in found.letters if not any(grid.put(letter) for grid in tables)]
        found.letters = []
        yield _Page(number, found, lines_of(outside), tables)
    if (scans or drawings) and len(scans) + len(drawings) == len(opened):
        raise Refused("plans.file.scan", field="file", file=name)
    if scans:
        raise Refused("plans.file.scanned-pages", field="file", file=name, pages=", ".join(map(str, scans[:20])))


def _pictured(page: pdfium.PdfPage) -> str:
    """What a page with next to no letters shows: "scan" for a picture or as many lines as letters drawn as lines have,
    "drawing" for fewer, "" for nothing."""
    if any(page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        return "scan"
    kinds = [pdfium_raw.FPDF_PAGEOBJ_PATH, pdfium_raw.FPDF_PAGEOBJ_SHADING]
    paths = sum(1 for _ in itertools.islice(page.get_objects(filter=kinds, max_depth=3), _MANY))
    return "scan" if paths >= _MANY else "drawing" if paths else ""


def _without_running(pages: list[_Page]) -> None:
    """Takes page numbers and what stands again and again at the edge of the pages out of their lines."""

    def edge(page: _Page, row: list[Line]) -> bool:
        height = page.drawn.height
        return row[0].y0 > height * (1 - MARGIN) or row[0].y1 < height * MARGIN

    def said(page: _Page, row: list[Line]) -> str:
        return re.sub(rf"\b{page.number + 1}\b", "#", " ".join(piece.text for piece in row)).casefold()

    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({said(page, row) for row in page.lines if edge(page, row)})
    for page in pages:
        page.lines = [
            row
            for row in page.lines
            if not edge(page, row)
            or not (
                _NUMBER.fullmatch(" ".join(piece.text for piece in row))
                or (seen[said(page, row)] >= 2 and seen[said(page, row)] * 2 >= len(pages))
            )
        ]


def _blocks(pages: list[_Page], notes: list[str]) -> Iterator[Raw]:
    """The blocks of all pages in order. What goes on over a page is one."""
    open_: _Open | None = None
    for page in pages:
        right = reach([piece for row in page.lines for piece in row])
        usual = _usual_step(page.lines)
        tables = list(page.tables)
        new_page = True
        apart = 0
        for row, column in _columns(page.lines, notes):
            if tables and row[0].y1 < (tables[0].ys[0] + tables[0].ys[-1]) / 2:
                if open_:
                    yield open_.raw()
                    open_ = None
                while tables and row[0].y1 < (tables[0].ys[0] + tables[0].ys[-1]) / 2:
                    yield _table(tables.pop(0))
            for piece in row:
                taken = open_ and column == apart and open_.takes(piece, right, usual, new_page)
                new_page, apart = False, column
                if taken:
                    continue
                if open_:
                    yield open_.raw()
                open_ = _Open.of(piece)
        if tables and open_:
            yield open_.raw()
            open_ = None
        for table in tables:
            yield _table(table)
    if open_:
        yield open_.raw()


@dataclass(slots=True)
class _Open:
    """A paragraph that may still go on."""

    text: str
    last: Line
    lines: int
    labelled: bool

    @classmethod
    def of(cls, line: Line) -> _Open:
        labelled = re.match(r"\s*(?:[-+*•–]|\w{1,5}[.)]|(?:\d+\.)+\d*)\s", line.text) is not None
        return cls(line.text, line, 1, labelled)

    def takes(self, line: Line, right: float, usual: float, new_page: bool) -> bool:
        far = new_page or self.last.y0 - line.y1 > usual
        if not goes_on(self.last, line, first=self.lines == 1, labelled=self.labelled, right=right, far=far):
            return False
        if far and self.text.rstrip().endswith((".", ";", ":")):
            return False
        self.text, self.last, self.lines = joined(self.text, line.text), line, self.lines + 1
        return True

    def raw(self) -> RawParagraph:
        return RawParagraph(self.text)


def _usual_step(lines: list[list[Line]]) -> float:
    """The space between two lines from which it is more than usual."""
    steps = sorted(max(above[0].y0 - below[0].y1, 0.0) for above, below in itertools.pairwise(lines) if above and below)
    return (steps[len(steps) // 4] if steps else 0.0) + (lines[0][0].height * 0.45 if lines else 0.0)


def _columns(lines: list[list[Line]], notes: list[str]) -> Iterator[tuple[list[Line], int]]:
    """The lines in the order in which they are read: where several in a row stand in columns, column by
    column. Each with the number of its column, 0 where there are none."""
    held: list[list[Line]] = []
    if any(len(row) > 3 for row in lines) and sum(len(row) > 1 for row in lines) > 3:
        _say_columns(notes)  # the heading of a table, and its rows further apart than words are

    def let_go() -> Iterator[tuple[list[Line], int]]:
        if len(held) > 2 and sum(len(row) >= 3 for row in held) > 2:
            _say_columns(notes)
        starts: list[float] = []
        reached = 0.0
        for piece in sorted((piece for row in held for piece in row), key=lambda one: one.x0):
            if not starts or piece.x0 > reached:
                starts.append(piece.x0)
            reached = max(reached, piece.x1)
        for at in range(len(starts)):
            yield from (([piece], at + 1) for row in held for piece in row if _column(starts, piece) == at)
        held.clear()

    for row in lines:
        if len(row) > 1:
            held.append(row)
            continue
        if held and row[0].x1 - row[0].x0 < 250 and _beside(held, row[0]):
            held.append(row)
            continue
        yield from let_go()
        yield row, 0
    yield from let_go()


def _say_columns(notes: list[str]) -> None:
    if "columns-without-lines" not in notes:
        notes.append("columns-without-lines")


def _column(starts: list[float], piece: Line) -> int:
    return max(0, sum(piece.x0 >= start - 1 for start in starts) - 1)


def _beside(held: list[list[Line]], line: Line) -> bool:
    """Whether a single piece belongs under one column of the rows above it: it ends before the next begins."""
    above = held[-1]
    if len(above) < 2:
        above = next((row for row in reversed(held) if len(row) > 1), above)
    close = held[-1][0].y0 - line.y1 < line.height * 0.9
    return (
        close
        and any(
            line.x1 <= right.x0 and abs((left.x0 + left.x1) - (line.x0 + line.x1)) < 120
            for left, right in itertools.pairwise(above)
        )
    ) or (close and line.x0 >= above[-1].x0 - 60 and line.x0 > above[0].x1)


def _table(grid: Grid) -> RawTable:
    made: dict[int, RawCell] = {}
    rows: list[list[RawCell | None]] = []
    for row in grid.cells:
        for cell in row:
            if cell not in made:
                made[cell] = RawCell(in_cell(grid.letters.get(cell, ())))
        rows.append([made[cell] for cell in row])
    return RawTable(rows)
