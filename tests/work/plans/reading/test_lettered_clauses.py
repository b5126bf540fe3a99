"""Labels of a letter and a number, fields before what is to be done, a time and a rhythm before the name, the end."""

from __future__ import annotations

from typing import Any

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND TỈNH AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 12/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n{}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety\nII. TASKS\n{}\n"
FIELDS = ("clause", "lead", "coordinating", "task", "due", "rhythm")


def told(said: str, plan: str = VI) -> dict[str, Any]:
    return as_data(read_plan(read_document(plan.format(said).encode(), "p.txt")))


def tasks(said: str, plan: str = VI) -> list[list[Any]]:
    return [[one[name]["value"] if one[name] else None for name in FIELDS] for one in told(said, plan)["tasks"]]


def test_clauses_with_a_letter_and_a_number_are_told_apart() -> None:
    said = "A1. Công an phường rà soát camera trước 20/3/2027.\nB2. Trạm Y tế khám sức khỏe trước 25/3/2027."
    assert tasks(said) == [
        ["II.A1", "Công an phường", None, "rà soát camera", "2027-03-20", None],
        ["II.B2", "Trạm Y tế", None, "khám sức khỏe", "2027-03-25", None],
    ]


def test_fields_before_what_is_to_be_done_are_its_own() -> None:
    said = "B2. Lead: Parks Department. Partners: Street Pastors. Deadline: 30 June 2027. Install 20 lamps."
    assert tasks(said, EN) == [
        ["II.B2", "Parks Department", ["Street Pastors"], "Install 20 lamps", "2027-06-30", None]
    ]
    said = "4. Chủ trì: UBND xã An Lạc; phối hợp: Công an xã. Tổ chức Ngày hội trước 19/8/2027."
    assert tasks(said) == [["II.4", "UBND xã An Lạc", ["Công an xã"], "Tổ chức Ngày hội", "2027-08-19", None]]


def test_fields_behind_a_task_in_a_clause_of_their_own_stay_with_it() -> None:
    said = "B3. Install 20 lamps.\n- Lead: Parks Department.\n- Deadline: 30 June 2027."
    assert tasks(said, EN) == [["II.B3", "Parks Department", None, "Install 20 lamps", "2027-06-30", None]]


def test_an_end_and_a_rhythm_before_the_name_hide_no_task() -> None:
    data = told("1. Từ nay đến 30/4/2027, mỗi tuần Công an phường tổ chức ít nhất 02 buổi tuyên truyền.")
    (task,) = data["tasks"]
    assert task["lead"]["value"] == "Công an phường"
    assert task["task"]["value"] == "tổ chức ít nhất 02 buổi tuyên truyền"
    assert task["rhythm"]["value"] == "weekly"
    quoted = [data["text"][one["start"] : one["end"]] for one in task["unclear"] if one["clear"] == "time"]
    assert any("30/4/2027" in one for one in quoted) or task["rhythm"].get("until") == "2027-04-30"


def test_the_sentence_that_closes_a_plan_is_noted() -> None:
    last = "Nhận được Kế hoạch này, yêu cầu Thủ trưởng các đơn vị nghiêm túc triển khai thực hiện."
    data = told(f"1. Công an phường rà soát camera trước 20/3/2027.\n{last}")
    assert len(data["tasks"]) == 1
    assert [data["text"][note["start"] : note["end"]] for note in data["notes"]] == [last]
