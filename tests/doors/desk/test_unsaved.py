"""The session ended while an officer was writing: nothing is done, and nothing of what was written is lost."""

from __future__ import annotations

import html
import re
import secrets
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client

from namro.doors.desk import unsaved
from namro.ground.gate import people_actions
from namro.work.cases.models import Case, Done
from namro.work.plans.models import Act
from tests.cast import NOW, PASSWORD, Cast
from tests.doors.desk.conftest import body, field, fill, registered
from tests.doors.desk.plans.scene import given

WRITTEN = "Chúng tôi đã xem camera đầu ngõ, <b>chờ thêm một ngày</b>."


def ended(quan, case: Case):
    """A message that was being written when the session ended: the form as it was, sent by a browser signed out."""
    form = quan.get(f"/desk/cases/{case.ref}/message")
    sent = {name: field(form, name) for name in ("once", "seq", "writer")}
    quan.logout()
    return quan.post(f"/desk/cases/{case.ref}/message", {**sent, "go": "look", "text": WRITTEN})


def test_the_sign_in_page_says_what_happened_and_gives_it_back(cast, quan, report):
    case = registered(cast, report())
    before = Done.objects.count()
    told = ended(quan, case)
    assert told.status_code == 401
    assert "chưa làm được việc gì.</strong> Những gì bạn viết được giữ" in body(told)
    kept = field(told, "unsaved")
    back = quan.post("/desk/sign-in", {"username": "quan", "password": PASSWORD, "unsaved": kept})
    assert "Bạn đã đăng nhập lại" in body(back)
    assert Done.objects.count() == before
    again = quan.post(f"/desk/cases/{case.ref}/message", {"text": field_text(back, "text"), "go": "mend"})
    assert again.status_code in (200, 422)
    assert "chờ thêm một ngày" in body(again)
    assert Done.objects.count() == before


def password_given(cast) -> str:
    """An administrator gives quan a password, which ends his sessions; the password."""
    given = "mot-mat-khau-khac-2026"
    people_actions.set_password(cast.quan.user, password=given, actor=cast.dung.actor, now=NOW)
    return given


def test_it_comes_back_also_where_a_password_that_was_given_must_be_changed_first(cast, quan, report):
    case = registered(cast, report())
    url = f"/desk/cases/{case.ref}/message"
    sent = {name: field(quan.get(url), name) for name in ("once", "seq", "writer")}
    given = password_given(cast)
    told = quan.post(url, {**sent, "go": "look", "text": WRITTEN})
    assert told.status_code == 401
    signed = quan.post("/desk/sign-in", {"username": "quan", "password": given, "unsaved": field(told, "unsaved")})
    assert "Bạn vừa được cấp mật khẩu mới" in body(signed)
    assert "chờ thêm một ngày" not in body(signed)
    form = quan.post("/desk/password", {"unsaved": field(signed, "unsaved"), "carried": "yes"})
    assert form.status_code == 200
    assert "sẽ trở lại ngay khi đặt xong mật khẩu" in body(form)
    wrong = quan.post("/desk/password", {"unsaved": field(form, "unsaved"), "old": given, "new": "a", "again": "b"})
    assert wrong.status_code == 422
    new = "cua-rieng-toi-2026-ngay"
    kept = field(wrong, "unsaved")
    back = quan.post("/desk/password", {"unsaved": kept, "old": given, "new": new, "again": new})
    assert "Đã đổi mật khẩu" in body(back)
    assert field_text(back, "text") == WRITTEN
    shown = quan.post(url, {"given-back": "yes", "text": field_text(back, "text"), "go": "mend"})
    assert "chờ thêm một ngày" in body(shown)
    assert Done.objects.filter(case=case).count() == case.seq, "nothing was sent"


def test_a_form_sent_while_the_password_must_be_changed_goes_along_too(cast, quan, report):
    url = f"/desk/cases/{registered(cast, report()).ref}/message"
    sent = {name: field(quan.get(url), name) for name in ("once", "seq", "writer")}
    given = password_given(cast)
    quan.post("/desk/sign-in", {"username": "quan", "password": given})  # in another tab
    told = quan.post(url, {**sent, "go": "look", "text": WRITTEN})
    kept = field(told, "unsaved")
    quan.logout()
    again = quan.post("/desk/password", {"unsaved": kept, "old": given, "new": "a", "again": "a"})
    assert again.status_code == 401, "the session ended once more, on the way"
    assert field(again, "unsaved") == kept
    new = "cua-rieng-toi-2026-ngay"
    quan.post("/desk/sign-in", {"username": "quan", "password": given, "unsaved": kept})
    back = quan.post("/desk/password", {"unsaved": kept, "old": given, "new": new, "again": new})
    assert field_text(back, "text") == WRITTEN


def test_another_person_who_must_choose_a_password_is_not_given_it(cast, quan, report):
    kept = field(ended(quan, registered(cast, report())), "unsaved")
    given = "mot-mat-khau-khac-2026"
    people_actions.set_password(cast.mai.user, password=given, actor=cast.dung.actor, now=NOW)
    quan.post("/desk/sign-in", {"username": "mai", "password": given})
    new = "cua-rieng-toi-2026-ngay"
    sent = {"unsaved": kept, "old": given, "new": new, "again": new}
    told = quan.post("/desk/password", sent, follow=True)
    assert "chờ thêm một ngày" not in body(told)
    assert "chỉ trả lại cho chính người đã viết" in body(told)


def test_what_is_kept_stays_when_the_page_is_read_in_another_language(cast, quan, report):
    case = registered(cast, report())
    told = ended(quan, case)
    to = f"/desk/sign-in?next={quote(f'/desk/cases/{case.ref}/message', safe='/')}&lang=en"
    assert f'formaction="{html.escape(to)}"' in body(told)
    first = re.search(r'<button[^>]* form="carries"[^>]*>', body(told))
    assert first is not None
    assert "formaction" not in first[0], "Enter presses the first button, which signs in"
    kept = field(told, "unsaved")
    english = quan.post(to, {"language": "en", "username": "qu", "password": "", "unsaved": kept})
    assert english.status_code == 200
    assert "Your session had ended" in body(english)
    assert field(english, "unsaved") == kept
    assert 'value="qu"' in body(english)
    back = quan.post("/desk/sign-in", {"username": "quan", "password": PASSWORD, "unsaved": kept})
    assert "You are signed in again" in body(back)
    url = f"/desk/cases/{case.ref}/message"
    assert f'formaction="{url}?lang=vi"' in body(back)
    shown = quan.post(f"{url}?lang=vi", {"given-back": "yes", "text": field_text(back, "text"), "go": "mend"})
    assert "chờ thêm một ngày" in body(shown)
    assert 'lang="vi"' in body(shown)[:60]


def test_the_page_of_a_password_that_carries_something_is_read_in_another_language_too(cast, quan, report):
    kept = field(ended(quan, registered(cast, report())), "unsaved")
    given = password_given(cast)
    quan.post("/desk/sign-in", {"username": "quan", "password": given, "unsaved": kept})
    english = quan.post("/desk/password?lang=en", {"language": "en", "unsaved": kept, "old": "", "new": ""})
    assert english.status_code == 200
    assert "it comes back once the password is chosen" in body(english)
    assert field(english, "unsaved") == kept


def field_text(response, name: str) -> str:
    """The value of a hidden input, read as a browser reads it."""
    found = re.search(rf'name="{name}" value="([^"]*)"', body(response))
    assert found is not None
    return html.unescape(found.group(1))


def test_a_wrong_password_keeps_it_too(cast, quan, report):
    kept = field(ended(quan, registered(cast, report())), "unsaved")
    told = quan.post("/desk/sign-in", {"username": "quan", "password": "not this one", "unsaved": kept})
    assert field(told, "unsaved") == kept


def test_what_was_forged_or_leads_elsewhere_is_not_kept(cast, rf):
    writer = signing.Signer(salt=unsaved.SALT).sign(str(cast.quan.user.pk))
    form = "/desk/cases/NR-0000-0000/message"
    assert unsaved.opened("x") is None
    assert unsaved.packed(rf.post("/desk/password", {"new": "a", "writer": writer})) == ""
    assert unsaved.packed(rf.post("/elsewhere", {"a": "b", "writer": writer})) == ""
    assert unsaved.packed(rf.post(form, {"text": "a"})) == "", "nobody knows whose it is"
    assert unsaved.packed(rf.post(form, {"text": "a", "writer": writer[:-1]})) == ""
    assert unsaved.packed(rf.post(form, {"text": secrets.token_urlsafe(unsaved.MOST * 2 // 3), "writer": writer})) == ""
    kept = unsaved.packed(rf.post(form, {"text": "Nguyễn Văn Giấu", "go": "do", "writer": writer}))
    packet = unsaved.opened(kept)
    assert packet.opened_for(cast.quan.user) == unsaved.Unsaved(form, (("text", "Nguyễn Văn Giấu"), ("go", "mend")))
    assert packet.opened_for(cast.mai.user) is None
    assert replace(packet, owner=cast.mai.user.pk).opened_for(cast.mai.user) is None


def test_whoever_else_signs_in_on_that_page_reads_nothing_of_it(cast, quan, report):
    kept = field(ended(quan, registered(cast, report())), "unsaved")
    told = quan.post("/desk/sign-in", {"username": "mai", "password": PASSWORD, "unsaved": kept}, follow=True)
    assert "chờ thêm một ngày" not in body(told)
    assert "chỉ trả lại cho chính người đã viết" in body(told)


def test_a_reporter_written_down_at_the_counter_is_not_in_the_page_in_clear_and_comes_back(cast, quan):
    url = "/desk/new/petition"
    form = quan.get(url)
    sent = {name: field(form, name) for name in ("draft", "writer")}
    quan.logout()
    told = quan.post(url, {**sent, "go": "do", "who-name": "Nguyễn Văn Giấu", "about": WRITTEN})
    assert "Giấu" not in html.unescape(body(told))
    back = quan.post("/desk/sign-in", {"username": "quan", "password": PASSWORD, "unsaved": field(told, "unsaved")})
    names = ("given-back", "draft", "go", "who-name", "about")
    shown = quan.post(url, {name: field_text(back, name) for name in names})
    assert shown.status_code == 422, "what is missing is named; nothing was received"
    assert 'value="Nguyễn Văn Giấu"' in body(shown)
    assert "chờ thêm một ngày" in body(shown)
    assert "Chưa có gì được thực hiện" in body(shown)
    assert not Case.objects.exists()


def test_a_form_opened_before_its_writer_signed_in_anew_is_given_back(cast, report, settings):
    case = registered(cast, report())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.quan.user)
    form = browser.get(f"/desk/cases/{case.ref}/message")
    sent = {name: field(form, name) for name in ("once", "seq", "writer", "csrfmiddlewaretoken")}
    sent |= {"go": "look", "text": WRITTEN}
    signing_in = browser.get("/desk/sign-in")  # in another tab
    browser.cookies["csrftoken"] = "0" * 32
    back = browser.post(f"/desk/cases/{case.ref}/message", sent)
    assert signing_in.status_code == 302
    assert "Bạn đã đăng nhập lại" in body(back)
    assert "chờ thêm một ngày" in body(back)
    browser.force_login(cast.mai.user)
    browser.cookies["csrftoken"] = "0" * 32
    assert browser.post(f"/desk/cases/{case.ref}/message", sent).status_code == 403, "another's form"
    assert browser.post("/desk/password", sent).status_code == 403


def test_where_somebody_else_is_signed_in_by_now_the_page_says_so_and_keeps_it_for_its_writer(cast, report):
    case = registered(cast, report())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.quan.user)
    form = browser.get(f"/desk/cases/{case.ref}/message")
    sent = {name: field(form, name) for name in ("once", "seq", "writer", "csrfmiddlewaretoken")}
    browser.logout()
    browser.force_login(cast.mai.user)
    browser.cookies["csrftoken"] = "0" * 32
    told = browser.post(f"/desk/cases/{case.ref}/message", {**sent, "go": "do", "text": WRITTEN})
    assert told.status_code == 403
    assert f"Ở đây {cast.mai.user.name} đang đăng nhập" in body(told)
    assert "giữ ở trang này trong một giờ" in body(told)
    assert "chờ thêm một ngày" not in body(told)
    assert "quá lâu" not in body(told)
    again = {name: field(told, name) for name in ("unsaved", "instead", "csrfmiddlewaretoken")}
    wrong = browser.post("/desk/sign-in", {**again, "username": "quan", "password": "not this one"})
    assert field(wrong, "unsaved") == again["unsaved"]
    assert browser.get("/desk/account").status_code == 200, "she is still signed in"
    back = browser.post("/desk/sign-in", {**again, "username": "quan", "password": PASSWORD})
    assert "chờ thêm một ngày" in body(back)
    assert int(browser.session["_auth_user_id"]) == cast.quan.user.pk
    assert Done.objects.filter(case=case).count() == case.seq, "nothing was sent"


def test_a_form_of_which_nothing_is_kept_says_too_that_somebody_else_is_signed_in(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.mai.user)
    writer = signing.Signer(salt=unsaved.SALT).sign(str(cast.quan.user.pk))
    told = browser.post("/desk/password", {"writer": writer, "new": "Rất bí mật 1!"})
    assert told.status_code == 403
    assert f"Ở đây {cast.mai.user.name} đang đăng nhập" in body(told)
    assert "mật khẩu không bao giờ được giữ lại" in body(told)
    assert "bí mật" not in body(told)


def test_signing_in_twice_does_not_take_the_place_of_somebody_else(cast, quan):
    sent = {"username": "mai", "password": PASSWORD}
    assert quan.post("/desk/sign-in", sent).status_code == 302
    assert int(quan.session["_auth_user_id"]) == cast.quan.user.pk


@pytest.mark.parametrize("late", [True, False])
def test_what_is_too_old_or_was_changed_is_said_after_signing_in(cast, quan, report, monkeypatch, late):
    kept = field(ended(quan, registered(cast, report())), "unsaved")
    if late:
        monkeypatch.setattr(unsaved, "LIFE", -1)
    else:
        kept = kept[:-1] + ("A" if kept[-1] != "A" else "B")
    wrong = quan.post("/desk/sign-in", {"username": "quan", "password": "not this one", "unsaved": kept})
    assert "Những gì bạn viết trước đó không còn" in body(wrong)
    told = quan.post("/desk/sign-in", {"username": "quan", "password": PASSWORD, "unsaved": kept}, follow=True)
    assert "Những gì bạn viết trước đó không còn" in body(told)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/desk/password", "mật khẩu không bao giờ được giữ lại"),
        ("/desk/moved", "không có gì phải viết"),
        ("/desk/plans/VB-000001/table", "Tệp không được giữ lại"),
    ],
)
def test_of_what_is_not_kept_the_sign_in_page_says_why(client, cast, url, said):
    told = client.post(url, {"new": "Rất bí mật 1!"})
    assert told.status_code == 401
    assert said in body(told)
    assert "bí mật" not in body(told)
    assert f'action="/desk/sign-in?next={url.replace("/", "/")}"' in body(told)


def test_a_form_that_is_given_back_does_nothing_whatever_it_says(cast, quan, report):
    case = registered(cast, report())
    before = Done.objects.count()
    for more in ({"go": "do", "text": WRITTEN}, {"go": "look", "text": WRITTEN}, {"text": ""}):
        shown = quan.post(f"/desk/cases/{case.ref}/message", {"given-back": "yes", "seq": case.seq, **more})
        assert shown.status_code in (200, 422)
    assert quan.post(f"/desk/cases/{case.ref}/mark-read", {"given-back": "yes", "seen": "9"}).status_code == 302
    assert Done.objects.count() == before


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
    browser.force_login(cast.ha.user)
    form = browser.get(url)
    sent = {name: field(form, name) for name in ("once", "seq", "writer", "csrfmiddlewaretoken")}
    sent |= {"text": WRITTEN, "refs": "00020/2026", "go": "do"}
    browser.cookies.clear()
    told = browser.post(url, sent)
    assert told.status_code == 401
    assert "Phiên làm việc đã hết" in body(told)
    signing_in = {"username": "ha", "password": PASSWORD, "unsaved": field(told, "unsaved")}
    back = browser.post("/desk/sign-in", signing_in | {"csrfmiddlewaretoken": field(told, "csrfmiddlewaretoken")})
    assert field_text(back, "text") == WRITTEN
    names = re.findall(r'<input type="hidden" name="([^"]+)"', body(back))
    again = browser.post(url, {name: field_text(back, name) for name in names})
    assert "chờ thêm một ngày" in body(again)
    assert not Act.objects.filter(verb="report").exists(), "nothing is done by itself"


def test_what_bears_no_mark_of_its_writer_is_never_given_back(cast: Cast) -> None:
    url = f"/desk/plans/tasks/{given(cast).ref}/report"
    for writer in ({}, {"writer": "1:forged"}):
        told = Client(enforce_csrf_checks=True).post(url, {"text": WRITTEN, **writer})
        assert told.status_code == 403
        assert "camera" not in body(told)
