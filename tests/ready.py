"""A database with its tables and the places of one city, made once for all processes of a test run and then copied.

The tables take seconds to make and a copy of them none, and there are many: one for each process of the run, and one
for each server that a test starts. Whoever comes first makes the one that the others copy.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

FOLDER = "TEST_RUN_FOLDER"
"""The environment variable that names a folder of this run, for all its processes."""
CITY = "01"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "ready.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _first_name(folder: Path) -> str:
    return str(folder / "ready.sqlite3") if connection.vendor == "sqlite" else f"ready_{folder.name.replace('-', '_')}"


def _make(name: str, now: datetime) -> None:
    from namro.ground.gate import guard
    from namro.ground.places.load import load_places

    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    with guard.outside("the tests stand on the places of one city"):
        load_places(settings.NAMRO_PACK, within=CITY, now=now)
    connection.close()


def _copy(name: str, own: str) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(name, own)
        return
    quote = connection.ops.quote_name
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(own)}")
        cursor.execute(f"CREATE DATABASE {quote(own)} TEMPLATE {quote(name)}")


def take_ready(own: str, now: datetime) -> None:
    """The default connection stands on a copy named `own` (a path, or a name on the server) afterwards."""
    folder = Path(os.environ[FOLDER])
    with _alone(folder):
        name, made = _first_name(folder), folder / f"made-{connection.vendor}"
        if not made.exists():
            _make(name, now)
            made.touch()
        _copy(name, own)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own


def forget_ready() -> None:
    """The folder goes, and what stands on a server of this run."""
    folder = Path(os.environ.pop(FOLDER))
    if (folder / "made-postgresql").exists():
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(_first_name(folder))}")
    shutil.rmtree(folder, ignore_errors=True)
