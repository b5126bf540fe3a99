"""What is tidied: files of reports that were never sent, stray files, the dates of open cases."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from namro.doors.cli.lanes import Hands
from namro.ground.files import keeping
from namro.ground.gate import guard
from namro.work.cases import actions
from namro.work.cases.models import Done, Held, StagedFile
from namro.work.jobs import rhythm
from tests.cast import Cast, act
from tests.work.cases.conftest import Reported, reported  # noqa: F401

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
    kept = keeping.root() / old.path
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
    hands = Hands("web", pace={"tidy": 0.05})
    hands.start()
    for _ in range(200):
        if not StagedFile.objects.exists():
            break
        threading.Event().wait(0.05)
    hands.stop()
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


@pytest.mark.django_db
def test_it_says_who_does_the_background_work_and_which_job_needs_a_look(cast: Cast, home: object) -> None:
    from namro.work.jobs.models import Beat, Worker

    second = int(datetime.now(UTC).timestamp())
    Worker.objects.create(name="w", kind="worker", host="may-chu", pid=4711, began=second - 900, seen=second - 600)
    Beat.objects.create(pk="tell", failures=2, last_said="OSError")
    call_command("upkeep", stdout=(out := io.StringIO()))
    assert "a worker died" in out.getvalue()
    assert "worker 4711 on may-chu" in out.getvalue()
    assert "tell: failing (2 failures in a row, the last met OSError)" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_serving_process_sends_what_was_held_while_tidying_takes_long(
    cast: Cast,
    home: object,
    reported: Reported,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = reported().case
    form = {"step": "acknowledge", "cases": [(case.ref, 1)], "inputs": {"text": "Đã nhận."}, "once": "form-1"}
    act(actions.hold_several, by=cast.lan, **form)
    _staged(LONG_AGO)
    purging, sent = threading.Event(), threading.Event()

    def slowly(now: datetime) -> None:
        purging.set()
        sent.wait(20)

    monkeypatch.setitem(rhythm._known, "purge", replace(rhythm._known["purge"], run=slowly))
    hands = Hands("web", pace={"tidy": 0.02, "send": 0.05})
    hands.start()
    try:
        assert purging.wait(20)
        for _ in range(400):
            if Held.objects.filter(became__isnull=False).exists():
                break
            threading.Event().wait(0.05)
    finally:
        sent.set()
        hands.stop()
    assert Done.objects.filter(case=case, verb="notify").count() == 1
