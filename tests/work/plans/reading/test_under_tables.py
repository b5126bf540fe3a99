"""What stands in a table or below it beside its tasks: noted as passed over, never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx, pdf, xlsx

TEXT = """UBND PHƯỜNG AN BÌNH
Số: 4/KH-UBND
An Bình, ngày 04/01/2027
KẾ HOẠCH
Năm 2027
PHỤ LỤC
| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn |
| I | Giai đoạn 1 (hoàn thành trước 30/6/2027) | < | < | < |
| 1 | Lập danh sách | Sở A | Sở B | 30/5/2027 |
| II | Giai đoạn 2 | < | < | < |
| 2 | Kẻ vạch | Sở A | Sở B | 30/8/2027 |
| | | Sở C | | 30/9/2027 |
| Tổng cộng: 02 nhiệm vụ, hoàn thành trước 31/5/2028 | < | < | < | < |
Ghi chú: các đơn vị gửi báo cáo về Sở A trước ngày 20/11/2027.
"""


@pytest.mark.parametrize(("made", "name"), [(docx, "p.docx"), (pdf, "p.pdf"), (xlsx, "p.xlsx")])
def test_lines_of_a_table_that_are_no_task_are_noted_where_they_say_something(
    made: Callable[[str], bytes], name: str
) -> None:
    said = as_data(read_plan(read_document(made(TEXT), name)))
    assert [(one["task"]["value"], one["due"]["value"]) for one in said["tasks"]] == [
        ("Lập danh sách", "2027-05-30"),
        ("Kẻ vạch", "2027-08-30"),
    ]
    noted = [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]
    assert [" ".join(one.split()) for one in noted] == [
        "Giai đoạn 1 (hoàn thành trước 30/6/2027)",
        "Sở C 30/9/2027",
        "Tổng cộng: 02 nhiệm vụ, hoàn thành trước 31/5/2028",
        "Ghi chú: các đơn vị gửi báo cáo về Sở A trước ngày 20/11/2027.",
    ]
