"""Tasks that change hands, and documents that are replaced under them."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Office
from namro.ground.places.models import Unit
from namro.ground.places.orphans import orphans
from namro.ground.trail.verify import verify
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import heads, lineage, listed, queries
from namro.work.plans.hanging import hanging_on
from namro.work.plans.heard import heard
from namro.work.plans.history import acts_of
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Deed, Instrument, Plan, Task
from namro.work.plans.moving_actions import Part, change_lead, move_lead, split
from namro.work.plans.parts_ending import open_parts
from namro.work.plans.recheck import differences
from namro.work.plans.reopening_actions import reopen
from namro.work.plans.replacing_actions import Fate, NotDecided, Replaced, replace_instrument
from namro.work.plans.task_actions import accept, report, send_back, withdraw
from namro.work.plans.task_states import task_of
from tests.cast import HANOI, NOW, Cast, act
from tests.work.plans.conftest import a_plan, added, copy_for
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db


def test_the_head_shares_a_task_out_and_accepts_the_parts_while_the_city_accepts_the_whole(
    cast: Cast, given: Task
) -> None:
    parts = [Part(post=cast.minh.post.pk, day="2026-05-31"), Part(team="Tổ dân phố số 5", matter="Rà soát tổ 5")]
    mine, group = act(split, given, by=cast.ha, parts=parts)
    assert (mine.assigner, mine.due_on, mine.product) == (cast.office.ba_dinh, date(2026, 5, 31), given.product)
    assert (group.team, group.matter, group.due_on) == ("Tổ dân phố số 5", "Rà soát tổ 5", given.due_on)
    act(report, mine, by=cast.minh, refs=["figure:26-1"])
    with pytest.raises(NotThere):
        act(accept, again(mine), by=cast.thao)  # who sees all did not give it
    act(accept, again(mine), by=cast.ha)
    assert (again(mine).state, again(given).state) == ("accepted", "issued")
    assert queries.overview(cast.thao.actor, given.parent.plan.ref, date(2026, 3, 11)).totals["open"] == 2
    assert list(differences()) == []


def test_open_parts_end_with_the_whole_that_is_accepted_and_go_on_when_that_is_undone(cast: Cast, given: Task) -> None:
    mine, group, third = act(
        split, given, by=cast.ha, parts=[Part(post=cast.minh.post.pk), Part(team="Tổ 5"), Part(team="Tổ 6")]
    )
    act(report, mine, by=cast.minh, refs=["figure:26-1"])
    act(report, group, by=cast.minh, refs=["figure:26-2"])
    act(accept, again(group), by=cast.ha)
    act(report, again(given), by=cast.ha, refs=["figure:26-1"], text="Các tổ còn lại đã nhập.")
    act(send_back, again(given), by=cast.thao, reason="Thiếu.")
    assert again(third).state == "issued", "what is sent back leaves its parts open"
    act(report, again(given), by=cast.ha, refs=["figure:26-3"], text="Đủ.")
    assert open_parts([given.pk]) == {given.pk: 2}
    act(accept, again(given), by=cast.thao)
    assert [again(one).state for one in (mine, group, third)] == ["ended", "accepted", "ended"]
    assert again(third).closed_on == date(2026, 3, 10)
    (told,) = heard(cast.minh.actor, date(2026, 3, 10))
    assert (told.act.verb, told.act.deed.action, [one.ref for one in told.tasks]) == ("end", "plans.accept", [mine.ref])
    (head_told,) = heard(cast.ha.actor, date(2026, 3, 10))
    assert {one.ref for one in head_told.tasks} == {mine.ref, third.ref}, "whoever shared it out"
    assert heard(cast.quan.actor, date(2026, 3, 10)) == []
    assert given.parent is not None
    assert queries.hanging(cast.thao.actor, given.parent.plan.instrument.ref, date(2026, 3, 11)) != []
    act(reopen, again(given), by=cast.thao, reason="Bấm nhầm.")
    assert [again(one).state for one in (given, mine, group, third)] == ["reported", "reported", "accepted", "issued"]
    assert again(third).closed_on is None
    assert [one.act.verb for one in heard(cast.minh.actor, date(2026, 3, 10))] == ["resume", "end"]
    act(accept, again(mine), by=cast.ha)
    act(accept, again(given), by=cast.thao)
    assert [again(one).state for one in (given, mine, third)] == ["accepted", "accepted", "ended"]
    assert list(differences()) == []
    assert verify().findings == []


def test_open_parts_end_with_the_whole_that_is_withdrawn_and_whoever_has_one_is_told_why(
    cast: Cast, given: Task
) -> None:
    mine, group = act(split, given, by=cast.ha, parts=[Part(post=cast.minh.post.pk), Part(team="Tổ 5")])
    act(report, group, by=cast.minh, refs=["figure:26-2"])
    with pytest.raises(Refused, match=r"plans\.reports-end"):
        act(withdraw, again(given), by=cast.thao, reason="Đã có đơn vị khác làm.")
    act(withdraw, again(given), by=cast.thao, reason="Đã có đơn vị khác làm.", unanswered=1)
    assert [again(one).state for one in (given, mine, group)] == ["ended", "ended", "ended"]
    told = {one.ref: found.act for found in heard(cast.minh.actor, date(2026, 3, 10)) for one in found.tasks}
    assert mine.ref in told
    last = Act.objects.filter(about=mine.guard_ref).order_by("-seq")[0]
    assert (last.verb, last.data["whole"], last.words["reason"]) == (
        "end", given.guard_ref, "Đã có đơn vị khác làm.",
    )  # fmt: skip
    assert last.data["withdrawn"] is True
    assert heard(cast.quan.actor, date(2026, 3, 10)) == []
    assert list(differences()) == []
    assert verify().findings == []


def test_open_parts_end_when_the_document_of_their_whole_is_replaced(cast: Cast, given: Task) -> None:
    assert given.parent is not None
    (mine,) = act(split, given, by=cast.ha, parts=[Part(post=cast.minh.post.pk)])
    new = a_plan(cast, "300/KH-UBND", dated=date(2026, 3, 1))
    said = {"begins": "2026-03-05", "fates": {given.parent.ref: Fate(ends="Thôi")}, "reason": "Thay"}
    replace_instrument(given.instrument, by=new, actor=cast.thao.at(NOW), now=NOW, **said)
    assert [again(one).state for one in (given, mine)] == ["ended", "ended"]
    told = {one.ref for found in heard(cast.minh.actor, date(2026, 3, 10)) for one in found.tasks}
    assert mine.ref in told


def test_parts_of_what_was_accepted_before_are_in_the_way_of_nothing(cast: Cast, given: Task) -> None:
    (part,) = act(split, given, by=cast.ha, parts=[Part(team="Tổ 5")])
    with guard.outside("as parts stayed open before"):
        Task.objects.filter(pk=given.pk).update(state="accepted", owes=[])
    assert part not in hanging_on(part.instrument)
    assert part not in queries.hanging(cast.ha.actor, part.instrument.ref, date(2026, 3, 11))
    other = copy_for(cast.office.hoan_kiem)
    assert other in hanging_on(part.instrument)


def test_the_whole_is_reported_before_its_parts_are_done_only_with_words_that_say_why(cast: Cast, given: Task) -> None:
    mine, _ = act(split, given, by=cast.ha, parts=[Part(post=cast.minh.post.pk), Part(team="Tổ 5")])
    act(report, mine, by=cast.minh, refs=["figure:26-1"])
    act(accept, again(mine), by=cast.ha)
    with pytest.raises(Refused, match=r"plans\.parts-open") as refused:
        act(report, again(given), by=cast.ha, refs=["figure:26-1"])
    assert (refused.value.field, refused.value.params) == ("text", {"n": 1, "of": 2})
    assert again(given).state == "issued"
    act(report, again(given), by=cast.ha, refs=["figure:26-1"], text="Tổ 5 đã nhập vào tổ 4.")
    assert again(given).state == "reported"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (Part(team="Tổ 5", day="2026-07-01"), "plans.part-too-late"),
        (Part(), "plans.unknown-post"),
        (Part(post=1), "plans.unknown-post"),
    ],
)
def test_a_part_without_somebody_or_later_than_the_whole_is_refused(
    cast: Cast, given: Task, part: Part, code: str
) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        act(split, given, by=cast.ha, parts=[part])
    assert not given.children.exists()


def _shared(cast: Cast, task: Task, on: datetime, **part: Any) -> list[tuple[str, str]]:
    """The periods of one part and their days, as month and day."""
    (made,) = split(again(task), confirmed=True, parts=[Part(team="Tổ 5", **part)], actor=cast.ha.actor, now=on)
    return [(one.period, f"{one.due_on:%m-%d}") for one in task_of(acts_of(made.guard_ref)).owed]


def test_a_part_of_what_comes_again_keeps_its_rhythm_from_the_present_period_on_whatever_is_late(
    cast: Cast, plan: Plan
) -> None:
    added(cast, plan, time={"rhythm": "monthly", "until": "2026-06-20"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    task, on = copy_for(cast.office.ba_dinh), datetime(2026, 4, 27, 9, tzinfo=HANOI)
    assert _shared(cast, task, on) == [("2026-04", "04-30"), ("2026-05", "05-31"), ("2026-06", "06-20")]
    assert _shared(cast, task, on, day="2026-05-15") == [("2026-04", "04-30"), ("2026-05", "05-15")]
    assert _shared(cast, task, on, day="2026-06-10", single=True) == [("", "06-10")]
    rows = task.children.order_by("pk").values_list("rhythm", flat=True)
    assert list(rows) == ["monthly", "monthly", ""]
    for day, code in (("2026-06-21", "part-too-late"), ("2026-04-26", "day-passed")):
        with pytest.raises(Refused, match=rf"plans\.{code}"):
            _shared(cast, task, on, day=day)
    assert list(differences()) == []


def test_a_task_that_is_late_is_still_shared_out_by_a_day_from_today_on_and_stays_late(cast: Cast, given: Task) -> None:
    on = datetime(2026, 7, 6, 9, tzinfo=HANOI)
    for day, code in ((None, "part-needs-day"), ("2026-07-05", "day-passed")):
        with pytest.raises(Refused, match=rf"plans\.{code}"):
            _shared(cast, given, on, day=day)
    assert _shared(cast, given, on, day="2026-07-06") == [("", "07-06")]
    assert again(given) in queries.tasks_of_office(cast.lan.actor, date(2026, 7, 6), "late")
    assert list(differences()) == []


def test_another_lead_is_named_with_a_reason_and_the_promise_stays(cast: Cast, plan: Plan) -> None:
    added(cast, plan, spread=False, lead=cast.office.ba_dinh.pk, helping=[cast.office.hoan_kiem.pk])
    act(issue, plan, by=cast.thao)
    task = Task.objects.get(plan=plan)
    to = {"role": "handler", "head": "head"}
    with pytest.raises(Refused, match=r"cases\.needed"):
        act(change_lead, task, by=cast.thao, to=cast.office.investigation, reason=" ", **to)
    act(change_lead, task, by=cast.thao, to=cast.office.investigation, reason="Thuộc cơ quan điều tra", **to)
    moved = again(task)
    assert (moved.lead_office, moved.baseline_on) == (cast.office.investigation, task.baseline_on)
    assert task not in queries.tasks_of_office(cast.lan.actor, date(2026, 3, 11), "open")
    assert list(differences()) == []


def test_no_office_is_given_the_lead_of_what_it_has_already_as_one_of_the_set(
    cast: Cast, plan: Plan, given: Task
) -> None:
    to = {"to": cast.office.hoan_kiem, "role": "handler", "head": "head", "reason": "Nhầm địa bàn"}
    other = copy_for(cast.office.hoan_kiem)
    with pytest.raises(Refused, match=r"^plans\.has-a-copy") as refused:
        act(change_lead, given, by=cast.thao, **to)
    assert refused.value.params["office"] == cast.office.hoan_kiem.names["vi"]
    act(report, other, by=cast.mai, refs=["figure:26-1"])
    act(accept, again(other), by=cast.thao)
    with pytest.raises(Refused, match=r"^plans\.has-a-copy"):
        act(change_lead, again(given), by=cast.thao, **to)
    with guard.outside("it came over beside another one"):
        Task.objects.filter(pk=other.pk).update(team="Công an phường cũ")
    with pytest.raises(Refused, match=r"^plans\.has-a-copy"):
        act(change_lead, again(given), by=cast.thao, **to)
    with guard.outside("it never had it"):
        Task.objects.filter(pk=other.pk).update(lead_office=cast.office.investigation, team="")
    act(change_lead, again(given), by=cast.thao, **to)


def test_no_office_is_given_the_lead_of_what_the_same_plan_gave_it_in_the_same_words(cast: Cast, plan: Plan) -> None:
    said = {"spread": False, "matter": "Rà soát nhà cho thuê trọ"}
    mine = added(cast, plan, lead=cast.office.ba_dinh.pk, **said)
    added(cast, plan, lead=cast.office.hoan_kiem.pk, **said | {"matter": "rà soát  nhà cho thuê trọ"})
    act(issue, plan, by=cast.thao)
    to = {"to": cast.office.hoan_kiem, "role": "handler", "head": "head", "reason": "Nhầm địa bàn"}
    with pytest.raises(Refused, match=r"^plans\.has-a-copy"):
        act(change_lead, again(mine), by=cast.thao, **to)
    act(change_lead, again(mine), by=cast.thao, **to | {"to": cast.office.investigation})


def test_the_same_part_is_given_a_second_time_only_where_that_is_meant(cast: Cast, given: Task, today: date) -> None:
    team, post = Part(team="Tổ dân phố số 5"), Part(post=cast.minh.post.pk, matter="Rà soát tổ 5")
    act(split, given, by=cast.ha, parts=[team, post])
    for twice, who in ((Part(team="tổ dân phố số  5"), "tổ dân phố số 5"), (post, cast.minh.user.name)):
        with pytest.raises(Refused, match=r"^plans\.part-there") as refused:
            act(split, again(given), by=cast.ha, parts=[twice])
        assert refused.value.params["who"] == who
    with pytest.raises(Refused, match=r"^plans\.part-there"):
        act(split, again(given), by=cast.ha, parts=[Part(team="Tổ 6"), Part(team="Tổ 6")])
    act(split, again(given), by=cast.ha, parts=[Part(team="Tổ dân phố số 5", matter="Việc khác")])
    act(split, again(given), by=cast.ha, parts=[team], confirmed=True)
    assert given.children.count() == 4
    assert queries.counts_of_office(cast.ha.actor, today)["open"] == 1, "the office owes the whole, once"
    assert queries.counts_of_office(cast.minh.actor, today)["open"] == 2, "and whoever has a part owes that, too"
    assert heads.under_way(cast.ha.actor, today, 9) == [again(given)]


def test_no_document_that_a_task_stood_on_and_none_that_is_over_is_evidence(
    cast: Cast, plan: Plan, given: Task
) -> None:
    old, new = plan.instrument, a_plan(cast, "291/KH-UBND", public=True)
    with guard.outside("the ward reads both"):
        Instrument.objects.filter(pk=old.pk).update(public=True)
    fates = {given.parent.ref: Fate(clause=new.clauses.get(nth=2).pk)} if given.parent else {}
    said = {"by": new, "begins": "2026-03-10", "fates": fates, "reason": "Thay", "actor": cast.thao.actor, "now": NOW}
    replace_instrument(old, **said)
    over = a_plan(cast, "100/KH-UBND", public=True, begins=date(2026, 1, 15), ends=date(2026, 3, 10))
    for document, why in ((old, "own-instrument"), (new, "own-instrument"), (over, "evidence-ended")):
        with pytest.raises(Refused, match=rf"^plans\.{why}") as refused:
            act(report, again(given), by=cast.minh, refs=[document.guard_ref])
        assert refused.value.params["ref"] == document.symbol, "named as people name it"
    still = a_plan(cast, "101/KH-UBND", public=True, begins=date(2026, 1, 15), ends=date(2026, 3, 11))
    act(report, again(given), by=cast.minh, refs=[still.guard_ref])


def test_an_office_that_helps_is_given_the_lead_and_helps_no_more(cast: Cast, plan: Plan) -> None:
    helping = [cast.office.hoan_kiem.pk, cast.office.investigation.pk]
    added(cast, plan, spread=False, lead=cast.office.ba_dinh.pk, helping=helping)
    act(issue, plan, by=cast.thao)
    task = Task.objects.get(plan=plan)
    to = {"role": "handler", "head": "head", "reason": "Địa bàn của phường"}
    act(change_lead, task, by=cast.thao, to=cast.office.hoan_kiem, **to)
    assert again(task).lead_office == cast.office.hoan_kiem
    assert [one.office for one in task.helped.all()] == [cast.office.investigation]
    given = Act.objects.get(about=task.guard_ref, verb="change-lead")
    assert given.data["with"] == [cast.office.investigation.pk]
    assert list(differences()) == []
    with guard.outside("the unit of a ward ends, its office is still there"):
        Unit.objects.filter(pk=cast.office.ba_dinh.unit_id).update(ends=date(2026, 3, 1))
    with pytest.raises(Refused, match=r"plans\.office-is-no-more"):
        act(change_lead, again(task), by=cast.thao, to=cast.office.ba_dinh, **to)


def _over(office: Office) -> None:
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=office.pk).update(ends=date(2026, 3, 1))


def test_when_a_ward_is_no_more_its_tasks_are_listed_and_go_to_the_heir_with_their_history(
    cast: Cast, plan: Plan, today: date
) -> None:
    added(cast, plan, spread=False, lead=cast.office.hoan_kiem.pk)
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    single, twin = Task.objects.get(plan=plan, spread=False), copy_for(cast.office.hoan_kiem, 2)
    with pytest.raises(Refused, match=r"plans\.office-stands"):
        move_lead(single, to=cast.office.ba_dinh, reason="Sáp nhập", actor=OPERATOR, now=NOW)
    _over(cast.office.hoan_kiem)
    left = {one.orphan.ref for one in orphans(today) if one.orphan.kind == "task"}
    assert left == {single.guard_ref, twin.guard_ref}
    for task in (single, twin):
        move_lead(task, to=cast.office.ba_dinh, reason="Sáp nhập", actor=OPERATOR, now=NOW)
    assert again(single).lead_office == cast.office.ba_dinh
    assert [one.verb for one in queries.history_of(cast.lan.actor, single.ref, today)] == ["add", "issue", "move-lead"]
    assert again(twin).state == "moved"
    assert (
        queries.whole_task(cast.thao.actor, twin.ref, today).standing.into == copy_for(cast.office.ba_dinh, 2).guard_ref
    )
    assert {one.orphan.ref for one in orphans(today) if one.orphan.kind == "task"} == set()
    assert list(differences()) == []


def test_a_document_is_replaced_and_each_task_goes_over_or_ends(cast: Cast, plan: Plan, today: date) -> None:
    kept, dropped = added(cast, plan), added(cast, plan, matter="Lập báo cáo giấy")
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    new = a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    clause = new.clauses.get(nth=3)
    old = plan.instrument

    def replace(**fates: Fate) -> Replaced:
        said = {"by": new, "begins": "2026-03-10", "fates": fates, "reason": "Nghị quyết mới"}
        return replace_instrument(old, actor=cast.thao.actor, now=NOW, **said)

    with pytest.raises(NotDecided) as refused:
        replace(**{kept.ref: Fate(clause=clause.pk)})
    assert refused.value.refs == (dropped.ref,)
    fates = {kept.ref: Fate(clause=clause.pk), dropped.ref: Fate(ends="Không còn trong nghị quyết mới")}
    done = replace(**fates)
    assert (done.moved, done.ended) == (2, 2), "each ward's copy, as the page of the plan counts"
    copy = copy_for(cast.office.ba_dinh)
    assert (copy.instrument, copy.clause, copy.state) == (new, clause, "issued")
    assert copy_for(cast.office.ba_dinh, 2).state == "ended"
    plan.refresh_from_db()
    assert plan.instrument == old, "a plan keeps the number that it was issued under"
    assert queries.hanging(cast.thao.actor, new.ref, today) == [again(kept)]
    assert queries.hanging(cast.thao.actor, old.ref, today) == []
    graph = lineage.lineage(cast.thao.actor, new.ref, today)
    assert [(edge.kind, edge.source) for edge in graph.edges] == [("replaces", new.pk)]
    assert list(differences()) == []
    assert verify().findings == []
    with guard.outside("as plans were put on the new document before"):
        deed = Deed.objects.latest("pk")
        Act.objects.create(
            deed=deed, about=plan.guard_ref, seq=plan.seq + 1, verb="re-point", data={"instrument_id": new.pk}
        )
        Plan.objects.filter(pk=plan.pk).update(instrument=new, seq=plan.seq + 1)
        assert {one.field for one in differences() if one.about == plan.guard_ref} == {"instrument"}
        import_module("namro.work.plans.migrations.0014_plans_keep_their_document").own_documents(apps, None)
    assert Plan.objects.get(pk=plan.pk).instrument == old
    assert {one.about for one in differences()} == {f"deed {deed.pk}"}, "the act that this test put in by force"


def test_the_standing_agency_leads_a_task_of_its_own_which_another_of_its_people_accepts(
    cast: Cast, plan: Plan
) -> None:
    role = "standing-agency"
    added(cast, plan, spread=False, lead=cast.office.standing.pk, role=role, head=role)
    act(issue, plan, by=cast.thao)
    task = Task.objects.get(plan=plan)
    offered = listed.offered(cast.thao.actor, task, task_of(acts_of(task.guard_ref)), date(2026, 3, 10))
    assert {"report", "split", "block", "ask_decision", "delegate"} <= set(offered)
    act(report, task, by=cast.thao, refs=["figure:26-1"], text="Đã tổng hợp.")
    with pytest.raises(Refused, match=r"plans\.own-evidence"):
        act(accept, again(task), by=cast.thao)
    assert the_pack().role_at("handler", "standing-agency") == the_pack().role_at("office-head", role) == role
    assert list(differences()) == []
