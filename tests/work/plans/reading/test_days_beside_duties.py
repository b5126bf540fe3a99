"""Days that are those of an instrument, and days that a sentence of its own behind a duty says."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _due(said: dict[str, Any]) -> list[str | None]:
    return [one["due"] and one["due"]["value"] for one in said["tasks"]]


@pytest.mark.parametrize(
    "line",
    [
        "KẾ HOẠCH\nGiao Công an xã phổ biến Nội quy (ban hành kèm theo Quyết định số 8/QĐ-UBND, ngày 06/10/2026).",
        "KẾ HOẠCH\nGiao Công an xã phổ biến Nội quy bến đò theo Công văn số 8/UBND-VX, ngày 06/10/2026.",
        "KẾ HOẠCH\nGiao Công an xã lập danh sách bến đò (kèm Tờ trình số 8-TTr/ĐU; ngày 06/10/2026).",
        "KẾ HOẠCH\nGiao Công an xã lập danh sách bến đò theo Kết luận số 8, ngày 06/10/2026.",
        "PLAN\nThe Ward Police shall check ferries (issued with Decision No. 8/QD-UBND, 6 October 2026).",
        "PLAN\nThe Ward Police shall check ferries under Directive No. 8, dated 6 October 2026.",
    ],
)
def test_the_day_of_an_instrument_behind_a_comma_is_no_due_day(line: str) -> None:
    said = _read(line + "\n")
    assert _due(said) == [None]
    assert [one["why"] for one in said["tasks"][0]["unclear"] if one["clear"] == "time"] == ["no-term"]


def test_a_last_day_behind_the_number_of_an_instrument_is_the_due_day() -> None:
    said = _read(
        "KẾ HOẠCH\n1. Công an xã kiểm tra bến đò theo Kế hoạch số 8/KH-UBND, trước ngày 06/10/2026.\n"
        "2. Công an xã tổ chức ra quân, ngày 07/10/2026.\n"
    )
    assert _due(said) == ["2026-10-06", "2026-10-07"]


@pytest.mark.parametrize(
    "behind",
    [
        "Hạn cuối 06/10/2026.", "Hạn chót là 06/10/2026.", "Thời hạn: 06/10/2026.", "Xong ngày 06/10/2026.",
        "Hạn 06/10/2026.", "Deadline 06/10/2026.", "Thời hạn hoàn thành 06/10/2026.",
    ],
)  # fmt: skip
def test_a_deadline_in_a_sentence_of_its_own_is_that_of_the_duty_and_no_day_of_the_document(behind: str) -> None:
    said = _read(f"UBND xã giao Công an xã kiểm tra bến đò. {behind}\n")
    assert _due(said) == ["2026-10-06"]
    assert not any(one["own"] for one in said["instruments"])


def test_a_time_before_a_colon_at_the_head_of_an_item_is_when_it_is_due() -> None:
    said = _read(
        "KẾ HOẠCH\nII. TIẾN ĐỘ\n- 06/10/2026: Ban hành thư mời\n- Tháng 11/2026: Báo cáo kết quả\n"
        "- Ngày 08/12/2026: Công an xã kiểm tra bến đò\n- 09/12/2026 - Lập danh sách\n- Quý I/2027: Sơ kết\n"
    )
    assert _due(said) == ["2026-10-06", "2026-11-30", "2026-12-08", "2026-12-09", "2027-03-31"]
    assert [one["task"]["value"] for one in said["tasks"]] == [
        "Ban hành thư mời", "Báo cáo kết quả", "kiểm tra bến đò", "Lập danh sách", "Sơ kết",
    ]  # fmt: skip
    english = _read("PLAN\nII. TIMETABLE\n- 6 October 2026: Send invitations\n- December 2026: Report\n")
    assert _due(english) == ["2026-10-06", "2026-12-31"]


def test_an_english_deadline_behind_a_duty_is_its_day() -> None:
    assert _due(_read("PLAN\nThe Ward Police shall check ferries. Deadline 6 October 2026.\n")) == ["2026-10-06"]


def test_a_deadline_behind_a_sentence_that_was_not_read_is_only_quoted() -> None:
    said = _read("UBND xã giao Công an xã kiểm tra bến đò. Các thôn có kế hoạch hưởng ứng. Hạn cuối 06/10/2026.\n")
    assert _due(said) == [None]
    quoted = [one for one in said["tasks"][0]["unclear"] if one["why"] == "time-beside"]
    assert [said["text"][one["start"] : one["end"]] for one in quoted] == ["Hạn cuối 06/10/2026"]
