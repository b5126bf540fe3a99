"""A plan travels: dropped at the desk, taken line by line with the keyboard, issued, reported with a file, accepted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Opener, Server, assert_fits
from tests.browser.test_desk_pages import signed_in

pytestmark = pytest.mark.browser
Check = Callable[..., None]
Shot = Callable[[Page, str], None]
TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ MINH HỌA

Số: 88/KH-UBND
Hà Nội, ngày {today:%d/%m/%Y}

KẾ HOẠCH
Giữ gìn trật tự khu vực trường học

Căn cứ Luật Phòng, chống ma túy số 73/2021/QH14 ngày 30 tháng 3 năm 2021 của Quốc hội;

I. MỤC TIÊU
1. Phấn đấu 30% phường, xã không có điểm phức tạp quanh trường học đến hết ngày {due:%d/%m/%Y}.

II. NHIỆM VỤ, GIẢI PHÁP
1. Phòng ngừa từ nhà trường
a) Công an phường Hoàn Kiếm chủ trì, phối hợp với Công an phường Ba Đình lập danh sách các điểm phức tạp quanh \
trường học; hoàn thành trước ngày {due:%d/%m/%Y}.
2. Tăng cường công tác tuyên truyền, nâng cao nhận thức của học sinh.
"""


def test_a_plan_travels_from_its_document_to_what_proves_it(
    open_page: Opener, axe: Check, shot: Shot, tmp_path: Path
) -> None:
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    file = tmp_path / "ke-hoach-88.txt"
    file.write_text(TEXT.format(today=today, due=today + timedelta(days=30)), encoding="utf-8")
    agency = signed_in(open_page(width=1280, height=900), "thao")
    agency.goto("/desk/plans/new")
    agency.set_input_files("#f-file", file)
    agency.locator("#f-file").press("Tab")
    agency.keyboard.press("Enter")
    agency.wait_for_url("**/plans/new/*")
    axe(agency)
    shot(agency, "plan-look-1280")
    agency.locator("#f-role").select_option("handler")
    agency.locator("#f-head").select_option("head")
    agency.locator("#f-product-0").focus()
    agency.keyboard.type("Danh sách điểm phức tạp, có người phụ trách")
    agency.locator("[name=does-0][value=take]").press("Space")
    agency.locator("[name=does-1][value=principle]").press("Space")
    agency.locator("button[value=do]").press("Enter")
    agency.locator(".note-good").first.wait_for()
    axe(agency)
    plan = agency.url
    agency.locator("main a[href$='/targets']").press("Enter")
    agency.locator("table.rows th[scope=row] a").first.press("Enter")
    agency.locator("#h-what").wait_for()
    axe(agency)
    agency.goto(plan)
    agency.locator("main a.button[href$='/read']").press("Enter")
    axe(agency)
    agency.locator("button[name=lying]").press("Enter")
    agency.locator("main form.plan-look .text-good").first.wait_for()
    axe(agency)
    assert_fits(agency)
    agency.locator("button[value=give-up]").press("Enter")
    agency.locator("main a.button[href$='/issue']").press("Enter")
    agency.locator("main button[value=look]").press("Enter")
    agency.locator("main button[value=do]").press("Enter")
    agency.locator(".note-good").wait_for()
    shot(agency, "plan-issued-1280")
    ward = signed_in(open_page(width=390), "mai")
    ward.goto(plan)
    ward.locator(".plan-tasks a[href*='/plans/tasks/']").first.press("Enter")
    ward.locator("#now a[href$='/report']").press("Enter")
    ward.locator("#f-text").fill("Đã lập danh sách 12 điểm, mỗi điểm có người phụ trách.")
    ward.set_input_files("#f-files", {"name": "danh-sach.txt", "mimeType": "text/plain", "buffer": b"12"})
    shot(ward, "plan-report-390")
    ward.locator("main form button[value=do]").press("Enter")
    ward.locator("#proof .timeline").wait_for()
    axe(ward)
    agency.goto(ward.url)
    agency.locator("#now a[href$='/accept']").press("Enter")
    agency.locator("main form button[value=do]").press("Enter")
    agency.locator("#proof .state.on-time").wait_for()
    axe(agency)
    shot(agency, "plan-task-1280")


@pytest.fixture(scope="module")
def under_way(server: Server) -> dict[str, str]:
    """A plan in the middle of its way: the references of what has a page."""
    command = [sys.executable, "-m", "tests.browser.plan_scene"]
    done = subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


PAGES = {
    "thao": (
        "", "/{plan}", "/{plan}/overview", "/{plan}/list?list=late", "/{plan}/board", "/{plan}/time", "/{plan}/wards",
        "/{plan}/report", "/{plan}/targets", "/{plan}/public", "/{ready}/issue", "/{unclear}",
        "/instruments/{new}", "/tasks/{task}", "/tasks/{blocked}", "/tasks/{task}/public",
        "/targets/{target}", "/calendar", "/meetings", "/meetings/{meeting}", "/meetings/new",
        "/meetings/{meeting}/end", "/answers", "/answers/today", "/{ready}/read",
    ),
    "duc": ("/board", "/tasks?side=ours&list=late", "/../head", "/../head/delegate", "/../head/take-back"),
    "mai": ("/tasks/{blocked}/report", "/digest"),
}  # fmt: skip
"""Every kind of page of a plan, by who opens it, below /desk/plans."""
APART = (
    "/{plan}",
    "/{plan}/overview",
    "/{plan}/board",
    "/{plan}/time",
    "/{plan}/wards",
    "/calendar",
    "/tasks/{blocked}",
)
"""Those that are other ones on a phone; the rest need only fit there."""


def test_every_page_of_a_plan_is_accessible_and_fits(
    open_page: Opener, axe: Check, under_way: dict[str, str], shot: Shot
) -> None:
    narrow, wide = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
    page = open_page(**wide)

    def look(path: str, apart: bool) -> None:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        axe(page)
        assert "desk." not in page.inner_text("main"), f"{path}: a word is missing"
        page.set_viewport_size(narrow)
        if apart:
            axe(page, contrast=False)
        assert_fits(page)
        page.set_viewport_size(wide)

    for path in ("/vi/plans", f"/vi/plans/{under_way['public']}", f"/vi/plans/{under_way['public']}/1"):
        look(path, True)
    for who, paths in PAGES.items():
        page = signed_in(open_page(**wide), who)
        for path in paths:
            look(f"/desk/plans{path}".format(**under_way), path in APART)
