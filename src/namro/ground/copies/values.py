"""A row as a line of JSON that both database engines read alike: an array of the columns in their order.

Instants are ISO 8601 in UTC with microseconds, days ISO dates, bytes base64; a JSON column is an array with its one
value (so that SQL's NULL and JSON's null stay apart), its maps sorted by key, since PostgreSQL keeps no order.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

INTEGERS = frozenset({
    "AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
    "PositiveIntegerField", "PositiveSmallIntegerField", "PositiveBigIntegerField",
})  # fmt: skip
TEXTS = frozenset({
    "CharField", "TextField", "SlugField", "FileField", "FilePathField", "GenericIPAddressField",
})  # fmt: skip


class OddValue(ValueError):
    """A value in a line is not what its column holds. The message names the column."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a column's values are written in JSON, and read back. `read` raises ValueError or TypeError."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(value)
        return value

    return read


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError(value)
    return found


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise ValueError(value)
    return float(value)


def _inside(value: Any) -> Any:
    if type(value) is not list or len(value) != 1:
        raise ValueError(value)
    return value[0]


KINDS: dict[str, Kind] = {
    **{name: Kind(_same, _exactly(int)) for name in INTEGERS},
    **{name: Kind(_same, _exactly(str)) for name in TEXTS},
    "BooleanField": Kind(bool, _exactly(bool)),
    "FloatField": Kind(_same, _number),
    "DecimalField": Kind(str, lambda value: Decimal(_exactly(str)(value))),
    "DateTimeField": Kind(_instant, _moment),
    "DateField": Kind(date.isoformat, date.fromisoformat),
    "TimeField": Kind(time.isoformat, time.fromisoformat),
    "UUIDField": Kind(str, lambda value: UUID(_exactly(str)(value))),
    "BinaryField": Kind(
        lambda value: base64.b64encode(bytes(value)).decode(), lambda value: base64.b64decode(value, validate=True)
    ),
    "JSONField": Kind(lambda value: [value], _inside),
}


class UnknownKind(TypeError):
    """A column is of a kind that copies do not know yet. A programmer reads this."""


def kind_of(field: models.Field[Any, Any]) -> Kind:
    """How the values of a column are written; of a reference, as what it refers to. Raises `UnknownKind`."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    found = KINDS.get(field.get_internal_type())
    if found is None:
        raise UnknownKind(f"{field} is a {field.get_internal_type()}: say in copies/values.py how it is written.")
    return found


class Columns:
    """The columns of one table in their order."""

    def __init__(self, model: type[models.Model]) -> None:
        self.fields: tuple[models.Field[Any, Any], ...] = tuple(model._meta.concrete_fields)
        self.names = tuple(str(field.column) for field in self.fields)
        self.attributes = tuple(str(field.attname) for field in self.fields)
        kinds = [kind_of(field) for field in self.fields]
        self._write = [kind.write for kind in kinds]
        self._read = [(field, kind.read) for field, kind in zip(self.fields, kinds, strict=True)]

    def line(self, row: Sequence[Any]) -> bytes:
        """One row as a line with its line end."""
        values = [None if value is None else write(value) for write, value in zip(self._write, row, strict=True)]
        text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass") + b"\n"

    def row(self, line: bytes) -> list[Any]:
        """The values of a line as Python has them. Raises `OddValue`."""
        try:
            values = json.loads(line.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as cause:
            raise OddValue("a line is no JSON") from cause
        if type(values) is not list or len(values) != len(self._read):
            raise OddValue("a line has not the columns of its table")
        found = []
        for (field, read), value in zip(self._read, values, strict=True):
            if value is None and not (field.null or field.primary_key):
                raise OddValue(f"{field.column} is empty")
            try:
                found.append(None if value is None else read(value))
            except (ValueError, TypeError, ArithmeticError) as cause:
                raise OddValue(f"{field.column} is not what it holds") from cause
        return found
