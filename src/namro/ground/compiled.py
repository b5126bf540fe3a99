"""Querysets whose statement is built once: what is asked on every page costs its answer, not its wording.

A queryset of Django says what is meant and is turned into SQL each time, which for a few rows takes several times what
running it does. Here the turning happens once for each shape of what it is asked with, and then only values are filled
in. What is long and seldom, or asks for whole rows with their neighbours, stays a queryset or a `Fetch`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from namro.ground.fetch import Converter, Question, asked_ahead, converters_of

LONGEST = 512
"""Values of one list up to which a statement is kept for it."""

Fill = Callable[[Any], Any]
Place = tuple[int, int | None]
"""Where a value stands in a call: which argument, and which of its values where that is a list."""
Holes = tuple[tuple[int, Place, Fill], ...]
"""Which parameter takes which value, and how the database takes one of its kind."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """`params` has what is always the same; the holes are filled anew each time."""

    sql: str
    params: tuple[Any, ...]
    holes: Holes
    converters: tuple[tuple[int, list[Converter], Any], ...]

    def filled(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """The parameters for these values."""
        made = list(self.params)
        for at, (argument, nth), fill in self.holes:
            value = values[argument]
            made[at] = fill(value if nth is None else value[nth])
        return tuple(made)


class Compiled:
    """`Compiled(build)(*values)` gives the tuples of `build(*values)`, a queryset with `values_list`.

    `values` are whole numbers, texts, days, instants and lists of them; these change from call to call. Everything else
    (None, booleans) and how long a list is belongs to the shape, and `build` is called for each shape once. So it must
    hand its values to the database as they are and look at nothing else that changes, the clock least of all. A list is
    one for `in`: it may arrive with its last value repeated. Raises ValueError where `build` makes another value, or
    other SQL, of a value, TypeError for a value of another kind.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self._kept: dict[Hashable, _Statement | None] = {}

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        """The tuples, in the queryset's order."""
        whole = _whole(values)
        if not _fits(whole):
            return list(self.build(*whole))
        statement = self._statement(whole)
        if statement is None:
            return []
        raw = asked_ahead((self, whole))
        if raw is None:
            with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
                cursor.execute(statement.sql, statement.filled(whole))
                raw = cursor.fetchall()
        return list(_converted(raw, statement.converters)) if statement.converters else raw

    def questions(self, *values: Any) -> list[Question]:
        """What is to be asked for these values, together with others; nothing where the answer is known to be empty."""
        whole = _whole(values)
        return [(self, whole)] if _fits(whole) and self._statement(whole) is not None else []

    def ask(self, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters, for what is asked together with others."""
        statement = self._statement(values)
        if statement is None:
            raise ValueError("Nothing is to be asked for these values.")
        return statement.sql, statement.filled(values)

    def _statement(self, values: tuple[Any, ...]) -> _Statement | None:
        shape = (connections[DEFAULT_DB_ALIAS].vendor, *map(_shape, values))
        try:
            return self._kept[shape]
        except KeyError:
            made = self._kept[shape] = self._compile(values)
            return made

    def _compile(self, values: tuple[Any, ...]) -> _Statement | None:
        first, second = self._asked_with(values, 0), self._asked_with(values, 1)
        if first is None or second is None:
            if _asks(self.build(*values)):
                raise ValueError(f"{self.build} takes values for impossible which are not.")
            return None
        (sql, params, holes, columns), (same, others, _, _) = first, second
        stale = [n for n, (one, other) in enumerate(zip(params, others, strict=False)) if repr(one) != repr(other)]
        if sql != same or len(params) != len(others) or set(stale) - {at for at, _, _ in holes}:
            raise ValueError(f"{self.build} makes something else of a value than a parameter: {sql}")
        converters = tuple((n, found, column) for n, column in enumerate(columns) if (found := converters_of(column)))
        return _Statement(sql, params, holes, converters)

    def _asked_with(self, values: tuple[Any, ...], turn: int) -> tuple[str, tuple[Any, ...], Holes, list[Any]] | None:
        """The statement for values of the same kind that no queryset says by itself, other ones each turn."""
        count = itertools.count(1 + 30 * turn)
        marked: list[Any] = []
        marks: dict[Place, Any] = {}
        for argument, value in enumerate(values):
            if isinstance(value, tuple):
                marked.append(tuple(_mark(one, next(count)) for one in value))
                marks |= {(argument, nth): one for nth, one in enumerate(marked[-1])}
            elif _changes(value):
                marked.append(_mark(value, next(count)))
                marks[argument, None] = marked[-1]
            else:
                marked.append(value)
        compiler = self.build(*marked).query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        ops = connections[DEFAULT_DB_ALIAS].ops
        holes = tuple((at, *hole) for at, param in enumerate(params) if (hole := _hole(param, marks, ops)) is not None)
        return sql, tuple(params), holes, [column for column, _, _ in compiler.select[: compiler.col_count]]


def _asks(queryset: QuerySet[Any, Any]) -> bool:
    """Whether the database has to be asked at all."""
    try:
        queryset.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return False
    return True


def _whole(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_as_list(value) if isinstance(value, (list, tuple, set, frozenset)) else value for value in values)


def _fits(values: tuple[Any, ...]) -> bool:
    return not any(isinstance(value, tuple) and len(value) > LONGEST for value in values)


def _as_list(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values, the last repeated up to the next power of two: so few lengths need statements of their own."""
    whole = tuple(sorted(values) if isinstance(values, (set, frozenset)) else values)
    return whole + whole[-1:] * ((1 << (len(whole) - 1).bit_length()) - len(whole)) if len(whole) > 1 else whole


def _changes(value: Any) -> bool:
    return isinstance(value, (int, str, date)) and not isinstance(value, bool)


def _shape(value: Any) -> Hashable:
    if isinstance(value, tuple):
        return len(value), type(value[0]) if value else None
    if not _changes(value) and value is not None and not isinstance(value, bool):
        raise TypeError(f"{value!r} is no value by which a statement can be kept.")
    kind: type = type(value)
    return kind if _changes(value) else (kind, value)


def _mark(value: Any, number: int) -> Any:
    if isinstance(value, datetime):
        return datetime(1801, 1, 1, 1, 1, 1, 1000 + number, UTC)
    if isinstance(value, date):
        return date.fromordinal(date(1802, 1, 1).toordinal() + number)
    return 2_070_000_000 + number if isinstance(value, int) else f"∎ {number} ∎"


def _hole(param: Any, marks: dict[Place, Any], ops: Any) -> tuple[Place, Fill] | None:
    """Which value a parameter stands for, and how the database takes one of its kind; None for what never changes."""
    for place, mark in marks.items():
        if hasattr(param, "obj"):  # a value of JSON, as PostgreSQL takes it
            if param.obj == mark:
                return place, partial(ops.adapt_json_value, encoder=None)
            continue
        if isinstance(mark, datetime):
            fill: Fill = ops.adapt_datetimefield_value
        elif isinstance(mark, date):
            fill = ops.adapt_datefield_value
        else:
            fill = type(param) if isinstance(param, type(mark)) else str
        if type(param) is type(made := fill(mark)) and param == made:
            return place, fill
    return None


def _converted(
    raw: Iterable[tuple[Any, ...]], converters: tuple[tuple[int, list[Converter], Any], ...]
) -> Iterator[tuple[Any, ...]]:
    real = connections[DEFAULT_DB_ALIAS]
    for line in raw:
        own = list(line)
        for number, several, column in converters:
            for convert in several:
                own[number] = convert(own[number], column, real)
        yield tuple(own)
