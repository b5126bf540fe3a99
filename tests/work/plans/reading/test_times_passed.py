"""Each time that a duty names beside the one that was taken is quoted, and nothing that is its own."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "Số: 12/KH-UBND\nAn Lạc, ngày 08 tháng 01 năm 2026\nKẾ HOẠCH\nVề an toàn năm 2026\nIII. NHIỆM VỤ\n1. {}\n"
EN = "CITY OF NORTHAM\nNo. 4/PL-2026\n8 January 2026\nPLAN\nSafer nights 2026\nIII. TASKS\n1. {}\n"

# the words, the due day or the rhythm that is taken, what is quoted beside it
BESIDE = [
    ("Sở Y tế lập danh sách trước ngày 15/3/2026, gửi số liệu trước ngày 05 của tháng cuối quý.", "2026-03-15",
     ["trước ngày 05 của tháng cuối quý"]),
    ("Công an phường rà soát nhà trọ trước ngày 15/3/2026, đỉnh điểm là ngày 20/8/2026.", "2026-03-15",
     ["ngày 20/8/2026"]),
    ("Công an phường báo cáo hằng tháng trước ngày 20 (tháng 2 trước ngày 17).", "monthly", ["trước ngày 17"]),
    ("Công an phường chốt trực từ 18 giờ đến 23 giờ, hằng ngày.", "daily", []),
    ("Công an phường tuần tra chợ hằng ngày đến hết ngày 30/9/2026.", "daily", []),
    ("Sở Y tế thực hiện Kế hoạch số 3/KH-UBND ngày 05/01/2026 trước ngày 15/3/2026.", "2026-03-15", []),
    ("The Fire Service inspects the halls by 30 May 2026, the main day is 12 July 2026.", "2026-05-30",
     ["12 July 2026"]),
    ("The Fire Service inspects the halls quarterly until 30 November 2026.", "quarterly", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "taken", "quoted"), BESIDE)
def test_no_time_beside_the_one_that_is_taken_is_lost(words: str, taken: str, quoted: list[str]) -> None:
    plan = EN if words.isascii() else VI
    data = as_data(read_plan(read_document(plan.format(words).encode(), "a.txt")))
    (task,) = data["tasks"]
    assert (task["due"] or task["rhythm"])["value"] == taken
    beside = [one for one in task["unclear"] if one["why"] == "time-beside"]
    assert [data["text"][one["start"] : one["end"]] for one in beside] == quoted


@pytest.mark.parametrize(
    ("words", "rhythm"),
    [
        ("Sở Y tế tuyên truyền đến hộ dân, coi đây là nhiệm vụ thường xuyên, lâu dài.", None),
        ("Sở Y tế hướng dẫn các trạm về công việc thường xuyên của trạm.", None),
        ("Sở Y tế thường xuyên kiểm tra các trạm.", "ongoing"),
        ("Sở Y tế kiểm tra nhiệm vụ của các trạm thường xuyên.", "ongoing"),
    ],
)
def test_what_something_is_held_to_be_is_no_rhythm_of_the_duty(words: str, rhythm: str | None) -> None:
    (task,) = as_data(read_plan(read_document(VI.format(words).encode(), "a.txt")))["tasks"]
    assert (task["rhythm"] or {}).get("value") == rhythm
