"""Looking places up, by their names of today or of another day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import day_in, tidy
from namro.doors.desk.page import Desk, Wrong, page
from namro.ground.places import queries
from namro.rules.packs.refused import Refused

MOST = 20


@page()
def places(desk: Desk) -> HttpResponse:
    """The units that a text names on a day."""
    q, on = (tidy(desk.request.GET.get(name, "")[:100]) for name in ("q", "on"))
    day, wrongs = desk.on, []
    if on:
        read = day_in(on)
        if read is None:
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.places.on")), "on"))
        else:
            day = read
    found = []
    if q and not wrongs:
        try:
            found = find(desk, q, day, MOST)
        except Refused as refused:
            wrongs.append(desk.refusal(refused))
    return desk.answer("places", wrongs=wrongs, q=q, on=on, found=found)


def find(desk: Desk, text: str, on: date, limit: int) -> list[dict[str, Any]]:
    """Units of that name on a day, also by a former name: reference, full name, code, time and how they were found."""
    return [_found(desk, one) for one in queries.find(text, on=on, within=None, limit=limit)]


def _found(desk: Desk, one: queries.Found) -> dict[str, Any]:
    unit = one.unit
    if unit.ends:
        valid = desk.say("desk.places.valid.range", begins=words.dmy(unit.begins), ends=words.dmy(unit.ends))
    else:
        valid = desk.say("desk.places.valid.since", begins=words.dmy(unit.begins))
    former = ""
    if one.former:
        key = "desk.places.former.whole" if one.whole else "desk.places.former.part"
        former = desk.say(key, names=", ".join(str(name) for name in one.former))
    return {"ref": unit.ref, "name": queries.path(unit), "code": unit.code, "valid": valid, "former": former}
