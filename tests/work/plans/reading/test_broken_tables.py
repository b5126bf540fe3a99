"""A table that a page breaks: rows above its heading, the heading again, sums and the rest of a row. None is lost."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx, pdf, xlsx

TOP = "UBND PHƯỜNG CỬA NAM\nKẾ HOẠCH\nTrật tự đô thị năm 2027\nPHỤ LỤC\n"
HEAD = "| TT | Nội dung | Đơn vị chủ trì | Phối hợp | Thời hạn |\n"
ONE = "| 1 | Rà soát nhà trọ | Công an phường | Các tổ dân phố | 15/3/2027 |\n"
TWO = "| 2 | Lắp đèn đường | Sở Xây dựng | Công an phường | 15/5/2027 |\n"
THREE = "| 3 | Dọn vỉa hè | Công an phường | | 15/6/2027 |\n"
FORMS = {"docx": docx, "pdf": pdf, "xlsx": xlsx}


def _read(text: str, form: str = "docx") -> dict[str, Any]:
    return as_data(read_plan(read_document(FORMS[form](TOP + text), f"plan.{form}")))


def _tasks(said: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(one[name]["value"] if one[name] else None for name in ("number", "task", "lead", "due"))
        for one in said["tasks"]
    ]


def _noted(said: dict[str, Any], why: str) -> list[str]:
    return [said["text"][one["start"] : one["end"]].strip() for one in said["notes"] if one["why"] == why]


FIRST = ("1", "Rà soát nhà trọ", "Công an phường", "2027-03-15")
SECOND = ("2", "Lắp đèn đường", "Sở Xây dựng", "2027-05-15")
THIRD = ("3", "Dọn vỉa hè", "Công an phường", "2027-06-15")


@pytest.mark.parametrize("form", FORMS)
def test_a_heading_that_comes_again_is_no_task(form: str) -> None:
    assert _tasks(_read(HEAD + ONE + HEAD + TWO, form)) == [FIRST, SECOND]


def test_other_headings_in_a_table_are_those_of_the_rows_below_them() -> None:
    said = _read(
        HEAD + ONE + "| TT | Nội dung | Thời hạn | Phối hợp | Chủ trì |\n"
        "| 2 | Lắp đèn đường | 15/5/2027 | Công an phường | Sở Xây dựng |\n"
    )
    assert _tasks(said) == [FIRST, SECOND]


def test_rows_above_the_heading_go_on_with_the_table_above() -> None:
    assert _tasks(_read(f"{HEAD}{ONE}Trang 2\n{TWO}{HEAD}{THREE}")) == [FIRST, SECOND, THIRD]


def test_rows_above_the_only_heading_are_said_to_be_passed_over() -> None:
    said = _read(ONE + TWO + HEAD + THREE)
    assert _tasks(said) == [THIRD]
    assert [one.split("\t")[1] for one in _noted(said, "nothing-read")] == ["Rà soát nhà trọ", "Lắp đèn đường"]


def test_the_lines_above_a_heading_that_only_say_what_it_is_are_nothing_passed_over() -> None:
    said = _read(f"| UBND PHƯỜNG | < | < | Mẫu số 1 | < |\n| Bảng phân công | < | < | < | < |\n{HEAD}{ONE}")
    assert (_tasks(said), _noted(said, "nothing-read")) == ([FIRST], [])


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_sum_over_the_whole_width_is_no_heading(form: str) -> None:
    total = "Tổng cộng: 02 nhiệm vụ, hoàn thành trước 31/12/2027"
    said = _read(f"{HEAD}{ONE}Trang 2\n{TWO}| {total} | < | < | < | < |\n", form)
    assert _tasks(said) == [FIRST, SECOND]
    assert _noted(said, "nothing-read") == [total]


def test_a_group_and_a_sum_are_read_past_in_a_table_that_goes_on() -> None:
    said = _read(f"{HEAD}{ONE}Trang 2\n| II. Nhóm việc khác | < | < | < | < |\n{TWO}| Tổng | | | | 02 |\n")
    assert _tasks(said) == [FIRST, SECOND]
    assert [one.split("\t")[0] for one in _noted(said, "nothing-read")] == ["Tổng"]


@pytest.mark.parametrize("again", ["", HEAD])
def test_the_rest_of_a_row_is_quoted_and_no_task(again: str) -> None:
    said = _read(f"{HEAD}{ONE}%%%\n{again}| | Khu phố số 1 | | | ngày 30/4/2027 |\n{TWO}")
    assert _tasks(said) == [FIRST, SECOND]
    assert _noted(said, "nothing-read") == ["Khu phố số 1\t\t\tngày 30/4/2027"]


def test_a_row_without_a_number_that_begins_with_what_is_to_be_done_stays_a_task() -> None:
    said = _read(f"{HEAD}{ONE}| | Lập danh sách | | | 30/4/2027 |\n{TWO}")
    assert _tasks(said) == [FIRST, (None, "Lập danh sách", None, "2027-04-30"), SECOND]


def test_every_row_of_a_table_that_is_not_read_is_named() -> None:
    said = _read(f"{HEAD}{ONE}Trang 2\n{TWO}| 3 | Vệ sinh | ông Bình | | 30/6/2027 |\n")
    assert _tasks(said) == [FIRST]
    assert [one.split("\t")[1] for one in _noted(said, "table-not-read")] == ["Lắp đèn đường", "Vệ sinh"]
