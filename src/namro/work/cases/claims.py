"""What this room says about the trail: every action of every case names the entry that it left there."""

from __future__ import annotations

from collections.abc import Iterator

from namro.ground.trail.claims import Claim
from namro.work.cases.models import Done


def claims() -> Iterator[Claim]:
    """One claim for each action, in the order of their entries; streamed. What was done and said in it, `recheck` holds
    against the digests."""
    rows = Done.objects.order_by("entry_id").values_list("entry_id", "case__ref", "seq", "actor_ref")
    for entry_id, ref, seq, actor_ref in rows.iterator(chunk_size=2000):
        yield Claim(entry_id, said_by=f"case {ref}, {seq}", object_ref=f"case:{ref}", actor_ref=actor_ref)
