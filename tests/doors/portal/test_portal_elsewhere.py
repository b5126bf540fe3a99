"""The same portal in an invented country: other languages, other units, one procedure, no emergency number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from namro.ground.gate import guard
from namro.ground.people.models import Office
from namro.ground.places.load import load_places
from namro.ground.places.queries import unit
from namro.rules.packs.current import pack_folder, set_pack_folder, the_pack
from namro.work.cases.models import Case
from tests.doors.portal.walk import Walker

TINY = Path(__file__).parents[2] / "packs/tiny"


@pytest.fixture
def elsewhere(no_places: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walker]:
    """Someone in the invented country, where each village has its watch."""
    before = pack_folder()
    set_pack_folder(TINY)
    monkeypatch.setattr(settings, "NAMRO_PACK", TINY)
    with guard.outside("an invented country is set up"):
        load_places(TINY, now=now)
        offices: dict[str, Office] = {}
        for kind, code, above in (("valley-hall", "A", ""), ("village-watch", "A1", "A"), ("village-watch", "A4", "A")):
            place = unit(code, date(2026, 3, 10))
            rule = the_pack().offices[kind]
            parent = offices.get(above)
            office = Office.objects.create(
                kind=kind,
                unit=place,
                parent=parent,
                names={lang: text.format(unit=place.said[lang]) for lang, text in rule.names.items()},
                code=f"{rule.code}-{code}",
                begins=date(2025, 1, 1),
            )
            office.path = f"{parent.path if parent else '/'}{office.pk}/"
            office.save()
            offices[code] = office
    yield Walker()
    set_pack_folder(before)


def test_its_first_language_is_the_portals(elsewhere):
    assert elsewhere.client.get("/").headers["Location"] == "/eo/"
    assert elsewhere.client.get("/vi/").status_code == 404


def test_without_an_emergency_number_none_is_made_up(elsewhere):
    elsewhere.open("/en/danger")
    assert "tel:" not in elsewhere.html
    assert "Call your emergency number first." in elsewhere.text


@pytest.mark.parametrize("lang", ["eo", "en"])
def test_a_complaint_about_noise_is_sent_and_followed(elsewhere, lang):
    elsewhere.open(f"/{lang}/report/noise/about").press(about="Tamburoj dum la tuta nokto.")
    elsewhere.press("find", where="gardena")
    assert elsewhere.asked == "where"
    chosen = elsewhere.html.split('name="where-ref" value="')[1].split('"')[0]
    elsewhere.press(where_ref=chosen).press(who="no")
    assert elsewhere.asked == "check_answers", elsewhere.text
    elsewhere.press("send", to=f"/{lang}/receipt")
    case = Case.objects.get()
    assert case.procedure_id == "noise"
    code = elsewhere.code
    elsewhere.press("", form="again", to=f"/{lang}/follow")
    assert case.ref in elsewhere.text
    assert code in elsewhere.html
    assert "§ 5" in elsewhere.text
