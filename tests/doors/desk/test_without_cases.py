"""The desk of those who have tasks of plans and no cases: only what is theirs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from namro.work.plans.asking_actions import ask_decision
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan
from namro.work.plans.task_actions import report as report_task
from namro.work.plans.task_actions import send_back
from tests.cast import Cast, Member, act
from tests.departments import Departments, departments_on_stage
from tests.doors.desk.conftest import Clock, Report, body
from tests.doors.desk.plans.scene import add, drafted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


@pytest.fixture
def departments(cast: Cast) -> Departments:
    return departments_on_stage()


@pytest.fixture
def plan(cast: Cast, departments: Departments) -> Plan:
    """A plan with a task of the Department of Health and one of every People's Committee of a commune."""
    plan = drafted(
        cast, matter="Bố trí điểm sơ cứu", spread=False, lead=departments.office["health"].pk, role="plan-officer",
        head="office-head", time={"day": "2026-03-11"},
    )  # fmt: skip
    add(cast, plan, matter="Dọn rác", among=["commune-committee"], time={"day": "2026-06-12"})
    act(issue, plan, by=cast.thao, to=[departments.office["ba_dinh"], departments.office["hoan_kiem"]])
    return plan


def shown(browser: Client, url: str = "/desk/") -> str:
    response = browser.get(url)
    assert response.status_code == 200, url
    return html.unescape(body(response))


def links(page: str) -> list[str]:
    """The addresses in the menu."""
    menu = page.partition('class="desk-nav"')[2].partition("</nav>")[0]
    return list(dict.fromkeys(re.findall(r'href="([^"]*)"', menu)))


def test_today_shows_their_own_tasks_and_nothing_of_cases(
    signed_in: Browser, departments: Departments, plan: Plan, report: Report
) -> None:
    report()
    page = shown(signed_in(departments.uyen))
    assert "Bố trí điểm sơ cứu" in page
    assert "Dọn rác" not in page
    for word in ("vụ việc", "Tìm", 'role="search"', "/desk/new", "/desk/cases", 'id="waiting"'):
        assert word not in page, word
    assert 'id="ours-soon"' in page
    assert links(page) == ["/desk/", "/desk/plans", "/desk/places", "/desk/permissions", "/desk/trail"]
    assert "/desk/head" in links(shown(signed_in(departments.an)))


def test_what_is_late_or_was_sent_back_stands_there(
    cast: Cast, signed_in: Browser, departments: Departments, plan: Plan, clock: Clock
) -> None:
    task = plan.tasks.get(nth=1)
    act(report_task, task, by=departments.uyen, refs=["figure:2026-03"])
    assert 'id="ours-soon"' not in shown(signed_in(departments.uyen)), "what waits for an answer is not owed"
    act(send_back, task, by=cast.thao, reason="Thiếu số điện thoại")
    assert 'id="ours-sent-back"' in shown(signed_in(departments.uyen))
    clock.at = clock.at.replace(day=25)
    page = shown(signed_in(departments.uyen))
    assert 'id="ours-late"' in page
    assert 'href="#ours-late"' in page


def test_a_head_sees_the_question_that_waits(
    cast: Cast, signed_in: Browser, departments: Departments, plan: Plan
) -> None:
    act(
        ask_decision, plan.tasks.get(nth=1), by=departments.uyen, of="head", kind="decision", text="Ai trực?",
        until="2026-03-12",
    )  # fmt: skip
    page = shown(signed_in(departments.an))
    assert '<a href="/desk/head">' in page.partition("desk-nav")[2].partition("</nav>")[2]


def test_with_nothing_to_do_today_says_so(signed_in: Browser, departments: Departments) -> None:
    page = shown(signed_in(departments.cuc))
    assert "note-good" in page
    assert "totals" not in page


def test_pages_of_cases_are_not_there_for_them(
    signed_in: Browser, departments: Departments, plan: Plan, report: Report
) -> None:
    ref = report().ref
    for member in (departments.an, departments.uyen):
        browser = signed_in(member)
        for page in (f"cases/{ref}", "new", "register", "papers", "moved", "handed", "second-looks", "kept", "imports",
                     "ratings", "identity-requests", "offices", "people", "cases", f"cases?q={ref}",
                     "workload"):  # fmt: skip
            assert browser.get(f"/desk/{page}").status_code == 404, page
        for page in ("plans", "plans/calendar", "plans/board", "places", "permissions", "account"):
            assert browser.get(f"/desk/{page}").status_code in (200, 302), page
        assert browser.get(f"/desk/plans/{plan.ref}").status_code == 200


def test_their_task_is_reported_at_the_desk(
    cast: Cast, signed_in: Browser, departments: Departments, plan: Plan
) -> None:
    task = plan.tasks.get(nth=1)
    page = shown(signed_in(departments.uyen), f"/desk/plans/tasks/{task.ref}")
    for deed in ("report", "block", "ask-decision"):
        assert f"/desk/plans/tasks/{task.ref}/{deed}" in page, deed
    assert f"/{task.ref}/decide" not in page
    other = signed_in(departments.hieu).get(f"/desk/plans/tasks/{task.ref}")
    assert other.status_code == 404, "nobody reads the task of another office"


def test_whoever_has_cases_has_the_desk_of_before(cast: Cast, signed_in: Browser, departments: Departments) -> None:
    page = shown(signed_in(cast.lan))
    assert links(page)[:3] == ["/desk/", "/desk/cases", "/desk/register"]
    assert "/desk/new" in links(page)
    assert "/desk/plans" in links(page)


def test_the_page_of_rights_says_that_they_see_plans_and_no_cases(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    page = body(signed_in(departments.uyen).get("/desk/permissions?lang=en"))
    own = re.findall(r'Has no cases\. <span class="soft">([^<]*)</span>', page)
    assert own == [
        "Sees the plans and tasks of the own office.",
        "Sees the plans and tasks of the own office and those below it.",
    ]
    assert "Sees the cases of every office." in page


def test_they_have_a_calendar_of_the_days_of_their_tasks(
    cast: Cast, departments: Departments, plan: Plan, signed_in: Browser
) -> None:
    browser = signed_in(departments.uyen)
    page = body(browser.get("/desk/account/tokens?kind=calendar"))
    assert re.findall(r'name="kind" value="([a-z0-9]+)"', page) == ["calendar"], "nothing else is to be chosen"
    assert 'name="actions"' not in page
    made = browser.post("/desk/account/tokens", {"kind": "calendar", "name": "Lịch", "last": "31/12/2026"})
    found = re.search(r"http://testserver(/api/v1/calendar/[^<?]+\.ics)", body(made))
    assert found is not None
    assert b"DTSTART;VALUE=DATE:20260311" in browser.get(found[1]).content
