"""A post is handed over with its whole desk: all of it or none, each kind to somebody who may go on with it."""

from __future__ import annotations

from typing import Any

import pytest

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import reporter
from namro.ground.people.models import Holding, Post
from namro.ground.trail.models import Entry
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, desk_actions, desks, handover_actions
from namro.work.cases.models import Case, DeskHeir, Done, HandedDesk
from tests.cast import NOW, SINCE, Cast, Member, act
from tests.work.cases.conftest import Reported, again

pytestmark = pytest.mark.django_db
WHY = "Nghỉ thai sản từ ngày 11/3."


@pytest.fixture
def on_minhs_desk(reported: Reported, cast: Cast) -> list[Case]:
    """Two crime reports and a petition that Minh has."""
    answers = {"about": "Đèn đường hỏng.", "where": {"ref": "2025:00004", "detail": "ngõ 81"}}
    received = [reported().case, reported().case, reported(procedure="petition", answers=answers).case]
    found = []
    for case in received:
        act(actions.register, case, by=cast.lan)
        act(actions.assign, again(case), by=cast.ha, post=cast.minh.post)
        found.append(again(case))
    return found


def handed(cast: Cast, by: Member | None = None, once: str = "form-1", **more: Any) -> actions.Handed:
    heirs = more.pop("heirs", {"crime-report": cast.lan.post.pk, "petition": cast.ha.post.pk})
    return act(actions.hand_over_desk, cast.minh.post, by=by or cast.ha, heirs=heirs, reason=WHY, once=once, **more)


def code_of(function: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as caught:
        function(*args, **kwargs)  # type: ignore[operator]
    return caught.value.code


def test_the_desk_shows_all_that_a_post_has_and_who_may_go_on_with_it(cast: Cast, on_minhs_desk: list[Case]) -> None:
    case = on_minhs_desk[0]
    act(actions.message, case, by=reporter(case.ref), text="Tôi nhớ thêm.")
    desk = desks.desk_of(cast.ha.actor, cast.minh.post.pk, NOW)
    assert (desk.holder, desk.cases, desk.open, desk.unread) == (cast.minh.user.name, 3, 3, 1)
    assert [(kind.id, kind.cases) for kind in desk.kinds] == [("crime-report", 2), ("petition", 1)]
    assert {hand.post_id for hand in desk.kinds[0].heirs} == {cast.lan.post.pk, cast.ha.post.pk, cast.nam.post.pk}
    assert len(desk.rows) == 3
    assert all(row.due_on for row in desk.rows if row.ref != on_minhs_desk[2].ref)


def test_all_of_it_goes_each_case_with_an_act_and_an_entry_of_its_own(cast: Cast, on_minhs_desk: list[Case]) -> None:
    before = Entry.objects.count()
    result = handed(cast)
    assert (result.record.cases, result.left, result.before) == (3, 0, False)
    assert [again(case).assignee for case in on_minhs_desk] == [cast.lan.post, cast.lan.post, cast.ha.post]
    assert Done.objects.filter(verb="hand-over").count() == 3
    assert Entry.objects.count() - before == 4
    assert Entry.objects.get(pk=result.record.entry_id).object_ref == f"post:{cast.minh.post.pk}"
    assert desks.desk_of(cast.ha.actor, cast.minh.post.pk, NOW).cases == 0


def test_the_heirs_are_told_until_they_have_seen_it(cast: Cast, on_minhs_desk: list[Case]) -> None:
    handed(cast)
    assert [desks.unseen(who.actor) for who in (cast.lan, cast.ha, cast.minh, cast.quan)] == [2, 1, 0, 0]
    told = desks.inherited(cast.lan.actor, NOW)
    assert (told[0].from_name, told[0].by, told[0].reason, told[0].cases, len(told[0].rows)) == (
        cast.minh.user.name, cast.ha.user.name, WHY, 2, 2,
    )  # fmt: skip
    for _ in range(2):
        act(actions.see_handed_desks, cast.lan.user, by=cast.lan, upto=told[0].id)
    assert [desks.unseen(who.actor) for who in (cast.lan, cast.ha)] == [0, 1]
    assert Entry.objects.filter(action="cases.see_handed_desks").count() == 1


def test_a_form_sent_twice_does_its_work_once(cast: Cast, on_minhs_desk: list[Case]) -> None:
    first = handed(cast)
    entries = Entry.objects.count()
    second = handed(cast)
    assert second.before
    assert second.record == first.record
    assert Entry.objects.count() == entries


def test_all_or_none_goes(cast: Cast, on_minhs_desk: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    real, taken = handover_actions.hand_over, []

    def fails_at_the_third(case: Case, **given: Any) -> Done:
        if len(taken) == 2:
            raise Refused("cases.changed")
        taken.append(case)
        return real(case, **given)

    monkeypatch.setattr(desk_actions, "hand_over", fails_at_the_third)
    entries = Entry.objects.count()
    assert code_of(handed, cast) == "cases.changed"
    assert len(taken) == 2
    assert [again(case).assignee for case in on_minhs_desk] == [cast.minh.post] * 3
    assert (HandedDesk.objects.count(), DeskHeir.objects.count(), Entry.objects.count()) == (0, 0, entries)


def test_an_investigators_crime_reports_go_to_an_investigator_only(cast: Cast, verifying: Case) -> None:
    desk = desks.desk_of(cast.binh.actor, cast.son.post.pk, NOW)
    assert [(kind.id, kind.heirs) for kind in desk.kinds] == [("crime-report", ())]

    def hand(to: Post, once: str) -> actions.Handed:
        heirs = {"crime-report": to.pk}
        return act(actions.hand_over_desk, cast.son.post, by=cast.binh, heirs=heirs, reason=WHY, once=once)

    assert code_of(hand, cast.hoa.post, "1") == "cases.desk-not-this-heir"
    assert (
        code_of(act, actions.hand_over_desk, cast.son.post, by=cast.binh, heirs={}, reason=WHY, once="2")
        == "cases.desk-no-heirs"
    )
    with guard.outside("Hoa becomes an investigator as well"):
        heir = Post.objects.create(office=cast.office.investigation, role="investigator", begins=SINCE)
        Holding.objects.create(post=heir, user=cast.hoa.user, begins=SINCE)
    assert hand(heir, "3").left == 0
    assert again(verifying).assignee == heir


def test_what_nobody_else_may_go_on_with_stays_and_the_rest_goes(cast: Cast, on_minhs_desk: list[Case]) -> None:
    report, _, petition = on_minhs_desk
    for case in (report, petition):
        act(actions.assign, case, by=cast.ha, post=cast.nam.post)
    heirs = {"petition": cast.minh.post.pk}
    result = act(actions.hand_over_desk, cast.nam.post, by=cast.ha, heirs=heirs, reason=WHY, once="1")
    assert (result.record.cases, result.left) == (1, 1)
    assert (again(petition).assignee, again(report).assignee) == (cast.minh.post, cast.nam.post)


def test_every_kind_needs_its_heir_and_a_reason(cast: Cast, on_minhs_desk: list[Case]) -> None:
    assert code_of(handed, cast, heirs={"petition": cast.ha.post.pk}) == "cases.desk-needs-heir"
    minh_to_himself = {"petition": cast.ha.post.pk, "crime-report": cast.minh.post.pk}
    assert code_of(handed, cast, heirs=minh_to_himself) == "cases.desk-not-this-heir"
    away = {"petition": cast.ha.post.pk, "crime-report": cast.quan.post.pk}
    assert code_of(handed, cast, heirs=away) == "cases.desk-not-this-heir"
    assert (
        code_of(act, actions.hand_over_desk, cast.minh.post, by=cast.ha, heirs={}, reason=" ", once="1")
        == "cases.needed"
    )
    assert [again(case).assignee for case in on_minhs_desk] == [cast.minh.post] * 3


def test_a_desk_that_changed_since_it_was_shown_is_shown_again(cast: Cast, on_minhs_desk: list[Case]) -> None:
    shown = desks.desk_of(cast.ha.actor, cast.minh.post.pk, NOW).seen
    act(actions.hand_over, on_minhs_desk[0], by=cast.ha, post=cast.lan.post, reason="Việc gấp.")
    assert code_of(handed, cast, as_seen=shown) == "cases.desk-changed"
    now = desks.desk_of(cast.ha.actor, cast.minh.post.pk, NOW).seen
    assert handed(cast, as_seen=now).record.cases == 2


def test_a_large_desk_goes_in_parts(cast: Cast, on_minhs_desk: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (desks, desk_actions):
        monkeypatch.setattr(module, "PART", 2)
    desk = desks.desk_of(cast.ha.actor, cast.minh.post.pk, NOW)
    assert (desk.cases, desk.part) == (3, 2)
    assert [(kind.id, kind.in_part) for kind in desk.kinds] == [("crime-report", 2), ("petition", 0)]
    assert handed(cast, once="1").left == 1
    assert handed(cast, once="2").left == 0
    assert code_of(handed, cast, once="3") == "cases.desk-empty"


def test_a_closed_case_goes_along_only_while_something_waits_to_be_read(cast: Cast, on_minhs_desk: list[Case]) -> None:
    case = on_minhs_desk[2]
    act(actions.act, case, "reply", {"answer": "Đã sửa xong.", "text": "Đã sửa xong."}, by=cast.ha)
    act(actions.act, again(case), "close", {}, by=cast.minh)
    assert again(case).closed_at is not None
    assert desks.desk_of(cast.ha.actor, cast.minh.post.pk, NOW).cases == 2
    act(actions.message, again(case), by=reporter(case.ref), text="Vẫn chưa sáng.")
    desk = desks.desk_of(cast.ha.actor, cast.minh.post.pk, NOW)
    assert (desk.cases, desk.open, desk.unread) == (3, 2, 1)
    handed(cast)
    assert again(case).assignee == cast.ha.post


def test_only_the_head_hands_a_desk_over_and_others_learn_nothing(cast: Cast, on_minhs_desk: list[Case]) -> None:
    for member in (cast.lan, cast.minh, cast.quan, cast.duc, cast.dung, cast.thao):
        with pytest.raises(NotThere):
            handed(cast, by=member)
        with pytest.raises(NotThere):
            desks.desk_of(member.actor, cast.minh.post.pk, NOW)
    with pytest.raises(NotThere):
        desks.desk_of(cast.ha.actor, 10**9, NOW)
