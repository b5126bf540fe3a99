"""The trail cannot lose what a case did: its own rows name their entries."""

from __future__ import annotations

import pytest
from django.db import connection

from namro.ground.gate import guard
from namro.ground.trail.claims import CLAIMS
from namro.ground.trail.guards import lifted
from namro.ground.trail.models import Entry, Pending
from namro.ground.trail.verify import verify
from namro.work.cases.models import Case, Done

pytestmark = pytest.mark.django_db


def _cut_the_last_entry(case: Case) -> int:
    """Takes the last entry out with the queue that would miss it, as whoever owns the database could."""
    last = Done.objects.filter(case=case).order_by("-seq").values_list("entry_id", flat=True)[0]
    with guard.outside("cutting off the tail"), lifted(), connection.constraint_checks_disabled():
        Pending.objects.filter(entry_id=last).delete()
        Entry.objects.filter(pk=last).delete()
    return last


def _harm_done(case: Case) -> bool:
    return connection.vendor == "sqlite"


def test_a_whole_trail_bears_out_every_action(classified: Case) -> None:
    report = verify()
    assert report.findings == []
    assert report.claims >= Done.objects.filter(case=classified).count()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL itself refuses to lose an entry that a case names")
def test_an_unsealed_entry_that_was_cut_off_is_missed_by_its_case(classified: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = _cut_the_last_entry(classified)
    assert [found.entry for found in verify().findings if found.kind == "claim"] == [lost]
    monkeypatch.delitem(CLAIMS, "cases")  # without what the cases say, nobody would know
    assert verify().findings == []
    with guard.outside("leaving the scene whole"), lifted():
        Done.objects.filter(entry_id=lost).update(entry_id=Entry.objects.values_list("pk", flat=True)[0])
