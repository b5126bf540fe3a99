"""Text that was copied from a page, its lines broken anywhere."""

from __future__ import annotations

from typing import Any

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn\nII. NHIỆM VỤ\n"


def read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def said(one: dict[str, Any], *names: str) -> tuple[Any, ...]:
    """The values of fields of a task."""
    return tuple(one[name]["value"] if one[name] else None for name in names)


COPIED = """UBND TỈNH HÀ LÂM
Số: 8/KH-UBND
Hà Lâm, ngày
11 tháng 02 năm 2027
KẾ HOẠCH
AN TOÀN BẾN SÔNG
II. NHIỆM VỤ
1. Ban An
toàn giao thông tỉnh
kiểm tra phao tại
12 bến trước ngày
15/4/2027.
2. Sở
Tài chính bố trí kinh
phí mua áo phao.
3. Công an
tỉnh lập danh sách chủ đò, giảm
10% số vụ lật đò.
Đề nghị Hội
Chữ thập đỏ tỉnh dạy
bơi cho trẻ em.
"""


def test_lines_that_were_broken_anywhere_are_one_paragraph_and_no_piece_of_a_name_leads() -> None:
    found = read(COPIED)
    assert [said(one, "lead", "task", "due") for one in found["tasks"]] == [
        ("Ban An toàn giao thông tỉnh", "kiểm tra phao tại 12 bến", "2027-04-15"),
        ("Sở Tài chính", "bố trí kinh phí mua áo phao", None),
        ("Công an tỉnh", "lập danh sách chủ đò, giảm 10% số vụ lật đò", None),
        ("Hội Chữ thập đỏ tỉnh", "dạy bơi cho trẻ em", None),
    ]
    assert found["instruments"][0]["date"]["value"] == "2027-02-11"


def test_lines_of_a_text_that_was_not_broken_stay_apart() -> None:
    found = read(f"{VI}1. Công an phường\nKiểm tra chợ đêm\nlập danh sách tiểu thương\n2. Trạm Y tế\nKiểm tra bếp ăn\n")
    assert said(found["tasks"][0], "lead", "task") == ("Công an phường", "Kiểm tra chợ đêm")
    assert said(found["tasks"][-1], "lead", "task") == ("Trạm Y tế", "Kiểm tra bếp ăn")
