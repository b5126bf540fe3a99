"""How much of what a document says is found, and how much of what is found it says: by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

TASK = ("task", "lead", "coordinating", "due", "rhythm", "product", "head", "clause")
TARGET = ("value", "unit", "comparator", "direction", "by", "what", "reach")
INSTRUMENT = ("kind", "number", "date", "issuer", "relation")


@dataclass
class Score:
    """By field: how often it was found as it is, found otherwise or where nothing is, and not found."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)

    def precision(self, name: str) -> float:
        """Of what was found the share that is right."""
        found = self.right[name] + self.wrong[name]
        return self.right[name] / found if found else 1.0

    def recall(self, name: str) -> float:
        """Of what is there the share that was found."""
        there = self.right[name] + self.missed[name]
        return self.right[name] / there if there else 1.0

    def take(
        self, where: str, kind: str, names: Iterable[str], expected: list[Any], found: list[Any], key: str
    ) -> None:
        """Counts one list of one document. What belongs together is told by `key`."""
        left = list(found)
        for want in expected:
            name = next((one for one in (key, "kind", "issuer", "what") if want.get(one) is not None), key)
            got = max(left, key=lambda one: _near(want.get(name), value(one, name)), default=None)
            if got is None or _near(want.get(name), value(got, name)) < 0.5:
                got = {}
            else:
                left.remove(got)
            for name in names:
                self._count(where, f"{kind}.{name}", plain(want.get(name)), plain(value(got, name)))
        for extra in left:
            for name in names:
                self._count(where, f"{kind}.{name}", None, plain(value(extra, name)))

    def _count(self, where: str, name: str, want: Any, got: Any) -> None:
        if want == got:
            self.right[name] += want is not None
            return
        self.wrong[name] += got is not None
        self.missed[name] += want is not None
        self.said.append(f"{where} {name}: wanted {want!r}, got {got!r}")


def value(one: Mapping[str, Any], name: str) -> Any:
    """The value of a field of a reading; a due day with its bound, a rhythm with the day within its period."""
    held = one.get(name)
    if not isinstance(held, Mapping):
        return None
    if name == "rhythm" and "within" in held:
        return f"{held['value']} {held['bound']} {held['within']}"
    return f"{held['bound']} {held['value']}" if name == "due" else held["value"]


def plain(said: Any) -> Any:
    """A value to be compared: texts without case and marks at the ends."""
    if isinstance(said, str):
        return " ".join(said.casefold().split()).strip(" .;,:")
    if isinstance(said, date):
        return said.isoformat()
    if isinstance(said, list):
        return [plain(one) for one in said]
    return said


def _near(want: Any, got: Any) -> float:
    if want is None or got is None:
        return 0.0
    one, other = set(str(plain(want)).split()), set(str(plain(got)).split())
    return len(one & other) / max(len(one | other), 1)
