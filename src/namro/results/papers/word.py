"""An official paper as a document of Word that people go on writing in: layout of Decree 30/2020/NĐ-CP, Annex I.

Letters are Times New Roman, 13 points; margins 20 mm above, below and at the right, 30 mm at the left; the page number
stands above the text, in the middle, from the second page on. What cannot be written raises ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

FONT, SIZE = "Times New Roman", 13
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 20}
"""Millimetres."""
Align = Literal["left", "center", "right", "both"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look. `link`: where they lead to."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading in a table, over all its columns but the first."""

    label: str
    text: str


@dataclass(slots=True)
class Letter:
    """The paper as it is put together, from the top. `wide`: landscape. `keywords`: what the file says of itself."""

    wide: bool = False
    keywords: str = ""
    title: str = ""
    _parts: list[str] = field(default_factory=list)
    _links: dict[str, str] = field(default_factory=dict)

    def head(self, above: str, issuer: str, nation: str, motto: str) -> None:
        """The name of the office at the left, of the state and its motto at the right."""
        left = _paragraph([Run(above)], "center", after=0) if above else ""
        left += _paragraph([Run(issuer, bold=True)], "center", after=0)
        right = _paragraph([Run(nation, bold=True)], "center", after=0)
        right += _paragraph([Run(motto, bold=True)], "center", after=0)
        widths = (self._width * 45 // 100, self._width - self._width * 45 // 100)
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{said}</w:tc>'
            for width, said in zip(widths, (left, right), strict=True)
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        self._parts.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{self._width}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"
        )
        self._parts.append(_paragraph([], "left"))

    def line(
        self, *runs: Run | str, align: Align = "both", indent: int = 0, first: int = 0, level: int = 0, after: int = 6
    ) -> None:
        """A paragraph. `indent`, `first`: of all lines, of the first, in millimetres; `level`: of a heading, from 1."""
        said = [Run(one) if isinstance(one, str) else one for one in runs]
        self._parts.append(_paragraph(said, align, indent, first, level, after, self._links))

    def table(
        self, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str] | Group], centred: Sequence[int] = (0,)
    ) -> None:
        """A table with a heading that comes again on each page. `columns`: names with their shares of the width."""
        whole = sum(share for _, share in columns)
        widths = [self._width * share // whole for _, share in columns]
        heading = "".join(
            _cell(name, width, bold=True, align="center") for (name, _), width in zip(columns, widths, strict=True)
        )
        said = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heading}</w:tr>"]
        for row in rows:
            if isinstance(row, Group):
                cells = _cell(row.label, widths[0], bold=True, align="center", keep=True)
                cells += _cell(row.text, sum(widths[1:]), bold=True, span=len(widths) - 1, keep=True)
            else:
                cells = "".join(
                    _cell(text, width, align="center" if at in centred else "left")
                    for at, (text, width) in enumerate(zip(row, widths, strict=True))
                )
            said.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        self._parts.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(said)}</w:tbl>"
        )
        self._parts.append(_paragraph([], "left", after=0))

    @property
    def _width(self) -> int:
        """Between the margins, in twentieths of a point."""
        return round(((297 if self.wide else 210) - MARGINS["left_margin"] - MARGINS["right_margin"]) * 56.6929)

    def written(self) -> bytes:
        """The file. Raises ValueError where a text has characters that no XML can hold."""
        made = docx.Document()
        normal = made.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(SIZE)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        section = made.sections[0]
        section.page_width, section.page_height = (Mm(297), Mm(210)) if self.wide else (Mm(210), Mm(297))
        section.orientation = WD_ORIENT.LANDSCAPE if self.wide else WD_ORIENT.PORTRAIT
        for name, size in MARGINS.items():
            setattr(section, name, Mm(size))
        section.different_first_page_header_footer = True
        section.header.paragraphs[0]._p.getparent().replace(section.header.paragraphs[0]._p, parse_xml(_page_number()))
        made.core_properties.keywords, made.core_properties.title = self.keywords, self.title
        made.core_properties.author, made.core_properties.comments = "", ""
        body = made.element.body
        for link, mark in self._links.items():  # by ids of its own: `relate_to` looks through all links for each
            made.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, link, mark, is_external=True)
        try:
            parts = parse_xml(f"<w:body {nsdecls('w', 'r')}>{''.join(self._parts)}</w:body>")
        except SyntaxError as cause:
            raise ValueError("a text has characters that no document can hold") from cause
        for part in list(parts):
            body.insert(len(body) - 1, part)  # before the properties of the section
        out = BytesIO()
        made.save(out)
        return out.getvalue()


def _page_number() -> str:
    field_ = "".join(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' if kind else
                     '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
                     for kind in ("begin", "", "end"))  # fmt: skip
    return f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="center"/></w:pPr>{field_}</w:p>'


def _paragraph(
    runs: Sequence[Run], align: Align, indent: int = 0, first: int = 0, level: int = 0, after: int = 6,
    links: dict[str, str] | None = None,
) -> str:  # fmt: skip
    outline = f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""
    keep = "<w:keepNext/>" if level else ""
    said = "".join(_linked(run, links) if run.link and links is not None else _run(run) for run in runs)
    return (
        f'<w:p><w:pPr>{keep}<w:spacing w:before="0" w:after="{after * 20}"/>'
        f'<w:ind w:left="{round(indent * 56.7)}" w:firstLine="{round(first * 56.7)}"/><w:jc w:val="{align}"/>{outline}'
        f"</w:pPr>{said}</w:p>"
    )


def _linked(run: Run, links: dict[str, str]) -> str:
    """`links`: by where they lead the id of each link so far."""
    mark = links.setdefault(run.link, f"link-{len(links)}")
    return f"<w:hyperlink r:id={quoteattr(mark)}>{_run(run, color='0B4F8A')}</w:hyperlink>"


def _run(run: Run, color: str = "") -> str:
    look = ("<w:b/>" if run.bold else "") + ("<w:i/>" if run.italic else "")
    look += f'<w:color w:val="{color}"/><w:u w:val="single"/>' if color else ""
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{_words(run.text)}</w:r>"


def _words(text: str) -> str:
    lines = ("<w:tab/>".join(_piece(piece) for piece in line.split("\t")) for line in text.split("\n"))
    return "<w:br/>".join(lines)


def _piece(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""


def _cell(
    text: str, width: int, *, bold: bool = False, align: Align = "left", span: int = 1, keep: bool = False
) -> str:
    """`keep`: on the page of the row below it."""
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    said = _paragraph([Run(text, bold)] if text else [], align, after=0)
    said = said.replace("<w:pPr>", "<w:pPr><w:keepNext/>", 1) if keep else said
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}</w:tcPr>{said}</w:tc>'
