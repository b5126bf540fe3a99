"""What falls due on the days of a month: each task once for all offices that were given it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Task
from namro.work.plans.queries import in_list, owing
from namro.work.plans.task_states import OPEN, task_of

MOST = 1000
"""Entries of one month; what lies beyond is said by `whole`."""
MOST_RHYTHMS = 400
"""Tasks that come again of which the later periods are looked up."""


@dataclass(frozen=True, slots=True)
class Due:
    """A task that is owed on a day, by `n` offices of which `accepted` have kept it. `task` is the one itself, or where
    `n` is more than one what it was spread from. `later`: a coming period of what is owed before that, too; one
    that was missed is late like any other. `waits`: of a single task, a period before that whose report waits."""

    on: date
    task: Task
    n: int
    accepted: int
    late: int
    blocked: int
    later: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class DueDays:
    """What is owed between two days, in their order. `whole`: nothing was left out."""

    days: tuple[Due, ...]
    whole: bool


def due_between(actor: Actor, on: date, first: date, last: date, *, ours: bool = False) -> DueDays:
    """What is owed from `first` to `last` of what the actor may read, or (`ours`) of what their offices lead; five
    queries at most, six where something comes again."""
    seen = _seen(actor, on, ours)
    found = seen.filter(due_on__gte=first, due_on__lte=last).values("due_on", "root").annotate(
        one=Min("pk"), n=Count("pk"),
        accepted=Count("pk", filter=in_list("accepted", on)),
        late=Count("pk", filter=in_list("late", on)),
        blocked=Count("pk", filter=in_list("blocked", on)),
    )  # fmt: skip
    rows = list(found.order_by("due_on", "root")[: MOST + 1])
    missed = _missed(seen, on, first, last)
    again = _again(seen, first, last, {(row["due_on"], row["root"]) for row in rows}, missed)
    wanted = {row["one"] if row["n"] == 1 else row["root"] for row in rows}
    tasks = _tasks(wanted | {pk for _, pk, *_ in again})
    told = [
        Due(
            row["due_on"], tasks[row["one"] if row["n"] == 1 else row["root"]], row["n"] + more, row["accepted"],
            row["late"] + more, row["blocked"],
        )
        for row in rows[:MOST]
        for more in (missed.get((row["due_on"], row["root"]), 0),)
    ]  # fmt: skip
    told += [
        Due(day, tasks[pk], n, 0, late, 0, later=not late and not waits, waits=waits)
        for day, pk, n, late, waits in again
    ]
    return DueDays(tuple(sorted(told, key=lambda one: (one.on, one.task.plan_id, one.task.nth))), len(rows) <= MOST)


def _seen(actor: Actor, on: date, ours: bool) -> QuerySet[Any]:
    seen = scope.tasks(actor, on).filter(Q(state__in=OPEN) | Q(state=Task.ACCEPTED), spread=False)
    seen = seen.filter(Q(parent=None) | Q(parent__spread=True) | Q(lead_post__isnull=False))
    if ours:
        seen = seen.filter(lead_office_id__in=[seat.office_id for seat in actor.seats])
    root = Case(When(parent__spread=True, then=F("parent_id")), default=F("pk"))
    return seen.annotate(root=root).order_by()


def _missed(seen: QuerySet[Any], on: date, first: date, last: date) -> dict[tuple[date, int], int]:
    """By day and root how many missed a period of that day, of those that missed an earlier one too; one query."""
    found: dict[tuple[date, int], int] = {}
    rows = seen.filter(owing(), due_on__lt=min(on, last)).exclude(rhythm="").values_list("root", "owes")
    for root, owes in rows.iterator(chunk_size=2000):
        for said in owes[1:]:
            day = date.fromisoformat(said)
            if first <= day <= last and day < on:
                found[day, root] = found.get((day, root), 0) + 1
    return found


def _again(
    seen: QuerySet[Any], first: date, last: date, known: set[tuple[date, int]], missed: Mapping[tuple[date, int], int]
) -> list[tuple[date, int, int, int, bool]]:
    """Day, task, number of offices, how many missed it and whether its report waits, of the periods beside the one that
    is owed next."""
    groups = seen.filter(state__in=OPEN).exclude(rhythm="").values("root").annotate(one=Min("pk"), n=Count("pk"))
    rows = list(groups.order_by("root")[:MOST_RHYTHMS])
    if not rows:
        return []
    ones = _tasks(row["one"] for row in rows)
    acts = histories(one.guard_ref for one in ones.values())
    told = []
    for row in rows:
        one = ones[row["one"]]
        for owed in task_of(acts[one.guard_ref]).owed:
            late = missed.get((owed.due_on, row["root"]), 0)
            waits = row["n"] == 1 and owed.state == "reported"
            other = late or waits or (one.due_on is not None and owed.due_on > one.due_on)
            if other and first <= owed.due_on <= last and (owed.due_on, row["root"]) not in known:
                told.append((owed.due_on, row["one"] if row["n"] == 1 else row["root"], row["n"], late, waits))
    return told


def _tasks(ids: Iterable[int]) -> dict[int, Task]:
    return Task.objects.select_related("plan", "lead_office", "clause").in_bulk(list(ids))
