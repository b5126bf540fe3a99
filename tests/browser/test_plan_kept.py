"""What is typed on a look is kept while somebody types, and marks of what is missing follow what is filled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, assert_fits
from tests.browser.test_desk_pages import signed_in
from tests.browser.test_plan_corrected import TEXT, pasted

pytestmark = pytest.mark.browser
Check = Callable[..., None]


def looked(page: Page) -> Page:
    pasted(page, "/desk/plans/new", TEXT.replace("97/KH-UBND", "98/KH-UBND").replace(" Sản phẩm: Báo cáo kết quả.", ""))
    page.wait_for_url("**/plans/new/*")
    return page


def test_a_reload_loses_nothing_and_the_red_mark_goes_with_what_is_filled(open_page: Opener, axe: Check) -> None:
    page = looked(signed_in(open_page(width=390, height=844), "thao"))
    missing = page.locator("#task-0 .missing li", has_text="chưa có sản phẩm")
    product = page.locator("#f-product-0")
    expect(missing).to_be_visible()
    product.fill("Danh sách điểm phức tạp")
    expect(missing).to_be_hidden()
    product.fill("")
    expect(missing).to_be_visible()
    product.fill("Danh sách điểm phức tạp")
    expect(page.locator("[data-kept]")).to_contain_text("được lưu lúc", timeout=15_000)
    page.reload()
    expect(product).to_have_value("Danh sách điểm phức tạp")
    expect(missing).to_be_hidden()
    assert_fits(page)
    axe(page)
    page.goto("/desk/plans")
    page.locator("#waits li a").first.click()
    expect(product).to_have_value("Danh sách điểm phức tạp")


def test_without_a_script_a_button_keeps_it(open_page: Opener) -> None:
    page = looked(signed_in(open_page(width=390, height=844, javascript=False), "thao"))
    url = page.url
    page.locator("#f-product-1").fill("Bản đồ")
    page.get_by_role("button", name="Lưu lại, làm tiếp sau").press("Enter")
    page.wait_for_url("**/plans#waits")
    assert_fits(page)
    page.goto(url)
    expect(page.locator("#f-product-1")).to_have_value("Bản đồ")
    expect(page.locator("#task-1 .missing li", has_text="chưa có sản phẩm")).to_be_visible()
