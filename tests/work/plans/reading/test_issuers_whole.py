"""Who issued an instrument that a plan names: whole, and without what the words behind the name say."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data


@pytest.mark.parametrize(
    ("basis", "kind", "number", "issuer"),
    [
        ("Thực hiện Thông báo số 31/TB-VP ngày 05/01/2026 của Văn phòng Chính phủ;", "notice", "31/TB-VP",
         "Văn phòng Chính phủ"),
        ("Căn cứ Quyết định số 17/QĐ-BVH ngày 16/5/2026 của Bộ Văn hóa, Thể thao và Du lịch V/v thành lập Ban Tổ chức,",
         "decision", "17/QĐ-BVH", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("Thực hiện Chỉ thị số 12/CT-TTg ngày 16/5/2026 của Thủ tướng Chính phủ trên địa bàn thành phố,", "directive",
         "12/CT-TTg", "Thủ tướng Chính phủ"),
        ("Thực hiện Văn bản số 2867/VPCP-NC ngày 30/4/2026 của Văn phòng Chính phủ về phòng cháy,", "letter",
         "2867/VPCP-NC", "Văn phòng Chính phủ"),
        ("Thực hiện Kết luận số 8/KL-TTCP ngày 02/3/2026 của Thanh tra Chính phủ về quản lý đất đai,", "conclusion",
         "8/KL-TTCP", "Thanh tra Chính phủ"),
    ],
)  # fmt: skip
def test_who_issued_it_is_named_whole_and_no_longer(basis: str, kind: str, number: str, issuer: str) -> None:
    text = f"KẾ HOẠCH\n{basis}\nGiao Công an phường rà soát nhà trọ trước ngày 15/9/2026.\n"
    found = [one for one in as_data(read_plan(read_document(text.encode(), "a.txt")))["instruments"] if not one["own"]]
    assert [[one[name]["value"] for name in ("kind", "number", "issuer")] for one in found] == [[kind, number, issuer]]
