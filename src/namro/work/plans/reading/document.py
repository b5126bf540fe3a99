"""The text of a document as one string, and the blocks that it is made of. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_SPACES = re.compile(r"[ \t\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff\x00-\x08\x0e-\x1f\x7f]")
MOST_CHARACTERS = 3_000_000
OF_ROWS = frozenset({"hidden-row", "row-joined"})
"""Notes on a cell that are about its whole row."""


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start` to `end` (not included) of the text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `label`: the number that the document itself counts before it, where it does. `heading`: whether
    it is marked as one (a style, bold throughout)."""

    start: int
    end: int
    label: Span | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, with how many rows and columns it goes over."""

    start: int
    end: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row: by column the cell that lies there, one that goes over several of them or comes from a row above
    included; None where there is none."""

    start: int
    end: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, on however many pages it stands."""

    start: int
    end: int
    rows: tuple[Row, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say to the reader about a place in the text: `why` is a code of the notes, `names` what it names."""

    why: str
    start: int
    end: int
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: `kind` is docx, pdf, xlsx or txt; `text` is NFC. `marked`: it says of itself that it was
    written as the official table of tasks (`layout`); what cannot be seen is then kept in it too."""

    name: str
    kind: str
    text: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    marked: bool = False


def exact(text: str) -> str:
    """The text in NFC with everything in it but the white space at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def clean(text: str) -> str:
    """The text in NFC, without what is not seen, with plain single spaces."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _UNSEEN.sub("", text))).strip()


@dataclass(slots=True)
class RawParagraph:
    """A paragraph before it has its place. `label` is put before the text. `notes`: codes of what is to be said of
    it."""

    text: str
    label: str = ""
    heading: bool = False
    notes: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class RawCell:
    """A cell before it has its place; the same object lies at every place that a merged cell covers. `notes`: codes of
    what is to be said of it, `name` what its own program calls it (C5)."""

    lines: list[str]
    notes: tuple[str, ...] = ()
    name: str = ""


@dataclass(slots=True)
class RawTable:
    """A table before it has its place. `gap`: whether something stands before it that parts it from a table above."""

    rows: list[list[RawCell | None]]


Raw = RawParagraph | RawTable


@dataclass(slots=True)
class _Writing:
    cleaned: Callable[[str], str]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    notes: list[Note] = field(default_factory=list)

    def put(self, text: str) -> int:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start


def written(name: str, kind: str, raw: Sequence[Raw], notes: Sequence[str] = (), *, marked: bool = False) -> Document:
    """The document of what was read, in order. Tables that are one are joined. `notes`: codes about the whole file."""
    writing = _Writing(exact if marked else clean)
    blocks: list[Block] = []
    for one in _joined(raw):
        if isinstance(one, RawTable):
            table = _table(one, writing)
            if table is not None:
                blocks.append(table)
                writing.put("\n")
            continue
        label, text = writing.cleaned(one.label), writing.cleaned(one.text)
        if not text and not label:
            continue
        start = writing.put(f"{label} {text}" if label and text else label or text)
        span = Span(start, start + len(label)) if label else None
        blocks.append(Paragraph(start, writing.length, span, one.heading))
        writing.notes += [Note(why, start, writing.length) for why in one.notes]
        writing.put("\n")
    text = "".join(writing.parts)
    said = (*(Note(why, 0, 0) for why in notes), *dict.fromkeys(writing.notes))
    return Document(name, kind, text, tuple(blocks), said, marked)


def _table(raw: RawTable, writing: _Writing) -> Table | None:
    placed: dict[int, tuple[int, int]] = {}
    over: dict[int, tuple[set[int], set[int]]] = {}
    rows = [row for row in raw.rows if any(cell is not None and any(map(clean, cell.lines)) for cell in row)]
    if not rows:
        return None
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                seen = over.setdefault(id(cell), (set(), set()))
                seen[0].add(at)
                seen[1].add(column)
    begins = writing.length
    spans: list[tuple[int, int]] = []
    for row in rows:
        start, first, told = writing.length, True, list[tuple[str, str, tuple[int, int]]]()
        for cell in row:
            if cell is None or id(cell) in placed:
                continue
            if not first:
                writing.put("\t")
            first = False
            text = "\n".join(filter(None, map(writing.cleaned, cell.lines)))
            placed[id(cell)] = (writing.put(text), writing.length)
            told += [(why, cell.name, placed[id(cell)]) for why in cell.notes]
        spans.append((start, writing.length))
        for why, cell_name, place in told:
            whole = why in OF_ROWS or place[0] == place[1]  # of an empty cell its row is shown
            named = (("cell", cell_name),) if cell_name and why not in OF_ROWS else ()
            writing.notes.append(Note(why, *(spans[-1] if whole else place), named))
        writing.put("\n")

    def made(cell: RawCell | None) -> Cell | None:
        if cell is None:
            return None
        held = over[id(cell)]
        return Cell(*placed[id(cell)], len(held[0]), len(held[1]))

    return Table(
        begins, spans[-1][1], tuple(Row(*span, tuple(map(made, row))) for span, row in zip(spans, rows, strict=True))
    )


def _joined(raw: Sequence[Raw]) -> list[Raw]:
    """The blocks with every table that was broken in two, and has its heading again or nothing in between, made one."""
    done: list[Raw] = []
    for one in raw:
        if isinstance(one, RawParagraph) and not clean(one.text) and not one.label:
            continue
        before = done[-1] if done else None
        if isinstance(one, RawTable) and isinstance(before, RawTable) and one.rows and before.rows:
            same = 0
            while same < min(2, len(one.rows), len(before.rows)) and _said(one.rows[same]) == _said(before.rows[same]):
                same += 1
            if len(one.rows[0]) == len(before.rows[0]) and (same or _goes_on(before, one)):
                for why in dict.fromkeys(why for row in one.rows[:same] for cell in row if cell for why in cell.notes):
                    note_first_cell(one.rows[same:], why)
                before.rows.extend(one.rows[same:])
                continue
        done.append(one)
    return done


def note_first_cell(rows: Sequence[Sequence[RawCell | None]], why: str) -> bool:
    """Puts a note on the first cell in which something stands; False where there is none."""
    for cell in (cell for row in rows for cell in row if cell is not None and any(map(clean, cell.lines))):
        cell.notes = (*cell.notes, why)
        return True
    return False


def _said(row: Sequence[RawCell | None]) -> list[str]:
    return [clean(" ".join(cell.lines)).casefold() if cell else "" for cell in row]


def _goes_on(before: RawTable, after: RawTable) -> bool:
    """Whether a table without a heading of its own counts on where the one before it ended."""
    last, first = _said(before.rows[-1])[0].rstrip("."), _said(after.rows[0])[0].rstrip(".")
    return last.isdecimal() and first.isdecimal() and int(first) == int(last) + 1
