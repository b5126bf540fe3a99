"""Making a token on the account page, seeing it once, revoking it; and city systems on the administrator's page."""

from __future__ import annotations

import re

from django.core.management import call_command

from namro.ground.people.models import Token
from namro.ground.trail.models import Entry
from namro.work.cases.models import Progress, Subscription
from tests.cast import NOW, Cast
from tests.doors.desk.conftest import body

SECRET = re.compile(r"namro_[A-Za-z0-9_-]{43}")


def test_a_token_is_shown_once_and_stands_on_the_account_page_until_it_is_revoked(cast: Cast, signed_in):
    lan = signed_in(cast.lan)
    form = lan.get("/desk/account/tokens?lang=en")
    assert "What it may do" in body(form)
    assert "Ask to open the reporter" not in body(form)
    given = {"kind": "api", "name": "City portal", "actions": ["cases.read"], "last": "31/12/2026"}
    made = lan.post("/desk/account/tokens", given)
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    assert SECRET.search(body(made))
    account = body(lan.get("/desk/account"))
    assert "City portal" in account
    assert not SECRET.search(account)
    assert "never used" in account
    token = Token.objects.get()
    assert lan.post(f"/desk/account/tokens/{token.pk}/revoke").status_code == 302
    assert "holds no longer" in body(lan.get("/desk/account"))
    assert {e.action for e in Entry.objects.all()} >= {"people.make_token", "people.revoke_token"}


def test_what_was_typed_stays_when_something_is_to_be_mended(cast: Cast, signed_in):
    lan = signed_in(cast.lan)
    for change in ({"last": "tomorrow"}, {"last": "31/12/2036"}, {"name": ""}, {"kind": ""}, {"actions": []}):
        given = {"kind": "api", "name": "City portal", "actions": ["cases.read"], "last": "31/12/2026", **change}
        answer = lan.post("/desk/account/tokens?lang=en", given)
        assert answer.status_code == 422, change
        if "name" not in change:
            assert "City portal" in body(answer)
    assert not Token.objects.exists()


def test_a_calendar_comes_as_an_address_that_opens_it(cast: Cast, signed_in):
    made = signed_in(cast.lan).post("/desk/account/tokens", {"kind": "calendar", "name": "Lịch", "last": "31/12/2026"})
    found = re.search(r"http://testserver(/api/v1/calendar/[^<?]+\.ics)", body(made))
    assert found
    assert signed_in(cast.lan).get(found.group(1)).status_code in (200, 404)  # the API has a clock of its own


def test_nobody_revokes_the_token_of_another(cast: Cast, signed_in):
    signed_in(cast.lan).post("/desk/account/tokens", {"kind": "calendar", "name": "Lịch", "last": "31/12/2026"})
    token = Token.objects.get()
    assert signed_in(cast.quan).post(f"/desk/account/tokens/{token.pk}/revoke").status_code == 404
    assert Token.objects.get().revoked_at is None


def test_city_systems_are_looked_after_by_the_administrator_alone(cast: Cast, signed_in):
    dung = signed_in(cast.dung)
    assert "None is told yet" in body(dung.get("/desk/webhooks?lang=en"))
    given = {"name": "City portal", "url": "https://city.example/namro", "username": "thao", "verbs": ["register"]}
    assert dung.get("/desk/webhooks/new").status_code == 200
    made = dung.post("/desk/webhooks/new", given)
    assert "whsec_" in body(made)
    listed = body(dung.get("/desk/webhooks"))
    assert "https://city.example/namro" in listed
    assert "whsec_" not in listed
    for change in ({"username": "nobody"}, {"username": "dung"}, {"url": "http://10.0.0.1/"}, {"name": ""}):
        answer = dung.post("/desk/webhooks/new", {**given, **change})
        assert answer.status_code == 422, change
    kept = Subscription.objects.get()
    Progress.objects.update(failures=2, last_said="503", next_try=int(NOW.timestamp()))
    assert "It met: 503" in body(dung.get("/desk/webhooks"))
    for who in (cast.lan, cast.thao):
        other = signed_in(who)
        assert other.get("/desk/webhooks").status_code == 404
        assert other.get("/desk/webhooks/new").status_code == 404
        assert other.post(f"/desk/webhooks/{kept.pk}/end").status_code == 404
        assert other.post(f"/desk/webhooks/{kept.pk}/resume").status_code == 404
    assert dung.post(f"/desk/webhooks/{kept.pk}/end").status_code == 302
    assert "None is told yet" in body(dung.get("/desk/webhooks"))


def test_the_command_makes_lists_and_revokes_a_token(cast: Cast, capsys):
    from datetime import UTC, datetime

    last = f"{datetime.now(UTC).year + 1}-01-01"
    call_command("people", "token", "lan", "--name", "city portal", "--may", "cases.read", "--until", last)
    assert SECRET.search(capsys.readouterr().out)
    call_command("people", "token", "lan")
    assert "city portal: api" in capsys.readouterr().out
    call_command("people", "token", "lan", "--revoke", str(Token.objects.get().pk))
    assert Token.objects.get().revoked_at is not None
