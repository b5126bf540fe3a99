"""Times with signs and short forms in cells, those of another thing, those that stand beside the one that is taken."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

VI = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n1. {}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety in 2027\nII. TASKS\n1. {}\n"
TOP = "UBND PHƯỜNG AN BÌNH\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nNăm 2027\n"
ROWS = TOP + "| STT | Nhiệm vụ | Chủ trì | Thời hạn |\n| 1 | Kẻ vạch | Sở A | {} |\n"


def when(said: dict[str, Any]) -> tuple[str | None, str | None, list[tuple[str, str]]]:
    """The day with its bound, the rhythm with the day within it, and what of a time is quoted."""
    (task,) = said["tasks"]
    text, due, rhythm = said["text"], task["due"], task["rhythm"]
    quoted = [(one["why"], text[one["start"] : one["end"]]) for one in task["unclear"] if one["clear"] == "time"]
    return (
        f"{due['bound']} {due['value']}" if due else None,
        " ".join(filter(None, (rhythm["value"], rhythm.get("within")))) if rhythm else None,
        [one for one in quoted if one[0] != "no-end"],
    )


def cell(words: str) -> tuple[str | None, str | None, list[tuple[str, str]]]:
    return when(as_data(read_plan(read_document(docx(ROWS.format(words)), "p.docx"))))


def prose(words: str, plan: str = VI) -> tuple[str | None, str | None, list[tuple[str, str]]]:
    return when(as_data(read_plan(read_document(plan.format(words).encode(), "p.txt"))))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("<15/8/2027", "before 2027-08-15"),
        ("< 15/8/2027", "before 2027-08-15"),
        ("≤ 15/8/2027", "by 2027-08-15"),
        ("T6/2027", "by 2027-06-30"),
        ("trước T6/2027", "by 2027-05-31"),
        ("Q3/2027", "by 2027-09-30"),
        ("Q3.2027", "by 2027-09-30"),
    ],
)
def test_signs_and_short_forms_in_a_cell_for_days(words: str, day: str) -> None:
    assert cell(words) == (day, None, [])


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("> 15/8/2027", "not-understood"),
        (">=15/8/2027", "not-understood"),
        ("30/4 (2028)", "not-understood"),
        ("Trước ngày 30/4 (năm 2028)", "not-understood"),
        ("T6", "no-day"),
    ],
)
def test_a_cell_that_does_not_surely_say_a_day_is_quoted_whole(words: str, why: str) -> None:
    assert cell(words) == (None, None, [(why, words)])


def test_one_day_for_a_part_and_another_for_the_rest_is_no_day() -> None:
    for words, plan in (
        ("Sở Y tế hoàn thành kế hoạch trước 15/3/2027 (bản thảo), 15/4/2027 (bản chính thức).", VI),
        ("Sở Y tế rà soát cống trước 15/3/2027 đối với nội thành, 15/4/2027 đối với ngoại thành.", VI),
        ("The City Police shall publish it by 15 March 2027 (draft) and 15 April 2027 (final).", EN),
        ("The City Police shall propose rewards (by 15 March 2027), and discipline later.", EN),
        ("Sở Y tế rà soát cống trước 15/3/2027 - 15/4/2027.", VI),
    ):
        day, _, quoted = prose(words, plan)
        assert day is None, words
        assert any("15" in said for _, said in quoted), words


def test_the_day_of_what_somebody_acts_on_is_not_that_of_the_task() -> None:
    vi = "Giao Sở Tài chính, trên cơ sở đề xuất của Công an Thành phố trước ngày 10/3/2027, bố trí kinh phí{}."
    en = "The Department of Finance shall, upon the proposal of the City Police by 10 March 2027, allocate funds{}."
    assert prose(vi.format("")) == (None, None, [("not-understood", "trước ngày 10/3/2027")])
    assert prose(en.format(""), EN) == (None, None, [("not-understood", "by 10 March 2027")])
    assert prose(vi.format(" trước ngày 20/3/2027"))[0] == "before 2027-03-20"
    assert prose(en.format(" by 20 March 2027"), EN)[0] == "by 2027-03-20"


def test_a_range_of_weekdays_is_no_day_of_the_week() -> None:
    assert cell("Thứ 2 đến thứ 6 hằng tuần") == (None, "weekly", [("within-not-understood", "Thứ 2 đến thứ 6")])
    assert prose("Sở Y tế trực hằng tuần từ thứ Hai đến thứ Sáu.")[1] == "weekly"
    assert prose("The City Police shall patrol Monday to Friday each week.", EN)[1] == "weekly"


def test_a_year_behind_a_day_is_never_passed_over() -> None:
    assert prose("The City Police shall inspect drains by 30 April (2028).", EN) == (
        None, None, [("not-understood", "by 30 April (2028)")],
    )  # fmt: skip
    day, _, quoted = prose("Sở Y tế rà soát cống trước 30/4, năm 2029 rà soát lại lần hai.")
    assert day is None
    assert quoted
    assert prose("The City Police shall inspect drains by 30 April in 2028.", EN)[0] is None
    for words in ("trước ngày 30/4 của năm 2028", "trong quý II của năm 2028", "trước 30/4 trong năm 2028"):
        day, _, quoted = prose(f"Sở Y tế rà soát cống {words}.")
        assert (day, quoted) == (None, [("not-understood", words)])
    assert prose("Sở Y tế rà soát cống trước ngày 30 tháng 4, năm 2028.")[0] == "before 2028-04-30"


@pytest.mark.parametrize(
    ("words", "plan", "taken", "beside"),
    [
        ("Sở Tài chính cấp bổ sung trước ngày 01/4/2027 và quyết toán trong 60 ngày sau đó.", VI, "before 2027-04-01",
         "trong 60 ngày sau đó"),
        ("The City Police shall inspect bars by 1 April 2027 and publish results within 5 days.", EN, "by 2027-04-01",
         "within 5 days"),
    ],
)  # fmt: skip
def test_a_time_beside_the_day_is_quoted_with_it(words: str, plan: str, taken: str, beside: str) -> None:
    day, _, quoted = prose(words, plan)
    assert (day, quoted) == (taken, [("time-beside", beside)])


def test_a_weekday_beside_the_rhythm_is_quoted_with_it() -> None:
    said = prose("Wards shall submit weekly reports each Friday until 31 December 2027.", EN)
    assert said == (None, "weekly", [("time-beside", "each Friday")])
    assert prose("Sở Y tế tuần tra từ 21 giờ đến 4 giờ, hằng ngày.") == (None, "daily", [])


def test_weekdays_beside_the_day_until_which_it_goes_on_leave_both_open() -> None:
    day, _, quoted = prose("The City Police shall check cafes Monday to Friday until 31 May 2027.", EN)
    assert (day, quoted) == (None, [("not-understood", "Monday to Friday until 31 May 2027")])


@pytest.mark.parametrize(
    "words",
    [
        "trước ngày 15 của tháng cuối quý",
        "vào ngày 20 tháng cuối quý",
        "trước ngày 25 của tháng",
        "ngày 10 tháng đầu kỳ",
    ],
)
def test_a_day_of_a_month_without_a_name_leaves_the_day_until_which_it_goes_on_open(words: str) -> None:
    day, rhythm, quoted = prose(f"Công an phường lập báo cáo {words}, đến hết năm 2027.")
    assert (day, rhythm) == (None, None)
    assert [(why, " ".join(said.split()[-4:])) for why, said in quoted] == [("not-understood", "đến hết năm 2027")]
    assert prose("Công an phường lập báo cáo trước ngày 15 tháng 10/2027.")[0] == "before 2027-10-15"


def test_what_comes_again_without_how_often_is_not_due_once() -> None:
    day, _, quoted = prose(
        "Công an phường theo dõi; định kỳ ngày 20 tháng cuối quý báo cáo, báo cáo năm gửi trước ngày 15/12."
    )
    assert day is None
    assert quoted[0][1].startswith("định kỳ")
    assert quoted[0][1].endswith("trước ngày 15/12")


def test_a_day_behind_the_word_for_done_at_the_end_is_a_day() -> None:
    assert prose("Công an phường xây dựng 01 tuyến phố văn minh, hoàn thành 20/12.")[0] == "on 2027-12-20"
    assert prose("Công an phường rà soát, hoàn thành 20/12 chỉ tiêu.")[0] is None


def test_a_time_in_brackets_of_a_part_is_quoted_beside_the_other() -> None:
    day, _, quoted = prose("Công an phường tổ chức ký cam kết (trong tháng 3/2027); kiểm tra tối thiểu 2 lần/tuần.")
    assert day is None
    assert ("time-beside", "trong tháng 3/2027") in quoted


def test_a_span_of_days_without_years_is_cut_whole() -> None:
    said = as_data(
        read_plan(read_document(VI.format("Sở Y tế tiếp nhận hồ sơ, từ 12/9 đến hết 14/9.").encode(), "p.txt"))
    )
    assert [(one["task"]["value"], one["due"]["value"]) for one in said["tasks"]] == [("tiếp nhận hồ sơ", "2027-09-14")]
