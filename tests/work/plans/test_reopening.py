"""An acceptance that was a mistake is undone on the same day: the report waits as it did, and nothing is forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from namro.ground.gate.refusals import NotThere
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import listed
from namro.work.plans.answering import waiting
from namro.work.plans.asking_actions import ask_decision
from namro.work.plans.heard import heard
from namro.work.plans.history import acts_of
from namro.work.plans.issue_actions import end, issue
from namro.work.plans.models import Act, Plan, Task
from namro.work.plans.moving_actions import Part, split
from namro.work.plans.progress import of_plan_in
from namro.work.plans.publishing import accepted_pieces
from namro.work.plans.publishing_actions import clear_evidence, hide_evidence
from namro.work.plans.queries import proofs, whole_task
from namro.work.plans.recheck import differences
from namro.work.plans.reopening_actions import reopen
from namro.work.plans.task_actions import accept, block, report, send_back, withdraw
from tests.cast import HANOI, NOW, Cast, act
from tests.work.plans.conftest import added, copy_for
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def done(cast: Cast, task: Task, **more: Any) -> Task:
    """The task, reported by Minh and accepted by mistake."""
    act(report, again(task), by=cast.minh, refs=["figure:26-1"], **more)
    return act(accept, again(task), by=cast.thao, **more)


def offered(cast: Cast, task: Task, on: date = TODAY) -> list[str]:
    whole = whole_task(cast.thao.actor, task.ref, on)
    return listed.offered(cast.thao.actor, whole.task, whole.standing, on)


def test_the_report_waits_again_as_it_did_and_the_history_keeps_both(cast: Cast, given: Task) -> None:
    act(block, given, by=cast.ha, reason="Chưa có kinh phí.")
    act(ask_decision, again(given), by=cast.lan, of="head", kind="decision", text="Mượn xe?", until=date(2026, 3, 20))
    done(cast, given)
    assert (again(given).state, again(given).blocked, again(given).asked) == ("accepted", False, "")
    assert "reopen" in offered(cast, given)
    act(reopen, again(given), by=cast.thao, reason="Bấm nhầm.")
    task = again(given)
    assert (task.state, task.closed_on, task.evidence) == ("reported", None, 1)
    assert (task.blocked, task.asked) == (True, "head"), "as it was before"
    assert [act.verb for act in acts_of(task.guard_ref)][-3:] == ["report", "accept", "reopen"]
    (proof,) = proofs(cast.thao.actor, task.ref, TODAY)
    assert proof.became == "reported"
    (row,) = waiting(cast.thao.actor, TODAY).rows
    assert (row.refs, len(row.by)) == (["figure:26-1"], 1)
    assert [one.act.verb for one in heard(cast.minh.actor, TODAY)] == ["reopen"], "whoever reported is told"
    assert accepted_pieces(acts_of(task.guard_ref)) == []
    assert task.parent is not None
    tomorrow = TODAY + timedelta(days=1)
    assert of_plan_in(cast.thao.actor, task.parent.plan.ref, TODAY, TODAY, tomorrow)[1].done == ()
    act(send_back, task, by=cast.thao, reason="Thiếu danh sách.")
    act(report, again(task), by=cast.minh, refs=["figure:26-2"])
    act(accept, again(task), by=cast.thao)
    assert [one.became for one in proofs(cast.thao.actor, task.ref, TODAY)] == ["accepted", "sent-back"]
    assert [piece for piece, _ in accepted_pieces(acts_of(task.guard_ref))] == ["figure:26-2"]
    assert list(differences()) == []
    assert verify().findings == []


def test_whoever_brought_the_evidence_still_does_not_accept_it_after_that(cast: Cast, given: Task) -> None:
    done(cast, given)
    act(reopen, again(given), by=cast.thao, reason="Bấm nhầm.")
    found = whole_task(cast.thao.actor, given.ref, TODAY)
    assert found.standing.reporters == {cast.minh.actor.ref}


def test_a_period_is_undone_by_itself_and_the_others_stay(cast: Cast, plan: Plan) -> None:
    added(cast, plan, time={"rhythm": "monthly", "until": "2026-05-31"})
    act(issue, plan, by=cast.thao, at=datetime(2026, 2, 20, 9, tzinfo=HANOI), to=[cast.office.ba_dinh])
    task = copy_for(cast.office.ba_dinh)
    done(cast, task)
    done(cast, task)
    act(reopen, again(task), by=cast.thao, period="2026-02", reason="Nhầm kỳ.")
    states = {one.period: one.state for one in whole_task(cast.thao.actor, task.ref, TODAY).owed}
    assert states == {"2026-02": "reported", "2026-03": "accepted", "2026-04": "open", "2026-05": "open"}
    with pytest.raises(Refused, match=r"plans\.not-accepted-today"):
        act(reopen, again(task), by=cast.thao, period="2026-02", reason="Lại nữa.")
    act(reopen, again(task), by=cast.thao, reason="Cả kỳ kia.")
    assert [one.state for one in whole_task(cast.thao.actor, task.ref, TODAY).owed][:2] == ["reported", "reported"]
    assert list(differences()) == []


def test_the_next_day_nothing_is_undone(cast: Cast, given: Task) -> None:
    done(cast, given)
    assert "reopen" not in offered(cast, given, TODAY + timedelta(days=1))
    with pytest.raises(Refused, match=r"plans\.not-accepted-today"):
        act(reopen, again(given), by=cast.thao, at=NOW + timedelta(days=1), reason="Bấm nhầm.")
    assert again(given).state == "accepted"


def test_a_part_on_which_the_office_reported_since_stays_accepted(cast: Cast, given: Task) -> None:
    (part,) = act(split, given, by=cast.ha, parts=[Part(team="Tổ 1")])
    act(report, part, by=cast.minh, refs=["figure:26-1"])
    act(accept, again(part), by=cast.ha)
    act(report, again(given), by=cast.ha, refs=["figure:26-2"])
    with pytest.raises(Refused, match=r"plans\.used-since"):
        act(reopen, again(part), by=cast.ha, reason="Bấm nhầm.")


def test_evidence_that_everybody_reads_is_hidden_first(cast: Cast, given: Task) -> None:
    done(cast, given)
    shown = {"piece": "figure:26-1", "title": "Số liệu tháng 3", "reason": "Cho dân biết."}
    act(clear_evidence, again(given), by=cast.thao, **shown)
    with pytest.raises(Refused, match=r"plans\.evidence-public"):
        act(reopen, again(given), by=cast.thao, reason="Bấm nhầm.")
    assert not Act.objects.filter(verb="reopen").exists()
    act(hide_evidence, again(given), by=cast.thao, piece="figure:26-1", reason="Nhầm.")
    act(reopen, again(given), by=cast.thao, reason="Bấm nhầm.")
    assert list(differences()) == []


def test_only_whoever_gave_it_undoes_with_a_reason_and_not_under_an_ended_plan(
    cast: Cast, plan: Plan, given: Task
) -> None:
    done(cast, given)
    for nobody in (cast.lan, cast.ha, cast.duc):
        with pytest.raises(NotThere):
            act(reopen, again(given), by=nobody, reason="Bấm nhầm.")
    with pytest.raises(Refused, match=r"cases\.needed"):
        act(reopen, again(given), by=cast.thao, reason=" ")
    with pytest.raises(Refused, match=r"plans\.changed"):
        act(reopen, again(given), by=cast.thao, reason="Bấm nhầm.", seen=1)
    act(withdraw, copy_for(cast.office.hoan_kiem), by=cast.thao, reason="Thôi.")
    act(end, plan, by=cast.thao, reason="Xong.")
    with pytest.raises(Refused, match=r"plans\.plan-ended"):
        act(reopen, again(given), by=cast.thao, reason="Bấm nhầm.")
