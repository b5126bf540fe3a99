"""What a workbook does not show, cells whose formula has no value, and rows with a number that another one has."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

HEAD = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Sản phẩm")


def plan(*rows: tuple[Any, ...]) -> Workbook:
    book = Workbook()
    for row in (("KẾ HOẠCH năm 2026",), HEAD, *rows):
        book.active.append(row)
    return book


def read(book: Workbook) -> dict[str, Any]:
    book.save(kept := BytesIO())
    return as_data(read_plan(read_document(kept.getvalue(), "plan.xlsx")))


def noted(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["why"], said["text"][one["start"] : one["end"]]) for one in said["notes"]]


ONE = (1, "Lập danh sách", "Sở Y tế", "15/12/2026", "Danh sách")
TWO = (2, "Lập bản đồ", "Sở Xây dựng", "31/12/2026", "Bản đồ")


def test_hidden_rows_columns_and_sheets_are_read_and_each_is_said_to_be_hidden() -> None:
    book = plan(ONE, TWO)
    book.active.row_dimensions[4].hidden = True
    book.active.column_dimensions["E"].hidden = True
    other = book.create_sheet("Khác")
    other.sheet_state = "hidden"
    other.append(HEAD)
    other.append((3, "Lập quỹ", "Sở Tài chính", "31/12/2026", "Quỹ"))
    said = read(book)
    assert [task["task"]["value"] for task in said["tasks"]] == ["Lập danh sách", "Lập bản đồ", "Lập quỹ"]
    assert [task["product"]["value"] for task in said["tasks"]] == ["Danh sách", "Bản đồ", "Quỹ"]
    shown = "2\tLập bản đồ\tSở Xây dựng\t31/12/2026\tBản đồ"
    assert noted(said) == [("hidden-column", "Sản phẩm"), ("hidden-row", shown), ("hidden-sheet", "3")]


def test_a_row_above_the_table_that_is_hidden_is_said_to_be() -> None:
    book = plan(ONE)
    book.active.row_dimensions[1].hidden = True
    assert noted(read(book)) == [("hidden-row", "KẾ HOẠCH năm 2026")]


def test_a_formula_without_a_value_leaves_its_field_empty_and_is_said_with_its_cell() -> None:
    said = read(plan(ONE, (2, "Lập bản đồ", "=C3", "=TODAY()", "Bản đồ")))
    second = said["tasks"][1]
    assert (second["lead"], second["due"]) == (None, None)
    assert {note["cell"] for note in said["notes"]} == {"C4", "D4"}
    assert {one for one, _ in noted(said)} == {"formula-without-value"}


def test_a_number_that_a_row_above_has_is_said_and_a_list_that_begins_anew_has_its_own() -> None:
    again = (2, "Lập sổ", "Sở Y tế", "31/12/2026", "Sổ")
    said = read(plan(ONE, TWO, again))
    assert noted(said) == [("same-number", "2\tLập sổ\tSở Y tế\t31/12/2026\tSổ")]
    assert len(said["tasks"]) == 3
    group = ("II", "Nhiệm vụ khác", None, None, None)
    assert noted(read(plan(ONE, TWO, group, ONE, TWO))) == []
    assert noted(read(plan(ONE, TWO, ONE, TWO))) == []
