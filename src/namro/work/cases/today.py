"""Home: what is late, due soon, new, or waits for others, and where a reporter wrote. Each open case stands in one of
the four lists at most; where something waits to be read it stands in a list of its own as well, also when closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case as Either
from django.db.models import Count, QuerySet, Value, When

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.cases.models import Case
from namro.work.cases.rows import DUE, LATE, NEAR, NEW, WAITING, Row, part_of, rows_of_several
from namro.work.cases.scope import WROTE, for_actor


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of one list, and how many there are in all."""

    rows: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Today:
    """The four lists, the most pressing first; what is new, the newest first. `wrote`: where a reporter wrote and
    nobody has read it, one's own cases first, then those that nobody has. `near`: how many cases fall due soon, the new
    ones among them."""

    late: Part
    soon: Part
    new: Part
    waiting: Part
    wrote: Part
    near: int


_ORDER = {LATE: "next_due_at", DUE: "next_due_at", NEW: "-received_at", WAITING: "changed_at"}


def today(actor: Actor, now: datetime, *, limit: int = 20) -> Today:
    """The lists of the actor at `now`, each with up to `limit` rows."""
    calendar = the_pack().calendar
    scope = for_actor(actor, calendar.local(now))
    conditions = {name: part_of(name, actor, now, calendar) for name in (*_ORDER, NEAR)}
    totals = scope.filter(closed_at__isnull=True).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    asked = [name for name in _ORDER if totals[name]]
    found = [scope.filter(conditions[name]).order_by(_ORDER[name], "id")[:limit] for name in asked]
    unread = _unread(actor, calendar.local(now))
    wrote, *made = rows_of_several([unread[:limit], *found], actor, now)
    parts = {name: Part(rows, totals[name]) for name, rows in zip(asked, made, strict=True)}
    for name in _ORDER:
        parts.setdefault(name, Part([], 0))
    return Today(
        late=parts[LATE],
        soon=parts[DUE],
        new=parts[NEW],
        waiting=parts[WAITING],
        wrote=Part(wrote, len(wrote) if len(wrote) < limit else unread.count()),
        near=totals[NEAR],
    )


def _unread(actor: Actor, on: date) -> QuerySet[Case]:
    """The cases where something waits to be read: one's own, then those that nobody has, then the others; what has
    waited longest first."""
    posts = [seat.post_id for seat in actor.seats]
    whose = Either(When(assignee__in=posts, then=Value(0)), When(assignee=None, then=Value(1)), default=Value(2))
    return for_actor(actor, on, WROTE).order_by(whose, "wrote_at", "id")
