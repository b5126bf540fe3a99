"""Tables of targets, columns for the beginning and the end, and what of a table is not read: that is said."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

TOP = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nAn toàn\nI. MỤC TIÊU\n"


def _read(table: str, top: str = TOP) -> dict[str, Any]:
    return as_data(read_plan(read_document(docx(f"{top}{table}"), "plan.docx")))


def _noted(said: dict[str, Any], why: str) -> list[str]:
    return [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == why]


def test_a_table_with_a_column_for_each_year_gives_a_target_for_each() -> None:
    said = _read(
        "| TT | Chỉ tiêu | Đơn vị tính | Thực hiện năm 2026 | Năm 2027 | Đến năm 2030 |\n"
        "| 1 | Tổ dân phố không có điểm nóng | % | 21 | 30 | 60 |\n| 2 | Số tổ liên gia | tổ | 30 | 45 | khoảng 90 |\n"
        "| 3 | Tỷ lệ hài lòng | | 80 | 85% | 90 |\n"
    )
    found = [tuple(one[name]["value"] for name in ("clause", "what", "value", "unit", "by")) for one in said["targets"]]
    assert found == [
        ("1", "Tổ dân phố không có điểm nóng", 30, "%", "2027-12-31"),
        ("1", "Tổ dân phố không có điểm nóng", 60, "%", "2030-12-31"),
        ("2", "Số tổ liên gia", 45, "tổ", "2027-12-31"),
        ("3", "Tỷ lệ hài lòng", 85, "%", "2027-12-31"),
    ]
    assert _noted(said, "number-not-read") == ["khoảng 90", "90"]
    assert _noted(said, "column-not-read") == ["Thực hiện năm 2026"]


def test_of_a_beginning_and_an_end_the_end_is_due_and_the_beginning_is_said_not_to_be_read() -> None:
    said = _read(
        "| STT | Nhiệm vụ | Cơ quan chủ trì | Tiến độ | < |\n| ^ | ^ | ^ | Bắt đầu | Kết thúc |\n"
        "| 1 | Lập danh sách | Sở Y tế | 01/3/2027 | 15/6/2027 |\n"
    )
    (task,) = said["tasks"]
    assert task["due"]["value"] == "2027-06-15"
    assert _noted(said, "column-not-read") == ["Bắt đầu"]


@pytest.mark.parametrize("column", ["Start", "Quarter I", "Budget"])
def test_a_column_that_is_not_known_is_named(column: str) -> None:
    top = "CITY OF RIVERTON\nNo. 15/KH-UBND\n5 January 2027\nPLAN\non lamps\n"
    said = _read(
        f"| No. | Task | Lead agency | {column} | End |\n"
        "| 1 | Draw up a list | Department of Health | 1 May | 30 June 2027 |\n",
        top,
    )
    assert said["tasks"][0]["due"]["value"] == "2027-06-30"
    assert _noted(said, "column-not-read") == [column]


def test_an_empty_column_is_not_named() -> None:
    said = _read("| STT | Nhiệm vụ | Chủ trì | Kinh phí | Thời hạn |\n| 1 | Lập danh sách | Sở Y tế | | 30/6/2027 |\n")
    assert _noted(said, "column-not-read") == []


def test_a_time_among_the_remarks_is_quoted_where_the_row_has_none() -> None:
    said = _read("| STT | Nhiệm vụ | Chủ trì | Ghi chú |\n| 1 | Lập danh sách | Sở Y tế | Xong trước 30/6/2027 |\n")
    (task,) = said["tasks"]
    (time,) = [one for one in task["unclear"] if one["clear"] == "time"]
    assert (task["due"], said["text"][time["start"] : time["end"]]) == (None, "Xong trước 30/6/2027")


def test_a_table_without_headings_that_are_known_is_said_not_to_be_read() -> None:
    said = _read("| Việc | Ai | Khi nào |\n| Lập danh sách | Sở Y tế | Trước 30/6/2027 |\n")
    assert (said["tasks"], said["targets"]) == ([], [])
    assert _noted(said, "table-not-read")


def test_a_workbook_of_targets_alone_is_read() -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["KẾ HOẠCH"], ["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2027"], [1, "Tỷ lệ hài lòng", "%", 85]):
        book.active.append(row)
    held = BytesIO()
    book.save(held)
    (target,) = as_data(read_plan(read_document(held.getvalue(), "plan.xlsx")))["targets"]
    assert (target["value"]["value"], target["by"]["value"]) == (85, "2027-12-31")
