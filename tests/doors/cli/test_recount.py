"""`namro recount`: what would move is said and nothing changes; then it moves, and is said again."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from namro.ground.gate import guard
from namro.work.cases import actions
from namro.work.cases.models import CaseClock, Recount
from tests.cast import NOW, Cast
from tests.work.cases.conftest import burglary

pytestmark = pytest.mark.django_db


def said(*options: str) -> str:
    out = io.StringIO()
    call_command("recount", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def moved(cast: Cast):
    """A case whose date is not what the calendar says."""
    answers = burglary(when={"from": "2026-03-01", "to": "2026-03-01"})
    case = actions.receive(
        None,
        procedure="crime-report",
        answers=answers,
        place_ref=answers["where"]["ref"],
        actor=actions.NEWCOMER,
        now=NOW,
    ).case
    clock = CaseClock.objects.filter(case=case, ended_at=None, due_on__isnull=False).first()
    was = str(clock.due_on)
    with guard.outside("dates as an older calendar had them"):
        CaseClock.objects.filter(pk=clock.pk).update(due_on="2026-05-04")
    return case, clock, was


def test_a_dry_run_says_what_would_move_and_changes_nothing(moved):
    case, clock, was = moved
    told = said("--dry-run")
    assert f"{case.ref}  {clock.clock}: 2026-05-04 → {was}" in told
    assert told.endswith("The dates of 1 case would move.\n")
    assert str(CaseClock.objects.get(pk=clock.pk).due_on) == "2026-05-04"
    assert not Recount.objects.exists()


def test_what_moved_is_said_once(moved):
    case, clock, was = moved
    assert json.loads(said("--json")) == {case.ref: [[clock.clock, "2026-05-04", was]]}
    assert str(CaseClock.objects.get(pk=clock.pk).due_on) == was
    assert said() == "The dates of 0 cases moved.\n"
