"""A day is due only where the whole of what says it is understood; what is left over beside it is quoted."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nTập huấn\n"
TOP_ENGLISH = "CITY OF RIVERTON\nNo. 15/KH-UBND\n5 January 2027\nPLAN\non training\n"
DUE = [
    ("Không muộn hơn 30/6/2027", "2027-06-30 by"), ("Trước 17h00 ngày 30/6/2027", "2027-06-30 by"),
    ("20h ngày 30/6/2027", "2027-06-30 on"), ("17:00 30/6/2027", "2027-06-30 on"),
    ("Thứ Tư, 30/6/2027", "2027-06-30 on"), ("Hạn chót 30/6/2027", "2027-06-30 on"),
    ("(30/6/2027)", "2027-06-30 on"), ("Từ 01/3 đến 30/6/2027", "2027-06-30 by"),
    ("Tháng 3 - 6/2027", "2027-06-30 by"), ("Hết 2027", "2027-12-31 by"),
    ("en Not later than 30 June 2027", "2027-06-30 by"), ("en By 17:00 on 30 June 2027", "2027-06-30 by"),
    ("en 5pm on 30 June 2027", "2027-06-30 on"), ("en June 30, 2027", "2027-06-30 on"),
]  # fmt: skip
QUOTED = [
    "Từ tháng 3/2027", "Từ 2027", "Bắt đầu từ 01/3/2027", "Sau 30/6/2027", "Sau tháng 6/2027",
    "Tạm hoãn đến 30/6/2027",
    "Ít nhất đến 30/6/2027", "Lễ 30/4 - 01/5/2027", "Dịp 2/9/2027", "Trước dịp 02/9/2027",
    "Trong 3 tháng, từ 01/3/2027",
    "3 tháng kể từ 01/3/2027", "~ 30/6/2027", "30/6/2027?", "Không phải 30/6/2027", "Thứ Hai, 30/6/2027", "Tết 2027",
    "Đợt 2/2027", "Số 5/2027", "KH số 12/2027", "Rằm tháng 7/2027", "Quý I và quý III/2027", "tháng 3 và tháng 9/2027",
    "Trước 31/12/2026", "Năm 2026", "en From 1 March 2027", "en Starting 1 March 2027", "en After 30 June 2027",
    "en Since 2027", "en Postponed to 30 June 2027", "en Before and after 30 June 2027",
    "en At least until 30 June 2027",
    "en By the end of the 2027 school year", "en Tet 2027", "en Q1 and Q3 2027", "en Plan 12/2027",
    "en Before 31 December 2026",
]  # fmt: skip
PROSE = [
    ("vi tổ chức tập huấn từ tháng 3/2027", "", "từ tháng 3/2027"),
    ("vi tổ chức tập huấn sau ngày 30/6/2027", "", "sau ngày 30/6/2027"),
    ("vi tổ chức tập huấn cho đến khi hết dịch, không muộn hơn ngày 30/6/2027", "2027-06-30 by", ""),
    ("vi rà soát hồ sơ phát sinh từ ngày 01/01/2027 đến ngày 31/12/2027", "", "từ ngày 01/01/2027 đến ngày 31/12/2027"),
    ("vi thống kê người sinh trước ngày 01/01/2010", "", "trước ngày 01/01/2010"),
    ("vi kiểm tra các cơ sở đã được cấp phép trước ngày 01/7/2025", "", "trước ngày 01/7/2025"),
    ("vi kiểm tra các cơ sở đã đăng ký trước ngày 01/7/2027", "", "trước ngày 01/7/2027"),
    ("vi cấp phép cho cơ sở xây dựng trước năm 2010", "", "trước năm 2010"),
    ("vi ký thỏa thuận có thời hạn đến hết năm 2030", "", "đến hết năm 2030"),
    ("vi tổ chức kiểm tra, thời hạn đến hết năm 2027", "2027-12-31 by", ""),
    ("vi dọn vệ sinh trước 6h sáng ngày 03/02/2027", "2027-02-03 by", ""),
    ("vi rà soát biển báo trước ngày 10/5 và ngày 10/11/2027", "", "contradictory-dates"),
    ("vi rà soát biển báo trong tháng 3 và tháng 9/2027", "", "contradictory-dates"),
    ("en train those born before 1 January 2010", "", "before 1 January 2010"),
    ("en inspect the shops licensed before 1 July 2027", "", "before 1 July 2027"),
    ("en train nurses after 30 June 2027", "", "after 30 June 2027"),
    (
        "en submit a report within five working days after the event, and the lessons learnt by the end of Q1 2027",
        "",
        "within five working days after the event, and the lessons learnt by the end of Q1 2027",
    ),
    ("en train nurses within 48 hours of the call", "", "within 48 hours of the call"),
    ("en train nurses in the 2nd half of 2027", "2027-12-31 by", ""),
    (
        "en send figures by 10/01/2027 (Sunday) or the next working day",
        "",
        "by 10/01/2027 (Sunday) or the next working day",
    ),
    (
        "vi gửi số liệu trước ngày 10/10/2027 hoặc ngày làm việc liền kề",
        "",
        "trước ngày 10/10/2027 hoặc ngày làm việc liền kề",
    ),
    ("en submit the report on or before Dec. 20, 2027", "2027-12-20 by", ""),
    ("en submit the report on or before 20 December 2027", "2027-12-20 by", ""),
    (
        "vi tham mưu khen thưởng dịp sơ kết (quý II/2028) và tổng kết (quý IV/2030)",
        "",
        "quý II/2028) và tổng kết (quý IV/2030",
    ),
    ("vi làm điểm, sơ kết sau 06 tháng, nhân rộng từ năm 2028", "", "sau 06 tháng, nhân rộng từ năm 2028"),
    (
        "vi gửi báo cáo trong vòng 05 ngày sau khi kết thúc, rút kinh nghiệm trước ngày 31/3/2027",
        "",
        "trong vòng 05 ngày sau khi kết thúc, rút kinh nghiệm trước ngày 31/3/2027",
    ),
    ("en pilot the scheme from March to May 2027", "", "from March to May 2027"),
]


def _time(task: dict[str, Any], text: str) -> tuple[str, set[str]]:
    due = task["due"]
    quoted = {text[one["start"] : one["end"]] for one in task["unclear"] if one["clear"] == "time"}
    return f"{due['value']} {due['bound']}" if due else "", quoted


def _cell(written: str) -> tuple[str, set[str]]:
    english = written.startswith("en ")
    head = "No.\tTask\tLead agency\tDeadline" if english else "STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn"
    row = "1\tDraw up a list\tDepartment of Health\t" if english else "1\tLập danh sách\tSở Y tế\t"
    written = written.removeprefix("en ")
    text = f"{TOP_ENGLISH if english else TOP}{head}\n{row}{written}\n"
    said = as_data(read_plan(read_document(text.encode(), "plan.txt")))
    (task,) = said["tasks"]
    assert task["rhythm"] is None, written
    return _time(task, said["text"])


@pytest.mark.parametrize(("written", "want"), DUE)
def test_a_cell_of_which_all_is_understood_is_a_day(written: str, want: str) -> None:
    assert _cell(written) == (want, set())


@pytest.mark.parametrize("written", QUOTED)
def test_a_cell_with_something_left_over_is_quoted_and_no_day(written: str) -> None:
    due, quoted = _cell(written)
    assert due == ""
    assert quoted
    assert all(one.strip(" .") for one in quoted)


@pytest.mark.parametrize(("written", "want", "quoted"), PROSE)
def test_a_day_of_a_thing_or_before_the_document_is_no_term(written: str, want: str, quoted: str) -> None:
    english, sentence = written.startswith("en "), written[3:]
    top = f"{TOP_ENGLISH}I. TASKS\n1. The Department of Health shall " if english else f"{TOP}II. NHIỆM VỤ\n1. Sở Y tế "
    said = as_data(read_plan(read_document(f"{top}{sentence}.\n".encode(), "plan.txt")))
    (task,) = said["tasks"]
    due, found = _time(task, said["text"])
    if quoted == "contradictory-dates":
        assert (due, task["reasons"]["due"]) == ("", quoted)
        return
    assert (due, found) == (want, {quoted} if quoted else set())


def test_another_cell_says_nothing_of_a_day() -> None:
    text = f"{TOP}STT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời hạn\n1\tLập danh sách\tSở Y tế\tKhông\tTrước 15/3/2027\n"
    (task,) = as_data(read_plan(read_document(text.encode(), "plan.txt")))["tasks"]
    assert task["due"]["value"] == "2027-03-15"


@pytest.mark.parametrize(("month", "want"), [("tháng 01", "2027-01-31"), ("tháng 12", None)])
def test_a_month_without_a_year_takes_that_of_the_title_only_where_it_is_the_next_of_its_name(
    month: str, want: str | None
) -> None:
    text = (
        "UBND PHƯỜNG CỬA NAM\nSố: 14/CT-UBND\nCửa Nam, ngày 20 tháng 11 năm 2026\nCHỈ THỊ\n"
        f"Bảo đảm trật tự dịp Tết năm 2027\nI. NHIỆM VỤ\n1. Sở Y tế tổ chức diễn tập trong {month}.\n"
    )
    said = as_data(read_plan(read_document(text.encode(), "plan.txt")))
    (task,) = said["tasks"]
    assert (task["due"] and task["due"]["value"]) == want
    if want is None:
        assert _time(task, said["text"])[1] == {f"trong {month}"}
