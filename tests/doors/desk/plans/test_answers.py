"""Reports are chosen on a page, looked at, and accepted or sent back in one action."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.work.plans import answering
from namro.work.plans.models import Act, Task
from namro.work.plans.moving_actions import Part, split
from namro.work.plans.publishing_actions import clear_evidence, hide_evidence
from namro.work.plans.recheck import differences
from namro.work.plans.task_actions import accept, report, send_back
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import Clock, body, field, fill
from tests.doors.desk.plans.scene import given
from tests.work.plans.conftest import a_plan

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
URL = "/desk/plans/answers"


def test_reports_are_chosen_looked_at_and_accepted_and_what_was_answered_meanwhile_is_set_apart(
    cast: Cast, signed_in: Browser
) -> None:
    first = given(cast)
    tasks = [first, Task.objects.get(parent=first.parent, lead_office=cast.office.hoan_kiem)]
    proof = a_plan(cast, "12/BC-CAHN", public=True).guard_ref
    for task, by in zip(tasks, (cast.ha, cast.duc), strict=True):
        act(report, task, by=by, text="Đã rà soát 12 điểm.", refs=[proof])
    keys = [f"{task.ref}.{task.seq + 1}." for task in tasks]
    agency = signed_in(cast.thao)
    page = body(agency.get(f"{URL}?task={first.parent.ref}"))
    assert all(f'name="report" value="{key}"' in page for key in keys)
    assert "Cả 2 báo cáo" in page
    look = agency.post(URL, {"all": "1", "shown": " ".join(keys), "go": "accept"})
    assert "Nghiệm thu 2 báo cáo" in body(look)
    back = agency.post(URL, {"report": keys, "answer": "send-back", "go": "do", "reason": " "})
    assert back.status_code == 422
    act(accept, Task.objects.get(pk=first.pk), by=cast.thao)
    stopped = agency.post(URL, {"report": keys, "answer": "accept", "go": "do", "once": "one"})
    assert stopped.status_code == 409
    assert first.ref in body(stopped)
    assert "1 báo cáo giữ nguyên" in body(stopped)
    assert "Báo cáo này đã được nghiệm thu sau khi mở trang." in body(stopped)
    stale = {"report": keys, "answer": "send-back", "go": "do", "once": "back", "reason": "Thiếu."}
    not_back = agency.post(URL, stale)
    assert not_back.status_code == 409
    assert "đã thay đổi nên không trả lại được, và chưa trả lại báo cáo nào" in body(not_back)
    assert "không nghiệm thu chung được" not in body(not_back)
    assert not Act.objects.filter(verb="send-back").exists()
    done = agency.post(URL, {"report": keys[1:], "answer": "accept", "go": "do", "once": "two"}, follow=True)
    assert "Đã nghiệm thu 1 báo cáo." in body(done)
    assert Act.objects.filter(verb="accept").count() == 2
    assert agency.post(URL, {"report": keys[1:], "answer": "accept", "go": "do", "once": "two"}).status_code == 302
    assert signed_in(cast.lan).get(URL).status_code == 404


def reported(cast: Cast) -> list[Task]:
    """The copies of both wards, each reported with a document that proves it."""
    first = given(cast)
    proof = a_plan(cast, "12/BC-CAHN", public=True).guard_ref
    tasks = [first, Task.objects.get(parent=first.parent, lead_office=cast.office.hoan_kiem)]
    for task, by in zip(tasks, (cast.ha, cast.duc), strict=True):
        act(report, task, by=by, refs=[proof])
    return tasks


def test_all_that_wait_are_chosen_at_once_beyond_the_page_as_many_as_one_action_answers(
    cast: Cast, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = reported(cast)
    monkeypatch.setattr(answering, "PAGE", 1)
    agency = signed_in(cast.thao)
    assert tasks[0].parent is not None
    back = f"task={tasks[0].parent.ref}"
    page = body(agency.get(f"{URL}?{back}"))
    assert page.count('name="report"') == 1
    assert "Tất cả 2 nhiệm vụ đang chờ, kể cả ở các trang sau" in page
    look = agency.post(URL, {"every": "1", "back": back, "go": "accept"})
    assert "Nghiệm thu 2 báo cáo" in body(look)
    assert body(look).count('name="report"') == 2
    other = agency.post(URL, {"every": "1", "back": f"task={tasks[0].ref}", "go": "accept"})
    assert "Nghiệm thu 1 báo cáo" in body(other), "of what the list is narrowed to"
    monkeypatch.setattr(answering, "MOST", 1)
    assert "1 nhiệm vụ đầu trong 2 nhiệm vụ đang chờ" in body(agency.get(f"{URL}?{back}"))
    bounded = agency.post(URL, {"every": "1", "back": back, "go": "accept"})
    assert "Nghiệm thu 1 báo cáo" in body(bounded)
    monkeypatch.setattr(answering, "MOST", 200)
    keys = [f"{task.ref}.{task.seq + 1}." for task in tasks]
    sent = {"report": keys, "answer": "accept", "go": "do", "once": field(look, "once"), "back": back}
    assert agency.post(URL, sent)["Location"] == f"{URL}?{back}"
    assert Act.objects.filter(verb="accept").count() == 2
    assert 'name="every"' not in body(agency.get(f"{URL}?{back}"))


def test_open_parts_that_end_with_the_whole_are_said_before_and_told_afterwards(cast: Cast, signed_in: Browser) -> None:
    whole, other = reported(cast)
    ours = act(split, whole, by=cast.ha, parts=[Part(post=cast.minh.post.pk), Part(team="Tổ 5")])
    act(split, other, by=cast.duc, parts=[Part(team="Tổ 9")])
    agency, ward = signed_in(cast.thao), signed_in(cast.ha)
    url = f"/desk/plans/tasks/{whole.ref}"
    said = "Còn 2 phần chưa xong: nghiệm thu cả nhiệm vụ thì các phần đó kết thúc theo"
    assert said in body(agency.get(f"{url}/accept"))
    assert said not in body(agency.get(f"{url}/send-back"))
    keys = [f"{task.ref}.{Task.objects.get(pk=task.pk).seq}." for task in (whole, other)]
    look = body(agency.post(URL, {"report": keys, "go": "accept"}))
    assert said in look
    assert "Còn 1 phần chưa xong" in look
    assert "phần chưa xong" not in body(agency.post(URL, {"report": keys, "go": "send-back"}))
    assert fill(agency, f"{url}/accept").status_code == 302
    assert "2 phần còn mở đã kết thúc theo nhiệm vụ chung." in body(agency.get(url))
    assert body(ward.get(url)).count("Kết thúc theo nhiệm vụ chung") == 2
    page = body(ward.get(f"/desk/plans/tasks/{ours[1].ref}"))
    assert "Kết thúc cùng nhiệm vụ chung đã được nghiệm thu" in page
    assert "Không làm nữa" not in page
    assert "Kết thúc cùng nhiệm vụ chung đã được nghiệm thu" in body(signed_in(cast.minh).get("/desk/plans"))
    assert fill(agency, f"{url}/reopen", reason="Bấm nhầm.").status_code == 302
    assert "Mở lại vì đã hủy nghiệm thu nhiệm vụ chung" in body(ward.get(f"/desk/plans/tasks/{ours[1].ref}"))


def test_a_file_that_was_sent_back_goes_again_only_knowingly_and_whoever_answers_is_told(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    ward, agency, url = signed_in(cast.ha), signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}"

    def file(text: str = "12 điểm", name: str = "danh-sach.txt") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, text.encode())

    assert fill(ward, f"{url}/report", text="Đã rà soát.", files=file()).status_code == 302
    assert "đúng là tệp đã trả lại" not in body(agency.get(f"{url}/accept"))
    assert fill(agency, f"{url}/send-back", reason="Thiếu tổ 2.").status_code == 302
    assert 'name="same"' not in body(ward.get(f"{url}/report"))
    refused = body(fill(ward, f"{url}/report", text="Gửi lại.", files=file(name="moi.txt")))
    assert "moi.txt đúng là tệp đã bị trả lại ngày 10/03/2026: “Thiếu tổ 2.”" in refused
    assert 'name="same"' in refused
    assert "Gửi lại." in refused, "what was written stays"
    assert Task.objects.get(pk=task.pk).state == "sent-back"
    sent = fill(ward, f"{url}/report", text="Tổ 2 không có điểm nào.", same=sha256("12 điểm".encode()).hexdigest(),
                files=file(name="moi.txt"))  # fmt: skip
    assert sent.status_code == 302
    said = "moi.txt đúng là tệp đã trả lại ngày 10/03/2026: “Thiếu tổ 2.”"
    for page in (f"{url}/accept", f"{url}/send-back", URL):
        assert said in body(agency.get(page)), page
    assert fill(agency, f"{url}/send-back", reason="Vẫn thiếu.").status_code == 302
    assert fill(ward, f"{url}/report", text="Đủ.", files=file("13 điểm")).status_code == 302, "another one"
    assert "đúng là tệp đã trả lại" not in body(agency.get(f"{url}/accept"))


def test_open_parts_that_end_with_what_is_withdrawn_are_said_before_and_told_afterwards(
    cast: Cast, signed_in: Browser
) -> None:
    whole, _ = reported(cast)
    ours = act(split, whole, by=cast.ha, parts=[Part(post=cast.minh.post.pk), Part(team="Tổ 5")])
    agency, url = signed_in(cast.thao), f"/desk/plans/tasks/{whole.ref}"
    assert "Còn 2 phần chưa xong: thu hồi nhiệm vụ thì các phần đó kết thúc theo" in body(agency.get(f"{url}/withdraw"))
    assert fill(agency, f"{url}/withdraw", reason="Thôi làm.", unanswered="1").status_code == 302
    assert "2 phần còn mở đã kết thúc theo nhiệm vụ chung." in body(agency.get(url))
    page = body(signed_in(cast.minh).get(f"/desk/plans/tasks/{ours[0].ref}"))
    assert "Kết thúc cùng nhiệm vụ chung đã được thu hồi" in page
    assert "Thôi làm." in page


def test_a_task_whose_report_waits_is_withdrawn_only_knowingly_and_says_no_more_that_it_waits(
    cast: Cast, signed_in: Browser
) -> None:
    task, other = reported(cast)
    (part,) = act(split, task, by=cast.ha, parts=[Part(team="Tổ 5")])
    agency, url = signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}"
    form = body(agency.get(f"{url}/withdraw"))
    assert "1 báo cáo còn chờ nghiệm thu sẽ kết thúc theo mà không được trả lời." in form
    assert "Đã rà soát" not in form
    assert "12/BC-CAHN" in form, "the report itself, with what proves it"
    assert f'href="{url}/accept"' in form
    assert f'href="{url}/send-back"' in form
    refused = body(fill(agency, f"{url}/withdraw", reason="Thôi làm."))
    assert "1 báo cáo đang chờ nghiệm thu sẽ kết thúc mà không được trả lời" in refused
    assert Task.objects.get(pk=task.pk).state == "reported"
    act(report, part, by=cast.minh, refs=["figure:26-2"])
    stale = body(fill(agency, f"{url}/withdraw", reason="Thôi làm.", unanswered="1"))
    assert "2 báo cáo còn chờ nghiệm thu" in stale, "one more waits since"
    assert Task.objects.get(pk=task.pk).state == "reported"
    assert 'name="unanswered" value="2"' in stale
    public = f"{url}/public"
    assert "còn chờ trả lời" in body(agency.get(public))
    assert fill(agency, f"{url}/withdraw", reason="Thôi làm.", unanswered="2").status_code == 302
    assert {Task.objects.get(pk=one.pk).state for one in (task, part)} == {"ended"}
    page = body(agency.get(public))
    assert "còn chờ trả lời" not in page
    assert "nhiệm vụ đã kết thúc hoặc đã chuyển đi mà chưa có minh chứng nào được nghiệm thu" in page
    act(send_back, Task.objects.get(pk=other.pk), by=cast.thao, reason="Thiếu.")
    free = f"/desk/plans/tasks/{other.ref}/withdraw"
    assert 'name="unanswered"' not in body(agency.get(free))
    assert fill(agency, free, reason="Thôi làm.").status_code == 302


def test_what_can_only_be_sent_back_with_others_says_so_where_it_is_ticked(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    act(report, task, by=cast.ha, refs=["figure:26-1"])
    page = body(signed_in(cast.thao).get(URL))
    cell = page.partition('class="pick"')[2].partition("</td>")[0]
    assert f'aria-describedby="why-{task.ref}.{task.seq + 1}."' in cell
    assert "Chọn chung thì chỉ trả lại được." in cell


def test_an_acceptance_by_mistake_is_undone_from_the_page_of_the_task(cast: Cast, signed_in: Browser) -> None:
    task = reported(cast)[0]
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao)
    agency = signed_in(cast.thao)
    url = f"/desk/plans/tasks/{task.ref}"
    assert f"{url}/reopen" in body(agency.get(url))
    assert fill(agency, f"{url}/reopen", reason=" ").status_code == 422
    assert fill(agency, f"{url}/reopen", reason="Bấm nhầm.").status_code == 302
    page = body(agency.get(url))
    assert "Đã hủy nghiệm thu; báo cáo lại chờ nghiệm thu." in page
    assert "chờ nghiệm thu" in page
    assert f"{url}/accept" in page
    assert f"{url}/reopen" not in page
    assert "Bấm nhầm." in body(signed_in(cast.ha).get("/desk/plans")), "whoever reported is told"
    assert signed_in(cast.ha).get(f"{url}/reopen").status_code == 404


def test_acceptances_of_today_are_undone_together_or_not_at_all(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    tasks = reported(cast)
    agency = signed_in(cast.thao)
    today = "/desk/plans/answers/today"
    assert "không có nghiệm thu nào còn hủy được" in body(agency.get(today))
    for task in tasks:
        act(accept, Task.objects.get(pk=task.pk), by=cast.thao)
    assert today in body(agency.get(URL))
    page = agency.get(today)
    keys = [f"{task.ref}.{task.seq + 2}." for task in tasks]
    assert all(f'value="{key}"' in body(page) for key in keys)
    assert "Cả 2 nghiệm thu của trang này" in body(page)
    assert "nghiệm thu được" not in body(page), "what is done already is not offered for acceptance"
    said = {"once": field(page, "once"), "reason": "Bấm nhầm."}
    assert "Đánh dấu ít nhất một" in body(agency.post(today, said))
    assert agency.post(today, said | {"report": keys, "reason": " "}).status_code == 422
    piece = Act.objects.filter(about=tasks[1].guard_ref, verb="report").get().data["refs"][0]
    act(
        clear_evidence, Task.objects.get(pk=tasks[1].pk), by=cast.thao, piece=piece, title="Báo cáo", reason="Cho dân."
    )  # fmt: skip
    stale = agency.post(today, said | {"report": keys})
    assert stale.status_code == 422, "somebody did something with one of them since"
    keys[1] = f"{tasks[1].ref}.{tasks[1].seq + 3}."
    stopped = body(agency.post(today, said | {"report": keys}))
    assert f"Chưa hủy gì, vì nhiệm vụ {tasks[1].ref}" in stopped
    assert "đang công khai" in stopped
    assert not Act.objects.filter(verb="reopen").exists(), "none of them"
    act(hide_evidence, Task.objects.get(pk=tasks[1].pk), by=cast.thao, piece=piece, reason="Thôi.")
    keys[1] = f"{tasks[1].ref}.{tasks[1].seq + 4}."
    done = agency.post(today, said | {"all": "1", "shown": " ".join(keys)}, follow=True)
    assert "Đã hủy 2 nghiệm thu" in body(done)
    assert {task.state for task in Task.objects.filter(pk__in=[one.pk for one in tasks])} == {"reported"}
    assert agency.post(today, said | {"report": keys})["Location"] == URL, "the same form, sent twice"
    assert Act.objects.filter(verb="reopen").count() == 2
    assert list(differences()) == []
    assert signed_in(cast.lan).get(today).status_code == 404


def test_above_a_plan_stands_how_many_reports_wait_for_ones_own_answer_as_in_the_list(
    cast: Cast, signed_in: Browser
) -> None:
    first = reported(cast)[0]
    assert first.parent is not None
    plan = first.parent.plan
    agency = signed_in(cast.thao)
    assert "2 báo cáo chờ nghiệm thu" in body(agency.get(f"/desk/plans/{plan.ref}"))
    assert body(agency.get(f"{URL}?plan={plan.ref}")).count('name="report"') == 2
    ward = signed_in(cast.ha)
    page = body(ward.get(f"/desk/plans/{first.plan.ref}"))
    assert first.matter in page
    assert "báo cáo chờ nghiệm thu" not in page, "the ward does not answer its own report"
    assert f"{URL}?" not in page


def test_who_accepts_one_report_or_sends_it_back_sees_what_it_is(cast: Cast, signed_in: Browser) -> None:
    task, agency = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"}), signed_in(cast.thao)
    url = f"/desk/plans/tasks/{task.ref}"
    file = SimpleUploadedFile("cam-ket.txt", b"12", "text/plain")
    said = {"period": "2026-03", "text": "Đã ký 12 bản cam kết.", "refs": "12/BC-CAHN"}
    a_plan(cast, "12/BC-CAHN", public=True)
    assert fill(signed_in(cast.ha), f"{url}/report", **said, files=file).status_code == 302
    for deed in ("accept", "send-back"):
        page = body(agency.get(f"{url}/{deed}"))
        for part in ("Kỳ tháng 3/2026, hạn 31/03/2026", "Đã ký 12 bản cam kết.", "cam-ket.txt", "12/BC-CAHN"):
            assert part in page, (deed, part)
    assert "cam-ket.txt" not in body(signed_in(cast.ha).get(f"{url}/block"))


def test_today_of_who_has_cases_says_which_tasks_were_sent_back(cast: Cast, signed_in: Browser) -> None:
    task, ward = given(cast), signed_in(cast.ha)
    assert "bị trả lại" not in body(ward.get("/desk/"))
    act(report, task, by=cast.ha, refs=["figure:26-3"])
    act(send_back, Task.objects.get(pk=task.pk), by=cast.thao, reason="Thiếu danh sách.")
    url = "/desk/plans/tasks?side=ours&amp;list=sent-back"
    assert f'<a href="{url}">1 nhiệm vụ của đơn vị bị trả lại, chờ báo cáo lại.</a>' in body(ward.get("/desk/"))
    assert task.ref in body(ward.get(url.replace("&amp;", "&")))
    act(report, Task.objects.get(pk=task.pk), by=cast.ha, refs=["figure:26-3"])
    assert "bị trả lại" not in body(ward.get("/desk/"))
