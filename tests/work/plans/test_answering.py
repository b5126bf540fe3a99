"""The reports of many tasks are accepted or sent back in one action: all of them or none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from namro.ground.gate.refusals import NotThere
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import answering
from namro.work.plans.answering_actions import answer_several
from namro.work.plans.deeds import AlreadyDone
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Plan, Task
from namro.work.plans.recheck import differences
from namro.work.plans.task_actions import accept, report
from tests.cast import HANOI, Cast, Member, act
from tests.work.plans.conftest import a_plan, added
from tests.work.plans.test_asking import TODAY
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(cast: Cast, plan: Plan) -> list[Task]:
    """One task given to both wards, and one in two periods to Ba Đình alone: all of it reported with a document."""
    added(cast, plan)
    added(cast, plan, spread=False, lead=cast.office.ba_dinh.pk, time={"rhythm": "monthly", "until": "2026-04-30"})
    february = datetime(2026, 2, 20, 9, tzinfo=HANOI)
    act(issue, plan, by=cast.thao, at=february, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    proof = a_plan(cast, "12/BC-CAHN", public=True).guard_ref
    tasks = sorted(Task.objects.filter(spread=False), key=lambda task: (bool(task.rhythm), task.pk))
    for task in tasks:
        by = cast.ha if task.lead_office == cast.office.ba_dinh else cast.duc
        for _ in range(2 if task.rhythm else 1):
            act(report, again(task), by=by, text="Đã làm xong.", refs=[proof])
    return tasks


def waits(by: Member, **narrowed: str) -> list[answering.Waits]:
    return list(answering.waiting(by.actor, TODAY, **narrowed).rows)


def answered(found: list[answering.Waits], by: Member, answer: str = "accept", **more: Any) -> int:
    return act(answer_several, found, by=by, answer=answer, **more)


def test_all_that_waits_is_accepted_at_once_and_each_task_has_its_own_entry(
    cast: Cast, plan: Plan, reported: list[Task]
) -> None:
    found = waits(cast.thao)
    assert len(found) == 4, "two wards, and two months of one task"
    assert len(waits(cast.thao, task=reported[0].parent.ref)) == 2
    assert len(waits(cast.thao, plan=plan.ref)) == 4
    assert waits(cast.ha) == []
    before = Entry.objects.count()
    assert answered(found, cast.thao, once="form") == 4
    assert Entry.objects.count() - before == 5, "one for all of it, one for each report"
    assert Act.objects.filter(verb="accept").count() == 4
    assert {again(task).state for task in reported} == {"accepted", "issued"}, "April and May are still owed"
    with pytest.raises(AlreadyDone):
        answered(found, cast.thao, once="form")
    assert list(differences()) == []
    assert verify().findings == []


def test_they_are_sent_back_with_one_reason_and_not_without(cast: Cast, reported: list[Task]) -> None:
    found = waits(cast.thao)
    with pytest.raises(Refused, match=r"cases\.needed"):
        answered(found, cast.thao, "send-back")
    assert answered(found, cast.thao, "send-back", reason="Thiếu chữ ký.") == 4
    assert {again(task).state for task in reported} == {"sent-back"}
    assert list(differences()) == []


def test_of_reports_one_of_which_was_answered_meanwhile_none_is_and_it_is_named(
    cast: Cast, reported: list[Task]
) -> None:
    found = waits(cast.thao)
    act(accept, again(reported[0]), by=cast.thao)
    with pytest.raises(Refused, match=r"plans\.several-stopped") as stopped:
        answered(found, cast.thao)
    assert stopped.value.params["which"] == reported[0].ref
    assert Act.objects.filter(verb="accept").count() == 1
    looked = answering.chosen(cast.thao.actor, TODAY, [one.key for one in found])
    assert sorted(one.why for one in looked) == ["", "", "", "plans.accepted-meanwhile"]


def test_what_one_brought_oneself_or_nothing_but_a_free_note_proves_is_not_accepted_among_others(
    cast: Cast, given: Task
) -> None:
    act(report, given, by=cast.ha, text="Xong.", refs=["figure:2026-03"])
    (one,) = waits(cast.thao)
    assert one.why == "plans.only-noted"
    with pytest.raises(Refused, match=r"plans\.several-stopped"):
        answered([one], cast.thao)
    assert answered([one], cast.thao, "send-back", reason="Cần tệp.") == 1


def test_nobody_answers_for_an_office_that_is_not_theirs(cast: Cast, reported: list[Task]) -> None:
    found = waits(cast.thao)
    for nobody in (cast.ha, cast.lan):
        with pytest.raises(NotThere):
            answered(found, nobody)
    assert not Act.objects.filter(verb="accept").exists()
