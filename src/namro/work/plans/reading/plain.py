"""Plain text, also what was pasted: paragraphs joined again where a program broke their lines, tables by their tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from namro.ground.sheets.legacy import convert, recognised
from namro.ground.sheets.plain import decoded
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.plans.reading.document import Document, Raw, RawCell, RawParagraph, RawTable, written

BEGINS = re.compile(
    r"\s*(?:[IVXLC]{1,6}|[A-Z]|\d{1,2}(?:\.\d{1,2}){0,3})[.)]?(?:\s|$)|\s*\w\)\s|\s*\(\w{1,2}\)\s|\s*(?:[-+*•–—●▪]|\d{1,2}(?:\.\d{1,2}){1,3})\s?|[^\W\d_a-z]\w+\s(?:\d{1,3}|[IVXLC]{1,6})[.:](?:\s|$)"
)
"""What a line begins with that begins something of its own: a label or a mark."""
_FULL = 60
"""Characters from which a line can have been broken by its width."""


def read_plain(data: bytes, name: str, pack: Pack) -> Document:
    """The document of a text. Raises as `plain_text`."""
    return written(name, "txt", list(_blocks(plain_text(data, name, pack))))


def plain_text(data: bytes, name: str, pack: Pack) -> str:
    """A text as it reads, its lines ended by "\\n". Raises Refused `plans.file.kind`, `sheets.mixed-encodings`."""
    try:
        text, _ = decoded(data, pack.imports, pack.legacy)
    except Refused as refused:
        if refused.code == "sheets.not-text":
            raise Refused("plans.file.kind", field="file", file=name) from refused
        raise
    seldom = sum(c < " " and c not in "\t\n\r\f\v" for c in text)
    if "\0" in text or seldom > len(text) / 200:
        raise Refused("plans.file.kind", field="file", file=name)
    old = recognised([text], pack.imports, pack.legacy)
    if old is not None:
        text = convert(text, pack.legacy[old.table])
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def _blocks(text: str) -> Iterator[Raw]:
    lines = text.split("\n")
    width = _width(lines)
    held: list[str] = []
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        cells = _cells(line)
        if rows and len(cells) < 3:
            yield _table(rows)
            rows = []
        if len(cells) >= 3:
            if held:
                yield RawParagraph(" ".join(held))
                held = []
            if not all(set(cell.strip()) <= set("-:=+ ") for cell in cells):
                rows.append(cells)
            continue
        if held and not (line.strip() and _goes_on(held[-1], line, width)):
            yield RawParagraph(" ".join(held))
            held = []
        if line.strip():
            held.append(line.strip())


def _cells(line: str) -> list[str]:
    if line.count("\t") >= 2 and line.strip():
        return line.split("\t")
    if line.strip().startswith("|") and line.count("|") >= 4:
        return line.strip().strip("|").split("|")
    return []


def _table(rows: Sequence[Sequence[str]]) -> RawTable:
    width = max(map(len, rows))
    return RawTable([[RawCell([cell]) for cell in [*row, *[""] * (width - len(row))]] for row in rows])


def _width(lines: Sequence[str]) -> int:
    """The width at which a program broke the lines of a text; 0 where every paragraph is one line."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    width = lengths[-1] if lengths else 0
    full = sum(length > width * 0.8 for length in lengths)
    return width if _FULL <= width <= 140 and full * 5 >= len(lengths) * 2 else 0


def _goes_on(before: str, line: str, width: int) -> bool:
    """Whether a line goes on with the one before, which was broken because it was full."""
    if not width or before.rstrip().endswith((":", ";")) or BEGINS.match(line):
        return False
    indented = len(line) - len(line.lstrip()) > 1
    first = line.split()[0]
    if before.rstrip().endswith(".") and (indented or first[0].isupper()):
        return False
    return len(before) + 1 + len(first) > width * 0.9
