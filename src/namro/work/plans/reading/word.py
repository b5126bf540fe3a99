"""Documents of Word (.docx): the body in its order. Headers, footers, comments, hidden and deleted text are no part."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from namro.ground.sheets.legacy import convert
from namro.rules.packs.imports import Legacy
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.plans.reading.document import Document, Raw, RawCell, RawParagraph, RawTable, note_first_cell, written
from namro.work.plans.reading.layout import MARK
from namro.work.plans.reading.numbering import Numbering, numbering_of
from namro.work.plans.reading.plain import HEAD, letterhead
from namro.work.plans.reading.rejoined import Known, rejoined

_DROPPED = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:instrText", "w:delText", "w:drawing",
                                "w:pict", "w:object", "w:sdtPr", "w:txbxContent")}  # fmt: skip
_MOST_COLUMNS = 60
MOST_MARKS = 1_500_000
"""Beginnings and ends of elements in the body of a document."""
MOST_PIECES = 150_000
"""Paragraphs and cells."""
_SOFT = re.compile(r"(?<=[^.;:\s])[ \t]*\n\s*(?=([^\W\d_])(?!\w?[.)]))")
"""A line that is broken inside a sentence: the next goes on in small letters."""
STRUCK = "struck-out"
"""The note on a place at which text was struck through: it is left out, as deleted text is, and that is said."""
DEEPEST = 30
"""Tables within tables, and what else holds paragraphs."""


def read_word(data: bytes, name: str, pack: Pack) -> Document:
    """The document of a .docx. Raises Refused `plans.file.damaged`."""
    try:
        _within(data, name)
        opened = docx.Document(BytesIO(data))
        walk = _Walk(opened, pack, name)
        marked = MARK in (opened.core_properties.keywords or "").split()
        raw = _headed(walk.body(opened.element.body))
        raw = raw if marked else rejoined(raw, Known(pack))
        return written(name, "docx", raw, marked=marked)
    except Refused:
        raise
    except Exception as cause:  # a damaged document breaks the library in as many ways as it has parts
        raise Refused("plans.file.damaged", field="file", file=name) from cause


def _headed(raw: list[Raw]) -> list[Raw]:
    """The blocks with a letterhead whose two columns tabs part at the top, one column below the other; any other tab
    is a space."""
    top = list(itertools.takewhile(lambda one: isinstance(one, RawParagraph), raw[: 2 * HEAD]))
    lines = [one.text for one in top if isinstance(one, RawParagraph)]
    parted = letterhead(lines)
    if parted != lines:
        told = tuple(dict.fromkeys(why for one in top if isinstance(one, RawParagraph) for why in one.notes))
        raw = [RawParagraph(parted[0], notes=told), *map(RawParagraph, parted[1:]), *raw[len(top) :]]
    for one in raw:
        if isinstance(one, RawParagraph):
            one.text = one.text.replace("\t", " ")
            continue
        for cell in {id(cell): cell for row in one.rows for cell in row if cell is not None}.values():
            cell.lines[:] = [line.replace("\t", " ") for line in cell.lines]
    return raw


def _within(data: bytes, name: str) -> None:
    """Raises Refused `plans.file.too-much` for a body with more elements than any plan has."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        marks = package.read("word/document.xml").count(b"<")
    if marks > MOST_MARKS:
        raise Refused("plans.file.too-much", field="file", file=name)


class _Walk:
    def __init__(self, opened: Any, pack: Pack, name: str) -> None:
        self._legacy, self._name = pack.legacy, name
        self._pieces = self._depth = 0
        self._left_out = self._struck = False  # whether a run was struck through, and is not yet said to have been
        self._styles: dict[str, Any] = {str(style.get(qn("w:styleId"))): style for style in _styles(opened)}
        self._numbering: Numbering = numbering_of(_related(opened, RELATIONSHIP_TYPE.NUMBERING))

    def body(self, holder: Any) -> list[Raw]:
        """All that a body holds; of what was struck through at its end the last paragraph or row says so."""
        found = list(self.blocks(holder))
        last = found[-1] if found and self._struck else None
        if isinstance(last, RawParagraph) and STRUCK not in last.notes:
            last.notes = (*last.notes, STRUCK)
        elif isinstance(last, RawTable):
            next((True for row in last.rows[::-1] if note_first_cell([row], STRUCK)), False)
        return found

    def blocks(self, holder: Any) -> Iterator[Raw]:
        """What a body or a cell holds, in its order. Raises Refused `plans.file.too-much`."""
        self._depth += 1
        for child in holder.iterchildren():
            self._pieces += 1
            if self._pieces > MOST_PIECES or self._depth > DEEPEST:
                raise Refused("plans.file.too-much", field="file", file=self._name)
            if child.tag == qn("w:p"):
                yield from self._paragraphs(child)
            elif child.tag == qn("w:tbl"):
                yield self._table(child)
            elif child.tag in (qn("w:sdt"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo"), qn("w:sdtContent")):
                yield from self.blocks(child)
        self._depth -= 1

    def _paragraphs(self, paragraph: Any) -> Iterator[RawParagraph]:
        self._left_out = False
        text = "".join(self._texts(paragraph))
        struck = self._left_out
        lines = _SOFT.sub(lambda found: " " if found[1].islower() else found[0], text).split("\n")
        properties = paragraph.find(qn("w:pPr"))
        style = self._style(properties)
        said = any(line.strip() for line in lines)
        label = self._label(properties, style) if said or struck else ""
        self._struck |= struck
        if struck and not said:
            return
        heading = _is_heading(properties, style) or _bold(paragraph)
        for at, line in enumerate(lines):
            notes = (STRUCK,) if self._struck and line.strip() else ()
            self._struck &= not notes
            yield RawParagraph(line, label if at == 0 else "", heading, notes)

    def _texts(self, element: Any) -> Iterator[str]:
        for child in element.iterchildren():
            if child.tag in _DROPPED:
                continue
            if child.tag == qn("w:r"):
                yield from self._run(child)
            else:
                yield from self._texts(child)

    def _run(self, run: Any) -> Iterator[str]:
        properties = run.find(qn("w:rPr"))
        if properties is not None and _on(properties.find(qn("w:vanish"))):
            return
        struck = properties is not None and any(_on(properties.find(qn(tag))) for tag in ("w:strike", "w:dstrike"))
        text = ""
        for child in run.iterchildren():
            if child.tag == qn("w:t"):
                text += child.text or ""
            elif child.tag == qn("w:tab"):
                text += "\t"
            elif child.tag in (qn("w:br"), qn("w:cr")):
                text += "\n"
            elif child.tag == qn("w:noBreakHyphen"):
                text += "-"
        self._left_out |= struck and bool(text.strip())
        if not struck:
            yield self._modern(text, properties)

    def _modern(self, text: str, properties: Any) -> str:
        """The text of a run in today's letters, where its font is one from before Unicode."""
        fonts = properties.find(qn("w:rFonts")) if properties is not None else None
        if fonts is None or not text:
            return text
        font = str(fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or "")
        table = _old(font, self._legacy)
        if table is None or any(c > "\u024f" and c.isalpha() for c in text):
            return text
        capitals = any(re.search(pattern, font, re.IGNORECASE) for pattern in table.capitals)
        return convert(text, table, capitals=capitals)

    def _style(self, properties: Any) -> list[Any]:
        """The style of a paragraph and those that it is based on, nearest first."""
        chosen = properties.find(qn("w:pStyle")) if properties is not None else None
        name = str(chosen.get(qn("w:val"))) if chosen is not None else ""
        found: list[Any] = []
        while name in self._styles and len(found) < 12:
            style = self._styles[name]
            found.append(style)
            base = style.find(qn("w:basedOn"))
            name = str(base.get(qn("w:val"))) if base is not None else ""
        return found

    def _label(self, properties: Any, styles: list[Any]) -> str:
        holders = [properties] + [style.find(qn("w:pPr")) for style in styles]
        number = depth = None
        for holder in holders:
            given = holder.find(qn("w:numPr")) if holder is not None else None
            if given is None:
                continue
            for tag in ("w:numId", "w:ilvl"):
                child = given.find(qn(tag))
                if child is not None and tag == "w:numId" and number is None:
                    number = str(child.get(qn("w:val")))
                elif child is not None and tag == "w:ilvl" and depth is None:
                    depth = int(child.get(qn("w:val")) or 0)
        return self._numbering.label(number, depth or 0) if number not in (None, "0") else ""

    def _table(self, table: Any) -> RawTable:
        rows: list[list[RawCell | None]] = []
        for row in _rows(table):
            properties = row.find(qn("w:trPr"))
            if properties is not None and properties.find(qn("w:del")) is not None:
                continue
            line: list[RawCell | None] = [None] * _skipped(properties)
            for cell in _cells(row):
                shape = cell.find(qn("w:tcPr"))
                span = shape.find(qn("w:gridSpan")) if shape is not None else None
                over = max(1, min(_MOST_COLUMNS, int(span.get(qn("w:val")) or 1))) if span is not None else 1
                merge = shape.find(qn("w:vMerge")) if shape is not None else None
                goes_on = merge is not None and str(merge.get(qn("w:val")) or "continue") == "continue"
                above = rows[-1][len(line)] if goes_on and rows and len(line) < len(rows[-1]) else None
                before, self._struck = self._struck, False
                held = above or RawCell(list(self._cell(cell)))
                held.notes += (STRUCK,) if self._struck and STRUCK not in held.notes else ()
                self._struck = before
                line.extend([held] * over)
            rows.append(line[:_MOST_COLUMNS])
        _say_struck(rows)
        width = max(map(len, rows), default=0)
        return RawTable([row + [None] * (width - len(row)) for row in rows])

    def _cell(self, cell: Any) -> Iterator[str]:
        """The lines of a cell; those of a table inside it one after the other."""
        for block in self.blocks(cell):
            if isinstance(block, RawParagraph):
                self._struck |= STRUCK in block.notes
                yield f"{block.label} {block.text}" if block.label else block.text
            else:
                for row in block.rows:
                    yield " ".join(dict.fromkeys(line for held in row if held for line in held.lines))


def _say_struck(rows: Sequence[Sequence[RawCell | None]]) -> None:
    """Puts the note of a row of which all was struck through on the row behind it, else on the one before: it is no
    row any more."""
    empty = [not any(line.strip() for cell in row if cell is not None for line in cell.lines) for row in rows]
    for at, row in enumerate(rows):
        if empty[at] and any(cell is not None and STRUCK in cell.notes for cell in row):
            others = [*rows[at + 1 :], *rows[:at][::-1]]
            next((True for one in others if note_first_cell([one], STRUCK)), False)


def _rows(table: Any) -> Iterator[Any]:
    for child in table.iterchildren():
        if child.tag == qn("w:tr"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _cells(child)


def _skipped(properties: Any) -> int:
    """Columns that a row leaves out at its beginning."""
    given = properties.find(qn("w:gridBefore")) if properties is not None else None
    return min(_MOST_COLUMNS, int(given.get(qn("w:val")) or 0)) if given is not None else 0


def _styles(opened: Any) -> Iterator[Any]:
    part = _related(opened, RELATIONSHIP_TYPE.STYLES)
    if part is not None:
        yield from part.iterchildren(qn("w:style"))


def _related(opened: Any, kind: str) -> Any:
    try:
        return opened.part.part_related_by(kind).element
    except KeyError:
        return None


def _on(switch: Any) -> bool:
    return switch is not None and str(switch.get(qn("w:val")) or "true") not in ("0", "false", "none", "off")


def _is_heading(properties: Any, styles: list[Any]) -> bool:
    holders = [properties] + [style.find(qn("w:pPr")) for style in styles]
    return any(holder is not None and holder.find(qn("w:outlineLvl")) is not None for holder in holders)


def _bold(paragraph: Any) -> bool:
    """Whether every run with text in it is bold."""
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()]
    return bool(runs) and all(
        run.find(qn("w:rPr")) is not None and _on(run.find(qn("w:rPr")).find(qn("w:b"))) for run in runs
    )


def _old(font: str, legacy: Any) -> Legacy | None:
    for table in legacy.values():
        if any(re.search(pattern, font, re.IGNORECASE) for pattern in table.fonts):
            found: Legacy = table
            return found
    return None
