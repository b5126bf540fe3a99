"""Where every reading begins: the cases that somebody may see."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.work.cases.models import Case

WROTE = Q(wrote_at__isnull=False)
"""The cases whose reporter wrote or sent something that nobody has read."""


def for_actor(actor: Actor, on: date, only: Q = Q()) -> QuerySet[Case]:  # noqa: B008
    """The cases that the actor may read on that local day: those of the offices in their reach and those on their way
    there; a reporter's own; all for the system and the operator. `only` narrows them; written into both halves of the
    condition, so that a database that joins two indexes finds the small one."""
    if actor.kind == "reporter":
        return Case.objects.filter(only, ref=(actor.case_ref or "").removeprefix("case:"))
    offices = offices_in_scope(actor, on)
    if offices is None:
        return Case.objects.filter(only)
    if not offices:
        return Case.objects.none()
    return Case.objects.filter(Q(only, office_id__in=offices) | Q(only, pending_office_id__in=offices))


def case(actor: Actor, ref: str, on: date) -> Case:
    """The case of that reference. Raises `NotThere`, for what the actor may not see as for what does not exist."""
    found = (
        for_actor(actor, on)
        .select_related("office__unit", "pending_office", "assignee", "frozen")
        .filter(ref=str(ref)[:20])
        .first()
    )
    if found is None:
        raise NotThere
    return found
