"""A whole restore: checked first, then files, keys and records, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from namro.ground.copies import emptiness, keyfile
from namro.ground.copies.landing import FULL, settle
from namro.ground.copies.manifest import DEMONSTRATION, Manifest
from namro.ground.copies.opening import Copy, opened
from namro.ground.copies.restore_actions import restore as fill
from namro.ground.copies.values import OddValue
from namro.ground.people.actors import OPERATOR
from namro.ground.recent import forget_all
from namro.ground.seals.marked import forget_keys
from namro.rules.packs.refused import Refused

DISK_FULL = ("disk is full", "no space left")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: what the copy said of itself, the hash of that, the rows of each table, and the keys that
    are still missing (only where that was asked for)."""

    manifest: Manifest
    seal: str
    rows: dict[str, int]
    keys_missing: tuple[str, ...]


def restore(file: Path, now: datetime, *, keys: Path | None = None, without_keys: bool = False) -> Restored:
    """Restores the copy in `file` into this installation, which must be empty, with the keys in the file `keys`.

    Raises `Refused` `copies.…`, OSError where a file cannot be read; then everything is as it was before. A process
    that is killed leaves empty tables and files under a mark, which the next restore takes away.
    """
    with opened(file) as copy:
        emptiness.require_same_tables(copy.manifest)
        emptiness.require_empty()
        demonstration = Path(settings.NAMRO_HOME) / DEMONSTRATION
        if demonstration.exists() and not copy.manifest.demonstration:
            raise Refused("copies.made-up-home", home=settings.NAMRO_HOME)
        given = keyfile.parsed(keys) if keys is not None else {}
        lacking = keyfile.lacking(copy.manifest.keys, given)
        if lacking and not without_keys:
            raise Refused("copies.needs-keys", keys=", ".join(f"{key.name} ({key.id})" for key in lacking))
        emptiness.require_room(copy.manifest)
        copy.check()
        laid = keyfile.Laid()
        try:
            with _told(), _files(copy), _tables():
                laid.put(given)
                if copy.manifest.demonstration:
                    demonstration.touch()
                rows = fill(copy=copy, actor=OPERATOR, now=now)
        except BaseException:
            laid.undo()
            raise
        finally:
            forget_all()
            forget_keys()
    return Restored(copy.manifest, copy.seal, rows, tuple(key.name for key in lacking))


@contextmanager
def _told() -> Iterator[None]:
    """What the disk or the database refuses, as a refusal."""
    try:
        yield
    except OddValue as cause:
        raise Refused("copies.does-not-fit", cause=cause) from cause
    except DatabaseError as cause:
        if any(sign in str(cause).lower() for sign in DISK_FULL):
            raise Refused("copies.disk-full", folder=_database_folder()) from cause
        raise Refused("copies.does-not-fit", cause=" ".join(str(cause).split())[:200]) from cause
    except OSError as cause:
        if cause.errno in FULL:
            raise Refused("copies.disk-full", folder=settings.FILES_ROOT) from cause
        raise


def _database_folder() -> str:
    named = str(connection.settings_dict["NAME"])
    return str(Path(named).parent) if connection.vendor == "sqlite" else named


@contextmanager
def _files(copy: Copy) -> Iterator[None]:
    """Lays the kept files while the block has not ended well yet; takes them away where it fails."""
    root = Path(settings.FILES_ROOT)
    made = not root.exists()
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = root / emptiness.MARK
    try:
        mark.touch(mode=0o600)
        settle(root)
        for frame in copy.files():
            place = root / frame.path
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                for block in frame.blocks:
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
        for folder in {path.parent for path in root.rglob("*") if path.is_file()}:
            settle(folder)
        yield
    except BaseException:
        with suppress(OSError):
            emptiness.take_away_files(root)
            if made:
                root.rmdir()
        raise
    with suppress(OSError):  # all is restored; `namro doctor` tells of a mark that could not be taken away
        mark.unlink(missing_ok=True)


@contextmanager
def _tables() -> Iterator[None]:
    """Makes the tables that are missing. Where the block fails they are gone again: on PostgreSQL by the transaction
    that makes and fills them, on SQLite with the file of the database, if it was not there before."""
    name = connection.settings_dict["NAME"]
    fresh = connection.vendor == "sqlite" and not Path(name).exists()
    whole = transaction.atomic() if connection.vendor == "postgresql" else nullcontext()
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # a table of a million rows takes longer than a request may
                cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        with whole:
            call_command("migrate", verbosity=0, skip_checks=True)
            yield
    except BaseException:
        if fresh:
            connection.close()
            for ending in ("", "-wal", "-shm"):
                Path(f"{name}{ending}").unlink(missing_ok=True)
        raise
