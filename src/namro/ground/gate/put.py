"""Writing new rows at the cost of the statement alone.

`Model.save()` builds its INSERT anew each time, which costs more than running it. A report writes nine rows, so the
statement of each table is built once and kept. For new rows only; the model's fields prepare their values as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def put(row: Row) -> Row:
    """Inserts a new row and gives it back with its key. Raises as `save(force_insert=True)` does."""
    return put_all([row])[0]


def put_all(rows: Sequence[Row]) -> Sequence[Row]:
    """Inserts new rows of one model, in one statement; each gets its key."""
    if not rows:
        return rows
    into, one, fields, key = _statement(type(rows[0]), connection.vendor)
    values: list[Any] = []
    for row in rows:
        values += [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    sql = f"{into}{', '.join([one] * len(rows))}"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {key}" if key else sql, values)
        keys = [found[0] for found in cursor.fetchall()] if key else []
    for number, row in enumerate(rows):
        if keys:
            row.pk = keys[number]
        row._state.adding, row._state.db = False, connection.alias
    return rows


@cache
def _statement(model: type[models.Model], vendor: str) -> tuple[str, str, tuple[models.Field[Any, Any], ...], str]:
    """INSERT up to VALUES, one row's holes, the fields in their order, and the column of a key that the database gives."""
    quote = connection.ops.quote_name
    given = model._meta.auto_field
    fields = tuple(field for field in model._meta.concrete_fields if field is not given)
    columns = ", ".join(quote(field.column) for field in fields)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "
    return into, f"({', '.join(['%s'] * len(fields))})", fields, quote(given.column) if given is not None else ""
