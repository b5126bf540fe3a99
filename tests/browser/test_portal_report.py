"""A report in a real Chromium: without a script, with the keyboard only, back and forth, pressed twice, to its receipt
and the follow page."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Opener, Server

pytestmark = pytest.mark.browser
Shot = Callable[[Page, str], None]
Check = Callable[[Page], None]
STORY = "Đêm qua kho của tôi bị phá khoá, mất ba xe đạp điện và một máy phát.\n\nSáng nay tôi mới biết."
GO_ON = "main .buttons button"


def _photo() -> dict[str, object]:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(drawn, "JPEG")
    return {"name": "cửa kho.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def _nothing(page: Page, name: str = "") -> None:
    """What is looked at on each page where nothing else is."""


def walk(
    page: Page, look: Callable[[Page, str], None] = _nothing, lang: str = "vi", named: bool = False, about: str = STORY
) -> None:
    """From the first page to the check page, making the mistakes that people make."""
    page.goto(f"/{lang}/")
    page.click("main .ways a >> nth=0")
    look(page, "begin")
    page.click("main a.button")
    look(page, "danger")
    page.click(GO_ON)
    look(page, "danger-wrong")
    page.check("#danger-no")
    page.click(GO_ON)
    look(page, "about")
    page.fill("#about", about)
    page.click(GO_ON)
    look(page, "where")
    page.fill("#where", "hoan kiem")
    page.press("#where", "Enter")
    look(page, "where-found")
    page.check("input[value='2025:00070']")
    page.fill("#where-line", "12 phố Hàng Bạc")
    page.click(GO_ON)
    look(page, "when")
    page.check("#when-mode-day")
    page.fill("#when-day", "31/02/2026")
    page.click(GO_ON)
    look(page, "when-wrong")
    page.fill("#when-day", "21/02/2026")
    page.fill("#when-time", "khoảng 10 giờ tối")
    page.click(GO_ON)
    look(page, "files")
    page.set_input_files("#files", _photo())  # type: ignore[arg-type]
    page.click("button[value='add']")
    look(page, "files-added")
    page.click(GO_ON)
    look(page, "who")
    page.click(GO_ON)
    look(page, "name")
    if named:
        page.check("#who-yes")
        page.fill("#who-name", "Nguyễn Văn An")
    else:
        page.check("#who-no")
    page.click(GO_ON)
    look(page, "check")


def sent(page: Page) -> str:
    """Presses send on the check page; the code of the receipt."""
    page.click("main button[value='send']")
    return page.input_value("#again [name='code']")


def test_the_whole_report_works_without_a_script(open_page: Opener, shot: Shot) -> None:
    page = open_page(width=360, height=640, javascript=False)

    def fits(page: Page, name: str) -> None:
        shot(page, f"portal-noscript-{name}")

    walk(page, fits)
    code = sent(page)
    shot(page, "portal-noscript-receipt")
    page.goto("/vi/follow")
    page.fill("#code", code.lower().replace("-", " "))
    page.click("main form button")
    expect(page.locator(".top-line")).to_contain_text("Công an phường Hoàn Kiếm đang giữ.")
    page.fill("#message", "Tôi nhớ thêm: có xe tải trắng.")
    page.click("button[value='message']")
    expect(page.locator(".timeline")).to_contain_text("Tôi nhớ thêm: có xe tải trắng.")
    shot(page, "portal-noscript-case")


@pytest.mark.parametrize(("lang", "width"), [("vi", 390)])
def test_axe_finds_nothing_on_any_page_of_the_way(
    open_page: Opener, axe: Check, shot: Shot, lang: str, width: int
) -> None:
    page = open_page(width=width)

    def look(page: Page, name: str) -> None:
        page.wait_for_load_state()
        page.set_viewport_size({"width": 360, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        shot(page, f"portal-{name}-{lang}-{width}")

    walk(page, look, lang, named=True)
    sent(page)
    look(page, "receipt")
    page.click("button[formaction$='/follow']")
    for closed in page.locator("details").all():
        closed.locator("summary").click()
    look(page, "case")
    page.click("button[value='message']")
    look(page, "case-wrong")


def test_the_focus_goes_to_what_was_wrong_and_from_there_to_the_field(phone: Page) -> None:
    phone.goto("/vi/report/crime-report/danger")
    phone.click(GO_ON)
    expect(phone.locator("#wrong")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("#danger")).to_be_focused()


def test_the_keyboard_alone_is_enough(desktop: Page) -> None:
    desktop.goto("/vi/report/crime-report/danger")
    desktop.focus("#danger")
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("Enter")
    desktop.focus("#about")
    desktop.keyboard.type("Mất xe.")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")
    desktop.focus("#where")
    desktop.keyboard.type("hoan kiem")
    desktop.keyboard.press("Enter")
    desktop.focus("#where-ref")
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("h1")).to_contain_text("Xảy ra khi nào?")


def test_the_skip_link_is_the_first_stop_of_the_keyboard(desktop: Page) -> None:
    desktop.goto("/vi/")
    desktop.keyboard.press("Tab")
    expect(desktop.locator(".skip")).to_be_focused()


def test_the_back_button_and_a_reload_lose_nothing(phone: Page) -> None:
    phone.goto("/vi/report/crime-report/danger")
    phone.check("#danger-no")
    phone.click(GO_ON)
    phone.fill("#about", STORY)
    phone.click(GO_ON)
    expect(phone.locator("#where")).to_be_visible()
    phone.reload()
    expect(phone.locator("#where")).to_be_visible()
    phone.go_back()
    expect(phone.locator("#about")).to_be_visible()
    phone.fill("#about", STORY + " Thêm một câu.")
    phone.click(GO_ON)
    phone.click("button.back")
    assert phone.input_value("#about") == STORY + " Thêm một câu."


def test_pressed_twice_and_reloaded_it_is_one_report_with_one_receipt(phone: Page, server: Server) -> None:
    walk(phone, about="Chỉ được gửi một lần.")
    phone.locator("main button[value='send']").dblclick()
    code = phone.input_value("#again [name='code']")
    phone.reload()
    assert phone.input_value("#again [name='code']") == code
    count = (
        "from namro.work.cases.models import Case; print(Case.objects.filter(summary='Chỉ được gửi một lần.').count())"
    )
    assert server.run(count).strip() == "1"


def test_the_language_changes_in_the_middle_and_back(phone: Page) -> None:
    phone.goto("/vi/report/crime-report/danger")
    phone.check("#danger-no")
    phone.click(GO_ON)
    phone.fill("#about", STORY)
    phone.click(".language button")
    expect(phone.locator("h1")).to_contain_text("What happened?")
    assert phone.input_value("#about") == STORY
    assert phone.evaluate("document.documentElement.lang") == "en"
    phone.click(".language button")
    expect(phone.locator("h1")).to_contain_text("Chuyện gì đã xảy ra?")
    assert phone.input_value("#about") == STORY


def test_the_receipt_is_printed_without_the_frame_and_with_its_code(phone: Page, shot: Shot) -> None:
    walk(phone)
    code = sent(phone)
    expect(phone.locator("[data-print]")).to_be_visible()
    phone.emulate_media(media="print")
    shot(phone, "portal-receipt-printed")
    expect(phone.locator(".receipt-code")).to_be_visible()
    expect(phone.locator(".bar")).to_be_hidden()
    expect(phone.locator("main .buttons").first).to_be_hidden()
    assert "".join(phone.locator(".receipt-code span:not(.visually-hidden)").all_inner_texts()) == code.replace("-", "")
    paper = PdfReader(io.BytesIO(phone.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 1, "the code, what was sent and the days that run, on one page"


def test_the_code_never_stands_in_an_address_on_the_way(phone: Page) -> None:
    addresses: list[str] = []
    phone.on("request", lambda request: addresses.append(request.url))
    walk(phone, named=True)
    code = sent(phone)
    phone.click("button[formaction$='/follow']")
    phone.click("main .buttons button[form='again']")
    assert not [a for a in addresses if code[:6] in a or "Nguy" in a]


def test_the_receipt_is_saved_as_a_file(phone: Page) -> None:
    walk(phone)
    code = sent(phone)
    with phone.expect_download() as saving:
        phone.click("button[formaction$='/save']")
    assert code in Path(saving.value.path()).read_text()


def test_a_spoilt_form_keeps_the_words_and_an_unknown_receipt_is_told_apart(
    phone: Page, axe: Check, shot: Shot
) -> None:
    walk(phone)
    phone.locator("[name=draft]").first.evaluate("kept => { kept.value += 'x' }")
    phone.click("main button[value='send']")
    expect(phone.locator("h1")).to_contain_text("Trang gửi lên chưa đủ")
    expect(phone.locator(".answers")).to_contain_text("Đêm qua kho của tôi bị phá khoá")
    axe(phone)
    shot(phone, "portal-kept")
    phone.click(GO_ON)
    expect(phone.locator("h1")).to_contain_text("Có ai đang gặp nguy hiểm")
    phone.goto("/vi/follow")
    phone.locator("main form").evaluate("form => { form.action = '/vi/receipt' }")
    phone.fill("#code", "000000-000000-000000-000000")
    phone.click("main form button")
    expect(phone.locator("h1")).to_contain_text("không phải do trang này cấp")
    axe(phone)
    shot(phone, "portal-forged")


OFFICERS = """
from datetime import UTC, datetime
from namro.ground.people.actors import staff
from namro.ground.people.models import User
from namro.work.cases import actions, queries
now = datetime.now(UTC)
case = queries.by_receipt({code!r}, now)
def by(name):
    return dict(actor=staff(User.objects.get(username=name), now), now=now)
actions.register(case, **by("quan"))
actions.classify(case, flags={{}}, step="classify", **by("quan"))
actions.ask(case, text="Ba chiếc xe màu gì? Có số khung không?", **by("quan"))
"""


def test_the_citizen_reads_each_step_and_answers_the_question(
    phone: Page, server: Server, axe: Check, shot: Shot
) -> None:
    walk(phone, named=True)
    code = sent(phone)
    server.run(OFFICERS.format(code=code))
    phone.click("button[formaction$='/follow']")
    expect(phone.locator(".top-line")).to_contain_text("Có câu hỏi cho bạn")
    expect(phone.locator("#question")).to_contain_text("Ba chiếc xe màu gì?")
    expect(phone.locator(".timeline > li")).to_have_count(4)
    axe(phone)
    shot(phone, "portal-case-asked")
    phone.fill("#answer", "Hai xe đỏ, một xe xanh. Tôi không nhớ số khung.")
    phone.click("button[value='answer']")
    expect(phone.locator("[role=status]")).to_contain_text("Câu trả lời của bạn đã được gửi.")
    expect(phone.locator(".timeline")).to_contain_text("Hai xe đỏ, một xe xanh.")
    expect(phone.locator(".top-line")).not_to_contain_text("Có câu hỏi cho bạn")
    axe(phone)
    shot(phone, "portal-case-answered")
    phone.set_viewport_size({"width": 1280, "height": 900})
    shot(phone, "portal-case-answered-1280")
