"""A plan of the city as the desk meets it: registered, drafted, and given to the wards where a test asks for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from namro.work.plans.draft_actions import add_task, draft
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan, Task
from namro.work.plans.task_said import TaskSaid
from tests.cast import Cast, act

CLAUSES = (
    ClauseSaid("II", "Nhiệm vụ, giải pháp"),
    ClauseSaid("II.1", "Rà soát các điểm phức tạp về trật tự tại từng địa bàn.", within=1),
)
MATTER = "Rà soát các điểm phức tạp về trật tự"


def drafted(cast: Cast, symbol: str = "290/KH-UBND", **more: Any) -> Plan:
    """The standing agency's plan with one clear task for every ward; `more` changes that task."""
    instrument = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol=symbol,
        issuer="UBND thành phố", dated=date(2026, 1, 15), title="Phòng ngừa tội phạm sử dụng bạo lực",
        clauses=CLAUSES,
    )  # fmt: skip
    plan = act(draft, cast.office.standing, by=cast.thao, instrument=instrument, name="Phòng ngừa tội phạm 2026")
    add(cast, plan, **more)
    return plan


def add(cast: Cast, plan: Plan, **more: Any) -> Task:
    """One more task, clear unless `more` says otherwise."""
    said: dict[str, Any] = {
        "matter": MATTER, "product": "Danh sách điểm phức tạp", "spread": True, "role": "handler", "head": "head",
        "clause": plan.instrument.clauses.get(nth=2).pk, "time": {"day": "2026-03-06"},
        "source": {"text": "Công an các phường rà soát các điểm phức tạp, xong trước 06/3/2026."},
    }  # fmt: skip
    return act(add_task, plan, by=cast.thao, said=TaskSaid(**said | more))


def given(cast: Cast, **more: Any) -> Task:
    """The copy of Ba Đình of a task that both wards were given; late at `NOW` unless `more` gives it another time."""
    plan = drafted(cast, **{"time": {"day": "2026-03-12"}} | more)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    return Task.objects.get(lead_office=cast.office.ba_dinh, parent__isnull=False)
