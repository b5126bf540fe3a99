"""The trail cannot be quietly rewritten before it is sealed: the rows of the cases say what their entries must be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from namro.ground.gate import guard
from namro.ground.gate.action import REGISTRY
from namro.ground.trail.claims import CLAIMS
from namro.ground.trail.guards import lifted
from namro.ground.trail.models import Entry
from namro.ground.trail.record import record
from namro.ground.trail.verify import verify
from namro.rules.packs.current import the_pack
from namro.work.cases.digests import action_of
from namro.work.cases.models import Case, Done
from namro.work.cases.timeline import ENGINE
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def _claims_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room says any more that every entry about a case must be named."""
    for name, source in list(CLAIMS.items()):
        monkeypatch.setitem(CLAIMS, name, replace(source, about=""))


def test_a_whole_trail_bears_out_every_action(classified: Case) -> None:
    report = verify()
    assert report.findings == []
    assert report.claims >= Done.objects.filter(case=classified).count()


@pytest.mark.usefixtures("spoiled")
def test_an_unsealed_entry_that_names_another_officer_is_missed_by_its_case(
    classified: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = Done.objects.filter(case=classified).order_by("-seq").values_list("entry_id", flat=True)[0]
    with guard.outside("rewriting the tail"), lifted():
        Entry.objects.filter(pk=last).update(actor_ref="user:999")
    assert [found.entry for found in verify().findings] == [last]
    monkeypatch.delitem(CLAIMS, "cases")
    _claims_no_entry(monkeypatch)  # without what the cases say, nobody would know
    assert verify().findings == []


def test_every_verb_names_the_action_that_takes_it() -> None:
    steps = {step.verb for procedure in the_pack().procedures for step in procedure.steps.values()}
    assert {action_of(verb) for verb in ENGINE | steps} <= set(REGISTRY)


@pytest.mark.usefixtures("spoiled")
def test_without_the_room_claiming_its_entries_a_made_up_one_passes(
    classified: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with guard.outside("an entry that no action wrote"):
        made = record(
            at=NOW, actor_ref="user:1", action="cases.decide", object_kind="case", object_ref=classified.guard_ref
        )
    assert [(found.kind, found.entry) for found in verify().findings] == [("unclaimed", made.id)]
    _claims_no_entry(monkeypatch)
    assert verify().findings == []  # the harm
