"""Files that people send: judged by their content, cleaned, and kept outside the web root under random names.

`take_in` does the slow work before any transaction begins; an action then only writes the row. A file whose row was
never written, in any room that says which files are its own (`ground.copies.kept`), is swept away by a job.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.conf import settings

from namro.ground import texts
from namro.ground.files.films import blank
from namro.ground.files.pictures import remake
from namro.ground.files.sniffing import Kind, judge
from namro.rules.packs.refused import Refused

MOST_BYTES = 20 * 1024 * 1024
"""Bytes of one file."""
MOST_FILES = 10
"""Files of one sending."""


class Upload(Protocol):
    """What a form hands over: Django's uploaded files, or any open file with a name."""

    name: Any

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Ready:
    """A cleaned file in its place; what its row will say."""

    token: str
    path: str
    name: str
    kind: str
    media_type: str
    size: int
    sha256: str


def root() -> Path:
    """The folder of all kept files."""
    return Path(settings.FILES_ROOT)


def take_in(upload: Upload) -> Ready:
    """Reads, judges, cleans and keeps one file. Raises Refused `cases.file-…`; then nothing is kept."""
    name = safe_name(upload.name)
    with _scratch() as folder:
        raw, made = folder / "raw", folder / "made"
        _copied(upload, raw, name)
        kind = judge(raw, name)
        if kind.name == "image":
            kind = remake(raw, made, kind, name)
        else:
            if kind.name in ("video", "audio"):
                blank(raw, kind, name)
            made = raw
        return _placed(made, kind, name)


def _copied(upload: Upload, target: Path, name: str) -> None:
    size = 0
    with target.open("wb") as out:
        while chunk := upload.read(256 * 1024):
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused("cases.file-too-big", field="files", name=name, most=MOST_BYTES // (1024 * 1024))
            out.write(chunk)
    if size == 0:
        raise Refused("cases.file-empty", field="files", name=name)


def _placed(made: Path, kind: Kind, name: str) -> Ready:
    data = made.read_bytes()
    token = secrets.token_urlsafe(18)
    inside = f"{secrets.token_hex(1)}/{secrets.token_hex(1)}/{secrets.token_hex(20)}"
    place = root() / inside
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.chmod(0o600)
    made.replace(place)
    _settle(place.parent)
    stem = name.rpartition(".")[0] if "." in name else name
    return Ready(
        token=token,
        path=inside,
        name=f"{stem[:100].rstrip(' .') or 'file'}.{kind.ending}",
        kind=kind.name,
        media_type=kind.media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _settle(folder: Path) -> None:
    """Makes the new name in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A private folder beside the kept files, gone afterwards."""
    above = root() / "tmp"
    above.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=above) as folder:
        yield Path(folder)


def safe_name(name: object) -> str:
    """A file's name without folders, control characters and marks that mislead; never empty."""
    text = texts.clean(str(name or "")[-1000:])[-400:].replace("\\", "/").rpartition("/")[2]
    shown = (c for c in text if c not in '<>:"|?*%;&$`\n\t' and unicodedata.category(c) != "Cf")
    text = " ".join("".join(shown).split()).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if not dot:
        return text[:100] or "file"
    return f"{stem[:100]}.{ending[:10]}"


def open_file(path: str) -> BinaryIO:
    """The kept file's bytes. Raises FileNotFoundError."""
    return (root() / path).open("rb")


def sha256_of(path: str) -> str:
    """Of the kept file's bytes, in hex; empty where it is gone."""
    try:
        with open_file(path) as file:
            made = hashlib.sha256()
            while part := file.read(1024 * 1024):
                made.update(part)
            return made.hexdigest()
    except OSError:
        return ""


def remove(path: str) -> None:
    """Takes a kept file away; nothing happens when it is gone already."""
    (root() / path).unlink(missing_ok=True)
