"""At the desk: the tasks of a ward that is no more are looked at and moved in one go."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from namro.ground.gate import guard
from namro.ground.people.models import Office
from namro.ground.places.models import Unit
from namro.rules.packs.refused import Refused
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Task
from namro.work.plans.target_actions import TargetSaid, set_target
from namro.work.plans.task_actions import change_time, withdraw
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, field, fill, looked
from tests.doors.desk.plans.scene import MATTER, add, drafted, given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
LATER = {"time": {"day": "2026-03-12"}}


def _over(office: Office) -> None:
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=office.pk).update(ends=date(2026, 3, 1))


def test_the_plans_page_says_so_and_leads_through_a_look_to_one_action(cast: Cast, signed_in: Browser) -> None:
    kept = given(cast)
    gone = Task.objects.get(lead_office=cast.office.hoan_kiem)
    agency = signed_in(cast.thao)
    assert "0/2 đã nghiệm thu" in body(agency.get(f"/desk/plans/instruments/{kept.instrument.ref}"))
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
    assert looked(agency, url, **said).status_code == 302
    assert Task.objects.get(pk=gone.pk).state == "moved"
    assert Task.objects.get(pk=kept.pk).state == "issued"
    folded = body(agency.get(f"/desk/plans/tasks/{gone.ref}"))
    assert "đã nhập vào nhiệm vụ cùng nội dung" in folded
    assert f'href="/desk/plans/tasks/{kept.ref}"' in folded
    heir = body(signed_in(cast.lan).get(f"/desk/plans/tasks/{kept.ref}"))
    assert "Tiếp nhận nhiệm vụ cùng nội dung" in heir
    assert gone.ref in heir
    document = f"/desk/plans/instruments/{kept.instrument.ref}"
    assert "0/1 đã nghiệm thu" in body(agency.get(document)), "what was folded counts no more"
    act(withdraw, Task.objects.get(pk=kept.pk), by=cast.thao, reason="Không còn cần.")
    over = body(agency.get(document)).partition('class="plain on-clause"')[2].partition("</ul>")[0]
    assert "Không làm nữa" in over
    assert "Σ" not in over


def test_the_look_says_where_the_heir_helps_so_far_and_the_history_keeps_it(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, spread=False, lead=cast.office.hoan_kiem.pk, helping=[cast.office.ba_dinh.pk], **LATER)
    act(issue, plan, by=cast.thao)
    task = Task.objects.get(lead_office=cast.office.hoan_kiem)
    _over(cast.office.hoan_kiem)
    agency, url = signed_in(cast.thao), f"/desk/plans/left/{cast.office.hoan_kiem.code}"
    said = {"default": str(cast.office.ba_dinh.pk), "reason": "Sáp nhập phường."}
    look = body(fill(agency, url, go="look", **said))
    assert "đang phối hợp trong nhiệm vụ này; sẽ chủ trì và thôi phối hợp" in look
    assert "Trong đó 1 nhiệm vụ đơn vị mới đang phối hợp" in look
    assert looked(agency, url, **said).status_code == 302
    page = body(signed_in(cast.lan).get(f"/desk/plans/tasks/{task.ref}"))
    assert "là đơn vị kế thừa; đơn vị này thôi phối hợp (trước đó: Công an phường Hoàn Kiếm)" in page


def test_moves_that_were_not_looked_at_as_they_are_now_are_not_made(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, spread=False, lead=cast.office.hoan_kiem.pk, **LATER)
    act(issue, plan, by=cast.thao)
    task = Task.objects.get(lead_office=cast.office.hoan_kiem)
    _over(cast.office.hoan_kiem)
    agency, url = signed_in(cast.thao), f"/desk/plans/left/{cast.office.hoan_kiem.code}"
    said = {"default": str(cast.office.ba_dinh.pk), "reason": "Sáp nhập phường."}
    look = fill(agency, url, go="look", **said)
    sent = {"once": field(look, "once"), "seen": field(look, "seen"), "go": "do", **said}
    act(change_time, task, by=cast.thao, to="2026-03-31", reason="Gia hạn.")
    refused = agency.post(url, sent)
    assert refused.status_code == 409
    assert "Vừa có người khác thực hiện một việc ở đây" in body(refused)
    assert "31/03/2026" in body(refused), "the look as it is now"
    blind = agency.post(url, {name: value for name, value in sent.items() if name != "seen"})
    assert blind.status_code == 409
    assert Task.objects.get(pk=task.pk).lead_office == cast.office.hoan_kiem
    assert agency.post(url, {**sent, "seen": field(refused, "seen")}).status_code == 302
    assert Task.objects.get(pk=task.pk).lead_office == cast.office.ba_dinh


def test_of_many_tasks_each_is_given_an_heir_of_its_own_over_the_pages_of_the_form(
    cast: Cast, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("namro.doors.desk.plans.left.SINGLY", 1)
    plan = drafted(cast, spread=False, lead=cast.office.hoan_kiem.pk, **LATER)
    add(cast, plan, spread=False, lead=cast.office.hoan_kiem.pk, **LATER)
    act(issue, plan, by=cast.thao)
    first, second = plan.tasks.order_by("nth")
    with guard.outside("a third ward stands"):
        third = Office.objects.create(
            code="CAX-00099", kind=cast.office.ba_dinh.kind, unit=cast.office.ba_dinh.unit,
            parent=cast.office.ba_dinh.parent, names={"vi": "Công an phường khác"}, begins=date(2020, 1, 1),
        )  # fmt: skip
    _over(cast.office.hoan_kiem)
    agency, url = signed_in(cast.thao), f"/desk/plans/left/{cast.office.hoan_kiem.code}"
    opened = body(agency.get(url))
    assert f'name="to-{first.ref}"' in opened
    assert f'name="to-{second.ref}"' not in opened
    assert "Nhiệm vụ 1–1 trong 2" in opened
    said = {"default": str(cast.office.ba_dinh.pk), "reason": "Sáp nhập phường."}
    turned = body(agency.post(url, {**said, "go": "page-2", "at": "1", f"to-{first.ref}": str(third.pk)}))
    assert f'name="to-{second.ref}"' in turned
    assert f'value="{first.ref}={third.pk}"' in turned
    assert "Đã chọn riêng cho 1 nhiệm vụ" in turned
    assert "Sáp nhập phường." in turned
    kept = {"at": "2", "others": f"{first.ref}={third.pk}", f"to-{second.ref}": ""}
    look = body(agency.post(url, {**said, **kept, "go": "look"}))
    assert f'value="{first.ref}={third.pk}"' in look
    assert looked(agency, url, **said, **kept).status_code == 302
    assert Task.objects.get(pk=first.pk).lead_office == third
    assert Task.objects.get(pk=second.pk).lead_office == cast.office.ba_dinh


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


@pytest.mark.parametrize("ward", [True, False])
def test_the_look_refuses_what_the_command_refuses(cast: Cast, ward: bool) -> None:
    given(cast)
    _over(cast.office.hoan_kiem)
    heir, code = cast.office.standing, "plans.heir-without-post"
    if ward:  # the ward that takes the other in is a new one, and its police is not set up yet
        heir, code = cast.office.ba_dinh, "plans.office-is-no-more"
        with guard.outside("a ward takes another in"):
            Unit.objects.filter(pk=heir.unit_id).update(ends=date(2026, 3, 1))
    args = ("move-tasks", "CAX-00070", "--to", heir.code, "--reason", "Sáp nhập")
    for more in (("--look",), ()):
        out = io.StringIO()
        with pytest.raises((CommandError, Refused)) as refused:
            call_command("office", *args, *more, stdout=out)
        assert getattr(refused.value, "code", code) == code
        assert "nothing was done" not in out.getvalue()
    assert Task.objects.get(lead_office=cast.office.hoan_kiem).state == "issued"


def test_the_look_at_an_office_that_stands_is_refused_too(cast: Cast) -> None:
    given(cast)
    with pytest.raises((CommandError, Refused)):
        call_command("office", "move-tasks", "CAX-00070", "--to", "CAX-00004", "--reason", "x", "--look")


def test_what_was_joined_is_not_counted_as_withdrawn_and_a_share_says_what_it_counts(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    plan = task.parent.plan if task.parent else task.plan
    by = date(2026, 12, 31)
    counted = act(set_target, plan, by=cast.thao, said=TargetSaid("Rà soát", 90, by, percent=True, task=task.parent_id))
    said = act(set_target, plan, by=cast.thao, said=TargetSaid("Đạt", 90, by, percent=True, of=2, unit="phường"))
    other = act(set_target, plan, by=cast.thao, said=TargetSaid("Hộ", 90, by, percent=True, of=900, unit="hộ"))
    agency = signed_in(cast.thao)
    assert "đã nhập vào đơn vị khác" not in body(agency.get(f"/desk/plans/targets/{said.ref}"))
    _over(cast.office.hoan_kiem)
    args = ("move-tasks", "CAX-00070", "--to", "CAX-00004", "--reason", "Sáp nhập")
    call_command("office", *args, stdout=io.StringIO())
    for url in (f"/desk/plans/{plan.ref}", f"/desk/plans/{plan.ref}/overview"):
        shown = " ".join(re.sub("<[^>]+>", "", body(agency.get(url))).split())
        assert "1 đã nhập vào nhiệm vụ khác" in shown, url
        assert "1 không làm nữa" not in shown, url
    pages = [body(agency.get(f"/desk/plans/targets/{one.ref}")) for one in (counted, said, other)]
    assert "Tính trên 1 đơn vị đang có nhiệm vụ; 1 đơn vị đã nhập vào đơn vị khác nên không tính." in pages[0]
    assert "Tổng 2 là số đơn vị khi đặt chỉ tiêu; từ đó 1 đơn vị đã nhập vào đơn vị khác, còn 1" in pages[1]
    assert "đã nhập vào đơn vị khác" not in pages[2], "households are no offices"
    act(withdraw, Task.objects.get(lead_office=cast.office.ba_dinh), by=cast.thao, reason="Thôi")
    shown = " ".join(re.sub("<[^>]+>", "", body(agency.get(f"/desk/plans/{plan.ref}"))).split())
    assert "1 không làm nữa" in shown
