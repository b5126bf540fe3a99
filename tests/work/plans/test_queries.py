"""What an office reads of its promises, what the city reads of a plan, and the way from a task up and down."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.ground.files.keeping import take_in
from namro.ground.gate.refusals import NotThere
from namro.work.plans import queries
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan, Task
from namro.work.plans.task_actions import accept, block, change_time, report, send_back
from tests.cast import Cast, act
from tests.work.plans.conftest import added, copy_for
from tests.work.plans.test_instruments import docx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

LATE = date(2026, 7, 1)


def test_the_ward_sees_what_is_late_and_loses_it_once_it_is_reported(cast: Cast, given: Task) -> None:
    counts = queries.counts_of_office(cast.lan.actor, LATE)
    assert {name: n for name, n in counts.items() if n} == {"late": 1, "without-evidence": 1, "open": 1}
    assert queries.counts_of_office(cast.lan.actor, date(2026, 6, 25))["soon"] == 1
    act(report, given, by=cast.minh, refs=["figure:26-1"])
    assert queries.tasks_of_office(cast.lan.actor, LATE, "late") == []
    assert queries.tasks_of_office(cast.lan.actor, LATE, "reported") == [given]
    assert queries.tasks_given(cast.thao.actor, LATE, "reported") == [given]
    assert queries.tasks_given(cast.ha.actor, LATE, "reported") == []


def test_a_list_goes_on_where_its_page_ended(cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for on in ("2026-06-30", "2026-06-30", "2026-05-31"):
        added(cast, plan, time={"day": on})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    first = queries.tasks_of_office(cast.lan.actor, LATE, "late")
    assert [task.due_on for task in first] == [date(2026, 5, 31), date(2026, 6, 30)]
    (rest,) = queries.tasks_of_office(cast.lan.actor, LATE, "late", after=(first[-1].due_on, first[-1].pk))
    assert rest.pk > first[-1].pk
    assert queries.tasks_of_office(cast.lan.actor, LATE, "late", after=(rest.due_on, rest.pk)) == []


def test_the_city_sees_a_plan_with_totals_that_are_those_of_the_wards(cast: Cast, given: Task, plan: Plan) -> None:
    act(report, given, by=cast.minh, refs=["figure:26-1"])
    act(accept, Task.objects.get(pk=given.pk), by=cast.thao)
    act(block, copy_for(cast.office.hoan_kiem), by=cast.mai, reason="Chưa có kinh phí")
    seen = queries.overview(cast.thao.actor, plan.ref, LATE)
    (row,) = seen.rows
    assert row.copies == 2
    assert {name: n for name, n in row.totals.items() if n} == {
        "copies": 2, "accepted": 1, "late": 1, "blocked": 1, "open": 1, "without-evidence": 1,
    }  # fmt: skip
    assert [(one.office_id, one.issued, one.totals["late"]) for one in seen.offices] == [
        (cast.office.ba_dinh.pk, False, 0), (cast.office.hoan_kiem.pk, False, 1),
    ]  # fmt: skip
    assert seen.totals["open"] == 1


def test_the_overview_costs_the_same_however_many_tasks_there_are(cast: Cast, plan: Plan) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.overview(cast.thao.actor, plan.ref, LATE)
        return len(asked)

    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    first = cost()
    for _ in range(4):
        added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    assert cost() == first <= 8


def test_who_has_not_issued_a_plan_of_their_own_yet_is_a_list(cast: Cast, given: Task, plan: Plan) -> None:
    assert len(queries.not_issued_yet(cast.thao.actor, plan.ref, LATE)) == 2
    act(issue, given.plan, by=cast.ha)
    (left,) = queries.not_issued_yet(cast.thao.actor, plan.ref, LATE)
    assert left.office == cast.office.hoan_kiem


def test_a_ward_reads_the_plan_above_and_in_it_nothing_of_another_ward(cast: Cast, given: Task, plan: Plan) -> None:
    seen = queries.overview(cast.lan.actor, plan.ref, LATE)
    assert [(row.task, row.copies) for row in seen.rows] == [(given.parent, 1)]
    assert [one.office_id for one in seen.offices] == [cast.office.ba_dinh.pk]
    assert [one.office_id for one in queries.not_issued_yet(cast.lan.actor, plan.ref, LATE)] == [cast.office.ba_dinh.pk]


def test_from_a_task_to_its_clause_and_instrument_and_down_to_what_proves_it(cast: Cast, given: Task) -> None:
    act(report, given, by=cast.minh, text="Mới có một phần", refs=["figure:26-1"])
    act(send_back, Task.objects.get(pk=given.pk), by=cast.thao, reason="Thiếu danh sách")
    act(report, Task.objects.get(pk=given.pk), by=cast.minh, files=[take_in(docx())])
    act(accept, Task.objects.get(pk=given.pk), by=cast.thao)
    above = queries.why(cast.lan.actor, given.ref, LATE)
    assert [one.lead_office_id for one in above.tasks] == [cast.office.ba_dinh.pk, None]
    assert [clause.label for clause in above.clauses] == ["II.1", "II"]
    assert above.instrument.symbol == "290/KH-UBND"
    last, first = queries.proofs(cast.lan.actor, given.ref, LATE)
    assert (last.became, [file.name for file in last.files]) == ("accepted", ["Ke hoach 290.docx"])
    assert (first.became, first.answer, first.refs) == ("sent-back", "Thiếu danh sách", ("figure:26-1",))
    assert queries.file_of(cast.lan.actor, last.files[0].token, LATE) == last.files[0]
    with pytest.raises(NotThere):
        queries.file_of(cast.quan.actor, last.files[0].token, LATE)
    assert [one.verb for one in queries.history_of(cast.lan.actor, given.ref, LATE)] == [
        "give", "report", "send-back", "report", "accept",
    ]  # fmt: skip


def test_a_task_shows_by_how_many_days_it_slipped_and_a_draft_what_it_misses(cast: Cast, given: Task) -> None:
    act(change_time, given, by=cast.thao, to=date(2026, 7, 10), reason="Chờ hướng dẫn")
    assert queries.whole_task(cast.lan.actor, given.ref, LATE).slippage == 10
    draft = added(cast, Plan.objects.get(pk=given.parent.plan_id), head="")
    assert [u.why for u in queries.whole_task(cast.thao.actor, draft.ref, LATE).unclear] == ["no-head"]
    (missing,) = queries.drafts(cast.thao.actor, draft.plan.ref, LATE)
    assert [u.why for u in missing.unclear] == ["no-head"]


def test_what_hangs_on_a_document_is_listed_once_for_all_wards(cast: Cast, given: Task, plan: Plan) -> None:
    assert queries.hanging(cast.thao.actor, plan.instrument.ref, LATE) == [given.parent]
    assert set(queries.offices_of_kind("commune-police", LATE)) == {cast.office.ba_dinh.pk, cast.office.hoan_kiem.pk}
