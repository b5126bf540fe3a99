"""The counter: writing down what somebody says, and the receipt for them."""

from __future__ import annotations

import re

import pytest

from namro.ground.seals.models import Sealed
from namro.work.cases import queries
from namro.work.cases.models import Attachment, Case, StagedFile
from tests.cast import NOW
from tests.doors.desk.conftest import HOAN_KIEM, body, field, fill
from tests.doors.portal.walk import photo

URL = "/desk/new/crime-report"
TOLD = {
    "channel": "counter",
    "danger": "no",
    "about": "Kho bị phá khóa.",
    "where": HOAN_KIEM,
    "who-name": "Trần Thị Kín",
}


def code_on(page):
    block = page.partition('class="receipt-code"')[2].partition("</p>")[0]
    return "".join(re.findall(r"<span>([^<]+)</span>", block))


def test_what_can_be_received_here_is_offered(quan):
    page = body(quan.get("/desk/new"))
    assert "Tố giác, tin báo về tội phạm" in page
    assert "/desk/new/crime-report?office=" in page


def test_a_report_told_at_the_counter_becomes_a_case_with_a_receipt(quan):
    page = body(fill(quan, URL, **TOLD))
    case = Case.objects.get()
    assert "Giấy biên nhận" in page
    assert case.ref in page
    assert case.channel == "counter"
    assert queries.by_receipt(code_on(page), NOW) == case


def test_the_receipt_names_the_days_and_nobody(quan):
    page = body(fill(quan, URL, **TOLD))
    assert "Thông báo đã tiếp nhận: chậm nhất thứ Sáu, 13/03/2026" in page
    assert "Trần Thị Kín" not in page
    assert Sealed.objects.count() == 1


def test_a_form_sent_twice_makes_one_case_and_shows_the_same_receipt(quan):
    opened = quan.get(URL)
    sent = {**TOLD, "draft": field(opened, "draft"), "go": "do"}
    first, second = body(quan.post(URL, sent)), body(quan.post(URL, sent))
    assert Case.objects.count() == 1
    assert code_on(first) == code_on(second) != ""


def test_a_place_is_found_by_its_name_and_then_chosen(quan):
    page = body(fill(quan, URL, go="find", **{**TOLD, "where": "", "where-find": "hang bac"}))
    assert "phường Hoàn Kiếm, thành phố Hà Nội" in page
    assert f'value="{HOAN_KIEM}"' in page
    assert "Kho bị phá khóa.</textarea>" in page
    assert not Case.objects.exists()


def test_a_letter_counts_from_the_day_on_which_it_came(quan):
    fill(quan, URL, **{**TOLD, "channel": "post", "received-on": "06/03/2026", "received-time": "16:30"})
    case = Case.objects.get()
    assert case.received_on.isoformat() == "2026-03-06"


def test_where_only_a_day_was_given_no_time_of_day_is_said(quan, client):
    sent = {"channel": "post", "about": "Đèn đường hỏng.", "where": HOAN_KIEM, "who-name": "Trần Thị Kín"}
    receipt = body(fill(quan, "/desk/new/petition", **sent | {"received-on": "06/03/2026"}))
    case = Case.objects.get()
    pages = [
        receipt,
        body(quan.get(f"/desk/cases/{case.ref}")),
        body(client.post("/vi/follow", {"code": code_on(receipt)})),
    ]
    for page in pages:
        assert "thứ Sáu, 06/03/2026" in page
        assert "thứ Sáu, 06/03/2026, 00:00" not in page
    fill(quan, "/desk/new/petition", **sent | {"received-on": "05/03/2026", "received-time": "8:05"})
    assert "thứ Năm, 05/03/2026, 08:05" in body(quan.get(f"/desk/cases/{Case.objects.exclude(pk=case.pk).get().ref}"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"about": ""}, "Xin điền mục"),
        ({"danger": ""}, "Xin chọn một mục"),
        ({"danger": "maybe"}, "không có trong danh sách"),
        ({"where": ""}, "Xin chọn một mục"),
        ({"where": "2025:99999"}, "không có trong danh sách"),
        ({"channel": "web"}, "không có trong danh sách"),
        ({"when-from": "31/02/2026"}, "chưa phải là một ngày"),
        ({"when-from": "2026-03-01"}, "chưa phải là một ngày"),
        ({"when-from": "01/03/2030"}, 'href="#f-when-from"'),
        ({"when-from": "09/03/2026", "when-to": "01/03/2026"}, 'href="#f-when-from"'),
        ({"received-on": "11/03/2026"}, "chưa tới"),
        ({"received-on": "hôm qua"}, "chưa phải là một ngày"),
        ({"received-time": "25:00"}, "chưa phải là giờ"),
        ({"received-on": "06/03/2026"}, "có thời hạn tính bằng giờ nên cần ghi giờ tiếp nhận"),
        ({"who-phone": "không có"}, 'href="#f-who-phone"'),
        ({"about": "x" * 30_000}, "dài quá"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_lost(quan, given, said):
    answer = fill(quan, URL, **{**TOLD, **given})
    assert answer.status_code == 422
    page = body(answer)
    assert said in page
    assert 'id="wrong"' in page
    assert "Trần Thị Kín" in page
    assert not Case.objects.exists()


def test_files_wait_while_the_form_is_mended(quan):
    opened = quan.get(URL)
    draft = field(opened, "draft")
    mending = quan.post(URL, {**TOLD, "about": "", "draft": draft, "go": "do", "files": [photo()]})
    assert "Đã giữ: kho.png" in body(mending)
    assert "Xin chọn lại" not in body(mending)
    assert StagedFile.objects.count() == 1
    quan.post(URL, {**TOLD, "draft": draft, "go": "do"})
    assert Attachment.objects.get().case == Case.objects.get()


def test_whoever_receives_nothing_finds_no_counter(cast, signed_in):
    for who in (cast.thao, cast.dung):
        browser = signed_in(who)
        assert browser.get("/desk/new").status_code == 404
        assert browser.post(URL, {**TOLD, "draft": "a" * 32, "go": "do"}).status_code == 404
    assert not Case.objects.exists()


def test_nobody_receives_for_another_office(cast, quan):
    for office in (cast.office.ba_dinh.pk, "x", 10**30):
        assert quan.get(f"{URL}?office={office}").status_code == 404


def test_an_unknown_kind_of_matter_is_not_there(quan):
    assert quan.get("/desk/new/no-such").status_code == 404


def test_whatever_is_typed_is_kept_as_words(quan):
    fill(quan, URL, **{**TOLD, "about": "<img src=x onerror=alert(1)> '); DELETE FROM x; --"})
    page = body(quan.get(f"/desk/cases/{Case.objects.get().ref}"))
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
