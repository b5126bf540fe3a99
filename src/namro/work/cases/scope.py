"""Where every reading begins: the cases that somebody may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.work.cases.models import Case
from namro.work.cases.walks import Branch

APART = 12
"""Offices up to which each is read by its own branch."""

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


def readable_refs(actor: Actor, refs: Collection[str], on: date) -> set[str]:
    """Of these references, those of cases that the actor may read."""
    return set(for_actor(actor, on, Q(ref__in=list(refs))).values_list("ref", flat=True))


def whole(actor: Actor, on: date) -> Q:
    """The condition of `for_actor` for whoever reads by office; empty where they may read everything."""
    offices = offices_in_scope(actor, on)
    if offices is None:
        return Q()
    return Q(office_id__in=offices) | Q(pending_office_id__in=offices)


def branches(actor: Actor, on: date) -> tuple[Branch, ...]:
    """The same cases as `for_actor` for walks along indexes: one branch for each office that the actor reads and one
    for what is on its way to them. Whoever reads many offices reads nearly all: there each case is asked on the
    way."""
    if actor.kind == "reporter":
        return (Branch(Q(ref=(actor.case_ref or "").removeprefix("case:"))),)
    offices = offices_in_scope(actor, on)
    if offices is None:
        return (Branch(Q()),)
    if len(offices) > APART:
        return (Branch(Q(), whole(actor, on)),)
    if not offices:
        return ()
    theirs = [Branch(Q(office_id=office)) for office in sorted(offices)]
    return (*theirs, Branch(Q(pending_office_id__in=offices), ~Q(office_id__in=offices), by="cases_on_their_way"))


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
