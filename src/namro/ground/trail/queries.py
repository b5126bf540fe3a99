"""Reading the trail: how it stands, and what was done to one thing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

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


PAGE = 50
LOOKED_AT = 20_000
"""Entries that one look goes back over, so that a rare action costs no walk over years."""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first. `further`: the number before which the next page begins (0: there is nothing older).
    `looked_to`: where the look ended before the page was full, the instant of the oldest entry that it came to."""

    entries: list[Entry]
    further: int
    looked_to: datetime | None


def latest(rooms: Collection[str], *, before: int | None = None, end: datetime | None = None) -> Page:
    """The newest entries of these rooms ("people"), older than the entry `before` and the instant `end` where given.
    Who asks must be allowed to read them."""
    first = Entry.objects.order_by("-id")
    if end is not None:
        first = Entry.objects.filter(at__lt=microseconds(end)).order_by("-at", "-id")
    newest = first.values_list("pk", flat=True).first() or 0
    top = newest + 1 if before is None else min(before, newest + 1)
    bottom = max(1, top - LOOKED_AT)
    of_rooms = Q()
    for room in rooms:
        of_rooms |= Q(action__startswith=f"{room}.")
    found = (
        list(Entry.objects.filter(of_rooms, pk__lt=top, pk__gte=bottom).order_by("-id")[: PAGE + 1]) if rooms else []
    )
    if len(found) > PAGE:
        return Page(found[:PAGE], found[PAGE - 1].pk, None)
    oldest = Entry.objects.filter(pk__gte=bottom).order_by("id").first() if bottom > 1 else None
    return Page(found, bottom if oldest is not None else 0, oldest.when if oldest is not None else None)


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
