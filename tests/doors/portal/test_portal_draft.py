"""The draft in its hidden field: signed, honoured for a day, its words kept when it is not."""

import base64
import json
import zlib

import pytest
from django.core import signing

from namro.doors.portal import draft
from namro.doors.portal.draft import Draft, read

STORY = "Kho nhà tôi bị phá khoá đêm qua. " * 40


def _written() -> Draft:
    return Draft(
        "crime-report", answers={"about": STORY, "when": {"mode": "day", "day": "1/2/2026"}}, who={"mode": "no"}
    )


def test_a_draft_comes_back_as_it_went():
    written = _written()
    found, trust = read(written.sealed())
    assert (found, trust) == (written, "good")


def test_every_fresh_draft_has_its_own_token_of_128_bits():
    assert len({Draft("x").token for _ in range(100)}) == 100
    assert len(Draft("x").token) == 22


def test_a_draft_of_yesterday_keeps_its_words_under_a_fresh_token(monkeypatch):
    written = _written()
    sealed = written.sealed()
    monkeypatch.setattr(draft, "LIFE", -1)
    found, trust = read(sealed)
    assert trust == "old"
    assert found is not None
    assert found.answers == written.answers
    assert found.token != written.token


def test_a_changed_draft_keeps_its_words_but_not_its_token():
    written = _written()
    body, stamp, sign = written.sealed().split(":")
    found, trust = read(f"{body}:{stamp}:{sign[:-2]}xx")
    assert trust == "broken"
    assert found is not None
    assert found.answers["about"] == STORY
    assert found.token != written.token


def test_a_draft_made_by_someone_else_gets_no_token_of_their_choice():
    body = zlib.compress(json.dumps({"p": "crime-report", "t": "x" * 22, "a": {"about": "hi"}}).encode())
    forged = "." + base64.urlsafe_b64encode(body).decode().rstrip("=") + ":1:1"
    found, trust = read(forged)
    assert trust == "broken"
    assert found is not None
    assert found.token != "x" * 22


@pytest.mark.parametrize(
    "text", ["", "x", ":::", "." * 50, "\0\0", "💥", ".eJw:1:1", "W10:1:1", '{"p":1}', "a" * 100_000]
)
def test_what_is_no_draft_is_none(text):
    assert read(text) == (None, "broken")


def test_a_bomb_is_not_unpacked():
    bomb = "." + signing.b64_encode(zlib.compress(b'{"p":"' + b"a" * 50_000_000 + b'"}')).decode() + ":1:1"
    assert read(bomb)[0] is None


def test_deep_nesting_is_no_draft():
    deep = signing.b64_encode(("[" * 100_000).encode()).decode()
    assert read(deep + ":1:1") == (None, "broken")
