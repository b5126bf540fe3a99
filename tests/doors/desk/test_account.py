"""Signing in and out, and the own password."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from namro.ground.gate import guard, people_actions
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import SignInAttempt, User
from tests.cast import NOW, PASSWORD
from tests.doors.desk.conftest import body

SIGN_IN = "/desk/sign-in"


def sign_in(browser, username="quan", password=PASSWORD, url=SIGN_IN):
    return browser.post(url, {"username": username, "password": password})


def test_signing_in_leads_to_today(cast):
    answer = sign_in(Client())
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"


def test_every_page_of_the_desk_asks_for_it_and_leads_back(cast):
    browser = Client()
    answer = browser.get("/desk/register?year=2026")
    assert answer["Location"] == "/desk/sign-in?next=%2Fdesk%2Fregister%3Fyear%3D2026"
    assert sign_in(browser, url=answer["Location"])["Location"] == "/desk/register?year=2026"


@pytest.mark.parametrize(
    "onward", ["https://evil.example/desk/", "//evil.example", "/vi/", "javascript:alert(1)", "/desk/../x"]
)
def test_it_never_leads_away_from_the_desk(cast, onward):
    answer = Client().post(f"{SIGN_IN}?next={onward}", {"username": "quan", "password": PASSWORD})
    assert answer["Location"].startswith("/desk/")
    assert "evil" not in answer["Location"]


def test_a_wrong_name_and_a_wrong_password_get_one_answer(cast):
    wrong = [body(sign_in(Client(), *tried)) for tried in (("quan", "sai"), ("khong-co-ai", "sai"))]
    same = [page.replace("khong-co-ai", "quan") for page in wrong]
    token = 'name="csrfmiddlewaretoken" value="'
    assert len({page.partition(token)[0] + page.partition(token)[2].partition('"')[2] for page in same}) == 1
    assert "chưa đúng" in wrong[0]


def test_a_closed_account_is_like_one_that_does_not_exist(cast):
    with guard.outside("an account is closed"):
        User.objects.filter(username="quan").update(is_active=False)
    assert "chưa đúng" in body(sign_in(Client()))


def test_guessing_is_slowed_down_and_the_right_password_must_wait_too(cast):
    browser = Client()
    for _ in range(6):
        sign_in(browser, password="sai")
    waiting = sign_in(browser)
    assert waiting.status_code == 422
    assert "phút" in body(waiting)
    assert "quan" not in str(SignInAttempt.objects.values_list("key", flat=True))


def test_the_session_is_a_new_one_after_signing_in_and_gone_after_signing_out(cast):
    browser = Client()
    browser.get(f"{SIGN_IN}?lang=en")
    before = browser.cookies["namro"].value
    sign_in(browser)
    after = browser.cookies["namro"].value
    assert before != after
    assert 'lang="en"' in body(browser.get("/desk/"))
    assert browser.post("/desk/sign-out").status_code == 302
    assert not Session.objects.filter(pk=after).exists()
    assert browser.get("/desk/").status_code == 302


def test_signing_out_by_a_link_does_nothing(cast, quan):
    assert quan.get("/desk/sign-out").status_code == 405
    assert quan.get("/desk/").status_code == 200


def test_a_first_password_must_be_changed_before_anything_else(cast):
    with guard.outside("an administrator gave a first password"):
        User.objects.filter(username="quan").update(must_change_password=True)
    browser = Client()
    sign_in(browser)
    for url in ("/desk/", "/desk/cases", "/desk/account"):
        assert browser.get(url)["Location"] == "/desk/password"
    chosen = "con mèo ngủ trên mái"
    answer = browser.post("/desk/password", {"old": PASSWORD, "new": chosen, "again": chosen})
    assert answer["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200
    assert sign_in(Client(), password=chosen).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("sai", "con mèo ngủ trên mái", "con mèo ngủ trên mái", "Mật khẩu hiện tại"),
        (PASSWORD, "ngắn", "ngắn", "ít nhất 12 ký tự"),
        (PASSWORD, "passwordpassword1", "khác hẳn đi nhé", "chưa giống nhau"),
        (PASSWORD, PASSWORD, PASSWORD, "mật khẩu"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(quan, cast, old, new, again, said):
    answer = quan.post("/desk/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in body(answer)
    assert User.objects.get(username="quan").check_password(PASSWORD)


def test_changing_the_password_ends_the_other_sessions(cast, signed_in):
    here, elsewhere = signed_in(cast.quan), signed_in(cast.quan)
    chosen = "con mèo ngủ trên mái"
    here.post("/desk/password", {"old": PASSWORD, "new": chosen, "again": chosen})
    assert here.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


def test_the_account_page_names_the_posts_and_the_languages(quan):
    page = body(quan.get("/desk/account"))
    assert "Cán bộ trực ban, Công an phường Hoàn Kiếm" in page
    assert "English" in page


def test_someone_without_a_post_is_told_so_and_sees_no_case(cast, report):
    report()
    with guard.outside("somebody without a post"):
        nobody = User.objects.create(
            username="moi", name="Người Mới", created_at=cast.lan.user.created_at, must_change_password=False
        )
    browser = Client()
    browser.force_login(nobody)
    assert "chưa có vị trí" in body(browser.get("/desk/"))
    assert browser.get("/desk/register").status_code == 404
    assert browser.get("/desk/new").status_code == 404


def test_names_that_no_keyboard_sends_are_wrong_names_and_nothing_more(cast):
    for name in (
        "a\x00b",
        "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        "a" * 9999,
        "<b>",
        "' OR 1=1",
    ):
        assert sign_in(Client(), name).status_code == 422


def test_who_gave_a_password_is_said_to_the_person_and_stays_on_their_page(cast):
    people_actions.set_password(cast.quan.user, password="mot-mat-khau-khac-2026", actor=cast.dung.actor, now=NOW)
    browser = Client()
    sign_in(browser, password="mot-mat-khau-khac-2026")
    page = body(browser.get("/desk/password"))
    assert f"Mật khẩu mới do {cast.dung.user.name} đặt" in page
    assert "hãy báo lãnh đạo" in page
    new = "cua-rieng-toi-2026-ngay"
    browser.post("/desk/password", {"old": "mot-mat-khau-khac-2026", "new": new, "again": new})
    page = body(browser.get("/desk/account?lang=en"))
    assert f"<b>New password set by {cast.dung.user.name}</b>" in page
    assert f"Password changed by {cast.quan.user.name}" in page
    assert f"<b>Password changed by {cast.quan.user.name}" not in page


def test_a_password_set_on_the_server_is_told_too(cast):
    people_actions.set_password(cast.quan.user, password="mot-mat-khau-khac-2026", actor=OPERATOR, now=NOW)
    browser = Client()
    sign_in(browser, password="mot-mat-khau-khac-2026")
    assert "New password set by the server&#39;s operator" in body(browser.get("/desk/password?lang=en"))
