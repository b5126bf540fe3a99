"""Shares with their whole, numbers said twice, directions said once, and numbers that are no goals."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nAn toàn\nI. CHỈ TIÊU\n1. "
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n5 January 2027\nPLAN\non safety\nI. GOALS\n1. "
GOALS: list[tuple[str, list[tuple[Any, ...]], list[str]]] = [
    ("en 30% of 126 wards, i.e. 38 wards, by 1 September 2027, and 60% in 2030.",
     [(30, "126 wards", "2027-09-01", None), (60, "126 wards", "2030-12-31", None)], []),
    ("Có 30% trong tổng số 126 xã, phường (38 đơn vị) đến ngày 01/9/2027 đạt chuẩn, năm 2030 đạt 60%.",
     [(30, "126 xã, phường", "2027-09-01", None), (60, "126 xã, phường", "2030-12-31", None)], []),
    ("en 85 percent of parents are satisfied, up from 70 percent in 2027.",
     [(85, "parents are satisfied", None, None)], []),
    ("Giảm 10% số vụ, 5% số người chết và 3% số người bị thương.",
     [(10, "số vụ", None, "decrease"), (5, "số người chết", None, "decrease"),
      (3, "số người bị thương", None, "decrease")], []),
    ("Giảm 10% số vụ; 90% tin báo được giải quyết.",
     [(10, "số vụ", None, "decrease"), (90, "tin báo được giải quyết", None, None)], []),
    ("Trong 126 xã, phường có 12 xã, phường biên giới.", [], ["126 xã, phường", "12 xã, phường"]),
    ("Bình quân 1,5 camera/1.000 dân; ít nhất 1.250 camera.", [(1250, "camera", None, None)], ["1,5 camera"]),
    ("Tỷ lệ hài lòng trên 85,5%, tăng 2 điểm phần trăm so với năm 2026.",
     [(85.5, "Tỷ lệ hài lòng", None, None)], ["2 điểm"]),
    ("Phòng Kinh tế, Hạ tầng và Đô thị kiểm tra 100% hệ thống điện.", [(100, "hệ thống điện", None, None)], []),
    ("Số vụ cháy không vượt quá 100 vụ/năm.", [(100, "Số vụ cháy", None, None)], []),
    ("Phấn đấu 38/126 xã, phường đạt chuẩn (30%) trong năm 2027.",
     [(30, "38/126 xã, phường đạt chuẩn", "2027-12-31", None)], ["38/126"]),
]  # fmt: skip


def _value(one: dict[str, Any], name: str) -> Any:
    return one[name]["value"] if one[name] else None


@pytest.mark.parametrize(("sentence", "want", "unread"), GOALS)
def test_only_what_is_aimed_for_is_a_target(sentence: str, want: list[tuple[Any, ...]], unread: list[str]) -> None:
    top = EN if sentence.startswith("en ") else VI
    said = as_data(read_plan(read_document(f"{top}{sentence.removeprefix('en ')}\n".encode(), "plan.txt")))
    assert [
        tuple(_value(one, name) for name in ("value", "what", "by", "direction")) for one in said["targets"]
    ] == want
    noted = [one for one in said["notes"] if one["why"] == "number-not-read"]
    assert [said["text"][one["start"] : one["end"]] for one in noted] == unread


def test_words_behind_what_is_counted_say_how_its_number_is_meant() -> None:
    said = as_data(read_plan(read_document(f"{VI}Từ 95% tin báo được giải quyết trở lên.\n".encode(), "plan.txt")))
    (target,) = said["targets"]
    assert (_value(target, "comparator"), _value(target, "what")) == ("at-least", "tin báo được giải quyết")
