"""Reading the trail: how it stands, and what was done to one thing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from namro.ground.trail.canonical import microseconds
from namro.ground.trail.models import Entry, Pending, SealedBatch, SealedLeaf


@dataclass(frozen=True, slots=True)
class Status:
    """How the trail stands. `lag` is the age in seconds of the oldest entry that is not sealed yet (None: all are);
    `sealed_at` is when the last batch was sealed, in microseconds since 1970-01-01T00:00Z (None: never).
    """

    entries: int
    sealed: int
    unsealed: int
    lag: float | None
    batches: int
    sealed_at: int | None
    head: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def status(now: datetime) -> Status:
    """How many entries there are, how many are sealed, and how far sealing is behind."""
    waiting = Pending.objects.aggregate(oldest=Min("entry_id"), count=Count("entry_id"))
    oldest = Entry.objects.filter(pk=waiting["oldest"]).values_list("at", flat=True).first()
    last = SealedBatch.objects.order_by("-number").first()
    return Status(
        entries=Entry.objects.count(),
        sealed=SealedLeaf.objects.count(),
        unsealed=waiting["count"],
        lag=None if oldest is None else max(0.0, (microseconds(now) - oldest) / 1_000_000),
        batches=last.number if last else 0,
        sealed_at=last.sealed_at if last else None,
        head=last.head if last else "",
    )


def entries_of(object_ref: str) -> QuerySet[Entry]:
    """What was done to one thing ("case:…", "office:…"), oldest first. Who asks must already be allowed to see it."""
    return Entry.objects.filter(object_ref=object_ref).order_by("at", "id")


def latest_of(object_ref: str, actions: Collection[str], most: int) -> list[Entry]:
    """The last `most` of these actions taken upon one thing, newest first. Who asks must be allowed to see it."""
    found = Entry.objects.filter(object_ref=object_ref, action__in=actions).order_by("-at", "-id")
    return list(found[:most])


def revisions(object_refs: Collection[str]) -> dict[str, tuple[int, datetime]]:
    """How often each of these was acted upon, and when last; only ever grows."""
    found = Entry.objects.filter(object_ref__in=object_refs).order_by().values("object_ref")
    return {
        row["object_ref"]: (row["times"], datetime.fromtimestamp(row["last"] // 1_000_000, UTC))
        for row in found.annotate(times=Count("pk"), last=Max("at"))
    }
