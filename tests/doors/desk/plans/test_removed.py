"""What is removed from a draft was given to nobody: no office that it named reads it, and no figure counts it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import strip_tags

from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Task
from namro.work.plans.task_actions import withdraw
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.scene import add, drafted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
LATER = {"time": {"day": "2026-03-12"}}
SECRET = "Lý do nội bộ"


@pytest.mark.parametrize("issued", [False, True])
def test_whom_a_removed_draft_named_reads_nothing_of_it(cast: Cast, signed_in: Browser, issued: bool) -> None:
    plan = drafted(cast, **LATER)
    ward = {"spread": False, "lead": cast.office.ba_dinh.pk}
    gone = add(cast, plan, matter="Bố trí kinh phí", **ward | LATER)
    act(withdraw, gone, by=cast.thao, reason=SECRET)
    if issued:
        act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    browser, agency = signed_in(cast.ha), signed_in(cast.thao)
    assert browser.get(f"/desk/plans/tasks/{gone.ref}").status_code == 404
    whole = browser.get(f"/desk/plans/instruments/{plan.instrument.ref}")
    assert whole.status_code == (200 if issued else 404)
    assert "Bố trí kinh phí" not in body(browser.get("/desk/plans"))
    assert SECRET in body(agency.get(f"/desk/plans/tasks/{gone.ref}")), "the office that wrote it keeps its history"


def test_no_page_counts_a_removed_draft_and_each_opens(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, **LATER)
    gone = add(cast, plan, matter="Bố trí kinh phí", **LATER)
    act(withdraw, gone, by=cast.thao, reason=SECRET)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    assert Task.objects.get(pk=gone.pk).state == Task.ENDED
    agency = signed_in(cast.thao)
    for page in ("overview", "board", "time", "report"):
        answer = agency.get(f"/desk/plans/{plan.ref}/{page}")
        assert answer.status_code == 200, page
        assert "Bố trí kinh phí" not in body(answer), page
    said = " ".join(strip_tags(body(agency.get(f"/desk/plans/{plan.ref}"))).split())
    assert "2 đã giao" in said
    assert "1 không làm nữa" not in said
