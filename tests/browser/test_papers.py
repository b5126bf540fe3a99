"""Printing a book and checking it, in a real Chromium, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.test_desk_pages import signed_in
from tests.results.papers.pdfs import not_archival

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("a_fortnight")]


@pytest.mark.parametrize(("lang", "width"), [("vi", 390), ("en", 1280)])
def test_a_book_is_printed_listed_and_checked(
    open_page: Opener, axe: Callable[[Page], None], shot: Callable[[Page, str], None], lang: str, width: int
) -> None:
    page = signed_in(open_page(width=width), "quan", lang)
    page.goto("/desk/register")
    axe(page)
    shot(page, f"register-{lang}-{width}")
    page.get_by_role("link", name="PDF").click()
    page.wait_for_url("**/desk/papers?*")
    shot(page, f"papers-form-{lang}-{width}")
    page.locator("#f-form").select_option("crime-book")
    form = page.locator('form[method="post"][action="/desk/papers"]')
    sent = {
        str(one.get_attribute("name")): one.input_value()
        for one in form.locator("input, select").all()
        if one.get_attribute("name")
    }
    answer = page.context.request.post("/desk/papers", form={**sent, "go": "print"})
    assert answer.headers["content-type"] == "application/pdf"
    assert not_archival(answer.body()) == []
    page.goto("/desk/papers")
    axe(page)
    shot(page, f"papers-{lang}-{width}")
    page.locator("table tbody a").first.click()
    axe(page)
    shot(page, f"paper-{lang}-{width}")
    assert page.get_by_role("link", name="PDF").is_visible()
    page.goto("/desk/papers?code=12345")
    axe(page)
    shot(page, f"papers-wrong-{lang}-{width}")


def test_the_button_of_the_slip_stands_on_a_case_that_went_on(
    open_page: Opener, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page = signed_in(open_page(width=1280), "quan")
    page.goto("/desk/cases?procedure=crime-report&state=sent")
    page.locator("table tbody a").first.click()
    assert page.get_by_role("button", name="Phiếu chuyển (PDF)").is_visible()
    axe(page)
    shot(page, "case-slip")
