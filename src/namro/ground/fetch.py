"""Reading whole rows at the cost of the statement alone: the other half of `put`.

A queryset builds its SELECT anew each time, which for a handful of rows costs several times what running it does. Where
a page is asked all day long, its statement is built once here and kept. Reads are scoped before: what is asked for is
known by a key that the caller was given already.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, Protocol, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

Row = TypeVar("Row", bound=models.Model)
Converter = Callable[[Any, Any, Any], Any]


class _Part:
    """The columns of one model within the statement, and how what the database gives becomes a row."""

    def __init__(self, model: type[models.Model], alias: str, first: int) -> None:
        self.model, self.first = model, first
        self.fields = model._meta.concrete_fields
        self.names = [field.attname for field in self.fields]
        self.columns = [field.get_col(alias, field) for field in self.fields]
        self.key = next(first + n for n, field in enumerate(self.fields) if field.primary_key)
        self.last = first + len(self.fields)
        self.converters = [
            (n, converters, column) for n, column in enumerate(self.columns) if (converters := converters_of(column))
        ]

    def row(self, values: Sequence[Any]) -> models.Model | None:
        """The row, or None where an optional one was not there."""
        if values[self.key] is None:
            return None
        own = list(values[self.first : self.last])
        real = connections[DEFAULT_DB_ALIAS]
        for number, converters, column in self.converters:
            for convert in converters:
                own[number] = convert(own[number], column, real)
        return self.model.from_db(real.alias, self.names, own)


def converters_of(column: Any) -> list[Converter]:
    """What turns the database's values of a column into those of its field, in order."""
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


Plan = TypeVar("Plan", bound=tuple[Any, ...])


class _Kept(ABC, Generic[Plan]):
    """A statement that is built once for each kind of database and kept, with what makes rows of its answers."""

    def __init__(self) -> None:
        self._built: dict[str, Plan] = {}

    def plan(self) -> Plan:
        """The statement with its holes first, then what the rows are made by."""
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        found = self._built.get(vendor)
        if found is None:
            found = self._built[vendor] = self._build()
        return found

    def ask(self, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters, for what is asked together with others."""
        return self.plan()[0], values

    @abstractmethod
    def _build(self) -> Plan:
        """The plan for the database of this connection."""


class Asked(Protocol):
    """What can be asked together with others."""

    def ask(self, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters for these values."""


Question = tuple[Asked, tuple[Any, ...]]
_ahead: ContextVar[dict[Question, list[tuple[Any, ...]]] | None] = ContextVar("namro_read_ahead", default=None)


@contextmanager
def at_once() -> Iterator[None]:
    """For statements whose answers nobody looks at before the block ends: PostgreSQL gets them in one message and is
    waited for once, at the end, where one that failed raises what it would have raised (pipeline mode). Within another
    such block it adds to that one. A transaction that begins here is waited for before."""
    real = connections[DEFAULT_DB_ALIAS]
    if real.vendor == "postgresql":
        real.ensure_connection()
    if real.vendor != "postgresql" or real.connection.pgconn.pipeline_status:
        yield
        return
    from namro.ground.pipelining import Gathering  # SQLite needs no driver of PostgreSQL

    line = real.connection
    line._pipeline = Gathering(line)
    with real.wrap_database_errors, line.pipeline():
        yield


@contextmanager
def together(*questions: Question) -> Iterator[None]:
    """Asks all these at once. Who asks one of them within the block, for the first time, gets the answer from here:
    the rooms that a page is made of go on asking each for itself."""
    if not questions:
        yield
        return
    real = connections[DEFAULT_DB_ALIAS]
    cursors = []
    with at_once():
        for asked, values in questions:
            cursor = real.cursor()
            cursor.execute(*asked.ask(values))
            cursors.append(cursor)
    answers: dict[Question, list[tuple[Any, ...]]] = {}
    for question, cursor in zip(questions, cursors, strict=True):
        answers[question] = cursor.fetchall()
        cursor.close()
    token = _ahead.set(answers)
    try:
        yield
    finally:
        _ahead.reset(token)


def asked_ahead(question: Question) -> list[tuple[Any, ...]] | None:
    """The answer to a question that was asked together with others; None where it was not, or was given already."""
    ahead = _ahead.get()
    return ahead.pop(question, None) if ahead else None


def _answer(asked: _Kept[Any], values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """What the database says, unless it was asked ahead."""
    if (found := asked_ahead((asked, values))) is not None:
        return found
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(asked.plan()[0], values)
        return list(cursor.fetchall())


class Fetch(_Kept[tuple[str, list[_Part], list[tuple[int, str, int]]]], Generic[Row]):
    """A statement that gives rows of `model` with the rows that the named foreign keys lead to ("office", or
    "case__office" for one further on).

    `where` and `order` are SQL over the columns of the model, which is called t0; their holes are filled by the call.
    `lock`: the rows are held until the transaction ends, where the database locks rows (SQLite has one writer).
    """

    def __init__(self, model: type[Row], *joins: str, where: str, order: str = "", lock: bool = False) -> None:
        self.model, self.joins, self.where, self.order, self.lock = model, joins, where, order, lock
        super().__init__()

    def __call__(self, *values: Any) -> list[Row]:
        """The rows, in their order."""
        _, parts, links = self.plan()
        raw = _answer(self, values)
        rows: list[Row] = []
        for line in raw:
            made = [part.row(line) for part in parts]
            for owner, name, number in links:
                if made[owner] is not None:
                    made[owner]._state.fields_cache[name] = made[number]  # type: ignore[union-attr]
            rows.append(made[0])  # type: ignore[arg-type]
        return rows

    def first(self, *values: Any) -> Row | None:
        """The first row, or None."""
        return next(iter(self(*values)), None)

    def whether(self) -> str:
        """A statement that gives a row where this one would give any; its holes are the same."""
        return f"SELECT 1 FROM {connection.ops.quote_name(self.model._meta.db_table)} t0 WHERE {self.where}"  # noqa: S608

    def _build(self) -> tuple[str, list[_Part], list[tuple[int, str, int]]]:
        quote = connection.ops.quote_name
        parts = [_Part(self.model, "t0", 0)]
        at = {"": 0}
        tables = f"{quote(self.model._meta.db_table)} t0"
        links: list[tuple[int, str, int]] = []
        for join in self.joins:
            before, _, name = join.rpartition("__")
            owner = at[before]
            field: Any = parts[owner].model._meta.get_field(name)
            to, number = field.remote_field.model, len(parts)
            parts.append(_Part(to, f"t{number}", parts[-1].last))
            tables += (
                f" LEFT JOIN {quote(to._meta.db_table)} t{number}"
                f" ON t{number}.{quote(to._meta.pk.column)} = t{owner}.{quote(field.column)}"
            )
            at[join] = number
            links.append((owner, name, number))
        columns = ", ".join(f"t{n}.{quote(str(field.column))}" for n, part in enumerate(parts) for field in part.fields)
        order = f" ORDER BY {self.order}" if self.order else ""
        sql = f"SELECT {columns} FROM {tables} WHERE {self.where}{order}"  # noqa: S608 - names out of the models
        if self.lock and connection.features.has_select_for_update:
            sql += " FOR NO KEY UPDATE OF t0"  # rows that point to it are written meanwhile
        return sql, parts, links


Lookup = tuple[Fetch[Any], tuple[Any, ...]]
"""What is asked for, and its values."""


class FetchValues(_Kept[tuple[str, list[tuple[int, list[Converter], Any]]]]):
    """A statement that gives some columns of `model`, by their names, as tuples; `where` and `order` as in `Fetch`."""

    def __init__(self, model: type[models.Model], *names: str, where: str, order: str = "") -> None:
        self.model, self.names, self.where, self.order = model, names, where, order
        super().__init__()

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        """The tuples, in their order."""
        real = connections[DEFAULT_DB_ALIAS]
        _, converters = self.plan()
        raw = _answer(self, values)
        if not converters:
            return list(raw)
        rows = []
        for line in raw:
            own = list(line)
            for number, several, column in converters:
                for convert in several:
                    own[number] = convert(own[number], column, real)
            rows.append(tuple(own))
        return rows

    def _build(self) -> tuple[str, list[tuple[int, list[Converter], Any]]]:
        quote = connection.ops.quote_name
        fields: list[Any] = [self.model._meta.get_field(name) for name in self.names]
        columns = [field.get_col("t0", field) for field in fields]
        converters = [(n, found, column) for n, column in enumerate(columns) if (found := converters_of(column))]
        listed = ", ".join(f"t0.{quote(str(field.column))}" for field in fields)
        order = f" ORDER BY {self.order}" if self.order else ""
        table = quote(self.model._meta.db_table)
        return f"SELECT {listed} FROM {table} t0 WHERE {self.where}{order}", converters  # noqa: S608 - names of models
