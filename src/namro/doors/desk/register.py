"""The unit's register: the book of one office and one year, as it prints on A4 landscape."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.page import Desk, number_of, page, pages
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.work.cases import queries

BOOK_PAGE = 100
"""Lines of the book on one page."""


@page()
def register(desk: Desk) -> HttpResponse:
    """The book of the office and year that the address names; of the own office and this year unless it does."""
    office_id, name, year = chosen_book(desk)
    offices = people.offices_to_read(desk.actor, desk.on, desk.lang)
    years = sorted({*queries.years_of_register(desk.actor, office_id, desk.on), desk.on.year, year}, reverse=True)
    book = queries.register_of(
        desk.actor, office_id, year, now=desk.now, page=number_of(desk.request.GET.get("page")), size=BOOK_PAGE
    )
    return desk.answer(
        "register",
        office={"id": office_id, "name": name},
        offices=[{"id": id, "name": name, "chosen": id == office_id} for id, name in offices]
        if len(offices) > 1
        else [],
        year=year,
        years=years,
        entries=[_entry(desk, row) for row in book.rows],
        said=desk.say("desk.register.said", n=book.total),
        pages=pages(desk, book.page, book.pages),
        printed=desk.say(
            "desk.register.printed", day=words.dmy(desk.on), time=words.clock(desk.now), who=desk.user.name
        ),
    )


def chosen_book(desk: Desk) -> tuple[int, str, int]:
    """The office of the book that the address names, with its name, and the year. Raises `NotThere`."""
    offices = people.offices_to_read(desk.actor, desk.on, desk.lang)
    if not offices:
        raise NotThere
    names = dict(offices)
    own = next((seat.office_id for seat in desk.actor.seats if seat.office_id in names), offices[0][0])
    asked = desk.request.GET.get("office", "")
    office_id = number_of(asked, first=0, last=2**62) if asked else own
    if office_id not in names:
        raise NotThere
    return office_id, names[office_id], number_of(desk.request.GET.get("year"), first=desk.on.year, last=9999)


def _entry(desk: Desk, row: queries.RegisterRow) -> dict[str, Any]:
    """One line of the book. A case that went where this person may not follow keeps its number, and no more."""
    return {
        "number": row.number,
        "url": reverse("desk:case", args=[row.ref]) if row.ref and row.visible else "",
        "received": words.dmy(row.received_at) if row.received_at else words.dmy(row.at),
        "channel": desk.say(f"desk.channel.{row.channel}") if row.channel else "",
        "kind": desk.pick(row.procedure_names) if row.procedure_names else "",
        "about": row.subject,
        "place": row.place.partition(", ")[0],
        "handling": desk.pick(row.office_now) if row.office_now else "",
        "result": desk.pick(row.state_names) if row.state_names else desk.say("desk.register.gone"),
    }
