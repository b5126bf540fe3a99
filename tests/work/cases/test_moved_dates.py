"""The calendar or a rule changes while cases run: what moved, from when to when and why, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.trail.guards import lifted
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import verify
from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.packs.schema import Pack
from namro.work.cases import actions, dates_actions, history, jobs, moved, moved_dates
from namro.work.cases.models import Case, CaseClock, FrozenProcedure, MovedDate, Recount
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast
from tests.work.cases.conftest import Reported, again

pytestmark = pytest.mark.django_db

Changed = Callable[..., None]


@pytest.fixture
def calendar_with(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Changed:
    """`calendar_with(day)`: from now on the calendar says this of these days; it is noted as it was before."""
    jobs.recount_open(NOW)

    def _changed(*days: SpecialDay) -> None:
        old = pack.calendar
        on = {day.on for day in days}
        newer = Calendar(
            str(old.zone), old.weekend, [*(d for d in old.days if d.on not in on), *days], old.first, old.last
        )
        changed = replace(pack, calendar=newer)
        for module in (history, jobs, dates_actions, moved):
            monkeypatch.setattr(module, "the_pack", lambda: changed)

    return _changed


def off(day: int, provisional: bool = False) -> SpecialDay:
    return SpecialDay(date(2026, 3, day), False, {"vi": "Nghỉ", "en": "Day off"}, "Công văn 12/2026", provisional)


def worked(day: int) -> SpecialDay:
    return SpecialDay(date(2026, 3, day), True, {"vi": "Làm việc", "en": "Working day"}, "Công văn 13/2026")


def test_a_day_off_that_is_decided_moves_dates_and_the_holder_is_told_why(
    verifying: Case, cast: Cast, calendar_with: Changed
) -> None:
    calendar_with(off(12))
    would = jobs.would_move(NOW)
    assert jobs.recount_open(NOW) == would
    assert ("acknowledge", "2026-03-13", "2026-03-16") in would[verifying.ref]
    told = moved.moved(cast.son.actor, NOW)
    row = next(one for one in told if one.clock_names["en"] == "Acknowledge receipt")
    assert (row.before, row.after, row.seen) == (date(2026, 3, 13), date(2026, 3, 16), False)
    assert row.why == [
        {"on": "2026-03-12", "working": False, "names": {"vi": "Nghỉ", "en": "Day off"}, "act": "Công văn 12/2026",
         "provisional": False}
    ]  # fmt: skip
    assert moved.unseen(cast.son.actor) == len(told) == moved.unseen(cast.binh.actor)
    assert moved.unseen(cast.hoa.actor) == moved.unseen(cast.quan.actor) == 0
    assert recheck(NOW) == []
    assert jobs.recount_open(NOW) == {}


def test_what_was_seen_is_new_no_more_for_whoever_saw_it(verifying: Case, cast: Cast, calendar_with: Changed) -> None:
    calendar_with(off(12))
    jobs.recount_open(NOW)
    last = max(one.id for one in moved.moved(cast.son.actor, NOW))
    for _ in range(2):
        actions.see_moved_dates(cast.son.user, upto=last, actor=cast.son.actor, now=NOW)
    assert moved.unseen(cast.son.actor) == 0
    assert all(one.seen for one in moved.moved(cast.son.actor, NOW))
    assert moved.unseen(cast.binh.actor) > 0
    with pytest.raises(NotThere):
        actions.see_moved_dates(cast.binh.user, upto=last, actor=cast.son.actor, now=NOW)


def test_a_date_that_was_provisional_and_is_certain_now_is_told_too(
    classified: Case, cast: Cast, calendar_with: Changed
) -> None:
    calendar_with(off(12, provisional=True))
    jobs.recount_open(NOW)
    assert again(classified).clocks.get(clock="acknowledge").provisional
    calendar_with(off(12))
    jobs.recount_open(NOW)
    row = moved.moved(cast.lan.actor, NOW)[0]
    assert (row.before, row.after, row.confirmed) == (date(2026, 3, 16), date(2026, 3, 16), True)
    assert recheck(NOW) == []


def test_a_rule_that_is_confirmed_gives_running_cases_their_date(
    pack: Pack, reported: Reported, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def believing(confidence: str) -> Pack:
        procedures = []
        for procedure in pack.procedures:
            if procedure.id == "crime-report":
                clock = procedure.clocks["transfer-ordinary"].model_copy(update={"confidence": confidence})
                clocks = {**procedure.clocks, clock.id: clock}
                procedure = procedure.model_copy(update={"clocks": clocks})
            procedures.append(procedure)
        return replace(pack, procedures=tuple(procedures))

    from namro.work.cases import intake_actions

    unsure, sure = believing("C"), pack
    for module in (history, jobs, dates_actions, moved, intake_actions):
        monkeypatch.setattr(module, "the_pack", lambda: unsure)
    case = reported().case
    clock = case.clocks.get(clock="transfer-ordinary")
    assert (clock.status, clock.due_on) == ("unconfirmed", None)
    jobs.recount_open(NOW)
    for module in (history, jobs, dates_actions, moved, intake_actions):
        monkeypatch.setattr(module, "the_pack", lambda: sure)
    assert jobs.recount_open(NOW) == {case.ref: [("transfer-ordinary", "", "2026-03-17")]}
    clock.refresh_from_db()
    assert (clock.status, str(clock.due_on)) == ("running", "2026-03-17")
    row = moved.moved(cast.lan.actor, NOW)[0]
    assert (row.before, row.after) == (None, date(2026, 3, 17))
    assert row.why == [{"article": pack.procedure("crime-report", NOW.date()).clocks["transfer-ordinary"].article}]
    assert recheck(NOW) == []


def test_of_a_clock_that_has_ended_another_day_alone_is_told_to_nobody(
    classified: Case, cast: Cast, calendar_with: Changed
) -> None:
    actions.act(again(classified), "acknowledge", {"text": "Đã nhận."}, actor=cast.lan.actor, now=NOW)
    calendar_with(off(12))
    assert jobs.recount_open(NOW) == {classified.ref: [("acknowledge", "2026-03-13", "2026-03-16")]}
    assert recheck(NOW) == []
    assert not MovedDate.objects.exists()


def test_of_a_clock_that_has_ended_it_is_told_that_it_was_kept_after_all_and_that_it_was_not(
    classified: Case, cast: Cast, calendar_with: Changed
) -> None:
    at = NOW + timedelta(days=6)  # Monday 16 March; the day is Friday 13 March
    actions.act(again(classified), "acknowledge", {"text": "Đã nhận."}, actor=cast.lan.at(at), now=at)
    clock = classified.clocks.get(clock="acknowledge")
    assert (clock.status, clock.due_on) == ("missed", date(2026, 3, 13))
    for decided, status, was, now in ((off(12), "met", "late", "kept"), (worked(12), "missed", "kept", "late")):
        calendar_with(decided)
        jobs.recount_open(at)
        clock.refresh_from_db()
        assert clock.status == status
        told = next(one for one in moved.moved(cast.lan.actor, at) if one.clock_names["en"] == "Acknowledge receipt")
        assert (told.ended_at, told.was, told.is_now) == (at, was, now)
        assert (told.seen, told.subject) == (False, classified.summary)
    assert recheck(at) == []


def test_the_office_that_passed_a_case_on_is_told_that_it_was_in_time_after_all(
    classified: Case, cast: Cast, calendar_with: Changed
) -> None:
    at = NOW + timedelta(days=8)  # Wednesday 18 March; the day is Tuesday 17 March
    actions.transfer(
        again(classified), office=cast.office.investigation, reason="Thẩm quyền.", actor=cast.lan.at(at), now=at
    )
    actions.accept_transfer(again(classified), actor=cast.hoa.at(at), now=at)
    calendar_with(off(17))
    jobs.recount_open(at)
    (told,) = [one for one in moved.moved(cast.lan.actor, at) if one.ended_at is not None]
    assert (told.ref, told.number, told.subject, told.is_now) == (classified.ref, classified.ref, "", "kept")
    assert (told.before, told.after) == (date(2026, 3, 17), date(2026, 3, 18))
    assert not [one for one in moved.moved(cast.binh.actor, at) if one.ended_at is not None]
    assert recheck(at) == []


@pytest.mark.usefixtures("spoiled")
def test_the_quick_pass_finds_every_open_date_that_was_changed_by_hand(
    classified: Case, verifying: Case, cast: Cast
) -> None:
    assert list(moved_dates.stale()) == []
    open_clocks = CaseClock.objects.filter(ended_at=None, due_at__isnull=False)
    assert open_clocks.count() == 3
    with guard.outside("somebody changes the dates"):
        open_clocks.update(due_on="2030-01-01")
    assert {(one.case_id, one.clock) for one in moved_dates.stale()} == set(open_clocks.values_list("case_id", "clock"))
    jobs.recount_open(NOW)
    assert recheck(NOW) == []


def test_the_quick_pass_takes_the_same_number_of_statements_for_any_number_of_cases(reported: Reported) -> None:
    counted = []
    for _ in range(2):
        for _ in range(4):
            reported()
        with CaptureQueriesContext(connection) as seen:
            assert list(moved_dates.stale()) == []
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 8


def test_whoever_may_no_longer_read_a_case_is_not_shown_its_dates(
    classified: Case, cast: Cast, calendar_with: Changed
) -> None:
    calendar_with(off(12))
    jobs.recount_open(NOW)
    assert moved.moved(cast.lan.actor, NOW)
    with guard.outside("the case went elsewhere"):
        Case.objects.filter(pk=classified.pk).update(office=cast.office.hoan_kiem)
    assert moved.moved(cast.lan.actor, NOW) == []
    with guard.outside("and came back"):
        Case.objects.filter(pk=classified.pk).update(office=cast.office.ba_dinh)


def test_a_clock_that_stood_still_is_read_from_its_acts(reported: Reported, cast: Cast, calendar_with: Changed) -> None:
    case = reported(
        procedure="denunciation",
        answers={
            "about": "Cán bộ gây khó khăn.", "whom": "Người nhận hồ sơ.", "where": {"ref": "2025:00004", "detail": ""},
        },
        identity={"name": "Trần Thị Người Báo", "address": "ngõ 12", "phone": "0912 345 678"},
    ).case  # fmt: skip
    ha = cast.ha
    for hours, step, inputs in (
        (1, "register", {}), (2, "accept", {}), (3, "tell-accepted", {"text": "Đã thụ lý."}),
        (4, "suspend", {"ground": "other-body", "reason": "Chờ kết quả."}), (76, "resume", {"reason": "Đã có."}),
    ):  # fmt: skip
        at = NOW + timedelta(hours=hours)
        actions.act(again(case), step, inputs, actor=ha.at(at), now=at)
    kept = again(case).clocks.get(clock="resolve")
    assert kept.status == "running"
    assert list(moved_dates.stale()) == []
    with guard.outside("somebody changes the date"):
        CaseClock.objects.filter(pk=kept.pk).update(due_on="2030-01-01")
    assert [(one.clock, one.on) for one in moved_dates.stale()] == [("resolve", kept.due_on)]
    jobs.recount_open(NOW + timedelta(days=5))
    assert recheck(NOW) == []


@pytest.mark.usefixtures("spoiled")
def test_a_version_of_the_law_that_was_changed_by_force_stops_nothing_but_itself(
    reported: Reported, classified: Case
) -> None:
    other = reported(
        procedure="petition", answers={"about": "Đèn đường hỏng.", "where": {"ref": "2025:00004", "detail": ""}}
    ).case
    with lifted(connection), guard.outside("somebody changes the law and two dates"):
        kept = FrozenProcedure.objects.get(pk=classified.frozen_id)
        FrozenProcedure.objects.filter(pk=kept.pk).update(body=kept.body.replace("crime", "crim"))
        CaseClock.objects.filter(ended_at=None, due_on__isnull=False).update(due_on="2030-01-01")
    history._thawed.cache_clear()
    assert {one.case_id for one in moved_dates.stale()} == {other.pk}
    assert set(jobs.recount_open(NOW)) == {other.ref}


def test_a_recount_is_claimed_in_the_trail(verifying: Case, cast: Cast, calendar_with: Changed) -> None:
    calendar_with(off(12))
    jobs.recount_open(NOW)
    seal_pending(NOW)
    assert verify().findings == []
    recorded = Recount.objects.get(case=verifying)
    assert ["acknowledge", "2026-03-13", "2026-03-16"] in [list(one) for one in recorded.moved]
