"""Files: wait for a report to be sent, or join a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from namro.ground import texts
from namro.ground.files.keeping import MOST_FILES, Ready, Upload, remove, take_in
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.cases import receipts
from namro.work.cases.digests import of_file
from namro.work.cases.keeping import attached, keep
from namro.work.cases.models import Attachment, Case, Done, Receipt, StagedFile
from namro.work.cases.turns import open_turn

MOST_IN_A_CASE = 100
MOST_BYTES_IN_A_CASE = 500 * 1024 * 1024


def stage_file(draft: str, upload: Upload, *, actor: Actor, now: datetime) -> StagedFile:
    """Keeps a file for a report that is still being written; gone after 24 hours unless the report is sent.

    Raises Refused `cases.file-…`, `cases.files-too-many`, `cases.draft-broken`.
    """
    digest = _digest(draft)
    if StagedFile.objects.filter(draft=digest).count() >= MOST_FILES:
        raise Refused("cases.files-too-many", field="files", most=MOST_FILES)
    ready = take_in(upload)
    try:
        return _stage(None, digest=digest, ready=ready, actor=actor, now=now)
    except BaseException:
        remove(ready.path)
        raise


def _digest(draft: object) -> str:
    if not isinstance(draft, str) or not receipts.LEAST_TOKEN <= len(draft) <= 200:
        raise Refused("cases.draft-broken")
    return receipts.draft_digest(draft)


@action("cases.stage_file", open_to_all=True)
def _stage(target: None, *, digest: str, ready: Ready, actor: Actor, now: datetime) -> StagedFile:
    """Keep a file until the report that it belongs to is sent."""
    if connection.vendor == "postgresql":  # of files that come at once, one is counted after the other
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
    if Receipt.objects.filter(draft=digest).exists():
        raise Refused("cases.draft-sent", field="files")
    if StagedFile.objects.filter(draft=digest).count() >= MOST_FILES:
        raise Refused("cases.files-too-many", field="files", most=MOST_FILES)
    running = current()
    running.object_kind = "draft"
    return StagedFile.objects.create(draft=digest, at=now, **{k: getattr(ready, k) for k in Ready.__slots__})


def unstage_file(draft: str, file_id: int, *, actor: Actor, now: datetime) -> None:
    """Takes back a file that waits under this draft. Raises `NotThere`."""
    kept = StagedFile.objects.filter(draft=_digest(draft), pk=file_id).first()
    if kept is None:
        raise NotThere
    path = kept.path
    _unstage(None, file=kept, actor=actor, now=now)
    remove(path)


@action("cases.unstage_file", open_to_all=True)
def _unstage(target: None, *, file: StagedFile, actor: Actor, now: datetime) -> None:
    """Take back a file from a report that was not sent yet."""
    current().object_kind = "draft"
    file.delete()


@action("cases.purge_staged", by_system=True, by_operator=True)
def purge_staged(target: None, *, ids: Sequence[int], actor: Actor, now: datetime) -> list[str]:
    """Throw away files whose report was never sent; their paths, for the files themselves to follow."""
    rows = StagedFile.objects.filter(pk__in=list(ids))
    paths = list(rows.values_list("path", flat=True))
    rows.delete()
    current().object_kind = "draft"
    return paths


def attach(
    case: Case,
    *,
    uploads: Sequence[Upload],
    text: str = "",
    for_reporter: bool = False,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Adds up to ten files to a case, from the reporter or from the office. Raises Refused `cases.file-…`,
    `cases.files-too-many`, `cases.needed`."""
    if not uploads:
        raise Refused("cases.needed", field="files", name="files")
    if len(uploads) > MOST_FILES:
        raise Refused("cases.files-too-many", field="files", most=MOST_FILES)
    ready: list[Ready] = []
    try:
        for upload in uploads:
            ready.append(take_in(upload))
        return _attach(
            case, files=ready, text=text, for_reporter=for_reporter, seq=seq, once=once, actor=actor, now=now
        )
    except BaseException:
        for file in ready:
            remove(file.path)
        raise


@action("cases.attach", by_reporter=True)
def _attach(
    case: Case,
    *,
    files: Sequence[Ready],
    text: str,
    for_reporter: bool,
    seq: int | None,
    once: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Add files to a case."""
    turn = open_turn(case, actor=actor, now=now, seq=seq, once=once)
    by_reporter = actor.kind == "reporter"
    sizes = list(Attachment.objects.filter(case=case).values_list("size", flat=True))
    if len(sizes) + len(files) > MOST_IN_A_CASE:
        raise Refused("cases.files-too-many", field="files", most=MOST_IN_A_CASE)
    if sum(sizes) + sum(file.size for file in files) > MOST_BYTES_IN_A_CASE:
        raise Refused("cases.files-too-much", field="files", most=MOST_BYTES_IN_A_CASE // (1024 * 1024))
    if by_reporter:
        turn.not_too_often(field="files")
        turn.tells.append("office")
    elif for_reporter:
        turn.tells.append("reporter")
    data: dict[str, Any] = {"by_reporter": by_reporter, "for_reporter": by_reporter or for_reporter}
    rows = attached(files, **data, at=now)
    data["files"] = [of_file(row) for row in rows]
    done = turn.write("attach", data, {"text": texts.long_text(text, "text")})
    keep(rows, case, done)
    return done
