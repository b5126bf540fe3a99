"""Times in brackets, what a rhythm hangs on, the head of the page and other words that were lost or taken too far."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nTrật tự đô thị năm 2027\n"
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n5 January 2027\nPLAN\nOrder in the streets, 2027\n"


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _item(words: str, top: str = f"{TOP}II. NHIỆM VỤ\n") -> dict[str, Any]:
    return _read(f"{top}1. {words}\n")


def _beside(said: dict[str, Any]) -> list[str]:
    unclear = [one for task in said["tasks"] for one in task["unclear"]]
    return [said["text"][one["start"] : one["end"]] for one in unclear if one["why"] == "time-beside"]


def _own(said: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in said["instruments"] if one["own"])


@pytest.mark.parametrize(
    ("words", "due", "quoted"),
    [
        (
            "Trạm Y tế phường phát tờ rơi (tháng 4/2027), kiểm tra tại chợ (từ 02/6 đến 12/6/2027).",
            "2027-06-12",
            ["tháng 4/2027"],
        ),
        (
            "Công an phường xóa 7 điểm đen, trong đó phố Huế: 3 điểm (quý I), phố Lò Đúc: 4 điểm (quý III).",
            None,
            ["quý I", "quý III"],
        ),
        ("Công an phường lập danh sách (hoàn thành 30/4/2027).", "2027-04-30", []),
    ],
)
def test_a_second_time_in_brackets_is_quoted(words: str, due: str | None, quoted: list[str]) -> None:
    said = _item(words)
    assert [one["due"] and one["due"]["value"] for one in said["tasks"]] == [due]
    assert _beside(said) == quoted


def test_what_a_rhythm_hangs_on_is_quoted() -> None:
    said = _item("Công an phường gửi tin nhanh hằng ngày khi có mưa lớn.")
    assert said["tasks"][0]["rhythm"]["value"] == "daily"
    assert _beside(said) == ["khi có mưa lớn"]
    assert _beside(_item("Công an phường gửi tin nhanh hằng ngày.")) == []
    english = _item("The City Police Department shall report daily when a storm is near.", f"{EN}II. TASKS\n")
    assert _beside(english) == ["when a storm is near"]


def test_what_a_target_counts_ends_before_the_words_that_lead_to_its_day() -> None:
    said = _item("Công an phường ký cam kết với 100% trường mầm non, hoàn thành 15/9/2027.")
    assert [(one["what"]["value"], one["by"]["value"]) for one in said["targets"]] == [("trường mầm non", "2027-09-15")]


@pytest.mark.parametrize("words", ["này thay", "này thay cho", "này thay thế"])
def test_a_plan_that_stands_in_place_of_another_replaces_it(words: str) -> None:
    said = _item(f"Kế hoạch {words} Kế hoạch số 39/KH-UBND ngày 18/5/2026.")
    other = next(one for one in said["instruments"] if not one["own"])
    assert (other["number"]["value"], other["relation"]["value"]) == ("39/KH-UBND", "replaces")


@pytest.mark.parametrize("gap", ["\t", "\t\t", "        "])
def test_the_columns_of_a_letterhead_on_one_line_are_told_apart(gap: str) -> None:
    said = _read(
        f"ỦY BAN NHÂN DÂN{gap}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nPHƯỜNG CỬA NAM{gap}Độc lập - Tự do - Hạnh phúc\n"
        f"Số: 15/KH-UBND{gap}Cửa Nam, ngày 05 tháng 01 năm 2027\n\nKẾ HOẠCH\nTrật tự đô thị\nII. NHIỆM VỤ\n"
        "1. Công an phường tuần tra trước ngày 30/4/2027.\n"
    )
    own = _own(said)
    assert own["issuer"]["value"] == "ỦY BAN NHÂN DÂN PHƯỜNG CỬA NAM"
    assert (own["number"]["value"], own["date"]["value"]) == ("15/KH-UBND", "2027-01-05")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said["text"]


def test_two_columns_without_a_number_stay_as_they_are() -> None:
    said = _read("ĐẦU VIỆC\tCƠ QUAN\nTuần tra\tCông an phường Cửa Nam\nNhiệm vụ khác\tTrạm Y tế\n")
    assert said["text"].startswith("ĐẦU VIỆC CƠ QUAN\nTuần tra Công an phường Cửa Nam\n")


def test_who_issued_ends_before_the_short_name_of_another_office() -> None:
    said = _item("Thực hiện Kế hoạch số 56/KH-CATP ngày 02/01/2027 của Công an Thành phố, CAX Vân Hà lập danh sách.")
    other = next(one for one in said["instruments"] if not one["own"])
    assert other["issuer"]["value"] == "Công an Thành phố"


def test_a_title_ends_before_a_heading_counted_in_words() -> None:
    said = _read(
        "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH PHÒNG, CHỐNG BÃO\n"
        "Một. Phương châm\nBốn tại chỗ.\nHai. Công việc\n(1) Công an phường trực ban trước ngày 01/6/2027.\n"
    )
    assert _own(said)["title"]["value"] == "PHÒNG, CHỐNG BÃO"
