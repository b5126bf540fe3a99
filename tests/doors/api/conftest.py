"""Programs that ask, at a moment that stands still."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from namro.doors.api import asked, calendar, follow, reports
from namro.doors.api.open311 import requests
from namro.ground.gate import token_actions
from namro.ground.people.models import Token
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, Cast, Member

HOAN_KIEM = "2025:00070"
BA_DINH = "2025:00004"
STORY = "Đêm qua kho hàng của gia đình tôi bị cạy cửa, mất một số thùng hàng điện tử."
LAST = date(2026, 12, 31)
ALL = ("cases.read", "cases.register", "cases.classify", "cases.transfer", "cases.message", "cases.receive")


@dataclass
class Clock:
    """What the door takes for now."""

    at: datetime = NOW


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The API's clock stands at `NOW` until a test moves it; nobody has been counted yet."""
    standing = Clock()
    for module in (asked, calendar):
        monkeypatch.setattr(module, "now", lambda: standing.at)
    for throttle in (asked.missed, follow.missed, reports.sending, reports.adding, requests.sending):
        throttle._window = -1
    return standing


class Program:
    """A program with or without a token."""

    def __init__(self, secret: str = "", lang: str = "en") -> None:
        self.browser = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": lang}
        if secret:
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
        return self.browser.get(path, query, headers={**self.headers, **(headers or {})})

    def post(self, path: str, body: Any, key: str = "", headers: dict[str, str] | None = None) -> Any:
        sent = {**self.headers, **({"Idempotency-Key": key} if key else {}), **(headers or {})}
        return self.browser.post(path, json.dumps(body), content_type="application/json", headers=sent)

    def form(self, path: str, key: str = "", **fields: Any) -> Any:
        sent = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.browser.post(path, fields, headers=sent)


Issue = Callable[..., Program]


@pytest.fixture
def program(cast: Cast) -> Program:
    """A program without a token."""
    return Program()


def secret_of(
    member: Member, *actions: str, kind: str = Token.API, name: str = "máy chủ", last: date = LAST, at: datetime = NOW
) -> str:
    """The secret of a token that a member makes."""
    made = token_actions.make_token(
        member.user, kind=kind, name=name, actions=actions, last=last, actor=member.at(at), now=at
    )
    return made.secret


@pytest.fixture
def of() -> Issue:
    """`of(cast.lan, "cases.read")`: a program that comes by a token of Lan's with this scope."""

    def _of(member: Member, *actions: str, **more: Any) -> Program:
        return Program(secret_of(member, *(actions or ("cases.read",)), **more))

    return _of


def report_body(place: str = BA_DINH, story: str = STORY, **more: Any) -> dict[str, Any]:
    """A crime report as a program sends it."""
    return {
        "procedure": "crime-report",
        "answers": {"danger": False, "about": story, "where": {"ref": place, "detail": "ngõ 12"}},
        **more,
    }


def fresh_key() -> str:
    return secrets.token_urlsafe(24)


Reported = Callable[..., Case]


@pytest.fixture
def reported(cast: Cast) -> Reported:
    """`reported(place=…)`: a citizen has just sent a crime report over the web."""

    def _reported(place: str = BA_DINH, at: datetime = NOW, story: str = STORY) -> Case:
        return actions.receive(
            None,
            procedure="crime-report",
            answers=report_body(place, story)["answers"],
            identity={"name": "Nguyễn Văn Giấu", "phone": "0912 345 678"},
            place_ref=place,
            draft=fresh_key(),
            actor=actions.NEWCOMER,
            now=at,
        ).case

    return _reported
