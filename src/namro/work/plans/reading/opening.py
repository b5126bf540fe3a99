"""From the bytes of a file to a document, or to a sentence about why not. What a file is, its content says."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.plans.reading.document import MOST_CHARACTERS, Document, Table

LARGEST = 30 * 1024 * 1024
"""Bytes of a file."""
UNPACKED = 200 * 1024 * 1024
"""Bytes of all parts of a package when unpacked, its pictures included."""
LARGEST_PART = 16 * 1024 * 1024
"""Bytes of one part of a package that is read."""
LARGEST_PARTS = 40 * 1024 * 1024
"""Bytes of all such parts together."""
MOST_PARTS = 3000
MOST_ROWS = 20_000
"""Paragraphs and rows of all tables of a document together."""
LONGEST_LINE = 100_000
"""Characters of one paragraph, or of one row of a table."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG = 65_536
_OTHERS = (b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def read_document(data: bytes, name: str, pack: Pack | None = None) -> Document:
    """What stands in a file of Word (.docx), a PDF with text, a workbook (.xlsx) or a plain text, as one text (NFC).

    Raises Refused `plans.file.…` for what cannot be read whole; there is never half a document.
    """
    pack = pack or the_pack()
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("plans.file.empty", field="file", file=name)
    if len(data) > LARGEST:
        raise Refused("plans.file.too-large", field="file", file=name, megabytes=LARGEST // 2**20)
    document = _read(data, name, pack)
    if not document.text.strip():
        raise Refused("plans.file.empty", field="file", file=name)
    if sum(len(block.rows) if isinstance(block, Table) else 1 for block in document.blocks) > MOST_ROWS:
        raise Refused("plans.file.too-much", field="file", file=name)
    if any(len(line) > LONGEST_LINE for line in document.text.split("\n")):
        raise Refused("plans.file.long-line", field="file", file=name, most=LONGEST_LINE)
    if len(document.text) > MOST_CHARACTERS:
        raise Refused("plans.file.too-long", field="file", file=name, most=MOST_CHARACTERS)
    return document


def _read(data: bytes, name: str, pack: Pack) -> Document:
    if data.startswith(_OLE):
        raise Refused("plans.file.password" if _LOCKED in data else "plans.file.old-word", field="file", file=name)
    if data.startswith(b"PK"):
        parts = package_parts(data, name)
        if "word/document.xml" in parts:
            from namro.work.plans.reading.word import read_word  # heavy, and most commands open no document

            return read_word(data, name, pack)
        if "xl/workbook.xml" in parts:
            from namro.work.plans.reading.workbook import read_workbook

            return read_workbook(data, name, pack)
        raise Refused("plans.file.kind", field="file", file=name)
    if b"%PDF-" in data[:1024]:
        from namro.work.plans.reading.pdf import read_pdf

        return read_pdf(data, name, pack)
    if data.startswith(_OTHERS):
        raise Refused("plans.file.kind", field="file", file=name)
    from namro.work.plans.reading.plain import read_plain

    return read_plain(data, name, pack)


def package_parts(data: bytes, name: str) -> dict[str, int]:
    """The parts of a package with their sizes. Raises Refused for what is damaged, hostile or bursts."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            infos = package.infolist()
            if any(info.flag_bits & 1 for info in infos):
                raise Refused("plans.file.password", field="file", file=name)
            parts = {info.filename: info.file_size for info in infos}
            marked = {part: size for part, size in parts.items() if part.lower().endswith((".xml", ".rels"))}
            if (
                sum(info.file_size for info in infos) > UNPACKED
                or len(infos) > MOST_PARTS
                or any(size > LARGEST_PART for size in marked.values())
                or sum(marked.values()) > LARGEST_PARTS
            ):
                raise Refused("plans.file.bursts", field="file", file=name, megabytes=LARGEST_PART // 2**20)
            for part in marked:
                with package.open(part) as opened:
                    if _ENTITY.search(opened.read(_PROLOG)):
                        raise Refused("plans.file.damaged", field="file", file=name)
            return parts
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as cause:
        raise Refused("plans.file.damaged", field="file", file=name) from cause
