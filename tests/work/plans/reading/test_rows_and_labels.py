"""A row of data heads no table, and labels written "2-", "2/" or "2.-" begin a line of a PDF and of a pasted text."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.lines import Line, goes_on
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx, pdf, xlsx

TOP = "UBND PHƯỜNG CỬA NAM\nKẾ HOẠCH\nAn ninh năm 2027\nIII. NHIỆM VỤ\n"
FORMS = {"docx": docx, "pdf": pdf, "xlsx": xlsx, "txt": str.encode}
BOTH = "Phòng VHXH chủ trì, Công an phường phối hợp"


def read(text: str, form: str = "docx") -> dict[str, Any]:
    return as_data(read_plan(read_document(FORMS[form](TOP + text), f"plan.{form}")))


def column(said: dict[str, Any], name: str) -> list[Any]:
    return [one[name]["value"] if one[name] else None for one in said["tasks"]]


def noted(said: dict[str, Any], why: str) -> list[str]:
    return [said["text"][one["start"] : one["end"]].strip() for one in said["notes"] if one["why"] == why]


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
@pytest.mark.parametrize("term", ["Cả năm", "15/3/2027", "Quý I/2027"])
def test_the_first_row_is_none_of_the_heading_though_a_cell_of_it_could_head_a_column(form: str, term: str) -> None:
    rows = f"| TT | Nội dung | Ai làm | Thời gian |\n| 1 | Phát tờ rơi | {BOTH} | {term} |\n"
    said = read(rows + "| 2 | Tập huấn | Công an phường | 15/4/2027 |\n", form)
    assert column(said, "task") == ["Phát tờ rơi", "Tập huấn"]
    assert column(said, "coordinating") == [None, None]
    assert noted(said, "column-not-read") == ["Ai làm"]


def test_nor_is_it_where_the_rows_have_no_number() -> None:
    rows = f"| Nội dung | Ai làm | Hạn |\n| Phát tờ rơi | {BOTH} | |\n| Tập huấn | Công an phường | 15/4/2027 |\n"
    said = read(rows)
    assert column(said, "task") == ["Phát tờ rơi", "Tập huấn"]
    assert column(said, "coordinating") == [None, None]


def test_a_numbered_row_heads_no_table_that_has_no_heading() -> None:
    rows = "| 1 | Nội dung tuyên truyền về ma túy | Công an phường chủ trì | Hạn 15/3/2027 |\n"
    said = read(rows + "| 2 | Nội dung tập huấn | Trạm Y tế chủ trì | Hạn 15/4/2027 |\n")
    kept = " ".join([*column(said, "task"), *noted(said, "table-not-read"), *noted(said, "nothing-read")])
    assert "tuyên truyền về ma túy" in kept
    assert "Nội dung tập huấn" in kept


def test_a_second_row_of_headings_still_heads_the_columns() -> None:
    rows = (
        "| TT | Nội dung | Cơ quan, đơn vị | Cơ quan, đơn vị | Thời gian |\n"
        "| TT | Nội dung | Chủ trì | Đơn vị được phân công phối hợp | Thời gian |\n"
        "| (1) | (2) | (3) | (4) | (5) |\n"
        "| 1 | Phát tờ rơi | Phòng VHXH | Công an phường | 15/3/2027 |\n"
    )
    said = read(rows)
    assert (column(said, "lead"), column(said, "coordinating")) == (["Phòng VHXH"], [["Công an phường"]])


@pytest.mark.parametrize("form", ["pdf", "docx", "txt"])
@pytest.mark.parametrize("label", ["{}.", "{})", "{}-", "{}/", "{}.-"])
def test_an_item_begins_with_its_label_also_behind_a_full_line(label: str, form: str) -> None:
    said = [
        "Văn phòng Đảng ủy theo dõi; báo cáo kết quả với Ban Thường vụ Đảng ủy.",
        "Công an phường rà soát nhà trọ, quán ăn, khách sạn trước 15/3/2027.",
        "Trạm Y tế khám sức khỏe cho trẻ em, người già, phụ nữ trước 20/3/2027.",
    ]
    items = "\n".join(f"{label.format(at)} {one}" for at, one in enumerate(said, 1))
    assert column(read(items, form), "lead") == ["Văn phòng Đảng ủy", "Công an phường", "Trạm Y tế"]


FULL = "Văn phòng Đảng ủy theo dõi, báo cáo kết quả với Ban Thường vụ"


@pytest.mark.parametrize(
    ("before", "after", "on"),
    [
        (f"{FULL} Đảng ủy.", "2- Mặt trận Tổ quốc giám sát, phản biện xã hội", False),
        (f"{FULL} Đảng ủy", "2- Mặt trận Tổ quốc giám sát, phản biện xã hội", False),
        (f"{FULL} Đảng ủy.", "2/ Mặt trận Tổ quốc giám sát, phản biện xã hội", False),
        (f"{FULL} Đảng ủy.", "2.- Mặt trận Tổ quốc giám sát, phản biện xã hội", False),
        (f"{FULL} Đảng ủy.", "2 - Mặt trận Tổ quốc giám sát, phản biện xã hội", False),
        (f"{FULL} Đảng ủy;", "2- xây dựng kế hoạch giám sát, phản biện xã hội", False),
        (f"{FULL} Đảng ủy.", "IV- TỔ CHỨC THỰC HIỆN CÁC NHIỆM VỤ NÓI TRÊN", False),
        (f"{FULL} Đảng ủy tại số", "12 - Trần Phú, phường Cửa Nam, báo cáo kết quả", True),
        (f"{FULL} Đảng ủy trong tháng", "10- 12/2027, báo cáo kết quả với Đảng ủy phường", True),
        (f"{FULL} Đảng ủy trong các tháng", "10- tháng 12/2027, báo cáo kết quả với Đảng ủy", True),
        (f"{FULL} Đảng ủy trước ngày", "15/3/2027, báo cáo kết quả với Đảng ủy phường", True),
        (f"{FULL} Đảng ủy, đạt", "2/3 số tổ dân phố có mô hình tự quản về an ninh", True),
    ],
)
def test_which_line_of_a_pdf_goes_on_with_a_full_one(before: str, after: str, on: bool) -> None:
    one, other = Line(before, 60, 700, 530, 713), Line(after, 60, 680, 500, 693)
    assert goes_on(one, other, first=False, labelled=False, right=530, far=False) is on
