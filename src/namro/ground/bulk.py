"""Many rows at once, as fast as the database takes them: for actions that bring in whole files.

On SQLite one statement runs over all rows; on PostgreSQL the columns travel as arrays. Values are plain: instants and
days as `instant` and `day` write them, JSON as text, yes and no as 1 and 0.

Rows that lie ready in a small database beside (`Drawn`) are copied by SQLite itself, without a look at them here: who
waits for the one writer waits a third as long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection

PART = 5000
"""Rows that travel together."""


def reserve(table: str, count: int) -> Sequence[int]:
    """`count` fresh ids of a table, ascending. Call it in a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return range(first, first + count)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a SELECT over a small SQLite database gives, with `?` for the values of `given`."""

    path: Path
    beside: sqlite3.Connection
    sql: str
    given: Sequence[Any] = ()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self.beside.execute(self.sql, self.given)


@contextmanager
def laid_beside(path: Path) -> Iterator[None]:
    """While the block runs, what is drawn from the SQLite database at `path` is copied by SQLite itself. Call it before
    the transaction begins: within one nothing can be laid aside again, and rows then take the longer way."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE ? AS beside", [f"{path.resolve().as_uri()}?mode=ro"])
        try:
            yield
        finally:
            cursor.execute("DETACH DATABASE beside")


def _is_beside(path: Path) -> bool:
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        return any(row[1] == "beside" and Path(row[2]) == path.resolve() for row in cursor.fetchall())


@contextmanager
def room_in_memory(megabytes: int = 128) -> Iterator[None]:
    """While the block runs, SQLite holds so many pages that a large transaction does not write and read them over and
    over; PostgreSQL has its own."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA cache_size = {-1024 * megabytes}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


_SENT_AS = {"jsonb": "text", "boolean": "integer"}


def insert(table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]] | Drawn) -> int:
    """Writes the rows; how many there were. `columns`: PostgreSQL's type by name, in the order of the values."""
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.vendor == "postgresql":
        given = ", ".join(f"%s::{_SENT_AS.get(kind, kind)}[]" for kind in columns.values())
        taken = ", ".join(f"c{at}::{kind}" for at, kind in enumerate(columns.values()))
        named = ", ".join(f"c{at}" for at in range(len(columns)))
        sql = f'INSERT INTO "{table}" ({names}) SELECT {taken} FROM unnest({given}) AS given ({named})'  # noqa: S608
    else:
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})'  # noqa: S608
    if isinstance(rows, Drawn) and _is_beside(rows.path):
        with connection.cursor() as cursor:
            cursor.execute(f'INSERT INTO "{table}" ({names}) {rows.sql}', list(rows.given))
            return int(cursor.rowcount)
    total, waiting = 0, iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(waiting, PART)):
            if connection.vendor == "postgresql":
                cursor.execute(sql, [list(column) for column in zip(*part, strict=True)])
            else:
                cursor.executemany(sql, part)
            total += len(part)
    return total


def instant(at: datetime | None) -> str | None:
    """An instant as `insert` wants it."""
    if at is None:
        return None
    return at.isoformat() if connection.vendor == "postgresql" else str(connection.ops.adapt_datetimefield_value(at))


def day(on: date | None) -> str | None:
    """A day as `insert` wants it."""
    return on.isoformat() if on is not None else None
