"""Of what a number is: none has the words of the number beside it, nor half of a word."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOPS = {
    "vi": "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2026\nKẾ HOẠCH\nVề an toàn\nII. MỤC TIÊU\n1. ",
    "en": "CITY OF NORTHAM\nNo. 9/PL-2026\n5 January 2026\nPLAN\nSafer streets\nII. TARGETS\n1. ",
}

COUNTED: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    ("vi", "Tỷ lệ hộ dùng nước sạch đạt từ 90% trở lên, hộ nghèo, hộ cận nghèo đạt 80% trở lên vào năm 2027.",
     [(90, "Tỷ lệ hộ dùng nước sạch"), (80, "hộ nghèo, hộ cận nghèo")]),
    ("vi", "Tỷ lệ hộ dùng nước sạch từ 90% trở lên và hộ nghèo, hộ cận nghèo đạt 80% trở lên.",
     [(90, "Tỷ lệ hộ dùng nước sạch"), (80, "hộ nghèo, hộ cận nghèo")]),
    ("vi", "Hằng năm, tỷ lệ khám phá án đạt từ 75% trở lên, các án nghiêm trọng, án giết người đạt từ 90% trở lên.",
     [(75, "tỷ lệ khám phá án"), (90, "các án nghiêm trọng, án giết người")]),
    ("vi", "Số hộ ký cam kết đạt trên 90%, trong đó hộ kinh doanh, hộ cho thuê trọ đạt 100%.",
     [(90, "Số hộ ký cam kết"), (100, "hộ kinh doanh, hộ cho thuê trọ")]),
    ("vi", "Tỷ lệ xã đạt chuẩn từ 60% trở lên (xã ven biển từ 40% trở lên), phường, đặc khu đạt 70% trở lên.",
     [(60, None), (40, None), (70, "phường, đặc khu")]),
    ("vi", "Từ 90% trở lên hộ dân, 80% trở lên cơ sở kinh doanh có bình chữa cháy.",
     [(90, "hộ dân"), (80, "cơ sở kinh doanh có bình chữa cháy")]),
    ("vi", "Về chuyển đổi số, nâng cao hiệu quả phục vụ, UBND tỉnh đề ra mục tiêu: tỷ lệ hồ sơ trực tuyến đạt 90%.",
     [(90, "tỷ lệ hồ sơ trực tuyến")]),
    ("vi", "Nâng cao chất lượng xét xử, tỷ lệ giải quyết án đạt trên 88%.", [(88, "tỷ lệ giải quyết án")]),
    ("vi", "Giảm 10% số vụ do người say rượu gây ra và giảm 5% số vụ đua xe.",
     [(10, "số vụ do người say rượu gây ra"), (5, "số vụ đua xe")]),
    ("vi", "Bắt giữ 30% số đối tượng truy nã hiện có và phấn đấu bắt 50% số đối tượng mới.",
     [(30, "số đối tượng truy nã hiện có"), (50, "số đối tượng mới")]),
    ("vi", "Giảm 10% số vụ cháy, tăng 5% số cơ sở được kiểm tra và nâng tỷ lệ khám phá lên 80%.",
     [(10, "số vụ cháy"), (5, "số cơ sở được kiểm tra"), (80, "tỷ lệ khám phá")]),
    ("vi", "Kiểm tra 100% cơ sở và xử lý dứt điểm 90% vi phạm.", [(100, "cơ sở"), (90, "vi phạm")]),
    ("en", "Clearance of burglary reaches 60% or more, robbery, violent crime reach 80% or more by 2027.",
     [(60, "Clearance of burglary"), (80, "robbery, violent crime")]),
    ("en", "60% or more of wards, 80% or more of schools have a plan.",
     [(60, "wards"), (80, "schools have a plan")]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "want"), COUNTED)
def test_each_number_has_what_it_counts_and_nothing_of_the_next(
    language: str, said: str, want: list[tuple[Any, ...]]
) -> None:
    data = as_data(read_plan(read_document(f"{TOPS[language]}{said}\n".encode(), "a.txt")))
    made = [
        (one["value"]["value"] if one["value"] else None, one["what"]["value"] if one["what"] else None)
        for one in data["targets"]
    ]
    assert made == want


def test_a_word_that_moves_something_else_gives_a_number_no_direction() -> None:
    for said in (
        "Nâng cao chất lượng xét xử, tỷ lệ giải quyết án đạt trên 88%.",
        "Kéo giảm số vụ cháy, bảo đảm 95% hộ có bình chữa cháy.",
        "Về chuyển đổi số, nâng cao hiệu quả phục vụ, UBND tỉnh đề ra mục tiêu: tỷ lệ hồ sơ trực tuyến đạt 90%.",
    ):
        (found,) = as_data(read_plan(read_document(f"{TOPS['vi']}{said}\n".encode(), "a.txt")))["targets"]
        assert found["direction"] is None, said


def test_what_is_only_kept_outside_the_goals_is_noted() -> None:
    text = "Số: 9/KH-UBND\nKẾ HOẠCH\nVề an toàn\nGiữ vững 28 xã không có người nghiện hiện nay.\n"
    data = as_data(read_plan(read_document(text.encode(), "a.txt")))
    assert not data["targets"]
    assert [data["text"][one["start"] : one["end"]] for one in data["notes"]] == ["28 xã"]


def test_a_sentence_about_a_plan_and_its_aim_is_no_title() -> None:
    said = "Kế hoạch số 127/KH-UBND đặt mục tiêu đến năm 2027 có ít nhất 500 mô hình được công nhận."
    data = as_data(read_plan(read_document(f"{said}\n".encode(), "a.txt")))
    assert not any(one["own"] for one in data["instruments"])
    assert [(one["value"]["value"], one["by"]["value"]) for one in data["targets"]] == [(500, "2027-12-31")]
