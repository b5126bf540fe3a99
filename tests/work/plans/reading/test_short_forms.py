"""What wards write in short: short names, a duty for each group, a topic before a colon, a denial before a duty."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

TOP = "UBND XÃ A\nSố: 4/KH-UBND\nA, ngày 05/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n"
BY = "trước ngày 05/3/2027"
DAY = "2027-03-05"


def read(words: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(f"{TOP}1. {words}\n".encode(), "p.txt")))


def found(data: dict[str, Any]) -> list[tuple[str | None, str, str | None]]:
    """Who, what and by when, of each task."""
    return [
        tuple(one[name]["value"] if one[name] else None for name in ("lead", "task", "due"))  # type: ignore[misc]
        for one in data["tasks"]
    ]


def whys(data: dict[str, Any]) -> list[tuple[str, str]]:
    """The reasons about the lead, each with its words."""
    unclear = [one for task in data["tasks"] for one in task["unclear"] if one["clear"] == "person"]
    return [(one["why"], data["text"][one["start"] : one["end"]]) for one in unclear]


def noted(data: dict[str, Any], why: str) -> list[str]:
    return [data["text"][one["start"] : one["end"]].strip(" ;") for one in data["notes"] if one["why"] == why]


@pytest.mark.parametrize(
    ("short", "means"),
    [
        ("CAP", "Công an phường"),
        ("CAX", "Công an xã"),
        ("CATP", "Công an Thành phố"),
        ("BHXH tỉnh", "Bảo hiểm xã hội tỉnh"),
        ("Đoàn TN", ""),
    ],
)
def test_offices_are_known_by_their_short_names(short: str, means: str) -> None:
    for words in (f"{short} chủ trì rà soát nhà trọ {BY}.", f"Giao {short} rà soát nhà trọ {BY}."):
        data = read(words)
        assert found(data) == [(short, "rà soát nhà trọ", DAY)]
        assert (data["tasks"][0]["lead"].get("means") or "") == means


def test_hygiene_is_nothing_that_was_born_before_a_day() -> None:
    assert found(read(f"Đoàn TN chủ trì, ra quân dọn vệ sinh {BY}.")) == [("Đoàn TN", "ra quân dọn vệ sinh", DAY)]
    born = read(f"Công an xã lập danh sách người sinh {BY}.")
    assert [due for *_, due in found(born)] == [None]


@pytest.mark.parametrize("each", ["Mỗi tổ dân phố", "Từng thôn", "Mỗi trường"])
def test_a_duty_of_each_of_a_kind_is_led_by_that_kind(each: str) -> None:
    assert found(read(f"{each} bố trí 02 người trực {BY}.")) == [(each, "bố trí 02 người trực", DAY)]


def test_each_unit_without_its_kind_leads_nothing() -> None:
    data = read(f"Mỗi đơn vị bố trí 02 người trực {BY}.")
    assert [lead for lead, *_ in found(data)] in ([], [None])


def test_what_a_duty_is_about_may_stand_before_it() -> None:
    data = read(f"Công tác nắm tình hình: Tổ Cảnh sát khu vực rà soát nhân khẩu {BY}.")
    assert found(data) == [("Tổ Cảnh sát khu vực", "rà soát nhân khẩu", DAY)]


@pytest.mark.parametrize(
    "words",
    [
        "Ghi chú: đơn vị nào không thực hiện được phải báo cáo UBND xã trước ngày 05/3/2027.",
        "Thành phần: Công an xã, Trạm Y tế.",
        "Nơi họp: phòng họp số 2 trụ sở xã.",
    ],
)
def test_a_note_or_a_list_behind_a_colon_is_no_duty_of_anybody(words: str) -> None:
    assert [lead for lead, *_ in found(read(words)) if lead] == []


@pytest.mark.parametrize("ground", ["căn cứ khả năng ngân sách", "trên cơ sở đề xuất của các đơn vị"])
def test_on_what_somebody_acts_may_stand_between_the_name_and_the_verb(ground: str) -> None:
    data = read(f"Sở Tài chính, {ground}, bố trí kinh phí {BY}.")
    assert found(data) == [("Sở Tài chính", f"{ground}, bố trí kinh phí", DAY)]


def test_following_something_is_no_ground() -> None:
    assert found(read(f"Sở Tài chính, theo dõi, báo cáo tiến độ {BY}."))[0][1].startswith("theo dõi")


@pytest.mark.parametrize("name", ["Công an xã ", ""])
def test_a_duty_behind_a_denial_and_a_semicolon_is_read_and_the_denial_noted(name: str) -> None:
    data = read(f"Không để phát sinh tụ điểm mới; {name}rà soát nhà trọ {BY}.")
    assert found(data) == [(name.strip() or None, "rà soát nhà trọ", DAY)]
    assert noted(data, "denied") == ["Không để phát sinh tụ điểm mới"]


@pytest.mark.parametrize(
    "words",
    [
        f"Không để phát sinh tụ điểm mới; không giao Công an xã rà soát {BY}.",
        "Không để xảy ra cháy; tổ chức đánh bạc.",
    ],
)
def test_two_denials_stay_denials(words: str) -> None:
    data = read(words)
    assert found(data) == []
    assert "denied" in [one["why"] for one in data["notes"]]


def test_two_leads_that_a_plus_joins_are_several() -> None:
    data = read(f"CAP + Đội CC&CNCH KV 8: huấn luyện 24 tổ liên gia {BY}.")
    assert found(data) == [("CAP + Đội CC&CNCH KV 8", "huấn luyện 24 tổ liên gia", DAY)]
    assert whys(data) == [("several-leads", "CAP + Đội CC&CNCH KV 8")]


@pytest.mark.parametrize(
    ("words", "helpers"),
    [
        ("Công an xã phối hợp cùng Ban CHQS xã, chủ trì là Công an xã, tuần tra đêm {}.", ["Ban CHQS xã"]),
        ("Tuần tra đêm, chủ trì là Công an xã, {}.", None),
        ("Tuần tra đêm (chủ trì là Công an xã; Ban CHQS xã phối hợp) {}.", ["Ban CHQS xã"]),
        ("Sở Y tế phối hợp với Ban CHQS xã, chủ trì là Công an xã, tuần tra đêm {}.", ["Sở Y tế", "Ban CHQS xã"]),
    ],
)
def test_who_is_said_to_be_the_lead_leads(words: str, helpers: list[str] | None) -> None:
    data = read(words.format(BY))
    assert [(lead, task.casefold(), due) for lead, task, due in found(data)] == [("Công an xã", "tuần tra đêm", DAY)]
    named = data["tasks"][0]["coordinating"]
    assert (named["value"] if named else None) == helpers


@pytest.mark.parametrize("words", ["không chậm hơn ngày 05/3/2027 phải gửi", "không muộn hơn 05/3/2027 gửi"])
def test_not_later_than_is_a_term_and_no_denial(words: str) -> None:
    data = read(f"Sở Y tế {words} đề án.")
    assert found(data) == [("Sở Y tế", "gửi đề án", DAY)]
    assert data["tasks"][0]["due"]["bound"] == "by"
    assert found(read("Sở Y tế không gửi đề án trước ngày 05/3/2027.")) == []


def test_two_duties_each_with_its_time_in_brackets_are_two() -> None:
    data = read("Sở Y tế ban hành hướng dẫn (tháng 3/2027); kiểm tra tại cơ sở (từ 01/5 đến 10/5/2027).")
    assert found(data) == [
        ("Sở Y tế", "ban hành hướng dẫn", "2027-03-31"),
        ("Sở Y tế", "kiểm tra tại cơ sở", "2027-05-10"),
    ]
    one = read("Sở Y tế tham mưu khen thưởng dịp sơ kết (quý II/2028).")
    assert [due for *_, due in found(one)] == [None]  # when that is


@pytest.mark.parametrize("label", ["Phân công", "Phân công thực hiện"])
def test_whom_something_is_given_to_behind_it_is_its_lead(label: str) -> None:
    data = read(f"Rà soát biên chế y tế. {label}: Sở Y tế. Thời gian: Quý II/2027.")
    assert found(data) == [("Sở Y tế", "Rà soát biên chế y tế", "2027-06-30")]


@pytest.mark.parametrize("bare", ["Sở.", "Sở,", "Phòng."])
def test_a_word_for_an_agency_without_its_name_leads_nothing_behind_a_label(bare: str) -> None:
    data = read(f"Rà soát biên chế. Chủ trì: {bare} Thời gian: Quý II/2027.")
    assert found(data) == [(None, "Rà soát biên chế", "2027-06-30")]
    assert noted(data, "left-open") == [bare.rstrip(".,")]


@pytest.mark.parametrize("bare", ["Sở", "Sở,"])
def test_nor_in_a_cell(bare: str) -> None:
    table = "| TT | Nội dung | Chủ trì | Thời hạn |\n"
    table += f"| 1 | Rà soát | {bare} | 05/3/2027 |\n| 2 | Báo cáo | Sở Y tế | 05/3/2027 |"
    data = as_data(read_plan(read_document(docx(f"{TOP}{table}\n"), "p.docx")))
    assert found(data) == [(None, "Rà soát", DAY), ("Sở Y tế", "Báo cáo", DAY)]
    assert [one.rstrip(",") for one in noted(data, "left-open")] == ["Sở"]


def test_the_heads_of_all_agencies_and_units_below_are_named_whole() -> None:
    data = read(f"Thủ trưởng các cơ quan, đơn vị trực thuộc kiểm tra kho {BY}.")
    assert found(data) == [("Thủ trưởng các cơ quan, đơn vị trực thuộc", "kiểm tra kho", DAY)]


def test_who_approves_behind_a_semicolon_leads_nothing_and_is_noted() -> None:
    data = read("Công an xã lập phương án; Chủ tịch UBND xã phê duyệt trước ngày 15/01/2027.")
    assert found(data) == [("Công an xã", "lập phương án", None)]
    assert noted(data, "nothing-read") == ["Chủ tịch UBND xã phê duyệt trước ngày 15/01/2027."]


def test_a_name_in_brackets_that_an_office_has_now_is_quoted_and_chosen_by_nobody() -> None:
    data = read(f"Sở LĐTBXH (nay là Sở Nội vụ) rà soát hộ nghèo {BY}.")
    assert found(data) == [("Sở LĐTBXH", "rà soát hộ nghèo", DAY)]
    assert whys(data) == [("renamed-lead", "nay là Sở Nội vụ")]
    assert whys(read(f"Sở Nội vụ (Phòng Việc làm) rà soát hộ nghèo {BY}.")) == []


def test_a_sentence_with_a_number_beside_one_that_is_read_is_noted() -> None:
    data = read("Tuần: trước 10h00 thứ Sáu. Tháng: ngày 25. Công an xã tổng hợp.")
    assert [lead for lead, *_ in found(data)] == ["Công an xã"]
    assert noted(data, "nothing-read") == ["Tuần: trước 10h00 thứ Sáu.", "Tháng: ngày 25."]
