"""Paragraphs of a length that no plan has, and what is kept of a text while it is read."""

from __future__ import annotations

from time import process_time
from typing import Any

from namro.work.plans.reading.clauses import LONGEST
from namro.work.plans.reading.kept import KeptOfText
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn\nII. NHIỆM VỤ\n"
ONE = "1. Công an phường kiểm tra bến đò trước ngày 15/6/2027.\n"


def read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def test_a_paragraph_that_is_too_long_is_noted_whole_and_the_rest_is_read():
    long = "2. Công an phường kiểm tra bến đò " + "và nhà chờ, đạt 90% số bến trước ngày 20/6/2027; " * 200
    found = read(f"{VI}{ONE}{long}\n3. Trạm Y tế tập huấn sơ cứu trước ngày 20/7/2027.")
    assert [task["lead"]["value"] for task in found["tasks"]] == ["Công an phường", "Trạm Y tế"]
    assert not found["targets"]
    note = next(note for note in found["notes"] if note["why"] == "too-long")
    assert found["text"][note["start"] : note["end"]].strip() == long.strip()
    assert [note["why"] for note in found["notes"]] == ["too-long"]


def test_labels_in_a_paragraph_that_is_too_long_say_nothing_of_the_task_above():
    item = "1. Kiểm tra bến đò ven sông.\nĐơn vị chủ trì: Công an phường. Thời hạn: 15/6/2027. "
    task = "Công an phường", "2027-06-15"
    for more, found in (("", task), ("Ghi chú: đò ngang. " * 500, (None, None))):
        (one,) = read(VI + item + more)["tasks"]
        assert tuple(one[name]["value"] if one[name] else None for name in ("lead", "due")) == found


def test_a_long_paragraph_is_read():
    long = "2. Công an phường kiểm tra bến đò " + "ven sông " * ((LONGEST - 100) // 9) + "trước ngày 20/6/2027."
    found = read(VI + ONE + long)
    assert [task["due"]["value"] for task in found["tasks"]] == ["2027-06-15", "2027-06-20"]
    assert not [note for note in found["notes"] if note["why"] == "too-long"]


def test_what_was_found_is_kept_for_one_text_at_a_time_and_is_the_callers_own():
    kept: KeptOfText[int] = KeptOfText()
    made: list[str] = []

    def look(text: str) -> list[int]:
        made.append(text)
        return [len(text)]

    first, second = "first text", "another one"
    kept.get(first, (0, 5), lambda: look(first)).append(7)
    assert kept.get(first, (0, 5), lambda: look(first)) == [10]
    assert kept.get(second, (0, 5), lambda: look(second)) == [11]
    assert kept.get(first, (0, 5), lambda: look(first)) == [10]
    assert made == [first, second, first]


def test_four_times_the_days_in_a_paragraph_take_about_four_times_the_time():
    def taken(times: int) -> float:
        line = "2. Công an phường kiểm tra bến đò " + "trước ngày 20/6/2027, " * times
        began = process_time()
        read(VI + ONE + line)
        return process_time() - began

    taken(10)
    few, many = (min(taken(times) for _ in range(3)) for times in (85, 340))
    assert many < 6 * few
