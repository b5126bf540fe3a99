"""An office brings its old register in at the desk: choose, confirm, check, take."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from namro.doors.desk import importing
from namro.work.cases import import_run
from namro.work.cases.models import Case, Import, RegisterCounter
from tests.cast import NOW, Cast, Member
from tests.doors.desk.conftest import body, field, fill
from tests.ground.sheets.books import in_old_letters, xlsx

HEAD = ["Số sổ", "Ngày tiếp nhận", "Họ và tên", "Nội dung", "Kết quả", "Ngày kết thúc"]
ROW = ["12/2024", "05/03/2024", "Trần Thị Kín", "Rác thải để trước nhà", "Đã giải quyết", "15/03/2024"]


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Files wait in a home of their own."""


def upload(browser: Client, data: bytes, name: str = "so.xlsx") -> Any:
    return browser.post("/desk/imports", {"file": SimpleUploadedFile(name, data)})


def chosen(browser: Client, url: str, **more: str) -> Any:
    """The form of the columns as it was suggested, sent with what is said more."""
    page = body(browser.get(url))
    sent = {}
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = found[1] if found else re.findall(r'<option value="([^"]*)"', options)[0]
    sent |= dict(re.findall(r'type="hidden" name="(word-\d+|seen)" value="([^"]*)"', page))
    return browser.post(url, {**sent, "procedure": "petition", "state": "received", "go": "choose", **more})


def test_a_register_goes_from_the_file_into_the_books(cast: Cast, quan: Client) -> None:
    begun = upload(quan, xlsx([["SỔ TIẾP NHẬN"], HEAD, ROW]))
    assert begun.status_code == 302
    page = body(quan.get(begun.url))
    assert "Ngày tiếp nhận" in page
    assert "Trần Thị Kín" not in page
    assert "hàng 2" in page
    assert chosen(quan, begun.url).status_code == 302
    page = body(quan.get(begun.url))
    assert "Nhập một vụ việc" in page
    assert Case.objects.count() == 0
    assert fill(quan, begun.url, go="take").status_code == 302
    done = quan.get(begun.url)
    assert done.url == reverse("desk:import-done", args=[Import.objects.get().pk])
    page = body(quan.get(done.url))
    assert "Một vụ việc đã vào sổ" in page
    listed = body(quan.get(f"/desk/cases?import={Import.objects.get().pk}"))
    assert "12/2024" in listed
    assert "Rác thải để trước nhà" in listed
    case = Case.objects.get()
    shown = body(quan.get(f"/desk/cases/{case.ref}"))
    assert "nhập từ sổ cũ" in shown


def test_of_a_ward_that_came_later_the_case_says_what_was_there_on_its_day(cast: Cast, quan: Client) -> None:
    name, row = "Phường Hoàn Kiếm", [*ROW, "Phường Hoàn Kiếm"]
    begun = upload(quan, xlsx([["SỔ"], [*HEAD, "Nơi xảy ra"], row]))
    chosen(quan, begun.url)
    fill(quan, begun.url, go="take")
    case = Case.objects.get()
    shown = body(quan.get(f"/desk/cases/{case.ref}"))
    assert case.place_name.casefold().startswith(name.casefold())
    assert "đơn vị này có từ 01/07/2025; nơi xảy ra khi ấy thuộc một trong các đơn vị nhập vào:" in shown
    assert "phường Hàng Bạc" in shown


def test_what_is_wrong_is_listed_by_cell_and_can_be_downloaded_with_marks(cast: Cast, quan: Client) -> None:
    bad = ["13", "31/02/2024", "Người Bí Mật", "x", "Đã giải quyết", ""]
    url = upload(quan, xlsx([["SỔ"], HEAD, ROW, bad])).url
    chosen(quan, url)
    page = body(quan.get(url))
    assert "31/02/2024" in page
    assert "Một hàng cần sửa" in page
    assert "Người Bí Mật" not in page
    assert 'value="take">Nhập một vụ việc' in page
    file = quan.get(reverse("desk:import-wrong", args=[url.rpartition("/")[2]]))
    book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))
    listed, rows = book.worksheets
    assert [cell.value for cell in listed[5]][:3] == [4, "B", "31/02/2024"]
    marked = [cell for row in rows.iter_rows() for cell in row if cell.comment]
    assert "31/02/2024" in {cell.value for cell in marked}
    assert "Người Bí Mật" not in str([[c.value for c in row] for sheet in book for row in sheet.iter_rows()])
    refused = fill(quan, url, go="take")
    assert refused.status_code == 422
    assert Case.objects.count() == 0
    fill(quan, url, go="take", leave_out="Sổ mờ")
    assert (Case.objects.count(), Import.objects.get().left_out) == (1, 1)


def test_rows_copied_in_excel_are_pasted_with_and_without_a_heading(cast: Cast, quan: Client) -> None:
    rows = "5/3/2024\tQuán hát gây ồn ban đêm ở đầu ngõ\n6/3/2024\tĐổ rác bừa bãi trước cổng chợ"
    for pasted, expected in ((f"Ngày tiếp nhận\tNội dung\n{rows}", 2), (rows.replace("2024", "2025"), 4)):
        url = quan.post("/desk/imports", {"pasted": pasted}).url
        chosen(quan, url)
        fill(quan, url, go="take")
        assert Case.objects.count() == expected


def test_old_letters_are_shown_and_wait_for_a_word(cast: Cast, quan: Client) -> None:
    old = [[in_old_letters(text, "vni") for text in row] for row in (ROW, ["13/2024", *ROW[1:]], ["14/2024", *ROW[1:]])]
    url = upload(quan, xlsx([HEAD, *old])).url
    page = body(quan.get(url))
    assert "Rác thải để trước nhà" in page
    assert in_old_letters("Rác thải để trước nhà", "vni") in page
    assert chosen(quan, url).status_code == 422
    chosen(quan, url, convert="yes")
    fill(quan, url, go="take")
    assert set(Case.objects.values_list("summary", flat=True)) == {"Rác thải để trước nhà"}


def test_rows_that_read_both_ways_stand_before_the_others_and_wait_for_a_word(cast: Cast, quan: Client) -> None:
    old = [[in_old_letters(text, "tcvn3") for text in [f"{n}/2024", *ROW[1:]]] for n in range(4)]
    url = upload(quan, xlsx([HEAD, *old, ["9/2024", "5/3/2024", "Tê", "Bé", "", ""]])).url
    page = body(quan.get(url))
    assert page.index("1 hàng đọc được theo cả hai cách") < page.index(">Bé<") < page.index(">Rác thải để trước nhà<")
    assert ">Bộ<" in page
    assert ">Tê<" not in page
    assert ">Tờ<" not in page
    told = chosen(quan, url, convert="yes", no_place="office")
    assert told.status_code == 422
    assert 'href="#f-both_ways"' in body(told)
    assert chosen(quan, url, convert="yes", both_ways="keep", no_place="office").status_code == 302
    fill(quan, url, go="take")
    assert set(Case.objects.values_list("summary", flat=True)) == {"Rác thải để trước nhà", "Bé"}


def test_a_result_that_no_list_knows_is_asked_about_and_remembered(cast: Cast, quan: Client) -> None:
    url = upload(quan, xlsx([HEAD, [*ROW[:4], "Đã hòa giải", ROW[5]]])).url
    page = body(quan.get(url))
    assert "Đã hòa giải" in page
    at = re.search(r'name="(word-\d+)" value="Đã hòa giải"', page)
    assert at is not None
    chosen(quan, url, **{at[1].replace("word", "means"): "closed"})
    fill(quan, url, go="take")
    assert Case.objects.get().state == "closed"


def test_another_row_can_be_named_as_the_heading(cast: Cast, quan: Client) -> None:
    url = upload(quan, xlsx([["Cột một", "Cột hai"], ["05/03/2024", "Việc thứ nhất dài dài"]])).url
    quan.post(url, {"go": "look", "heading": "1"})
    assert "Cột một" in body(quan.get(url))


def test_a_file_that_cannot_be_read_is_said_and_the_same_file_again_too(cast: Cast, quan: Client) -> None:
    refused = upload(quan, b"%PDF-1.4", "so.pdf")
    assert refused.status_code == 422
    assert "không phải bảng" in body(refused)
    assert quan.post("/desk/imports", {}).status_code == 422
    data = xlsx([HEAD, ROW])
    url = upload(quan, data).url
    chosen(quan, url)
    fill(quan, url, go="take")
    again = upload(quan, data)
    assert again.status_code == 422
    assert "đã được nhập ngày" in body(again)


def test_a_large_file_is_checked_beside_and_the_page_looks_again(
    cast: Cast, quan: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Any] = []
    monkeypatch.setattr(importing, "FEW", 0)
    monkeypatch.setattr(importing.threading, "Thread", lambda target, **_: started.append(target) or _Held())
    url = upload(quan, xlsx([HEAD, ROW])).url
    chosen(quan, url)
    page = quan.get(url)
    assert page["Refresh"] == "3"
    assert "Đang kiểm tra" in body(page)
    assert len(started) == 2, "the next look starts the work again where it had died"
    import_run.import_step(url.rpartition("/")[2], NOW)
    assert "Nhập một vụ việc" in body(quan.get(url))


class _Held:
    def start(self) -> None:
        """The process dies before the thread does anything."""


def test_sheets_that_are_not_read_are_named(cast: Cast, quan: Client) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(xlsx([HEAD, ROW, [*ROW[:4], "Việc khác", ROW[5]]])))
    book.copy_worksheet(book.active).title = "Tháng 2"
    out = io.BytesIO()
    book.save(out)
    page = body(quan.get(upload(quan, out.getvalue()).url))
    assert "Tệp này còn dữ liệu ở trang khác: Tháng 2" in page
    assert "còn dữ liệu" not in body(quan.get(upload(quan, xlsx([HEAD, ROW])).url))


def test_a_file_is_given_up_and_columns_are_looked_at_again(cast: Cast, quan: Client) -> None:
    url = upload(quan, xlsx([HEAD, ROW])).url
    chosen(quan, url)
    quan.post(url, {"go": "again"})
    assert "Mỗi cột ghi gì" in body(quan.get(url))
    quan.post(url, {"go": "give-up"})
    assert quan.get(url).status_code == 404
    assert "so.xlsx" not in body(quan.get("/desk/imports")).partition("</main>")[0].rpartition("Đã bỏ")[0]


def test_nobody_of_another_office_finds_it(cast: Cast, quan: Client, signed_in: Callable[[Member], Client]) -> None:
    url = upload(quan, xlsx([HEAD, ROW])).url
    lan, minh, dung = signed_in(cast.lan), signed_in(cast.minh), signed_in(cast.dung)
    assert lan.get("/desk/imports/0123456789abcdef").status_code == 404
    assert lan.get(url).status_code == 404
    assert lan.post(url, {"go": "give-up"}).status_code == 404
    assert lan.get(reverse("desk:import-wrong", args=[url.rpartition("/")[2]])).status_code == 404
    assert [browser.get("/desk/imports").status_code for browser in (lan, minh, dung)] == [200, 404, 404]
    chosen(quan, url)
    fill(quan, url, go="take")
    assert lan.get(reverse("desk:import-done", args=[Import.objects.get().pk])).status_code == 404


def test_the_head_lets_the_register_go_on_after_paper(
    cast: Cast, quan: Client, signed_in: Callable[[Member], Client]
) -> None:
    duc = signed_in(cast.duc)
    sent = {"office": str(cast.office.hoan_kiem.pk), "last": "412", "reason": "Sổ giấy năm nay"}
    assert quan.post(reverse("desk:import-register"), sent).status_code == 404
    assert "Sổ năm 2026 sẽ cấp tiếp từ số 413" in body(duc.post(reverse("desk:import-register"), sent, follow=True))
    assert RegisterCounter.objects.get().paper == 412
    wrong = duc.post(reverse("desk:import-register"), {**sent, "last": "nhiều"}, follow=True)
    assert "phải là số nguyên" in body(wrong)


def test_a_check_of_a_file_that_does_not_say_how_long_it_is_names_the_rows_that_were_read(
    quan: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = upload(quan, xlsx([HEAD, ROW]))
    chosen(quan, begun.url)
    monkeypatch.setattr(importing, "beside", lambda *_: None)
    opened = import_run.opened
    for of, said in ((4000, "Đang kiểm tra, 30 %"), (1000, "Đang kiểm tra, đã đọc 1.200 hàng")):
        far = import_run.Progress("t", "checking", 1200, of, 1200, 0)
        monkeypatch.setattr(import_run, "opened", lambda token, far=far, **by: (opened(token, **by)[0], far))
        page = body(quan.get(begun.url))
        assert said in page
        assert ("99 %" in page, 'value="99"' in page) == (False, False)


def test_what_somebody_else_has_changed_since_is_not_taken_by_a_page_that_says_otherwise(
    cast: Cast, quan: Client, signed_in: Callable[[Member], Client]
) -> None:
    url = upload(quan, xlsx([["SỔ"], HEAD, ROW])).url
    chosen(quan, url)
    seen = field(quan.get(url), "seen")
    other = signed_in(cast.duc)
    other.post(url, {"go": "again"})
    chosen(other, url, **{"holds-2": "reporter-address"})
    late = quan.post(url, {"go": "take", "seen": seen})
    assert (late.status_code, late.url, Case.objects.count()) == (302, url, 0)
    page = body(quan.get(url))
    assert "có người khác đổi cách đọc tệp này" in page
    assert "Địa chỉ" in page
    assert quan.post(url, {"go": "take"}).status_code == 302
    assert Case.objects.count() == 0, "a form that says nothing of what it was made from"
    assert fill(quan, url, go="take").status_code == 302
    assert Case.objects.count() == 1


def test_of_two_who_choose_the_columns_at_once_the_slower_is_told(
    cast: Cast, quan: Client, signed_in: Callable[[Member], Client]
) -> None:
    url = upload(quan, xlsx([["SỔ"], HEAD, ROW])).url
    seen = field(quan.get(url), "seen")
    chosen(signed_in(cast.duc), url)
    signed_in(cast.duc).post(url, {"go": "again"})
    late = quan.post(url, {"go": "choose", "seen": seen, "procedure": "petition", "holds-0": "old-number"})
    assert (late.status_code, late.url) == (302, url)
    assert "có người khác đổi cách đọc tệp này" in body(quan.get(url))


def test_what_two_columns_cannot_both_be_is_named_in_words(cast: Cast, quan: Client) -> None:
    url = upload(quan, xlsx([["SỔ"], HEAD, ROW])).url
    refused = chosen(quan, url, **{"holds-4": "note", "holds-5": "note"})
    assert refused.status_code == 422
    assert "Hai cột cùng được chọn là một thứ (Ghi chú" in body(refused)
