"""A document is registered without a plan under it, and replaces another then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from namro.doors.desk.plans.registering import clauses_in
from namro.work.plans.models import Instrument
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body, fill
from tests.doors.desk.plans.scene import given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
SAID = {
    "kind": "plan",
    "symbol": "305/KH-UBND",
    "dated": "10/03/2026",
    "issuer": "UBND thành phố",
    "title": "Thay kế hoạch",
}
CLAUSES = (
    "II. Nhiệm vụ\n1. Rà soát các điểm phức tạp.\n a) Lập danh sách.\nxong trong tháng 6.\nb) Phân công.\n2. Tuần tra."
)


def test_clauses_are_labelled_by_their_way_from_the_top() -> None:
    found, stray = clauses_in(CLAUSES)
    assert stray == ""
    assert [(one.label, one.within) for one in found] == [
        ("II", None), ("II.1", 1), ("II.1.a", 2), ("II.1.b", 2), ("II.2", 1),
    ]  # fmt: skip
    assert found[2].text == "Lập danh sách.\nxong trong tháng 6."
    articles, _ = clauses_in("Điều 1. Ban hành.\n1. Khoản một.\n1.2 Tiếp.\nĐiều 2. Hiệu lực.")
    assert [one.label for one in articles] == ["Điều 1", "Điều 1.1", "Điều 1.1.2", "Điều 2"]
    assert clauses_in("Không có số.\nI. Có số.") == ([], "Không có số.")
    assert clauses_in("") == ([], "")


def test_a_document_is_registered_and_can_replace_another(cast: Cast, signed_in: Browser) -> None:
    given(cast)
    agency, url = signed_in(cast.thao), "/desk/plans/instruments/new"
    assert url in body(agency.get("/desk/plans/instruments"))
    wrong = fill(agency, url, **SAID | {"dated": "31/02/2026"}, clauses="Rà soát.")
    assert wrong.status_code == 422
    assert "Dòng đầu của phần điều khoản chưa có số mục" in body(wrong)
    assert 'value="305/KH-UBND"' in body(wrong), "what was typed stays"
    done = fill(agency, url, **SAID, clauses=CLAUSES)
    assert done.status_code == 302
    made = Instrument.objects.get(symbol="305/KH-UBND")
    assert (made.office, made.clauses.count()) == (cast.office.standing, 5)
    assert made.clauses.get(label="II.1.a").parent == made.clauses.get(label="II.1")
    old = Instrument.objects.get(symbol="290/KH-UBND")
    assert "305/KH-UBND" in body(agency.get(f"/desk/plans/instruments/{old.ref}/replace"))
    again = fill(agency, url, **SAID, clauses=CLAUSES)
    assert again.status_code == 422, "the same symbol of the same day"
    assert Instrument.objects.filter(symbol="305/KH-UBND").count() == 1


def test_who_registers_nothing_finds_no_such_page(cast: Cast, signed_in: Browser) -> None:
    assert signed_in(cast.minh).get("/desk/plans/instruments/new").status_code == 404
