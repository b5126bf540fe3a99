"""The database: reachable, recent, set so that what is acknowledged is kept, with the tables of this version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from namro.doors.cli import tables
from namro.doors.cli.doctor.finding import Finding, Moment, beware, first_of, wrong
from namro.ground.copies.tables import migrations_known
from namro.ground.engine import answers, setting

OLDEST_POSTGRESQL = 15
WANTED_SQLITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1"}
APART = 60
"""Seconds by which the clock of a database server may differ from this computer's."""


DAMAGED = ("malformed", "not a database", "invalid page")
"""How the databases say that what they wrote is not there as they wrote it."""


def is_damage(cause: BaseException) -> bool:
    """Whether an error of the database says that what it wrote is not there as it wrote it."""
    return any(word in str(cause) for word in DAMAGED)


def reachable(moment: Moment) -> Iterator[Finding]:
    """The database is there and answers."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).is_file():
        yield wrong("cli.doctor.no-database", name=name)
        return
    try:
        answers()
    except Exception as cause:
        said = " ".join(str(cause).split())[:300]
        yield wrong("cli.doctor.damaged" if is_damage(cause) else "cli.doctor.unreachable", cause=said)


def whole(moment: Moment) -> Iterator[Finding]:
    """Every page of a SQLite database can be read (PostgreSQL says so itself where it reads one)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(3)")
        found = [str(row[0]) for row in cursor.fetchall()]
    if found != ["ok"]:
        yield wrong("cli.doctor.damaged", cause=" ".join("; ".join(found).split())[:300])


def durable(moment: Moment) -> Iterator[Finding]:
    """What was acknowledged survives a power cut, and references are kept."""
    if connection.vendor == "sqlite":
        for name, value in WANTED_SQLITE.items():
            found = setting(name)
            if found != value:
                yield wrong("cli.doctor.pragma", name=name, found=found, wanted=value)
        return
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if setting(name) == "off":
            yield wrong("cli.doctor.not-durable", name=name)


def version(moment: Moment) -> Iterator[Finding]:
    """PostgreSQL is recent, speaks UTF-8, has our time, and does not let the program do everything."""
    if connection.vendor != "postgresql":
        return
    number = int(setting("server_version_num")) // 10_000
    if number < OLDEST_POSTGRESQL:
        yield wrong("cli.doctor.old-database", found=number, least=OLDEST_POSTGRESQL)
    encoding = setting("server_encoding")
    if encoding != "UTF8":
        yield wrong("cli.doctor.encoding", found=encoding)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
        there, over_all = cursor.fetchone()
    apart = abs((there - datetime.now(UTC)).total_seconds())
    if apart > APART:
        yield wrong("cli.doctor.clocks-apart", n=int(apart))
    if over_all:
        yield beware("cli.doctor.superuser")


def migrated(moment: Moment) -> Iterator[Finding]:
    """The tables are those of this version."""
    if tables.none_at_all():
        yield wrong("cli.doctor.no-tables")
        return
    if tables.lacking():
        yield wrong("cli.doctor.not-migrated")
    elif lost := tables.gone():
        yield wrong("cli.doctor.tables-gone", names=first_of(lost))
    elif lost := tables.columns_gone():
        yield wrong("cli.doctor.columns-gone", names=first_of(lost))
    known = migrations_known()
    newer = [
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        if app in known and name not in known[app]
    ]  # fmt: skip
    if newer:
        yield wrong("cli.doctor.newer-database", name=newer[0])


CHECKS = (whole, durable, version, migrated)
