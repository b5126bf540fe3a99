"""An office whose unit has ended is listed until it ends too."""

from __future__ import annotations

from datetime import date

from namro.ground.gate import guard, people_actions
from namro.ground.places.models import Unit
from namro.ground.places.orphans import orphans
from tests.cast import Cast, act

ON = date(2026, 3, 10)


def _listed() -> list[str]:
    return [left.orphan.ref for left in orphans(ON) if left.orphan.kind == "office"]


def test_an_office_of_an_ended_unit_has_no_owner_until_it_ends(cast: Cast) -> None:
    assert _listed() == []
    with guard.outside("a ward is merged"):
        Unit.objects.filter(pk=cast.office.ba_dinh.unit_id).update(ends=date(2026, 3, 1))
    assert _listed() == ["office:CAX-00004"]
    act(people_actions.end_office, cast.office.ba_dinh, on=ON, reason="sáp nhập", by=cast.dung)
    assert _listed() == []
