"""Reports are chosen on a page, looked at, and accepted or sent back in one action."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from namro.work.plans.models import Act, Task
from namro.work.plans.task_actions import accept, report
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body
from tests.doors.desk.plan_scene import given
from tests.work.plans.conftest import a_plan

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
URL = "/desk/plans/answers"


def test_reports_are_chosen_looked_at_and_accepted_and_what_was_answered_meanwhile_is_set_apart(
    cast: Cast, signed_in: Browser
) -> None:
    first = given(cast)
    tasks = [first, Task.objects.get(parent=first.parent, lead_office=cast.office.hoan_kiem)]
    proof = a_plan(cast, "12/BC-CAHN", public=True).guard_ref
    for task, by in zip(tasks, (cast.ha, cast.duc), strict=True):
        act(report, task, by=by, text="Đã rà soát 12 điểm.", refs=[proof])
    keys = [f"{task.ref}.{task.seq + 1}." for task in tasks]
    agency = signed_in(cast.thao)
    page = body(agency.get(f"{URL}?task={first.parent.ref}"))
    assert all(f'name="report" value="{key}"' in page for key in keys)
    assert "Cả 2 báo cáo" in page
    look = agency.post(URL, {"all": "1", "shown": " ".join(keys), "go": "accept"})
    assert "Nghiệm thu 2 báo cáo" in body(look)
    back = agency.post(URL, {"report": keys, "answer": "send-back", "go": "do", "reason": " "})
    assert back.status_code == 422
    act(accept, Task.objects.get(pk=first.pk), by=cast.thao)
    stopped = agency.post(URL, {"report": keys, "answer": "accept", "go": "do", "once": "one"})
    assert stopped.status_code == 409
    assert first.ref in body(stopped)
    assert "1 báo cáo giữ nguyên" in body(stopped)
    done = agency.post(URL, {"report": keys[1:], "answer": "accept", "go": "do", "once": "two"}, follow=True)
    assert "Đã nghiệm thu 1 báo cáo." in body(done)
    assert Act.objects.filter(verb="accept").count() == 2
    assert agency.post(URL, {"report": keys[1:], "answer": "accept", "go": "do", "once": "two"}).status_code == 302
    assert signed_in(cast.lan).get(URL).status_code == 404
