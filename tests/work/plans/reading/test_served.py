"""Times of what a duty serves and of how long it goes on, which are no day of its own; and such as are."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nVề phòng cháy\nIII. NHIỆM VỤ\n"
EN = "CITY OF NORTHAM\nNo. 9/PL-2027\n5 January 2027\nPLAN\nSafer streets\nIII. TASKS\n"

# what is written, then the day that is filled in ("" none), then what is quoted
SENTENCES = [
    # what somebody else does with it
    ("Công an phường cung cấp số liệu cho Sở Y tế để Sở Y tế báo cáo trước ngày 30/5/2027.", "",
     "trước ngày 30/5/2027"),
    ("Trạm Y tế lập danh sách để UBND phường phê duyệt trước ngày 30/5/2027.", "", "trước ngày 30/5/2027"),
    ("Công an phường gửi danh sách trước ngày 10/5/2027 để Sở Y tế báo cáo trước ngày 30/5/2027.",
     "before 2027-05-10", "trước ngày 30/5/2027"),
    ("Công an phường gửi danh sách trước ngày 10/5/2027 để Sở Y tế báo cáo.", "before 2027-05-10", ""),
    ("Công an phường gửi danh sách về UBND phường để tổng hợp trước ngày 30/5/2027.", "before 2027-05-30", ""),
    ("Công an phường kiểm tra bến để người dân đi lại an toàn trước ngày 30/5/2027.", "before 2027-05-30", ""),
    ("Công an phường rà soát bến để Công an phường báo cáo trước ngày 30/5/2027.", "before 2027-05-30", ""),
    ("The Police shall send the data so that the Department of Health can report by 30 May 2027.", "",
     "by 30 May 2027"),
    ("The Police shall mark the paths so that people are safe by 30 May 2027.", "by 2027-05-30", ""),
    # an event that is prepared for
    ("Trạm Y tế chuẩn bị phiên họp vào ngày 15/3/2027.", "", "vào ngày 15/3/2027"),
    ("Trạm Y tế bố trí xe cứu thương cho lễ hội trong tháng 3/2027.", "", "trong tháng 3/2027"),
    ("Trạm Y tế chuẩn bị nội dung cho phiên họp trước ngày 15/3/2027.", "before 2027-03-15", ""),
    ("Trạm Y tế chuẩn bị nội dung cho phiên họp, gửi tài liệu vào ngày 10/3/2027.", "by 2027-03-10", ""),
    ("Trạm Y tế tổ chức phiên họp vào ngày 15/3/2027.", "by 2027-03-15", ""),
    ("Trạm Y tế chuẩn bị tài liệu trong tháng 3/2027.", "by 2027-03-31", ""),
    ("The Police shall prepare for the fair in Q3 2027.", "", "in Q3 2027"),
    ("The Police shall prepare the hall for the fair by 1 March 2027.", "by 2027-03-01", ""),
    ("The Police shall hold the fair in Q3 2027.", "by 2027-09-30", ""),
    ("The Police shall prepare a report in Q3 2027.", "by 2027-09-30", ""),
    # until when something is kept, or done so often
    ("The Police shall keep records until 2037.", "", "until 2037"),
    ("Công an phường lưu giữ hồ sơ đến ngày 31/12/2037.", "", "đến ngày 31/12/2037"),
    ("The Council shall hold 12 workshops a year until 2030.", "", "until 2030"),
    ("The Police shall keep the list up to date and send it by 30 May 2027.", "by 2027-05-30", ""),
    ("Công an phường tuyên truyền lưu động đến ngày 30/6/2027.", "by 2027-06-30", ""),
    ("The Council shall hold 12 workshops by 2030.", "by 2030-12-31", ""),
    ("The Parks Unit shall mark the paths until 2027.", "by 2027-12-31", ""),
    ("Công an phường lưu giữ hồ sơ và gửi báo cáo trước ngày 30/5/2027.", "before 2027-05-30", ""),
]  # fmt: skip


def read(sentence: str) -> dict[str, Any]:
    head = EN if sentence.isascii() else VI
    return as_data(read_plan(read_document(f"{head}1. {sentence}\n".encode(), "plan.txt")))


@pytest.mark.parametrize(("sentence", "day", "quoted"), SENTENCES)
def test_the_day_of_what_a_duty_serves_is_quoted_and_no_day_of_it(sentence: str, day: str, quoted: str) -> None:
    found = read(sentence)
    (task,) = found["tasks"]
    due = task["due"]
    assert (f"{due['bound']} {due['value']}" if due else "") == day
    shown = [
        found["text"][one["start"] : one["end"]]
        for one in task["unclear"]
        if one["why"] in ("not-understood", "time-beside")
    ]
    assert shown == ([quoted] if quoted else [])


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("Công an phường mỗi tháng kiểm tra ít nhất 04 đợt.", []),
        ("Công an phường hằng tháng kiểm tra ít nhất 04 đợt tại bến.", []),
        ("Mỗi quý, Trạm Y tế vận động ít nhất 30 hộ ký cam kết.", []),
        ("Công an phường báo cáo hằng tháng, vận động ít nhất 30 hộ ký cam kết.", [30]),
        ("Công an phường kiểm tra ít nhất 04 đợt.", [4]),
        ("Công an phường báo cáo hằng tháng; vận động ít nhất 30 hộ ký cam kết trước ngày 30/6/2027.", [30]),
    ],
)
def test_a_number_of_each_period_is_no_total(sentence: str, values: list[int]) -> None:
    found = read(sentence)
    assert [one["value"]["value"] for one in found["targets"]] == values
    assert bool(values) == ("number-not-read" not in [one["why"] for one in found["notes"]])
