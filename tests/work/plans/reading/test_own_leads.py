"""A second duty in one sentence that names somebody of its own for it, with its own time; and what is none."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n1. {}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety in 2027\nII. TASKS\n1. {}\n"


def found(sentence: str) -> list[tuple[str | None, str, str | None]]:
    """Who, what and by when, of each task."""
    plan, sentence = (EN, sentence[3:]) if sentence.startswith("en ") else (VI, sentence)
    said = as_data(read_plan(read_document(plan.format(sentence).encode(), "p.txt")))
    return [
        tuple(one[name]["value"] if one[name] else None for name in ("lead", "task", "due"))  # type: ignore[misc]
        for one in said["tasks"]
    ]


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("Sở Tư pháp ban hành quy định trước 31/5/2027, ngoài ra Công an phường đề xuất phương án trước 15/5/2027.",
         [("Sở Tư pháp", "ban hành quy định", "2027-05-31"), ("Công an phường", "đề xuất phương án", "2027-05-15")]),
        ("Sở Y tế chủ trì tập huấn trước 30/6/2027, đồng thời giao Sở Nội vụ rà soát biên chế trước 15/7/2027.",
         [("Sở Y tế", "tập huấn", "2027-06-30"), ("Sở Nội vụ", "rà soát biên chế", "2027-07-15")]),
        ("Sở Y tế trình đề án trước 01/3/2027 và Sở Nội vụ thẩm định trước 15/3/2027.",
         [("Sở Y tế", "trình đề án", "2027-03-01"), ("Sở Nội vụ", "thẩm định", "2027-03-15")]),
        ("Sở Y tế lập danh sách; Sở Nội vụ thẩm định trước 15/3/2027.",
         [("Sở Y tế", "lập danh sách", None), ("Sở Nội vụ", "thẩm định", "2027-03-15")]),
        ("Công an Thành phố chủ trì xây dựng phần mềm (xong 30/6/2027), Sở Tư pháp chủ trì thẩm định (xong 15/7/2027).",
         [("Công an Thành phố", "xây dựng phần mềm", "2027-06-30"), ("Sở Tư pháp", "thẩm định", "2027-07-15")]),
        ("en Guidelines must be issued by the Department of Justice before 1 April 2027, and training must be "
         "delivered by the Department of Health before 1 May 2027.",
         [("Department of Justice", "Guidelines must be issued by the Department of Justice", "2027-04-01"),
          ("Department of Health", "training must be delivered by the Department of Health", "2027-05-01")]),
        ("en The Youth Union shall review the penalties, and the City Police shall publish them by 1 May 2027.",
         [("Youth Union", "review the penalties", None), ("City Police", "publish them", "2027-05-01")]),
    ],
)  # fmt: skip
def test_each_duty_has_its_own_lead_and_its_own_day(
    sentence: str, want: list[tuple[str | None, str, str | None]]
) -> None:
    assert found(sentence) == want


@pytest.mark.parametrize(
    "sentence",
    [
        "Sở Y tế phối hợp với Sở Nội vụ và Sở Tài chính kiểm tra chợ trước 30/6/2027.",
        "Sở Y tế chủ trì, phối hợp với Cơ quan An ninh điều tra, Sở Nội vụ rà soát các vụ án điểm.",
        "Sở Y tế tổng hợp, báo cáo Sở Nội vụ, Sở Tài chính trước 30/6/2027.",
        "Hướng dẫn Sở Y tế và Sở Nội vụ lập hồ sơ.",
        "Sở Y tế cung cấp số liệu cho Công an Thành phố để Công an Thành phố báo cáo Bộ Công an trước 30/5/2027.",
        "en The City Police shall report to the Department of Justice and the Department of Health by 1 May 2027.",
    ],
)
def test_who_only_helps_or_is_told_of_it_gets_no_duty(sentence: str) -> None:
    assert len(found(sentence)) == 1


def test_a_chain_of_doers_in_one_sentence_is_said_to_be_more_than_one_task() -> None:
    sentence = "Data shall be collected by the wards, checked by the City Police and published by the Youth Union."
    said = as_data(read_plan(read_document(EN.format(sentence).encode(), "p.txt")))
    (task,) = said["tasks"]
    shown = [said["text"][one["start"] : one["end"]] for one in task["unclear"] if one["why"] == "two-tasks"]
    assert shown == ["by the City Police"]


def test_a_focal_point_is_no_part_of_a_name() -> None:
    assert found("Sở Nội vụ là đơn vị đầu mối tổng hợp báo cáo trước 30/6/2027.") == [
        ("Sở Nội vụ", "tổng hợp báo cáo", "2027-06-30")
    ]
    assert found("Sở Xây dựng kiểm tra các đầu mối giao thông trước 30/6/2027.") == [
        ("Sở Xây dựng", "kiểm tra các đầu mối giao thông", "2027-06-30")
    ]
    assert found("Sở Ngoại vụ đầu mối trao đổi với cơ quan đại diện.") == [
        ("Sở Ngoại vụ", "trao đổi với cơ quan đại diện", None)
    ]


def test_each_of_those_who_help_is_named_for_itself() -> None:
    def helpers(sentence: str, plan: str) -> list[str]:
        (task,) = as_data(read_plan(read_document(plan.format(sentence).encode(), "p.txt")))["tasks"]
        return list(task["coordinating"]["value"])

    asked = "Đề nghị Viện kiểm sát nhân dân Thành phố, Tòa án nhân dân Thành phố phối hợp xử lý các vụ việc."
    assert helpers(asked, VI) == ["Viện kiểm sát nhân dân Thành phố", "Tòa án nhân dân Thành phố"]
    named = (
        "The City Police shall, in coordination with the Department of Health and the Riverton Power Corporation, act."
    )
    assert helpers(named, EN) == ["Department of Health", "Riverton Power Corporation"]
