"""What an instrument that is only cited changed: the plan that cites it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data


def _relations(text: str) -> dict[str, str | None]:
    said: dict[str, Any] = as_data(read_plan(read_document(text.encode(), "act.txt")))
    named = [one for one in said["instruments"] if not one["own"] and one["number"] is not None]
    return {one["number"]["value"]: one["relation"] and one["relation"]["value"] for one in named}


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (
            "Căn cứ Nghị định số 15/2021/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 3/2017/NĐ-CP;",
            "3/2017/NĐ-CP",
        ),
        ("Căn cứ Quyết định số 7/QĐ-UBND về việc thay thế Quyết định số 5/QĐ-UBND ngày 01/02/2025;", "5/QĐ-UBND"),
        ("Căn cứ Thông tư số 12/2026/TT-BCA bãi bỏ Thông tư số 3/2020/TT-BCA;", "3/2020/TT-BCA"),
        ("Thực hiện Chỉ thị số 4/CT-UBND sửa đổi Chỉ thị số 3/CT-UBND, UBND xã lập kế hoạch.", "3/CT-UBND"),
        ("Pursuant to Decree No. 15/2021/ND-CP amending Decree No. 3/2017/ND-CP;", "3/2017/ND-CP"),
    ],
)
def test_a_plan_does_not_change_what_an_instrument_it_cites_has_changed(line: str, number: str) -> None:
    kind, duty = ("PLAN", "The Police shall check ferries.") if line.startswith("Purs") else ("KẾ HOẠCH", "")
    assert _relations(f"{kind}\n{line}\n{duty}\n")[number] is None


@pytest.mark.parametrize(
    ("line", "number", "relation"),
    [
        ("Điều 2. Quyết định này thay thế Quyết định số 5/QĐ-UBND ngày 01/02/2025.", "5/QĐ-UBND", "replaces"),
        ("Điều 1. Sửa đổi, bổ sung Điều 3 Quyết định số 5/QĐ-UBND ngày 01/02/2025.", "5/QĐ-UBND", "amends"),
        ("Thực hiện Nghị quyết số 5/NQ-HĐND và thay thế Kế hoạch số 9/KH-UBND.", "9/KH-UBND", "replaces"),
        ("Quyết định này thay thế Quyết định số 5/QĐ-UBND và bãi bỏ Quyết định số 6/QĐ-UBND.", "6/QĐ-UBND", "repeals"),
    ],
)
def test_what_the_document_itself_changes_keeps_its_relation(line: str, number: str, relation: str) -> None:
    assert _relations(f"QUYẾT ĐỊNH\n{line}\n")[number] == relation


def test_the_day_of_an_amending_law_is_not_that_of_the_law_it_amends() -> None:
    text = (
        "KẾ HOẠCH\nCăn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; "
        "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và "
        "Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019;\n"
    )
    said = as_data(read_plan(read_document(text.encode(), "act.txt")))
    assert [one["date"]["value"] for one in said["instruments"] if not one["own"]] == ["2015-06-19"]
