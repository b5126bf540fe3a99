"""Many rows at once, as fast as the database takes them: for actions that bring in whole files.

On SQLite one statement runs over all rows; on PostgreSQL the columns travel as arrays. Values are plain: instants and
days as `instant` and `day` write them, JSON as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
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


def insert(table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> int:
    """Writes the rows; how many there were. `columns`: PostgreSQL's type by name, in the order of the values."""
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.vendor == "postgresql":
        given = ", ".join(f"%s::{'text' if kind == 'jsonb' else kind}[]" for kind in columns.values())
        taken = ", ".join(f"c{at}::{kind}" for at, kind in enumerate(columns.values()))
        named = ", ".join(f"c{at}" for at in range(len(columns)))
        sql = f'INSERT INTO "{table}" ({names}) SELECT {taken} FROM unnest({given}) AS given ({named})'  # noqa: S608
    else:
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})'  # noqa: S608
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
