"""What stands behind the list of recipients is read on, and nothing that a plan says is passed over without a word."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nTrật tự đô thị năm 2027\n"
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n5 January 2027\nPLAN\nOrder in the streets, 2027\n"
FIRST = "Công an phường kiểm tra vỉa hè trước ngày 30/4/2027."
ENDS = "Nơi nhận:\n- Như Điều 4;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Thử\n"


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _tasks(said: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(one[name]["value"] if one[name] else None for name in ("lead", "task", "due")) for one in said["tasks"]
    ]


def _passed(said: dict[str, Any]) -> list[str]:
    return [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]


@pytest.mark.parametrize(
    "heading",
    ["BẢNG PHÂN CÔNG NHIỆM VỤ CỤ THỂ", "KẾ HOẠCH\nChuyển hóa địa bàn\nII. NHIỆM VỤ", "Phụ lục\nII. NHIỆM VỤ CỤ THỂ"],
)
def test_an_annex_behind_the_recipients_is_read(heading: str) -> None:
    said = _read(
        f"{VI}II. NHIỆM VỤ\n1. {FIRST}\n{ENDS}{heading}\n1. Trạm Y tế phường lập 02 tổ cấp cứu trước ngày 15/3/2027.\n"
    )
    assert _tasks(said) == [
        ("Công an phường", "kiểm tra vỉa hè", "2027-04-30"),
        ("Trạm Y tế phường", "lập 02 tổ cấp cứu", "2027-03-15"),
    ]


def test_duties_right_behind_the_recipients_are_read_and_recipients_are_none() -> None:
    said = _read(
        f"{VI}II. NHIỆM VỤ\n1. {FIRST}\n"
        "Nơi nhận: Như Điều 4; Lưu: VT.\nThường trực Thành ủy; (để báo cáo)\n- Sở Y tế (để thực hiện);\nKT. CHỦ TỊCH\n"
        "PHÓ CHỦ TỊCH\nTrần Thị Thử\n2. Công an phường in 500 tờ rơi trước ngày 20/3/2027.\n"
    )
    assert [one[1] for one in _tasks(said)] == ["kiểm tra vỉa hè", "in 500 tờ rơi"]
    assert _passed(said) == []


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (
            f"{VI}II. NHIỆM VỤ\n1. {FIRST}\nNơi nhận báo cáo: Văn phòng UBND phường.\n"
            "2. Trạm Y tế phường in 500 tờ rơi trước ngày 20/3/2027.\n",
            ("Trạm Y tế phường", "in 500 tờ rơi", "2027-03-20"),
        ),
        (
            f"{EN}I. TASKS\n1. The Department of Health shall list the clinics.\n"
            "Recipients of support shall be told by the ward.\n"
            "2. The City Police shall inspect 40 bars by 30 April 2027.\n",
            ("City Police", "inspect 40 bars", "2027-04-30"),
        ),
    ],
)
def test_a_sentence_about_those_who_receive_something_is_not_the_end(text: str, second: tuple[Any, ...]) -> None:
    assert _tasks(_read(text))[1] == second


def test_the_title_of_a_decision_does_not_take_in_who_decides_and_its_articles_are_of_the_body() -> None:
    said = _read(
        "UBND XÃ PHÚC THỊNH\nSố: 210/QĐ-UBND\nPhúc Thịnh, ngày 15 tháng 10 năm 2026\nQUYẾT ĐỊNH\n"
        "Ban hành Kế hoạch chuyển hóa địa bàn\nCHỦ TỊCH ỦY BAN NHÂN DÂN XÃ\nQUYẾT ĐỊNH:\n"
        "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch chuyển hóa 05 địa bàn phức tạp.\n"
        f"{ENDS}KẾ HOẠCH\nChuyển hóa địa bàn\nII. NHIỆM VỤ\n1. Công an xã lắp 20 camera trước ngày 31/12/2026.\n"
    )
    own = next(one for one in said["instruments"] if one["own"])
    assert own["title"]["value"] == "Ban hành Kế hoạch chuyển hóa địa bàn"
    assert _tasks(said) == [("Công an xã", "lắp 20 camera", "2026-12-31")]
    assert [one[:7] for one in _passed(said)] == ["Điều 1."]


def test_a_part_with_only_paragraphs_without_labels_is_noted_where_nothing_in_it_is_read() -> None:
    said = _read(
        f"{VI}I. MỤC ĐÍCH\nNgười dân yên tâm.\nĐường phố sạch.\n"
        f"II. NHIỆM VỤ\n1. {FIRST}\n"
        "III. KINH PHÍ\nTừ ngân sách phường.\n"
    )
    assert _passed(said) == ["I. MỤC ĐÍCH\nNgười dân yên tâm.\nĐường phố sạch.", "III. KINH PHÍ\nTừ ngân sách phường."]


def test_a_paragraph_without_a_label_that_says_by_when_is_read_or_noted() -> None:
    below = "Các nhiệm vụ không ghi thời hạn thì hoàn thành trước 31/12/2027."
    said = _read(
        f"{VI}II. NHIỆM VỤ\n1. {FIRST}\nBảng sau đây nêu rõ:\n"
        f"STT\tNhiệm vụ\tChủ trì\tThời hạn\n1\tLập danh sách\tTrạm Y tế phường\t30/6/2027\n{below}\n"
    )
    assert len(said["tasks"]) == 2
    assert _passed(said) == [below]
