"""The head of another document in the same file leads nothing; nor does the file's own where cells tore it apart."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TWO = """ỦY BAN NHÂN DÂN PHƯỜNG AN BÌNH
Số: 12/KH-UBND
An Bình, ngày 05 tháng 9 năm 2026
KẾ HOẠCH
Tổng vệ sinh môi trường
D. PHÂN CÔNG
- Công an phường: tuần tra ban đêm, xong trước 30/10/2026.
Nơi nhận:
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Thị Hoa
MẶT TRẬN TỔ QUỐC VIỆT NAM
ỦY BAN MTTQ VIỆT NAM XÃ VĂN MINH
{number}
Văn Minh, ngày {day}
KẾ HOẠCH
Tổ chức Ngày hội
II. NHIỆM VỤ
1. Trạm Y tế trực cấp cứu đến hết ngày 18/11/2026.
"""


def said(data: bytes, name: str = "plan.txt") -> dict[str, Any]:
    return as_data(read_plan(read_document(data, name)))


@pytest.mark.parametrize("number", ["Số: 31/KH-MTTQ-BTT", "Số:      /KH-MTTQ", "SỐ 31/KH-MTTQ"])
@pytest.mark.parametrize("day", ["03 tháng 9 năm 2026", "03/9/2026"])
def test_the_head_of_a_second_document_is_said_and_leads_nothing(number: str, day: str) -> None:
    found = said(TWO.format(number=number, day=day).encode())
    assert [one["lead"]["value"] for one in found["tasks"]] == ["Công an phường", "Trạm Y tế"]
    (note,) = [one for one in found["notes"] if one["why"] == "another-document"]
    words = found["text"][note["start"] : note["end"]]
    assert words.startswith("MẶT TRẬN TỔ QUỐC")
    assert words.endswith(day)
    (own,) = [one for one in found["instruments"] if one["own"]]
    assert own["number"]["value"] == "12/KH-UBND"


def test_the_head_of_a_second_document_that_tabs_part_leads_nothing_and_its_day_is_no_term() -> None:
    text = TWO.partition("MẶT TRẬN")[0] + (
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nPHƯỜNG TÂN LẬP\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 58/TB-UBND\tTân Lập, ngày 10 tháng 3 năm 2027\nTHÔNG BÁO\nVề trực cấp cứu\n"
    )
    found = said(text.encode())
    assert [one["lead"]["value"] for one in found["tasks"]] == ["Công an phường"]
    assert "another-document" in [one["why"] for one in found["notes"]]


@pytest.mark.parametrize("label", ["2.1-", "2.1.-", "2.1/", "1.1)", "4.-", "√"])
def test_labels_that_offices_write_begin_a_clause(label: str) -> None:
    text = f"KẾ HOẠCH\nAn toàn\nII. NHIỆM VỤ\n{label} Công an xã tuần tra, xong trước 30/6/2027.\n"
    (task,) = said(text.encode())["tasks"]
    assert (task["lead"]["value"], task["task"]["value"]) == ("Công an xã", "tuần tra")


@pytest.mark.parametrize(
    "first", ["Căn cứ tình hình, Công an xã lắp camera trước 30/6/2027.", "Đoàn xã quây lưới chợ."]
)
def test_no_item_among_the_tasks_is_passed_over_unsaid(first: str) -> None:
    text = f"KẾ HOẠCH\nAn toàn\nII. NHIỆM VỤ\n1. {first}\n1.1. Trạm Y tế trực cấp cứu.\n2. Trạm Y tế trực cấp cứu.\n"
    found = said(text.encode())
    read = [found["text"][one["start"] : one["end"]] for one in (*found["notes"], *found["tasks"])]
    assert any(first.rstrip(".")[-12:] in one for one in read), found["notes"]


def test_a_letterhead_in_the_cells_of_a_workbook_leads_nothing() -> None:
    book, out = Workbook(), BytesIO()
    for row in (
        ["", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "UBND THÀNH PHỐ"],
        ["", "Độc lập - Tự do - Hạnh phúc"],
        ["PHỤ LỤC"],
        ["STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Hạn"],
        ["1", "Rà soát các điểm phức tạp", "Công an phường Ba Đình", "06/03/2026"],
    ):
        book.active.append(row)
    book.save(out)
    assert [one["lead"]["value"] for one in said(out.getvalue(), "bang.xlsx")["tasks"]] == ["Công an phường Ba Đình"]


def test_an_agency_in_capitals_above_its_tasks_still_leads_them() -> None:
    text = "KẾ HOẠCH\nAn toàn\nIII. PHÂN CÔNG\nSỞ Y TẾ\n- Kiểm tra 12 trạm - xong trước 01/4/2027 - gửi báo cáo\n"
    assert [one["lead"]["value"] for one in said(text.encode())["tasks"]] == ["SỞ Y TẾ"]
