"""The case page: what was said, what happened, what can be done now."""

from __future__ import annotations

import re
from datetime import timedelta

from namro.ground.gate import people_actions
from namro.ground.people.actors import OPERATOR
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, act
from tests.doors.desk.conftest import body, field, fill, registered, with_the_investigators, wrote


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


def test_a_step_says_what_can_only_be_done_after_it(cast, quan, report):
    case = report()
    before = page_of(quan, case)
    assert "Xong bước này mới làm được: " in before
    act(actions.register, case, by=cast.quan)
    opens = re.findall(r"Xong bước này mới làm được: ([^<]*)", page_of(quan, case))
    assert any("Chuyển" in names for names in opens), "a report is classified before it is transferred"


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
    one, other = (re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body(page)) for page in (there, nowhere))
    assert one.replace(case.ref, "NR-0000-0000") == other


def test_an_administrator_of_accounts_cannot_open_a_case(cast, signed_in, report):
    assert signed_in(cast.dung).get(f"/desk/cases/{report().ref}").status_code == 404


def test_script_in_a_story_is_text(quan, report):
    page = page_of(quan, report('<script>alert("x")</script> {{ 7*7 }} \' OR 1=1 --'))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "{{ 7*7 }}" in page


def test_the_queries_of_the_case_page_do_not_grow_with_its_history(
    cast, quan, report, django_assert_num_queries, django_capture_on_commit_callbacks
):
    case = registered(cast, report(at=NOW - timedelta(hours=2)))
    with django_capture_on_commit_callbacks(execute=True):  # the key file is held against its mark once a process
        quan.get(f"/desk/cases/{case.ref}")
    with django_assert_num_queries(17):
        quan.get(f"/desk/cases/{case.ref}")
    for n in range(6):
        act(actions.message, case, by=cast.quan, text=f"Lời nhắn {n}")
    with django_assert_num_queries(17):
        quan.get(f"/desk/cases/{case.ref}")


# --- what the reporter wrote ------------------------------------------------------------------------------------------


def test_what_the_reporter_wrote_stands_on_top_of_the_page_with_what_to_do(cast, quan, report):
    case = wrote(registered(cast, report()), "Tôi tìm thấy hóa đơn mua hàng.")
    page = page_of(quan, case)
    assert page.index("Tôi tìm thấy hóa đơn mua hàng.") < page.index('id="h-clocks"')
    assert f'href="/desk/cases/{case.ref}/message"' in page[page.index('id="wrote"') : page.index('id="h-clocks"')]


def test_reading_the_page_changes_nothing_and_the_button_does(cast, quan, report):
    case = wrote(registered(cast, report()))
    page = quan.get(f"/desk/cases/{case.ref}")
    assert Case.objects.get(pk=case.pk).wrote_at == NOW
    sent = {name: field(page, name) for name in ("seen", "once")}
    assert quan.get(f"/desk/cases/{case.ref}/mark-read").status_code == 405
    answer = quan.post(f"/desk/cases/{case.ref}/mark-read", sent)
    assert answer["Location"] == f"/desk/cases/{case.ref}"
    assert Case.objects.get(pk=case.pk).wrote_at is None
    page = page_of(quan, case)
    assert "Đã ghi là đã đọc." in page
    assert 'id="wrote"' not in page
    assert "đã đọc điều người báo tin viết" in page


def test_pressing_twice_or_after_somebody_else_says_so_calmly(cast, quan, signed_in, report):
    case = wrote(registered(cast, report()))
    sent = {name: field(quan.get(f"/desk/cases/{case.ref}"), name) for name in ("seen", "once")}
    quan.post(f"/desk/cases/{case.ref}/mark-read", sent)
    quan.post(f"/desk/cases/{case.ref}/mark-read", sent)
    assert "Đã có người ghi" not in page_of(quan, case)
    signed_in(cast.mai).post(f"/desk/cases/{case.ref}/mark-read", {**sent, "once": "khac"})
    assert Case.objects.get(pk=case.pk).history.filter(verb="mark-read").count() == 1
    for odd in ({}, {"seen": "x"}, {"seen": "-1"}, {"seen": "9" * 30}):
        assert quan.post(f"/desk/cases/{case.ref}/mark-read", odd).status_code == 302
        assert "Đã có người ghi là đã đọc" in page_of(quan, case)


def test_who_does_not_have_the_case_reads_it_and_is_told_whose_it_is(cast, signed_in, report):
    case = wrote(with_the_investigators(cast, report()))
    page = page_of(signed_in(cast.hoa), case)
    assert "xe màu xanh" in page
    assert f"/desk/cases/{case.ref}/mark-read" not in page
    assert "Người giữ vụ việc đọc và ghi là đã đọc." in page
    assert f"/desk/cases/{case.ref}/mark-read" in page_of(signed_in(cast.son), case)
    assert signed_in(cast.lan).post(f"/desk/cases/{case.ref}/mark-read", {"seen": "9"}).status_code == 404


def test_the_form_of_a_reply_shows_what_it_replies_to_and_sending_it_counts_as_reading(cast, quan, report):
    case = wrote(registered(cast, report()), "Bao giờ có kết quả?")
    url = f"/desk/cases/{case.ref}/message"
    assert "Bao giờ có kết quả?" in body(quan.get(url))
    shown = quan.get(url)
    wrote(case, "Xin lỗi, còn một điều.")
    look = quan.post(
        url, {"once": field(shown, "once"), "seq": field(shown, "seq"), "text": "Trong tuần.", "go": "look"}
    )
    sent = {name: field(look, name) for name in ("once", "seq", "text")}
    assert quan.post(url, {**sent, "go": "do"}).status_code == 302
    page = page_of(quan, case)
    unread = page[page.index('id="wrote"') : page.index('id="h-clocks"')]
    assert "Xin lỗi, còn một điều." in unread, "it came after the form was opened"
    assert "Bao giờ" not in unread


def test_words_in_a_finished_case_can_still_be_answered(cast, quan, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    case = Case.objects.get(pk=case.pk)
    act(actions.act, case, "forward", {"reason": "Không thuộc thẩm quyền.", "answer": "Đã chuyển."}, by=cast.quan)
    assert "/message" not in page_of(quan, case)
    page = page_of(quan, wrote(case))
    assert "Vụ việc đã xong." in page
    assert fill(quan, f"/desk/cases/{case.ref}/message", text="Xin liên hệ nơi đã chuyển.").status_code == 302
    assert Case.objects.get(pk=case.pk).wrote_at is None


# --- what others may do -----------------------------------------------------------------------------------------------


def test_who_in_the_office_may_take_the_steps_that_are_not_ones_own_is_said(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    page = page_of(signed_in(cast.son), case)
    others = page[page.index("Người khác trong đơn vị làm được") :]
    assert "<dt>Kéo dài thời hạn</dt><dd>Thủ trưởng đơn vị</dd>" in others
    assert "<dt>Khởi tố vụ án</dt>" not in others, "it is the investigator's own step"
    assert "<dt>Kéo dài thời hạn</dt>" not in page_of(signed_in(cast.binh), case)
    assert "Người khác trong đơn vị làm được" not in page_of(signed_in(cast.thao), case), "not of the office"


# --- clocks that do not apply -----------------------------------------------------------------------------------------


def test_a_clock_that_does_not_apply_is_not_counted_as_done(cast, quan, report):
    page = page_of(quan, report(identity={}))
    assert "đã xong" not in page[page.index('id="h-clocks"') : page.index('id="h-said"')]
    assert "2 thời hạn lúc này không áp dụng" in page
    assert "Chưa áp dụng" in page
    assert "Chỉ tính khi vụ việc được đánh dấu “Trường hợp khẩn cấp”." in page
    assert "Không tính vì người báo không nêu tên." in page


def test_a_mark_turns_one_clock_on_and_the_other_off(cast, quan, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={"urgent": True})
    page = page_of(quan, case)
    assert "1 thời hạn đã xong" in page
    assert "Không tính vì vụ việc được đánh dấu “Trường hợp khẩn cấp”." in page


# --- a case passed on -------------------------------------------------------------------------------------------------


def test_the_office_that_passed_a_case_on_reads_its_own_part(cast, quan, report):
    case = with_the_investigators(cast, report())
    act(actions.message, case, by=cast.son, text="Lời của điều tra viên.")
    page = page_of(quan, case)
    assert "Đã chuyển đến Cơ quan Cảnh sát điều tra Công an thành phố Hà Nội." in page
    assert "đang giải quyết" in page
    assert "00001/2026/CAX-00070" in page
    assert "kho hàng của gia đình tôi bị cạy cửa" in page
    assert "Thuộc thẩm quyền." in page
    assert "Bùi Thanh Sơn" not in page
    assert "Lời của điều tra viên." not in page
    assert "CSDT" not in page
    assert "Nguyễn Văn Giấu" not in page
    assert "<form" not in page[page.index("<main") : page.index("</main")]


def test_nothing_more_of_it_opens(cast, quan, report):
    case = with_the_investigators(cast, report())
    for what in ("message", "attach", "hand-over", "identity", "acknowledge", "register"):
        assert quan.get(f"/desk/cases/{case.ref}/{what}").status_code == 404, what
    assert quan.post(f"/desk/cases/{case.ref}/mark-read", {"seen": "1"}).status_code == 404


def test_files_of_a_case_passed_on_are_named_and_not_served(cast, quan, report):
    from tests.doors.portal.walk import photo

    case = registered(cast, report())
    assert fill(quan, f"/desk/cases/{case.ref}/attach", files=[photo()], text="Ảnh").status_code == 302
    act(actions.classify, Case.objects.get(pk=case.pk), by=cast.quan, flags={})
    case = Case.objects.get(pk=case.pk)
    act(actions.transfer, case, by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    act(actions.accept_transfer, Case.objects.get(pk=case.pk), by=cast.hoa)
    kept = case.attachments.get()
    page = page_of(quan, case)
    assert kept.name in page
    assert "/desk/files/" not in page
    assert quan.get(f"/desk/files/{kept.token}").status_code == 404


def buttons(page):
    """The steps that can be taken now: name and whether it is the filled button."""
    now = page[page.index('id="h-now"') :]
    return {
        name: kind == "button" for kind, name in re.findall(r'<a class="(button[^"]*)" href="[^"]+">([^<]+)</a>', now)
    }


def test_outcomes_of_the_same_decision_look_alike(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    found = buttons(page_of(signed_in(cast.son), case))
    assert "Khởi tố vụ án" in found and "Không khởi tố" in found  # noqa: PT018
    assert not any(found.values())


def test_accepting_and_returning_look_alike_too(cast, signed_in, report, quan):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    assert buttons(page_of(quan, case))["Chuyển Cơ quan điều tra"] is True  # nothing is decided by handing over
    case = Case.objects.get(pk=case.pk)
    act(actions.transfer, case, by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    found = buttons(page_of(signed_in(cast.binh), case))
    assert (found["Nhận"], found["Trả lại"]) == (False, False)


def test_what_happened_says_to_whom_it_was_assigned_and_how_it_was_classified(cast, signed_in, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={"urgent": True})
    case = Case.objects.get(pk=case.pk)
    act(actions.transfer, case, by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    case = Case.objects.get(pk=case.pk)
    act(actions.accept_transfer, case, by=cast.binh)
    case = Case.objects.get(pk=case.pk)
    act(actions.assign, case, by=cast.binh, post=cast.son.post)
    page = page_of(signed_in(cast.binh), case)
    assert "Phân công: Bùi Thanh Sơn" in page
    assert "Phân loại: Trường hợp khẩn cấp" in page


def test_a_case_classified_without_a_mark_says_that_too(cast, quan, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    assert "Phân loại: không đánh dấu" in page_of(quan, case)


def test_whoever_held_the_post_then_is_named_not_whoever_holds_it_now(cast, signed_in, report, clock):
    case = with_the_investigators(cast, report())
    held = cast.son.user.holdings.get()
    act(people_actions.end_holding, held, by=OPERATOR, at=NOW + timedelta(days=1), on=NOW.date() + timedelta(days=1))
    act(people_actions.appoint, cast.son.post, cast.nam.user, by=OPERATOR, at=NOW + timedelta(days=1),
        begins=NOW.date() + timedelta(days=1))  # fmt: skip
    clock.at = NOW + timedelta(days=2)
    page = page_of(signed_in(cast.binh), case)
    assert "Phân công: Bùi Thanh Sơn" in page
    assert "Phân công: Đỗ Hoài Nam" not in page


def test_nobody_holds_it_is_said_as_a_sentence_in_both_languages(quan, report):
    case = report()
    assert "chưa giao cho ai" in page_of(quan, case)
    english = body(quan.get(f"/desk/cases/{case.ref}?lang=en"))
    assert "not assigned to anybody yet" in english
    assert "held by not assigned" not in english


def test_in_english_units_offices_and_articles_are_said_in_english(quan, report):
    case = report()
    page = body(quan.get(f"/desk/cases/{case.ref}?lang=en"))
    assert "Hoan Kiem Ward, Hanoi City" in page
    assert "Hoan Kiem Ward Police" in page
    assert "Art. 14(1) Joint Circular 01/2017" in page
    assert "phường Hoàn Kiếm" not in page
    assert "khoản 1" not in page
    assert "Hoan Kiem Ward" in body(quan.get("/desk/cases?lang=en"))


def test_the_way_back_leads_to_the_list_from_which_the_case_was_opened(quan, report):
    case, host = report(), "http://testserver"
    for came, back in (
        (f"{host}/desk/", ("/desk/", "Hôm nay")),
        (f"{host}/desk/cases?state=open", ("/desk/cases?state=open", "Vụ việc")),
        ("http://elsewhere.example/desk/", ("/desk/cases", "Vụ việc")),
        ("", ("/desk/cases", "Vụ việc")),
    ):
        page = body(quan.get(f"/desk/cases/{case.ref}", HTTP_REFERER=came))
        assert f'<a class="back" href="{back[0]}">{back[1]}</a>' in page, came


def test_what_was_just_written_to_the_reporter_is_taken_back_on_its_page(cast, quan, signed_in, report):
    case = registered(cast, report())
    where = f"/desk/cases/{case.ref}/take-back"
    assert where not in page_of(quan, case)
    assert quan.get(where).status_code == 404
    act(actions.message, case, by=cast.quan, text="Mời đến thứ Sáu.")
    page = page_of(quan, case)
    assert where in page
    assert "nội dung gửi lúc 09:00" in page
    assert "Rút lại được đến 09:30" in page
    assert page.index(where) < page.index(f"/desk/cases/{case.ref}/attach"), "not under what is folded away"
    assert where not in page_of(signed_in(cast.mai), case)
    form = quan.get(where)
    sent = {name: field(form, name) for name in ("seq", "once")} | {"go": "do"}
    assert quan.post(where, {**sent, "reason": " "}).status_code == 422
    for _ in range(2):  # pressed twice
        assert quan.post(where, {**sent, "reason": "Nhầm ngày."})["Location"] == f"/desk/cases/{case.ref}"
    page = page_of(quan, case)
    assert "Mời đến thứ Sáu." in page
    assert "Đã rút lại lúc" in page
    assert "Nhầm ngày." in page
    assert where not in page


def test_who_takes_it_back_too_late_keeps_the_reason_and_is_told(cast, quan, report, clock):
    case = registered(cast, report())
    act(actions.message, case, by=cast.quan, text="Mời đến thứ Sáu.")
    where = f"/desk/cases/{case.ref}/take-back"
    sent = {"seq": field(quan.get(where), "seq"), "once": "muon", "go": "do", "reason": "Nhầm ngày."}
    clock.at = NOW + timedelta(minutes=31)
    answer = quan.post(where, sent)
    assert answer.status_code == 422
    assert "Đã quá nửa giờ từ lúc gửi" in body(answer)
    assert "Nhầm ngày." in body(answer)
    assert where not in page_of(quan, case)
