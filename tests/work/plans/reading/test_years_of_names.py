"""A year in the name of a programme, one that is not the calendar's and the day of what comes first are no day by which
a duty is due: they are quoted. A day of the duty itself beside them is taken."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "Số: 12/KH-UBND\nAn Lạc, ngày 08 tháng 01 năm 2026\nKẾ HOẠCH\nVề an toàn năm 2026\nIII. NHIỆM VỤ\n"
EN = "CITY OF NORTHAM\nNo. 4/PL-2026\n8 January 2026\nPLAN\nSafer nights 2026\nIII. TASKS\n"

# the language, what is written, then the day that is filled in ("" none), then what is quoted
SENTENCES = [
    ("vi", "Sở Xây dựng triển khai Chương trình phát triển nhà ở, chợ giai đoạn 2021 – 2025, định hướng đến năm 2030.",
     "", "đến năm 2030"),
    ("vi", "Sở Y tế tổ chức thực hiện Chiến lược dân số, gia đình đến năm 2030.", "", "đến năm 2030"),
    ("vi", "Sở Xây dựng công bố Quy hoạch thoát nước, tầm nhìn đến năm 2050 trước ngày 15/4/2026.",
     "before 2026-04-15", "đến năm 2050"),
    ("vi", "Sở Y tế tổ chức thực hiện Chiến lược dân số đến hết năm 2026.", "by 2026-12-31", ""),
    ("vi", "Sở Y tế xây dựng Đề án khám bệnh, hoàn thành đến năm 2027.", "by 2027-12-31", ""),
    ("vi", "Sở Y tế lập danh sách hộ nghèo đến năm 2027.", "by 2027-12-31", ""),
    ("vi", "Sở Y tế thực hiện Chương trình phòng, chống dịch, hoàn thành trong quý III/2026.", "by 2026-09-30", ""),
    ("en", "The Parks Unit shall review the Open Space Strategy until 2035 by 30 May 2026.", "by 2026-05-30",
     "until 2035"),
    ("en", "The Parks Unit shall mark the paths until 2027.", "by 2027-12-31", ""),
    ("en", "The Parks Unit shall mark the paths by end of Q3 2026/27.", "", "by end of Q3 2026/27"),
    ("en", "The Parks Unit shall mark the paths by the end of 2026-27.", "", "by the end of 2026-27"),
    ("en", "The Parks Unit shall mark the paths by the end of Q3 2026.", "by 2026-09-30", ""),
    ("en", "The Board shall print the leaflet once adopted by the Council on 9 April 2026.", "", "on 9 April 2026"),
    ("en", "The Board shall print the leaflet after the committee sits on 9 April 2026.", "", "on 9 April 2026"),
    ("en", "The Board shall print the leaflet following a vote of the Council on 9 April 2026.", "", "on 9 April 2026"),
    ("en", "The Board shall print the leaflet after consultation, by 9 April 2026.", "by 2026-04-09", ""),
    ("en", "The Board shall train the wardens appointed on 9 April 2026.", "", "on 9 April 2026"),
    ("en", "The Board shall open the shelter on 9 April 2026.", "on 2026-04-09", ""),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "due", "quote"), SENTENCES)
def test_a_time_of_a_name_or_of_what_comes_first_is_no_day_of_the_duty(
    language: str, sentence: str, due: str, quote: str
) -> None:
    head = VI if language == "vi" else EN
    data: dict[str, Any] = as_data(read_plan(read_document(f"{head}1. {sentence}\n".encode(), "a.txt")))
    (task,) = data["tasks"]
    assert (f"{task['due']['bound']} {task['due']['value']}" if task["due"] else "") == due
    quoted = [data["text"][one["start"] : one["end"]] for one in task["unclear"] if one["clear"] == "time"]
    assert any(quote in one for one in quoted) or not quote
