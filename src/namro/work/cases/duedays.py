"""The due days of what somebody has to do, for their own calendar: which case, clock and office, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from namro.ground.people.actors import Actor
from namro.ground.trail.queries import revisions
from namro.rules.packs.current import the_pack
from namro.work.cases.history import procedure_of
from namro.work.cases.models import CaseClock
from namro.work.cases.rows import own_offices
from namro.work.cases.runs import RUNNING
from namro.work.cases.scope import for_actor

MOST = 1000


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day by which something is owed. `times` counts what was done to the case, so that a later look knows itself to
    be later; `changed_at` is when last."""

    ref: str
    number: str
    clock: str
    run: int
    clock_names: Mapping[str, str]
    office_names: Mapping[str, str]
    on: date
    times: int
    changed_at: datetime


def due_days(actor: Actor, now: datetime) -> list[DueDay]:
    """The running clocks of the open cases that the actor's posts have, and of those at their own offices that nobody
    has yet, the next one first; at most `MOST`."""
    on = the_pack().calendar.local(now)
    mine = Q(assignee__in=[seat.post_id for seat in actor.seats])
    unassigned = Q(assignee__isnull=True, office__in=own_offices(actor))
    cases = for_actor(actor, on).filter(mine | unassigned, closed_at__isnull=True)
    found = list(
        CaseClock.objects.filter(case__in=cases, status=RUNNING, due_on__isnull=False)
        .order_by("due_at", "id")
        .values_list(
            "case__ref", "case__number", "case__frozen_id", "case__office__names", "case__changed_at", "clock", "run",
            "due_on",
        )[:MOST]
    )  # fmt: skip
    times = revisions({f"case:{row[0]}" for row in found})
    days = []
    for ref, number, version, office, changed, clock, run, due_on in found:
        rule = procedure_of(version).clocks.get(clock)
        if rule is not None and due_on is not None:
            count, last = times.get(f"case:{ref}", (0, changed))
            days.append(DueDay(ref, number, clock, run, rule.names, office, due_on, count, last))
    return days
