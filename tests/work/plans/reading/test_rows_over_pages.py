"""The rest of a row that a page broke off is put back where that is sure, and said; else it is noted, never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx, pdf, txt

TOP = "UBND PHƯỜNG CỬA NAM\nKẾ HOẠCH\nTrật tự đô thị năm 2027\nPHỤ LỤC\n"
HEAD = "| TT | Nội dung | Đơn vị chủ trì | Phối hợp | Thời hạn |\n"
ONE = "| 1 | Rà soát nhà trọ | Công an phường | Các tổ dân phố | 15/3/2027 |\n"
OPEN = "| 2 | Lắp đèn đường và | Sở Công | Công an phường, | Quý |\n"
REST = "| | sửa vỉa hè | Thương | Sở Y tế | II/2027 |\n"
THREE = "| 3 | Dọn chợ | Sở Y tế | | 15/6/2027 |\n"
FORMS = {"docx": docx, "pdf": pdf, "txt": txt}


def _read(text: str, form: str = "docx") -> dict[str, Any]:
    return as_data(read_plan(read_document(FORMS[form](TOP + text), f"plan.{form}")))


def _tasks(said: dict[str, Any]) -> list[tuple[Any, ...]]:
    names = ("number", "task", "lead", "coordinating", "due")
    return [tuple(one[name]["value"] if one[name] else None for name in names) for one in said["tasks"]]


def _noted(said: dict[str, Any], why: str) -> list[str]:
    return [" ".join(said["text"][one["start"] : one["end"]].split()) for one in said["notes"] if one["why"] == why]


FIRST = ("1", "Rà soát nhà trọ", "Công an phường", ["Các tổ dân phố"], "2027-03-15")
WHOLE = ("2", "Lắp đèn đường và sửa vỉa hè", "Sở Công Thương", ["Công an phường", "Sở Y tế"], "2027-06-30")
THIRD = ("3", "Dọn chợ", "Sở Y tế", None, "2027-06-15")


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("again", ["", HEAD])
def test_the_rest_on_the_next_page_is_in_its_row_and_that_is_said(form: str, again: str) -> None:
    said = _read(f"{HEAD}{ONE}{OPEN}%%%\n{again}{REST}{THREE}", form)
    assert _tasks(said) == [FIRST, WHOLE, THIRD]
    assert [one.split()[:2] for one in _noted(said, "row-joined")] == [["2", "Lắp"]]


@pytest.mark.parametrize("form", FORMS)
def test_a_row_in_two_pieces_of_one_table_is_one(form: str) -> None:
    said = _read(f"{HEAD}{ONE}{OPEN}{REST}{THREE}", form)
    assert _tasks(said) == [FIRST, WHOLE, THIRD]
    assert len(_noted(said, "row-joined")) == 1


def test_a_rest_that_is_all_of_its_table_is_joined_and_the_table_goes_on_behind_it() -> None:
    said = _read(f"{HEAD}{ONE}{OPEN}%%%\n{REST}%%%\n{THREE}")
    assert _tasks(said) == [FIRST, WHOLE, THIRD]


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize(
    "rest",
    [
        "| | Dán thông báo | Sở Y tế | | 30/6/2027 |\n",  # a row of its own whose number stands above
        "| | tại trường học | Sở Y tế | | 30/6/2027 |\n",
        "| | tại trường học | Sở Y tế | | |\n",
    ],
)
def test_a_piece_with_a_lead_of_its_own_is_joined_to_nobody(rest: str, form: str) -> None:
    said = _read(f"{HEAD}{ONE}| 2 | Lắp đèn đường | Sở Xây dựng | | 15/5/2027 |\n%%%\n{rest}{THREE}", form)
    assert {one[2] for one in _tasks(said)} <= {"Công an phường", "Sở Xây dựng", "Sở Y tế"}
    assert ("2", "Lắp đèn đường", "Sở Xây dựng", None, "2027-05-15") in _tasks(said)
    assert _noted(said, "row-joined") == []
    words = rest.split("|")[2].strip()
    assert any(one[1] == words for one in _tasks(said)) or any(words in one for one in _noted(said, "nothing-read"))


def test_a_piece_of_which_it_cannot_be_told_is_noted_and_not_joined() -> None:
    said = _read(
        f"{HEAD}{ONE}| 2 | Lắp đèn đường | Sở Xây dựng | | 15/5/2027 |\n%%%\n| | Khu phố số 1 | | | |\n{THREE}"
    )
    assert [one[1] for one in _tasks(said)] == ["Rà soát nhà trọ", "Lắp đèn đường", "Dọn chợ"]
    assert _noted(said, "nothing-read") == ["Khu phố số 1"]


def test_two_days_are_not_made_one() -> None:
    said = _read(
        f"{HEAD}{ONE}| 2 | Lắp đèn và | Sở Xây dựng | | 15/5/2027 |\n%%%\n| | sơn cột | | | 30/6/2027 |\n{THREE}"
    )
    assert _noted(said, "row-joined") == []
    assert {one[4] for one in _tasks(said)} <= {"2027-03-15", "2027-05-15", "2027-06-15"}


def test_an_ended_cell_takes_more_only_where_the_page_is_known_and_another_goes_on() -> None:
    ended = "| 2 | Lắp đèn đường. | Sở Xây dựng | Công an phường, | 15/5/2027 |\n"
    rest = "| | Sơn cột đèn. | | Sở Y tế | |\n"
    parted = _read(f"{HEAD}{ONE}{ended}%%%\n{rest}{THREE}")
    assert _tasks(parted)[1][:4] == ("2", "Lắp đèn đường. Sơn cột đèn", "Sở Xây dựng", ["Công an phường", "Sở Y tế"])
    assert len(_noted(_read(f"{HEAD}{ONE}{ended}{rest}{THREE}"), "row-joined")) == 0
