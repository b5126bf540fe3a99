"""A plan as a whole: parts that add up, the board, tasks in time, days of a month, what stands on a document."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.ground.gate.refusals import NotThere
from namro.work.plans.documents import readable_documents, standing_on
from namro.work.plans.drawing import places
from namro.work.plans.instrument_actions import relate
from namro.work.plans.issue_actions import issue
from namro.work.plans.lineage import Edge, Lineage, Node, lineage
from namro.work.plans.models import Plan
from namro.work.plans.month import due_between
from namro.work.plans.moving_actions import Part
from namro.work.plans.moving_actions import split as share_out
from namro.work.plans.spans import spans
from namro.work.plans.tallies import COLUMNS, board, own_column, tally, tasks_behind
from namro.work.plans.task_actions import accept, block, change_time, report
from tests.cast import Cast, act
from tests.work.plans.conftest import a_plan, added, copy_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

LATE = date(2026, 7, 1)


@pytest.fixture
def under_way(cast: Cast, plan: Plan) -> Plan:
    """Three tasks: one for both wards (accepted in one, blocked and late in the other), one that comes every month,
    and one that Hoàn Kiếm leads alone, moved from June to September."""
    added(cast, plan)
    added(cast, plan, time={"rhythm": "monthly", "until": "2026-09-30"}, matter="Báo cáo hằng tháng")
    added(cast, plan, spread=False, lead=cast.office.hoan_kiem.pk, matter="Lắp camera")
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    act(report, copy_for(cast.office.ba_dinh), by=cast.minh, refs=["figure:2026-06"])
    act(accept, copy_for(cast.office.ba_dinh), by=cast.thao)
    act(block, copy_for(cast.office.hoan_kiem), by=cast.mai, reason="Chưa có kinh phí")
    alone = plan.tasks.get(nth=3)
    act(change_time, alone, by=cast.thao, to=date(2026, 9, 30), reason="Chờ thiết bị")
    return plan


def test_every_task_that_was_given_stands_in_one_part_and_the_sums_are_those_of_the_tasks(
    cast: Cast, under_way: Plan
) -> None:
    found = tally(cast.thao.actor, under_way.ref, LATE)
    assert found.given == 5
    assert {name: n for name, n in found.parts.items() if n} == {"accepted": 1, "late": 3, "going": 1}
    assert found.lists["blocked"] == 1, "late and blocked: late in the parts, in both lists"
    for one in (*found.tasks, *found.offices):
        assert sum(one.parts.values()) == one.given
    assert [one.given for one in found.tasks] == [2, 2, 1]
    assert [(one.office, one.given) for one in found.offices] == [
        (cast.office.ba_dinh, 2), (cast.office.hoan_kiem, 3),
    ]  # fmt: skip
    one = tally(cast.thao.actor, under_way.ref, LATE, task=found.tasks[0].task.ref)
    assert (one.given, one.parts["accepted"], one.parts["late"]) == (2, 1, 1)


def test_behind_each_number_stand_as_many_tasks_of_that_plan_alone(cast: Cast, under_way: Plan) -> None:
    found = tally(cast.thao.actor, under_way.ref, LATE)
    for name, n in found.lists.items():
        assert len(tasks_behind(cast.thao.actor, under_way.ref, LATE, name).tasks) == n
    late = tasks_behind(cast.thao.actor, under_way.ref, LATE, "late", office=cast.office.ba_dinh.code)
    assert [task.matter for task in late.tasks] == ["Báo cáo hằng tháng"]
    with pytest.raises(NotThere):
        tasks_behind(cast.thao.actor, under_way.ref, LATE, "no-such-list")
    with pytest.raises(NotThere):
        tasks_behind(cast.thao.actor, under_way.ref, LATE, "late", task="26-UNKNOWN")


def test_a_ward_s_view_of_the_city_s_plan_holds_its_own_tasks_only(cast: Cast, under_way: Plan) -> None:
    found = tally(cast.lan.actor, under_way.ref, LATE)
    assert [one.office for one in found.offices] == [cast.office.ba_dinh]
    assert found.given == 2
    own = copy_for(cast.office.ba_dinh).plan
    assert tally(cast.lan.actor, own.ref, LATE).given == 2
    with pytest.raises(NotThere):
        tally(cast.quan.actor, own.ref, LATE)


def test_the_views_of_a_plan_cost_the_same_however_many_tasks_there_are(cast: Cast, plan: Plan) -> None:
    def cost() -> list[int]:
        counts = []
        for view in (
            lambda: tally(cast.thao.actor, plan.ref, LATE),
            lambda: board(cast.thao.actor, LATE, plan=plan.ref),
            lambda: spans(cast.thao.actor, plan.ref, LATE),
            lambda: due_between(cast.thao.actor, LATE, date(2026, 6, 1), date(2026, 6, 30)),
            lambda: standing_on(cast.thao.actor, plan.instrument.ref, LATE),
        ):
            with CaptureQueriesContext(connection) as asked:
                view()
            counts.append(len(asked))
        return counts

    added(cast, plan, time={"rhythm": "monthly", "until": "2026-09-30"})
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    few = cost()
    for _ in range(4):
        added(cast, plan)
        added(cast, plan, time={"rhythm": "monthly", "until": "2026-09-30"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    assert cost() == few
    assert max(few) <= 8


def test_each_task_stands_in_one_column_of_the_board_and_moves_by_what_is_done_with_it(
    cast: Cast, under_way: Plan
) -> None:
    def standing() -> dict[str, int]:
        return {one.name: one.n for one in board(cast.thao.actor, LATE, plan=under_way.ref).columns if one.n}

    assert standing() == {"given": 3, "blocked": 1, "accepted": 1}
    monthly = copy_for(cast.office.ba_dinh, 2)
    act(share_out, monthly, by=cast.ha, parts=[Part(team="Tổ dân phố 3")])
    assert standing() == {"given": 2, "begun": 1, "blocked": 1, "accepted": 1}
    act(report, monthly, by=cast.minh, refs=["figure:2026-03"], text="Tổ dân phố 3 báo cáo sau.")
    assert standing() == {"given": 2, "reported": 1, "blocked": 1, "accepted": 1}
    own = board(cast.lan.actor, LATE)
    assert own.plan is None
    assert {one.name: one.n for one in own.columns if one.n} == {"given": 1, "reported": 1, "accepted": 1}
    assert [len(own_column(cast.lan.actor, LATE, name)) for name in COLUMNS] == [one.n for one in own.columns]
    with pytest.raises(NotThere):
        own_column(cast.lan.actor, LATE, "no-such-column")


def test_a_task_in_time_has_the_day_promised_first_beside_that_of_today_and_a_mark_for_each_period(
    cast: Cast, under_way: Plan
) -> None:
    found = spans(cast.thao.actor, under_way.ref, LATE)
    whole, monthly, alone = found.rows
    assert (whole.n, whole.accepted, whole.late, whole.slipped) == (2, 1, 1, 0)
    assert [one.period for one in monthly.owed] == [f"2026-{month:02}" for month in range(3, 10)]
    (owed,) = alone.owed
    assert (owed.baseline_on, owed.due_on, alone.slipped) == (date(2026, 6, 30), date(2026, 9, 30), 1)
    assert (found.first, found.last) == (date(2026, 3, 10), date(2026, 9, 30))


def test_a_month_shows_what_was_spread_once_and_the_later_periods_of_what_comes_again(
    cast: Cast, under_way: Plan
) -> None:
    june = due_between(cast.thao.actor, LATE, date(2026, 6, 1), date(2026, 6, 30))
    assert [(one.task.nth, one.n, one.accepted, one.late, one.later) for one in june.days] == [
        (1, 2, 1, 1, False), (2, 2, 0, 2, False),
    ]  # fmt: skip
    march = due_between(cast.lan.actor, LATE, date(2026, 3, 1), date(2026, 3, 31), ours=True)
    assert [(one.on, one.n, one.task.lead_office) for one in march.days] == [
        (date(2026, 3, 31), 1, cast.office.ba_dinh)
    ]


def test_from_a_document_down_to_its_clauses_their_tasks_and_how_many_have_evidence(
    cast: Cast, under_way: Plan
) -> None:
    above = a_plan(cast, "15/NQ-HĐND", kind="resolution")
    act(relate, under_way.instrument, by=cast.thao, to=above, kind="implements", begins=date(2026, 1, 15))
    graph = lineage(cast.thao.actor, above.ref, LATE)
    assert [(one.id, one.row) for one in places(graph)] == [(above.pk, 0), (under_way.instrument.pk, 1)]
    assert readable_documents(cast.quan.actor, list(graph.nodes), LATE) == [under_way.instrument.pk]
    found = standing_on(cast.thao.actor, under_way.instrument.ref, LATE)
    (clause,) = [row for row in found.rows if row.tasks]
    assert clause.clause is not None
    assert clause.clause.label == "II.1"
    assert [(one.given, one.accepted, one.evidence) for one in clause.tasks] == [(2, 1, 1), (2, 0, 0), (1, 0, 0)]
    assert found.plans == (under_way,)
    own = standing_on(cast.lan.actor, under_way.instrument.ref, LATE)
    assert [one.task.lead_office for row in own.rows for one in row.tasks] == [cast.office.ba_dinh] * 2


def test_documents_that_go_round_in_a_circle_are_drawn_all_the_same() -> None:
    nodes = {pk: Node(pk, "", "", "", "", "", False, date(2026, 1, pk), False) for pk in (1, 2, 3)}
    circle = tuple(Edge(source, target, "implements", LATE) for source, target in ((1, 2), (2, 3), (3, 1)))
    found = places(Lineage(1, nodes, circle, True))
    assert sorted(one.id for one in found) == [1, 2, 3]
    beside = places(Lineage(1, nodes, (Edge(2, 1, "replaces", LATE), Edge(3, 1, "cites", LATE)), True))
    assert [(one.id, one.row, one.column) for one in beside] == [(1, 0, 0), (2, 0, 1), (3, 1, 0)]
