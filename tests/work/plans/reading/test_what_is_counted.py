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
