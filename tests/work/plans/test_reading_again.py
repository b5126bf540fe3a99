"""More of a plan's own document is taken into it: what stands there stays, what lacks is added, all or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from namro.ground.gate.guard import outside
from namro.ground.gate.refusals import NotThere
from namro.ground.trail.models import Entry
from namro.rules.packs.refused import Refused
from namro.work.plans.again import SaysOfItself, held_by, keys_of_task, paired
from namro.work.plans.models import Act, Clause, Plan, Relation, Target, Task
from namro.work.plans.more_actions import Lines, take_more
from namro.work.plans.recheck import differences
from namro.work.plans.replacing_actions import Fate, replace_instrument
from namro.work.plans.taking_in import Aimed, Place, Taken
from namro.work.plans.target_actions import TargetSaid
from tests.cast import NOW, Cast, act
from tests.work.plans.conftest import a_plan
from tests.work.plans.test_taking_in import LAW, UP, take_in, task

pytestmark = pytest.mark.django_db


def more(cast: Cast, plan: Plan, *tasks: Taken, **also: Any) -> Plan:
    lines = Lines(tasks, also.pop("targets", ()), also.pop("cited", ()))
    return act(take_more, plan, by=cast.thao, lines=lines, **{"says": SaysOfItself()} | also)


def test_what_was_left_out_is_taken_and_nothing_that_was_there_changes(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát", "II.1.a"))
    before = Task.objects.values().get()
    entries = Entry.objects.count()
    other = Taken(task("tuần tra", "II.1.b").said, Place("II.1.b", "Tuần tra.", UP, 9))
    again = Taken(task("báo cáo", "II.1.a").said, Place("II.1.a", "Báo cáo.", (), 5))
    principle = Taken(task("tăng cường").said, Place("II.1", "Tăng cường.", UP[:1], 1), principle=True)
    goal = Aimed(TargetSaid("Phường hoàn thành", 30, date(2026, 12, 31), percent=True), Place("I", "30 %."), counted=1)
    more(cast, plan, again, other, principle, targets=[goal], cited=[LAW])
    assert Task.objects.values().get(pk=before["id"]) == before
    assert [(c.nth, c.label, c.parent and c.parent.label) for c in Clause.objects.order_by("nth")] == [
        (1, "II.1.a", None), (2, "I", None), (3, "II", None), (4, "II.1", "II"), (5, "II.1.b", "II.1"),
    ], "what was registered keeps its place and its words"  # fmt: skip
    assert [(t.matter, t.state, t.clause and t.clause.label) for t in plan.tasks.order_by("nth")] == [
        ("rà soát", "draft", "II.1.a"), ("báo cáo", "draft", "II.1.a"), ("tuần tra", "draft", "II.1.b"),
        ("tăng cường", "principle", "II.1"),
    ]  # fmt: skip
    assert Target.objects.get().task == plan.tasks.get(nth=3)
    assert Relation.objects.get().kind == "cites"
    done = Entry.objects.order_by("pk")[entries:]
    assert [one.action for one in done][:1] == ["plans.take_more"]
    (said,) = Act.objects.filter(about=plan.guard_ref, verb="more")
    assert said.data == {"tasks": 3, "targets": 1, "cited": 1}
    assert list(differences()) == []


def test_a_clause_that_nobody_took_is_named(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"))
    more(cast, plan, task("tuần tra", "II.9"))
    assert list(differences()) == []
    with outside("somebody writes into the database"):
        Clause.objects.create(instrument=plan.instrument, nth=3, label="II.10", text="Chen vào.")
    assert [one.field for one in differences()] == ["clauses"]


def test_a_target_is_counted_by_a_task_that_the_plan_had_before(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"))
    said = TargetSaid("Phường hoàn thành", 30, date(2026, 12, 31), percent=True, task=plan.tasks.get().pk)
    more(cast, plan, targets=[Aimed(said, Place("I", "30 % số phường."))])
    assert Target.objects.get().task == plan.tasks.get()


def test_nothing_is_taken_where_somebody_changed_the_plan_since_or_one_line_is_refused(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"))
    seen = held_by(plan).stand
    more(cast, plan, task("tuần tra"), seen=seen, once="a")
    rows = (Task.objects.count(), Clause.objects.count(), Act.objects.count())
    with pytest.raises(Refused, match=r"plans\.changed"):
        more(cast, plan, task("kiểm tra"), seen=seen)
    with pytest.raises(Refused, match=r"plans\.already-done"):
        more(cast, plan, task("tuần tra"), once="a")
    with pytest.raises(Refused, match=r"plans\.no-line-taken"):
        more(cast, plan)
    with pytest.raises(Refused):
        more(cast, plan, task("kiểm tra", "III"), task("báo cáo", "IV", time={"day": "hôm nào"}))
    assert rows == (Task.objects.count(), Clause.objects.count(), Act.objects.count())


def test_of_a_document_that_was_replaced_nothing_more_is_taken(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"))
    new = a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    fates = {plan.tasks.get().ref: Fate(clause=new.clauses.get(nth=1).pk)}
    said = {"by": new, "begins": "2026-03-10", "reason": "Văn bản mới", "fates": fates}
    replace_instrument(plan.instrument, actor=cast.thao.actor, now=NOW, **said)
    with pytest.raises(Refused, match=r"plans\.document-replaced"):
        more(cast, plan, task("tuần tra"))


def test_only_the_office_of_plan_and_document_takes_more(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"))
    for member in (cast.ha, cast.quan):
        with pytest.raises(NotThere):
            act(take_more, plan, by=member, lines=Lines([task("tuần tra")]), says=SaysOfItself())
    assert Task.objects.count() == 1


def test_the_same_sentence_is_known_again_and_which_of_several_is_missing_is_not_guessed() -> None:
    one, two = keys_of_task("II.1", "Lập danh  sách.", "Lập"), keys_of_task("II.1", "lập danh sách.", "Giao")
    assert paired([one], [two]) == [0], "the matter was written anew"
    assert paired([one, two], [two]) == [None, 0]
    changed = keys_of_task("II.1", "lập danh sách.", "Nộp")
    assert paired([one, two], [changed]) == [None, None], "of two sentences one was taken; which, nobody knows"
    moved = keys_of_task("III.4", "Lập danh sách.", "Lập")
    assert paired([moved], [one]) == [0], "a corrected document numbers its clauses anew"
    assert paired([keys_of_task("", "", "")], [keys_of_task("", "", "")]) == [None], "by hand is of no sentence"


LINE = st.tuples(st.sampled_from(["I", "II"]), st.sampled_from(["a", "b", ""]), st.sampled_from(["x", "y"]))


@for_all(st.lists(LINE, max_size=8), st.lists(LINE, max_size=8))
def test_no_task_stands_for_two_lines_and_what_is_held_is_found_whole(read: list[Any], held: list[Any]) -> None:
    found = paired([keys_of_task(*one) for one in read], [keys_of_task(*one) for one in held])
    taken = [one for one in found if one is not None]
    assert len(taken) == len(set(taken))
    assert all(read[at][1] == held[one][1] != "" for at, one in enumerate(found) if one is not None)
    again = paired([keys_of_task(*one) for one in read], [keys_of_task(*one) for one in read])
    assert [one is not None for one in again] == [one[1] != "" for one in read]


@pytest.mark.parametrize(
    "says", [SaysOfItself("999/KH-UBND"), SaysOfItself("", date(2026, 7, 1)), SaysOfItself("999/KH", date(2026, 7, 1))]
)
def test_another_document_is_taken_by_no_caller_unless_somebody_says_that_it_is_the_same(
    cast: Cast, says: SaysOfItself
) -> None:
    plan = take_in(cast, task("rà soát"))
    with pytest.raises(Refused, match="another-document"):
        more(cast, plan, task("tuần tra"), says=says)
    assert plan.tasks.count() == 1
    more(cast, plan, task("tuần tra"), says=says, same=True)
    assert plan.tasks.count() == 2


def test_a_document_that_says_nothing_else_of_itself_is_the_one_of_the_plan(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"))
    own = plan.instrument
    spaced = own.symbol.replace("/", " / ").lower()
    for n, says in enumerate((SaysOfItself(spaced, own.dated), SaysOfItself("/KH-UBND")), 2):
        more(cast, plan, task(f"tuần tra {n}"), says=says)
        assert plan.tasks.count() == n
