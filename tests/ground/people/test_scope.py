"""Who reaches what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from namro.ground.gate import guard, people_actions
from namro.ground.people.actors import OPERATOR, SYSTEM, reporter, staff
from namro.ground.people.may import grants, may, offices_in_scope, reaches, seat_for
from namro.ground.people.models import Holding
from namro.ground.people.queries import held_by, holders, holders_at, offices_to_read
from tests.cast import HANOI, NOW, Cast, Member, act

ON = date(2026, 3, 10)


def test_a_duty_officer_reaches_her_own_office_and_no_other(cast: Cast) -> None:
    assert may(cast.lan.actor, "cases.register", cast.office.ba_dinh.pk, on=ON)
    assert not may(cast.lan.actor, "cases.register", cast.office.hoan_kiem.pk, on=ON)
    assert not may(cast.lan.actor, "cases.register", cast.office.city.pk, on=ON)
    assert offices_in_scope(cast.lan.actor, ON) == {cast.office.ba_dinh.pk}


def test_the_duty_officer_of_another_ward_sees_nothing_of_ba_dinh(cast: Cast) -> None:
    assert cast.office.ba_dinh.pk not in (offices_in_scope(cast.quan.actor, ON) or set())
    assert not any(
        may(cast.quan.actor, name, cast.office.ba_dinh.pk, on=ON) for name in ("cases.read", "cases.register")
    )


def test_without_the_tree_the_other_ward_would_be_seen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("namro.ground.people.may.reaches", lambda seat, office: True)
    assert may(cast.quan.actor, "cases.register", cast.office.ba_dinh.pk, on=ON)  # the harm that scope keeps away


def test_a_head_reaches_what_stands_below(cast: Cast) -> None:
    head = replace(cast.ha.actor.seats[0], office_id=cast.office.city.pk)
    assert all(
        reaches(head, office.pk) for office in (cast.office.ba_dinh, cast.office.investigation, cast.office.city)
    )
    above = replace(cast.ha.actor, seats=(head,))
    assert offices_in_scope(above, ON) == {
        office.pk
        for office in (
            cast.office.city,
            cast.office.ba_dinh,
            cast.office.hoan_kiem,
            cast.office.investigation,
            cast.office.inspectorate,
            cast.office.standing,
        )
    }
    assert not reaches(cast.ha.actor.seats[0], cast.office.city.pk)
    assert not reaches(cast.ha.actor.seats[0], 10**9)


def test_the_standing_agency_and_the_auditor_see_all_and_change_nothing(cast: Cast) -> None:
    for member in (cast.thao, cast.tam):
        assert offices_in_scope(member.actor, ON) is None
        assert not may(member.actor, "cases.register", cast.office.ba_dinh.pk, on=ON)


def test_whoever_may_do_nothing_with_cases_reads_none(cast: Cast) -> None:
    for member in (cast.dung, cast.vy, cast.phuc):
        assert offices_in_scope(member.actor, ON) == set()
    assert offices_in_scope(cast.dung.actor, ON, "people.read") is None


def test_only_staff_read_by_office(cast: Cast) -> None:
    assert offices_in_scope(reporter("26-1"), ON) == set()
    assert offices_in_scope(OPERATOR, ON) is None
    assert offices_in_scope(SYSTEM("recheck"), ON) is None


def test_roles_narrow_and_an_unknown_role_grants_nothing(cast: Cast) -> None:
    office = cast.office.ba_dinh.pk
    assert seat_for(cast.lan.actor, "cases.register", office, {"head"}, ON) is None
    assert seat_for(cast.lan.actor, "cases.register", office, {"duty-officer"}, ON) == cast.lan.actor.seats[0]
    assert not grants("king", "cases.register")


def _holds(member: Member, at: datetime) -> list[str]:
    return [seat.role for seat in staff(member.user, at).seats]


def test_a_post_counts_from_its_first_local_day_until_the_day_it_ends(cast: Cast) -> None:
    assert _holds(cast.lan, datetime(2025, 6, 30, 23, 59, tzinfo=HANOI)) == []
    assert _holds(cast.lan, datetime(2025, 7, 1, 0, 0, tzinfo=HANOI)) == ["duty-officer"]
    holding = Holding.objects.get(user=cast.lan.user)
    act(people_actions.end_holding, holding, on=date(2026, 3, 11), by=cast.dung)
    assert _holds(cast.lan, datetime(2026, 3, 10, 23, 59, tzinfo=HANOI)) == ["duty-officer"]
    assert _holds(cast.lan, datetime(2026, 3, 11, 0, 0, tzinfo=HANOI)) == []


def test_an_ended_office_gives_no_seat_and_is_still_found_by_those_above(cast: Cast) -> None:
    above = replace(cast.ha.actor, seats=(replace(cast.ha.actor.seats[0], office_id=cast.office.city.pk),))
    act(people_actions.end_office, cast.office.ba_dinh, on=ON, reason="sáp nhập", by=cast.dung)
    assert staff(cast.lan.user, NOW).seats == ()
    assert cast.office.ba_dinh.pk in (offices_in_scope(above, ON) or set())


def test_a_deputy_has_the_seat_for_the_stated_days_and_the_own_seat_comes_first(cast: Cast) -> None:
    act(people_actions.name_deputy, cast.ha.post, cast.minh.user, begins=ON, ends=date(2026, 3, 12), by=cast.dung)
    minh = staff(cast.minh.user, NOW)
    assert [(seat.role, seat.deputy) for seat in minh.seats] == [("handler", False), ("head", True)]
    assert may(minh, "cases.decide", cast.office.ba_dinh.pk, on=ON) == grants("head", "cases.decide")
    assert _holds(cast.minh, datetime(2026, 3, 12, 8, 0, tzinfo=HANOI)) == ["handler"]


def test_a_closed_account_has_no_seat(cast: Cast) -> None:
    act(people_actions.close_account, cast.lan.user, reason="nghỉ việc", by=cast.dung)
    assert staff(cast.lan.user, NOW).seats == ()


def test_lists_of_people_keep_to_who_asks(cast: Cast) -> None:
    names = [name for _, name in holders(cast.lan.actor, ON, "vi")]
    assert "Trần Văn Minh" in names
    assert "Phạm Minh Quân" not in names
    assert [name for _, name in offices_to_read(cast.lan.actor, ON, "vi")] == ["Công an phường Ba Đình"]
    assert {role for _, _, role in holders_at(cast.office.ba_dinh.pk, ON, {"handler"})} == {"handler"}
    assert held_by([cast.lan.user.pk], ON, "vi")[cast.lan.user.pk][0].office == "Công an phường Ba Đình"


def test_moving_the_clock_forward_does_not_bring_back_what_ended(cast: Cast) -> None:
    with guard.outside("an ended holding"):
        Holding.objects.filter(user=cast.lan.user).update(ends=date(2026, 1, 1))
    assert staff(cast.lan.user, NOW).seats == ()
