"""Which files on the disk belong to this room's rows: for copies of the installation (`namro.ground.copies`)."""

from __future__ import annotations

from collections.abc import Iterator

from namro.ground.copies.kept import Kept
from namro.work.cases.models import Attachment, StagedFile

COLUMNS = ("path", "size", "sha256")


def kept(using: str) -> Iterator[Kept]:
    """The files of cases, then those that wait for their report to be sent, each by its row, streamed."""
    for model in (Attachment, StagedFile):
        rows = model.objects.using(using).order_by("pk").values_list(*COLUMNS).iterator(chunk_size=2000)
        for path, size, sha256 in rows:
            yield Kept(path, size, sha256, waiting=model is StagedFile)
