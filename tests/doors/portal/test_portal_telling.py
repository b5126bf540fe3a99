"""Why a promised day is that day, in the reporter's words."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils.text import capfirst

from namro.doors.portal import telling
from namro.rules.clocks.telling import tell
from namro.work.cases import actions, queries
from tests.cast import BA_DINH, NOW, Cast, unit
from tests.work.cases.conftest import burglary


def burgled(at: datetime) -> actions.Received:
    return actions.receive(
        None,
        procedure="crime-report",
        answers=burglary(BA_DINH),
        place_ref=unit(BA_DINH).ref,
        actor=actions.NEWCOMER,
        now=at,
    )


def test_reasons_are_told_to_the_minute_as_the_clocks_give_them(cast: Cast, at_nine: None) -> None:
    said = []
    for seconds in (0.25, 59.75):
        received = burgled(NOW + timedelta(seconds=seconds))
        assert received.standing is not None
        views = [v for v in queries.clocks(received.case, NOW, received.standing) if v.shown_to_reporter]
        exact = {
            tuple((capfirst(tell(step, telling.Reader("vi"))), step.article) for step in view.due.steps)
            for view in views
            if view.due is not None
        }
        told = {promise.why for promise in telling.promises(received.case, "vi", received.standing)}
        assert told == exact
        said.append(told)
    assert said[0] == said[1]


def test_the_next_minute_has_reasons_of_its_own(cast: Cast, at_nine: None) -> None:
    one, other = (
        {p.why for p in telling.promises(r.case, "vi", r.standing)}
        for r in (burgled(NOW), burgled(NOW + timedelta(minutes=1, seconds=0.5)))
        if r.standing is not None
    )
    assert one != other


def test_how_late_an_office_is_counts_days_off_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    received = burgled(NOW)
    views = [v for v in queries.clocks(received.case, NOW, received.standing) if v.shown_to_reporter and v.due]
    first = min(view.due.on for view in views)
    for days, said in ((0, "trễ từ hôm nay"), (1, "trễ 1 ngày"), (9, "trễ 9 ngày"), (30, "trễ 30 ngày")):
        at = datetime.combine(first + timedelta(days=days), time(23, 59), tzinfo=NOW.tzinfo)
        monkeypatch.setattr(telling, "now", lambda at=at: at)
        told = telling.promises(received.case, "vi", received.standing, running_only=True)
        assert said in [promise.state for promise in told], days
