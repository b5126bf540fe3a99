"""Who leads and who helps where both stand close together, and where it cannot be told which is which."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND TỈNH AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 12/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n1. {}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety\nII. TASKS\n1. {}\n"


def told(said: str) -> tuple[Any, ...]:
    """Who leads, who helps, what, and why who is not clear, with the words of it, of the one task."""
    plan, said = (EN, said[3:]) if said.startswith("en ") else (VI, said)
    data = as_data(read_plan(read_document(plan.format(said).encode(), "p.txt")))
    (task,) = data["tasks"]
    why = [(one["why"], data["text"][one["start"] : one["end"]]) for one in task["unclear"] if one["clear"] == "person"]
    found = (task[name]["value"] if task[name] else None for name in ("lead", "coordinating", "task"))
    return (*found, [one for one in why if one[0] != "no-lead"])


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ("Trạm Y tế chủ trì; Công an, Trường THCS, Hội Phụ nữ phối hợp: nói chuyện chuyên đề trong tháng 9/2027.",
         ("Trạm Y tế", ["Công an", "Trường THCS", "Hội Phụ nữ"], "nói chuyện chuyên đề", [])),
        ("en Health Board leads; Police Department, Schools and NGOs support: drug talks by 30 June 2027.",
         ("Health Board", ["Police Department", "Schools", "NGOs"], "drug talks", [])),
        ("Sở Y tế chủ trì: lập danh sách trước 19/8/2027.", ("Sở Y tế", None, "lập danh sách", [])),
        ("Tổ chức Ngày hội. Các cơ quan phối hợp: Sở Y tế, Sở Nội vụ.",
         (None, ["Sở Y tế", "Sở Nội vụ"], "Tổ chức Ngày hội", [])),
        ("Phối hợp với Công an phường, Hội Phụ nữ chủ trì mở 02 lớp kỹ năng trước 8/3/2027.",
         (None, ["Công an phường", "Hội Phụ nữ"], "mở 02 lớp kỹ năng",
          [("other-lead", "Phối hợp với Công an phường, Hội Phụ nữ chủ trì")])),
        ("UBND phường có trách nhiệm phối hợp với Công an Thành phố là cơ quan chủ trì kiểm tra chợ trước 30/4/2027.",
         (None, ["UBND phường", "Công an Thành phố"], "kiểm tra chợ",
          [("other-lead", "Công an Thành phố là cơ quan chủ trì")])),
        ("Phòng Kinh tế và, khi cần thiết, Công an phường kiểm tra chợ trong quý II/2027.",
         ("Phòng Kinh tế và, khi cần thiết, Công an phường", None, "kiểm tra chợ",
          [("several-leads", "Phòng Kinh tế và, khi cần thiết, Công an phường")])),
        ("en The Housing Office and, where needed, the Police Department will inspect shelters in Q2 2027.",
         ("Housing Office and, where needed, the Police Department", None, "inspect shelters",
          [("several-leads", "Housing Office and, where needed, the Police Department")])),
        ("Tổ chức Ngày hội. Chủ trì: UBND cấp xã; chỉ đạo điểm: UBND xã Tiên Yên. Thời gian: 19/8/2027.",
         ("UBND cấp xã", None, "Tổ chức Ngày hội", [("several-leads", "chỉ đạo điểm: UBND xã Tiên Yên.")])),
        ("Giao Công an tỉnh đôn đốc, báo cáo. Chủ trì: UBND cấp xã.",
         ("Công an tỉnh", None, "đôn đốc, báo cáo", [("several-leads", "UBND cấp xã")])),
    ],
)  # fmt: skip
def test_who_leads_is_told_from_who_helps_or_said_to_be_unclear(said: str, want: tuple[Any, ...]) -> None:
    assert told(said) == want


def test_what_stands_behind_a_label_that_is_not_known_is_no_part_of_the_day_and_is_noted() -> None:
    said = "Tổ chức Ngày hội. Chủ trì: UBND cấp xã; thời gian: 19/8/2027; kinh phí: Sở Tài chính."
    data = as_data(read_plan(read_document(VI.format(said).encode(), "p.txt")))
    assert data["tasks"][0]["due"]["value"] == "2027-08-19"
    assert [data["text"][note["start"] : note["end"]] for note in data["notes"]] == ["kinh phí: Sở Tài chính."]


def test_who_does_a_part_in_brackets_leads_nothing() -> None:
    said = "Họp Ban Chỉ đạo trước 20/02/2027 (Công an tỉnh chuẩn bị nội dung, Văn phòng UBND tỉnh phát giấy mời)."
    data = as_data(read_plan(read_document(VI.format(said).encode(), "p.txt")))
    assert [task["lead"] for task in data["tasks"]] == [None]
    assert "Văn phòng UBND tỉnh phát giấy mời" in data["tasks"][0]["task"]["value"]
