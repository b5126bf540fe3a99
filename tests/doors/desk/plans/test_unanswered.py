"""The digest of whoever has not answered a report: on its page, on Today and by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from namro.doors.desk import digest_mail
from namro.doors.desk.plans import digest
from namro.work.plans import jobs
from namro.work.plans.models import Task
from namro.work.plans.task_actions import accept, report
from tests.cast import HANOI, Cast, Member, act
from tests.doors.desk.conftest import Clock, body, fill
from tests.doors.desk.plans.scene import MATTER, given
from tests.work.plans.conftest import a_case

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def at(day: int, hour: int = 7) -> datetime:
    """A moment of March 2026; the task of the scene is due on the 12th."""
    return datetime(2026, 3, day, hour, 30, tzinfo=HANOI)


def waited(cast: Cast) -> Task:
    """The task of the scene, reported on Tuesday the 3rd, and the mornings until Friday the 6th."""
    task = given(cast)
    act(report, task, by=cast.minh, refs=[a_case()], at=at(3, 10))
    for day in (4, 5, 6):
        jobs.remind(at(day))
    return task


def test_a_report_that_waits_stands_on_the_digest_of_whoever_is_to_answer(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = waited(cast)
    clock.at = at(6)
    thao = signed_in(cast.thao)
    assert "Bản nhắc hôm nay có 1 nhiệm vụ" in body(thao.get("/desk/"))
    page = body(thao.get("/desk/plans/digest"))
    assert "báo cáo ngày 03/03/2026 đã chờ trả lời 3 ngày làm việc" in page
    section = page.split('id="waits"')[1].split("</section>")[0]
    assert MATTER in section
    assert 'href="/desk/plans/answers"' in section
    assert 'id="late"' not in page
    assert 'id="near"' not in page
    assert "Hôm nay không có gì phải nhắc" in body(signed_in(cast.minh).get("/desk/plans/digest"))
    act(accept, task, by=cast.thao, at=at(6, 8))
    after = body(thao.get("/desk/plans/digest"))
    assert "Đã nghiệm thu" in after.split('id="waits"')[1].split("</section>")[0]


def test_of_many_reports_the_first_stand_there_with_the_way_to_all(
    cast: Cast, signed_in: Browser, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(cast)
    for copy, who in ((Task.objects.get(lead_office=cast.office.ba_dinh), cast.minh),
                      (Task.objects.get(lead_office=cast.office.hoan_kiem), cast.mai)):  # fmt: skip
        act(report, copy, by=who, refs=["figure:26-1"], at=at(3, 10))
    for day in (4, 5, 6):
        jobs.remind(at(day))
    clock.at = at(6)
    monkeypatch.setattr(digest, "WAITS", 1)
    section = body(signed_in(cast.thao).get("/desk/plans/digest")).split('id="waits"')[1].split("</section>")[0]
    assert '<span class="count">2</span>' in section
    assert "Dưới đây là 1 báo cáo đầu." in section
    assert section.count("đã chờ trả lời") == 1


def test_the_mail_counts_them_apart_and_names_none(cast: Cast, signed_in: Browser, settings: Any) -> None:
    settings.MAIL_FROM = "namro@example.org"
    assert fill(signed_in(cast.thao), "/desk/account/mail", address="thao@example.org").status_code == 302
    waited(cast)
    assert digest_mail.run(at(6)) == 1
    (sent,) = mail.outbox
    assert "Có báo cáo của 1 nhiệm vụ chờ anh/chị nghiệm thu hoặc trả lại" in sent.body
    assert "0 nhiệm vụ quá hạn" not in sent.body
    assert MATTER not in sent.body + sent.subject
    assert "Namro: 1 nhiệm vụ" in sent.subject
