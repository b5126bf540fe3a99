"""Documents made from the readable sources of the corpus: Word, PDF, a workbook or plain text, each time anew.

In a source every line is a paragraph. `| a | b |` is a row of a table; a cell `^` is merged with the one above it, `<`
with the one to its left. `# ` before a line: Word counts its label itself, "1." at the first depth, "a)" at `## `.
`%%%` parts a table in two, as a page does. `[[…]]` is text that was deleted while changes were tracked, `~~…~~` what
is struck through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

CORPUS = Path(__file__).parent.parent / "corpus"


@dataclass(frozen=True)
class Source:
    """One document of the corpus and what a reader is to find in it."""

    name: str
    form: str
    text: str
    expected: dict[str, Any]

    def bytes(self) -> bytes:
        """The document itself."""
        return {"docx": docx, "pdf": pdf, "xlsx": xlsx, "txt": txt}[self.form](self.text)


def sources() -> list[Source]:
    """The whole corpus, by name."""
    found = []
    for path in sorted(CORPUS.glob("*.yaml")):
        held = yaml.safe_load(path.read_text("utf-8"))
        found.append(Source(path.stem, held.pop("form"), held.pop("text"), held))
    return found


def txt(text: str) -> bytes:
    """A plain text; the rows of its tables between tabs, as they are pasted."""
    lines = []
    for line in text.splitlines():
        lines.append("\t".join(_cells(line)) if line.startswith("|") else line)
    return "\n".join(lines).encode()


def docx(text: str) -> bytes:
    """A document of Word."""
    import docx as word
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    document = word.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shape}"/></w:lvl>'
        for at, (form, shape) in enumerate((("decimal", "%1."), ("lowerLetter", "%2)")))
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for block in _blocks(text):
        if isinstance(block, list):
            _docx_table(document, block)
            continue
        depth = len(block) - len(block.lstrip("#"))
        paragraph = document.add_paragraph()
        if depth:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth - 1}"/><w:numId w:val="77"/></w:numPr>')
            )
        for part in re.split(r"(\[\[.*?\]\]|~~.*?~~)", block[depth:].strip()):
            run = paragraph.add_run(part.strip("[]") if part.startswith("[[") else part.strip("~"))
            run.font.strike = part.startswith("~~") or None
            if part.startswith("[["):
                run._r.find(qn("w:t")).tag = qn("w:delText")
                deleted = parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="x"/>')
                run._r.addprevious(deleted)
                deleted.append(run._r)
    document.sections[0].header.paragraphs[0].text = "HEADER THAT IS NO PART OF THE PLAN"
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _docx_table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell == "^":
                table.cell(r - 1, c).merge(table.cell(r, c))
            elif cell == "<":
                table.cell(r, c - 1).merge(table.cell(r, c))
            else:
                table.cell(r, c).text = cell.strip("~").replace("\\n", "\n")
                for run in table.cell(r, c).paragraphs[0].runs if cell.startswith("~~") else ():
                    run.font.strike = True
    document.add_paragraph("")


def pdf(text: str, *, ruled: bool = True) -> bytes:
    """A PDF with a page number and a running header on every page; its tables with or without lines."""
    import typst

    body = []
    for block in _blocks(text):
        if isinstance(block, list):
            body.append(_typst_table(block))
        else:
            body.append(f"#par[#{_string(block)}]")
    source = (
        '#set page(paper: "a4", margin: 2.5cm, numbering: "1", header: [Running header of the plan])\n'
        f"#set table(stroke: {'1pt' if ruled else 'none'})\n"
        '#set text(font: "Source Serif 4", size: 12pt, fallback: true)\n#set par(justify: true)\n' + "\n\n".join(body)
    )
    return bytes(typst.compile(source.encode()))


def _typst_table(rows: list[list[str]]) -> str:
    cells = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell in ("^", "<"):
                continue
            down = 1
            while r + down < len(rows) and rows[r + down][c] == "^":
                down += 1
            across = 1
            while c + across < len(row) and row[c + across] == "<":
                across += 1
            held = f"#{_string(cell.replace(chr(92) + 'n', chr(10)))}"
            cells.append(f"table.cell(rowspan: {down}, colspan: {across})[{held}]")
    columns = ", ".join("auto" if len(rows[0][c]) < 5 else "1fr" for c in range(len(rows[0])))
    return f"#text(size: 9pt, table(columns: ({columns}), {', '.join(cells)}))"


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def xlsx(text: str) -> bytes:
    """A workbook: everything on one sheet, one below the other."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    at = 0
    for block in _blocks(text):
        if isinstance(block, str):
            at += 1
            sheet.cell(at, 1, block)
            continue
        first = at + 1
        for row in block:
            at += 1
            for c, cell in enumerate(row, 1):
                if cell not in ("^", "<"):
                    sheet.cell(at, c, cell.replace("\\n", "\n"))
        for r, row in enumerate(block):
            for c, cell in enumerate(row):
                if cell in ("^", "<"):
                    continue
                down = across = 1
                while r + down < len(block) and block[r + down][c] == "^":
                    down += 1
                while c + across < len(row) and row[c + across] == "<":
                    across += 1
                if down * across > 1:
                    sheet.merge_cells(
                        start_row=first + r, start_column=c + 1, end_row=first + r + down - 1, end_column=c + across
                    )
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _blocks(text: str) -> list[str | list[list[str]]]:
    found: list[str | list[list[str]]] = []
    for line in text.splitlines():
        if line.startswith("|"):
            if not found or not isinstance(found[-1], list):
                found.append([])
            found[-1].append(_cells(line))  # type: ignore[union-attr]
        elif line.strip():
            if line.strip() == "%%%":
                found.append([])
                continue
            found.append(line)
    return [block for block in found if block]
