"""What this room says about the trail: each deed names its entry, and every entry about something of the room belongs
to one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from namro.ground.gate.context import canonical
from namro.ground.trail.canonical import microseconds
from namro.ground.trail.claims import Claim
from namro.work.plans.digests import payload_of
from namro.work.plans.models import Deed

KINDS = ("instrument", "plan", "task", "target", "meeting")


def claims_of(kind: str) -> Callable[[], Iterator[Claim]]:
    """The claims about one kind of thing, in the order of their entries; streamed."""

    def claims() -> Iterator[Claim]:
        for deed in Deed.objects.filter(kind=kind).order_by("entry_id").iterator(chunk_size=2000):
            yield Claim(
                deed.entry_id,
                said_by=f"deed {deed.pk} ({deed.ref})",
                object_ref=deed.ref,
                action=deed.action,
                actor_ref=deed.actor_ref,
                seat=deed.seat,
                at=microseconds(deed.at),
                salt=bytes(deed.salt),
                payload=canonical(payload_of(deed)),
            )

    return claims
