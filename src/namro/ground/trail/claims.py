"""What other rooms say about the trail: their own rows that name an entry.

A room registers a source once, in its `apps.py`:

    register_claims("cases", lambda: (Claim(d.entry_id, f"case:{d.case.ref}", …) for d in …), about="case")

and the verifier holds each claim against the entry. So a tail of entries that was cut off before it was sealed, or an
entry exchanged before it was sealed, is found as well.

It works the other way too. Each entry about what `about` names must be named by exactly one row of the rooms that say
so; one that nobody names was made up, or its row was taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that names an entry. What is None is not compared; `at` is in microseconds.
    `said_by` names the row to a reader ("case 12, 3")."""

    entry_id: int
    said_by: str
    object_ref: str | None = None
    action: str | None = None
    actor_ref: str | None = None
    seat: str | None = None
    at: int | None = None
    salt: bytes | None = None
    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The claims of a room, and the kind of thing ("case") of which every entry must be claimed; empty: of none."""

    claims: Callable[[], Iterable[Claim]]
    about: str = ""


CLAIMS: dict[str, Source] = {}
"""The sources of claims by the name of their room."""


def register_claims(name: str, claims: Callable[[], Iterable[Claim]], *, about: str = "") -> None:
    """Adds a source; the same name again takes the place of the first. The source streams: no lists of everything. With
    `about` its claims come in the order of their entries."""
    CLAIMS[name] = Source(claims, about)
