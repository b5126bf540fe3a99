"""A letterhead that tabs part, headings in number words, a number without letters, and the year of the next number."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "UBND XÃ A\nSố: 4/KH-UBND\nA, ngày 05/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\n"


def read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "p.txt")))


def own(said: dict[str, Any], name: str) -> Any:
    (one,) = (one for one in said["instruments"] if one["own"])
    return one[name]["value"] if one[name] else None


def numbers(goal: str) -> list[tuple[Any, Any]]:
    """Each target's value with its day, in order; then the numbers that were not read."""
    said = read(f"{TOP}I. MỤC TIÊU\n- {goal}\nII. NHIỆM VỤ\n1. Sở Y tế báo cáo trước 05/4/2027.\n")
    found = [(one["value"]["value"], one["by"] and one["by"]["value"]) for one in said["targets"]]
    notes = [one for one in said["notes"] if one["why"] == "number-not-read"]
    return [*found, *(("noted", said["text"][one["start"] : one["end"]]) for one in notes)]


def test_a_letterhead_of_word_whose_columns_tabs_part_ends_the_issuer_at_the_tab() -> None:
    import docx

    document = docx.Document()
    for line in (
        "UBND TỈNH A\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc",
        "Số: 12/KH-SYT\tA, ngày 05 tháng 01 năm 2027",
        "KẾ HOẠCH",
        "Phòng bệnh năm 2027",
        "II. NHIỆM VỤ",
        "1.\tSở Y tế lập danh sách trước 05/3/2027.",
    ):
        document.add_paragraph(line)
    document.save(kept := BytesIO())
    said = as_data(read_plan(read_document(kept.getvalue(), "p.docx")))
    assert [own(said, name) for name in ("issuer", "number", "date")] == ["SỞ Y TẾ", "12/KH-SYT", "2027-01-05"]
    assert [(one["clause"]["value"], one["task"]["value"]) for one in said["tasks"]] == [("II.1", "lập danh sách")]
    assert "\t" not in said["text"]


def test_headings_may_be_counted_in_words() -> None:
    said = read(
        f"{TOP}Một. Mục đích\n1. Giữ yên lòng dân.\nHai. Nhiệm vụ\n1. Công an xã rà soát nhà trọ trước 05/3/2027.\n"
        "Ba. Tổ chức thực hiện\n1. Sở Y tế báo cáo trước 05/4/2027.\n"
    )
    assert own(said, "title") == "An toàn năm 2027"
    assert [one["clause"]["value"] for one in said["tasks"]] == ["Hai.1", "Ba.1"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Pursuant to Directive No. 8 of 11 January 2027;", "8"),
        ("Pursuant to Decision number 12 dated 3 March 2026;", "12"),
        ("Pursuant to Directive No. 8;", None),
    ],
)
def test_an_instrument_with_its_day_may_have_a_number_alone(words: str, number: str | None) -> None:
    said = read(f"CITY OF RIVERTON\nPLAN\non lanterns\n{words}\nII. TASKS\n1. The Police shall report by 1 May 2027.\n")
    found = [one["number"]["value"] for one in said["instruments"] if not one["own"] and one["number"]]
    assert found == ([number] if number else [])
    assert all(not one["title"] for one in said["instruments"] if not one["own"])


@pytest.mark.parametrize(
    ("goal", "want"),
    [
        ("Mỗi năm giảm ít nhất 3%, đến năm 2030 còn dưới 100 vụ.", [(3, None), (100, "2030-12-31")]),
        ("Giảm ít nhất 3% số vụ, đến năm 2030 còn dưới 100 vụ.", [(3, None), (100, "2030-12-31")]),
        ("Giảm ít nhất 3% số vụ đến năm 2030.", [(3, "2030-12-31")]),
        ("30% đơn vị cấp xã năm 2027, 60% năm 2030 đạt tiêu chí.", [(30, "2027-12-31"), (60, "2030-12-31")]),
    ],
)
def test_a_year_before_the_words_that_lead_to_a_number_is_that_of_the_number(
    goal: str, want: list[tuple[Any, Any]]
) -> None:
    assert numbers(goal) == want
