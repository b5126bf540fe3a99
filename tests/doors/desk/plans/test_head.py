"""The page of whoever decides: what is asked of them, what their office owes, who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from namro.work.plans.asking_actions import NewLead, ask_decision, decide
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Task
from namro.work.plans.task_actions import block, report
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, field, fill
from tests.doors.desk.plans.scene import MATTER, add, drafted, given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_a_question_travels_from_the_post_to_the_head_s_page_and_back_with_its_answer(
    cast: Cast, signed_in: Browser
) -> None:
    task, head = given(cast), signed_in(cast.ha)
    url = f"/desk/plans/tasks/{task.ref}"
    assert "Không có việc nào chờ quyết định" in body(head.get("/desk/head"))
    said = {"of": "head", "kind": "decision", "text": "Xin mượn xe.", "by": "13/03/2026"}
    lan = signed_in(cast.lan)
    assert fill(lan, f"{url}/ask-decision", **said | {"by": "31/02/2026"}).status_code == 422
    assert fill(lan, f"{url}/ask-decision", **said).status_code == 302
    assert "Đang xin ý kiến thủ trưởng" in body(lan.get(url))
    assert lan.get(f"{url}/decide").status_code == lan.get("/desk/head").status_code == 404
    page = body(head.get("/desk/head"))
    assert "Xin mượn xe." in page
    assert f"{url}/decide" in page
    assert "Xin mượn xe." not in body(signed_in(cast.duc).get("/desk/head"))
    assert fill(head, f"{url}/decide", answer="Đồng ý cho mượn một xe.").status_code == 302
    assert "Đồng ý cho mượn một xe." in body(lan.get(url))


def test_the_agency_sees_reports_to_accept_and_the_ward_who_stands_in(cast: Cast, signed_in: Browser) -> None:
    task, head = given(cast), signed_in(cast.ha)
    done = fill(
        head, f"/desk/plans/tasks/{task.ref}/delegate", post=str(cast.lan.post.pk), begins="10/03/2026",
        ends="20/03/2026",
    )  # fmt: skip
    assert done.status_code == 302
    page = body(head.get("/desk/head"))
    assert "10/03/2026 – 20/03/2026" in page
    assert "Đang có hiệu lực" in page
    assert MATTER in page
    act(report, Task.objects.get(pk=task.pk), by=cast.ha, refs=["figure:7F3A"])
    assert 'id="reported"' in body(signed_in(cast.thao).get("/desk/head"))


def many(cast: Cast) -> list[Task]:
    """The three tasks of Ba Đình, all still owed."""
    plan = drafted(cast, time={"day": "2026-06-30"})
    for n in (2, 3):
        add(cast, plan, matter=f"Việc thứ {n}", time={"day": "2026-06-30"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    return list(Task.objects.filter(lead_office=cast.office.ba_dinh).order_by("parent__nth"))


def test_a_head_delegates_everything_at_once_after_a_look_and_takes_it_back(cast: Cast, signed_in: Browser) -> None:
    tasks, head = many(cast), signed_in(cast.ha)
    assert "/desk/head/delegate" in body(head.get("/desk/head"))
    said = {
        "post": str(cast.minh.post.pk), "begins": "12/03/2026", "ends": "20/03/2026", "reason": "Đi tập huấn.",
        "which": "all",
    }  # fmt: skip
    url = "/desk/head/delegate"
    assert "Việc thứ 3" in body(head.get(url))
    assert f'name="post" value="{cast.minh.post.pk}"' in body(head.get(url))
    assert f'name="post" value="{cast.ha.post.pk}"' not in body(head.get(url)), "nobody stands in for themselves"
    odd = body(head.post(url, {**said, "go": "look", "ends": "31/02/2026"}))
    assert "31/02/2026" in odd
    assert "Chưa đánh dấu nhiệm vụ nào" in body(head.post(url, {**said, "go": "look", "which": "some"}))
    look = head.post(url, {**said, "go": "look"})
    assert look.status_code == 200, body(look)
    assert "Ủy quyền 3 nhiệm vụ" in body(look)
    sure = {**said, "go": "do", "once": field(look, "once"), "tasks": field(look, "tasks")}
    mended = body(head.post(url, {**sure, "go": "mend"}))
    assert 'value="12/03/2026"' in mended
    assert mended.count("checked") >= 5, "what was chosen stays chosen"
    assert head.post(url, sure)["Location"] == "/desk/head"
    assert head.post(url, sure)["Location"] == "/desk/head", "the same form, sent twice"
    page = body(head.get("/desk/head"))
    assert "Đã ủy quyền 3 nhiệm vụ." in page
    assert "3 nhiệm vụ</summary>" in page, "one row for all of them"
    minh = body(signed_in(cast.minh).get("/desk/plans"))
    assert "Ủy quyền phụ trách từ 12/03/2026 đến 20/03/2026" in minh
    assert "3 nhiệm vụ</summary>" in minh
    head = signed_in(cast.ha)
    again = body(head.post(url, {**said, "go": "look"}))
    assert "đã ủy quyền từ 12/03/2026 đến 20/03/2026" not in again, "nothing is left, so the form comes back"
    assert "Không nhiệm vụ nào đã chọn làm được như vậy" in again
    back = "/desk/head/take-back"
    some = {"delegation": f"{cast.minh.post.pk}.2026-03-12", "reason": "Đã về.", "which": "some"}
    keys = [f"{task.ref}.{task.seq}" for task in Task.objects.filter(pk__in=[one.pk for one in tasks[:2]])]
    look = head.post(back, {**some, "go": "look", "task": keys})
    assert "Thu lại ủy quyền 2 nhiệm vụ" in body(look)
    sure = {**some, "go": "do", "once": field(look, "once"), "tasks": field(look, "tasks")}
    assert head.post(back, sure)["Location"] == "/desk/head"
    assert head.post(back, sure)["Location"] == "/desk/head"
    left = body(head.get("/desk/head"))
    assert "Đã thu lại ủy quyền 2 nhiệm vụ." in left


def test_what_somebody_changed_between_look_and_press_is_named_and_nothing_is_done(
    cast: Cast, signed_in: Browser
) -> None:
    tasks, head = many(cast), signed_in(cast.ha)
    said = {
        "post": str(cast.minh.post.pk), "begins": "12/03/2026", "ends": "20/03/2026", "reason": "Đi tập huấn.",
        "which": "all",
    }  # fmt: skip
    look = head.post("/desk/head/delegate", {**said, "go": "look"})
    act(block, tasks[0], by=cast.lan, reason="Chưa có xe.")
    sure = {**said, "go": "do", "once": field(look, "once"), "tasks": field(look, "tasks")}
    stopped = head.post("/desk/head/delegate", sure)
    assert stopped.status_code == 409
    assert tasks[0].ref in body(stopped)
    assert "Ủy quyền 2 nhiệm vụ" in body(stopped)
    assert "1 nhiệm vụ giữ nguyên" in body(stopped)
    assert not Act.objects.filter(verb="delegate").exists()
    for member in (cast.lan, cast.dung):
        assert signed_in(member).get("/desk/head/delegate").status_code == 404
        assert signed_in(member).get("/desk/head/take-back").status_code == 404


def test_whoever_asked_for_another_lead_hears_the_answer_though_the_task_is_gone(
    cast: Cast, signed_in: Browser
) -> None:
    plan = drafted(cast, spread=False, lead=cast.office.ba_dinh.pk, time={"day": "2026-03-20"})
    act(issue, plan, by=cast.thao, to=[])
    task = plan.tasks.get()
    asked = {"of": "assigner", "kind": "other-lead", "text": "Việc này của Hoàn Kiếm.", "until": date(2026, 3, 20)}
    act(ask_decision, task, by=cast.ha, **asked)
    lead = NewLead(cast.office.hoan_kiem, "handler", "head")
    act(decide, Task.objects.get(pk=task.pk), by=cast.thao, answer="Giao Hoàn Kiếm.", agreed=True, lead=lead)
    page = body(signed_in(cast.ha).get("/desk/plans"))
    told = page.partition('id="heard"')[2].partition("</section>")[0]
    assert "nay do đơn vị khác chủ trì" in told
    assert "Giao Hoàn Kiếm." in told
    assert f"/desk/plans/tasks/{task.ref}" in told, "what the office did with it stays readable"
    assert told.count("<li>") == 1, "the task that went is not told beside the answer that gave it"


def test_a_yes_to_another_lead_says_what_it_needs_before_the_press_and_keeps_what_was_typed(
    cast: Cast, signed_in: Browser
) -> None:
    plan = drafted(cast, spread=False, lead=cast.office.ba_dinh.pk, time={"day": "2026-03-20"})
    act(issue, plan, by=cast.thao, to=[])
    task = plan.tasks.get()
    asked = {"of": "assigner", "kind": "other-lead", "text": "Việc này của Hoàn Kiếm.", "until": date(2026, 3, 20)}
    act(ask_decision, task, by=cast.ha, **asked)
    agency, url = signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}/decide"
    form = body(agency.get(url))
    assert form.count("(cần khi đồng ý)") == 3
    assert "(không bắt buộc)" not in form
    assert "không giao việc cho nơi chưa có ai chịu trách nhiệm" in form
    said = {"agreed": "yes", "answer": "Giao Hoàn Kiếm.", "to-find": "hoan kiem"}
    refused = fill(agency, url, **said, role="handler")
    assert refused.status_code in (200, 422)
    again = body(refused)
    assert "Giao Hoàn Kiếm.</textarea>" in again
    assert '<option value="handler" selected>' in again
    assert 'value="yes" checked' in again
    assert 'value="hoan kiem"' in again
    assert again.count('class="wrong-text"') == 2, "the lead and the head are named, each at its place"
    done = fill(agency, url, **said, role="handler", head="head", to=str(cast.office.hoan_kiem.pk))
    assert done.status_code == 302, body(done)
    assert Task.objects.get(pk=task.pk).lead_office == cast.office.hoan_kiem


def test_a_no_to_another_lead_needs_nothing_but_the_answer(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, spread=False, lead=cast.office.ba_dinh.pk, time={"day": "2026-03-20"})
    act(issue, plan, by=cast.thao, to=[])
    task = plan.tasks.get()
    asked = {"of": "assigner", "kind": "other-lead", "text": "Việc này của Hoàn Kiếm.", "until": date(2026, 3, 20)}
    act(ask_decision, task, by=cast.ha, **asked)
    url = f"/desk/plans/tasks/{task.ref}/decide"
    assert fill(signed_in(cast.thao), url, agreed="no", answer="Giữ như cũ.").status_code == 302
    assert Task.objects.get(pk=task.pk).lead_office == cast.office.ba_dinh
