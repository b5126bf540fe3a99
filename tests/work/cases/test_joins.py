"""Whoever holds the receipts of two reports says that they are one matter; nobody else does, and nothing guesses."""

from __future__ import annotations

import pytest
from django.db import connection

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR, reporter
from namro.ground.trail.guards import lifted
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, joins
from namro.work.cases.models import Case, Joined
from namro.work.cases.receipts import new_code
from tests.cast import NOW, Cast, act, unit
from tests.work.cases.conftest import HOAN_KIEM, Reported, again

pytestmark = pytest.mark.django_db


def petition(reported: Reported, code: str = "00004") -> actions.Received:
    told = {"about": "Đèn đường hỏng.", "where": {"ref": unit(code).ref}}
    return reported(code, procedure="petition", answers=told, identity={"name": "Nguyễn Thị Hòa"})


def join(case: Case, code: str) -> Joined | None:
    return act(actions.join, case, by=reporter(case.ref), code=code)


def others(case: Case) -> list[int]:
    return joins.matter_of(case, joins.joined_with(case))


def test_two_receipts_join_two_reports_and_each_sees_the_other(reported: Reported) -> None:
    one, two = reported(), reported(HOAN_KIEM)
    join(two.case, one.code.lower().replace("-", " "))
    assert others(one.case) == [two.case.pk]
    assert [(m.case, m.direct) for m in joins.told_to_reporter(two.case, [one.case.pk])] == [(one.case, True)]
    assert join(one.case, two.code) is None, "it stands already"
    assert Joined.objects.count() == 1


def test_what_is_joined_with_one_is_of_the_same_matter_and_can_be_parted_where_it_was_joined(
    reported: Reported,
) -> None:
    one, two, three = reported(), reported(), reported()
    join(one.case, two.code)
    join(one.case, three.code)
    assert set(others(two.case)) == {one.case.pk, three.case.pk}
    mine = joins.told_to_reporter(two.case, joins.joined_with(two.case))
    assert [(m.case.pk, m.direct) for m in mine] == [(one.case.pk, True), (three.case.pk, False)]
    with pytest.raises(Refused) as refused:
        act(actions.part, two.case, by=reporter(two.case.ref), ref=three.case.ref)
    assert refused.value.code == "cases.join-not-there"
    act(actions.part, two.case, by=reporter(two.case.ref), ref=one.case.ref)
    assert others(two.case) == []
    assert others(one.case) == [three.case.pk]
    join(two.case, one.code)
    assert others(two.case) == [one.case.pk, three.case.pk]


def test_a_wrong_and_an_unknown_code_get_the_same_answer_and_its_own_is_refused(reported: Reported) -> None:
    one = reported()
    for code in (new_code(), "abc", "", one.code[:-1] + ("0" if one.code[-1] != "0" else "1")):
        with pytest.raises(Refused) as refused:
            join(one.case, code)
        assert (refused.value.code, refused.value.field) == ("cases.join-unknown", "code")
    with pytest.raises(Refused) as refused:
        join(one.case, one.code)
    assert refused.value.code == "cases.join-itself"
    assert not Joined.objects.exists()


def test_no_officer_and_nobody_else_joins(cast: Cast, reported: Reported) -> None:
    one, two = reported(), reported()
    for actor in (cast.lan.actor, cast.ha.actor, cast.tam.actor, OPERATOR, reporter(two.case.ref), actions.NEWCOMER):
        with pytest.raises(NotThere):
            actions.join(one.case, code=two.code, actor=actor, now=NOW)
        with pytest.raises(NotThere):
            actions.part(one.case, ref=two.case.ref, actor=actor, now=NOW)


def test_a_crime_report_is_never_joined_with_what_a_name_finds(reported: Reported, monkeypatch) -> None:
    named, protected = petition(reported), reported()
    for case, code in ((named.case, protected.code), (protected.case, named.code)):
        with pytest.raises(Refused) as refused:
            join(case, code)
        assert refused.value.code == "cases.join-protected"
    monkeypatch.setattr("namro.work.cases.join_actions.may_be_joined", lambda one, other: True)
    join(named.case, protected.code)  # the harm: the petition's name leads to who reported the crime
    assert others(named.case) == [protected.case.pk]


def test_an_ended_report_can_be_joined_and_nothing_of_either_case_moves(cast: Cast, reported: Reported) -> None:
    one, two = petition(reported), petition(reported)
    act(actions.register, one.case, by=cast.ha)
    act(actions.act, again(one.case), "forward", {"reason": "Thuộc quận.", "answer": "Đã chuyển."}, by=cast.ha)
    before = [(c.seq, c.state, c.changed_at) for c in (again(one.case), again(two.case))]
    join(two.case, one.code)
    assert others(two.case) == [one.case.pk]
    assert [(c.seq, c.state, c.changed_at) for c in (again(one.case), again(two.case))] == before


def test_an_officer_sees_what_lies_in_reach_and_of_the_rest_only_that_it_is_there(
    cast: Cast, reported: Reported
) -> None:
    here, there = petition(reported), petition(reported, HOAN_KIEM)
    join(here.case, there.code)
    seen = joins.seen_by(cast.lan.actor, here.case, NOW.date())
    assert (seen.cases, seen.elsewhere) == ([], True)
    assert joins.seen_by(cast.tam.actor, here.case, NOW.date()) == joins.Seen([there.case], False)


def test_of_a_protected_reporter_another_office_learns_nothing(cast: Cast, reported: Reported, monkeypatch) -> None:
    here, there = reported(), reported(HOAN_KIEM)
    join(here.case, there.code)
    assert joins.seen_by(cast.lan.actor, here.case, NOW.date()) == joins.Seen([], False)
    assert joins.seen_by(cast.thao.actor, here.case, NOW.date()).cases == [there.case]
    monkeypatch.setattr(joins, "_may_be_told", lambda case, hidden: bool(hidden))
    assert joins.seen_by(cast.lan.actor, here.case, NOW.date()).elsewhere  # the harm: they were somewhere else too


def test_there_is_an_end_to_joining_and_parting(reported: Reported, monkeypatch) -> None:
    one, two, three = reported(), reported(), reported()
    monkeypatch.setattr("namro.work.cases.join_actions.MOST", 1)
    monkeypatch.setattr("namro.work.cases.join_actions.CHANGES", 3)
    join(one.case, two.code)
    with pytest.raises(Refused) as refused:
        join(three.case, one.code)
    assert refused.value.code == "cases.join-too-many"
    act(actions.part, one.case, by=reporter(one.case.ref), ref=two.case.ref)
    join(one.case, two.code)
    with pytest.raises(Refused) as refused:
        act(actions.part, one.case, by=reporter(one.case.ref), ref=two.case.ref)
    assert refused.value.code == "cases.join-too-often"


def test_the_trail_binds_each_joining_without_naming_the_other(reported: Reported, spoiled: None) -> None:
    one, two = reported(), reported()
    join(two.case, one.code)
    act(actions.part, one.case, by=reporter(one.case.ref), ref=two.case.ref)
    seal_now()
    assert verify().sound
    entries = Entry.objects.filter(action__in=("cases.join", "cases.part")).order_by("pk")
    assert [e.object_ref for e in entries] == [two.case.guard_ref, one.case.guard_ref]
    for change in ({"joins": False}, {"nth": 5}, {"by": one.case}):
        before = Joined.objects.values(*change).get(nth=1)
        with lifted(connection), guard.outside("somebody who owns the database"):
            Joined.objects.filter(nth=1).update(**change)
        assert "claim" in {f.kind for f in verify().findings}, change
        with lifted(connection), guard.outside("and puts it back"):
            Joined.objects.filter(**{k: getattr(v, "pk", v) for k, v in change.items()}, at=NOW).exclude(
                entry=entries[1]
            ).update(**before)
    assert verify().sound
    with lifted(connection), guard.outside("somebody takes it away"):
        Joined.objects.filter(nth=2).delete()
    assert "unclaimed" in {f.kind for f in verify().findings}


def test_a_case_without_joins_costs_one_statement(case: Case, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert others(case) == []
