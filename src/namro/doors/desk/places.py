"""Looking places up, by their names of today or of another day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import day_in, tidy
from namro.doors.desk.page import Desk, Wrong, page
from namro.ground.places import queries
from namro.rules.packs.refused import Refused

MOST = 20


@dataclass(frozen=True, slots=True)
class Sought:
    """What was asked for, and the units that it names on that day."""

    q: str
    on: str
    day: date
    found: list[dict[str, Any]]
    wrongs: list[Wrong]


def sought(desk: Desk) -> Sought:
    """What the address asks for."""
    q, on = (tidy(desk.request.GET.get(name, "")[:100]) for name in ("q", "on"))
    day, wrongs, found = desk.on, list[Wrong](), list[dict[str, Any]]()
    if on:
        read = day_in(on)
        if read is None:
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.places.on")), "on"))
        else:
            day = read
    if q and not wrongs:
        try:
            queries.covered(day)
            found = find(desk, q, day, MOST)
        except Refused as refused:
            wrongs.append(desk.refusal(refused))
    return Sought(q, on, day, found, wrongs)


@page()
def places(desk: Desk) -> HttpResponse:
    """The units that a text names on a day."""
    asked = sought(desk)
    meant = [] if asked.found or not asked.q or asked.wrongs else suggested(desk, asked.q, asked.day)
    return desk.answer("places", wrongs=asked.wrongs, q=asked.q, on=asked.on, found=asked.found, meant=meant)


def find(desk: Desk, text: str, on: date, limit: int, *, lowest: bool = False) -> list[dict[str, Any]]:
    """Units of that name on a day, also by a former name: reference, full name, code, time and how they were found."""
    found = queries.find(text, on, None, limit, lowest=lowest)
    names = queries.paths([one.unit for one in found], desk.lang, on)
    return [_found(desk, one, names[one.unit.pk]) for one in found]


def suggested(desk: Desk, text: str, on: date) -> list[dict[str, str]]:
    """Places with a name like a text that found nothing: full name, and the name to search by."""
    near = queries.suggest(text, on)
    names = queries.paths([one.unit for one in near], desk.lang, on)
    return [
        {"name": names[one.unit.pk], "q": queries.name_of(one.unit, desk.lang), "ref": one.unit.ref} for one in near
    ]


def _found(desk: Desk, one: queries.Found, name: str) -> dict[str, Any]:
    unit = one.unit
    if unit.ends:
        valid = desk.say("desk.places.valid.range", begins=words.dmy(unit.begins), ends=words.dmy(unit.ends))
    else:
        valid = desk.say("desk.places.valid.since", begins=words.dmy(unit.begins))
    former = "; ".join(_former(desk, before) for before in one.former)
    return {"ref": unit.ref, "name": name, "code": unit.code, "valid": valid, "former": former}


def _former(desk: Desk, before: queries.Former) -> str:
    """What of a former unit lies here: all of it, or a share with the range that the truth can lie in."""
    name = queries.name_of(before.unit, desk.lang)
    share = before.share
    if share.whole:
        return desk.say("desk.places.former.whole", name=name)
    low, high = (f"{part / 10_000:.0f}" for part in (share.low, share.high))
    return desk.say("desk.places.former.part", name=name, low=low, high=high)
