"""What comes every day, and what goes on all the time: each occurrence is owed and proven by itself."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from namro.ground.gate import guard
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import jobs, queries, tallies
from namro.work.plans.deeds import programme
from namro.work.plans.draft_actions import change_draft
from namro.work.plans.issue_actions import NotClear, issue
from namro.work.plans.models import Digest, Plan, Task
from namro.work.plans.month import due_between
from namro.work.plans.periods import accepted_by
from namro.work.plans.recheck import differences
from namro.work.plans.spans import spans
from namro.work.plans.task_actions import accept, report
from namro.work.plans.terms import dues
from tests.cast import Cast, act
from tests.work.plans.conftest import added, clear, copy_for
from tests.work.plans.test_reminding import morning
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db


def test_a_daily_task_is_owed_day_by_day_each_with_its_own_evidence(cast: Cast, plan: Plan) -> None:
    added(cast, plan, time={"rhythm": "daily", "until": "2026-03-14"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    task = copy_for(cast.office.ba_dinh)
    with pytest.raises(Refused, match=r"plans\.period-not-begun") as refused:
        act(report, task, by=cast.lan, refs=["figure:26-1"])
    assert (refused.value.field, refused.value.params) == ("period", {"day": "11/03/2026"})
    act(report, task, by=cast.lan, at=morning(3, 11), refs=["figure:26-1"], period="2026-03-11")
    act(accept, again(task), by=cast.thao, at=morning(3, 11))
    owed = queries.whole_task(cast.thao.actor, task.ref, date(2026, 3, 11)).owed
    assert [one.state for one in owed] == ["accepted", "open", "open", "open"]
    assert again(task).due_on == date(2026, 3, 12), "the day of giving is not counted"
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


@pytest.fixture
def monthly(cast: Cast, plan: Plan) -> Task:
    """Due at the end of each month from March to October, given to Ba Đình."""
    added(cast, plan, time={"rhythm": "monthly", "until": "2026-10-31"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    return copy_for(cast.office.ba_dinh)


def test_a_report_that_waits_hides_no_period_after_it(cast: Cast, monthly: Task, plan: Plan) -> None:
    act(report, monthly, by=cast.minh, refs=["figure:26-1"])
    task, after = again(monthly), date(2026, 7, 1)
    assert (task.state, task.due_on, task.missed(after)) == ("reported", date(2026, 4, 30), 3)
    for name in ("late", "reported", "without-evidence"):
        assert queries.tasks_of_office(cast.lan.actor, after, name) == [task], name
        assert queries.overview(cast.thao.actor, plan.ref, after).totals[name] == 1
    assert queries.tasks_of_office(cast.lan.actor, date(2026, 4, 15), "late") == []
    seen = tallies.tally(cast.thao.actor, plan.ref, after)
    assert {name: n for name, n in seen.parts.items() if n} == {"late": 1}
    column = next(one for one in tallies.board(cast.thao.actor, after, plan=plan.ref).columns if one.n)
    assert (column.name, column.late) == ("reported", 1)
    seen_days = due_between(cast.thao.actor, after, date(2026, 3, 1), date(2026, 7, 31)).days
    assert [(one.on.month, one.waits, one.late, one.later) for one in seen_days] == [
        (3, True, 0, False), (4, False, 1, False), (5, False, 1, False), (6, False, 1, False), (7, False, 0, True),
    ]  # fmt: skip
    act(accept, task, by=cast.thao)
    assert (again(task).state, again(task).due_on) == ("issued", date(2026, 4, 30))
    assert list(differences()) == []


def test_every_period_climbs_the_ladder_by_its_own_day_and_a_post_is_told_once_a_day(cast: Cast, monthly: Task) -> None:
    act(report, monthly, by=cast.minh, refs=["figure:26-1"])  # March, which waits for its answer from now on
    rungs: dict[tuple[int, str], int] = {}
    day = date(2026, 3, 24)
    while day < date(2026, 8, 1):
        jobs.remind(morning(day.month, day.day))
        day = date.fromordinal(day.toordinal() + 1)
    for one in Digest.objects.all():
        (line,) = one.lines
        rungs[one.post_id, line["rung"]] = rungs.get((one.post_id, line["rung"]), 0) + 1
    assert rungs == {
        (cast.minh.post.pk, "soon"): 4, (cast.minh.post.pk, "due"): 4,
        (cast.ha.post.pk, "late"): 3, (cast.thao.post.pk, "very-late"): 3,
        (cast.thao.post.pk, ""): 1,  # that the report of March waits, ten working days on
    }  # fmt: skip
    last = Digest.objects.filter(post=cast.thao.post).latest("on")
    assert (last.lines[0]["due"], last.lines[0]["periods"]) == ("2026-06-30", "3")


def test_a_month_that_is_over_shows_what_became_of_each_period_at_how_many_offices(cast: Cast, plan: Plan) -> None:
    added(cast, plan, time={"rhythm": "monthly", "until": "2026-06-30"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    here, there = copy_for(cast.office.ba_dinh), copy_for(cast.office.hoan_kiem)
    act(report, here, by=cast.minh, refs=["figure:26-3"])
    act(accept, again(here), by=cast.thao)
    act(report, again(here), by=cast.minh, at=morning(4, 1), refs=["figure:26-4"])
    act(report, there, by=cast.mai, refs=["figure:26-3"])
    on = date(2026, 6, 10)
    days = due_between(cast.thao.actor, on, date(2026, 3, 1), date(2026, 6, 30)).days
    assert [(one.on.month, one.n, one.accepted, one.waits, one.late) for one in days] == [
        (3, 2, 1, 1, 0), (4, 2, 0, 1, 1), (5, 2, 0, 0, 2), (6, 2, 0, 0, 0),
    ]  # fmt: skip
    (row,) = spans(cast.thao.actor, plan.ref, on).rows
    assert [(one.accepted, one.reported, one.missed) for one in row.periods] == [
        (1, 1, 0), (0, 1, 1), (0, 0, 2), (0, 0, 0),
    ]  # fmt: skip
    own = due_between(cast.lan.actor, on, date(2026, 3, 1), date(2026, 4, 30), ours=True).days
    assert [(one.n, one.accepted, one.waits) for one in own] == [(1, 1, 0), (1, 0, 1)]


def test_rows_from_before_are_derived_again(cast: Cast, monthly: Task) -> None:
    act(report, monthly, by=cast.minh, refs=["figure:26-1"])
    with guard.outside("as rows were before"):
        Task.objects.filter(pk=monthly.pk).update(owes=[], due_on=date(2026, 3, 31), baseline_on=date(2026, 3, 31))
        assert len(list(differences())) == 3
        import_module("namro.work.plans.migrations.0007_owes").owed_by_period(apps, None)
    assert list(differences()) == []
    act(accept, Task.objects.get(pk=monthly.pk), by=cast.thao, period="2026-03")
    with guard.outside("as rows were before"):
        assert set(Task.objects.filter(pk=monthly.pk).values_list("of_periods", "periods_accepted")) == {(8, 1)}
        Task.objects.update(of_periods=0, periods_accepted=0)
        assert {one.field for one in differences()} == {"of_periods", "periods_accepted"}
        import_module("namro.work.plans.migrations.0016_periods").counted(apps, None)
    assert list(differences()) == []
    assert accepted_by(Task.objects.filter(pk=monthly.pk), "plan_id") == [(monthly.plan_id, 1, 8)]
    with guard.outside("as rows were before"):
        Task.objects.update(given_on=None)
        assert {one.field for one in differences()} == {"given_on"}
        import_module("namro.work.plans.migrations.0012_gone").when_given(apps, None)
    assert list(differences()) == []
    assert Task.objects.get(pk=monthly.pk).given_on == date(2026, 3, 10)


def test_what_is_due_on_a_day_within_each_period_is_owed_late_and_told_of_by_that_day(cast: Cast, plan: Plan) -> None:
    added(cast, plan, time={"rhythm": "monthly", "until": "2026-07-10", "within": "15"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    task = copy_for(cast.office.ba_dinh)
    owed = queries.whole_task(cast.thao.actor, task.ref, date(2026, 3, 10)).owed
    assert [(one.period, one.due_on.day) for one in owed] == [(f"2026-0{n}", 15) for n in (3, 4, 5, 6)]
    assert (task.rhythm, task.within, task.owes[0]) == ("monthly", "15", "2026-03-15")  # a Sunday, as it was written
    assert task.missed(date(2026, 3, 15)) == 0
    assert task.missed(date(2026, 4, 16)) == 2
    for on in range(6, 29):
        jobs.remind(morning(3, on))
    lines = [(one.on.day, line) for one in Digest.objects.order_by("-on") for line in one.lines]
    assert {line["due"] for _, line in lines} == {"2026-03-15"}
    assert {line["rung"]: day for day, line in lines} == {"soon": 9, "due": 13, "late": 20, "very-late": 27}, "a Friday"
    act(report, task, by=cast.minh, refs=["figure:26-1"], period="2026-03")
    assert again(task).due_on == date(2026, 4, 15)
    assert list(differences()) == []


@pytest.mark.parametrize(("more", "last"), [({}, ["2026-05", "2026-05-20"]), ({"after": 2}, ["2026-05", "2026-05-22"])])
def test_the_last_period_ends_on_the_last_day_of_the_task_where_its_own_end_lies_after_it(
    cast: Cast, plan: Plan, more: dict[str, int], last: list[str]
) -> None:
    added(cast, plan, time={"rhythm": "monthly", "until": "2026-05-20"} | more)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    owed = queries.whole_task(cast.thao.actor, copy_for(cast.office.ba_dinh).ref, date(2026, 3, 10)).owed
    assert [one.period for one in owed] == ["2026-03", "2026-04", "2026-05"]
    assert [owed[-1].period, owed[-1].due_on.isoformat()] == last
    assert list(differences()) == []


def test_a_task_from_before_days_within_a_period_keeps_the_end_of_each(cast: Cast, monthly: Task) -> None:
    assert (monthly.within, monthly.due_on) == ("", date(2026, 3, 31))
    assert list(differences()) == []
    with guard.outside("a row that says what no act says"):
        Task.objects.filter(pk=monthly.pk).update(within="15")
    assert [one for one in differences() if monthly.ref in str(one)]


def test_a_day_that_no_such_period_has_is_refused_at_its_input(cast: Cast, plan: Plan) -> None:
    for rhythm, within in (
        ("monthly", "32"), ("weekly", "8"), ("quarterly", "4-1"), ("yearly", "6-31"), ("daily", "1"), ("monthly", "x"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=r"plans\.bad-within") as refused:
            added(cast, plan, time={"rhythm": rhythm, "until": "2026-12-31", "within": within})
        assert refused.value.field == "within"
    with pytest.raises(Refused, match=r"plans\.within-and-after"):
        added(cast, plan, time={"rhythm": "monthly", "until": "2026-12-31", "within": "5", "after": 3})
    assert not plan.tasks.exists()


@pytest.mark.parametrize(
    ("given", "time", "first"),
    [
        ((2026, 3, 8), {"rhythm": "weekly"}, "2026-03-15"),  # a Sunday: not the same day
        ((2026, 3, 6), {"rhythm": "weekly"}, "2026-03-15"),  # a Friday: the next working day is the Monday after
        ((2026, 3, 5), {"rhythm": "weekly"}, "2026-03-08"),
        ((2026, 3, 6), {"rhythm": "weekly", "within": "5"}, "2026-03-13"),
        ((2026, 3, 10), {"rhythm": "daily"}, "2026-03-11"),
        ((2026, 3, 6), {"rhythm": "daily"}, "2026-03-09"),
        ((2026, 3, 31), {"rhythm": "monthly"}, "2026-04-30"),
        ((2026, 3, 31), {"rhythm": "monthly", "after": 5}, "2026-04-07"),
        ((2026, 3, 30), {"rhythm": "monthly"}, "2026-03-31"),
    ],
)
def test_nothing_that_comes_again_is_owed_before_the_first_working_day_after_it_was_given(
    given: tuple[int, int, int], time: dict[str, object], first: str
) -> None:
    pack = the_pack()
    found = dues(time | {"until": "2026-06-30"}, date(*given), pack.calendar, pack.counting[programme().counting])
    assert found[0][1] == first


def test_what_has_no_day_left_between_its_giving_and_its_end_is_not_given(cast: Cast, plan: Plan) -> None:
    added(cast, plan, time={"rhythm": "weekly", "until": "2026-03-10"})
    with pytest.raises(Refused, match=r"plans\.time-over") as refused:
        act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    assert refused.value.params["matter"] == plan.tasks.get().matter
