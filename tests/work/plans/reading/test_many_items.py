"""A part of a plan with more than ninety-nine items: each stands on a clause of its own."""

from __future__ import annotations

import io

import docx
import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan

HEAD = ("KẾ HOẠCH", "Bảo đảm trật tự năm 2026", "I. NHIỆM VỤ, GIẢI PHÁP")
N = 112


def lines() -> list[str]:
    duty = "Công an phường chủ trì lập danh sách khu vực số {n} trước ngày 15/6/2026."
    return [*HEAD, *(f"{n}. {duty.format(n=n)}" for n in range(1, N + 1))]


def as_text() -> tuple[bytes, str]:
    return "\n".join(lines()).encode(), "a.txt"


def as_word() -> tuple[bytes, str]:
    made = docx.Document()
    for line in lines():
        made.add_paragraph(line)
    made.save(kept := io.BytesIO())
    return kept.getvalue(), "a.docx"


@pytest.mark.parametrize("file", [as_text, as_word])
def test_items_beyond_ninety_nine_are_items(file) -> None:  # type: ignore[no-untyped-def]
    tasks = read_plan(read_document(*file())).tasks
    assert [one.fields["clause"].value for one in tasks] == [f"I.{n}" for n in range(1, N + 1)]


def test_a_number_of_three_digits_that_goes_on_with_none_is_no_label() -> None:
    text = "\n".join([*HEAD, "1. Công an phường chủ trì thực hiện Quyết định số", "163. Xong trước ngày 15/6/2026."])
    (task,) = read_plan(read_document(text.encode(), "a.txt")).tasks
    assert task.fields["clause"].value == "I.1"
