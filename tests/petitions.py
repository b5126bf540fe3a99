"""A petition as most tests need one."""

from __future__ import annotations

import secrets

from namro.work.cases import actions
from tests.cast import HOAN_KIEM, NOW, unit


def street_light(code: str = HOAN_KIEM, about: str = "Đèn đường hỏng.") -> actions.Received:
    """Somebody who gives a name asks at `NOW` that a street light is mended; `code`: of the unit, or edition:code."""
    place = unit(code.rpartition(":")[2]).ref
    return actions.receive(
        None,
        procedure="petition",
        answers={"about": about, "where": {"ref": place}},
        identity={"name": "Nguyễn Thị Hòa"},
        place_ref=place,
        draft=secrets.token_urlsafe(24),
        actor=actions.NEWCOMER,
        now=NOW,
    )
