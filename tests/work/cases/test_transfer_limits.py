"""Which limit counts for handing a report over: where the place is remote, and where the report turned urgent."""

from __future__ import annotations

import pytest

from namro.ground.gate import guard
from namro.ground.gate.place_actions import mark_remote
from namro.ground.people.actors import OPERATOR
from namro.ground.places.models import Unit
from namro.rules.packs.current import the_pack
from namro.work.cases import actions, queries, timeline
from namro.work.cases.history import standing_of
from tests.cast import NOW, Cast
from tests.work.cases.conftest import BA_DINH, Reported, again
from tests.work.cases.test_actions import refused

pytestmark = pytest.mark.django_db


def _marked(code: str, remote: bool | None) -> None:
    with guard.outside("a test in which a unit is marked"):
        Unit.objects.filter(code=code, ends__isnull=True).update(remote=remote)


@pytest.mark.parametrize(("remote", "hours"), [(True, 48), (False, 24), (None, 24)])
def test_a_case_at_a_unit_marked_remote_has_the_longer_limit_by_itself_and_says_so(
    reported: Reported, cast: Cast, remote: bool | None, hours: int
) -> None:
    _marked(BA_DINH, remote)
    try:
        case = reported().case
        names = the_pack().procedure("crime-report", NOW.date()).flags["remote"].names
        assert standing_of(case).flags == ({"remote"} if remote else frozenset())
        assert timeline.timeline(case, "staff")[0].marks == ([names] if remote else [])
        actions.register(case, actor=cast.lan.actor, now=NOW)
        offered = {s.id: s for s in queries.steps_now(cast.lan.actor, again(case), NOW)}["classify"].inputs
        marks = {o.value: o.on for i in offered if i.name == "flags" for o in i.options}
        assert marks == {"urgent": False}  # nobody gives their own office twice the time
        found = refused(actions.classify, again(case), flags={"urgent": True, "remote": True}, actor=cast.lan.actor)
        assert found.code == "cases.flag-not-ticked"
        actions.classify(again(case), flags={"urgent": True}, actor=cast.lan.actor, now=NOW)
        due = standing_of(again(case)).clocks["transfer-urgent"].due
        assert due is not None
        assert (due.at - NOW).total_seconds() == hours * 3600
    finally:
        _marked(BA_DINH, None)


def test_a_unit_that_is_marked_before_a_report_is_classified_gives_it_the_longer_limit(
    reported: Reported, cast: Cast
) -> None:
    case = reported().case
    actions.register(case, actor=cast.lan.actor, now=NOW)
    unit = Unit.objects.get(code=BA_DINH, ends__isnull=True)
    mark_remote(unit, remote=True, reason="Theo quyết định của tỉnh.", actor=OPERATOR, now=NOW)
    try:
        actions.classify(again(case), flags={"urgent": True}, actor=cast.lan.actor, now=NOW)
        due = standing_of(again(case)).clocks["transfer-urgent"].due
        assert due is not None
        assert (due.at - NOW).total_seconds() == 48 * 3600
    finally:
        _marked(BA_DINH, None)


def test_a_report_that_turned_urgent_has_one_limit_for_its_hand_over(reported: Reported, cast: Cast) -> None:
    case = reported().case
    actions.register(case, actor=cast.lan.actor, now=NOW)
    actions.classify(again(case), flags={}, actor=cast.lan.actor, now=NOW)
    actions.act(again(case), "turn-urgent", {"reason": "Nghi can có thể bỏ trốn."}, actor=cast.lan.actor, now=NOW)
    running = {name for name, clock in standing_of(again(case)).clocks.items() if clock.status == "running"}
    assert "transfer-turned-urgent" in running
    assert not running & {"transfer-ordinary", "transfer-urgent"}
