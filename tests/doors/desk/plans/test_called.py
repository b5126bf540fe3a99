"""Which office a name in a document means: whatever the language of either, and never one that is merely alike."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from namro.doors.desk.plans.called import folded
from namro.ground.gate import guard
from namro.ground.gate.people_actions import create_office
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Office
from namro.work.plans.models import Task
from tests.cast import CITY, NOW, SINCE, Cast, unit
from tests.departments import Departments, departments_on_stage
from tests.doors.desk.conftest import body, fill, with_posts
from tests.doors.desk.plans import scene
from tests.doors.desk.plans.test_reading import TEXT, Browser, again, drafted, field_of, filled

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
    plan = scene.drafted(cast, time={"day": "2026-06-30"})
    for led in ("CA phường Hòan Kiếm", "Công an phường Hoàn Kiệm"):
        own = {"spread": False, "lead": cast.office.hoan_kiem.pk, "time": {"day": "2026-06-30"}}
        scene.add(cast, plan, matter=led, source={"text": "Câu.", "lead": led}, **own)
    url = f"/desk/plans/{plan.ref}/issue"
    page = body(fill(signed_in(cast.thao), url, go="look", names="công an phường  Ba Đình"))
    assert "Văn bản nêu “Công an phường Hoàn Kiệm” chủ trì" in page
    assert "Văn bản nêu “CA phường Hòan Kiếm”" not in page


TABLE = "STT\tNội dung nhiệm vụ\tCơ quan chủ trì\tThời hạn\tSản phẩm\n"


def led_by(agency: Client, *leads: str) -> str:
    """The look at a plan whose table has one task for each of these leads."""
    rows = "".join(f"{n}\tDọn khu {n}\t{lead}\tTrước ngày 15/6/2026\tBáo cáo\n" for n, lead in enumerate(leads, 1))
    head = "KẾ HOẠCH\nDọn vệ sinh năm 2026\n\nSố: 78/KH-UBND\nHà Nội, ngày 20 tháng 2 năm 2026\n\nPHỤ LỤC\n"
    return html.unescape(look(agency, head + TABLE + rows))


def among(page: str, at: int) -> str:
    """The set that is chosen for one task, "" for none."""
    select = page.partition(f'name="among-{at}"')[2].partition("</select>")[0]
    found = re.search(r'<option value="([^"]*)" selected', select)
    return found[1] if found else ""


@pytest.fixture
def departments(cast: Cast) -> Departments:
    return departments_on_stage()


def test_whoever_answers_for_an_office_means_that_office(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    leads = {
        "Chủ tịch UBND phường Hoàn Kiếm": departments.office["hoan_kiem"],
        "Giám đốc Sở Y tế": departments.office["health"],
        "Trưởng Công an phường Hoàn Kiếm": cast.office.hoan_kiem,
        "Trưởng CA phường Ba Đình": cast.office.ba_dinh,
        "Giám đốc Công an Thành phố": cast.office.city,
        "Thủ trưởng Cơ quan CSĐT CATP": cast.office.investigation,
        "The Director of the Department of Health": departments.office["health"],
        "Chairman of the People's Committee of Hoàn Kiếm Ward": departments.office["hoan_kiem"],
    }
    page = led_by(signed_in(cast.thao), *leads)
    assert [field_of(page, f"lead-{at}") for at in range(len(leads))] == [one.names["vi"] for one in leads.values()]


@pytest.mark.parametrize(
    "lead", ["Phó Chủ tịch UBND phường Hoàn Kiếm", "Giám đốc Công an phường Hoàn Kiếm", "Trưởng Sở Y tế"]
)
def test_a_deputy_and_a_title_that_no_such_office_has_mean_none(
    cast: Cast, signed_in: Browser, departments: Departments, lead: str
) -> None:
    page = led_by(signed_in(cast.thao), lead)
    assert field_of(page, "lead-0") == ""
    assert among(page, 0) == ""
    assert lead in page


def test_the_heads_of_all_communes_mean_the_offices_of_all_communes(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    leads = {
        "Chủ tịch UBND các xã, phường": "commune-committees", "Chủ tịch UBND cấp xã": "commune-committees",
        "Trưởng Công an các phường, xã": "commune-police", "Each ward's People's Committee": "ward-committees",
        "Chairpersons of the People's Committees of wards and communes": "commune-committees",
        "Chủ tịch UBND các phường Hoàn Kiếm, Ba Đình": "",
    }  # fmt: skip
    page = led_by(signed_in(cast.thao), *leads)
    assert [among(page, at) for at in range(len(leads))] == list(leads.values())


def test_the_usual_short_and_english_names_are_known(cast: Cast, signed_in: Browser, departments: Departments) -> None:
    made = {
        kind: create_office(
            departments.office["committee"] if kind.startswith("department") else None,
            kind=kind, unit=unit(CITY), begins=SINCE, actor=OPERATOR, now=NOW,
        )
        for kind in ("department-education", "department-culture", "department-environment", "front")
    }  # fmt: skip
    leads = {
        "Sở GD&ĐT": made["department-education"], "Sở GDĐT": made["department-education"],
        "Sở GD và ĐT Hà Nội": made["department-education"], "Sở VHTT": made["department-culture"],
        "Sở NN&MT": made["department-environment"], "UBMTTQ": made["front"], "CATP": cast.office.city,
        "Hanoi Police": cast.office.city, "the Department of Health": departments.office["health"],
        "The Hanoi Department of Health": departments.office["health"], "Công an Hà Nội": cast.office.city,
    }  # fmt: skip
    leads["UBND P. Hoàn Kiếm"] = departments.office["hoan_kiem"]
    page = led_by(signed_in(cast.thao), *leads)
    assert [field_of(page, f"lead-{at}") for at in range(len(leads))] == [one.names["vi"] for one in leads.values()]


def test_offices_that_a_name_may_mean_are_offered_and_none_is_taken(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    names = {"vi": "Đội thanh niên xung kích", "en": "Youth squad"}
    with guard.outside("two offices of one name"):
        Office.objects.filter(pk__in=[cast.office.ba_dinh.pk, cast.office.city.pk]).update(names=names)
    page = led_by(signed_in(cast.thao), "Đội thanh niên xung kích", "Chủ tịch UBND Hoàn Kiếm", "Sở Du lịch")
    assert [field_of(page, f"lead-{at}") for at in range(3)] == ["", "", ""]
    assert page.count('name="former-0" value="Đội thanh niên xung kích"') == 2
    assert 'name="former-1" value="Ủy ban nhân dân phường Hoàn Kiếm"' in page
    assert 'name="former-1" value="Công an phường Hoàn Kiếm"' not in page
    assert 'name="former-2"' not in page


def test_a_pasted_name_without_the_kind_of_its_unit_waits_until_an_office_is_picked(
    cast: Cast, signed_in: Browser
) -> None:
    plan, agency = scene.drafted(cast, time={"day": "2026-06-30"}), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/issue"
    asked = fill(agency, url, go="look", names="Công an Hoàn Kiếm")
    assert asked.status_code == 422
    assert "“Công an Hoàn Kiếm”: có thể là nhiều đơn vị" in body(asked)
    taken = fill(agency, url, go="look", names="Công an Hoàn Kiếm", former=str(cast.office.hoan_kiem.pk))
    assert taken.status_code == 200, body(taken)


def test_the_head_whom_the_document_names_answers_for_the_task_of_the_office(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    text = TEXT.replace("1. Công an phường Hoàn Kiếm chủ trì", "1. Giám đốc Sở Y tế chủ trì")
    url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
    form = filled(agency, url) | {"lead-0": departments.office["health"].names["vi"], "head": ""}
    assert with_posts(agency, url, form).status_code == 302
    task = Task.objects.get()
    assert (task.lead_office, task.head_role) == (departments.office["health"], "office-head")


def test_where_the_document_names_an_office_or_another_is_chosen_nobody_answers_by_itself(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    for led, chosen in (("Sở Y tế", "health"), ("Giám đốc Sở Y tế", "construction")):
        text = TEXT.replace("1. Công an phường Hoàn Kiếm chủ trì", f"1. {led} chủ trì")
        url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
        form = filled(agency, url) | {"lead-0": departments.office[chosen].names["vi"], "head": "", "symbol": led}
        assert with_posts(agency, url, form).status_code == 302
        task = Task.objects.latest("pk")
        assert (task.lead_office, task.head_role) == (departments.office[chosen], "")


@pytest.mark.parametrize(
    "typed", ["Cong an phuong Hoan Kiem", "CAP Hoàn Kiếm", "CA P.Hoàn Kiếm", "cong an p. hoan kiem"]
)
def test_a_name_without_accents_or_in_short_is_the_one_office_that_has_it(
    cast: Cast, signed_in: Browser, typed: str
) -> None:
    agency = signed_in(cast.thao)
    url = str(agency.post("/desk/plans/new", {"pasted": TEXT})["Location"])
    assert agency.post(url, filled(agency, url, **{"lead-0": typed})).status_code == 302
    assert Task.objects.get().lead_office == cast.office.hoan_kiem


@pytest.mark.parametrize(
    "typed", ["Công an phường HK", "Công an phường Hoan Kiếm", "Cong an Hoan Kiem", "P. Hoàn Kiếm"]
)
def test_initials_half_of_the_accents_or_a_unit_alone_are_offered_and_never_taken(
    cast: Cast, signed_in: Browser, typed: str
) -> None:
    plan, agency = scene.drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    page = fill(agency, f"/desk/plans/{plan.ref}/issue", go="look", names=typed)
    assert page.status_code == 422
    assert f'name="former" value="{cast.office.hoan_kiem.pk}"' in re.sub(r'id="[^"]*" ', "", body(page))
