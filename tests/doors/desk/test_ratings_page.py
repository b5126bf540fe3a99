"""What people said after the answer, as sums: to whom they are shown, and what is never beside them."""

from __future__ import annotations

from datetime import datetime

import pytest

from namro.ground.people.actors import reporter
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import HANOI, Cast, act
from tests.doors.desk.conftest import Clock, body
from tests.petitions import street_light

URL = "/desk/ratings"


@pytest.fixture
def answered(cast: Cast, clock: Clock) -> list[Case]:
    """Six petitions of Hoàn Kiếm were answered in the first quarter, which is settled now."""
    cases = []
    for answer in (5, 5, 5, 5, 5, 1):
        case = street_light().case
        act(actions.register, case, by=cast.duc)
        act(actions.act, Case.objects.get(pk=case.pk), "reply", {"answer": "Đã sửa."}, by=cast.duc)
        case = Case.objects.get(pk=case.pk)
        text = "Cảm ơn & chào." if answer == 1 else ""
        act(actions.rate, case, by=reporter(case.ref), understood=answer, treated=5, text=text)
        cases.append(case)
    clock.at = datetime(2026, 5, 4, 9, 0, tzinfo=HANOI)
    return cases


def test_the_head_reads_sums_in_which_no_small_number_stands(cast: Cast, signed_in, answered):
    page = body(signed_in(cast.duc).get(URL))
    assert "Công an phường Hoàn Kiếm" in page
    assert "quý 1/2026" in page
    assert "<dt>Gộp chung: chưa đủ để xem riêng từng câu trả lời</dt><dd>6</dd>" in page
    assert "Cảm ơn &amp; chào." in page
    assert "<dd>1</dd>" not in page
    for case in answered:
        assert case.ref not in page
        assert case.number not in page
    for name, member in cast:
        if name != "duc":
            assert member.user.name not in page


def test_it_is_there_for_heads_auditors_and_the_standing_agency_alone(cast: Cast, signed_in, answered):
    for name, member in cast:
        expected = 200 if name in ("ha", "duc", "binh", "tam", "thao") else 404
        assert signed_in(member).get(URL).status_code == expected, name
    assert "Chưa có gì để xem." in body(signed_in(cast.ha).get(URL))
    assert "quarter 1 of 2026" in body(signed_in(cast.tam).get(f"{URL}?lang=en"))


def test_beside_its_case_nothing_is_said_of_it(cast: Cast, signed_in, answered):
    page = body(signed_in(cast.duc).get(f"/desk/cases/{answered[-1].ref}"))
    assert "Cảm ơn" not in page
    assert "Không hiểu được" not in page
