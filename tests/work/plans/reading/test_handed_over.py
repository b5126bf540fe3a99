"""What is handed over before it is said to whom, and a term that stands in an article of its own."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data


def _found(text: str) -> list[tuple[Any, ...]]:
    said = as_data(read_plan(read_document(text.encode(), "act.txt")))
    return [tuple(one[name] and one[name]["value"] for name in ("lead", "task", "due")) for one in said["tasks"]]


@pytest.mark.parametrize(
    ("line", "lead", "task", "due"),
    [
        ("Giao việc rà soát bến đò cho Công an xã trước ngày 07/9/2026.", "Công an xã", "rà soát bến đò", "2026-09-07"),
        ("Phân công nhiệm vụ trực bến đò cho các tổ dân phố.", "các tổ dân phố", "trực bến đò", None),
        ("Giao nhiệm vụ cho Công an xã rà soát bến đò.", "Công an xã", "rà soát bến đò", None),
        ("Giao bến đò cho Công an xã quản lý trước ngày 07/9/2026.", None,
         "Giao bến đò cho Công an xã quản lý", "2026-09-07"),
    ],
)  # fmt: skip
def test_to_whom_a_duty_is_handed_behind_it_leads(line: str, lead: str | None, task: str, due: str | None) -> None:
    assert _found(f"KẾ HOẠCH\nII. NHIỆM VỤ\n1. {line}\n") == [(lead, task, due)]


def test_the_helpers_of_such_a_duty_and_the_term_in_an_article_of_its_own_are_its_own() -> None:
    text = (
        "QUYẾT ĐỊNH\nĐiều 1. Phân công nhiệm vụ sửa bến đò cho Công an xã chủ trì, phối hợp với Phòng Kinh tế "
        "và Trạm Y tế thực hiện.\nĐiều 2. Thời gian hoàn thành: trước ngày 07/9/2026.\n"
    )
    said = as_data(read_plan(read_document(text.encode(), "act.txt")))
    assert _found(text) == [("Công an xã", "sửa bến đò", "2026-09-07")]
    assert said["tasks"][0]["coordinating"]["value"] == ["Phòng Kinh tế", "Trạm Y tế"]
    assert not said["notes"]


def test_the_term_in_an_article_of_its_own_behind_several_duties_is_noted() -> None:
    text = (
        "QUYẾT ĐỊNH\nĐiều 1. Giao Công an xã chủ trì kiểm tra bến đò.\nĐiều 2. Giao Phòng Kinh tế lắp đèn.\n"
        "Điều 3. Thời gian thực hiện: xong trước ngày 07/9/2026.\n"
    )
    said = as_data(read_plan(read_document(text.encode(), "act.txt")))
    assert [due for _, _, due in _found(text)] == [None, None]
    assert "07/9/2026" in "".join(said["text"][one["start"] : one["end"]] for one in said["notes"])
