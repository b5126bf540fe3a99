"""A target in percent of the communes is offered as a number of them, and never becomes one by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from namro.work.plans.models import Plan, Target
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.test_reading import TEXT, field_of, filled

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
ALL = "Trên 126 đơn vị cấp xã: 30 % của 126 = 37,8, nên cần 38 (làm tròn lên)"


def looked(agency: Client, target: str) -> str:
    """The address of the look at a plan with that target."""
    text = TEXT.replace("1. Kéo giảm ít nhất 5% số vụ so với năm 2025.", f"1. {target}")
    return str(agency.post("/desk/plans/new", {"pasted": text})["Location"])


@pytest.mark.parametrize(
    "target",
    [
        "Phấn đấu 30% số xã, phường đạt chuẩn an toàn trong năm 2027.",
        "Phấn đấu 30% đơn vị hành chính cấp xã không có ma túy trong năm 2027.",
    ],
)
def test_a_share_of_the_communes_is_offered_in_numbers_with_its_rounding(
    cast: Cast, signed_in: Browser, home: Any, target: str
) -> None:
    agency = signed_in(cast.thao)
    page = body(agency.get(looked(agency, target)))
    assert ALL in page
    assert 'name="t-offer-0" value="" checked' in page, "nothing is chosen by itself"
    assert field_of(page, "t-of-0") == ""


def test_of_words_for_one_kind_of_unit_both_that_kind_and_all_are_offered(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    page = body(agency.get(looked(agency, "Phấn đấu 30% số phường không có ma túy trong năm 2027.")))
    assert ALL in page
    assert "Trên 51 phường: 30 % của 51 = 15,3, nên cần 16 (làm tròn lên)" in page


@pytest.mark.parametrize("whom", ["đơn vị cấp xã", "đơn vị hành chính cấp xã", "xã, phường"])
def test_where_the_words_mean_all_units_of_the_level_all_stand_first(
    cast: Cast, signed_in: Browser, home: Any, whom: str
) -> None:
    agency = signed_in(cast.thao)
    page = body(agency.get(looked(agency, f"Ít nhất 30% {whom} đạt chuẩn an toàn trong năm 2027.")))
    offered = re.findall(r'name="t-offer-0" value="(\d*)"', page)
    assert offered[:2] == ["", "126"]


def test_a_share_of_something_else_is_offered_nothing(cast: Cast, signed_in: Browser, home: Any) -> None:
    agency = signed_in(cast.thao)
    assert "t-offer-0" not in body(agency.get(looked(agency, "Phấn đấu 80% vụ việc được giải quyết trong năm 2027.")))
    assert "t-offer-0" not in body(agency.get(looked(agency, "Phấn đấu 30 xã đạt chuẩn an toàn trong năm 2027.")))


def test_what_is_chosen_is_worked_out_and_shown_before_the_plan_is_made(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = looked(agency, "Phấn đấu 30% số xã, phường đạt chuẩn an toàn trong năm 2027.")
    aim = {
        "t-does-0": "take", "t-name-0": "Xã, phường đạt chuẩn an toàn", "t-goal-0": "30", "t-unit-0": "%",
        "t-by-0": "31/12/2027", "t-offer-0": "126", "t-rounding-0": "down",
    }  # fmt: skip
    shown = body(agency.post(url, filled(agency, url, **aim) | {"go": "look"}))
    assert field_of(shown, "t-of-0") == "126"
    assert "30 % của 126 = 37,8, nên cần 37 (làm tròn xuống)" in shown
    forged = body(agency.post(url, filled(agency, url, **aim | {"t-offer-0": "999"}) | {"go": "look"}))
    assert field_of(forged, "t-of-0") == "", "only what was offered"
    assert agency.post(url, filled(agency, url, **aim)).status_code == 302
    made = Target.objects.get()
    assert (made.percent, made.of, made.rounding) == (True, 126, "down")
    form = body(agency.get(f"/desk/plans/{Plan.objects.get().ref}/targets/new"))
    assert "Dưới đơn vị này hiện có 126 đơn vị cấp xã." in form


def test_without_a_choice_the_percent_stays(cast: Cast, signed_in: Browser, home: Any) -> None:
    agency = signed_in(cast.thao)
    url = looked(agency, "Phấn đấu 30% số xã, phường đạt chuẩn an toàn trong năm 2027.")
    aim = {"t-does-0": "take", "t-name-0": "Đạt chuẩn", "t-goal-0": "30", "t-unit-0": "%", "t-by-0": "31/12/2027"}
    assert agency.post(url, filled(agency, url, **aim, **{"t-offer-0": ""})).status_code == 302
    made = Target.objects.get()
    assert (made.percent, made.of, made.unit) == (False, None, "%")
