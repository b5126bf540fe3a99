"""The tasks of a plan in time: from when they were given to when they are owed, what was promised first, what slipped.

Days come back, no places on a page; where they stand is the door's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.kept import Again, Kept, coming_again, kept
from namro.work.plans.models import Plan, Task
from namro.work.plans.queries import in_list
from namro.work.plans.states import Done
from namro.work.plans.tallies import given_of
from namro.work.plans.task_states import Owed, task_of

ROWS = 40
"""Tasks of one page of the time view."""
GIVING = ("issue", "give")


@dataclass(frozen=True, slots=True)
class OfPeriod:
    """One `period` of what comes again: of how many copies it was accepted, waits for its answer, or was missed (its
    day is over and nothing was reported); the rest is owed still."""

    period: str
    due_on: date
    accepted: int
    reported: int
    missed: int


@dataclass(frozen=True, slots=True)
class Span:
    """One task of the plan. `owed`: once, or once for each period. Of what was given to many offices `n` are the
    copies, `accepted`, `late` and `slipped` how many of them; `latest`: the last day that any of them still owes.
    `ended`: how many of the copies were withdrawn or went on elsewhere; `ended_on`: where all of them did, the last day
    of that. `done_on`: where all that is left of what comes once was accepted, the last day of that. `time`: as the act
    that gave it says it. `periods`: of what comes again what became of each, in order."""

    task: Task
    given: date
    time: Mapping[str, Any]
    owed: tuple[Owed, ...]
    n: int
    accepted: int
    late: int
    slipped: int
    latest: date | None
    ended: int = 0
    ended_on: date | None = None
    done_on: date | None = None
    periods: tuple[OfPeriod, ...] = ()


@dataclass(frozen=True, slots=True)
class Spans:
    """A page of the tasks of a plan in its order, and the days between which all of the plan's tasks lie."""

    plan: Plan
    rows: tuple[Span, ...]
    first: date | None
    last: date | None
    page: int
    pages: int


def spans(actor: Actor, ref: str, on: date, *, page: int = 1) -> Spans:
    """The tasks of a plan that were given, in time; eight queries at most. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    found = given_of(actor, plan, on)
    copies = {
        row["root"]: row
        for row in found.values("root").annotate(
            n=Count("pk"),
            accepted=Count("pk", filter=in_list("accepted", on)),
            late=Count("pk", filter=in_list("late", on)),
            slipped=Count("pk", filter=Q(due_on__gt=F("baseline_on")) & ~Q(state__in=(Task.ENDED, Task.MOVED))),
            latest=Max("due_on", filter=in_list("open", on)),
            last=Max("due_on"),
            ended=Count("pk", filter=in_list("ended", on)),
            ended_on=Max("closed_on", filter=in_list("ended", on)),
            done_on=Max("closed_on", filter=in_list("accepted", on)),
        )
    }
    whole = list(Task.objects.filter(pk__in=list(copies)).order_by("nth", "pk").values_list("pk", flat=True))
    pages = max(1, -(-len(whole) // ROWS))
    page = min(max(page, 1), pages)
    shown = whole[(page - 1) * ROWS : page * ROWS]
    rows = (
        Task.objects.filter(pk__in=shown)
        .select_related("plan", "lead_office", "lead_post", "clause")
        .order_by("nth", "pk")
    )
    acts = histories(row.guard_ref for row in rows)
    copied = found.filter(root__in=[row.pk for row in rows if row.rhythm])
    again = coming_again(copied) if any(row.rhythm for row in rows) else {}
    made = tuple(_span(row, acts[row.guard_ref], copies[row.pk]) for row in rows)
    told = kept(copied, again, {owed.period for one in made if one.task.pk in again for owed in one.owed})
    made = tuple(
        replace(one, periods=_periods(one, again[one.task.pk], told, on)) if one.task.pk in again else one
        for one in made
    )
    days = [day for one in made for day in (one.given, *(owed.due_on for owed in one.owed))]
    days += [day for row in copies.values() for day in (row["last"], row["done_on"]) if day is not None]
    return Spans(plan, made, min(days, default=None), max(days, default=None), page, pages)


def _periods(one: Span, again: Again, told: Mapping[tuple[int, str], Kept], on: date) -> tuple[OfPeriod, ...]:
    found = []
    for owed in one.owed:
        of = told.get((one.task.pk, owed.period), Kept())
        missed = again.owes[owed.due_on] if owed.due_on < on else 0
        found.append(OfPeriod(owed.period, owed.due_on, of.accepted, of.reported, missed))
    return tuple(found)


def _span(task: Task, acts: list[Done], counts: Mapping[str, Any]) -> Span:
    given = next(act.on for act in acts if act.verb in GIVING)
    standing = task_of(acts)
    return Span(
        task, given, standing.data.get("time") or {}, tuple(standing.owed), counts["n"], counts["accepted"],
        counts["late"], counts["slipped"], counts["latest"], counts["ended"],
        counts["ended_on"] if counts["ended"] == counts["n"] else None,
        counts["done_on"] if not task.rhythm and counts["accepted"] + counts["ended"] == counts["n"] else None,
    )  # fmt: skip
