"""Columns of a plan's table for phases and for how often; a number with a sign of comparison in a table of targets."""

from __future__ import annotations

from typing import Any

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "KẾ HOẠCH\nNăm 2026\nPHỤ LỤC\n"


def _read(table: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(f"{TOP}{table}".encode(), "a.txt")))


def test_a_phase_and_how_often_are_read_as_the_time_of_a_row() -> None:
    data = _read(
        "TT\tNhiệm vụ\tĐơn vị chủ trì\tGiai đoạn\n1\tRà soát nhà trọ\tCông an phường\tQuý I/2026\n"
        "2\tLập danh sách hộ nghèo\tPhòng Kinh tế\tQuý II/2026\n"
    )
    assert [one["due"]["value"] for one in data["tasks"]] == ["2026-03-31", "2026-06-30"]
    data = _read(
        "TT\tNhiệm vụ\tĐơn vị chủ trì\tTần suất\n1\tRà soát nhà trọ\tCông an phường\tHàng tháng\n"
        "2\tLập danh sách hộ nghèo\tPhòng Kinh tế\tHàng quý\n"
    )
    assert [one["rhythm"]["value"] for one in data["tasks"]] == ["monthly", "quarterly"]


def test_beside_a_column_for_days_how_often_is_noted() -> None:
    data = _read(
        "TT\tNhiệm vụ\tĐơn vị chủ trì\tTần suất\tThời hạn\n1\tRà soát nhà trọ\tCông an phường\tHàng tháng\t\n"
        "2\tLập danh sách hộ nghèo\tPhòng Kinh tế\tHàng quý\t30/6/2026\n"
    )
    assert [one["due"]["value"] if one["due"] else None for one in data["tasks"]] == [None, "2026-06-30"]
    noted = [data["text"][one["start"] : one["end"]] for one in data["notes"] if one["why"] == "column-not-read"]
    assert noted == ["Tần suất"]


def test_a_number_with_a_sign_of_comparison_is_a_target_with_it() -> None:
    data = _read(
        "TT\tChỉ tiêu\tĐVT\tNăm 2026\tCơ quan chủ trì\n1\tTỷ lệ hồ sơ đúng hạn\t%\t≥ 95\tVăn phòng\n"
        "2\tSố vụ cháy\tvụ\t≤ 5\tCông an phường\n3\tSố mô hình\tmô hình\tít nhất 12\tPhòng Kinh tế\n"
    )
    made = [(one["value"]["value"], one["comparator"]["value"]) for one in data["targets"]]
    assert made == [(95, "at-least"), (5, "at-most"), (12, "at-least")]
