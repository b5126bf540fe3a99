"""Plain text, also what was pasted: paragraphs joined again where a program broke their lines, tables by their tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from namro.ground.sheets.legacy import convert, recognised
from namro.ground.sheets.plain import decoded
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.plans.reading.document import Document, Raw, RawCell, RawParagraph, RawTable, written
from namro.work.plans.reading.rejoined import Known, rejoined

BEGINS = re.compile(
    r"\s*(?:[IVXLC]{1,6}|[A-Z]|\d{1,2}(?:\.\d{1,2}){0,3})[.)]?(?:\s|$)|\s*\d{3}[.)]\s|\s*\w\)\s|\s*\(\w{1,2}\)\s|\s*(?:[-+*•–—●▪✓✔☑►➢➤❖◆■□◦○]|\d{1,2}(?:\.\d{1,2}){1,3})\s?|\s*\d{1,2}(?:\.\d{1,2}){0,3}\.?[-–/]\s+[\"“]?[^\W\d_a-z]|[^\W\d_a-z]\w+\s(?:\d{1,3}|[IVXLC]{1,6})[.:](?:\s|$)"
)
"""What a line begins with that begins something of its own: a label or a mark."""
_FULL = 60
"""Characters from which a line can have been broken by its width."""
_LONG = 45
"""Characters from which a line that is open at its end is no heading and no item of a few words."""
_WIDEST = 140
"""Characters up to which a line is one of a text whose lines were broken."""
_NUMBER = re.compile(r"(?:(?:\d{1,4}%?|\d{1,2}(?:/\d{1,4})+)\s+)?(?=\w)(?!\w\)|\d)")
"""A number at the beginning of a line, before a word."""
_DAY = re.compile(r"\d{1,2}(?:/\d{1,4})+(?!\w)")
_FIRST = re.compile(r"\s*(?:(?P<label>\w{1,4}(?:\.\d{1,2})*[.)]|[-+*•])\s+)?(?P<words>[^\W\d_]+(?: [^\W\d_]+)*)\s*")
"""A line of nothing but a label and a few words."""
_GAP = re.compile(r"(?:\t| {4})\s*")
"""What stands between the two columns of a letterhead."""
_NUMBERED = re.compile(r"\d\s?/\s?[^\W\d_]")
"""A piece of the number of an instrument: 47/KH."""
HEAD = 6
"""Lines that a letterhead can have."""
_ENDED = (".", ";", "!", "?", "|")


def read_plain(data: bytes, name: str, pack: Pack) -> Document:
    """The document of a text. Raises as `plain_text`."""
    known = Known(pack)
    raw = rejoined(list(_blocks(plain_text(data, name, pack), known)), known)
    return written(name, "txt", raw)


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


def _blocks(text: str, known: Known) -> Iterator[Raw]:
    lines = letterhead(text.split("\n"))
    width = _width(lines)
    anywhere = _broken_anywhere(lines)
    narrow = max((len(line.strip()) for line in lines), default=0) if anywhere else 0
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
        on = bool(held and line.strip()) and (
            _goes_on(held[-1], line, width)
            or _cut_off(held[-1], line, known)
            or (anywhere and (_amid(held[-1], line) or _is_full(held[-1], line, narrow)))
            or (anywhere and _told_on(" ".join(held), line, known))
        )
        if held and not on:
            yield RawParagraph(" ".join(held))
            held = []
        if line.strip():
            held.append(line.strip())


def letterhead(lines: list[str]) -> list[str]:
    """The lines with the two columns of a letterhead, told apart by tabs or wide gaps in its first lines, one below the
    other: first what stands on the left."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    halves: list[list[str]] = []
    for line in lines[first : first + HEAD]:
        parts = _GAP.split(line.rstrip())
        if len(parts) != 2:
            break
        halves.append(parts)
    numbered = [*(left for left, _ in halves), *lines[first + len(halves) : first + len(halves) + 1]]
    if len(halves) < 2 or not all(part.isupper() for part in halves[0]) or not any(map(_NUMBERED.search, numbered)):
        return lines
    return [*(left for left, _ in halves), *(right for _, right in halves), *lines[first + len(halves) :]]


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
    return width if _FULL <= width <= _WIDEST and full * 5 >= len(lengths) * 2 else 0


def _broken_anywhere(lines: Sequence[str]) -> bool:
    """Whether lines were broken at no fixed width, as in what is copied from a page: many go on in small letters."""
    filled = [line for line in lines if line.strip()]
    on = sum(_amid(before, line) for before, line in pairwise(filled))
    return on >= 5 and on * 8 >= len(filled)


def _amid(before: str, line: str) -> bool:
    """Whether a line begins amid a sentence that the one before leaves open."""
    if len(_cells(line)) >= 3 or before.rstrip().endswith(_ENDED):
        return False
    number = _NUMBER.match(line.strip())
    if _DAY.match(line.strip()) or (number is not None and line.strip()[number.end()].islower()):
        return not before.strip().isupper()
    if before.rstrip().endswith(":"):
        return False
    first = _FIRST.fullmatch(before)
    if first is None or before.strip().isupper() or BEGINS.match(line) or not line.strip()[0].isupper():
        return False
    return len(first["words"].split()) <= (2 if first["label"] else 4)  # "2. Sở", and on the next line "Tài chính"


def _told_on(before: str, line: str, known: Known) -> bool:
    """Whether a paragraph tells somebody to do something, is open at its end and may go on with a line without a
    label: a name can be broken anywhere."""
    label = BEGINS.match(before)
    told = known.tells(before[label.end() :] if label is not None else before)
    return told and not before.rstrip().endswith((*_ENDED, ":")) and not BEGINS.match(line)


def _cut_off(before: str, line: str, known: Known) -> bool:
    """Whether a line of a sentence ends amid a name, before a small letter, or with a word behind which one goes on."""
    before, after = before.strip(), line.strip()
    if len(before) < _LONG or before.isupper() or before.endswith((*_ENDED, ":", ",")) or BEGINS.match(line):
        return False
    if len(_cells(line)) >= 3 or known.tells(after):
        return False
    named = re.match(r"[^.;,()]{1,40}:", after) is not None  # "chỉ tiêu: …"
    return (after[0].islower() and not named) or known.parted(before, after)


def _is_full(before: str, line: str, narrow: int) -> bool:
    """Whether a line that is open at its end was broken because the next word had no place in it, in a text broken at
    `narrow` characters; a heading in capitals was not."""
    before = before.strip()
    if narrow > _WIDEST or before.isupper() or before.endswith((*_ENDED, ":")) or BEGINS.match(line):
        return False
    return len(before) + 1 + len(line.split()[0]) > narrow * 0.85 and not line.strip().isupper()


def _goes_on(before: str, line: str, width: int) -> bool:
    """Whether a line goes on with the one before, which was broken because it was full."""
    if not width or before.rstrip().endswith((":", ";")) or BEGINS.match(line):
        return False
    indented = len(line) - len(line.lstrip()) > 1
    first = line.split()[0]
    if before.rstrip().endswith(".") and (indented or first[0].isupper()):
        return False
    return len(before) + 1 + len(first) > width * 0.9
