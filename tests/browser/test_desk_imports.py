"""An old register comes in through a real browser, on a phone and on a desk; the pages bring no script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.test_desk_pages import signed_in
from tests.ground.sheets.books import in_old_letters, xlsx

pytestmark = pytest.mark.browser
HEAD = [
    "STT",
    "Số sổ",
    "Ngày tiếp nhận",
    "Họ và tên",
    "Địa chỉ",
    "Nội dung",
    "Nơi xảy ra",
    "Kết quả",
    "Ngày kết thúc",
    "Ghi chú",
]


def rows(year: int) -> list[list[Any]]:
    """A register of one year with something to mend in it."""
    about, results = "Quán hát gây ồn ban đêm, đề nghị kiểm tra", ["Đã giải quyết", "Đã hòa giải", "Đang xem xét"]
    made: list[list[Any]] = []
    for n in range(1, 13):
        person, where = [f"Nguyễn Văn {n}", "12 Đội Cấn"], "phường Hoàn Kiếm"
        end = f"30/03/{year}" if n % 3 < 2 else ""
        made.append([n, f"{n}/{year}", f"{n % 27 + 1:02d}/03/{year}", *person, about, where, results[n % 3], end, ""])
    made[3][2] = f"31/02/{year}"
    made[5][6] = "phường Minh Khai"
    return [["CÔNG AN PHƯỜNG HOÀN KIẾM"], [f"SỔ TIẾP NHẬN NĂM {year}"], HEAD, *made, ["Tổng cộng", "12"]]


@pytest.mark.parametrize(("width", "year", "old"), [(390, 2023, False), (1280, 2024, True)])
def test_a_register_comes_in_step_by_step(
    open_page: Opener, axe: Callable[[Page], None], tmp_path: Path, width: int, year: int, old: bool,
    shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    book = rows(year)
    if old:
        book = [
            book[0],
            book[1],
            HEAD,
            *([in_old_letters(c, "vni") if isinstance(c, str) else c for c in row] for row in book[3:]),
        ]
    file = tmp_path / f"so-{year}.xlsx"
    file.write_bytes(xlsx(book))
    page = signed_in(open_page(width=width), "quan")
    page.goto("/desk/imports")
    shot(page, f"imports-{width}")
    page.set_input_files("#f-file", str(file))
    page.locator("form[enctype] button").click()
    assert page.locator("h1").inner_text().endswith("Mỗi cột ghi gì?")
    if old:
        assert "Quán hát gây ồn ban đêm" in page.inner_text("main")
        page.check("#f-convert")
    page.select_option("#f-procedure", "petition")
    page.select_option("#f-state", "received")
    axe(page)
    shot(page, f"import-columns-{width}")
    if old:
        assert "theo lần xác nhận trước" in page.inner_text("main")
    else:
        page.locator("select[name^=means-]").first.select_option("closed")
    page.locator("button[value=choose]").click()
    assert "2 hàng cần sửa" in page.inner_text("h1")
    assert "phường Minh Khai, quận" in page.inner_text("main")
    axe(page)
    shot(page, f"import-checked-{width}")
    page.locator("details summary").last.click()
    page.fill("#f-leave_out", "Sổ mờ, không đọc được ngày")
    page.locator("button[value=take]").click()
    assert "Đã nhập xong sổ" in page.inner_text("h1")
    axe(page)
    shot(page, f"import-done-{width}")
    page.locator("main .buttons a").click()
    assert f"1/{year}" in page.inner_text("main")
    shot(page, f"import-cases-{width}")
    page.locator("table a").first.click()
    assert "nhập từ sổ cũ" in page.inner_text("main")
    shot(page, f"import-case-{width}")


@pytest.mark.parametrize(("width", "at"), [(390, "70"), (1280, "4")])
def test_people_are_added_out_of_rows_copied_in_excel(
    open_page: Opener, axe: Callable[[Page], None], shot: Callable[[Page, str], None], width: int, at: str
) -> None:
    page = signed_in(open_page(width=width), "dung")
    page.goto("/desk/people")
    page.get_by_role("link", name="Thêm nhiều cán bộ từ Excel").click()
    shot(page, f"paste-empty-{width}")
    right = f"Vũ Thị Mới\tmoi.{width}\tCán bộ trực ban\tCAX-{at.zfill(5)}"
    page.fill("#f-pasted", f"{right}\nLò Văn Đến\tlan\tVai lạ\tNơi Khác")
    page.locator("button[value=check]").click()
    assert "Có một hàng cần sửa" in page.inner_text("main")
    axe(page)
    shot(page, f"paste-wrong-{width}")
    page.fill("#f-pasted", f"{right}\nLò Văn Đến\tden.{width}\t\t")
    page.locator("button[value=check]").click()
    axe(page)
    shot(page, f"paste-right-{width}")
    page.locator("button[value=do]").click()
    assert "Đã thêm 2 người" in page.inner_text("h1")
    axe(page)
    shot(page, f"paste-done-{width}")
