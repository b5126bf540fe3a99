"""A name before the words of leading is taken whole, as it is written, or not at all; it is never cut."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "UBND PHƯỜNG CỬA NAM\nSố: 15/KH-UBND\nCửa Nam, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nTập huấn\nII. NHIỆM VỤ\n1. "
NAMES = [
    "Ban Quản lý rừng phòng hộ Sóc Sơn", "Chi cục Chăn nuôi và Thú y Thành phố", "Đội Thanh niên xung kích phường",
    "Trung tâm Cấp cứu 115", "Tổ công tác 141", "Phòng Quản lý xuất nhập cảnh", "Hội Bảo vệ quyền trẻ em Thành phố",
    "Phòng Xây dựng phong trào bảo vệ an ninh Tổ quốc", "Ban Quản lý hồ Hoàn Kiếm và phố cổ Hà Nội",
    "Trung tâm Giám sát, điều hành thông minh Thành phố", "Trường Trung cấp Cảnh sát nhân dân", "Bệnh viện Bạch Mai",
    "Học viện Cảnh sát nhân dân", "Ban Quản lý dự án đầu tư xây dựng công trình giao thông Thành phố",
    "Chi cục Trồng trọt và Bảo vệ thực vật", "Văn phòng Đăng ký đất đai Hà Nội",
    "Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng phong trào toàn dân bảo vệ an ninh Tổ quốc Thành phố",
]  # fmt: skip
OTHERWISE = [
    ("Giao Công an Thành phố rà soát, chủ trì lập danh sách.", "Công an Thành phố"),
    ("Giao Sở Y tế kiểm tra và chủ trì lập danh sách.", "Sở Y tế"),
    ("Sở Y tế hướng dẫn các phường chủ trì tiêm vắc xin.", "Sở Y tế"),
    ("Giao Sở Y tế kiểm tra việc Sở Xây dựng chủ trì lập danh sách.", "Sở Y tế"),
    ("Giao Nguyễn Văn An chủ trì lập danh sách.", None),
    ("Giao Đội Thu dọn vệ sinh khu vực nội đô chủ trì lập danh sách.", "Đội Thu dọn vệ sinh khu vực nội đô"),
    ("Giao Tổ kiểm tra nhà trọ chủ trì lập danh sách.", None),
    ("Không giao Ban Quản lý rừng phòng hộ Sóc Sơn chủ trì lập danh sách.", None),
]


def _task(sentence: str) -> dict[str, Any] | None:
    said = as_data(read_plan(read_document(f"{TOP}{sentence}\n".encode(), "plan.txt")))
    found: dict[str, Any] | None = next(iter(said["tasks"]), None)
    if found is None:
        assert {"nothing-read", "denied"} & {note["why"] for note in said["notes"]}
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("before", ["Giao ", ""])
def test_the_whole_name_leads_and_who_helps_is_kept(name: str, before: str) -> None:
    found = _task(f"{before}{name} chủ trì, phối hợp với Sở Tài chính tổ chức 02 lớp tập huấn trước ngày 30/4/2027.")
    assert found is not None
    assert (found["lead"]["value"], found["coordinating"]["value"]) == (name, ["Sở Tài chính"])
    assert found["task"]["value"] == "tổ chức 02 lớp tập huấn"


@pytest.mark.parametrize(("sentence", "lead"), OTHERWISE)
def test_a_verb_between_the_name_and_the_words_of_leading_is_no_part_of_a_name(sentence: str, lead: str | None) -> None:
    found = _task(sentence)
    assert (found["lead"]["value"] if found and found["lead"] else None) == lead
