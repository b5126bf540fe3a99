"""A new file that appears whole or not at all, and never in the place of another."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from namro.rules.packs.refused import Refused

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def landing(place: Path, beside: Path | None = None) -> Iterator[BinaryIO]:
    """An open file (mode 0600) under another name in the same folder; on leaving it is on the disk and gets its name.

    Raises `Refused` `copies.there-already`, `copies.no-folder`, `copies.disk-full`; then, and whatever else happens,
    nothing is left, nor of a file `beside` that landed meanwhile.
    """
    require_free(place)
    landed = False
    fresh = place.with_name(f".{place.name[:80]}.{secrets.token_hex(6)}.partial")
    try:
        try:
            handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w+b") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            _named(fresh, place)
            landed = True
        except OSError as cause:
            if cause.errno in FULL:
                raise Refused("copies.disk-full", folder=place.parent.absolute()) from cause
            raise
    finally:
        fresh.unlink(missing_ok=True)
        if beside is not None and not landed:
            beside.unlink(missing_ok=True)


def require_free(place: Path) -> None:
    """Raises `Refused` `copies.there-already` or `copies.no-folder` where no new file can be made."""
    if os.path.lexists(place):
        raise Refused("copies.there-already", file=place)
    if not place.absolute().parent.is_dir():
        raise Refused("copies.no-folder", folder=place.absolute().parent)


def _named(fresh: Path, place: Path) -> None:
    try:
        os.link(fresh, place)
    except FileExistsError:
        raise Refused("copies.there-already", file=place) from None
    except OSError:  # a file system without links, such as that of most USB sticks
        require_free(place)
        fresh.rename(place)
    settle(place.parent)


def settle(folder: Path) -> None:
    """Makes new names in `folder` survive a power cut, where the file system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
