"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

WRONG: Literal["wrong"] = "wrong"
BEWARE: Literal["beware"] = "beware"
NAMED = 5
"""How many of several things a finding names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: `key` names its sentence (what is wrong and what to do), `said` its
    values. `wrong`: something does not work or is not safe; `beware`: it will be, or is worth a look."""

    level: Literal["wrong", "beware"]
    key: str
    said: dict[str, Any] = field(default_factory=dict)


def wrong(key: str, **said: object) -> Finding:
    """Something that does not work or is not safe."""
    return Finding(WRONG, key, said)


def beware(key: str, **said: object) -> Finding:
    """Something that is worth a look."""
    return Finding(BEWARE, key, said)


@dataclass(frozen=True, slots=True)
class Moment:
    """When the doctor looks: the instant, and the local day (None where the pack cannot be read)."""

    now: datetime
    on: date | None


Check = Callable[[Moment], Iterator[Finding]]


def first_of(names: list[str]) -> str:
    """The first few of several names, as one text."""
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
