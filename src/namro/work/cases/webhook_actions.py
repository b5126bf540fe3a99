"""Telling a city's own systems: who is told, where, and from when again. What is sent, `deliveries` sends."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor, staff
from namro.ground.people.may import offices_in_scope
from namro.ground.people.models import User
from namro.ground.seals.closed import close
from namro.ground.texts import line, required
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases.events import VERBS_TOLD, end
from namro.work.cases.models import Progress, Subscription
from namro.work.cases.outgoing import checked_address

SECRET = 32
MOST = 50
"""Subscriptions that are not ended at a time."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A fresh subscription and its secret, shown now only."""

    subscription: Subscription
    secret: bytes


@action("webhooks.subscribe", by_operator=True)
def subscribe(
    target: None = None,
    *,
    name: str,
    url: str,
    owner: User,
    verbs: Collection[str] = (),
    offices: Collection[int] = (),
    actor: Actor,
    now: datetime,
) -> Subscribed:
    """Lets a system of the city be told of what is done in somebody's reach, from now on.

    `owner` answers for it: it is told of nothing that they may not read themselves on that day.
    """
    called = line(required(name, "name", most=60), "name", most=60)
    address = checked_address(url)
    on = the_pack().calendar.local(now)
    reach = offices_in_scope(staff(owner, now), on)
    if reach is not None and not reach:
        raise Refused("webhooks.owner-reads-nothing", field="owner", username=owner.username)
    for verb in verbs:
        if verb not in VERBS_TOLD:
            raise Refused("webhooks.unknown-kind", field="verbs", kind=str(verb)[:40])
    if reach is not None and not set(offices) <= reach:
        raise Refused("webhooks.outside-reach", field="offices")
    if Subscription.objects.filter(ended_at__isnull=True).count() >= MOST:
        raise Refused("webhooks.many", field="name", most=MOST)
    secret = secrets.token_bytes(SECRET)
    kept = Subscription.objects.create(
        name=called, url=address, secret="", verbs=sorted(set(verbs)), offices=sorted(set(offices)), owner=owner,
        made_at=now,
    )  # fmt: skip
    kept.secret = close(kept.guard_ref, secret)
    kept.save(update_fields=["secret"])
    place = end()
    Progress.objects.create(subscription=kept, batch=place.batch, position=place.position)
    running = current()
    running.is_about(kept)
    running.carries({"url": address, "owner": owner.guard_ref, "verbs": kept.verbs, "offices": kept.offices})
    return Subscribed(kept, secret)


@action("webhooks.resume", by_operator=True)
def resume(subscription: Subscription, *, actor: Actor, now: datetime) -> Subscription:
    """Goes on telling a system that could not be reached, from where it stopped; nothing is left out."""
    if subscription.ended_at is not None:
        raise Refused("webhooks.ended")
    kept = Progress.objects.select_for_update(no_key=True).get(pk=subscription.pk)
    if not kept.paused_for:
        current().unchanged()
        return subscription
    kept.paused_for, kept.failures, kept.next_try = "", 0, 0
    kept.save(update_fields=["paused_for", "failures", "next_try"])
    return subscription


@action("webhooks.end", by_operator=True)
def end_subscription(subscription: Subscription, *, actor: Actor, now: datetime) -> Subscription:
    """Tells a system nothing any more."""
    if subscription.ended_at is not None:
        current().unchanged()
        return subscription
    subscription.ended_at = now
    subscription.save(update_fields=["ended_at"])
    return subscription
