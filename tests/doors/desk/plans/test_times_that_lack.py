"""A draft whose task comes again without an end, or a time of a table that is understood by half: said, never lost."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from namro.work.plans.models import Plan
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.scene import add, drafted
from tests.doors.desk.plans.test_begins import opened
from tests.doors.desk.plans.test_tables import back, saved, with_cell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
Browser = Callable[[Member], Client]
LACKING: list[dict[str, Any]] = [
    {"rhythm": "quarterly"},
    {"rhythm": "monthly", "within": "5"},
    {"rhythm": "weekly", "begins": "2026-06-01"},
    {"rhythm": "ongoing", "until": "2027-12-31"},
    {"rhythm": "ongoing"},
    {"rhythm": "ongoing", "reports": "monthly"},
    {},
]


@pytest.mark.parametrize("time", LACKING, ids=str)
def test_every_page_of_a_draft_opens_whatever_its_time_lacks(
    cast: Cast, signed_in: Browser, time: dict[str, Any]
) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    task = add(cast, plan, matter="Kiểm tra bếp ăn.", spread=False, lead=cast.office.ba_dinh.pk, time=time)
    for page in ("", "/list", "/board", "/time", "/issue", "/table", "/table.xlsx", "/table.docx"):
        assert agency.get(f"/desk/plans/{plan.ref}{page}").status_code in (200, 302), page
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert f"/desk/plans/tasks/{task.ref}" in page or f"/tasks/{task.ref}/draft" in page
    issued = agency.post(f"/desk/plans/{plan.ref}/issue", {"go": "look"})
    assert issued.status_code == 422, "said, and nothing issued"
    assert Plan.objects.get(pk=plan.pk).state == Plan.DRAFT


def test_a_read_plan_with_a_rhythm_that_has_no_end_becomes_a_draft_that_opens(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    text = """UBND THÀNH PHỐ HÀ NỘI
Số: 811/KH-UBND
Hà Nội, ngày 25 tháng 02 năm 2026
KẾ HOẠCH
Kiểm tra bếp ăn tập thể
II. NHIỆM VỤ
1. Công an phường Hoàn Kiếm kiểm tra bếp ăn trường học, báo cáo hằng quý.
2. Công an phường Hoàn Kiếm thường xuyên tuần tra quanh trường học đến hết ngày 31/12/2027.
"""
    url, page = opened(agency, text)
    made = agency.post(url, {
        "once": page.partition('name="once" value="')[2].partition('"')[0], "go": "do", "kind": "plan",
        "symbol": "811/KH-UBND", "dated": "25/02/2026", "issuer": "UBND thành phố", "title": "Bếp ăn",
        "role": "handler", "head": "head", "does-0": "take", "matter-0": "Kiểm tra", "product-0": "Báo cáo",
        "lead-0": "Công an phường Hoàn Kiếm", "rhythm-0": "quarterly", "does-1": "take", "matter-1": "Tuần tra",
        "product-1": "Sổ", "lead-1": "Công an phường Hoàn Kiếm", "rhythm-1": "ongoing", "day-1": "31/12/2027",
    })  # fmt: skip
    assert made.status_code == 302, body(made)
    plan = body(agency.get(made["Location"]))
    assert "làm định kỳ mà chưa có ngày kết thúc" in plan
    assert "làm thường xuyên nhưng chưa có nhịp báo cáo" in plan


@pytest.mark.parametrize(
    "written",
    [
        "Hằng tháng từ tháng 3/2027 đến hết tháng 10/2027",
        "Hằng tuần, từ ngày 01/3/2027 đến ngày 30/6/2027",
        "Hằng quý, từ quý II/2027 đến hết năm 2027",
        "Hằng quý, chậm nhất ngày 10 tháng sau, từ quý II/2027 đến hết năm 2027",
        "Hằng tháng, từ tháng 6/2027, đến hết ngày 31/10/2027",
        "Thứ 2 và thứ 5 hằng tuần, đến hết ngày 31/12/2027",
        "Hằng tháng, trước rằm, đến hết ngày 31/12/2027",
        "Hằng tháng, trước ngày 05 của tháng sau, đến hết ngày 31/12/2027",
    ],
)
def test_a_time_of_a_table_that_is_understood_by_half_is_not_taken(
    cast: Cast, signed_in: Browser, written: str
) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    add(cast, plan, matter="Báo cáo.", spread=False, lead=cast.office.ba_dinh.pk,
               time={"rhythm": "monthly", "until": "2026-12-31"})  # fmt: skip
    changed = with_cell(saved(agency, plan), "Hằng tháng", written)
    page = html.unescape(body(agency.get(back(agency, plan, changed))))
    assert f"“{written}” chưa phải là một ngày" in page
    assert 'value="take"' not in page.partition("h-changed")[2].partition("</section>")[0]
