"""What a page of a PDF draws: its letters with their places, and the straight lines around its tables.

Places are in points, from the lower left corner of the page as it is shown.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

THIN = 3.0
"""Points up to which what is drawn is a line."""
SHORTEST = 6.0
MOST_LETTERS = 60_000
MOST_LINES = 20_000


@dataclass(slots=True)
class Letter:
    """One letter and its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class Rule:
    """A straight line: at `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawn:
    """A page: letters in the order in which they are drawn, level and upright lines, its width and height."""

    letters: list[Letter]
    level: list[Rule]
    upright: list[Rule]
    width: float
    height: float


def drawn(page: Any) -> Drawn:
    """What a page of pypdfium2 draws."""
    turned = page.get_rotation() // 90
    width, height = page.get_size()
    left, bottom, right, top = page.get_mediabox()
    turn = _Turn(turned, left, bottom, right, top)
    letters = list(_letters(page, turn))
    level: list[Rule] = []
    upright: list[Rule] = []
    for x0, y0, x1, y1 in _edges(page):
        (x0, y0), (x1, y1) = turn.point(x0, y0), turn.point(x1, y1)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if y1 - y0 <= THIN and x1 - x0 >= SHORTEST:
            level.append(Rule((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= THIN and y1 - y0 >= SHORTEST:
            upright.append(Rule((x0 + x1) / 2, y0, y1))
        if len(level) + len(upright) > MOST_LINES:
            return Drawn(letters, [], [], width, height)  # a picture made of lines, no table
    return Drawn(letters, level, upright, width, height)


@dataclass(slots=True)
class _Turn:
    """From the places that the page is written in to the places as it is shown."""

    quarters: int
    left: float
    bottom: float
    right: float
    top: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.quarters:
            case 1:
                return y - self.bottom, self.right - x
            case 2:
                return self.right - x, self.top - y
            case 3:
                return self.top - y, x - self.left
        return x - self.left, y - self.bottom


def _letters(page: Any, turn: _Turn) -> Iterator[Letter]:
    text = page.get_textpage()
    try:
        box = raw.FS_RECTF()
        reference = ctypes.byref(box)
        handle = text.raw
        last: Letter | None = None
        for at in range(min(text.count_chars(), MOST_LETTERS)):
            code = raw.FPDFText_GetUnicode(handle, at)
            if (
                code in (0, 10, 13)
                or raw.FPDFText_IsGenerated(handle, at) == 1
                or not raw.FPDFText_GetLooseCharBox(handle, at, reference)
            ):
                continue
            if code in (2, 0xFFFE):  # how a hyphen at the end of a line is given back, in a box of its own height
                code = 0xAD
            x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
            if turn.quarters:
                (x0, y0), (x1, y1) = turn.point(x0, y0), turn.point(x1, y1)
            else:
                x0, y0, x1, y1 = x0 - turn.left, y0 - turn.bottom, x1 - turn.left, y1 - turn.bottom
            letter = Letter(chr(code), min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if code == 0xAD and last is not None:
                letter.y0, letter.y1 = last.y0, last.y1
            last = letter
            yield letter
    finally:
        text.close()


def _edges(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """The straight edges of all that is drawn, as two points each; a thin bar counts as one."""
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        try:
            x0, y0, x1, y1 = found.get_bounds()
        except pdfium.PdfiumError:
            continue
        if found.container is None and (x1 - x0 <= THIN or y1 - y0 <= THIN):
            yield x0, y0, x1, y1
            continue
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(found, ctypes.byref(fill), ctypes.byref(stroke))
        if stroke.value or found.container is not None:
            yield from _segments(found)


def _segments(found: Any) -> Iterator[tuple[float, float, float, float]]:
    matrix = found.get_matrix()
    form = found.container
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    begun: tuple[float, float] | None = None
    for at in range(min(raw.FPDFPath_CountSegments(found), 2000)):
        segment = raw.FPDFPath_GetPathSegment(found, at)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = matrix.on_point(x.value, y.value)
        if form is not None:
            point = form.get_matrix().on_point(*point)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield (*last, *point)
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            begun = point
        last = point
        if raw.FPDFPathSegment_GetClose(segment) and begun is not None and begun != last:
            yield (*last, *begun)
            last = begun
