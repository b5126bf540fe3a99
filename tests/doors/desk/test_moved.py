"""Dates that moved, as the desk shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from namro.doors import words
from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.work.cases import actions, dates_actions, history, jobs, moved
from namro.work.cases.models import Case
from tests.cast import NOW
from tests.doors.desk.conftest import body, fill


@pytest.fixture
def a_day_off(pack, monkeypatch):
    """Thursday 12 March turns out to be a day off, and the dates are counted again."""

    def decided(now=NOW):
        jobs.recount_open(now)
        old = pack.calendar
        off = SpecialDay(date(2026, 3, 12), False, {"vi": "Nghỉ bù", "en": "Day off in lieu"}, "Công văn 12/2026")
        newer = Calendar(str(old.zone), old.weekend, [*old.days, off], old.first, old.last)
        for module in (history, jobs, dates_actions, moved):
            monkeypatch.setattr(module, "the_pack", lambda: replace(pack, calendar=newer))
        jobs.recount_open(now)

    return decided


def test_today_says_that_dates_moved_until_they_were_seen(quan, report, a_day_off):
    report()
    assert "hạn trong hồ sơ của bạn đã đổi" not in body(quan.get("/desk/"))
    a_day_off()
    assert "Có 1 hạn trong hồ sơ của bạn đã đổi" in body(quan.get("/desk/"))
    answer = fill(quan, "/desk/moved", upto=_upto(body(quan.get("/desk/moved"))))
    assert answer.status_code == 302
    assert "Đã ghi nhận là bạn đã xem." in body(quan.get("/desk/moved"))
    assert "đã đổi vì" not in body(quan.get("/desk/"))


def test_more_than_are_counted_are_told_as_more(quan, report, a_day_off, monkeypatch):
    for _ in range(3):
        report()
    a_day_off()
    monkeypatch.setattr(moved, "MOST", 2)
    assert "Có hơn 2 hạn trong hồ sơ của bạn đã đổi" in body(quan.get("/desk/"))
    first = body(quan.get("/desk/moved"))
    assert first.count("<td data-label") == 2 * 3
    fill(quan, "/desk/moved", upto=_upto(first))
    second = body(quan.get("/desk/moved"))
    assert int(_upto(second)) == int(_upto(first)) + 1, "the third, which was not shown before"
    fill(quan, "/desk/moved", upto=_upto(second))
    assert "đã đổi vì" not in body(quan.get("/desk/"))


def test_as_many_as_are_counted_are_told_as_they_are(quan, report, a_day_off, monkeypatch):
    for _ in range(3):
        report()
    a_day_off()
    monkeypatch.setattr(moved, "MOST", 3)
    assert "Có 3 hạn trong hồ sơ của bạn đã đổi" in body(quan.get("/desk/"))


def test_the_page_says_from_when_to_when_and_by_which_act(quan, report, a_day_off):
    case = report()
    a_day_off()
    page = body(quan.get("/desk/moved"))
    assert case.ref in page
    assert page.index("thứ Sáu, 13/03/2026") < page.index("thứ Hai, 16/03/2026")
    assert "thứ Năm, 12/03/2026 được nghỉ: Nghỉ bù (Công văn 12/2026)." in page
    english = body(quan.get("/desk/moved?lang=en"))
    assert "Thursday, 12/03/2026 is a day off: Day off in lieu" in english


def test_nobody_is_told_of_another_offices_dates(cast, signed_in, report, a_day_off):
    case = report()
    a_day_off()
    page = body(signed_in(cast.lan).get("/desk/moved"))
    assert case.ref not in page
    assert "Chưa có hạn nào bị đổi." in page


def test_whoever_has_nothing_to_do_with_cases_has_no_such_page(cast, signed_in):
    assert signed_in(cast.dung).get("/desk/moved").status_code == 404


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 30])
def test_an_odd_number_does_no_harm(quan, report, a_day_off, upto):
    report()
    a_day_off()
    assert quan.post("/desk/moved", {"upto": upto}).status_code == 302
    assert "Có 1 hạn" in body(quan.get("/desk/"))


def test_more_than_are_counted_is_said_so(quan, report, monkeypatch):
    from namro.work.cases import rows, today

    monkeypatch.setattr(rows, "COUNTED", 2)
    monkeypatch.setattr(today, "COUNTED", 2)
    for _ in range(4):
        report()
    assert "Có hơn 2 vụ việc." in body(quan.get("/desk/cases"))
    assert "hơn 2" in body(quan.get("/desk/"))
    assert words.count(1000, "vi") == "1.000"
    assert words.count(1000, "en") == "1,000"


def test_a_list_goes_on_beyond_what_is_counted(quan, report, monkeypatch):
    from namro.doors.desk import cases
    from namro.work.cases import rows

    monkeypatch.setattr(rows, "COUNTED", 2)
    monkeypatch.setattr(cases, "PAGE", 2)
    refs = [report().ref for _ in range(5)]
    page = body(quan.get("/desk/cases"))
    seen = [ref for ref in refs if ref in page]
    for number in (2, 3):
        link = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert "after=" in link
        page = body(quan.get(f"/desk/cases{link}"))
        assert f"Trang {number}" in page
        assert "Về trang đầu" in page
        assert "Phần tiếp theo của danh sách." in page
        seen += [ref for ref in refs if ref in page]
    assert sorted(seen) == sorted(refs)
    assert 'rel="next"' not in page


def test_a_search_that_was_not_looked_through_to_the_end_says_at_least(quan, report, monkeypatch):
    from namro.doors.desk import cases
    from namro.work.cases import searching, walks

    monkeypatch.setattr(walks, "LOOKED_AT", 3)
    monkeypatch.setattr(searching, "WALKED", 3)
    monkeypatch.setattr(searching, "RARE", -1.0)
    monkeypatch.setattr(cases, "PAGE", 2)
    for _ in range(5):
        report()
    assert "Có ít nhất 3 vụ việc." in body(quan.get("/desk/cases?q=kho"))
    page = body(quan.get("/desk/cases?q=khongcogi"))
    assert "Đến đây chưa thấy vụ việc nào." in page
    assert "Tìm tiếp trong các vụ việc cũ hơn" in page


def test_filters_for_how_and_when_it_came_in(quan, report):
    case = report()
    assert case.ref in body(quan.get("/desk/cases?channel=web&from=2026-03-10&to=2026-03-10"))
    for query in ("channel=post", "to=2026-03-09", "from=2026-03-11"):
        assert "Không có vụ việc nào khớp." in body(quan.get(f"/desk/cases?{query}"))
    assert case.ref in body(quan.get("/desk/cases?from=x&to=2026-13-40"))


def _upto(page: str) -> str:
    return page.partition('name="upto" value="')[2].partition('"')[0]


def test_a_step_that_was_late_and_counts_as_in_time_now_is_told_in_words(quan, cast, report, a_day_off):
    case, at = report(), NOW + timedelta(days=6)  # Monday 16 March; the day is Friday 13 March
    for step, more in (("register", {}), ("acknowledge", {"text": "Đã nhận."})):
        actions.act(Case.objects.get(pk=case.pk), step, more, actor=cast.quan.at(at), now=at)
    a_day_off(at)
    page = body(quan.get("/desk/moved"))
    assert "nay được tính là đúng hạn, trước đó tính là quá hạn." in page
    assert "counts as in time now; it counted as late before." in body(quan.get("/desk/moved?lang=en"))
