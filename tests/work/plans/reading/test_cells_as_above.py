"""Cells of a table that name nothing themselves: as above, as in another row, a mark."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

HEAD = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Sản phẩm")
FIRST = (1, "Lập danh sách hộ nghèo", "Công an tỉnh", "Sở Y tế", "15/12/2027", "Danh sách")
FIELDS = ("lead", "coordinating", "due", "product")


def told(*rows: tuple[Any, ...]) -> dict[str, Any]:
    """What is read of a table with these rows."""
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(kept := BytesIO())
    return as_data(read_plan(read_document(kept.getvalue(), "plan.xlsx")))


def of_second(*cells: str) -> tuple[list[Any], list[str]]:
    """The fields of the second row, and the notes."""
    data = told(FIRST, (2, "Lập bản đồ điểm cháy", *cells))
    second = data["tasks"][1]
    return [second[name]["value"] if second[name] else None for name in FIELDS], [n["why"] for n in data["notes"]]


@pytest.mark.parametrize("same", ["-nt-", "nt", "- nt -", "(như trên)", "Như trên.", "″", '"', "- Như trên -", "n/t"])
def test_what_stands_above_is_taken_where_a_cell_says_so(same: str) -> None:
    fields, notes = of_second(same, same, same, same)
    assert fields == ["Công an tỉnh", ["Sở Y tế"], "2027-12-15", "Danh sách"]
    assert notes == []


@pytest.mark.parametrize("elsewhere", ["Như mục 1", "(như STT 1)", "Xem mục II", "như nhiệm vụ số 1"])
def test_what_another_row_says_is_not_taken_and_is_said(elsewhere: str) -> None:
    assert of_second(elsewhere, elsewhere, elsewhere, elsewhere) == ([None] * 4, ["points-elsewhere"] * 4)


@pytest.mark.parametrize("mark", ["x", "X", "✓", "(x)", "*"])
def test_a_mark_names_nobody_and_nothing(mark: str) -> None:
    assert of_second(mark, mark, "20/12/2027", mark) == ([None, None, "2027-12-20", None], ["only-mark"] * 3)


def test_a_line_in_place_of_a_name_leaves_the_field_empty() -> None:
    assert of_second("-", "–", "-", "—")[0] == [None] * 4


def test_only_the_row_right_above_is_meant() -> None:
    data = told(FIRST, (2, "Lập bản đồ", "", "Sở Y tế", "20/12/2027", "Bản đồ"), (3, "Lập kho", "-nt-", "", "-nt-", ""))
    assert data["tasks"][2]["lead"] is None
    assert data["tasks"][2]["due"]["value"] == "2027-12-20"
    assert [note["why"] for note in data["notes"]] == ["as-above"]


def test_a_task_that_only_says_as_above_is_none_and_is_noted() -> None:
    data = told(FIRST, (2, "-nt-", "Sở Tư pháp", "", "20/12/2027", ""))
    assert len(data["tasks"]) == 1
    assert sorted(note["why"] for note in data["notes"]) == ["as-above", "nothing-read"]
