"""Names of agencies that go on with words in small letters, behind a hyphen, or with what could be a verb."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

TOP = "KẾ HOẠCH\nIII. NHIỆM VỤ\n1. "

WHOLE: list[tuple[str, str, list[str] | None, str]] = [
    ("Phòng Nội vụ chủ trì, phối hợp với Trung tâm Công nghệ thông tin và các đơn vị có hồ sơ rà soát kho lưu trữ.",
     "Phòng Nội vụ", ["Trung tâm Công nghệ thông tin", "các đơn vị có hồ sơ"], "rà soát kho lưu trữ"),
    ("Giao các Ban quản lý dự án Thành phố lập hồ sơ đấu thầu.", "các Ban quản lý dự án Thành phố", None,
     "lập hồ sơ đấu thầu"),
    ("Các phòng, Ủy ban nhân dân quận-huyện, xã thực hiện đúng tiến độ.", "Các phòng, Ủy ban nhân dân quận-huyện, xã",
     None, "thực hiện đúng tiến độ"),
    ("UBND các xã/phường lập danh sách hộ nghèo.", "UBND các xã/phường", None, "lập danh sách hộ nghèo"),
    ("UBND xã Hoa Sen chủ trì, phối hợp với Hội đồng gia tộc họ Trần và Trung tâm Văn hóa thành lập ban tổ chức.",
     "UBND xã Hoa Sen", ["Hội đồng gia tộc họ Trần", "Trung tâm Văn hóa"], "thành lập ban tổ chức"),
    ("Ban An toàn giao thông xã chủ trì, phối hợp với Đội xe ôm tự quản, Đoàn Thanh niên phân luồng tại bến.",
     "Ban An toàn giao thông xã", ["Đội xe ôm tự quản", "Đoàn Thanh niên"], "phân luồng tại bến"),
    ("Công an xã chủ trì, phối hợp với Hội đồng gia tộc họ Lê và TTVHTT - TT huyện thành lập ban tổ chức.",
     "Công an xã", ["Hội đồng gia tộc họ Lê", "TTVHTT - TT huyện"], "thành lập ban tổ chức"),
    ("Công an xã phối hợp với Đội xe ôm bến Đá rà soát.", "Công an xã", ["Đội xe ôm bến Đá"], "rà soát"),
    ("Trung tâm Phát triển quỹ đất phường đo đạc khu đất.", "Trung tâm Phát triển quỹ đất phường", None,
     "đo đạc khu đất"),
    ("Phòng Văn hóa thông tin xã lập danh sách di tích.", "Phòng Văn hóa thông tin xã", None, "lập danh sách di tích"),
    ("Ban Quản lý dự án đầu tư xây dựng khu vực 2 bàn giao mặt bằng.", "Ban Quản lý dự án đầu tư xây dựng khu vực 2",
     None, "bàn giao mặt bằng"),
    ("Các Trung tâm Y tế khu vực tiêm phòng cho trẻ em.", "Các Trung tâm Y tế khu vực", None, "tiêm phòng cho trẻ em"),
    ("Các đơn vị trực thuộc rà soát tài khoản.", "Các đơn vị trực thuộc", None, "rà soát tài khoản"),
    ("Sở Công Thương phối hợp với UBND các Huyện, Thị xã, Thành Phố trong Tỉnh lắp đặt công tơ.", "Sở Công Thương",
     ["UBND các Huyện, Thị xã, Thành Phố trong Tỉnh"], "lắp đặt công tơ"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "lead", "helpers", "task"), WHOLE)
def test_a_name_is_taken_whole(said: str, lead: str, helpers: list[str] | None, task: str) -> None:
    (found,) = as_data(read_plan(read_document(f"{TOP}{said}\n".encode(), "a.txt")))["tasks"]
    assert found["lead"]["value"] == lead
    assert (found["coordinating"]["value"] if found["coordinating"] else None) == helpers
    assert found["task"]["value"] == task


def test_where_words_that_are_not_known_follow_the_whole_name_it_is_unsure() -> None:
    said = "Ban Quản lý dự án vùng đệm hồ Suối Hai bàn giao mặt bằng."
    (found,) = as_data(read_plan(read_document(f"{TOP}{said}\n".encode(), "a.txt")))["tasks"]
    assert "unsure-name" in [one["why"] for one in found["unclear"]]
