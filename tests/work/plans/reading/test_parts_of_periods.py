"""A time of which only a part is understood is never shortened to one that is clear, and is cut whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 10 tháng 12 năm 2026\nKẾ HOẠCH\nAn toàn\n"
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n2 December 2026\nPLAN\non safety\n"
PART = ("within-not-understood", "several-rhythms", "not-understood", "contradictory-dates", "no-day", "no-year")
CELLS = [
    ("In the first week of each month", "monthly", "In the first week of"),
    ("Second week of each quarter", "quarterly", "Second week of"),
    ("First half of each month", "monthly", "First half of"),
    ("By the end of each month", "monthly", "By the end of"),
    ("In January and July each year", "yearly", "In January and July"),
    ("15 June and 15 December every year", "yearly", "15 June and 15 December"),
    ("Monthly (by the 20th; December: by the 10th)", "monthly", "by the 20th; December: by the 10th"),
    ("Monthly from March 2027", "monthly", "from March 2027"),
    ("Each quarter, starting Q2/2027", "quarterly", "starting Q2/2027"),
    ("Q1, then quarterly", "quarterly", "Q1, then"),
    ("Once a month, more often in summer", "monthly", "Once a month, more often in summer"),
    ("15/6 và 15/12 hằng năm", "yearly", "15/6 và 15/12"),
    ("Trước 15/6 và 15/12 hằng năm", "yearly", "Trước 15/6 và 15/12"),
    ("Tháng 3 và tháng 9 hằng năm", "yearly", "Tháng 3 và tháng 9"),
    ("Tháng 3, 6, 9, 12 hằng năm", "yearly", "Tháng 3, 6, 9, 12"),
    ("Định kỳ 6 tháng/lần, ngày 10 tháng cuối kỳ", "half-yearly on 6-10", ""),
    ("Hằng tháng (ngày 20), riêng tháng 12 ngày 10", "monthly", "ngày 20), riêng tháng 12 ngày 10"),
    ("Quý I, sau đó hằng quý", "quarterly", "Quý I, sau đó"),
    ("Tuần đầu tiên của mỗi tháng", "monthly", "Tuần đầu tiên của"),
    ("Nửa đầu mỗi tháng", "monthly", "Nửa đầu"),
    ("Cuối hằng quý", "quarterly", "Cuối"),
    ("Mỗi quý 01 lần, vào tuần cuối", "quarterly", "vào tuần cuối"),
    ("Hằng tháng, bắt đầu từ tháng 3/2027", "monthly", "bắt đầu từ tháng 3/2027"),
    ("Hằng năm, lần đầu trước 30/6/2027", "yearly", "lần đầu trước 30/6/2027"),
    ("Hằng quý (ngày 10 tháng cuối quý); năm (ngày 10/12)", "",
     "Hằng quý (ngày 10 tháng cuối quý); năm (ngày 10/12)"),
    ("Hằng ngày (22h-5h)", "daily", "Hằng ngày (22h-5h)"),
    ("Mùng 10 hằng tháng", "monthly", "Mùng 10 hằng tháng"),
    ("Các ngày 30/4/2027, 01/5/2027", "", "Các ngày 30/4/2027, 01/5/2027"),
    ("Tháng 6, tháng 12", "", "Tháng 6, tháng 12"),
    ("1 May, 1 June and 1 July 2027", "", "1 May, 1 June and 1 July 2027"),
    ("Thường xuyên, liên tục", "ongoing", ""),
    ("Trước ngày 20 hằng tháng đến hết năm 2027", "monthly before 20", ""),
    ("Mỗi quý 01 lần", "quarterly", ""),
    ("Định kỳ hằng tháng", "monthly", ""),
    ("On the first day of each month", "monthly on 1", ""),
]  # fmt: skip
PROSE = [
    ("report in the last week of each month", "report", "monthly", "in the last week of"),
    ("report in the last three days of each quarter", "report", "quarterly", "in the last three days of"),
    ("report weekly, on Mondays, Wednesdays and Fridays", "report", "weekly", "on Mondays, Wednesdays and Fridays"),
    ("hold a drill on Tuesdays and Fridays", "hold a drill on Tuesdays and Fridays", "", "on Tuesdays and Fridays"),
    ("report monthly, starting in March 2027 and ending in June 2027", "report", "monthly",
     "starting in March 2027 and ending in June 2027"),
    ("cập nhật dữ liệu vào tuần cuối hằng tháng", "cập nhật dữ liệu", "monthly", "vào tuần cuối"),
    ("cập nhật vào tuần đầu mỗi quý", "cập nhật", "quarterly", "vào tuần đầu"),
    ("báo cáo vào cuối tuần hằng tháng", "báo cáo", "monthly", "vào cuối tuần"),
    ("tuần tra vào các tối thứ Sáu, thứ Bảy hằng tuần", "tuần tra vào các tối thứ Sáu, thứ Bảy hằng tuần", "weekly",
     "thứ Sáu, thứ Bảy"),
    ("họp giao ban vào sáng thứ Hai hằng tuần", "họp giao ban vào sáng thứ Hai hằng tuần", "weekly on 1", ""),
    ("báo cáo tuần (thứ Năm), tháng (ngày 20)", "báo cáo tuần (thứ Năm), tháng (ngày 20)", "",
     "tuần (thứ Năm), tháng (ngày 20)"),
    ("báo cáo hằng quý, quý IV báo cáo trước ngày 15/12", "báo cáo hằng quý, quý IV báo cáo trước ngày 15/12",
     "quarterly", "trước ngày 15/12"),
    ("tổ chức trực các ngày 30/4/2027, 01/5/2027", "tổ chức trực các ngày 30/4/2027, 01/5/2027", "",
     "các ngày 30/4/2027, 01/5/2027"),
    ("ra quân các ngày 15, 16, 17/3/2027", "ra quân các ngày 15, 16, 17/3/2027", "", "các ngày 15, 16, 17/3/2027"),
    ("ra quân ngày 15 và 16 tháng 3 năm 2027", "ra quân ngày 15 và 16 tháng 3 năm 2027", "",
     "ngày 15 và 16 tháng 3 năm 2027"),
    ("tập huấn ngày 15-17/3/2027", "tập huấn ngày 15-17/3/2027", "", "ngày 15-17/3/2027"),
    ("trực từ ngày 30/4/2027 đến ngày 03/5/2027", "trực", "2027-05-03", ""),
    ("rà soát điểm nóng, xong chậm nhất là ngày 30/4 năm 2028", "rà soát điểm nóng", "2028-04-30", ""),
    ("bố trí kinh phí trước ngày 20/01, năm 2028", "bố trí kinh phí", "2028-01-20", ""),
    ("báo cáo kết quả trước ngày 30/4 các năm 2028, 2029", "báo cáo kết quả trước ngày 30/4 các năm 2028, 2029", "",
     "trước ngày 30/4 các năm 2028"),
    ("prepare the list by 30 April next year", "prepare the list by 30 April next year", "", "by 30 April next year"),
    ("kiểm tra 3 tháng một lần, lần đầu trước ngày 15/4/2027", "kiểm tra 3 tháng một lần, lần đầu", "",
     "3 tháng một lần, lần đầu trước ngày 15/4/2027"),
    ("tuyên truyền 4 đợt/năm, đợt cuối trước ngày 30/11/2027", "tuyên truyền 4 đợt/năm, đợt cuối", "",
     "4 đợt/năm, đợt cuối trước ngày 30/11/2027"),
    ("check shops every two months, first on 10 March 2027", "check shops every two months, first", "",
     "every two months, first on 10 March 2027"),
]  # fmt: skip


def _is_english(said: str) -> bool:
    return said.isascii()


def _only(text: str) -> tuple[dict[str, Any], str, list[str]]:
    said = as_data(read_plan(read_document(text.encode(), "plan.txt")))
    (task,) = said["tasks"]
    held = task["rhythm"] or task["due"]
    time = held["value"] if held else ""
    if task["rhythm"] and "within" in held:
        time += f" {held['bound']} {held['within']}"
    return task, time, [said["text"][one["start"] : one["end"]] for one in task["unclear"] if one["why"] in PART]


@pytest.mark.parametrize(("cell", "time", "quoted"), CELLS)
def test_what_a_rhythm_in_a_cell_does_not_say_is_quoted(cell: str, time: str, quoted: str) -> None:
    head = "No.\tTask\tLead agency\tDeadline\n1\tDraw up a list\tDepartment of Health\t"
    if not _is_english(cell):
        head = "STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\n1\tLập danh sách\tSở Y tế\t"
    _, found, quotes = _only(f"{EN if _is_english(cell) else VI}{head}{cell}\n")
    assert (found, quotes) == (time, [quoted] if quoted else [])


@pytest.mark.parametrize(("duty", "matter", "time", "quoted"), PROSE)
def test_words_of_a_time_are_cut_from_a_duty_whole_or_not_at_all(
    duty: str, matter: str, time: str, quoted: str
) -> None:
    top = f"{EN}I. TASKS\n1. The Department of Health shall " if _is_english(duty) else f"{VI}II. NHIỆM VỤ\n1. Sở Y tế "
    task, found, quotes = _only(f"{top}{duty}.\n")
    assert (task["task"]["value"], found, quotes) == (matter, time, [quoted] if quoted else [])
