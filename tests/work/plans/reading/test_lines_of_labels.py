"""What stands behind the full stop in a line that names a field by a label is no part of that field, and not lost."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "QUYẾT ĐỊNH\nĐiều 1. Giao nhiệm vụ năm 2026 như sau:\n1. Lắp đặt 25 camera.\n"
EN = "PLAN\nIII. TASKS\n1. Install 25 cameras.\n"

LINES: list[tuple[str, str, list[str] | None, str | None, list[str]]] = [
    (f"{VI}Đơn vị chủ trì: Trung tâm Phục vụ hành chính công. Báo cáo hàng tháng.",
     "Trung tâm Phục vụ hành chính công", None, None, ["Báo cáo hàng tháng."]),
    (f"{VI}Đơn vị chủ trì: Công an phường. Đơn vị phối hợp: Phòng Kinh tế. Hoàn thành trước 30/9/2026.",
     "Công an phường", ["Phòng Kinh tế"], "2026-09-30", []),
    (f"{VI}- Chủ trì: Công an phường. Phòng Kinh tế bố trí kinh phí.\n- Phối hợp: Đoàn Thanh niên.",
     "Công an phường", ["Đoàn Thanh niên"], None, ["Phòng Kinh tế bố trí kinh phí."]),
    (f"{VI}Chủ trì: UBND P. Cửa Nam. Thời hạn: Tháng 9/2026. Sơ kết vào tháng 12/2026.",
     "UBND P. Cửa Nam", None, "2026-09-30", ["Sơ kết vào tháng 12/2026."]),
    (f"{EN}Lead: Police Department. Report monthly.", "Police Department", None, None, ["Report monthly."]),
    (f"{EN}Lead: Police Department. Complete by 30 September 2026.", "Police Department", None, "2026-09-30", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "helpers", "due", "noted"), LINES)
def test_a_field_ends_with_its_sentence(
    text: str, lead: str, helpers: list[str] | None, due: str | None, noted: list[str]
) -> None:
    data: dict[str, Any] = as_data(read_plan(read_document(f"{text}\n".encode(), "a.txt")))
    (found,) = data["tasks"]

    def value(name: str) -> Any:
        return found[name]["value"] if found[name] else None

    assert (value("lead"), value("coordinating"), value("due")) == (lead, helpers, due)
    assert [data["text"][one["start"] : one["end"]] for one in data["notes"] if one["why"] == "nothing-read"] == noted
