"""Pages for what cannot be shown: in the reader's language, with what to do, without a word too much."""

import pytest
from django.core.exceptions import (
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.urls import path

from namro.doors import words
from namro.rules.packs.refused import Refused

RAISED: dict[str, type[Exception] | Exception] = {
    "missing": Http404,
    "forbidden": PermissionDenied,
    "hidden": Refused("gate.not-found"),
    "refused": Refused("uploads.too-many", name="<b>x</b>", n=10),
    "large": RequestDataTooBig,
    "files": TooManyFilesSent,
    "odd": SuspiciousOperation,
    "host": DisallowedHost,
    "broken": RuntimeError("secret inside"),
    "database": OperationalError("no such table: people_user at /srv"),
}


def raising(request: HttpRequest, which: str, **named: str) -> HttpResponse:
    if which == "no-way":
        return HttpResponseNotAllowed(["POST"])
    raise RAISED[which]


handler404 = handler403 = "namro.doors.refusals.not_found"
handler400 = "namro.doors.refusals.bad_request"
handler500 = "namro.doors.refusals.went_wrong"
urlpatterns = [path("<str:lang>/<str:which>", raising), path("desk/x/<str:which>", raising)]


@pytest.fixture
def browser(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("which", "status", "page"),
    [
        ("missing", 404, "not-found"),
        ("forbidden", 404, "not-found"),
        ("hidden", 404, "not-found"),
        ("large", 413, "too-large"),
        ("files", 413, "too-large"),
        ("odd", 400, "bad-request"),
        ("host", 400, "unknown-host"),
        ("no-way", 405, "not-this-way"),
        ("broken", 500, "went-wrong"),
        ("database", 500, "went-wrong"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_refusal_has_its_page_in_the_language_of_the_reader(browser, which, status, page, lang):
    answer = browser.get(f"/{lang}/{which}")
    said = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{lang}"' in said
    for part in ("title", "what", "next"):
        assert words.say(lang, f"refusals.page.{page}.{part}", n=10, megabytes=20) in said.replace("&#x27;", "'")


def test_not_allowed_and_not_there_are_the_same_to_the_last_byte(browser):
    pages = {
        browser.get(f"/vi/{which}").content.replace(which.encode(), b"") for which in ("missing", "forbidden", "hidden")
    }
    assert len(pages) == 1


def test_a_refusal_that_no_form_could_show_is_said_and_escaped(browser):
    answer = browser.get("/en/refused")
    assert answer.status_code == 400
    assert "&lt;b&gt;x&lt;/b&gt; was left out" in answer.content.decode()


@pytest.mark.parametrize("which", ["broken", "database"])
def test_nothing_from_the_inside_reaches_the_reader(browser, which):
    said = browser.get(f"/vi/{which}").content.decode()
    assert "secret" not in said
    assert "people_user" not in said
    assert "Traceback" not in said


def test_at_the_desk_the_way_leads_back_to_todays_work(browser):
    assert 'href="/desk/"' in browser.get("/desk/x/missing").content.decode()


def test_a_refused_page_still_carries_the_headers_of_every_page(browser):
    for which in ("missing", "large", "broken"):
        assert "default-src 'self'" in browser.get(f"/vi/{which}").headers["Content-Security-Policy"]


def test_the_page_about_a_failure_needs_neither_database_nor_session():
    # without the `db` fixture every query raises, so a page that asked for one would not come
    request = RequestFactory().get("/vi/", headers={"cookie": "namro=abc"})
    from namro.doors.refusals import went_wrong

    assert went_wrong(request).status_code == 500
    assert words.say("vi", "refusals.page.went-wrong.title") in went_wrong(request).content.decode()


def test_even_without_words_a_failure_is_answered(monkeypatch):
    from namro.doors import refusals

    def no_words(*args: object, **kwargs: object) -> str:
        raise RuntimeError("the pack is gone")

    monkeypatch.setattr(words, "say", no_words)
    answer = refusals.went_wrong(RequestFactory().get("/vi/"))
    assert answer.status_code == 500
    assert b"try again" in answer.content


def test_a_form_that_was_open_too_long_says_so(settings):
    settings.ROOT_URLCONF = __name__
    answer = Client(enforce_csrf_checks=True).post("/desk/x/missing?lang=en", {"a": "b"})
    assert answer.status_code == 403
    assert words.say("en", "refusals.page.form-expired.title") in answer.content.decode()


def test_the_real_addresses_are_answered_by_the_same_pages():
    from namro import urls

    for name in ("handler400", "handler403", "handler404", "handler500"):
        assert getattr(urls, name) == globals()[name]
