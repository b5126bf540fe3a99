"""The progress reports that were drawn up of a plan, and which acceptances they told of.

A report takes the tasks at the end of its last known day, so it told of every acceptance in its period that was given
before it was drawn up and not undone by then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Substr

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.models import Act, Plan, Task
from namro.work.plans.queries import of_plan

MOST = 50
"""Reports of one plan that are listed."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One report of a plan: for which days, up to which of them it knew, when, by whom, what its file was. `undone`:
    the references of tasks, as far as the reader sees them, whose acceptance it told of and that was undone since."""

    plan: Plan
    at: datetime
    by: str
    first: date
    last: date
    until: date
    kind: str
    sha256: str
    undone: tuple[str, ...] = ()

    def tells_of(self, accepted_at: datetime) -> bool:
        """Whether it told of an acceptance of that moment, if it was not undone before."""
        return accepted_at < self.at and self.first <= the_pack().calendar.local(accepted_at) <= self.until


def drawn_of(actor: Actor, ref: str, on: date) -> list[Drawn]:
    """The latest reports of a plan, the last first; four queries. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    found = _drawn([plan])
    undone = _undone(scope.tasks(actor, on).filter(of_plan(plan))) if found else []
    return [_with_undone(one, undone) for one in found]


def told_until(plan: Plan) -> date | None:
    """The last day of which a report of a plan knew that was drawn up; one query."""
    acts = Act.objects.filter(about=plan.guard_ref, verb="draw-report")
    return max((date.fromisoformat(act.data["until"]) for act in acts.order_by("-pk")[:MOST]), default=None)


def told_of(accepted: Sequence[tuple[Task, datetime]]) -> list[list[Drawn]]:
    """Of each acceptance that stands (a task with its plans, and the moment) the reports that told of it, in order; one
    query."""
    plans = {plan.pk: plan for task, _ in accepted for plan in _plans(task)}
    found = _drawn(list(plans.values()))[::-1]
    return [
        [one for one in found if one.plan in _plans(task) and one.tells_of(accepted_at)]
        for task, accepted_at in accepted
    ]


def _plans(task: Task) -> list[Plan]:
    return [task.plan, *([task.parent.plan] if task.parent is not None else [])]


def last_accepted(task: Task, periods: Collection[str]) -> list[tuple[Task, datetime]]:
    """When each of these periods of a task was accepted last; one query."""
    acts = Act.objects.filter(about=task.guard_ref, verb="accept").select_related("deed").order_by("seq")
    at = {act.data["period"]: act.deed.at for act in acts if act.data["period"] in periods}
    return [(task, one) for one in at.values()]


def _drawn(plans: Sequence[Plan]) -> list[Drawn]:
    by_ref = {plan.guard_ref: plan for plan in plans}
    acts = Act.objects.filter(about__in=by_ref, verb="draw-report").select_related("deed").order_by("-pk")
    return [_one(by_ref[act.about], act) for act in acts[:MOST]]


def _one(plan: Plan, act: Act) -> Drawn:
    first, last, until = (date.fromisoformat(act.data[name]) for name in ("first", "last", "until"))
    return Drawn(plan, act.deed.at, act.deed.actor_name, first, last, until, act.data["kind"], act.data["sha256"])


def _undone(tasks: QuerySet[Task]) -> list[tuple[str, datetime, datetime]]:
    """Of each acceptance of these tasks that was undone the task, when it was given and when undone."""
    mine = tasks.filter(ref=Substr(OuterRef("about"), len("task:") + 1))
    reopened = list(Act.objects.filter(Exists(mine), verb="reopen").select_related("deed"))
    accepted = Act.objects.filter(about__in={act.about for act in reopened}, verb="accept").select_related("deed")
    given = list(accepted.order_by("seq"))
    found = []
    for act in reopened:
        before = [
            one
            for one in given
            if one.about == act.about and one.seq < act.seq and one.data["period"] == act.data["period"]
        ]
        if before:
            found.append((act.about.partition(":")[2], before[-1].deed.at, act.deed.at))
    return found


def _with_undone(one: Drawn, undone: Sequence[tuple[str, datetime, datetime]]) -> Drawn:
    refs = {ref for ref, given, taken in undone if one.tells_of(given) and one.at < taken}
    return replace(one, undone=tuple(sorted(refs)))
