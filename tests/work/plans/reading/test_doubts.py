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
    ("vi trước Tết Nguyên đán 2027", "", "trước Tết Nguyên đán 2027"),
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
    ("vi hằng tháng (trừ tháng 7) vào ngày 10", "", "hằng tháng (trừ tháng 7) vào ngày 10"),
    ("vi ngày làm việc cuối cùng hằng tháng", "monthly", "ngày làm việc cuối cùng"),
    ("vi hằng tuần đến hết năm 2026", "weekly 2026-12-31", ""),
    ("vi trước ngày 15 hằng tháng đến hết năm 2027", "monthly 2027-12-31 15 before", ""),
    ("vi trước năm 2027", "2026-12-31 by", ""),
    ("vi trước ngày 15/12/2026 (dự kiến)", "", "trước ngày 15/12/2026 (dự kiến"),
    ("vi dự kiến hoàn thành trước ngày 15/12/2026", "", "dự kiến hoàn thành trước ngày 15/12/2026"),
    ("vi khoảng ngày 15/12", "", "khoảng ngày 15/12"),
    ("vi nếu có thể trước ngày 15/12/2026", "", "nếu có thể trước ngày 15/12/2026"),
    ("vi phấn đấu hoàn thành trước ngày 15/12/2026", "", "phấn đấu hoàn thành trước ngày 15/12/2026"),
    ("vi trước 17h00 ngày 15/12/2026", "2026-12-15 by", ""),
    ("vi sau 17h00 ngày 15/12/2026", "", "sau 17h00 ngày 15/12/2026"),
    ("en by 5 p.m. on 15 December 2026", "2026-12-15 by", ""),
    (
        "vi trong quý II/2026 (trước ngày 15/6/2026)", "",
        "trong quý II/2026 (trước ngày 15/6/2026",
    ),
    ("vi theo Nghị quyết số 05-NQ/TW ngày 03/4/2025 trước ngày 15/12/2026", "2026-12-15 before", ""),
    ("vi theo Nghị quyết số 05-NQ/TW ngày 03/4/2025", "", ""),
    ("vi phấn đấu trong năm 2026", "", "phấn đấu trong năm 2026"),
    ("vi 6 tháng gửi trước ngày 15/6, cả năm gửi trước ngày 15/12 hằng năm", "yearly 12-15 before", "trước ngày 15/6"),
    ("vi ngay khi phát hiện ổ dịch", "", "ngay khi"),
    ("vi trong năm 2026 và những năm tiếp theo", "", "trong năm 2026 và những năm tiếp theo"),
    ("vi về khoảng 50 cơ sở trước ngày 15/12/2026", "2026-12-15 before", ""),
    ("vi kết quả năm học 2025-2026 trước ngày 30/6/2026", "2026-06-30 before", ""),
    ("en tentatively 15 December 2026", "", "tentatively 15 December 2026"),
    ("en by 15 December 2026 (to be confirmed)", "", "by 15 December 2026 (to be confirmed"),
    ("en if possible by 15 December 2026", "", "if possible by 15 December 2026"),
    ("en by approximately 15 December 2026", "", "by approximately 15 December 2026"),
    ("en of the expected visitors by 15 December 2026", "2026-12-15 by", ""),
    ("vi hằng tháng, hằng quý, hằng năm", "", "hằng tháng, hằng quý, hằng năm"),
    ("vi định kỳ hằng tháng, quý, năm", "", "hằng tháng, quý, năm"),
    ("vi hằng tháng và khi có yêu cầu", "", "hằng tháng và khi có yêu cầu"),
    ("vi hằng quý và hằng năm trước ngày 15/12/2026", "", "hằng quý và hằng năm"),
    ("vi hằng tháng (trước ngày 15), hằng quý (trước ngày 20)", "", "hằng tháng (trước ngày 15), hằng quý"),
    ("vi đột xuất; gửi hằng tháng", "monthly", ""),
    ("en by 1 May 2026, and thereafter each quarter", "quarterly", "by 1 May 2026, and thereafter"),
    (
        "vi trong quý II/2026 phải xong; sau đó cập nhật vào tuần đầu mỗi tháng", "monthly",
        "trong quý II/2026 phải xong; sau đó cập nhật vào tuần đầu",
    ),
    ("en each quarter until 31 December 2026", "quarterly 2026-12-31", ""),
    ("en from 1 March to 15 May 2026", "2026-05-15 by", ""),
    ("en between March and May 2026", "", "between March and May 2026"),
    ("en in the week of 4 May 2026", "", "in the week of 4 May 2026"),
    ("en each spring and autumn", "", "each spring"),
    ("en monthly, quarterly and yearly", "", "monthly, quarterly and yearly"),
    ("en monthly and on request", "", "monthly and on request"),
    ("vi trước 15.12", "", "trước 15.12"),
    ("vi trước ngày 15/12/26", "", "trước ngày 15/12/26"),
    ("en by 15.12.26", "", "by 15.12.26"),
    ("en by mid-2026", "", "by mid-2026"),
    ("en by end of Q3 FY2026", "", "by end of Q3 FY2026"),
    ("en by the end of FY2026", "", "FY2026"),
    ("en by Q3", "", "by Q3"),
    ("en by the end of the year", "", "by the end of the year"),
    ("en before the rainy season", "", "before the rainy season"),
    ("en as soon as possible", "", "as soon as possible"),
    ("vi trước mùa mưa bão", "", "trước mùa mưa bão"),
    ("vi ngày 10 và 25 hằng tháng", "monthly", "ngày 10 và 25"),
    ("vi hằng tháng, vào các ngày 10 và 25", "monthly", "vào các ngày 10 và 25"),
    ("vi trước ngày 05 của tháng tiếp theo", "", "trước ngày 05 của tháng tiếp theo"),
    ("vi trong vòng 15 ngày kể từ ngày ban hành", "", "trong vòng 15 ngày kể từ ngày ban hành"),
    ("vi ngay sau khi ban hành kế hoạch", "", "sau khi ban hành kế hoạch"),
    ("en on days 10 and 25 of each month", "monthly", "on days 10 and 25 of"),
    ("en by the 5th of the following month", "", "by the 5th of the following month"),
    ("en within 15 days of issue", "", "within 15 days of issue"),
    ("en 15 days before the opening", "", "15 days before the opening"),
]  # fmt: skip
CELLS = [
    ("Tháng 3, 6, 9, 12", "", "not-understood"),
    ("Quý 2,3", "", "not-understood"),
    ("Quý II và III/2026", "", "not-understood"),
    ("15/12/2026 hoặc 15/01/2027", "", "contradictory-dates"),
    ("Tháng 3/2026", "2026-03-31 by", None),
    ("15/12/2026 (dự kiến)", "", "not-understood"),
    ("15/12/2026 nếu đủ kinh phí", "", "not-understood"),
    ("14/12/2026 hoặc khi có văn bản", "", "not-understood"),
    ("15/12/26", "", "no-day"),
    ("Trước năm 2027", "2026-12-31 by", None),
    ("Tháng 9-12/2026", "2026-12-31 by", None),
    ("9-12/2026", "", "no-day"),
    ("Quý III, quý IV/2026", "", "contradictory-dates"),
    ("Vụ Đông 2026", "", "not-understood"),
    ("Năm 2026 và các năm tiếp theo", "", "not-understood"),
    ("Năm học 2026-2027", "", "not-understood"),
    ("Hằng tháng, hằng quý", "", "several-rhythms"),
    ("Hằng tháng; báo cáo năm: hằng năm", "", "several-rhythms"),
    ("Hằng tháng và khi có yêu cầu", "", "several-rhythms"),
    ("Ngày 05 của tháng tiếp theo", "", "no-day"),
    ("Trong vòng 15 ngày kể từ ngày ban hành", "", "counted-from"),
    ("Quý III", "", "no-year"),
    ("Trước 17 giờ ngày 15/12/2026", "2026-12-15 by", None),
]
ENGLISH_CELLS = [
    ("15 December 2026 (TBC)", "", "not-understood"),
    ("End of Q3 FY2026", "", "not-understood"),
    ("FY2026", "", "no-day"),
    ("mid-2026", "", "no-day"),
    ("Late 2026", "", "vague-time"),
    ("Summer 2026", "", "vague-time"),
    ("3Q 2026", "", "not-understood"),
    ("2026 Q3", "2026-09-30 by", None),
    ("Monthly, quarterly and yearly", "", "several-rhythms"),
    ("By the 5th of the following month", "", "no-day"),
    ("2026", "2026-12-31 by", None),
]
WHY = (
    "not-understood", "within-not-understood", "contradictory-dates", "several-rhythms", "counted-from", "no-year",
)  # fmt: skip
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
        quotes = [said["text"][one["start"] : one["end"]] for one in task["unclear"] if one["why"] in WHY]
        assert (_filled(task), [one.rstrip(".") for one in quotes]) == (filled, [quoted] if quoted else []), written


def test_a_cell_that_names_several_times_fills_none_and_a_doubtful_number_is_no_target() -> None:
    vi, en = "STT | Nhiệm vụ | Cơ quan chủ trì | Thời hạn", "No. | Task | Lead agency | Deadline"
    for top, head, duty, cells in (
        (f"{VI}PHỤ LỤC", vi, "Lập danh sách {} | Sở Xây dựng", CELLS),
        (f"{EN}APPENDIX", en, "Draw up list {} | Police Department", ENGLISH_CELLS),
    ):
        rows = [f"| {at} | {duty.format(at)} | {one} |" for at, (one, *_) in enumerate(cells, 1)]
        said = _read("\n".join([top, f"| {head} |", *rows]), form="docx")
        assert len(said["tasks"]) == len(cells)
        for task, (written, filled, why) in zip(said["tasks"], cells, strict=True):
            assert (_filled(task), task["reasons"].get("due")) == (filled, why), written
            place = next((one for one in task["unclear"] if one["why"] == why), None)
            assert place is None or said["text"][place["start"] : place["end"]] in written, written
    numbers = _read(f"{VI}II. CHỈ TIÊU\n" + "\n".join(f"{at}. {one}" for at, (one, _) in enumerate(TARGETS, 1)))
    for at, (written, want) in enumerate(TARGETS, 1):
        found = [one for one in numbers["targets"] if one["clause"]["value"] == f"II.{at}"]
        got = [(one["value"]["value"], one["comparator"] and one["comparator"]["value"]) for one in found]
        assert got == want, written
    assert "number-not-read" in {note["why"] for note in numbers["notes"]}
