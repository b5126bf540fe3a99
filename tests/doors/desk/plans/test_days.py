"""Twenty working days of a plan, hour by hour: who is told by the ladder on which day, on the page and by e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.doors.desk import digest_mail
from namro.ground.files.keeping import take_in
from namro.ground.gate.people_actions import appoint, end_holding, end_post
from namro.ground.people.models import Holding
from namro.rules.packs.current import the_pack
from namro.work.plans import jobs
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Digest, Task
from namro.work.plans.task_actions import block, delegate, report
from tests.cast import HANOI, Cast, Member, act
from tests.doors.desk.conftest import Clock, body, fill
from tests.doors.desk.plans.scene import add, drafted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
HOURS = (0, 6, 7, 9, 15, 23)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=HANOI)


def days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


@pytest.fixture
def posted(cast: Cast, signed_in: Browser, settings: Any) -> None:
    """A monthly task, one that will be blocked and one that will wait to be accepted, given to Ba Đình on 15 April; who
    carries them out, their head and who gave them want their digest by e-mail."""
    settings.MAIL_FROM = "namro@example.org"
    plan = drafted(cast, time={"day": "2026-04-20"}, matter="Bị vướng")
    add(cast, plan, time={"rhythm": "monthly", "until": "2026-06-30"}, matter="Hằng tháng")
    add(cast, plan, time={"day": "2026-04-24"}, matter="Chờ nghiệm thu")
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh], at=at(4, 15))
    for member in (cast.minh, cast.ha, cast.thao, cast.lan):
        sent = fill(signed_in(member), "/desk/account/mail", address=f"{member.user.username}@example.org")
        assert sent.status_code == 302


def copy(matter: str) -> Task:
    return Task.objects.get(matter=matter, parent__spread=True)


def played(first: date, last: date, meanwhile: dict[date, Callable[[], Any]] | None = None) -> dict[str, list[str]]:
    """By day who got a mail, days of no mail left out. Each hour is run twice, as after a restart."""
    got: dict[str, list[str]] = {}
    for day in days(first, last):
        if meanwhile and day in meanwhile:
            meanwhile[day]()
        before = len(mail.outbox)
        for hour in HOURS:
            for _ in range(2):
                now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=HANOI)
                jobs.remind(now)
                if digest_mail.wanted(now):
                    digest_mail.run(now)
        sent = [to.partition("@")[0] for one in mail.outbox[before:] for to in one.to]
        assert len(sent) == len(set(sent)), f"{day}: at most one mail a day for each person"
        if sent:
            got[day.isoformat()[5:]] = sorted(sent)
    return got


def test_twenty_working_days_with_a_late_monthly_task_a_blocked_one_and_one_that_waits(
    cast: Cast, posted: None
) -> None:
    ready = take_in(SimpleUploadedFile("bao-cao.txt", b"1", "text/plain"))
    meanwhile = {
        date(2026, 4, 17): lambda: act(block, copy("Bị vướng"), by=cast.ha, reason="Chưa có xe.", at=at(4, 17)),
        date(2026, 4, 22): lambda: act(report, copy("Chờ nghiệm thu"), by=cast.minh, files=[ready], at=at(4, 22, 0)),
    }
    first, last = date(2026, 4, 16), date(2026, 5, 18)
    calendar = the_pack().calendar
    assert sum(calendar.is_working(day) for day in days(first, last)) >= 20
    assert not calendar.is_working(date(2026, 4, 30)), "the month's own day is a day off"
    minh, ha, thao = (one.user.username for one in (cast.minh, cast.ha, cast.thao))
    assert day_of(3, date(2026, 4, 22)) == day_of(5, date(2026, 4, 20))
    assert played(first, last, meanwhile) == {
        "04-17": [minh],  # what will wait is due in five working days
        "04-20": [minh],  # what is blocked is due today
        day_of(-5): [minh],  # the monthly one is due in five working days
        # what is blocked is five working days late; three ago came the report that waits
        day_of(5, date(2026, 4, 20)): [ha, thao],
        day_of(-1): [minh],  # the monthly one is due on the day off that follows
        day_of(10, date(2026, 4, 20)): [thao],
        day_of(5): [ha],
        day_of(10): [thao],
        day_of(10, date(2026, 4, 22)): [thao],  # the report waits still
    }
    told = {one.on for one in Digest.objects.all()}
    assert all(calendar.is_working(day) for day in told)
    waits = [one for one in Digest.objects.filter(on__gt="2026-04-17") if copy("Chờ nghiệm thu").ref in str(one.lines)]
    assert {one.post for one in waits} == {cast.thao.post}, "nobody who reported is reminded"


def day_of(n: int, due: date = date(2026, 4, 30)) -> str:
    """The month and day of the `n`-th working day after (before) a day."""
    return the_pack().calendar.add_working_days(due, n).isoformat()[5:]


def test_what_is_due_on_a_day_off_is_told_the_working_day_before_and_says_so(
    cast: Cast, posted: None, signed_in: Browser, clock: Clock
) -> None:
    played(date(2026, 4, 16), date(2026, 5, 3))
    eve = the_pack().calendar.add_working_days(date(2026, 4, 30), -1)
    clock.at = datetime(2026, eve.month, eve.day, 9, tzinfo=HANOI)
    page = body(signed_in(cast.minh).get("/desk/plans/digest"))
    assert "đến hạn thứ Năm, 30/04/2026, là ngày nghỉ" in page
    assert "hạn hôm nay" not in page


def test_what_nothing_ran_for_is_told_on_the_next_working_day_with_the_days_as_they_are_then(
    cast: Cast, posted: None, signed_in: Browser, clock: Clock
) -> None:
    assert played(date(2026, 4, 16), date(2026, 4, 17)) == {"04-17": [cast.minh.user.username]}
    assert played(date(2026, 4, 18), date(2026, 4, 19)) == {}
    got = played(date(2026, 4, 22), date(2026, 4, 22))
    assert got == {"04-22": [cast.minh.user.username]}
    clock.at = at(4, 22)
    page = body(signed_in(cast.minh).get("/desk/plans/digest"))
    assert "quá 2 ngày làm việc" in page, "it fell due on the 20th, when nothing ran"
    assert "hạn hôm nay" not in page


def test_whoever_left_a_post_gets_nothing_and_whoever_took_it_over_nothing_of_before(cast: Cast, posted: None) -> None:
    played(date(2026, 4, 16), date(2026, 4, 17))
    holding = Holding.objects.get(user=cast.minh.user, post=cast.minh.post)
    act(end_holding, holding, by=cast.dung, on=date(2026, 4, 19), at=at(4, 18))
    act(appoint, cast.minh.post, by=cast.dung, user=cast.lan.user, begins=date(2026, 4, 20), at=at(4, 18))
    got = played(date(2026, 4, 18), date(2026, 4, 24))
    assert got == {day: [cast.lan.user.username] for day in ("04-20", day_of(-5), "04-24")}
    of_lan = [one.body for one in mail.outbox if one.to == [f"{cast.lan.user.username}@example.org"]]
    assert not any("Thư này tính cả" in one for one in of_lan)


def test_a_delegation_to_a_post_that_ended_tells_the_post_that_answers_by_its_role(cast: Cast, posted: None) -> None:
    task = copy("Bị vướng")
    act(delegate, task, by=cast.ha, post=cast.lan.post, begins="2026-04-16", ends="2026-05-30", at=at(4, 16))
    act(end_post, cast.lan.post, by=cast.dung, on=date(2026, 4, 17), at=at(4, 17))
    assert played(date(2026, 4, 18), date(2026, 4, 20)) == {"04-20": [cast.minh.user.username]}
