"""A task on its way: written, made clear, given to every ward, reported with evidence, accepted or sent back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.ground.files.keeping import take_in
from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.models import Office
from namro.ground.trail.guards import lifted
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import scope, task_actions
from namro.work.plans.deeds import AlreadyDone
from namro.work.plans.draft_actions import add_task, change_draft, draft, keep_as_principle
from namro.work.plans.issue_actions import NotClear, end, issue
from namro.work.plans.models import Act, Deed, Plan, Task, With
from namro.work.plans.queries import proofs
from namro.work.plans.recheck import differences
from namro.work.plans.task_actions import (
    accept,
    block,
    change_time,
    delegate,
    report,
    send_back,
    unblock,
    withdraw,
)
from namro.work.plans.task_said import TaskSaid
from tests.cast import HANOI, NOW, Cast, act
from tests.work.plans.conftest import a_case, a_plan, added, clear, copy_for

pytestmark = pytest.mark.django_db


def again(task: Task) -> Task:
    """The task as it stands now."""
    return Task.objects.get(pk=task.pk)


def test_a_task_that_misses_a_clear_keeps_the_whole_plan_back_and_says_why(cast: Cast, plan: Plan) -> None:
    added(cast, plan)
    bad = act(add_task, plan, by=cast.thao, said=TaskSaid(matter="Tăng cường tuần tra", product="Tăng cường tuần tra"))
    with pytest.raises(NotClear) as refused:
        act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    (missing,) = refused.value.missing
    assert (missing.ref, missing.nth) == (bad.ref, 2)
    assert [(u.clear, u.why) for u in missing.unclear] == [
        ("person", "no-lead"), ("person", "no-role"), ("matter", "no-clause"), ("task", "vague-product"),
        ("time", "no-time"), ("responsibility", "no-head"),
    ]  # fmt: skip
    assert not Task.objects.filter(state="issued").exists()
    act(keep_as_principle, bad, by=cast.thao)
    issued = act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    assert (issued.tasks, issued.copies, issued.plans) == (1, 1, 1)
    assert again(bad).state == "principle"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"time": {"rhythm": "monthly"}}, "no-end"),
        ({"spread": False}, "no-lead"),
        ({"head": ""}, "no-head"),
        ({"product": " … "}, "no-product"),
    ],
)
def test_what_is_not_clear_has_a_name(cast: Cast, plan: Plan, more: dict[str, object], why: str) -> None:
    added(cast, plan, **more)
    with pytest.raises(NotClear) as refused:
        act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    assert [u.why for u in refused.value.missing[0].unclear] == [why]


def test_who_leads_does_not_help(cast: Cast, plan: Plan) -> None:
    ward = cast.office.ba_dinh.pk
    added(cast, plan, spread=False, lead=ward, helping=[ward, cast.office.hoan_kiem.pk])
    with pytest.raises(NotClear) as refused:
        act(issue, plan, by=cast.thao)
    assert [u.why for u in refused.value.missing[0].unclear] == ["lead-helps"]


def test_one_action_gives_each_ward_its_own_task_and_a_plan_to_add_to(cast: Cast, given: Task, plan: Plan) -> None:
    other = copy_for(cast.office.hoan_kiem)
    assert (given.state, given.due_on, given.baseline_on) == ("issued", date(2026, 6, 30), date(2026, 6, 30))
    assert given.plan != other.plan
    assert (given.plan.template, given.plan.state, given.plan.office) == (plan, "draft", cast.office.ba_dinh)
    assert Deed.objects.get(action="plans.issue").count == 6  # the plan, its task, two plans, two copies
    assert Entry.objects.filter(action="plans.issue").count() == 1
    assert list(differences()) == []
    assert verify().findings == []


def test_a_ward_adds_to_its_plan_issues_it_and_drops_nothing(cast: Cast, given: Task) -> None:
    own = given.plan
    more = clear(own, spread=False, lead=cast.office.ba_dinh.pk, matter="Tuần tra phố đi bộ")
    task = act(add_task, own, by=cast.ha, said=more)
    with pytest.raises(NotThere):
        act(withdraw, given, by=cast.ha, reason="Không làm")
    with pytest.raises(NotThere):
        act(issue, own, by=cast.ha, instrument=a_plan(cast, "Của cơ quan khác"))
    act(issue, own, by=cast.ha)
    own.refresh_from_db()
    assert (own.state, again(task).state, again(given).state) == ("issued", "issued", "issued")
    with pytest.raises(Refused, match=r"plans\.given-already"):
        act(issue, own, by=cast.ha)
    assert list(differences()) == []


def test_nobody_gives_a_task_to_an_office_that_is_not_below(cast: Cast, given: Task) -> None:
    more = clear(given.plan, spread=False, lead=cast.office.hoan_kiem.pk)
    act(add_task, given.plan, by=cast.ha, said=more)
    with pytest.raises(Refused, match=r"plans\.not-yours-to-give"):
        act(issue, given.plan, by=cast.ha)


def test_the_ward_reports_the_city_accepts_and_only_then_it_is_closed(cast: Cast, given: Task, home: Path) -> None:
    file = take_in(SimpleUploadedFile("danh sach.txt", "12 điểm".encode()))
    with pytest.raises(Refused, match=r"plans\.no-evidence"):
        act(report, given, by=cast.minh, text="Đã làm xong")
    act(report, given, by=cast.minh, text="Đã rà soát", files=[file], refs=["figure:7F3A"], once="f1")
    with pytest.raises(AlreadyDone):
        act(report, again(given), by=cast.minh, files=[file], once="f1")
    assert (again(given).state, again(given).evidence, again(given).closed_on) == ("reported", 2, None)
    with pytest.raises(NotThere):
        act(accept, again(given), by=cast.ha)  # her office leads it and did not give it
    act(accept, again(given), by=cast.thao)
    assert (again(given).state, again(given).closed_on) == ("accepted", date(2026, 3, 10))
    with pytest.raises(Refused, match=r"plans\.not-open"):
        act(report, again(given), by=cast.minh, refs=["figure:7F3A"])
    assert list(differences(files=True)) == []


def test_what_is_sent_back_proves_nothing_and_is_still_owed(cast: Cast, given: Task) -> None:
    act(report, given, by=cast.minh, refs=["figure:spots"])
    act(send_back, again(given), by=cast.thao, reason="Chưa có danh sách kèm theo")
    assert (again(given).state, again(given).evidence) == ("sent-back", 0)
    with pytest.raises(Refused, match=r"plans\.nothing-reported"):
        act(accept, again(given), by=cast.thao)
    with pytest.raises(Refused, match=r"plans\.bad-ref"):
        act(report, again(given), by=cast.minh, refs=["person:Nguyễn Văn A"])


def own_task(cast: Cast, given: Task) -> Task:
    """A task that the head of the ward gave her own office."""
    made = act(add_task, given.plan, by=cast.ha, said=clear(given.plan, spread=False, lead=cast.office.ba_dinh.pk))
    act(issue, given.plan, by=cast.ha)
    return again(made)


def test_whoever_brought_the_evidence_does_not_accept_it(cast: Cast, given: Task) -> None:
    task = own_task(cast, given)
    act(report, task, by=cast.ha, refs=["figure:26-1"])
    with pytest.raises(Refused, match=r"plans\.own-evidence"):
        act(accept, again(task), by=cast.ha)


def test_without_that_guard_she_would_accept_her_own(cast: Cast, given: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    task = own_task(cast, given)
    act(report, task, by=cast.ha, refs=["figure:26-1"])
    monkeypatch.setattr(task_actions, "own_evidence", lambda turn, actor: False)
    act(accept, again(task), by=cast.ha)
    assert again(task).state == "accepted"


def test_what_comes_every_month_is_owed_month_by_month(cast: Cast, plan: Plan) -> None:
    monthly = {"rhythm": "monthly", "until": "2026-04-30", "after": 3}
    added(cast, plan, spread=False, lead=cast.office.ba_dinh.pk, time=monthly)
    act(issue, plan, by=cast.thao)
    task = Task.objects.get(plan=plan)
    assert (task.due_on, task.rhythm) == (date(2026, 4, 3), "monthly")
    act(report, task, by=cast.lan, refs=["figure:26-1"])
    april = datetime(2026, 4, 1, 9, tzinfo=HANOI)
    with pytest.raises(Refused, match=r"plans\.period-not-begun"):
        act(report, again(task), by=cast.lan, refs=["figure:26-2"], period="2026-04")
    act(report, again(task), by=cast.lan, at=april, refs=["figure:26-2"], period="2026-04")
    act(accept, again(task), by=cast.thao, at=april)
    now_owed = again(task)
    assert (now_owed.state, now_owed.due_on, now_owed.closed_on) == ("reported", date(2026, 5, 6), None)
    act(accept, now_owed, by=cast.thao, at=april)
    assert again(task).state == "accepted"
    assert list(differences()) == []


def test_a_day_moved_beyond_what_any_plan_says_is_refused_and_one_in_years_is_not(cast: Cast, given: Task) -> None:
    with pytest.raises(Refused, match=r"plans\.day-outside") as refused:
        act(change_time, given, by=cast.thao, to="9999-12-31", reason="Nhầm năm")
    assert (refused.value.field, again(given).due_on) == ("to", date(2026, 6, 30))
    act(change_time, given, by=cast.thao, to="2030-12-31", reason="Đến hết giai đoạn")
    assert again(given).due_on == date(2030, 12, 31)


def test_a_moved_day_keeps_what_was_promised_first_beside_it(cast: Cast, given: Task) -> None:
    act(change_time, given, by=cast.thao, to=date(2026, 8, 31), reason="Chờ hướng dẫn")
    moved = again(given)
    assert (moved.due_on, moved.baseline_on) == (date(2026, 8, 31), date(2026, 6, 30))
    with pytest.raises(Refused, match=r"plans\.changed"):
        act(change_time, moved, by=cast.thao, to=date(2026, 9, 1), reason="Nữa", seen=1)
    with pytest.raises(NotThere):
        act(change_time, moved, by=cast.ha, to=date(2026, 12, 31), reason="Cho mình thêm")


def test_what_is_in_the_way_is_said_and_who_answers_meanwhile_too(cast: Cast, given: Task) -> None:
    act(block, given, by=cast.minh, reason="Chưa có kinh phí")
    assert again(given).blocked
    act(unblock, again(given), by=cast.minh)
    with pytest.raises(Refused, match=r"plans\.unknown-post"):
        act(delegate, again(given), by=cast.ha, post=cast.mai.post, begins="2026-03-10", ends="2026-03-20")
    act(delegate, again(given), by=cast.ha, post=cast.minh.post, begins="2026-03-10", ends="2026-03-20")
    assert not again(given).blocked
    assert list(differences()) == []


def test_another_ward_sees_nothing_and_may_do_nothing(cast: Cast, given: Task, today: date) -> None:
    assert given not in scope.tasks(cast.quan.actor, today)
    assert given in scope.tasks(cast.lan.actor, today)
    assert set(scope.tasks(cast.dung.actor, today)) == set()
    with pytest.raises(NotThere):
        act(report, given, by=cast.quan, refs=["figure:26-1"])
    with pytest.raises(NotThere):
        scope.task(cast.quan.actor, given.ref, today)
    with pytest.raises(NotThere):
        scope.plan(cast.quan.actor, given.plan.ref, today)


def test_a_draft_is_read_by_who_writes_it_and_can_be_written_anew(cast: Cast, plan: Plan, today: date) -> None:
    task = added(cast, plan, spread=False, lead=cast.office.ba_dinh.pk, helping=[cast.office.hoan_kiem.pk])
    assert task not in scope.tasks(cast.lan.actor, today)
    act(change_draft, task, by=cast.thao, said=clear(plan, helping=[]))
    assert not With.objects.filter(task=task).exists()
    assert again(task).spread
    assert list(differences()) == []


def test_changed_rows_and_changed_acts_are_named(cast: Cast, given: Task) -> None:
    with guard.outside("spoiling"), lifted():
        Task.objects.filter(pk=given.pk).update(state="accepted", due_on="2027-01-01")
        Plan.objects.filter(pk=given.plan_id).update(state="issued")
        other = copy_for(cast.office.hoan_kiem)
        Act.objects.filter(about=other.guard_ref).update(words={"matter": "Không làm gì"})
    found = {(d.about, d.field) for d in differences()}
    deed = Deed.objects.get(action="plans.issue")
    assert {
        (given.guard_ref, "state"), (given.guard_ref, "due_on"), (given.plan.guard_ref, "state"),
        (other.guard_ref, "matter"), (f"deed {deed.pk}", "acts"),
    } <= found  # fmt: skip


def test_sixty_tasks_for_all_wards_of_a_city_are_given_at_once(cast: Cast, plan: Plan) -> None:
    with guard.outside("a city of wards"):
        wards = [cast.office.ba_dinh, *_wards(cast, 20)]
    for _ in range(3):
        added(cast, plan)
    with CaptureQueriesContext(connection) as asked:
        issued = act(issue, plan, by=cast.thao, to=wards)
    assert (issued.tasks, issued.copies, issued.plans) == (3, 63, 21)
    assert len(asked) < 60, "whatever the number of wards"
    assert list(differences()) == []


def _wards(cast: Cast, count: int) -> list[Office]:
    city = cast.office.city
    made = [
        Office(
            kind="commune-police", unit=cast.office.ba_dinh.unit, parent=city, names={"vi": f"CA {n}"},
            code=f"WARD-{n}", begins=date(2025, 7, 1), path=f"{city.path}{2_000_000 + n}/", pk=2_000_000 + n,
        )
        for n in range(count)
    ]  # fmt: skip
    return Office.objects.bulk_create(made)


def test_a_plan_is_begun_only_under_a_document_that_its_office_may_read(cast: Cast, plan: Plan) -> None:
    with pytest.raises(NotThere):
        act(draft, cast.office.ba_dinh, by=cast.ha, instrument=plan.instrument, name="Của phường")


def test_a_plan_ends_once_no_ward_owes_anything_of_it(cast: Cast, given: Task, plan: Plan) -> None:
    with pytest.raises(Refused, match=r"plans\.still-owed"):
        act(end, plan, by=cast.thao, reason="Hết năm")
    for task in (given, copy_for(cast.office.hoan_kiem)):
        act(withdraw, task, by=cast.thao, reason="Đã gộp vào kế hoạch khác")
    act(end, plan, by=cast.thao, reason="Hết năm")
    assert (again(given.parent).state, Plan.objects.get(pk=plan.pk).state) == ("ended", "ended")
    with pytest.raises(Refused, match=r"plans\.plan-ended"):
        added(cast, plan)
    assert list(differences()) == []


def test_evidence_names_a_case_or_a_document_that_the_reporter_reads_and_never_the_one_it_is_owed_by(
    cast: Cast, given: Task
) -> None:
    case, other = a_case(), a_plan(cast, "291/KH-UBND", public=True)
    for refs, why in (
        (["case:26-AAAAAAAA"], "unknown-ref"),
        (["instrument:99-ZZZZ"], "unknown-ref"),
        (["figure:3", a_plan(cast, "292/KH-UBND").guard_ref], "unknown-ref"),
        ([case, given.instrument.guard_ref], "own-instrument"),
    ):
        with pytest.raises(Refused, match=rf"^plans\.{why}"):
            act(report, given, by=cast.minh, refs=refs)
    act(report, given, by=cast.minh, refs=[case, other.guard_ref, "figure:3"])
    (proof,) = proofs(cast.minh.actor, given.ref, date(2026, 3, 10))
    assert proof.refs == (case, other.guard_ref, "figure:3")


def test_a_case_of_another_ward_is_no_evidence(cast: Cast, given: Task) -> None:
    theirs = copy_for(cast.office.hoan_kiem)
    with pytest.raises(Refused, match=r"^plans\.unknown-ref"):
        act(report, theirs, by=cast.quan, refs=[a_case()])


def test_a_day_is_not_moved_to_before_the_task_was_given_or_into_the_past(cast: Cast, given: Task) -> None:
    with pytest.raises(Refused, match=r"^plans\.before-given"):
        act(change_time, given, by=cast.thao, to=date(2026, 3, 9), reason="Nhầm")
    later = NOW + timedelta(days=5)
    with pytest.raises(Refused, match=r"^plans\.day-passed"):
        act(change_time, given, by=cast.thao, at=later, to=date(2026, 3, 12), reason="Nhầm")
    act(change_time, given, by=cast.thao, at=later, to=later.date(), reason="Cần ngay")
