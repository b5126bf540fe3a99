"""From a complaint to its answer in the invented country, through the same actions and without a line of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from namro.ground.gate import guard, people_actions
from namro.ground.people.actors import OPERATOR, staff
from namro.ground.people.models import Office, Post, User
from namro.ground.places.load import load_places
from namro.ground.places.queries import unit
from namro.results.papers.actions import issue
from namro.results.papers.books import Book, draw_book
from namro.results.papers.drawing import new_print
from namro.results.papers.slips import slip_form
from namro.rules.packs.current import pack_folder, set_pack_folder
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, timeline
from namro.work.cases.models import Case
from namro.work.cases.recheck import recheck
from tests.results.papers.pdfs import not_archival, size, text

pytestmark = pytest.mark.django_db
TINY = Path(__file__).parent / "tiny"
SINCE = date(2025, 1, 1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Kathmandu"))


class Country:
    """One valley with a village, a watcher and an elder."""

    def __init__(self) -> None:
        self.now = at("2026-02-22T09:00")
        self.hall = self.office("valley-hall", "A", None)
        self.watch = self.office("village-watch", "A4", self.hall)
        self.users: dict[str, tuple[User, Post]] = {}
        for name, role, office in (
            ("vigla", "watcher", self.watch),
            ("pordo", "watcher", self.hall),
            ("saga", "elder", self.hall),
        ):
            user = people_actions.create_user(
                username=name,
                name=name.title(),
                password=None,
                must_change_password=False,
                actor=OPERATOR,
                now=self.now,
            )
            post = people_actions.create_post(office, role=role, begins=SINCE, actor=OPERATOR, now=self.now)
            people_actions.appoint(post, user, begins=SINCE, actor=OPERATOR, now=self.now)
            self.users[name] = (user, post)

    def office(self, kind: str, code: str, parent: Office | None) -> Office:
        place = unit(code, SINCE)
        return people_actions.create_office(parent, kind=kind, unit=place, begins=SINCE, actor=OPERATOR, now=self.now)

    def act(self, case: Case, step: str, who: str, when: str, **inputs: object) -> None:
        now = at(when)
        actions.act(Case.objects.get(pk=case.pk), step, inputs, actor=staff(self.users[who][0], now), now=now)

    def clocks(self, case: Case, when: str) -> dict[str, tuple[str, str]]:
        views = queries.clocks(Case.objects.get(pk=case.pk), at(when))
        return {v.id: (v.status, v.due.on.isoformat() if v.due else "") for v in views}


@pytest.fixture
def country(no_places: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Country]:
    before = pack_folder()
    set_pack_folder(TINY)
    monkeypatch.setattr(settings, "NAMRO_PACK", TINY)
    try:
        with guard.outside("an invented country is set up"):
            load_places(TINY, now=at("2026-02-22T08:00"))
        yield Country()
    finally:
        set_pack_folder(before)


def complaint(country: Country, when: str) -> Case:
    former = unit("A2", date(2024, 6, 1))  # the village Garden, which became part of Bridge Garden
    return actions.receive(
        None,
        procedure="noise",
        answers={"about": "Tamburoj dum la tuta nokto.", "where": {"ref": former.ref}},
        identity=None,
        place_ref=former.ref,
        draft=secrets.token_urlsafe(24),
        actor=actions.NEWCOMER,
        now=at(when),
    ).case


def test_a_noise_complaint_runs_from_receipt_to_answer(country: Country) -> None:
    # Monday 23 February 2026. Friday and Saturday are the weekend; the first day counts.
    case = complaint(country, "2026-02-23T22:00")
    assert case.office == country.watch, "a former village leads to the watch of today's"
    assert country.clocks(case, "2026-02-23T22:00") == {"visit": ("running", "2026-02-24")}  # 6 hours: 04:00

    country.act(case, "set-night", "vigla", "2026-02-23T22:10", flags={"night": True})
    assert country.clocks(case, "2026-02-23T22:10") == {"visit": ("running", "2026-02-23")}  # 1 hour: 23:00
    country.act(case, "register", "vigla", "2026-02-23T22:30")
    assert Case.objects.get(pk=case.pk).number == f"{country.watch.code}-2026-1"
    assert country.clocks(case, "2026-02-23T22:30")["visit"][0] == "met"

    country.act(case, "send", "vigla", "2026-02-24T09:00", office=country.hall.pk, reason="Pri tio decidas la valo.")
    country.act(case, "accept-transfer", "pordo", "2026-02-25T09:00")
    # 25, 26 February, Sunday 1 March, 3 and 4 March: Monday 2 March is Cheese Day
    assert country.clocks(case, "2026-02-25T09:00")["answer"] == ("running", "2026-03-04")

    country.act(case, "pause", "saga", "2026-02-25T15:00", reason="Ni mezuras.")
    country.act(case, "go-on", "saga", "2026-03-01T15:00")
    # 26 February and 1 March stood still: two working days more, 5 March and Friday 6 March, worked for Cheese Day
    assert country.clocks(case, "2026-03-01T15:00")["answer"] == ("running", "2026-03-06")
    extension = {"extension": "answer:festival", "reason": "Festo en la vilaĝo."}
    country.act(case, "extend", "saga", "2026-03-04T10:00", **extension)
    assert country.clocks(case, "2026-03-04T10:00")["answer"] == ("running", "2026-03-10")

    country.act(case, "answer-it", "saga", "2026-03-08T10:00", answer="La tamburoj silentos post la deka.")
    assert country.clocks(case, "2026-03-08T10:00")["answer"] == ("met", "2026-03-10")
    assert country.clocks(case, "2026-03-08T10:00")["rumour"][1] == "", "a rule from memory gives no date"
    country.act(case, "close", "saga", "2026-03-09T10:00")

    case = Case.objects.get(pk=case.pk)
    assert case.state == "closed"
    lines = timeline.timeline(case, "reporter")
    assert any("registris vian plendon" in line.says.get("eo", "") for line in lines)
    assert "La tamburoj silentos post la deka." in [body for line in lines for _, body in line.words]
    assert list(recheck(at("2026-03-09T10:00"))) == []


def test_the_village_that_does_not_settle_cannot_answer(country: Country) -> None:
    case = complaint(country, "2026-02-23T10:00")
    country.act(case, "register", "vigla", "2026-02-23T11:00")
    with pytest.raises(Refused):
        country.act(case, "answer-it", "vigla", "2026-02-23T12:00", answer="Ne.")
    with pytest.raises(Refused):
        country.act(case, "send", "vigla", "2026-02-23T12:00", office=country.watch.pk, reason="Al ni mem.")


def test_the_book_of_the_village_is_printed_from_its_own_form(country: Country) -> None:
    case = complaint(country, "2026-02-23T22:00")
    country.act(case, "register", "vigla", "2026-02-23T22:30")
    now = at("2026-02-24T09:00")
    actor = staff(country.users["vigla"][0], now)
    book = Book("noise-book", country.watch.pk, date(2026, 1, 1), date(2026, 12, 31))
    drawn = draw_book(actor, book, new_print(now, actor.name), now)
    paper = issue(country.watch, drawn, actor=actor, now=now)
    said = text(drawn.pdf)
    assert "LIBRO PRI BRUO 2026" in said
    assert "Tamburoj dum la tuta nokto." in said
    assert f"folio 1/1 · {paper.code}" in said
    assert size(drawn.pdf) == (210, 297)
    assert not_archival(drawn.pdf) == []
    assert slip_form("receipt", date(2026, 2, 24)) is None
