"""Opening who the reporter is: two bodies, a reason, a limited time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from namro.work.cases.models import Case
from tests.cast import NOW
from tests.doors.desk.conftest import body, fill, registered

WHY = "Phải mời người báo đến nhận dạng tài sản."


@pytest.fixture
def asked(cast, quan, signed_in, report):
    """A case whose head has asked to learn who the reporter is."""
    case = registered(cast, report())
    duc = signed_in(cast.duc)
    assert fill(duc, f"/desk/cases/{case.ref}/identity", reason=WHY).status_code == 302
    return Case.objects.get(pk=case.pk)


def agree(browser, case, seq=None):
    return browser.post(f"/desk/cases/{case.ref}/identity/agree/{seq or case.seq}")


def test_the_request_waits_for_a_keeper_of_another_body(cast, signed_in, asked):
    duc = signed_in(cast.duc)
    assert "Đang chờ người giữ niêm phong" in body(duc.get(f"/desk/cases/{asked.ref}"))
    assert duc.post(f"/desk/cases/{asked.ref}/identity/read").status_code == 404


def test_the_keeper_reads_the_reason_and_neither_the_case_nor_the_name(cast, signed_in, asked):
    vy = signed_in(cast.vy)
    page = body(vy.get("/desk/identity"))
    assert WHY in page
    assert "kho hàng" not in page
    detail = body(vy.get(f"/desk/cases/{asked.ref}/identity/agree/{asked.seq}"))
    assert WHY in detail
    assert "Nguyễn Văn Giấu" not in detail
    assert vy.get(f"/desk/cases/{asked.ref}").status_code == 404


def test_after_the_keeper_agreed_the_one_who_asked_reads_it_for_half_an_hour(cast, signed_in, asked, clock):
    assert agree(signed_in(cast.vy), asked).status_code == 302
    duc = signed_in(cast.duc)
    url = f"/desk/cases/{asked.ref}/identity/read"
    assert "Nguyễn Văn Giấu" not in body(duc.get(url))
    assert "Nguyễn Văn Giấu" in body(duc.post(url))
    clock.at = NOW + timedelta(minutes=31)
    assert duc.post(url).status_code == 404


def test_a_colleague_who_did_not_ask_does_not_read_it(cast, signed_in, asked):
    agree(signed_in(cast.vy), asked)
    assert signed_in(cast.mai).post(f"/desk/cases/{asked.ref}/identity/read").status_code == 404


def test_nobody_but_a_keeper_agrees_and_a_forged_request_is_not_there(cast, signed_in, quan, asked):
    assert quan.get("/desk/identity").status_code == 404
    assert agree(quan, asked).status_code == 404
    assert agree(signed_in(cast.duc), asked).status_code == 404
    assert agree(signed_in(cast.vy), asked, 999).status_code == 404


def test_a_request_without_a_reason_is_refused(cast, signed_in, report):
    case = registered(cast, report())
    assert fill(signed_in(cast.duc), f"/desk/cases/{case.ref}/identity", reason=" ").status_code == 422


def test_where_no_name_was_given_there_is_nothing_to_ask_for(cast, signed_in, report):
    case = registered(cast, report(identity={}))
    assert signed_in(cast.duc).get(f"/desk/cases/{case.ref}/identity").status_code == 404


def test_the_case_page_shows_the_opening_and_never_the_name(cast, signed_in, asked):
    agree(signed_in(cast.vy), asked)
    duc = signed_in(cast.duc)
    duc.post(f"/desk/cases/{asked.ref}/identity/read")
    page = body(duc.get(f"/desk/cases/{asked.ref}"))
    assert "Đang được mở cho bạn đến" in page
    assert "Nguyễn Văn Giấu" not in page
