"""Numbers that only tell how things stand, and times of what is left over: neither is a target nor the day of one."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nVề phòng cháy\n"
EN = "CITY OF NORTHAM\nNo. 9/PL-2027\n5 January 2027\nPLAN\nSafer streets\n"
PARTS = {"goals": ("II. CHỈ TIÊU", "II. TARGETS"), "tasks": ("III. NHIỆM VỤ", "III. TASKS"), "none": ("", "")}

# language and part, what is written, then value, unit, direction, by and what of each target, then what is noted
NUMBERS: list[tuple[str, str, list[tuple[Any, ...]], list[str]]] = [
    # the time of the rest
    ("vi goals", "50% phường có đội dân phòng vào giữa năm 2027, toàn bộ vào cuối năm 2028.",
     [(50, "%", None, None, "phường có đội dân phòng")], [", toàn bộ vào cuối năm 2028"]),
    ("vi goals", "Hoàn thành 70% khối lượng trong quý II, phần còn lại trước 15/11/2027.",
     [(70, "%", None, None, "khối lượng")], [", phần còn lại trước 15/11/2027"]),
    ("vi goals", "40% hộ ký cam kết trong quý I/2027, số còn lại xong trước 30/6/2027.",
     [(40, "%", None, "2027-03-31", "hộ ký cam kết")], [", số còn lại xong trước 30/6/2027"]),
    ("vi goals", "Hai phần ba số phường vào năm 2027, 90% vào năm 2029 đạt chuẩn.",
     [(90, "%", None, "2029-12-31", "số phường")], ["Hai phần ba"]),
    ("en goals", "Half of all wards by 2027, 90% by 2029.", [(90, "%", None, "2029-12-31", "all wards")], ["Half"]),
    ("en goals", "50% of wards by mid-2027 and all wards by the end of 2028 have a safety committee.",
     [(50, "%", None, None, "wards by mid-2027")], ["and all wards by the end of 2028"]),
    ("en goals", "Complete 40% of visits by June 2027 and the rest by December 2027.",
     [(40, "%", None, "2027-06-30", "visits")], ["and the rest by December 2027"]),
    ("vi goals", "30% phường năm 2027, 60% năm 2030 có camera.",
     [(30, "%", None, "2027-12-31", "phường"), (60, "%", None, "2030-12-31", "phường")], []),
    # from so many to so many
    ("vi goals", "Số vụ hành hung nhân viên y tế giảm từ 14 vụ xuống không quá 7 vụ.",
     [(7, "vụ", "decrease", None, "Số vụ hành hung nhân viên y tế")], []),
    ("vi goals", "Giảm số điểm nóng từ 20 điểm xuống dưới 8 điểm vào năm 2028.",
     [(8, "điểm", "decrease", "2028-12-31", "số điểm nóng")], []),
    # what is, or was
    ("vi goals", "Giảm 10 vụ trộm cắp (năm ngoái 46 vụ), 90% hộ ký cam kết.",
     [(10, "vụ", "decrease", None, "trộm cắp"), (90, "%", None, None, "hộ ký cam kết")], ["46 vụ"]),
    ("vi goals", "Giảm 10% số vụ cháy, 90% hộ ký cam kết.",
     [(10, "%", "decrease", None, "số vụ cháy"), (90, "%", None, None, "hộ ký cam kết")], []),
    ("vi goals", "Giảm 10% số vụ, 5% số người chết.",
     [(10, "%", "decrease", None, "số vụ"), (5, "%", "decrease", None, "số người chết")], []),
    ("vi goals", "Hiện nay 40% hộ có bình chữa cháy; phấn đấu 80% vào năm 2028.",
     [(80, "%", None, "2028-12-31", "hộ có bình chữa cháy")], ["40%"]),
    ("vi goals", "Hiện đại hóa 40% trụ sở vào năm 2028.", [(40, "%", None, "2028-12-31", "trụ sở")], []),
    ("vi goals", "Đạt 80% chỉ tiêu (15% vượt mức bình quân toàn Thành phố).",
     [(80, "%", None, None, "chỉ tiêu")], ["15%"]),
    ("vi goals", "Đến năm 2030, tỷ lệ hồ sơ đạt 100% (năm 2028: 85%; năm 2029: 92%).",
     [(100, "%", None, "2030-12-31", "tỷ lệ hồ sơ"), (85, "%", None, "2028-12-31", "tỷ lệ hồ sơ"),
      (92, "%", None, "2029-12-31", "tỷ lệ hồ sơ")], []),
    ("vi goals", "Mỗi xã đạt chuẩn; 1 công an viên phụ trách không quá 300 hộ.", [], ["300 hộ"]),
    ("vi goals", "1 cán bộ phụ trách 3 tổ; 100% tổ có loa.", [(100, "%", None, None, "tổ có loa")],
     ["1 cán bộ", "3 tổ"]),
    ("vi goals", "Tăng tỷ lệ khám phá từ 60% lên trên 80% vào năm 2028.",
     [(80, "%", "increase", "2028-12-31", "tỷ lệ khám phá")], []),
    ("vi goals", "Trước thực trạng 30% hộ không có bình, phấn đấu 80% hộ có bình vào năm 2027.",
     [(80, "%", None, "2027-12-31", "hộ có bình")], ["30%"]),
    ("en goals", "Cut thefts by 10%, as 40% of them happen at night.", [(10, "%", "decrease", None, "thefts")],
     ["40%"]),
    ("vi tasks", "Do 70% số vụ xảy ra ban đêm, Công an phường tăng ca trực.", [], []),
    ("vi tasks", "Tình hình: trộm cắp chiếm 60% tổng số vụ, do vậy Công an phường mở đợt cao điểm trước 20/3/2027.",
     [], []),
    ("vi tasks", "Trộm cắp chiếm 60% tổng số vụ.", [], []),
    ("vi tasks", "Sở Y tế bảo đảm thuốc cho ít nhất 850 người/năm.", [(850, "người/năm", None, None, "người/năm")], []),
    ("vi none", "Mục tiêu cả năm: giảm 10 vụ trộm (năm ngoái 46 vụ), 90% hộ ký cam kết.",
     [(10, "vụ", "decrease", None, "trộm"), (90, "%", None, None, "hộ ký cam kết")], ["46 vụ"]),
    ("vi none", "Năm nay giảm 10 vụ trộm.", [], ["10 vụ"]),
    ("en none", "Burglary fell by 6% in 2027. Vandalism rose by 11% last year.", [], []),
    ("en none", "A survey shows that 63% trust the police. Car theft dropped by 9% while fraud grew by 22%.", [], []),
    ("en none", "Response times improved by 4%. We solved 70% of offences.", [], []),
    ("en goals", "Response times improved by 4%.", [(4, "%", None, None, "Response times improved")], []),
    ("vi goals", "Tăng tỷ lệ khám phá từ 78% năm 2026 lên 82% năm 2027 và 85% năm 2028.",
     [(82, "%", "increase", "2027-12-31", "tỷ lệ khám phá"), (85, "%", "increase", "2028-12-31", "tỷ lệ khám phá")],
     []),
    ("en goals", "Clearance rose to 41% in 2026 and is to reach 50% by December 2028.",
     [(50, "%", None, "2028-12-31", "Clearance")], ["41%"]),
]  # fmt: skip


@pytest.mark.parametrize(("place", "sentence", "want", "noted"), NUMBERS)
def test_only_what_is_to_be_reached_is_a_target(
    place: str, sentence: str, want: list[tuple[Any, ...]], noted: list[str]
) -> None:
    language, part = place.split()
    top = "\n".join([VI if language == "vi" else EN, PARTS[part][language == "en"]])
    data = as_data(read_plan(read_document(f"{top}\n{'' if part == 'none' else '1. '}{sentence}\n".encode(), "a.txt")))
    names = ("value", "unit", "direction", "by", "what")
    made = [tuple(one[name]["value"] if one.get(name) else None for name in names) for one in data["targets"]]
    assert made == want
    notes = [data["text"][one["start"] : one["end"]] for one in data["notes"] if one["why"] == "number-not-read"]
    assert notes == noted


def test_a_rate_does_not_hide_the_duty_beside_it() -> None:
    sentence = "Từ nay đến 30/4/2027, mỗi tuần Công an phường ra quân ít nhất 02 buổi."
    text = f"{VI}III. NHIỆM VỤ\n1. {sentence}\n2. Công an phường lập danh sách.\n"
    data = as_data(read_plan(read_document(text.encode(), "a.txt")))
    first = data["tasks"][0]
    assert (first["task"]["value"], first["lead"]["value"]) == ("ra quân ít nhất 02 buổi", "Công an phường")
    assert not data["targets"]


def test_a_heading_of_what_stands_before_the_parts_is_no_piece_of_the_title() -> None:
    for top, heading, body, tasks in (
        (EN, "Background", "Burglary was seldom.", "III. TASKS\n1. The Police Department shall publish a map."),
        (EN, "Introduction", "Burglary was seldom.", "III. TASKS\n1. The Police Department shall publish a map."),
        (VI, "Lời nói đầu", "Phường có 20 tổ.", "III. NHIỆM VỤ\n1. Công an phường lập danh sách."),
    ):
        data = as_data(read_plan(read_document(f"{top}{heading}\n{body}\n{tasks}\n".encode(), "a.txt")))
        (own,) = (one for one in data["instruments"] if one["own"])
        assert heading not in str(own.get("title")), own
        assert own["title"]["value"] in ("Safer streets", "Về phòng cháy", "PLAN Safer streets"), own
