"""At the desk a document is corrected, gets its file, and says so; who helps with a draft is changed in its form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.work.plans.draft_actions import keep_as_principle
from namro.work.plans.instrument_actions import register_instrument
from namro.work.plans.models import Task, With
from namro.work.plans.recheck import differences
from namro.work.plans.replacing_actions import Fate, replace_instrument
from namro.work.plans.task_actions import accept, report, send_back
from tests.cast import NOW, Cast, Member, act
from tests.doors.desk.conftest import body, fill
from tests.doors.desk.plans.scene import MATTER, add, drafted, given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_a_document_is_corrected_and_says_so(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    page = f"/desk/plans/instruments/{plan.instrument.ref}"
    said = {
        "kind": "plan", "symbol": "291/KH-UBND", "dated": "15/01/2026", "issuer": "UBND thành phố",
        "title": "Phòng ngừa tội phạm", "begins": "15/01/2026", "reason": "Ghi nhầm số.",
    }  # fmt: skip
    assert fill(agency, f"{page}/amend", **said | {"ends": "31/02/2026"}).status_code == 422
    file = SimpleUploadedFile("ke-hoach.txt", b"signed", "text/plain")
    assert fill(agency, f"{page}/amend", **said, files=file).status_code == 302
    shown = body(agency.get(page))
    for part in ("291/KH-UBND", "Ghi nhầm số.", "ke-hoach.txt", "Đã đính chính 1 lần"):
        assert part in shown
    assert signed_in(cast.ha).get(f"/desk/plans/instruments/{plan.instrument.ref}/amend").status_code == 404


def test_who_helps_with_a_draft_is_changed_in_its_form(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, spread=False, lead=cast.office.ba_dinh.pk, helping=[cast.office.hoan_kiem.pk])
    task, agency = plan.tasks.get(), signed_in(cast.thao)
    url = f"/desk/plans/tasks/{task.ref}/change-draft"
    assert "Công an phường Hoàn Kiếm" in body(agency.get(url))
    said = {"matter": MATTER, "to": "one", "lead": str(cast.office.ba_dinh.pk), "role": "handler", "head": "head"}
    assert fill(agency, url, **said, helping="Sở Không Có").status_code == 422
    assert fill(agency, url, **said, helping=cast.office.inspectorate.code).status_code == 302
    assert [one.office for one in With.objects.filter(task=task)] == [cast.office.inspectorate]


def test_a_principle_of_a_plan_stands_under_its_clause(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    url = f"/desk/plans/instruments/{plan.instrument.ref}"
    assert "Giữ làm nguyên tắc" not in body(agency.get(url)), "a draft is not said there"
    kept = act(keep_as_principle, add(cast, plan, matter="tăng cường phối hợp", product=""), by=cast.thao)
    page = body(agency.get(url))
    under = page.split(f'id="clause-{kept.clause_id}"')[1].split('<li id="clause-')[0]
    assert f'/desk/plans/tasks/{kept.ref}">Tăng cường phối hợp</a>' in under
    assert "Giữ làm nguyên tắc: không giao cho ai" in under
    ward = signed_in(cast.quan).get(url)
    assert ward.status_code == 404 or "Tăng cường phối hợp" not in body(ward)


def test_the_evidence_at_a_clause_leads_to_the_reports_of_the_periods_that_were_accepted(
    cast: Cast, signed_in: Browser
) -> None:
    task, agency = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"}), signed_in(cast.thao)
    assert task.parent is not None
    url = f"/desk/plans/instruments/{task.parent.plan.instrument.ref}"
    proof = f"/desk/plans/{task.parent.plan.ref}/list?list=with-evidence&amp;task={task.parent.ref}"
    assert "list=with-evidence" not in body(agency.get(url)), "nothing was brought"
    act(report, task, by=cast.ha, text="Đã ký 12 bản.", refs=["figure:26-3"], period="2026-03")
    act(send_back, Task.objects.get(pk=task.pk), by=cast.thao, reason="Thiếu.", period="2026-03")
    assert "list=with-evidence" not in body(agency.get(url)), "nothing is left of what was sent back"
    act(report, Task.objects.get(pk=task.pk), by=cast.ha, refs=["figure:26-3"], period="2026-03")
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, period="2026-03")
    assert proof in body(agency.get(url))
    listed = body(agency.get(proof.replace("&amp;", "&")))
    assert f'href="/desk/plans/tasks/{task.ref}#proof"' in listed
    assert listed.count('#proof"') == 1, "the other ward brought nothing"
    shown = body(agency.get(f"/desk/plans/tasks/{task.ref}"))
    assert 'id="proof"' in shown or 'id="h-proof"' in shown


def test_an_end_past_open_tasks_is_said_and_the_document_can_still_be_replaced(cast: Cast, signed_in: Browser) -> None:
    task, agency = given(cast), signed_in(cast.thao)
    old = task.instrument
    page = f"/desk/plans/instruments/{old.ref}"
    said = {
        "kind": "plan", "symbol": old.symbol, "dated": "15/01/2026", "issuer": old.issuer, "title": old.title,
        "begins": "15/01/2026", "ends": "01/03/2026", "reason": "Hết hiệu lực.", "known": "2",
    }  # fmt: skip
    told = agency.get(str(fill(agency, f"{page}/amend", **said)["Location"]))
    assert body(told).count("hết hiệu lực từ 01/03/2026, nhưng còn 2 nhiệm vụ") == 1, "once, on the page"
    assert f'{page}/replace"' in body(told)
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="300/KH-UBND", issuer="UBND",
        dated="2026-03-05", title="Kế hoạch mới",
    )  # fmt: skip
    assert task.parent is not None
    at, fates = cast.thao.at(NOW), {task.parent.ref: Fate(ends="Thôi")}
    replace_instrument(old, by=new, begins="2026-03-05", fates=fates, reason="Thay", actor=at, now=NOW)
    old.refresh_from_db()
    assert old.ends == date(2026, 3, 1), "what ended before does not hold for longer"
    assert list(differences()) == []
    shown = body(agency.get(page))
    assert "nhưng còn" not in shown
    assert f'{page}/replace"' not in shown
