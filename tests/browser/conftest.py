"""A real server in its own process and home, a real Chromium, and looks at every page: axe, the requests it made,
and a picture of it where NAMRO_SCREENSHOTS names a folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("NAMRO_CHROMIUM", "/usr/bin/chromium")
AXE = Axe().axe_script
UNSEEN = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "InitialWebUI", "WebUIReloadButton"),
    *("PreloadTopChromeWebUI", "SpareRendererForSitePerProcess", "WebUISplitTabsButton"),
)
"""Pages of Chromium's own that it keeps behind every window, though nobody sees a window here: half of what a test in
the browser costs."""
UNWANTED = (
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"),
    *("MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    *("TcpPortRandomizationWin", "ThirdPartyStoragePartitioning"),
)
"""What Playwright itself turns off. Chromium hears only the last list that it is given."""
WITHOUT = "--disable-features=" + ",".join(UNSEEN + UNWANTED)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}


@dataclass(frozen=True)
class Server:
    """A running server. `run(code)` runs Python against the same home, in a process of its own."""

    url: str
    home: Path
    env: dict[str, str]

    def run(self, code: str) -> str:
        setup = "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'namro.settings'); django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", setup + code], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "DATABASE_URL", "DJANGO_"))}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    return {
        **kept,
        "PYTHONPATH": path,
        "NAMRO_HOME": str(home),
        "NAMRO_PACK": os.environ.get("NAMRO_TEST_PACK", str(ROOT / "packs/vn")),
        "DATABASE_URL": f"sqlite:///{home / 'namro.sqlite3'}",
    }


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this process, with the cast and the places of one city."""
    home = tmp_path_factory.mktemp("served")
    env = _environment(home)
    stage = subprocess.run(
        [sys.executable, "-m", "tests.browser.stage"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert stage.returncode == 0, stage.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (home / "server.log").open("w")
    command = [sys.executable, "-m", "gunicorn", "tests.browser.served:application", "-b", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, home / "server.log")
        yield Server(url, home, env)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def a_fortnight(server: Server) -> None:
    """Other matters are on the ward's desk already, taken as far as their days allow."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.scene"],
        cwd=ROOT,
        env=server.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{url}/robots.txt", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


_running = ExitStack()
_browsers: list[Browser] = []


@pytest.fixture
def chromium() -> Browser:
    """The Chromium of this process, begun when the first test asks for it."""
    if not _browsers:
        playwright = _running.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", WITHOUT],
        )
        _running.callback(browser.close)
        _running.callback(_browsers.clear)
        _browsers.append(browser)
    return _browsers[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Chromium stays for as long as tests in the browser follow each other. Not longer: while it runs, Django would not
    let other tests of this thread use the database."""
    try:
        return (yield)
    finally:
        if nextitem is None or not nextitem.get_closest_marker("browser"):
            _running.close()


def _whole(press: Callable[..., None]) -> Callable[..., None]:
    """Playwright goes on when the next page has begun; what a test asks at once may not have arrived yet. After a press
    of ours, the page that came of it is whole."""

    @wraps(press)
    def _pressed(on: Page | Locator, *args: Any, **options: Any) -> None:
        press(on, *args, **options)
        (on if isinstance(on, Page) else on.page).wait_for_load_state("domcontentloaded")

    return _pressed


@pytest.fixture(scope="session", autouse=True)
def _pressed_pages_are_whole() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Page, Locator):
            for name in ("click", "press"):
                patch.setattr(kind, name, _whole(getattr(kind, name)))
        yield


def _wait_after_keys(page: Page) -> None:
    """A key that can send a form or follow a link is pressed on what has the focus: that waits for the page that comes
    of it, as a click does. `page.keyboard` alone goes on at once, and what the test asks next may still be answered by
    the page before."""
    alone = page.keyboard.press

    def press(key: str, **options: Any) -> None:
        held = page.locator(":focus")
        if key in ("Enter", "Space") and held.count():
            held.press(key, **options)
        else:
            alone(key, **options)

    page.keyboard.press = press  # type: ignore[method-assign]


@dataclass
class Seen:
    """Everything that the pages of a test asked for, and what they complained about."""

    requests: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


Opener = Callable[..., Page]


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def open_page(chromium: Browser, server: Server, seen: Seen) -> Iterator[Opener]:
    """`open_page(width=390, javascript=False)`: a fresh browser without history. At the end nothing may have been asked
    of anyone but the server, and no page may have complained (a script or style that the policy refused)."""
    contexts: list[BrowserContext] = []

    def _open(*, width: int = 390, height: int = 844, javascript: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)

        def asked(request: Request) -> None:
            seen.requests.append(request.url)

        def answered(response: Response) -> None:
            if response.status >= 500:
                seen.complaints.append(f"{response.status} {response.url}")

        context.on("request", asked)
        context.on("response", answered)
        page = context.new_page()
        _wait_after_keys(page)

        def said(message: ConsoleMessage) -> None:
            if message.type == "error" and "status of 4" not in message.text:
                seen.complaints.append(message.text)

        page.on("console", said)
        page.on("pageerror", lambda e: seen.complaints.append(str(e)))
        return page

    yield _open
    for context in contexts:
        context.close()
    elsewhere = [url for url in seen.requests if not url.startswith((server.url + "/", "data:", "blob:"))]
    assert elsewhere == [], "a page asked somebody else"
    assert seen.complaints == []


@pytest.fixture
def phone(open_page: Opener) -> Page:
    """A phone, 390 pixels wide."""
    return open_page(**PHONE)


@pytest.fixture
def desktop(open_page: Opener) -> Page:
    """A desk's screen, 1366 by 768."""
    return open_page(**DESK)


LOOK = """([exclude, contrast]) => axe.run({exclude}, {
    resultTypes: ["violations"], preload: false, rules: {"color-contrast": {enabled: contrast}}
}).then(found => found.violations.map(one => `${one.id}: ${one.help} — ${one.nodes.map(node => node.html)}`))"""
ALIKE = "tbody tr:nth-child(n+12)"
"""Rows that are made like those above them: of a table of hundreds, axe looks at the first."""


def assert_accessible(page: Page, *, contrast: bool = True) -> None:
    """axe finds nothing on the page as it stands, and it does not scroll sideways. `contrast=False`: its colours were
    looked at before, at another width; that is most of the work."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    said = page.evaluate(LOOK, [[ALIKE], contrast])  # what passed stays there: bringing it here takes longest
    assert said == [], page.url
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} pixels"


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)`: axe finds nothing on the page as it stands, and it does not scroll sideways."""
    return assert_accessible


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """`shot(page, "report-where")`: a picture of the whole page, if NAMRO_SCREENSHOTS names a folder for them."""
    folder = os.environ.get("NAMRO_SCREENSHOTS")

    def _shot(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return _shot
