"""A sentence that begins with a kind of document is no title, and the day of another document is not the own one."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.fields import Reading
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan

FIRST = "Giao Công an xã lập danh sách hộ nuôi ong trước ngày 15/3/2027."
LAST = "Giao Trạm Y tế kiểm tra bếp ăn trước ngày 25/3/2027."
LETTER = """ỦY BAN NHÂN DÂN XÃ ĐỒI MẬN
Số: 12/UBND-VP
V/v chuẩn bị mùa mưa

Đồi Mận, ngày 05 tháng 01 năm 2027

Kính gửi: Công an xã, Trạm Y tế.

"""
SENTENCES = [
    "Báo cáo kết quả về UBND xã trước ngày 20/3/2027.",
    "Thông báo cho các hộ biết lịch tiêm phòng.",
    "Hướng dẫn các hộ che chắn chuồng trại.",
    "Quyết định mức hỗ trợ cho từng hộ.",
    "Kế hoạch tuần tra gửi UBND xã trước ngày 20/3/2027.",
]


def _read(text: str) -> Reading:
    return read_plan(read_document(text.encode(), "plan.txt"))


def _own(found: Reading) -> dict[str, object]:
    own = [one for one in found.instruments if one.own]
    return {name: field.value for name, field in own[0].fields.items()} if own else {}


def _noted(found: Reading) -> list[str]:
    return [found.document.text[one.start : one.end] for one in found.notes if one.why == "nothing-read"]


@pytest.mark.parametrize("head", ["", LETTER])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_amid_duties_is_noted_and_hides_none_of_them(sentence: str, head: str) -> None:
    found = _read(f"{head}{FIRST}\n{sentence}\n{LAST}\n")
    assert [task.fields["lead"].value for task in found.tasks] == ["Công an xã", "Trạm Y tế"]
    assert _noted(found) == [sentence]
    assert not {"kind", "title"} & set(_own(found))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_below_an_item_it_is_noted_too(sentence: str) -> None:
    found = _read(f"KẾ HOẠCH\nBảo đảm an toàn mùa mưa\n\nIII. TỔ CHỨC THỰC HIỆN\n1. {FIRST}\n2. {LAST}\n{sentence}\n")
    assert [task.fields["due"].value for task in found.tasks] == ["2027-03-15", "2027-03-25"]
    assert _noted(found) == [sentence]
    assert _own(found) == {"kind": "plan", "title": "Bảo đảm an toàn mùa mưa"}


def test_a_title_in_small_letters_at_the_head_stays_one() -> None:
    found = _read(f"UBND XÃ ĐỒI MẬN\nKế hoạch bảo đảm an toàn mùa mưa\n{FIRST}\n{LAST}\n")
    assert _own(found)["title"] == "bảo đảm an toàn mùa mưa"
    assert len(found.tasks) == 2


def test_a_sentence_above_a_title_without_a_full_stop_hides_no_title() -> None:
    above = "Bản tin xã: UBND xã vừa ban hành văn bản chỉ đạo các đơn vị về mùa mưa."
    found = _read(f"{above}\nKế hoạch bảo đảm an toàn mùa mưa\nI. NHIỆM VỤ\n1. {FIRST}\n")
    assert _own(found) == {"kind": "plan", "title": "bảo đảm an toàn mùa mưa"}


@pytest.mark.parametrize(
    "closing",
    [
        "(Theo Công văn số 62/UBND-KT, ngày 23/11/2026)",
        "(Trích Công văn số 62/UBND-KT, ngày 23/11/2026)",
        "Trích Công văn số 62/UBND-KT, ngày 23/11/2026.",
    ],
)
def test_the_day_of_the_letter_that_is_quoted_is_not_the_own_one(closing: str) -> None:
    found = _read(f"Giao Sở Xây dựng sửa cầu Mây trước ngày 10/8/2026.\n{closing}\n")
    assert "date" not in _own(found)
    assert [task.fields["due"].value for task in found.tasks] == ["2026-08-10"]
    (letter,) = [one for one in found.instruments if not one.own]
    assert letter.fields["date"].value == "2026-11-23"


def test_a_day_below_an_item_is_not_the_own_one() -> None:
    basis = "Căn cứ số lượng đại biểu được bầu, Thường trực HĐND xã dự kiến danh sách."
    found = _read(
        "KẾ HOẠCH\nTriển khai công tác bầu cử\n1. Triển khai ở xã\nMở hội nghị ở xã.\n21/01/2026\n"
        f"2. Dự kiến người ứng cử\n{basis}\n"
    )
    assert _own(found) == {"kind": "plan"}
