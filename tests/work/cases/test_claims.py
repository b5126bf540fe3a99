"""The trail cannot be quietly rewritten before it is sealed: the rows of the cases say what their entries must be."""

from __future__ import annotations

import pytest

from namro.ground.gate import guard
from namro.ground.trail.claims import CLAIMS
from namro.ground.trail.guards import lifted
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.work.cases.models import Case, Done

pytestmark = pytest.mark.django_db


def test_a_whole_trail_bears_out_every_action(classified: Case) -> None:
    report = verify()
    assert report.findings == []
    assert report.claims >= Done.objects.filter(case=classified).count()


def test_an_unsealed_entry_that_names_another_officer_is_missed_by_its_case(
    classified: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = Done.objects.filter(case=classified).order_by("-seq").values_list("entry_id", flat=True)[0]
    with guard.outside("rewriting the tail"), lifted():
        Entry.objects.filter(pk=last).update(actor_ref="user:999")
    assert [found.entry for found in verify().findings] == [last]
    monkeypatch.delitem(CLAIMS, "cases")  # without what the cases say, nobody would know
    assert verify().findings == []
