"""Days as people type them."""

from datetime import date

import pytest

from namro.doors.portal.when import day, judge
from namro.doors.portal.wrong import Wrong

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    ["21/11/2026", "21-11-2026", "21.11.2026", "21 11 2026", " 21 / 11 / 2026 ", "２１/１１/２０２６", "21/11/2026."],
)
def test_a_day_may_be_written_with_any_of_the_usual_marks(text):
    assert day(text, TODAY, "when-day") == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "key", "params"),
    [
        ("", "portal.when.empty", {}),
        ("hôm qua", "portal.when.unreadable", {}),
        ("2026-11-21", "portal.when.unreadable", {}),
        ("1/1/26", "portal.when.unreadable", {}),
        ("'; DROP TABLE cases; --", "portal.when.unreadable", {}),
        ("31/02/2026", "portal.when.no-day", {"month": 2, "year": 2026, "n": 28}),
        ("29/02/2025", "portal.when.no-day", {"month": 2, "year": 2025, "n": 28}),
        ("0/5/2026", "portal.when.no-day", {"month": 5, "year": 2026, "n": 31}),
        ("02/25/2026", "portal.when.no-month", {"month": 25}),
        ("1/1/1875", "portal.when.too-early", {"year": 1875}),
        ("23/11/2026", "portal.when.not-yet", {}),
        ("1/1/9999", "portal.when.not-yet", {}),
    ],
)
def test_what_is_no_day_is_said_by_its_own_sentence(text, key, params):
    with pytest.raises(Wrong) as wrong:
        day(text, TODAY, "when-day")
    assert (wrong.value.key, wrong.value.params, wrong.value.part) == (key, params, "when-day")


def test_today_is_in_time():
    assert day("22/11/2026", TODAY, "d") == TODAY


def test_a_leap_day_is_a_day():
    assert day("29/02/2024", TODAY, "d") == date(2024, 2, 29)


def test_a_single_day_is_a_period_of_itself_with_the_time_in_the_writers_words():
    given = {"mode": "day", "day": "1/2/2026", "time": "khoảng 10 giờ tối"}
    assert judge(given, "when", True, TODAY) == {"from": "2026-02-01", "to": "2026-02-01", "time": "khoảng 10 giờ tối"}


def test_a_period_that_ends_before_it_begins_is_about_its_end():
    with pytest.raises(Wrong) as wrong:
        judge({"mode": "period", "from": "5/2/2026", "to": "1/2/2026"}, "when", True, TODAY)
    assert (wrong.value.key, wrong.value.part) == ("portal.when.backwards", "when-to")


def test_not_remembering_is_an_answer_even_where_one_is_required():
    assert judge({"mode": "unknown"}, "when", True, TODAY) is None


def test_nothing_chosen_is_fine_where_it_is_optional_and_asked_again_where_it_is_required():
    assert judge({}, "when", False, TODAY) is None
    with pytest.raises(Wrong):
        judge({}, "when", True, TODAY)


def test_a_day_typed_without_choosing_is_not_lost_silently():
    with pytest.raises(Wrong) as wrong:
        judge({"mode": "", "day": "1/2/2026"}, "when", False, TODAY)
    assert wrong.value.key == "portal.when.choose"
