"""Figures of reports, forecasts, quorums and limits of support are no targets; what is said to be reached stays one."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOPS = {
    "vi": "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2026\nKẾ HOẠCH\nVề an toàn\n",
    "en": "CITY OF NORTHAM\nNo. 9/PL-2026\n5 January 2026\nPLAN\nSafer streets\n",
}

NOWHERE = [
    ("vi", "Theo thống kê của Trạm Y tế, 62% số ca ngộ độc xảy ra tại bếp ăn tập thể."),
    ("vi", "Qua kiểm tra, 35% cơ sở chưa có phương án chữa cháy; 20% cơ sở thiếu bình."),
    ("vi", "Nhà nước hỗ trợ 50% kinh phí, nhân dân đóng góp 50%."),
    ("vi", "Hộ tham gia được hỗ trợ tối đa 40% chi phí mua bình, không vượt quá 2 triệu đồng."),
    ("vi", "Nghị quyết được thông qua khi có trên 50% số đại biểu tán thành."),
    ("vi", "Tổ làm việc theo chế độ tập thể, ít nhất 75% thành viên nhất trí."),
    ("vi", "Ước thực hiện cả năm đạt 92% kế hoạch."),
    ("vi", "Xã An Bình đã giải ngân 31,2%; dự báo cả năm chỉ đạt 55,1%."),
    ("vi", "Nếu giữ tốc độ hiện nay, đến cuối năm 2026 chỉ giải ngân được 60% vốn."),
    ("vi", "Tạm ứng không quá 30% giá trị hợp đồng."),
    ("vi", "Một số xã không đạt mục tiêu tối thiểu 95%."),
    ("en", "The city pays up to 50% of the cost of an extinguisher."),
    ("en", "A meeting is valid if at least 70% of members are present."),
    ("en", "Spending is forecast to reach 55% by December 2026."),
]
"""Numbers that nobody is to reach, whatever part they stand in."""

UNAIMED = [
    ("vi", "Số vụ trộm cắp tăng 12,5%; tỷ lệ khám phá đạt 83,4%."),
    ("vi", "So với cùng kỳ năm 2025 giảm 2,1% số vụ, tăng 5% số người chết."),
    ("vi", "Riêng xã An Bình chiếm 18,9% số vụ, 16,8% số người chết."),
    ("vi", "Diện tích rừng của xã là 1.250 ha, độ che phủ đạt 42%."),
    ("vi", "Dân số toàn xã có 12.400 người, 34% trong độ tuổi lao động."),
    ("en", "According to the police report, thefts rise by 12.5%; the clearance rate is 83.4%."),
    ("en", "Electrical faults account for 65% of fires, cooking for 20%."),
    ("en", "Forest cover is 42%."),
]
"""Numbers of which nothing says that they are to be reached, in a paragraph of no part and no list."""

REACHED = [
    ("vi", "Tỷ lệ hộ ký cam kết phải đạt 95%.", [95]),
    ("vi", "Tỷ lệ hộ dùng nước sạch đạt từ 90% trở lên.", [90]),
    ("vi", "Giảm 5% số vụ cháy so với năm 2025.", [5]),
    ("vi", "Đến năm 2027, 90% hộ có bình chữa cháy, 50% hộ có lối thoát thứ hai.", [90, 50]),
    ("vi", "Bảo đảm 100% tin báo được tiếp nhận; tỷ lệ giải quyết đạt 90%.", [100, 90]),
    ("vi", "Mục tiêu năm 2026:\nTỷ lệ hộ có bình chữa cháy đạt 70%.\nTỷ lệ tổ dân phố có loa đạt 80%.", [70, 80]),
    ("vi", "Theo báo cáo của Công an phường, năm 2025 tỷ lệ khám phá đạt 78%; năm 2026 phấn đấu đạt 82%.", [82]),
    ("vi", "Hỗ trợ 100% hộ nghèo lắp thiết bị báo cháy.", [100]),
    ("vi", "Công an phường kiểm tra 100% cơ sở karaoke.", [100]),
    ("vi", "Chương trình đặt mục tiêu 60% tổ dân phố có đội xung kích; tỷ lệ hộ có loa đạt 45%.", [60, 45]),
    ("en", "The clearance rate must reach 80%.", [80]),
    ("en", "By 2027, 90% of households have an alarm.", [90]),
    ("en", "Cut thefts by 10%.", [10]),
    ("en", "At least 60% of schools have a plan.", [60]),
]


def _values(text: str) -> list[object]:
    data = as_data(read_plan(read_document(text.encode(), "a.txt")))
    return [one["value"]["value"] for one in data["targets"]]


@pytest.mark.parametrize(("language", "said"), NOWHERE)
@pytest.mark.parametrize("part", ["", "1. ", "II. MỤC TIÊU\n1. "])
def test_a_report_a_forecast_a_quorum_or_a_limit_of_support_is_no_target(language: str, said: str, part: str) -> None:
    if language == "en":
        part = part.replace("MỤC TIÊU", "TARGETS")
    text = f"{TOPS[language]}{part}{said}\n"
    assert _values(text) == []
    notes = as_data(read_plan(read_document(text.encode(), "a.txt")))["notes"]
    assert notes, "its numbers are quoted"


@pytest.mark.parametrize(("language", "said"), UNAIMED)
def test_a_number_outside_every_part_that_nothing_aims_for_is_no_target(language: str, said: str) -> None:
    assert _values(f"{TOPS[language]}{said}\n") == []


@pytest.mark.parametrize(("language", "said", "values"), REACHED)
def test_what_is_said_to_be_reached_is_a_target_without_a_heading_too(
    language: str, said: str, values: list[int]
) -> None:
    assert _values(f"{TOPS[language]}{said}\n") == values


def test_what_is_reached_is_told_apart_from_a_report_in_the_item_of_a_list() -> None:
    told = "Theo báo cáo của Công an phường, số vụ trộm tăng 12,5%; tỷ lệ khám phá đạt 83,4%."
    assert _values(f"{TOPS['vi']}III. NHIỆM VỤ\n1. {told}\n2. Tỷ lệ hộ có loa đạt 45%.\n") == [45]
