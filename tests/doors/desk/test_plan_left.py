"""At the desk: the tasks of a ward that is no more are looked at and moved in one go."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client

from namro.ground.gate import guard
from namro.ground.people.models import Office
from namro.work.plans.models import Task
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body, fill
from tests.doors.desk.plan_scene import MATTER, given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def _over(office: Office) -> None:
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=office.pk).update(ends=date(2026, 3, 1))


def test_the_plans_page_says_so_and_leads_through_a_look_to_one_action(cast: Cast, signed_in: Browser) -> None:
    kept = given(cast)
    gone = Task.objects.get(lead_office=cast.office.hoan_kiem)
    agency = signed_in(cast.thao)
    assert "đơn vị không còn" not in body(agency.get("/desk/plans"))
    _over(cast.office.hoan_kiem)
    assert "Có 1 nhiệm vụ do đơn vị không còn chủ trì" in body(agency.get("/desk/plans"))
    assert "Công an phường Hoàn Kiếm" in body(agency.get("/desk/plans/left"))
    assert signed_in(cast.yen).get("/desk/plans/left").status_code == 404
    url = f"/desk/plans/left/{cast.office.hoan_kiem.code}"
    assert signed_in(cast.ha).get(url).status_code == 404
    said = {"default": str(cast.office.ba_dinh.pk), "reason": "Sáp nhập phường."}
    assert fill(agency, url, go="look", default="", reason="").status_code == 422
    look = body(fill(agency, url, go="look", **said))
    assert MATTER in look
    assert "đã có sẵn nhiệm vụ này" in look
    assert Task.objects.get(pk=gone.pk).state == "issued", "a look does nothing"
    assert fill(agency, url, **said).status_code == 302
    assert Task.objects.get(pk=gone.pk).state == "moved"
    assert Task.objects.get(pk=kept.pk).state == "issued"
    folded = body(agency.get(f"/desk/plans/tasks/{gone.ref}"))
    assert "đã nhập vào nhiệm vụ cùng nội dung" in folded
    assert f'href="/desk/plans/tasks/{kept.ref}"' in folded
    heir = body(signed_in(cast.lan).get(f"/desk/plans/tasks/{kept.ref}"))
    assert "Tiếp nhận nhiệm vụ cùng nội dung" in heir
    assert gone.ref in heir


def test_the_operator_looks_and_moves_by_one_command(cast: Cast) -> None:
    given(cast)
    _over(cast.office.hoan_kiem)
    args = ("move-tasks", "CAX-00070", "--to", "CAX-00004", "--reason", "Sáp nhập")
    out = io.StringIO()
    call_command("office", *args, "--look", stdout=out)
    assert "nothing was done" in out.getvalue()
    assert Task.objects.get(lead_office=cast.office.hoan_kiem).state == "issued"
    call_command("office", *args, stdout=out)
    assert "0 tasks went" in out.getvalue()
    assert Task.objects.get(lead_office=cast.office.hoan_kiem).state == "moved"
