"""A plan or a pasted list names a ward that is no more: it is said at the line, and whoever reads it picks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from namro.ground.places.queries import name_of
from namro.work.plans.formerly import formerly
from namro.work.plans.models import Plan
from tests.cast import Cast, Member
from tests.departments import departments_on_stage
from tests.doors.desk.conftest import body, fill
from tests.doors.desk.plan_scene import drafted
from tests.doors.desk.test_plan_reading import filled

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
TODAY = date(2026, 3, 10)
TEXT = """KẾ HOẠCH
Phòng ngừa tội phạm năm 2026

Số: 314/KH-UBND
Hà Nội, ngày 20 tháng 2 năm 2026

II. NHIỆM VỤ, GIẢI PHÁP
1. Công an phường Hàng Bạc chủ trì, phối hợp với Công an phường Trúc Bạch lập danh sách các điểm phức tạp; \
hoàn thành trước ngày 15/6/2026.
"""


def test_a_former_ward_is_known_with_its_end_and_those_of_today(cast: Cast) -> None:
    found = formerly(
        ["Công an phường Hàng Bạc", "UBND quận Hoàn Kiếm", "Công an phường Hoàn Kiếm", "Sở Y tế"], TODAY
    )  # fmt: skip
    ward = found["Công an phường Hàng Bạc"]
    assert (name_of(ward.unit), ward.ended) == ("phường Hàng Bạc", date(2025, 7, 1))
    assert [(heir.office, heir.whole) for heir in ward.heirs] == [(cast.office.hoan_kiem, True)]
    assert {heir.office for heir in found["UBND quận Hoàn Kiếm"].heirs} == {
        cast.office.hoan_kiem, cast.office.ba_dinh,
    }  # fmt: skip
    assert set(found) == {"Công an phường Hàng Bạc", "UBND quận Hoàn Kiếm"}, "what stands, or never stood, is not"
    assert formerly(["Công an phường Hàng Bạc"], TODAY, within="/nowhere/") == {}


def test_in_a_plan_that_is_read_the_heirs_are_offered_and_what_is_picked_leads(
    cast: Cast, signed_in: Browser, tmp_path: Any, settings: Any
) -> None:
    settings.NAMRO_HOME = tmp_path
    agency = signed_in(cast.thao)
    url = str(agency.post("/desk/plans/new", {"pasted": TEXT})["Location"])
    page = body(agency.get(url))
    assert "phường Hàng Bạc không còn từ ngày 01/07/2025" in page
    assert 'name="former-0" value="Công an phường Hoàn Kiếm"' in page
    assert 'name="lead-0" list="offices" value=""' in page, "nothing is chosen for anybody"
    picked = ["Công an phường Hoàn Kiếm", "Công an phường Ba Đình"]
    form = filled(agency, url) | {"lead-0": "", "helping-0": "", "former-0": picked}
    assert agency.post(url, form).status_code == 302
    task = Plan.objects.get().tasks.get()
    assert task.lead_office == cast.office.hoan_kiem
    assert [one.office for one in task.helped.all()] == [cast.office.ba_dinh]


def test_of_several_heirs_the_form_says_that_one_leads_and_takes_the_one_that_is_named(
    cast: Cast, signed_in: Browser, tmp_path: Any, settings: Any
) -> None:
    settings.NAMRO_HOME = tmp_path
    agency = signed_in(cast.thao)
    text = TEXT.replace("Công an phường Hàng Bạc chủ trì", "UBND quận Hoàn Kiếm chủ trì")
    url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
    assert "một đơn vị chủ trì, các đơn vị còn lại phối hợp" in body(agency.get(url))
    picked = ["Công an phường Ba Đình", "Công an phường Hoàn Kiếm"]
    form = filled(agency, url) | {"lead-0": "", "helping-0": "", "former-0": picked, "former-lead-0": picked[1]}
    assert agency.post(url, form).status_code == 302
    task = Plan.objects.get().tasks.get()
    assert task.lead_office == cast.office.hoan_kiem
    assert [one.office for one in task.helped.all()] == [cast.office.ba_dinh]


def test_in_a_pasted_list_a_former_ward_waits_until_one_of_today_is_picked(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url, names = f"/desk/plans/{plan.ref}/issue", "Công an phường Ba Đình\nCông an phường Hàng Bạc"
    asked = fill(agency, url, go="look", names=names)
    assert asked.status_code == 422
    assert "phường Hàng Bạc không còn từ ngày 01/07/2025" in body(asked)
    look = fill(agency, url, go="look", names=names, former=str(cast.office.hoan_kiem.pk))
    assert "Sẽ giao 2 nhiệm vụ." in body(look)


def test_in_place_of_a_district_its_committees_are_offered_and_all_are_taken_with_one_choice(
    cast: Cast, signed_in: Browser, tmp_path: Any, settings: Any
) -> None:
    settings.NAMRO_HOME = tmp_path
    there = departments_on_stage().office
    agency = signed_in(cast.thao)
    text = TEXT.replace("Công an phường Hàng Bạc chủ trì", "Chủ tịch UBND quận Hoàn Kiếm chủ trì")
    url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
    page = body(agency.get(url))
    assert "Tất cả 2 đơn vị thay cho “Chủ tịch UBND quận Hoàn Kiếm”" in page
    assert page.count('name="former-0"') == 3, "the two committees, and one in place of the former ward that helps"
    assert "former-all-0" in page
    form = filled(agency, url) | {"lead-0": "", "helping-0": "", "former-all-0": "Chủ tịch UBND quận Hoàn Kiếm"}
    assert agency.post(url, form).status_code == 302
    task = Plan.objects.get().tasks.get()
    assert task.lead_office is not None
    led = {task.lead_office, *(one.office for one in task.helped.all())}
    assert led == {there["hoan_kiem"], there["ba_dinh"]}


def test_in_a_pasted_list_all_that_stand_where_a_district_was_are_taken_with_one_choice(
    cast: Cast, signed_in: Browser
) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url, names = f"/desk/plans/{plan.ref}/issue", "Công an quận Hoàn Kiếm"
    asked = fill(agency, url, go="look", names=names)
    assert "Tất cả 2 đơn vị thay cho “Công an quận Hoàn Kiếm”" in body(asked)
    look = body(fill(agency, url, go="look", names=names, former="all-1"))
    assert "Sẽ giao 2 nhiệm vụ." in look
    assert "Công an phường Hoàn Kiếm" in look
    assert "Công an phường Ba Đình" in look
