"""A head lets one post answer for many tasks at once, and takes that back: all of them or none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from namro.ground.gate.refusals import NotThere
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import heads
from namro.work.plans.heard import heard
from namro.work.plans.history import acts_of
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan, Task
from namro.work.plans.moving_actions import Part, split
from namro.work.plans.recheck import differences
from namro.work.plans.standing_in import answered_for
from namro.work.plans.standing_in_actions import delegate_several, take_back_several
from namro.work.plans.task_actions import block, delegate, withdraw
from namro.work.plans.task_states import task_of
from tests.cast import Cast, act
from tests.work.plans.conftest import added

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)
DAYS: dict[str, Any] = {"begins": "2026-03-12", "ends": "2026-03-20", "reason": "Đi tập huấn."}


@pytest.fixture
def three(cast: Cast, plan: Plan) -> list[Task]:
    """The three tasks that Ba Đình was given."""
    for n in range(3):
        added(cast, plan, matter=f"Việc {n}")
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    return [one.task for one in answered_for(cast.office.ba_dinh.pk)]


def stands_in(task: Task, on: date) -> int | None:
    return task_of(acts_of(task.guard_ref)).answers(on)


def test_all_tasks_go_to_one_post_in_one_action_and_come_back_the_same_way(cast: Cast, three: list[Task]) -> None:
    entries = Entry.objects.count()
    seen = {task.ref: task.seq for task in three}
    assert act(delegate_several, three, by=cast.ha, post=cast.minh.post, seen=seen, **DAYS) == 3
    assert Entry.objects.count() == entries + 1, "one entry of the trail binds them all"
    assert [stands_in(task, date(2026, 3, 12)) for task in three] == [cast.minh.post.pk] * 3
    assert [stands_in(task, TODAY) for task in three] == [None] * 3
    assert acts_of(three[0].guard_ref)[-1].words == {"reason": "Đi tập huấn."}
    (told,) = heard(cast.minh.actor, TODAY)
    assert (told.n, len(told.tasks), told.act.verb) == (3, 3, "delegate"), "one message, not three"
    assert len(heads.delegations(cast.ha.actor, TODAY)) == 3
    rows = list(Task.objects.filter(pk__in=[task.pk for task in three[:2]]))
    back = {"post": cast.minh.post.pk, "begins": "2026-03-12", "reason": "Đã về."}
    assert act(take_back_several, rows, by=cast.ha, **back) == 2
    answer = [stands_in(task, date(2026, 3, 12)) for task in three]
    assert sorted(answer, key=str) == sorted([None, None, cast.minh.post.pk], key=str)
    assert [(one.act.verb, one.n) for one in heard(cast.minh.actor, TODAY)] == [("take-back", 2), ("delegate", 3)]
    assert list(differences()) == []
    assert verify().findings == []


def test_what_is_delegated_already_on_one_of_these_days_stops_them_all(cast: Cast, three: list[Task]) -> None:
    act(delegate, three[1], by=cast.ha, post=cast.lan.post, begins="2026-03-20", ends="2026-03-25")
    rows = list(Task.objects.filter(pk__in=[task.pk for task in three]))
    with pytest.raises(Refused, match=r"plans\.tasks-stopped") as refused:
        act(delegate_several, rows, by=cast.ha, post=cast.minh.post, **DAYS)
    assert refused.value.params["which"] == three[1].ref
    assert stands_in(three[0], date(2026, 3, 15)) is None, "none of them"
    assert act(delegate_several, rows, by=cast.ha, post=cast.minh.post, **DAYS | {"ends": "2026-03-19"}) == 3
    with pytest.raises(Refused, match=r"plans\.tasks-stopped"):
        act(take_back_several, rows, by=cast.ha, post=cast.lan.post.pk, begins="2026-03-20", reason="Thôi.")


def test_what_changed_since_is_closed_or_was_shared_out_stops_them_all(cast: Cast, three: list[Task]) -> None:
    seen = {task.ref: task.seq for task in three}
    act(block, three[0], by=cast.lan, reason="Chưa có xe.")
    rows = list(Task.objects.filter(pk__in=[task.pk for task in three]))
    with pytest.raises(Refused, match=r"plans\.tasks-stopped"):
        act(delegate_several, rows, by=cast.ha, post=cast.minh.post, seen=seen, **DAYS)
    act(withdraw, Task.objects.get(pk=three[2].pk), by=cast.thao, reason="Thôi.")
    with pytest.raises(Refused, match=r"plans\.tasks-stopped"):
        act(delegate_several, rows, by=cast.ha, post=cast.minh.post, **DAYS)
    act(split, Task.objects.get(pk=three[1].pk), by=cast.ha, parts=[Part(post=cast.lan.post.pk)])
    assert {one.task.ref for one in answered_for(cast.office.ba_dinh.pk)} == {three[0].ref, three[1].ref}
    part = Task.objects.get(lead_post=cast.lan.post)
    with pytest.raises(Refused, match=r"plans\.tasks-stopped"):
        act(delegate_several, [part], by=cast.ha, post=cast.minh.post, **DAYS)


def test_what_is_wrong_is_refused_and_the_same_form_works_once(cast: Cast, three: list[Task]) -> None:
    def go(**more: Any) -> int:
        said: dict[str, Any] = {"post": cast.minh.post, **DAYS, **more}
        return act(delegate_several, more.pop("tasks", three), by=said.pop("by", cast.ha), **said)

    for code, wrong in {
        "plans.delegation-backwards": {"ends": "2026-03-11"}, "plans.delegates-to-oneself": {"post": cast.ha.post},
        "plans.delegation-over": {"begins": "2026-03-01", "ends": "2026-03-02"},
        "plans.unknown-post": {"post": cast.mai.post}, "cases.needed": {"reason": " "},
        "cases.bad-date": {"begins": "hôm nào"},
    }.items():  # fmt: skip
        with pytest.raises(Refused) as refused:
            go(**wrong)
        assert refused.value.code == code
    other = Task.objects.get(lead_office=cast.office.hoan_kiem, matter="Việc 0")
    with pytest.raises(Refused, match=r"plans\.no-task-chosen"):
        act(delegate_several, [*three, other], by=cast.ha, post=cast.minh.post, **DAYS)
    for nobody in (cast.duc, cast.lan, cast.thao):
        with pytest.raises(NotThere):
            go(by=nobody)
    assert go(once="a") == 3
    with pytest.raises(Refused, match=r"plans\.already-done"):
        go(once="a")
