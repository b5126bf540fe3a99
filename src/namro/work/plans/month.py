"""What falls due on the days of a month, and what became of it: each task once for all offices that were given it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.kept import Again, Kept, coming_again, kept
from namro.work.plans.models import Task
from namro.work.plans.queries import in_list
from namro.work.plans.task_states import OPEN, Owed, task_of

MOST = 1000
"""Entries of one month; what lies beyond is said by `whole`."""
MOST_RHYTHMS = 400
"""Tasks that come again whose periods are looked up."""


@dataclass(frozen=True, slots=True)
class Due:
    """A task that is owed on a day, by `n` offices of which `accepted` have kept it and the report of `waits` is not
    answered. `task` is the one itself, or where `n` is more than one what it was spread from. `late`: the day is over
    and nothing was reported; so many missed it. `later`: a coming period of what is owed before that, too. `again`: a
    period of what comes again; the numbers are of that period alone. `periods`: the names of those that are due on the
    day; none where only single offices had theirs moved to it."""

    on: date
    task: Task
    n: int
    accepted: int
    late: int
    blocked: int
    later: bool = False
    waits: int = 0
    again: bool = False
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DueDays:
    """What is owed between two days, in their order. `whole`: nothing was left out."""

    days: tuple[Due, ...]
    whole: bool


def due_between(actor: Actor, on: date, first: date, last: date, *, ours: bool = False, given: bool = False) -> DueDays:
    """What is owed from `first` to `last` of what the actor may read, or (`ours`) of what their offices lead, or
    (`given`) of what these gave to others, with what became of it; six queries at most."""
    seen = given_to_others(actor, on) if given else _seen(actor, on, ours)
    once = seen.filter(due_on__gte=first, due_on__lte=last, rhythm="").values("due_on", "root").annotate(
        one=Min("pk"), n=Count("pk"),
        accepted=Count("pk", filter=in_list("accepted", on)),
        late=Count("pk", filter=in_list("late", on)),
        blocked=Count("pk", filter=in_list("blocked", on)),
    )  # fmt: skip
    rows = list(once.order_by("due_on", "root")[: MOST + 1])
    found = coming_again(seen)
    again = dict(sorted(found.items())[:MOST_RHYTHMS])
    ones = _tasks(one.one for one in again.values())
    acts = histories(one.guard_ref for one in ones.values())
    owed = {root: task_of(acts[ones[one.one].guard_ref]).owed for root, one in again.items()}
    within = {one.period for periods in owed.values() for one in periods if first <= one.due_on <= last}
    told = kept(seen, again, within)
    wanted = {row["one"] if row["n"] == 1 else row["root"] for row in rows} | set(again)
    tasks = ones | _tasks(wanted - set(ones))
    days = [
        Due(
            row["due_on"], tasks[row["one"] if row["n"] == 1 else row["root"]], row["n"], row["accepted"], row["late"],
            row["blocked"], waits=row["n"] == 1 and tasks[row["one"]].state == Task.REPORTED,
        )
        for row in rows[:MOST]
    ]  # fmt: skip
    for root, one in again.items():
        task = tasks[one.one if one.n == 1 else root]
        days += [due for due in _periods(task, one, owed[root], told, root, on) if first <= due.on <= last]
    days.sort(key=lambda one: (one.on, one.task.plan_id, one.task.nth))
    return DueDays(tuple(days), len(rows) <= MOST and len(found) <= MOST_RHYTHMS)


def given_to_others(actor: Actor, on: date) -> QuerySet[Any]:
    """What the actor's offices gave to others and was not taken back, each copy with its `root`."""
    own = [seat.office_id for seat in actor.seats]
    return _seen(actor, on, False).filter(assigner_id__in=own).exclude(lead_office_id__in=own)


def _seen(actor: Actor, on: date, ours: bool) -> QuerySet[Any]:
    seen = scope.tasks(actor, on).filter(Q(state__in=OPEN) | Q(state=Task.ACCEPTED), spread=False)
    seen = seen.filter(Q(parent=None) | Q(parent__spread=True) | Q(lead_post__isnull=False))
    if ours:
        seen = seen.filter(lead_office_id__in=[seat.office_id for seat in actor.seats])
    root = Case(When(parent__spread=True, then=F("parent_id")), default=F("pk"))
    return seen.annotate(root=root).order_by()


def _periods(
    task: Task, one: Again, owed: Sequence[Owed], told: Mapping[tuple[int, str], Kept], root: int, on: date
) -> list[Due]:
    """Each period of what comes again, and each day to which some of the copies moved theirs."""
    days: dict[date, Kept] = {period.due_on: told.get((root, period.period), Kept()) for period in owed}
    names: dict[date, tuple[str, ...]] = {}
    for period in owed:
        names[period.due_on] = (*names.get(period.due_on, ()), period.period)
    found = []
    for day in sorted(days | dict.fromkeys(one.owes)):
        of = days.get(day)
        n = one.n if of is not None else one.owes[day]
        of = of or Kept()
        late = one.owes[day] if day < on else 0
        later = one.due is not None and day > one.due and day >= on and of == Kept()
        blocked = one.blocked if day == one.due or (late and one.n == 1) else 0
        found.append(
            Due(day, task, n, of.accepted, late, blocked, later, of.reported, again=True, periods=names.get(day, ()))
        )
    return found


def _tasks(ids: Iterable[int]) -> dict[int, Task]:
    return Task.objects.select_related("plan", "lead_office", "lead_post", "clause").in_bulk(list(ids))
