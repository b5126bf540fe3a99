"""A plan is issued from the desk: to all wards, by list or to some, after a look at how many tasks that makes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from namro.work.plans.models import Plan, Task
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body, field, fill
from tests.doors.desk.plan_scene import add, drafted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_a_plan_goes_to_every_ward_in_one_action_after_a_look(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    add(cast, plan, spread=False, lead=cast.office.inspectorate.pk, time={"day": "2026-03-12"})
    url = f"/desk/plans/{plan.ref}/issue"
    assert url in body(agency.get(f"/desk/plans/{plan.ref}"))
    assert signed_in(cast.ha).get(url).status_code == 404
    look = fill(agency, url, go="look", kinds="commune-police")
    assert "Sẽ giao 3 nhiệm vụ." in body(look), "one for each ward, one for the inspectorate"
    assert not Task.objects.filter(state="issued").exists()
    form = {"once": field(look, "once"), "go": "do", "office": [cast.office.ba_dinh.pk, cast.office.hoan_kiem.pk]}
    assert agency.post(url, form).status_code == 302
    assert agency.post(url, form).status_code == 302
    assert Task.objects.filter(parent__plan=plan).count() == 2, "the same form, sent twice, gives once"
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert "Đơn vị chưa ban hành kế hoạch của mình" in page
    assert "Công an phường Ba Đình" in page
    copy = Plan.objects.get(template=plan, office=cast.office.ba_dinh)
    ward = signed_in(cast.ha)
    assert fill(ward, f"/desk/plans/{copy.ref}/issue", go="do").status_code == 302
    assert Plan.objects.get(pk=copy.pk).state == "issued"


def test_a_list_of_names_is_read_and_a_name_that_is_no_office_is_said(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/issue"
    odd = fill(agency, url, go="look", names="Công an phường Ba Đình\nCông an phường Không Có")
    assert odd.status_code == 422
    assert "Công an phường Không Có" in body(odd)
    assert fill(agency, url, go="look").status_code == 422, "nobody is named"
    look = fill(agency, url, go="look", names="công an phường  ba đình\nCAX-00004")
    assert "Sẽ giao 1 nhiệm vụ." in body(look)


def test_a_plan_with_something_unclear_is_not_issued(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, product=""), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/issue"
    assert url not in body(agency.get(f"/desk/plans/{plan.ref}"))
    refused = fill(agency, url, kinds="commune-police")
    assert refused.status_code == 422
    assert "Còn 1 nhiệm vụ chưa đủ rõ" in body(refused)
    assert not Task.objects.filter(state="issued").exists()
