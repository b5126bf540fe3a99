"""A plan or a pasted list names a ward that is no more: it is said at the line, and whoever reads it picks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from namro.ground.gate import guard
from namro.ground.places.models import Change, Edition, Unit
from namro.ground.places.queries import name_of
from namro.work.plans.formerly import formerly
from namro.work.plans.models import Plan
from namro.work.plans.queries import drafts
from tests.cast import Cast, Member
from tests.departments import departments_on_stage
from tests.doors.desk.conftest import body, fill, with_posts
from tests.doors.desk.plans.scene import drafted
from tests.doors.desk.plans.test_reading import filled

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
    assert with_posts(agency, url, form).status_code == 302
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


def asked(agency: Client, text: str, lang: str = "vi") -> tuple[str, str]:
    """The address of a plan that is read, and its page."""
    url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
    return url, body(agency.get(f"{url}?lang={lang}"))


def test_a_name_that_says_it_is_former_is_never_the_office_of_today(
    cast: Cast, signed_in: Browser, tmp_path: Any, settings: Any
) -> None:
    settings.NAMRO_HOME = tmp_path
    agency = signed_in(cast.thao)
    _, page = asked(agency, TEXT.replace("Công an phường Hàng Bạc chủ trì", "Công an phường Hoàn Kiếm (cũ) chủ trì"))
    assert 'name="lead-0" list="offices" value=""' in page
    assert "không thấy đơn vị cũ nào có tên này" in page
    assert 'name="former-0" value="Công an phường Hoàn Kiếm"' in page, "the one of today may be meant"
    english = (
        "PLAN\nNo. 1/KH-UBND\nHanoi, 20 February 2026\nI. TASKS\n1. {} shall list difficult places by 15 June 2026.\n"
    )
    for name in ("Hoan Kiem Ward Police (former)", "The former Hoan Kiem Ward Police"):
        _, page = asked(agency, english.format(name), "en")
        assert 'name="lead-0" list="offices" value=""' in page, name
        assert 'name="former-0" value="Hoan Kiem Ward Police"' in page, name


def test_in_place_of_all_districts_each_office_of_that_kind_gets_the_task_with_one_choice(
    cast: Cast, signed_in: Browser, tmp_path: Any, settings: Any
) -> None:
    settings.NAMRO_HOME = tmp_path
    departments_on_stage()
    agency = signed_in(cast.thao)
    lead = "UBND các quận, huyện, thị xã chủ trì"
    url, page = asked(agency, TEXT.replace("Công an phường Hàng Bạc chủ trì", lead))
    assert "cấp này không còn từ ngày 01/07/2025" in page
    assert 'name="former-each-0" value="commune-committees">' in page, "offered, and not chosen"
    form = filled(agency, url) | {"lead-0": "", "helping-0": "", "former-each-0": "commune-committees"}
    assert with_posts(agency, url, form).status_code == 302
    task = Plan.objects.get().tasks.get()
    assert (task.spread, task.lead_office) == (True, None)
    (draft,) = drafts(cast.thao.actor, task.plan.ref, TODAY)
    assert (list(draft.among), list(draft.units)) == (["commune-committee"], [])


def test_a_department_that_is_no_more_is_offered_with_its_source_and_that_it_is_not_confirmed(
    cast: Cast, signed_in: Browser, tmp_path: Any, settings: Any
) -> None:
    settings.NAMRO_HOME = tmp_path
    there = departments_on_stage().office
    agency = signed_in(cast.thao)
    url, page = asked(agency, TEXT.replace("Công an phường Hàng Bạc chủ trì", "Sở LĐTBXH chủ trì"))
    assert "Sở Lao động - Thương binh và Xã hội không còn từ ngày 01/03/2025." in page
    assert "Chưa đối chiếu với nguyên văn văn bản" in page
    assert "Ở đây chưa lập: Sở Nội vụ, Sở Giáo dục và Đào tạo." in page
    assert "(cai nghiện ma túy và quản lý sau cai nghiện)" in page
    assert "former-all-0" not in page, "the parts of its work never go to all of them at once"
    form = filled(agency, url) | {"lead-0": "", "helping-0": "", "former-0": there["health"].names["vi"]}
    assert with_posts(agency, url, form).status_code == 302
    assert Plan.objects.get().tasks.get().lead_office == there["health"]


def test_in_a_pasted_list_all_districts_are_each_of_todays_offices_and_a_department_says_what_took_over(
    cast: Cast, signed_in: Browser
) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/issue"
    page = body(fill(agency, url, go="look", names="Công an các quận, huyện"))
    assert "cấp này không còn từ ngày 01/07/2025" in page
    assert page.count('name="former"') == 1, "all of them, not one by one"
    look = body(fill(agency, url, go="look", names="Công an các quận, huyện", former="all-1"))
    assert "Sẽ giao 2 nhiệm vụ." in look
    page = body(fill(agency, url, go="look", names="Sở Kế hoạch và Đầu tư"))
    assert "Sở Kế hoạch và Đầu tư không còn từ ngày 01/03/2025." in page
    assert "Các đơn vị tiếp nhận chưa được lập ở đây" in page


def test_an_office_whose_ward_has_ended_leads_nothing_that_is_read_and_the_heir_of_its_name_does(
    cast: Cast, signed_in: Browser, tmp_path: Any, settings: Any
) -> None:
    settings.NAMRO_HOME = tmp_path
    agency, ward = signed_in(cast.thao), cast.office.hoan_kiem.unit
    text = TEXT.replace("Công an phường Hàng Bạc chủ trì", "Công an phường Hoàn Kiếm chủ trì")
    leads = 'name="lead-0" list="offices" value="Công an phường Hoàn Kiếm"'
    with guard.outside("the ward goes into Ba Đình"):
        Unit.objects.filter(pk=ward.pk).update(ends=date(2026, 3, 1))
        Change.objects.create(
            source=ward, target=cast.office.ba_dinh.unit, how="whole", share=1_000_000, low=1_000_000, high=1_000_000,
            on=date(2026, 3, 1), basis="whole",
        )  # fmt: skip
    _, page = asked(agency, text)
    assert leads not in page
    assert "phường Hoàn Kiếm không còn từ ngày 01/03/2026" in page
    assert 'name="former-0" value="Công an phường Ba Đình"' in page
    with guard.outside("a ward of the same code and name stands in its place"):
        edition = Edition.objects.create(id="2026-03-01", begins=date(2026, 3, 1))
        Unit.objects.create(
            edition=edition, code=ward.code, kind=ward.kind, level=ward.level, names=ward.names, said=ward.said,
            parent_code=ward.parent_code, line=ward.line, begins=date(2026, 3, 1), folded=ward.folded,
            squeezed=ward.squeezed, folded_line=ward.folded_line,
        )  # fmt: skip
    assert leads in asked(agency, text.replace("314", "315"))[1], "its office has only not followed yet"
