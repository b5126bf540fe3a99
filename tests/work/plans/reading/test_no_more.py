"""What is written and holds no more: struck through in Word, or said in brackets to be cancelled."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

VI = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nVề phòng cháy\nIII. NHIỆM VỤ\n"
EN = "CITY OF NORTHAM\nNo. 9/PL-2027\n5 January 2027\nPLAN\nSafer streets\nIII. TASKS\n"


def word(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(docx(text), "plan.docx")))


def text_of(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def notes(found: dict[str, Any], why: str) -> list[str]:
    return [found["text"][one["start"] : one["end"]].strip() for one in found["notes"] if one["why"] == why]


def tasks(found: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [
        (one["task"]["value"], *(one[name]["value"] if one[name] else None for name in ("lead", "due")))
        for one in found["tasks"]
    ]


def test_what_is_struck_through_is_left_out_and_that_is_said_where_it_stood():
    found = word(f"{VI}1. Công an phường kiểm tra bến ~~trước ngày 10/5/2027~~ trước ngày 20/6/2027.\n")
    assert tasks(found) == [("kiểm tra bến", "Công an phường", "2027-06-20")]
    assert notes(found, "struck-out") == ["1. Công an phường kiểm tra bến trước ngày 20/6/2027."]


def test_an_item_that_is_struck_through_is_no_task_and_the_one_behind_it_says_so():
    item = "Trạm Y tế tập huấn sơ cứu trước ngày 20/7/2027."
    found = word(f"{VI}~~1. Công an phường kiểm tra bến trước ngày 10/5/2027.~~\n2. {item}\n")
    assert tasks(found) == [("tập huấn sơ cứu", "Trạm Y tế", "2027-07-20")]
    assert notes(found, "struck-out") == [f"2. {item}"]
    assert "10/5/2027" not in found["text"]


def test_what_is_struck_through_at_the_end_is_said_of_the_last_line():
    found = word(f"{VI}1. Trạm Y tế tập huấn sơ cứu trước ngày 20/7/2027.\n~~2. Công an phường kiểm tra bến.~~\n")
    assert notes(found, "struck-out") == ["1. Trạm Y tế tập huấn sơ cứu trước ngày 20/7/2027."]


def test_cells_and_rows_that_are_struck_through_are_left_out_and_said():
    head = "| STT | Nhiệm vụ | Cơ quan chủ trì | Thời hạn |\n"
    first = "| 1 | Kiểm tra bến | ~~Công an phường~~ | 20/6/2027 |\n"
    second = "| ~~2~~ | ~~Dọn bến~~ | ~~Trạm Y tế~~ | ~~20/7/2027~~ |\n"
    found = word(f"{VI}{head}{first}{second}| 3 | Tập huấn sơ cứu | Trạm Y tế | 20/8/2027 |\n")
    assert tasks(found) == [("Kiểm tra bến", None, "2027-06-20"), ("Tập huấn sơ cứu", "Trạm Y tế", "2027-08-20")]
    assert [one.split("\t")[0] for one in notes(found, "struck-out")] == ["1", "3"]


def test_without_anything_struck_through_nothing_is_said():
    assert not notes(word(f"{VI}1. Công an phường kiểm tra bến trước ngày 10/5/2027.\n"), "struck-out")


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (VI, "Công an phường kiểm tra bến đò (đã bãi bỏ)."),
        (
            VI,
            "Công an phường kiểm tra bến đò, đạt ít nhất 90% số bến trước 30/5/2027 (đã hủy theo Công văn 5).",
        ),
        (EN, "The Police Department shall inspect the pier by 30 May 2027 (cancelled)."),
    ],
)
def test_what_brackets_say_to_be_cancelled_is_noted_and_no_task_and_no_target(head: str, sentence: str) -> None:
    found = text_of(f"{head}1. {sentence}\n")
    assert not found["tasks"]
    assert not found["targets"]
    assert notes(found, "denied") == [sentence]


@pytest.mark.parametrize(
    ("head", "sentence", "task"),
    [
        (VI, "Công an phường rà soát việc thực hiện Quyết định số 5/QĐ-UBND (đã bãi bỏ).",
         "rà soát việc thực hiện Quyết định số 5/QĐ-UBND (đã bãi bỏ)"),
        (VI, "Công an phường rà soát Kế hoạch (đã bãi bỏ).", "rà soát Kế hoạch (đã bãi bỏ)"),
        (EN, "The Police Department shall list permits (withdrawn) by 30 May 2027.", "list permits (withdrawn)"),
    ],
)  # fmt: skip
def test_what_else_brackets_say_to_be_cancelled_stays_in_the_task(head: str, sentence: str, task: str) -> None:
    assert [one[0] for one in tasks(text_of(f"{head}1. {sentence}\n"))] == [task]


def test_a_row_of_what_is_cancelled_is_noted_and_no_task():
    rows = "1\tKiểm tra bến (đã bãi bỏ)\tCông an phường\t20/6/2027\n2\tDọn bến\tTrạm Y tế\t20/7/2027\n"
    found = text_of(f"{VI}STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\n{rows}")
    assert tasks(found) == [("Dọn bến", "Trạm Y tế", "2027-07-20")]
    assert [one.split("\t")[1] for one in notes(found, "denied")] == ["Kiểm tra bến (đã bãi bỏ)"]
