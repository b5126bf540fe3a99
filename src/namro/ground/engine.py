"""How the database engine is set, as it says when it is asked; and that what was erased does not linger in its log."""

from __future__ import annotations

import select
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

PLANS = 250
"""Statements whose plans PostgreSQL keeps for each connection. What is asked of it all day are some two hundred; beyond
this number the one longest unused is forgotten, and planned again when it comes."""


def set_up() -> None:
    """Every connection to PostgreSQL that is made from now on keeps so many, and is asked whether it still answers only
    when the server was heard of."""
    connection_created.connect(_connected, dispatch_uid="namro.ground.engine")


def _connected(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PLANS
        connection.is_usable = partial(_is_usable, connection)  # type: ignore[method-assign]


def _is_usable(connection: BaseDatabaseWrapper) -> bool:
    """Whether the connection still serves. Before each request Django asks so; a connection on which nothing failed and
    on which the server has said nothing is as good as it was. One that the server has closed has something to say."""
    line = connection.connection
    if line is None or line.closed or connection.errors_occurred or _heard_of(line.fileno()):
        return bool(type(connection).is_usable(connection))
    return True


def _heard_of(socket: int) -> bool:
    waiting = select.poll()
    waiting.register(socket, select.POLLIN)
    return bool(waiting.poll(0))


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
