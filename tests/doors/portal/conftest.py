"""Fixtures of the portal's tests: someone without an account, and a report that is ready to be sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from namro.doors.portal import files, follow, receipt
from tests.cast import Cast
from tests.doors.portal.walk import Walker

STORY = "Đêm qua kho của tôi bị phá khoá, mất ba xe đạp điện."


@pytest.fixture(autouse=True)
def at_nine(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The portal's clock stands at the tests' moment; nobody has been counted yet."""
    monkeypatch.setattr("namro.doors.portal.page.now", lambda: now)
    for module in ("files", "follow", "receipt", "telling"):
        monkeypatch.setattr(f"namro.doors.portal.{module}.now", lambda: now)
    files.adding._window = follow.missed._window = receipt.sending._window = -1


@pytest.fixture
def citizen(cast: Cast) -> Walker:
    return Walker()


@pytest.fixture
def to_the_end(citizen: Walker) -> Callable[..., Walker]:
    """Walks through the crime report up to its check page."""

    def _walk(lang: str = "vi", about: str = STORY, who: str = "no", **named: str) -> Walker:
        citizen.open(f"/{lang}/report/crime-report/danger")
        citizen.press(danger="no").press(about=about)
        citizen.press("find", where="hoan kiem")
        citizen.press(where_ref="2025:00070", where_line="12 phố Hàng Bạc")
        citizen.press(when="day", when_day="09/03/2026", when_time="khoảng 10 giờ tối")
        citizen.press().press(who="")
        return citizen.press(who=who, **named)

    return _walk


@pytest.fixture
def at_about(citizen: Walker) -> Walker:
    """On the page that asks what happened."""
    return citizen.open("/vi/report/crime-report/danger").press(danger="no")


@pytest.fixture
def at_when(at_about: Walker) -> Walker:
    """On the page that asks when."""
    return at_about.press(about=STORY).press("find", where="hoan kiem").press(where_ref="2025:00070")


@pytest.fixture
def at_files(at_when: Walker) -> Walker:
    """On the page that asks for files."""
    return at_when.press(when="unknown")
