"""Every page of the desk in a real Chromium: axe finds nothing, it fits, the keyboard reaches all, paper works."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, Server, assert_fits
from tests.cast import FIRST, PASSWORD, POSTS

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("a_fortnight")]
Check = Callable[..., None]
Shot = Callable[[Page, str], None]

PAGES = {
    "quan": {
        "today": "/desk/",
        "cases": "/desk/cases",
        "nothing-found": "/desk/cases?q=khong+co+gi",
        "register": "/desk/register",
        "papers": "/desk/papers",
        "empty-register": "/desk/register?year=2024",
        "workload": "/desk/workload",
        "moved": "/desk/moved",
        "handed": "/desk/handed",
        "views": "/desk/views",
        "finding": "/desk/find-by-name",
        "new": "/desk/new",
        "new-form": "/desk/new/denunciation",
        "imports": "/desk/imports",
        "places": "/desk/places?q=hang+bac",
        "permissions": "/desk/permissions",
        "trail": "/desk/trail",
        "account": "/desk/account",
        "token-new": "/desk/account/tokens",
        "api": "/api/",
        "password": "/desk/password",
        "missing": "/desk/cases/NR-0000-0000",
    },
    "dung": {
        "people": "/desk/people",
        "person": f"/desk/people/{FIRST}",
        "person-new": "/desk/people/new",
        "person-account": f"/desk/people/{FIRST}/account",
        "offices": "/desk/offices",
        "office-new": "/desk/offices/new",
        "paste-people": "/desk/paste/people",
        "paste-offices": "/desk/paste/offices",
        "webhooks": "/desk/webhooks",
        "webhook-new": "/desk/webhooks/new",
        "jobs": "/desk/jobs",
        "no-cases": "/desk/",
    },
    "vy": {"identity-requests": "/desk/identity"},
    "khoa": {"kept": "/desk/kept"},
    "tam": {"look-ups": "/desk/find-by-name"},
    "thao": {"city-today": "/desk/", "city-cases": "/desk/cases"},
}


LAID_OUT_APART = {"today", "cases", "register", "papers", "new-form", "people", "city-today", "person"}
"""Pages that are other ones on a wide screen than on a phone; the rest need only fit there."""


def signed_in(page: Page, username: str, lang: str = "vi") -> Page:
    page.goto(f"/desk/sign-in?lang={lang}")
    page.fill("#f-username", username)
    page.fill("#f-password", PASSWORD)
    page.press("#f-password", "Enter")
    page.wait_for_url("**/desk/")
    return page


NARROW, WIDE = {"width": 360, "height": 780}, {"width": 1366, "height": 768}


def test_every_page_is_accessible_and_fits(open_page: Opener, axe: Check) -> None:
    page = open_page(**NARROW)
    page.goto("/desk/sign-in?lang=vi")
    axe(page)
    for who, pages in PAGES.items():
        page = signed_in(open_page(**NARROW), who)
        for name, path in pages.items():
            page.goto(path)
            axe(page)
            assert "desk." not in page.inner_text("main"), f"{path}: a word is missing"
            page.set_viewport_size(WIDE)
            if name in LAID_OUT_APART:
                axe(page, contrast=False)
            assert_fits(page)
            page.set_viewport_size(NARROW)


def test_every_page_of_an_officer_fits_in_english(open_page: Opener) -> None:
    page = signed_in(open_page(**NARROW), "quan", "en")
    for path in PAGES["quan"].values():
        page.goto(path)
        assert_fits(page)
        assert "desk." not in page.inner_text("main"), f"{path}: a word is missing"
        page.set_viewport_size(WIDE)
        assert_fits(page)
        page.set_viewport_size(NARROW)


def test_every_form_of_a_case_is_accessible_with_and_without_something_to_mend(open_page: Opener, axe: Check) -> None:
    page = signed_in(open_page(width=390), "quan")
    page.goto("/desk/cases?procedure=crime-report&state=classified")
    case = page.locator("table tbody a").first.get_attribute("href")
    page.goto(str(case))
    for opening in page.locator("details.why-day").all():
        opening.evaluate("part => part.open = true")
    axe(page)
    forms = [str(a.get_attribute("href")) for a in page.locator(".now-steps a").all()]
    assert len(forms) >= 6
    for form in forms:
        page.goto(form)
        axe(page)
        page.evaluate("document.querySelectorAll('[required]').forEach(input => input.removeAttribute('required'))")
        if page.locator("form[action] textarea, form[action] input[type=text]").count():
            page.locator("main .buttons button").first.click()
            page.locator("#wrong").wait_for(timeout=10_000)
            axe(page)


@pytest.mark.parametrize(("lang", "width"), [("vi", 390)])
def test_what_a_reporter_wrote_is_seen_read_and_answered(
    open_page: Opener, axe: Check, shot: Shot, lang: str, width: int
) -> None:
    page = signed_in(open_page(width=width), "quan", lang)
    axe(page)
    shot(page, f"today-wrote-{width}")
    on_top = page.locator("#wrote")
    assert page.locator(".today-list").nth(1).get_attribute("id") == "wrote", "under what is new, before what is late"
    page.goto("/desk/cases?wrote=unread")
    axe(page)
    shot(page, f"cases-wrote-{width}")
    page.goto("/desk/")
    on_top.locator("table a").first.click()
    assert "camera" in page.inner_text("#wrote")
    for opening in page.locator("details.why-day").all():
        opening.evaluate("part => part.open = true")
    axe(page)
    shot(page, f"case-wrote-{width}")
    page.locator("#wrote .button").click()
    assert "camera" in page.inner_text("main")
    axe(page)
    shot(page, f"reply-{width}")
    page.go_back()
    if lang == "en":  # the second time it is read by the keyboard alone
        page.locator("#wrote button").focus()
        page.keyboard.press("Enter")
        page.get_by_text("Noted as read").wait_for()
        assert page.locator("#wrote").count() == 0
        axe(page)
        shot(page, f"case-read-{width}")


@pytest.mark.parametrize(("lang", "width"), [("en", 1280)])
def test_the_head_shares_work_out_and_hands_a_desk_over(
    open_page: Opener, axe: Check, shot: Shot, lang: str, width: int
) -> None:
    page = signed_in(open_page(width=width), "duc", lang)

    def look(name: str) -> None:
        axe(page)
        assert "desk." not in page.inner_text("main"), f"{name}: a word is missing"
        shot(page, f"{name}-{width}")

    page.goto("/desk/cases?state=open")
    look("cases-choose")
    page.focus("#f-all")  # by the keyboard alone
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/several")
    look("several-which")
    page.check("input[value='assign:name-handler']")
    page.click("main .buttons button")
    look("several-fill")
    of_cast = re.compile("|".join(name for name, _, _ in POSTS.values()))  # other tests open accounts of their own
    page.get_by_label(of_cast).nth(0 if lang == "vi" else 1).check()
    page.click("main .buttons button")
    look("several-look")
    page.locator("main .buttons button").first.click()
    page.wait_for_url(re.compile(r"/desk/several/\d+$"))
    look("several-done")
    page.goto("/desk/workload")
    look("workload-hand-over")
    ways = page.locator("main td a", has_text="Bàn giao" if lang == "vi" else "Hand over").all()
    next(way for way in ways if of_cast.search(way.inner_text())).click()
    look("handing")
    heirs = []
    for chooser in page.locator("main select").all():
        offered = chooser.locator("option").all_inner_texts()
        heirs.append(next(filter(of_cast.search, offered)))
        chooser.select_option(index=offered.index(heirs[-1]))
    page.fill("#f-reason", "Nghỉ phép từ ngày mai.")
    page.click("main .buttons button")
    look("handing-look")
    page.locator("main .buttons button").first.click()
    page.wait_for_url("**/desk/workload")
    page.goto(f"/desk/cases?state={'open' if lang == 'vi' else 'registered'}")
    page.click(".save-view summary")
    page.fill("#f-view", f"Sắp đến hạn {width}")
    look("cases-save-view")
    page.press("#f-view", "Enter")
    page.wait_for_url("**/desk/cases?*")
    look("cases-view")
    page.goto("/desk/views")
    look("views")
    who = next(who for who, (name, _, _) in POSTS.items() if name in heirs[0])
    page = signed_in(open_page(width=width), who, lang)
    assert page.locator("a[href='/desk/handed']").count() > 1, f"{who} was not told of {heirs}"
    look("today-handed")
    page.goto("/desk/handed")
    look("handed")


@pytest.mark.parametrize(("lang", "width"), [("vi", 390), ("en", 1280)])
def test_a_case_that_was_passed_on_can_be_read(
    open_page: Opener, axe: Check, shot: Shot, lang: str, width: int
) -> None:
    page = signed_in(open_page(width=width), "quan", lang)
    page.goto("/desk/register")
    axe(page)
    shot(page, f"register-{lang}-{width}")
    row = page.locator("tbody tr", has_text="Đã chuyển đi" if lang == "vi" else "Passed on")
    row.locator("a").click()
    axe(page)
    shot(page, f"passed-{lang}-{width}")
    assert "giật túi" in page.inner_text("main")
    assert page.locator("main form").count() == 0


@pytest.mark.parametrize(("lang", "width"), [("vi", 390)])
def test_a_petition_is_found_by_the_name_of_its_sender_and_a_crime_report_is_not(
    open_page: Opener, axe: Check, shot: Shot, lang: str, width: int
) -> None:
    page = signed_in(open_page(width=width), "quan", lang)

    def look(name: str) -> None:
        axe(page)
        assert "desk." not in page.inner_text("main"), f"{name}: a word is missing"
        shot(page, f"{name}-{width}")

    page.goto("/desk/cases")
    page.focus("details.by-name summary")  # by the keyboard alone
    page.keyboard.press("Enter")
    look("cases-find-by-name")
    page.keyboard.press("Tab")
    page.keyboard.type("nguyen van minh hoa")
    page.keyboard.press("Tab")
    page.keyboard.type("Người gửi đến hỏi, không mang giấy biên nhận.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/find-by-name")
    look("finding-found")
    found = page.locator("table.lines tbody tr").all_inner_texts()
    assert len(found) >= 2
    assert all("Kiến nghị, phản ánh" in one for one in found), "petitions, and none of the four crime reports"
    assert "minh hoa" not in page.url
    page.fill("#f-name", "Nguyễn Văn Minh Hoạ Khác")
    page.fill("#f-reason", "Hỏi lại.")
    page.locator("main .buttons button").click()
    look("finding-none")
    page = signed_in(open_page(width=width), "tam", lang)
    page.goto("/desk/find-by-name")
    look("finding-watched")


def test_a_wrong_sign_in_is_accessible_and_says_what_to_do(open_page: Opener, axe: Check) -> None:
    page = open_page(width=390)
    page.goto("/desk/sign-in?lang=vi")
    page.fill("#f-username", "khong-co-ai")
    page.fill("#f-password", "sai")
    page.press("#f-password", "Enter")
    axe(page)
    assert "chưa đúng" in page.inner_text("main")


def test_the_keyboard_alone_registers_a_case(open_page: Opener) -> None:
    page = signed_in(open_page(width=1366), "quan")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if (page.evaluate("document.activeElement.getAttribute('href')") or "").startswith("/desk/cases/NR-"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus can be seen"
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases/NR-*")
    for _ in range(60):
        page.keyboard.press("Tab")
        if re.fullmatch(
            "/desk/cases/[^/]+/register", page.evaluate("document.activeElement.getAttribute('href')") or ""
        ):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/register")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main .buttons button')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/cases/NR-[^/]+$"))
    assert "Đã vào sổ, số " in page.inner_text("main")


def test_everything_works_without_a_script(open_page: Opener) -> None:
    page = signed_in(open_page(width=390, javascript=False), "quan")
    page.goto("/desk/new/crime-report")
    page.check("input[name=danger][value=no]")
    page.fill("#f-about", "Mất một chiếc xe đạp.")
    page.fill("#f-where-find", "hang bac")
    page.click("button[value=find]")
    page.check("input[name=where][value='2025:00070']")
    page.click("main .buttons button")
    assert "Giấy biên nhận" in page.inner_text("main")
    page.click("main .buttons a")
    assert "Mất một chiếc xe đạp." in page.inner_text("main")


@pytest.mark.parametrize(("path", "width", "height"), [("/desk/register", 842, 595), ("/desk/cases", 595, 842)])
def test_pages_print_on_the_paper_that_the_office_uses(open_page: Opener, path: str, width: int, height: int) -> None:
    page = signed_in(open_page(width=1366), "quan")
    page.goto(path)
    paper = page.pdf(prefer_css_page_size=True)
    box = paper.partition(b"/MediaBox [")[2].partition(b"]")[0].split()
    assert [round(float(n)) for n in box[2:]] == pytest.approx([width, height], abs=2)


def test_with_letters_twice_as_large_nothing_is_cut_off(open_page: Opener) -> None:
    page = signed_in(open_page(width=720), "quan")
    for path in PAGES["quan"].values():
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_the_page_about_a_missing_case_is_the_page_about_a_hidden_one(open_page: Opener, server: Server) -> None:
    quan, lan = signed_in(open_page(width=390), "quan"), signed_in(open_page(width=390), "lan")
    quan.goto("/desk/cases")
    hidden = str(quan.locator("table tbody a").first.get_attribute("href"))
    lan.goto(hidden)
    there = lan.inner_text("body")
    lan.goto("/desk/cases/NR-0000-0000")
    assert lan.inner_text("body") == there


@pytest.mark.parametrize(("lang", "width"), [("en", 1280)])
def test_after_the_answer_the_reporter_says_how_it_went(
    open_page: Opener, axe: Check, shot: Shot, server: Server, lang: str, width: int
) -> None:
    code = server.run(ANSWERED).split()[-1]
    page = open_page(width=width)
    page.goto(f"/{lang}/follow")
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.locator("#rate summary").focus()  # by the keyboard alone
    page.keyboard.press("Enter")
    axe(page)
    shot(page, f"rate-{width}")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("#rate-text").focus()
    page.keyboard.type("Trả lời dễ hiểu.")
    page.keyboard.press("Enter")
    page.locator("#wrong").wait_for()
    axe(page)
    shot(page, f"rate-mend-{width}")
    page.check("#treated-4")
    page.locator("#rate button").click()
    page.locator(".note-good").wait_for()
    axe(page)
    shot(page, f"rate-said-{width}")
    page = signed_in(open_page(width=width), "duc", lang)
    page.goto("/desk/ratings")
    assert "desk." not in page.inner_text("main")
    axe(page)
    shot(page, f"ratings-{width}")


ANSWERED = """
import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from namro.ground.people.actors import reporter, staff
from namro.ground.people.models import User
from namro.work.cases import actions
from namro.work.cases.models import Case
now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
for nth in range(16):
    at = now - timedelta(days=200 if nth else 2)
    received = actions.receive(
        None, procedure="petition", identity={"name": "Nguyễn Văn Minh Họa"}, draft=secrets.token_urlsafe(24),
        answers={"about": "Vỉa hè bị lấn chiếm.", "where": {"ref": "2025:00070"}}, place_ref="2025:00070",
        actor=actions.NEWCOMER, now=at,
    )
    duc = staff(User.objects.get(username="duc"), at)
    actions.register(received.case, actor=duc, now=at)
    case = Case.objects.get(pk=received.case.pk)
    actions.act(case, "reply", {"answer": "Đơn vị đã kiểm tra và nhắc nhở."}, actor=duc, now=at)
    case.refresh_from_db()
    if nth:
        text = "Trả lời rõ ràng." if nth == 3 else ""
        understood = 5 if nth < 8 else 4 if nth < 11 else 2
        actions.rate(case, understood=understood, treated=4, text=text, actor=reporter(case.ref), now=at)
    else:
        code = received.code
print(code)
"""
