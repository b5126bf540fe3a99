"""Keys of this installation: small files in NAMRO_KEYS, outside the database and its backup.

A key is made once, whole and readable by its owner only: it is written under another name and linked into place, so
that of two processes that start together the first wins and both read the same bytes.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from django.conf import settings


class KeyMissing(RuntimeError):
    """A key that records were written with is not where it should be. The message says which file, and what to do."""


class KeyWrong(RuntimeError):
    """The key file is not the one that records were written with, or is damaged. The message says which file."""


def path_of(name: str) -> Path:
    """Where the key `name` lies."""
    return Path(settings.NAMRO_KEYS) / name


def key_id(key: bytes) -> str:
    """The first 16 hex digits of SHA-256 over the key: enough to tell keys apart, useless to open anything."""
    return sha256(b"namro.key" + key).hexdigest()[:16]


def read(name: str) -> bytes | None:
    """The bytes of the key `name`, or None if there is no such file."""
    try:
        return path_of(name).read_bytes()
    except FileNotFoundError:
        return None


def read_or_make(name: str, make: Callable[[], bytes] = lambda: secrets.token_bytes(32)) -> bytes:
    """The bytes of the key `name`; made first (mode 0600, folder 0700) if it is not there."""
    found = read(name)
    if found is not None:
        return found
    place = path_of(name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(make())
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(fresh, place)
    finally:
        fresh.unlink()
    return place.read_bytes()
