"""The lists that somebody named, and those that their office shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.work.cases.models import SavedView

SHOWN = 60
"""Views that a page shows at most."""


@dataclass(frozen=True, slots=True)
class View:
    """A list by its name. `mine`: the reader's own; `office`: the id of the office with which it is shared; `by`: who
    shares it."""

    id: int
    name: str
    query: Mapping[str, str]
    mine: bool
    office: int | None
    by: str


def views(actor: Actor) -> list[View]:
    """The reader's own lists and those shared with an office in which they hold a post, by name; one statement."""
    if actor.kind != "staff":
        return []
    user = int(actor.ref.removeprefix("user:"))
    return [
        View(pk, name, query, owner == user, office, by)
        for pk, name, query, owner, office, by in _known(user, {seat.office_id for seat in actor.seats})
    ]


@Compiled
def _known(user: int, offices: Collection[int]) -> QuerySet[SavedView, tuple[Any, ...]]:
    found = SavedView.objects.filter(Q(owner_id=user) | Q(office_id__in=offices))
    return found.values_list("pk", "name", "query", "owner_id", "office_id", "owner__name")[:SHOWN]
