"""A heading of goals that says one time says it for the numbers below it that say none."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2026\nKẾ HOẠCH\nVề an toàn\n"


@pytest.mark.parametrize(
    ("heading", "by"),
    [
        ("II. MỤC TIÊU\na) Mục tiêu đến hết năm 2026:", ["2026-12-31", "2026-06-30", None]),
        ("II. CHỈ TIÊU CHỦ YẾU NĂM 2026", ["2026-12-31", "2026-06-30", None]),
        ("II. MỤC TIÊU\na) Mục tiêu giai đoạn 2026 - 2030:", [None, "2026-06-30", None]),
        ("II. CHỈ TIÊU NĂM 2025", [None, "2026-06-30", None]),  # it was over
        ("II. CHỈ TIÊU", [None, "2026-06-30", None]),
    ],
)
def test_the_time_of_a_heading_is_that_of_the_numbers_below_it(heading: str, by: list[str | None]) -> None:
    items = (
        "- 98% hồ sơ được giải quyết đúng hạn.\n- 90% hộ ký cam kết trong quý II/2026.\n- Hằng năm, 80% hộ có loa.\n"
    )
    data = as_data(read_plan(read_document(f"{TOP}{heading}\n{items}".encode(), "a.txt")))
    assert [one["by"]["value"] if one["by"] else None for one in data["targets"]] == by
    for one in data["targets"]:
        assert one["by"] is None or "2026" in data["text"][one["by"]["start"] : one["by"]["end"]]


def test_the_time_of_a_heading_of_goals_is_not_that_of_numbers_elsewhere() -> None:
    text = (
        f"{TOP}II. CHỈ TIÊU NĂM 2026\n- 98% hồ sơ đúng hạn.\nIII. NHIỆM VỤ\n1. Công an phường rà soát 100% nhà trọ.\n"
    )
    data = as_data(read_plan(read_document(text.encode(), "a.txt")))
    assert [one["by"]["value"] if one["by"] else None for one in data["targets"]] == ["2026-12-31", None]
