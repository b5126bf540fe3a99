"""Names of offices that have a verb in them: taken whole, and said to be unsure where one may end otherwise."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

PLAN = "UBND TỈNH AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n1. {}\n"
WHOLE = [
    "Cơ quan Thường trực", "Cơ quan thường trực Ban Chỉ đạo", "Bộ phận Thường trực",
    "Ban Thường trực Ủy ban MTTQ tỉnh", "Văn phòng Thường trực Ban Chỉ đạo 138", "Tổ Thường trực",
    "Đội Kiểm tra liên ngành", "Đoàn kiểm tra liên ngành 389", "Tổ Tuần tra 141", "Ban Tổ chức lễ hội",
    "Tổ Hướng dẫn viên", "Đội Tuyên truyền lưu động", "Ban Kiểm tra Thành ủy", "Tổ Giúp việc",
    "Phòng Xây dựng phong trào bảo vệ an ninh Tổ quốc", "Phòng Tổ chức cán bộ", "Trung tâm Hướng dẫn cai nghiện",
    "Đội Thi hành án hình sự", "Tổ Liên gia tự quản", "Hội đồng Giáo dục pháp luật", "Phòng Hướng dẫn nghiệp vụ",
    "Ban Bảo vệ tổ dân phố số 4", "Đội Chữa cháy cơ sở", "Đội Hỗ trợ sinh viên", "Trạm Kiểm soát liên hợp",
    "Tổ Rà soát dữ liệu", "Đội Xử lý vi phạm trật tự đô thị", "Ban Vận động xây dựng khu dân cư",
    "Tổ Phòng, chống tội phạm công nghệ cao", "Chi cục Kiểm định", "Đội Cảnh sát điều tra tội phạm về ma túy",
    "Tổ Hòa giải", "Đội Quản lý trật tự", "Ban Quản lý chợ Đồng Xuân", "Ban Quản lý Khu công nghệ cao",
    "Phòng Kiểm tra", "Ban Chỉ đạo", "Phòng Tham mưu",
]  # fmt: skip


def said(sentence: str) -> list[tuple[str | None, str, list[str]]]:
    """Who, what, and why who is not clear, of each task."""
    data = as_data(read_plan(read_document(PLAN.format(sentence).encode(), "p.txt")))
    return [
        (
            one["lead"]["value"] if one["lead"] else None,
            one["task"]["value"],
            [why["why"] for why in one["unclear"] if why["clear"] == "person"],
        )
        for one in data["tasks"]
    ]


@pytest.mark.parametrize("name", WHOLE)
def test_an_office_with_a_verb_in_its_name_leads_under_its_whole_name(name: str) -> None:
    assert said(f"Giao {name} đôn đốc, báo cáo trước 20/3/2027.") == [(name, "đôn đốc, báo cáo", [])]
    assert said(f"{name} lập danh sách trước 20/3/2027.") == [(name, "lập danh sách", [])]


def test_brackets_behind_such_a_name_only_explain_it() -> None:
    assert said("Giao Cơ quan Thường trực (Công an tỉnh) đôn đốc, báo cáo trước 20/3/2027.") == [
        ("Cơ quan Thường trực", "đôn đốc, báo cáo", [])
    ]


@pytest.mark.parametrize(
    ("sentence", "lead", "task"),
    [
        ("UBND phường Nha Trang thu dọn rác trước 20/3/2027.", "UBND phường Nha Trang", "thu dọn rác"),
        ("UBND phường Cầu Giấy thu phí trông xe trước 20/3/2027.", "UBND phường Cầu Giấy", "thu phí trông xe"),
        ("UBND phường Nha Trang chặt tỉa cành trước 20/3/2027.", "UBND phường Nha Trang", "chặt tỉa cành"),
        ("Công an phường Hoàn Kiếm gọi hỏi, răn đe 15 đối tượng trước 20/3/2027.", "Công an phường Hoàn Kiếm",
         "gọi hỏi, răn đe 15 đối tượng"),
        ("Công an xã Nam Trà My thu giữ vũ khí trước 20/3/2027.", "Công an xã Nam Trà My", "thu giữ vũ khí"),
        ("Đội Quản lý trật tự tổ chức kiểm tra trước 20/3/2027.", "Đội Quản lý trật tự", "tổ chức kiểm tra"),
        ("Ban Chỉ huy Quân sự phường huấn luyện dân quân trước 20/3/2027.", "Ban Chỉ huy Quân sự phường",
         "huấn luyện dân quân"),
    ],
)  # fmt: skip
def test_what_an_office_does_is_no_syllable_of_its_name(sentence: str, lead: str, task: str) -> None:
    assert said(sentence) == [(lead, task, [])]


@pytest.mark.parametrize(
    "sentence",
    [
        "Giao Phòng Tổ chức nhân sự đôn đốc, báo cáo trước 20/3/2027.",
        "Phòng Quản lý đào tạo lập danh sách trước 20/3/2027.",
        "Giao Đoàn kiểm tra đôn đốc, báo cáo trước 20/3/2027.",
        "Tổ Chốt trực lập danh sách trước 20/3/2027.",
        "Giao Tổ Xung kích đường phố đôn đốc, báo cáo trước 20/3/2027.",
    ],
)
def test_where_a_name_ends_is_said_to_be_unsure_where_it_cannot_be_told(sentence: str) -> None:
    assert [why for _, _, why in said(sentence)] == [["unsure-name"]]
