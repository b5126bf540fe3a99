"""Which files on the disk belong to the records. Rooms that keep files say so once, in their `apps.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

PATH = re.compile(r"[A-Za-z0-9_-]{1,80}(?:/[A-Za-z0-9_-]{1,80}){0,3}")
"""What a path below FILES_ROOT looks like: a few plain words, so that it can never lead out of there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that a row names. `path` below FILES_ROOT, `size` in bytes, `sha256` in hex. `waiting`: it belongs to
    something that was not sent yet, and may go at any moment."""

    path: str
    size: int
    sha256: str
    waiting: bool = False


SOURCES: dict[str, Callable[[str], Iterable[Kept]]] = {}
"""By room: gives the files that the rows of the database with that alias name, streamed."""


def register_kept(name: str, files: Callable[[str], Iterable[Kept]]) -> None:
    """Adds a room's files; the same name again takes the place of the first."""
    SOURCES[name] = files


def kept_files(using: str) -> Iterator[Kept]:
    """Every file that some row names, room by room."""
    for _, files in sorted(SOURCES.items()):
        yield from files(using)
