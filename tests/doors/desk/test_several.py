"""One step on several cases of the list: chosen by boxes, looked at first, done in one action, taken back a while."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from namro.doors.desk import cases as list_page
from namro.doors.desk import several as several_page
from namro.doors.desk.page import PAGE
from namro.ground.gate import guard
from namro.ground.people.actors import reporter
from namro.ground.trail.models import Entry
from namro.work.cases import actions, timeline
from namro.work.cases import several as rules
from namro.work.cases.models import Case, Done, Several
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast, Member, act
from tests.doors.desk.conftest import BA_DINH, Clock, Report, body, field, registered
from tests.payloads import body_of


@pytest.fixture
def duc(cast: Cast, signed_in: Callable[[Member], Client]) -> Client:
    """The browser of the head of Hoàn Kiếm."""
    return signed_in(cast.duc)


@pytest.fixture
def three(cast: Cast, report: Report) -> list[Case]:
    """Three reports in the register of Hoàn Kiếm: nobody has two, Quân has the third."""
    found = [registered(cast, report(f"Mất xe {n}.")) for n in range(3)]
    act(actions.assign, found[2], by=cast.duc, post=cast.quan.post)
    return [again(case) for case in found]


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def send(browser: Client, cases: list[Case], go: str, **more: Any) -> Any:
    return browser.post("/desk/several", {"case": [f"{c.ref}.{c.seq}" for c in cases], "go": go, **more})


def assign(browser: Client, cases: list[Case], cast: Cast, go: str = "do", **more: Any) -> Any:
    sent = {"step": "assign:name-handler", "post": str(cast.mai.post.pk), "once": "form-1", **more}
    return send(browser, cases, go, **sent)


def test_boxes_stand_in_the_list_for_whoever_may(duc, cast, signed_in, three):
    page = body(duc.get("/desk/cases"))
    assert all(f'name="case" value="{case.ref}"' in page for case in three)
    assert "Cả 3 hồ sơ của trang này" in page
    assert 'name="case"' not in body(signed_in(cast.thao).get("/desk/cases"))
    assert signed_in(cast.thao).post("/desk/several", {"case": three[0].ref}).status_code == 404


def test_chosen_cases_are_assigned_in_one_action_each_with_an_act_of_its_own(duc, cast, three):
    which = duc.post("/desk/several", {"all": "1", "shown": " ".join(c.ref for c in three), "go": "choose"})
    assert "3 trên 3 hồ sơ đã chọn" in body(which)
    form = send(duc, three, "pick", step="assign:name-handler")
    assert "Vũ Ngọc Mai" in body(form)
    looked = body(assign(duc, three, cast, "look"))
    assert "3 hồ sơ thực hiện được" in looked
    assert "Trong 30 phút, có thể rút lại cho tất cả" in looked
    assert not Several.objects.exists()
    entries = Entry.objects.count()
    answer = assign(duc, three, cast)
    assert answer.status_code == 302
    assert [again(case).assignee for case in three] == [cast.mai.post] * 3
    assert Entry.objects.count() - entries == 4
    done = body(duc.get(answer["Location"]))
    assert "Đã thực hiện với 3 hồ sơ" in done
    assert "Rút lại với 3 hồ sơ" in done
    assert recheck(NOW) == []


def test_what_does_not_go_through_is_named_with_the_reason_before_and_after(duc, cast, report, three):
    fresh = report("Chưa vào sổ.")
    cases = [*three, fresh]
    looked = body(assign(duc, cases, cast, "look", post=str(cast.quan.post.pk)))
    assert "2 hồ sơ thực hiện được" in looked
    assert "2 hồ sơ giữ nguyên" in looked
    assert "Người này đang giữ hồ sơ rồi." in looked
    assert "Với tình trạng hiện nay của hồ sơ, chưa làm được bước này." in looked
    done = body(duc.get(assign(duc, cases, cast, post=str(cast.quan.post.pk))["Location"]))
    assert "Đã thực hiện với 2 hồ sơ" in done
    assert "2 hồ sơ được giữ nguyên" in done
    assert "Người này đang giữ hồ sơ rồi." in done
    assert again(fresh).seq == fresh.seq


def test_a_case_that_moved_on_meanwhile_is_left_as_it_is_and_named(duc, cast, three):
    act(actions.classify, three[0], by=cast.quan, flags={})
    done = body(duc.get(assign(duc, three, cast)["Location"]))
    assert "Đã thực hiện với 2 hồ sơ" in done
    assert "Phạm Minh Quân vừa làm một việc khác trong hồ sơ này." in done
    assert again(three[0]).assignee is None


def test_what_moved_on_since_it_was_chosen_is_left_out_of_the_preview_already(duc, cast, three):
    act(actions.classify, three[0], by=cast.quan, flags={})
    looked = body(assign(duc, three, cast, "look"))
    assert "2 hồ sơ thực hiện được" in looked
    assert "Từ lúc chọn, trong hồ sơ đã có việc khác." in looked


def test_a_case_of_another_kind_is_named_with_the_same_reason_before_and_after(duc, cast, report, three):
    petition = registered(cast, report("Đèn hỏng.", procedure="petition", danger=None))
    why = "Quy trình của hồ sơ này không có bước đó."
    assert why in body(assign(duc, [*three, petition], cast, "look"))
    assert why in body(duc.get(assign(duc, [*three, petition], cast)["Location"]))


def test_where_none_goes_through_nothing_is_written(duc, cast, three):
    for case in three:
        act(actions.classify, case, by=cast.quan, flags={})
    entries = Entry.objects.count()
    answer = assign(duc, three, cast)
    assert answer.status_code == 409
    assert "Không thực hiện được với hồ sơ nào" in body(answer)
    assert (Several.objects.count(), Entry.objects.count()) == (0, entries)


def test_whoever_is_slower_by_a_moment_reads_beside_each_case_what_came_before(duc, cast, three, monkeypatch):
    takes = several_page.actions.act_on_several

    def after_somebody_else(*given: Any, **more: Any) -> Any:
        for case in three:
            act(actions.classify, case, by=cast.quan, flags={})
        return takes(*given, **more)

    monkeypatch.setattr(several_page.actions, "act_on_several", after_somebody_else)
    page = body(assign(duc, three, cast))
    assert "Không thực hiện được với hồ sơ nào" in page
    assert "3 hồ sơ thực hiện được" not in page
    assert "Từ lúc chọn, trong hồ sơ đã có việc khác." in page


def test_a_form_sent_twice_does_its_work_once(duc, cast, three):
    first, second = assign(duc, three, cast), assign(duc, three, cast)
    assert first["Location"] == second["Location"]
    assert Several.objects.count() == 1
    assert Done.objects.filter(verb="assign", case=three[0]).count() == 1


def test_it_is_taken_back_by_a_new_act_to_whom_each_case_was_with(duc, cast, three):
    page = assign(duc, three, cast)["Location"]
    assert duc.post(page, {"reason": ""}).status_code == 422
    acts = Done.objects.count()
    answer = duc.post(page, {"reason": "Nhầm người.", "once": "undo-1"})
    assert answer.status_code == 302
    assert [again(case).assignee for case in three] == [None, None, cast.quan.post]
    assert Done.objects.count() == acts + 3
    assert [again(case).state for case in three] == [case.state for case in three]
    assert "Đã rút lại" in body(duc.get(answer["Location"]))
    assert 'name="reason"' not in body(duc.get(page))
    assert "Đã rút lại với 3 hồ sơ, lúc" in body(duc.get(page))
    again_sent = duc.post(page, {"reason": "Nhầm người.", "once": "undo-2"})
    assert again_sent["Location"] == answer["Location"]
    assert recheck(NOW) == []


def test_a_case_in_which_something_happened_since_is_not_taken_back(duc, cast, three):
    page = assign(duc, three, cast)["Location"]
    act(actions.message, again(three[0]), by=reporter(three[0].ref), text="Tôi nhớ thêm.")
    answer = duc.post(page, {"reason": "Nhầm người.", "once": "undo-1"})
    assert [again(case).assignee for case in three] == [cast.mai.post, None, cast.quan.post]
    assert "1 hồ sơ được giữ nguyên" in body(duc.get(answer["Location"]))


def test_of_a_case_that_went_elsewhere_since_nothing_is_shown(duc, cast, three):
    page = assign(duc, three, cast)["Location"]
    with guard.outside("it went to another office"):
        Case.objects.filter(pk=three[0].pk).update(office=cast.office.investigation)
    shown = body(duc.get(page))
    assert three[0].ref not in shown
    assert three[1].ref in shown or again(three[1]).number in shown
    assert "Còn 1 hồ sơ ngoài phạm vi xem của bạn." in shown
    with guard.outside("and came back"):
        Case.objects.filter(pk=three[0].pk).update(office=cast.office.hoan_kiem)


def test_after_half_an_hour_it_is_too_late(duc, cast, three, clock: Clock):
    page = assign(duc, three, cast)["Location"]
    clock.at = NOW + timedelta(minutes=30)
    assert 'name="reason"' in body(duc.get(page))
    clock.at = NOW + timedelta(minutes=30, seconds=1)
    assert 'name="reason"' not in body(duc.get(page))
    answer = duc.post(page, {"reason": "Nhầm người.", "once": "undo-1"})
    assert answer.status_code == 422
    assert [again(case).assignee for case in three] == [cast.mai.post] * 3


def test_a_notice_with_an_effect_in_law_that_is_sent_at_once_is_never_taken_back(duc, cast, three):
    text = "Công an phường đã nhận tin báo của ông/bà."
    sent = {"step": "notify:acknowledge", "text": text, "once": "form-2"}
    looked = send(duc, three, "look", **sent)
    assert text in body(looked)
    assert "Mỗi người gửi sẽ đọc được" in body(looked)
    assert "không rút lại được. Nếu có điểm sai" in body(looked)
    assert "Vì thông báo này chấm dứt thời hạn: Thông báo đã tiếp nhận." in body(looked)
    page = send(duc, three, "do", **sent, **{"at-once": "1"})["Location"]
    told = [body_of(done=done) for done in Done.objects.filter(verb="notify")]
    assert told == [text] * 3
    assert 'name="reason"' not in body(duc.get(page))
    assert duc.post(page, {"reason": "Nhầm.", "once": "undo-1"}).status_code == 422
    assert "không rút lại được. Nếu có điểm sai" in body(duc.get(page))


def test_a_message_to_several_reporters_is_taken_back_together_with_a_reason(duc, cast, three):
    which = body(send(duc, three, "choose"))
    assert "Nhắn cho người gửi" in which
    assert "không đọc" not in which
    text = {"step": "message:", "text": "Mời ông/bà đến lúc 8:00 thứ Sáu.", "once": "form-5"}
    looked = body(send(duc, three, "look", **text))
    assert "Mời ông/bà đến lúc 8:00 thứ Sáu." in looked
    assert "Trong 30 phút, có thể rút lại với tất cả cùng một lúc, có nêu lý do." in looked
    assert "không rút lại được" not in looked
    page = send(duc, three, "do", **text)["Location"]
    assert "Rút lại với 3 hồ sơ" in body(duc.get(page))
    assert "Người gửi đọc được lý do này" in body(duc.get(page))
    act(actions.message, again(three[0]), by=reporter(three[0].ref), text="Vâng.")
    answer = duc.post(page, {"reason": "Nhầm giờ.", "once": "undo-5"})
    done = body(duc.get(answer["Location"]))
    assert "Đã rút lại: Nhắn cho người gửi" in done
    assert "Người gửi vừa viết trong hồ sơ này." in done
    assert Done.objects.filter(verb="take-back").count() == 2
    shown = body(duc.get(f"/desk/cases/{three[1].ref}"))
    assert "người gửi không còn đọc được" in shown
    assert "Mời ông/bà đến lúc 8:00 thứ Sáu." in shown
    assert recheck(NOW) == []


def test_a_duty_officer_takes_back_what_they_wrote_to_several(cast, signed_in, three):
    quan = signed_in(cast.quan)
    page = send(quan, three[:2], "do", step="message:", text="Xin chờ.", once="form-6")["Location"]
    assert quan.post(page, {"reason": "Gửi nhầm.", "once": "undo-6"}).status_code == 302
    assert Done.objects.filter(verb="take-back").count() == 2


def test_an_ordinary_notice_is_taken_back_like_a_message(duc, cast, report):
    cases = []
    for n in range(2):
        case = report(
            f"Khiếu nại {n}.", procedure="complaint", identity={"name": "Nguyễn Văn Giấu", "address": "ngõ 12"},
            danger=None, wish="Hủy quyết định.", learned={"from": "2026-03-01", "to": "2026-03-01"},
        )  # fmt: skip
        registered(cast, case)
        act(actions.decide, again(case), by=cast.duc, step="accept")
        cases.append(again(case))
    sent = {"step": "notify:invite-dialogue", "text": "Mời đối thoại thứ Sáu.", "once": "form-7"}
    assert "Trong 30 phút, có thể rút lại với tất cả cùng một lúc" in body(send(duc, cases, "look", **sent))
    page = send(duc, cases, "do", **sent)["Location"]
    duc.post(page, {"reason": "Nhầm ngày.", "once": "undo-7"})
    assert [line.words for line in timeline.timeline(again(cases[0]), "reporter")[-2:]] == [
        [], [("reason", "Nhầm ngày.")],
    ]  # fmt: skip


# --- a whole list -----------------------------------------------------------------------------------------------------


@pytest.fixture
def many(cast: Cast, report: Report) -> list[Case]:
    """More registered reports of Hoàn Kiếm than a page of the list holds."""
    return [again(registered(cast, report(f"Mất xe {n}."))) for n in range(PAGE + 3)]


def whole(browser: Client, back: str = "", **more: Any) -> str:
    """The whole list chosen: the page with the question which step."""
    return body(browser.post("/desk/several", {"whole": "1", "back": back, "go": "choose", **more}))


def sealed(page: str) -> str:
    found = re.search(r'name="list" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_a_list_longer_than_its_page_is_chosen_whole_in_one_field_and_undone_at_once(duc, cast, many):
    listed = body(duc.get("/desk/cases?state=open"))
    assert f"Tất cả {PAGE + 3} hồ sơ của danh sách này" in listed
    which = whole(duc, "state=open", listed=str(PAGE + 3))
    assert f"Đã chọn {PAGE + 3} hồ sơ" in which
    assert "Tình trạng: Đang giải quyết" in which
    assert 'name="case"' not in which
    sent = {"list": sealed(which), "back": "state=open", "step": "assign:name-handler", "post": str(cast.mai.post.pk)}
    looked = body(duc.post("/desk/several", {**sent, "go": "look"}))
    assert f"{PAGE + 3} hồ sơ thực hiện được" in looked
    assert f"<summary>Xem {PAGE + 3} hồ sơ này</summary>" in looked
    page = duc.post("/desk/several", {**sent, "go": "do", "once": "whole-1"})["Location"]
    assert Case.objects.filter(assignee=cast.mai.post).count() == PAGE + 3
    duc.post(page, {"reason": "Nhầm.", "once": "whole-2"})
    assert Case.objects.filter(assignee=None).count() == PAGE + 3
    assert Several.objects.count() == 2


def test_what_comes_into_the_list_after_it_was_chosen_is_left_alone(duc, cast, report, many):
    which = whole(duc, "state=open", listed=str(PAGE + 3))
    late = again(registered(cast, report("Đến sau.")))
    sent = {"list": sealed(which), "step": "assign:name-handler", "post": str(cast.mai.post.pk)}
    duc.post("/desk/several", {**sent, "go": "do", "once": "whole-3"})
    assert again(late).assignee is None
    assert f"Lúc mở trang, danh sách có {PAGE + 3} hồ sơ; lúc chọn có {PAGE + 4}." in whole(
        duc, "state=open", listed=str(PAGE + 3)
    )


def test_only_what_the_filters_left_is_in_the_list(duc, cast, many):
    act(actions.assign, many[0], by=cast.duc, post=cast.quan.post)
    which = whole(duc, f"assignee={cast.quan.post.pk}")
    assert "Đã chọn 1 hồ sơ" in which


def test_of_a_list_with_more_than_one_action_takes_the_first_are_taken_and_that_is_said(duc, many, monkeypatch):
    monkeypatch.setattr(rules, "MOST", 10)
    monkeypatch.setattr(list_page, "MOST", 10)
    assert "10 hồ sơ đầu của danh sách này, theo thứ tự danh sách" in body(duc.get("/desk/cases"))
    which = whole(duc)
    assert "Danh sách còn nữa: đây là 10 hồ sơ đầu" in which
    newest = [case.ref for case in sorted(many, key=lambda case: case.pk)[-10:]]
    looked = body(duc.post("/desk/several", {"list": sealed(which), "step": "message:", "text": "Chào.", "go": "look"}))
    assert all(f"/desk/cases/{ref}" in looked for ref in newest)
    assert "10 hồ sơ thực hiện được" in looked


def test_the_rest_of_a_list_is_gone_on_with_where_the_first_part_ended(duc, many, monkeypatch):
    monkeypatch.setattr(rules, "MOST", 40)
    form = {"step": "message:", "text": "Mời đến trụ sở.", "once": "part-1", "go": "do", "back": "state=open"}
    sent = duc.post("/desk/several", {**form, "list": sealed(whole(duc, "state=open"))})
    page = body(duc.get(sent["Location"]))
    assert "Danh sách còn nữa" in page
    onward = page.partition('action="/desk/several"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', onward))
    assert fields["text"] == "Mời đến trụ sở."
    looked = body(duc.post("/desk/several", {**fields, "go": "mend"}))
    assert f"Đây là {len(many) - 40} hồ sơ cuối của danh sách." in looked
    last = duc.post("/desk/several", {**form, "list": sealed(looked), "once": "part-2"})
    assert "rest" not in last["Location"]
    told = [Done.objects.filter(case=case, verb="message").count() for case in many]
    assert told == [1] * len(many), "each reporter once"
    forged = duc.post("/desk/several", {**fields, "rest": fields["rest"][:-2] + "xx", "go": "mend"})
    assert forged["Location"] == "/desk/cases?state=open", "never from the beginning again"


def test_a_list_that_was_changed_on_its_way_or_is_somebody_elses_is_not_taken(duc, cast, signed_in, many):
    kept = sealed(whole(duc))
    for browser, text in ((duc, kept[:-3] + "xyz"), (duc, "x"), (signed_in(cast.mai), kept)):
        answer = browser.post("/desk/several", {"list": text, "back": "state=open", "go": "choose"})
        assert answer["Location"] == "/desk/cases?state=open"
        assert "Không đọc được danh sách hồ sơ đã chọn." in body(browser.get("/desk/cases"))


def test_what_is_left_out_stands_together_by_its_reason(duc, cast, many):
    for case in many[:7]:
        act(actions.assign, case, by=cast.duc, post=cast.mai.post)
    sent = {"list": sealed(whole(duc)), "step": "assign:name-handler", "post": str(cast.mai.post.pk)}
    looked = body(duc.post("/desk/several", {**sent, "go": "look"}))
    assert "<summary>7 hồ sơ: Người này đang giữ hồ sơ rồi.</summary>" in looked


def test_the_statements_of_the_preview_do_not_grow_with_the_list(duc, cast, many, django_assert_max_num_queries):
    for few in (many[:2], many[:40]):
        with django_assert_max_num_queries(16):
            assert assign(duc, few, cast, "look").status_code == 200


def test_a_step_that_moves_the_case_on_is_not_taken_back(cast, signed_in, report):
    case = registered(cast, report())
    act(actions.classify, case, by=cast.quan, flags={})
    act(actions.transfer, again(case), by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    act(actions.accept_transfer, again(case), by=cast.binh)
    binh = signed_in(cast.binh)
    sent = {"step": "assign:assign", "post": str(cast.son.post.pk), "once": "form-3"}
    assert "đưa hồ sơ sang giai đoạn mới nên không rút lại được" in body(send(binh, [again(case)], "look", **sent))
    page = send(binh, [again(case)], "do", **sent)["Location"]
    assert again(case).state == "verifying"
    assert 'name="reason"' not in body(binh.get(page))


def test_what_is_missing_is_said_and_the_choice_is_kept(duc, cast, three):
    answer = assign(duc, three, cast, "look", post="")
    assert answer.status_code == 422
    assert f'value="{three[0].ref}.{three[0].seq}"' in body(answer)
    assert send(duc, three, "pick", step="notify:none").status_code == 422
    nothing = duc.post("/desk/several", {"go": "choose", "back": "state=open"})
    assert nothing["Location"] == "/desk/cases?state=open"
    assert "Chưa chọn hồ sơ nào." in body(duc.get("/desk/cases"))
    assert duc.get("/desk/several").status_code == 302


def test_nobody_acts_on_cases_of_another_office_or_sees_what_others_did(duc, cast, signed_in, report, three):
    foreign = report("Việc của Ba Đình.", place=BA_DINH)
    page = assign(duc, [*three, foreign], cast)["Location"]
    assert foreign.ref not in body(duc.get(page))
    assert again(foreign).seq == foreign.seq
    assert signed_in(cast.quan).get(page).status_code == 404
    assert signed_in(cast.ha).post(page, {"reason": "x", "once": "u"}).status_code == 404
    assert field(duc.get(page), "once")
    assert duc.get("/desk/several/999999999999999999999").status_code == 404
