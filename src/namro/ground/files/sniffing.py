"""What a file is, by its content; its name and what the sender calls it are not believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import filetype

from namro.ground.files.documents import check_package, check_pdf, package_kind
from namro.rules.packs.refused import Refused

HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken. `name`: image, document, sheet, text, video, audio."""

    name: str
    media_type: str
    ending: str


JPEG = Kind("image", "image/jpeg", "jpg")
PNG = Kind("image", "image/png", "png")
WEBP = Kind("image", "image/webp", "webp")
GIF = Kind("image", "image/gif", "gif")
PDF = Kind("document", "application/pdf", "pdf")
DOCX = Kind("document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
XLSX = Kind("sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
ODT = Kind("document", "application/vnd.oasis.opendocument.text", "odt")
MP4 = Kind("video", "video/mp4", "mp4")
MOV = Kind("video", "video/quicktime", "mov")
THREE_GP = Kind("video", "video/3gpp", "3gp")
MP3 = Kind("audio", "audio/mpeg", "mp3")
M4A = Kind("audio", "audio/mp4", "m4a")
WAV = Kind("audio", "audio/wav", "wav")
TXT = Kind("text", "text/plain", "txt")

PACKAGES = {"docx": DOCX, "xlsx": XLSX, "odt": ODT}

_PROGRAMS: tuple[bytes, ...] = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"dex\n",
)
_PROGRAMS += (b"\x00asm", b"L\x00\x00\x00\x01\x14\x02\x00", b"#!", b"!<arch>", b"\xed\xab\xee\xdb")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf'\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF", b"(\xb5/\xfd", b"\x04\x22M\x18")
_ENCRYPTED = (
    b"-----BEGIN PGP",
    b"age-encryption.org",
    b"Salted__",
    b"LUKS\xba\xbe",
    b"\x85\x01",
    b"\x85\x02",
    b"\x8c\x0d",
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF = (b"heic", b"heix", b"heif", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_MARKUP = (
    b"<!doctype",
    b"<html",
    b"<svg",
    b"<?xml",
    b"<?php",
    b"<script",
    b"<head",
    b"<body",
    b"<iframe",
    b"<!--",
    b"<%",
)
_SCRIPT_INSIDE = (b"<script", b"<iframe", b"<svg", b"<html", b"javascript:", b"<?php", b"<object", b"<embed")
_SCRIPT_STARTS = (
    b"@echo",
    b"mime-version:",
    b"{\\rtf",
    b"function ",
    b"powershell",
    b"import os",
    b"[internetshortcut]",
)
_SCRIPT_NAMES = re.compile(
    r"\.(bat|cmd|com|cpl|exe|hta|html?|jar|jse?|lnk|mht|mhtml|msi|php|pif|ps1|py|reg|rtf|scr|sh|svg|url|vb[es]?|wsf"
    r"|xhtml|xml)$",
    re.IGNORECASE,
)


def judge(path: Path, name: str) -> Kind:
    """The kind of the file at `path`. Raises Refused with the reason and the file's name."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused("cases.file-empty", field="files", name=name)
    found = _picture(head) or _sound_or_film(head, name)
    if found is not None:
        return found
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:5] == b"%PDF-":
        check_pdf(path, name)
        return PDF
    if head.startswith(b"PK"):
        kind = package_kind(path, name)
        if kind is None:
            raise Refused("cases.file-archive", field="files", name=name)
        check_package(path, name)
        return PACKAGES[kind]
    _dangerous(head, name)
    if _is_text(path, head, name):
        return TXT
    raise Refused("cases.file-unknown", field="files", name=name)


def _picture(head: bytes) -> Kind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return GIF if head[:6] in (b"GIF87a", b"GIF89a") else None


def _sound_or_film(head: bytes, name: str) -> Kind | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if head[:3] == b"ID3" or (head[0] == 0xFF and len(head) > 3 and head[1] in (0xFB, 0xFA, 0xF3, 0xF2)):
        return MP3
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _HEIF:
            raise Refused("cases.file-heic", field="files", name=name)
        if brand.startswith(b"qt"):
            return MOV
        if brand.startswith(b"3g"):
            return THREE_GP
        return M4A if brand.startswith((b"M4A", b"M4B")) else MP4
    return MOV if head[4:8] in (b"moov", b"wide") else None


def _dangerous(head: bytes, name: str) -> None:
    """Raises Refused for programs, archives, old office files, encrypted files and pages."""
    if head.startswith(_PROGRAMS):
        raise Refused("cases.file-program", field="files", name=name)
    if head.startswith(_OLD_OFFICE):
        code = "cases.file-encrypted" if b"E\0n\0c\0r\0y\0p\0t\0" in head else "cases.file-old-office"
        raise Refused(code, field="files", name=name)
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        raise Refused("cases.file-archive", field="files", name=name)
    if head.startswith(_ENCRYPTED):
        raise Refused("cases.file-encrypted", field="files", name=name)
    guess = filetype.guess(head)
    if guess is not None and guess.mime.startswith(("application/", "font/")):
        kind = (
            "archive" if guess.extension in ("zip", "tar", "gz", "lz", "Z", "deb", "rpm", "cab", "iso") else "unknown"
        )
        raise Refused(f"cases.file-{kind}", field="files", name=name)


def _is_text(path: Path, head: bytes, name: str) -> bool:
    """Whether the whole file is plain text. Raises Refused for text that a browser or a machine would run."""
    whole = path.read_bytes()
    try:
        text = whole.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except (UnicodeDecodeError, UnicodeError):
        return False
    if any(ord(c) < 32 and c not in "\t\n\r\f" for c in text):
        return False
    low = text.lower().lstrip().encode("utf-8", "replace")
    if (
        low.startswith(_MARKUP)
        or low.startswith(_SCRIPT_STARTS)
        or low.startswith(b"#!")
        or any(mark in low for mark in _SCRIPT_INSIDE)
        or _SCRIPT_NAMES.search(name)
    ):
        raise Refused("cases.file-script", field="files", name=name)
    return True
