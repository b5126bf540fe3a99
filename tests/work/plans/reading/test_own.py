"""The number, day, issuer and title of a plan whose first line says them all."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from tests.work.plans.reading.building import docx

VI, EN = "I. NHIỆM VỤ\n1. Sở Y tế chủ trì kiểm tra giếng.", "1. Tasks\n1.1. The Department of Health shall test wells."
PROVINCE = "UBND TỈNH AN BÌNH"
COMMITTEE = "Harbour City People's Committee"
TOPS = [
    (f"{COMMITTEE}\nPlan No. 9/KH-UBND dated 3 March 2026\non safe water\n{EN}", COMMITTEE, "on safe water"),
    (f"Plan No. 9/KH-UBND of {COMMITTEE} dated 3 March 2026 on safe water\n{EN}", COMMITTEE, "on safe water"),
    (f"{COMMITTEE}\nNo. 9/KH-UBND\nHarbour City, 3 March 2026\nPLAN\non safe water\n{EN}", COMMITTEE, "on safe water"),
    (f"{PROVINCE}\nKế hoạch số 9/KH-UBND ngày 03 tháng 3 năm 2026\nvề nước sạch\n{VI}", PROVINCE, "về nước sạch"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "issuer", "title"), TOPS)
def test_a_first_line_that_says_everything_is_taken_apart(text: str, issuer: str, title: str) -> None:
    (own,) = [one for one in read_plan(read_document(text.encode(), "plan.txt")).instruments if one.own]
    said = {name: field.value for name, field in own.fields.items()}
    wanted = {"kind": "plan", "number": "9/KH-UBND", "date": "2026-03-03", "issuer": issuer, "title": title}
    assert said == wanted


def test_a_plan_that_is_only_named_in_the_first_lines_gives_no_number() -> None:
    text = f"Harbour City\nPLAN\nto implement Plan No. 9/KH-UBND dated 3 March 2026 on safe water\n{EN}"
    (own,) = [one for one in read_plan(read_document(text.encode(), "plan.txt")).instruments if one.own]
    assert "number" not in own.fields


def test_a_first_line_that_hands_out_a_plan_is_a_task_and_no_title() -> None:
    text = "Sở Y tế chủ trì xây dựng kế hoạch nước sạch trước ngày 01/5/2026\nSở Nội vụ chủ trì lập danh sách"
    found = read_plan(read_document(docx(text), "plan.docx"))
    assert [task.fields["lead"].value for task in found.tasks] == ["Sở Y tế", "Sở Nội vụ"]


def test_a_title_that_says_its_kind_within_is_one_where_only_a_table_follows() -> None:
    table = "No.\tTask\tLead agency\tDeadline\n1\tTest all pumps\tDrainage Division\t31 May 2026\n"
    text = f"Riverton Water Company\nWork programme for the flood season\n{table}"
    (own,) = read_plan(read_document(text.encode(), "plan.txt")).instruments
    said = {name: field.value for name, field in own.fields.items()}
    assert (said["kind"], said["issuer"]) == ("programme", "Riverton Water Company")
