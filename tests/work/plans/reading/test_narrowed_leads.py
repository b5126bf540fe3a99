"""A lead of many units that words narrow is quoted whole and never taken for all; nor is one of all levels."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n{}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety in 2027\nII. TASKS\n{}\n"


def read(lines: str) -> list[dict[str, Any]]:
    """The tasks of a plan with these lines."""
    plan, lines = (EN, lines[3:]) if lines.startswith("en ") else (VI, lines)
    return list(as_data(read_plan(read_document(plan.format(lines).encode(), "p.txt")))["tasks"])


def first(lines: str) -> tuple[str | None, str, list[str]]:
    """Who leads, what, and why it is not clear who."""
    task = read(lines)[0]
    why = [one["why"] for one in task["unclear"] if one["clear"] == "person"]
    return task["lead"] and task["lead"]["value"], task["task"]["value"], why


@pytest.mark.parametrize(
    "some",
    [
        "Công an các xã, phường (trừ phường Cửa Nam)",
        "Công an các xã, phường (Cửa Nam, Ô Chợ Dừa)",
        "Công an các xã, phường (nơi có bến xe)",
        "Công an cấp xã (không bao gồm xã Minh Châu)",
        "Công an các xã, phường, trừ phường Cửa Nam, Ô Chợ Dừa",
        "Công an các xã, phường ngoại trừ phường Cửa Nam",
        "Công an các xã, phường còn lại",
        "Công an các xã, phường được chọn làm điểm",
        "Công an 10 xã, phường điểm",
    ],
)
def test_a_lead_that_is_narrowed_is_quoted_whole(some: str) -> None:
    assert first(f"1. {some} rà soát hộ trọ trước ngày 15/6/2027.") == (some, "rà soát hộ trọ", ["qualified-lead"])
    assert first(f"1. {some}\na) Rà soát hộ trọ trước ngày 15/6/2027.")[::2] == (some, ["qualified-lead"])
    table = f"STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tRà soát hộ trọ\t{some}\t15/6/2027"
    assert first(table)[::2] == (some, ["qualified-lead"])
    (task,) = read(f"1. Sở Y tế chủ trì, phối hợp với {some} rà soát hộ trọ trước ngày 15/6/2027.")
    assert task["coordinating"]["value"] == [some]


def test_english_words_that_take_some_out_stay_in_the_lead() -> None:
    for some in ("All wards (except Riverside)", "All wards, except Riverside and Old Town"):
        assert first(f"en 1. {some}{',' * (',' in some)} shall draw up a list by 30 June 2027.") == (
            some, "draw up a list", ["qualified-lead"],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("brackets", "why"),
    [
        ("(sau đây gọi là Công an cấp xã)", []),
        ("(sau đây gọi chung là Công an cấp xã)", []),
        ("(viết tắt: CAX)", []),
        ("(trước ngày 15/6/2027)", []),
        ("(nếu được giao)", ["conditional-lead"]),
    ],
)
def test_brackets_that_only_name_the_same_or_say_something_else_narrow_nothing(brackets: str, why: list[str]) -> None:
    said = first(f"1. Công an các xã, phường {brackets} rà soát hộ trọ.")
    assert said == ("Công an các xã, phường", "rà soát hộ trọ", why)


def test_to_call_the_roll_is_a_duty_and_no_chosen_ward() -> None:
    said = first("1. Công an các xã, phường điểm danh quân số trước ngày 15/6/2027.")
    assert said == ("Công an các xã, phường", "điểm danh quân số", [])


@pytest.mark.parametrize("of", ["Ủy ban nhân dân", "Công an", "Chủ tịch UBND"])
def test_offices_of_all_levels_are_named_whole_and_nobody_in_particular(of: str) -> None:
    said = first(f"1. {of} các cấp kiểm tra bến xe trước ngày 15/6/2027.")
    assert said == (f"{of} các cấp", "kiểm tra bến xe", ["collective"])
    (task,) = read(f"1. Sở Y tế chủ trì, phối hợp với {of} các cấp kiểm tra bến xe trước ngày 15/6/2027.")
    assert (task["coordinating"]["value"], task["task"]["value"]) == ([f"{of} các cấp"], "kiểm tra bến xe")
    said = first("en 1. People's Committees at all levels shall inspect the markets by 30 June 2027.")
    assert said == ("People's Committees at all levels", "inspect the markets", ["collective"])
