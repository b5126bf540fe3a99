"""When the calendar or a rule changes while cases run: their dates follow, and whoever has the case is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.people.models import User
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import Procedure
from namro.work.cases.cache import row_of, write_clocks
from namro.work.cases.digests import recount_of
from namro.work.cases.models import CalendarUsed, Case, CaseClock, MovedDate, Recount, SeenMovedDates
from namro.work.cases.moved_why import Day, passed, plain
from namro.work.cases.passages import stays_of
from namro.work.cases.runs import MISSED, UNCONFIRMED, ClockStanding
from namro.work.cases.turns import Turn, open_turn


@action("cases.recount", by_system=True, by_operator=True)
def recount(case: Case, *, changed: Sequence[Day] = (), actor: Actor, now: datetime) -> list[tuple[str, str, str]]:
    """Bring the dates of a case up to the calendar and the rules of today, and tell whoever has it which moved.

    Of a clock that has ended, the office that had the case then is told where it is in time now and was too late
    before, or the other way round. `changed`: the days of the calendar that are others than before. Gives back clock,
    day before, day after.
    """
    turn = open_turn(case, actor=actor, now=now, also_erased=True)
    kept = {(c.clock, c.run): c for c in CaseClock.objects.filter(case=turn.case)}
    moved: list[tuple[str, str, str]] = []
    told: list[MovedDate] = []
    for run in turn.standing.runs:
        old = kept.pop((run.clock, run.run), None)
        before = old.due_on.isoformat() if old is not None and old.due_on else ""
        after = run.due.on.isoformat() if run.due else ""
        if before != after:
            moved.append((run.clock, before, after))
        if old is not None and (tells := _moved(turn, run, old, changed, now)) is not None:
            told.append(tells)
    write_clocks(turn.case, turn.standing.runs)
    for stray in kept.values():
        stray.delete()
    for column, value in row_of(turn.case, turn.procedure, turn.standing).items():
        setattr(turn.case, column, value)
    turn.case.save(force_update=True)
    MovedDate.objects.bulk_create(told)
    current().carries(recount_of(turn.case.ref, moved))
    recorded = current().entry()
    Recount.objects.create(case=turn.case, at=turn.now, moved=moved, salt=recorded.salt, entry_id=recorded.id)
    return moved


def _moved(turn: Turn, run: ClockStanding, old: CaseClock, changed: Sequence[Day], now: datetime) -> MovedDate | None:
    """What is told: of a clock that still runs another date, or one that was provisional and is certain now; of one
    that has ended that it was kept and was not before, or the other way round."""
    due = run.due
    after = (due.on, due.at) if due is not None else (None, None)
    provisional = due.provisional if due is not None else False
    if run.ended_at is not None:
        if (old.status == MISSED) == (run.status == MISSED) or turn.case.erased_on is not None:
            return None
        office, post = _had(turn, run.ended_at), None
    else:
        confirmed = old.provisional and not provisional
        if not turn.standing.open or ((old.due_on, old.due_at) == after and not confirmed):
            return None
        office, post = turn.standing.office_id, turn.standing.assignee
    return MovedDate(
        case=turn.case,
        clock=run.clock,
        run=run.run,
        office_id=office,
        post_id=post,
        before_on=old.due_on,
        before_at=old.due_at,
        after_on=after[0],
        after_at=after[1],
        was_provisional=old.provisional,
        provisional=provisional,
        why=_why(turn.procedure, run, old, changed),
        at=now,
    )


def _had(turn: Turn, at: datetime) -> int:
    """The office that had the case at an instant; the act that ended a clock may have taken the case from it."""
    for stay in stays_of([turn.case.pk]).get(turn.case.pk, ()):
        if stay.left_at is None or at <= stay.left_at:
            return stay.office
    return turn.standing.office_id


def _why(procedure: Procedure, run: ClockStanding, old: CaseClock, changed: Sequence[Day]) -> list[Day]:
    rule = procedure.clocks.get(run.clock)
    if rule is not None and old.due_on is None and run.due is not None:
        return [{"article": rule.article}]
    if rule is not None and run.status == UNCONFIRMED:
        return [{"article": rule.article, "doubted": True}]
    started = the_pack().calendar.local(run.started_at)
    return passed(changed, started, old.due_on, run.due.on if run.due else None)


@action("cases.note_calendar", by_system=True, by_operator=True)
def note_calendar(target: None = None, *, actor: Actor, now: datetime) -> CalendarUsed:
    """Note the calendar by which all open dates have been brought up to date."""
    calendar = the_pack().calendar
    current().carries({"calendar": calendar.fingerprint()})
    return CalendarUsed.objects.create(fingerprint=calendar.fingerprint(), days=plain(calendar), at=now)


@action("cases.see_moved_dates", by_oneself=True)
def see_moved_dates(user: User, *, upto: int, actor: Actor, now: datetime) -> None:
    """Say that one has seen which dates moved, up to a certain one."""
    seen, new = SeenMovedDates.objects.get_or_create(user=user, defaults={"upto": upto})
    if not new and seen.upto >= upto:
        current().unchanged()
        return
    if not new:
        SeenMovedDates.objects.filter(pk=user.pk).update(upto=upto)
    current().carries({"upto": upto})
