"""How the trail stands: how much of it is sealed, and how far the sealing is behind."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse

from namro.doors.desk.page import Desk, page
from namro.ground.trail import queries

LONG = 120
"""Seconds after which a lag is said as the moment since which it lasts."""


@page()
def trail(desk: Desk) -> HttpResponse:
    """The figures of this moment."""
    status = queries.status(desk.now)
    last = datetime.fromtimestamp(status.sealed_at / 1_000_000, UTC) if status.sealed_at else None
    pairs = [
        ("entries", status.entries),
        ("sealed", status.sealed),
        ("unsealed", status.unsealed),
        ("lag", _lag(desk, status.lag)),
        ("last", desk.moment(last) if last else desk.say("desk.trail.never")),
    ]
    return desk.answer(
        "trail", pairs=[{"name": desk.say(f"desk.trail.{name}"), "value": value} for name, value in pairs]
    )


def _lag(desk: Desk, lag: float | None) -> str:
    """The age of the oldest entry that is not sealed, in words."""
    if lag is None:
        return desk.say("desk.trail.lag.none")
    if lag > LONG:
        return desk.say(
            "desk.trail.lag.since", moment=desk.moment(datetime.fromtimestamp(desk.now.timestamp() - lag, UTC))
        )
    return desk.say("desk.trail.lag.said", n=round(lag))
