"""A corrected document corrects the draft that was made of it: clause, task, target, each only where it is chosen."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given as for_all
from hypothesis import strategies as st

from namro.ground.gate.context import canonical
from namro.ground.gate.guard import outside
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed
from namro.work.plans.again import SaysOfItself, become, held_by, reworded
from namro.work.plans.digests import of_clause
from namro.work.plans.documents import standing_on
from namro.work.plans.draft_actions import add_task, keep_as_principle
from namro.work.plans.history import acts_of
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Clause, Plan, Target, Task
from namro.work.plans.more_actions import AimCorrected, Corrected, Lines, take_more
from namro.work.plans.queries import why
from namro.work.plans.recheck import differences
from namro.work.plans.taking_in import Aimed, Place, Taken
from namro.work.plans.target_actions import TargetSaid
from namro.work.plans.task_said import TaskSaid
from namro.work.plans.task_states import task_of
from namro.work.plans.wordings import former, standing
from tests.cast import NOW, Cast, act
from tests.work.plans.test_taking_in import take_in, task

pytestmark = pytest.mark.django_db

ON = NOW.date()
NEW = Place("II.1", "Công an các phường rà soát và lập danh sách.", (), 5)


def read(matter: str, clause: str = "II.1", **more: object) -> Taken:
    """A task as it is taken out of a document, with its sentence."""
    one = task(matter, clause, source={"text": f"Công an các phường {matter}."}, **more)
    return Taken(one.said, one.place)


def correct(cast: Cast, plan: Plan, **lines: Any) -> Plan:
    reason, seen = lines.pop("reason", ""), lines.pop("seen", None)
    return act(take_more, plan, by=cast.thao, lines=Lines(**lines), says=SaysOfItself(), reason=reason, seen=seen)


def labels(plan: Plan) -> list[tuple[str, str]]:
    """The clauses as they are worded now."""
    return [(one.label, one.text) for one in listed.clauses_of(plan.instrument_id)]


def test_a_clause_is_worded_anew_in_its_place_and_the_former_wording_is_kept(cast: Cast) -> None:
    plan = take_in(cast, read("rà soát"), read("tuần tra", "II.2"))
    first, second = plan.tasks.order_by("nth")
    before = list(Clause.objects.order_by("pk").values())
    correct(cast, plan, reworded=[NEW])
    assert labels(plan) == [("II.1", NEW.text), ("II.2", "Công an các phường tuần tra.")]
    (new,) = Clause.objects.filter(instead_of__isnull=False)
    assert (new.instead_of_id, new.nth) == (before[0]["id"], 3)
    assert list(Clause.objects.exclude(pk=new.pk).order_by("pk").values()) == before, "no wording is ever changed"
    assert Task.objects.get(pk=first.pk).clause_id == before[0]["id"], "it was read from words that are no more there"
    assert Task.objects.get(pk=second.pk).seq == second.seq
    (said,) = Act.objects.filter(about=plan.instrument.guard_ref, verb="more")
    assert said.data["reworded"] == ["II.1"]
    (told,) = Act.objects.filter(about=plan.guard_ref, verb="more")
    assert told.data == {"tasks": 0, "targets": 0, "cited": 0, "reworded": 1}
    (row, _) = standing_on(cast.thao.actor, plan.instrument.ref, ON).rows
    assert [one.clause and one.clause.text for one in row.former] == [before[0]["text"]]
    assert list(differences()) == []
    with outside("somebody writes into the database"), pytest.raises(IntegrityError), transaction.atomic():
        Clause.objects.filter(pk=new.pk).update(instead_of=None)
    with outside("somebody writes into the database"):
        Clause.objects.create(instrument=plan.instrument, nth=4, label="II.1", text="Chen vào.", instead_of=new)
    assert [one.field for one in differences()] == ["clauses"]


def test_in_whose_place_a_wording_stands_is_bound_and_a_clause_without_one_keeps_the_digest_that_it_had() -> None:
    one = clause(3, "Lập danh sách.")
    assert of_clause(one, 1) == of_clause(one, 1, None)
    assert len({of_clause(one, 1), of_clause(one, 1, 1), of_clause(one, 1, 2)}) == 3
    told = {"nth": 3, "label": "II.1", "text": "Lập danh sách.", "parent": 1}
    assert of_clause(one, 1) == hashlib.sha256(canonical(told)).hexdigest(), "as before there were new wordings"


def test_a_task_of_a_changed_clause_is_corrected_and_stands_on_the_new_wording(cast: Cast) -> None:
    plan = take_in(cast, read("rà soát", budget="Ngân sách phường"))
    one = plan.tasks.get()
    said = {"matter": "rà soát và lập danh sách", "time": {"day": "2026-05-31"}, "source": {"text": NEW.text}}
    correct(cast, plan, reworded=[NEW], corrected=[Corrected(one, said, NEW)])
    now = Task.objects.get()
    assert (now.pk, now.state, now.matter, now.clause and now.clause.text) == (
        one.pk, "draft", "rà soát và lập danh sách", NEW.text,
    )  # fmt: skip
    standing_now = task_of(acts_of(now.guard_ref))
    assert standing_now.data["time"] == {"day": "2026-05-31"}
    assert standing_now.words["product"] == "Danh sách"
    assert standing_now.words["budget"] == "Ngân sách phường", "what the document does not say stays"
    assert standing_now.words["source"] == NEW.text
    assert [done.verb for done in acts_of(now.guard_ref)] == ["add", "change"]
    assert list(differences()) == []


def test_what_a_new_line_of_a_changed_clause_takes_stands_on_the_new_wording(cast: Cast) -> None:
    plan = take_in(cast, read("rà soát"))
    more = Taken(TaskSaid(matter="lập danh sách", source={"text": NEW.text}), NEW)
    correct(cast, plan, reworded=[NEW], tasks=[more])
    assert [(t.matter, t.clause and t.clause.text) for t in plan.tasks.order_by("nth")] == [
        ("rà soát", "Công an các phường rà soát."), ("lập danh sách", NEW.text),
    ]  # fmt: skip
    assert list(differences()) == []


def test_lines_that_the_document_still_has_go_along_and_so_does_what_was_written_by_hand(cast: Cast) -> None:
    aim = Aimed(TargetSaid("Phường hoàn thành", 30, date(2026, 12, 31), percent=True, of=100), Place("II.1", "30 %."))
    plan = take_in(cast, read("rà soát"), read("tuần tra"), targets=[aim])
    there, lost = plan.tasks.order_by("nth")
    clause = plan.instrument.clauses.get().pk
    hand = act(add_task, plan, by=cast.thao, said=TaskSaid(matter="báo cáo", clause=clause))
    act(keep_as_principle, hand, by=cast.thao)
    target = Target.objects.get()
    moved = Place("II.2", "Công an các phường rà soát.", (), 9)
    seen = held_by(Plan.objects.get()).stand
    correct(cast, plan, reworded=[NEW], stays={there.ref: moved, target.ref: NEW}, seen=seen)
    assert {t.matter: t.clause and (t.clause.label, t.clause.text) for t in plan.tasks.all()} == {
        "rà soát": ("II.2", "Công an các phường rà soát."), "tuần tra": ("II.1", "Công an các phường rà soát.\n"
        "Công an các phường tuần tra.\n30 %."), "báo cáo": ("II.1", NEW.text),
    }  # fmt: skip
    assert Target.objects.select_related("clause").get(clause__text=NEW.text) == target
    assert Task.objects.get(pk=hand.pk).state == "principle"
    assert Task.objects.get(pk=lost.pk).seq == lost.seq
    assert list(differences()) == []
    with pytest.raises(Refused, match=r"plans\.changed"):
        correct(cast, plan, reworded=[NEW], seen=seen)


def test_nothing_goes_along_where_no_wording_was_chosen(cast: Cast) -> None:
    plan = take_in(cast, read("rà soát"))
    one = plan.tasks.get()
    correct(cast, plan, tasks=[read("báo cáo", "II.9")], stays={one.ref: NEW})
    assert Task.objects.get(pk=one.pk).seq == one.seq
    assert list(differences()) == []


def test_a_line_that_is_no_more_is_removed_with_a_reason_and_never_by_itself(cast: Cast) -> None:
    plan = take_in(cast, read("rà soát"), read("tuần tra", "II.2"))
    gone = plan.tasks.get(nth=2)
    with pytest.raises(Refused, match=r"cases\.needed"):
        correct(cast, plan, removed=[gone])
    assert Task.objects.get(pk=gone.pk).state == "draft"
    correct(cast, plan, removed=[gone], reason="Văn bản sửa không còn nội dung này.")
    assert [one.state for one in plan.tasks.order_by("nth")] == ["draft", "ended"]
    assert list(differences()) == []


def test_a_target_is_corrected_and_removed_while_the_plan_is_a_draft_and_nothing_was_reported(cast: Cast) -> None:
    said = TargetSaid("Số vụ giảm", 5, date(2026, 12, 31), unit="vụ")
    other = TargetSaid("Điểm nóng", 3, date(2026, 12, 31), unit="điểm")
    plan = take_in(
        cast, read("rà soát"), targets=[Aimed(said, Place("I.1", "5 vụ.")), Aimed(other, Place("I.2", "3."))]
    )
    one, two = Target.objects.order_by("pk")
    place = Place("I.1", "Ít nhất 8 vụ.", (), 0)
    new = TargetSaid("Số vụ giảm ít nhất", 8, date(2026, 11, 30), unit="vụ", begins=one.begins)
    correct(
        cast, plan, reworded=[place], aims_corrected=[AimCorrected(one, new, place)], aims_removed=[two],
        reason="Theo bản sửa.",
    )  # fmt: skip
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.name, one.goal, one.by, one.state, one.clause and one.clause.text) == (
        "Số vụ giảm ít nhất", 8, date(2026, 11, 30), "open", "Ít nhất 8 vụ.",
    )  # fmt: skip
    assert two.state == "ended"
    assert [done.verb for done in acts_of(one.guard_ref)] == ["set", "change"]
    assert list(differences()) == []
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    plan.refresh_from_db()
    with pytest.raises(Refused, match=r"plans\.not-a-draft"):
        correct(cast, plan, aims_corrected=[AimCorrected(one, new, place)])


def test_what_was_given_keeps_the_wording_that_it_was_given_under(cast: Cast) -> None:
    plan = take_in(cast, read("rà soát"))
    one = plan.tasks.get()
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    one.refresh_from_db()
    plan.refresh_from_db()
    correct(cast, plan, reworded=[NEW], stays={one.ref: NEW})
    assert Task.objects.get(pk=one.pk).seq == one.seq
    (row,) = standing_on(cast.thao.actor, plan.instrument.ref, ON).rows
    assert (row.clause and row.clause.text, row.tasks) == (NEW.text, ())
    assert [on.task for on in row.former[0].tasks] == [one]
    with pytest.raises(Refused, match=r"plans\.not-a-draft"):
        correct(cast, plan, corrected=[Corrected(one, {"matter": "khác"}, NEW)])
    assert list(differences()) == []


def test_what_lies_in_a_clause_that_was_worded_anew_lies_in_the_new_wording(cast: Cast) -> None:
    up = (("II", "Nhiệm vụ"),)
    plan = take_in(cast, Taken(read("rà soát").said, Place("II.1", "Rà soát.", up)))
    correct(cast, plan, reworded=[Place("II", "Nhiệm vụ, giải pháp", (), 0)])
    found = why(cast.thao.actor, plan.tasks.get().ref, ON)
    assert [one.text for one in found.clauses] == ["Rà soát.", "Nhiệm vụ, giải pháp"]


def test_another_office_corrects_nothing_and_a_refusal_leaves_all_as_it_was(cast: Cast) -> None:
    plan = take_in(cast, read("rà soát"), read("tuần tra", "II.2"))
    one = plan.tasks.get(nth=1)
    for member in (cast.ha, cast.quan):
        with pytest.raises(NotThere):
            act(take_more, plan, by=member, lines=Lines(reworded=[NEW]), says=SaysOfItself())
    before = (Clause.objects.count(), Act.objects.count(), one.seq)
    with pytest.raises(Refused, match=r"date|time"):
        correct(cast, plan, reworded=[NEW], corrected=[Corrected(one, {"time": {"day": "hôm nào"}}, NEW)])
    assert before == (Clause.objects.count(), Act.objects.count(), Task.objects.get(pk=one.pk).seq)


def clause(pk: int, text: str, label: str = "II.1", instead: int | None = None) -> Clause:
    return Clause(pk=pk, nth=pk, label=label, text=text, instead_of_id=instead)


def test_a_clause_is_worded_otherwise_where_one_of_its_lines_is_no_more_in_the_document() -> None:
    held = [clause(1, "Một việc.\nHai việc."), clause(2, "Ba việc.", "II.2"), clause(3, "Bốn.", "II.3")]
    whole = {"II.1": "Một việc. Thêm  việc. hai việc.", "II.2": "Ba việc khác.", "II.4": "Bốn."}
    (found,) = reworded(held, whole, {"II.2": ["Ba việc khác.", "Ba việc khác."]})
    assert (found.clause.pk, found.text) == (2, "Ba việc khác."), "more words take nothing away, and II.3 is no more"
    (bare,) = reworded([held[1]], whole, {})
    assert bare.text == "Ba việc khác."


def test_which_line_has_become_which_is_offered_by_clause_and_likeness_and_each_once() -> None:
    held = [("II.1", "Lập danh sách các điểm phức tạp trước ngày 15/6."), ("II.2", "Tuần tra hằng tháng.")]
    assert become([("II.1", "Lập danh sách các điểm phức tạp trước ngày 20/6.")], held) == [0]
    assert become([("II.1", "Hoàn toàn khác hẳn.")], held) == [None], "a number alone makes no line another"
    assert become([("II.2", "Tuần tra hằng tháng ở mọi nơi có đông người, kể cả ban đêm.")], held) == [1], "filled out"
    assert become([("II.9", "Tuần tra hằng tháng ở mọi nơi có đông người, kể cả ban đêm.")], held) == [None]
    assert become([("II.1", "Một."), ("II.1", "Hai.")], held) == [None, None], "which of two is not guessed"
    again = [("II.7", "Lập danh sách các điểm rất phức tạp trước ngày 20/6.")]
    assert become(again, held) == [0], "a clause that was numbered anew"
    twice = become([("II.1", held[0][1]), ("II.1", held[0][1])], held)
    assert sorted(twice, key=str) == [0, None]


def test_a_document_that_is_numbered_anew_and_changed_at_once_is_paired_by_its_sentences() -> None:
    ends = (
        "xong trước ngày 28/02/2027. Sản phẩm: Danh sách lớp.",
        "trước ngày 10/3/2027. Sản phẩm: Biên bản kiểm tra.",
    )
    held = [
        (
            "I.1",
            "Công an các xã, phường lập sổ theo dõi nhà trọ, hoàn thành trước ngày 31/01/2027. Sản phẩm: Sổ theo dõi.",
        ),
        ("I.2", f"UBND các xã, phường tổ chức tập huấn chữa cháy cho chủ nhà trọ, {ends[0]}"),
        ("I.3", f"Sở Công Thương kiểm tra điểm bán bình gas, {ends[1]}"),
        ("I.4", "Thứ Hai hằng tuần, Sở Tư pháp trực tư vấn, đến hết ngày 31/01/2027. Sản phẩm: Lịch trực."),
    ]
    read = [
        (
            "I.1",
            "Sở Khoa học và Công nghệ thử nghiệm thiết bị báo khói giá rẻ, trước ngày 05/02/2027. Sản phẩm: Báo cáo.",
        ),
        (
            "I.2",
            "UBND các xã, phường lập sổ theo dõi nhà trọ, hoàn thành trước ngày 31/01/2027. Sản phẩm: Sổ theo dõi.",
        ),
        ("I.3", f"UBND các xã, phường tổ chức tập huấn chữa cháy cho chủ nhà trọ, {ends[0]}"),
        ("I.4", f"Sở Du lịch kiểm tra điểm bán bình gas, {ends[1]}"),
        ("I.5", "Sở Nội vụ lập phương án thưởng Tết, trước ngày 20/01/2027. Sản phẩm: Phương án."),
    ]
    assert become(read, held) == [None, 0, 1, 2, None], "what is left is new, and gone"
    assert become([("I.4", read[4][1])], held) == [None], "nor under the number of what is gone"
    assert become([("I.4", "Một.", held[3][1])], held) == [3], "by whichever wording is known"


LINE = st.tuples(st.sampled_from(["I", "II", ""]), st.text("abc .", max_size=12))


@for_all(st.lists(LINE, max_size=6), st.lists(LINE, max_size=6))
def test_no_line_is_offered_in_the_place_of_two(read: list[Any], held: list[Any]) -> None:
    found = [one for one in become(read, held) if one is not None]
    assert len(found) == len(set(found))


@for_all(st.permutations([clause(1, "a"), clause(2, "b", "I"), clause(3, "c", instead=1), clause(4, "d", instead=3)]))
def test_the_latest_wording_stands_at_the_place_of_the_first_whatever_their_order(clauses: list[Clause]) -> None:
    assert [one.text for one in standing(clauses)] == ["d", "b"]
    assert {pk: [one.text for one in before] for pk, before in former(clauses).items()} == {4: ["c", "a"]}


@pytest.mark.parametrize(
    ("was", "now", "anew"),
    [
        ("Sở Y tế", "Sở Y tế", False),
        ("Sở Y tế", "Sở Y tế\nlập danh sách.", False),
        ("Sở Y tế", "Sở Y tế, Sở Giáo dục", False),
        ("Sở Y tế", "Sở Y tế dự phòng", True),
        ("Giao Sở Y tế lập sổ.", "1) giao  Sở Y tế\nlập sổ. Sở Giáo dục lập bản đồ.", False),
        ("Giao Sở Y tế lập sổ; xong trong quý I", "Giao Sở Y tế lập sổ; xong trong quý III", True),
        ("(a) 5% số vụ", "(a) 5% số vụ: cả năm", False),
    ],
)
def test_a_clause_is_worded_anew_where_its_words_go_on_as_others(was: str, now: str, anew: bool) -> None:
    held = [Clause(pk=1, nth=1, label="II.1", text=was)]
    assert bool(reworded(held, {"II.1": now}, {})) is anew
