"""Reading a PDF as an archivist would: is it PDF/A, are its fonts in it, what does it say?"""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader


def reader(made: bytes) -> PdfReader:
    """The PDF, read strictly."""
    return PdfReader(io.BytesIO(made), strict=True)


def text(made: bytes) -> str:
    """All that it says, with plain spaces, without the marks where a long word may break."""
    said = "\n".join(page.extract_text() for page in reader(made).pages)
    return re.sub(r"\s+", " ", said.replace("\u200b", ""))


def pages(made: bytes) -> list[str]:
    """What each page says."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader(made).pages]


def not_archival(made: bytes) -> list[str]:
    """Everything that keeps the file from being PDF/A-2b, as far as its structure tells; nothing for a good one."""
    pdf, wrong = reader(made), []
    root = pdf.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    if "<pdfaid:part>2</pdfaid:part>" not in xmp or "<pdfaid:conformance>B</pdfaid:conformance>" not in xmp:
        wrong.append("the metadata do not say PDF/A-2b")
    intents = root.get("/OutputIntents", [])
    if not any(one.get_object()["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in one.get_object() for one in intents):
        wrong.append("no output intent with a colour profile")
    if "/Encrypt" in pdf.trailer:
        wrong.append("encrypted")
    for name in ("/JavaScript", "/OpenAction", "/AA", "/AcroForm"):
        if name in root or name in root.get("/Names", {}):
            wrong.append(f"{name} in the catalogue")
    if "/ID" not in pdf.trailer:
        wrong.append("no identifier")
    for number, page in enumerate(pdf.pages, 1):
        wrong += [f"page {number}: {said}" for said in _fonts_outside(page)]
        if "/Annots" in page:
            wrong.append(f"page {number}: annotations")
    return wrong


def _fonts_outside(page: Any) -> list[str]:
    found = []
    for font in page["/Resources"].get("/Font", {}).values():
        inner = font.get_object()
        for part in inner.get("/DescendantFonts", [inner]):
            described = part.get_object().get("/FontDescriptor")
            if described is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.get_object()):
                found.append(f"{inner['/BaseFont']} is not in the file")
        if "/ToUnicode" not in inner:
            found.append(f"{inner['/BaseFont']} cannot be copied as text")
    return found


def size(made: bytes) -> tuple[int, int]:
    """Width and height of the first page in whole millimetres."""
    box = reader(made).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)
