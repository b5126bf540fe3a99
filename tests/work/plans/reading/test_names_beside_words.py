"""Names beside words that are easily taken for a part of them, and sentences of two duties."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

VI = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nTập huấn\nII. NHIỆM VỤ\n1. "
EN = "CITY OF RIVERTON\nNo. 15/KH-UBND\n5 January 2027\nPLAN\non safety\nIII. TASKS\n1. "
DUTIES: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("Ban bảo vệ dân phố: tuần tra mỗi đêm.", [("Ban bảo vệ dân phố", "tuần tra mỗi đêm", None)]),
    ("Đội Trật tự xây dựng phường giải tỏa vỉa hè.", [("Đội Trật tự xây dựng phường", "giải tỏa vỉa hè", None)]),
    ("Các tổ dân phố còn lại: Tổ trưởng chịu trách nhiệm.", []),
    ("Sở Y tế sử dụng kinh phí được giao trong năm 2027 mua 02 xe cứu thương.", []),
    ("Mỗi phường lập ít nhất 01 mô hình “Tổ dân phố không hung khí”.",
     [("Mỗi phường", "lập ít nhất 01 mô hình “Tổ dân phố không hung khí”", None)]),
    ("en The Traffic Police Division, which answers to the City Police, will post officers at 40 gates.",
     [("Traffic Police Division", "post officers at 40 gates", None)]),
    ("en Deputy Director in charge: Lieutenant Colonel Example.", []),
    ("en It is the responsibility of the Department of Health to train nurses by Q3/2027.",
     [("Department of Health", "train nurses", "2027-09-30")]),
    ("en The Department of Health shall list the clinics by 30 June 2027, and the Department of Finance will settle "
     "accounts by 31 December 2027.",
     [("Department of Health", "list the clinics", "2027-06-30"),
      ("Department of Finance", "settle accounts", "2027-12-31")]),
    ("en The Department of Construction will complete by 30 June 2027, and the Department of Finance will settle "
     "accounts by 31 December 2027.", [("Department of Finance", "settle accounts", "2027-12-31")]),
]  # fmt: skip


def _read(sentence: str) -> dict[str, Any]:
    top = EN if sentence.startswith("en ") else VI
    return as_data(read_plan(read_document(f"{top}{sentence.removeprefix('en ')}\n".encode(), "plan.txt")))


@pytest.mark.parametrize(("sentence", "want"), DUTIES)
def test_the_name_is_the_whole_name_and_no_more(sentence: str, want: list[tuple[Any, ...]]) -> None:
    said = _read(sentence)
    found = [
        tuple(one[name]["value"] if one[name] else None for name in ("lead", "task", "due")) for one in said["tasks"]
    ]
    assert found == want


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("Công an Thành phố chủ trì, phối hợp với Cơ quan Cảnh sát điều tra rà soát các vụ án điểm.",
         [("rà soát các vụ án điểm", ["Cơ quan Cảnh sát điều tra"])]),
        ("Công an Thành phố chủ trì, phối hợp với Cơ quan An ninh điều tra, Sở Y tế rà soát các vụ án điểm.",
         [("rà soát các vụ án điểm", ["Cơ quan An ninh điều tra", "Sở Y tế"])]),
        ("Tòa án nhân dân Thành phố phối hợp chặt chẽ với Cơ quan Cảnh sát điều tra trong xử lý các vụ án điểm.", []),
    ],
)  # fmt: skip
def test_an_office_with_a_verb_in_its_name_helps_whole_or_not_at_all(sentence: str, want: list[Any]) -> None:
    said = _read(sentence)
    assert [(one["task"]["value"], one["coordinating"]["value"]) for one in said["tasks"]] == want
    assert want or [one["why"] for one in said["notes"]] == ["nothing-read"]


def test_half_of_a_sentence_that_says_who_and_not_what_is_noted() -> None:
    said = _read(DUTIES[-1][0])
    (note,) = [one for one in said["notes"] if one["why"] == "nothing-read"]
    assert said["text"][note["start"] : note["end"]].startswith("The Department of Construction will complete")


def test_once_a_week_on_a_weekday_is_read_with_its_day() -> None:
    (task,) = _read("Sở Y tế mỗi tuần một lần vào thứ Hai báo cáo UBND phường, đến hết ngày 10/3/2027.")["tasks"]
    assert {name: task["rhythm"][name] for name in ("value", "within", "until")} == {
        "value": "weekly", "within": "1", "until": "2027-03-10",
    }  # fmt: skip


def test_a_line_broken_inside_a_sentence_of_word_goes_on() -> None:
    from io import BytesIO

    import docx as word

    document = word.Document(BytesIO(docx(VI.removesuffix("\n1. "))))
    paragraph = document.add_paragraph("1. Trạm Y tế phường in 500 tờ rơi")
    paragraph.add_run().add_break()
    paragraph.add_run("trước ngày 20/3/2027.")
    held = BytesIO()
    document.save(held)
    (task,) = as_data(read_plan(read_document(held.getvalue(), "plan.docx")))["tasks"]
    assert (task["task"]["value"], task["due"]["value"]) == ("in 500 tờ rơi", "2027-03-20")
