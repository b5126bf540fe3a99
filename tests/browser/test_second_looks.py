"""By the keyboard alone: a reporter joins a report sent before, asks for a second look, and a reviewer answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, Server
from tests.browser.test_desk_pages import signed_in

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
Shot = Callable[[Page, str], None]

SENT = """
import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from namro.work.cases import actions
now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
for days, place in ((40, "2025:00070"), (3, "2025:00070"), (2, "2025:00004")):
    received = actions.receive(
        None, procedure="petition", identity={"name": "Nguyễn Văn Minh Họa"}, draft=secrets.token_urlsafe(24),
        answers={"about": "Đèn đường đầu ngõ hỏng đã lâu, buổi tối rất tối.", "where": {"ref": place}},
        place_ref=place, actor=actions.NEWCOMER, now=now - timedelta(days=days),
    )
    print(received.code, received.case.ref)
"""


@pytest.mark.parametrize(("lang", "width"), [("vi", 390)])
def test_joining_asking_and_answering(
    open_page: Opener, axe: Check, shot: Shot, server: Server, lang: str, width: int
) -> None:
    (code, ref), (second, _), (third, _) = (line.split() for line in server.run(SENT).splitlines()[-3:])
    page = open_page(width=width)
    page.goto(f"/{lang}/follow")
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.locator("#joined summary").focus()
    page.keyboard.press("Enter")
    page.fill("#join-code", "7K4M92")
    page.keyboard.press("Enter")
    page.locator("#wrong").wait_for()
    axe(page)
    shot(page, f"join-wrong-{width}")
    for other in (second, third):
        if not page.locator("#join-code").is_visible():
            page.locator("#joined summary").click()
        page.fill("#join-code", other)
        page.keyboard.press("Enter")
        page.locator(".note-good").wait_for()
    axe(page)
    shot(page, f"joined-{width}")
    page.locator("#second-look .rate summary").focus()
    page.keyboard.press("Enter")
    axe(page)
    shot(page, f"look-ask-{width}")
    page.fill("#second-look-text", "Tôi đã báo ba lần mà chưa ai đến xem.")
    page.keyboard.press("Enter")
    page.locator(".note-good").wait_for()
    page.locator("#second-look .why-day summary").first.click()
    axe(page)
    shot(page, f"look-asked-{width}")
    yen = signed_in(open_page(width=width), "yen", lang)
    yen.goto("/desk/")
    axe(yen)
    shot(yen, f"look-today-{width}")
    yen.goto("/desk/second-looks")
    axe(yen)
    shot(yen, f"looks-{width}")
    yen.locator("tbody a").first.click()
    yen.locator("#f-outcome-2").check()
    yen.fill("#f-reasons", "Đã quá hạn trả lời; Công an phường phải kiểm tra và trả lời trong tuần này.")
    axe(yen)
    shot(yen, f"look-{width}")
    yen.locator("main form button[value=look]").click()
    yen.locator(".as-read blockquote").wait_for()
    axe(yen)
    shot(yen, f"look-before-{width}")
    yen.locator("main form button[value=do]").click()
    yen.locator(".note-good").wait_for()
    assert "desk." not in yen.inner_text("main")
    page.goto(f"/{lang}/follow")
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.locator("#second-look blockquote").wait_for()
    axe(page)
    shot(page, f"look-answered-{width}")
    quan = signed_in(open_page(width=width), "quan", lang)
    quan.goto(f"/desk/cases/{ref}")
    axe(quan)
    shot(quan, f"look-case-{width}")
    quan.locator("#second-look button").click()
    quan.locator(".note-good").wait_for()
    page.goto(f"/{lang}/second-looks")
    axe(page)
    shot(page, f"look-figures-{width}")
