"""What is in the tables: triggers, keys, places, the law that open cases stand on, the trail, people, systems told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection

from namro.doors.cli.doctor.disk_checks import overdue
from namro.doors.cli.doctor.finding import Finding, Moment, beware, first_of, wrong
from namro.doors.cli.stamps import UPKEEP, read_stamp
from namro.ground.copies.kept import kept_files
from namro.ground.files.keeping import root
from namro.ground.keys import key_id, path_of, read
from namro.ground.people.actors import OPERATOR
from namro.ground.people.left import offices_unmanned
from namro.ground.places.models import Unit
from namro.ground.places.orphans import orphans
from namro.ground.seals.models import KeyMark
from namro.ground.trail.anchors import PUBLIC
from namro.ground.trail.guards import unguarded
from namro.ground.trail.models import Entry
from namro.ground.trail.queries import status
from namro.work.cases.frozen import versions_not_as_frozen
from namro.work.cases.held import overdue as overdue_notices
from namro.work.cases.models import Case
from namro.work.cases.subscriptions import subscriptions
from namro.work.jobs.queries import worker_state
from namro.work.jobs.rhythm import jobs
from namro.work.plans.publishing import showing_all_that_comes

BEHIND, FAR_BEHIND = 60, 3600
"""Seconds by which sealing may be behind before it is worth a look, and before it is wrong."""
BACK = 120
"""Seconds by which the newest entry may lie ahead of the clock."""
DAY = 24 * 3600
JUST_NOW = 60
"""Seconds since which a key counts as made by this look."""
LISTED = 50
"""Most names that are fetched to name the first of them."""
FAILED = 3
"""Failures in a row after which a city's own system is worth a look."""


def triggers(moment: Moment) -> Iterator[Finding]:
    """The append-only tables have their triggers."""
    lost = unguarded(connection)
    if lost:
        yield wrong("cli.doctor.unguarded", names=first_of(lost))


def keys(moment: Moment) -> Iterator[Finding]:
    """The keys that records were written with are there, and are those."""
    for mark in KeyMark.objects.order_by("name"):
        content = read(mark.name)
        if content is None:
            yield wrong("cli.doctor.key-missing", file=path_of(mark.name), id=mark.key_id)
        elif key_id(content) != mark.key_id:
            yield wrong("cli.doctor.key-wrong", file=path_of(mark.name), id=mark.key_id, other=key_id(content))


def session_key(moment: Moment) -> Iterator[Finding]:
    """The key that signs sessions was not made a moment ago, by this very look, because it was gone."""
    kept = path_of("django.key")
    if kept.is_file() and abs(moment.now.timestamp() - kept.stat().st_mtime) < JUST_NOW and Entry.objects.exists():
        yield beware("cli.doctor.session-key-new", file=kept)


def files(moment: Moment) -> Iterator[Finding]:
    """Every file that a record names lies where it was put, as long as it was (`namro recheck --files` reads each of
    them whole)."""
    gone, changed = list[str](), list[str]()
    for one in kept_files(DEFAULT_DB_ALIAS):
        path = root() / one.path
        if one.waiting:
            continue
        if not path.is_file():
            gone.append(one.path)
        elif path.stat().st_size != one.size:
            changed.append(one.path)
    if gone:
        yield wrong("cli.doctor.files-gone", n=len(gone), folder=root(), names=first_of(gone))
    if changed:
        yield wrong("cli.doctor.files-changed", n=len(changed), folder=root(), names=first_of(changed))


def keys_of_cases(moment: Moment) -> Iterator[Finding]:
    """Every case that was not erased has the key under which its words lie closed."""
    closed = Case.objects.filter(erased_on=None, key=None)
    lost = list(closed.order_by("pk").values_list("ref", flat=True)[:LISTED])
    if lost:
        yield wrong("cli.doctor.case-keys-gone", n=closed.count(), names=first_of(lost))


def places(moment: Moment) -> Iterator[Finding]:
    """The places of the country were loaded."""
    if not Unit.objects.exists():
        yield wrong("cli.doctor.no-places")


def law(moment: Moment) -> Iterator[Finding]:
    """Every frozen version of a procedure is what its hash says; open cases keep theirs."""
    changed = versions_not_as_frozen()
    if changed:
        yield wrong("cli.doctor.frozen", names=first_of(changed))


def sealing(moment: Moment) -> Iterator[Finding]:
    """The trail is sealed within seconds, as it is while a server runs."""
    found = status(moment.now)
    if found.lag is not None and found.lag > BEHIND:
        tell = wrong if found.lag > FAR_BEHIND else beware
        yield tell("cli.doctor.not-sealed", n=found.unsealed, minutes=int(found.lag // 60))


def time(moment: Moment) -> Iterator[Finding]:
    """The clock did not go back: no entry is from later than now."""
    newest = Entry.objects.order_by("-at").first()
    if newest is not None and (newest.when - moment.now).total_seconds() > BACK:
        yield wrong("cli.doctor.clock-back", last=newest.when.strftime("%Y-%m-%d %H:%M UTC"))


def anchored(moment: Moment) -> Iterator[Finding]:
    """Somebody has signed the trail at least once (`--anchors` says when last)."""
    if Entry.objects.exists() and not path_of(PUBLIC).exists():
        yield beware("cli.doctor.never-anchored")


def people(moment: Moment) -> Iterator[Finding]:
    """Offices have somebody in them."""
    if moment.on is None:
        return
    empty = offices_unmanned(moment.on)
    if empty:
        yield beware("cli.doctor.offices-empty", n=len(empty), names=first_of(empty))


def owners(moment: Moment) -> Iterator[Finding]:
    """Nothing open is left without an owner."""
    if moment.on is None:
        return
    found = [left.orphan.name for left in orphans(moment.on)]
    if found:
        yield wrong("cli.doctor.orphans", n=len(found), names=first_of(found))


def public_plans(moment: Moment) -> Iterator[Finding]:
    """No public page of a plan shows what is given later without anybody having decided so."""
    found = showing_all_that_comes()
    if found:
        yield beware("cli.doctor.plans-show-all", n=len(found), names=first_of(found))


def systems_told(moment: Moment) -> Iterator[Finding]:
    """The city's own systems are reached."""
    for kept in subscriptions(OPERATOR):
        progress = getattr(kept, "progress", None)
        if progress is not None and progress.paused_for:
            yield wrong("cli.doctor.webhook-paused", name=kept.name, said=progress.last_said or progress.paused_for)
        elif progress is not None and progress.failures >= FAILED:
            yield beware("cli.doctor.webhook-failing", name=kept.name, n=progress.failures, said=progress.last_said)


def background(moment: Moment) -> Iterator[Finding]:
    """No worker died, and no job is stuck or fails. (That nothing seals or tidies is seen by what is left undone.)"""
    state = worker_state(moment.now)
    for hand in state.dead:
        seen = datetime.fromtimestamp(hand.seen, UTC).strftime("%Y-%m-%d %H:%M UTC")
        yield beware("cli.doctor.worker-dead", host=hand.host, pid=hand.pid, seen=seen)
    for job in state.jobs:
        if not job.well:
            yield wrong(
                "cli.doctor.job-failing" if job.failures else "cli.doctor.job-stuck", name=job.name, said=job.said
            )


def held(moment: Moment) -> Iterator[Finding]:
    """No notice that was held waits beyond its time."""
    late = overdue_notices(moment.now)
    if late:
        yield wrong("cli.doctor.held-late", n=len(late), since=late[0].due_at.strftime("%Y-%m-%d %H:%M UTC"))


def upkeep(moment: Moment) -> Iterator[Finding]:
    """What is due once a day was done: by the background work of any computer, or by `namro upkeep` on this one."""
    daily = {job.name for job in jobs() if job.every >= DAY}
    done = [job.last_ok for job in worker_state(moment.now).jobs if job.name in daily]
    by_itself = [datetime.fromtimestamp(min(filter(None, done)), UTC)] if daily and all(done) else []
    by_hand = read_stamp(UPKEEP)
    last = max([*by_itself, *([by_hand] if by_hand else [])], default=None)
    yield from overdue(last, moment, "cli.doctor.upkeep-never", "cli.doctor.upkeep-late")


def made_up(moment: Moment) -> Iterator[Finding]:
    """Nobody has sent a real report to a demonstration."""
    marker = Path(settings.NAMRO_HOME) / "demonstration"
    if marker.exists():
        made = datetime.fromtimestamp(marker.stat().st_mtime, UTC)
        since = Case.objects.filter(received_at__gt=made).count()
        if since:
            yield wrong("cli.doctor.demonstration-used", n=since)


CHECKS = (
    triggers, keys, session_key, files, keys_of_cases, places, law, sealing, time, anchored, people, owners,
    public_plans, systems_told, background, held, upkeep, made_up,
)  # fmt: skip
