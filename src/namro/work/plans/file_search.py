"""The text of a file of evidence, looked through for what looks as if it were of a person, before it goes public.

All text of a package is looked at, headers, notes and comments too, which no reader of plans reads. A look is bounded
in bytes and seconds, and never fails: what could not be read says so, and an officer looks.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

import pypdfium2 as pdfium

from namro.ground.files.keeping import open_file
from namro.rules.packs.current import the_pack
from namro.rules.packs.programme import plainly
from namro.rules.packs.refused import Refused
from namro.work.plans.models import KeptFile
from namro.work.plans.reading.opening import package_parts
from namro.work.plans.reading.pdf import bursts
from namro.work.plans.reading.plain import plain_text

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is read."""
SECONDS = 8.0
"""How long a file is looked through; asked between two pages or a few hundred lines."""
MOST_SPOTS = 20
"""Places that are shown."""
_WINDOW, _OVERLAP = 240, 100
"""Characters that are looked at together, since a pattern can take the square of them: what a number, an address or a
name can hold lies within the overlap."""
_AROUND = 30
_PARTS = re.compile(
    r"(word/(?!theme|settings|styles|fontTable|webSettings|numbering)[\w-]+|xl/sharedStrings|xl/(\w+/)?\w*[cC]omments?\d*"
    r"|xl/workbook|xl/drawings/\w+|xl/worksheets/[\w-]+|content|styles|meta|docProps/(core|app|custom))\.xml"
)
_LINES = frozenset({
    "p", "h", "si", "row", "comment", "threadedComment", "title", "subject", "description", "keywords", "keyword",
    "category", "Manager", "Company", "lpwstr", "sheet", "oddHeader", "oddFooter", "evenHeader", "evenFooter",
    "firstHeader", "firstFooter",
})  # fmt: skip
"""Elements of a package whose text belongs together."""
_TEXTS = frozenset({"t", "v", "delText", "instrText", "text"})
_SPANS = frozenset({"span", "a"})
_BREAKS = frozenset({"tab", "br", "cr", "s", "line-break"})

BROKEN = (
    Refused, ParseError, BadZipFile, zlib.error, pdfium.PdfiumError, OSError, EOFError, ValueError, KeyError,
    RuntimeError, MemoryError,
)  # fmt: skip
"""What a damaged or hostile file can raise."""

Line = tuple[str, int, str]
"""Where ("page", "row", "line"), the number of it from 1, what stands there."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What looks personal, with what stands around it. `where`: "page", "row" or "line", and its number."""

    where: str
    n: int
    found: str
    around: str


@dataclass(frozen=True, slots=True)
class Searched:
    """What a look through a file found. `why`: why not all of it was looked at ("kind", "too-large", "damaged", "scan",
    "took-long"), "" where it was. `more`: there is more than is shown."""

    spots: tuple[Spot, ...] = ()
    why: str = ""
    more: bool = False

    @property
    def clean(self) -> bool:
        """Whether all of it was looked at and nothing found."""
        return not self.spots and not self.why


class _Ends(Exception):
    """The look ends before the end of the file; `why` as in `Searched`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def searched(file: KeptFile) -> Searched:
    """A look through a kept file; never raises for what stands in it."""
    spots: dict[str, Spot] = {}
    why, any_text, ends = "", False, time.monotonic() + SECONDS
    programme = the_pack().programme
    patterns = [re.compile(said, re.IGNORECASE) for said in (programme.personal.values() if programme else ())]
    try:
        for at, (where, n, text, start) in enumerate(_windows(file)):
            any_text = any_text or bool(text.strip())
            for spot in _spots(where, n, text, start, patterns):
                spots.setdefault(spot.found, spot)
            if len(spots) > MOST_SPOTS:
                break
            if (start or where == "page" or at % 100 == 0) and time.monotonic() > ends:
                raise _Ends("took-long")
        why = "" if any_text else "scan"
    except _Ends as ended:
        why = ended.why
    except BROKEN:
        why = "damaged"
    return Searched(tuple(spots.values())[:MOST_SPOTS], why, len(spots) > MOST_SPOTS)


def _windows(file: KeptFile) -> Iterator[tuple[str, int, str, int]]:
    """The lines of the file, each with where every window of it begins."""
    for where, n, read in _lines(file):
        text = plainly(read)
        for start in range(0, max(len(text), 1), _WINDOW - _OVERLAP):
            yield where, n, text, start


def _spots(where: str, n: int, text: str, start: int, patterns: list[re.Pattern[str]]) -> Iterator[Spot]:
    """What looks personal in one window of a line."""
    part = text[start : start + _WINDOW]
    for pattern in patterns:
        for seen in pattern.finditer(part):
            cut = seen.end() == _WINDOW and seen.start() >= _WINDOW - _OVERLAP and start + _WINDOW < len(text)
            if cut or (start and not seen.start() and seen.end() <= _OVERLAP):
                continue  # the window cuts it, and it stands whole in the next, or stood in the last
            low, high = max(start + seen.start() - _AROUND, 0), start + seen.end() + _AROUND
            yield Spot(where, n, seen[0].strip(), " ".join(text[low:high].split()))


def _lines(file: KeptFile) -> Iterator[Line]:
    if file.kind not in ("document", "sheet", "text"):
        raise _Ends("kind")
    if file.size > LARGEST:
        raise _Ends("too-large")
    with open_file(file.path) as opened:
        data = opened.read(LARGEST + 1)
    if data.startswith(b"PK"):
        yield from _package(data, file.name)
    elif b"%PDF-" in data[:1024]:
        yield from _pdf(data)
    else:
        for n, line in enumerate(plain_text(data, file.name, the_pack()).split("\n"), 1):
            yield "line", n, line


def _package(data: bytes, name: str) -> Iterator[Line]:
    package_parts(data, name)  # refuses what bursts or declares entities
    with ZipFile(BytesIO(data)) as package:
        for part in package.namelist():
            if _PARTS.fullmatch(part):
                with package.open(part) as opened:
                    yield from _part(opened, "row" if "worksheets" in part else "line")


def _part(opened: IO[bytes], where: str) -> Iterator[Line]:
    """The lines of one part: what its runs hold together. Memory does not grow with them."""
    n = 0
    for _, element in iterparse(opened, events=("end",)):  # noqa: S314 - `package_parts` took no entities, nor does expat
        if _name(element) in _LINES:
            n += 1
            text = " | ".join(_cells(element)) if _name(element) == "row" else "".join(_texts(element))
            text = text or element.get("name", "")  # of a sheet
            if text.strip():
                yield where, n, text
            element.clear()


def _cells(row: Element) -> Iterator[str]:
    """What stands in the cells of a row itself; what they name by number stands among the shared texts."""
    for cell in row:
        if cell.get("t") != "s":
            yield "".join(_texts(cell))


def _texts(element: Element) -> Iterator[str]:
    for one in element.iter():
        kind = _name(one)
        if kind in _BREAKS:
            yield " "
        if one.text and (kind in _TEXTS or kind in _SPANS or one is element):
            yield one.text
        if one.tail and one is not element and (kind in _SPANS or kind in _BREAKS):
            yield one.tail


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _pdf(data: bytes) -> Iterator[Line]:
    if bursts(data):
        raise _Ends("damaged")
    opened = pdfium.PdfDocument(data)
    empty = False
    try:
        for number in range(len(opened)):
            page = opened[number]
            text = page.get_textpage().get_text_bounded()
            page.close()
            empty = empty or not text.strip()
            yield "page", number + 1, text
    finally:
        opened.close()
    if empty:
        raise _Ends("scan")
