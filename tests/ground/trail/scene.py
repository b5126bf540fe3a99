"""Entries to seal and to tamper with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from namro.ground.gate import guard
from namro.ground.trail import guards
from namro.ground.trail.canonical import EntryFields
from namro.ground.trail.models import COLUMNS, Entry
from namro.ground.trail.record import Recorded, record
from namro.ground.trail.sealing import seal_pending
from tests.cast import NOW


def write(count: int = 1, first: int = 0) -> list[Recorded]:
    """So many entries, not sealed."""
    with guard.outside("entries without actions"):
        return [
            record(
                at=NOW,
                actor_ref="user:7",
                seat="duty-officer@CAX-00004",
                action="cases.register",
                object_kind="case",
                object_ref=f"case:26-{first + n}",
                office="CAX-00004",
                reason="lý do",
                payload=b"%d" % (first + n),
            )
            for n in range(count)
        ]


def three_batches() -> list[Entry]:
    """Nine entries in three sealed batches of four, three and two."""
    for n, size in enumerate((4, 3, 2)):
        write(size, n * 10)
        assert seal_pending(NOW).entries == size
    return list(Entry.objects.order_by("id"))


@contextmanager
def by_force() -> Iterator[None]:
    """As whoever owns the database: no triggers, no gate."""
    with guard.outside("tampering"), guards.lifted():
        yield


def fields_of(entry: Entry) -> EntryFields:
    """The plain values of an entry that its leaf is made of."""
    return EntryFields(*(getattr(entry, name) for name in COLUMNS))
