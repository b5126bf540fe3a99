"""Folders, who may read them, and how much room there is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from namro.doors.cli import packcheck
from namro.doors.cli.doctor.finding import Finding, Moment, beware, first_of, wrong
from namro.doors.cli.stamps import BACKUP, read_stamp
from namro.ground.copies.emptiness import MARK
from namro.rules.packs.current import pack_folder, the_pack

SCARCE, LITTLE = 200_000_000, 2_000_000_000
"""Bytes of free disk below which nothing works soon, and below which it is worth a look."""
FEW_NAMES = 1000
"""Files that a disk can still take, below which nothing works soon."""
SOON, NEARLY = 180, 45
"""Days before the end of the calendar at which it is worth a look, and at which deadlines begin to be refused."""
DAYS = 2
"""Days after which upkeep or a copy is overdue."""


def places_kept() -> list[Path]:
    """The folders that an installation writes to."""
    found = [Path(settings.NAMRO_HOME), Path(settings.NAMRO_KEYS), Path(settings.FILES_ROOT)]
    if connection.vendor == "sqlite":
        found.append(Path(connection.settings_dict["NAME"]).parent)
    return list(dict.fromkeys(found))


def folders(moment: Moment) -> Iterator[Finding]:
    """The folders are there and may be written to."""
    for folder in places_kept():
        if not folder.exists():
            if folder != Path(settings.FILES_ROOT):  # made with the first file
                yield wrong("cli.doctor.no-folder", folder=folder)
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield wrong("cli.doctor.not-writable", folder=folder)


def rights(moment: Moment) -> Iterator[Finding]:
    """Keys are read by their owner only; so are the files that people sent, and the database."""
    keys = Path(settings.NAMRO_KEYS)
    if keys.is_dir():
        inside = sorted(path for path in keys.iterdir() if path.is_file() and path.suffix == ".key")
        open_ = [path.name for path in inside if path.stat().st_mode & 0o077]
        if open_:
            yield wrong("cli.doctor.keys-open", folder=keys, names=first_of(open_))
        if keys.stat().st_mode & 0o022:
            yield wrong("cli.doctor.keys-folder-open", folder=keys)
    files = Path(settings.FILES_ROOT)
    if files.is_dir() and Path(settings.NAMRO_HOME).stat().st_mode & 0o007 and files.stat().st_mode & 0o007:
        yield beware("cli.doctor.files-open", folder=files)
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not name.is_file():
        return
    if name.stat().st_mode & 0o004 and name.parent.stat().st_mode & 0o001:
        yield beware("cli.doctor.database-open", file=name)


def room(moment: Moment) -> Iterator[Finding]:
    """There is room on every disk that is written to."""
    seen = set()
    for folder in places_kept():
        if not folder.exists() or folder.stat().st_dev in seen:
            continue
        seen.add(folder.stat().st_dev)
        free = shutil.disk_usage(folder).free
        if free < SCARCE:
            yield wrong("cli.doctor.disk-full", folder=folder, free=free // 1_000_000)
        elif free < LITTLE:
            yield beware("cli.doctor.disk-little", folder=folder, free=free // 1_000_000)
        disk = os.statvfs(folder)
        if disk.f_files and disk.f_favail < FEW_NAMES:
            yield wrong("cli.doctor.disk-names", folder=folder)


def half_restored(moment: Moment) -> Iterator[Finding]:
    """No restore was killed on its way."""
    if (Path(settings.FILES_ROOT) / MARK).exists():
        yield wrong("cli.doctor.half-restored", file=Path(settings.FILES_ROOT) / MARK)


def pack(moment: Moment) -> Iterator[Finding]:
    """The pack holds together."""
    _, found = packcheck.check(pack_folder())
    if found:
        yield wrong("cli.doctor.pack", n=len(found), first=found[0])


def calendar(moment: Moment) -> Iterator[Finding]:
    """The calendar reaches far enough for the deadlines that begin now."""
    if moment.on is None:  # the pack cannot be read, which its own check says
        return
    known = the_pack().calendar
    if moment.on < known.first or moment.on > known.last:
        yield wrong("cli.doctor.calendar-over", first=known.first.isoformat(), last=known.last.isoformat())
        return
    left = known.days_between(moment.on, known.last)
    if left <= SOON:
        tell = wrong if left <= NEARLY else beware
        yield tell("cli.doctor.calendar-ends", last=known.last.isoformat(), n=left)


def copied(moment: Moment) -> Iterator[Finding]:
    """A copy was made lately, on this computer."""
    yield from overdue(read_stamp(BACKUP), moment, "cli.doctor.backup-never", "cli.doctor.backup-late")


def overdue(last: datetime | None, moment: Moment, never: str, late: str) -> Iterator[Finding]:
    """What is said of something that should be done each day and was last done then."""
    if last is None:
        yield beware(never)
    elif (moment.now - last).total_seconds() > DAYS * 86400:
        yield wrong(late, n=int((moment.now - last).total_seconds() // 86400), day=last.astimezone(UTC).date())


def clock(moment: Moment) -> Iterator[Finding]:
    """The computer does not believe itself to be before this program was installed."""
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if (installed - moment.now).total_seconds() > 86400:
        yield wrong("cli.doctor.clock-before", now=moment.now.strftime("%Y-%m-%d %H:%M UTC"))


CHECKS = (folders, rights, room, half_restored, pack, calendar, copied, clock)
