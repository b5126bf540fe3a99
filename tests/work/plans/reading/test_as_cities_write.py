"""What plans of cities have that is easily misread: terms in their own sentences, two spans, peaks, tables, labels."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn\nII. NHIỆM VỤ\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety\nII. TASKS\n"


def read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def said(one: dict[str, Any], *names: str) -> tuple[Any, ...]:
    """The values of fields of a task."""
    return tuple(one[name]["value"] if one[name] else None for name in names)


def noted(found: dict[str, Any], why: str = "nothing-read") -> list[str]:
    return [found["text"][one["start"] : one["end"]] for one in found["notes"] if one["why"] == why]


def unclear(found: dict[str, Any], task: dict[str, Any], clear: str) -> list[tuple[str, str]]:
    return [(one["why"], found["text"][one["start"] : one["end"]]) for one in task["unclear"] if one["clear"] == clear]


@pytest.mark.parametrize(
    ("term", "day"),
    [
        ("Hoàn thành trước ngày 15/3/2027.", "2027-03-15"),
        ("Chậm nhất ngày 15/3/2027.", "2027-03-15"),
        ("Thực hiện trong tháng 3/2027.", "2027-03-31"),
    ],
)
def test_a_sentence_that_says_only_by_when_is_the_term_of_the_one_duty_before_it(term: str, day: str) -> None:
    found = read(f"{VI}1. Công an phường lập danh sách nhà trọ. {term}\n")
    assert [said(one, "task", "due") for one in found["tasks"]] == [("lập danh sách nhà trọ", day)]


def test_behind_two_duties_such_a_sentence_is_only_quoted() -> None:
    found = read(f"{VI}1. Công an phường:\na) Kiểm tra phao. Lắp biển báo. Hoàn thành trước ngày 15/3/2027.\n")
    assert [said(one, "task", "due") for one in found["tasks"]] == [("Kiểm tra phao", None), ("Lắp biển báo", None)]
    assert ("time-beside", "trước ngày 15/3/2027") in unclear(found, found["tasks"][1], "time")


def test_a_day_that_is_over_in_such_a_sentence_is_quoted() -> None:
    found = read(f"{VI}1. Công an phường lập danh sách nhà trọ. Hoàn thành trước ngày 15/3/2026.\n")
    (task,) = found["tasks"]
    assert task["due"] is None
    assert ("not-understood", "trước ngày 15/3/2026") in unclear(found, task, "time")


def test_the_name_of_a_part_before_a_colon_asks_nobody() -> None:
    top = VI.replace("II. NHIỆM VỤ", "I. MỤC ĐÍCH, YÊU CẦU")
    found = read(f"{top}1. Mục đích: Giữ an toàn.\n2. Yêu cầu: Các ngành, đoàn thể xác định rõ việc của mình.\n")
    assert found["tasks"] == []
    assert noted(found)[-1] == "2. Yêu cầu: Các ngành, đoàn thể xác định rõ việc của mình."


def test_who_is_asked_for_the_list_that_follows_leads_each_of_it_and_has_no_task_of_that_sentence() -> None:
    found = read(
        f"{VI}1. Công an phường có trách nhiệm thực hiện các việc sau:\na) Kiểm tra chợ.\nb) Lập danh sách nhà trọ.\n"
        "2. Hiệu trưởng Trường Tiểu học An Bình chỉ đạo giáo viên:\na) Dạy học sinh qua đường.\n"
    )
    assert [said(one, "clause", "lead", "task") for one in found["tasks"]] == [
        ("II.1.a", "Công an phường", "Kiểm tra chợ"),
        ("II.1.b", "Công an phường", "Lập danh sách nhà trọ"),
        ("II.2.a", "Hiệu trưởng Trường Tiểu học An Bình", "Dạy học sinh qua đường"),
    ]


def test_of_two_spans_the_end_of_the_first_is_not_the_day() -> None:
    duty = "Sở Y tế tập huấn: đợt 1 từ ngày 15/4 đến 15/5/2027; đợt 2 từ ngày 15/9/2027 đến hết mùa lũ."
    found = read(f"{VI}1. {duty}\n2. Sở Y tế mở đợt kiểm tra từ ngày 15/4/2027 đến ngày 15/5/2027.\n")
    assert [said(one, "due") for one in found["tasks"]] == [(None,), ("2027-05-15",)]
    quoted = "từ ngày 15/4 đến 15/5/2027; đợt 2 từ ngày 15/9/2027"
    assert ("contradictory-dates", quoted) in unclear(found, found["tasks"][0], "time")


@pytest.mark.parametrize(
    ("duty", "quoted"),
    [
        ("báo cáo định kỳ 06 tháng (trước ngày 10/6), 01 năm (trước ngày 10/12).",
         "định kỳ 06 tháng (trước ngày 10/6), 01 năm"),
        ("báo cáo hằng tháng (trước ngày 18), quý (trước ngày 20).", "hằng tháng (trước ngày 18), quý"),
        ("phát tin 02 buổi/tuần, cao điểm phát hằng ngày.", "02 buổi/tuần, cao điểm phát hằng ngày"),
    ],
)  # fmt: skip
def test_more_than_one_rhythm_is_none_also_with_brackets_between_or_a_peak(duty: str, quoted: str) -> None:
    found = read(f"{VI}1. Công an phường:\na) {duty.capitalize()}\n")
    (task,) = found["tasks"]
    assert said(task, "rhythm", "due") == (None, None)
    whys = dict(unclear(found, task, "time"))
    assert whys["several-rhythms"].casefold() == quoted.casefold()


@pytest.mark.parametrize(
    ("duty", "direction"),
    [
        ("Hạ tầng bến phủ trên 80% phường.", None),
        ("Nâng cao năng lực cứu hộ tại 100% bến.", None),
        ("Tăng cường kiểm tra, xử lý nghiêm 100% đò chở quá số người.", None),
        ("Nâng tỷ lệ hộ có áo phao lên 90%.", "increase"),
        ("Hạ tỷ lệ đò cũ xuống 10%.", "decrease"),
    ],
)
def test_where_and_on_what_is_no_direction(duty: str, direction: str | None) -> None:
    (target,) = read(f"{VI}1. Công an phường:\na) {duty}\n")["targets"]
    assert said(target, "direction") == (direction,)


def test_what_is_counted_is_neither_a_time_nor_ends_with_from() -> None:
    found = read(f"{VI}1. Công an phường ký cam kết 100% ngay từ đầu năm học.\n")
    assert found["targets"][0]["what"] is None
    (target,) = read(f"{EN}1. Increase the share of people who feel safe at night from 62% to 70% by May 2029.\n")[
        "targets"
    ]
    assert said(target, "value", "what") == (70, "the share of people who feel safe at night")


ROW = "{}\tLắp đèn tại bến\t{}\tCông an phường\tTrước 15/3/2027\n"
HEAD = "STT\tNhiệm vụ\tCơ quan chủ trì\tPhối hợp\tThời hạn\n"


def test_a_table_behind_the_name_of_a_group_goes_on_with_the_columns_above() -> None:
    found = read(f"{VI}{HEAD}{ROW.format(1, 'Sở Xây dựng')}Nhóm việc thứ hai\n{ROW.format(2, 'Sở Y tế')}")
    assert [said(one, "number", "lead", "due") for one in found["tasks"]] == [
        ("1", "Sở Xây dựng", "2027-03-15"),
        ("2", "Sở Y tế", "2027-03-15"),
    ]


def test_a_table_without_numbers_or_with_other_headings_is_said_not_to_be_read() -> None:
    for row in (
        "Tổ 1\tÔng Bình\tBà Lan\tTổ phó\t0900\n",
        "STT\tHọ và tên\tChức vụ\tĐơn vị\tSố máy\n1\tBình\ta\tb\tc\n",
    ):
        found = read(f"{VI}{HEAD}{ROW.format(1, 'Sở Xây dựng')}Danh sách trực\n{row}")
        assert len(found["tasks"]) == 1
        assert noted(found, "table-not-read")


@pytest.mark.parametrize("cell", ["DPW (lead), BPD", "Roads / Parks"])
def test_names_beside_one_that_leads_or_behind_a_slash_are_several_known_or_not(cell: str) -> None:
    found = read(f"{EN}No.\tAction\tLead\tPartners\tDeadline\n1\tFit lamps\t{cell}\tSchools\tMay 2027\n")
    (task,) = found["tasks"]
    assert unclear(found, task, "person") == [("several-leads", cell)]


def test_labels_below_each_other_name_who_leads_who_helps_and_by_when() -> None:
    found = read(
        f"{EN}Action: Repair the lamps\nResponsibility: Roads Unit, in partnership with Harbour Police\n"
        "Timescale: April 2027\nAction: Review the rules\nResponsible officer: IT (lead); Engineering\n"
    )
    first, second = found["tasks"]
    assert said(first, "task", "lead", "coordinating", "due") == (
        "Repair the lamps", "Roads Unit", ["Harbour Police"], "2027-04-30",
    )  # fmt: skip
    assert ("several-leads", "IT (lead); Engineering") in unclear(found, second, "person")


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("The police of the wards shall visit each market by 10 March 2027.", "police of the wards"),
        ("Each ward's People's Committee shall keep a list by 10 March 2027.", "Each ward's People's Committee"),
        ("Every school's Safety Committee shall hold a drill.", "Every school's Safety Committee"),
        ("Every Crime & Disorder Partnership is to submit a report.", "Every Crime & Disorder Partnership"),
        ("Every Crime and Disorder Partnership is to submit a report.", "Every Crime and Disorder Partnership"),
        ("The Roads Office & the Harbour Police shall close the lane.", "Roads Office & the Harbour Police"),
    ],
)
def test_english_names_are_whole(sentence: str, lead: str) -> None:
    (task,) = read(f"{EN}1. {sentence}\n")["tasks"]
    assert said(task, "lead") == (lead,)


def test_a_common_noun_inside_a_sentence_leads_nothing_and_the_sentence_is_noted() -> None:
    found = read(f"{EN}1. Residents who report a theft to the police shall receive an answer by 4 May 2027.\n")
    assert found["tasks"] == []
    assert noted(found) == ["1. Residents who report a theft to the police shall receive an answer by 4 May 2027."]


def test_organisations_and_persons_are_one_name_and_a_police_office_is_known_by_its_letters() -> None:
    found = read(
        f"{VI}1. Yêu cầu Thủ trưởng các ngành và các tổ chức, cá nhân có liên quan kiểm tra bến đò.\n"
        "2. Đội 3 chủ trì, phối hợp với PK02, PC08 hóa trang tuần tra tại bến.\n"
    )
    first, second = found["tasks"]
    assert said(first, "lead") == ("Thủ trưởng các ngành và các tổ chức, cá nhân có liên quan",)
    assert said(second, "lead", "coordinating", "task") == ("Đội 3", ["PK02", "PC08"], "hóa trang tuần tra tại bến")


@pytest.mark.parametrize(
    ("duty", "lead"),
    [
        ("Các xã biên giới tăng cường tuần tra.", "Các xã biên giới"),
        ("Các đội dân phòng còn lại trực đêm.", "Các đội dân phòng còn lại"),
        ("Các phường tổ chức ra quân.", "Các phường"),
        ("Các xã đặc biệt khó khăn tổ chức họp dân.", None),
        ("Các đội tuần tra kiểm tra bến đò.", None),
        ("Phòng Kinh tế học tập kinh nghiệm của phường bạn.", None),
    ],
)
def test_some_of_many_are_never_all_of_them(duty: str, lead: str | None) -> None:
    found = read(f"{VI}1. {duty}\n")
    assert [said(one, "lead") for one in found["tasks"]] == ([(lead,)] if lead else [])
    assert lead or noted(found) == [f"1. {duty}"]


def test_from_when_something_else_goes_on_takes_no_day_away() -> None:
    found = read(f"{VI}1. Trạm Y tế tập huấn từ ngày 01/4/2027 đến ngày 10/4/2027; áp dụng từ ngày 01/5/2027.\n")
    (task,) = found["tasks"]
    assert said(task, "due") == ("2027-04-10",)
    assert ("time-beside", "từ ngày 01/5/2027") in unclear(found, task, "time")
