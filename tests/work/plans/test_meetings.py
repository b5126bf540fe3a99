"""A meeting has an agenda of what presses; what it concludes becomes clauses of a document, and tasks that stand on
them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import meetings, queries
from namro.work.plans.issue_actions import NotClear, issue
from namro.work.plans.meeting_actions import (
    Concluded,
    LineSaid,
    MeetingSaid,
    call_meeting,
    call_off,
    change_meeting,
    conclude,
)
from namro.work.plans.models import Attends, Meeting, Task
from namro.work.plans.recheck import differences
from namro.work.plans.task_actions import block
from namro.work.plans.task_said import TaskSaid
from tests.cast import HANOI, Cast, act

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
THEN = datetime(2026, 3, 13, 17, tzinfo=HANOI)
"""After the day of each meeting."""


@pytest.fixture
def called(cast: Cast, given: Task) -> Meeting:
    """The standing agency calls both wards about a task that is blocked, and one line of its own."""
    act(block, given, by=cast.ha, reason="Chưa có kinh phí.")
    assert meetings.proposed(cast.thao.actor, TODAY, "blocked") == [given]
    assert meetings.pressing(cast.thao.actor, TODAY)["blocked"] == 1
    lines = [LineSaid(given.matter, given.ref, "blocked"), LineSaid("Việc khác")]
    said = MeetingSaid("Giao ban tháng 3", "2026-03-12", "8:00", [cast.office.ba_dinh.pk], "Thủ trưởng", lines)
    return act(call_meeting, cast.office.standing, by=cast.thao, said=said)


def test_those_who_take_part_read_it_and_nobody_else(cast: Cast, called: Meeting) -> None:
    assert meetings.listed(cast.ha.actor, TODAY) == [called]
    assert meetings.listed(cast.duc.actor, TODAY) == []
    with pytest.raises(NotThere):
        meetings.meeting(cast.duc.actor, called.ref, TODAY)
    with pytest.raises(NotThere):
        act(call_off, called, by=cast.ha, reason="Không dự được")


def test_conclusions_become_clauses_and_tasks_that_pass_the_same_clears(cast: Cast, called: Meeting) -> None:
    task = TaskSaid(
        product="Dự toán", lead=cast.office.ba_dinh.pk, role="handler", head="head", time={"day": "2026-04-15"}
    )
    concluded = [
        Concluded("Ba Đình lập dự toán camera.", 1, task), Concluded("Tăng cường phối hợp."),
        Concluded("Báo cáo lại.", 2, TaskSaid()),
    ]  # fmt: skip
    said = {"symbol": "512/KL-UBND", "dated": "2026-03-12", "minutes": "Đã họp.", "conclusions": concluded}
    with pytest.raises(Refused, match=r"plans\.meeting-not-yet"):
        act(conclude, called, by=cast.thao, **said)
    held = act(conclude, called, by=cast.thao, at=THEN, **said)
    assert (held.state, held.instrument.kind, held.plan.name) == ("held", "conclusion", "Giao ban tháng 3")
    first, third = held.plan.tasks.order_by("nth")
    assert (first.matter, first.clause.text) == ("Ba Đình lập dự toán camera.", "Ba Đình lập dự toán camera.")
    _, standing = meetings.meeting(cast.ha.actor, held.ref, TODAY)
    assert [(one.line, one.task) for one in standing.conclusions] == [(1, first.ref), (0, ""), (2, third.ref)]
    with pytest.raises(NotClear):
        act(issue, held.plan, by=cast.thao)
    assert queries.why(cast.thao.actor, first.ref, TODAY).instrument == held.instrument
    with pytest.raises(Refused, match=r"plans\.meeting-over"):
        act(conclude, held, by=cast.thao, at=THEN, **said | {"symbol": "513/KL-UBND"})
    assert list(differences()) == []
    assert verify().findings == []


def test_a_meeting_is_written_anew_or_called_off_until_it_was_held(cast: Cast, called: Meeting) -> None:
    said = MeetingSaid("Giao ban", "2026-03-13", lines=[LineSaid("Kinh phí")], offices=[cast.office.hoan_kiem.pk])
    act(change_meeting, called, by=cast.thao, said=said, seen=1)
    assert meetings.listed(cast.ha.actor, TODAY) == []
    with pytest.raises(Refused, match=r"plans\.changed"):
        act(change_meeting, called, by=cast.thao, said=said, seen=1)
    with pytest.raises(Refused, match=r"plans\.no-agenda"):
        act(change_meeting, called, by=cast.thao, said=MeetingSaid("Giao ban", "2026-03-13"))
    with pytest.raises(Refused, match=r"plans\.unknown-line"):
        act(
            conclude, called, by=cast.thao, at=THEN, symbol="1/KL", dated="2026-03-12",
            conclusions=[Concluded("x", line=7)],
        )  # fmt: skip
    act(call_off, called, by=cast.thao, reason="Bão")
    assert Meeting.objects.get().state == "off"
    assert list(differences()) == []
    with guard.outside("somebody takes a ward off the list of who was there"):
        Attends.objects.all().delete()
    assert [one.field for one in differences()] == ["attends"]


def test_a_meeting_is_called_for_today_or_later(cast: Cast, called: Meeting) -> None:
    def call(day: str) -> Meeting:
        said = MeetingSaid("Giao ban", day, lines=[LineSaid("Kinh phí")])
        return act(call_meeting, cast.office.standing, by=cast.thao, said=said)

    with pytest.raises(Refused, match=r"plans\.meeting-past") as refused:
        call("2026-03-09")
    assert (refused.value.field, refused.value.params) == ("day", {"day": TODAY})
    assert call("2026-03-10").day == TODAY
    assert Meeting.objects.count() == 2


def test_a_meeting_is_moved_to_today_or_later_and_one_whose_day_has_come_keeps_it(cast: Cast, called: Meeting) -> None:
    def moved(day: str, at: datetime = THEN) -> Meeting:
        said = MeetingSaid("Giao ban", day, lines=[LineSaid("Kinh phí")])
        return act(change_meeting, called, by=cast.thao, at=at, said=said)

    today = THEN.date()
    for day in ("2020-01-01", "2026-03-09", "2026-03-11"):
        with pytest.raises(Refused, match=r"plans\.meeting-moved-back") as refused:
            moved(day)
        assert (refused.value.field, refused.value.params) == ("day", {"day": today})
    assert Meeting.objects.get().day == date(2026, 3, 12)
    assert moved("2026-03-12", datetime(2026, 3, 20, 9, tzinfo=HANOI)).day == date(2026, 3, 12), "mended after its day"
    assert moved("2026-04-02").day == date(2026, 4, 2)
    assert list(differences()) == []
