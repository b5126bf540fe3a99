"""A period of what comes again is named wherever its day is, by its own name, also once that day was moved."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import icalendar
import pytest
from django.test import Client

from namro.work.plans import jobs
from namro.work.plans.asking_actions import ask_decision
from namro.work.plans.models import Task
from namro.work.plans.moving_actions import Part, split
from namro.work.plans.reopening_actions import reopen
from namro.work.plans.task_actions import accept, block, change_time, report, send_back
from tests.cast import HANOI, Cast, Member, act
from tests.doors.api.conftest import Program, secret_of
from tests.doors.desk.conftest import Clock, body, fill
from tests.doors.desk.plans.scene import add, given
from tests.work.plans.conftest import a_case

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


@pytest.fixture
def moved(cast: Cast) -> Task:
    """What Ba Đình owes each month to the end of June; the day of March was moved to 2 April."""
    task = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"})
    act(change_time, task, by=cast.thao, to=date(2026, 4, 2), reason="Tết.")
    return Task.objects.get(pk=task.pk)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 8, 0, tzinfo=HANOI)


def test_board_month_and_time_name_the_period_beside_the_day(
    cast: Cast, signed_in: Browser, clock: Clock, moved: Task
) -> None:
    assert moved.parent is not None
    plan = moved.parent.plan.ref
    for url in ("/desk/plans/board", f"/desk/plans/{plan}/board"):
        assert '02/04/2026 · <span class="nowrap">tháng 3/2026' in body(signed_in(cast.lan).get(url)), url
    month = body(signed_in(cast.lan).get("/desk/plans/calendar?month=2026-04&whose=ours"))
    _, _, second = month.partition('<time datetime="2026-04-02">')
    assert "tháng 3/2026 · " in second.partition("</td>")[0]
    _, _, last = month.partition('<time datetime="2026-04-30">')
    assert "tháng 4/2026 · " in last.partition("</td>")[0]
    clock.at = at(5, 4)
    act(report, moved, by=cast.lan, at=clock.at, period="2026-04", refs=["figure:26-4"])
    time = body(signed_in(cast.lan).get(f"/desk/plans/{plan}/time"))
    assert "Kỳ tháng 4/2026, hạn 30/04/2026: 0 đã nghiệm thu, 1 chờ nghiệm thu, 0 quá hạn" in time
    city = body(signed_in(cast.thao).get(f"/desk/plans/{plan}/time"))
    assert "Kỳ tháng 4/2026, hạn 30/04/2026: 0 đã nghiệm thu, 1 chờ nghiệm thu, 1 quá hạn" in city


def test_the_digest_names_the_period_that_was_due_and_the_one_that_is_now(
    cast: Cast, signed_in: Browser, clock: Clock, moved: Task
) -> None:
    jobs.remind(at(4, 2))
    clock.at = at(4, 2)
    page = body(signed_in(cast.minh).get("/desk/plans/digest"))
    assert '02/04/2026 <span class="line soft">tháng 3/2026</span>' in page
    act(change_time, Task.objects.get(pk=moved.pk), by=cast.thao, at=clock.at, to=date(2026, 4, 9), reason="Lũ.")
    again = body(signed_in(cast.minh).get("/desk/plans/digest"))
    assert "09/04/2026 · tháng 3/2026" in again, "as it stands now"


def test_questions_and_meetings_name_the_period_of_the_task(cast: Cast, signed_in: Browser, moved: Task) -> None:
    act(
        ask_decision, moved, by=cast.lan, of="head", kind="decision", text="Xin mượn xe.", until=date(2026, 3, 20)
    )  # fmt: skip
    assert "hạn của nhiệm vụ 02/04/2026 (tháng 3/2026)" in body(signed_in(cast.ha).get("/desk/head"))
    act(block, Task.objects.get(pk=moved.pk), by=cast.ha, reason="Chưa có kinh phí.")
    assert "02/04/2026 (tháng 3/2026)" in body(signed_in(cast.thao).get("/desk/plans/meetings/new"))


def test_each_period_of_the_calendar_feed_says_which_it_is(cast: Cast, moved: Task) -> None:
    secret = secret_of(cast.lan, kind="calendar")

    def said(lang: str) -> dict[date, Any]:
        answer = Program().browser.get(f"/api/v1/calendar/{secret}.ics", {"lang": lang, "only": "tasks"})
        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        return {one["DTSTART"].dt: str(one["SUMMARY"]) for one in events}

    assert [said("vi")[day] for day in (date(2026, 4, 2), date(2026, 5, 31))] == [
        f"Đến hạn: mục II.1, 290/KH-UBND, nhiệm vụ {moved.ref} – kỳ tháng 3/2026",
        f"Đến hạn: mục II.1, 290/KH-UBND, nhiệm vụ {moved.ref} – kỳ tháng 5/2026",
    ]
    assert said("en")[date(2026, 4, 2)].endswith(" – March 2026")


def test_while_a_report_waits_its_own_period_is_named_and_a_late_one_beside_it(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task, agency = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"}), signed_in(cast.thao)
    assert task.parent is not None
    plan = task.parent.plan.ref
    act(report, task, by=cast.lan, period="2026-03", refs=["figure:26-3"])
    board = body(agency.get(f"/desk/plans/{plan}/board")).partition('id="c-reported"')[2].partition("</section>")[0]
    assert '31/03/2026 · <span class="nowrap">tháng 3/2026' in board
    assert "tháng 4/2026" not in board
    listed = body(agency.get(f"/desk/plans/{plan}/list?list=reported"))
    assert '31/03/2026 <span class="line soft">tháng 3/2026</span>' in listed
    assert "tháng 4/2026" not in listed
    page = body(agency.get(f"/desk/plans/tasks/{task.ref}"))
    assert "Chờ nghiệm thu: Kỳ tháng 3/2026, hạn 31/03/2026" in page
    assert '<span class="line">Kỳ tháng 4/2026, hạn 30/04/2026</span>' in page, "what is owed next"
    clock.at = at(5, 4)
    board = body(agency.get(f"/desk/plans/{plan}/board")).partition('id="c-reported"')[2].partition("</section>")[0]
    assert '30/04/2026 · <span class="nowrap">tháng 4/2026' in board, "it is late"
    assert "Chờ nghiệm thu: tháng 3/2026" in board
    late = body(agency.get(f"/desk/plans/{plan}/list?list=late"))
    assert "Chờ nghiệm thu: tháng 3/2026" in late


def test_accepted_periods_are_counted_beside_the_sums_until_they_are_reopened(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task, agency = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"}), signed_in(cast.thao)
    assert task.parent is not None
    plan = task.parent.plan
    pages = [f"/desk/plans/{plan.ref}{view}" for view in ("", "/overview", "/wards")]
    pages.append(f"/desk/plans/instruments/{plan.instrument.ref}")

    def said() -> list[int]:
        return [len(re.findall(r"\b[1-9]\d*/\d+ kỳ đã nghiệm thu", body(agency.get(url)))) for url in pages]

    def bring(period: str) -> None:
        act(report, Task.objects.get(pk=task.pk), by=cast.lan, at=clock.at, period=period, refs=["figure:26"])

    bring("2026-03")
    assert said() == [0, 0, 0, 0], "what waits is not accepted"
    act(send_back, Task.objects.get(pk=task.pk), by=cast.thao, reason="Thiếu.")
    bring("2026-03")
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao)
    assert min(said()) > 0
    whole = body(agency.get(pages[0]))
    assert "2 đã giao · 0 đã nghiệm thu" in whole
    assert "<b>1/8</b> kỳ đã nghiệm thu" in whole, "of the plan"
    assert (whole.count("1/8 kỳ đã nghiệm thu"), whole.count("1/4 kỳ đã nghiệm thu")) == (1, 1), (
        "of the task and of the ward"
    )
    overview = body(agency.get(pages[1]))
    assert "1/8 kỳ của nhiệm vụ định kỳ đã nghiệm thu." in overview
    assert (overview.count("1/8 kỳ đã nghiệm thu"), overview.count("1/4 kỳ đã nghiệm thu")) == (1, 1)
    wards = body(agency.get(pages[2]))
    assert "Xong 0/1 · 1/4 kỳ đã nghiệm thu" in wards
    assert wards.count("1/4 kỳ đã nghiệm thu") == 2, "in the tile and in the table of one ward"
    assert "0/2 đã nghiệm thu · 1/8 kỳ đã nghiệm thu" in body(agency.get(pages[3]))
    clock.at = datetime(2026, 4, 2, 9, tzinfo=HANOI)
    agency = signed_in(cast.thao)
    bring("2026-04")
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, at=clock.at)
    assert "2/8 kỳ đã nghiệm thu" in body(agency.get(pages[0]))
    assert "Việc định kỳ: 2/8 kỳ đã nghiệm thu." in body(agency.get(f"/desk/plans/{plan.ref}/board"))
    assert "Việc định kỳ: 2/4 kỳ đã nghiệm thu." in body(signed_in(cast.ha).get("/desk/plans/board"))
    act(reopen, Task.objects.get(pk=task.pk), by=cast.thao, at=clock.at, reason="Bấm nhầm.", period="2026-04")
    assert "1/8 kỳ đã nghiệm thu" in body(agency.get(pages[0]))
    assert "2/8 kỳ đã nghiệm thu" not in body(agency.get(pages[0]))


def test_the_form_of_a_report_says_how_many_parts_are_done_and_needs_words_until_all_are(
    cast: Cast, signed_in: Browser
) -> None:
    task, head = given(cast), signed_in(cast.ha)
    url = f"/desk/plans/tasks/{task.ref}/report"
    assert "phần đã được nghiệm thu" not in body(head.get(url)), "it was not shared out"
    (part,) = act(split, task, by=cast.ha, parts=[Part(post=cast.minh.post.pk)])
    form = body(head.get(url))
    assert "Nhiệm vụ đã chia thành các phần: Σ 0/1 phần đã được nghiệm thu." in form
    assert "Ghi rõ vì sao cả nhiệm vụ đã xong" in form
    silent = fill(head, url, refs="figure:26-1")
    assert silent.status_code == 422
    assert '<a href="#f-text">' in body(silent)
    act(report, part, by=cast.minh, refs=["figure:26-1"])
    act(accept, Task.objects.get(pk=part.pk), by=cast.ha)
    assert "Σ 1/1 phần đã được nghiệm thu." in body(head.get(url))
    assert fill(head, url, refs="figure:26-1").status_code == 302
    assert "Σ 1/1 phần đã được nghiệm thu." in body(signed_in(cast.thao).get(f"/desk/plans/tasks/{task.ref}/accept"))


def test_the_list_of_plans_says_how_many_periods_were_accepted(cast: Cast, signed_in: Browser) -> None:
    """Monthly from March to June 2026 at two wards: eight periods, one of which was accepted; one task comes once."""
    task = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"})
    whole = Task.objects.get(pk=task.parent_id).plan
    add(cast, whole, time={"day": "2026-06-30"}, spread=False, lead=cast.office.ba_dinh.pk)
    agency = signed_in(cast.thao)
    assert "0/8 kỳ đã nghiệm thu" in body(agency.get("/desk/plans")).split('id="plans"')[1]
    act(report, task, by=cast.minh, refs=[a_case()])
    act(accept, task, by=cast.thao)
    assert "1/8 kỳ đã nghiệm thu" in body(agency.get("/desk/plans")).split('id="plans"')[1]
    assert "1/4 kỳ đã nghiệm thu" in body(signed_in(cast.minh).get("/desk/plans")).split('id="plans"')[1]
