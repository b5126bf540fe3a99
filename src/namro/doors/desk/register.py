"""The unit's register: the book of one office and one year, as it prints on A4 landscape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.page import Desk, number_of, page, pages, year_of
from namro.doors.desk.papers import may_print
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.results.papers.queries import book_forms
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
    places: dict[str, str] = {}
    if desk.lang != desk.pack.language:  # a case keeps its place's name in the pack's own language
        places = queries.unit_names((row.place_ref for row in book.rows), desk.lang)
    return desk.answer(
        "register",
        office={"id": office_id, "name": name},
        offices=[{"id": id, "name": name, "chosen": id == office_id} for id, name in offices]
        if len(offices) > 1
        else [],
        year=year,
        years=years,
        entries=[_entry(desk, row, places) for row in book.rows],
        said=desk.say("desk.register.said", n=book.total),
        print_url=f"{reverse('desk:papers')}?{urlencode({'office': office_id, 'year': year})}"
        if may_print(desk, office_id) and book_forms(desk.on)
        else "",
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
    return office_id, names[office_id], year_of(desk)


def _entry(desk: Desk, row: queries.RegisterRow, places: Mapping[str, str]) -> dict[str, Any]:
    """One line of the book: what the office itself entered. Of a case that went where this person may not follow, it
    says to whom the office passed it and when."""
    received, first = words.dmy(row.received_at), words.dmy(row.first_received_at)
    left = row.left_at if not row.visible else None
    return {
        "number": row.number,
        "url": reverse("desk:case", args=[row.ref]),
        "received": received,
        "first": desk.say("desk.register.first", day=first) if first != received else "",
        "channel": desk.say(f"desk.channel.{row.channel}"),
        "kind": desk.pick(row.procedure_names),
        "about": desk.subject(row.subject, "", row.erased_on),
        "place": places.get(row.place_ref) or row.place.partition(", ")[0],
        "handling": desk.pick(row.to_names if left else row.office_now),
        "result": desk.say("desk.register.gone", day=words.dmy(left)) if left else desk.pick(row.state_names),
    }
