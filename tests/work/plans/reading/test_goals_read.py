"""What was reached before is no goal, a limit is one that is not to be passed, and no number of a goal is lost."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 10 tháng 12 năm 2026\nKẾ HOẠCH\nAn toàn\nI. CHỈ TIÊU\n1. "
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n2 December 2026\nPLAN\non safety\nI. GOALS\n1. "
RATE = "Tỷ lệ người sau cai được hỗ trợ việc làm"
GOALS: list[tuple[str, list[tuple[Any, ...]], list[str]]] = [
    ("en Satisfaction of visitors: 85% (2026: 78%).", [(85, "Satisfaction of visitors", None, None)], ["78%"]),
    ("en Satisfaction of visitors: 85% (78% in 2025).", [(85, "Satisfaction of visitors", None, None)], []),
    ("en Satisfaction of visitors: 85% by 2028, up from 78% in 2027.",
     [(85, "Satisfaction of visitors", "2028-12-31", None)], []),
    (f"{RATE}: 40% (năm 2026 đạt 28%).", [(40, RATE, None, None)], ["28%"]),
    (f"{RATE}: 40% (năm 2025 đạt 28%).", [(40, RATE, None, None)], []),
    (f"{RATE} đạt 40%, so với 28% năm 2026.", [(40, RATE, None, None)], []),
    ("Tăng tỷ lệ hài lòng từ 28% năm 2026 lên 40% năm 2027.", [(40, "tỷ lệ hài lòng", "2027-12-31", None)], []),
    ("Nâng tỷ lệ hộ gia đình ký cam kết từ 75% lên 95% trước ngày 31/12/2027.",
     [(95, "tỷ lệ hộ gia đình ký cam kết", "2027-12-31", None)], []),
    ("en Raise the number of volunteers from 300 to 450 by 25 December 2027, half of them women.",
     [], ["from 300 to 450", "half"]),
    ("en Cut the average response time from 45 to 20 minutes; close 90% of calls.",
     [(90, "calls", None, None)], ["from 45 to 20"]),
    ("en No more than 3 repeat cases; close 90% of calls.", [(90, "calls", None, None)], ["No more than 3"]),
    ("Tăng số tình nguyện viên từ 300 lên 450 trước ngày 25/12/2027; 90% hộ dân ký cam kết.",
     [(90, "hộ dân ký cam kết", None, None)], ["từ 300 lên 450"]),
    ("Giảm từ 120 vụ xuống 90 năm 2027.", [(90, "vụ", "2027-12-31", None)], []),
    ("Không để quá 5 vụ có thiệt hại trên 10 tỷ đồng.", [(5, "có thiệt hại trên 10 tỷ đồng", None, "at-most")], []),
    ("Không để xảy ra quá 3 vụ cháy lớn.", [(3, "cháy lớn", None, "at-most")], []),
    ("Hoàn thành 95% kế hoạch, vượt 5% so với chỉ tiêu Trung ương giao.", [(95, "kế hoạch", None, None)], ["5%"]),
    ("Trên 90% hộ dân được tuyên truyền, cao hơn 5% so với năm 2026.",
     [(90, "hộ dân được tuyên truyền", None, "more-than")], ["5%"]),
    ("Phấn đấu mỗi phường có tối thiểu 02 buổi tuyên truyền/tháng.", [], ["02 buổi"]),
    ("Có 30 tổ tuần tra, mỗi tổ ít nhất 04 buổi mỗi tuần.", [(30, "tuần tra", None, None)], ["04 buổi"]),
    ("en At least 2 patrols every week; close 90% of calls.", [(90, "calls", None, None)], ["2 patrols"]),
    ("Không quá 100 vụ/năm.", [(100, "vụ/năm", None, "at-most")], []),
    ("Không quá 05 điểm phức tạp vào cuối năm 2028.", [(5, "phức tạp", "2028-12-31", "at-most")], []),
]  # fmt: skip


def _value(one: dict[str, Any], name: str) -> Any:
    return one[name]["value"] if one[name] else None


@pytest.mark.parametrize(("sentence", "want", "unread"), GOALS)
def test_a_goal_is_what_is_to_be_reached_and_what_is_not_read_is_noted(
    sentence: str, want: list[tuple[Any, ...]], unread: list[str]
) -> None:
    top = EN if sentence.startswith("en ") else VI
    said = as_data(read_plan(read_document(f"{top}{sentence.removeprefix('en ')}\n".encode(), "plan.txt")))
    assert [
        tuple(_value(one, name) for name in ("value", "what", "by", "comparator")) for one in said["targets"]
    ] == want
    noted = [(one["why"], said["text"][one["start"] : one["end"]]) for one in said["notes"]]
    assert noted == [("number-not-read", one) for one in unread]


REACHED = [
    ("30% đơn vị cấp xã năm 2027, 60% năm 2030 đạt tiêu chí không có ma túy.",
     [(30, "2027-12-31", "đơn vị cấp xã", "đạt tiêu chí không có ma túy"),
      (60, "2030-12-31", "đơn vị cấp xã", "đạt tiêu chí không có ma túy")]),
    ("30% đơn vị cấp xã năm 2025, 60% năm 2030 đạt tiêu chí không có ma túy.",
     [(60, "2030-12-31", "đơn vị cấp xã", "đạt tiêu chí không có ma túy")]),
    ("100% xã, phường và 80% khu dân cư có mô hình tự quản trong năm 2027.",
     [(100, "2027-12-31", "xã, phường", "có mô hình tự quản"),
      (80, "2027-12-31", "khu dân cư có mô hình tự quản", None)]),
    ("Ít nhất 80% hộ gia đình năm 2027 có bình chữa cháy.", [(80, "2027-12-31", "hộ gia đình", "có bình chữa cháy")]),
    ("100% trường học có camera, 90% bệnh viện có bảo vệ trước ngày 30/6/2027.",
     [(100, None, "trường học có camera", None), (90, "2027-06-30", "bệnh viện có bảo vệ", None)]),
    ("Tỷ lệ khám phá án đạt 80% năm 2027, 85% năm 2030.",
     [(80, "2027-12-31", "Tỷ lệ khám phá án", None), (85, "2030-12-31", "Tỷ lệ khám phá án", None)]),
    ("en 30% of wards in 2027 and 60% in 2030 meet the drug-free criteria.",
     [(30, "2027-12-31", "wards", "meet the drug-free criteria"),
      (60, "2030-12-31", "wards", "meet the drug-free criteria")]),
    ("en At least 20% of schools, 40% of markets and 60% of hotels have a fire plan by 2028.",
     [(20, "2028-12-31", "schools", "have a fire plan"), (40, "2028-12-31", "markets", "have a fire plan"),
      (60, "2028-12-31", "hotels have a fire plan", None)]),
    ("80% vụ việc và ít nhất 90% vụ án được điều tra trong năm 2027.",
     [(80, "2027-12-31", "vụ việc", "được điều tra"), (90, "2027-12-31", "vụ án được điều tra", None)]),
    ("en 60% of drivers and 70% of riders, of whom all are young, wear helmets by 2028.",
     [(60, None, "drivers", None), (70, "2028-12-31", "riders, of whom all are young, wear helmets", None)]),
    ("en 90% of households by 2027 have an extinguisher, up from 60% in 2025.",
     [(90, "2027-12-31", "households", "have an extinguisher")]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "want"), REACHED)
def test_what_several_numbers_are_to_reach_belongs_to_each_of_them(sentence: str, want: list[tuple[Any, ...]]) -> None:
    top = EN if sentence.startswith("en ") else VI
    said = as_data(read_plan(read_document(f"{top}{sentence.removeprefix('en ')}\n".encode(), "plan.txt")))
    found = said["targets"]
    assert [tuple(_value(one, name) if name in one else None for name in ("value", "by", "what", "reach"))
            for one in found] == want  # fmt: skip
    for one in found:
        if "reach" in one:
            assert said["text"][one["reach"]["start"] : one["reach"]["end"]] == one["reach"]["value"]


def test_a_clause_of_which_no_number_has_a_unit_is_noted_whole() -> None:
    sentence = "No more than 3 repeat cases. Every ward opens a post."
    said = as_data(read_plan(read_document(f"{EN}{sentence}\n".encode(), "plan.txt")))
    (note,) = said["notes"]
    assert (note["why"], said["text"][note["start"] : note["end"]]) == ("nothing-read", f"1. {sentence}")


def test_the_words_before_a_number_say_how_only_that_one_is_meant() -> None:
    text = f"{VI}80% vụ việc và ít nhất 90% vụ án được điều tra.\n"
    said = as_data(read_plan(read_document(text.encode(), "plan.txt")))
    assert [_value(one, "comparator") for one in said["targets"]] == [None, "at-least"]
