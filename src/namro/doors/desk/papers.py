"""Books on paper: printing them, what was printed, and whether a printed sheet still holds. Slips and receipts too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import told, words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, number_of, page, pages, text_of, year_of
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.ground.people.may import may
from namro.results.papers import actions, books, checking, queries, slips
from namro.results.papers.drawing import new_print
from namro.results.papers.models import Paper
from namro.rules.packs.refused import Refused
from namro.work.cases import queries as cases
from namro.work.cases import receipts

SHOWN = 50
"""Printed papers on one page of the list."""


@page("GET", "POST")
def papers(desk: Desk) -> HttpResponse:
    """The printed papers of an office, and the form that prints a book."""
    names = dict(people.offices_to_read(desk.actor, desk.on, desk.lang))
    if not names:
        raise NotThere
    office = _office(desk, names)
    forms = queries.book_forms(desk.on)
    inputs = _inputs(desk, names, office) if forms and any(may_print(desk, pk) for pk in names) else []
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        if not inputs:
            raise NotThere
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            try:
                return _printed(desk)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
    elif desk.request.GET.get("code"):
        try:
            found = queries.known(desk.actor, desk.request.GET["code"], desk.on)
            return desk.go("paper", found.code)
        except Refused as refused:
            wrongs = [desk.refusal(refused)]
    listed = queries.papers_of(desk.actor, office, desk.on, page=number_of(desk.request.GET.get("page")), size=SHOWN)
    return desk.answer(
        "papers",
        wrongs=wrongs,
        office={"id": office, "name": names[office]},
        offices=[{"id": pk, "name": name, "chosen": pk == office} for pk, name in names.items()]
        if len(names) > 1
        else [],
        inputs=marked(inputs, wrongs),
        volumes_said=desk.say("desk.papers.volume-hint", n=books.VOLUME),
        code=desk.request.GET.get("code", "")[:60],
        code_wrong=next((wrong.text for wrong in wrongs if wrong.field == "code"), ""),
        rows=[_row(desk, one) for one in listed.rows],
        pages=pages(desk, listed.page, listed.pages),
    )


def may_print(desk: Desk, office: int) -> bool:
    """Whether the reader may print the books of an office."""
    return may(desk.actor, "papers.issue", office, on=desk.on)


def _office(desk: Desk, names: dict[int, str]) -> int:
    asked = text_of(desk, "office") or desk.request.GET.get("office", "")
    own = next((seat.office_id for seat in desk.actor.seats if seat.office_id in names), next(iter(names)))
    office = number_of(asked, first=0, last=2**62) if asked else own
    if office not in names:
        raise NotThere
    return office


def _inputs(desk: Desk, names: dict[int, str], office: int) -> list[Input]:
    forms = queries.book_forms(desk.on)
    year = year_of(desk)
    wanted = desk.request.GET.get("form", forms[0].id)
    books_here = tuple(Option(form.id, desk.pick(form.names), chosen=form.id == wanted) for form in forms)
    there = tuple(Option(str(pk), name, chosen=pk == office) for pk, name in names.items() if may_print(desk, pk))
    say = desk.say
    return [
        Input("form", "list", say("desk.papers.form"), options=books_here),
        Input("office", "list", say("desk.register.office"), options=there),
        Input("from", "line", say("desk.papers.from"), value=words.dmy(date(year, 1, 1)), short=True),
        Input("to", "line", say("desk.papers.to"), value=words.dmy(date(year, 12, 31)), short=True),
        Input("volume", "line", say("desk.papers.volume"), value="1", short=True, inputmode="numeric"),
    ]  # fmt: skip


def _printed(desk: Desk) -> HttpResponse:
    """Prints the book that the form asks for and gives its PDF. Raises `NotThere`, Refused."""
    office = queries.office_to_print(desk.actor, number_of(text_of(desk, "office"), first=0, last=2**62), desk.on)
    first, last = (_day(desk, name) for name in ("from", "to"))
    volume = number_of(text_of(desk, "volume"), first=0, last=10**6)
    book = books.Book(text_of(desk, "form"), office.pk, first, last, volume)
    drawn = books.draw_book(desk.actor, book, new_print(desk.now, desk.user.name), desk.now)
    paper = actions.issue(office, drawn, actor=desk.actor, now=desk.now)
    return pdf(drawn.pdf, f"{paper.form}-{office.code}-{paper.code}")


def _day(desk: Desk, name: str) -> date:
    found = day_in(text_of(desk, name))
    if found is None or not 1900 <= found.year <= 9000:
        raise Refused("papers.bad-day", field=name, given=text_of(desk, name)[:40])
    return found


def _row(desk: Desk, one: queries.Listed) -> dict[str, Any]:
    paper = one.paper
    return {
        "url": reverse("desk:paper", args=[paper.code]),
        "code": paper.code,
        "name": told.name_of(paper, desk.lang),
        "period": paper.case_ref or f"{words.dmy(paper.first)} – {words.dmy(paper.last)}",
        "volume": desk.say("common.paper.volume", volume=paper.volume, volumes=paper.volumes)
        if paper.volumes > 1
        else "",
        "at": words.dmy(paper.at),
        "lines": paper.lines,
        "stands": desk.say(f"desk.papers.{_glance(one)}"),
        "tone": "late" if _glance(one) in ("changed", "gone", "broken") else "",
    }


def _glance(one: queries.Listed) -> str:
    return one.bound if one.bound != "bound" else one.seal


@page()
def paper(desk: Desk, code: str) -> HttpResponse:
    """One printed paper, held against the trail and against today."""
    found = queries.printed(desk.actor, code, desk.on)
    checked = checking.check(desk.actor, found, desk.now)
    return desk.answer(
        "paper",
        title=told.name_of(found, desk.lang),
        office=desk.pick(found.office.names),
        code=found.code,
        about=told.about(found, desk.lang),
        sentences=told.sentences(checked, desk.lang),
        tone="good" if checked.sound else "late",
        pdf_url=reverse("desk:paper-pdf", args=[found.code]) if checked.as_then and checked.same_form else "",
        case_url=reverse("desk:case", args=[found.case_ref]) if found.case_ref and checked.changed is not None else "",
        back_url=f"{reverse('desk:papers')}?office={found.office_id}",
    )


@page()
def paper_pdf(desk: Desk, code: str) -> HttpResponse:
    """The very file that was printed, as long as nothing in it has changed; else its page, which says what has."""
    found = queries.printed(desk.actor, code, desk.on)
    made = checking.again(desk.actor, found, desk.now)
    if made is None:
        desk.tell(desk.say("desk.papers.not-again"), warning=True)
        return desk.go("paper", found.code)
    return pdf(made, f"{found.form}-{found.office.code}-{found.code}")


@page("POST")
def transfer_slip(desk: Desk, ref: str) -> HttpResponse:
    """Prints the slip of a case's last transfer."""
    case = cases.case(desk.actor, ref, desk.on)
    if not may_slip(desk, case.office_id):
        raise NotThere
    drawn = slips.draw_transfer(desk.actor, case, new_print(desk.now, desk.user.name), desk.now)
    kept: Paper = actions.issue_slip(case, drawn, actor=desk.actor, now=desk.now)
    return pdf(drawn.pdf, f"{kept.form}-{case.ref}-{kept.code}")


def may_slip(desk: Desk, office: int) -> bool:
    """Whether the reader may print slips for the cases of an office, and the pack has a form for them."""
    allowed = may(desk.actor, "papers.issue_slip", office, on=desk.on)
    return allowed and slips.slip_form("transfer-slip", desk.on) is not None


@page("POST")
def receipt(desk: Desk) -> HttpResponse:
    """The receipt of a code that is on the screen at this moment, as a PDF. Nothing of it is kept."""
    code = text_of(desk, "code")
    found = cases.by_receipt(code, desk.now)
    if found is None:
        raise NotThere
    case = cases.case(desk.actor, found.ref, desk.on)
    address = desk.request.build_absolute_uri(f"/{desk.lang}/follow")
    symbols = receipts.read(code) or ""
    groups = [symbols[i : i + receipts.GROUP] for i in range(0, len(symbols), receipts.GROUP)]
    made = slips.draw_receipt(
        case,
        groups,
        address.partition("://")[2],
        f"{address}#{'-'.join(groups)}",
        replace(new_print(desk.now, desk.user.name), lang=desk.lang),
        desk.now,
    )
    if made is None:
        raise NotThere
    return pdf(made, case.ref)


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows, and keeps no copy of."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
