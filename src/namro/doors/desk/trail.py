"""How the trail stands: how much of it is sealed, and how far the sealing is behind."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse

from namro.doors.desk.page import Desk, page
from namro.ground.trail import queries


@page()
def trail(desk: Desk) -> HttpResponse:
    """The figures of this moment."""
    status = queries.status(desk.now)
    lag = (
        desk.say("desk.trail.lag.none") if status.lag is None else desk.say("desk.trail.lag.said", n=round(status.lag))
    )
    sealed_at = (
        desk.moment(datetime.fromtimestamp(status.sealed_at / 1_000_000, UTC))
        if status.sealed_at
        else desk.say("desk.trail.never")
    )
    pairs = [
        ("entries", status.entries),
        ("sealed", status.sealed),
        ("unsealed", status.unsealed),
        ("lag", lag),
        ("last", sealed_at),
    ]
    return desk.answer(
        "trail", pairs=[{"name": desk.say(f"desk.trail.{name}"), "value": value} for name, value in pairs]
    )
