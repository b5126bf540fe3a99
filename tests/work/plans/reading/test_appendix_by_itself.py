"""An appendix that comes by itself is a part of the document that its head names; a plan that was brought in is not."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TABLE = "STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tRà soát hộ trọ\tSở Xây dựng\t15/3/2027\n"
HEAD = "Kèm theo Kế hoạch số 745/KH-UBND ngày 25/11/2026 của UBND Thành phố Hà Nội"


def said(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """What is said of each instrument, the empty fields left out, and why something is noted."""
    data = as_data(read_plan(read_document(text.encode(), "p.txt")))
    found = [
        {name: field["value"] for name, field in one.items() if isinstance(field, dict)} | {"own": one["own"]}
        for one in data["instruments"]
    ]
    return found, [one["why"] for one in data["notes"]]


OWN = {"own": True, "kind": "plan", "number": "745/KH-UBND", "date": "2026-11-25", "issuer": "UBND Thành phố Hà Nội"}


@pytest.mark.parametrize(
    "head",
    [
        f"PHỤ LỤC\nPHÂN CÔNG NHIỆM VỤ\n({HEAD})",
        f"BẢNG PHÂN CÔNG NHIỆM VỤ\n({HEAD[:1].lower()}{HEAD[1:]})",
        f"UBND THÀNH PHỐ HÀ NỘI\nPHỤ LỤC PHÂN CÔNG NHIỆM VỤ THỰC HIỆN KẾ HOẠCH\n(Ban hành {HEAD})",
        f"PHỤ LỤC\n({HEAD.replace(' của', chr(10) + 'của')})",
    ],
)
def test_the_head_of_an_appendix_says_whose_part_it_is(head: str) -> None:
    assert said(f"{head}\n{TABLE}") == ([OWN], [])


def test_what_the_document_is_about_stands_behind_it() -> None:
    (own,), notes = said(f"PHỤ LỤC PHÂN CÔNG NHIỆM VỤ\n({HEAD} về quản lý chó, mèo nuôi năm 2027)\n{TABLE}")
    assert (own, notes) == ({**OWN, "title": "quản lý chó, mèo nuôi năm 2027"}, [])


def test_an_english_appendix_is_a_part_of_its_plan() -> None:
    table = "No.\tTask\tLead\tDue\n1\tFit 6 lamps\tDepartment of Construction\t15 March 2027\n"
    of = "of 26 November 2026 of the People's Committee of Hanoi on street lighting"
    for head in (f"APPENDIX\n(Attached to Plan No. 760/KH-UBND {of})", f"APPENDIX TO PLAN No. 760/KH-UBND {of}"):
        assert said(f"{head}\n{table}") == (
            [{"own": True, "kind": "plan", "number": "760/KH-UBND", "date": "2026-11-26", "title": "street lighting",
              "issuer": "People's Committee of Hanoi"}], [],
        )  # fmt: skip


def test_a_workbook_by_itself_is_a_part_of_its_plan() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["PHỤ LỤC PHÂN CÔNG NHIỆM VỤ"], [f"({HEAD})"], *(line.split("\t") for line in TABLE.split("\n")[:2])):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A2:D2")
    book.save(kept := BytesIO())
    data = as_data(read_plan(read_document(kept.getvalue(), "p.xlsx")))
    (own,) = data["instruments"]
    assert (own["own"], own["number"]["value"], own["date"]["value"]) == (True, "745/KH-UBND", "2026-11-25")


@pytest.mark.parametrize(
    ("head", "cited", "kind"),
    [
        (f"UBND PHƯỜNG BA ĐÌNH\nPHỤ LỤC\n({HEAD})", "745/KH-UBND", None),
        ("KẾ HOẠCH\nPhòng cháy\n(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05/01/2027)", "12/QĐ-UBND", "plan"),
        (f"PHỤ LỤC\nThực hiện theo {HEAD[9:]}", "745/KH-UBND", None),
        (f"UBND THÀNH PHỐ HÀ NỘI\nSố: 9/KH-UBND\nKẾ HOẠCH\nPhòng cháy\n({HEAD})", "745/KH-UBND", "plan"),
    ],
)
def test_another_document_stays_one_that_is_named(head: str, cited: str, kind: str | None) -> None:
    found, _ = said(f"{head}\n{TABLE}")
    assert [one.get("number") for one in found if not one["own"]] == [cited]
    assert [one.get("kind") for one in found if one["own"]] == ([kind] if head[:2] in ("UB", "KẾ") else [])


def test_who_issued_a_directive_is_read_in_english_too() -> None:
    basis = "Pursuant to Directive No. 21/CT-TTg of 12 May 2026 of the Prime Minister;"
    found, _ = said(f"PLAN\nStreet lighting\n{basis}\nII. Tasks\n1. The Council shall fit 6 lamps by 1 May 2027.\n")
    (cited,) = [one for one in found if not one["own"]]
    assert (cited["number"], cited["date"], cited["issuer"]) == ("21/CT-TTg", "2026-05-12", "Prime Minister")


def test_a_head_without_a_number_says_nothing() -> None:
    blank = "(Kèm theo Kế hoạch số     /KH-UBND ngày     /11/2026 của UBND Thành phố Hà Nội)"
    assert not any(one["own"] for one in said(f"PHỤ LỤC\n{blank}\n{TABLE}")[0])


def test_items_that_name_an_attached_document_are_no_head() -> None:
    found, _ = said(f"NHIỆM VỤ\n1. Sở Xây dựng rà soát hộ trọ trước 15/3/2027.\n({HEAD})\n")
    assert not any(one["own"] and "number" in one for one in found)
