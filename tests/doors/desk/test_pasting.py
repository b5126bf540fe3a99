"""Rows copied in Excel become people or offices: all of them or none, and what is wrong is said by cell."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from namro.doors.desk import pasting
from namro.ground.people.models import Holding, Office, User
from namro.ground.trail.models import Entry
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body

HEAD = "Họ và tên\tTên đăng nhập\tVai trò\tĐơn vị"
PEOPLE = "Vũ Thị Mới\tmoi\tCán bộ trực ban\tCông an phường Ba Đình\nLò Văn Đến\tden\tduty-officer\tCAX-00070\n"


@pytest.fixture
def dung(cast: Cast, signed_in: Callable[[Member], Client]) -> Client:
    """The browser of the administrator."""
    return signed_in(cast.dung)


def paste(browser: Client, what: str, rows: str, go: str = "check") -> str:
    return body(browser.post(f"/desk/paste/{what}", {"pasted": rows, "go": go}))


def test_people_are_checked_first_and_then_all_entered_with_their_posts(dung: Client) -> None:
    before = (User.objects.count(), Entry.objects.count())
    page = paste(dung, "people", f"{HEAD}\n{PEOPLE}")
    assert "Các hàng đều đúng" in page
    assert "Ghi cả 2 hàng" in page
    assert (User.objects.count(), Entry.objects.count()) == before, "a check writes nothing"
    page = paste(dung, "people", f"{HEAD}\n{PEOPLE}", "do")
    assert "Đã thêm 2 người" in page
    held = Holding.objects.filter(user__username__in=("moi", "den")).order_by("user__username")
    assert [(h.post.office.code, h.post.role) for h in held] == [
        ("CAX-00070", "duty-officer"),
        ("CAX-00004", "duty-officer"),
    ]
    password = re.search(r">((?:[a-z2-9]{4}-){3}[a-z2-9]{4})</td>", page)
    assert password is not None
    browser = Client()
    browser.post("/desk/sign-in", {"username": "moi", "password": password[1]})
    assert browser.get("/desk/")["Location"] == "/desk/password"


def test_one_wrong_row_keeps_all_out_and_every_wrong_cell_is_named(dung: Client) -> None:
    rows = (
        f"{PEOPLE}Ai Đó\tlan\t\t\nBa Người\tba nguoi\t\t\nTư\tlan\tVai lạ\tCAX-00070\n"
        "Năm\tnguoi.nam\tduty-officer\tNơi Khác\nSáu\tmoi\t\t\n"
    )
    page = paste(dung, "people", rows, "do")
    assert "Có 5 hàng cần sửa; chưa ghi gì." in page
    found = re.findall(r'<span class="narrow-only">Hàng </span>(\d+)</th><td data-label="[^"]*">([^<]*)</td>', page)
    assert found == [
        ("3", "Tên đăng nhập"),
        ("4", "Tên đăng nhập"), ("5", "Tên đăng nhập"), ("5", "Vai trò"),
        ("6", "Đơn vị"), ("7", "Tên đăng nhập"),
    ]  # fmt: skip
    assert not User.objects.filter(username__in=("moi", "den", "tu")).exists()
    assert "Lò Văn Đến\tden" in page, "what was pasted stands there to be mended"


def test_offices_are_set_up_from_the_names_of_their_units(dung: Client) -> None:
    count = Office.objects.count()
    rows = "Công an\tphường Hai Bà Trưng\t\ncommune-police\tphường Không Có\t\nloại lạ\tphường Hai Bà Trưng\t\n"
    page = paste(dung, "offices", rows)
    assert "Có 2 hàng cần sửa" in page
    page = paste(dung, "offices", rows.partition("\n")[0], "do")
    assert "Đã lập một cơ quan" in page
    assert Office.objects.count() == count + 1
    assert "Công an phường Hai Bà Trưng" in {office.names["vi"] for office in Office.objects.all()}


@pytest.mark.parametrize("rows", ["", "  \n\t\t\n", "a\tb\n" * (pasting.MOST + 1), HEAD])
def test_nothing_or_too_much_is_said(dung: Client, rows: str) -> None:
    answer = dung.post("/desk/paste/people", {"pasted": rows, "go": "do"})
    assert answer.status_code == 422
    assert "hàng" in body(answer)


def test_only_who_may_add_people_or_offices_finds_the_page(dung: Client, quan: Client) -> None:
    addresses = ("/desk/paste/people", "/desk/paste/offices", "/desk/paste/cases")
    assert [dung.get(address).status_code for address in addresses] == [200, 200, 404]
    assert [quan.get(address).status_code for address in addresses] == [404, 404, 404]
    assert quan.post("/desk/paste/people", {"pasted": PEOPLE, "go": "do"}).status_code == 404
    assert "/desk/paste/people" in body(dung.get("/desk/people"))
    assert "/desk/paste/offices" in body(dung.get("/desk/offices"))
