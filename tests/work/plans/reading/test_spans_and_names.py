"""Spans of numbers, each number with its own name, limits of a rise, numbers that go for each of many."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nI. CHỈ TIÊU\n1. {}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety in 2027\nI. TARGETS\n1. {}\n"


def read(sentence: str) -> dict[str, Any]:
    plan, sentence = (EN, sentence[3:]) if sentence.startswith("en ") else (VI, sentence)
    return as_data(read_plan(read_document(plan.format(sentence).encode(), "p.txt")))


def of(said: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(one[name]["value"] if one.get(name) else None for name in names) for one in said["targets"]]


def noted(said: dict[str, Any]) -> list[str]:
    return [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "number-not-read"]


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("en Between 80 and 90 percent of schools are lit.", (None, 80, 90, "schools are lit")),
        ("en Reduce burglaries by between 5 and 10 percent by 2028.", (None, 5, 10, "burglaries")),
        ("Trong khoảng 70% và 80% hộ dân cài ứng dụng.", (None, 70, 80, "hộ dân cài ứng dụng")),
        ("Từ 70-80% hộ dân cài ứng dụng.", (None, 70, 80, "hộ dân cài ứng dụng")),
        ("Khoảng từ 70% đến 80% hộ dân cài ứng dụng.", (None, 70, 80, "hộ dân cài ứng dụng")),
    ],
)
def test_two_ends_are_one_span(sentence: str, want: tuple[Any, ...]) -> None:
    assert of(read(sentence), "value", "lowest", "highest", "what") == [want]


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("en Deaths fall by 5%, injuries by 3% and collisions by 2%.",
         [(5, "Deaths"), (3, "injuries"), (2, "collisions")]),
        ("en Cut deaths by 5% and injuries by 3%.", [(5, "deaths"), (3, "injuries")]),
        ("en Traffic deaths down 5% and injuries down 3%.", [(5, "Traffic deaths"), (3, "injuries")]),
        ("Giảm 5% số vụ, giảm 3% số người chết và 2% số người bị thương.",
         [(5, "số vụ"), (3, "số người chết"), (2, "số người bị thương")]),
        ("Số vụ cháy giảm 5%, số người chết 3%.", [(5, "Số vụ cháy"), (3, "số người chết")]),
        ("Trên 98,5% hồ sơ đúng hạn, hồ sơ quá hạn dưới 1%.", [(98.5, "hồ sơ đúng hạn"), (1, "hồ sơ quá hạn")]),
        ("Ít nhất 90% điểm vi phạm, trong đó 100% điểm trên phố đi bộ.",
         [(90, "điểm vi phạm"), (100, "điểm trên phố đi bộ")]),
        ("100% cơ quan, trường học và trên 90% hộ dân hưởng ứng.",
         [(100, "cơ quan, trường học"), (90, "hộ dân hưởng ứng")]),
        ("Năm 2027, 90% và đến hết năm 2028, 100% tổ dân phố có loa.", [(90, None), (100, "tổ dân phố có loa")]),
    ],
)  # fmt: skip
def test_each_number_has_its_own_name(sentence: str, want: list[tuple[Any, ...]]) -> None:
    assert of(read(sentence), "value", "what") == want


@pytest.mark.parametrize(
    "sentence",
    ["Số vụ cháy không tăng quá 3%.", "Số vụ cháy không để tăng quá 3%.", "Số vụ cháy tăng không quá 3%.",
     "en Fires shall not rise by more than 3%."],
)  # fmt: skip
def test_a_limit_of_a_rise_is_no_rise_to_be_reached(sentence: str) -> None:
    ((value, comparator, direction, what),) = of(read(sentence), "value", "comparator", "direction", "what")
    assert (value, comparator, direction) == (3, "at-most", "increase")
    assert what in ("Số vụ cháy", "Fires")


def test_two_numbers_of_two_things_are_no_span() -> None:
    assert of(read("Khoảng 5 xã và 10 phường đạt chuẩn."), "value", "lowest") == [(5, None), (10, None)]


def test_a_number_of_each_of_many_is_never_a_total() -> None:
    assert of(read("Ít nhất 20 người/phường được tập huấn."), "value", "unit") == [(20, "người/phường")]
    assert of(read("Tối thiểu 12 buổi/năm/phường."), "value", "unit") == [(12, "buổi/năm/phường")]
    assert of(read("en At least 20 people per ward are trained."), "value", "unit") == [(20, "people per ward")]
    said = read("en At least 3 patrols a week per ward.")
    assert of(said, "value", "unit") == [(3, "patrols a week per ward")]
    said = read("Mỗi phường thành lập tối thiểu 03 mô hình, toàn thành phố 378 mô hình trong năm 2027.")
    assert of(said, "value", "unit") == [(378, "mô hình")]
    assert noted(said) == ["03 mô hình"]


def test_what_both_numbers_reach_goes_to_both_also_behind_a_time_of_the_second() -> None:
    said = read("Đến năm 2028, có 40% xã, phường và đến năm 2030 có 70% xã, phường đạt chuẩn không ma túy.")
    assert of(said, "value", "by", "what", "reach") == [
        (40, "2028-12-31", "xã, phường", "đạt chuẩn không ma túy"),
        (70, "2030-12-31", "xã, phường đạt chuẩn không ma túy", None),
    ]


def test_cases_are_no_schools() -> None:
    assert of(read("100% trường hợp vi phạm được xử lý."), "what", "set") == [("trường hợp vi phạm được xử lý", None)]
    assert of(read("100% trường học có camera."), "set") == [("trường học",)]


def test_a_number_without_a_known_unit_or_of_a_year_before_is_noted() -> None:
    assert noted(read("Duy trì 100% tổ dân phố không có điểm nóng; thu hồi 12 khẩu súng.")) == ["12 khẩu"]
    assert noted(read("en Deaths down 5% and injuries down 3% on 2026.")) == ["3%"]
