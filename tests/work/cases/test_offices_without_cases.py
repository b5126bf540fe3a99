"""Departments, People's Committees, mass organisations: no case is ever received, sent, handed over or kept there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from namro.ground.gate import guard, people_actions
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.ground.people.actors import OPERATOR
from namro.ground.people.left import offices_unmanned
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, import_actions, import_run, queries
from namro.work.cases.models import Case
from namro.work.cases.offices import destinations, may_be_sent_to, offices_to_choose
from tests.cast import NOW, Cast, act, unit
from tests.departments import Departments, departments_on_stage
from tests.work.cases.conftest import BA_DINH, Reported

pytestmark = pytest.mark.django_db
ON = NOW.date()


@pytest.fixture
def departments(cast: Cast) -> Departments:
    return departments_on_stage()


def code_of(function: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as caught:
        function(*args, **kwargs)
    return caught.value.code


def quiet(departments: Departments) -> set[int]:
    return {office.pk for office in departments.office.values()}


def test_nobody_can_choose_them_for_a_report(departments: Departments) -> None:
    for procedure in the_pack().procedures:
        if ON in procedure.valid:
            chosen = {office.pk for office in offices_to_choose(procedure, unit(BA_DINH).ref, ON)}
            assert chosen, procedure.id
            assert not chosen & quiet(departments)


@pytest.mark.parametrize("name", ["health", "ba_dinh", "women", "court"])
def test_none_takes_a_report_in(name: str, departments: Departments, reported: Reported) -> None:
    assert code_of(reported, office=departments.office[name]) == "cases.not-at-this-office"
    assert not Case.objects.exists()


def test_those_who_sit_there_receive_nothing(departments: Departments, reported: Reported, cast: Cast) -> None:
    for member in (departments.lien, departments.uyen):
        with pytest.raises(NotThere):
            reported(office=cast.office.ba_dinh, actor=member.actor, channel="counter")
        own: dict[str, Any] = {"office": member.office, "actor": member.actor, "channel": "counter"}
        assert code_of(reported, **own) == "cases.not-at-this-office"
    assert not Case.objects.exists()


def test_no_step_sends_a_case_there(departments: Departments, registered: Case, cast: Cast) -> None:
    standing = queries.standing(registered)
    for procedure in the_pack().procedures:
        for step in procedure.steps.values():
            assert not {office.pk for office in destinations(step, standing, ON)} & quiet(departments)
            open_to_all = step.model_copy(update={"to_office": ()})
            assert not {office.pk for office in destinations(open_to_all, standing, ON)} & quiet(departments)
            found = code_of(may_be_sent_to, open_to_all, standing, departments.office["health"], ON)
            assert found == "cases.not-to-this-office"


@pytest.mark.parametrize("name", ["health", "ba_dinh", "women", "court"])
def test_no_case_is_handed_over_there(name: str, departments: Departments, registered: Case, cast: Cast) -> None:
    there = departments.office[name]
    for by in (OPERATOR, cast.ha.actor):
        found = code_of(actions.hand_over, registered, office=there, reason="Sáp nhập.", actor=by, now=NOW)
        assert found == "cases.office-without-cases"
    found = code_of(
        actions.hand_over_all, cast.office.ba_dinh, office=there, reason="Sáp nhập.", actor=OPERATOR, now=NOW
    )
    assert found == "cases.office-without-cases"
    registered.refresh_from_db()
    assert registered.office_id == cast.office.ba_dinh.pk


def test_a_case_on_its_way_is_not_led_there_either(departments: Departments, sent: Case, cast: Cast) -> None:
    with guard.outside("an office ends"):
        Office.objects.filter(pk=cast.office.investigation.pk).update(ends=ON)
    there = departments.office["health"]
    assert code_of(
        actions.hand_over, sent, office=there, reason="Sáp nhập.", actor=OPERATOR, now=NOW
    ) == "cases.office-without-cases"  # fmt: skip


def test_no_old_register_comes_in_there(departments: Departments, home: Any) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Số sổ", "Ngày tiếp nhận", "Nội dung"])
    book.active.append(["1", "05/01/2026", "Mất xe đạp"])
    held = BytesIO()
    book.save(held)
    there = departments.office["ba_dinh"]
    found = code_of(import_run.begin, there, held.getvalue(), "so.xlsx", actor=OPERATOR, now=NOW)
    assert found == "cases.import-not-here"
    found = code_of(
        import_actions.continue_register, there, year=2026, last=5, reason="Sổ giấy.", actor=OPERATOR, now=NOW
    )
    assert found == "cases.office-without-cases"


def test_lists_of_offices_for_cases_leave_them_out_and_those_for_plans_do_not(
    departments: Departments, cast: Cast
) -> None:
    read = {pk for pk, _ in people.offices_to_read(cast.thao.actor, ON, "vi")}
    assert read >= {cast.office.ba_dinh.pk, cast.office.investigation.pk}
    assert not read & quiet(departments)
    plans = {pk for pk, _ in people.offices_to_read(cast.thao.actor, ON, "vi", "plans.read")}
    assert plans >= quiet(departments)
    held = {post for post, _ in people.holders(cast.thao.actor, ON, "vi")}
    assert cast.lan.post.pk in held
    assert departments.uyen.post.pk not in held


def test_another_office_looks_again_and_never_one_of_them(departments: Departments, registered: Case) -> None:
    looks = the_pack().second_looks
    assert looks is not None
    kinds = {kind for one in looks.offered.values() for kind in one.by}
    assert all(the_pack().offices[kind].cases for kind in kinds)


def test_a_department_keeps_no_seal(departments: Departments, cast: Cast) -> None:
    for office in departments.office.values():
        for role in ("seal-keeper", "reviewer", "archivist", "duty-officer", "head"):
            assert code_of(
                people_actions.create_post, office, role=role, begins=date(2026, 1, 1), actor=OPERATOR, now=NOW
            ) == "people.role-not-here"  # fmt: skip


def test_a_court_has_no_post_at_all(departments: Departments) -> None:
    assert departments.office["construction"].code in offices_unmanned(ON)
    assert departments.office["court"].code not in offices_unmanned(ON), "nobody could sit there"


def test_whoever_sits_there_reads_no_case(departments: Departments, registered: Case) -> None:
    for member in (departments.an, departments.uyen, departments.lien, departments.hieu, departments.cuc):
        with pytest.raises(NotThere):
            queries.case(member.actor, registered.ref, NOW)
        with pytest.raises(NotThere):
            act(actions.register, registered, by=member)
