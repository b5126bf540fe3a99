"""What somebody who decides has before them: what is asked of them, what waits for their answer, who answers for what
in whose place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Substr

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Act, Task
from namro.work.plans.queries import shared_out
from namro.work.plans.task_states import OPEN, Asked, Delegation, task_of

MOST = 100
"""Most questions that are read at once."""
DELEGATING = ("plans.delegate", "plans.delegate_several")
DELEGATED = 600
"""Most delegated tasks that are read at once."""


@dataclass(frozen=True, slots=True)
class Question:
    """A task with the decision that is asked about it. `own`: whether the reader asked it, and cannot answer."""

    task: Task
    asked: Asked
    own: bool


def questions(actor: Actor, on: date) -> list[Question]:
    """The decisions that are asked of the actor's offices, by the day until which they are needed; three queries."""
    at = asked_at(scope.sits_at(actor, "plans.decide"))
    found = (
        scope.tasks(actor, on).filter(at, state__in=OPEN).select_related("plan", "lead_office", "lead_post", "clause")
    )
    return _asked(list(found.order_by("answer_by", "pk")[:MOST]), actor)


def asked_at(offices: Collection[int]) -> Q:
    """That a decision is asked which is taken in one of these offices."""
    return Q(asked="head", lead_office_id__in=offices) | Q(asked="assigner", assigner_id__in=offices)


def asked_by_us(actor: Actor, on: date) -> list[Question]:
    """The decisions that the actor's offices wait for from those above; three queries."""
    own = [seat.office_id for seat in actor.seats]
    found = scope.tasks(actor, on).filter(asked="assigner", lead_office_id__in=own, state__in=OPEN)
    found = found.exclude(assigner_id__in=own).select_related("plan", "lead_office", "lead_post", "clause")
    return _asked(list(found.order_by("answer_by", "pk")[:MOST]), actor)


def _asked(tasks: Sequence[Task], actor: Actor) -> list[Question]:
    acts = histories(task.guard_ref for task in tasks)
    found = [(task, task_of(acts[task.guard_ref]).asked) for task in tasks]
    return [Question(task, asked, asked.who == actor.ref) for task, asked in found if asked is not None]


@dataclass(frozen=True, slots=True)
class Delegated:
    """A task for which a post answers from one day to another. `mine`: it is a post of the reader. `when`: "now",
    "later" or "over"."""

    task: Task
    post_id: int
    begins: date
    ends: date
    mine: bool
    when: str


def delegations(actor: Actor, on: date) -> list[Delegated]:
    """Who answers in whose place for tasks of the actor's own offices, what runs today first; of what is over the
    latest. Four queries."""
    offices = [seat.office_id for seat in actor.seats]
    posts = {seat.post_id for seat in actor.seats}
    led = Task.objects.filter(ref=Substr(OuterRef("about"), len("task:") + 1), lead_office_id__in=offices)
    latest = Act.objects.filter(Exists(led), verb="delegate").order_by("-pk").values_list("about", flat=True)
    refs = list(dict.fromkeys(latest[: DELEGATED * 2]))[:DELEGATED]
    read = scope.tasks(actor, on).filter(ref__in=[ref.partition(":")[2] for ref in refs])
    tasks = {
        task.guard_ref: task
        for task in read.select_related("plan", "lead_office", "lead_post", "clause").order_by("pk")
    }
    found = [
        Delegated(tasks[ref], one.post_id, one.begins, one.ends, one.post_id in posts, _when(one, tasks[ref], on))
        for ref, acts in histories(tasks).items()
        for one in task_of(acts).delegations
    ]
    order = ("now", "later", "over")
    return sorted(found, key=lambda one: (order.index(one.when), -one.ends.toordinal(), one.task.pk))


def received(actor: Actor, on: date) -> list[Delegated]:
    """The open tasks for which the actor's own posts answer in another's place today or later, what runs today first;
    one query where there are none, else three and one for every 500 tasks."""
    posts = {seat.post_id for seat in actor.seats}
    acts = Act.objects.filter(deed__action__in=DELEGATING, verb="delegate", data__post_id__in=posts)
    refs = list(dict.fromkeys(acts.order_by("-pk").values_list("about", flat=True)[: DELEGATED * 2])) if posts else []
    if not refs:
        return []
    read = scope.tasks(actor, on).filter(ref__in=[ref.partition(":")[2] for ref in refs[:DELEGATED]], state__in=OPEN)
    tasks = {task.guard_ref: task for task in read.order_by("pk")}
    found = [
        Delegated(tasks[ref], one.post_id, one.begins, one.ends, True, _when(one, tasks[ref], on))
        for ref, done in histories(tasks).items()
        for one in task_of(done).delegations
        if one.post_id in posts and one.ends >= on
    ]
    return sorted(found, key=lambda one: (one.begins > on, one.begins if one.begins > on else one.ends, one.task.pk))


def _when(one: Delegation, task: Task, on: date) -> str:
    if one.ends < on or task.state not in OPEN:
        return "over"
    return "later" if one.begins > on else "now"


def under_way(actor: Actor, on: date, most: int) -> list[Task]:
    """The open tasks of the actor's own offices, what is owed first before the rest."""
    own = [seat.office_id for seat in actor.seats]
    found = scope.tasks(actor, on).filter(lead_office_id__in=own, state__in=OPEN, spread=False)
    found = found.exclude(shared_out(actor))
    rows = found.select_related("plan", "lead_office", "lead_post", "clause").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )
    return list(rows[:most])
