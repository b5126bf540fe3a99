"""Duties told in the passive, by who asks another, glued to the one before; headings, and short forms of names."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 10 tháng 12 năm 2026\nKẾ HOẠCH\nAn toàn\n"
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n2 December 2026\nPLAN\non safety\n"
LEADS = [
    ("Kế hoạch diễn tập được Công an Thành phố xây dựng trước ngày 30/6/2027.",
     [("Kế hoạch diễn tập được Công an Thành phố xây dựng", "Công an Thành phố")]),
    ("Danh sách phải được Công an phường lập, báo cáo UBND phường.",
     [("Danh sách phải được Công an phường lập, báo cáo UBND phường", "Công an phường")]),
    ("Việc rà soát do Công an Thành phố thực hiện trước ngày 30/6/2027.", [("rà soát", "Công an Thành phố")]),
    ("The drill plan shall be prepared by the Department of Health by 30 June 2027.",
     [("The drill plan shall be prepared by the Department of Health", "Department of Health")]),
    ("Tests shall be held by the Fire Department on 1 June 2027.",
     [("Tests shall be held by the Fire Department", "Fire Department")]),
    ("Tests shall be held by the Fire Department in June.",
     [("Tests shall be held by the Fire Department in June", "Fire Department")]),
    ("Sở Y tế đề nghị Bộ Y tế cấp bổ sung thuốc.", [("đề nghị Bộ Y tế cấp bổ sung thuốc", "Sở Y tế")]),
    ("UBND phường đề nghị Trạm Y tế phường khám sức khỏe.", [("khám sức khỏe", "Trạm Y tế phường")]),
    ("Chủ tịch UBND phường đề nghị Trạm Y tế phường khám sức khỏe.", [("khám sức khỏe", "Trạm Y tế phường")]),
    ("Trưởng Công an phường đề nghị UBND phường bố trí kinh phí.",
     [("đề nghị UBND phường bố trí kinh phí", "Trưởng Công an phường")]),
    ("Đề nghị Trạm Y tế phường khám sức khỏe.", [("khám sức khỏe", "Trạm Y tế phường")]),
    ("Sở Y tế lập danh sách hộ có nguy cơ; đồng thời tổ chức tập huấn.",
     [("lập danh sách hộ có nguy cơ", "Sở Y tế"), ("tổ chức tập huấn", "Sở Y tế")]),
    ("Sở Y tế lập danh sách hộ có nguy cơ; đồng thời, giao Sở Nội vụ tổ chức tập huấn.",
     [("lập danh sách hộ có nguy cơ", "Sở Y tế"), ("tổ chức tập huấn", "Sở Nội vụ")]),
    ("Sở Y tế lập danh sách. Đồng thời, Sở Nội vụ tổ chức tập huấn trước ngày 30/6/2027.",
     [("lập danh sách", "Sở Y tế"), ("tổ chức tập huấn", "Sở Nội vụ")]),
    ("Sở Y tế lập danh sách hộ có nguy cơ, hộ nghèo, hộ có người cao tuổi.",
     [("lập danh sách hộ có nguy cơ, hộ nghèo, hộ có người cao tuổi", "Sở Y tế")]),
    ("The Police shall draw up a list of exits. In addition, they shall mark the exits.",
     [("draw up a list of exits", "Police"), ("mark the exits", "Police")]),
]  # fmt: skip
NOBODY = [
    "Các tuyến đường do Sở Xây dựng quản lý.",
    "Danh sách do Công an phường lập đã được UBND phường phê duyệt trước ngày 30/6/2026.",
    "Các công trình được Sở Xây dựng cấp phép trước ngày 30/6/2027 phải có hệ thống chữa cháy.",
    "Người nghiện do Công an phường quản lý hằng tháng được Trạm Y tế phường khám.",
    "No list shall be prepared by the Police.",
    "Tests that will be held by the Fire Department are published.",
    "The list shall be prepared by 30 June 2027.",
    "The plan shall be prepared by Green Moon by 30 June 2027.",
]


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _found(said: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["task"]["value"], one["lead"]["value"] if one["lead"] else None) for one in said["tasks"]]


def _top(sentence: str) -> str:
    return f"{EN}I. TASKS\n1. {sentence}\n" if sentence.isascii() else f"{VI}II. NHIỆM VỤ\n1. {sentence}\n"


@pytest.mark.parametrize(("sentence", "want"), LEADS)
def test_who_is_to_do_it_is_read_from_every_form_of_the_sentence(sentence: str, want: list[tuple[str, str]]) -> None:
    assert _found(_read(_top(sentence))) == want


@pytest.mark.parametrize("sentence", NOBODY)
def test_words_that_only_tell_which_thing_is_meant_hand_out_nothing_and_are_noted(sentence: str) -> None:
    said = _read(_top(sentence))
    assert said["tasks"] == []
    assert [said["text"][one["start"] : one["end"]] for one in said["notes"]] in ([f"1. {sentence}"], [sentence])


@pytest.mark.parametrize(
    ("cell", "want"),
    [
        ("Lập danh sách hộ. Ngoài ra, phát tờ rơi tại chợ", ["Lập danh sách hộ", "phát tờ rơi tại chợ"]),
        ("Lập danh sách hộ; đồng thời tổ chức tập huấn", ["Lập danh sách hộ", "tổ chức tập huấn"]),
        ("Kiểm tra quán karaoke, quán bar, cơ sở lưu trú", ["Kiểm tra quán karaoke, quán bar, cơ sở lưu trú"]),
    ],
)
def test_a_second_duty_in_a_cell_is_a_task_with_all_else_of_its_row(cell: str, want: list[str]) -> None:
    said = _read(f"{VI}STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\n1\t{cell}\tSở Y tế\t15/3/2027\n")
    assert _found(said) == [(one, "Sở Y tế") for one in want]
    assert {one["due"]["value"] for one in said["tasks"]} == {"2027-03-15"}
    assert len({one["start"] for one in said["tasks"]}) == len(want)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Sở Y tế lập danh sách.", "Kết quả gửi về trước ngày 30/6/2027."),
        ("The Department of Health shall draw up a list.", "Results are due by 30 June 2027."),
    ],
)
def test_a_sentence_beside_a_duty_that_says_by_when_and_is_not_read_is_noted(first: str, second: str) -> None:
    said = _read(_top(f"{first} {second}") if first.isascii() else f"{VI}II. NHIỆM VỤ\n1. {first} {second}\n")
    assert len(said["tasks"]) == 1
    assert [said["text"][one["start"] : one["end"]] for one in said["notes"]] == [second]


def test_a_heading_is_no_task_with_or_without_a_pointer_to_an_annex() -> None:
    said = _read(
        f"{VI}II. PHÂN CÔNG NHIỆM VỤ (Phụ lục kèm theo)\nIII. TỔ CHỨC THỰC HIỆN\n1. Tổ chức thực hiện\n"
        "2. Sở Y tế lập danh sách.\n"
    )
    assert _found(said) == [("lập danh sách", "Sở Y tế")]


def test_an_office_by_several_names_keeps_the_words_and_is_known_as_one() -> None:
    said = _read(
        f"{VI}I. MỤC ĐÍCH\nCông an thành phố Hải An (sau đây gọi tắt là CATTAB) là cơ quan thường trực.\n"
        "II. NHIỆM VỤ\n1. CATTAB chủ trì, phối hợp với Công an TP Hải An rà soát địa bàn.\n"
        "2. UBND phường Cửa Nam chủ trì, phối hợp với Ủy ban nhân dân phường Cửa Nam lập danh sách.\n"
        "3. Ủy ban nhân dân phường Cửa Nam chủ trì, phối hợp với UBND phường Cửa Đông họp dân.\n"
    )
    assert [one["lead"]["value"] for one in said["tasks"]] == [
        "CATTAB", "UBND phường Cửa Nam", "Ủy ban nhân dân phường Cửa Nam"
    ]  # fmt: skip
    assert [one["lead"].get("means") for one in said["tasks"]] == [
        "Công an thành phố Hải An", "Ủy ban nhân dân phường Cửa Nam", None
    ]  # fmt: skip
    both = [any(why["why"] == "lead-helps" for why in one["unclear"]) for one in said["tasks"]]
    assert both == [True, True, False]


def test_a_short_form_that_the_text_defines_is_a_name() -> None:
    said = _read(
        f"{VI}I. MỤC ĐÍCH\nCông an Thành phố (sau đây gọi tắt là CATTAB) là cơ quan thường trực.\n"
        "II. NHIỆM VỤ\n1. CATTAB chủ trì rà soát địa bàn.\n2. CATXYZ chủ trì lập danh sách.\n"
    )
    assert _found(said) == [("rà soát địa bàn", "CATTAB")]
    assert "2. CATXYZ chủ trì lập danh sách." in [said["text"][one["start"] : one["end"]] for one in said["notes"]]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Công an phường kiểm tra bến đò, lập danh sách, Sở Y tế cấp kinh phí.", ["Sở Y tế cấp kinh phí"]),
        ("Công an phường kiểm tra bến đò, Sở Y tế cấp kinh phí.", ["Sở Y tế cấp kinh phí"]),
        ("Công an phường gửi báo cáo về UBND phường, Sở Y tế tổng hợp.", []),
        ("Công an phường phối hợp với Trạm Y tế, Đoàn Thanh niên kiểm tra bến đò.", []),
        ("Công an phường mời đại diện các hộ, Hội Phụ nữ tham gia lớp tập huấn.", []),
        ("Công an phường kiểm tra bến đò, hướng dẫn Hội Phụ nữ vận động hội viên.", []),
    ],
)
def test_what_another_office_is_to_do_behind_a_comma_is_said_beside_the_task(sentence: str, said: list[str]) -> None:
    text = f"{VI}II. NHIỆM VỤ\n1. {sentence}\n"
    found = as_data(read_plan(read_document(text.encode(), "plan.txt")))
    (task,) = found["tasks"]
    assert task["lead"]["value"] == "Công an phường"
    shown = [one for one in task["unclear"] if one["why"] == "two-tasks"]
    assert [found["text"][one["start"] : one["end"]] for one in shown] == said
