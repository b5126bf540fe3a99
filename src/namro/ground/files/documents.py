"""Documents looked into before they are kept: nothing in them may run, hide other files, or unpack without end."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from namro.rules.packs.refused import Refused

MOST_MEMBERS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
_INFLATE = 8 * 1024 * 1024

_MACROS = re.compile(
    r"(vbaproject|vbadata|macrosheets/|/activex/|^basic/|^scripts/|\.bin$|\.exe$|\.dll$|\.js$|\.vbs$|\.jar$)",
    re.IGNORECASE,
)
_HARMLESS_BIN = re.compile(r"^(xl|word)/printersettings/", re.IGNORECASE)
_PDF_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_RUNS = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia|SubmitForm|ImportData)(?=[\s/<(\[>]|$)")
_PDF_ELSEWHERE = re.compile(rb"/(GoToR|GoToE)(?=[\s/<(\[>]|$)")
_PDF_OPENS = re.compile(rb"/OpenAction\s*(?:<<(.{0,500}?)>>|(\d+)\s+\d+\s+R)", re.DOTALL)
_PDF_URI = re.compile(rb"/S\s*/URI(?=[\s/<(\[>]|$)")
_RELATION = re.compile(rb"<relationship\b[^>]*>")
_LEADS_ONLY = (b"/hyperlink", b"/externallinkpath")
"""Relations to elsewhere that do nothing until a reader follows them."""
_DDE = re.compile(rb"<ddelink\b|instr(?:text[^>]*>|=\")[^<\"]{0,40}\bdde(?:auto)?\b")
_PDF_FORM = re.compile(
    rb"/XFA(?=[\s/<(\[>]|$)"
)  # short enough to stand in packed bytes by chance: looked for outside them
_PDF_PACKED = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_PDF_ENCRYPTED = re.compile(rb"/Encrypt(?=[\s/<(\[]|$)")
_PDF_STREAM = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)


def check_pdf(path: Path, name: str) -> None:
    """Raises Refused `cases.file-encrypted`, `cases.file-active`: a locked PDF, or one that runs or carries something.

    Reads names as written and as packed in object streams.
    """
    raw = path.read_bytes()
    parts = [raw, *_object_streams(raw)]
    for part in parts:
        plain = _PDF_NAME.sub(lambda found: bytes([int(found.group(1), 16)]), part)
        if _PDF_ENCRYPTED.search(plain):
            raise Refused("cases.file-encrypted", field="files", name=name)
        if _PDF_ELSEWHERE.search(plain) or _opens_elsewhere(plain):
            raise Refused("cases.file-active", field="files", name=name)
        if _PDF_RUNS.search(plain) or _PDF_FORM.search(_PDF_PACKED.sub(b"", plain)):
            raise Refused("cases.file-active", field="files", name=name)
    if b"%%EOF" not in raw[-2048:] and b"startxref" not in raw:
        raise Refused("cases.file-damaged", field="files", name=name)


def _opens_elsewhere(plain: bytes) -> bool:
    """Whether opening the document would lead the reader's computer to an address."""
    for found in _PDF_OPENS.finditer(plain):
        does = found.group(1)
        if does is None:
            there = re.search(rb"\b%s\s+\d+\s+obj(.{0,2000}?)endobj" % found.group(2), plain, re.DOTALL)
            does = there.group(1) if there else b""
        if _PDF_URI.search(does):
            return True
    return False


def _object_streams(raw: bytes) -> list[bytes]:
    """The unpacked object streams, up to a bound."""
    found, left = [], _INFLATE
    for match in _PDF_STREAM.finditer(raw):
        if left <= 0:
            break
        try:
            part = zlib.decompressobj().decompress(raw[match.end() :], left)
        except zlib.error:
            continue
        left -= len(part)
        found.append(part)
    return found


def package_kind(path: Path, name: str) -> str | None:
    """docx, xlsx or odt; None for any other zip file. Raises Refused `cases.file-damaged`, `cases.file-unknown`."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist()[:MOST_MEMBERS])
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                said = package.read("mimetype")
                if b"opendocument" in said:
                    if said.strip() == b"application/vnd.oasis.opendocument.text":
                        return "odt"
                    raise Refused("cases.file-unknown", field="files", name=name)
            if "[Content_Types].xml" in names:
                if "word/document.xml" in names:
                    return "docx"
                if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                    return "xlsx"
                raise Refused("cases.file-unknown", field="files", name=name)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError, EOFError):
        raise Refused("cases.file-damaged", field="files", name=name) from None
    return None


def check_package(path: Path, name: str) -> None:
    """Raises Refused for macros, embedded programs, locked members, templates from elsewhere and endless packing."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
                raise Refused("cases.file-bomb", field="files", name=name)
            for member in members:
                if member.flag_bits & 0x1:
                    raise Refused("cases.file-encrypted", field="files", name=name)
                if _MACROS.search(member.filename) and not _HARMLESS_BIN.search(member.filename):
                    raise Refused("cases.file-macros", field="files", name=name)
                if member.filename.endswith((".rels", "[Content_Types].xml", "META-INF/manifest.xml")):
                    _look_into(package, member, name)
                else:
                    _read_through(package, member, name)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError, EOFError):
        raise Refused("cases.file-damaged", field="files", name=name) from None


def _read_through(package: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    """Unpacks a member once, bit by bit: one that is longer than it says fails its check sum there. Raises Refused for
    fields that start another program (DDE)."""
    looked = member.filename.lower().endswith(".xml")
    before = b""
    with package.open(member) as opened:
        while part := opened.read(1024 * 1024):
            if looked and _DDE.search(before + part.lower()):
                raise Refused("cases.file-macros", field="files", name=name)
            before = part[-200:].lower()


def _look_into(package: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    if member.file_size > _INFLATE:
        raise Refused("cases.file-bomb", field="files", name=name)
    with package.open(member) as opened:
        text = opened.read(_INFLATE).lower()
    if b"macroenabled" in text or b"vbaproject" in text:
        raise Refused("cases.file-macros", field="files", name=name)
    if b"encryption-data" in text:
        raise Refused("cases.file-encrypted", field="files", name=name)
    if b"attachedtemplate" in text and b'targetmode="external"' in text:
        raise Refused("cases.file-macros", field="files", name=name)
    for relation in _RELATION.findall(text):
        if b'targetmode="external"' in relation and not any(kind in relation for kind in _LEADS_ONLY):
            raise Refused("cases.file-active", field="files", name=name)
