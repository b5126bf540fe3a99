"""Numbers that say who is meant, how much is paid or what was reached are no targets; the duty beside is kept."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nVề phòng cháy\n{part}\n1. {said}\n"
EN = "CITY OF NORTHAM\nNo. 9/PL-2027\n5 January 2027\nPLAN\nSafer streets\n{part}\n1. {said}\n"
TASKS = {"vi": "III. NHIỆM VỤ", "en": "III. TASKS"}
GOALS = {"vi": "II. CHỈ TIÊU", "en": "II. TARGETS"}


def _read(language: str, said: str, part: dict[str, str] = TASKS) -> dict[str, Any]:
    text = {"vi": VI, "en": EN}[language].format(part=part[language], said=said)
    return as_data(read_plan(read_document(text.encode(), "plan.txt")))


def _notes(read: dict[str, Any], why: str) -> list[str]:
    return [read["text"][one["start"] : one["end"]] for one in read["notes"] if one["why"] == why]


# who is meant, or what is paid: the number that is noted; what is said is a task or is quoted whole
MEANT = [
    ("vi", "Riêng 12 xã có Chỉ số dưới 70 điểm (danh sách kèm theo) xây dựng kế hoạch, hạn 25/10/2027.", "70 điểm"),
    ("vi", "Các trường có điểm trung bình dưới 60% phải phụ đạo học sinh trước 30/4/2027.", "60%"),
    ("vi", "Công an phường có trên 30% số vụ chưa khám phá phải báo cáo giải trình trước 30/4/2027.", "30%"),
    ("vi", "Các khu phố có tỷ lệ hộ ký cam kết thấp hơn 80% tổ chức vận động lại trước 30/4/2027.", "80%"),
    ("vi", "Hiệu trưởng các trường có từ 10% học sinh vi phạm trở lên báo cáo UBND phường trước 30/6/2027.", "10%"),
    ("vi", "Đối với các tổ dân phố đạt dưới 70%, Công an phường tổ chức tuyên truyền lại trước 15/5/2027.", "70%"),
    ("vi", "UBND phường khen thưởng tổ dân phố đạt trên 95% số hộ tham gia vào tháng 12/2027.", "95%"),
    ("vi", "Đơn vị nào đạt dưới 50% kế hoạch thì báo cáo giải trình trước ngày 30/6/2027.", "50%"),
    ("vi", "Phòng Kinh tế hỗ trợ hộ thiệt hại trên 70% diện tích trước ngày 30/6/2027.", "70%"),
    ("vi", "Sở Xây dựng đề xuất thưởng 20% giá trị cho nhà thầu.", "20%"),
    ("vi", "Phòng Kinh tế thu phí 5% trên doanh thu.", "5%"),
    ("vi", "Trạm Y tế giảm 50% giá vé cho người cao tuổi.", "50%"),
    ("en", "Schools with attendance below 85% must submit a recovery plan by 30 April 2027.", "85%"),
    ("en", "Wards where fewer than 60% of homes have alarms shall run a campaign by 1 June 2027.", "60%"),
]


@pytest.mark.parametrize(("language", "said", "number"), MEANT)
def test_who_is_meant_by_a_number_is_no_target_and_the_duty_is_kept(language: str, said: str, number: str) -> None:
    read = _read(language, said)
    assert read["targets"] == []
    assert number in _notes(read, "number-not-read")
    assert read["tasks"] or any(said in one for one in _notes(read, "nothing-read"))


# as above, among tasks or goals: the value and the comparator, direction or None of each target
REACHED = [
    ("vi", TASKS, "Các trường có trên 80% học sinh biết bơi vào năm 2027.", [(80, "more-than", None)]),
    ("vi", TASKS, "Các xã đạt trên 90% hộ ký cam kết trước 30/6/2027.", [(90, "more-than", None)]),
    ("vi", TASKS, "Phấn đấu trên 80% tổ dân phố tổ chức diễn đàn trong năm 2027.", [(80, "more-than", None)]),
    ("vi", TASKS, "Giảm thiệt hại trên 10% vào năm 2028.", [(10, "more-than", "decrease")]),
    ("vi", TASKS, "Giảm 10% chi phí hành chính năm 2027.", [(10, None, "decrease")]),
    ("vi", TASKS, "Hỗ trợ trên 90% hộ nghèo trong năm 2027.", [(90, "more-than", None)]),
    ("vi", TASKS, "Thu ngân sách năm 2027 đạt 100% dự toán.", [(100, None, None)]),
    ("vi", TASKS, "Các đơn vị có trách nhiệm giảm trên 10% số vụ tai nạn trong năm 2027.",
     [(10, "more-than", "decrease")]),
    ("vi", TASKS, "Giảm 5% số vụ cháy so với cùng kỳ năm 2026.", [(5, None, "decrease")]),
    ("vi", GOALS, "Giảm 5% số vụ cháy so với cùng kỳ năm 2026.", [(5, None, "decrease")]),
    ("vi", GOALS, "Đối với các trường đạt trên 80%, các xã đạt 90% vào năm 2028.",
     [(80, "more-than", None), (90, None, None)]),
    ("vi", TASKS, "Tỷ lệ giải quyết tin báo đạt trên 90%, phải báo cáo UBND phường trước 15/12/2027.",
     [(90, "more-than", None)]),
    ("en", GOALS, "At least 90% of schools shall have a fire plan by 2028.", [(90, "at-least", None)]),
    ("en", GOALS, "Schools where more than 80% of pupils can swim by 2028.", [(80, "more-than", None)]),
    ("en", GOALS, "More than 80% of homes with alarms must be checked by 2028.", [(80, "more-than", None)]),
    ("en", TASKS, "Reduce burglaries by 10% by the end of 2027.", [(10, None, "decrease")]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "part", "said", "targets"), REACHED)
def test_what_somebody_is_to_reach_stays_a_target(
    language: str, part: dict[str, str], said: str, targets: list[tuple[Any, ...]]
) -> None:
    def of(one: dict[str, Any], name: str) -> Any:
        return one[name]["value"] if one[name] else None

    found = _read(language, said, part)["targets"]
    assert [(of(one, "value"), of(one, "comparator"), of(one, "direction")) for one in found] == targets


def test_who_leads_only_where_a_number_says_so_is_said() -> None:
    for said, quoted in (
        ("Công an phường có trên 30% số vụ chưa khám phá phải báo cáo trước 30/4/2027.", "có trên 30%"),
        (
            "Các khu phố có tỷ lệ hộ ký cam kết thấp hơn 80% tổ chức vận động lại.",
            "có tỷ lệ hộ ký cam kết thấp hơn 80%",
        ),
    ):
        read = _read("vi", said)
        (task,) = read["tasks"]
        places = [one for one in task["unclear"] if one["why"] == "conditional-lead"]
        assert [read["text"][one["start"] : one["end"]] for one in places] == [quoted]
    (task,) = _read("vi", "UBND phường khen thưởng tổ dân phố đạt trên 95% số hộ tham gia.")["tasks"]
    assert not any(one["why"] == "conditional-lead" for one in task["unclear"])


def test_what_was_reached_stands_below_the_usual_headings() -> None:
    for heading in ("ĐÁNH GIÁ CHUNG", "KẾT QUẢ THỰC HIỆN NĂM 2026", "KẾT QUẢ NĂM 2026", "TỒN TẠI, HẠN CHẾ"):
        for said in ("Thu ngân sách đạt 62% dự toán.", "Tỷ lệ hồ sơ trễ hạn tăng 5%.", "- Giảm 10% số vụ trộm."):
            text = VI.format(part=f"I. {heading}", said=said) + "II. NHIỆM VỤ\n1. Công an phường tuần tra.\n"
            assert as_data(read_plan(read_document(text.encode(), "plan.txt")))["targets"] == [], (heading, said)
    for heading in ("NHIỆM VỤ KHẮC PHỤC TỒN TẠI, HẠN CHẾ", "KHẮC PHỤC TỒN TẠI, HẠN CHẾ"):
        read = _read("vi", "Giảm 10% số vụ trộm trong năm 2027.", {"vi": f"I. {heading}"})
        assert [one["value"]["value"] for one in read["targets"]] == [10], heading


def test_what_was_reached_is_told_by_its_words() -> None:
    directive = (
        "Số: 06/CT-UBND\nVĩnh An, ngày 14 tháng 9 năm 2026\nCHỈ THỊ\nVề quản lý pháo\n{opening}\n"
        "1. Giám đốc Công an thành phố mở đợt cao điểm trước ngày 01/10/2026.\n"
    )
    for opening, values in (
        ("9 tháng năm 2026 phát hiện 47 vụ, tăng 12% so với cùng kỳ.", []),
        ("Tỷ lệ khám phá đạt 83%. Để khắc phục, Chủ tịch UBND thành phố yêu cầu:", []),
        ("Phấn đấu giảm 12% số vụ trong năm 2027, Chủ tịch UBND thành phố yêu cầu:", [12]),
    ):
        read = as_data(read_plan(read_document(directive.format(opening=opening).encode(), "chi-thi.txt")))
        assert [one["value"]["value"] for one in read["targets"]] == values, opening
        assert values or _notes(read, "number-not-read") or _notes(read, "nothing-read"), opening
    july = VI.replace("05 tháng 01", "05 tháng 7")
    for said, values in (
        ("6 tháng đầu năm, thu ngân sách đạt 62% dự toán.", []),
        ("6 tháng đầu năm 2027, tỷ lệ khám phá đạt 80%.", []),
        ("6 tháng cuối năm 2027, tỷ lệ khám phá đạt 80%.", [80]),
        ("Phát hiện 47 vụ, tăng 12% so với cùng kỳ.", []),
    ):
        text = july.format(part=TASKS["vi"], said=said)
        found = as_data(read_plan(read_document(text.encode(), "plan.txt")))["targets"]
        assert [one["value"]["value"] for one in found if one["value"]] == values, said


def test_what_the_opening_wants_stays_a_target() -> None:
    text = "FAIR PLAN\n5 January 2027\nWe want at least 95% of lost children found.\n1. The Clerk shall write.\n"
    found = as_data(read_plan(read_document(text.encode(), "plan.txt")))["targets"]
    assert [one["value"]["value"] for one in found] == [95]
