"""Every page of the portal in a real Chromium: axe finds nothing, nobody else is asked, the first view is light."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, Seen, Server

pytestmark = pytest.mark.browser
Shot = Callable[[Page, str], None]
Check = Callable[[Page], None]

TELLING = {
    "home": "",
    "choose": "report/",
    "begin": "report/crime-report/",
    "danger": "danger",
    "never": "what-we-never-do",
    "follow": "follow",
    "places": "places?q=hang+bac",
    "missing": "nowhere",
}
FIRST_VIEW = 150_000
SCRIPT = 30_000


@pytest.mark.parametrize(("lang", "width"), [("vi", 360), ("en", 1280)])
def test_telling_pages_are_accessible_and_fit(open_page: Opener, axe: Check, shot: Shot, lang: str, width: int) -> None:
    page = open_page(width=width)
    for name, path in TELLING.items():
        page.goto(f"/{lang}/{path}")
        axe(page)
        shot(page, f"portal-{name}-{lang}-{width}")


@pytest.mark.parametrize("path", ["", "report/crime-report/danger", "follow"])
def test_a_first_view_weighs_less_than_150_kb(server: Server, path: str) -> None:
    """Everything that a fresh phone fetches, as it travels: the page, the style, the mark, every font, any script."""

    def fetched(address: str) -> tuple[int, str]:
        asked = urllib.request.Request(server.url + address, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked) as response:
            body = response.read()
            text = gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body
            return len(body) + len(str(response.headers)), text.decode("utf-8", "replace")

    total, html = fetched(f"/vi/{path}")
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    scripts = 0
    for address in linked:
        size, text = fetched(address)
        total += size
        scripts += size if address.endswith(".js") else 0
        if address.endswith(".css"):
            total += sum(fetched(f"/static/{font}")[0] for font in set(re.findall(r'url\("([^"]+)"\)', text)))
    assert total < FIRST_VIEW, f"{total} bytes"
    assert scripts < SCRIPT, f"{scripts} bytes"


def test_a_phone_really_fetches_no_more_than_that(phone: Page, seen: Seen) -> None:
    sizes: list[int] = []
    phone.context.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    phone.goto("/vi/", wait_until="networkidle")
    assert 5_000 < sum(sizes) < FIRST_VIEW


def test_no_cookie_is_set_and_nothing_is_stored(phone: Page) -> None:
    for path in TELLING.values():
        phone.goto(f"/vi/{path}")
    assert phone.context.cookies() == []
    assert phone.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_code_behind_the_hash_is_filled_in_and_leaves_the_address(phone: Page) -> None:
    phone.goto("/vi/follow#7K4M92-ABCDEF-GHJKMN-PQRSTV")
    assert phone.input_value("#code") == "7K4M92-ABCDEF-GHJKMN-PQRSTV"
    assert phone.url.endswith("/vi/follow")


def test_without_a_script_the_code_is_typed(open_page: Opener) -> None:
    page = open_page(javascript=False)
    page.goto("/vi/follow#7K4M92-ABCDEF-GHJKMN-PQRSTV")
    page.fill("#code", "7K4M92")
    page.click("main button")
    assert "Không có việc nào mở được bằng mã này" in page.inner_text("main")


def test_with_letters_twice_as_large_nothing_is_cut_off(open_page: Opener) -> None:
    page = open_page(width=720)
    for path in (*TELLING.values(), "report/crime-report/danger"):
        page.goto(f"/vi/{path}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_in_forced_colours_what_is_chosen_and_pressed_can_still_be_seen(open_page: Opener, shot: Shot) -> None:
    page = open_page(forced_colors="active")
    page.goto("/vi/report/crime-report/danger")
    shot(page, "portal-forced-colours")
    assert page.evaluate("getComputedStyle(document.querySelector('.buttons button')).borderStyle") == "solid"


@pytest.mark.parametrize("width", [390])
def test_a_demonstration_says_so_on_accessible_pages(
    server: Server, open_page: Opener, axe: Check, shot: Shot, width: int
) -> None:
    marker = server.home / "demonstration"
    marker.touch()
    try:
        page = open_page(width=width)
        for path in ("/vi/", "/en/follow", "/desk/sign-in"):
            page.goto(path)
            assert page.get_by_role("complementary").count() == 1
            axe(page)
        shot(page, f"portal-demonstration-{width}")
    finally:
        marker.unlink()
