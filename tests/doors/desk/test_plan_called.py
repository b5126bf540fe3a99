"""Which office a name in a document means: whatever the language of either, and never one that is merely alike."""

from __future__ import annotations

import pytest
from django.test import Client

from namro.doors.desk.plan_called import folded
from namro.ground.gate import guard
from namro.ground.people.models import Office
from namro.work.plans.models import Task
from tests.cast import Cast
from tests.doors.desk import plan_scene
from tests.doors.desk.conftest import body, fill
from tests.doors.desk.test_plan_reading import TEXT, Browser, again, drafted, field_of, filled
from tests.doors.desk.test_plan_reading import home as home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def look(agency: Client, text: str, lang: str = "vi") -> str:
    return body(agency.get(str(agency.post("/desk/plans/new", {"pasted": text})["Location"]) + f"?lang={lang}"))


def test_a_vietnamese_plan_on_the_english_page_has_its_leads_by_their_english_names(
    cast: Cast, signed_in: Browser
) -> None:
    page = look(signed_in(cast.thao), TEXT, "en")
    assert 'lang="en"' in page
    assert field_of(page, "lead-0") == cast.office.hoan_kiem.names["en"]
    assert field_of(page, "helping-0") == cast.office.ba_dinh.names["en"]
    assert "no office has exactly this name" not in page


def test_an_english_plan_on_the_vietnamese_page_has_its_leads_by_their_vietnamese_names(
    cast: Cast, signed_in: Browser
) -> None:
    ward = cast.office.hoan_kiem.names["en"]
    text = (
        f"PLAN\nPrevention of violent crime\n\nI. TASKS\n1. {ward} shall lead the drawing up of a list by 15/6/2026.\n"
    )
    assert field_of(look(signed_in(cast.thao), text), "lead-0") == cast.office.hoan_kiem.names["vi"]


@pytest.mark.parametrize("typed", ["CA phường Hoàn Kiếm", "công an  phường hoàn kiếm", "Công an phường Hòan Kiếm"])
def test_a_short_form_and_a_tone_on_another_vowel_are_the_same_name(cast: Cast, signed_in: Browser, typed: str) -> None:
    agency = signed_in(cast.thao)
    url = str(agency.post("/desk/plans/new", {"pasted": TEXT})["Location"])
    assert agency.post(url, filled(agency, url, **{"lead-0": typed})).status_code == 302
    assert Task.objects.get().lead_office == cast.office.hoan_kiem
    text = TEXT.replace("1. Công an phường Hoàn Kiếm", "1. Công an phường Hòan Kiếm")
    assert field_of(look(agency, text), "lead-0") == "Công an phường Hoàn Kiếm"


def test_a_name_with_another_accent_or_of_two_offices_means_none(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    page = look(agency, TEXT.replace("1. Công an phường Hoàn Kiếm", "1. Công an phường Hoàn Kiệm"))
    assert field_of(page, "lead-0") == "", "a lead is never guessed"
    assert "Hoàn Kiệm" in page
    with guard.outside("two offices of one name in another language"):
        Office.objects.filter(pk=cast.office.ba_dinh.pk).update(
            names={"vi": "Công an phường Ba Đình", "en": "Công an phường Hoàn Kiếm"}
        )
    assert field_of(look(agency, TEXT), "lead-0") == ""


def test_reading_again_in_another_language_finds_the_lead_of_the_draft_in_its_sentence(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    url = again(agency, plan, pasted=TEXT.replace(", phối hợp với Công an phường Ba Đình", ""))
    page = body(agency.get(f"{url}?lang=en"))
    assert field_of(page, "helping-0") == "", "who helps no more is no more said, whatever the language of the page"


def test_names_are_compared_without_case_space_and_punctuation_but_with_every_accent() -> None:
    assert folded("Uỷ ban  nhân dân, TP") == folded("ủy ban nhân dân TP")
    assert folded("Hoà Bình") == folded("Hòa Bình") != folded("Hóa Bình")
    assert folded("Phú Lương") != folded("Phú Lượng")
    assert folded("Đoàn") != folded("Doàn")


def test_an_office_that_a_document_names_in_short_or_in_another_tone_is_no_other_lead_when_it_is_given(
    cast: Cast, signed_in: Browser
) -> None:
    plan = plan_scene.drafted(cast, time={"day": "2026-06-30"})
    for led in ("CA phường Hòan Kiếm", "Công an phường Hoàn Kiệm"):
        own = {"spread": False, "lead": cast.office.hoan_kiem.pk, "time": {"day": "2026-06-30"}}
        plan_scene.add(cast, plan, matter=led, source={"text": "Câu.", "lead": led}, **own)
    url = f"/desk/plans/{plan.ref}/issue"
    page = body(fill(signed_in(cast.thao), url, go="look", names="công an phường  Ba Đình"))
    assert "Văn bản nêu “Công an phường Hoàn Kiệm” chủ trì" in page
    assert "Văn bản nêu “CA phường Hòan Kiếm”" not in page
