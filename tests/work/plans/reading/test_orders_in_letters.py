"""Orders in paragraphs below no heading: by when at the latest, who has to, what a paragraph before asks for."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "letter.txt")))


def _found(said: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(one[name] and one[name]["value"] for name in ("lead", "task", "due")) for one in said["tasks"]]


@pytest.mark.parametrize(
    ("line", "lead", "task", "due"),
    [
        ("UBND cấp xã sửa bến đò trước ngày 10/9/2026.", "UBND cấp xã", "sửa bến đò", "2026-09-10"),
        ("Trước ngày 10/9/2026, Sở Xây dựng sửa bến đò.", "Sở Xây dựng", "sửa bến đò", "2026-09-10"),
        ("Chậm nhất ngày 10/9/2026, Phòng Kinh tế lập danh sách.", "Phòng Kinh tế", "lập danh sách", "2026-09-10"),
        ("Sở Xây dựng phải sửa bến đò.", "Sở Xây dựng", "sửa bến đò", None),
    ],
)
def test_an_order_below_no_heading_is_read(line: str, lead: str, task: str, due: str | None) -> None:
    assert _found(_read(f"Về mùa lũ\n{line}\n")) == [(lead, task, due)]


@pytest.mark.parametrize(
    "line",
    [
        "Sở Xây dựng sửa bến đò.",
        "Sở Xây dựng đã sửa bến đò trước ngày 10/9/2026.",
        "Trong tháng 6/2026, Sở Xây dựng tiếp tục sửa bến đò.",
        "Trung tâm Y tế phải được bố trí ở nơi cao.",
    ],
)
def test_a_sentence_that_may_only_tell_something_is_noted(line: str) -> None:
    said = _read(f"Về mùa lũ\n{line}\n")
    assert not said["tasks"]
    assert [said["text"][one["start"] : one["end"]] for one in said["notes"]] == [line]


def test_an_office_that_something_is_to_be_done_with_leads_nothing_below_a_heading_either() -> None:
    said = _read("KẾ HOẠCH\nII. NHIỆM VỤ\n1. Trung tâm Y tế phải được bố trí ở nơi cao.\n")
    assert [one["lead"] for one in said["tasks"]] in ([], [None])


def test_paragraphs_behind_one_that_asks_are_what_it_asks_for() -> None:
    said = _read("Văn phòng UBND tỉnh đề nghị:\nUBND cấp xã sửa bến đò.\nSở Y tế mua thuốc.\n")
    assert _found(said) == [("UBND cấp xã", "sửa bến đò", None), ("Sở Y tế", "mua thuốc", None)]
