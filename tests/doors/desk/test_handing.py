"""Handing a post over with its whole desk, as the head and the heirs see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from namro.ground.gate import guard
from namro.ground.people.models import Post
from namro.work.cases import actions, desk_actions, desks
from namro.work.cases.models import Case
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import Report, body, field, registered

WHY = "Chuyển công tác từ 11/3."


@pytest.fixture
def duc(cast: Cast, signed_in: Callable[[Member], Client]) -> Client:
    """The browser of the head of Hoàn Kiếm."""
    return signed_in(cast.duc)


@pytest.fixture
def on_mais_desk(cast: Cast, report: Report) -> list[Case]:
    """Three reports that Mai has."""
    found = []
    for n in range(3):
        case = registered(cast, report(f"Mất xe {n}."))
        act(actions.assign, case, by=cast.duc, post=cast.mai.post)
        found.append(Case.objects.get(pk=case.pk))
    return found


def address(post: Post) -> str:
    return f"/desk/posts/{post.pk}/hand-over"


def look(browser: Client, cast: Cast, **more: str) -> Any:
    sent = {"go": "look", "to-crime-report": str(cast.quan.post.pk), "reason": WHY, **more}
    return browser.post(address(cast.mai.post), sent)


def do(browser: Client, cast: Cast, looked: Any) -> Any:
    hidden = {name: field(looked, name) for name in ("once", "seen", "to-crime-report", "reason")}
    return browser.post(address(cast.mai.post), {"go": "do", **hidden})


def test_the_head_looks_hands_over_and_the_heir_finds_it_today(duc, quan, cast, on_mais_desk):
    assert address(cast.mai.post) in body(duc.get("/desk/workload"))
    page = body(duc.get(address(cast.mai.post)))
    assert all(case.number in page for case in on_mais_desk)
    assert "Bàn giao toàn bộ công việc của Vũ Ngọc Mai" in page
    assert f"{on_mais_desk[0].next_due_on:%d/%m/%Y}" in page, "the next date of each case"
    looked = look(duc, cast)
    assert "Phạm Minh Quân, Cán bộ trực ban" in body(looked)
    assert WHY in body(looked)
    assert Case.objects.filter(assignee=cast.mai.post).count() == 3
    answer = do(duc, cast, looked)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/workload")
    assert "Đã bàn giao 3 hồ sơ." in body(duc.get("/desk/workload"))
    assert Case.objects.filter(assignee=cast.quan.post).count() == 3
    assert "Bạn được bàn giao 3 hồ sơ" in body(quan.get("/desk/"))
    told = quan.get("/desk/handed")
    assert WHY in body(told)
    assert "3 hồ sơ của Vũ Ngọc Mai, Hoàng Anh Đức bàn giao" in body(told)
    assert quan.post("/desk/handed", {"upto": field(told, "upto")}).status_code == 302
    assert "Bạn được bàn giao" not in body(quan.get("/desk/"))


def test_a_form_sent_twice_says_that_it_was_done(duc, cast, on_mais_desk):
    looked = look(duc, cast)
    do(duc, cast, looked)
    do(duc, cast, looked)
    assert "Việc này đã được ghi nhận từ lần gửi trước" in body(duc.get("/desk/workload"))


def test_what_is_missing_is_said_at_its_input_and_nothing_is_lost(duc, cast, on_mais_desk):
    answer = look(duc, cast, **{"to-crime-report": ""})
    assert answer.status_code == 422
    assert WHY in body(answer)
    assert 'id="w-to-crime-report"' in body(answer)
    assert look(duc, cast, **{"to-crime-report": str(cast.lan.post.pk)}).status_code == 422
    assert look(duc, cast, reason="").status_code == 422
    assert Case.objects.filter(assignee=cast.mai.post).count() == 3
    mended = look(duc, cast, go="mend")
    assert mended.status_code == 200
    assert WHY in body(mended)


def test_a_desk_that_changed_meanwhile_is_shown_again_with_what_was_filled_in(duc, cast, on_mais_desk):
    looked = look(duc, cast)
    act(actions.hand_over, on_mais_desk[0], by=cast.duc, post=cast.duc.post, reason="Gấp.")
    answer = do(duc, cast, looked)
    assert answer.status_code == 409
    assert "đã thay đổi từ lúc bạn xem" in body(answer)
    assert WHY in body(answer)
    assert Case.objects.filter(assignee=cast.mai.post).count() == 2


def test_a_large_desk_goes_on_from_part_to_part_as_it_was_chosen(duc, cast, on_mais_desk, monkeypatch):
    for module in (desks, desk_actions):
        monkeypatch.setattr(module, "PART", 2)
    looked = look(duc, cast)
    assert "Mỗi lần bàn giao 2 hồ sơ" in body(looked)
    following = do(duc, cast, looked)
    assert following.status_code == 200
    assert "Đã bàn giao 2 hồ sơ." in body(following)
    assert "Bàn giao 1 hồ sơ" in body(following)
    assert do(duc, cast, following).status_code == 302
    assert Case.objects.filter(assignee=cast.quan.post).count() == 3


def test_an_empty_desk_says_so(duc, cast):
    assert "Vị trí này không còn việc gì." in body(duc.get(address(cast.mai.post)))


def test_it_is_not_there_for_anyone_but_the_head(cast, signed_in, on_mais_desk):
    for who in (cast.quan, cast.mai, cast.lan, cast.ha, cast.dung, cast.tam):
        browser = signed_in(who)
        assert browser.get(address(cast.mai.post)).status_code == 404
        assert look(browser, cast).status_code == 404
    assert signed_in(cast.duc).get("/desk/posts/999999999999999999999/hand-over").status_code == 404
    assert signed_in(cast.dung).get("/desk/handed").status_code == 404


def test_what_an_heir_may_no_longer_read_is_not_shown(cast, quan, duc, on_mais_desk):
    do(duc, cast, look(duc, cast))
    with guard.outside("a case that went to another office since"):
        Case.objects.filter(pk=on_mais_desk[0].pk).update(office=cast.office.ba_dinh)
    page = body(quan.get("/desk/handed"))
    assert on_mais_desk[0].number not in page
    assert on_mais_desk[1].number in page


def test_the_administrator_reads_how_many_cases_a_post_has_and_none_of_them(cast, signed_in, on_mais_desk):
    page = body(signed_in(cast.dung).get(f"/desk/people/{cast.mai.user.pk}"))
    assert "Vị trí này đang giữ 3 hồ sơ." in page
    assert address(cast.mai.post) not in page
    assert on_mais_desk[0].number not in page
