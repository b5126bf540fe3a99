"""A desk with a clock that stands still, and matters that came in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from namro.doors.desk import account, page
from namro.ground.people.actors import reporter
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, Cast, Member, act

HOAN_KIEM = "2025:00070"
BA_DINH = "2025:00004"
STORY = "Đêm qua kho hàng của gia đình tôi bị cạy cửa, mất một số thùng hàng điện tử."


@dataclass
class Clock:
    """What the desk takes for now."""

    at: datetime = NOW


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The desk's clock stands at `NOW` until a test moves it."""
    standing = Clock()
    for module in (page, account):
        monkeypatch.setattr(module, "now", lambda: standing.at)
    return standing


@pytest.fixture
def home(tmp_path: Any, settings: Any) -> Any:
    """A place of its own for what waits."""
    settings.NAMRO_HOME = tmp_path
    return tmp_path


Report = Callable[..., Case]


@pytest.fixture
def report(cast: Cast) -> Report:
    """`report(place=BA_DINH)`: a citizen has just sent a crime report over the web."""

    def _report(
        story: str = STORY,
        *,
        place: str = HOAN_KIEM,
        at: datetime = NOW,
        identity: dict[str, str] | None = None,
        procedure: str = "crime-report",
        **answers: Any,
    ) -> Case:
        given = {"danger": False, "about": story, "where": {"ref": place, "detail": "ngõ 12"}, **answers}
        given = {name: value for name, value in given.items() if value is not None}
        return actions.receive(
            None,
            procedure=procedure,
            answers=given,
            identity={"name": "Nguyễn Văn Giấu", "phone": "0912 345 678"} if identity is None else identity,
            place_ref=place,
            draft=secrets.token_urlsafe(24),
            actor=actions.NEWCOMER,
            now=at,
        ).case

    return _report


@pytest.fixture
def quan(cast: Cast, signed_in: Callable[[Member], Client]) -> Client:
    """The browser of the duty officer of Hoàn Kiếm."""
    return signed_in(cast.quan)


def body(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())


def field(response: Any, name: str) -> str:
    """The value of a hidden input of a page."""
    _, _, rest = body(response).partition(f'name="{name}" value="')
    return rest.partition('"')[0]


def fill(browser: Client, url: str, *, go: str = "do", **given: Any) -> Any:
    """Opens a form and sends it filled in, as a browser does."""
    opened = browser.get(url)
    assert opened.status_code == 200, f"{url}: {opened.status_code}"
    sent = {name: field(opened, name) for name in ("once", "seq", "seen", "draft") if f'name="{name}"' in body(opened)}
    return browser.post(url, {**sent, "go": go, **given})


def looked(browser: Client, url: str, **given: Any) -> Any:
    """Opens a form, sends it to be looked at, and then what was looked at, as a browser does."""
    look = fill(browser, url, go="look", **given)
    assert look.status_code == 200, body(look)
    sent = {name: field(look, name) for name in ("once", "seen")}
    return browser.post(url, {**sent, "go": "do", **given})


def registered(cast: Cast, case: Case, at: datetime = NOW) -> Case:
    """The case as the duty officer of Hoàn Kiếm has put it into the register."""
    act(actions.register, case, by=cast.quan, at=at)
    return Case.objects.get(pk=case.pk)


def wrote(case: Case, text: str = "Tôi nhớ thêm: xe màu xanh.", at: datetime = NOW) -> Case:
    """The case after its reporter has written."""
    act(actions.message, Case.objects.get(pk=case.pk), by=reporter(case.ref), at=at, text=text)
    return Case.objects.get(pk=case.pk)


def with_the_investigators(cast: Cast, case: Case, at: datetime = NOW) -> Case:
    """The case as it was classified, transferred, accepted and assigned to Sơn."""
    case = registered(cast, case, at)
    act(actions.classify, case, by=cast.quan, at=at, flags={})
    case = Case.objects.get(pk=case.pk)
    act(actions.transfer, case, by=cast.quan, at=at, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    case = Case.objects.get(pk=case.pk)
    act(actions.accept_transfer, case, by=cast.binh, at=at)
    case = Case.objects.get(pk=case.pk)
    act(actions.assign, case, by=cast.binh, at=at, post=cast.son.post)
    return Case.objects.get(pk=case.pk)


def with_posts(agency: Client, url: str, form: dict[str, Any]) -> Any:
    """Sends a look once, which says at which lines the office has no such post; then again with what was filled in
    there, as somebody does who looked at it."""
    asked = agency.post(url, form)
    assert asked.status_code == 422, body(asked)
    found = re.findall(r'<select id="f-((?:role|head)-\d+)"(.*?)</select>', body(asked), re.S)
    filled_in = {name: "".join(re.findall(r'value="([^"]*)" selected', rest)) for name, rest in found}
    return agency.post(url, form | {name: value for name, value in filled_in.items() if value})
