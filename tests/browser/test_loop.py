"""The whole loop in a real Chromium: a citizen reports, officers act, the citizen reads each step and the answer."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Opener, Server
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser

STORY = "Sáng nay tôi thấy kho hàng của gia đình bị cạy cửa, mất một số thùng hàng điện tử và chiếc xe đẩy."
WHY = "Vụ việc có nhiều tình tiết phải xác minh ở nhiều nơi."
ANSWER = "Đã khởi tố vụ án để điều tra. Cảm ơn ông/bà đã báo tin; cơ quan điều tra sẽ liên hệ khi cần."
TOLD = "Đã khởi tố vụ án. Ông/bà giữ biên nhận này để theo dõi tiếp."
WIDTHS = (390, 1280)

Check = Callable[[Page], None]
Shot = Callable[[Page, str], None]


@dataclass
class Walk:
    """Someone at a browser: every page that they come to is held against axe."""

    page: Page
    check: Check
    shot: Shot

    def come_to(self, url: str) -> None:
        self.page.goto(url)
        self.check(self.page)

    def press(self, name: str) -> None:
        """Presses the button or follows the link that says so, and checks where it leads."""
        what = self.page.get_by_role("button", name=name, exact=True)
        (what if what.count() else self.page.get_by_role("link", name=name, exact=True)).first.click()
        self.page.wait_for_load_state()
        self.check(self.page)

    def picture(self, name: str) -> None:
        """The page as a phone and as a screen show it, where pictures are wanted."""
        if "NAMRO_SCREENSHOTS" not in os.environ:
            return
        before = self.page.viewport_size
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.check(self.page)
            self.shot(self.page, f"{name}-{width}")
        if before:
            self.page.set_viewport_size(before)

    def text(self) -> str:
        return self.page.inner_text("main")


@pytest.fixture
def someone(open_page: Opener, axe: Check, shot: Shot) -> Callable[..., Walk]:
    """`someone()`: a fresh browser; `someone("quan")`: one in which Quân has signed in."""

    known: set[tuple[str, ...]] = set()

    def once(page: Page) -> None:
        """A page that is like one before, another day of the same case, need not be held against axe again."""
        like = (re.sub(r"[0-9A-Z]{2,}[0-9A-Z-]*", "#", page.url), page.inner_text("h1"), str(page.viewport_size))
        if like not in known:
            known.add(like)
            axe(page)

    def _someone(username: str = "", *, phone: bool = False) -> Walk:
        walk = Walk(open_page(**(PHONE if phone else DESK)), once, shot)
        if username:
            walk.come_to("/desk/sign-in?lang=vi")
            walk.page.fill("#f-username", username)
            walk.page.fill("#f-password", PASSWORD)
            walk.press("Đăng nhập")
        return walk

    return _someone


def report(citizen: Walk) -> str:
    """A citizen reports a broken-into warehouse; gives back the code of the receipt."""
    page = citizen.page
    citizen.come_to("/vi/")
    citizen.picture("portal-home")
    citizen.come_to("/vi/report/")
    citizen.come_to("/vi/report/crime-report/")
    citizen.come_to("/vi/report/crime-report/danger")
    page.check("input[name=danger][value=no]")
    citizen.press("Tiếp tục")
    page.fill("textarea[name=about]", STORY)
    citizen.picture("portal-report")
    citizen.press("Tiếp tục")
    page.fill("input[name=where]", "hoan kiem")
    page.click("button[value=find]:not([aria-hidden])")
    page.check("input[name='where-ref'][value='2025:00070']")
    page.fill("input[name='where-line']", "kho số 3, ngõ 12 phố Hàng Bạc")
    citizen.picture("portal-where")
    citizen.press("Tiếp tục")
    page.check("input[name=when][value=unknown]")
    citizen.press("Tiếp tục")
    citizen.press("Tiếp tục")  # no pictures
    citizen.press("Tiếp tục")  # nobody known
    page.check("input[name=who][value=yes]")
    page.fill("input[name='who-name']", "Trần Thị Kín")
    citizen.press("Tiếp tục")
    assert "Công an phường Hoàn Kiếm" in citizen.text()
    citizen.picture("portal-check")
    page.click("button[value=send]:not([aria-hidden])")
    citizen.check(page)
    citizen.picture("portal-receipt")
    return re.sub(r"\s", "", page.inner_text(".receipt-code"))


def follow(citizen: Walk, code: str) -> str:
    """What the citizen reads when coming back with the code."""
    citizen.come_to("/vi/follow")
    citizen.page.fill("#code", code)
    citizen.page.click("main form .buttons button")
    citizen.page.wait_for_load_state()
    citizen.check(citizen.page)
    return citizen.text()


def on_top_of_today(officer: Walk) -> str:
    """The address of the first case on the first list of Today."""
    return str(officer.page.locator("section.today-list").first.locator("tbody tr a").first.get_attribute("href"))


def at_the_ward(quan: Walk) -> str:
    """The duty officer finds the report, registers, classifies and transfers it; gives back its address."""
    page = quan.page
    case = on_top_of_today(quan)
    assert STORY[:40] in page.locator("section.today-list").first.locator("tbody tr").first.inner_text()
    assert "Vừa nhận, chưa vào sổ" in page.locator("section.today-list").first.locator("tbody tr").first.inner_text()
    quan.picture("desk-today")
    quan.come_to(case)
    assert "kho số 3, ngõ 12 phố Hàng Bạc" in quan.text()
    assert "Trần Thị Kín" not in quan.text()
    page.get_by_text("Vì sao là ngày này?").first.click()
    assert "bắt đầu từ thời điểm" in quan.text()
    quan.picture("desk-case")
    quan.press("Vào sổ")
    quan.press("Vào sổ")
    assert "Đã vào sổ, số " in quan.text()
    quan.press("Phân loại")
    quan.press("Phân loại")
    quan.press("Gửi thông báo đã tiếp nhận")
    page.fill("#f-text", "Chúng tôi đã nhận tin báo của ông/bà và đang kiểm tra.")
    quan.press("Xem trước")
    assert "Chưa gửi." in quan.text()
    quan.press("Gửi thông báo đã tiếp nhận")
    quan.press("Chuyển Cơ quan điều tra")
    page.fill("#f-reason", "Đã ghi lời khai, kiểm tra hiện trường; thuộc thẩm quyền của Cơ quan điều tra.")
    quan.picture("desk-transfer")
    quan.press("Chuyển Cơ quan điều tra")
    quan.come_to("/desk/register")
    quan.picture("desk-register")
    for other in ("/desk/cases?q=kho+hang", "/desk/workload", "/desk/new", "/desk/new/crime-report"):
        quan.come_to(other)
    return case


def at_the_investigation_office(binh: Walk, case: str) -> None:
    """The head accepts the case, assigns it and extends its time with a reason."""
    page = binh.page
    assert on_top_of_today(binh)
    binh.come_to(case)
    binh.press("Nhận")
    binh.press("Nhận")
    binh.press("Phân công")
    page.get_by_label("Bùi Thanh Sơn").check()
    binh.press("Phân công")
    binh.press("Kéo dài thời hạn")
    assert "Hạn hiện nay là" in binh.text()
    page.fill("#f-reason", WHY)
    binh.picture("desk-extend")
    binh.press("Kéo dài thời hạn")


def by_the_investigator(son: Walk, case: str) -> None:
    """The investigator decides and tells the result."""
    page = son.page
    son.come_to(case)
    son.press("Khởi tố vụ án")
    page.fill("#f-answer", ANSWER)
    son.press("Xem trước")
    son.picture("desk-decide")
    assert ANSWER in son.text()
    son.press("Khởi tố vụ án")
    son.press("Thông báo kết quả")
    page.fill("#f-text", TOLD)
    son.press("Xem trước")
    son.press("Thông báo kết quả")
    son.press("Kết thúc hồ sơ")
    son.press("Kết thúc hồ sơ")
    assert "Đã kết thúc" in son.text()


def test_from_a_broken_into_warehouse_to_the_answer(someone: Callable[..., Walk], a_fortnight: None) -> None:
    citizen = someone(phone=True)
    code = report(citizen)
    assert "đã được tiếp nhận" in follow(citizen, code)

    case = at_the_ward(someone("quan"))
    read = follow(citizen, code)
    for step in ("đã ghi tin báo của bạn vào sổ", "đã phân loại", "đã chuyển tin báo của bạn cho Cơ quan điều tra"):
        assert step in read

    at_the_investigation_office(someone("binh"), case)
    read = follow(citizen, code)
    assert "đã nhận tin báo của bạn" in read
    assert "Thời hạn giải quyết được kéo dài đến" in read
    assert WHY not in read  # the reason in the file is not the citizen's to read; the law's own is
    assert "phức tạp" in read

    by_the_investigator(someone("son"), case)
    read = follow(citizen, code)
    assert "Cơ quan điều tra đã quyết định khởi tố vụ án." in read
    assert ANSWER in read
    assert TOLD in read
    for name in ("Phạm Minh Quân", "Ngô Thái Bình", "Bùi Thanh Sơn", "Trần Thị Kín"):
        assert name not in read, "nobody's name stands on the follow page"
    citizen.picture("portal-follow")


def test_the_loop_leaves_a_trail_that_holds(server: Server, a_fortnight: None) -> None:
    said = server.run(
        "from datetime import UTC, datetime\n"
        "from namro.ground.trail.sealing import seal_pending\n"
        "from namro.ground.trail.verify import verify\n"
        "seal_pending(datetime.now(UTC)); print(verify().findings)"
    )
    assert said.strip() in ("()", "[]"), os.linesep + said
