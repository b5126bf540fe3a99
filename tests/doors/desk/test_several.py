"""One step on several cases of the list: chosen by boxes, looked at first, done in one action, taken back a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from namro.ground.people.actors import reporter
from namro.ground.trail.models import Entry
from namro.work.cases import actions
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
    again_sent = duc.post(page, {"reason": "Nhầm người.", "once": "undo-2"})
    assert again_sent["Location"] == answer["Location"]
    assert recheck(NOW) == []


def test_a_case_in_which_something_happened_since_is_not_taken_back(duc, cast, three):
    page = assign(duc, three, cast)["Location"]
    act(actions.message, again(three[0]), by=reporter(three[0].ref), text="Tôi nhớ thêm.")
    answer = duc.post(page, {"reason": "Nhầm người.", "once": "undo-1"})
    assert [again(case).assignee for case in three] == [cast.mai.post, None, cast.quan.post]
    assert "1 hồ sơ được giữ nguyên" in body(duc.get(answer["Location"]))


def test_after_half_an_hour_it_is_too_late(duc, cast, three, clock: Clock):
    page = assign(duc, three, cast)["Location"]
    clock.at = NOW + timedelta(minutes=30)
    assert 'name="reason"' in body(duc.get(page))
    clock.at = NOW + timedelta(minutes=30, seconds=1)
    assert 'name="reason"' not in body(duc.get(page))
    answer = duc.post(page, {"reason": "Nhầm người.", "once": "undo-1"})
    assert answer.status_code == 422
    assert [again(case).assignee for case in three] == [cast.mai.post] * 3


def test_a_notice_is_read_before_it_goes_and_is_never_taken_back(duc, cast, three):
    text = "Công an phường đã nhận tin báo của ông/bà."
    sent = {"step": "notify:acknowledge", "text": text, "once": "form-2"}
    looked = send(duc, three, "look", **sent)
    assert text in body(looked)
    assert "Mỗi người gửi sẽ đọc được" in body(looked)
    assert "không rút lại được. Nếu có điểm sai" in body(looked)
    page = send(duc, three, "do", **sent)["Location"]
    told = [body_of(done=done) for done in Done.objects.filter(verb="notify")]
    assert told == [text] * 3
    assert 'name="reason"' not in body(duc.get(page))
    assert duc.post(page, {"reason": "Nhầm.", "once": "undo-1"}).status_code == 422
    assert "không rút lại được. Nếu có điểm sai" in body(duc.get(page))


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
