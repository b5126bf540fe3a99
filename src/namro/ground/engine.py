"""How the database engine is set, as it says when it is asked; and that what was erased does not linger in its log."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

PLANS = 250
"""Statements whose plans PostgreSQL keeps for each connection. What is asked of it all day are some two hundred; beyond
this number the one longest unused is forgotten, and planned again when it comes."""


def keep_plans() -> None:
    """Every connection to PostgreSQL that is made from now on keeps so many."""
    connection_created.connect(_keep_plans, dispatch_uid="namro.ground.engine")


def _keep_plans(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PLANS


def answers() -> None:
    """Asks for nothing. Raises what the driver raises when the database cannot be reached."""
    _asked("SELECT 1")


def setting(name: str) -> str:
    """The value of a setting as the engine writes it: a pragma of SQLite, a parameter of PostgreSQL.

    Raises `ValueError` for a name that is none.
    """
    if not name.isidentifier():
        raise ValueError(name)
    return _asked(f"PRAGMA {name}" if connection.vendor == "sqlite" else f"SHOW {name}")


def write_over_later() -> None:
    """Once the running transaction is kept, SQLite's log of it is brought into the file and emptied, as far as nobody
    reads from it at that moment. PostgreSQL throws old rows away when it vacuums."""
    if connection.vendor == "sqlite":
        transaction.on_commit(_emptied, robust=True)


def _emptied() -> None:
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _asked(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return "" if row is None else str(row[0])
