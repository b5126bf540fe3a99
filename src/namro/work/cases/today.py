"""Home: what is late, due soon, new, or waits for others. Each open case stands in one list at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.cases.rows import DUE, LATE, NEW, WAITING, Row, part_of, rows_of
from namro.work.cases.scope import for_actor


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of one list, and how many there are in all."""

    rows: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Today:
    """The four lists, the most pressing first; what is new, the newest first."""

    late: Part
    soon: Part
    new: Part
    waiting: Part


_ORDER = {LATE: "next_due_at", DUE: "next_due_at", NEW: "-received_at", WAITING: "changed_at"}


def today(actor: Actor, now: datetime, *, limit: int = 20) -> Today:
    """The four lists of the actor at `now`, each with up to `limit` rows."""
    calendar = the_pack().calendar
    scope = for_actor(actor, calendar.local(now))
    conditions = {name: part_of(name, actor, now, calendar) for name in _ORDER}
    totals = scope.filter(closed_at__isnull=True).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    parts = {}
    for name, condition in conditions.items():
        found = scope.filter(condition).order_by(_ORDER[name], "id")[:limit]
        parts[name] = Part(rows_of(found, actor, now) if totals[name] else [], totals[name])
    return Today(late=parts[LATE], soon=parts[DUE], new=parts[NEW], waiting=parts[WAITING])
