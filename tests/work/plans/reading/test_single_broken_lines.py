"""A line that was broken amid a name, or amid a sentence, in a text whose lines are whole else."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI, EN = "KẾ HOẠCH\nIII. TỔ CHỨC THỰC HIỆN\n", "PLAN\nIII. TASKS\n"

BROKEN: list[tuple[str, str, list[str] | None]] = [
    (f"{VI}Các đơn vị được giao chủ trì chịu trách nhiệm gửi số liệu về Văn phòng\n"
     "HĐND và UBND phường trước ngày 05 của tháng sau.",
     "Các đơn vị được giao chủ trì", None),
    (f"{VI}1. Công an phường tổng hợp danh sách các hộ kinh doanh gửi Phòng\n"
     "Kinh tế, Hạ tầng và Đô thị trước ngày 15/9/2026.",
     "Công an phường", None),
    (f"{VI}1. Trạm Y tế phường lập danh sách trẻ em chưa tiêm chủng báo cáo Ủy ban\n"
     "nhân dân phường trước ngày 15/9/2026.",
     "Trạm Y tế phường", None),
    (f"{VI}1. Trạm Y tế phường chủ trì, phối hợp với Đoàn Thanh niên và\n"
     "Hội Phụ nữ phường vận động hộ dân.",
     "Trạm Y tế phường", ["Đoàn Thanh niên", "Hội Phụ nữ phường"]),
    (f"{EN}1. The Police Department shall patrol the market square together with the Fire and\n"
     "Rescue Service by 1 May 2026.",
     "Police Department", ["Fire and Rescue Service"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "helpers"), BROKEN)
def test_who_only_receives_or_helps_behind_a_broken_line_leads_nothing(
    text: str, lead: str, helpers: list[str] | None
) -> None:
    (found,) = as_data(read_plan(read_document(f"{text}\n".encode(), "a.txt")))["tasks"]
    assert found["lead"]["value"] == lead
    assert (found["coordinating"]["value"] if found["coordinating"] else None) == helpers


def test_two_lines_that_each_say_a_duty_stay_two() -> None:
    first = "Phòng Kinh tế rà soát các hộ kinh doanh trên địa bàn phường trong tháng 9/2026"
    text = f"{VI}{first}\nCông an phường kiểm tra nhà trọ trước ngày 15/9/2026.\n"
    found = as_data(read_plan(read_document(text.encode(), "a.txt")))["tasks"]
    assert [one["lead"]["value"] for one in found] == ["Phòng Kinh tế", "Công an phường"]
