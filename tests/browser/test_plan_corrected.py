"""Ten tasks are read on a phone without a long page, and the corrected document corrects the draft by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, assert_fits
from tests.browser.test_desk_pages import signed_in

pytestmark = pytest.mark.browser
Check = Callable[..., None]
Shot = Callable[[Page, str], None]
HEAD = """ỦY BAN NHÂN DÂN
THÀNH PHỐ MINH HỌA

Số: 97/KH-UBND
Hà Nội, ngày 02 tháng 11 năm 2026

KẾ HOẠCH
Giữ gìn trật tự ban đêm

II. NHIỆM VỤ, GIẢI PHÁP
"""
MATTERS = (
    "lập danh sách các điểm phức tạp về trật tự", "lắp đặt đèn chiếu sáng tại các ngõ tối", "rà soát các bến bãi",
    "xây dựng bản đồ điểm nóng", "tổ chức lớp tập huấn kỹ năng", "lập sổ theo dõi các điểm trông giữ xe",
    "biên soạn tờ rơi hướng dẫn", "kiểm tra các cơ sở kinh doanh có điều kiện",
)  # fmt: skip
TASKS = [
    f"{nth}. Công an phường Hoàn Kiếm chủ trì, phối hợp với Công an phường Ba Đình {matter}; hoàn thành trước ngày "
    "15/12/2026. Sản phẩm: Báo cáo kết quả."
    for nth, matter in enumerate(MATTERS, 1)
]
LAST = [
    "9. Tăng cường công tác tuyên truyền trên các phương tiện.", "10. Các đơn vị nâng cao tinh thần trách nhiệm."
]  # fmt: skip
TEXT = "\n".join([HEAD.rstrip(), *TASKS, *LAST])


def pasted(page: Page, url: str, text: str) -> None:
    page.goto(url)
    page.locator("#f-pasted").fill(text)
    page.locator("#f-pasted").press("Tab")
    page.keyboard.press("Enter")


def test_ten_tasks_are_looked_at_and_corrected_on_a_phone_by_keys_alone(
    open_page: Opener, axe: Check, shot: Shot
) -> None:
    phone = signed_in(open_page(width=390, height=844, javascript=False), "thao")
    pasted(phone, "/desk/plans/new", TEXT)
    phone.wait_for_url("**/plans/new/*")
    assert_fits(phone)
    shot(phone, "plan-look-ten-390")
    folds = phone.locator("details.read-fold")
    assert folds.count() >= 8
    whole = phone.locator("fieldset.read-task:has(details.read-fold:not([open]))")
    red = phone.locator("fieldset.read-task:has(.missing)")
    assert whole.count() > 0
    assert red.locator("details.read-fold:not([open])").count() == 0, "what is red is open"
    assert whole.locator(".missing").count() == 0
    assert phone.evaluate("document.documentElement.scrollHeight") < 7000
    phone.locator("#f-role").select_option("handler")
    phone.locator("#f-head").select_option("head")
    first = folds.first.locator("summary")
    first.press("Enter")
    assert folds.first.get_attribute("open") is not None, "a fold opens by a key without a script"
    phone.locator("button[value=do]").press("Enter")
    phone.locator(".note-good").first.wait_for()
    plan = phone.url
    axed = signed_in(open_page(width=390, height=844), "thao")
    later = TEXT.replace(
        "1. Công an phường Hoàn Kiếm chủ trì, phối hợp với Công an phường Ba Đình lập danh sách các điểm "
        "phức tạp về trật tự; hoàn thành trước ngày 15/12/2026",
        "1. Công an phường Hoàn Kiếm chủ trì lập danh sách các điểm phức tạp về trật tự; hoàn thành trước ngày "
        "20/12/2026",
    ).replace(TASKS[7] + "\n", "")
    assert later.count("20/12/2026") == 1
    pasted(axed, f"{plan}/read", later)
    axed.wait_for_url("**/read/*")
    axe(axed)
    assert_fits(axed)
    shot(axed, "plan-corrected-390")
    axed.set_viewport_size({"width": 1280, "height": 900})
    axe(axed)
    shot(axed, "plan-corrected-1280")
    axed.locator("[name=does-0][value=correct]").press("Space")
    axed.locator("input[name^=gone-]").first.press("Space")
    axed.locator("#f-reason").fill("Bản sửa không còn nhiệm vụ này.")
    axed.locator("button[value=do]").press("Enter")
    axed.locator(".note-good").first.wait_for()
    axe(axed)
    assert "20/12/2026" in axed.locator(".plan-clauses").inner_text()
    axed.goto(axed.locator("a[href*='/instruments/']").first.get_attribute("href") or "")
    axe(axed)
    shot(axed, "plan-document-1280")
