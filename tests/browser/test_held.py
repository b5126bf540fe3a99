"""A notice that counts in law in a real Chromium: ordered by the keyboard, held, stopped; held up, sent by hand."""

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
for nth in range(3):
    made = actions.receive(None, procedure="crime-report", place_ref="2025:00004",
        identity={"name": "Nguyễn Thị Tố Giác", "phone": "0912 345 678"},
        answers={"danger": False, "about": f"Mất xe máy số {nth}.", "where": {"ref": "2025:00004"}},
        draft=secrets.token_urlsafe(24), actor=actions.NEWCOMER, now=now)
    actions.register(made.case, actor=lan, now=now)
    print(made.case.ref)
"""
SCENE = """
from datetime import UTC, datetime, timedelta
from namro.ground.gate import guard
from namro.work.cases import actions, jobs
from namro.ground.people.actors import reporter
from namro.work.cases.models import Case, CaseClock, Held
now = datetime.now(UTC)
"""
NEAR = """
with guard.outside("a limit ends in a few minutes"):
    CaseClock.objects.filter(case__ref="{ref}", clock="acknowledge").update(due_at=now + timedelta(minutes=3))
"""
LATE = """
with guard.outside("nothing has sent it for an hour"):
    Held.objects.filter(ended_at=None).update(due_at=now - timedelta(hours=1))
actions.message(Case.objects.get(ref="{ref}"), text="Tôi nhớ thêm.", actor=reporter("{ref}"), now=now)
"""
AS_IT_WAS = """
from namro.work.cases.held import goes_out_at
with guard.outside("as the trail has it"):
    for one in Held.objects.all():
        Held.objects.filter(pk=one.pk).update(due_at=goes_out_at(one.at))
jobs.recount_open(now)
"""
TEXT = "Công an phường đã tiếp nhận tin báo của ông/bà và sẽ trả lời trong thời hạn."


@pytest.mark.parametrize(("lang", "width", "script"), [("vi", 390, False), ("en", 1280, True)])
def test_a_notice_that_counts_in_law_is_held_stopped_and_sent_late(
    open_page: Opener, axe: Check, shot: Shot, server: Server, lang: str, width: int, script: bool
) -> None:
    refs = server.run(REPORTS).split()
    server.run(SCENE + NEAR.format(ref=refs[1]))
    page = signed_in(open_page(width=width, javascript=script), "lan", lang)

    def look(name: str, on: Page = page) -> None:
        if script:
            axe(on)
        assert not re.search(r"\b(desk|refusals)\.[a-z]", on.inner_text("main")), f"{name}: a word is missing"
        wide = on.evaluate("document.documentElement.scrollWidth") if script else 0
        assert wide <= width, f"{name}: wider than the window"
        shot(on, f"{name}-{lang}-{width}")

    def ordered() -> None:
        page.goto("/desk/cases?state=open")
        for ref in refs:
            page.check(f"input[name=case][value='{ref}']")
        page.click("main button[value=choose]")
        page.check("input[value='notify:acknowledge']")
        page.click("main .buttons button")
        page.fill("#f-text", TEXT)
        page.click("main .buttons button")

    ordered()
    look("held-look")
    assert not page.is_checked("#f-at-once")
    page.focus("#f-at-once")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/several/held/\d+$"))
    look("held-waits")
    waits = page.url
    page.goto("/desk/")
    look("held-today")
    page.goto(f"/desk/cases/{refs[0]}")
    look("held-case")
    page.click("main .note-near a")
    page.fill("#f-reason", "Gửi nhầm nhóm hồ sơ.")
    page.focus("button[value=stop]")
    page.keyboard.press("Enter")
    page.wait_for_url(waits)
    look("held-stopped")
    ordered()
    page.click("main button[value=do]")
    page.wait_for_url(re.compile(r"/desk/several/held/\d+$"))
    late = page.url
    server.run(SCENE + LATE.format(ref=refs[2]))
    page.goto("/desk/")
    look("held-today-late")
    page.goto(late)
    look("held-late")
    page.focus("button[value=send]")
    page.keyboard.press("Enter")
    page.wait_for_url(late)
    look("held-sent")
    page.goto("/desk/")
    look("held-today-left")
    page.goto(late)
    page.click("button[value=seen]")
    assert page.locator("button[value=seen]").count() == 0
    server.run(SCENE + AS_IT_WAS)  # others look at what the trail of this server says
    assert server.run("from namro.ground.trail.verify import verify; print(verify().findings)").strip() in ("()", "[]")
