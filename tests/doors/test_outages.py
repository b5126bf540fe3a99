"""The disk is full, the database restarts: a clear page, 503, with what was sent in it, and no word from inside."""

from __future__ import annotations

import errno
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from namro.doors import words
from namro.doors.outages import outage
from tests.cast import Cast


def of_postgres(kind: type[Exception], cause: Exception, said: str = "") -> Exception:
    made = kind(said or str(cause))
    made.__cause__ = cause
    return made


CAUSES: dict[str, tuple[Exception, str | None]] = {
    "full": (OperationalError("database or disk is full"), "full"),
    "readonly": (OperationalError("attempt to write a readonly database"), "read-only"),
    "locked": (OperationalError("database is locked"), "busy"),
    "pg-deadlock": (of_postgres(OperationalError, psycopg.errors.DeadlockDetected("deadlock detected")), "busy"),
    "gone": (OperationalError("unable to open database file"), "database"),
    "file-full": (OSError(errno.ENOSPC, "No space left on device"), "full"),
    "file-readonly": (OSError(errno.EROFS, "Read-only file system"), "read-only"),
    "pg-down": (of_postgres(OperationalError, psycopg.OperationalError("connection refused at /secret")), "database"),
    "pg-full": (of_postgres(OperationalError, psycopg.errors.DiskFull("No space left on device")), "full"),
    "pg-stops": (of_postgres(OperationalError, psycopg.errors.AdminShutdown("terminating connection")), "database"),
    "pg-read": (
        of_postgres(
            InternalError, psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction")
        ),
        "read-only",
    ),
    "closed": (InterfaceError("connection already closed"), "database"),
    "no-table": (OperationalError("no such table: people_user"), None),
    "pg-no-table": (of_postgres(ProgrammingError, psycopg.errors.UndefinedTable("relation does not exist")), None),
    "mistake": (RuntimeError("secret"), None),
    "no-file": (FileNotFoundError(errno.ENOENT, "No such file"), None),
}


def raising(request: HttpRequest, which: str, **named: str) -> HttpResponse:
    _ = request.POST
    raise CAUSES[which][0]


handler500 = "namro.doors.refusals.went_wrong"
urlpatterns = [
    path("api/v1/<str:which>", raising),
    path("desk/x/<str:which>", raising),
    path("<str:lang>/<str:which>", raising),
]


@pytest.fixture
def browser(settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("which", sorted(CAUSES))
def test_what_passes_is_told_apart_from_what_is_wrong(which: str) -> None:
    cause, expected = CAUSES[which]
    assert outage(cause) == expected


@pytest.mark.parametrize("which", sorted(CAUSES))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_outage_is_an_honest_page_in_the_readers_language(browser: Client, which: str, lang: str) -> None:
    expected = CAUSES[which][1]
    answer = browser.get(f"/{lang}/{which}")
    said = answer.content.decode()
    assert answer.status_code == (503 if expected else 500)
    assert "secret" not in said
    assert "Traceback" not in said
    if expected:
        assert words.say(lang, f"refusals.outage.{expected}") in said
        assert answer.headers["Retry-After"] == "30"
        assert f'href="/{lang}/{which}"' in said


def test_what_was_sent_stands_in_the_page_to_be_sent_again(browser: Client) -> None:
    said = browser.post("/vi/full", {"draft": 'abc"<', "asked": "check", "do": "continue"}).content.decode()
    assert 'action="/vi/full"' in said
    assert 'name="draft" value="abc&#34;&lt;"' in said
    assert 'name="do" value="continue"' in said
    step = browser.post("/desk/x/pg-down", {"once": "k", "reason": "Vì thế", "csrfmiddlewaretoken": "t"})
    assert 'name="reason" value="Vì thế"' in step.content.decode()


@pytest.mark.parametrize("fields", [{"username": "lan", "password": "geheim", "once": "x"}, {"code": "AB12"}, {}])
def test_a_password_or_a_form_that_may_count_twice_is_not_carried(browser: Client, fields: dict[str, str]) -> None:
    said = browser.post("/vi/full", fields).content.decode()
    assert "<form" not in said
    assert "geheim" not in said


def test_a_program_is_told_in_its_own_form(browser: Client) -> None:
    answer = browser.get("/api/v1/pg-down", headers={"accept-language": "en"})
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "30"
    assert answer.json()["code"] == "unavailable"
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_a_session_that_cannot_be_written_is_an_outage_as_well(
    cast: Cast, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is raised where no view is on the way any more."""
    from django.contrib.sessions.backends.db import SessionStore

    browser = signed_in(cast.lan)
    browser.raise_request_exception = False

    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(SessionStore, "save", full)
    answer = browser.get("/desk/?lang=en")
    assert answer.status_code == 503
    assert (
        words.say(words.languages()[0], "refusals.outage.full") in answer.content.decode()
        or words.say("en", "refusals.outage.full") in answer.content.decode()
    )
