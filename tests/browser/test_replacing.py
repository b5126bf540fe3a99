"""Choices at the form that replaces a document: what was counted of them is shown for as long as it is so."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.test_desk_pages import signed_in
from tests.browser.test_plan_corrected import pasted
from tests.browser.test_plan_renumbered import GUARD, LAMPS, Check, Shot, looked_at, paper

pytestmark = pytest.mark.browser


def drafted(page: Page, symbol: str) -> str:
    """A draft with two tasks; the address of its plan."""
    pasted(page, "/desk/plans/new", paper(GUARD, LAMPS, symbol=symbol))
    page.wait_for_url("**/plans/new/*")
    for at in range(2):
        page.locator(f"#f-product-{at}").fill("Danh sách")
        page.locator(f"[name=does-{at}][value=take]").check()
    page.locator("#f-role").select_option("handler")
    page.locator("#f-head").select_option("head")
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    return page.url


def test_what_was_counted_is_hidden_once_a_choice_is_another_until_it_is_counted_again(
    open_page: Opener, axe: Check, shot: Shot
) -> None:
    page = signed_in(open_page(width=390, height=900), "thao")
    plan, _ = drafted(page, "974"), drafted(page, "975")
    page.goto(plan)
    document = page.locator("a[href*='/instruments/']").first.get_attribute("href") or ""
    page.goto(f"{document.partition('#')[0]}/replace")
    page.locator("#f-by").select_option(index=1)
    page.locator("#f-reason").fill("Kế hoạch mới thay kế hoạch cũ")
    page.locator("button[value=look]").press("Enter")
    page.locator("#sums").wait_for()
    open_, sums = page.get_by_text("Còn 2 dòng chưa chọn."), page.get_by_text("Chưa chọn: 2 nhiệm vụ")
    changed = page.get_by_text("Bấm “Tính lại” để xem")
    assert (open_.is_visible(), sums.is_visible(), changed.is_visible()) == (True, True, False)
    page.locator("#f-all").select_option("end")
    assert open_.is_visible(), "nothing was chosen at a line yet"
    page.locator("button[value=fill]").click()
    assert (open_.is_visible(), sums.is_visible(), changed.is_visible()) == (False, False, True)
    looked_at(page, "replace-uncounted", axe, shot)
    page.locator("button[value=count]").press("Enter")
    page.get_by_text("Kết thúc: 2 nhiệm vụ").wait_for()
    assert not changed.is_visible()
    page.locator(".replace-line select").first.select_option(index=1)
    assert changed.is_visible(), "by hand too"
    assert not page.get_by_text("Kết thúc: 2 nhiệm vụ").is_visible()
