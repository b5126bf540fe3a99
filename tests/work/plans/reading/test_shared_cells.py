"""Who leads and who helps where one cell says both, and cells that name nobody for certain."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

VI = (
    "UBND PHƯỜNG CỬA NAM\nKẾ HOẠCH\nAn ninh năm 2027\nIII. NHIỆM VỤ\n| STT | Nội dung | Đơn vị thực hiện | Thời hạn |\n"
)
EN = "CITY OF RIVERTON\nPLAN\non lanterns\nIII. TASKS\n| No. | Task | Lead | Deadline |\n"
A, B, C = "Phòng VHXH", "Công an phường", "Trạm Y tế"
APART = [
    (f"{A} chủ trì, {B} phối hợp", A, [B]),
    (f"{A} chủ trì; {B}, {C} phối hợp", A, [B, C]),
    (f"{A} chủ trì; {B} và {C} phối hợp thực hiện.", A, [B, C]),
    (f"{A} chủ trì\n{B} phối hợp", A, [B]),
    (f"{A} chủ trì", A, None),
    (f"{A} chủ trì phối hợp với {B}", A, [B]),
    (f"{A} chủ trì, phối hợp với {B}, {C}", A, [B, C]),
    (f"- Chủ trì: {B}\n- Phối hợp: {C}", B, [C]),
    (f"Chủ trì: {B}; phối hợp: {A}, {C}", B, [A, C]),
    (f"Đơn vị chủ trì: {B}. Đơn vị phối hợp: {A}; {C}", B, [A, C]),
    (f"Phối hợp: {B}; chủ trì: {A}", A, [B]),
    (f"Chủ trì: {B}", B, None),
    (f"{A} (phối hợp: {B})", A, [B]),
    (f"{A} (phối hợp với {B}, {C})", A, [B, C]),
    (f"{A} ({B} phối hợp)", A, [B]),
    (f"{A}, phối hợp: {B}", A, [B]),
    (f"{A} (chủ trì), {B} (phối hợp)", A, [B]),
    (f"{B}, phối hợp {C}", B, [C]),
    (f"{B} phối hợp với {C}", B, [C]),
    (f"{B} phối hợp", None, [B]),
]
WHOLE = [A, "Công an phường (Đội CSGT)", "Tổ phối hợp", "Trung tâm Văn hóa - Thông tin", "Tổ phối hợp liên ngành"]
SEVERAL = [
    f"{A} chủ trì, {B} chủ trì",
    f"{A} chủ trì, {B}",
    f"{A} (phối hợp: {B}), {C}",
    f"{A} (chủ đầu tư: Ban Quản lý dự án)",
    f"{B}, {C}",
]
ENGLISH = [
    ("Lead: Health Office; Partners: Police Department", "Health Office", ["Police Department"]),
    ("Lead: Housing Support Team; Support: Police Department", "Housing Support Team", ["Police Department"]),
    ("Health Office leads, Police Department supports", "Health Office", ["Police Department"]),
    ("Health Office (support: Police Department)", "Health Office", ["Police Department"]),
    ("Health Office (lead), Police Department (support)", "Health Office", ["Police Department"]),
    ("Housing Support", "Housing Support", None),
    ("Family support", "Family support", None),
    ("Housing Support Team", "Housing Support Team", None),
    ("Youth Support Office", "Youth Support Office", None),
]


def read(cell: str, top: str = VI) -> tuple[Any, Any, list[str]]:
    """Who leads, who helps, and what is quoted of the person."""
    cell = cell.replace("\n", "\\n")
    said = as_data(read_plan(read_document(docx(f"{top}| 1 | Phát tờ rơi | {cell} | 15/3/2027 |\n"), "p.docx")))
    (task,) = said["tasks"]
    quoted = [
        f"{one['why']}: {said['text'][one['start'] : one['end']]}"
        for one in task["unclear"]
        if one["clear"] == "person"
    ]
    return *(task[name]["value"] if task[name] else None for name in ("lead", "coordinating")), quoted


@pytest.mark.parametrize(("cell", "lead", "helpers"), APART)
def test_who_leads_and_who_helps_are_read_apart(cell: str, lead: str | None, helpers: list[str] | None) -> None:
    found = read(cell)
    assert found[:2] == (lead, helpers)
    assert found[2] == ([] if lead else [f"no-lead: {cell}"])


@pytest.mark.parametrize(("cell", "lead", "helpers"), ENGLISH)
def test_and_in_english(cell: str, lead: str, helpers: list[str] | None) -> None:
    assert read(cell, EN) == (lead, helpers, [])


@pytest.mark.parametrize("cell", WHOLE)
def test_a_name_stays_whole(cell: str) -> None:
    assert read(cell) == (cell, None, [])


@pytest.mark.parametrize("cell", SEVERAL)
def test_what_is_not_understood_of_several_is_quoted(cell: str) -> None:
    assert read(cell) == (cell, None, [f"several-leads: {cell}"])


@pytest.mark.parametrize(
    ("cell", "top"),
    [
        ("Procurement (tbc)", EN),
        ("Procurement TBC", EN),
        ("Procurement - to be confirmed", EN),
        ("Procurement (to be confirmed in May)", EN),
        ("TBC (Procurement)", EN),
        ("Highways?", EN),
        ("Police Department (?)", EN),
        ("Finance (proposed)", EN),
        ("Vacant post", EN),
        ("Sở Y tế (dự kiến)", VI),
        ("Sở Y tế (đang đề xuất)", VI),
        ("Sở Y tế?", VI),
        ("Công an phường - chưa phân công", VI),
    ],
)
def test_a_lead_that_is_not_decided_is_none_and_is_quoted(cell: str, top: str) -> None:
    assert read(cell, top) == (None, None, [f"no-lead: {cell}"])


@pytest.mark.parametrize(
    ("cell", "top"),
    [
        ("Finance or Works", EN),
        ("Police Dept. / Fire Dept.", EN),
        ("Police Dept / Fire Dept", EN),
        ("Sở Y tế hoặc Sở Nội vụ", VI),
    ],
)
def test_one_or_the_other_is_several(cell: str, top: str) -> None:
    lead, helpers, quoted = read(cell, top)
    assert (lead, helpers, quoted) == (cell.rstrip("."), None, [f"several-leads: {cell.rstrip('.')}"])


@pytest.mark.parametrize(
    ("cell", "top"),
    [
        ("Vacant Property Team", EN),
        ("Victoria Works", EN),
        ("Corridor Board", EN),
        ("Housing Office (North)", EN),
        ("Phòng Đề xuất chính sách", VI),
        ("Công an phường (Đội CSGT)", VI),
        ("Ban Dự án 141", VI),
    ],
)
def test_a_name_with_such_a_word_in_it_is_decided(cell: str, top: str) -> None:
    assert read(cell, top) == (cell, None, [])


def test_a_lead_behind_a_label_that_is_not_decided_is_none() -> None:
    text = "CITY OF RIVERTON\nPLAN\non lanterns\nIII. TASKS\n1. Repair lamps\nLead: Highways (tbc)\nDue: 1 May 2027\n"
    said = as_data(read_plan(read_document(text.encode(), "p.txt")))
    assert [task["lead"] for task in said["tasks"]] == [None]
    noted = [said["text"][one["start"] : one["end"]].strip() for one in said["notes"] if one["why"] == "left-open"]
    assert noted == ["Highways (tbc)"]


HEADS = [
    ("Phòng Hành chính - Quản trị", "Phòng Hành chính - Quản trị", None),
    ("Tổ Bảo vệ chủ trì, Công an phường phối hợp", "Tổ Bảo vệ", None),
    ("Đ/c Hùng - Phó Chủ tịch", None, "Đ/c Hùng - Phó Chủ tịch"),
    ("Nguyễn Văn An", None, "Nguyễn Văn An"),
    ("Trưởng Công an phường", None, "Trưởng Công an phường"),
]


@pytest.mark.parametrize(("cell", "lead", "head"), HEADS)
def test_an_office_where_a_person_is_meant_leads_and_answers_for_nothing(
    cell: str, lead: str | None, head: str | None
) -> None:
    top = VI.replace("Đơn vị thực hiện", "Người phụ trách")
    said = as_data(read_plan(read_document(docx(f"{top}| 1 | Phát tờ rơi | {cell} | 15/3/2027 |\n"), "p.docx")))
    (task,) = said["tasks"]
    assert [task[name]["value"] if task[name] else None for name in ("lead", "head")] == [lead, head]


def test_such_an_office_beside_a_column_for_who_leads_is_noted() -> None:
    top = VI.replace("Thời hạn |", "Thời hạn | Người phụ trách |")
    text = f"{top}| 1 | Phát tờ rơi | {A} | 15/3/2027 | {B} |\n| 2 | Tập huấn | {A} | 15/4/2027 | Ông Nguyễn Văn An |\n"
    said = as_data(read_plan(read_document(docx(text), "p.docx")))
    assert [task["lead"]["value"] for task in said["tasks"]] == [A, A]
    assert [task["head"] and task["head"]["value"] for task in said["tasks"]] == [None, "Ông Nguyễn Văn An"]
    assert [said["text"][one["start"] : one["end"]] for one in said["notes"]] == [B]


def test_it_leads_also_where_the_row_below_says_as_above() -> None:
    top = VI.replace("Đơn vị thực hiện", "Người phụ trách")
    text = f"{top}| 1 | Phát tờ rơi | {A} | 15/3/2027 |\n| 2 | Tập huấn | nt | 15/4/2027 |\n"
    said = as_data(read_plan(read_document(docx(text), "p.docx")))
    assert [task["lead"]["value"] for task in said["tasks"]] == [A, A]


def test_a_table_of_days_under_no_known_headings_is_noted_and_one_of_numbers_is_not() -> None:
    top = "UBND PHƯỜNG CỬA NAM\nKẾ HOẠCH\nAn ninh năm 2027\nII. LỊCH KHÁM\n"
    days = "| Ngày | Buổi | Tổ dân phố |\n| 10/3/2027 | Sáng | 1-5 |\n| 11/3/2027 | Chiều | 6-9 |\n"
    sums = "| Loại | Số | Giá |\n| Nước | 10 | 15.000 |\n| Bánh | 12 | 20.000 |\n"
    for rows, noted in ((days, 3), (sums, 0)):
        said = as_data(read_plan(read_document(docx(top + rows), "p.docx")))
        assert [one["why"] for one in said["notes"]] == ["table-not-read"] * noted
