"""A report that its assigner does not answer: the assigner is told, step by step, until it is accepted or sent back."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from namro.ground.people.models import Post
from namro.rules.packs.current import the_pack
from namro.rules.packs.programme import Step
from namro.work.plans import jobs, told, unanswered
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Digest, Plan, Task
from namro.work.plans.reopening_actions import reopen
from namro.work.plans.task_actions import accept, report, send_back
from tests.cast import HANOI, Cast, act
from tests.work.plans.conftest import a_case, added, copy_for

pytestmark = pytest.mark.django_db


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=HANOI)


def told_of(task: Task, first: date, last: date) -> dict[str, dict[Post, tuple[str, str]]]:
    """Day by day what was told of a report on the task while the job ran each morning: step and since when, by post."""
    calendar = the_pack().calendar
    found: dict[str, dict[Post, tuple[str, str]]] = {}
    day = first
    while day <= last:
        jobs.remind(datetime.combine(day, time(7), tzinfo=HANOI))
        for one in Digest.objects.filter(on=day):
            for line in one.lines:
                if line["task"] == task.ref and "waits" in line:
                    found.setdefault(f"{day:%d/%m}", {})[one.post] = (line["answer"], line["waits"])
        day = calendar.add_days(day, 1)
    return found


def test_whoever_gave_it_is_told_once_a_step_counted_by_hand(cast: Cast, given: Task) -> None:
    """Reported on Tuesday, 9 June: three working days after are the 10th, 11th and 12th; ten end on the 23rd."""
    act(report, given, by=cast.minh, refs=["figure:26-1"], at=at(6, 9))
    assert told_of(given, date(2026, 6, 10), date(2026, 7, 31)) == {
        "12/06": {cast.thao.post: ("unanswered", "2026-06-09")},
        "23/06": {cast.thao.post: ("long-unanswered", "2026-06-09")},
    }


def test_more_evidence_does_not_begin_the_days_anew(cast: Cast, given: Task) -> None:
    act(report, given, by=cast.minh, refs=["figure:26-1"], at=at(6, 9))
    act(report, given, by=cast.minh, refs=["figure:26-2"], at=at(6, 11))
    assert set(told_of(given, date(2026, 6, 10), date(2026, 6, 30))) == {"12/06", "23/06"}


@pytest.mark.parametrize(("answer", "more"), [(accept, {}), (send_back, {"reason": "Thiếu"})])
def test_an_answer_ends_it(cast: Cast, given: Task, answer: Any, more: dict[str, str]) -> None:
    act(report, given, by=cast.minh, refs=[a_case()], at=at(6, 9))
    act(answer, given, by=cast.thao, at=at(6, 15), **more)
    assert set(told_of(given, date(2026, 6, 10), date(2026, 7, 20))) == set()


def test_what_was_sent_back_and_comes_again_waits_from_then_on(cast: Cast, given: Task) -> None:
    act(report, given, by=cast.minh, refs=["figure:26-1"], at=at(6, 9))
    before = told_of(given, date(2026, 6, 10), date(2026, 6, 12))
    act(send_back, given, by=cast.thao, reason="Thiếu", at=at(6, 12))
    act(report, given, by=cast.minh, refs=["figure:26-2"], at=at(6, 15))
    assert set(before) == {"12/06"}
    assert told_of(given, date(2026, 6, 13), date(2026, 7, 20)) == {
        "18/06": {cast.thao.post: ("unanswered", "2026-06-15")},
        "29/06": {cast.thao.post: ("long-unanswered", "2026-06-15")},
    }


def test_an_acceptance_that_was_undone_waits_as_it_did(cast: Cast, given: Task) -> None:
    act(report, given, by=cast.minh, refs=[a_case()], at=at(6, 9))
    act(accept, given, by=cast.thao, at=at(6, 15))
    act(reopen, given, by=cast.thao, reason="Nhầm", at=at(6, 15))
    assert set(told_of(given, date(2026, 6, 16), date(2026, 7, 20))) == {"23/06"}


def test_days_on_which_nothing_ran_are_made_up_for_by_the_highest_step(cast: Cast, given: Task) -> None:
    act(report, given, by=cast.minh, refs=["figure:26-1"], at=at(6, 22))
    told_of(given, date(2026, 6, 22), date(2026, 6, 23))  # the other ward is told that the day comes
    assert told_of(given, date(2026, 7, 7), date(2026, 7, 20)) == {
        "07/07": {cast.thao.post: ("long-unanswered", "2026-06-22")}
    }


def test_of_what_comes_again_each_period_waits_by_its_own_report_and_a_late_one_is_told_in_the_same_line(
    cast: Cast, plan: Plan
) -> None:
    """June is reported on 30 June, July never; on 14 August, ten working days after 31 July, July is told to the
    assigner. The report of June reached its last step on 14 July; one of August on the 11th reaches the first then."""
    added(cast, plan, time={"rhythm": "monthly", "until": "2026-09-30"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    task = copy_for(cast.office.ba_dinh)
    act(report, task, by=cast.minh, period="2026-06", refs=["figure:26-1"], at=at(6, 30))
    steps = told_of(task, date(2026, 7, 1), date(2026, 8, 10))
    act(report, task, by=cast.minh, period="2026-08", refs=["figure:26-2"], at=at(8, 11))
    assert [next(iter(one.values()))[0] for one in steps.values()] == ["unanswered", "long-unanswered"]
    assert set(told_of(task, date(2026, 8, 11), date(2026, 8, 14))) == {"14/08"}
    (mine,) = Digest.objects.filter(post=cast.thao.post, on=date(2026, 8, 14))
    (line,) = mine.lines
    assert (line["rung"], line["due"], line["waits"]) == ("very-late", "2026-07-31", "2026-08-11")


def test_the_digest_says_how_long_the_report_had_waited(cast: Cast, given: Task) -> None:
    act(report, given, by=cast.minh, refs=["figure:26-1"], at=at(6, 9))
    told_of(given, date(2026, 6, 10), date(2026, 6, 12))
    (one,) = told.told_on(cast.thao.actor, date(2026, 6, 12), date(2026, 6, 12))
    assert (one.task, one.rung, one.waits, one.waited) == (given, False, date(2026, 6, 9), 3)
    assert told.told_on(cast.minh.actor, date(2026, 6, 12), date(2026, 6, 12)) == []


def test_a_pack_without_the_ladder_asks_nothing(
    cast: Cast, given: Task, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    act(report, given, by=cast.minh, refs=["figure:26-1"], at=at(6, 9))
    pack = the_pack()
    assert pack.programme is not None
    silent = pack.programme.model_copy(update={"answers": ()})
    monkeypatch.setattr(unanswered, "the_pack", type("Silent", (), {"programme": silent}))
    with django_assert_num_queries(0):
        assert unanswered.beside({}, date(2026, 6, 11), date(2026, 6, 12)) == {}


def test_where_nobody_who_accepts_is_left_whoever_decides_is_told(cast: Cast) -> None:
    step = Step(id="x", working_days=3, tells="post")
    assert unanswered.told_at([(1, "duty-officer")], step) == []
    assert unanswered.told_at([(1, "duty-officer"), (2, "head")], step) == [2]


def test_the_days_that_count_over_tet_are_those_whose_step_comes_then() -> None:
    """Days off at Tết of 2027: Friday 5 to Wednesday 10 February. Three working days after a report of the 3rd are
    the 4th, 11th and 12th; one of the days off has the 11th, 12th and 15th."""
    steps, calendar = (Step(id="x", working_days=3, tells="post"),), the_pack().calendar
    found = list(unanswered.days_that_count(date(2027, 2, 11), date(2027, 2, 12), steps, calendar))
    assert found == [date(2027, 2, 3)]
    later = list(unanswered.days_that_count(date(2027, 2, 12), date(2027, 2, 15), steps, calendar))
    assert later == [date(2027, 2, day) for day in range(10, 3, -1)]
