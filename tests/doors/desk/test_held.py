"""A notice that counts in law, from the preview on: held, stopped, sent, told of on Today and beside its cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from namro.ground.gate import guard
from namro.ground.people.actors import reporter
from namro.ground.trail.models import Entry
from namro.work.cases import actions, held, jobs
from namro.work.cases import several as rules
from namro.work.cases.models import Case, CaseClock, Done, Held, OneOfSeveral, Several
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast, Member, act
from tests.doors.desk.conftest import Clock, Report, body, field, registered
from tests.doors.desk.test_several import again, sealed, send, whole

TEXT = "Công an phường đã nhận tin báo của ông/bà."
SENT = {"step": "notify:acknowledge", "text": TEXT, "once": "form-1"}
DUE = NOW + timedelta(seconds=held.HOLD)
LATE = DUE + timedelta(minutes=2)
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def three(cast: Cast, report: Report) -> list[Case]:
    """Three reports in the register of Hoàn Kiếm."""
    return [again(registered(cast, report(f"Mất xe {n}."))) for n in range(3)]


@pytest.fixture
def ordered(quan: Client, three: list[Case]) -> str:
    """The page of a notice that Quân has ordered for all three."""
    return str(send(quan, three, "do", **SENT)["Location"])


def test_the_preview_says_until_when_it_is_held_and_offers_to_send_at_once_unticked(quan, three):
    looked = body(send(quan, three, "look", **SENT))
    assert "Thông báo này được giữ lại 10 phút rồi mới gửi" in looked
    assert "thông báo gửi lúc 09:10" in looked
    assert 'id="f-at-once" name="at-once" value="1">' in looked
    assert "Gửi ngay thì không dừng được." in looked
    assert "thời hạn mà thông báo này phải kịp" not in looked
    assert not Held.objects.exists()


def test_a_message_and_an_assignment_are_not_held(quan, cast, signed_in, three):
    message = {"step": "message:", "text": "Chào.", "once": "form-2"}
    assert "at-once" not in body(send(quan, three, "look", **message))
    assert send(quan, three, "do", **message)["Location"].startswith("/desk/several/")
    assert Several.objects.count() == 1
    assert not Held.objects.exists()


def test_a_limit_that_ends_while_it_would_be_held_is_named_with_its_case(quan, three):
    with guard.outside("the limit of one case ends in five minutes"):
        CaseClock.objects.filter(case=three[1], clock="acknowledge").update(due_at=SOON)
    looked = body(send(quan, three, "look", **SENT))
    named = looked.partition("thời hạn mà thông báo này phải kịp sẽ hết trước lúc gửi")[2].partition("</ul>")[0]
    assert "Trong 1 hồ sơ, thời hạn" in looked
    assert three[1].ref in named
    assert three[0].ref not in named


def test_it_is_ordered_with_one_entry_and_nothing_happens_in_any_case(quan, three):
    entries = Entry.objects.count()
    page = str(send(quan, three, "do", **SENT)["Location"])
    assert Entry.objects.count() == entries + 1
    assert page == f"/desk/several/held/{Held.objects.get().pk}"
    shown = body(quan.get(page))
    assert "Chưa gửi. Thông báo gửi lúc 09:10." in shown
    assert "Sẽ gửi cho 3 hồ sơ" in shown
    assert TEXT in shown
    assert 'value="stop"' in shown
    assert 'value="send"' not in shown
    assert [again(case).seq for case in three] == [case.seq for case in three]
    twice = send(quan, three, "do", **SENT)
    assert twice["Location"] == page
    assert Held.objects.count() == 1


def test_sent_at_once_it_is_gone_for_good_and_nothing_is_held(quan, three):
    page = send(quan, three, "do", **SENT, **{"at-once": "1"})["Location"]
    assert page == f"/desk/several/{Several.objects.get().pk}"
    assert Done.objects.filter(verb="notify").count() == 3
    assert not Held.objects.exists()


def test_it_is_stopped_with_a_reason_and_then_can_be_ordered_again(quan, three, ordered, clock: Clock):
    clock.at = SOON
    assert quan.post(ordered, {"go": "stop", "reason": ""}).status_code == 422
    assert quan.post(ordered, {"go": "stop", "reason": "Nhầm nhóm."}).status_code == 302
    shown = body(quan.get(ordered))
    assert "Đã dừng lúc thứ Ba, 10/03/2026, 09:05. Không gửi cho hồ sơ nào." in shown
    assert "Phạm Minh Quân dừng, với lý do: Nhầm nhóm." in shown
    assert "Không gửi cho 3 hồ sơ này" in shown
    assert TEXT not in shown
    assert 'value="stop"' not in shown
    assert jobs.send_due(DUE) == 0
    assert "3 hồ sơ thực hiện được" in body(send(quan, three, "look", **SENT))


def test_once_sent_the_page_says_what_was_left_and_why_until_it_was_seen(quan, three, ordered, clock: Clock):
    act(actions.message, three[0], by=reporter(three[0].ref), at=SOON, text="Tôi nhớ thêm.")
    jobs.send_due(DUE)
    clock.at = LATE
    today = body(quan.get("/desk/"))
    assert "Thông báo đến giờ gửi thứ Ba, 10/03/2026, 09:10: 1 hồ sơ giữ nguyên, không gửi." in today
    assert ordered in today
    shown = body(quan.get(ordered))
    assert "Đã gửi lúc thứ Ba, 10/03/2026, 09:10." in shown
    assert "Đã thực hiện với 2 hồ sơ" in shown
    assert "1 hồ sơ được giữ nguyên" in shown
    assert "Người gửi vừa viết trong hồ sơ này." in shown
    assert quan.post(ordered, {"go": "seen"}).status_code == 302
    assert "giữ nguyên, không gửi" not in body(quan.get("/desk/"))
    assert 'value="seen"' not in body(quan.get(ordered))
    assert recheck(NOW) == []


def test_stopping_a_moment_too_late_is_answered_with_what_happened(quan, three, ordered, clock: Clock, monkeypatch):
    stops = actions.stop_held

    def after_the_worker(*on: Any, **given: Any) -> Any:
        jobs.send_due(DUE)
        return stops(*on, **given)

    monkeypatch.setattr(actions, "stop_held", after_the_worker)
    clock.at = DUE
    answer = quan.post(ordered, {"go": "stop", "reason": "Nhầm nhóm."})
    assert answer.status_code == 409
    assert "Thông báo vừa được gửi nên không dừng được nữa." in body(answer)
    assert "Đã thực hiện với 3 hồ sơ" in body(answer)


def test_while_nothing_sends_it_the_page_and_today_say_so_and_its_officer_sends_it(quan, three, ordered, clock: Clock):
    assert "Thông báo cho 3 hồ sơ gửi lúc 09:10; trước đó dừng được." in body(quan.get("/desk/"))
    assert quan.post(ordered, {"go": "send"}).status_code == 409, "its time has not come"
    clock.at = LATE
    assert "Thông báo cho 3 hồ sơ chưa gửi, dù giờ gửi là thứ Ba, 10/03/2026, 09:10." in body(quan.get("/desk/"))
    shown = body(quan.get(ordered))
    assert "Chưa gửi, dù giờ gửi là thứ Ba, 10/03/2026, 09:10." in shown
    assert 'value="send"' in shown
    assert quan.post(ordered, {"go": "send"}).status_code == 302
    assert {done.at for done in Done.objects.filter(verb="notify")} == {LATE}
    assert "Đã gửi lúc thứ Ba, 10/03/2026, 09:12." in body(quan.get(ordered))
    assert "hồ sơ chưa gửi" not in body(quan.get("/desk/"))


def test_after_a_restore_it_waits_for_its_officer_and_says_why(quan, three, ordered, cast, clock: Clock):
    with guard.outside("the records came back from a copy"):
        last = Entry.objects.order_by("pk").last()
        assert last is not None
        Entry.objects.create(version=last.version, at=last.at, actor_ref="operator:cli", action="copies.restore")
    clock.at = LATE
    assert jobs.send_due(LATE) == 0
    assert "khôi phục từ bản sao" in body(quan.get(ordered))
    assert "một thông báo cho 3 hồ sơ chờ được gửi hoặc dừng" in body(quan.get("/desk/"))
    assert quan.post(ordered, {"go": "send"}).status_code == 302
    assert Done.objects.filter(verb="notify").count() == 3


def test_a_second_notice_names_the_cases_that_one_waits_to_go_to(cast, signed_in, quan, three, ordered, report):
    fresh = again(registered(cast, report("Mất ví.")))
    duc = signed_in(cast.duc)
    looked = body(send(duc, [*three, fresh], "look", **SENT))
    assert "1 hồ sơ thực hiện được" in looked
    assert "3 hồ sơ giữ nguyên" in looked
    assert "Trong hồ sơ này đang có một thông báo chờ gửi của Phạm Minh Quân." in looked
    page = send(duc, [*three, fresh], "do", **SENT)["Location"]
    shown = body(duc.get(page))
    assert "Sẽ gửi cho 1 hồ sơ" in shown
    assert "3 hồ sơ được giữ nguyên" in shown
    assert send(duc, three, "do", **{**SENT, "once": "form-9"}, **{"at-once": "1"}).status_code == 409


def test_another_step_on_several_says_in_how_many_cases_a_notice_is_then_not_sent(cast, signed_in, three, ordered):
    duc = signed_in(cast.duc)
    message = {"step": "message:", "text": "Chào.", "once": "form-5"}
    assert "3 hồ sơ có thông báo chờ gửi. Nếu làm bước này" in body(send(duc, three, "look", **message))
    send(duc, three[:1], "do", **message)
    jobs.send_due(DUE)
    assert Done.objects.filter(verb="notify").count() == 2


def test_the_page_of_a_case_says_so_to_officers_and_not_to_its_reporter(cast, signed_in, quan, three, ordered):
    shown = body(signed_in(cast.mai).get(f"/desk/cases/{three[0].ref}"))
    assert "của Phạm Minh Quân sẽ gửi trong hồ sơ này lúc thứ Ba, 10/03/2026, 09:10" in shown
    assert ordered in shown
    page = body(signed_in(cast.mai).get(ordered))
    assert "Phạm Minh Quân dừng được cả thông báo" in page
    assert 'value="stop"' not in page
    assert signed_in(cast.mai).post(ordered, {"go": "stop", "reason": "x"}).status_code == 404
    jobs.send_due(DUE)
    assert "sẽ gửi trong hồ sơ này" not in body(quan.get(f"/desk/cases/{three[0].ref}"))


def test_the_head_of_the_office_stops_it_from_there(cast, signed_in, quan, three, ordered):
    duc = signed_in(cast.duc)
    assert 'value="stop"' in body(duc.get(ordered))
    assert duc.post(ordered, {"go": "stop", "reason": "Chưa đúng mẫu."}).status_code == 302
    assert "Hoàng Anh Đức đã dừng thông báo cho 3 hồ sơ: không gửi." in body(quan.get("/desk/"))
    assert "Hoàng Anh Đức dừng, với lý do: Chưa đúng mẫu." in body(quan.get(ordered))
    assert 'value="seen"' not in body(duc.get(ordered))
    quan.post(ordered, {"go": "seen"})
    assert "đã dừng thông báo" not in body(quan.get("/desk/"))


def test_whoever_reads_none_of_its_cases_finds_no_such_page(cast, signed_in: Callable[[Member], Client], ordered):
    for who in (cast.lan, cast.ha, cast.son):
        assert signed_in(who).get(ordered).status_code == 404
        assert signed_in(who).post(ordered, {"go": "stop", "reason": "x"}).status_code == 404
    assert signed_in(cast.quan).get("/desk/several/held/999999999999999999999").status_code == 404


def test_an_officer_who_left_reads_that_nothing_was_sent_and_so_does_the_office(
    cast, signed_in, quan, three, ordered, clock: Clock
):
    with guard.outside("Quân leaves his post"):
        cast.quan.user.holdings.update(ends=NOW.date())
    jobs.send_due(DUE)
    clock.at = LATE
    assert "3 hồ sơ giữ nguyên, không gửi" in body(quan.get("/desk/"))
    shown = body(signed_in(cast.mai).get(f"/desk/cases/{three[0].ref}"))
    assert "không gửi cho hồ sơ này. Lúc gửi, người yêu cầu không còn giữ chức vụ đã dùng khi yêu cầu" in shown
    left = body(quan.get(ordered))
    assert "Đến giờ gửi, thứ Ba, 10/03/2026, 09:10, không gửi được cho hồ sơ nào." in left
    assert "Còn 3 hồ sơ ngoài phạm vi xem của bạn." in left
    assert "Mất xe" not in left


def test_what_of_it_can_be_taken_back_after_all_is_a_link_away_for_half_an_hour(quan, ordered, clock: Clock):
    jobs.send_due(DUE)
    clock.at = LATE
    assert "Rút lại ở những hồ sơ" not in body(quan.get(ordered))
    with guard.outside("in one of the cases it only tells the reporter something"):
        OneOfSeveral.objects.filter(pk=OneOfSeveral.objects.order_by("pk")[0].pk).update(can_undo=True)
    link = f"/desk/several/{Several.objects.get().pk}"
    assert f'<a href="{link}">Rút lại ở những hồ sơ rút lại được</a>' in body(quan.get(ordered))
    clock.at = DUE + timedelta(minutes=31)
    assert link not in body(quan.get(ordered))


def test_a_whole_list_longer_than_one_action_goes_on_behind_what_was_ordered(quan, cast, report, monkeypatch):
    cases = [again(registered(cast, report(f"Mất xe {n}."))) for n in range(5)]
    monkeypatch.setattr(rules, "MOST", 3)
    form = {**SENT, "go": "do", "back": "state=open", "list": sealed(whole(quan, "state=open"))}
    first = quan.post("/desk/several", form)["Location"]
    shown = body(quan.get(first))
    assert "Danh sách còn nữa" in shown
    assert field(quan.get(first), "text") == TEXT
    fields = {name: field(quan.get(first), name) for name in ("rest", "back", "step", "text", "whole")}
    looked = body(quan.post("/desk/several", {**fields, "go": "mend"}))
    quan.post("/desk/several", {**SENT, "go": "do", "list": sealed(looked), "once": "form-2"})
    assert sorted(row.case_id for one in Held.objects.all() for row in one.cases.all()) == [case.pk for case in cases]


def test_today_costs_the_same_however_much_waits(quan, cast, report, ordered, django_assert_num_queries):
    quan.get("/desk/")  # what is kept from page to page is read now
    cost = 20  # four more than without any: which they are, what is in them, and whether a copy brought them back
    with django_assert_num_queries(cost):
        quan.get("/desk/")
    for n in range(3):
        send(quan, [again(registered(cast, report(f"Mất ví {n}.")))], "do", **{**SENT, "once": f"more-{n}"})
    assert Held.objects.count() == 4
    with django_assert_num_queries(cost):
        assert body(quan.get("/desk/")).count("trước đó dừng được") == 4
