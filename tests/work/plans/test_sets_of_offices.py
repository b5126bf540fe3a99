"""Tasks for every office of some kinds: each goes where it names, and there to the role that has its part."""

from __future__ import annotations

from datetime import date

import pytest

from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import jobs, listed, queries
from namro.work.plans.asking_actions import ask_decision, decide
from namro.work.plans.draft_actions import change_draft
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Digest, Plan, Task, With
from namro.work.plans.moving_actions import Part, split
from namro.work.plans.recheck import differences
from namro.work.plans.table_back import said_again
from namro.work.plans.task_actions import accept, block, delegate, report, unblock
from tests.cast import NOW, Cast, act
from tests.departments import Departments, departments_on_stage
from tests.work.plans.conftest import added, clear

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

COMMITTEES, POLICE = ("commune-committee",), ("commune-police",)


@pytest.fixture
def departments(cast: Cast) -> Departments:
    return departments_on_stage()


def code_of(plan: Plan, cast: Cast, *to: object) -> str:
    with pytest.raises(Refused) as caught:
        act(issue, plan, by=cast.thao, to=list(to))
    assert not Task.objects.filter(parent__isnull=False).exists(), "all or nothing"
    return caught.value.code


def led(plan: Plan) -> dict[str, list[tuple[str, str, str]]]:
    """By office what it was given: matter, who carries it out, who answers."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for task in Task.objects.filter(parent__plan=plan).select_related("lead_office").order_by("parent__nth"):
        office = task.lead_office
        assert office is not None
        found.setdefault(office.code, []).append((task.matter, task.lead_role, task.head_role))
    return found


def test_each_task_goes_to_its_own_kind_of_office(cast: Cast, plan: Plan, departments: Departments) -> None:
    added(cast, plan, matter="Tuần tra", among=POLICE)
    added(cast, plan, matter="Dọn rác", among=COMMITTEES)
    added(cast, plan, matter="Báo cáo")
    police, committee = cast.office.ba_dinh, departments.office["ba_dinh"]
    made = act(issue, plan, by=cast.thao, to=[police, committee])
    assert (made.copies, made.plans) == (4, 2)
    assert led(plan) == {
        police.code: [("Tuần tra", "handler", "head"), ("Báo cáo", "handler", "head")],
        committee.code: [("Dọn rác", "plan-officer", "office-head"), ("Báo cáo", "plan-officer", "office-head")],
    }
    assert list(differences()) == []


def test_a_task_whose_offices_nobody_chose_is_given_to_nobody(cast: Cast, plan: Plan, departments: Departments) -> None:
    added(cast, plan, among=COMMITTEES)
    added(cast, plan, among=POLICE)
    assert code_of(plan, cast, cast.office.ba_dinh) == "plans.nobody-for"


def test_an_office_that_no_task_names_is_said_and_gets_no_empty_plan(
    cast: Cast, plan: Plan, departments: Departments
) -> None:
    added(cast, plan, among=POLICE)
    assert code_of(plan, cast, cast.office.ba_dinh, departments.office["ba_dinh"]) == "plans.nothing-for"
    assert code_of(plan, cast) == "plans.nobody-named"


def test_a_court_is_given_nothing(cast: Cast, plan: Plan, departments: Departments) -> None:
    added(cast, plan)
    assert code_of(plan, cast, departments.office["court"]) == "plans.role-not-there"


def test_a_court_may_help(cast: Cast, plan: Plan, departments: Departments) -> None:
    court = departments.office["court"]
    added(cast, plan, helping=[court.pk])
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    (task,) = Task.objects.filter(lead_office=cast.office.ba_dinh, parent__isnull=False)
    assert list(With.objects.filter(task=task).values_list("office", flat=True)) == [court.pk]


def test_nothing_leads_with_a_role_it_does_not_have(cast: Cast, plan: Plan, departments: Departments) -> None:
    with pytest.raises(Refused, match=r"plans\.unknown-role"):
        added(cast, plan, spread=False, lead=departments.office["health"].pk)
    with pytest.raises(Refused, match=r"people\.unknown-kind"):
        added(cast, plan, among=["ministry"])


def test_what_goes_to_which_kind_is_kept_by_whoever_changes_nothing(cast: Cast, plan: Plan) -> None:
    task = added(cast, plan, among=COMMITTEES)
    (found,) = queries.drafts(cast.thao.actor, plan.ref, NOW.date())
    assert found.among == COMMITTEES
    whole = queries.whole_task(cast.thao.actor, task.ref, NOW.date())
    assert tuple(said_again(whole.standing).among) == COMMITTEES
    act(change_draft, task, by=cast.thao, said=clear(plan), seen=task.seq)
    (found,) = queries.drafts(cast.thao.actor, plan.ref, NOW.date())
    assert found.among == (), "a draft that says none anew goes to whichever are chosen"
    act(change_draft, Task.objects.get(pk=task.pk), by=cast.thao, seen=2, said=clear(
        plan, spread=False, lead=cast.office.ba_dinh.pk, among=COMMITTEES
    ))  # fmt: skip
    (found,) = queries.drafts(cast.thao.actor, plan.ref, NOW.date())
    assert found.among == (), "one lead is no set"


def test_a_department_carries_its_task_out_and_a_stranger_sees_nothing_of_it(
    cast: Cast, plan: Plan, departments: Departments
) -> None:
    added(
        cast, plan, spread=False, lead=departments.office["health"].pk, role="plan-officer", head="office-head",
        time={"day": "2026-03-12"},
    )  # fmt: skip
    act(issue, plan, by=cast.thao)
    task = plan.tasks.get()
    on = date(2026, 3, 20)
    assert queries.counts_of_office(departments.uyen.actor, on)["late"] == 1
    assert queries.counts_of_office(departments.hieu.actor, on)["late"] == 0
    assert not listed.plans_listed(departments.hieu.actor, on)
    act(block, task, by=departments.uyen, reason="Chưa có kinh phí")
    act(unblock, task, by=departments.uyen)
    act(report, task, by=departments.uyen, refs=["figure:2026-03"])
    act(accept, task, by=cast.thao)
    assert Task.objects.get(pk=task.pk).state == Task.ACCEPTED


def test_a_head_of_a_department_delegates_shares_out_and_decides(
    cast: Cast, plan: Plan, departments: Departments
) -> None:
    led_by = {"lead": departments.office["health"].pk, "role": "plan-officer", "head": "office-head"}
    added(cast, plan, spread=False, **led_by)
    added(cast, plan, spread=False, matter="Tập huấn", **led_by)
    act(issue, plan, by=cast.thao)
    one, two = plan.tasks.order_by("nth")
    one = act(
        ask_decision, one, by=departments.uyen, of="head", kind="decision", text="Ai trực?", until=date(2026, 3, 20)
    )
    one = act(decide, one, by=departments.an, answer="Phòng nghiệp vụ.")
    act(delegate, one, by=departments.an, post=departments.uyen.post, begins="2026-03-11", ends="2026-03-20")
    (part,) = act(split, two, by=departments.an, parts=[Part(post=departments.uyen.post.pk, matter="Tập huấn ca sáng")])
    assert part.lead_office == departments.office["health"]
    for stranger in (departments.lien, departments.cuc, cast.ha):
        with pytest.raises(NotThere):
            act(delegate, two, by=stranger, post=departments.uyen.post, begins="2026-03-11", ends="2026-03-20")
    with pytest.raises(NotThere):
        act(delegate, two, by=departments.uyen, post=departments.an.post, begins="2026-03-11", ends="2026-03-20")


def test_reminders_reach_who_carries_out_and_then_the_head(cast: Cast, plan: Plan, departments: Departments) -> None:
    added(cast, plan, among=COMMITTEES, time={"day": "2026-03-17"})
    act(issue, plan, by=cast.thao, to=[departments.office["ba_dinh"]])
    jobs.remind(NOW.replace(day=17))
    told = {digest.post_id for digest in Digest.objects.all()}
    assert told == {departments.hieu.post.pk}
    jobs.remind(NOW.replace(day=24))
    assert Digest.objects.filter(post=departments.lien.post).exists()
    assert not Digest.objects.filter(post__in=[cast.lan.post, cast.ha.post]).exists(), "the police were given nothing"
