"""How registered documents stand to each other: said afterwards, corrected, ended; nothing is ever taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from namro.ground.gate.refusals import NotThere
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import lineage
from namro.work.plans.amending_actions import amend_instrument
from namro.work.plans.instrument_actions import register_instrument, relate
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Instrument, Plan, Relation, Task
from namro.work.plans.over_open import still_open
from namro.work.plans.own_document_actions import name_document
from namro.work.plans.recheck import differences
from namro.work.plans.relation_actions import correct_relation, end_relation
from namro.work.plans.relations import relations_of
from namro.work.plans.replacing_actions import Fate, replace_instrument
from tests.cast import NOW, Cast, act
from tests.work.plans.conftest import a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def top(cast: Cast) -> Instrument:
    return a_plan(cast, "63/NQ-QH", kind="resolution", dated=date(2025, 6, 1))


def tied(cast: Cast, source: Instrument, to: Instrument, **more: Any) -> Relation:
    said: dict[str, Any] = {"kind": "implements", "begins": "2026-02-01", "clause": "II.1", "reason": "Sót khi đăng ký"}
    return act(relate, source, by=cast.thao, to=to, **said | more)


def whole() -> None:
    """What is stored is what was done, and the trail holds it."""
    assert list(differences()) == []
    seal_pending(NOW)
    assert verify().findings == []


def test_it_is_said_afterwards_with_its_clause_and_seen_from_both(
    cast: Cast, instrument: Instrument, top: Instrument, today: date
) -> None:
    tied(cast, instrument, top)
    (mine,) = relations_of(cast.thao.actor, instrument.ref, today)
    (theirs,) = relations_of(cast.thao.actor, top.ref, today)
    assert (mine.own, mine.other, mine.relation.clause, mine.why) == (True, top, "II.1", "Sót khi đăng ký")
    assert (theirs.own, theirs.other, theirs.relation) == (False, instrument, mine.relation)
    whole()


def test_a_wrong_one_never_was_and_can_be_said_rightly(
    cast: Cast, instrument: Instrument, top: Instrument, today: date
) -> None:
    wrong = tied(cast, instrument, top)
    act(end_relation, instrument, by=cast.thao, relation=wrong.pk, ends=None, reason="Nhầm văn bản")
    assert lineage.lineage(cast.thao.actor, instrument.ref, today).edges == ()
    (kept,) = relations_of(cast.thao.actor, top.ref, today)
    assert (kept.relation.ends, kept.ended_why) == (kept.relation.begins, "Nhầm văn bản")
    tied(cast, instrument, top, clause="")
    assert [one.relation.ends for one in relations_of(cast.thao.actor, top.ref, today)] == [None, date(2026, 2, 1)]
    whole()


def test_one_that_ended_shows_its_days_in_the_lineage(
    cast: Cast, instrument: Instrument, top: Instrument, today: date
) -> None:
    one = tied(cast, instrument, top)
    act(end_relation, instrument, by=cast.thao, relation=one.pk, ends="2026-03-01", reason="Hết chương trình")
    (edge,) = lineage.lineage(cast.tam.actor, top.ref, today).edges
    assert (edge.begins, edge.ends, edge.clause) == (date(2026, 2, 1), date(2026, 3, 1), "II.1")
    whole()


def test_the_kind_the_day_and_the_clause_are_corrected_in_one_action(
    cast: Cast, instrument: Instrument, top: Instrument, today: date
) -> None:
    one = tied(cast, instrument, top)
    said = {"relation": one.pk, "kind": "amends", "begins": "2026-02-15", "clause": "khoản 2", "reason": "Ghi sai loại"}
    made = act(correct_relation, instrument, by=cast.thao, **said)
    (edge,) = lineage.lineage(cast.thao.actor, instrument.ref, today).edges
    assert (edge.kind, edge.begins, edge.clause) == ("amends", date(2026, 2, 15), "khoản 2")
    assert list(Act.objects.filter(about=instrument.guard_ref).order_by("seq").values_list("verb", flat=True)) == [
        "register", "relate", "unrelate", "relate",
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"plans\.nothing-amended"):
        act(correct_relation, instrument, by=cast.thao, **said | {"relation": made.pk})
    whole()


@pytest.mark.parametrize("ends", ["2026-02-01", "2026-01-31", "2026-03-11"])
def test_it_ends_after_it_began_and_today_at_the_latest(
    cast: Cast, instrument: Instrument, top: Instrument, ends: str
) -> None:
    one = tied(cast, instrument, top)
    with pytest.raises(Refused, match=r"plans\.relation-ends"):
        act(end_relation, instrument, by=cast.thao, relation=one.pk, ends=ends, reason="x")
    assert Relation.objects.get().ends is None


def test_only_the_office_that_keeps_the_document_says_and_ends_it(
    cast: Cast, instrument: Instrument, top: Instrument
) -> None:
    one = tied(cast, instrument, top)
    for other in (cast.quan, cast.ha, cast.tam):
        with pytest.raises(NotThere):
            act(end_relation, instrument, by=other, relation=one.pk, ends=None, reason="x")
        with pytest.raises(NotThere):
            act(correct_relation, instrument, by=other, relation=one.pk, kind="cites", begins="2026-02-01", reason="x")
    with pytest.raises(NotThere):
        act(end_relation, top, by=cast.thao, relation=one.pk, ends=None, reason="x")  # it is said by the other one
    with pytest.raises(Refused, match=r"cases\.needed"):
        act(end_relation, instrument, by=cast.thao, relation=one.pk, ends=None, reason=" ")
    with pytest.raises(Refused, match=r"plans\.changed"):
        act(end_relation, instrument, by=cast.thao, relation=one.pk, ends=None, reason="x", seen=instrument.seq)


def test_what_was_repealed_by_mistake_holds_again_until_its_own_end(cast: Cast, instrument: Instrument) -> None:
    old = a_plan(cast, "12/KH", dated=date(2025, 1, 2), ends=date(2027, 1, 1))
    one = tied(cast, instrument, old, kind="repeals")
    assert Instrument.objects.get(pk=old.pk).ends == date(2026, 2, 1)
    with pytest.raises(Refused, match=r"plans\.never-over"):
        act(end_relation, instrument, by=cast.thao, relation=one.pk, ends="2026-03-01", reason="x")
    act(end_relation, instrument, by=cast.thao, relation=one.pk, ends=None, reason="Nhầm")
    assert Instrument.objects.get(pk=old.pk).ends == date(2027, 1, 1)
    whole()


def test_a_repeal_with_a_wrong_day_is_corrected_with_the_end_of_the_other(cast: Cast, instrument: Instrument) -> None:
    old = a_plan(cast, "12/KH", dated=date(2025, 1, 2))
    one = tied(cast, instrument, old, kind="repeals")
    said = {"relation": one.pk, "kind": "repeals", "begins": "2026-03-01", "reason": "Sai ngày"}
    act(correct_relation, instrument, by=cast.thao, **said)
    assert Instrument.objects.get(pk=old.pk).ends == date(2026, 3, 1)
    whole()


def test_a_replacement_with_which_tasks_went_is_not_undone_alone(cast: Cast, given: Task) -> None:
    old, new = given.instrument, a_plan(cast, "300/KH-UBND", dated=date(2026, 3, 1))
    fates = {given.parent.ref: Fate(ends="Thôi")} if given.parent else {}
    at = cast.thao.at(NOW)
    replace_instrument(old, by=new, begins="2026-03-05", fates=fates, reason="Thay", actor=at, now=NOW)
    one = Relation.objects.get()
    with pytest.raises(Refused, match=r"plans\.moved-with-it"):
        act(end_relation, new, by=cast.thao, relation=one.pk, ends=None, reason="x")


def own_document(cast: Cast, symbol: str = "55/KH-CAP") -> Instrument:
    """A document of the police of Ba Đình ward."""
    return act(
        register_instrument, cast.office.ba_dinh, by=cast.ha, kind="plan", symbol=symbol, issuer="Công an phường",
        dated=date(2026, 3, 2), title="Kế hoạch của phường",
    )  # fmt: skip


def test_a_plan_that_is_issued_by_an_own_document_implements_the_one_it_was_made_from(
    cast: Cast, given: Task, today: date
) -> None:
    own, plan = own_document(cast), given.plan
    act(issue, plan, by=cast.ha, instrument=own)
    (edge,) = lineage.lineage(cast.ha.actor, own.ref, today).edges
    assert (edge.source, edge.target) == (own.pk, given.instrument_id)
    assert (edge.kind, edge.begins) == ("implements", date(2026, 3, 2))
    (seen,) = lineage.lineage(cast.thao.actor, given.instrument.ref, today).edges
    assert seen == edge
    whole()


def test_what_an_own_document_implements_already_is_not_said_twice(cast: Cast, given: Task) -> None:
    own = own_document(cast)
    act(relate, own, by=cast.ha, to=given.instrument, kind="implements", begins="2026-03-03")
    act(issue, given.plan, by=cast.ha, instrument=own)
    assert Relation.objects.get().begins == date(2026, 3, 3)
    whole()


def test_a_plan_issued_under_the_document_of_above_says_nothing_of_itself(cast: Cast, given: Task) -> None:
    act(issue, given.plan, by=cast.ha)
    assert not Relation.objects.exists()


def replaced(cast: Cast, given: Task) -> Instrument:
    """The document that took the place of the one above, dated the 5th of March, with the task on it."""
    old = given.instrument
    new = a_plan(cast, "300/KH-UBND", dated=date(2026, 3, 5))
    fates = {given.parent.ref: Fate(clause=new.clauses.get(nth=2).pk)} if given.parent else {}
    at = cast.thao.at(NOW)
    replace_instrument(old, by=new, begins="2026-03-05", fates=fates, reason="Thay", actor=at, now=NOW)
    return new


def test_an_own_document_implements_what_took_the_place_of_the_one_above_from_when_both_were_there(
    cast: Cast, given: Task
) -> None:
    new = replaced(cast, given)
    own = own_document(cast)
    act(issue, Plan.objects.get(pk=given.plan_id), by=cast.ha, instrument=own)
    one = Relation.objects.get(kind="implements")
    assert (one.source, one.target, one.begins) == (own, new, date(2026, 3, 5))
    whole()


def test_nothing_is_said_of_a_document_above_that_is_over(cast: Cast, given: Task) -> None:
    old = given.instrument
    act(amend_instrument, old, by=cast.thao, said={"ends": "2026-03-01"}, reason="Hết hạn", known=still_open(old).n)
    act(issue, Plan.objects.get(pk=given.plan_id), by=cast.ha, instrument=own_document(cast))
    assert not Relation.objects.exists()


def test_a_plan_is_not_issued_by_a_document_that_stands_above_its_own(cast: Cast, given: Task) -> None:
    own = own_document(cast)
    tied(cast, given.instrument, own, begins="2026-03-02")
    with pytest.raises(Refused, match=r"plans\.relation-circle"):
        act(issue, given.plan, by=cast.ha, instrument=own)
    assert Plan.objects.get(pk=given.plan_id).state == Plan.DRAFT


def test_an_office_that_issued_without_a_document_names_its_own_afterwards(cast: Cast, given: Task) -> None:
    own = own_document(cast)
    act(issue, given.plan, by=cast.ha)
    plan = Plan.objects.get(pk=given.plan_id)
    with pytest.raises(Refused, match=r"plans\.changed"):
        act(name_document, plan, by=cast.ha, instrument=own, seen=plan.seq - 1)
    act(name_document, plan, by=cast.ha, instrument=own, seen=plan.seq)
    plan.refresh_from_db()
    assert (plan.instrument, plan.state, plan.issued_on) == (own, Plan.ISSUED, date(2026, 3, 10))
    one = Relation.objects.get()
    assert (one.source, one.target, one.begins) == (own, given.instrument, date(2026, 3, 2))
    (last,) = Act.objects.filter(about=plan.guard_ref, verb="name-document")
    assert (last.deed.action, last.data) == ("plans.name_document", {"instrument_id": own.pk})
    with pytest.raises(Refused, match=r"plans\.no-own-document"):
        act(name_document, plan, by=cast.ha, instrument=own)
    whole()


def test_only_the_own_office_names_a_document_and_only_for_what_came_from_above(cast: Cast, given: Task) -> None:
    own, whole_plan = own_document(cast), given.parent.plan if given.parent else given.plan
    with pytest.raises(Refused, match=r"plans\.no-own-document"):  # not issued yet
        act(name_document, given.plan, by=cast.ha, instrument=own)
    with pytest.raises(Refused, match=r"plans\.no-own-document"):
        act(name_document, whole_plan, by=cast.thao, instrument=given.instrument)
    act(issue, given.plan, by=cast.ha)
    with pytest.raises(NotThere):
        act(name_document, given.plan, by=cast.duc, instrument=own)
    with pytest.raises(NotThere):
        act(name_document, given.plan, by=cast.ha, instrument=given.instrument)
    assert not Relation.objects.exists()


def test_no_document_depends_on_one_that_depends_on_it_over_however_many(
    cast: Cast, instrument: Instrument, top: Instrument
) -> None:
    low = a_plan(cast, "300/KH-UBND")
    tied(cast, instrument, top)
    tied(cast, low, instrument, kind="amends")
    for kind in ("implements", "amends", "replaces", "repeals"):
        with pytest.raises(Refused, match=r"plans\.relation-circle") as refused:
            tied(cast, top, low, kind=kind)
        assert refused.value.params == {"own": "63/NQ-QH", "other": "300/KH-UBND"}
    with pytest.raises(Refused, match=r"plans\.relation-circle"):
        replace_instrument(low, by=top, begins="2026-03-01", fates={}, reason="x", actor=cast.thao.actor, now=NOW)
    tied(cast, top, low, kind="cites")
    said = {"kind": "implements", "begins": "2026-02-01", "reason": "x"}
    cites = Relation.objects.get(kind="cites")
    with pytest.raises(Refused, match=r"plans\.relation-circle"):
        act(correct_relation, top, by=cast.thao, relation=cites.pk, **said)
    act(end_relation, low, by=cast.thao, relation=Relation.objects.get(kind="amends").pk, ends=None, reason="Nhầm")
    act(correct_relation, top, by=cast.thao, relation=cites.pk, **said)
    whole()


def test_a_day_before_one_of_the_two_is_kept_only_by_whoever_is_sure(cast: Cast, instrument: Instrument) -> None:
    late = a_plan(cast, "18/NQ", dated=date(2026, 2, 20))
    for source, target in ((instrument, late), (late, instrument)):
        for known in ((), ("replaced", "ended")):
            with pytest.raises(Refused, match=r"plans\.relation-early") as refused:
                tied(cast, source, target, begins="2026-02-19", known=known)
            assert refused.value.params == {"symbol": "18/NQ", "day": "20/02/2026", "begins": "19/02/2026"}
    tied(cast, instrument, late, kind="cites", begins="2026-02-20")
    one = tied(cast, instrument, late, begins="2026-02-19", known=("early",))
    said = {"relation": one.pk, "kind": "implements", "reason": "Sai ngày"}
    with pytest.raises(Refused, match=r"plans\.relation-early"):
        act(correct_relation, instrument, by=cast.thao, **said, begins="2026-02-18")
    act(correct_relation, instrument, by=cast.thao, **said, begins="2026-02-18", known=("early",))
    whole()


def test_one_that_was_replaced_or_is_over_is_named_and_taken_only_by_whoever_is_sure(
    cast: Cast, instrument: Instrument, top: Instrument
) -> None:
    new = a_plan(cast, "64/NQ-QH", dated=date(2026, 2, 10))
    over = a_plan(cast, "12/NQ", dated=date(2025, 1, 2), ends=date(2026, 2, 1))
    act(relate, new, by=cast.thao, to=top, kind="replaces", begins="2026-02-10")
    with pytest.raises(Refused, match=r"plans\.relation-replaced") as refused:
        tied(cast, instrument, top, kind="amends", begins="2026-03-01", known=("early", "ended"))
    assert refused.value.params == {"symbol": "63/NQ-QH", "over": "64/NQ-QH", "day": "10/02/2026"}
    with pytest.raises(Refused, match=r"plans\.relation-ended") as refused:
        tied(cast, instrument, over, kind="cites")
    assert refused.value.params == {"symbol": "12/NQ", "day": "01/02/2026"}
    tied(cast, instrument, top, begins="2026-02-09")
    tied(cast, instrument, top, kind="amends", begins="2026-03-01", known=("replaced",))
    tied(cast, instrument, over, kind="cites", known=("ended",))
    tied(cast, new, top, kind="cites", begins="2026-03-01")
    whole()


def test_an_own_document_goes_on_under_what_takes_the_place_of_the_one_above_with_the_tasks_of_its_plan(
    cast: Cast, given: Task, today: date
) -> None:
    old, own, other = given.instrument, own_document(cast), own_document(cast, "56/KH-CAP")
    act(issue, given.plan, by=cast.ha, instrument=own)
    act(relate, other, by=cast.ha, to=old, kind="implements", begins="2026-03-02")
    said = {"kind": "plan", "symbol": "57/KH-CAP", "issuer": "CAP", "dated": date(2026, 3, 2), "title": "Đã hết hạn"}
    over = act(register_instrument, cast.office.ba_dinh, by=cast.ha, ends=date(2026, 3, 9), **said)
    act(relate, over, by=cast.ha, to=old, kind="cites", begins="2026-03-02")
    new = replaced(cast, given)
    before, now = Relation.objects.filter(source=own).order_by("begins")
    assert (before.target, before.begins, before.ends) == (old, date(2026, 3, 2), date(2026, 3, 5))
    assert (now.target, now.kind, now.begins, now.ends) == (new, "implements", date(2026, 3, 5), None)
    assert not Relation.objects.filter(source=other, target=new).exists(), "no plan of it went over"
    edges = {(one.target, one.ends) for one in lineage.lineage(cast.ha.actor, own.ref, today).edges if
             one.source == own.pk}  # fmt: skip
    assert edges == {(old.pk, date(2026, 3, 5)), (new.pk, None)}
    assert Act.objects.filter(about=own.guard_ref, verb="unrelate").get().words == {"reason": "Thay"}
    whole()


def test_an_own_document_stays_where_nothing_of_its_plan_goes_over_and_is_named(cast: Cast, given: Task) -> None:
    old, own = given.instrument, own_document(cast)
    act(issue, given.plan, by=cast.ha, instrument=own)
    assert given.parent is not None
    new = a_plan(cast, "300/KH-UBND", dated=date(2026, 3, 5))
    done = replace_instrument(
        old, by=new, begins="2026-03-05", fates={given.parent.ref: Fate(ends="Thôi")}, reason="Thay",
        actor=cast.thao.at(NOW), now=NOW,
    )  # fmt: skip
    assert [one.source for one in done.below.stays] == [own]
    assert done.below.follows == ()
    assert Relation.objects.get(source=own).target == old
    whole()


def test_an_own_document_of_later_than_the_replacement_implements_the_new_one_from_its_own_day(
    cast: Cast, given: Task
) -> None:
    own = own_document(cast)
    act(issue, given.plan, by=cast.ha, instrument=own)
    assert given.parent is not None
    new = a_plan(cast, "300/KH-UBND", dated=date(2026, 2, 20))
    fates = {given.parent.ref: Fate(clause=new.clauses.get(nth=2).pk)}
    replace_instrument(
        given.instrument, by=new, begins="2026-03-01", fates=fates, reason="Thay", actor=cast.thao.at(NOW), now=NOW
    )
    assert Relation.objects.get(source=own, target=new).begins == date(2026, 3, 2)
    assert Relation.objects.get(source=own, target=given.instrument).ends is None, "it was never so before that day"
    whole()


def test_an_office_whose_document_could_implement_two_says_which(cast: Cast, given: Task) -> None:
    act(issue, given.plan, by=cast.ha)
    new, own, plan = replaced(cast, given), own_document(cast), Plan.objects.get(pk=given.plan_id)
    for above in (None, 0, own.pk):
        with pytest.raises(Refused, match=r"plans\.which-above"):
            act(name_document, plan, by=cast.ha, instrument=own, above=above)
    act(name_document, plan, by=cast.ha, instrument=own, above=new.pk)
    one = Relation.objects.get(source=own)
    assert (one.target, one.begins) == (new, date(2026, 3, 5)), "not before it stood in the place of the old one"
    whole()
