"""Holidays and so many a period are times that are quoted; words like them are none."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "UBND PHƯỜNG CỬA NAM\nKẾ HOẠCH\nAn ninh\nCửa Nam, ngày 5 tháng 1 năm 2027\nIII. NHIỆM VỤ\n1. Công an phường "


def read(said: str) -> tuple[Any, list[tuple[str, str]]]:
    """The day, and what is not clear of the time with its quote."""
    data = as_data(read_plan(read_document(f"{TOP}{said}\n".encode(), "p.txt")))
    (task,) = data["tasks"]
    times = [one for one in task["unclear"] if one["clear"] == "time"]
    quoted = [(one["why"], data["text"][one["start"] : one["end"]]) for one in times]
    return task["due"] and task["due"]["value"], quoted


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("tuần tra dịp 30/4 - 01/5.", "dịp 30/4 - 01/5"),
        ("tuần tra dịp Tết Nguyên đán.", "dịp Tết Nguyên đán"),
        ("tuần tra các ngày lễ.", "các ngày lễ"),
        ("tổ chức dạy bơi một tuần 3 buổi.", "một tuần 3 buổi"),
        ("báo cáo theo quý.", "theo quý"),
        ("báo cáo theo quý trước ngày 15/3/2027.", "theo quý trước ngày 15/3/2027"),
        ("tuần tra khi học sinh nghỉ hè.", "khi học sinh nghỉ hè"),
    ],
)
def test_such_a_time_is_quoted(said: str, quoted: str) -> None:
    assert read(said) == (None, [("not-understood", quoted)])


@pytest.mark.parametrize("said", ["tổ chức ngày lễ kỷ niệm.", "rà soát theo quy định.", "vận động 3 buổi."])
def test_what_only_looks_like_one_is_no_time(said: str) -> None:
    assert read(said) == (None, [("no-term", f"Công an phường {said}")])


def test_a_day_alone_stays_and_one_beside_such_a_time_is_quoted_with_it() -> None:
    assert read("tuần tra chợ trước ngày 15/3/2027.") == ("2027-03-15", [])
    both = "các ngày lễ trước ngày 15/3/2027"
    assert read(f"tuần tra chợ {both}.") == (None, [("not-understood", both)])
