"""A plan made from a document that was read: all of it or nothing; and what lists say of it afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from namro.rules.packs.refused import Refused
from namro.work.plans import listed
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Clause, Instrument, Plan, Task
from namro.work.plans.recheck import differences
from namro.work.plans.taking_in import Document, Taken, plan_under, take_in_plan
from namro.work.plans.task_said import TaskSaid
from tests.cast import NOW, Cast, act

pytestmark = pytest.mark.django_db

DOCUMENT = Document("plan", "314/KH-UBND", "UBND thành phố", date(2026, 2, 20), "Phòng ngừa tội phạm 2026")


def task(matter: str, clause: str = "II.1", **more: object) -> Taken:
    said = {
        "matter": matter, "product": "Danh sách", "spread": True, "role": "handler", "head": "head",
        "time": {"day": "2026-06-30"},
    }  # fmt: skip
    return Taken(TaskSaid(**(said | more)), clause, f"Công an các phường {matter}.")  # type: ignore[arg-type]


def take_in(cast: Cast, *tasks: Taken) -> Plan:
    return take_in_plan(cast.office.standing, DOCUMENT, tasks, name=DOCUMENT.title, actor=cast.thao.actor, now=NOW)


def test_document_clauses_and_draft_come_together_and_can_be_issued(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"), task("tuần tra"), task("báo cáo", "II.2"))
    assert [(c.label, c.text.count("\n")) for c in Clause.objects.all()] == [("II.1", 1), ("II.2", 0)]
    assert plan_under(plan.instrument.guard_ref) == plan
    wards = [cast.office.ba_dinh, cast.office.hoan_kiem]
    assert set(wards) <= set(listed.may_get(cast.thao.actor, plan, NOW.date()))
    assert act(issue, plan, by=cast.thao, to=wards).copies == 6
    (city,) = listed.plans_listed(cast.thao.actor, NOW.date())
    assert (city.plan, city.derived, city.totals["open"]) == (plan, True, 6)
    assert listed.counts_given(cast.thao.actor, NOW.date())["open"] == 6
    ward, above = listed.plans_listed(cast.ha.actor, NOW.date())
    assert (ward.plan.template, ward.totals["open"]) == (plan, 3)
    assert (above.plan, above.totals["open"]) == (plan, 3), "of the city's plan a ward counts its own tasks only"
    assert list(differences()) == []


def test_what_fails_half_way_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        take_in(cast, task("rà soát"), task("tuần tra", time={"day": "hôm nào"}))
    assert refused.value.code.startswith(("plans.", "cases."))
    for model in (Instrument, Clause, Plan, Task):
        assert model._default_manager.count() == 0
