"""Plans in which no heading tells of tasks: what is a duty there, and what is only noted."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

EN = "CITY OF ANDOVER\nFire safety plan 2026\n5 January 2026\n"
VI = "UBND PHƯỜNG AN HẢI\nSố: 9/KH-UBND\nAn Hải, ngày 05 tháng 01 năm 2026\nKẾ HOẠCH\nPhòng cháy năm 2026\n"


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _value(task: dict[str, Any], name: str) -> Any:
    return task[name]["value"] if task[name] is not None else None


def test_numbered_paragraphs_of_an_english_plan_are_read_without_a_heading_for_tasks() -> None:
    said = _read(
        f"{EN}1. Dykes\n1.1 The Department of Works shall raise dykes by 30 June 2026.\n2. Pumps\n"
        "2.1 Test all pumps before 1 May 2026.\n2.2 By 15 May 2026, buy 12 pumps.\n2.3 Check exits every quarter.\n"
    )
    found = [tuple(_value(one, name) for name in ("clause", "lead", "task", "due", "rhythm")) for one in said["tasks"]]
    assert found == [
        ("1.1", "Department of Works", "raise dykes", "2026-06-30", None),
        ("2.1", None, "Test all pumps", "2026-05-01", None),
        ("2.2", None, "buy 12 pumps", "2026-05-15", None),
        ("2.3", None, "Check exits", None, "quarterly"),
    ]
    assert not said["notes"]


def test_a_vietnamese_plan_without_headings_is_read_in_the_same_way() -> None:
    said = _read(f"{VI}1. Lập danh sách nhà trọ trước ngày 30/6/2026.\n2. Kiểm tra bếp ăn hằng quý.\n")
    assert [_value(one, "task") for one in said["tasks"]] == ["Lập danh sách nhà trọ", "Kiểm tra bếp ăn"]
    assert all(one["lead"] is None for one in said["tasks"])


@pytest.mark.parametrize(
    "line",
    [
        "List of kitchens checked by 30 June 2026.",
        "Reports submitted by 30 June 2026 are published.",
        "Report by the Fire Service of 3 May 2026 on hostels.",
        "The plan covers the period until 31 December 2028.",
        "Fires fell by 10% in 2025.",
    ],
)
def test_what_begins_with_a_noun_is_no_duty_and_is_noted(line: str) -> None:
    said = _read(f"{EN}1. The Department of Works shall raise dykes by 30 June 2026.\n2. {line}\n")
    assert [_value(one, "task") for one in said["tasks"]] == ["raise dykes"]
    assert [said["text"][one["start"] : one["end"]] for one in said["notes"]] == [f"2. {line}"]


def test_where_a_heading_tells_of_tasks_other_parts_are_not_read_for_them() -> None:
    said = _read(
        f"{EN}I. Surroundings\n1. Check exits by 30 June 2026.\nII. TASKS\n1. Test all pumps before 1 May 2026.\n"
    )
    assert [_value(one, "task") for one in said["tasks"]] == ["Test all pumps"]
