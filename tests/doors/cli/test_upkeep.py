"""What is tidied: files of reports that were never sent, stray files, the dates of open cases."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from namro.doors.cli.upkeep import Upkeep
from namro.ground.gate import guard
from namro.work.cases import actions, attachments
from namro.work.cases.models import StagedFile
from tests.cast import Cast

LONG_AGO = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _staged(at: datetime) -> StagedFile:
    return actions.stage_file(
        "a-draft-token-of-some-length",
        ContentFile("Biển số xe".encode(), name="ghi-chu.txt"),
        actor=actions.NEWCOMER,
        now=at,
    )


@pytest.mark.django_db
def test_a_file_whose_report_was_never_sent_is_thrown_away_after_a_day_and_a_fresh_one_stays(
    cast: Cast, home: object
) -> None:
    old, fresh = _staged(LONG_AGO), _staged(datetime.now(UTC))
    kept = attachments.root() / old.path
    assert kept.exists()
    out = io.StringIO()
    call_command("upkeep", "--json", stdout=out)
    assert json.loads(out.getvalue())["purged"] == 1
    assert not kept.exists()
    assert list(StagedFile.objects.values_list("pk", flat=True)) == [fresh.pk]
    call_command("upkeep", "--json", stdout=(again := io.StringIO()))
    assert json.loads(again.getvalue())["purged"] == 0


@pytest.mark.django_db(transaction=True)
def test_a_serving_process_tidies_by_itself(cast: Cast, home: object) -> None:
    _staged(LONG_AGO)
    thread = Upkeep(every=0.05)
    thread.start()
    thread.stop()
    assert not StagedFile.objects.exists()


@pytest.mark.django_db
def test_a_date_that_no_longer_follows_from_the_calendar_is_brought_up_to_it(cast: Cast, home: object) -> None:
    from namro.work.cases.models import CaseClock
    from tests.work.cases.conftest import burglary

    answers = burglary(when={"from": "2026-03-01", "to": "2026-03-01"})
    received = actions.receive(
        None,
        procedure="crime-report",
        answers=answers,
        place_ref=answers["where"]["ref"],
        actor=actions.NEWCOMER,
        now=LONG_AGO,
    )
    with guard.outside("dates as an older calendar had them"):
        CaseClock.objects.filter(case=received.case, clock="transfer-ordinary").update(due_on="2026-03-10")
    out = io.StringIO()
    call_command("upkeep", "--json", stdout=out)
    assert list(json.loads(out.getvalue())["moved"]) == [received.case.ref]
    assert str(CaseClock.objects.get(case=received.case, clock="transfer-ordinary").due_on) == "2026-03-09"
