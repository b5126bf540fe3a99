"""Reading who is told what was done: only for whoever looks after it."""

from __future__ import annotations

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds
from namro.work.cases.models import Subscription


def subscriptions(actor: Actor) -> list[Subscription]:
    """The systems that are told, with how it goes, by name. Raises `NotThere`."""
    if actor.kind != "operator" and not holds(actor, "webhooks.subscribe"):
        raise NotThere
    found = Subscription.objects.filter(ended_at__isnull=True).select_related("owner", "progress")
    return list(found.order_by("name", "id"))


def subscription(actor: Actor, pk: int) -> Subscription:
    """One of them. Raises `NotThere`."""
    for kept in subscriptions(actor):
        if kept.pk == pk:
            return kept
    raise NotThere
