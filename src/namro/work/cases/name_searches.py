"""Who looked names up, and why."""

from __future__ import annotations

from collections.abc import Iterator

from namro.ground.gate.context import canonical
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds
from namro.ground.trail.canonical import microseconds
from namro.ground.trail.claims import Claim
from namro.work.cases.models import NameSearch

SHOWN = 50


def watches_name_searches(actor: Actor) -> bool:
    """Whether somebody sees the look-ups of all: who reads both the cases and the trail."""
    return holds(actor, "cases.read") and holds(actor, "trail.read")


def name_searches(actor: Actor) -> list[NameSearch]:
    """The latest look-ups, the newest first: one's own; those of everybody for whoever reads cases and the trail."""
    found = NameSearch.objects.all()
    if not watches_name_searches(actor):
        found = found.filter(actor_ref=actor.ref)
    return list(found[:SHOWN])


def name_search_claims() -> Iterator[Claim]:
    """What each look-up says about its entry in the trail, in the order of the entries."""
    for row in NameSearch.objects.order_by("entry_id").iterator(chunk_size=500):
        yield Claim(
            row.entry_id,
            said_by=f"look-up {row.pk}",
            object_ref="name-search",
            action="cases.find_by_name",
            actor_ref=row.actor_ref,
            seat=row.seat,
            at=microseconds(row.at),
            salt=bytes(row.salt),
            payload=canonical({"reason": row.reason}),
        )
