"""Who is told of what comes due: the post, then the head, then whoever gave it; once a day and no more."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from namro.ground.people.models import Post
from namro.rules.packs.current import the_pack
from namro.work.plans import jobs, queries, telling
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Digest, Plan, Task
from namro.work.plans.moving_actions import change_lead
from namro.work.plans.reopening_actions import reopen
from namro.work.plans.task_actions import accept, delegate, report, send_back
from tests.cast import HANOI, Cast, act
from tests.work.plans.conftest import a_case, added, copy_for

pytestmark = pytest.mark.django_db


def morning(month: int, day: int) -> datetime:
    """Seven o'clock of a day of 2026."""
    return datetime(2026, month, day, 7, 0, tzinfo=HANOI)


def told(on: datetime) -> dict[Post, list[str]]:
    """What each post was told that morning, after the job ran: the rungs."""
    jobs.remind(on)
    return {one.post: [line["rung"] for line in one.lines] for one in Digest.objects.filter(on=on.date())}


def test_the_ladder_climbs_from_the_post_to_the_head_to_the_assigner(cast: Cast, given: Task) -> None:
    posts = [cast.minh.post, cast.mai.post]
    heads = [cast.ha.post, cast.duc.post]
    assert told(morning(6, 22)) == {}
    assert told(morning(6, 23)) == {post: ["soon"] for post in posts}  # five working days before Tuesday, 30 June
    assert told(morning(6, 30)) == {post: ["due"] for post in posts}
    assert told(morning(7, 7)) == {post: ["late"] for post in heads}
    assert told(morning(7, 14)) == {cast.thao.post: ["very-late", "very-late"]}


def test_one_digest_a_day_however_often_the_job_runs(cast: Cast, given: Task) -> None:
    assert jobs.remind(morning(6, 30)) == 2
    assert jobs.remind(morning(6, 30).replace(hour=9)) == 0
    (mine,) = queries.digest_of(cast.minh.actor, date(2026, 6, 30))
    assert [line["task"] for line in mine.lines] == [given.ref]
    assert queries.digest_of(cast.lan.actor, date(2026, 6, 30)) == []


def test_what_was_reported_waits_for_the_assigner_and_nobody_is_reminded(cast: Cast, given: Task) -> None:
    act(report, given, by=cast.minh, refs=["figure:26-1"])
    assert told(morning(6, 30)) == {cast.mai.post: ["due"]}


def test_who_answers_meanwhile_is_told_instead(cast: Cast, given: Task) -> None:
    act(delegate, given, by=cast.ha, post=cast.lan.post, begins="2026-06-29", ends="2026-07-03")
    assert set(told(morning(6, 30))) == {cast.lan.post, cast.mai.post}


def test_days_on_which_nothing_ran_are_made_up_for(cast: Cast, given: Task) -> None:
    assert told(morning(6, 23))
    assert set(told(morning(7, 8))) == {cast.ha.post, cast.duc.post}  # of all that was missed only the last


def of_year(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 7, 0, tzinfo=HANOI)


def told_of(task: Task, first: date, last: date) -> dict[str, dict[Post, str]]:
    """Day by day what was told of one task while the job ran each morning: the rung by post. What its assigner owes an
    answer to is not counted here (`test_unanswered`)."""
    calendar = the_pack().calendar
    found: dict[str, dict[Post, str]] = {}
    day = first
    while day <= last:
        jobs.remind(datetime.combine(day, time(7), tzinfo=HANOI))
        for one in Digest.objects.filter(on=day):
            for line in one.lines:
                if line["task"] == task.ref and (line["rung"] or "waits" not in line):
                    found.setdefault(f"{day:%d/%m}", {})[one.post] = line["rung"]
        day = calendar.add_days(day, 1)
    return found


def alone(cast: Cast, plan: Plan, **more: Any) -> Task:
    """One task of Ba Đình alone, given."""
    added(cast, plan, **more)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    return copy_for(cast.office.ba_dinh)


def test_the_rungs_over_tet_counted_by_hand(cast: Cast, plan: Plan) -> None:
    """Days off at Tết of 2027, as the calendar has them while they are not decided: Friday 5 to Wednesday 10 February.
    A task that is owed on Wednesday, 3 February: five working days before are 2, 1 February, 29, 28, 27 January; five
    after 4, 11, 12, 15, 16 February; ten after end with 17, 18, 19, 22, 23."""
    task = alone(cast, plan, time={"day": "2027-02-03"})
    assert told_of(task, date(2027, 1, 20), date(2027, 3, 5)) == {
        "27/01": {cast.minh.post: "soon"},
        "03/02": {cast.minh.post: "due"},
        "16/02": {cast.ha.post: "late"},
        "23/02": {cast.thao.post: "very-late"},
    }


def test_what_falls_due_during_tet_is_told_before_it_and_is_late_five_working_days_after_it(
    cast: Cast, plan: Plan
) -> None:
    task = alone(cast, plan, time={"day": "2027-02-08"})
    assert told_of(task, date(2027, 1, 20), date(2027, 3, 5)) == {
        "29/01": {cast.minh.post: "soon"},  # 4, 3, 2, 1 February, 29 January
        "04/02": {cast.minh.post: "due"},
        "17/02": {cast.ha.post: "late"},  # 11, 12, 15, 16, 17
        "24/02": {cast.thao.post: "very-late"},  # 18, 19, 22, 23, 24
    }


def test_what_was_sent_back_after_its_rungs_is_told_on_the_next_working_day_once(cast: Cast, plan: Plan) -> None:
    """Owed on Friday, 15 January 2027, noted with a figure of one's own on the 14th, sent back on the 29th: the rungs
    of the 15th, the 22nd and the 29th passed. Told on Monday, 1 February, and never again."""
    task = alone(cast, plan, time={"day": "2027-01-15"})
    early = told_of(task, date(2027, 1, 4), date(2027, 1, 14))
    act(report, task, by=cast.minh, refs=["figure:01-2027"], at=of_year(2027, 1, 14).replace(hour=16))
    meanwhile = told_of(task, date(2027, 1, 15), date(2027, 1, 29))
    act(send_back, task, by=cast.thao, reason="Chưa có danh sách", at=of_year(2027, 1, 29).replace(hour=10))
    later = told_of(task, date(2027, 1, 30), date(2027, 3, 10))
    assert (early, meanwhile) == ({"08/01": {cast.minh.post: "soon"}}, {})
    assert later == {"01/02": {cast.minh.post: "due", cast.ha.post: "late", cast.thao.post: "very-late"}}


def test_rungs_after_a_task_was_sent_back_come_on_their_days(cast: Cast, given: Task) -> None:
    """Sent back on Wednesday, 8 July, two working days before the rung of the assigner: the head is told on the 9th of
    what passed, the assigner on the 14th."""
    told_of(given, date(2026, 6, 22), date(2026, 6, 29))
    act(report, given, by=cast.minh, refs=["figure:26-1"], at=morning(6, 29).replace(hour=16))
    told_of(given, date(2026, 6, 30), date(2026, 7, 8))
    act(send_back, given, by=cast.thao, reason="Thiếu", at=morning(7, 8).replace(hour=10))
    assert told_of(given, date(2026, 7, 9), date(2026, 7, 31)) == {
        "09/07": {cast.minh.post: "due", cast.ha.post: "late"},
        "14/07": {cast.thao.post: "very-late"},
    }


def test_a_rung_that_was_told_before_the_report_is_not_told_again(cast: Cast, given: Task) -> None:
    told_of(given, date(2026, 6, 22), date(2026, 7, 7))
    act(report, given, by=cast.minh, refs=["figure:26-1"], at=morning(7, 7).replace(hour=16))
    act(send_back, given, by=cast.thao, reason="Thiếu", at=morning(7, 8).replace(hour=10))
    assert told_of(given, date(2026, 7, 8), date(2026, 7, 13)) == {}


def test_a_new_lead_is_told_how_late_it_is_and_whoever_gave_it_is_not(cast: Cast, plan: Plan) -> None:
    task = alone(cast, plan, time={"day": "2026-06-30"})
    told_of(task, date(2026, 6, 22), date(2026, 7, 15))
    at = morning(7, 15).replace(hour=10)
    act(change_lead, task, by=cast.thao, to=cast.office.hoan_kiem, role="handler", head="head", reason="x", at=at)
    assert told_of(task, date(2026, 7, 16), date(2026, 7, 31)) == {
        "16/07": {cast.mai.post: "due", cast.duc.post: "late", cast.minh.post: "", cast.ha.post: ""}
    }, "whoever led it is told that it went, which is no rung"


def test_an_acceptance_that_was_undone_and_sent_back_is_told_again(cast: Cast, given: Task) -> None:
    told_of(given, date(2026, 6, 22), date(2026, 6, 29))
    act(report, given, by=cast.minh, refs=[a_case()], at=morning(6, 29).replace(hour=16))
    told_of(given, date(2026, 6, 30), date(2026, 7, 16))
    at = morning(7, 16).replace(hour=10)
    act(accept, given, by=cast.thao, at=at)
    act(reopen, given, by=cast.thao, reason="Nhầm", at=at)
    act(send_back, given, by=cast.thao, reason="Thiếu", at=at)
    assert told_of(given, date(2026, 7, 17), date(2026, 7, 31)) == {
        "17/07": {cast.minh.post: "due", cast.ha.post: "late", cast.thao.post: "very-late"}
    }


def test_of_what_comes_again_only_the_period_that_was_sent_back_is_told(cast: Cast, plan: Plan) -> None:
    task = alone(cast, plan, time={"rhythm": "monthly", "until": "2026-08-31"})
    told_of(task, date(2026, 3, 11), date(2026, 7, 1))
    seven = morning(7, 1).replace(hour=15)
    act(report, task, by=cast.minh, period="2026-06", refs=["figure:26-1"], at=seven)
    told_of(task, date(2026, 7, 2), date(2026, 7, 16))
    act(send_back, task, by=cast.thao, period="2026-06", reason="Thiếu", at=morning(7, 16).replace(hour=10))
    jobs.remind(morning(7, 17))
    lines = {
        one.post: (line["rung"], line["due"])
        for one in Digest.objects.filter(on=date(2026, 7, 17))
        for line in one.lines
    }
    assert lines == {cast.ha.post: ("late", "2026-06-30"), cast.thao.post: ("very-late", "2026-06-30")}


def test_a_morning_on_which_nothing_came_back_costs_no_question_more(
    cast: Cast, given: Task, django_assert_num_queries: Any
) -> None:
    told_of(given, date(2026, 6, 22), date(2026, 6, 23))
    with django_assert_num_queries(
        6
    ):  # the last digest, what comes once or again, came back, waits for an answer, news
        assert telling.lines_of(date(2026, 6, 24)) == {}
