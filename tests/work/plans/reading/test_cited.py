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
