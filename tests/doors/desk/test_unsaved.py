"""The session ended while an officer was writing: nothing is done, and nothing of what was written is lost."""

from __future__ import annotations

import html
import re

from django.test import Client

from namro.doors.desk import unsaved
from namro.work.cases.models import Case, Done
from namro.work.plans.models import Act
from tests.cast import PASSWORD, Cast
from tests.doors.desk.conftest import body, field, fill, registered
from tests.doors.desk.plan_scene import given

WRITTEN = "Chúng tôi đã xem camera đầu ngõ, <b>chờ thêm một ngày</b>."


def ended(quan, case: Case):
    """A message that was being written when the session ended: the form as it was, sent by a browser signed out."""
    form = quan.get(f"/desk/cases/{case.ref}/message")
    sent = {name: field(form, name) for name in ("once", "seq")}
    quan.logout()
    return quan.post(f"/desk/cases/{case.ref}/message", {**sent, "go": "look", "text": WRITTEN})


def test_the_sign_in_page_says_what_happened_and_gives_it_back(cast, quan, report):
    case = registered(cast, report())
    before = Done.objects.count()
    told = ended(quan, case)
    assert told.status_code == 401
    assert "Phiên làm việc đã hết" in body(told)
    kept = field(told, "unsaved")
    back = quan.post("/desk/sign-in", {"username": "quan", "password": PASSWORD, "unsaved": kept})
    assert "Bạn đã đăng nhập lại" in body(back)
    assert Done.objects.count() == before
    again = quan.post(f"/desk/cases/{case.ref}/message", {"text": field_text(back, "text"), "go": "mend"})
    assert again.status_code in (200, 422)
    assert "chờ thêm một ngày" in body(again)
    assert Done.objects.count() == before


def field_text(response, name: str) -> str:
    """The value of a hidden input, read as a browser reads it."""
    found = re.search(rf'name="{name}" value="([^"]*)"', body(response))
    assert found is not None
    return html.unescape(found.group(1))


def test_a_wrong_password_keeps_it_too(cast, quan, report):
    kept = field(ended(quan, registered(cast, report())), "unsaved")
    told = quan.post("/desk/sign-in", {"username": "quan", "password": "not this one", "unsaved": kept})
    assert field(told, "unsaved") == kept


def test_what_was_forged_or_leads_elsewhere_is_not_given_back(rf):
    assert unsaved.opened("x") is None
    assert unsaved.packed(rf.post("/desk/password", {"new": "a"})) == ""
    assert unsaved.packed(rf.post("/elsewhere", {"a": "b"})) == ""
    assert unsaved.packed(rf.post("/desk/cases/NR-0000-0000/message", {"text": "x" * (unsaved.MOST + 1)})) == ""
    kept = unsaved.opened(unsaved.packed(rf.post("/desk/cases/NR-0000-0000/message", {"text": "a", "go": "do"})))
    assert kept == unsaved.Unsaved("/desk/cases/NR-0000-0000/message", (("text", "a"),))


def test_whoever_only_reads_is_led_back_after_signing_in(client, cast):
    told = client.get("/desk/cases")
    assert told.headers["Location"] == "/desk/sign-in?next=%2Fdesk%2Fcases"


def test_a_case_handed_over_twice_by_one_form_is_handed_over_once(cast, signed_in, report):
    case = registered(cast, report())
    duc = signed_in(cast.duc)
    form = duc.get(f"/desk/cases/{case.ref}/hand-over")
    sent = {name: field(form, name) for name in ("once", "seq")}
    for _ in range(2):
        told = duc.post(
            f"/desk/cases/{case.ref}/hand-over",
            {**sent, "go": "do", "post": str(cast.mai.post.pk), "reason": "Theo phân công."},
        )
        assert told.status_code == 302
    assert Done.objects.filter(verb="hand-over").count() == 1


def test_a_case_that_went_on_meanwhile_is_not_handed_over_by_an_old_form(cast, signed_in, report):
    case = registered(cast, report())
    duc = signed_in(cast.duc)
    form = duc.get(f"/desk/cases/{case.ref}/hand-over")
    sent = {name: field(form, name) for name in ("once", "seq")}
    fill(duc, f"/desk/cases/{case.ref}/message", text="Đã nhận.", go="do")
    told = duc.post(
        f"/desk/cases/{case.ref}/hand-over",
        {**sent, "go": "do", "post": str(cast.mai.post.pk), "reason": "Theo phân công."},
    )
    assert told.status_code == 422
    assert not Done.objects.filter(verb="hand-over").exists()


def test_what_was_written_is_kept_where_every_cookie_is_gone(cast: Cast) -> None:
    task = given(cast)
    url = f"/desk/plans/tasks/{task.ref}/report"
    browser = Client(enforce_csrf_checks=True)
    sent = {"text": WRITTEN, "refs": "00020/2026", "seq": str(task.seq), "once": "x", "go": "do"}
    told = browser.post(url, sent, headers={"origin": "http://testserver"})
    assert told.status_code == 401
    assert "Phiên làm việc đã hết" in body(told)
    signing = {"username": "ha", "password": PASSWORD, "unsaved": field(told, "unsaved")}
    signing["csrfmiddlewaretoken"] = field(told, "csrfmiddlewaretoken")
    back = browser.post("/desk/sign-in", signing, headers={"origin": "http://testserver"})
    assert field_text(back, "text") == WRITTEN
    mend = {name: field_text(back, name) for name in ("text", "refs", "csrfmiddlewaretoken")} | {"go": "mend"}
    again = browser.post(url, mend, headers={"origin": "http://testserver"})
    assert again.status_code == 200
    assert "chờ thêm một ngày" in body(again)
    assert field(again, "seq") == str(task.seq)
    assert not Act.objects.filter(verb="report").exists(), "nothing is done by itself"


def test_what_another_site_sends_or_what_says_nothing_of_its_site_is_never_given_back(cast: Cast) -> None:
    url = f"/desk/plans/tasks/{given(cast).ref}/report"
    for headers in ({"origin": "http://elsewhere.example"}, {}):
        told = Client(enforce_csrf_checks=True).post(url, {"text": WRITTEN}, headers=headers)
        assert told.status_code == 403
        assert "camera" not in body(told)
    other = Client(enforce_csrf_checks=True).post("/desk/password", {"a": "b"}, headers={"origin": "http://testserver"})
    assert other.status_code == 403
