"""The one action of this room: the records of a copy into the empty tables of this installation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, models

from namro.ground.copies.opening import Copy
from namro.ground.copies.tables import copied_models, table_of
from namro.ground.copies.values import Columns
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.trail.models import Pending
from namro.rules.packs.refused import Refused

AT_ONCE = 2000
"""Rows that are written together."""


@action("copies.restore", by_operator=True, in_person=True)
def restore(target: None = None, *, copy: Copy, actor: Actor, now: datetime) -> dict[str, int]:
    """Fills the empty tables of this installation with the records of a copy; how many rows of each table.

    All or nothing. The triggers of the append-only tables stay on. Raises `Refused` `copies.broken`, `OddValue`,
    django.db.DatabaseError.
    """
    filled = {}
    for model in copied_models():
        if model is Pending:  # the trigger has put every entry into the queue; only those of the copy still wait
            Pending.objects.all().delete()
        filled[table_of(model)] = _fill(model, copy)
    connection.check_constraints()
    _give_keys_after(copy.manifest.last)
    for table, count in filled.items():
        if _counted(table) != count:
            raise Refused("copies.broken", what=table)
    current().carries({"seal": copy.seal, "made_at": copy.manifest.made_at, "head": copy.manifest.trail.head})
    return filled


def _fill(model: type[models.Model], copy: Copy) -> int:
    columns = Columns(model)
    rows = (columns.row(line) for line in copy.lines(table_of(model)))
    count = 0
    while block := list(islice(rows, AT_ONCE)):
        _write(model, columns, block)
        count += len(block)
    return count


def _write(model: type[models.Model], columns: Columns, rows: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    table, names = quote(table_of(model)), ", ".join(map(quote, columns.names))
    prepared = [
        [field.get_db_prep_save(value, connection) for field, value in zip(columns.fields, row, strict=True)]
        for row in rows
    ]
    holes = f"({', '.join(['%s'] * len(columns.names))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for part in _parts(prepared, 30_000 // len(columns.names)):
                sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([holes] * len(part))}"  # noqa: S608 - of models
                cursor.execute(sql, [value for row in part for value in row])
        else:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES {holes}", prepared)  # noqa: S608 - of models


def _parts(rows: list[list[Any]], most: int) -> Iterator[list[list[Any]]]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


def _give_keys_after(last: dict[str, int]) -> None:
    """The next key of a table comes after the highest in it and after the last that the copied database gave out."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in copied_models():
            field, table = model._meta.auto_field, table_of(model)
            if field is None:
                continue
            cursor.execute(f"SELECT MAX({quote(str(field.column))}) FROM {quote(table)}")  # noqa: S608 - of models
            highest = max(cursor.fetchone()[0] or 0, last.get(table, 0))
            if not highest:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [quote(table), field.column, highest]
                )
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, highest])


def _counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - named by models
        return int(cursor.fetchone()[0])
