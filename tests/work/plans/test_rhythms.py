"""What comes every day, and what goes on all the time: each occurrence is owed and proven by itself."""

from __future__ import annotations

from datetime import date

import pytest

from namro.rules.packs.refused import Refused
from namro.work.plans import queries
from namro.work.plans.draft_actions import change_draft
from namro.work.plans.issue_actions import NotClear, issue
from namro.work.plans.models import Plan
from namro.work.plans.recheck import differences
from namro.work.plans.task_actions import accept, report
from tests.cast import Cast, act
from tests.work.plans.conftest import added, clear, copy_for
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db


def test_a_daily_task_is_owed_day_by_day_each_with_its_own_evidence(cast: Cast, plan: Plan) -> None:
    added(cast, plan, time={"rhythm": "daily", "until": "2026-03-14"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    task = copy_for(cast.office.ba_dinh)
    act(report, task, by=cast.lan, refs=["figure:26-1"], period="2026-03-11")
    act(accept, again(task), by=cast.thao)
    owed = queries.whole_task(cast.thao.actor, task.ref, date(2026, 3, 11)).owed
    assert [one.state for one in owed] == ["open", "accepted", "open", "open", "open"]
    assert again(task).due_on == date(2026, 3, 10)
    assert list(differences()) == []


def test_a_task_that_would_come_more_often_than_can_be_read_is_not_given(cast: Cast, plan: Plan) -> None:
    added(cast, plan, time={"rhythm": "daily", "until": "2028-12-31"})
    with pytest.raises(Refused, match=r"plans\.too-many-periods"):
        act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    assert plan.tasks.get().state == "draft"


def test_what_is_ongoing_is_given_only_with_an_end_and_a_rhythm_of_reporting_that_somebody_chose(
    cast: Cast, plan: Plan
) -> None:
    task = added(cast, plan, time={"rhythm": "ongoing"})
    with pytest.raises(NotClear) as refused:
        act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    assert [one.why for one in refused.value.missing[0].unclear] == ["no-reports", "no-end"]
    said = {"rhythm": "ongoing", "until": "2026-06-30", "reports": "monthly"}
    act(change_draft, task, by=cast.thao, said=clear(plan, time=said))
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    given = copy_for(cast.office.ba_dinh)
    assert (given.rhythm, given.due_on) == ("ongoing", date(2026, 3, 31))
    for bad in ({"rhythm": "monthly", "reports": "weekly"}, {"rhythm": "ongoing", "reports": "often"}):
        with pytest.raises(Refused, match=r"plans\.bad-time"):
            added(cast, plan, time=bad)
