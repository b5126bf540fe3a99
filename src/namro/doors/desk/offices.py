"""Offices: which there are, and setting one up. Ending one and handing its cases over is done on the server."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked, tidy
from namro.doors.desk.page import PAGE, Desk, Wrong, number_of, page, pages, text_of
from namro.doors.desk.places import find
from namro.ground.gate import people_actions as actions
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries
from namro.ground.people.models import Office
from namro.ground.places.queries import by_ref
from namro.rules.packs.refused import Refused

PLACES = 20


@page()
def offices(desk: Desk) -> HttpResponse:
    """Every office that stands today, by code."""
    if not desk.may("people.create_office"):
        raise NotThere
    q = tidy(desk.request.GET.get("q", "")[:100])
    found = Paginator(queries.offices_called(q, desk.on), PAGE)
    here = found.get_page(number_of(desk.request.GET.get("page")))
    kinds = desk.pack.offices
    return desk.answer(
        "offices",
        q=q,
        offices=[
            {
                "name": desk.pick(office.names),
                "code": office.code,
                "above": desk.pick(office.parent.names) if office.parent else "",
                "since": words.dmy(office.begins),
            }
            for office in here
        ],
        said=desk.say("desk.offices.said", n=found.count),
        pages=pages(desk, here.number, found.num_pages),
        may_create=any(kind.parent for kind in kinds.values()),
    )


@page("GET", "POST")
def new(desk: Desk) -> HttpResponse:
    """Setting an office up at a unit, below the office of that unit or of the one around it."""
    if not desk.may("people.create_office"):
        raise NotThere
    inputs = _inputs(desk)
    wrongs: list[Wrong] = []
    going = text_of(desk, "go")
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if going == "find":
            inputs, wrongs = [replace(one, wrong="") for one in inputs], []
        else:
            begins = day_in(text_of(desk, "since")) if text_of(desk, "since") else desk.on
            if begins is None:
                wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.people.from")), "since"))
            if begins is not None and not wrongs:
                try:
                    made = _set_up(desk, begins)
                except Refused as refused:
                    if refused.code == "gate.not-found":
                        raise
                    wrongs = [desk.refusal(refused)]
                else:
                    desk.tell(desk.say("desk.offices.made", office=desk.pick(made.names), code=made.code))
                    return desk.go("offices")
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.offices.new"),
        lead=desk.say("desk.offices.new.lead"),
        back={"url": desk.url("offices"), "name": desk.say("desk.offices.title")},
        inputs=marked(inputs, wrongs),
        button=desk.say("desk.offices.new.button"),
    )


def _set_up(desk: Desk, begins: date) -> Office:
    kind, unit = desk.pack.offices[text_of(desk, "kind")], by_ref(text_of(desk, "unit"))
    parent = queries.office_above(kind.parent, unit, begins) if kind.parent else None
    if parent is None:
        raise Refused("people.nothing-above", field="unit")
    return actions.create_office(
        parent,
        kind=kind.id,
        unit=unit,
        begins=begins,
        code=text_of(desk, "code") or None,
        actor=desk.actor,
        now=desk.now,
    )


def _inputs(desk: Desk) -> list[Input]:
    """What is filled in: the kind, the unit, and for the rest what is usual."""
    kinds = tuple(
        Option(kind.id, desk.pick(kind.names).format(unit="…"))
        for kind in desk.pack.offices.values()
        if kind.parent is not None  # the one above all is made with the installation
    )
    sought, chosen = text_of(desk, "unit-find")[:100], text_of(desk, "unit")[:60]
    units = {one["ref"]: one["name"] for one in find(desk, sought, desk.on, PLACES)} if sought else {}
    if chosen and chosen not in units:
        with suppress(Refused, IndexError):  # judged as a choice that is not there
            units[chosen] = find(desk, by_ref(chosen).code, desk.on, 1)[0]["name"]
    return [
        Input("kind", "one-of", desk.say("desk.offices.kind"), options=kinds),
        Input(
            "unit",
            "find",
            desk.say("desk.offices.unit"),
            desk.say("desk.offices.unit.hint"),
            options=tuple(Option(ref, name) for ref, name in units.items()),
            sought=sought,
            find=desk.say("desk.new.place.find"),
            none=desk.say("desk.new.place.none"),
        ),
        Input(
            "since", "line", desk.say("desk.people.from"), desk.say("desk.people.from.hint"), False, short=True, most=10
        ),
        Input(
            "code",
            "line",
            desk.say("desk.offices.code"),
            desk.say("desk.offices.code.hint"),
            False,
            short=True,
            most=40,
        ),
    ]
