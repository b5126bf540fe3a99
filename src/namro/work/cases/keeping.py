"""The rows of kept files: from a draft's waiting files to a case's attachments. Used inside actions only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from namro.work.cases.attachments import Ready
from namro.work.cases.models import Attachment, Case, Done, StagedFile
from namro.work.cases.receipts import draft_digest

COLUMNS = ("token", "path", "name", "kind", "media_type", "size", "sha256")


def adopt_staged(draft: str, case: Case, done: Done) -> int:
    """Makes the files that wait under the draft attachments of the case; how many there were."""
    waiting = list(StagedFile.objects.filter(draft=draft_digest(draft)).order_by("id"))
    if not waiting:
        return 0
    Attachment.objects.bulk_create(
        Attachment(
            case=case,
            done=done,
            by_reporter=True,
            for_reporter=True,
            at=file.at,
            **{column: getattr(file, column) for column in COLUMNS},
        )
        for file in waiting
    )
    StagedFile.objects.filter(pk__in=[file.pk for file in waiting]).delete()
    return len(waiting)


def attach_all(
    case: Case, done: Done, files: Sequence[Ready], *, by_reporter: bool, for_reporter: bool, at: datetime
) -> None:
    """Writes the rows of files that belong to an action."""
    Attachment.objects.bulk_create(
        Attachment(case=case, done=done, by_reporter=by_reporter, for_reporter=for_reporter, at=at, **asdict(file))
        for file in files
    )
