"""The scene of the plans room: the city's plan against violent crime, and the ways to bring it where a test begins."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.models import Instrument
from tests.cast import Cast, act

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


@pytest.fixture
def instrument(cast: Cast) -> Instrument:
    """The city's plan 290/KH-UBND, registered with three clauses."""
    return a_plan(cast)
