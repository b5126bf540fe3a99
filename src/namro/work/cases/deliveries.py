"""Telling each subscription what was done, in order, at least once, signed; quietly waiting when it cannot be reached.

The signature is that of Standard Webhooks 1.0: HMAC-SHA256 under the subscription's secret over `id.timestamp.body`,
as `v1,<base64>` in the header webhook-signature, beside webhook-id and webhook-timestamp. The id of an event is its
place in the feed: an event delivered twice has it twice, and so the receiver tells.

One event is sent after the other, and the next only when the one before was taken (any 2xx). What fails is tried again
after a pause that grows from ten seconds to six hours; after `TRIES` failures, or a plain 410, nothing is sent until
somebody resumes it. Two workers never tell the same subscription: whoever has its lease does, and a lease that a dead
worker left runs out.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from namro.ground.people.actors import staff
from namro.ground.people.may import offices_in_scope
from namro.ground.seals.closed import opened
from namro.rules.packs.current import the_pack
from namro.work.cases.events import Event, Place, events_after
from namro.work.cases.models import Progress, Subscription
from namro.work.cases.outgoing import NotReached, post

PAUSES = (10, 30, 120, 600, 1800, 3600, 10_800, 21_600)
"""Seconds after the first, second … failure in a row."""
TRIES = 12
"""Failures in a row after which it is paused: after about a day and a half."""
LEASE = 120
"""Seconds for which one worker has a subscription; longer than any one delivery takes."""
AT_ONCE, TURN = 200, 20
"""Events told to one subscription in one run, and seconds after which the next subscription has its turn: a slow system
delays the others by that and one delivery, not by all that it has to be told."""
GONE = 410

Send = Callable[[str, bytes, Mapping[str, str]], int]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run did for one subscription."""

    subscription: int
    delivered: int
    failed: str = ""


def deliver(clock: Callable[[], datetime], send: Send = post) -> list[Run]:
    """Tells every subscription that is due; what was done for each. `clock` gives the moment, asked before each event.

    Safe to repeat and with several workers at once.
    """
    runs = []
    for pk in list(due(int(clock().timestamp())).order_by("next_try", "pk").values_list("pk", flat=True)):
        lease = secrets.token_urlsafe(16)
        if _lease(pk, lease, clock()):
            runs.append(_tell(pk, lease, clock, send))
    return runs


def due(second: int) -> QuerySet[Progress]:
    """The subscriptions that may be told at this second of 1970, and that no worker has. A pause or a lease that ends
    further off than any can was noted before the clock was set back, and counts no more."""
    tried = Q(next_try__lte=second) | Q(next_try__gt=second + PAUSES[-1])
    for failures, pause in enumerate(PAUSES, start=1):
        tried |= Q(failures=failures, next_try__gt=second + pause)
    free = Q(lease_until__lte=second) | Q(lease_until__gt=second + LEASE)
    return Progress.objects.filter(tried, free, subscription__ended_at__isnull=True, paused_for="")


def _lease(pk: int, lease: str, now: datetime) -> bool:
    """Takes the subscription for this worker; False when another has it, or had it a moment ago."""
    second = int(now.timestamp())
    return due(second).filter(pk=pk).update(lease=lease, lease_until=second + LEASE) == 1


def _mine(pk: int, held: str, /, **changed: Any) -> bool:
    """Notes progress, as long as the lease is still ours."""
    return Progress.objects.filter(pk=pk, lease=held).update(**changed) == 1


def _tell(pk: int, lease: str, clock: Callable[[], datetime], send: Send) -> Run:
    kept = Subscription.objects.select_related("owner", "progress").get(pk=pk)
    now = clock()
    on, actor = the_pack().calendar.local(now), staff(kept.owner, now)
    reach = offices_in_scope(actor, on)
    if reach is not None and not reach:
        _mine(pk, lease, paused_for="owner", last_said="owner", lease="", lease_until=0)
        return Run(pk, 0, "owner")
    secret = opened(kept.guard_ref, kept.secret)
    place = Place(kept.progress.batch, kept.progress.position)
    told = events_after(actor, place, on, limit=AT_ONCE, verbs=kept.verbs, offices=kept.offices)
    ends = now.timestamp() + TURN
    for number, event in enumerate(told.events):
        now = clock()
        if number and now.timestamp() >= ends:
            _mine(pk, lease, lease="", lease_until=0)
            return Run(pk, number)
        if not _mine(pk, lease, lease_until=int(now.timestamp()) + LEASE):
            return Run(pk, number, "lease")
        said = _sent(kept.url, secret, event, now, send)
        if said:
            _failed(pk, lease, said, clock())
            return Run(pk, number, said)
        _mine(
            pk, lease, batch=event.place.batch, position=event.place.position, failures=0, next_try=0,
            last_ok=int(now.timestamp()), last_said="",
        )  # fmt: skip
    _mine(pk, lease, batch=told.after.batch, position=told.after.position, lease="", lease_until=0)
    return Run(pk, len(told.events))


def _sent(url: str, secret: bytes, event: Event, now: datetime, send: Send) -> str:
    """Delivers one event; "" when it was taken, else what was met."""
    body = body_of(event)
    try:
        status = send(url, body, headers_of(secret, event, body, now))
    except NotReached as missed:
        return missed.said
    return "" if 200 <= status < 300 else str(status)


def _failed(pk: int, lease: str, said: str, now: datetime) -> None:
    failures = (Progress.objects.filter(pk=pk).values_list("failures", flat=True).first() or 0) + 1
    wait = PAUSES[min(failures, len(PAUSES)) - 1]
    paused = "gone" if said == str(GONE) else "failures" if failures >= TRIES else ""
    _mine(
        pk, lease, failures=F("failures") + 1, next_try=int(now.timestamp()) + wait, last_said=said,
        paused_for=paused, lease="", lease_until=0,
    )  # fmt: skip


def body_of(event: Event) -> bytes:
    """What is sent of an event: canonical JSON, the same each time it is sent."""
    data = {"id": str(event.place), "ref": event.ref, "seq": event.seq, "step": event.step}
    data |= {"state": event.state, "office": event.office, "day": event.day.isoformat()}
    return json.dumps({"type": event.type, "data": data}, sort_keys=True, separators=(",", ":")).encode()


def headers_of(secret: bytes, event: Event, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a delivery, with its signature."""
    name, second = str(event.place), str(int(now.astimezone(UTC).timestamp()))
    signed = hmac.digest(secret, f"{name}.{second}.".encode() + body, "sha256")
    return {
        "Content-Type": "application/json",
        "User-Agent": "Namro",
        "webhook-id": name,
        "webhook-timestamp": second,
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
    }


def shown(secret: bytes) -> str:
    """A secret as it is shown once and as libraries for Standard Webhooks read it."""
    return "whsec_" + base64.b64encode(secret).decode()
