"""What other rooms say about the trail: their own rows that name an entry.

A room registers a source once, in its `apps.py`:

    register_claims("cases", lambda: (Claim(d.entry_id, f"case:{d.case.ref}", …) for d in Done.objects.iterator()))

and the verifier holds each claim against the entry. So a tail of entries that was cut off before it was sealed, or an
entry exchanged before it was sealed, is found as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that names an entry. What is None is not compared. `said_by` names the row to a reader ("case 12, 3")."""

    entry_id: int
    said_by: str
    object_ref: str | None = None
    action: str | None = None
    actor_ref: str | None = None
    salt: bytes | None = None
    payload: bytes | None = None


CLAIMS: dict[str, Callable[[], Iterable[Claim]]] = {}
"""The sources of claims by the name of their room."""


def register_claims(name: str, source: Callable[[], Iterable[Claim]]) -> None:
    """Adds a source; the same name again takes the place of the first. The source streams: no lists of everything."""
    CLAIMS[name] = source
