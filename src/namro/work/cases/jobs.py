"""Scheduled work, each run safe to repeat; `now` is the wall clock unless it is given."""

from __future__ import annotations

from datetime import UTC, datetime

from namro.ground.people.actors import SYSTEM
from namro.work.cases import attachments, deliveries
from namro.work.cases.files_actions import purge_staged
from namro.work.cases.handover_actions import recount
from namro.work.cases.import_staging import Staging, root, waiting
from namro.work.cases.models import Attachment, Case, StagedFile
from namro.work.cases.recheck import recheck

IMPORT_WAITS = 30 * 24 * 3600
"""Seconds for which a file waits to be brought in."""
STAGED_FOR = 24 * 3600
"""Seconds for which a file waits for its report to be sent."""


def purge(now: datetime | None = None) -> int:
    """Throws away the files of reports that were never sent; how many."""
    now = now or datetime.now(UTC)
    old = [pk for pk, at in StagedFile.objects.values_list("pk", "at") if (now - at).total_seconds() > STAGED_FOR]
    if not old:
        return 0
    for path in purge_staged(None, ids=old, actor=SYSTEM("purge"), now=now):
        attachments.remove(path)
    return len(old)


def purge_imports(now: datetime | None = None) -> int:
    """Throws away files that wait to be brought in and that nobody has touched for 30 days; how many."""
    now = now or datetime.now(UTC)
    thrown = 0
    for token in waiting():
        folder = root() / token
        touched = max((file.stat().st_mtime for file in folder.iterdir()), default=0.0)
        if now.timestamp() - touched > IMPORT_WAITS:
            with Staging(token) as staging, staging.alone() as mine:
                if mine:
                    staging.throw_away()
                    thrown += 1
    return thrown


def sweep_files(now: datetime | None = None) -> int:
    """Takes away kept files that no row knows, once they are a day old (a transaction may be about to name one)."""
    now = now or datetime.now(UTC)
    known = {*Attachment.objects.values_list("path", flat=True), *StagedFile.objects.values_list("path", flat=True)}
    swept = 0
    for file in attachments.root().glob("*/*/*"):
        inside = file.relative_to(attachments.root()).as_posix()
        if file.is_file() and inside not in known and now.timestamp() - file.stat().st_mtime > STAGED_FOR:
            file.unlink(missing_ok=True)
            swept += 1
    return swept


def recount_open(now: datetime | None = None) -> dict[str, list[tuple[str, str, str]]]:
    """Brings the dates of every case up to today's calendar; which clocks moved, from which day to which, by case."""
    now = now or datetime.now(UTC)
    stale = {d.case for d in recheck(now) if d.field.startswith(("clock", "next_due"))}
    moved: dict[str, list[tuple[str, str, str]]] = {}
    for case in Case.objects.filter(ref__in=stale).order_by("pk").iterator():
        moved[case.ref] = recount(case, actor=SYSTEM("recount"), now=now)
    return moved


def deliver_events(now: datetime | None = None) -> list[deliveries.Run]:
    """Tells the city's own systems what was done since they were last told; what was done for each."""
    return deliveries.deliver((lambda: now) if now is not None else (lambda: datetime.now(UTC)))
