"""A decision is asked for by who owes the task, and given by whom it is asked of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from namro.ground.gate.refusals import NotThere
from namro.ground.people.models import Post
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import heads
from namro.work.plans.asking_actions import NewLead, ask_decision, decide
from namro.work.plans.heard import heard
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Plan, Task
from namro.work.plans.recheck import differences
from namro.work.plans.task_actions import delegate, take_back, withdraw
from tests.cast import Cast, Member, act
from tests.work.plans.conftest import added
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)


def ask(task: Task, by: Member, **more: Any) -> Task:
    """A question to the head of the office, unless `more` says otherwise."""
    said = {"of": "head", "kind": "decision", "text": "Xin mượn xe tuần tra.", "until": date(2026, 3, 20)}
    return act(ask_decision, task, by=by, **said | more)


def test_a_post_asks_its_head_who_answers_in_words_and_only_the_head_is_asked(cast: Cast, given: Task) -> None:
    ask(given, cast.lan)
    (one,) = heads.questions(cast.ha.actor, TODAY)
    assert (one.task, one.asked.text, one.own) == (given, "Xin mượn xe tuần tra.", False)
    assert heads.questions(cast.thao.actor, TODAY) == []
    for nobody in (cast.lan, cast.duc, cast.thao):
        with pytest.raises(NotThere):
            act(decide, again(given), by=nobody, answer="Đồng ý.")
    with pytest.raises(Refused, match=r"plans\.asked-already"):
        ask(again(given), cast.minh)
    act(decide, again(given), by=cast.ha, answer="Đồng ý.")
    assert heads.questions(cast.ha.actor, TODAY) == []
    with pytest.raises(Refused, match=r"plans\.nothing-asked"):
        act(decide, again(given), by=cast.ha, answer="Đồng ý.")
    assert list(differences()) == []
    assert verify().findings == []


def test_a_head_asks_whoever_gave_the_task_and_never_answers_their_own_question(cast: Cast, given: Task) -> None:
    ask(given, cast.ha, of="assigner", kind="more-time")
    assert [one.task for one in heads.questions(cast.thao.actor, TODAY)] == [given]
    assert [one.task for one in heads.asked_by_us(cast.ha.actor, TODAY)] == [given]
    with pytest.raises(NotThere):
        act(decide, again(given), by=cast.ha, answer="Được.")
    act(decide, again(given), by=cast.thao, answer="Lùi đến hết tháng.")
    ask(again(given), cast.ha)
    with pytest.raises(Refused, match=r"plans\.own-question"):
        act(decide, again(given), by=cast.ha, answer="Được.")
    act(withdraw, again(given), by=cast.thao, reason="Trùng")
    assert (again(given).asked, again(given).answer_by) == ("", None)
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"until": date(2026, 3, 1)}, "plans.day-over"),
        ({"of": "minister"}, "plans.unknown-question"),
        ({"text": " "}, "cases.needed"),
    ],
)
def test_a_question_to_nobody_without_words_or_too_late_is_refused(
    cast: Cast, given: Task, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        ask(given, cast.lan, **wrong)
    assert again(given).asked == ""


def test_a_head_sees_who_stands_in_for_whom_what_runs_before_what_is_over(cast: Cast, given: Task) -> None:
    for post, begins, ends in (
        (cast.lan.post, "2026-03-11", "2026-03-12"),
        (cast.minh.post, "2026-03-16", "2026-03-18"),
        (cast.nam.post, "2026-03-19", "2026-03-20"),
    ):
        act(delegate, again(given), by=cast.ha, post=post, begins=begins, ends=ends)
    found = heads.delegations(cast.nam.actor, date(2026, 3, 17))
    assert [(one.post_id, one.when, one.mine) for one in found] == [
        (cast.minh.post.pk, "now", False), (cast.nam.post.pk, "later", True), (cast.lan.post.pk, "over", False),
    ]  # fmt: skip
    assert heads.delegations(cast.duc.actor, TODAY) == []


def test_nobody_delegates_to_themselves_for_a_time_that_is_over_or_twice_on_one_day(cast: Cast, given: Task) -> None:
    def give(post: Post, begins: str, ends: str) -> None:
        act(delegate, again(given), by=cast.ha, post=post, begins=begins, ends=ends)

    give(cast.lan.post, "2026-03-12", "2026-03-16")
    for post, begins, ends, code in (
        (cast.ha.post, "2026-03-20", "2026-03-21", "delegates-to-oneself"),
        (cast.minh.post, "2026-03-02", "2026-03-09", "delegation-over"),
        (cast.minh.post, "2026-03-20", "2026-03-19", "delegation-backwards"),
        (cast.minh.post, "2026-03-16", "2026-03-20", "delegated-already"),
    ):
        with pytest.raises(Refused, match=rf"^plans\.{code}") as refused:
            give(post, begins, ends)
    assert refused.value.params == {"who": cast.lan.user.name, "begins": "12/03/2026", "ends": "16/03/2026"}
    give(cast.minh.post, "2026-03-17", "2026-03-20")
    assert list(differences()) == []


def test_a_yes_to_more_time_moves_the_day_at_once_keeps_the_first_and_tells_whoever_asked(
    cast: Cast, given: Task
) -> None:
    ask(given, cast.lan, of="assigner", kind="more-time", to=date(2026, 7, 15))
    act(decide, again(given), by=cast.thao, answer="Được, vì mưa lũ.", agreed=True)
    moved = again(given)
    assert (moved.due_on, moved.baseline_on, moved.asked) == (date(2026, 7, 15), date(2026, 6, 30), "")
    verbs = list(Act.objects.filter(about=given.guard_ref).order_by("seq").values_list("verb", "words"))[-2:]
    assert verbs == [("decide", {"answer": "Được, vì mưa lũ."}), ("change-time", {"reason": "Được, vì mưa lũ."})]
    (told,) = heard(cast.lan.actor, TODAY)
    assert (told.tasks[0], told.act.verb) == (given, "decide")
    assert heard(cast.thao.actor, TODAY) == heard(cast.duc.actor, TODAY) == []
    assert list(differences()) == []
    assert verify().findings == []


def test_a_no_leaves_the_day_and_a_yes_that_cannot_move_leaves_the_question(cast: Cast, given: Task) -> None:
    ask(given, cast.ha, of="assigner", kind="more-time")
    with pytest.raises(Refused, match=r"cases\.needed"):
        act(decide, again(given), by=cast.thao, answer="Được.", agreed=True)
    assert again(given).asked == "assigner"
    act(decide, again(given), by=cast.thao, answer="Không.", agreed=False, to=date(2026, 7, 15))
    assert (again(given).due_on, again(given).asked) == (date(2026, 6, 30), "")
    ask(again(given), cast.lan, kind="more-time", to=date(2026, 7, 15))
    with pytest.raises(NotThere):
        act(decide, again(given), by=cast.ha, answer="Được.", agreed=True)
    assert again(given).asked == "head", "the day is given by whoever gave the task"


def test_a_yes_to_another_lead_gives_the_task_at_once(cast: Cast, plan: Plan) -> None:
    task = added(cast, plan, spread=False, lead=cast.office.ba_dinh.pk)
    act(issue, plan, by=cast.thao, to=[])
    ask(again(task), cast.ha, of="assigner", kind="other-lead")
    lead = NewLead(cast.office.hoan_kiem, "handler", "head")
    act(decide, again(task), by=cast.thao, answer="Giao Hoàn Kiếm.", agreed=True, lead=lead)
    assert again(task).lead_office == cast.office.hoan_kiem
    (told,) = heard(cast.ha.actor, TODAY)
    assert (told.tasks, told.act.verb, told.left) == ((task,), "decide", True), "who asked hears it, though it is gone"
    assert heard(cast.lan.actor, TODAY) == []
    assert list(differences()) == []


def test_a_delegation_is_taken_back_early_with_a_reason_and_both_are_told(cast: Cast, given: Task) -> None:
    for post, begins, ends in (
        (cast.minh.post, "2026-03-09", "2026-03-24"),
        (cast.lan.post, "2026-03-25", "2026-03-30"),
    ):
        act(delegate, again(given), by=cast.ha, post=post, begins=begins, ends=ends)
    gone = {"post": cast.minh.post.pk, "begins": "2026-03-09"}
    with pytest.raises(Refused, match=r"cases\.needed"):
        act(take_back, again(given), by=cast.ha, reason=" ", **gone)
    act(take_back, again(given), by=cast.ha, reason="Đã về sớm.", **gone)
    act(take_back, again(given), by=cast.ha, post=cast.lan.post.pk, begins="2026-03-25", reason="Không cần nữa.")
    assert [(one.post_id, one.ends) for one in heads.delegations(cast.ha.actor, TODAY)] == [
        (cast.minh.post.pk, date(2026, 3, 9))
    ]
    assert [one.act.verb for one in heard(cast.minh.actor, TODAY)] == ["take-back", "delegate"]
    with pytest.raises(Refused, match=r"plans\.not-delegated"):
        act(take_back, again(given), by=cast.ha, reason="Lại nữa.", **gone)
    assert list(differences()) == []
