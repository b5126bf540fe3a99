"""Items whose fields are named by lines below them, with other lines among those."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

MORE = "Thực hiện tại từng bến đò."


@pytest.mark.parametrize(
    "lines",
    [
        f"Đơn vị chủ trì: Công an xã\nThời hạn: 09/8/2026\n{MORE}",
        f"{MORE}\nĐơn vị chủ trì: Công an xã\nThời hạn: 09/8/2026",
        f"Đơn vị chủ trì: Công an xã\n{MORE}\nThời hạn: 09/8/2026",
    ],
)
def test_an_item_with_labels_below_it_is_the_task_and_a_line_among_them_is_noted(lines: str) -> None:
    said: dict[str, Any] = as_data(
        read_plan(read_document(f"KẾ HOẠCH\nII. NỘI DUNG\n1. Kiểm tra bến đò\n{lines}\n".encode(), "plan.txt"))
    )
    found = [tuple(one[name]["value"] for name in ("clause", "task", "lead", "due")) for one in said["tasks"]]
    assert found == [("II.1", "Kiểm tra bến đò", "Công an xã", "2026-08-09")]
    assert [said["text"][one["start"] : one["end"]] for one in said["notes"]] == [MORE]


def test_a_line_below_such_an_item_that_names_somebody_or_a_day_is_a_task_of_its_own() -> None:
    text = (
        "KẾ HOẠCH\nII. NỘI DUNG\n1. Kiểm tra bến đò\nĐơn vị chủ trì: Công an xã\nTrạm Y tế xã cấp phao cứu sinh.\n"
        "Lắp đèn trước ngày 10/8/2026.\nThời hạn: 09/8/2026\n"
    )
    said = as_data(read_plan(read_document(text.encode(), "plan.txt")))
    found = [tuple(one[name] and one[name]["value"] for name in ("task", "lead", "due")) for one in said["tasks"]]
    assert found == [
        ("Kiểm tra bến đò", "Công an xã", "2026-08-09"),
        ("cấp phao cứu sinh", "Trạm Y tế xã", None),
        ("Lắp đèn", None, "2026-08-10"),
    ]
