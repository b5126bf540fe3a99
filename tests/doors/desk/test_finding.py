"""The form by which a full name finds a petition or a complaint: what it shows, to whom, and what it leaves nowhere."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from namro.work.cases import actions
from namro.work.cases.models import Case, NameSearch
from namro.work.cases.name_actions import LOOK_UPS
from tests.cast import NOW, Cast, Member
from tests.doors.desk.conftest import BA_DINH, HOAN_KIEM, Clock, Report, body

NAME = "Nguyễn Thị Hòa"
WHY = "Bà đến hỏi, không mang giấy biên nhận."
URL = "/desk/find-by-name"
SUMMARY = "Tìm theo họ tên đầy đủ của người gửi"


@pytest.fixture
def petition(cast: Cast) -> Callable[..., Case]:
    def _petition(about: str = "Đèn đường hỏng.", place: str = HOAN_KIEM, name: str = NAME) -> Case:
        return actions.receive(
            None,
            procedure="petition",
            answers={"about": about, "where": {"ref": place}},
            identity={"name": name},
            place_ref=place,
            draft=secrets.token_urlsafe(24),
            actor=actions.NEWCOMER,
            now=NOW,
        ).case

    return _petition


def test_the_list_offers_it_closed_and_what_it_finds_stands_on_ordinary_lines(quan, petition):
    case = petition()
    page = body(quan.get("/desk/cases"))
    assert f"<summary>{SUMMARY}</summary>" in page
    assert f'method="post" action="{URL}"' in page
    answer = quan.post(URL, {"name": "nguyen thi hoa", "reason": WHY})
    assert answer.status_code == 200
    assert f'href="/desk/cases/{case.ref}"' in body(answer)
    assert "Tìm thấy 1 vụ việc." in body(answer)
    assert answer["Cache-Control"] == "no-store"


def test_nothing_found_is_said_with_what_to_do(quan, petition):
    petition(place=BA_DINH)
    answer = body(quan.post(URL, {"name": NAME, "reason": WHY}))
    assert "Không có đơn nào của người có họ tên này trong phạm vi bạn được xem." in answer
    assert "/desk/cases/NR-" not in answer


def test_the_page_about_a_denouncer_is_that_about_nobody(quan, report):
    report(place=HOAN_KIEM, identity={"name": NAME, "phone": "0912 345 678"})
    pages = []
    for name in (NAME, "Trần Thị Vân"):
        NameSearch.objects.exists()
        page = body(quan.post(URL, {"name": name, "reason": WHY}))
        before, _, rest = page.partition("<h2>Những lần bạn đã tìm</h2>")
        pages.append(before.replace(name, "…"))
        assert rest
    token = 'name="csrfmiddlewaretoken" value="'
    without = ["".join(part.partition('"')[2] if n else part for n, part in enumerate(p.split(token))) for p in pages]
    assert without[0] == without[1]


def test_the_name_is_never_asked_for_by_an_address(quan, petition):
    case = petition()
    page = body(quan.get(URL, {"name": NAME, "reason": WHY}))
    assert case.ref not in page
    assert NAME not in page
    assert not NameSearch.objects.exists()


def test_no_log_and_no_later_page_holds_the_name(quan, petition, caplog):
    petition()
    with caplog.at_level(logging.DEBUG):
        quan.post(URL, {"name": NAME, "reason": WHY})
    assert NAME not in caplog.text
    assert NAME not in str(dict(quan.session))
    later = body(quan.get(URL))
    assert WHY in later
    assert NAME not in later


def test_what_is_missing_is_said_and_the_rest_kept(quan):
    answer = quan.post(URL, {"name": NAME, "reason": ""})
    assert answer.status_code == 422
    assert f'value="{NAME}"' in body(answer)
    assert 'href="#f-reason"' in body(answer)
    assert quan.post(URL, {}).status_code == 422
    assert not NameSearch.objects.exists()


def test_too_many_within_an_hour_are_refused_with_how_long_to_wait(quan, petition, clock: Clock):
    petition()
    for nth in range(LOOK_UPS):
        assert quan.post(URL, {"name": f"Người {nth}", "reason": WHY}).status_code == 200
    clock.at = NOW + timedelta(minutes=15)
    answer = quan.post(URL, {"name": NAME, "reason": WHY})
    assert answer.status_code == 422
    assert f"Bạn đã tìm theo họ tên {LOOK_UPS} lần trong một giờ. Hãy thử lại sau 45 phút" in body(answer)


def test_to_whom_it_is_not_there(cast: Cast, signed_in: Callable[[Member], Client], petition):
    petition()
    for member in (cast.dung, cast.son, cast.thao, cast.vy):
        browser = signed_in(member)
        assert browser.get(URL).status_code == 404
        assert browser.post(URL, {"name": NAME, "reason": WHY}).status_code == 404
    assert SUMMARY not in body(signed_in(cast.thao).get("/desk/cases"))


def test_the_auditor_sees_who_looked_and_why_and_cannot_look(cast: Cast, signed_in, quan, petition):
    petition()
    quan.post(URL, {"name": NAME, "reason": WHY})
    tam = signed_in(cast.tam)
    page = body(tam.get(URL))
    assert WHY in page
    assert "Phạm Minh Quân" in page
    assert NAME not in page
    assert 'name="name"' not in page
    assert tam.post(URL, {"name": NAME, "reason": WHY}).status_code == 404


def test_what_the_session_lost_is_not_carried_through_the_sign_in_page(cast: Cast, petition):
    answer = Client().post(URL, {"name": NAME, "reason": WHY})
    assert answer.status_code == 401
    assert NAME not in body(answer)


def test_it_speaks_english_too(quan, petition):
    case = petition()
    page = body(quan.post(f"{URL}?lang=en", {"name": NAME, "reason": "Came without a receipt."}))
    assert case.ref in page
    assert "Letter by letter as the sender wrote it." in page


def test_a_report_that_is_not_findable_stays_unfound_beside_one_that_is(quan, petition, report: Report):
    petition_case, crime = petition(), report(identity={"name": NAME, "phone": "0912 345 678"})
    page = body(quan.post(URL, {"name": NAME, "reason": WHY}))
    assert petition_case.ref in page
    assert crime.ref not in page
