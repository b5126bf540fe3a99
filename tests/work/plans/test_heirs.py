"""A ward is merged or divided: all that it still leads goes to those that took over, in one action."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from namro.ground.files.keeping import take_in
from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Office
from namro.ground.places.models import Unit
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import heirs, queries
from namro.work.plans.draft_actions import add_task, draft
from namro.work.plans.heirs_actions import Moved, move_leads
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Instrument, Plan, Task
from namro.work.plans.moving_actions import Part, split
from namro.work.plans.recheck import differences
from namro.work.plans.taken_over import taken_over
from namro.work.plans.task_actions import accept, report
from tests.cast import NOW, Cast, act
from tests.work.plans.conftest import added, clear, copy_for
from tests.work.plans.test_instruments import docx
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(cast: Cast, plan: Plan) -> Office:
    """Hoàn Kiếm with two tasks of the city, one of them shared out inside; then the ward is no more."""
    added(cast, plan, spread=False, lead=cast.office.hoan_kiem.pk)
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    single = plan.tasks.get(spread=False, parent=None)
    act(split, single, by=cast.duc, parts=[Part(post=cast.mai.post.pk), Part(post=cast.quan.post.pk)])
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=cast.office.hoan_kiem.pk).update(ends=date(2026, 3, 1))
    return Office.objects.get(pk=cast.office.hoan_kiem.pk)


def move(cast: Cast, office: Office, **more: Any) -> Moved:
    """Everything that the standing agency gave goes to Ba Đình, unless `more` says otherwise."""
    said = {"default": cast.office.ba_dinh, "reason": "Sáp nhập"} | more
    return move_leads(office, by=cast.office.standing, actor=cast.thao.actor, now=NOW, **said)


def test_all_of_it_goes_over_at_once_and_what_the_heir_has_already_ends_as_moved(
    cast: Cast, plan: Plan, over: Office, today: date
) -> None:
    single, twin = plan.tasks.get(spread=False, parent=None), copy_for(over, 2)
    (left,) = heirs.left_behind(cast.thao.actor, today)
    assert (left.office, left.tasks) == (over, 2)
    assert heirs.left_behind(cast.ha.actor, today) == []
    assert move(cast, over) == Moved(1, 1)
    assert (again(single).lead_office, again(twin).state) == (cast.office.ba_dinh, "moved")
    parts = list(single.children.order_by("pk"))
    assert {(part.assigner, part.lead_office, part.lead_post) for part in parts} == {
        (cast.office.ba_dinh, cast.office.ba_dinh, None)
    }
    was = "Công an phường Hoàn Kiếm"
    assert [part.team for part in parts] == [f"Cán bộ thụ lý, {was}", f"Cán bộ trực ban, {was}"]
    act(report, parts[0], by=cast.lan, refs=["figure:26-1"])
    act(accept, again(parts[0]), by=cast.ha)
    verbs = [one.verb for one in queries.history_of(cast.lan.actor, single.ref, today)]
    assert verbs == ["add", "issue", "split", "move-lead"]
    assert heirs.left_behind(cast.thao.actor, today) == []
    assert list(differences()) == []
    assert verify().findings == []


def test_a_divided_ward_gives_each_task_where_it_belongs_or_nothing_at_all(
    cast: Cast, plan: Plan, over: Office
) -> None:
    single, twin = plan.tasks.get(spread=False, parent=None), copy_for(over, 2)
    with pytest.raises(Refused, match=r"plans\.heir-not-chosen"):
        move(cast, over, default=None, to={single.ref: cast.office.ba_dinh})
    with pytest.raises(Refused, match=r"plans\.unknown-office"):
        move(cast, over, to={twin.ref: over})
    assert again(single).lead_office == over
    assert move(cast, over, to={twin.ref: cast.office.investigation}) == Moved(2, 0)
    assert (again(single).lead_office, again(twin).lead_office) == (cast.office.ba_dinh, cast.office.investigation)


def test_an_heir_that_helps_with_a_task_leads_it_and_helps_no_more(cast: Cast, plan: Plan, today: date) -> None:
    helping = [cast.office.ba_dinh.pk, cast.office.investigation.pk]
    added(cast, plan, spread=False, lead=cast.office.hoan_kiem.pk, helping=helping)
    added(cast, plan, spread=False, lead=cast.office.hoan_kiem.pk)
    act(issue, plan, by=cast.thao)
    task, other = plan.tasks.order_by("nth")
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=cast.office.hoan_kiem.pk).update(ends=date(2026, 3, 1))
    to = {one.ref: cast.office.ba_dinh for one in (task, other)}
    assert [one.helps for one in heirs.moves([task, other], to)] == [True, False]
    assert move(cast, cast.office.hoan_kiem) == Moved(2, 0)
    assert {again(task).lead_office, again(other).lead_office} == {cast.office.ba_dinh}
    assert [one.office for one in task.helped.all()] == [cast.office.investigation]
    moved = queries.history_of(cast.lan.actor, task.ref, today)[-1]
    assert (moved.verb, moved.data["with"]) == ("move-lead", [cast.office.investigation.pk])
    assert "with" not in queries.history_of(cast.lan.actor, other.ref, today)[-1].data
    assert list(differences()) == []
    assert verify().findings == []


def test_an_office_whose_own_unit_has_ended_is_no_heir(cast: Cast, over: Office, today: date) -> None:
    with guard.outside("the unit of the heir ends, its office is still there"):
        Unit.objects.filter(pk=cast.office.ba_dinh.unit_id).update(ends=date(2026, 3, 2))
    assert cast.office.ba_dinh not in heirs.still_there(today)
    assert cast.office.ba_dinh not in [heir.office for heir in heirs.heirs_of([over], today)[over.pk]]
    with pytest.raises(Refused, match=r"plans\.office-is-no-more"):
        move(cast, over)


def test_an_heir_without_the_post_of_a_task_is_refused_by_the_name_of_that_task(cast: Cast, over: Office) -> None:
    with pytest.raises(Refused, match=r"plans\.heir-without-post") as refused:
        move(cast, over, default=cast.office.standing)
    assert refused.value.params["matter"] == "Rà soát các điểm phức tạp"
    assert str(refused.value.params["about"]).startswith("task:")


def test_only_who_gave_them_moves_them_and_only_from_an_office_that_is_no_more(cast: Cast, over: Office) -> None:
    with pytest.raises(NotThere):
        move_leads(over, by=cast.office.standing, default=cast.office.ba_dinh, reason="x", actor=cast.ha.actor, now=NOW)
    with pytest.raises(Refused, match=r"plans\.office-stands"):
        move(cast, cast.office.ba_dinh, default=cast.office.investigation)
    move(cast, over, once="form")
    with pytest.raises(Refused, match=r"plans\.already-done"):
        move(cast, over, once="form")


def test_the_operator_moves_the_ward_s_own_tasks_too(cast: Cast, instrument: Instrument) -> None:
    with guard.outside("the ward reads the city's plan"):
        Instrument.objects.filter(pk=instrument.pk).update(public=True)
    own = act(draft, cast.office.hoan_kiem, by=cast.duc, instrument=instrument, name="Kế hoạch của phường")
    act(add_task, own, by=cast.duc, said=clear(own, spread=False, lead=cast.office.hoan_kiem.pk))
    act(issue, own, by=cast.duc)
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=cast.office.hoan_kiem.pk).update(ends=date(2026, 3, 1))
    done = move_leads(cast.office.hoan_kiem, default=cast.office.ba_dinh, reason="Sáp nhập", actor=OPERATOR, now=NOW)
    assert done == Moved(1, 0)
    task = Task.objects.get(plan=own)
    assert (task.assigner, task.lead_office) == (cast.office.ba_dinh, cast.office.ba_dinh)


def test_what_was_reported_is_not_folded_but_goes_on_beside_the_heir_s_own_and_is_answered(
    cast: Cast, plan: Plan, given: Task, today: date
) -> None:
    other = copy_for(cast.office.hoan_kiem)
    act(report, other, by=cast.mai, refs=["figure:26-1"])
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=cast.office.hoan_kiem.pk).update(ends=date(2026, 3, 1))
    assert move(cast, Office.objects.get(pk=cast.office.hoan_kiem.pk)) == Moved(1, 0)
    moved = again(other)
    assert (moved.state, moved.lead_office, moved.team) == (
        "reported", cast.office.ba_dinh, "Công an phường Hoàn Kiếm"
    )  # fmt: skip
    assert set(queries.tasks_of_office(cast.lan.actor, today, "open")) == {again(given), moved}
    assert queries.tasks_given(cast.thao.actor, today, "reported") == [moved]
    act(accept, moved, by=cast.thao)
    (proof,) = queries.proofs(cast.lan.actor, moved.ref, today)
    assert (proof.became, proof.refs) == ("accepted", ("figure:26-1",))
    assert list(differences()) == []
    assert verify().findings == []


def test_a_whole_of_which_a_part_was_reported_is_not_folded_either(cast: Cast, plan: Plan, given: Task) -> None:
    other = copy_for(cast.office.hoan_kiem)
    (part,) = act(split, other, by=cast.duc, parts=[Part(post=cast.mai.post.pk)])
    act(report, part, by=cast.mai, refs=["figure:26-1"])
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=cast.office.hoan_kiem.pk).update(ends=date(2026, 3, 1))
    assert move(cast, Office.objects.get(pk=cast.office.hoan_kiem.pk)) == Moved(1, 0)
    assert (again(part).state, again(part).assigner) == ("reported", cast.office.ba_dinh)
    assert list(differences()) == []


@pytest.mark.usefixtures("home")
def test_the_heir_reads_what_it_took_over_with_what_was_reported_of_it(
    cast: Cast, given: Task, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copy_for(cast.office.hoan_kiem)
    act(report, other, by=cast.mai, files=[take_in(docx())])
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=cast.office.hoan_kiem.pk).update(ends=date(2026, 3, 1))
    monkeypatch.setattr(heirs, "reported", lambda tasks: set())  # as tasks were folded before
    move(cast, Office.objects.get(pk=cast.office.hoan_kiem.pk))
    assert taken_over(given) == [again(other)]
    (proof,) = queries.proofs(cast.lan.actor, given.ref, today)
    assert (proof.of, proof.became) == (again(other), "moved")
    assert queries.file_of(cast.lan.actor, proof.files[0].token, today) == proof.files[0]
    with pytest.raises(NotThere):
        queries.file_of(cast.lan.actor, proof.files[0].token + "0", today)
    assert [one.became for one in queries.proofs(cast.thao.actor, other.ref, today)] == ["moved"]
