"""What is given under a plan that everybody reads already, on a phone and on a wide screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.test_desk_pages import signed_in
from tests.browser.test_plan_corrected import pasted
from tests.browser.test_plan_renumbered import GUARD, LAMPS, Check, Shot, looked_at, paper

pytestmark = pytest.mark.browser


def issued(page: Page, plan: str) -> None:
    page.goto(f"{plan}/issue")
    page.locator("button[value=look]").press("Enter")
    page.locator("button[value=do]").wait_for()


def test_a_task_that_came_later_is_named_at_the_look_and_stays_off_the_public_page(
    open_page: Opener, axe: Check, shot: Shot
) -> None:
    page = signed_in(open_page(width=390, height=900), "thao")
    pasted(page, "/desk/plans/new", paper(GUARD, symbol="973"))
    page.wait_for_url("**/plans/new/*")
    page.locator("#f-product-0").fill("Danh sách")
    page.locator("[name=does-0][value=take]").check()
    page.locator("#f-role").select_option("handler")
    page.locator("#f-head").select_option("head")
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    plan = page.url
    issued(page, plan)
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    page.goto(f"{plan}/public")
    page.locator("#f-reason").fill("Công khai theo quy chế.")
    page.locator("button[value=open]").press("Enter")
    page.locator("button[value=leave]").wait_for()
    pasted(page, f"{plan}/read", paper(GUARD.replace("20/12", "27/12"), LAMPS, symbol="973"))
    page.wait_for_url("**/read/*")
    for at in range(2):
        page.locator(f"#f-product-{at}").fill("Danh sách")
        page.locator(f"[name=does-{at}][value=take]").check()
    page.locator("#f-role").select_option("handler")
    page.locator("#f-head").select_option("head")
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    issued(page, plan)
    said = page.locator("main").inner_text()
    assert "1 nhiệm vụ đơn vị đã được giao từ trước" in said
    assert "Kế hoạch đang được công bố" in said
    looked_at(page, "plan-issue-later", axe, shot)
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    page.goto(f"{plan}/public")
    assert "2 nhiệm vụ đến sau, chưa công bố" in page.locator("main").inner_text()
    looked_at(page, "plan-public-later", axe, shot)
    page.locator(".note-good a").first.press("Enter")
    page.wait_for_url("**/vi/plans/*")
    assert "2 nhiệm vụ đến sau" in page.locator("main").inner_text()
    looked_at(page, "plan-portal-later", axe, shot)
