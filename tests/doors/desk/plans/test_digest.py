"""The digest of a day on its page and by e-mail: once a day at most, and never lost with the mail server."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from namro.doors.desk import digest_mail
from namro.ground.people.models import MailAddress
from namro.work.plans import jobs
from namro.work.plans.issue_actions import issue
from namro.work.plans.mailing import NotSent
from namro.work.plans.models import Mailing, Plan
from tests.cast import HANOI, Cast, Member
from tests.doors.desk.conftest import Clock, body, fill
from tests.doors.desk.plans.scene import MATTER, add, given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
ADDRESS = "minh@example.org"


def at(day: int, hour: int = 7, minute: int = 30) -> datetime:
    """A moment of March 2026; the task of the scene is due on the 12th."""
    return datetime(2026, 3, day, hour, minute, tzinfo=HANOI)


@pytest.fixture
def posted(cast: Cast, signed_in: Browser, settings: Any) -> Browser:
    """The task of the scene, and Minh, who wants her digest by e-mail."""
    settings.MAIL_FROM = "namro@example.org"
    given(cast)
    assert fill(signed_in(cast.minh), "/desk/account/mail", address=ADDRESS).status_code == 302
    return signed_in


def test_the_digest_stands_on_its_page_and_today_leads_there(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    given(cast)
    jobs.remind(at(12))
    clock.at = at(12)
    minh = signed_in(cast.minh)
    assert "Bản nhắc hôm nay có 1 nhiệm vụ" in body(minh.get("/desk/"))
    assert MATTER in body(minh.get("/desk/plans/digest"))
    clock.at = at(13)
    assert "Hôm nay không có gì phải nhắc" in body(minh.get("/desk/plans/digest"))
    assert MATTER in body(minh.get("/desk/plans/digest?day=12/03/2026"))
    assert MATTER not in body(signed_in(cast.lan).get("/desk/plans/digest?day=12/03/2026"))
    assert minh.get("/desk/plans/digest?day=14/03/2026").status_code == 404
    assert minh.get("/desk/account/mail").status_code == 404, "no mail server is named"


def test_one_mail_a_day_with_numbers_and_a_link_and_nothing_of_the_task(cast: Cast, posted: Browser) -> None:
    jobs.remind(at(12, 0))
    assert not digest_mail.wanted(at(12, 6))
    assert digest_mail.wanted(at(12))
    assert [digest_mail.run(at(12)), digest_mail.run(at(12, 9))] == [1, 0]
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    assert "/desk/plans/digest" in sent.body
    assert "1 nhiệm vụ" in sent.subject
    assert MATTER not in sent.body + sent.subject
    assert ADDRESS not in MailAddress.objects.get().closed
    assert fill(posted(cast.minh), "/desk/account/mail", address="").status_code == 302
    assert not MailAddress.objects.exists()


def test_a_mail_server_that_fails_neither_loses_nor_doubles_a_digest(
    cast: Cast, posted: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.remind(at(12, 0))
    with monkeypatch.context() as broken:
        broken.setattr(digest_mail.EmailMessage, "send", _refuse)
        for hour in (8, 9):
            with pytest.raises(NotSent, match="1 not taken") as told:
                digest_mail.run(at(12, hour))
            assert ADDRESS not in str(told.value)
    assert digest_mail.wanted(at(13)), "what was not sent yesterday goes today"
    assert digest_mail.run(at(13)) == 1
    assert "thứ Năm, 12/03/2026" in mail.outbox[0].body
    assert not digest_mail.wanted(at(14))
    assert Mailing.objects.filter(upto__isnull=False).count() == 1


def test_a_process_that_died_with_a_mail_in_hand_leaves_it_to_the_next_under_the_same_id(
    cast: Cast, posted: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.remind(at(12, 0))
    sent: list[str] = []
    with monkeypatch.context() as dying:
        dying.setattr(digest_mail.EmailMessage, "send", lambda one: _die(one, sent))
        with pytest.raises(KeyboardInterrupt):
            digest_mail.run(at(12))
    assert digest_mail.run(at(12, 7, 31)) == 0, "the other process may still have it in hand"
    assert digest_mail.run(at(12, 8)) == 1
    assert [mail.outbox[0].extra_headers["Message-ID"]] == sent


def test_an_address_that_is_none_is_mended(cast: Cast, posted: Browser) -> None:
    answer = fill(posted(cast.minh), "/desk/account/mail", address="minh tại nhà")
    assert answer.status_code == 422
    assert "Đây không phải địa chỉ thư điện tử" in body(answer)


def _refuse(_: Any) -> None:
    raise smtplib.SMTPConnectError(421, "busy")


def _die(one: Any, sent: list[str]) -> None:
    sent.append(one.extra_headers["Message-ID"])
    raise KeyboardInterrupt


def test_what_is_given_after_the_digest_and_due_that_day_is_said_at_once_and_in_no_second_mail(
    cast: Cast, posted: Browser, clock: Clock
) -> None:
    jobs.remind(at(12))
    digest_mail.run(at(12))
    assert len(mail.outbox) == 1
    plan = Plan.objects.get(template=None)
    add(cast, plan, matter="Báo cáo nhanh trong ngày", time={"day": "2026-03-12"})
    issue(plan, to=[cast.office.ba_dinh], actor=cast.thao.at(at(12, 9)), now=at(12, 9))
    clock.at = at(12, 9, 30)
    minh = posted(cast.minh)
    today = body(minh.get("/desk/"))
    assert "2 nhiệm vụ của đơn vị đến hạn hôm nay." in today
    page = body(minh.get("/desk/plans/digest"))
    also = page.split('id="also"')[1].split("</section>")[0]
    assert "Báo cáo nhanh trong ngày" in also
    assert MATTER not in also, "what the digest names stands above"
    assert "Cũng đến hạn" in body(posted(cast.ha).get("/desk/plans/digest"))
    assert jobs.remind(at(12, 10)) == 0
    digest_mail.run(at(12, 10))
    assert len(mail.outbox) == 1, "one mail a day"
    assert "đến hạn hôm nay" not in body(posted(cast.thao).get("/desk/")), "who gave it need not be told"
    assert 'id="also"' not in body(posted(cast.minh).get("/desk/plans/digest?day=11/03/2026"))
