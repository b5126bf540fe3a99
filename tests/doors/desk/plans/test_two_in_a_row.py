"""A row of a document that holds two tasks: parted at its line, said to be one, or red and given to nobody."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.work.plans.issue_actions import NotClear, issue
from namro.work.plans.models import Act, Plan, Task
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, field
from tests.doors.desk.plans.test_reading import TEXT, filled

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
FIRST, SECOND = "Lập bản đồ điểm nóng", "Xây dựng quy chế phối hợp"


def looked(agency: Client) -> str:
    """The address of the look at a plan whose appendix has one row with two items."""
    made = docx.Document()
    for line in TEXT.splitlines()[:9]:
        made.add_paragraph(line)
    rows = [
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm"),
        ("1", f"- {FIRST};\n- {SECOND}.", "Công an phường Ba Đình", "15/12/2026", "Bản đồ"),
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
