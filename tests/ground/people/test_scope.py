"""Who reaches what."""

from datetime import date

from namro.ground.people.may import may, offices_in_scope
from tests.cast import Cast

ON = date(2026, 3, 10)


def test_a_duty_officer_reaches_her_own_office_and_no_other(cast: Cast) -> None:
    assert may(cast.lan.actor, "cases.register", cast.office.ba_dinh.pk, on=ON)
    assert not may(cast.lan.actor, "cases.register", cast.office.hoan_kiem.pk, on=ON)
    assert not may(cast.lan.actor, "cases.register", cast.office.city.pk, on=ON)
    assert offices_in_scope(cast.lan.actor, ON) == {cast.office.ba_dinh.pk}
