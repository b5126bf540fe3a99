"""The same engine in an invented country: other languages, units, weekend, way of counting and procedure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from namro.ground.gate import guard
from namro.ground.people.actors import Actor, reporter, staff
from namro.ground.people.models import Holding, Office, Post, User
from namro.ground.places.load import load_places
from namro.ground.places.models import Unit
from namro.rules.packs.current import set_pack_folder, the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, timeline
from namro.work.cases.models import Case
from namro.work.cases.recheck import recheck
from tests.work.cases.conftest import again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny", "spoiled")]

TINY = Path(__file__).resolve().parents[2] / "packs/tiny"
HERE = ZoneInfo("Asia/Kathmandu")


def at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=HERE)


@pytest.fixture
def tiny(no_places: None) -> Iterator[None]:
    """Tinyland with its places, a watch in Bridge Garden and a hall in the Upper Valley."""
    before = settings.NAMRO_PACK
    settings.NAMRO_PACK = TINY
    set_pack_folder(TINY)
    with guard.outside("Tinyland comes on stage"):
        load_places(TINY, now=at("2026-03-01T08:00"))
        for kind, code, role, who in (("valley-hall", "A", "elder", "ela"), ("village-watch", "A4", "watcher", "gar")):
            rule = the_pack().offices[kind]
            above = Office.objects.filter(kind="valley-hall").first()
            office = Office.objects.create(
                kind=kind,
                unit=Unit.objects.get(code=code, ends__isnull=True),
                parent=above,
                names={lang: text.format(unit=code) for lang, text in rule.names.items()},
                code=f"{rule.code}{code}",
                begins=date(2024, 1, 1),
            )
            Office.objects.filter(pk=office.pk).update(path=f"{above.path if above else '/'}{office.pk}/")
            post = Post.objects.create(office=office, role=role, begins=date(2024, 1, 1))
            user = User.objects.create(
                username=who, name=who, must_change_password=False, created_at=at("2024-01-01T00:00")
            )
            Holding.objects.create(post=post, user=user, begins=date(2024, 1, 1))
    yield
    set_pack_folder(before)
    settings.NAMRO_PACK = before


def who(name: str, now: datetime) -> Actor:
    return staff(User.objects.get(username=name), now)


def due(case: Case, clock: str, now: datetime) -> tuple[str, str]:
    view = next(v for v in queries.clocks(again(case), now) if v.id == clock)
    return view.status, view.due.on.isoformat() if view.due else ""


def test_a_noise_complaint_from_a_former_village_to_its_answer() -> None:
    now = at("2026-03-01T10:00")  # a Sunday, worked here
    case = actions.receive(
        None, procedure="noise", answers={"about": "Tro laŭta tamburo.", "where": {"ref": "1:A2"}}, place_ref="1:A2",
        identity=None, actor=actions.NEWCOMER, now=now,
    ).case  # fmt: skip
    assert case.office.code == "GA4"  # the Garden village became a part of Bridge Garden
    assert due(case, "visit", now) == ("running", "2026-03-01")

    actions.act(case, "set-night", {"flags": {"night": True}}, actor=who("gar", now), now=now)
    assert again(case).next_due_at == at("2026-03-01T11:00")
    actions.register(again(case), actor=who("gar", now), now=now)
    assert again(case).number == "GA4-2026-1"
    hall = Office.objects.get(code="DA")
    with pytest.raises(Refused, match=r"gate\.not-found"):
        actions.act(again(case), "answer-it", {"answer": "x"}, actor=who("gar", now), now=now)
    actions.act(again(case), "send", {"office": str(hall.pk), "reason": "Forta bruo."}, actor=who("gar", now), now=now)

    now = at("2026-03-01T12:00")
    actions.accept_transfer(again(case), actor=who("ela", now), now=now)
    # the first day counts: 1, 3, 4, 5 and the Friday worked in place of Cheese Day on the 2nd
    assert due(case, "answer", now) == ("running", "2026-03-06")
    now = at("2026-03-05T09:00")
    actions.act(
        again(case), "extend", {"extension": "answer:festival", "reason": "Festo."}, actor=who("ela", now), now=now
    )
    assert due(case, "answer", now) == ("running", "2026-03-10")  # 8, 9, 10 March
    now = at("2026-03-09T09:00")
    actions.act(again(case), "pause", {"reason": "Ni mezuras."}, actor=who("ela", now), now=now)
    assert due(case, "answer", now)[0] == "paused"
    now = at("2026-03-11T17:00")
    actions.act(again(case), "go-on", {}, actor=who("ela", now), now=now)
    assert due(case, "answer", now) == ("running", "2026-03-12")

    actions.act(again(case), "ask", {"text": "Ĉu ankoraŭ?"}, actor=who("ela", now), now=now)
    actions.act(again(case), "answer-back", {"text": "Jes."}, actor=reporter(case.ref), now=now)
    now = at("2026-03-12T23:59")
    actions.act(again(case), "answer-it", {"answer": "La tamburo silentos."}, actor=who("ela", now), now=now)
    assert due(case, "answer", now)[0] == "met"
    assert due(case, "rumour", now) == ("unconfirmed", "")
    actions.close(again(case), actor=who("ela", now), now=now)

    assert [line.says.get("eo") or line.key for line in timeline.timeline(again(case), "reporter")] == [
        "common.case.receive-web",
        "Gardo de A4 klasis vian plendon.",
        "Gardo de A4 registris vian plendon.",
        "Gardo de A4 sendis vian plendon al la valo.",
        "Domo de A akceptis vian plendon.",
        "Ni bezonas tempon ĝis 10/03/2026.",
        "Ni atendas ekde 09/03/2026.",
        "Ni daŭrigas.",
        "Domo de A demandas.",
        "Vi respondis.",
        "Domo de A respondis.",
        "Fino.",
    ]
    assert recheck(now) == []


def test_a_village_without_a_watch_is_served_by_the_hall_above_it() -> None:
    on = date(2026, 3, 1)
    assert [o.code for o in queries.receiving_office("noise", "1:A1", on)] == ["DA"]
    assert queries.receiving_office("noise", "1:B1", on) == []
    with pytest.raises(Refused, match=r"cases\.no-office-here"):
        actions.receive(
            None, procedure="noise", answers={"about": "Bruo", "where": "?"}, place_ref="1:B1",
            actor=actions.NEWCOMER, now=at("2026-03-01T10:00"),
        )  # fmt: skip


def test_no_procedure_of_another_country_is_known_here() -> None:
    with pytest.raises(Refused, match=r"packs\.unknown-procedure"):
        actions.receive(
            None, procedure="crime-report", answers={}, place_ref="1:A4",
            actor=actions.NEWCOMER, now=at("2026-03-01T10:00"),
        )  # fmt: skip
