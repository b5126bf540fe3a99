"""Somebody's due days in their own calendar program: days and numbers, and nobody's story."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import icalendar

from namro.ground.gate import token_actions
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import Cast, act
from tests.doors.api.conftest import HOAN_KIEM, Program, Reported, secret_of


def fetched(secret: str, lang: str = "vi") -> Any:
    return Program().browser.get(f"/api/v1/calendar/{secret}.ics", {"lang": lang})


def read(answer: Any) -> list[Any]:
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_calendar_holds_my_due_days_and_can_be_read_back(cast: Cast, reported: Reported):
    case = reported()
    reported(HOAN_KIEM)
    answer = fetched(secret_of(cast.lan, kind="calendar"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = read(answer)
    assert len(found) >= 1
    days = {c.due_on for c in case.clocks.filter(status="running")}
    assert {event["DTSTART"].dt for event in found} == days
    assert all(isinstance(event["DTSTART"].dt, date) for event in found)
    event = found[0]
    assert str(event["SUMMARY"]).startswith(case.ref)
    assert int(event["SEQUENCE"]) == 1
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt
    alarm = event.walk("VALARM")[0]
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["TRIGGER"].to_ical() == b"-PT15H"


def test_no_subject_no_place_and_no_name_stands_in_it(cast: Cast, reported: Reported):
    case = reported()
    act(actions.register, case, by=cast.lan)
    text = fetched(secret_of(cast.lan, kind="calendar")).content.decode().replace("\r\n ", "")
    for word in ("kho hàng", "ngõ 12", "Giấu", "Lan", "0912", "tội phạm"):
        assert word not in text, word
    assert Case.objects.get().number in text
    assert "Công an phường Ba Đình" in text


def test_lines_are_folded_at_75_octets_end_with_cr_lf_and_are_in_nfc(cast: Cast, reported: Reported):
    reported()
    raw = fetched(secret_of(cast.lan, kind="calendar")).content
    lines = raw.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-1] == b""
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)
    text = raw.decode()
    assert unicodedata.is_normalized("NFC", text)


def test_an_event_keeps_its_uid_and_counts_up_when_the_case_moves(cast: Cast, reported: Reported):
    case = reported()
    secret = secret_of(cast.lan, kind="calendar")
    before = {str(e["UID"]): int(e["SEQUENCE"]) for e in read(fetched(secret))}
    act(actions.register, case, by=cast.lan)
    after = {str(e["UID"]): int(e["SEQUENCE"]) for e in read(fetched(secret, "en"))}
    assert set(before) & set(after)
    assert all(after[uid] > before[uid] for uid in set(before) & set(after))


def test_what_another_has_is_not_in_my_calendar(cast: Cast, reported: Reported):
    case = reported()
    act(actions.register, case, by=cast.lan)
    assert read(fetched(secret_of(cast.quan, kind="calendar"))) == []
    act(actions.classify, Case.objects.get(), by=cast.lan, step="classify", flags={})
    assert len(read(fetched(secret_of(cast.minh, kind="calendar")))) >= 1


def test_a_revoked_a_wrong_and_an_api_secret_open_no_calendar(cast: Cast, reported: Reported):
    secret = secret_of(cast.lan, kind="calendar")
    act(token_actions.revoke_token, cast.lan.user, by=cast.lan, token=cast.lan.user.tokens.get().pk)
    answers = [fetched(one) for one in (secret, "namro_nonsense", secret_of(cast.lan, "cases.read"))]
    assert {answer.status_code for answer in answers} == {404}
