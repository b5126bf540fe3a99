"""Two times of one duty, hours of days, nights, and duties in one sentence that have a day each."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

VI = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nVề phòng cháy\n"
EN = "CITY OF NORTHAM\nNo. 9/PL-2027\n5 January 2027\nPLAN\nSafer streets\n"

# the language, what is written, then the task and its time of each duty, then what is quoted of its times
SENTENCES: list[tuple[str, str, list[tuple[str, str]], list[str]]] = [
    ("en", "In February and again in May 2027 the Licensing Division inspects clubs.", [("inspects clubs", "")],
     ["In February and again in May 2027 the Licensing Division inspects clubs"]),
    ("en", "The Licensing Division inspects clubs in May 2027.", [("inspects clubs", "by 2027-05-31")], []),
    ("vi", "Công an phường gửi báo cáo trước 14h00 thứ Năm hằng tuần.", [("gửi báo cáo", "by weekly 4")], []),
    ("vi", "Công an phường gửi báo cáo hằng tuần (vào 15h00 thứ Tư).", [("gửi báo cáo", "by weekly 3")], []),
    ("vi", "Công an phường gửi báo cáo trước thứ Năm hằng tuần.", [("gửi báo cáo", "before weekly 4")], []),
    ("vi", "Công an phường gửi số liệu hằng tuần về PC06 (vào 15h00 thứ Tư).",
     [("gửi số liệu hằng tuần về PC06 (vào 15h00 thứ Tư)", "weekly")], ["vào 15h00 thứ Tư"]),
    ("en", "The Licensing Division sends the list by 5 p.m. every Friday.", [("sends the list", "by weekly 5")], []),
    ("vi", "Bắt đầu từ 01/02/2027, Công an phường kiểm tra quán bar hằng tuần.",
     [("kiểm tra quán bar", "weekly")], ["Bắt đầu từ 01/02/2027"]),
    ("en", "Starting 1 February 2027 and ending 30 April 2027, the Licensing Division inspects bars weekly.",
     [("inspects bars", "weekly")], ["Starting 1 February 2027 and ending 30 April 2027"]),
    ("vi", "Công an phường tuần tra hằng đêm tại chợ.", [("tuần tra hằng đêm tại chợ", "")], ["hằng đêm"]),
    ("en", "The Police Department patrols the market nightly.", [("patrols the market nightly", "")], ["nightly"]),
    ("vi", "Trước ngày 28/02/2027, Công an phường lập xong danh sách; trước ngày 15/3/2027, UBND phường công bố.",
     [("lập xong danh sách", "before 2027-02-28"), ("công bố", "before 2027-03-15")], []),
    ("vi", "Công an phường lập danh sách trước ngày 28/02/2027; trước ngày 15/3/2027 UBND phường công bố.",
     [("lập danh sách", "before 2027-02-28"), ("công bố", "before 2027-03-15")], []),
    ("en", "By 15 March 2027 the Drug Unit shall train nurses; by 30 May 2027, the Health Department shall test them.",
     [("train nurses", "by 2027-03-15"), ("test them", "by 2027-05-30")], []),
    ("vi", "Công an phường rà soát camera trước 10/3/2027, lập hồ sơ trước 20/3/2027.",
     [("rà soát camera trước 10/3/2027, lập hồ sơ trước 20/3/2027", "")],
     ["trước 10/3/2027, lập hồ sơ trước 20/3/2027"]),
    ("vi", "Sở Công Thương kiểm tra việc kinh doanh hàng Tết; báo cáo kết quả trước ngày 25/01/2027.",
     [("kiểm tra việc kinh doanh hàng Tết; báo cáo kết quả", "before 2027-01-25")], []),
    ("vi", "Tháng 3 và tháng 9/2027, Công an phường tổ chức diễn tập.", [("tổ chức diễn tập", "")],
     ["Tháng 3 và tháng 9/2027"]),
    ("vi", "Sở Công Thương kiểm tra hàng lễ hàng năm.", [("kiểm tra hàng lễ", "yearly")], []),
]  # fmt: skip

CELLS = [
    ("Ngày 25/6 và 25/12", "", "Ngày 25/6 và 25/12"),
    ("Tháng: ngày 20; Quý: ngày 15 tháng cuối quý; Năm: 10/12", "",
     "Tháng: ngày 20; Quý: ngày 15 tháng cuối quý; Năm: 10/12"),
    ("20/12/2027 17:00", "on 2027-12-20", ""),
    ("20/12/2027 (17h00)", "on 2027-12-20", ""),
    ("17h00 ngày 20/12/2027", "on 2027-12-20", ""),
    ("20/12/2027 17 xã", "", "20/12/2027 17 xã"),
    ("trước 20/12/2027 17:00", "", "trước 20/12/2027 17:00"),
]  # fmt: skip


def time_of(task: dict[str, Any]) -> str:
    field = task["due"] or task["rhythm"] or {"value": ""}
    return " ".join(str(field[name]) for name in ("bound", "value", "within") if name in field)


def quoted(data: dict[str, Any]) -> list[str]:
    why = ("no-term", "no-end", "no-time")
    return [
        data["text"][one["start"] : one["end"]]
        for task in data["tasks"]
        for one in task["unclear"]
        if one["clear"] == "time" and one["why"] not in why
    ]


@pytest.mark.parametrize(("language", "sentence", "tasks", "quotes"), SENTENCES)
def test_each_duty_has_its_own_time_and_none_is_lost(
    language: str, sentence: str, tasks: list[tuple[str, str]], quotes: list[str]
) -> None:
    head = f"{VI}III. NHIỆM VỤ" if language == "vi" else f"{EN}III. TASKS"
    data = as_data(read_plan(read_document(f"{head}\n1. {sentence}\n".encode(), "a.txt")))
    assert [(task["task"]["value"], time_of(task)) for task in data["tasks"]] == tasks
    assert quoted(data) == quotes


@pytest.mark.parametrize(("cell", "time", "quote"), CELLS)
def test_a_cell_with_an_hour_behind_its_day_is_that_day_and_what_is_not_understood_is_quoted_whole(
    cell: str, time: str, quote: str
) -> None:
    head = f"{VI}PHỤ LỤC\n| STT | Nhiệm vụ | Cơ quan chủ trì | Thời hạn |\n"
    text = f"{head}| 1 | Lập danh sách | Sở Xây dựng | {cell} |\n"
    data = as_data(read_plan(read_document(docx(text), "a.docx")))
    (task,) = data["tasks"]
    assert time_of(task) == time
    assert quoted(data) == ([quote] if quote else [])


def test_a_day_with_an_hour_in_a_workbook_is_that_day() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["KẾ HOẠCH phòng cháy năm 2026"])
    sheet.append(["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"])
    for at, day in enumerate((datetime.fromisoformat("2026-12-20T17:00"), date(2026, 12, 20)), 1):
        sheet.append([at, f"Lập danh sách {at}", "Sở Xây dựng", day])
    made = BytesIO()
    book.save(made)
    tasks = as_data(read_plan(read_document(made.getvalue(), "a.xlsx")))["tasks"]
    assert [time_of(task) for task in tasks] == ["on 2026-12-20"] * 2
