"""Lines that each of many offices gets say whose they are; what is numbered is what the heading counts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from namro.work.plans.draft_actions import keep_as_principle
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.scene import add, drafted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
OPEN = "từng đơn vị được giao"
LATER = {"day": "2026-06-30"}
WARDS = "Công an các phường, xã"


def of_wards(cast: Cast) -> Plan:
    """A plan with a task for the police of every commune, one that names no set and one for the police of the wards."""
    plan = drafted(cast, among=("commune-police",), time=LATER)
    add(cast, plan, matter="Không nói của ai", time=LATER)
    add(cast, plan, matter="Riêng các phường", among=("commune-police",), units=("ward",), time=LATER)
    return plan


def leads(page: str) -> list[str]:
    """What each line of the plan's page says between its clause and its product."""
    lines = re.findall(r'<span class="kind"><a href="#clause-\d+">II\.1</a> · ([^·]+) · ', page)
    return [one.strip() for one in lines]


def test_a_draft_and_an_issued_line_name_the_set_that_they_were_written_for(cast: Cast, signed_in: Browser) -> None:
    plan = of_wards(cast)
    thao = signed_in(cast.thao)
    said = [WARDS, OPEN, "Công an các phường"]
    assert leads(body(thao.get(f"/desk/plans/{plan.ref}"))) == said
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    assert leads(body(thao.get(f"/desk/plans/{plan.ref}"))) == said


@pytest.mark.parametrize(
    "where", ["plans/{plan}/time", "plans/{plan}/overview", "plans/tasks/{task}", "plans/instruments/{document}"]
)
def test_other_pages_name_it_too(cast: Cast, signed_in: Browser, where: str) -> None:
    plan = drafted(cast, among=("commune-police",), time=LATER)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    task = plan.tasks.get(spread=True)
    page = body(
        signed_in(cast.thao).get("/desk/" + where.format(plan=plan.ref, task=task.ref, document=plan.instrument.ref))
    )
    assert WARDS in page
    assert OPEN not in page.replace(f"Minh chứng của {OPEN}", "")


def test_what_left_open_which_office_is_meant_says_so_only_until_it_was_given(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, among=("commune-police", "commune-committee"), time=LATER)
    thao = signed_in(cast.thao)
    assert leads(body(thao.get(f"/desk/plans/{plan.ref}"))) == ["Các phường, xã, cơ quan nào thì chọn khi ban hành"]
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    assert leads(body(thao.get(f"/desk/plans/{plan.ref}"))) == [OPEN]


def test_a_principle_between_tasks_has_no_number(cast: Cast, signed_in: Browser) -> None:
    plan = of_wards(cast)
    act(keep_as_principle, plan.tasks.order_by("nth")[1], by=cast.thao)
    page = body(signed_in(cast.thao).get(f"/desk/plans/{plan.ref}"))
    section = page.split('class="plain plan-tasks"')[1].split("</ol>")[0]
    assert re.findall(r"<li ([^>]*)>\n", section) == ['value="1"', 'class="unnumbered"', 'value="2"']
    assert re.search(r'id="h-tasks">[^<]*<span class="count">2</span>', page)
