"""Writing new rows at the cost of the statement alone.

`Model.save()` builds its INSERT anew each time, which costs more than running it. A report writes nine rows, so the
statement of each table is built once and kept. The model's fields prepare their values as ever; a
value that needs nothing is not asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from namro.ground.fetch import Fetch, Lookup, at_once
from namro.ground.gate.context import running

Row = TypeVar("Row", bound=models.Model)
Prepared = tuple[models.Field[Any, Any], type | None]
PLAIN: dict[type, type] = {models.CharField: str, models.TextField: str, models.BooleanField: bool}
NUMBERS = (
    models.BigAutoField, models.BigIntegerField, models.IntegerField, models.PositiveIntegerField,
    models.PositiveSmallIntegerField, models.SmallIntegerField,
)  # fmt: skip


def put(row: Row) -> Row:
    """Inserts a new row and gives it back with its key. Raises as `save(force_insert=True)` does."""
    return put_all([row])[0]


def put_all(rows: Sequence[Row]) -> Sequence[Row]:
    """Inserts new rows of one model in one statement; each gets its key."""
    if not rows:
        return rows
    key = type(rows[0])._meta.auto_field
    sql, values = _insert(rows)
    with connection.cursor() as cursor:
        if key is None or rows[0].pk is not None:
            cursor.execute(sql, values)
        else:
            cursor.execute(f"{sql} RETURNING {connection.ops.quote_name(str(key.column))}", values)
            for row, found in zip(rows, cursor.fetchall(), strict=True):
                row.pk = found[0]
    _settled(rows)
    return rows


def put_over(rows: Sequence[Row], *, unique: Sequence[str]) -> None:
    """Inserts rows of one model, or writes over the one that has the same `unique` fields, in one statement. The rows
    are not given their keys."""
    if not rows:
        return
    model = type(rows[0])
    sql, values = _insert(rows)
    with connection.cursor() as cursor:
        cursor.execute(sql + _over(model, tuple(unique)), values)
    _settled(rows)


def patch(row: models.Model, changed: Mapping[str, Any]) -> None:
    """Writes these fields of a row that is there, and puts them on the object."""
    real = connections[DEFAULT_DB_ALIAS]
    sql, fields = _patching(type(row), tuple(changed), real.vendor)
    values: list[Any] = [
        value if plain and (value is None or type(value) is plain) else field.get_db_prep_save(value, real)
        for (field, plain), value in zip(fields, changed.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])
    for name, value in changed.items():
        setattr(row, name, value)


def count_up(row: models.Model, *, unique: Sequence[str], last: str) -> int:
    """Adds one to the counter that has the `unique` fields of `row` and gives its number; where there is none, `row`
    begins it and says the first. Whoever counts the same waits until this transaction ends: no number is left out."""
    sql, values = _insert([row])
    with connection.cursor() as cursor:
        cursor.execute(sql + _one_more(type(row), tuple(unique), last), values)
        return int(cursor.fetchone()[0])


def put_together(*some: Sequence[models.Model]) -> None:
    """Inserts rows of several models, those of each in a sequence of their own, in the order given.

    Rows that others name have their key already (`fresh_keys`). On PostgreSQL it is one message to the server and back.
    The entry of the running action goes with them, where it has been made and not written.
    """
    inserts = [_insert(rows) for rows in some if rows]
    if (inside := running()) is not None and (entry := inside.still_to_write()) is not None:
        inserts.append(entry)
    if connection.vendor == "postgresql":
        inserts = list(_joined(inserts))
    with at_once(), connection.cursor() as cursor:
        for sql, values in inserts:
            cursor.execute(sql, values)
    for rows in some:
        _settled(rows)


VALUES = 49
"""Values up to which the driver keeps how it reads a statement; beyond, reading it again each time costs most."""


def _joined(inserts: Sequence[tuple[str, list[Any]]]) -> Iterator[tuple[str, list[Any]]]:
    """The same rows by fewer statements: INSERTs that follow each other become parts of one (WITH … AS (INSERT …))."""
    parts: list[str] = []
    values: list[Any] = []
    for sql, own in inserts:
        if parts and len(values) + len(own) > VALUES:
            yield _as_one(tuple(parts)), values
            parts, values = [], []
        parts.append(sql)
        values = [*values, *own]
    if parts:
        yield _as_one(tuple(parts)), values


@lru_cache(maxsize=1024)
def _as_one(inserts: tuple[str, ...]) -> str:
    *before, last = inserts
    return (f"WITH {', '.join(f'p{n} AS ({sql})' for n, sql in enumerate(before))} " if before else "") + last


def fresh_keys(*of: type[models.Model]) -> list[int]:
    """A key for one new row of each of these models, which nothing else will get. Call it while writing."""
    return keys_and_whether(of)[0]


def keys_and_whether(of: tuple[type[models.Model], ...], *asked: Lookup) -> tuple[list[int], list[bool]]:
    """Fresh keys, and whether each of these questions (`Fetch` and its values) has an answer; on PostgreSQL in one
    statement."""
    fetches = tuple(fetch for fetch, _ in asked)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = _drawing(of, fetches)
            cursor.execute(sql, [value for _, values in asked for value in values] or None)
            found = cursor.fetchone()
            return list(found[: len(of)]), list(found[len(of) :])
        cursor.execute("SELECT name, seq FROM sqlite_sequence")  # one writer at a time: nobody else reads these now
        last = dict(cursor.fetchall())
    keys = [last.get(model._meta.db_table, 0) + 1 for model in of]
    return keys, [bool(fetch(*values)) for fetch, values in asked]


@cache
def _drawing(of: tuple[type[models.Model], ...], fetches: tuple[Fetch[Any], ...]) -> str:
    """The statement that draws the keys and looks. What the sequences are called is asked once."""
    with connection.cursor() as cursor:
        names = [(f'"{model._meta.db_table}"', str(model._meta.pk.column)) for model in of]
        cursor.execute(
            "SELECT " + ", ".join(["pg_get_serial_sequence(%s, %s)"] * len(of)),
            [part for pair in names for part in pair],
        )
        drawn = [f"nextval('{sequence}')" for sequence in cursor.fetchone()]
    return "SELECT " + ", ".join([*drawn, *(f"EXISTS ({fetch.whether()})" for fetch in fetches)])


def _insert(rows: Sequence[models.Model]) -> tuple[str, list[Any]]:
    """The statement for these rows, all with a key or all without, and its values."""
    real = connections[DEFAULT_DB_ALIAS]  # asked once: the proxy looks for it at each use
    into, one, fields = _statement(type(rows[0]), real.vendor, rows[0].pk is not None)
    values: list[Any] = []
    for row in rows:
        for field, plain in fields:
            value = getattr(row, field.attname) if plain else field.pre_save(row, True)
            values.append(
                value if plain and (value is None or type(value) is plain) else field.get_db_prep_save(value, real)
            )
    return f"{into}{', '.join([one] * len(rows))}", values


@cache
def _over(model: type[models.Model], unique: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    found = {field.name: quote(str(field.column)) for field in model._meta.concrete_fields if not field.primary_key}
    sets = ", ".join(f"{column} = EXCLUDED.{column}" for name, column in found.items() if name not in unique)
    return f" ON CONFLICT ({', '.join(found[name] for name in unique)}) DO UPDATE SET {sets}"


@cache
def _one_more(model: type[models.Model], unique: tuple[str, ...], last: str) -> str:
    quote = connection.ops.quote_name
    found = {field.name: quote(str(field.column)) for field in model._meta.concrete_fields}
    counted = f"{found[last]} = {quote(model._meta.db_table)}.{found[last]} + 1"
    return f" ON CONFLICT ({', '.join(found[name] for name in unique)}) DO UPDATE SET {counted} RETURNING {found[last]}"


def _plain(field: models.Field[Any, Any], vendor: str) -> type | None:
    """The type of values that the field hands to the driver as they are, where it has one."""
    if type(field).pre_save is not models.Field.pre_save:
        return None
    if isinstance(field, models.ForeignKey):
        return _plain(field.target_field, vendor)
    if vendor == "sqlite" and type(field) in NUMBERS:  # for PostgreSQL they are marked with their size
        return int
    return PLAIN.get(type(field))


@cache
def _patching(model: type[models.Model], names: tuple[str, ...], vendor: str) -> tuple[str, tuple[Prepared, ...]]:
    quote = connection.ops.quote_name
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    by_name |= {field.name: field for field in model._meta.concrete_fields}
    fields = tuple(by_name[name] for name in names)
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    key = quote(str(model._meta.pk.column))
    prepared = tuple((field, _plain(field, vendor)) for field in fields)
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {key} = %s", prepared  # noqa: S608 - names of models


def _settled(rows: Sequence[models.Model]) -> None:
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _statement(model: type[models.Model], vendor: str, keyed: bool) -> tuple[str, str, tuple[Prepared, ...]]:
    """INSERT up to VALUES, one row's holes, and the fields in their order with the type that each takes as it is."""
    quote = connection.ops.quote_name
    fields = tuple(f for f in model._meta.concrete_fields if keyed or f is not model._meta.auto_field)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names out of the models
    return (
        into,
        f"({', '.join(['%s'] * len(fields))})",
        tuple((field, _plain(field, vendor)) for field in fields),
    )
