"""Taking steps: one small form each."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from namro.ground.gate import guard
from namro.ground.people.models import Holding, Post
from namro.rules.packs.refused import Refused
from namro.work.cases import actions
from namro.work.cases.models import Case, Done, Words
from namro.work.cases.offices import hands_at
from tests.cast import NOW, SINCE, act
from tests.doors.desk.conftest import HOAN_KIEM, body, field, fill, registered, with_the_investigators
from tests.payloads import body_of
from tests.petitions import street_light


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def classified(cast, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    return again(case)


def test_registering_gives_the_number_and_says_so(quan, report):
    case = report()
    answer = fill(quan, f"/desk/cases/{case.ref}/register")
    assert answer.status_code == 302
    page = body(quan.get(answer["Location"]))
    assert again(case).number
    assert f"Đã vào sổ, số {again(case).number}." in page


def test_the_form_says_what_the_step_causes_and_its_article(quan, report):
    page = body(quan.get(f"/desk/cases/{report().ref}/register"))
    assert "khoản 8 Điều 5 TT 28/2020" in page
    assert "Báo cho: người báo." in page


def test_classifying_with_a_mark_changes_the_clock(quan, cast, report):
    case = registered(cast, report())
    assert fill(quan, f"/desk/cases/{case.ref}/classify", flags=["urgent"]).status_code == 302
    assert again(case).flags == ["urgent"]
    assert "Chuyển tin khẩn cấp" in body(quan.get(f"/desk/cases/{case.ref}"))


def test_transferring_needs_an_office_and_a_reason(quan, classified):
    url = f"/desk/cases/{classified.ref}/transfer"
    refused = fill(quan, url, reason="")
    assert refused.status_code == 422
    page = body(refused)
    assert "Xin điền mục “Lý do”." in page
    assert 'href="#f-reason"' in page
    assert 'aria-invalid="true"' in page
    assert again(classified).state == "classified"


def test_an_office_that_cannot_take_it_is_refused(quan, cast, classified):
    for office in (cast.office.ba_dinh.pk, 999999, "x"):
        refused = fill(quan, f"/desk/cases/{classified.ref}/transfer", office=office, reason="Vì thế.")
        assert refused.status_code == 422, office
    assert again(classified).pending_office_id is None


def test_the_office_there_accepts_and_the_head_assigns(quan, cast, signed_in, classified):
    url = f"/desk/cases/{classified.ref}"
    fill(quan, f"{url}/transfer", office=cast.office.investigation.pk, reason="Thuộc thẩm quyền.")
    binh = signed_in(cast.binh)
    assert fill(binh, f"{url}/accept-transfer").status_code == 302
    assert fill(binh, f"{url}/assign", post=cast.son.post.pk).status_code == 302
    assert again(classified).assignee_id == cast.son.post.pk
    assert again(classified).state == "verifying"


def test_an_extension_shows_the_day_before_and_after_before_it_is_confirmed(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    page = body(signed_in(cast.binh).get(f"/desk/cases/{case.ref}/extend"))
    assert "Hạn hiện nay là thứ Hai, 30/03/2026, sẽ thành <b>thứ Hai, 11/05/2026</b>" in page


def test_an_extension_moves_the_day_that_was_shown(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    binh = signed_in(cast.binh)
    answer = fill(
        binh, f"/desk/cases/{case.ref}/extend", extension="resolve:complex", reason="Nhiều nơi phải xác minh."
    )
    assert answer.status_code == 302
    assert "thứ Hai, 11/05/2026" in body(binh.get(f"/desk/cases/{case.ref}"))


def test_what_the_reporter_will_read_is_shown_before_it_is_sent(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    son, url = signed_in(cast.son), f"/desk/cases/{case.ref}/start-case"
    looked = fill(son, url, go="look", answer="Đã khởi tố <b>vụ án</b>.")
    page = body(looked)
    assert "Chưa gửi." in page
    assert "Đã khởi tố &lt;b&gt;vụ án&lt;/b&gt;." in page
    assert "Cơ quan điều tra đã quyết định khởi tố vụ án." in page
    assert again(case).state == "verifying"
    sent = {name: field(looked, name) for name in ("once", "seq")}
    assert son.post(url, {**sent, "go": "do", "answer": "Đã khởi tố vụ án."}).status_code == 302
    assert again(case).state == "started"
    assert body_of(part="answer") == "Đã khởi tố vụ án."


def test_looking_and_mending_keeps_what_was_typed(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    url = f"/desk/cases/{case.ref}/start-case"
    mended = fill(signed_in(cast.son), url, go="mend", answer="Gần xong rồi")
    assert mended.status_code == 200
    assert "Gần xong rồi</textarea>" in body(mended)


def test_a_form_sent_twice_works_once(quan, report):
    case = report()
    url = f"/desk/cases/{case.ref}/register"
    opened = quan.get(url)
    sent = {"once": field(opened, "once"), "seq": field(opened, "seq"), "go": "do"}
    assert quan.post(url, sent).status_code == 302
    second = quan.post(url, sent)
    assert second.status_code == 302
    assert "đã được ghi nhận từ lần bấm trước" in body(quan.get(second["Location"]))
    assert Done.objects.filter(case=case, verb="register").count() == 1


def test_a_question_sent_twice_is_asked_once(quan, cast, report):
    case = registered(cast, report())
    url = f"/desk/cases/{case.ref}/ask"
    opened = quan.get(url)
    sent = {"once": field(opened, "once"), "seq": field(opened, "seq"), "go": "do", "text": "Xe màu gì?"}
    for _ in range(2):
        assert quan.post(url, sent).status_code == 302
    assert Done.objects.filter(case=case, verb="ask").count() == 1


def test_whoever_comes_second_is_told_who_was_faster_and_loses_no_word(quan, cast, report):
    case = registered(cast, report())
    url = f"/desk/cases/{case.ref}/ask"
    opened = quan.get(url)
    act(actions.message, case, by=cast.mai, text="Chào ông.")
    late = quan.post(
        url, {"once": field(opened, "once"), "seq": field(opened, "seq"), "go": "do", "text": "Xe màu gì?"}
    )
    assert late.status_code == 409
    page = body(late)
    assert "Vừa có người khác làm một bước" in page
    assert "Vũ Ngọc Mai" in page
    assert "Xe màu gì?</textarea>" in page
    resent = {"once": field(late, "once"), "seq": field(late, "seq"), "go": "do", "text": "Xe màu gì?"}
    assert quan.post(url, resent).status_code == 302


def test_a_step_that_the_case_has_left_behind_says_so(quan, cast, report):
    case = report()
    url = f"/desk/cases/{case.ref}/register"
    opened = quan.get(url)
    act(actions.register, case, by=cast.mai)
    answer = quan.post(url, {"once": field(opened, "once"), "seq": field(opened, "seq"), "go": "do"})
    assert answer.status_code == 302
    said = body(quan.get(answer["Location"]))
    assert "Bước “Vào sổ” hiện không còn làm được nữa" in said
    assert "Vũ Ngọc Mai" in said, "who was faster"
    back = quan.get(url, follow=True)
    assert back.status_code == 200, "Back in the browser"
    assert "Vũ Ngọc Mai" in body(back)


QUESTION = "Đèn nào hỏng, số cột bao nhiêu? " * 20


@pytest.mark.parametrize("go", ["look", "do"])
def test_what_was_written_for_a_step_that_somebody_else_ended_is_given_back(quan, cast, go):
    case = street_light().case
    act(actions.register, case, by=cast.quan)
    url = f"/desk/cases/{case.ref}/ask"
    opened = quan.get(url)
    act(actions.act, again(case), "reply", {"answer": "Đã sửa."}, by=cast.duc)
    late = quan.post(url, {"once": field(opened, "once"), "seq": field(opened, "seq"), "go": go, "text": QUESTION})
    assert late.status_code == 409
    page = body(late)
    for said in (QUESTION.strip(), cast.duc.user.name, "Trả lời", "Mở hồ sơ"):
        assert said in page
    forms = re.findall(r'<form method="post" action="(/desk/cases/[^"]+)".*?name="(\w+)" value="Đèn', page, re.DOTALL)
    assert forms, "it is offered where a step still takes it"
    before = Done.objects.count()
    for address, into in forms:
        assert f"{QUESTION.strip()}</textarea>" in body(quan.post(address, {into: QUESTION, "go": "mend"})), address
    assert Done.objects.count() == before
    assert quan.get(url, follow=True).status_code == 200


def test_an_extension_that_somebody_else_gave_says_who_and_until_when(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    binh, url = signed_in(cast.binh), f"/desk/cases/{case.ref}/extend"
    forms = [binh.get(url) for _ in range(2)]
    sent = {"go": "do", "extension": "resolve:complex", "reason": "Nhiều nơi phải xác minh."}
    first, second = (binh.post(url, sent | {name: field(form, name) for name in ("once", "seq")}) for form in forms)
    assert first.status_code == 302
    assert second.status_code == 409
    said = body(second)
    for part in ("Nhiều nơi phải xác minh.</textarea>", "Vừa có người khác", cast.binh.user.name, "11/05/2026"):
        assert part in said
    assert "đã chuyển sang tình trạng khác" not in said, "it stands where it stood"
    assert Done.objects.filter(case=case, verb="extend").count() == 1


def test_what_was_written_in_a_case_that_went_elsewhere_is_shown_to_be_copied(quan, cast, classified):
    url = f"/desk/cases/{classified.ref}/message"
    opened = quan.get(url)
    act(actions.transfer, classified, by=cast.duc, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    act(actions.accept_transfer, again(classified), by=cast.binh)
    sent = {"once": field(opened, "once"), "seq": field(opened, "seq"), "go": "look", "text": QUESTION}
    late = quan.post(url, sent)
    assert late.status_code == 404
    assert QUESTION.strip() in body(late)
    assert f'href="/desk/cases/{classified.ref}"' in body(late)
    assert QUESTION.strip() in body(quan.post("/desk/cases/NR-0000-0000/message", sent)), (
        "one answer for what is not there"
    )


@pytest.mark.parametrize("step", ["transfer", "start-case", "accept-transfer", "extend", "no-such-step", "close"])
def test_a_step_that_cannot_be_taken_now_is_not_there(quan, report, step):
    case = report()
    offered, nowhere = quan.get(f"/desk/cases/{case.ref}/{step}"), quan.get("/desk/cases/NR-0000-0000/register")
    assert offered.status_code == nowhere.status_code == 404


def test_another_wards_officer_can_neither_open_nor_send_a_form(cast, signed_in, report):
    case = report()
    lan, url = signed_in(cast.lan), f"/desk/cases/{case.ref}/register"
    assert lan.get(url).status_code == 404
    assert lan.post(url, {"go": "do", "seq": case.seq, "once": "x"}).status_code == 404
    assert again(case).state == "received"


def test_a_forged_seq_or_key_changes_nothing(quan, report):
    case = report()
    for seq in ("", "-1", "x", "9" * 30, "٣"):
        answer = quan.post(f"/desk/cases/{case.ref}/register", {"go": "do", "seq": seq, "once": "a" * 500})
        assert answer.status_code in (409, 422), seq
    assert again(case).state == "received"


NASTY = [
    "<script>alert(1)</script>",
    "'; DROP TABLE cases_case; --",
    "\ud83d\ude00" * 3,
    "%s{0}{{x}}",
]


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_typed_is_kept_as_words_and_shown_as_words(quan, cast, report, text):
    text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    case = registered(cast, report())
    assert fill(quan, f"/desk/cases/{case.ref}/ask", text=text).status_code == 302
    page = body(quan.get(f"/desk/cases/{case.ref}"))
    assert "<script>alert(1)" not in page


def test_a_flood_of_words_is_refused_with_the_limit(quan, cast, report):
    case = registered(cast, report())
    answer = fill(quan, f"/desk/cases/{case.ref}/ask", text="a" * 30_000)
    assert answer.status_code == 422
    assert "dài quá 20000 ký tự" in body(answer)


def test_a_form_without_its_token_gets_a_clear_page(cast, report):
    from django.test import Client

    case = report()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.quan.user)
    answer = browser.post(f"/desk/cases/{case.ref}/register", {"go": "do", "seq": case.seq, "once": "x"})
    assert answer.status_code == 403
    assert "Biểu mẫu đã mở quá lâu" in body(answer)
    assert again(case).state == "received"


def test_a_message_is_looked_at_and_then_sent(quan, report):
    case = report()
    url = f"/desk/cases/{case.ref}/message"
    looked = fill(quan, url, go="look", text="Mời ông gọi 024.")
    assert "Mời ông gọi 024." in body(looked)
    assert not Words.objects.exists()
    sent = {"once": field(looked, "once"), "seq": field(looked, "seq"), "go": "do", "text": "Mời ông gọi 024."}
    for _ in range(2):
        assert quan.post(url, sent).status_code == 302
    assert body_of() == "Mời ông gọi 024."


def test_whoever_writes_a_message_sees_what_a_colleague_did_meanwhile_before_it_is_sent(quan, cast, classified):
    url = f"/desk/cases/{classified.ref}/message"
    opened = quan.get(url)
    act(actions.message, classified, by=cast.duc, text="Đã có kết quả.")
    sent = {"once": field(opened, "once"), "seq": field(opened, "seq"), "text": "Mời ông gọi 024."}
    look = quan.post(url, {**sent, "go": "look"})
    assert look.status_code == 200
    said = body(look)
    assert said.index("Việc đã làm trong lúc đó") < said.index(cast.duc.user.name) < said.index("Mời ông gọi 024.")
    assert "Đã có kết quả." in said
    act(actions.message, again(classified), by=cast.duc, text="Còn một điều nữa.")
    kept = {name: field(look, name) for name in ("once", "seq", "text", "told")}
    late = quan.post(url, {**kept, "go": "do"})
    assert late.status_code == 409
    assert "Còn một điều nữa." in body(late)
    assert again(classified).seq == classified.seq + 2, "nothing was sent"
    kept["told"] = field(late, "told")
    assert quan.post(url, {**kept, "go": "do"}).status_code == 302
    assert again(classified).seq == classified.seq + 3


def test_where_nothing_happened_meanwhile_the_look_says_nothing_of_it(quan, classified):
    looked = fill(quan, f"/desk/cases/{classified.ref}/message", go="look", text="Mời ông gọi 024.")
    assert "Việc đã làm trong lúc đó" not in body(looked)


def another_investigator(cast):
    with guard.outside("Hoa is made an investigator too"):
        post = Post.objects.create(office=cast.office.investigation, role="investigator", begins=SINCE)
        Holding.objects.create(post=post, user=cast.hoa.user, begins=SINCE)
    return post


def test_an_investigator_and_nobody_else_is_put_in_charge_of_a_crime_report(cast, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    act(actions.transfer, again(case), by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    act(actions.accept_transfer, again(case), by=cast.binh)
    for post in (cast.hoa.post, cast.binh.post):
        with pytest.raises(Refused) as refused:
            act(actions.assign, again(case), by=cast.binh, post=post)
        assert (refused.value.code, refused.value.params["roles"]) == ("cases.post-of-another-role", "Điều tra viên")
    act(actions.assign, again(case), by=cast.binh, post=another_investigator(cast))


def test_the_head_hands_a_case_to_somebody_else_of_the_office(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    binh = signed_in(cast.binh)
    page = body(binh.get(f"/desk/cases/{case.ref}/hand-over"))
    assert "Đinh Thị Hoa" not in page  # a duty officer settles no crime report
    assert fill(binh, f"/desk/cases/{case.ref}/hand-over", post=cast.hoa.post.pk, reason="Nghỉ.").status_code == 422
    heir = another_investigator(cast)
    answer = fill(binh, f"/desk/cases/{case.ref}/hand-over", post=heir.pk, reason="Nghỉ phép.")
    assert answer.status_code == 302
    assert again(case).assignee_id == heir.pk


def test_a_late_case_can_still_be_worked_on(quan, report, clock):
    case = report(at=NOW - timedelta(days=20))
    assert fill(quan, f"/desk/cases/{case.ref}/register").status_code == 302


def test_whom_to_assign_to_shows_role_and_open_cases(cast, signed_in, report):
    for _ in range(2):
        with_the_investigators(cast, report())
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    act(actions.transfer, again(case), by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    act(actions.accept_transfer, again(case), by=cast.binh)
    page = body(signed_in(cast.binh).get(f"/desk/cases/{case.ref}/assign"))
    assert "Bùi Thanh Sơn, Điều tra viên (đang giữ 2 việc)" in page
    assert "Đinh Thị Hoa, Cán bộ trực ban" not in page  # an investigator settles it, nobody else
    english = body(signed_in(cast.binh).get(f"/desk/cases/{case.ref}/assign?lang=en"))
    assert "Bùi Thanh Sơn, Investigator (2 open)" in english


def test_who_is_there_with_how_much_is_one_statement(cast, report, django_assert_num_queries):
    with_the_investigators(cast, report())
    with django_assert_num_queries(1):
        hands = hands_at(cast.office.investigation.pk, NOW.date())
    assert {hand.holder: hand.open for hand in hands}["Bùi Thanh Sơn"] == 1


def test_a_notice_to_the_procuracy_asks_for_the_notice_and_nobodys_approval(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    page = body(signed_in(cast.son).get(f"/desk/cases/{case.ref}/tell-procuracy"))
    assert "Số, ngày văn bản thông báo gửi Viện kiểm sát" in page
    assert "phê duyệt" not in page
    english = body(signed_in(cast.son).get(f"/desk/cases/{case.ref}/tell-procuracy?lang=en"))
    assert "Number and date of the notice sent to the procuracy" in english
    assert "approv" not in english


def test_the_decision_to_go_on_is_told_only_after_a_suspension(cast, signed_in, report, clock):
    at = NOW.replace(month=8)
    clock.at = at
    case = report(
        place=HOAN_KIEM, at=at, procedure="complaint", identity={"name": "Nguyễn Văn Giấu", "address": "ngõ 12"},
        danger=None, wish="Hủy quyết định.", learned={"from": "2026-08-01", "to": "2026-08-01"},
    )  # fmt: skip
    registered(cast, case, at)
    act(actions.decide, again(case), by=cast.duc, at=at, step="accept")
    duc = signed_in(cast.duc)
    assert "Gửi quyết định tiếp tục" not in body(duc.get(f"/desk/cases/{case.ref}"))
    assert duc.get(f"/desk/cases/{case.ref}/tell-resumed").status_code == 404
    act(actions.suspend, again(case), by=cast.duc, at=at, more={"ground": "other-body", "reason": "Chờ."})
    act(actions.resume, again(case), by=cast.duc, at=at + timedelta(hours=1), more={"reason": "Đã có kết quả."})
    clock.at = at + timedelta(hours=2)
    assert "Gửi quyết định tiếp tục" in body(duc.get(f"/desk/cases/{case.ref}"))
    assert fill(duc, f"/desk/cases/{case.ref}/tell-resumed", text="Việc giải quyết tiếp tục.").status_code == 302
    assert "hiện không còn làm được nữa" in body(duc.get(f"/desk/cases/{case.ref}/tell-resumed", follow=True))


def test_a_case_is_offered_and_given_only_to_who_can_work_on_it(cast, signed_in, report):
    """An auditor posted at the same office reads it, and could do nothing with it."""
    with guard.outside("an auditor is posted to the investigators"):
        post = Post.objects.create(office=cast.office.investigation, role="auditor", begins=SINCE)
        Holding.objects.create(post=post, user=cast.dung.user, begins=SINCE)
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    act(actions.transfer, again(case), by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    act(actions.accept_transfer, again(case), by=cast.binh)
    page = body(signed_in(cast.binh).get(f"/desk/cases/{case.ref}/assign"))
    assert "Bùi Thanh Sơn" in page
    assert cast.dung.user.name not in page
    with pytest.raises(Refused) as refused:
        act(actions.assign, again(case), by=cast.binh, post=post)
    assert refused.value.code == "cases.post-without-cases"


def test_a_reason_that_the_reporter_reads_says_so_and_one_for_the_file_does_not(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    son = signed_in(cast.son)
    deciding = body(son.get(f"/desk/cases/{case.ref}/not-start"))
    assert "Người báo cũng đọc được nội dung này" in deciding
    assert "Ghi vào hồ sơ. Người kiểm tra sau này sẽ đọc." not in deciding
    handing = body(signed_in(cast.binh).get(f"/desk/cases/{case.ref}/hand-over"))
    assert "Ghi vào hồ sơ. Người kiểm tra sau này sẽ đọc." in handing


def test_the_procuracy_can_still_be_told_after_the_decision(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    act(actions.decide, case, by=cast.son, step="not-start", answer="Không có tội phạm.", more={"reason": "Tự mất."})
    son = signed_in(cast.son)
    assert "Báo Viện kiểm sát" in body(son.get(f"/desk/cases/{case.ref}"))
    told = fill(son, f"/desk/cases/{case.ref}/tell-procuracy", document="Số 12, ngày 10/03/2026")
    assert told.status_code == 302


def test_closing_over_a_duty_that_is_not_done_says_so_first(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    act(actions.decide, case, by=cast.son, step="not-start", answer="Không có tội phạm.", more={"reason": "Tự mất."})
    son = signed_in(cast.son)
    telling = body(son.get(f"/desk/cases/{case.ref}/notify-result"))
    assert "việc theo luật chưa làm" not in telling, "a step that closes nothing leaves nothing"
    assert fill(son, f"/desk/cases/{case.ref}/notify-result", text="Kết quả.").status_code == 302
    closing = body(son.get(f"/desk/cases/{case.ref}/close"))
    assert "Bước này kết thúc hồ sơ khi còn 2 việc theo luật chưa làm:" in closing
    assert re.search(r"<li>Báo cho Viện kiểm sát \(hạn [^<]+\)</li>", closing), closing
    assert "while 2 duties under the law are not done" in body(son.get(f"/desk/cases/{case.ref}/close?lang=en"))
    assert fill(son, f"/desk/cases/{case.ref}/tell-procuracy", document="Số 12").status_code == 302
    closing = body(son.get(f"/desk/cases/{case.ref}/close?lang=vi"))
    assert "khi còn 1 việc" in closing
    assert "<li>Báo cho Viện kiểm sát" not in closing
    assert fill(son, f"/desk/cases/{case.ref}/close").status_code == 302
    over = re.search(r"Thông báo đã tiếp nhận.{0,400}?Chưa làm", body(son.get(f"/desk/cases/{case.ref}")), re.DOTALL)
    assert over, "what was left undone is not called void afterwards"


def test_after_a_return_the_officer_comes_to_today_and_reads_that_it_was_done(cast, signed_in, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    act(actions.transfer, again(case), by=cast.quan, office=cast.office.investigation, reason="Đúng thẩm quyền.")
    hoa = signed_in(cast.hoa)
    (way,) = re.findall(rf"/desk/cases/{case.ref}/([a-z-]*return[a-z-]*)", body(hoa.get(f"/desk/cases/{case.ref}")))[:1]
    sent = fill(hoa, f"/desk/cases/{case.ref}/{way}", reason="Thiếu tài liệu.")
    assert (sent.status_code, sent.headers["Location"]) == (302, "/desk/")
    assert "Đã làm:" in body(hoa.get("/desk/"))


def test_an_extension_says_at_the_desk_which_limit_and_from_when_to_when(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    binh = signed_in(cast.binh)
    page = body(binh.get(f"/desk/cases/{case.ref}"))
    step = re.findall(rf"/desk/cases/{case.ref}/(extend[a-z-]*)", page)
    assert step, page
    form = body(binh.get(f"/desk/cases/{case.ref}/{step[0]}"))
    choice = re.search(r'name="extension"[^>]*value="([^"]+)"', form)[1]
    assert fill(binh, f"/desk/cases/{case.ref}/{step[0]}", extension=choice, reason="Phức tạp.").status_code == 302
    assert re.search(r"[^<>]+: [^<>]+, từ \d\d/\d\d/2026 đến \d\d/\d\d/2026", body(binh.get(f"/desk/cases/{case.ref}")))
