"""Scheduled work, each run safe to repeat; `now` is the wall clock unless it is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.db import DEFAULT_DB_ALIAS

from namro.ground.copies.kept import kept_files
from namro.ground.files import keeping
from namro.ground.people.actors import SYSTEM
from namro.rules.packs.current import the_pack
from namro.work.cases import deliveries, held
from namro.work.cases.dates_actions import note_calendar, recount
from namro.work.cases.events import end
from namro.work.cases.files_actions import purge_staged
from namro.work.cases.held_actions import send_held
from namro.work.cases.import_staging import Staging, root, waiting
from namro.work.cases.models import CalendarUsed, Case, CaseClock, StagedFile
from namro.work.cases.moved_dates import stale
from namro.work.cases.moved_why import Day
from namro.work.cases.moved_why import changed as changed_days

IMPORT_WAITS = 30 * 24 * 3600
"""Seconds for which a file waits to be brought in."""
STAGED_FOR = 24 * 3600
"""Seconds for which a file waits for its report to be sent."""


def purge(now: datetime | None = None) -> int:
    """Throws away the files of reports that were never sent; how many."""
    now = now or datetime.now(UTC)
    old = _never_sent(now)
    if not old:
        return 0
    for path in purge_staged(None, ids=old, actor=SYSTEM("purge"), now=now):
        keeping.remove(path)
    return len(old)


def _never_sent(now: datetime) -> list[int]:
    return [pk for pk, at in StagedFile.objects.values_list("pk", "at") if (now - at).total_seconds() > STAGED_FOR]


def anything_to_purge(now: datetime) -> bool:
    """Whether a file waits that was never sent."""
    return bool(_never_sent(now))


def purge_imports(now: datetime | None = None) -> int:
    """Throws away files that wait to be brought in and that nobody has touched for 30 days; how many."""
    now = now or datetime.now(UTC)
    thrown = 0
    for token in waiting():
        try:
            touched = max((file.stat().st_mtime for file in (root() / token).iterdir()), default=0.0)
        except FileNotFoundError:  # another process throws it away at this moment
            continue
        if now.timestamp() - touched > IMPORT_WAITS:
            with Staging(token) as staging, staging.alone() as mine:
                if mine:
                    staging.throw_away()
                    thrown += 1
    return thrown


def sweep_files(now: datetime | None = None) -> int:
    """Takes away kept files that no row knows, once they are a day old (a transaction may be about to name one)."""
    now = now or datetime.now(UTC)
    known = {kept.path for kept in kept_files(DEFAULT_DB_ALIAS)}  # of every room
    swept = 0
    for file in keeping.root().glob("*/*/*"):
        inside = file.relative_to(keeping.root()).as_posix()
        if file.is_file() and inside not in known and now.timestamp() - file.stat().st_mtime > STAGED_FOR:
            file.unlink(missing_ok=True)
            swept += 1
    return swept


Moved = dict[str, list[tuple[str, str, str]]]
"""Which clocks moved, from which day to which, by the reference of the case."""


def recount_open(now: datetime | None = None) -> Moved:
    """Brings the dates of every case up to today's calendar and rules, and tells whoever has it; what moved."""
    now = now or datetime.now(UTC)
    changed, first = _calendar_changes(now)
    cases = {one.case_id: None for one in stale(ended_from=first)}
    moved: Moved = {}
    for keys in _parts(list(cases)):
        for case in Case.objects.filter(pk__in=keys).order_by("pk"):
            moved[case.ref] = recount(case, changed=changed, actor=SYSTEM("recount"), now=now)
    used = CalendarUsed.objects.order_by("-pk").first()
    if used is None or used.fingerprint != the_pack().calendar.fingerprint():
        note_calendar(None, actor=SYSTEM("recount"), now=now)
    return moved


def would_move(now: datetime | None = None) -> Moved:
    """What `recount_open` would move, and nothing is changed."""
    found: Moved = {}
    refs: dict[int, str] = {}
    dates = list(stale(ended_from=_calendar_changes(now or datetime.now(UTC))[1]))
    for keys in _parts([one.case_id for one in dates]):
        refs |= dict(Case.objects.filter(pk__in=keys).values_list("pk", "ref"))
    for one in dates:
        before, after = (day.isoformat() if day else "" for day in (one.stored_on, one.on))
        found.setdefault(refs[one.case_id], []).append((one.clock, before, after))
    return found


def still_open(moved: Moved) -> set[tuple[str, str]]:
    """Of what moved the clocks that still run, as (reference, clock); the others had ended."""
    found: set[tuple[str, str]] = set()
    refs = list(moved)
    for start in range(0, len(refs), 500):
        running = CaseClock.objects.filter(case__ref__in=refs[start : start + 500], ended_at=None)
        found.update(running.order_by().values_list("case__ref", "clock"))
    return found


def _calendar_changes(now: datetime) -> tuple[list[Day], date]:
    """The days that changed since the dates were brought up to date, and the first day that may have moved anything.

    Where no calendar was noted yet, days that are still to come.
    """
    calendar = the_pack().calendar
    used = CalendarUsed.objects.order_by("-pk").first()
    days = changed_days(used.days if used else None, calendar)
    today = calendar.local(now)
    return days, min([today, *(date.fromisoformat(day["on"]) for day in days)]) if used else today


def _parts(keys: list[int], size: int = 500) -> Iterator[list[int]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def deliver_events(now: datetime | None = None) -> list[deliveries.Run]:
    """Tells the city's own systems what was done since they were last told; what was done for each."""
    return deliveries.deliver((lambda: now) if now is not None else (lambda: datetime.now(UTC)))


def anything_to_tell(now: datetime) -> bool:
    """Whether a system that may be told now has not been told all that is sealed."""
    second, last = int(now.timestamp()), end()
    return deliveries.due(second).exclude(batch=last.batch, position=last.position).exists()


def send_due(now: datetime | None = None) -> int:
    """Sends the notices that were held and whose time has come; how many. One that cannot be sent does not keep the
    others: what it met is raised afterwards."""
    now = now or datetime.now(UTC)
    sent, met = 0, list[Exception]()
    for one in held.due(now):
        try:
            sent += send_held(one, actor=SYSTEM("held"), now=now).ended_at == now
        except Exception as cause:
            met.append(cause)
    if met:
        raise met[0]
    return sent


def anything_due(now: datetime) -> bool:
    """Whether a notice that was held is to go out."""
    return bool(held.due(now))
