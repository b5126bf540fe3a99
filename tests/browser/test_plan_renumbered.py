"""A corrected document with other numbers, and what follows of it at the desk, on a phone and on a wide screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, assert_fits
from tests.browser.test_desk_pages import signed_in
from tests.browser.test_plan_corrected import HEAD, pasted

pytestmark = pytest.mark.browser
Check = Callable[..., None]
Shot = Callable[[Page, str], None]
LIST = "Công an phường Hoàn Kiếm chủ trì lập danh sách các điểm phức tạp về trật tự trước ngày 15/12/2027."
GUARD = "Công an phường Ba Đình chủ trì tổ chức tuần tra tại các bến xe trước ngày 20/12/2027."
LAMPS = "Công an phường Ba Đình chủ trì rà soát đèn chiếu sáng tại các ngõ trước ngày 25/12/2027."
FIRST = "Sở Y tế chủ trì lập danh sách các điểm phức tạp về trật tự."


def paper(*lines: str, symbol: str = "971") -> str:
    head = HEAD.replace("97/KH", f"{symbol}/KH")
    return head + "".join(f"{at}. {line}\n" for at, line in enumerate(lines, 1))


def looked_at(page: Page, name: str, axe: Check, shot: Shot) -> None:
    """The page at both widths."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert_fits(page)
        shot(page, f"{name}-{width}")


def test_a_renumbered_document_and_what_follows_of_it_are_read_at_both_widths_and_by_keys(
    open_page: Opener, axe: Check, shot: Shot
) -> None:
    page = signed_in(open_page(width=390, height=900), "thao")
    today = f"{datetime.now(ZoneInfo('Asia/Ho_Chi_Minh')):%d/%m/%Y}"
    pasted(page, "/desk/plans/new", paper(LIST, GUARD, LAMPS))
    page.wait_for_url("**/plans/new/*")
    for at in range(3):
        page.locator(f"#f-product-{at}").fill("Danh sách")
        page.locator(f"[name=does-{at}][value=take]").check()
    page.locator("#f-day-1").fill(today)
    page.locator("#f-role").select_option("handler")
    page.locator("#f-head").select_option("head")
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    plan = page.url
    pasted(page, f"{plan}/read", paper(FIRST, GUARD))
    page.wait_for_url("**/read/*")
    assert "không có đơn vị nào mang đúng tên này" in page.locator("#task-0").inner_text()
    looked_at(page, "plan-renumbered", axe, shot)
    page.locator("[name^=lost-]").first.press("Space")
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    assert "đã bỏ theo bản sửa" in page.locator(".plan-clauses").inner_text()
    looked_at(page, "plan-with-lost", axe, shot)
    page.goto(page.locator("a[href*='/instruments/']").first.get_attribute("href") or "")
    looked_at(page, "plan-document-lost", axe, shot)
    page.goto(f"{plan}/issue")
    page.locator("button[value=look]").press("Enter")
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    page.goto(f"{plan}/issue")
    assert "Không còn dự thảo nào" in page.locator("main").inner_text()
    looked_at(page, "plan-nothing-to-issue", axe, shot)
    page.goto(f"{plan}/public")
    page.locator("#f-reason").fill("Công khai theo quy chế.")
    page.locator("button[value=open]").press("Enter")
    page.locator("button[value=leave]").wait_for()
    page.locator("details.why-day summary").first.press("Enter")
    looked_at(page, "plan-open-left", axe, shot)
    page.goto(f"{plan}/targets/new")
    page.locator("#f-name").fill("Số điểm được dọn")
    page.locator("[name=kind][value=amount]").check()
    page.locator("#f-goal").fill("40")
    page.locator("#f-by").fill("30/06/2027")
    page.locator("main button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    target = page.url
    page.goto(f"{target}/goal")
    page.locator("#f-by").fill("31/12/2027")
    page.locator("#f-reason").fill("Sở đề nghị lùi.")
    looked_at(page, "plan-target-change", axe, shot)
    page.locator("main button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    assert "Đã đổi hạn: 30/06/2027 → 31/12/2027" in page.locator("main").inner_text()
    looked_at(page, "plan-target-changed", axe, shot)
    pasted(page, "/desk/plans/new", paper(LAMPS, symbol="981"))
    page.wait_for_url("**/plans/new/*")
    page.locator("#f-role").select_option("handler")
    page.locator("#f-head").select_option("head")
    page.locator("[name=does-0][value=take]").check()
    page.locator("button[value=do]").press("Enter")
    page.locator(".note-good").first.wait_for()
    page.goto(f"{page.url}/targets/new")
    page.locator("[name=parent-find]").fill("diem duoc don")
    page.locator("button[value=find]").press("Enter")
    page.locator("label:has-text('Số điểm được dọn')").wait_for()
    looked_at(page, "plan-target-parent", axe, shot)
    ward = signed_in(open_page(width=390, height=900), "minh")
    assert "đến hạn hôm nay" in ward.locator("main").inner_text()
    ward.goto("/desk/plans/digest")
    assert "tuần tra" in ward.locator("#also").inner_text()
    looked_at(ward, "plan-digest-also", axe, shot)
