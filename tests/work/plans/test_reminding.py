"""Who is told of what comes due: the post, then the head, then whoever gave it; once a day and no more."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from namro.ground.people.models import Post
from namro.work.plans import jobs, queries
from namro.work.plans.models import Digest, Task
from namro.work.plans.task_actions import delegate, report
from tests.cast import HANOI, Cast, act

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
