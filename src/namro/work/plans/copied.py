"""Which files on the disk belong to this room's rows: for copies of the installation and for sweeping."""

from __future__ import annotations

from collections.abc import Iterator

from namro.ground.copies.kept import Kept
from namro.work.plans.models import KeptFile


def kept(using: str) -> Iterator[Kept]:
    """The files of instruments and of evidence, streamed."""
    rows = KeptFile.objects.using(using).order_by("pk").values_list("path", "size", "sha256")
    for path, size, sha256 in rows.iterator(chunk_size=2000):
        yield Kept(path, size, sha256)
