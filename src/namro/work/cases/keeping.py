"""The rows of kept files: from a draft's waiting files to a case's attachments. Used inside actions only.

The rows are made before the action is written, because the action binds them (`digests.of_file`), and kept after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from namro.ground.fetch import Fetch, Lookup
from namro.ground.files.keeping import Ready
from namro.work.cases.models import Attachment, Case, Done, StagedFile
from namro.work.cases.receipts import draft_digest

COLUMNS = ("token", "path", "name", "kind", "media_type", "size", "sha256")


def waiting(draft: str) -> list[StagedFile]:
    """The files that wait under the draft."""
    return _waiting(draft_digest(draft))


def question(draft: str) -> Lookup:
    """What `waiting` asks of the database."""
    return _waiting, (draft_digest(draft),)


_waiting = Fetch(StagedFile, where="t0.draft = %s", order="t0.id")


def adopted(files: Sequence[StagedFile]) -> list[Attachment]:
    """What waiting files become when their report is sent; not written yet."""
    return [
        Attachment(
            by_reporter=True, for_reporter=True, at=file.at, **{column: getattr(file, column) for column in COLUMNS}
        )
        for file in files
    ]


def attached(files: Sequence[Ready], *, by_reporter: bool, for_reporter: bool, at: datetime) -> list[Attachment]:
    """What files become that join a case; not written yet."""
    return [Attachment(by_reporter=by_reporter, for_reporter=for_reporter, at=at, **asdict(file)) for file in files]


def keep(files: Sequence[Attachment], case: Case, done: Done, *, instead_of: Sequence[StagedFile] = ()) -> None:
    """Writes the rows of files as those of an action, and takes away those that they waited in."""
    for file in files:
        file.case, file.done = case, done
    Attachment.objects.bulk_create(files)
    if instead_of:
        StagedFile.objects.filter(pk__in=[file.pk for file in instead_of]).delete()
