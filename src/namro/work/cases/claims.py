"""What this room says about the trail: every action of every case names the entry that it left there, and every entry
about a case belongs to one of them."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from operator import attrgetter

from namro.ground.gate.context import canonical
from namro.ground.trail.canonical import microseconds
from namro.ground.trail.claims import Claim
from namro.work.cases.digests import action_of, recount_of
from namro.work.cases.models import Done, Recount


def claims() -> Iterator[Claim]:
    """One claim for each action and each recount, in the order of their entries; streamed. What was done and said in an
    action, `recheck` holds against the digests."""
    return merge(_actions(), _recounts(), key=attrgetter("entry_id"))


def _actions() -> Iterator[Claim]:
    columns = ("entry_id", "case__ref", "seq", "verb", "at", "actor_ref", "seat")
    rows = Done.objects.order_by("entry_id").values_list(*columns)
    for entry_id, ref, seq, verb, at, actor_ref, seat in rows.iterator(chunk_size=2000):
        yield Claim(
            entry_id,
            said_by=f"case {ref}, {seq}",
            object_ref=f"case:{ref}",
            action=action_of(verb),
            actor_ref=actor_ref,
            seat=seat,
            at=microseconds(at),
        )


def _recounts() -> Iterator[Claim]:
    for row in Recount.objects.order_by("entry_id").select_related("case").iterator(chunk_size=500):
        yield Claim(
            row.entry_id,
            said_by=f"recount of case {row.case.ref}",
            object_ref=row.case.guard_ref,
            action="cases.recount",
            at=microseconds(row.at),
            salt=bytes(row.salt),
            payload=canonical(recount_of(row.case.ref, row.moved)),
        )
