"""An item with a paragraph without a label behind it is read as well, or said to be passed over."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx, pdf, txt

VI = (
    "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\n"
    "Trật tự đô thị năm 2027\nII. NHIỆM VỤ\n"
)
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n5 January 2027\nPLAN\nOrder in the streets, 2027\nII. TASKS\n"
FORMS = {"txt": txt, "docx": docx, "pdf": pdf}


def _read(text: str, form: str = "txt") -> dict[str, Any]:
    return as_data(read_plan(read_document(FORMS[form](text), f"plan.{form}")))


def _tasks(said: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(one[name]["value"] if one[name] else None for name in ("lead", "task", "due")) for one in said["tasks"]
    ]


def _passed(said: dict[str, Any]) -> list[str]:
    return [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]


@pytest.mark.parametrize("form", FORMS)
def test_both_are_read_in_every_kind_of_file(form: str) -> None:
    said = _read(
        f"{VI}1. Công an phường\na) Rà soát nhà trọ trước ngày 20/3/2027.\n"
        "Lập danh sách gửi UBND phường trong tháng 4/2027.\n",
        form,
    )
    assert _tasks(said) == [
        ("Công an phường", "Rà soát nhà trọ", "2027-03-20"),
        ("Công an phường", "Lập danh sách gửi UBND phường", "2027-04-30"),
    ]


def test_an_office_that_does_something_is_read_with_a_paragraph_behind_it() -> None:
    said = _read(f"{EN}1. City Police\na) Inspect the bars by 20 March 2027.\nPublish the results in April 2027.\n")
    assert _tasks(said) == [
        ("City Police", "Inspect the bars", "2027-03-20"),
        ("City Police", "Publish the results", "2027-04-30"),
    ]


@pytest.mark.parametrize("item", ["Rà soát nhà trọ.", "Rà soát nhà trọ trước ngày 20/3/2027"])
def test_an_item_that_may_be_a_heading_is_said_to_be_passed_over(item: str) -> None:
    said = _read(f"{VI}1. {item}\nCông an phường lập danh sách trước ngày 20/4/2027.\n")
    assert [one[1] for one in _tasks(said)] == ["lập danh sách"]
    assert _passed(said) == [item]


def test_the_heading_of_a_paragraph_is_nothing_passed_over() -> None:
    said = _read(f"{VI}1. Công tác tuyên truyền\nCông an phường lập danh sách trước ngày 20/4/2027.\n")
    assert _passed(said) == []


def test_a_meeting_is_no_association() -> None:
    said = _read(f"{VI}a) Rà soát nhà trọ trước ngày 20/3/2027; tổ chức\nHội nghị tổng kết trong tháng 6/2027.\n")
    assert all(lead is None for lead, _, _ in _tasks(said))
    assert "Hội nghị tổng kết trong tháng 6/2027." in " ".join(_passed(said) + [str(one[1]) for one in _tasks(said)])


LISTS = [
    (f"{VI}1. Công an phường công bố trước ngày 30/6/2027 các nội dung sau:\na) Danh sách tuyến phố;\n", "Công an"),
    (f"{EN}1. City Police shall publish by 30 June 2027 the following:\na) the list of bars;\n", "City Police"),
    (f"{EN}1. The City Surveyor shall present a report outlining the following:\n1.1 Numbers,\n", "The City Surveyor"),
]


@pytest.mark.parametrize(("text", "begins"), LISTS)
def test_what_stands_before_the_colon_of_a_list_and_is_in_no_task_is_quoted(text: str, begins: str) -> None:
    said = _read(text)
    assert sum(one.startswith(begins) and one.endswith(":") for one in _passed(said)) == 1


def test_who_is_asked_for_the_duties_of_a_list_is_in_them_and_not_quoted() -> None:
    said = _read(f"{VI}1. Giao Công an phường thực hiện các nhiệm vụ sau:\na) Rà soát nhà trọ;\nb) Kiểm tra bãi xe.\n")
    assert [one[0] for one in _tasks(said)] == ["Công an phường", "Công an phường"]
    assert _passed(said) == []
