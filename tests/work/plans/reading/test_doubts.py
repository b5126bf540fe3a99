"""Times, rhythms and numbers that look like others: nothing is filled in that is not surely meant, and it is quoted."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

VI = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 3 năm 2026\nKẾ HOẠCH\nVề phòng cháy\n"
EN = "PEOPLE'S COMMITTEE\nNo. 9/KH-UBND\nHanoi, 5 March 2026\nPLAN\non fire safety\n"
IN_VI, IN_EN = "Sở Y tế chủ trì lập báo cáo", "The Department of Health shall submit the list"

# what is written, then what is filled in ("" nothing), then what is quoted
TIMES = [
    ("en not before 15 December 2026", "", "not before 15 December 2026"),
    ("en by 15 December 2026 at the earliest", "", "by 15 December 2026 at the earliest"),
    ("vi không trước ngày 15/12/2026", "", "không trước ngày 15/12/2026"),
    ("vi sớm nhất ngày 15/12/2026", "", "sớm nhất ngày 15/12/2026"),
    ("vi trước quý III/2026", "2026-06-30 by", ""),
    ("vi trước tháng 7/2026", "2026-06-30 by", ""),
    ("vi trước tháng 1/2027", "2026-12-31 by", ""),
    ("vi trước hết tháng 7/2026", "2026-07-31 before", ""),
    ("en before July 2026", "2026-06-30 by", ""),
    ("en a week before 15 December 2026", "", "a week before 15 December 2026"),
    (
        "vi trước ngày 15/12/2026 ít nhất 10 ngày làm việc", "",
        "trước ngày 15/12/2026 ít nhất 10 ngày làm việc",
    ),
    ("vi trước ngày 15/12/2026 hoặc 15/01/2027", "", "trước ngày 15/12/2026 hoặc 15/01/2027"),
    ("vi số liệu từ ngày 15/12/2025 đến ngày 14/12/2026", "", "đến ngày 14/12/2026"),
    ("vi số liệu từ ngày 15/12/2025 đến ngày 14/12/2026, gửi trước ngày 20/12/2026", "2026-12-20 before", ""),
    ("vi báo cáo 6 tháng trước ngày 15/6/2026", "2026-06-15 before", ""),
    ("vi trước Tết Nguyên đán 2027", "", "trước Tết Nguyên đán"),
    *((f"en {one}", "", one) for one in ("bi-weekly", "semi-weekly", "fortnightly", "semi-monthly", "non-monthly")),
    ("en in its half-monthly report", "", "half-monthly"),
    ("en bi-annually", "", "bi-annually"),
    ("en twice a year", "half-yearly", ""),
    ("en semi-annually", "half-yearly", ""),
    ("vi 2 lần mỗi tháng", "", "2 lần mỗi tháng"),
    ("vi không định kỳ hằng tháng", "", "không định kỳ hằng tháng"),
    ("vi hai tuần một lần", "", "hai tuần một lần"),
    ("vi 6 tháng một lần", "half-yearly", ""),
    ("vi thứ bảy, chủ nhật hằng tuần", "weekly", "thứ bảy, chủ nhật"),
    ("en every Saturday and Sunday", "weekly", "every Saturday and Sunday"),
    ("vi trước ngày 15 và 30 hằng tháng", "monthly", "trước ngày 15 và 30"),
    ("vi ngày 15 âm lịch hằng tháng", "", "âm lịch hằng tháng"),
    ("vi hằng tháng vào ngày 15 âm lịch", "monthly", "vào ngày 15 âm lịch"),
    ("vi ngày rằm hằng tháng", "monthly", "ngày rằm"),
    ("vi hằng tháng (trừ tháng 7) vào ngày 10", "", "hằng tháng (trừ tháng 7"),
    ("vi ngày làm việc cuối cùng hằng tháng", "monthly", "ngày làm việc cuối cùng"),
    ("vi hằng tuần đến hết năm 2026", "weekly 2026-12-31", ""),
    ("vi trước ngày 15 hằng tháng đến hết năm 2027", "monthly 2027-12-31 15 before", ""),
]  # fmt: skip
CELLS = ["Tháng 3, 6, 9, 12", "Quý 2,3", "Quý II và III/2026", "15/12/2026 hoặc 15/01/2027", "Tháng 3/2026"]
TARGETS: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("Ít nhất 5 trong 10 xã đạt chuẩn.", []),
    ("Không phấn đấu đạt 50% số xã.", []),
    ("Năm 2025 đạt 75% số xã, phấn đấu năm 2026 đạt 85%.", [(85, None)]),
    ("Chưa đến 10% số xã có ma túy.", [(10, "less-than")]),
    ("Không dưới 80% số xã đạt chuẩn năm 2026.", [(80, "at-least")]),
]


def _read(text: str, *, form: str = "txt") -> dict[str, Any]:
    return as_data(read_plan(read_document(docx(text) if form == "docx" else text.encode(), f"plan.{form}")))


def _filled(task: dict[str, Any]) -> str:
    field = task["rhythm"] or task["due"] or {"value": ""}
    return " ".join(str(field[name]) for name in ("value", "until", "within", "bound") if name in field)


@pytest.mark.parametrize(("lang", "top"), [("vi", f"{VI}II. NHIỆM VỤ"), ("en", f"{EN}II. Tasks")])
def test_a_time_that_is_not_surely_meant_fills_nothing_and_is_quoted(lang: str, top: str) -> None:
    own = [(said[3:], filled, quoted) for said, filled, quoted in TIMES if said.startswith(lang)]
    begins = IN_VI if lang == "vi" else IN_EN
    said = _read("\n".join([top, *(f"{at}. {begins} {one}." for at, (one, _, _) in enumerate(own, 1))]))
    assert len(said["tasks"]) == len(own)
    for task, (written, filled, quoted) in zip(said["tasks"], own, strict=True):
        why = ("not-understood", "within-not-understood", "contradictory-dates")
        quotes = [said["text"][one["start"] : one["end"]] for one in task["unclear"] if one["why"] in why]
        assert (_filled(task), [one.rstrip(".") for one in quotes]) == (filled, [quoted] if quoted else []), written


def test_a_cell_that_names_several_times_fills_none_and_a_doubtful_number_is_no_target() -> None:
    rows = "".join(f"| {at} | Lập danh sách {at} | Sở Xây dựng | {one} |\n" for at, one in enumerate(CELLS, 1))
    said = _read(f"{VI}PHỤ LỤC\n| STT | Nhiệm vụ | Cơ quan chủ trì | Thời hạn |\n{rows}", form="docx")
    assert [_filled(task) for task in said["tasks"]] == ["", "", "", "", "2026-03-31 by"]
    reasons = [task["reasons"].get("due") for task in said["tasks"]]
    assert reasons == ["not-understood"] * 3 + ["contradictory-dates", None]
    numbers = _read(f"{VI}II. CHỈ TIÊU\n" + "\n".join(f"{at}. {one}" for at, (one, _) in enumerate(TARGETS, 1)))
    for at, (written, want) in enumerate(TARGETS, 1):
        found = [one for one in numbers["targets"] if one["clause"]["value"] == f"II.{at}"]
        got = [(one["value"]["value"], one["comparator"] and one["comparator"]["value"]) for one in found]
        assert got == want, written
    assert "number-not-read" in {note["why"] for note in numbers["notes"]}
