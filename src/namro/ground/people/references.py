"""What one room may name of another by reference ("case:26-7F3A") without knowing it.

The room that holds such things registers once, in its `apps.py`, how those are found that somebody may read:

    register_reference("case", readable_refs)

and whoever takes a reference in asks `readable`. What nobody registered exists for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from namro.ground.people.actors import Actor

Readable = Callable[[Actor, Collection[str], date], set[str]]
"""Of these references, without their kind, those that exist and that the actor may read on that local day."""

REFERENCES: dict[str, Readable] = {}


def register_reference(kind: str, readable_of: Readable) -> None:
    """Says how things of that kind are found; the same kind again takes the place of the first."""
    REFERENCES[kind] = readable_of


def readable(actor: Actor, refs: Collection[str], on: date) -> set[str]:
    """Of references with their kind, those that exist and that the actor may read; one query for each kind."""
    by_kind: dict[str, set[str]] = {}
    for ref in refs:
        kind, _, which = ref.partition(":")
        by_kind.setdefault(kind, set()).add(which)
    return {
        f"{kind}:{which}"
        for kind, some in by_kind.items()
        if kind in REFERENCES
        for which in REFERENCES[kind](actor, some, on)
    }
