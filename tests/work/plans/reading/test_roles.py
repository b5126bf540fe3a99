"""Who leads by brackets behind the names, who only under a condition, and names and verbs that were passed over."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.fields import Reading, Task
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from tests.work.plans.reading.building import docx

VI = "KẾ HOẠCH\nNăm 2026\nIII. NHIỆM VỤ\n1. {}"
EN = "CITY OF RIVERTON\nPLAN\non lanterns\nIII. TASKS\n1. {}"
POLICE, HEALTH = "Công an Thành phố", "Sở Y tế"

# what is written, who leads, who helps, what is to be done
BRACKETS = [
    ("Sở Y tế (chủ trì), Công an Thành phố (phối hợp) lập danh sách.", HEALTH, (POLICE,), "lập danh sách"),
    ("Công an Thành phố (phối hợp), Sở Y tế (chủ trì) lập danh sách.", HEALTH, (POLICE,), "lập danh sách"),
    ("Giao Sở Y tế (cơ quan chủ trì), Công an Thành phố (phối hợp) lập danh sách.", HEALTH, (POLICE,), "lập danh sách"),
    ("Lập danh sách: Sở Y tế (chủ trì), Công an Thành phố (phối hợp).", HEALTH, (POLICE,), "Lập danh sách"),
    ("Lập danh sách. Sở Y tế (chủ trì), Công an Thành phố (phối hợp).", HEALTH, (POLICE,), "Lập danh sách"),
    ("Sở Y tế chủ trì (phối hợp với Công an Thành phố) lập danh sách.", HEALTH, (POLICE,), "lập danh sách"),
    ("Sở Y tế (chủ trì), phối hợp với Công an Thành phố lập danh sách.", HEALTH, (POLICE,), "lập danh sách"),
    ("The Department of Health (lead), the Police Department (support) shall draw up the list.",
     "Department of Health", ("Police Department",), "draw up the list"),
    ("The Police Department (support), the Department of Health (lead) shall draw up the list.",
     "Department of Health", ("Police Department",), "draw up the list"),
    ("The Department of Health (with the Police Department) shall draw up the list.",
     "Department of Health", ("Police Department",), "draw up the list"),
    ("Sở Y tế chủ trì, Công an Thành phố phối hợp lập danh sách.", HEALTH, (POLICE,), "lập danh sách"),
    ("Lập danh sách (Sở Y tế chủ trì, Công an Thành phố phối hợp).", HEALTH, (POLICE,), "Lập danh sách"),
    ("Draw up the list: Department of Health (lead agency), Police Department (support).",
     "Department of Health", ("Police Department",), "Draw up the list"),
]  # fmt: skip
CONDITIONS = [
    ("Trường hợp được giao nhiệm vụ, Sở Y tế chủ trì lập danh sách.", "Trường hợp được giao nhiệm vụ"),
    ("Khi có dịch, Sở Y tế lập danh sách.", "Khi có dịch"),
    ("Sở Y tế chủ trì lập danh sách nếu được giao.", "nếu được giao"),
    ("Sở Y tế (khi được giao) chủ trì lập danh sách.", "khi được giao"),
    ("Sở Y tế, nếu được giao, chủ trì lập danh sách.", "nếu được giao"),
    ("Sở Y tế tổng hợp vướng mắc (nếu có).", ""),
    ("Sở Y tế chủ trì xử lý các trường hợp vi phạm.", ""),
    ("If so assigned, the Department of Health shall draw up the list.", "If so assigned"),
    ("In case of flood, the Department of Health shall draw up the list.", "In case of flood"),
    ("The Department of Health shall draw up the list, subject to funding.", "subject to funding"),
    ("In any year and upon approval, the Department of Health shall draw up the list.", ""),
    ("If so decided the Department of Health shall draw up the list.", "If so decided"),
    ("The Department of Health shall draw up a plan in case of flood.", ""),
    ("The Department of Health shall treat cases, if any.", ""),
    ("The Department of Health shall check if kitchens are clean.", ""),
]
LEADS = [
    ("Kho bạc Nhà nước khu vực I bảo đảm thanh toán kịp thời.", "Kho bạc Nhà nước khu vực I"),
    ("Chi cục Thuế khu vực II rà soát hộ kinh doanh.", "Chi cục Thuế khu vực II"),
    ("Công an Thành phố và Sở Y tế cùng chủ trì kiểm tra.", "Công an Thành phố và Sở Y tế"),
    ("The Police Department has to draw up the list.", "Police Department"),
    ("The State Treasury ensures timely payment.", "State Treasury"),
    ("The Police Department acts as focal point for the reports.", "Police Department"),
]


def reading(said: str) -> Reading:
    plan = EN if said.startswith(("The ", "In ", "If ", "Draw ")) else VI
    return read_plan(read_document(plan.format(said).encode(), "plan.txt"))


def only(said: str) -> Task:
    (task,) = reading(said).tasks
    return task


@pytest.mark.parametrize(("said", "lead", "helpers", "task"), BRACKETS)
def test_brackets_behind_the_names_say_who_leads(said: str, lead: str, helpers: tuple[str, ...], task: str) -> None:
    fields = only(said).fields
    assert [fields[name].value for name in ("lead", "coordinating", "task")] == [lead, helpers, task]


def test_two_that_lead_by_brackets_are_not_chosen_between_and_the_clause_is_said_to_be_passed_over() -> None:
    found = reading("Sở Y tế (chủ trì), Sở Nội vụ (chủ trì) lập danh sách.")
    assert found.tasks == ()
    assert [note.why for note in found.notes] == ["nothing-read"]


@pytest.mark.parametrize(("said", "quoted"), CONDITIONS)
def test_who_leads_only_if_something_comes_about_is_quoted_with_the_condition(said: str, quoted: str) -> None:
    found = reading(said)
    (task,) = found.tasks
    said_so = [one for one in task.unclear if one.why == "conditional-lead"]
    assert [found.document.text[one.start : one.end] for one in said_so] == ([quoted] if quoted else [])
    assert task.fields["lead"].value in (HEALTH, "Department of Health")


@pytest.mark.parametrize(("said", "lead"), LEADS)
def test_an_agency_with_a_verb_of_duty_behind_it_leads(said: str, lead: str) -> None:
    assert only(said).fields["lead"].value == lead


def test_a_cell_says_by_brackets_who_leads_and_under_which_condition() -> None:
    head = "| STT | Nhiệm vụ | Cơ quan chủ trì | Thời gian dự kiến |"
    rows = [
        "| 1 | Lập danh sách | Sở Y tế (chủ trì), Công an Thành phố (phối hợp) | 15/12/2026 |",
        "| 2 | Lập bản đồ | Sở Y tế (khi được giao) | 15/12/2026 |",
        "| 3 | Lập sổ | Sở Y tế (Phòng Nghiệp vụ Y) | 15/12/2026 |",
    ]
    text = "\n".join(["KẾ HOẠCH", "Năm 2026", "PHỤ LỤC", head, *rows])
    found = read_plan(read_document(docx(text), "plan.docx"))
    first, second, third = found.tasks
    assert (first.fields["lead"].value, first.fields["coordinating"].value) == (HEALTH, (POLICE,))
    assert second.fields["lead"].value == HEALTH
    quoted = [found.document.text[one.start : one.end] for one in second.unclear if one.why == "conditional-lead"]
    assert quoted == ["khi được giao"]
    assert third.fields["lead"].value == "Sở Y tế (Phòng Nghiệp vụ Y)"
    assert [note.why for note in found.notes] == ["expected-days"]
