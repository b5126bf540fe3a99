"""The assignment table of a draft goes out as a file, is changed elsewhere, and comes back line by line."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from namro.doors.desk.plans.table import month_said
from namro.ground.gate import guard
from namro.ground.people.models import Office
from namro.work.plans.models import Plan, Task
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body, field
from tests.doors.desk.plans.scene import MATTER, add, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
Browser = Callable[[Member], Client]


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """A draft of four tasks: for every ward, by a day; for Ba Đình with a helper, monthly; two more."""
    plan = drafted(cast)
    add(cast, plan, matter="Báo cáo kết quả.", spread=False, lead=cast.office.ba_dinh.pk,
        helping=[cast.office.hoan_kiem.pk], time={"rhythm": "monthly", "until": "2026-12-31", "after": 5})  # fmt: skip
    add(cast, plan, matter="Lắp camera ở các ngã tư", time={"term": "10 working days"}, budget="Ngân sách thành phố")
    add(cast, plan, matter="Tổng kết; “biểu dương”\nkhen thưởng", product="Báo cáo")
    return plan


def saved(browser: Client, plan: Plan, kind: str = "xlsx") -> bytes:
    answer = browser.get(f"/desk/plans/{plan.ref}/table.{kind}")
    assert answer.status_code == 200
    return bytes(answer.content)


def back(browser: Client, plan: Plan, data: bytes, name: str = "bang.xlsx") -> str:
    """Where the look at a file is that comes back."""
    answer = browser.post(f"/desk/plans/{plan.ref}/table", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, body(answer)
    return str(answer["Location"])


def with_cell(data: bytes, begins: str, to: str) -> bytes:
    """The workbook with the one cell that begins so changed."""
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    (cell,) = [one for row in book.active.iter_rows() for one in row if str(one.value).startswith(begins)]
    cell.value = to
    book.save(out)
    return out.getvalue()


def counts(page: str) -> list[str]:
    return re.findall(r"<b>(\d+)</b>", page.partition('class="totals"')[2].partition("</ul>")[0])


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_table_that_nobody_changed_comes_back_as_the_same_lines(
    cast: Cast, signed_in: Browser, plan: Plan, kind: str
) -> None:
    agency = signed_in(cast.thao)
    page = body(agency.get(back(agency, plan, saved(agency, plan, kind), f"bang.{kind}")))
    assert counts(page) == ["0", "0", "0", "4"]
    assert "Không có dòng nào để nhận" in page


def test_the_word_file_has_the_official_layout(cast: Cast, signed_in: Browser, plan: Plan) -> None:
    made = docx.Document(io.BytesIO(saved(signed_in(cast.thao), plan, "docx")))
    section, (head, table) = made.sections[0], made.tables
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in head.cell(0, 1).text
    said = [one.text for one in made.paragraphs if one.text]
    assert said[0] == "PHỤ LỤC"
    assert said[-1] == "(Kèm theo Kế hoạch số 290/KH-UBND ngày 15 tháng 01 năm 2026 của UBND thành phố)"
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][:6] == [
        "STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn hoàn thành", "Sản phẩm, kết quả",
    ]  # fmt: skip
    assert rows[1][:2] == ["II", "Nhiệm vụ, giải pháp"], "the part of the plan, over the whole width"
    assert rows[3][2:5] == [
        "Công an phường Ba Đình", "Công an phường Hoàn Kiếm",
        "Hằng tháng, trong 5 ngày làm việc sau mỗi kỳ, đến hết ngày 31/12/2026",
    ]  # fmt: skip
    assert table.rows[0]._tr.trPr.xpath("w:tblHeader")


def test_what_was_changed_added_and_left_out_is_taken_line_by_line_in_one_action(
    cast: Cast, signed_in: Browser, plan: Plan
) -> None:
    agency = signed_in(cast.thao)
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    sheet = book.active
    first = next(row for row in range(1, 30) if sheet.cell(row, 2).value == MATTER)
    sheet.cell(first, 3).value = "Công an phường Hoàn Kiếm"
    sheet.cell(first + 1, 5).value = "Hằng quý, đến hết ngày 30/9/2026"
    sheet.cell(first + 2, 4).value = "Sở Không Có Thật"
    for at, text in enumerate(["4", "Mở lớp tập huấn", "Công an phường Ba Đình", "", "01/6/2026", "Lớp tập huấn"], 1):
        sheet.cell(first + 3, at).value = text
    out = io.BytesIO()
    book.save(out)
    url = back(agency, plan, out.getvalue())
    opened = agency.get(url)
    page = body(opened)
    assert counts(page) == ["3", "1", "1", "0"]
    assert "không có đơn vị nào mang đúng tên “Sở Không Có Thật”" in page
    offered = re.findall(r'name="(do-\d+)" value="yes"', page)
    assert len(offered) == 4, "the line with an unknown office cannot be taken"
    sent = dict.fromkeys(offered, "yes") | {"go": "do", "seen": field(opened, "seen")}
    assert "phải ghi lý do" in body(agency.post(url, sent)), "the missing one is withdrawn with a reason only"
    before = Task.objects.filter(plan=plan).count()
    add(cast, plan, matter="Việc của người khác")
    assert "vừa được sửa ở nơi khác" in body(agency.post(url, sent | {"reason": "Trùng"}))
    sent["seen"] = field(agency.get(url), "seen")
    sent = {k: v for k, v in sent.items() if not k.startswith("do-")} | dict.fromkeys(
        ["do-0", "do-1", "do-3", "do-4"], "yes"
    )
    assert agency.post(url, sent | {"reason": "Trùng nhiệm vụ khác"}).status_code == 302
    tasks = {one.matter: one for one in Task.objects.filter(plan=plan)}
    assert len(tasks) == before + 2
    assert (tasks[MATTER].lead_office_id, tasks[MATTER].spread) == (cast.office.hoan_kiem.pk, False)
    assert tasks[MATTER].head_role == "head", "what the table does not say stays"
    assert tasks["Báo cáo kết quả."].rhythm == "quarterly"
    assert tasks["Lắp camera ở các ngã tư"].seq == 1, "what could not be taken was left as it was"
    assert tasks["Tổng kết; “biểu dương”\nkhen thưởng"].state == Task.ENDED
    assert tasks["Mở lớp tập huấn"].product == "Lớp tập huấn"
    assert tasks["Việc của người khác"].state == Task.DRAFT
    gone = agency.get(url)
    assert gone.status_code == 302, "a file is taken once"


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_what_could_not_be_read_empties_nothing(cast: Cast, signed_in: Browser, plan: Plan, kind: str) -> None:
    agency, out = signed_in(cast.thao), io.BytesIO()
    data = saved(agency, plan, kind)
    if kind == "docx":
        made = docx.Document(io.BytesIO(data))
        made.tables[1].rows[0].cells[4].paragraphs[0].runs[0].text = "Khi nào xong"
        made.save(out)
    else:
        book = load_workbook(io.BytesIO(data))
        next(cell for row in book.active for cell in row if cell.value == "Thời hạn hoàn thành").value = "Khi nào xong"
        book.save(out)
    page = body(agency.get(back(agency, plan, out.getvalue(), f"bang.{kind}")))
    assert "Không thấy trong tệp: Thời hạn hoàn thành" in page
    changed = page.partition('id="h-changed"')[2].partition("</section>")[0]
    assert "Thời hạn hoàn thành" not in changed
    assert "(trống)" not in changed
    assert counts(page)[2] == "0", "and every task is found again"


def test_a_cell_that_was_emptied_is_taken_only_where_somebody_says_so(
    cast: Cast, signed_in: Browser, plan: Plan
) -> None:
    agency, out = signed_in(cast.thao), io.BytesIO()
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    next(cell for row in book.active for cell in row if cell.value == "06/03/2026").value = "=DATE(2027,3,1)"
    book.save(out)
    page = body(agency.get(back(agency, plan, out.getvalue())))
    assert counts(page)[0] == "1"
    assert "không chọn sẵn" in page
    assert "checked" not in page.partition("<main")[2]


def test_a_row_that_could_not_be_read_is_not_offered_as_left_out(cast: Cast, signed_in: Browser, plan: Plan) -> None:
    agency, out = signed_in(cast.thao), io.BytesIO()
    made = docx.Document(io.BytesIO(saved(agency, plan, "docx")))
    row = next(row for row in made.tables[1].rows if row.cells[1].text == MATTER)
    row.cells[1].merge(row.cells[2])
    made.save(out)
    page = body(agency.get(back(agency, plan, out.getvalue(), "bang.docx")))
    assert "máy không đọc được thành một dòng của bảng" in page
    assert "do-" not in page.partition('id="h-missing"')[2].partition("</section>")[0]


def test_the_table_of_another_plan_is_said_and_nothing_of_it_is_chosen(
    cast: Cast, signed_in: Browser, plan: Plan
) -> None:
    agency, out = signed_in(cast.thao), io.BytesIO()
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    for row in book.active:
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("290/KH-UBND", "77/KH-UBND").replace("camera", "đèn đường")
    book.save(out)
    page = body(agency.get(back(agency, plan, out.getvalue())))
    assert "Đầu tệp ghi là bảng của 77/KH-UBND, còn dự thảo này là 290/KH-UBND" in page
    assert counts(page)[0] == "1"
    assert "checked" not in page.partition("<main")[2]


def test_a_table_is_taken_back_by_its_own_office_only_and_what_is_no_table_is_said(
    cast: Cast, signed_in: Browser, plan: Plan
) -> None:
    url = f"/desk/plans/{plan.ref}/table"
    assert signed_in(cast.ha).get(url).status_code == 404
    agency = signed_in(cast.thao)
    assert "Chưa chọn tệp" in body(agency.post(url, {}))
    letter = SimpleUploadedFile("thu.txt", "Kính gửi anh.".encode())
    assert agency.post(url, {"file": letter}).status_code == 422
    nothing = agency.get(f"/desk/plans/{plan.ref}/table/0123456789abcdef01234567")
    assert nothing.status_code == 302, "no such file waits"


def test_what_would_come_back_as_something_else_is_said_before_the_file_is_given_out(
    cast: Cast, signed_in: Browser, plan: Plan
) -> None:
    with guard.outside("an office with a semicolon in its name"):
        Office.objects.filter(pk=cast.office.hoan_kiem.pk).update(names={"vi": "Đội A; Đội B", "en": "A; B"})
    agency, url = signed_in(cast.thao), f"/desk/plans/{plan.ref}/table.docx"
    page = body(agency.get(url))
    assert "STT 2, cột Cơ quan phối hợp" in page
    assert agency.get(f"{url}?as-it-is=1")["Content-Type"].startswith("application/vnd")


@pytest.mark.parametrize(("lead", "known"), [("Công an 2 phường, xã", True), ("Công an 10 phường, xã", False)])
def test_a_number_in_the_lead_of_a_table_that_comes_back_is_that_of_all_units_or_means_nobody(
    cast: Cast, signed_in: Browser, plan: Plan, lead: str, known: bool
) -> None:
    agency = signed_in(cast.thao)
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    sheet = book.active
    first = next(row for row in range(1, 30) if sheet.cell(row, 2).value == MATTER)
    sheet.cell(first, 3).value = lead
    out = io.BytesIO()
    book.save(out)
    page = html.unescape(body(agency.get(back(agency, plan, out.getvalue()))))
    assert (f"không có đơn vị nào mang đúng tên “{lead}”" not in page) is known


def test_a_unit_that_is_no_more_in_a_table_that_comes_back_offers_the_offices_of_today(
    cast: Cast, signed_in: Browser, plan: Plan
) -> None:
    agency = signed_in(cast.thao)
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    sheet = book.active
    first = next(row for row in range(1, 30) if sheet.cell(row, 2).value == MATTER)
    sheet.cell(first, 3).value = "Công an phường Hàng Bạc"
    sheet.cell(first + 1, 4).value = "Công an phường Hàng Bạc; Công an phường Ba Đình"
    out = io.BytesIO()
    book.save(out)
    url = back(agency, plan, out.getvalue())
    opened = agency.get(url)
    page = body(opened)
    assert page.count("phường Hàng Bạc không còn từ ngày 01/07/2025") == 2
    assert "không có đơn vị nào mang đúng tên" not in page
    assert 'name="do-0" value="yes">' in page, "nothing is chosen for anybody"
    sent = {"go": "do", "seen": field(opened, "seen"), "do-0": "yes", "do-1": "yes"}
    heir = str(cast.office.hoan_kiem.pk)
    refused = agency.post(url, sent | {"former-0-0": heir, "former-1-0": "999"})
    assert refused.status_code == 422
    said = "1 dòng ghi tên không phải của riêng một đơn vị hiện nay: Công an phường Hàng Bạc"
    assert f'<a href="#f-former-1-0">{said}' in body(refused)
    assert f'<option value="{heir}" selected>' in body(refused), "what was picked stays picked"
    assert not Task.objects.filter(plan=plan, lead_office=cast.office.hoan_kiem).exists()
    assert agency.post(url, sent | {"former-0-0": heir, "former-1-0": heir}).status_code == 302
    tasks = {one.matter: one for one in Task.objects.filter(plan=plan)}
    assert tasks[MATTER].lead_office == cast.office.hoan_kiem
    helping = {one.office for one in tasks["Báo cáo kết quả."].helped.all()}
    assert helping == {cast.office.hoan_kiem, cast.office.ba_dinh}
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    sheet = book.active
    sheet.cell(first, 3).value = "Công an phường Hàng Bạc"
    out = io.BytesIO()
    book.save(out)
    with guard.outside("nobody sits where the ward was"):
        Office.objects.filter(pk=cast.office.hoan_kiem.pk).update(ends=date(2026, 3, 1))
    page = body(agency.get(back(agency, plan, out.getvalue())))
    assert "phường Hàng Bạc không còn từ ngày 01/07/2025. Nay ở đó chưa có cơ quan cùng loại" in page


@pytest.mark.parametrize(
    ("day", "said"), [("2026-01-05", "01"), ("2026-02-28", "02"), ("2026-06-21", "6"), ("2026-12-01", "12")]
)
def test_the_month_of_a_document_is_written_as_documents_write_it(day: str, said: str) -> None:
    assert month_said(date.fromisoformat(day)) == said
    assert month_said(None) == ""


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_task_begins_with_a_capital_in_the_file_and_stays_as_it_is_in_the_plan(
    cast: Cast, signed_in: Browser, plan: Plan, kind: str
) -> None:
    agency = signed_in(cast.thao)
    add(cast, plan, matter="đặt biển báo ở các bến", product="Biển báo")
    made = saved(agency, plan, kind)
    if kind == "docx":
        cells = [cell.text for row in docx.Document(io.BytesIO(made)).tables[-1].rows for cell in row.cells]
    else:
        rows = load_workbook(io.BytesIO(made)).active.iter_rows(values_only=True)
        cells = [str(cell) for row in rows for cell in row if cell]
    assert "Đặt biển báo ở các bến" in cells
    assert counts(body(agency.get(back(agency, plan, made, f"bang.{kind}")))) == ["0", "0", "0", "5"]
    assert plan.tasks.filter(matter="đặt biển báo ở các bến").exists()


def test_a_table_that_was_written_with_small_letters_is_the_same_too(
    cast: Cast, signed_in: Browser, plan: Plan
) -> None:
    agency = signed_in(cast.thao)
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "Lắp camera ở các ngã tư":
                cell.value = "lắp camera ở các ngã tư"
    book.save(kept := io.BytesIO())
    assert counts(body(agency.get(back(agency, plan, kept.getvalue())))) == ["0", "0", "0", "4"]
