"""Binding entries into batches, a moment after they were written.

Writers never wait for each other here: an entry joins a queue in its own transaction, and one sealer at a time empties
the queue. On PostgreSQL ids are not given out in the order in which transactions commit, so a batch is a list of
members, never a range of ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from namro.ground.trail.canonical import EMPTY, EntryFields, head, leaf, microseconds, root
from namro.ground.trail.models import COLUMNS, Entry, Pending, SealedBatch, SealedLeaf

BATCH = 2048
"""The most entries in one batch; a longer queue becomes several."""

_LOCK = 0x6E616D726F  # "namro"


@dataclass(frozen=True, slots=True)
class Sealing:
    """What one run sealed."""

    batches: int
    entries: int


def seal_pending(now: datetime) -> Sealing:
    """Seals all that waits and is visible now, oldest id first; gives back how much that was.

    Safe to call from many threads and processes at once: one seals, the others return having sealed nothing.
    """
    batches = entries = 0
    while Pending.objects.exists():  # looked at without any lock: an idle sealer disturbs nobody
        sealed = _seal_one(now)
        if sealed == 0:
            break
        batches, entries = batches + 1, entries + sealed
    return Sealing(batches, entries)


def _seal_one(now: datetime) -> int:
    """Seals one batch in one transaction; gives back its size, 0 where there is nothing to do or another is at it."""
    with transaction.atomic():
        if not _alone():
            return 0
        ids = list(Pending.objects.order_by("entry_id").values_list("entry_id", flat=True)[:BATCH])
        if not ids:
            return 0
        members = list(_entries(ids))
        if not members:
            return 0
        leaves = [leaf(entry) for entry in members]
        last = SealedBatch.objects.order_by("-number").first()
        number, before = (last.number + 1, bytes.fromhex(last.head)) if last else (1, EMPTY)
        sealed_at, tree = microseconds(now), root(leaves)
        batch = SealedBatch(number=number, sealed_at=sealed_at, size=len(leaves), root=tree.hex())
        batch.head = head(before, number, batch.size, sealed_at, tree).hex()
        batch.save(force_insert=True)
        SealedLeaf.objects.bulk_create(
            [
                SealedLeaf(batch_id=number, position=position, entry_id=entry.id, leaf=hashed.hex())
                for position, (entry, hashed) in enumerate(zip(members, leaves, strict=True))
            ],
            batch_size=200,
        )
        for part in _parts([entry.id for entry in members]):
            Pending.objects.filter(entry_id__in=part).delete()
        return len(leaves)


def _alone() -> bool:
    """Whether this transaction is the only sealer. On SQLite a writing transaction always is."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def _entries(ids: Sequence[int]) -> Iterator[EntryFields]:
    for part in _parts(ids):
        lines = Entry.objects.filter(pk__in=part).order_by("pk").values_list(*COLUMNS)
        yield from (EntryFields(*line) for line in lines)


def _parts(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
