"""How a plan stands to what it means to reach: the figures, where it should be by now, and the outlook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Instrument, Target, Task
from namro.work.plans.targets import Figure, Forecast, forecast, needed, should_be


@dataclass(frozen=True, slots=True)
class Reached:
    """A target on a day. `value` and `goal` are in the unit of the target; for percent in numbers of offices (or of
    whatever it counts), of which `of` there are in all. `counted`: Σ, by the tasks. `figures` in order of days."""

    target: Target
    value: Decimal | None
    goal: Decimal
    of: int | None
    counted: bool
    should_be: Decimal
    figures: tuple[Figure, ...]
    forecast: Forecast


def targets_of_plan(actor: Actor, ref: str, on: date) -> list[Reached]:
    """The open targets of a plan; five queries. What is counted is counted over every copy, not only the reader's: a
    total of the plan. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    return _reached(list(plan.targets.filter(state=Target.OPEN).select_related("clause", "parent")), on)


def targets_hanging(actor: Actor, ref: str, on: date) -> list[Target]:
    """The open targets that stand on an instrument. Raises `NotThere`."""
    instrument: Instrument = scope.instrument(actor, ref, on)
    found = Target.objects.filter(instrument=instrument, state=Target.OPEN, plan__in=scope.plans(actor, on))
    return list(found.order_by("plan_id", "pk"))


def _reached(targets: list[Target], on: date) -> list[Reached]:
    by_task = {target.task_id for target in targets if target.task_id is not None}
    copies = Task.objects.filter(parent_id__in=by_task).exclude(state__in=(Task.ENDED, Task.MOVED)).order_by()
    counts = copies.values("parent_id").annotate(of=Count("pk"), done=Count("pk", filter=Q(state=Task.ACCEPTED)))
    counted = {row["parent_id"]: (row["of"], row["done"]) for row in counts}
    closed: dict[int, list[date]] = {}
    for parent, day in copies.filter(state=Task.ACCEPTED).values_list("parent_id", "closed_on"):
        if parent is not None and day is not None and day <= on:
            closed.setdefault(parent, []).append(day)
    said = histories(target.guard_ref for target in targets if target.task_id is None)
    found: list[Reached] = []
    for target in targets:
        if target.task_id is not None:
            of, done = counted.get(target.task_id, (0, 0))
            figures = _counted(closed.get(target.task_id, []))
            value: Decimal | None = Decimal(done)
        else:
            of = target.of
            figures = _told([(act.verb, act.data) for act in said.get(target.guard_ref, [])])
            value = figures[-1].value if figures else None
        goal = target.goal
        if target.percent:
            goal = Decimal(needed(target.goal, of or 0, target.rounding))  # type: ignore[arg-type]
        evenly = should_be(target.begins, target.by, goal, on)
        outlook = forecast(figures, goal, target.by)
        found.append(Reached(target, value, goal, of, target.task_id is not None, evenly, tuple(figures), outlook))
    return found


def _counted(days: list[date]) -> list[Figure]:
    """How many were accepted up to each day on which any was."""
    return [Figure(day, Decimal(sum(one <= day for one in days))) for day in sorted(set(days))]


def _told(acts: list[tuple[str, Mapping[str, Any]]]) -> list[Figure]:
    """The last value that was reported for each day."""
    values = {data["on"]: Decimal(data["value"]) for verb, data in acts if verb == "value"}
    return [Figure(date.fromisoformat(day), value) for day, value in sorted(values.items())]
