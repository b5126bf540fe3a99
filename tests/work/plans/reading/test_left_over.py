"""What a clause says beside its targets, and tasks whose fields are named by labels below what is to be done."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nTrật tự đô thị năm 2027\n"
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n5 January 2027\nPLAN\nOrder in the streets, 2027\n"


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _tasks(said: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(one[name]["value"] if one[name] else None for name in ("lead", "task", "due")) for one in said["tasks"]
    ]


def _noted(said: dict[str, Any]) -> list[str]:
    return [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]


@pytest.mark.parametrize(
    ("item", "noted"),
    [
        (
            "1. Phòng Kiểm tra nội bộ rà soát đột xuất ít nhất 12 trường.",
            ["Phòng Kiểm tra nội bộ rà soát đột xuất ít nhất 12 trường."],
        ),
        (
            "1. ĐVCS trực thuộc: Đăng ký mô hình, sản phẩm chào mừng, gửi về phường trước ngày 20/4/2027; "
            "vận động 85% trở lên hội viên.",
            [
                "ĐVCS trực thuộc: Đăng ký mô hình, sản phẩm chào mừng, gửi về phường trước ngày 20/4/2027",
                "vận động 85% trở lên hội viên.",
            ],
        ),
    ],
)
def test_a_target_does_not_silence_the_duty_beside_it(item: str, noted: list[str]) -> None:
    said = _read(f"{TOP}II. NHIỆM VỤ\n{item}\n")
    assert _tasks(said) == []
    assert len(said["targets"]) == 1
    assert _noted(said) == noted


def test_a_number_not_read_does_not_silence_the_duty_beside_it() -> None:
    said = _read(f"{TOP}Mục 3. Ai làm gì\n3.2. Bà con xóm 8: huấn luyện 24 tổ, mỗi tổ ít nhất 01 buổi.\n")
    assert any("huấn luyện 24 tổ" in one for one in _noted(said))


def test_a_plan_that_is_replaced_does_not_silence_the_duty_behind_it() -> None:
    said = _read(
        f"{TOP}III. HIỆU LỰC\nKế hoạch này thay thế Kế hoạch số 9/KH-UBND ngày 18/5/2026. Từ ngày 01/7/2027, các tổ "
        "mới tiếp nhận sổ sách, báo cáo phường trước ngày 05/7/2027.\n"
    )
    assert "replaces" in [one["relation"] and one["relation"]["value"] for one in said["instruments"]]
    assert said["tasks"] == []
    assert _noted(said) == ["Từ ngày 01/7/2027, các tổ mới tiếp nhận sổ sách, báo cáo phường trước ngày 05/7/2027."]


def test_a_target_alone_in_a_part_that_hands_out_is_not_noted() -> None:
    said = _read(f"{TOP}II. NHIỆM VỤ\n1. Tỷ lệ hộ dân ký cam kết: 80%.\n2. Công an phường tuần tra hằng tuần.\n")
    assert [one["value"]["value"] for one in said["targets"]] == [80]
    assert _noted(said) == []


@pytest.mark.parametrize("mark", ["✓ ", "☑ ", "", "- "])
def test_a_numbered_task_with_its_fields_on_lines_below_is_read(mark: str) -> None:
    said = _read(
        f"{TOP}II. NHIỆM VỤ\n{mark}Nhiệm vụ 1: Nâng cấp camera ngã tư\nChủ trì: Công an phường\nHoàn thành: 30.9.2027\n"
        f"Kết quả: Biên bản nghiệm thu\n{mark}Nhiệm vụ 2: Sơn lại vạch đường\nChủ trì: Phòng Kinh tế\n"
        "Hoàn thành: Quý II/2027\n"
    )
    assert _tasks(said) == [
        ("Công an phường", "Nâng cấp camera ngã tư", "2027-09-30"),
        ("Phòng Kinh tế", "Sơn lại vạch đường", "2027-06-30"),
    ]
    assert said["tasks"][0]["product"]["value"] == "Biên bản nghiệm thu"
    assert _noted(said) == []


def test_a_lead_left_open_on_a_line_below_is_none() -> None:
    said = _read(
        f"{TOP}II. NHIỆM VỤ\n✓ Nhiệm vụ 1: Thay biển báo\nChủ trì: (đang xin ý kiến)\nHoàn thành: Theo yêu cầu\n"
    )
    assert _tasks(said) == [(None, "Thay biển báo", None)]
    assert "left-open" in [one["why"] for one in said["notes"]]


def test_a_heading_with_lines_of_labels_below_is_what_is_to_be_done() -> None:
    said = _read(
        f"{TOP}II. Các hoạt động\n1. Hội thi lái xe an toàn\n- Thời gian: ngày 15/5/2027\n- Địa điểm: Nhà văn hóa\n"
        "- Đơn vị chủ trì: Công an phường\n"
    )
    assert _tasks(said) == [("Công an phường", "Hội thi lái xe an toàn", "2027-05-15")]
    assert _noted(said) == ["Địa điểm: Nhà văn hóa"]


def test_a_heading_over_what_agencies_are_to_do_stays_a_heading() -> None:
    said = _read(
        f"{TOP}II. NHIỆM VỤ\n1. Tuyên truyền\n- Thời gian: trước ngày 15/5/2027\n"
        "- Công an phường: phát 500 tờ rơi trước ngày 20/5/2027\n"
    )
    assert _tasks(said) == [("Công an phường", "phát 500 tờ rơi", "2027-05-20")]


def test_a_plan_in_english_with_marks_and_labels_is_read() -> None:
    said = _read(
        f"{EN}II. TASKS\n✓ Task 1: Paint the crossings\nLead: City Police Department\nDeadline: 30 June 2027\n"
        "Output: Report\n"
    )
    assert _tasks(said) == [("City Police Department", "Paint the crossings", "2027-06-30")]
