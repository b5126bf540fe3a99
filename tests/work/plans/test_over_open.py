"""A document whose validity ends while tasks, drafts or targets are open on it, and one that is replaced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from namro.rules.packs.refused import Refused
from namro.work.plans.amending_actions import amend_instrument
from namro.work.plans.instrument_actions import register_instrument, relate
from namro.work.plans.issue_actions import issue, must_be_ready
from namro.work.plans.models import Act, Plan, Task
from namro.work.plans.over_open import StillOpen, open_on, over_in, still_open
from namro.work.plans.progress import of_plan_in
from namro.work.plans.recheck import differences
from namro.work.plans.replacing import waiting_under
from namro.work.plans.replacing_actions import Fate, replace_instrument, would
from namro.work.plans.target_actions import TargetSaid, set_target
from namro.work.plans.task_actions import accept, report, withdraw
from tests.cast import NOW, Cast, act
from tests.work.plans.conftest import a_plan, added, copy_for

pytestmark = pytest.mark.django_db
OVER = {"ends": "2026-03-10"}


def scene(cast: Cast, plan: Plan) -> None:
    """One task that both wards were given, one draft, one target."""
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    added(cast, plan, matter="Việc thêm")
    act(set_target, plan, by=cast.thao, said=TargetSaid("Số vụ hòa giải", 100, "2026-12-31", unit="vụ"))


def test_a_document_gets_no_end_past_what_is_open_on_it_unless_that_is_known(cast: Cast, plan: Plan) -> None:
    scene(cast, plan)
    document = plan.instrument
    assert still_open(document) == StillOpen(2, 1, 1, ("Phòng ngừa tội phạm 2026",))
    for known in (None, 3, 5):
        with pytest.raises(Refused, match=r"^plans\.ends-under-open") as refused:
            act(amend_instrument, document, by=cast.thao, said=OVER, reason="Hết hạn", known=known)
        assert refused.value.params["plans"] == "Phòng ngừa tội phạm 2026"
    document.refresh_from_db()
    assert document.ends is None
    act(amend_instrument, document, by=cast.thao, said=OVER, reason="Hết hạn", known=4)
    act(amend_instrument, document, by=cast.thao, said={"ends": None}, reason="Ghi nhầm")
    bare = a_plan(cast, "291/KH-UBND")
    act(amend_instrument, bare, by=cast.thao, said=OVER, reason="Hết hạn")
    assert not still_open(bare)


def test_how_much_stands_on_a_document_is_one_number_wherever_it_is_told(cast: Cast, plan: Plan) -> None:
    scene(cast, plan)
    document, new = plan.instrument, a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    assert open_on(document) == still_open(document).n == 4
    with pytest.raises(Refused, match=r"^plans\.tasks-still-hang") as refused:
        act(relate, new, by=cast.thao, to=document, kind="replaces", begins="2026-03-01")
    assert refused.value.params["n"] == 4
    found = would(document, new, {}, NOW.date())
    assert found.tasks["open"] + found.targets["open"] == 4


def test_a_line_for_many_offices_whose_own_are_done_still_hangs_on_its_document(cast: Cast, plan: Plan) -> None:
    task = added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    act(report, copy_for(cast.office.ba_dinh), by=cast.minh, text="Đã làm", refs=["figure:26-1"])
    act(accept, copy_for(cast.office.ba_dinh), by=cast.thao)
    task.refresh_from_db()
    assert task.state == Task.ISSUED
    assert (still_open(plan.instrument).n, open_on(plan.instrument)) == (0, 1)


def test_a_document_that_ended_with_open_tasks_on_it_can_still_be_replaced_and_keeps_its_end(
    cast: Cast, plan: Plan, today: date
) -> None:
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    old, new = plan.instrument, a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    act(amend_instrument, old, by=cast.thao, said={"ends": "2026-03-02"}, reason="Hết hạn", known=1)
    old.refresh_from_db()
    (over,) = over_in(cast.thao.actor, plan, today)
    assert (over.instrument, over.tasks, over.targets) == (old, 1, 0)
    assert over_in(cast.thao.actor, plan, date(2026, 3, 1)) == [], "on its last day it still holds"
    fates = {plan.tasks.get().ref: Fate(clause=new.clauses.get(nth=2).pk)}
    replace_instrument(old, by=new, begins="2026-03-10", fates=fates, reason="Thay", actor=cast.thao.actor, now=NOW)
    old.refresh_from_db()
    assert old.ends == date(2026, 3, 2)
    assert over_in(cast.thao.actor, plan, today) == []
    assert list(differences()) == []


def test_no_draft_is_given_by_a_document_that_holds_no_longer(cast: Cast, plan: Plan, today: date) -> None:
    scene(cast, plan)
    act(amend_instrument, plan.instrument, by=cast.thao, said={"ends": "2026-03-11"}, reason="Hết hạn", known=4)
    draft_ = plan.tasks.get(state=Task.DRAFT)
    must_be_ready(plan, [cast.office.ba_dinh], today)
    with pytest.raises(Refused, match=r"^plans\.document-over") as refused:
        must_be_ready(plan, [cast.office.ba_dinh], date(2026, 3, 11))
    assert refused.value.params == {"symbol": "290/KH-UBND", "day": "11/03/2026"}
    with pytest.raises(Refused, match=r"^plans\.document-over"):
        act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh], at=NOW + timedelta(days=1))
    draft_.refresh_from_db()
    assert draft_.state == Task.DRAFT
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    draft_.refresh_from_db()
    assert draft_.state == Task.ISSUED, "on its last day it can"


def test_the_plan_of_a_ward_is_issued_by_its_own_document_where_that_of_above_is_over(cast: Cast, plan: Plan) -> None:
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    act(amend_instrument, plan.instrument, by=cast.thao, said=OVER, reason="Hết hạn", known=1)
    theirs = Plan.objects.get(template=plan)
    with pytest.raises(Refused, match=r"^plans\.document-over"):
        act(issue, theirs, by=cast.ha)
    own, gone = (
        act(
            register_instrument, cast.office.ba_dinh, by=cast.ha, kind="plan", symbol=symbol, issuer="CAP Ba Đình",
            dated=date(2026, 3, 1), ends=ends, title="Kế hoạch của phường",
        )
        for symbol, ends in (("55/KH-CAP", None), ("54/KH-CAP", date(2026, 3, 9)))
    )  # fmt: skip
    with pytest.raises(Refused, match=r"^plans\.document-over") as refused:
        act(issue, theirs, by=cast.ha, instrument=gone)
    assert refused.value.field == "document"
    act(issue, theirs, by=cast.ha, instrument=own)
    theirs.refresh_from_db()
    assert (theirs.state, theirs.instrument) == (Plan.ISSUED, own)


def test_a_plan_from_above_is_not_issued_once_its_document_was_replaced_and_its_tasks_ended(
    cast: Cast, plan: Plan, today: date
) -> None:
    task = added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    theirs, new = Plan.objects.get(template=plan), a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    replace_instrument(
        plan.instrument, by=new, begins="2026-03-10", fates={task.ref: Fate(ends="Không còn")}, reason="Thay",
        actor=cast.thao.actor, now=NOW,
    )  # fmt: skip
    assert theirs.tasks.get().state == Task.ENDED
    with pytest.raises(Refused, match=r"^plans\.document-over"):
        must_be_ready(theirs, [], today)
    with pytest.raises(Refused, match=r"^plans\.document-over"):
        act(issue, theirs, by=cast.ha)
    theirs.refresh_from_db()
    assert theirs.state == Plan.DRAFT


def test_a_plan_from_above_is_issued_while_its_tasks_went_over_to_a_document_that_holds(cast: Cast, plan: Plan) -> None:
    task = added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    theirs, new = Plan.objects.get(template=plan), a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    replace_instrument(
        plan.instrument, by=new, begins="2026-03-10", fates={task.ref: Fate(clause=new.clauses.get(nth=2).pk)},
        reason="Thay", actor=cast.thao.actor, now=NOW,
    )  # fmt: skip
    act(issue, theirs, by=cast.ha)
    theirs.refresh_from_db()
    assert theirs.state == Plan.ISSUED


def test_what_is_replaced_later_is_replaced_on_its_day(cast: Cast, plan: Plan) -> None:
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    holds = a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    later = a_plan(cast, "23/NQ-HĐND", dated=date(2026, 3, 1), begins=date(2026, 4, 1))
    for new, day, named in ((holds, "2026-03-11", "11/03/2026"), (later, "2026-03-10", "01/04/2026")):
        fates = {plan.tasks.get().ref: Fate(clause=new.clauses.get(nth=2).pk)}
        with pytest.raises(Refused, match=r"^plans\.replaced-later") as refused:
            replace_instrument(
                plan.instrument, by=new, begins=day, fates=fates, reason="Thay", actor=cast.thao.actor, now=NOW
            )
        assert refused.value.params["day"] == named
    plan.instrument.refresh_from_db()
    assert plan.instrument.ends is None
    assert not Task.objects.filter(instrument__in=(holds, later)).exists()
    day = NOW + timedelta(days=22)
    replace_instrument(
        plan.instrument, by=later, begins="2026-04-01", reason="Thay", actor=cast.thao.actor, now=day,
        fates={plan.tasks.get().ref: Fate(clause=later.clauses.get(nth=2).pk)},
    )  # fmt: skip
    assert Task.objects.filter(instrument=later).count() == 2


def test_reports_that_wait_end_only_where_that_was_said_with_their_number(cast: Cast, plan: Plan, today: date) -> None:
    dropped, kept = added(cast, plan), added(cast, plan, matter="Việc còn lại")
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    for office, who, nth in (("ba_dinh", cast.minh, 1), ("hoan_kiem", cast.duc, 1), ("ba_dinh", cast.minh, 2)):
        act(report, copy_for(getattr(cast.office, office), nth), by=who, text="Đã làm", refs=["figure:26-1"])
    old, new = plan.instrument, a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    assert waiting_under(old, [dropped, kept]) == {dropped.pk: 2, kept.pk: 1}
    fates = {dropped.ref: Fate(ends="Không còn"), kept.ref: Fate(clause=new.clauses.get(nth=2).pk)}
    said = {"by": new, "begins": "2026-03-10", "reason": "Thay", "actor": cast.thao.actor, "now": NOW, "fates": fates}
    for told in (None, 1, 3):
        with pytest.raises(Refused, match=r"^plans\.reports-end") as refused:
            replace_instrument(old, unanswered=told, **said)
        assert refused.value.params["n"] == 2
    act(accept, copy_for(cast.office.ba_dinh), by=cast.thao)
    replace_instrument(old, unanswered=1, **said)
    states = {office: copy_for(getattr(cast.office, office)).state for office in ("ba_dinh", "hoan_kiem")}
    assert states == {"ba_dinh": "accepted", "hoan_kiem": "ended"}
    assert copy_for(cast.office.ba_dinh, 2).state == "reported", "what goes over waits for its answer there"
    assert list(differences()) == []


def test_what_ends_with_its_document_is_not_reported_as_withdrawn(cast: Cast, plan: Plan, today: date) -> None:
    dropped, taken = added(cast, plan), added(cast, plan, matter="Việc rút lại")
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    act(withdraw, copy_for(cast.office.ba_dinh, 2), by=cast.thao, reason="Giao nhầm")
    new = a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    fates = {dropped.ref: Fate(ends="Không còn"), taken.ref: Fate(ends="Không còn")}
    replace_instrument(
        plan.instrument, by=new, begins="2026-03-10", fates=fates, reason="Thay", actor=cast.thao.actor, now=NOW
    )
    _, said = of_plan_in(cast.thao.actor, plan.ref, date(2026, 3, 1), date(2026, 3, 31), today)
    assert [part.task.matter for part in said.withdrawn] == [taken.matter]
    assert [part.task.matter for part in said.dropped] == [dropped.matter]
    end = Act.objects.get(about=copy_for(cast.office.ba_dinh).guard_ref, verb="end")
    assert end.data == {"replaced_by": new.pk}
