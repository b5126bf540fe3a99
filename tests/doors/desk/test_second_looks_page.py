"""Second looks and joined reports at the desk: who finds what, and what nobody is shown."""

from __future__ import annotations

import secrets
from datetime import datetime

import pytest
from django.test import Client

from namro.ground.people.actors import reporter
from namro.work.cases import actions
from namro.work.cases.models import Case, SecondLook
from tests.cast import HANOI, NOW, Cast, act
from tests.doors.desk.conftest import BA_DINH, HOAN_KIEM, Clock, Report, body, field, fill
from tests.petitions import street_light

LATE = datetime(2026, 3, 25, 9, 0, tzinfo=HANOI)
URL = "/desk/second-looks"


@pytest.fixture
def asked(cast: Cast, clock: Clock) -> SecondLook:
    """A petition of Hoàn Kiếm was not answered in time; its reporter asked for a second look."""
    case = street_light().case
    clock.at = LATE
    return act(actions.ask_second_look, case, by=reporter(case.ref), at=LATE, text="Chưa ai gọi tôi.")


def test_the_reviewer_finds_it_on_today_reads_what_is_needed_and_answers(cast: Cast, signed_in, asked: SecondLook):
    yen = signed_in(cast.yen)
    assert "Có 1 đề nghị xem lại đang chờ bạn." in body(yen.get("/desk/"))
    listed = body(yen.get(URL))
    assert "Công an phường Hoàn Kiếm" in listed
    assert "15/04/2026" in listed
    page = body(yen.get(f"/desk/second-looks/{asked.pk}"))
    for said in ("Chưa ai gọi tôi.", "Đèn đường hỏng.", "có hẹn bị trễ", "Tiêu chuẩn địa phương"):
        assert said in page
    assert "Nguyễn Thị Hòa" not in page
    empty = fill(yen, f"/desk/second-looks/{asked.pk}", reasons="Đã quá hạn.")
    assert empty.status_code == 422
    assert "Đã quá hạn." in body(empty)
    assert fill(yen, f"/desk/second-looks/{asked.pk}", outcome="again", reasons="Đã quá hạn.").status_code == 302
    asked.refresh_from_db()
    assert asked.outcome == "again"
    after = body(yen.get(f"/desk/second-looks/{asked.pk}"))
    assert "Đã quá hạn." in after
    assert "Đèn đường hỏng." not in after.partition("</h1>")[2], "once answered, the matter is closed to the reviewer"
    assert "Đã trả lời ở đây" in body(yen.get(URL))


WRITTEN = "Đã quá hạn mà chưa ai đến xem cột đèn."


def test_the_answer_is_looked_at_as_the_reporter_will_read_it_before_it_is_sent(
    cast: Cast, signed_in, asked: SecondLook
):
    yen, url = signed_in(cast.yen), f"/desk/second-looks/{asked.pk}"
    assert 'name="go" value="look"' in body(yen.get(url))
    look = fill(yen, url, go="look", outcome="again", reasons=WRITTEN)
    assert look.status_code == 200
    for said in ("Chưa gửi.", "Phải làm lại.", WRITTEN):
        assert said in body(look)
    asked.refresh_from_db()
    assert asked.answered_at is None
    sent = {name: field(look, name) for name in ("once", "outcome", "reasons")}
    assert f"{WRITTEN}</textarea>" in body(yen.post(url, sent | {"go": "mend"}))
    for _ in range(2):
        assert yen.post(url, sent | {"go": "do"}).status_code == 302, "the same form does its work once"
    asked.refresh_from_db()
    assert asked.outcome == "again"


@pytest.mark.parametrize("go", ["look", "do"])
def test_whoever_was_slower_keeps_the_reasons_and_learns_who_was_faster(
    cast: Cast, signed_in, asked: SecondLook, go: str
):
    yen, url = signed_in(cast.yen), f"/desk/second-looks/{asked.pk}"
    form = yen.get(url)
    act(actions.answer_second_look, asked, by=cast.yen, at=LATE, outcome="again", reasons="Phải làm lại ngay.")
    late = yen.post(url, {"once": field(form, "once"), "go": go, "outcome": "again", "reasons": WRITTEN})
    assert late.status_code == 409
    page = body(late)
    assert f"{WRITTEN}</textarea>" in page
    assert f"{cast.yen.user.name} đã trả lời đề nghị này" in page
    assert "Phải làm lại ngay." in page
    assert "Đèn đường hỏng." not in page.partition("</h1>")[2], "once answered, the matter is closed to the reviewer"


def test_the_cases_office_reads_it_and_notes_that_it_knows(cast: Cast, signed_in, quan: Client, asked: SecondLook):
    assert "Có tin mới về việc xem lại 1 hồ sơ của đơn vị." in body(quan.get("/desk/"))
    url = f"/desk/cases/{asked.case.ref}"
    page = body(quan.get(url))
    assert "Chưa ai gọi tôi." in page
    assert "Thanh tra Công an thành phố Hà Nội xem lại chậm nhất" in page
    assert quan.post(f"{url}/second-look/see", {"seen": asked.case.seq + 1, "once": "a"}).status_code == 302
    assert "tin mới về việc xem lại" not in body(quan.get("/desk/"))
    act(actions.answer_second_look, asked, by=cast.yen, at=LATE, outcome="again", reasons="Đã quá hạn.")
    assert "Có tin mới" in body(quan.get("/desk/"))
    assert "Phải làm lại" in body(quan.get(url))
    assert "quá hạn" not in body(signed_in(cast.lan).get(URL))


def test_nobody_else_finds_the_request(cast: Cast, signed_in, asked: SecondLook):
    for name, member in cast:
        browser = signed_in(member)
        assert browser.get(f"/desk/second-looks/{asked.pk}").status_code == (200 if name == "yen" else 404), name
        seen = browser.post(f"/desk/cases/{asked.case.ref}/second-look/see", {"seen": 1}).status_code
        assert seen == (302 if name in ("quan", "mai", "duc") else 404), name
    assert signed_in(cast.dung).get(URL).status_code == 404


def test_late_is_said(cast: Cast, signed_in, asked: SecondLook, clock: Clock):
    clock.at = asked.reasons_at
    assert "Trong đó 1 đề nghị đã trễ hẹn." in body(signed_in(cast.yen).get("/desk/"))
    assert "trễ" in body(signed_in(cast.yen).get(URL)).partition("<tbody>")[2]


def test_a_duplicate_shows_as_one_within_reach_and_without_its_number_beyond(cast: Cast, signed_in, quan: Client):
    here, also, there = street_light(), street_light(), street_light(BA_DINH)
    for other in (also, there):
        act(actions.join, here.case, by=reporter(here.case.ref), code=other.code)
    page = body(quan.get(f"/desk/cases/{here.case.ref}"))
    assert f'href="/desk/cases/{also.case.ref}"' in page
    assert there.case.ref not in page
    assert "Một đơn vị khác cũng đang có một hồ sơ." in page
    assert there.case.ref in body(signed_in(cast.tam).get(f"/desk/cases/{here.case.ref}"))


def test_of_a_crime_report_elsewhere_nothing_is_said(quan: Client, report: Report, cast: Cast):
    def sent(place: str) -> actions.Received:
        told = {"danger": False, "about": "Kho bị phá khóa.", "where": {"ref": place, "detail": "ngõ 12"}}
        return actions.receive(
            None,
            procedure="crime-report",
            answers=told,
            identity=None,
            place_ref=place,
            draft=secrets.token_urlsafe(24),
            actor=actions.NEWCOMER,
            now=NOW,
        )

    here, there = sent(HOAN_KIEM), sent(BA_DINH)
    before = body(quan.get(f"/desk/cases/{here.case.ref}"))
    act(actions.join, here.case, by=reporter(here.case.ref), code=there.code)
    after = body(quan.get(f"/desk/cases/{here.case.ref}"))
    assert after.count("<section") == before.count("<section")
    assert "Đã báo nhiều lần" not in after
    assert Case.objects.count() == 2
