"""From letters with their places to lines, and from lines to paragraphs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from namro.work.plans.reading.glyphs import Letter
from namro.work.plans.reading.hyphens import joined
from namro.work.plans.reading.plain import BEGINS

GAP = 2.2
"""Heights of a letter from which a gap parts two columns."""
_MARK = re.compile(
    r"\s*(?:[-+*•–—●▪]\s|\w\)\s|\(\w{1,2}\)\s|(?:\d{1,2}\.){1,4}\s|\d{3}\.\s|\d{1,2}\.\d{1,2}(?:\.\d{1,2})*\s|[IVXLC]{1,6}\.\s|[A-Z]\d{1,2}\.\s|(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVXLC]{1,6})\.?[-–/]\s+[\"“]?[^\W\d_a-z]|[^\W\d_a-z]\w+\s(?:\d{1,3}|[IVXLC]{1,6})[.:](?:\s|$))"
)

_LOOSE = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,3}\.?\s?[-–/]\s+[\"“]?[^\W\d_]")
"""A label only behind a line that ends a sentence: elsewhere "12 - Trần Phú" and "10- tháng 12" go on with one."""


@dataclass(slots=True)
class Line:
    """One line, or what stands of it in one column: its text and its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """Points."""
        return self.y1 - self.y0


def lines_of(letters: Iterable[Letter]) -> list[list[Line]]:
    """The lines from the top, each as its pieces from the left, where wide gaps part it."""
    rows: list[list[Letter]] = []
    middles: list[float] = []
    for letter in sorted(letters, key=lambda one: -one.middle):
        height = letter.y1 - letter.y0
        if rows and abs(middles[-1] - letter.middle) < 0.4 * max(height, 4):
            rows[-1].append(letter)
        else:
            rows.append([letter])
            middles.append(letter.middle)
    found = [_pieces(sorted(row, key=lambda one: one.x0)) for row in rows]
    return [pieces for pieces in found if pieces]


def _pieces(row: list[Letter]) -> list[Line]:
    pieces: list[list[Letter]] = []
    reached = 0.0
    for letter in row:
        if letter.text.isspace():
            if pieces:
                pieces[-1].append(letter)
            continue
        height = letter.y1 - letter.y0
        if not pieces or letter.x0 - reached > GAP * height:
            pieces.append([])
        pieces[-1].append(letter)
        reached = max(reached, letter.x1) if len(pieces[-1]) > 1 else letter.x1
    return [line for line in map(_line, pieces) if line is not None]


def _line(letters: list[Letter]) -> Line | None:
    text, reached = "", None
    inked = [one for one in letters if not one.text.isspace()]
    if not inked:
        return None
    for letter in letters:
        if letter.text.isspace():
            text += " "
            continue
        if reached is not None and letter.x0 - reached > 0.18 * (letter.y1 - letter.y0) and not text.endswith(" "):
            text += " "
        text += letter.text
        reached = letter.x1
    return Line(
        text.strip(),
        min(one.x0 for one in inked),
        min(one.y0 for one in inked),
        max(one.x1 for one in inked),
        max(one.y1 for one in inked),
    )


def in_cell(letters: Iterable[Letter]) -> list[str]:
    """The lines of a cell: joined, except before what begins with a mark of its own."""
    done: list[str] = []
    for pieces in lines_of(letters):
        text = " ".join(piece.text for piece in pieces)
        if done and not _MARK.match(text):
            done[-1] = joined(done[-1], text)
        else:
            done.append(text)
    return done


def goes_on(before: Line, after: Line, *, first: bool, labelled: bool, right: float, far: bool) -> bool:
    """Whether a line goes on with the paragraph of the one before it.

    `first`: the one before begins its paragraph, `labelled`: with a label. `right`: how far lines reach on the page.
    `far`: whether more than the usual space lies between, or another page begins.
    """
    if _MARK.match(after.text) or abs(before.height - after.height) > 0.3 * before.height:
        return False
    if before.text.rstrip().endswith((".", ";", ":")) and _LOOSE.match(after.text):
        return False
    word = re.match(r"\S*", after.text)
    share = (len(word[0]) + 1) / max(len(after.text), 1) if word else 1
    if before.x1 + share * (after.x1 - after.x0) < right - 2:
        return False  # the next word would have had its place in the line
    if after.x0 > before.x0 + 6:
        return first and labelled and not far
    return not (far and BEGINS.match(after.text))


def reach(lines: Sequence[Line]) -> float:
    """How far the lines of a page reach to the right."""
    ends = sorted(line.x1 for line in lines)
    return ends[int(len(ends) * 0.95) - 1 if len(ends) > 20 else -1] if ends else 0.0
