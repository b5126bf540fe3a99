"""Every row can be built again from the actions; a row that was tampered with is named."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from namro.ground.gate import guard
from namro.ground.trail.guards import lifted
from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.work.cases import actions, jobs
from namro.work.cases.models import Case, CaseClock, Done, RegisterEntry
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast
from tests.payloads import write_over
from tests.work.cases.conftest import again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spoiled")]


def fields(case: Case) -> set[str]:
    return {d.field for d in recheck(NOW) if d.case == case.ref}


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("state", "closed", "state"),
        ("waits_for", "other", "waits_for"),
        ("flags", ["urgent"], "flags"),
        ("number", "00009/2026/X", "number"),
        ("next_due_on", "2030-01-01", "next_due_on"),
        ("seq", 99, "seq"),
        ("closed_at", NOW, "closed_at"),
        ("folded", "", "folded"),
        ("received_at", NOW.replace(year=2025), "received_at"),
    ],
)
def test_a_spoiled_row_is_named(classified: Case, column: str, value: Any, field: str) -> None:
    assert recheck(NOW) == []
    with guard.outside("spoiling the row"):
        Case.objects.filter(pk=classified.pk).update(**{column: value})
    assert field in fields(classified)


def test_a_spoiled_owner_is_named(classified: Case, cast: Cast) -> None:
    with guard.outside("spoiling the row"):
        Case.objects.filter(pk=classified.pk).update(office=cast.office.hoan_kiem, assignee=cast.quan.post)
    assert {"office", "assignee"} <= fields(classified)


def test_a_clock_that_was_moved_taken_away_or_made_up_is_named(classified: Case) -> None:
    with guard.outside("spoiling the clocks"):
        CaseClock.objects.filter(case=classified, clock="acknowledge").update(due_on="2030-01-01")
        CaseClock.objects.filter(case=classified, clock="classify").delete()
        CaseClock.objects.create(case=classified, clock="made-up", run=1, started_at=NOW, status="running")
    assert fields(classified) == {"clock acknowledge/1 due_on", "clock classify/1", "clock made-up/1"}


def test_an_act_that_was_changed_is_named(classified: Case) -> None:
    with lifted(connection), guard.outside("somebody who owns the database changes what was done"):
        Done.objects.filter(case=classified, seq=3).update(data={"flags": {"urgent": True}})
    assert {"trail of action 3", "flags"} <= fields(classified)


def test_words_that_were_changed_are_named(sent: Case) -> None:
    with guard.outside("somebody changes the reason"):
        write_over("Khác.", done__case=sent, part="reason")
    assert fields(sent) == {"trail of action 4"}


def test_an_act_that_was_taken_away_is_named(classified: Case) -> None:
    with lifted(connection), guard.outside("somebody takes an act away"), connection.cursor() as cursor:
        done = Done.objects.get(case=classified, seq=2)
        cursor.execute("DELETE FROM cases_notice WHERE done_id = %s", [done.pk])
        cursor.execute("DELETE FROM cases_salt WHERE done_id = %s", [done.pk])
        cursor.execute("DELETE FROM cases_done WHERE id = %s", [done.pk])
    assert "history" in fields(classified)


def test_a_gap_in_a_register_is_named(classified: Case) -> None:
    with lifted(connection), guard.outside("a line is torn out of the register"):
        RegisterEntry.objects.all().delete()
    assert {d.field for d in recheck(NOW)} == {"register", "numbers"}


def test_one_case_can_be_checked_alone(classified: Case) -> None:
    with guard.outside("spoiling the row"):
        Case.objects.filter(pk=classified.pk).update(state="closed")
    assert recheck(NOW, only=["NR-0000-0000"]) == []
    assert [d.field for d in recheck(NOW, only=[classified.ref])] == ["state"]
    assert str(recheck(NOW, only=[classified.ref])[0]) == (
        f"{classified.ref}: state is 'closed', the actions say 'classified'"
    )


def test_a_new_day_off_moves_running_clocks_and_the_change_says_which(
    classified: Case, cast: Cast, pack: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace
    from datetime import date

    from namro.work.cases import history

    old = pack.calendar
    off = SpecialDay(date(2026, 3, 12), False, {"vi": "Nghỉ"}, "An act")
    special = [d for d in old.days if d.on != off.on]
    calendar = Calendar(str(old.zone), old.weekend, [*special, off], old.first, old.last)
    newer = replace(pack, calendar=calendar)
    monkeypatch.setattr(history, "the_pack", lambda: newer)
    moved = jobs.recount_open(NOW)
    assert moved == {classified.ref: [("acknowledge", "2026-03-13", "2026-03-16")]}
    assert recheck(NOW) == []
    assert again(classified).clocks.get(clock="acknowledge").due_on == date(2026, 3, 16)
    assert jobs.recount_open(NOW) == {}


def test_a_running_case_keeps_the_counting_rules_that_it_was_opened_under(
    classified: Case, pack: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from namro.work.cases import history

    rules = {name: replace(rule, first_day_counts=True) for name, rule in pack.counting.items()}
    changed = replace(pack, counting=rules, procedures=())
    monkeypatch.setattr(history, "the_pack", lambda: changed)
    assert recheck(NOW) == []


def test_many_cases_are_checked_in_batches(reported: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from namro.work.cases import recheck as module

    monkeypatch.setattr(module, "BATCH", 2)
    for _ in range(5):
        reported()
    assert recheck(NOW) == []


def test_nothing_is_lost_by_a_message(case: Case, cast: Cast) -> None:
    actions.message(case, text="Chào.", actor=cast.lan.actor, now=NOW)
    assert recheck(NOW) == []
