"""How a plan stands to what it names, where brackets or a part come between; schemes; titles and what follows them."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND TỈNH AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 12/01/2027\nKẾ HOẠCH\nAn toàn trên địa bàn\n{}\n"


def told(text: str) -> list[dict[str, Any]]:
    """The instruments that are read."""
    found: list[dict[str, Any]] = as_data(read_plan(read_document(text.encode(), "p.txt")))["instruments"]
    return found


def value(one: dict[str, Any], name: str) -> Any:
    return one[name]["value"] if one[name] else None


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ("Thực hiện Chỉ thị số 44/CT-TTg ngày 14/12/2026 (thay thế Chỉ thị số 12/CT-TTg ngày 01/6/2019) và ý kiến tại "
         "Thông báo số 88-TB/TU ngày 28/12/2026.",
         {"44/CT-TTg": "implements", "12/CT-TTg": None, "88-TB/TU": None}),
        ("Căn cứ Luật số 72/2025/QH15 (sửa đổi, bổ sung Luật số 15/2021/QH14);",
         {"72/2025/QH15": "cites", "15/2021/QH14": None}),
        ("Kế hoạch này bãi bỏ Mục III Kế hoạch số 9/KH-UBND ngày 03/02/2025; các nội dung khác của Kế hoạch số "
         "9/KH-UBND còn hiệu lực.", {"9/KH-UBND": "amends"}),
        ("Kế hoạch này thay thế Kế hoạch số 9/KH-UBND ngày 03/02/2025 và bãi bỏ các Điều 3, 4 Quyết định số 12/QĐ-UBND "
         "ngày 04/02/2025.", {"9/KH-UBND": "replaces", "12/QĐ-UBND": "amends"}),
        ("Kế hoạch này bãi bỏ Kế hoạch số 9/KH-UBND ngày 03/02/2025.", {"9/KH-UBND": "repeals"}),
        ("Kế hoạch này (thay thế Kế hoạch số 9/KH-UBND ngày 03/02/2025) có hiệu lực từ ngày ký.",
         {"9/KH-UBND": "replaces"}),
    ],
)  # fmt: skip
def test_a_change_in_brackets_is_that_of_the_one_before_and_a_part_is_not_the_whole(
    said: str, want: dict[str, str | None]
) -> None:
    found = {value(one, "number"): value(one, "relation") for one in told(VI.format(said)) if not one["own"]}
    assert found == want


def test_a_scheme_is_a_kind_of_its_own() -> None:
    top = "UBND TỈNH AN BÌNH\nBAN TỔ CHỨC LỄ HỘI\nSố: 12/PA-BTC\nAn Bình, ngày 02 tháng 4 năm 2027\nPHƯƠNG ÁN\n"
    basis = "Bảo đảm an ninh Lễ hội Biển\nCăn cứ Phương án số 15/PA-CAT ngày 01/3/2027 của Công an tỉnh;\n"
    own, other = told(top + basis)
    assert [value(own, name) for name in ("kind", "number", "title")] == [
        "scheme", "12/PA-BTC", "Bảo đảm an ninh Lễ hội Biển"
    ]  # fmt: skip
    assert [value(other, name) for name in ("kind", "number", "issuer")] == ["scheme", "15/PA-CAT", "Công an tỉnh"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("HỘI ĐỒNG NHÂN DÂN PHƯỜNG MỸ\nSố: 07/NQ-HĐND\nMỹ, ngày 22 tháng 12 năm 2026\nNGHỊ QUYẾT\nVề an ninh năm 2027\n"
         "HỘI ĐỒNG NHÂN DÂN PHƯỜNG MỸ\nKHÓA II, KỲ HỌP THỨ NĂM\nCăn cứ Luật số 72/2025/QH15;\n", "Về an ninh năm 2027"),
        ("BAN CHỈ ĐẠO 138\nSố 21-CTr/BCĐ\nHạ Long, ngày 02 tháng 02 năm 2027\nCHƯƠNG TRÌNH\ncủa Ban Chỉ đạo năm 2027\n"
         "Phần thứ nhất\nPHƯƠNG HƯỚNG\nTiếp tục đổi mới.\n", "của Ban Chỉ đạo năm 2027"),
        ("CITY OF RIVERTON\nNo. 4/PL-2027\nPlan on safer streets\nAdopted 14 December 2026\n\nIntroduction\n"
         "Theft fell.\n", "on safer streets"),
    ],
)  # fmt: skip
def test_a_title_ends_where_another_line_begins(text: str, title: str) -> None:
    assert value(told(text)[0], "title") == title


def test_the_day_of_adoption_below_a_title_is_that_of_the_plan() -> None:
    (own,) = told("CITY OF RIVERTON\nAnnual Work Plan 2027\nAdopted 14 December 2026\n\nBackground\nTheft fell.\n")
    assert value(own, "date") == "2026-12-14"
