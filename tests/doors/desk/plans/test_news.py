"""What was done to a task over the heads of those who owe it, as the desk and the daily digest tell it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from namro.doors.desk import digest_mail
from namro.work.plans import jobs
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Task
from namro.work.plans.moving_actions import change_lead
from namro.work.plans.task_actions import accept, change_time, delegate, report, send_back
from tests.cast import HANOI, Cast, Member, act
from tests.doors.desk.conftest import Clock, body, field, fill
from tests.doors.desk.plans.scene import MATTER, drafted, given
from tests.work.plans.conftest import a_case
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def led_by_ba_dinh(cast: Cast, **more: Any) -> Task:
    """A task that Ba Đình alone was given."""
    plan = drafted(cast, spread=False, lead=cast.office.ba_dinh.pk, time={"day": "2026-03-12"}, **more)
    act(issue, plan, by=cast.thao)
    return Task.objects.get(plan=plan)


def test_a_day_that_was_moved_is_on_today_in_my_news_and_in_one_line_of_the_digest_with_its_mail(
    cast: Cast, signed_in: Browser, clock: Clock, settings: Any
) -> None:
    settings.MAIL_FROM = "namro@example.org"
    task = given(cast)
    minh, agency = signed_in(cast.minh), signed_in(cast.thao)
    assert fill(minh, "/desk/account/mail", address="minh@example.org").status_code == 302
    done = fill(agency, f"/desk/plans/tasks/{task.ref}/change-time", to="31/12/2029", reason="Đợi kinh phí.")
    assert done.status_code == 302
    assert "Lịch ngày làm việc hiện có đến" in body(agency.get(f"/desk/plans/tasks/{task.ref}"))
    assert "Có 1 tin mới về nhiệm vụ" in body(minh.get("/desk/"))
    told = body(minh.get("/desk/plans"))
    assert "Dời hạn từ 12/03/2026 sang 31/12/2029" in told
    assert "<blockquote>Đợi kinh phí.</blockquote>" in told
    clock.at = datetime(2026, 3, 11, 7, 30, tzinfo=HANOI)
    jobs.remind(clock.at)
    minh = signed_in(cast.minh)
    page = body(minh.get("/desk/plans/digest"))
    assert page.count(MATTER) == 1
    assert "đã dời hạn" in page.partition('id="fresh"')[2]
    digest_mail.run(clock.at)
    (sent,) = mail.outbox
    assert "Có 1 nhiệm vụ của anh/chị được dời hạn" in sent.body
    assert "đến hạn hoặc sắp đến hạn" not in sent.body, "nothing comes due"
    assert MATTER not in sent.body + sent.subject


def test_whoever_led_a_task_reads_why_it_went_and_keeps_the_page_of_what_was_reported(
    cast: Cast, signed_in: Browser
) -> None:
    task = led_by_ba_dinh(cast)
    url = f"/desk/plans/tasks/{task.ref}"
    act(report, task, by=cast.minh, refs=["figure:26-1"], text="Đã rà soát 12 điểm.")
    agency = signed_in(cast.thao)
    form = body(agency.get(f"{url}/change-lead"))
    assert "Báo cáo dưới đây đang chờ trả lời" in form
    assert "Đã rà soát 12 điểm." in form
    assert (f'href="{url}/accept"' in form, f'href="{url}/send-back"' in form) == (True, True)
    assert 'name="to-find"' not in form, "there is nothing to fill in before the answer"
    to = {"to": str(cast.office.hoan_kiem.pk), "role": "handler", "head": "head", "reason": "Đúng địa bàn."}
    seq = {"seq": str(again(task).seq), "to-find": "hoan kiem"}
    refused = fill(agency, f"{url}/change-lead", **to, **seq)
    assert "Hãy nghiệm thu hoặc trả lại báo cáo trước" in body(refused)
    assert again(task).lead_office == cast.office.ba_dinh
    act(send_back, again(task), by=cast.thao, reason="Ngoài địa bàn.")
    assert fill(agency, f"{url}/change-lead", **to, **{"to-find": "hoan kiem"}).status_code == 302
    minh, duc = signed_in(cast.minh), signed_in(cast.duc)
    assert "1 nhiệm vụ mới được giao" in body(duc.get("/desk/"))
    news = body(minh.get("/desk/plans"))
    assert "Giao lại cho Công an phường Hoàn Kiếm chủ trì" in news
    assert "Đúng địa bàn." in news
    page = body(minh.get(url))
    assert "Nay do Công an phường Hoàn Kiếm chủ trì." in page
    assert "Đã rà soát 12 điểm." in page
    assert "Đúng địa bàn." in page
    act(report, again(task), by=cast.mai, refs=["figure:26-2"], text="Rà soát lại từ đầu.")
    act(accept, again(task), by=cast.thao)
    assert "Rà soát lại từ đầu." not in body(minh.get(url))
    assert "Rà soát lại từ đầu." in body(duc.get(url))
    assert minh.get(f"{url}/report").status_code == 404
    assert signed_in(cast.binh).get(url).status_code == 404


def test_the_digest_leads_whoever_led_a_task_to_what_stays_of_it(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    task = led_by_ba_dinh(cast)
    act(change_lead, task, by=cast.thao, to=cast.office.hoan_kiem, role="handler", head="head", reason="Địa bàn.")
    clock.at = datetime(2026, 3, 11, 8, tzinfo=HANOI)
    jobs.remind(clock.at)
    fresh = body(signed_in(cast.minh).get("/desk/plans/digest")).partition('id="fresh"')[2]
    assert f'<a href="/desk/plans/tasks/{task.ref}">Nhiệm vụ không còn ở đơn vị</a>' in fresh
    assert "đã giao cho đơn vị khác" in fresh


def test_only_periods_that_have_begun_are_offered_for_a_report_the_first_that_is_owed_chosen(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast, time={"rhythm": "monthly", "until": "2026-06-20"})
    url, ward = f"/desk/plans/tasks/{task.ref}", signed_in(cast.ha)
    act(change_time, task, by=cast.thao, period="2026-04", to="2026-06-20", reason="Mưa lũ.")
    form = body(ward.get(f"{url}/report"))
    assert '<option value="2026-03" selected>Kỳ tháng 3/2026, hạn 31/03/2026</option>' in form
    assert "Kỳ tiếp theo, tháng 4/2026, báo cáo được từ ngày 01/04/2026." in form
    assert 'value="2026-04"' not in form, "it has not begun"
    assert fill(ward, f"{url}/report", period="2026-04", refs="figure:2026-04", text="Sớm.").status_code == 422
    assert 'value="2026-06"' in body(signed_in(cast.thao).get(f"{url}/change-time")), "its day can be moved"


def test_between_two_periods_the_task_says_from_when_the_next_is_reported(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast, time={"rhythm": "monthly", "until": "2026-04-30"})
    url, minh = f"/desk/plans/tasks/{task.ref}", signed_in(cast.minh)
    act(report, task, by=cast.minh, refs=["figure:26-1"])
    act(accept, again(task), by=cast.thao)
    page = body(minh.get(url))
    assert "Kỳ tiếp theo, tháng 4/2026, báo cáo được từ ngày 01/04/2026." in page
    assert f"{url}/report" not in page
    assert minh.get(f"{url}/report").status_code == 404
    clock.at = datetime(2026, 4, 1, 8, tzinfo=HANOI)
    minh = signed_in(cast.minh)
    assert f"{url}/report" in body(minh.get(url))
    act(change_time, again(task), by=cast.thao, at=clock.at, to="2026-04-20", reason="Sớm hơn.")
    assert fill(minh, f"{url}/report", refs="figure:26-2", text="Xong.").status_code == 302


def test_a_form_that_is_sent_twice_is_answered_once(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    act(report, task, by=cast.minh, refs=["figure:26-1"])
    url, agency = f"/desk/plans/tasks/{task.ref}", signed_in(cast.thao)
    form = agency.get(f"{url}/accept")
    sent = {name: field(form, name) for name in ("once", "seq")}
    assert [agency.post(f"{url}/accept", {**sent, "go": "do"}).status_code for _ in range(2)] == [302, 302]
    page = body(agency.get(url))
    assert page.count("Đã nghiệm thu.") == 1
    assert "không còn làm được" not in page
    assert [one.verb for one in Act.objects.filter(about=task.guard_ref)].count("accept") == 1
    agency.post(f"{url}/accept", {**sent, "once": "another", "go": "do"})
    assert "không còn làm được" in body(agency.get(url)), "another form did not do it"


def test_what_the_assigner_may_not_open_is_said_so_beside_it(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    number = a_case()
    act(report, task, by=cast.minh, refs=[number, "figure:26-1"])
    office = signed_in(cast.thao)
    shut = "không tự kiểm tra được"
    seen = [body(signed_in(who).get(f"/desk/plans/tasks/{task.ref}")).count(shut) for who in (cast.minh, cast.thao)]
    assert seen == [0, 0], "both read the case"
    with pytest.MonkeyPatch.context() as closed:
        closed.setattr("namro.doors.desk.plans.refs.readable", lambda actor, refs, on: set())
        assert body(office.get(f"/desk/plans/tasks/{task.ref}")).count(shut) == 1, "a figure is noted freely"
        assert body(office.get(f"/desk/plans/tasks/{task.ref}/accept")).count(shut) == 1


def test_whoever_stands_in_has_the_list_of_it_while_it_lasts(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    task = given(cast)
    act(delegate, task, by=cast.ha, post=cast.lan.post, begins="2026-03-12", ends="2026-04-30")
    for day, there in ((10, True), (30, True)):
        clock.at = datetime(2026, 3, day, 9, tzinfo=HANOI)
        page = body(signed_in(cast.lan).get("/desk/plans"))
        told = page.partition('id="received"')[2].partition("</section>")[0]
        assert (MATTER in told, "12/03/2026 – 30/04/2026" in told) == (there, there), day
    assert 'id="received"' not in body(signed_in(cast.minh).get("/desk/plans"))
    clock.at = datetime(2026, 5, 4, 9, tzinfo=HANOI)
    assert 'id="received"' not in body(signed_in(cast.lan).get("/desk/plans"))


def test_a_part_that_is_due_after_its_whole_is_said(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    task = given(cast)
    clock.at = datetime(2026, 4, 6, 9, tzinfo=HANOI)
    ward, url = signed_in(cast.ha), f"/desk/plans/tasks/{task.ref}"
    assert "Phần việc có hạn ngày nào thì cả nhiệm vụ vẫn quá hạn" in body(ward.get(f"{url}/split"))
    assert fill(ward, f"{url}/split", teams="Tổ 3", day="31/12/2027").status_code == 302
    assert "Các phần có hạn sau ngày 12/03/2026 là hạn của cả nhiệm vụ" in body(ward.get(url))
