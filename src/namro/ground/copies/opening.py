"""Opening a copy as something that anybody may have made: nothing in it is believed before it was held against its
hash, and nothing is read further than it says it goes."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from namro.ground.copies.kept import PATH
from namro.ground.copies.manifest import FILES, LARGEST, MANIFEST, Manifest, Part, parsed, rows_part
from namro.ground.copies.writing import BLOCK, SEAL
from namro.rules.packs.refused import Refused

MOST_PARTS = 400
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one row."""
BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, OverflowError)
"""What reading a file raises that is no copy, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One kept file inside a copy: its path below FILES_ROOT, its bytes in blocks, and whether they are whole once
    the blocks were read (`copies.broken` is raised while reading where they are not)."""

    path: str
    size: int
    blocks: Iterator[bytes]


class Copy:
    """An open copy. Everything raises `Refused` `copies.broken` where the file is not what it says."""

    def __init__(self, archive: ZipFile, manifest: Manifest, seal: str) -> None:
        self._archive, self.manifest, self.seal = archive, manifest, seal

    def check(self) -> None:
        """Reads every part and holds it against its hash and its size."""
        for part in self.manifest.parts:
            with self._reading(part) as inside:
                while inside.read(BLOCK):
                    pass

    def lines(self, table: str) -> Iterator[bytes]:
        """The rows of a table as lines."""
        part, count = self.manifest.part(rows_part(table)), 0
        with self._reading(part) as inside:
            while line := inside.line():
                count += 1
                yield line
        if count != part.rows:
            raise Refused("copies.broken", what=part.name)

    def files(self) -> Iterator[Frame]:
        """The kept files in their order; the blocks of each must be read before the next."""
        part, count = self.manifest.part(FILES), 0
        with self._reading(part) as inside:
            while head := inside.line():
                path, size = _head(head)
                yield Frame(path, size, _blocks(inside, size))
                count += 1
        if count != part.rows:
            raise Refused("copies.broken", what=part.name)

    @contextmanager
    def _reading(self, part: Part) -> Iterator[_Part]:
        try:
            opened = self._archive.open(part.name)
        except BROKEN as cause:
            raise Refused("copies.broken", what=part.name) from cause
        with opened:
            yield _Part(opened, part)


class _Part:
    """A part as a stream that ends where the manifest says, and is what its hash says."""

    def __init__(self, opened: IO[bytes], part: Part) -> None:
        self._opened, self._part = opened, part
        self._hashed, self._left, self._ended = hashlib.sha256(), part.size, False

    def read(self, most: int) -> bytes:
        """The next bytes, at most so many."""
        return self._took(self._read(self._opened.read, most))

    def line(self) -> bytes:
        """The next line with its line end."""
        found = self._read(self._opened.readline, LONGEST_LINE)
        if found and not found.endswith(b"\n"):
            raise Refused("copies.broken", what=self._part.name)
        return self._took(found)

    def _read(self, how: Callable[[int], bytes], most: int) -> bytes:
        try:
            return how(min(most, self._left)) if self._left else b""
        except BROKEN as cause:
            raise Refused("copies.broken", what=self._part.name) from cause

    def _took(self, found: bytes) -> bytes:
        self._hashed.update(found)
        self._left -= len(found)
        if not found and not self._ended:
            self._ended = True
            if self._left or self._over() or self._hashed.hexdigest() != self._part.sha256:
                raise Refused("copies.broken", what=self._part.name)
        return found

    def _over(self) -> bool:
        """Whether more follows than the manifest says; what follows is not read."""
        try:
            return bool(self._opened.read(1))
        except BROKEN:
            return True


def _head(line: bytes) -> tuple[str, int]:
    try:
        said = json.loads(line)
        path, size = said["path"], said["size"]
    except (ValueError, KeyError, TypeError, RecursionError) as cause:
        raise Refused("copies.broken", what=FILES) from cause
    if not isinstance(path, str) or not PATH.fullmatch(path) or type(size) is not int or size < 0:
        raise Refused("copies.bad-path", path=str(path)[:80])
    return path, size


def _blocks(inside: _Part, size: int) -> Iterator[bytes]:
    own, left = hashlib.sha256(), size
    while left:
        block = inside.read(min(BLOCK, left))
        if not block:
            raise Refused("copies.broken", what=FILES)
        own.update(block)
        left -= len(block)
        yield block
    foot = inside.line()
    if foot != json.dumps({"sha256": own.hexdigest()}).encode() + b"\n":
        raise Refused("copies.broken", what=FILES)


@contextmanager
def opened(file: Path) -> Iterator[Copy]:
    """The copy in a file, its manifest read and its parts known to be there.

    Raises `Refused` `copies.broken`, `copies.other-format`; OSError where the file cannot be read at all.
    """
    with file.open("rb") as raw:
        try:
            archive = ZipFile(raw)
        except BROKEN as cause:
            raise Refused("copies.no-copy", file=file) from cause
        with archive:
            manifest, seal = _manifest(archive)
            _require_parts(archive, manifest, file.stat().st_size)
            yield Copy(archive, manifest, seal)


def _manifest(archive: ZipFile) -> tuple[Manifest, str]:
    try:
        with archive.open(MANIFEST) as part:
            raw = part.read(LARGEST + 1)
    except KeyError as cause:
        raise Refused("copies.no-copy", file=archive.filename) from cause
    except BROKEN as cause:
        raise Refused("copies.broken", what=MANIFEST) from cause
    seal = hashlib.sha256(raw).hexdigest()
    if len(raw) > LARGEST or archive.comment != f"{SEAL}{seal}".encode():
        raise Refused("copies.broken", what=MANIFEST)
    return parsed(raw), seal


def _require_parts(archive: ZipFile, manifest: Manifest, size: int) -> None:
    """Exactly the parts that the manifest names, each of the size that it names, packed in a way that we know and no
    two of them in the same bytes."""
    there = archive.infolist()
    sizes = {MANIFEST: None, **{part.name: part.size for part in manifest.parts}}
    overlap = sum(info.compress_size for info in there) > size
    if overlap or len(there) > MOST_PARTS or sorted(info.filename for info in there) != sorted(sizes):
        raise Refused("copies.broken", what=MANIFEST)
    for info in there:
        wanted = sizes[info.filename]
        if info.compress_type not in (ZIP_DEFLATED, ZIP_STORED) or (wanted is not None and info.file_size != wanted):
            raise Refused("copies.broken", what=info.filename)
