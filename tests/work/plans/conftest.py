"""The scene of the plans room: the city's plan against violent crime, and the ways to bring it where a test begins."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

import pytest

from namro.ground.people.models import Office
from namro.work.cases.actions import NEWCOMER, receive
from namro.work.plans.draft_actions import add_task, draft
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Instrument, Plan, Task
from namro.work.plans.task_said import TaskSaid
from tests.cast import BA_DINH, NOW, Cast, act, unit
from tests.work.cases.conftest import burglary

CLAUSES = (
    ClauseSaid("II", "Nhiệm vụ, giải pháp"),
    ClauseSaid("II.1", "Rà soát các điểm phức tạp về trật tự tại từng địa bàn.", within=1),
    ClauseSaid("II.2", "Báo cáo kết quả hằng tháng.", within=1),
)


def a_plan(cast: Cast, symbol: str = "290/KH-UBND", **more: Any) -> Instrument:
    """A document that the standing agency registers."""
    said: dict[str, Any] = {
        "kind": "plan", "symbol": symbol, "issuer": "UBND thành phố", "dated": date(2026, 1, 15),
        "title": "Phòng ngừa tội phạm sử dụng bạo lực", "clauses": CLAUSES,
    }  # fmt: skip
    return act(register_instrument, cast.office.standing, by=cast.thao, **said | more)


def a_case() -> str:
    """A burglary in Ba Đình that was just received, as evidence names it."""
    found = receive(
        None, procedure="crime-report", answers=burglary(), identity=None, place_ref=unit(BA_DINH).ref,
        draft=secrets.token_urlsafe(24), actor=NEWCOMER, now=NOW,
    )  # fmt: skip
    return f"case:{found.case.ref}"


@pytest.fixture
def instrument(cast: Cast) -> Instrument:
    """The city's plan 290/KH-UBND, registered with three clauses."""
    return a_plan(cast)


@pytest.fixture
def plan(cast: Cast, instrument: Instrument) -> Plan:
    """The standing agency's plan under that document, still empty."""
    return act(draft, cast.office.standing, by=cast.thao, instrument=instrument, name="Phòng ngừa tội phạm 2026")


def clear(plan: Plan, **more: Any) -> TaskSaid:
    """A task that is clear in all five ways, for every ward."""
    said: dict[str, Any] = {
        "matter": "Rà soát các điểm phức tạp", "product": "Danh sách điểm phức tạp", "spread": True,
        "clause": plan.instrument.clauses.get(nth=2).pk, "role": "handler", "head": "head",
        "time": {"day": "2026-06-30"},
    }  # fmt: skip
    return TaskSaid(**said | more)


def added(cast: Cast, plan: Plan, **more: Any) -> Task:
    """A clear task written down in the plan."""
    return act(add_task, plan, by=cast.thao, said=clear(plan, **more))


def copy_for(office: Office, nth: int = 1) -> Task:
    """The copy of a task of the plan that an office was given."""
    return Task.objects.get(lead_office=office, parent__nth=nth)


@pytest.fixture
def given(cast: Cast, plan: Plan) -> Task:
    """One task, given to both wards: the copy of Ba Đình."""
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    return copy_for(cast.office.ba_dinh)
