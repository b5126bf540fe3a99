"""Conditions on the columns of a case as SQL, for walks along indexes.

The same `Q` as everywhere, over plain columns and a few comparisons. A page asks a dozen such statements; made here
they cost a fiftieth of what the object layer needs to build each, which was more than all that the database had to
do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q

from namro.work.cases.models import Case

Sql = tuple[str, list[Any]]

_COMPARED = {"exact": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


class NotACondition(TypeError):
    """A `Q` that names what no plain column of a case has, or compares otherwise than is known here."""


def condition(q: Q) -> Sql:
    """The condition and its parameters. What is not known (NULL) does not meet a condition, and meets its contrary.

    Raises `NotACondition`.
    """
    if not q.children:
        return "TRUE", []
    parts: list[str] = []
    params: list[Any] = []
    for child in q.children:
        if isinstance(child, Q):
            sql, given = condition(child)
        elif isinstance(child, tuple):
            sql, given = _one(*child)
        else:
            raise NotACondition(str(child))
        parts.append(sql)
        params += given
    if q.connector not in (Q.AND, Q.OR):
        raise NotACondition(q.connector)
    together = parts[0] if len(parts) == 1 else "(" + f" {q.connector} ".join(parts) + ")"
    return (f"({together}) IS NOT TRUE" if q.negated else together), params


IMPORTED = "imported_from"
"""Beside the columns: `Q(imported_from=source)` is met by the cases that came in with that file."""
WORD = "word"
"""And `Q(word="trom")` by those of which a word begins so; without accents and capitals, as `fold` writes it."""


def _one(name: str, value: Any) -> Sql:
    if name == IMPORTED:
        return 'cases_case."id" IN (SELECT case_id FROM cases_imported WHERE source_id = %s)', [_plain(value)]
    if name == WORD:  # looking for a text is several times as quick as matching a pattern
        looked_for = "strpos" if connection.vendor == "postgresql" else "instr"
        return f"{looked_for}(' ' || {_column('folded')}, %s) > 0", [f" {value}"]
    field, _, compared = name.partition("__")
    column = _column(field)
    if compared == "isnull":
        return f"{column} IS {'' if value else 'NOT '}NULL", []
    if compared == "in":
        values = [_plain(one) for one in value]
        return (f"{column} IN ({', '.join(['%s'] * len(values))})", values) if values else ("FALSE", [])
    sign = _COMPARED.get(compared or "exact")
    if sign is None or value is None:
        raise NotACondition(name)
    return f"{column} {sign} %s", [_plain(value)]


@cache
def _column(field: str) -> str:
    known = {name: f.column for f in Case._meta.concrete_fields for name in (f.name, f.attname) if f.column is not None}
    known["pk"] = "id"
    if field not in known:
        raise NotACondition(field)
    return f'cases_case."{known[field]}"'


def _plain(value: Any) -> Any:
    """A value as the engine keeps it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return getattr(value, "pk", value)


def columns(names: Iterable[str]) -> str:
    """Columns of a case, to be selected."""
    return ", ".join(_column(name) for name in names)
