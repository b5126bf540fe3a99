"""A day and a rhythm in one sentence, and numbers beside what is to be done: nothing of it hides the other."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG AN HẢI\nSố: 9/KH-UBND\nAn Hải, ngày 05 tháng 01 năm 2026\nKẾ HOẠCH\nAn ninh năm 2026\nIII. NHIỆM VỤ\n"
EN = "CITY OF ANDOVER\nAction plan on public safety 2026\n5 January 2026\nIII. TASKS\n"
# what is written, then task, due and rhythm of each task
TURNING = [
    ("Sở Y tế lập danh sách hộ kinh doanh trước 30/4/2026 và cập nhật thường xuyên.",
     [("lập danh sách hộ kinh doanh", "2026-04-30", None), ("cập nhật", None, "ongoing")]),
    ("Sở Y tế xây dựng danh mục, hoàn thành xong trước 30/4 và cập nhật thường xuyên.",
     [("xây dựng danh mục", "2026-04-30", None), ("cập nhật", None, "ongoing")]),
    ("Sở Y tế lập danh sách, hoàn thành trước ngày 15/6/2026; hằng quý báo cáo kết quả.",
     [("lập danh sách", "2026-06-15", None), ("báo cáo kết quả", None, "quarterly")]),
    ("Sở Y tế rà soát nhà trọ, hoàn thành trước 15/9/2026, sau đó thường xuyên kiểm tra.",
     [("rà soát nhà trọ", "2026-09-15", None), ("kiểm tra", None, "ongoing")]),
    ("Hằng tháng Sở Y tế kiểm tra nhà trọ; báo cáo tổng kết trước ngày 15/12/2026.",
     [("kiểm tra nhà trọ", None, "monthly"), ("báo cáo tổng kết", "2026-12-15", None)]),
    ("Sở Y tế rà soát (trước ngày 30/6/2026) và hằng tháng báo cáo.",
     [("rà soát", "2026-06-30", None), ("báo cáo", None, "monthly")]),
    ("The Department of Health shall list all kitchens by 15 June 2026 and update it monthly.",
     [("list all kitchens", "2026-06-15", None), ("update it", None, "monthly")]),
    ("The Department of Health shall inspect hostels monthly and submit a final report by 15 December 2026.",
     [("inspect hostels", None, "monthly"), ("submit a final report", "2026-12-15", None)]),
]  # fmt: skip


def _read(sentence: str) -> dict[str, Any]:
    text = f"{EN if sentence.isascii() else VI}1. {sentence}\n"
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _value(task: dict[str, Any], name: str) -> Any:
    return task[name]["value"] if task[name] is not None else None


@pytest.mark.parametrize(("sentence", "want"), TURNING)
def test_what_is_due_on_a_day_and_what_then_comes_again_are_two_tasks_of_one_lead(
    sentence: str, want: list[tuple[str, str | None, str | None]]
) -> None:
    said = _read(sentence)
    assert [tuple(_value(one, name) for name in ("task", "due", "rhythm")) for one in said["tasks"]] == want
    leads = {_value(one, "lead") for one in said["tasks"]}
    assert leads == {"Department of Health" if sentence.isascii() else "Sở Y tế"}
    assert not said["notes"]


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("Sở Y tế kiểm tra hằng quý, hoàn thành trước ngày 25/12/2026.", "trước ngày 25/12/2026"),
        ("Sở Y tế hằng năm rà soát và báo cáo trước ngày 15/12.", "trước ngày 15/12"),
        ("Sở Y tế kiểm tra hằng tháng và báo cáo trước ngày 25.", "trước ngày 25"),
        ("Sở Y tế rà soát trước ngày 30/6/2026 và thường xuyên.", "trước ngày 30/6/2026"),
    ],
)
def test_a_day_beside_a_rhythm_with_nothing_of_its_own_to_be_done_is_quoted(sentence: str, quoted: str) -> None:
    said = _read(sentence)
    (task,) = said["tasks"]
    assert task["due"] is None
    assert quoted in [said["text"][one["start"] : one["end"]] for one in task["unclear"]]


@pytest.mark.parametrize(
    ("sentence", "task", "due"),
    [
        ("Phun cồn 70% tại các chợ trước ngày 30/6/2026.", "Phun cồn 70% tại các chợ", "2026-06-30"),
        ("Sở Y tế phun cồn 70% tại chợ trước ngày 30/6/2026.", "phun cồn 70% tại chợ", "2026-06-30"),
        ("Pha clo 0,5% khử trùng giếng trong quý II/2026.", "Pha clo 0,5% khử trùng giếng", "2026-06-30"),
        ("Spray alcohol 70% at the markets by 30 June 2026.", "Spray alcohol 70% at the markets", "2026-06-30"),
        ("Disinfect with 70% alcohol before 30 June 2026.", "Disinfect with 70% alcohol", "2026-06-30"),
    ],
)
def test_the_strength_of_what_is_used_is_no_target_and_hides_no_duty(sentence: str, task: str, due: str) -> None:
    said = _read(sentence)
    assert [(_value(one, "task"), _value(one, "due")) for one in said["tasks"]] == [(task, due)]
    assert said["targets"] == []
    assert [one["why"] for one in said["notes"]] == ["number-not-read"]


def test_a_duty_that_is_not_read_is_said_to_be_passed_over_also_beside_a_number() -> None:
    said = _read("Thoa cồn 70% lên tay nắm cửa trước ngày 30/6/2026.")
    assert said["tasks"] == []
    assert {one["why"] for one in said["notes"]} == {"nothing-read", "number-not-read"}


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("Sở Y tế báo cáo sau mỗi đợt, đến hết năm 2027.", "sau mỗi đợt, đến hết năm 2027"),
        ("Sau mỗi đợt, Sở Y tế báo cáo kết quả.", "Sau mỗi đợt"),
        ("Sở Y tế báo cáo sau từng đợt kiểm tra cho đến 31/12/2027.", "sau từng đợt kiểm tra cho đến 31/12/2027"),
        ("Sở Y tế báo cáo sau mỗi đợt trước ngày 31/12/2027.", "sau mỗi đợt trước ngày 31/12/2027"),
        ("The Department of Health shall report after each round, until the end of 2027.",
         "after each round, until the end of 2027"),
        ("Sở Y tế kiểm tra các ngày thứ Sáu, đến hết ngày 31/12/2027.", "thứ Sáu, đến hết ngày 31/12/2027"),
        ("The Department of Health shall inspect bars on Fridays until the end of 2027.",
         "Fridays until the end of 2027"),
        ("Sở Y tế hoàn thành kiểm tra trước thứ Ba, ngày 15/5/2026.", "trước thứ Ba, ngày 15/5/2026"),  # a Friday
        ("Sở Y tế tổng hợp; thời hạn gửi dự toán của các đơn vị trước ngày 20/7 hằng năm.", "trước ngày 20/7 hằng năm"),
        ("Sở Y tế tổng hợp (thời hạn gửi của các phường: trước ngày 20/7/2026).", "trước ngày 20/7/2026"),
        ("The Department of Health shall compile the estimates; the deadline for departments is 20 July each year.",
         "20 July each year"),
    ],
)  # fmt: skip
def test_what_is_no_day_and_no_rhythm_of_the_duty_is_quoted(sentence: str, quoted: str) -> None:
    said = _read(sentence)
    (task,) = said["tasks"]
    assert (task["due"], task["rhythm"]) == (None, None)
    assert quoted in [said["text"][one["start"] : one["end"]] for one in task["unclear"]]


@pytest.mark.parametrize(
    ("sentence", "due", "bound"),
    [
        ("Sở Y tế hoàn thành kiểm tra trước thứ Sáu, ngày 15/5/2026.", "2026-05-15", "before"),
        ("The Department of Health shall report by Friday 18 December 2026.", "2026-12-18", "by"),
        ("Sở Y tế báo cáo trước 17h00 thứ Sáu ngày 15/5/2026.", "2026-05-15", "by"),
    ],
)
def test_the_day_of_the_week_beside_a_day_leaves_its_bound(sentence: str, due: str, bound: str) -> None:
    (task,) = _read(sentence)["tasks"]
    assert (task["due"]["value"], task["due"]["bound"]) == (due, bound)
    assert not [one for one in task["unclear"] if one["clear"] == "time"]


def test_the_term_of_others_is_that_of_the_lead_where_it_is_one_of_them() -> None:
    (task,) = _read("Sở Y tế nộp dự toán; thời hạn của Sở Y tế trước ngày 20/7 hằng năm.")["tasks"]
    assert (task["rhythm"]["value"], task["rhythm"]["within"]) == ("yearly", "7-20")
