"""Sentences that hand nothing over, and those in which what is handed over stands behind such words."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND TỈNH AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 12/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n{}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety\nII. TASKS\n{}\n"


def told(said: str) -> dict[str, Any]:
    plan, said = (EN, said[3:]) if said.startswith("en ") else (VI, said)
    return as_data(read_plan(read_document(plan.format(said).encode(), "p.txt")))


def tasks(said: str) -> list[tuple[Any, Any, str]]:
    """Who leads, who helps and what, of each task."""
    return [
        tuple(one[name]["value"] if one[name] else None for name in ("lead", "coordinating", "task"))  # type: ignore[misc]
        for one in told(said)["tasks"]
    ]


@pytest.mark.parametrize(
    ("said", "why", "words"),
    [
        ("- Trưởng ban: Chủ tịch UBND phường.", "seats", "Trưởng ban: Chủ tịch UBND phường."),
        ("- Phó Trưởng ban Thường trực: Phó Giám đốc Công an tỉnh.", "seats",
         "Phó Trưởng ban Thường trực: Phó Giám đốc Công an tỉnh."),
        ("- Ủy viên: Trưởng các phòng chuyên môn.", "seats", "Ủy viên: Trưởng các phòng chuyên môn."),
        ("1. Trưởng đoàn: Phó Giám đốc Công an tỉnh; thành phần: Sở Tư pháp, Hội LHPN tỉnh.", "seats",
         "Trưởng đoàn: Phó Giám đốc Công an tỉnh; thành phần: Sở Tư pháp, Hội LHPN tỉnh."),
        ("en 1. Chair: Mayor of Riverton.", "seats", "Chair: Mayor of Riverton."),
        ("1. Ngày 11/01/2027, Phó Chủ tịch UBND tỉnh Phạm Thị Dung chủ trì buổi làm việc với Công an tỉnh.", "denied",
         "Ngày 11/01/2027, Phó Chủ tịch UBND tỉnh Phạm Thị Dung chủ trì buổi làm việc với Công an tỉnh."),
        ("1. Yêu cầu Chủ tịch UBND các xã chịu trách nhiệm trước Chủ tịch UBND tỉnh nếu có cháy.", "nothing-read",
         "1. Yêu cầu Chủ tịch UBND các xã chịu trách nhiệm trước Chủ tịch UBND tỉnh nếu có cháy."),
        ("1. Giám đốc các sở chịu trách nhiệm trước UBND tỉnh về kết quả thực hiện.", "nothing-read",
         "1. Giám đốc các sở chịu trách nhiệm trước UBND tỉnh về kết quả thực hiện."),
        ("en 1. The Police Department is accountable to the Mayor for the results.", "nothing-read",
         "1. The Police Department is accountable to the Mayor for the results."),
    ],
)  # fmt: skip
def test_who_sits_where_met_or_answers_is_no_task_and_is_noted(said: str, why: str, words: str) -> None:
    data = told(said)
    assert data["tasks"] == []
    assert (why, words) in {(note["why"], data["text"][note["start"] : note["end"]]) for note in data["notes"]}


def test_the_meeting_of_a_notice_before_its_conclusions_is_no_task() -> None:
    head = "VĂN PHÒNG UBND TỈNH AN BÌNH\nSố: 266/TB-VP\nAn Bình, ngày 12/01/2027\nTHÔNG BÁO\nKết luận về chợ\n"
    met = "Ngày 11/01/2027, Phó Chủ tịch UBND tỉnh Phạm Thị Dung chủ trì cuộc họp với Công an tỉnh. Sau khi nghe"
    plan = f"{head}{met} báo cáo, đồng chí kết luận:\n1. Sở Công Thương kiểm định đường dây trước 20/02/2027.\n"
    (task,) = as_data(read_plan(read_document(plan.encode(), "p.txt")))["tasks"]
    assert task["lead"]["value"] == "Sở Công Thương"


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ("1. Giám đốc Công an tỉnh chủ trì cuộc họp rà soát trước 15/3/2027.",
         [("Giám đốc Công an tỉnh", None, "cuộc họp rà soát")]),
        ("1. Tổ trưởng tổ dân phố: họp dân trước 20/3/2027.", [("Tổ trưởng tổ dân phố", None, "họp dân")]),
        ("1. Yêu cầu UBND các xã chịu trách nhiệm trước UBND tỉnh nếu có cháy; lập đội chữa cháy trước 20/3/2027.",
         [("UBND các xã", None, "lập đội chữa cháy")]),
        ("1. Các sở: Tài chính, Xây dựng, Y tế rà soát quy định trước 20/4/2027.",
         [("Các sở: Tài chính, Xây dựng, Y tế", None, "rà soát quy định")]),
        ("1. Các sở: Rà soát, lập danh sách trước 20/4/2027.", [("Các sở", None, "Rà soát, lập danh sách")]),
        ("1. Sở Công Thương chủ trì cùng Công ty Điện lực kiểm định đường dây trước 30/4/2027.",
         [("Sở Công Thương", ["Công ty Điện lực"], "kiểm định đường dây")]),
        ("1. Hội Cựu chiến binh cùng cấp vận động người sau cai trước 30/4/2027.",
         [("Hội Cựu chiến binh cùng cấp", None, "vận động người sau cai")]),
    ],
)  # fmt: skip
def test_what_is_handed_over_beside_such_words_is_read_whole(said: str, want: list[tuple[Any, Any, str]]) -> None:
    assert tasks(said) == want


def test_offices_listed_behind_a_colon_are_many_and_not_clear() -> None:
    (task,) = told("1. Các sở: Tài chính, Xây dựng, Y tế rà soát quy định trước 20/4/2027.")["tasks"]
    assert [why["why"] for why in task["unclear"] if why["clear"] == "person"] == ["collective"]


def test_for_what_somebody_answers_is_no_condition_of_what_comes_behind_it() -> None:
    said = "1. Yêu cầu UBND xã An Lạc chịu trách nhiệm trước UBND tỉnh nếu có cháy; lập đội chữa cháy trước 20/3/2027."
    (task,) = told(said)["tasks"]
    assert [why["why"] for why in task["unclear"] if why["clear"] == "person"] == []


@pytest.mark.parametrize("last", [("Tổng", "3 nhiệm vụ"), ("", "Tổng cộng: 3 nhiệm vụ"), ("Tổng số", "", "", "3")])
def test_a_row_that_adds_up_is_no_task(last: tuple[str, ...]) -> None:
    book = Workbook()
    for row in (("STT", "Nhiệm vụ", "Chủ trì", "Sản phẩm"), (1, "Lập danh sách", "Sở Y tế", "Danh sách"), last):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(kept := BytesIO())
    data = as_data(read_plan(read_document(kept.getvalue(), "plan.xlsx")))
    assert [one["task"]["value"] for one in data["tasks"]] == ["Lập danh sách"]
    assert [note["why"] for note in data["notes"]] == ["nothing-read"]


def test_a_post_before_a_colon_with_something_to_do_is_no_seat() -> None:
    said = "1. Trưởng ban: chủ trì các cuộc họp của Ban trước 20/3/2027.\n2. Tổ trưởng: lập danh sách trước 20/3/2027."
    assert tasks(said) == [("Trưởng ban", None, "các cuộc họp của Ban"), ("Tổ trưởng", None, "lập danh sách")]
