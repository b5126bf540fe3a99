"""The part of the periodic report is drafted from what was accepted, and from nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from namro.ground.files.keeping import take_in
from namro.rules.clocks.periods import reporting_month
from namro.work.plans.asking_actions import ask_decision
from namro.work.plans.draft_actions import add_task
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Deed, Plan, Task
from namro.work.plans.moving_actions import change_lead
from namro.work.plans.progress import period_due
from namro.work.plans.recheck import differences
from namro.work.plans.replacing_actions import Fate, replace_instrument
from namro.work.plans.target_actions import TargetSaid, set_target
from namro.work.plans.task_actions import accept, block, change_time, report, withdraw
from namro.work.plans.task_said import TaskSaid
from tests.cast import HANOI, Cast, Member, act
from tests.doors.desk.conftest import Clock, body, fill
from tests.doors.desk.plans.scene import MATTER, drafted, given
from tests.work.plans.conftest import a_plan

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def at(day: int, month: int = 3, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HANOI)


def reported(cast: Cast, task: Task, by: Member, text: str) -> None:
    file = take_in(SimpleUploadedFile("danh-sach.txt", text.encode(), "text/plain"))
    act(report, task, by=by, text=text, files=[file], at=at(11))


def test_the_month_to_report_on_ends_on_the_day_that_the_pack_says() -> None:
    month = reporting_month(date(2026, 3, 10), 14)
    assert (month.first, month.last) == (date(2026, 2, 15), date(2026, 3, 14))
    assert reporting_month(date(2026, 1, 31), 14).first == date(2025, 12, 15)
    assert (m := reporting_month(date(2026, 1, 2), None)).first == date(2025, 12, 1)
    assert m.last == date(2025, 12, 31)


def test_only_what_was_accepted_is_said_to_be_done_and_what_waits_is_counted(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    other = Task.objects.get(lead_office=cast.office.hoan_kiem, parent__isnull=False)
    url = f"/desk/plans/{task.parent.plan.ref}/report"  # type: ignore[union-attr]
    agency = signed_in(cast.thao)
    reported(cast, task, cast.ha, "Đã rà soát 12 điểm.")
    clock.at = at(12)
    page = body(agency.get(url))
    assert "Trong kỳ chưa có kết quả nào được công nhận" in page
    assert "Báo cáo chưa được công nhận: 1." in page
    assert "Đề nghị cơ quan giao nhiệm vụ trả lời" not in page, "who reports is who answers"
    assert "Không có kiến nghị." in page
    assert "Đề nghị cơ quan giao nhiệm vụ trả lời" not in body(agency.get("/desk/plans/report"))
    assert "Đề nghị cơ quan giao nhiệm vụ trả lời 1 báo cáo" in body(signed_in(cast.ha).get("/desk/plans/report"))
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, at=at(12))
    act(block, other, by=cast.duc, reason="Chưa có kinh phí.", at=at(12))
    asked = {"of": "assigner", "kind": "more-time", "text": "Xin lùi 5 ngày.", "until": date(2026, 3, 25)}
    act(ask_decision, Task.objects.get(pk=other.pk), by=cast.duc, at=at(12), **asked)
    clock.at = at(16)
    page = body(agency.get(url))
    assert "Kỳ báo cáo từ ngày 15/02/2026 đến hết ngày 14/03/2026" in page
    assert f"Σ 1/2 đơn vị được giao đã có kết quả được công nhận trong kỳ: {MATTER}" in page
    assert f"Σ 1/2 đơn vị được giao chưa hoàn thành: {MATTER}. Chậm nhiều nhất 1 ngày làm việc." in page
    assert "Lý do: “Chưa có kinh phí”." in page
    assert "cần trả lời trước hết ngày 25/03/2026" in page
    assert "Nội dung: “Xin lùi 5 ngày”." in page
    assert "cho ý kiến về vướng mắc" not in page, "nor does it ask itself"
    assert f'href="/desk/plans/tasks/{task.ref}#proof">[1]' in page
    assert "báo cáo ngày 11/03/2026; minh chứng: danh-sach.txt" in page
    earlier = body(agency.get(url, {"from": "01/03/2026", "to": "11/03/2026"}))
    assert "Báo cáo chưa được công nhận: 1." in earlier, "as it stood on that day"
    assert "Không có nhiệm vụ nào quá hạn" in earlier
    assert body(agency.get(url, {"from": "14/03/2026", "to": "01/03/2026"})).count("Ngày đầu kỳ phải trước")
    assert agency.get(url, {"from": "31/02/2026"}).status_code == 422


def test_a_ward_reports_of_its_own_tasks_in_its_own_words(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    task = given(cast)
    reported(cast, task, cast.ha, "Đã rà soát 12 điểm.")
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, at=at(12))
    clock.at = at(13)
    page = body(signed_in(cast.ha).get("/desk/plans/report"))
    assert f"Công an phường Ba Đình đã hoàn thành: {MATTER}" in page
    assert "Đơn vị báo cáo: “Đã rà soát 12 điểm”." in page
    assert "Kỳ báo cáo chưa hết: số liệu đến hết ngày 13/03/2026." in page
    other = body(signed_in(cast.duc).get("/desk/plans/report"))
    assert "Đã rà soát" not in other
    assert signed_in(cast.dung).get("/desk/plans/report").status_code == 404


def test_who_gave_the_tasks_reports_of_them_and_who_has_none_is_told_so(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    clock.at = at(13)
    assert "chưa có nhiệm vụ nào làm căn cứ" in body(signed_in(cast.thao).get("/desk/plans/report"))
    task = given(cast)
    reported(cast, task, cast.ha, "Đã rà soát 12 điểm.")
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, at=at(12))
    agency = body(signed_in(cast.thao).get("/desk/plans/report"))
    assert "Trong kỳ chưa có kết quả nào" not in agency
    assert "do đơn vị chủ trì hoặc đã giao cho đơn vị khác" in agency


def test_the_word_file_and_the_text_say_the_same_as_the_page_with_links_to_each_source(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    plan = task.parent.plan  # type: ignore[union-attr]
    act(set_target, plan, by=cast.thao, said=TargetSaid(
        name="Phường đã rà soát", goal=60, percent=True, task=task.parent_id, begins=date(2026, 3, 1),
        by=date(2026, 6, 30), clause=None,
    ))  # fmt: skip
    reported(cast, task, cast.ha, "Đã rà soát 12 điểm.")
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, at=at(12))
    clock.at = at(13)
    agency = signed_in(cast.thao)
    text = agency.post(f"/desk/plans/{plan.ref}/report.txt").content.decode()
    made = docx.Document(io.BytesIO(agency.post(f"/desk/plans/{plan.ref}/report.docx").content))
    said = [one.text for one in made.paragraphs if one.text]
    for line in text.splitlines():
        if line.startswith("- "):
            assert line in said
    assert "Phường đã rà soát: đến nay Σ 1, chỉ tiêu 2 đến ngày 30/06/2026. Đến nay kịp tiến độ; mới có 1 lần" in text
    assert "[1] Nhiệm vụ" in text
    links = {one.target_ref for one in made.part.rels.values() if one.is_external}
    other = Task.objects.get(lead_office=cast.office.hoan_kiem, parent__isnull=False)
    base = "http://testserver/desk/plans/tasks"
    whole = f"{base}/{task.parent.ref}"  # type: ignore[union-attr]
    assert links == {f"{base}/{task.ref}#proof", f"{base}/{other.ref}", whole}, "done, late, counted by"
    page = body(agency.get(f"/desk/plans/{plan.ref}/report?from=01/03/2026"))
    assert "report.docx?from=01%2F03%2F2026" in page
    office = agency.get("/desk/plans/report.docx")
    assert office["Content-Type"].startswith("application/vnd")


def test_what_many_offices_were_given_names_the_few_and_counts_the_many_with_a_link(
    cast: Cast, signed_in: Browser, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = given(cast)
    whole = task.parent
    assert whole is not None
    act(set_target, whole.plan, by=cast.thao, said=TargetSaid(
        name="Phường đã rà soát", goal=60, percent=True, task=whole.pk, begins=date(2026, 3, 1),
        by=date(2026, 6, 30), clause=None,
    ))  # fmt: skip
    clock.at = at(13)
    agency, url = signed_in(cast.thao), f"/desk/plans/{whole.plan.ref}/report"
    page = body(agency.get(url))
    assert f"Nhiệm vụ {whole.ref}, Công an phường Ba Đình, Công an phường Hoàn Kiếm." in page
    assert "từng đơn vị được giao" not in page
    monkeypatch.setattr("namro.doors.desk.plans.report.NAMED", 1)
    page = body(agency.get(url))
    line = page.partition(f'<a href="/desk/plans/tasks/{whole.ref}">')[2].partition("</span>")[0]
    assert f"Nhiệm vụ {whole.ref}, 2 đơn vị được giao." in line


def test_a_draft_has_nothing_to_report_and_the_page_asks_little_of_the_database(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    plan = drafted(cast, time={"day": "2026-03-12"})
    agency = signed_in(cast.thao)
    assert agency.get(f"/desk/plans/{plan.ref}/report").status_code == 404
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    with CaptureQueriesContext(connection) as asked:
        assert agency.get(f"/desk/plans/{plan.ref}/report").status_code == 200
    assert len(asked) <= 25


def test_what_was_withdrawn_and_which_days_were_moved_in_the_period_is_said(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    other = Task.objects.get(lead_office=cast.office.hoan_kiem, parent__isnull=False)
    url, agency = f"/desk/plans/{task.parent.plan.ref}/report", signed_in(cast.thao)  # type: ignore[union-attr]
    assert "Thay đổi trong kỳ" not in body(agency.get(url))
    act(change_time, task, by=cast.thao, to=date(2029, 3, 12), reason="Chờ hướng dẫn.", at=at(11))
    act(withdraw, other, by=cast.thao, reason="Trùng việc khác.", at=at(11))
    clock.at = at(16)
    page = body(agency.get(url))
    assert f"Công an phường Ba Đình: dời hạn từ 12/03/2026 sang 12/03/2029: {MATTER}. Lý do: “Chờ hướng dẫn”." in page
    assert f"Công an phường Hoàn Kiếm: thu hồi ngày 11/03/2026 nhiệm vụ {MATTER}. Lý do: “Trùng việc khác”." in page
    assert "Thay đổi trong kỳ" not in body(agency.get(f"{url}?from=12/03/2026&to=14/03/2026")), "another period"


def test_a_document_that_was_replaced_and_a_lead_that_changed_are_said_with_what_stood_before(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    plan, root = task.plan.template, task.parent
    assert plan is not None and root is not None  # noqa: PT018
    target = act(set_target, plan, by=cast.thao, said=TargetSaid(name="Số điểm", goal=9, by=date(2026, 12, 31)))
    led = act(add_task, plan, by=cast.thao, said=TaskSaid(
        matter="Lập sổ", product="Sổ", lead=cast.office.ba_dinh.pk, role="handler", head="head",
        clause=root.clause_id, time={"day": "2026-03-20"}, source={"text": "Lập sổ trước 20/3/2026."},
    ))  # fmt: skip
    act(issue, Plan.objects.get(pk=plan.pk), by=cast.thao)
    new = a_plan(cast, "300/KH-UBND")
    clause = new.clauses.first().pk
    fates = {one.ref: Fate(clause=clause) for one in (root, target, led)}
    replace_instrument(
        plan.instrument, by=new, begins="2026-03-11", fates=fates, reason="Bản mới", actor=cast.thao.actor, now=at(11)
    )
    led = Task.objects.get(pk=led.pk)
    act(change_lead, led, by=cast.thao, to=cast.office.hoan_kiem, role="handler", head="head", reason="Đúng địa bàn.",
        at=at(12))  # fmt: skip
    clock.at = at(16)
    url, agency = f"/desk/plans/{plan.ref}/report", signed_in(cast.thao)
    page = body(agency.get(url))
    name = "Kế hoạch 300/KH-UBND"
    assert f"Văn bản của kế hoạch được thay thế ngày 11/03/2026: {name} thay Kế hoạch 290/KH-UBND." in page
    was = "trước đó theo II.1, Kế hoạch 290/KH-UBND"
    put = f"Σ 2/2 đơn vị từ ngày 11/03/2026 thực hiện theo {new.clauses.first().label}, {name}, {was}: {MATTER}."
    assert put in page
    assert "Đổi đơn vị chủ trì ngày 12/03/2026 từ Công an phường Ba Đình sang Công an phường Hoàn Kiếm: Lập sổ" in page
    assert "Chỉ tiêu chuyển sang văn bản mới ngày 11/03/2026: Số điểm." in page
    assert f'href="/desk/plans/instruments/{new.ref}">[' in page
    later = body(agency.get(f"{url}?from=13/03/2026&to=14/03/2026"))
    assert "Thay đổi trong kỳ" not in later
    assert "Xem việc sau kỳ này, từ 15/03/2026 đến 16/03/2026" in later


def test_by_default_the_report_is_of_the_period_that_is_due(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    task = given(cast, time={"rhythm": "quarterly", "until": "2027-12-31"})
    plan = task.plan.template
    assert plan is not None
    assert plan.issued_on == date(2026, 3, 10)

    def due(day: date) -> tuple[date, date]:
        found = period_due(plan, day, 14)
        return found.first, found.last

    assert due(date(2026, 3, 29)) == (date(2026, 1, 1), date(2026, 3, 31)), "nothing of it is over yet"
    assert due(date(2026, 5, 2)) == (date(2026, 1, 1), date(2026, 3, 31))
    assert due(date(2026, 7, 1)) == (date(2026, 4, 1), date(2026, 6, 30))
    clock.at = at(2, 5)
    page = body(signed_in(cast.thao).get(f"/desk/plans/{plan.ref}/report"))
    assert "Kỳ báo cáo từ ngày 01/01/2026 đến hết ngày 31/03/2026" in page
    assert "?from=01%2F04%2F2026&amp;to=02%2F05%2F2026" in page


def test_once_what_is_due_was_drawn_up_the_report_goes_on_after_it_and_the_usual_days_are_one_press_away(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    plan = given(cast, time={"day": "2026-12-31"}).plan.template
    assert plan is not None
    agency, url = signed_in(cast.thao), f"/desk/plans/{plan.ref}/report"
    clock.at = at(20, 3)
    page = body(agency.get(url))
    assert "Kỳ báo cáo từ ngày 15/02/2026 đến hết ngày 14/03/2026" in page
    assert 'aria-current="page">Kỳ phải báo cáo: 15/02/2026 đến 14/03/2026</a>' in page
    assert "Quý này đến hôm nay: 01/01/2026 đến 20/03/2026" in page
    assert "Từ sau báo cáo lần trước" not in page
    assert agency.post(f"{url}.txt?from=15/02/2026&to=14/03/2026").status_code == 200
    page = body(agency.get(url))
    assert "Kỳ báo cáo từ ngày 15/03/2026 đến hết ngày 20/03/2026" in page
    assert 'aria-current="page">Từ sau báo cáo lần trước: 15/03/2026 đến 20/03/2026</a>' in page
    clock.at = at(15, 4)
    assert "Kỳ báo cáo từ ngày 15/03/2026 đến hết ngày 14/04/2026" in body(agency.get(url)), "the next one is due"
    assert "Quý này đến hôm nay: 01/04/2026 đến 15/04/2026" in body(agency.get("/desk/plans/report"))


def test_a_plan_of_months_that_was_issued_after_the_month_that_is_due_is_reported_on_as_it_runs(cast: Cast) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    plan.issued_on = date(2026, 3, 16)
    found = [period_due(plan, date(2026, month, day), 14) for month, day in ((3, 20), (4, 1), (12, 29))]
    assert [(one.first, one.last) for one in found] == [
        (date(2026, 3, 15), date(2026, 4, 14)),
        (date(2026, 3, 15), date(2026, 4, 14)),
        (date(2026, 11, 15), date(2026, 12, 14)),
    ]


def test_a_target_that_ended_with_its_document_is_shown_with_what_was_reached_and_why_it_ended(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    plan, root = task.plan.template, task.parent
    assert plan is not None and root is not None  # noqa: PT018
    said = TargetSaid(name="Phường có danh sách", goal=100, by=date(2026, 12, 31), percent=True, task=root.pk)
    target = act(set_target, plan, by=cast.thao, said=said)
    by_hand = act(set_target, plan, by=cast.thao, said=TargetSaid(name="Số điểm", goal=9, by=date(2026, 12, 31)))
    reported(cast, task, cast.ha, "Đã rà soát.")
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, at=at(12))
    agency = signed_in(cast.thao)
    assert "Chưa có số liệu nào nên chưa nói trước được" in body(agency.get(f"/desk/plans/targets/{by_hand.ref}"))
    new = a_plan(cast, "300/KH-UBND")
    fates = {one.ref: Fate(ends="Không còn") for one in (root, target, by_hand)}
    done = replace_instrument(
        plan.instrument, by=new, begins="2026-03-13", fates=fates, reason="Thay", actor=cast.thao.actor, now=at(13)
    )
    assert (done.moved, done.ended, done.targets_moved, done.targets_ended) == (0, 1, 0, 2)
    clock.at = at(16)
    why = "Kết thúc ngày 13/03/2026, khi 300/KH-UBND thay thế 290/KH-UBND (Phan Phương Thảo): Không còn"
    page = body(agency.get(f"/desk/plans/{plan.ref}/targets"))
    assert 'Đã kết thúc <span class="count">2</span>' in page
    assert why in page
    page = body(agency.get(f"/desk/plans/targets/{target.ref}"))
    assert why in page
    assert "1 đơn vị" in page
    assert "Chỉ tiêu đã kết thúc nên không còn dự báo" in page
    assert "chưa giao cho đơn vị nào" not in page
    told = body(agency.get(f"/desk/plans/{plan.ref}/report"))
    assert f"Phường có danh sách: đến nay Σ 1, chỉ tiêu 2 đến ngày 31/12/2026. {why}." in told
    assert "Phường có danh sách" not in body(agency.get(f"/desk/plans/{plan.ref}/report?from=01/01/2026&to=31/01/2026"))


def test_a_report_that_is_drawn_up_leaves_its_record_and_an_undone_acceptance_names_it(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    whole = task.parent
    assert whole is not None
    plan, agency, ward = whole.plan, signed_in(cast.thao), signed_in(cast.ha)
    url, own = f"/desk/plans/{plan.ref}", f"/desk/plans/tasks/{task.ref}"
    reported(cast, task, cast.ha, "Đã rà soát 12 điểm.")
    clock.at = at(13, hour=8)
    early = agency.post(f"{url}/report.txt?from=15/02/2026&to=14/03/2026")
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao, at=at(13, hour=9))
    assert "Đã có" not in body(agency.get(f"{own}/reopen")), "the report of before tells nothing of it"
    clock.at = at(13, hour=10)
    made = agency.post(f"{url}/report.docx?from=15/02/2026&to=14/03/2026")
    assert made.status_code == early.status_code == 200
    digest = sha256(made.content).hexdigest()
    deed = Deed.objects.filter(action="plans.draw_report").latest("pk")
    kept = Act.objects.get(deed=deed)
    assert kept.about == f"plan:{plan.ref}"
    assert kept.data == {
        "first": "2026-02-15", "last": "2026-03-14", "until": "2026-03-13", "kind": "docx", "sha256": digest,
        "lang": "vi",
    }  # fmt: skip
    assert deed.actor_name == cast.thao.user.name
    listed = body(agency.get(url)).partition('id="reports"')[2]
    assert digest[:12] in listed
    assert "from=15%2F02%2F2026" in listed
    assert "bị hủy" not in listed
    clock.at = at(13, hour=11)
    form = body(agency.get(f"{own}/reopen"))
    assert "Đã có 1 báo cáo nói đến lần nghiệm thu này" in form
    assert digest[:12] in form
    assert digest[:12] in body(agency.get("/desk/plans/answers/today"))
    assert fill(agency, f"{own}/reopen", reason="Bấm nhầm.").status_code == 302
    page = body(agency.get(url)).partition('id="reports"')[2].partition("</section>")[0]
    assert page.count("nói đến 1 lần nghiệm thu sau đó đã bị hủy") == 1, "the earlier one did not tell of it"
    assert own in page
    assert list(differences()) == []
    assert own in body(ward.get(url)).partition('id="reports"')[2]
    assert task.ref not in body(signed_in(cast.quan).get(url)), "of others a ward learns nothing"
    assert ward.post(f"{url}/report.docx").status_code == 404, "only who keeps the plan"
    assert "lập báo cáo thành tệp" in body(ward.get(f"{url}/report"))
    assert agency.get(f"{url}/report.docx").status_code == 405
    assert agency.post(f"{url}/report.pdf").status_code == 404
    later = agency.post(f"{url}/report.docx?from=01/06/2026&to=14/06/2026")
    assert "Kỳ báo cáo chưa bắt đầu" in body(later)
    bad = agency.post(f"{url}/report.docx?from=hôm+qua&to=14/06/2026")
    assert bad.headers["Content-Type"].startswith("text/html"), "nothing is drawn up for days that were not understood"
    assert Deed.objects.filter(action="plans.draw_report").count() == 2
