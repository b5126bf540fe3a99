"""Home: four short lists, each row with its reason."""

from __future__ import annotations

from datetime import timedelta

from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, act
from tests.doors.desk.conftest import HOAN_KIEM, body, registered, with_the_investigators, wrote
from tests.doors.desk.plans.scene import given


def test_a_report_just_sent_stands_on_top_of_the_duty_officers_today(quan, report):
    report("Chuyện cũ hơn.", at=NOW - timedelta(hours=1))
    fresh = report()
    page = body(quan.get("/desk/"))
    assert page.index('id="new"') < page.index(fresh.ref) < page.index('id="late"')
    assert page.index(fresh.ref) < page.index("Chuyện cũ hơn.")
    assert "Vừa nhận, chưa vào sổ" in page


def test_someone_who_registers_nothing_sees_what_is_late_first(cast, signed_in, report):
    report()
    page = body(signed_in(cast.thao).get("/desk/"))
    assert page.index('id="late"') < page.index('id="new"')


def test_each_row_says_what_is_due_on_which_day_and_how_many_working_days_are_left(quan, report, cast):
    case = registered(cast, report(at=NOW - timedelta(hours=2)))
    act(actions.classify, case, by=cast.quan, flags={})
    page = body(quan.get("/desk/"))
    assert "Thông báo đã tiếp nhận" in page
    assert "thứ Sáu, 13/03/2026" in page
    assert "còn 3 ngày làm việc" in page


def test_what_is_late_says_by_how_much(quan, report):
    report(at=NOW - timedelta(days=5))
    page = body(quan.get("/desk/"))
    assert 'class="state late"' in page
    assert "Đã quá ngày phải xong" in page


def test_a_limit_in_hours_is_said_in_hours(quan, report):
    report(at=NOW - timedelta(hours=3))
    assert "còn 21 giờ" in body(quan.get("/desk/"))


def test_a_new_unit_is_told_that_nothing_waits_and_what_comes_next(quan):
    page = body(quan.get("/desk/"))
    assert "Không có việc nào đang chờ." in page
    assert "/desk/new" in page


def test_a_case_sent_to_another_office_waits_for_it_and_is_new_there(cast, quan, signed_in, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    case = Case.objects.get(pk=case.pk)
    act(actions.transfer, case, by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    there = body(signed_in(cast.hoa).get("/desk/"))
    assert "Được chuyển đến, chờ đơn vị nhận" in there
    assert case.ref in there


def test_the_investigator_finds_what_was_assigned_to_him(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    page = body(signed_in(cast.son).get("/desk/"))
    assert case.ref in page
    assert "Bùi Thanh Sơn" in page


def test_nobody_sees_another_wards_cases_on_their_today(cast, signed_in, report):
    case = report(place=HOAN_KIEM)
    page = body(signed_in(cast.lan).get("/desk/"))
    assert case.ref not in page
    assert "Không có việc nào đang chờ." in page


def test_today_says_the_same_in_english(quan, report):
    report()
    page = body(quan.get("/desk/?lang=en"))
    assert "Just received, not registered" in page
    assert 'lang="en"' in page
    assert "Tuesday, 10/03/2026" in page


def test_what_falls_due_soon_is_said_truly_when_it_is_new(quan, report, cast):
    report(at=NOW - timedelta(hours=1))
    page = body(quan.get("/desk/"))
    assert "còn 23 giờ" in page
    assert "Ba ngày làm việc tới chỉ có 1 việc ở mục “Mới đến” đến hạn." in page
    assert "không có việc nào đến hạn" not in page
    case = registered(cast, report("Việc khác."))
    page = body(quan.get("/desk/"))
    assert "Còn 1 việc nữa cũng đến hạn, nằm ở mục “Mới đến”." in page
    near = body(quan.get("/desk/cases?time=soon"))
    assert "Tìm thấy 2 vụ việc." in near
    assert case.number in near


def test_the_number_of_a_list_and_that_of_the_page_behind_it_are_named_where_they_differ(quan, report, cast):
    for n in range(9):
        registered(cast, report(f"Việc thứ {n}."))
    report("Việc mới.")
    page = body(quan.get("/desk/"))
    assert "Xem cả 10 việc đến hạn: 9 việc ở mục này và 1 việc ở mục “Mới đến”" in page
    assert "Xem cả 10 việc</a>" not in page
    assert "Tìm thấy 10 vụ việc." in body(quan.get("/desk/cases?time=soon"))
    english = body(quan.get("/desk/?lang=en"))
    assert "See all 10 that fall due: 9 of this list and 1 under “New”" in english


def test_what_a_reporter_wrote_stands_before_what_is_late_until_somebody_read_it(quan, signed_in, report, cast):
    case = registered(cast, report())
    assert 'id="wrote"' not in body(quan.get("/desk/")), "nothing to read, nothing to show"
    wrote(case)
    page = body(quan.get("/desk/"))
    assert page.index('id="new"') < page.index('id="wrote"') < page.index('id="late"')
    assert page.index('href="#wrote"') < page.index('id="new"'), "named at the top of the page"
    page = body(signed_in(cast.thao).get("/desk/"))
    assert page.index('id="wrote"') < page.index('id="late"') < page.index('id="new"')
    assert "Người báo viết lúc thứ Ba, 10/03/2026, 09:00" in page
    assert page.count('class="state wrote"') == 1, "marked where it stands in its own list"
    act(actions.mark_read, Case.objects.get(pk=case.pk), by=cast.quan, seen=9)
    page = body(quan.get("/desk/"))
    assert 'id="wrote"' not in page
    assert 'class="state wrote"' not in page


def test_words_in_a_finished_case_are_seen_too(quan, report, cast):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    case = Case.objects.get(pk=case.pk)
    act(actions.act, case, "forward", {"reason": "Không thuộc thẩm quyền.", "answer": "Đã chuyển."}, by=cast.quan)
    assert "Không có việc nào đang chờ." in body(quan.get("/desk/"))
    wrote(case)
    page = body(quan.get("/desk/"))
    assert case.ref in page or case.number in page
    assert "Không có việc nào đang chờ." not in page


def test_the_queries_of_today_do_not_grow_with_the_cases(quan, report, django_assert_num_queries):
    for hours in range(3):
        report(at=NOW - timedelta(hours=hours))
    quan.get("/desk/")  # what is kept from page to page is read now
    with django_assert_num_queries(16):
        quan.get("/desk/")
    for hours in range(3, 9):
        report(at=NOW - timedelta(hours=hours))
    with django_assert_num_queries(16):
        quan.get("/desk/")


def test_nothing_is_said_to_be_well_beside_late_tasks_of_a_plan(cast, signed_in, clock):
    given(cast)
    clock.at = NOW + timedelta(days=6)
    page = body(signed_in(cast.lan).get("/desk/"))
    assert "quá hạn" in page.partition('class="note-near"')[2].partition("</div>")[0]
    assert "note-good" not in page
    assert "Không có việc nào đang chờ." not in page
    assert "Không có vụ việc nào đang chờ." in page
