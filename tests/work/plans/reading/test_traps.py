"""Sentences that look like a lead, a day or a number and are none, and those that begin otherwise than with a name."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx, pdf

VI = "Số: 14/PL-2026\nHà Nội, ngày 20 tháng 8 năm 2026\nKẾ HOẠCH\nAn toàn bến xe\n"
EN = "CITY OF RIVERTON\nNo. 14/PL-2026\n1 March 2026\nPLAN\non lanterns\n"

DUTIES: list[tuple[str, dict[str, Any] | None]] = [
    ("Không giao Sở Tài chính chủ trì lập dự toán năm 2027.", None),
    ("Bãi bỏ việc giao Sở Văn hóa và Thể thao chủ trì tổ chức lễ hội trước ngày 01/12/2026.", None),
    ("Sở Công Thương không chủ trì kiểm tra chợ; chỉ phối hợp khi được yêu cầu.", None),
    ("Công an Thành phố đã chủ trì tổ chức tập huấn xong trước ngày 01/03/2026.", None),
    ("Việc kiểm tra không do Sở Y tế chủ trì thực hiện.", None),
    (
        "Không giao Sở Công Thương chủ trì việc này; việc này do Sở Tài chính chủ trì thực hiện, "
        "xong trong tháng 9/2026.",
        {"lead": "Sở Tài chính", "task": "việc này", "due": "2026-09-30"},
    ),
    ("Không phải Sở Y tế mà Sở Xây dựng chủ trì kiểm tra.", {"lead": "Sở Xây dựng"}),
    ("Cục Hàng không Việt Nam sẽ chủ trì kiểm tra sân bay.", {"lead": "Cục Hàng không Việt Nam"}),
    ("Sở Y tế chủ trì kiểm tra trước ngày 31 tháng 9 năm 2026.", {"due": None, "why": "impossible-day"}),
    ("Sở Y tế chủ trì kiểm tra trước ngày 29/02/2027.", {"due": None, "why": "impossible-day"}),
    ("Sở Y tế chủ trì xây dựng bãi xe, thời gian: 2026-2030.", {"due": None, "why": "only-years"}),
    (
        "Công an Thành phố chủ trì xử lý điểm nóng, kết quả năm 2025 đã xử lý 15 điểm trước ngày 15/12/2025.",
        {"lead": "Công an Thành phố", "due": None},
    ),
    ("Sở Y tế chủ trì rà soát, chủ trì: như trên.", {"lead": "Sở Y tế"}),
    (
        "Hằng tháng, Công an các phường, xã kiểm tra bến xe.",
        {"lead": "Công an các phường, xã", "task": "kiểm tra bến xe", "rhythm": "monthly"},
    ),
    ("Định kỳ hằng quý, Sở Y tế tổng hợp báo cáo.", {"lead": "Sở Y tế", "rhythm": "quarterly"}),
    ("Trước ngày 25 hằng tháng, Sở Y tế báo cáo kết quả.", {"lead": "Sở Y tế", "rhythm": "monthly"}),
    (
        "Trong vòng 15 ngày kể từ ngày ban hành, Sở Xây dựng xây dựng hướng dẫn.",
        {"lead": "Sở Xây dựng", "task": "xây dựng hướng dẫn", "due": None, "why": "counted-from"},
    ),
    (
        "Ông Nguyễn Văn A, Phó Giám đốc Sở Xây dựng chỉ đạo kiểm tra 12 công trình trước ngày 05/10/2026.",
        {"lead": "Phó Giám đốc Sở Xây dựng", "due": "2026-10-05"},
    ),
    (
        "Sở Y tế chủ trì rà soát, sản phẩm: Danh sách, hoàn thành trước ngày 15/12/2026.",
        {"product": "Danh sách", "due": "2026-12-15"},
    ),
    ("Việc Sở Y tế chủ trì lập danh sách là không cần thiết.", None),
    ("Việc giao Sở Y tế chủ trì lập danh sách được bãi bỏ.", None),
    ("Quy định Sở Y tế chủ trì lập danh sách hết hiệu lực từ ngày 01/12/2026.", None),
    ("Đề xuất Sở Y tế chủ trì lập danh sách chưa được chấp thuận.", None),
    ("Nhiệm vụ giao Sở Y tế chủ trì lập danh sách được chuyển cho Sở Công Thương.", None),
    ("Thay vì Sở Y tế chủ trì, Sở Công Thương chủ trì lập danh sách.", {"lead": "Sở Công Thương"}),
    ("Yêu cầu Sở Tư pháp rà soát quy định không còn phù hợp.", {"lead": "Sở Tư pháp"}),
    ("Quy định về phối hợp do Sở Y tế chủ trì xây dựng hết hiệu lực ngày 31/12/2026.", None),
    ("Sở Tư pháp chủ trì rà soát văn bản hết hiệu lực.", {"task": "rà soát văn bản hết hiệu lực"}),
    ("Sở Y tế không những chủ trì lập danh sách mà còn kiểm tra.", {"lead": "Sở Y tế"}),
    ("The Department of Health shall prepare no list by 1 May 2026.", None),
    ("The provision that the Department of Health shall prepare the list is repealed.", None),
    ("The task of the Department of Health to prepare the list is transferred to the Police Department.", None),
    ("The proposal of the Department of Health to build a clinic is to be reviewed by 1 May 2026.", None),
    ("The task of the Department of Health is to review rules that no longer apply.", {"lead": "Department of Health"}),
    ("Every proposal aside, it is not necessary for the Department of Health to prepare the list.", None),
    ("The Department of Health shall issue no fewer than 5 reports by 1 May 2026.", {"due": "2026-05-01"}),
    ("The Department of Health shall not only prepare the list but also publish it.", {"lead": "Department of Health"}),
    ("The Parks Department shall not lead the cleaning of banks by 1 May 2026.", None),
    ("Neither the Health Department nor the Police Department shall lead the inspection.", None),
    (
        "The Parks Department will not be responsible for cleaning; the Sanitation Office is responsible for cleaning.",
        {"lead": "Sanitation Office"},
    ),
    ("The Health Department shall inspect kitchens by 31 September 2026.", {"due": None, "why": "impossible-day"}),
    ("Every month, the Wards report to the Police Department.", {"lead": "Wards", "rhythm": "monthly"}),
]

NUMBERS: list[tuple[str, list[tuple[Any, ...]], list[str]]] = [
    ("Trên 90% trẻ em được tiêm năm 2026 (năm 2025 đạt 85%).", [(90, None, "2026-12-31")], []),
    ("Giảm 10% số vụ cháy (năm 2025: 1.204 vụ).", [(10, None, None)], []),
    ("Giảm từ 120 vụ xuống 90 năm 2027.", [(90, None, "2027-12-31")], []),
    ("95 - 98% đơn vị đạt chuẩn năm 2027.", [(None, (95, 98), "2027-12-31")], ["number-span"]),
    ("Giảm 5-10% số vụ cháy.", [(None, (5, 10), None)], ["number-span"]),
    ("50% trường học lắp camera trước ngày 30 tháng 2 năm 2027.", [(50, None, None)], ["impossible-day"]),
    ("0,5‰ dân số năm 2027.", [(0.5, None, "2027-12-31")], []),
    ("Ít nhất 1/3 số hộ được cấp bình chữa cháy.", [], ["number-not-read"]),
    ("Hai phần ba số xã đạt chuẩn năm 2027.", [], ["number-not-read"]),
    ("Người dân yên tâm.", [], ["nothing-read"]),
]


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _value(one: dict[str, Any], name: str) -> Any:
    return one[name]["value"] if one.get(name) else None


@pytest.mark.parametrize(("top", "tasks", "number"), [(VI, "III. NHIỆM VỤ", 0), (EN, "III. TASKS", 1)])
def test_who_leads_and_by_when_is_only_what_the_sentence_says(top: str, tasks: str, number: int) -> None:
    duties = [(said, want) for said, want in DUTIES if said.startswith(("The ", "Neither ", "Every ")) == bool(number)]
    said = _read(f"{top}{tasks}\n" + "\n".join(f"{at}. {one}" for at, (one, _) in enumerate(duties, 1)))
    first = next(at for at, line in enumerate(said["text"].split("\n"), 1) if line == tasks)
    passed = {note["line"] - first for note in said["notes"] if note["why"] == "nothing-read"}
    denied = {note["line"] - first for note in said["notes"] if note["why"] == "denied"}
    for at, (sentence, want) in enumerate(duties, 1):
        found = [one for one in said["tasks"] if _value(one, "number") == f"{at}."]
        if want is None:
            assert (found, at in passed | denied) == ([], True), sentence
            continue
        assert (len(found), at in passed) == (1, False), sentence
        for name, value in want.items():
            assert (found[0]["reasons"].get("due") if name == "why" else _value(found[0], name)) == value, sentence
    own = next(one for one in said["instruments"] if one["own"])
    assert _value(own, "number") == "14/PL-2026"


def test_a_number_is_a_goal_only_where_one_is_named_and_otherwise_a_note() -> None:
    said = _read(f"{VI}II. CHỈ TIÊU\n" + "\n".join(f"{at}. {one}" for at, (one, _, _) in enumerate(NUMBERS, 1)))
    first = said["text"].split("\n").index("II. CHỈ TIÊU") + 1
    for at, (sentence, want, notes) in enumerate(NUMBERS, 1):
        found = [one for one in said["targets"] if _value(one, "clause") == f"II.{at}"]
        ends = [(_value(one, "lowest"), _value(one, "highest")) if "lowest" in one else None for one in found]
        got = [(_value(one, "value"), end, _value(one, "by")) for one, end in zip(found, ends, strict=True)]
        assert got == want, sentence
        assert [note["why"] for note in said["notes"] if note["line"] == first + at] == notes, sentence
    span = next(one for one in said["targets"] if "lowest" in one)
    assert span["value"] is None
    assert "value" in span["missing"]


def test_a_cell_that_says_as_above_takes_what_it_points_to_or_is_left_empty_and_said() -> None:
    table = (
        f"{VI}PHỤ LỤC\n| STT | Nhiệm vụ | Cơ quan chủ trì | Thời hạn |\n"
        "| 1 | Lập danh sách xe | Như trên | 2026-2030 |\n"
        "| 2 | Rà soát bến xe | Sở Xây dựng | 31/9/2026 |\n| 3 | Lắp camera | Như trên | 15/12/2026 |\n"
    )
    said = as_data(read_plan(read_document(docx(table), "plan.docx")))
    first, second, third = said["tasks"]
    assert (_value(first, "lead"), first["reasons"]["due"]) == (None, "only-years")
    assert (_value(second, "due"), second["reasons"]["due"]) == (None, "impossible-day")
    assert third["lead"] == second["lead"]
    assert _value(third, "due") == "2026-12-15"
    assert {note["why"] for note in said["notes"]} == {"as-above", "only-years", "impossible-day"}
    own = next(one for one in said["instruments"] if one["own"])
    assert _value(own, "title") == "An toàn bến xe"


def test_a_table_of_a_pdf_without_lines_is_said_to_be_one() -> None:
    rows = [["STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm"]]
    rows += [
        [str(at), "Rà soát các cơ sở trên địa bàn, lập hồ sơ quản lý", "Sở Xây dựng Thành phố Hà Nội",
         "Sở Tài chính Thành phố Hà Nội", "Trước hết ngày 15 tháng 12 năm 2026", "Báo cáo bằng văn bản kèm danh sách"]
        for at in range(1, 5)
    ]  # fmt: skip
    text = f"{VI}" + "\n".join("| " + " | ".join(row) + " |" for row in rows)
    said = as_data(read_plan(read_document(pdf(text, ruled=False), "plan.pdf")))
    assert "columns-without-lines" in {note["why"] for note in said["notes"]}
