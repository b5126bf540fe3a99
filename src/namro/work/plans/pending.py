"""How much of what was promised waits for one actor to act: what Today and the first page of plans say of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.work.plans import heads, scope
from namro.work.plans.models import Task
from namro.work.plans.queries import owing, shared_out_of
from namro.work.plans.task_states import OPEN


@dataclass(frozen=True, slots=True)
class Pending:
    """How many questions wait for the actor's answer, how many tasks have a report that waits for acceptance, and how
    many of the own offices' tasks are late, are due on that very day, told or not, and were sent back."""

    asked: int = 0
    reported: int = 0
    late: int = 0
    due: int = 0
    sent_back: int = 0


def pending(actor: Actor, on: date) -> Pending:
    """The five on a local day; one query, and three more where something is asked. What the actor asked is left
    out: somebody else answers it."""
    offices = offices_in_scope(actor, on, scope.READS)
    own, posts = {seat.office_id for seat in actor.seats}, {seat.post_id for seat in actor.seats}
    if not own or offices == set():
        return Pending()
    decides, accepts = scope.sits_at(actor, "plans.decide"), scope.sits_at(actor, "plans.accept")
    counted = _counts(offices, own, posts, decides, accepts, on)
    if not counted:
        return Pending()
    ((asked, reported, late, due, sent_back),) = counted
    return Pending(waiting_for(actor, on) if asked else 0, reported, late, due, sent_back)


def waiting_for(actor: Actor, on: date) -> int:
    """How many questions wait for the actor's answer, `heads.MOST` at most; three queries."""
    return sum(not one.own for one in heads.questions(actor, on))


@Compiled
def _counts(
    offices: Collection[int] | None,
    own: Collection[int],
    posts: Collection[int],
    decides: Collection[int],
    accepts: Collection[int],
    on: date,
) -> QuerySet[Task, tuple[Any, ...]]:
    asked = heads.asked_at(decides)
    reported = Q(state=Task.REPORTED, spread=False, assigner_id__in=accepts)
    mine = owing() & Q(lead_office_id__in=own) & ~shared_out_of(posts)
    late, due, back = mine & Q(due_on__lt=on), mine & Q(due_on=on), mine & Q(state=Task.SENT_BACK)
    theirs = Q(lead_office_id__in=own) | Q(assigner_id__in=own)
    found = scope.tasks_of(offices).filter(theirs, state__in=OPEN).order_by().annotate(all=Value(1)).values("all")
    counted = found.annotate(
        asked_=Count("pk", filter=asked), reported=Count("pk", filter=reported), late=Count("pk", filter=late),
        due=Count("pk", filter=due), sent_back=Count("pk", filter=back),
    )  # fmt: skip
    return counted.values_list("asked_", "reported", "late", "due", "sent_back")
