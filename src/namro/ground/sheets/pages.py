"""The parts of a workbook that hold its texts and its rows, read as a stream (ECMA-376 part 1, §18.3 and §18.4).

A register has a million cells and more, and a tree of each would cost ten times what is read out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import IO, Any
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel

from namro.ground.sheets.cells import Broken, Value

PIECE = 1 << 16
MOST_COLUMNS = 200
_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TAGS = {f"{space} {tag}": tag for space in _SPACES for tag in ("si", "t", "rPh", "row", "c", "v", "f", "is")}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_Cell = tuple[Value, int]


class Hostile(ValueError):
    """A part declares entities; no program that keeps tables writes such a thing."""


def texts_of(part: IO[bytes]) -> list[str]:
    """The workbook's list of texts, in its order, without the marks of how they are drawn or read aloud.

    Raises `Hostile`, `expat.ExpatError`.
    """
    found: list[str] = []
    pieces: list[str] = []
    aloud = inside = False

    def start(name: str, _: Any) -> None:
        nonlocal aloud, inside
        tag = _TAGS.get(name)
        if tag == "t":
            inside = not aloud
        elif tag == "rPh":
            aloud = True

    def end(name: str) -> None:
        nonlocal aloud, inside
        tag = _TAGS.get(name)
        if tag == "t":
            inside = False
        elif tag == "si":
            found.append(plain("".join(pieces)))
            pieces.clear()
        elif tag == "rPh":
            aloud = False

    def text(data: str) -> None:
        if inside:
            pieces.append(data)

    for _ in _parsed(part, start, end, text):
        pass
    return found


def rows_in(
    part: IO[bytes], texts: Callable[[], list[str]], dates: Collection[int], spans: Collection[int], epoch: datetime
) -> Iterator[tuple[int, list[_Cell]]]:
    """The rows of a sheet as (number, cells), each cell its value and the number of its style; rows without a cell are
    left out, and what lies beyond the two hundredth column.

    `texts`: the workbook's texts, asked for once if a cell names one. `dates`, `spans`: the styles that show a number
    as a day and as a length of time. `epoch`: the day from which days are counted. A formula counts by its stored
    result, and is broken without one. Raises `Hostile`, `expat.ExpatError`, `ValueError`, `IndexError`.
    """
    read: list[tuple[int, list[_Cell]]] = []
    row: list[_Cell] = []
    pieces: list[str] = []
    number = column = style = 0
    kind, inside, aloud, formula = "n", False, False, False
    known: dict[tuple[str, int], Value] = {}
    shared: list[str] | None = None

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal number, column, style, kind, inside, aloud, formula
        tag = _TAGS.get(name)
        if tag == "c":
            at = given.get("r")
            column = _column(at) if at else column + 1
            kind, style, formula = given.get("t", "n"), int(given.get("s", 0)), False
            pieces.clear()
        elif tag == "v":
            inside = kind != "inlineStr"
        elif tag == "t":
            inside = kind == "inlineStr" and not aloud
        elif tag == "f":
            formula = True
        elif tag == "rPh":
            aloud = True
        elif tag == "row":
            at = given.get("r")
            number, column = int(at) if at else number + 1, 0

    def end(name: str) -> None:
        nonlocal inside, aloud, row
        tag = _TAGS.get(name)
        if tag in ("v", "t"):
            inside = False
        elif tag == "c":
            if column <= MOST_COLUMNS and (value := said("".join(pieces))) is not None:
                while len(row) < column - 1:
                    row.append((None, 0))
                row.append((value, style))
        elif tag == "row":
            if row:
                read.append((number, row))
                row = []
        elif tag == "rPh":
            aloud = False

    def text(data: str) -> None:
        if inside:
            pieces.append(data)

    def said(raw: str) -> Value:
        nonlocal shared
        if not raw:
            return Broken("=") if formula else None
        if kind == "s":
            if shared is None:
                shared = texts()
            return shared[int(raw)] or None
        if kind == "n":
            if style not in dates:
                return _number(raw)
            key = (raw, style)
            if key not in known:
                if len(known) > 50_000:
                    known.clear()
                known[key] = _day(raw, epoch, span=style in spans)
            return known[key]
        if kind in ("inlineStr", "str"):
            return plain(raw)
        if kind == "b":
            return bool(int(raw))
        if kind == "e":
            return Broken(raw)
        return datetime.fromisoformat(raw) if kind == "d" else raw

    for _ in _parsed(part, start, end, text):
        yield from read
        read.clear()


def _parsed(
    part: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> Iterator[None]:
    """Parses piece by piece; comes back after each."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse
    while piece := part.read(PIECE):
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def _refuse(*_: Any) -> None:
    raise Hostile


def plain(text: str) -> str:
    """The text with what stands for characters that XML cannot carry (§22.9.2.19) put back; controls and halves of
    characters, which no text can carry, go."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "" if (code < 32 and code not in (9, 10, 13)) or 0xD800 <= code < 0xE000 else chr(code)


def _column(at: str) -> int:
    """The column of a cell's address, from 1. Raises ValueError."""
    found = 0
    for letter in at:
        if not "A" <= letter <= "Z":
            break
        found = found * 26 + ord(letter) - 64
    if not found:
        raise ValueError(at)
    return found


def _number(raw: str) -> int | float:
    return int(raw) if raw.isdecimal() else float(raw)


def _day(raw: str, epoch: datetime, *, span: bool) -> Value:
    try:
        found: Value = from_excel(float(raw), epoch, timedelta=span)
    except (OverflowError, ValueError):
        return Broken("#VALUE!")
    return found
