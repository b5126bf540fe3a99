"""What an actor may read of what was promised: everything else in this room's queries starts here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import limited, offices_in_scope, offices_with
from namro.work.plans.models import Instrument, Plan, Target, Task, With

READS = "plans.read"
GIVEN = Q(baseline_on__isnull=False)
"""The tasks that were given to somebody, whatever became of them: not drafts, principles, and what was removed from a
draft."""
Row = TypeVar("Row")


def sits_at(actor: Actor, action: str) -> list[int]:
    """The offices in which a seat of the actor itself may do it, as far as what the actor came with allows."""
    return [] if limited(actor, action) else sorted(offices_with(actor, action))


def tasks(actor: Actor, on: date) -> QuerySet[Task]:
    """The tasks that were given by, given to or are helped with by the offices that the actor reads. What is still a
    draft or a mere principle, or was removed before it was given, is read by the office that writes it."""
    return tasks_of(offices_in_scope(actor, on, READS))


def tasks_of(offices: Collection[int] | None) -> QuerySet[Task]:
    """As `tasks`, for whoever reads these offices; None means all of them."""
    if offices is None:
        return Task.objects.all()
    if not offices:
        return Task.objects.none()
    helping = Exists(With.objects.filter(task=OuterRef("pk"), office_id__in=offices))
    given = Q(lead_office_id__in=offices) | helping
    return Task.objects.filter(Q(assigner_id__in=offices) | (given & GIVEN))


def plans(actor: Actor, on: date) -> QuerySet[Plan]:
    """The plans of those offices, and those that gave them a task."""
    offices = offices_in_scope(actor, on, READS)
    if offices is None:
        return Plan.objects.all()
    if not offices:
        return Plan.objects.none()
    mine = tasks(actor, on).filter(GIVEN)
    given = Plan.objects.filter(pk__in=mine.values("plan_id")) | Plan.objects.filter(
        pk__in=mine.values("parent__plan_id")
    )
    return Plan.objects.filter(Q(office_id__in=offices) | Q(pk__in=given.exclude(state=Plan.DRAFT).values("pk")))


def instruments(actor: Actor, on: date) -> QuerySet[Instrument]:
    """The instruments that those offices keep, those that a task of theirs stands on, and those marked public."""
    offices = offices_in_scope(actor, on, READS)
    if offices is None:
        return Instrument.objects.all()
    if not offices:
        return Instrument.objects.none()
    stood_on = tasks(actor, on).values("instrument_id")
    return Instrument.objects.filter(Q(office_id__in=offices) | Q(public=True) | Q(pk__in=stood_on))


def task(actor: Actor, ref: str, on: date) -> Task:
    """The task of that reference. Raises `NotThere`, for what the actor may not see as for what does not exist."""
    found = (
        tasks(actor, on)
        .select_related("plan", "lead_office", "lead_post", "assigner", "clause")
        .filter(ref=str(ref)[:20])
    )
    return _one(found.first())


def plan(actor: Actor, ref: str, on: date) -> Plan:
    """As `task`, of a plan."""
    found = plans(actor, on).select_related("office", "instrument", "template").filter(ref=str(ref)[:20])
    return _one(found.first())


def instrument(actor: Actor, ref: str, on: date) -> Instrument:
    """As `task`, of an instrument."""
    return _one(instruments(actor, on).select_related("office").filter(ref=str(ref)[:20]).first())


def target(actor: Actor, ref: str, on: date) -> Target:
    """As `task`, of a target: read by whoever reads its plan."""
    return _one(Target.objects.filter(plan__in=plans(actor, on), ref=str(ref)[:20]).first())


def _one(found: Row | None) -> Row:
    if found is None:
        raise NotThere
    return found
