"""The tasks of somebody's office in their own calendar program, beside their cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.ground.files.keeping import take_in
from namro.ground.gate import guard
from namro.ground.people.models import Token
from namro.work.plans.duedays import given_days
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Task
from namro.work.plans.task_actions import accept, change_time, report, withdraw
from tests.cast import HANOI, NOW, Cast, act
from tests.doors.api.conftest import Program, Reported, secret_of
from tests.doors.desk.plans.scene import MATTER, drafted, given

pytestmark = pytest.mark.django_db


def events(secret: str, **query: str) -> list[Any]:
    answer = Program().browser.get(f"/api/v1/calendar/{secret}.ics", {"lang": "vi", **query})
    assert answer.status_code == 200
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_tasks_of_my_office_stand_beside_my_cases_and_either_can_be_left_out(
    cast: Cast, reported: Reported
) -> None:
    task = given(cast)
    reported()
    secret = secret_of(cast.lan, kind="calendar")
    both, tasks, cases = events(secret), events(secret, only="tasks"), events(secret, only="cases")
    assert len(both) == len(tasks) + len(cases) > len(cases) > 0
    (event,) = tasks
    assert event["DTSTART"].dt == date(2026, 3, 12)
    assert str(event["SUMMARY"]) == f"Đến hạn: mục II.1, 290/KH-UBND, nhiệm vụ {task.ref}"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["URL"]).endswith(f"/desk/plans/tasks/{task.ref}")
    assert event.walk("VALARM")
    assert MATTER not in event.to_ical().decode(), "its words stay behind the address"
    assert events(secret_of(cast.duc, kind="calendar"), only="tasks")[0]["UID"] != event["UID"], "another ward's own"
    assert str(event["CATEGORIES"].cats[0]) == "Phải làm"


def test_a_day_that_moves_keeps_its_uid_and_counts_up_and_an_ended_task_is_cancelled(cast: Cast) -> None:
    task, secret = given(cast), secret_of(cast.lan, kind="calendar")
    (before,) = events(secret)
    act(change_time, task, by=cast.thao, to=date(2026, 4, 1), reason="Mưa bão")
    (moved,) = events(secret)
    assert moved["DTSTART"].dt == date(2026, 4, 1)
    assert moved["UID"] == before["UID"]
    assert int(moved["SEQUENCE"]) > int(before["SEQUENCE"])
    assert moved["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    act(withdraw, Task.objects.get(pk=task.pk), by=cast.thao, reason="Trùng")
    (ended,) = events(secret)
    assert (str(ended["STATUS"]), ended["UID"]) == ("CANCELLED", before["UID"])
    assert int(ended["SEQUENCE"]) > int(moved["SEQUENCE"])
    assert not ended.walk("VALARM")


def test_a_task_that_comes_again_has_a_day_for_each_period_and_an_accepted_one_is_cancelled(cast: Cast) -> None:
    task = given(cast, time={"rhythm": "monthly", "until": "2026-05-31"})
    secret = secret_of(cast.lan, kind="calendar")
    assert [e["DTSTART"].dt.month for e in events(secret)] == [3, 4, 5]
    assert len({str(e["UID"]) for e in events(secret)}) == 3
    period = "2026-03"
    ready = take_in(SimpleUploadedFile("bao-cao.txt", b"1", "text/plain"))
    act(report, task, by=cast.ha, text="Xong", files=[ready], period=period)
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, period=period, at=datetime(2026, 3, 31, 9, tzinfo=HANOI))
    over = [str(e["DTSTART"].dt) for e in events(secret) if str(e["STATUS"]) == "CANCELLED"]
    assert [day[:7] for day in over] == [period]


def test_a_calendar_made_for_cases_alone_shows_no_task(cast: Cast) -> None:
    """The guard is the scope of the token: what somebody gave away last year does not grow by itself."""
    given(cast)
    secret = secret_of(cast.lan, kind="calendar")
    assert len(events(secret)) == 1
    with guard.outside("a token from before there were tasks"):
        Token.objects.update(actions=["cases.read"])
    assert events(secret) == []


def test_who_gave_a_task_finds_the_day_on_which_it_is_due_and_the_days_on_which_it_waits(cast: Cast) -> None:
    task = given(cast)
    whole = task.parent
    assert whole is not None
    secret = secret_of(cast.thao, kind="calendar")
    (due,) = events(secret, only="tasks")
    assert str(due["SUMMARY"]) == f"Đã giao, đến hạn: mục II.1, 290/KH-UBND, nhiệm vụ {whole.ref}"
    assert str(due["DESCRIPTION"]) == "0 trên 2 đơn vị đã xong", "once for all, not once for each office"
    assert (due["DTSTART"].dt, str(due["CATEGORIES"].cats[0])) == (date(2026, 3, 12), "Đã giao")
    assert not due.walk("VALARM")
    ready = take_in(SimpleUploadedFile("bao-cao.txt", b"1", "text/plain"))
    act(report, task, by=cast.ha, text="Gặp ông A.", files=[ready], at=datetime(2026, 3, 9, 9, tzinfo=HANOI))
    again, waits = events(secret, only="tasks")
    assert again["UID"] == due["UID"]
    assert int(again["SEQUENCE"]) > int(due["SEQUENCE"])
    assert str(waits["SUMMARY"]).startswith("Chờ nghiệm thu: mục II.1")
    assert str(waits["DESCRIPTION"]) == "1 báo cáo chờ nghiệm thu"
    assert str(waits["CATEGORIES"].cats[0]) == "Chờ nghiệm thu"
    assert waits["DTSTART"].dt == date(2026, 3, 9)
    assert waits["DTEND"].dt == date(2026, 3, 11), "the day after today, which no event takes in"
    text = waits.to_ical().decode() + again.to_ical().decode()
    for word in ("ông A", "Hà", MATTER):
        assert word not in text, word
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao)
    (over,) = events(secret, only="tasks")
    assert str(over["DESCRIPTION"]) == "1 trên 2 đơn vị đã xong"
    assert str(over["STATUS"]) == "CONFIRMED"
    assert events(secret, only="cases") == []
    assert events(secret_of(cast.quan, kind="calendar"), only="tasks")[0]["UID"] != due["UID"]


def test_what_was_given_once_names_its_office_and_is_cancelled_when_it_is_done(cast: Cast) -> None:
    plan = drafted(cast, spread=False, lead=cast.office.ba_dinh.pk, time={"day": "2026-03-20"})
    act(issue, plan, by=cast.thao, to=[])
    task, secret = plan.tasks.get(), secret_of(cast.thao, kind="calendar")
    (due,) = events(secret)
    assert str(due["DESCRIPTION"]) == "Công an phường Ba Đình"
    ready = take_in(SimpleUploadedFile("bao-cao.txt", b"1", "text/plain"))
    act(report, task, by=cast.ha, files=[ready])
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao)
    (over,) = events(secret)
    assert (over["UID"], str(over["STATUS"])) == (due["UID"], "CANCELLED")


def test_what_is_late_stays_however_long_ago_it_was_due(cast: Cast) -> None:
    given(cast)
    (late,) = given_days(cast.thao.actor, datetime(2026, 8, 10, 9, tzinfo=HANOI))
    assert (late.on, late.n, late.over) == (date(2026, 3, 12), 2, False)


def test_each_period_of_what_was_given_again_and_again_is_an_event_of_its_own(cast: Cast) -> None:
    given(cast, time={"rhythm": "monthly", "until": "2026-05-31"})
    found = events(secret_of(cast.thao, kind="calendar"))
    assert [one["DTSTART"].dt.month for one in found] == [3, 4, 5]
    assert "kỳ" in str(found[0]["SUMMARY"])


def test_what_was_given_to_many_costs_as_many_questions_as_what_was_given_to_few(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    given(cast)
    with django_assert_max_num_queries(11):
        assert len(given_days(cast.thao.actor, NOW)) == 1
