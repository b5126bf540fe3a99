"""Tables with unusual titles: what seems to say who does what is read or said, never passed over; 24/7 is no day."""

from __future__ import annotations

from typing import Any

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "UBND XÃ A\nSố: 4/KH-UBND\nA, ngày 05/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n"


def read(table: str) -> dict[str, Any]:
    return as_data(read_plan(read_document((TOP + table).encode(), "p.txt")))


def test_rows_that_name_offices_under_titles_nobody_knows_are_each_noted() -> None:
    said = read("TT\tMón\tAi lo\tBao giờ\n1\tSơn vạch\tPhòng Kinh tế\tcuối xuân\n2\tLắp đèn\tCông an xã\tđầu hạ\n")
    noted = [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "table-not-read"]
    assert any("Sơn vạch" in one for one in noted)
    assert any("Lắp đèn" in one for one in noted)
    assert said["tasks"] == []


def test_a_table_of_figures_without_offices_is_not_noted_row_by_row() -> None:
    said = read("TT\tLoại\tSố\tTỷ lệ\n1\tXe máy\t120\t40\n2\tÔ tô\t80\t60\n")
    assert [one for one in said["notes"] if one["why"] == "table-not-read"] == []


def test_titles_that_offices_use_are_known() -> None:
    said = read("TT\tPhần việc\tĐầu mối\tBộ phận phối hợp\tHạn chót\n1\tSơn vạch\tCông an xã\tTrạm Y tế\t20/3/2027\n")
    (task,) = said["tasks"]
    assert (task["lead"]["value"], task["due"]["value"]) == ("Công an xã", "2027-03-20")
    assert task["coordinating"]["value"] == ["Trạm Y tế"]


def test_day_and_night_is_no_day() -> None:
    table = "STT\tNội dung\tChủ trì\tThời hạn\n1\tĐường dây nóng\tTrạm Y tế\t{}\n"
    assert read(table.format("24/7"))["tasks"][0]["due"] is None
    assert read(table.format("ngày 24/7"))["tasks"][0]["due"]["value"] == "2027-07-24"
    assert read(table.format("23/7"))["tasks"][0]["due"]["value"] == "2027-07-23"


def test_a_title_ends_before_a_table() -> None:
    text = TOP.removesuffix("II. NHIỆM VỤ\n") + "STT\tNội dung\tChủ trì\n1\tSơn vạch\tCông an xã\nViệc giao thêm\n"
    said = as_data(read_plan(read_document(text.encode(), "p.txt")))
    (own,) = [one for one in said["instruments"] if one["own"]]
    assert own["title"]["value"] == "An toàn năm 2027"
