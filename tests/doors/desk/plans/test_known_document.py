"""A file that is dropped once more: that its document is registered is said at once, with what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.models import Instrument, Plan
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.test_reading import TEXT, filled, pasted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
SAID = "có vẻ đã đăng ký"


def test_a_file_that_was_made_a_plan_is_said_to_be_there_with_its_link_and_read_into_that_plan(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    first = pasted(agency)
    assert SAID not in body(agency.get(first))
    assert agency.post(first, filled(agency, first)).status_code == 302
    plan = Plan.objects.get()
    again = pasted(agency)
    page = body(agency.get(again))
    assert SAID in page
    assert f"/desk/plans/instruments/{plan.instrument.ref}" in page
    assert "tệp giống hệt" in page
    refused = agency.post(again, filled(agency, again))
    assert refused.status_code == 422
    assert "xác nhận đây là văn bản khác" in body(refused)
    on = agency.post(again, {"go": f"into-{plan.ref}"})
    assert on.status_code == 302
    assert f"/desk/plans/{plan.ref}/" in str(on["Location"])
    assert agency.get(str(on["Location"])).status_code == 200
    assert Plan.objects.count() == 1


def test_one_with_another_number_is_registered_by_itself_once_that_is_said(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    first = pasted(agency)
    assert agency.post(first, filled(agency, first)).status_code == 302
    again = pasted(agency)
    same = agency.post(again, filled(agency, again, another="yes"))
    assert same.status_code == 422
    known = Instrument.objects.get(symbol="314/KH-UBND")
    assert f'<a href="/desk/plans/instruments/{known.ref}">Văn bản số 314/KH-UBND' in body(same)
    other = agency.post(again, filled(agency, again, another="yes", symbol="315/KH-UBND"))
    assert other.status_code == 302, body(other)
    assert Plan.objects.count() == 2


def test_a_document_without_a_plan_takes_its_first_one(cast: Cast, signed_in: Browser, home: Any) -> None:
    there = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="314/KH-UBND",
        issuer="UBND thành phố Hà Nội", dated=date(2026, 2, 20), title="Phòng ngừa tội phạm",
        clauses=(ClauseSaid("II", "Nhiệm vụ"),),
    )  # fmt: skip
    agency = signed_in(cast.thao)
    url = pasted(agency)
    page = body(agency.get(url))
    assert SAID in page
    assert "cùng số, cơ quan và ngày" in page
    assert "tệp giống hệt" not in page
    on = agency.post(url, {**filled(agency, url), "go": f"under-{there.ref}"})
    assert on.status_code == 302
    plan = Plan.objects.get(instrument=there)
    assert f"/desk/plans/{plan.ref}/" in str(on["Location"])
    assert agency.get(str(on["Location"])).status_code == 200


OTHERS = "cùng số, cùng ngày đã đăng ký với cơ quan ban hành khác"


def there(cast: Cast, symbol: str, issuer: str, day: int = 20) -> Instrument:
    return act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol=symbol, issuer=issuer,
        dated=date(2026, 2, day), title="Phòng ngừa tội phạm", clauses=(),
    )  # fmt: skip


def test_another_day_is_another_document(cast: Cast, signed_in: Browser, home: Any) -> None:
    there(cast, "314/KH-UBND", "UBND thành phố", day=21)
    page = body(signed_in(cast.thao).get(pasted(signed_in(cast.thao))))
    assert SAID not in page
    assert OTHERS not in page


@pytest.mark.parametrize("symbol", ["0314/KH-UBND", "314/kh-ubnd", "314 / KH – UBND"])
def test_a_number_is_the_same_however_it_is_written(cast: Cast, signed_in: Browser, home: Any, symbol: str) -> None:
    known = there(cast, symbol, "UBND thành phố Hà Nội")
    page = body(signed_in(cast.thao).get(pasted(signed_in(cast.thao))))
    assert SAID in page
    assert "cùng số, cơ quan và ngày" in page
    assert f"/desk/plans/instruments/{known.ref}" in page


def test_an_issuer_that_means_one_office_is_the_same_however_it_is_written(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    there(cast, "314/KH-UBND", "Hanoi City Crime Prevention Steering Committee, Standing Agency")
    agency = signed_in(cast.thao)
    head = "CƠ QUAN THƯỜNG TRỰC BAN CHỈ ĐẠO\nPHÒNG, CHỐNG TỘI PHẠM THÀNH PHỐ HÀ NỘI"
    url = str(agency.post("/desk/plans/new", {"pasted": TEXT.replace(TEXT.partition("\n\n")[0], head)})["Location"])
    said = filled(agency, url, issuer="Cơ quan thường trực Ban Chỉ đạo phòng, chống tội phạm thành phố Hà Nội")
    refused = agency.post(url, said)
    assert refused.status_code == 422
    assert SAID in body(refused)


def test_one_of_that_number_and_day_with_an_issuer_nobody_knows_is_named_and_asked_about(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    known = there(cast, "314/KH-UBND", "UBND tỉnh Lào Cai")
    agency = signed_in(cast.thao)
    url = pasted(agency)
    page = body(agency.get(url))
    assert SAID not in page, "that is no more than a guess"
    assert OTHERS in page
    assert "đã đăng ký với cơ quan ban hành khác: UBND tỉnh Lào Cai" in page
    assert f"/desk/plans/instruments/{known.ref}" in page
    refused = agency.post(url, filled(agency, url))
    assert refused.status_code == 422
    assert "nếu không, hãy xác nhận đây là văn bản khác" in body(refused)
    assert Plan.objects.count() == 0
    assert agency.post(url, filled(agency, url, another="yes")).status_code == 302
    assert Plan.objects.count() == 1


def test_one_of_another_known_office_is_named_and_nothing_is_asked(cast: Cast, signed_in: Browser, home: Any) -> None:
    there(cast, "314/KH-UBND", "Công an phường Ba Đình")
    agency = signed_in(cast.thao)
    url = pasted(agency)
    page = body(agency.get(url))
    said = filled(agency, url, issuer="Công an phường Hoàn Kiếm")
    assert OTHERS in page
    made = agency.post(url, said)
    assert made.status_code == 302, body(made)
