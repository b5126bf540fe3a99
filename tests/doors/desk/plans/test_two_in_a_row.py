"""A row of a document that holds two tasks: parted at its line, said to be one, or red and given to nobody."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from namro.work.plans.issue_actions import NotClear, issue
from namro.work.plans.models import Act, Plan, Task
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, field
from tests.doors.desk.plans.scene import add, drafted
from tests.doors.desk.plans.test_reading import TEXT, filled
from tests.doors.desk.plans.test_tables import back, counts, saved

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
FIRST, SECOND = "Lập bản đồ điểm nóng", "Xây dựng quy chế phối hợp"


def looked(agency: Client, items: str = f"- {FIRST};\n- {SECOND}.") -> str:
    """The address of the look at a plan whose appendix has one row with two items."""
    made = docx.Document()
    for line in TEXT.splitlines()[:9]:
        made.add_paragraph(line)
    rows = [
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm"),
        ("1", items, "Công an phường Ba Đình", "15/12/2026", "Bản đồ"),
    ]
    table = made.add_table(len(rows), 5)
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
    made.save(kept := io.BytesIO())
    sent = agency.post("/desk/plans/new", {"file": SimpleUploadedFile("ke-hoach.docx", kept.getvalue())})
    assert sent.status_code == 302, body(sent)
    return str(sent["Location"])


ROW = {"lead-0": "Công an phường Ba Đình", "helping-0": "", "day-0": "15/12/2026", "product-0": "Bản đồ"}


def sent(agency: Client, url: str, **more: str) -> Any:
    return agency.post(url, filled(agency, url, **{**ROW, "matter-0": f"{FIRST}; {SECOND}", **more}))


def test_a_row_with_two_tasks_that_is_taken_as_it_stands_is_red_and_given_to_nobody(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = looked(agency)
    assert 'name="two-0" value="split"' in body(agency.get(url))
    assert sent(agency, url).status_code == 302
    plan = Plan.objects.get()
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert "một hàng có nhiều nhiệm vụ" in page
    with pytest.raises(NotClear) as refused:
        act(issue, plan, by=cast.thao, to=[])
    assert [one.why for one in refused.value.missing[0].unclear] == ["two-tasks"]


def test_a_row_that_is_said_to_be_one_task_is_clear_and_the_act_keeps_that(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    assert sent(agency, looked(agency), **{"two-0": "one"}).status_code == 302
    task = Task.objects.get()
    assert Act.objects.get(about=task.guard_ref, verb="add").data["holds"] == "one"
    page = body(agency.get(f"/desk/plans/tasks/{task.ref}"))
    assert "đã xác nhận là một nhiệm vụ" in page
    assert "một hàng có nhiều nhiệm vụ" not in page


def test_a_row_that_is_parted_is_seen_part_by_part_before_it_becomes_two_drafts(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = looked(agency)
    first = sent(agency, url, **{"two-0": "split"})
    assert first.status_code == 422
    assert "hãy xem từng phần" in body(first)
    page = body(first)
    assert f"{FIRST}</textarea>" in page
    assert f"{SECOND}</textarea>" in page
    second = {
        "does-10000": "take", "matter-10000": SECOND, "lead-10000": "Công an phường Hoàn Kiếm", "helping-10000": "",
        "day-10000": "20/12/2026", "product-10000": "Quy chế",
    }  # fmt: skip
    done = sent(agency, url, **{"two-0": "split", "matter-0": FIRST, **second})
    assert done.status_code == 302, body(done)
    tasks = list(Task.objects.order_by("nth"))
    assert [(one.matter, one.product) for one in tasks] == [(FIRST, "Bản đồ"), (SECOND, "Quy chế")]
    assert tasks[1].lead_office == cast.office.hoan_kiem
    assert tasks[0].clause == tasks[1].clause
    assert "một hàng có nhiều nhiệm vụ" not in body(agency.get(f"/desk/plans/{tasks[0].plan.ref}"))


def test_a_draft_that_holds_two_is_parted_or_said_to_be_one_at_its_own_form(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    assert sent(agency, looked(agency)).status_code == 302
    task = Task.objects.get()
    url = f"/desk/plans/tasks/{task.ref}/change-draft"
    opened = agency.get(url)
    assert opened.status_code == 200, opened.status_code
    said = {
        "once": field(opened, "once"), "seq": field(opened, "seq"), "go": "do", "matter": FIRST, "product": "Bản đồ",
        "clause": str(task.clause_id), "to": "one", "lead": str(cast.office.ba_dinh.pk), "helping": "",
        "role": "handler", "head": "head", "day": "15/12/2026", "rhythm": "", "begins": "", "within": "",
        "reports": "",
    }  # fmt: skip
    both = agency.post(url, {**said, "holds": "one", "second": SECOND})
    assert both.status_code == 422
    assert "Hãy bỏ một trong hai" in body(both)
    done = agency.post(url, {**said, "second": SECOND})
    assert done.status_code == 302, body(done)
    assert list(Task.objects.order_by("nth").values_list("matter", flat=True)) == [FIRST, SECOND]
    assert "một hàng có nhiều nhiệm vụ" not in body(agency.get(f"/desk/plans/{task.plan.ref}"))


def test_the_second_duty_of_a_sentence_is_given_no_lead_that_it_does_not_name(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    duty = "Công an phường Hoàn Kiếm chủ trì lập danh sách các điểm phức tạp, Công an phường Ba Đình cấp kinh phí"
    head = TEXT.partition("I. MỤC ĐÍCH")[0]
    sent = agency.post("/desk/plans/new", {"pasted": f"{head}II. NHIỆM VỤ\n1. {duty}; xong trước ngày 15/6/2026.\n"})
    url = str(sent["Location"])
    page = body(agency.post(url, {**filled(agency, url), "go": "look", "two-0": "split"}))
    part = page.partition('id="task-10000"')[2]
    assert 'name="lead-10000" list="offices" value=""' in part
    assert "chưa rõ đơn vị chủ trì" in part
    assert "cấp kinh phí" in part


def test_read_once_more_both_tasks_of_a_parted_row_are_there_and_neither_is_said_to_be_gone(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = looked(agency)
    second = {
        "does-10000": "take", "matter-10000": SECOND, "lead-10000": "Công an phường Hoàn Kiếm", "helping-10000": "",
        "day-10000": "20/12/2026", "product-10000": "Quy chế",
    }  # fmt: skip
    first = {"two-0": "split", "matter-0": FIRST}
    assert sent(agency, url, **first, **second).status_code == 302
    plan = Plan.objects.get()
    choose = f"/desk/plans/{plan.ref}/read"
    lying = field(agency.get(choose), "lying")
    again = agency.post(choose, {"lying": lying})
    page = body(agency.get(str(again["Location"])))
    assert "Đã có trong kế hoạch" in page
    assert 'id="h-gone"' not in page
    assert 'name="does-0"' not in page, "there is nothing to take"


@pytest.mark.parametrize(
    "items", [f"a) {FIRST}; b) {SECOND}.", f"(1) {FIRST}; (2) {SECOND}.", f"1. {FIRST}. 2) {SECOND}"]
)
def test_items_on_one_line_of_a_cell_are_two_tasks_as_well_and_are_parted_where_they_begin(
    cast: Cast, signed_in: Browser, home: Any, items: str
) -> None:
    agency = signed_in(cast.thao)
    page = body(sent(agency, looked(agency, items), **{"two-0": "split", "matter-0": ""}))
    assert f"{FIRST}</textarea>" in page
    assert f"{SECOND}</textarea>" in page


def test_of_a_table_that_comes_back_rows_with_two_tasks_are_asked_about_and_what_was_asked_stays_open(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    assert sent(agency, looked(agency)).status_code == 302
    plan = Plan.objects.get()
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    sheet = book.active
    row = next(at for at in range(1, 30) if str(sheet.cell(at, 2).value).startswith(FIRST))
    sheet.cell(row, 2).value = "Lập bản đồ điểm nóng của phường"
    new = ["2", "Kiểm tra kho; lập sổ theo dõi", "Công an phường Ba Đình", "", "25/12/2026", "Sổ"]
    for at, text in enumerate(new, 1):
        sheet.cell(row + 1, at).value = text
    book.save(out := io.BytesIO())
    url = back(agency, plan, out.getvalue())
    page = agency.get(url)
    chosen = dict.fromkeys(re.findall(r'name="(do-\d+)"', body(page)), "yes")
    assert len(chosen) == 2
    assert agency.post(url, {"seen": field(page, "seen"), "reason": "", **chosen}).status_code == 302
    with pytest.raises(NotClear) as refused:
        act(issue, plan, by=cast.thao, to=[])
    found = [{one.why for one in lacks.unclear} for lacks in refused.value.missing]
    assert len(found) == 2
    assert all("two-tasks" in one for one in found)


def test_a_heading_of_the_table_whose_cells_are_merged_no_longer_is_no_new_task(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency, plan = signed_in(cast.thao), drafted(cast)
    add(cast, plan, matter="Báo cáo kết quả.", spread=False, lead=cast.office.ba_dinh.pk)
    book = load_workbook(io.BytesIO(saved(agency, plan)))
    sheet = book.active
    for one in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(one))
    last = next(at for at in range(1, 30) if str(sheet.cell(at, 2).value).startswith("Báo cáo")) + 1
    sheet.cell(last, 1).value, sheet.cell(last, 2).value = "B", "Nhiệm vụ của các phường"
    head = next(at for at in range(1, 30) if sheet.cell(at, 1).value == "II")
    assert sheet.cell(head, 1).value == "II"
    if sheet.cell(head, 2).value is None:
        sheet.cell(head, 2).value = "Nhiệm vụ, giải pháp"
    book.save(out := io.BytesIO())
    page = body(agency.get(back(agency, plan, out.getvalue())))
    assert counts(page) == ["0", "1", "0", "1" if Task.objects.count() == 1 else "2"]
    assert "Nhiệm vụ, giải pháp" not in page.partition('class="totals"')[2].partition("Nhiệm vụ của các phường")[0]
    assert not re.search(r'name="do-\d+"[^>]*checked', page), "what says no lead, day or product is chosen by nobody"
