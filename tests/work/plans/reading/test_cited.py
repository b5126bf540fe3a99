"""A document that is cited has a number, an issuer, a day and an abstract only where its own stand there."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "UBND THÀNH PHỐ AN BÌNH\nSố: 77/KH-UBND\nAn Bình, ngày 10 tháng 12 năm 2026\nKẾ HOẠCH\nAn toàn năm 2027\n"
CITED: list[tuple[str, list[tuple[str | None, ...]]]] = [
    ("Căn cứ Luật , Nghị định số 105/2021/NĐ-CP ngày 04 tháng 12 năm 2021 của Chính phủ;",
     [("decree", "105/2021/NĐ-CP", "Chính phủ", "2021-12-04", None)]),
    ("Căn cứ Luật , ngày 30 tháng 3 năm 2021;", []),
    ("Căn cứ Luật Phòng, chống ma túy ngày 30 tháng 3 năm 2021;",
     [("law", None, None, "2021-03-30", "Phòng, chống ma túy")]),
    ("Căn cứ Quyết định của Thủ tướng Chính phủ ngày 3/2/2026 số 5/QĐ-TTg về an toàn giao thông;",
     [("decision", "5/QĐ-TTg", "Thủ tướng Chính phủ", "2026-02-03", "an toàn giao thông")]),
    ("Căn cứ Luật Phòng, chống ma túy và các văn bản hướng dẫn thi hành, Nghị quyết của Hội đồng nhân dân Thành phố số "
     "20/NQ-HĐND;", [("resolution", "20/NQ-HĐND", "Hội đồng nhân dân Thành phố", None, None)]),
    ("Thực hiện Kế hoạch này, UBND Thành phố đã ban hành văn bản số 5/CV-UBND ngày 3/2/2026;", []),
    ("Căn cứ Luật Ban hành văn bản quy phạm pháp luật, được sửa đổi, bổ sung ngày 18/6/2020;", []),
    ("Căn cứ Kế hoạch Trung ương giao, thời gian hoàn thành trước ngày 3/2/2027;", []),
    ("Căn cứ Kế hoạch Phòng, chống ma túy của Bộ Công an ngày 3/2/2026;",
     [("plan", None, "Bộ Công an", "2026-02-03", "Phòng, chống ma túy")]),
    ("Thực hiện Chỉ thị số 02/CT-UBND ngày 28/11/2026 của Chủ tịch Ủy ban nhân dân Thành phố về tăng cường bảo đảm an "
     "ninh, trật tự dịp Tết;",
     [("directive", "02/CT-UBND", "Chủ tịch Ủy ban nhân dân Thành phố", "2026-11-28",
       "tăng cường bảo đảm an ninh, trật tự dịp Tết")]),
    ("Thực hiện Kế hoạch số 118/KH-UBND ngày 20/3/2026 của UBND Thành phố về phòng cháy, chữa cháy, UBND phường ban "
     "hành Kế hoạch triển khai như sau:",
     [("plan", "118/KH-UBND", "UBND Thành phố", "2026-03-20", "phòng cháy, chữa cháy")]),
    ("Căn cứ Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ phê duyệt Đề án phát triển dữ liệu;",
     [("decision", "06/QĐ-TTg", "Thủ tướng Chính phủ", "2022-01-06", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "want"), CITED)
def test_what_is_cited_has_what_stands_there_and_nothing_else(
    sentence: str, want: list[tuple[str | None, ...]]
) -> None:
    text = f"{TOP}{sentence}\nI. NHIỆM VỤ\n1. Sở Y tế lập danh sách.\n"
    said = as_data(read_plan(read_document(text.encode(), "plan.txt")))
    found = [one for one in said["instruments"] if not one["own"]]
    names = ("kind", "number", "issuer", "date", "title")
    assert [tuple(one[name]["value"] if one[name] else None for name in names) for one in found] == want
    for one in found:
        for name in ("number", "issuer", "title"):
            if one[name]:
                assert said["text"][one[name]["start"] : one[name]["end"]] == one[name]["value"]


def _cited(line: str) -> list[tuple[str | None, ...]]:
    top = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 10/3/2027\nKẾ HOẠCH\nAn toàn năm 2027\n"
    said = as_data(read_plan(read_document(f"{top}{line}\nI. NHIỆM VỤ\n1. Rà soát.\n".encode(), "plan.txt")))
    names = ("kind", "number", "issuer", "date", "relation")
    return [tuple(one[name] and one[name]["value"] for name in names) for one in said["instruments"] if not one["own"]]


def test_a_kind_that_is_named_once_goes_for_each_number_of_its_series() -> None:
    line = (
        "Thực hiện các Kế hoạch của UBND Thành phố: số 12/KH-UBND ngày 05/01/2027 về trật tự, số 13/KH-UBND về an toàn;"
    )
    assert _cited(line) == [
        ("plan", "12/KH-UBND", "UBND Thành phố", "2027-01-05", "implements"),
        ("plan", "13/KH-UBND", "UBND Thành phố", None, "implements"),
    ]
    assert _cited("Căn cứ Nghị quyết số 36/NQ-CP, số 37/NQ-CP ngày 10/3/2026 của Chính phủ;") == [
        ("resolution", "36/NQ-CP", None, None, "cites"),
        ("resolution", "37/NQ-CP", "Chính phủ", "2026-03-10", "cites"),
    ]
    assert _cited("Căn cứ Nghị quyết số 36/NQ-CP và Quyết định số 5/QĐ-TTg;") == [
        ("resolution", "36/NQ-CP", None, None, "cites"),
        ("decision", "5/QĐ-TTg", None, None, "cites"),
    ]


def test_what_amends_a_cited_instrument_is_not_amended_by_the_plan() -> None:
    line = "Thực hiện Nghị quyết số 09/NQ-HĐND (đã được sửa đổi, bổ sung bởi Nghị quyết số 02/NQ-HĐND ngày 20/2/2027);"
    assert _cited(line) == [
        ("resolution", "09/NQ-HĐND", None, None, "implements"),
        ("resolution", "02/NQ-HĐND", None, "2027-02-20", None),
    ]
    assert _cited("Kế hoạch này sửa đổi Kế hoạch số 08/KH-UBND ngày 15/01/2026.")[0][-1] == "amends"


def test_dispatches_and_regulations_are_known_by_their_names_and_letters() -> None:
    line = (
        "Thực hiện Công điện số 15/CĐ-TTg của Thủ tướng Chính phủ; Quy định số 132-QĐ/TW của Bộ Chính trị;"
        " Quy định số 12-QĐi/TW của Ban Bí thư; Quyết định số 7-QĐ/TW của Ban Bí thư;"
        " Chỉ thị số 36-CT/TW của Bộ Chính trị;"
    )
    assert [one[:3] for one in _cited(line)] == [
        ("dispatch", "15/CĐ-TTg", "Thủ tướng Chính phủ"),
        ("regulation", "132-QĐ/TW", "Bộ Chính trị"),
        ("regulation", "12-QĐi/TW", "Ban Bí thư"),
        ("decision", "7-QĐ/TW", "Ban Bí thư"),
        ("directive", "36-CT/TW", "Bộ Chính trị"),
    ]
