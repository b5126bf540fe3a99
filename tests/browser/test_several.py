"""A message to a whole list in a real Chromium, by the keyboard and without a script; taken back; what readers see."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, Server
from tests.browser.test_desk_pages import signed_in

pytestmark = [pytest.mark.browser]
Check = Callable[..., None]
Shot = Callable[[Page, str], None]

REPORTS = """
import secrets
from datetime import UTC, datetime
from namro.ground.people.actors import staff
from namro.ground.people.models import User
from namro.work.cases import actions
now = datetime.now(UTC)
lan = staff(User.objects.get(username="lan"), now)
for nth in range(53):
    made = actions.receive(None, procedure="crime-report", identity=None, place_ref="2025:00004",
        answers={"danger": False, "about": f"Mất xe đạp số {nth}.", "where": {"ref": "2025:00004"}},
        draft=secrets.token_urlsafe(24), actor=actions.NEWCOMER, now=now)
    actions.register(made.case, actor=lan, now=now)
print(made.code)
"""
TEXT = "Mời ông/bà đến trụ sở lúc 8:00 thứ Sáu, 04/12/2026."


@pytest.fixture(scope="module")
def code(server: Server) -> str:
    """More reports in Ba Đình than a page holds; the code of the last."""
    return server.run(REPORTS).strip()


@pytest.mark.parametrize(("lang", "width", "script"), [("vi", 390, False), ("en", 1280, True)])
def test_a_message_to_a_whole_list_is_sent_and_taken_back(
    open_page: Opener, axe: Check, shot: Shot, code: str, lang: str, width: int, script: bool
) -> None:
    page = signed_in(open_page(width=width), "lan", lang)

    def look(name: str, on: Page = page) -> None:
        if script:
            axe(on)
        assert "desk." not in on.inner_text("main"), f"{name}: a word is missing"
        shot(on, f"{name}-{lang}-{width}")

    page.goto("/desk/cases?state=open")
    look("several-list")
    page.focus("#f-whole")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/several")
    look("several-whole-which")
    page.check("input[value='message:']")
    page.click("main .buttons button")
    page.fill("#f-text", TEXT)
    look("several-whole-fill")
    page.click("main .buttons button")
    assert TEXT in page.inner_text("main")
    look("several-whole-look")
    page.locator("main summary").first.click()
    assert page.locator("main details li").count() >= 53
    page.locator("main .buttons button").first.click()
    page.wait_for_url(re.compile(r"/desk/several/\d+$"))
    look("several-whole-done")
    page.fill("#f-reason", "Ghi nhầm ngày hẹn.")
    page.click("main form button[value=undo]")
    page.wait_for_url(re.compile(r"/desk/several/\d+$"))
    look("several-whole-undone")
    reader = open_page(width=width, javascript=script)
    reader.goto(f"/{lang}/follow")
    reader.fill("input[name=code]", code)
    reader.press("input[name=code]", "Enter")
    assert "Ghi nhầm ngày hẹn." in reader.inner_text("main")
    assert TEXT not in reader.inner_text("main")
    look("several-reader", reader)
