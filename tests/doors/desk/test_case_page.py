"""The case page: what was said, what happened, what can be done now."""

from __future__ import annotations

import re
from datetime import timedelta

from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, act
from tests.doors.desk.conftest import body, registered, with_the_investigators


def page_of(browser, case):
    return body(browser.get(f"/desk/cases/{case.ref}"))


def test_it_shows_what_was_said_question_by_question(quan, report):
    page = page_of(quan, report())
    assert "Chuyện gì đã xảy ra?" in page
    assert "kho hàng của gia đình tôi bị cạy cửa" in page
    assert "ngõ 12, phường Hoàn Kiếm" in page


def test_who_the_reporter_is_stands_nowhere_on_it(quan, report):
    page = page_of(quan, report())
    assert "Nguyễn Văn Giấu" not in page
    assert "0912" not in page
    assert "được niêm phong" in page


def test_a_reporter_without_a_name_is_said_to_have_none(quan, report):
    assert "Người báo không nêu tên." in page_of(quan, report(identity={}))


def test_each_date_opens_to_its_reasons(quan, report):
    page = page_of(quan, report())
    assert "Vì sao là ngày này?" in page
    assert "Thời hạn là 3 ngày làm việc" in page
    assert "khoản 1 Điều 14 TTLT 01/2017" in page
    assert "Ngày cuối cùng còn trong hạn là thứ Sáu, 13/03/2026" in page


def test_a_reading_that_nobody_confirmed_is_shown_and_says_so(quan, report):
    page = page_of(quan, report())
    assert "Luật 99/2025/QH15" in page
    assert "chưa được xác nhận" in page


def test_a_day_that_depends_on_an_undecided_holiday_says_that_it_may_move(cast, signed_in, report, clock):
    late = NOW.replace(year=2027, month=2, day=3)
    case = report(at=late)
    clock.at = late
    assert "chưa có quyết định chính thức" in page_of(signed_in(cast.quan), case)


def test_the_likely_step_comes_first_and_says_what_it_will_cause_and_whom_it_tells(quan, report):
    page = page_of(quan, report())
    now = page[page.index('id="h-now"') :]
    first = re.search(r'<a class="button" href="([^"]+)">([^<]+)</a>', now)
    assert first is not None
    assert first.groups() == (f"/desk/cases/{Case.objects.get().ref}/register", "Vào sổ")
    assert "Sổ theo dõi tiếp nhận" in now
    assert "Báo cho: người báo." in now


def test_at_most_five_steps_are_shown_at_once_and_the_rest_under_more(quan, report, cast):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    page = page_of(quan, case)
    now = page[page.index('id="h-now"') :]
    shown, _, more = now.partition("Việc khác")
    assert shown.count('class="button') == 5
    assert more.count('class="button') >= 1


def test_only_what_this_person_may_do_is_offered(cast, signed_in, report):
    case = registered(cast, report())
    page = page_of(signed_in(cast.thao), case)
    assert "Lúc này bạn không có việc nào phải làm" in page
    assert 'class="button' not in page[page.index('id="h-now"') :]


def test_what_happened_names_the_officer_and_their_words(cast, quan, report):
    case = registered(cast, report())
    act(actions.ask, case, by=cast.quan, text="Xe màu gì?")
    page = page_of(quan, case)
    assert "Hỏi người báo tin" in page
    assert "Phạm Minh Quân, Công an phường Hoàn Kiếm" in page
    assert "<blockquote>Xe màu gì?</blockquote>" in page


def test_an_extended_clock_shows_the_extension_and_the_new_day(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    act(actions.extend, case, by=cast.binh, clock="resolve", extension="complex", reason="Nhiều nơi phải xác minh.")
    page = page_of(signed_in(cast.binh), case)
    assert "Kéo dài vì phức tạp" in page
    assert "thứ Hai, 11/05/2026" in page
    assert "Nhiều nơi phải xác minh." in page


def test_another_wards_case_is_not_there(cast, signed_in, report):
    case = report()
    lan = signed_in(cast.lan)
    there, nowhere = lan.get(f"/desk/cases/{case.ref}"), lan.get("/desk/cases/NR-0000-0000")
    assert there.status_code == nowhere.status_code == 404
    assert body(there).replace(case.ref, "NR-0000-0000") == body(nowhere)


def test_an_administrator_of_accounts_cannot_open_a_case(cast, signed_in, report):
    assert signed_in(cast.dung).get(f"/desk/cases/{report().ref}").status_code == 404


def test_script_in_a_story_is_text(quan, report):
    page = page_of(quan, report('<script>alert("x")</script> {{ 7*7 }} \' OR 1=1 --'))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "{{ 7*7 }}" in page


def test_the_queries_of_the_case_page_do_not_grow_with_its_history(cast, quan, report, django_assert_num_queries):
    case = registered(cast, report(at=NOW - timedelta(hours=2)))
    quan.get(f"/desk/cases/{case.ref}")
    with django_assert_num_queries(14):
        quan.get(f"/desk/cases/{case.ref}")
    for n in range(6):
        act(actions.message, case, by=cast.quan, text=f"Lời nhắn {n}")
    with django_assert_num_queries(14):
        quan.get(f"/desk/cases/{case.ref}")
