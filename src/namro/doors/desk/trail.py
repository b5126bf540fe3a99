"""The trail: how far it is sealed, and, for whoever may read it, what was done, by whom and upon what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from namro.doors.desk.inputs import day_in, tidy
from namro.doors.desk.page import Desk, Wrong, number_of, page
from namro.doors.desk.permissions import called
from namro.ground.gate.action import REGISTRY
from namro.ground.people import queries as people
from namro.ground.trail import queries
from namro.ground.trail.models import Entry

LONG = 120
"""Seconds after which a lag is said as the moment since which it lasts."""
OF_CASES = frozenset({"cases", "seals", "papers"})
"""Rooms whose entries are read only by those who may read cases."""


@page()
def trail(desk: Desk) -> HttpResponse:
    """The figures of this moment; and the entries, the newest first, of one room or of all, up to a day."""
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
        "trail",
        pairs=[{"name": desk.say(f"desk.trail.{name}"), "value": value} for name, value in pairs],
        reads=desk.may("trail.read"),
        **(_entries(desk) if desk.may("trail.read") else {}),
    )


def _entries(desk: Desk) -> dict[str, Any]:
    rooms = sorted({name.partition(".")[0] for name in REGISTRY})
    if not desk.may("cases.read"):
        rooms = [room for room in rooms if room not in OF_CASES]
    asked = desk.request.GET
    chosen = [room for room in rooms if room == asked.get("room")] or rooms
    typed, wrongs = tidy(asked.get("to", "")[:40]), list[Wrong]()
    upto = day_in(typed) if typed else None
    if typed and upto is None:
        wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.trail.to")), "to"))
    before = number_of(asked.get("before", ""), first=0, last=2**62)
    calendar = desk.pack.calendar
    end = calendar.start_of(calendar.add_days(upto, 1)) if upto else None
    found = queries.latest(chosen, before=before or None, end=end)
    names = people.names_of({ref for entry in found.entries for ref in (entry.actor_ref, entry.object_ref)})
    room = chosen[0] if len(chosen) == 1 else ""
    older = {"room": room, "to": typed, "before": str(found.further)}
    return {
        "wrongs": wrongs,
        "rooms": [{"id": one, "name": desk.say(f"desk.room.{one}"), "chosen": one == room} for one in rooms],
        "to": typed,
        "rows": [_row(desk, entry, names) for entry in found.entries],
        "older": "?" + urlencode({name: value for name, value in older.items() if value}) if found.further else "",
        "looked_to": desk.moment(found.looked_to) if found.looked_to else "",
    }


def _row(desk: Desk, entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    kind, _, bare = entry.object_ref.partition(":")
    case = kind == "case" and desk.may("cases.read")
    return {
        "at": desk.moment(entry.when),
        "iso": entry.when.isoformat(),
        "who": names.get(entry.actor_ref) or desk.say(f"desk.trail.by.{entry.actor_ref.partition(':')[0]}"),
        "seat": _seat(desk, entry.seat),
        "what": called(desk, entry.action),
        "upon": names.get(entry.object_ref) or (bare if bare else entry.object_ref),
        "url": reverse("desk:case", args=[bare]) if case else "",
        "number": entry.pk,
    }


def _seat(desk: Desk, seat: str) -> str:
    """The role by its name, and the code of the office."""
    role, at, office = seat.partition("@")
    return f"{desk.role(role)}, {office}" if at else seat


def _lag(desk: Desk, lag: float | None) -> str:
    """The age of the oldest entry that is not sealed, in words."""
    if lag is None:
        return desk.say("desk.trail.lag.none")
    if lag > LONG:
        return desk.say(
            "desk.trail.lag.since", moment=desk.moment(datetime.fromtimestamp(desk.now.timestamp() - lag, UTC))
        )
    return desk.say("desk.trail.lag.said", n=round(lag))
