"""Limits, amounts, shares of money, what something starts from and rates are no targets: they are noted. A target
beside them keeps its number, its day and a whole name."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "Số: 12/KH-UBND\nAn Lạc, ngày 08 tháng 01 năm 2026\nKẾ HOẠCH\nVề an toàn năm 2026\n"
EN = "CITY OF NORTHAM\nNo. 4/PL-2026\n8 January 2026\nPLAN\nSafer nights 2026\n"
PARTS = {"goals": ("II. CHỈ TIÊU", "II. TARGETS"), "tasks": ("III. NHIỆM VỤ", "III. TASKS")}

# language and part, what is written, then value, unit, by and what of each target, then what is noted
NUMBERS: list[tuple[str, str, list[tuple[Any, ...]], list[str]]] = [
    ("vi tasks", "Sở Xây dựng lập biên bản xe quá tải trọng trên 20% tại các bến.", [], ["20%"]),
    ("vi tasks", "Công an thành phố điều tra vụ gây thương tích từ 31% trở lên.", [], ["31%"]),
    ("vi tasks", "Sở Xây dựng đình chỉ xe chở quá 50% tải trọng.", [], ["50%"]),
    ("vi tasks", "Sở Y tế phát cồn 90% cho trạm.", [], ["90%"]),
    ("vi tasks", "Sở Tài chính trích 20% tiền phạt để mua xăng.", [], ["20%"]),
    ("vi goals", "Nguồn vốn: ngân sách thành phố 60%, ngân sách phường 40%.", [], ["60%", "40%"]),
    ("vi goals", "Cho vay vốn 30% hộ nghèo.", [(30, "%", None, "hộ nghèo")], []),
    ("vi goals", "Giải ngân vốn đạt 95%.", [(95, "%", None, "Giải ngân vốn")], []),
    ("vi goals", "Tổ chức hội thi quy mô 300 người.", [], ["300 người"]),
    ("en tasks", "The Police shall stop trucks overloaded by more than 20%.", [], ["20%"]),
    ("en tasks", "Cut thefts to below 9% (from 11.5%) by 30 November 2026.",
     [(9, "%", "2026-11-30", "thefts")], ["11.5%"]),
    ("en tasks", "Raise clearance (baseline: 18%; target: 25%).", [(25, "%", None, None)], ["18%"]),
    ("en tasks", "Raise clearance from a baseline of 18% to 25%.", [(25, "%", None, "clearance")], []),
    ("vi goals", "Kéo giảm 8% số vụ cháy (từ 50 vụ xuống 46 vụ).", [(8, "%", None, "số vụ cháy")],
     ["50 vụ", "46 vụ"]),
    ("vi goals", "Giảm 4%/năm số vụ cháy.", [], ["4%"]),
    ("vi goals", "Giảm 4% mỗi năm số vụ cháy.", [], ["4%"]),
    ("en goals", "Cut fires by 4% a year.", [], ["4%"]),
    ("vi goals", "Giảm số vụ cháy 4% hằng năm.", [], ["4%"]),
    ("vi goals", "Tỷ lệ hộ ký cam kết đạt 90% hằng năm.", [(90, "%", None, "Tỷ lệ hộ ký cam kết")], []),
    ("vi goals", "Duy trì 02 mô hình/phường/năm.", [(2, "mô hình/phường/năm", None, "mô hình/phường/năm")], []),
    ("vi goals", "Năm 2027: 13/52 (25%) phường đạt chuẩn.", [(25, "%", "2027-12-31", None)], ["13/52"]),
    ("vi goals", "Đạt 90% trường học (trong đó 70% trường tư) có camera.",
     [(90, "%", None, "trường học"), (70, "%", None, "trường tư")], []),
    ("vi goals", "90% hộ (cả tạm trú) ký cam kết.", [(90, "%", None, "hộ (cả tạm trú) ký cam kết")], []),
]  # fmt: skip


@pytest.mark.parametrize(("where", "sentence", "targets", "noted"), NUMBERS)
def test_a_number_that_is_no_goal_is_noted_and_none_is_named_by_a_piece(
    where: str, sentence: str, targets: list[tuple[Any, ...]], noted: list[str]
) -> None:
    language, part = where.split()
    head = (VI if language == "vi" else EN) + PARTS[part][language == "en"]
    data = as_data(read_plan(read_document(f"{head}\n1. {sentence}\n".encode(), "a.txt")))
    made = [
        tuple(one[name]["value"] if one.get(name) else None for name in ("value", "unit", "by", "what"))
        for one in data["targets"]
    ]
    assert made == targets
    unread = [data["text"][one["start"] : one["end"]] for one in data["notes"] if one["why"] == "number-not-read"]
    assert unread == noted
