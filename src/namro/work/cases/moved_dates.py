"""Which stored dates of open clocks are not what today's calendar and rules say, found by one pass over them all.

One statement streams the open clocks; each date is counted by the same function as in the reducer, once for every rule,
day of start, extension and flag. Clocks that may have stood still are few and are read from the acts. A million open
clocks take a fraction of a minute and memory that does not grow with them. (`recheck` builds everything from the acts.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction

from namro.rules.clocks.terms import Unit
from namro.rules.packs.refused import NotInForce, Unconfirmed
from namro.rules.packs.schema import Clock, Pack, Procedure
from namro.work.cases.history import act, rules_by_hash, rules_of
from namro.work.cases.models import CaseClock, Done, FrozenProcedure
from namro.work.cases.runs import MET, MISSED, PAUSED, RUNNING, UNCONFIRMED, VOID, date_of
from namro.work.cases.states import CannotBeRead, reduce

CHUNK = 4_000
"""Rows that are fetched at once."""
REMEMBERED = 200_000
"""Counted dates that are kept for the next clock of the same kind and day."""
TOGETHER = 300
"""Cases that are read from their acts at once."""


@dataclass(frozen=True, slots=True)
class Stale:
    """An open clock whose stored date is not today's. `on` and `at`: stored, then counted; None where no date is
    said."""

    case_id: int
    clock: str
    run: int
    started_at: datetime
    stored_on: date | None
    stored_at: datetime | None
    on: date | None
    at: datetime | None
    was_provisional: bool
    provisional: bool


Counted = tuple[date | None, datetime | None, bool, str | None]
"""The day, the instant, whether provisional, and the status where no date can be said."""


def stale(ended_from: date | None = None) -> Iterator[Stale]:
    """Every open clock whose stored date, status or provisional mark differs from what is counted today; with
    `ended_from` also clocks that have ended: whose time would have been over on that day or later, or whose rule was
    confirmed since, or is so no longer."""
    counting = _Counting()
    pausing = _may_have_paused(counting.rules)
    read_whole: dict[int, None] = {}
    if ended_from is not None:
        ended = CaseClock.objects.filter(ended_at__isnull=False, due_on__gte=ended_from).order_by()
        read_whole = dict.fromkeys([*ended.values_list("case_id", flat=True), *_confirmed_otherwise(counting.rules)])
    clocks = CaseClock.objects.filter(ended_at=None, status__in=(RUNNING, PAUSED, UNCONFIRMED))
    rows = clocks.order_by().values_list(
        "case_id", "clock", "run", "started_at", "due_on", "due_at", "status", "paused_since", "extensions",
        "provisional", "case__frozen_id", "case__flags",
    )  # fmt: skip
    with transaction.atomic():  # so that PostgreSQL streams from a cursor instead of setting the whole answer aside
        for case_id, clock, run, started, on, at, status, paused, extensions, unsure, version, flags in rows.iterator(
            chunk_size=CHUNK
        ):
            if case_id in pausing:
                read_whole[case_id] = None
            if case_id in read_whole:
                continue
            counted = counting.date(version, clock, started, extensions, flags)
            if counted is None:
                continue
            now_on, now_at, now_unsure, refused = counted
            now_status = refused or (PAUSED if paused is not None and (now_at is None or paused < now_at) else RUNNING)
            if (now_on, now_at, now_unsure, now_status) != (on, at, unsure, status):
                yield Stale(case_id, clock, run, started, on, at, now_on, now_at, unsure, now_unsure)
    yield from _from_acts(read_whole)


class _Counting:
    """Counts dates, each kind once."""

    def __init__(self) -> None:
        self.rules = {version: _kept(version) for version in FrozenProcedure.objects.values_list("pk", flat=True)}
        self.known: dict[tuple[Any, ...], Counted] = {}

    def date(
        self, version: str, clock: str, started: datetime, extensions: Sequence[str], flags: Sequence[str]
    ) -> Counted | None:
        """What the rules say today; None where the kept version cannot be read (the deep recheck names it)."""
        if version not in self.rules:
            self.rules[version] = _kept(version)
        rules = self.rules[version]
        if rules is None:
            return None
        pack, procedure = rules
        rule = procedure.clocks.get(clock)
        if rule is None:
            return None, None, False, VOID
        begins: object = started if rule.limit.unit is Unit.HOUR else pack.calendar.local(started)
        key = (version, clock, begins, *extensions, "|", *flags)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            found = self.known[key] = self._counted(pack, procedure, rule, started, extensions, flags)
        return found

    @staticmethod
    def _counted(
        pack: Pack, procedure: Procedure, rule: Clock, started: datetime, extensions: Sequence[str],
        flags: Sequence[str],
    ) -> Counted:  # fmt: skip
        due, refused = date_of(pack, procedure, rule, started, extensions, flags)
        if due is not None:
            return due.on, due.at, due.provisional, None
        status = UNCONFIRMED if isinstance(refused, Unconfirmed) else VOID if isinstance(refused, NotInForce) else None
        return None, None, False, status


def _kept(version: str) -> tuple[Pack, Procedure] | None:
    """The rules of a kept version; None where it was changed by force and is no longer read."""
    try:
        return rules_of(version)
    except CannotBeRead:
        return None


def _confirmed_otherwise(versions: Mapping[str, tuple[Pack, Procedure] | None]) -> Iterator[int]:
    """The cases with a clock that has ended, whose rule counted then and does not now, or the other way round."""
    rules = [(version, clock) for version, kept in versions.items() if kept for clock in kept[1].clocks.values()]
    unsure = {(version, clock.id) for version, clock in rules if not clock.computed}
    ended = CaseClock.objects.filter(ended_at__isnull=False).order_by()
    uncounted = ended.filter(clock__in={clock.id for _, clock in rules}, status=UNCONFIRMED)
    for case_id, clock, version in uncounted.values_list("case_id", "clock", "case__frozen_id"):
        if (version, clock) not in unsure:
            yield case_id
    for version, clock in sorted(unsure):
        counted = ended.filter(clock=clock, status__in=(MET, MISSED), case__frozen_id=version)
        yield from counted.values_list("case_id", flat=True)


def _may_have_paused(versions: Mapping[str, tuple[Pack, Procedure] | None]) -> set[int]:
    """The open cases that have been in a state in which one of their clocks stands still."""
    steps: set[str] = set()
    for _, procedure in filter(None, versions.values()):
        pausing = {state for clock in procedure.clocks.values() for state in clock.pauses}
        steps |= {step.id for step in procedure.steps.values() if step.to in pausing}
    if not steps:
        return set()
    return set(Done.objects.filter(step__in=steps, case__closed_at=None).values_list("case_id", flat=True))


def _from_acts(cases: Iterable[int]) -> Iterator[Stale]:
    """The same for cases that are built from their acts."""
    waiting = iter(cases)
    while keys := list(islice(waiting, TOGETHER)):
        acts: dict[int, list[Any]] = {}
        rows = Done.objects.filter(case_id__in=keys).order_by("case_id", "seq")
        for case_id, *row in rows.values_list("case_id", "seq", "verb", "step", "at", "data"):
            acts.setdefault(case_id, []).append(act(*row))
        kept: dict[int, list[CaseClock]] = {}
        for clock in CaseClock.objects.filter(case_id__in=keys):
            kept.setdefault(clock.case_id, []).append(clock)
        for case_id, history in acts.items():
            try:
                runs = {(r.clock, r.run): r for r in reduce(rules_by_hash(history), history).runs}
            except CannotBeRead:
                continue  # the deep recheck names it
            for clock in kept.get(case_id, ()):
                run = runs.get((clock.clock, clock.run))
                due = run.due if run is not None else None
                counted = (due.on, due.at, due.provisional) if due is not None else (None, None, False)
                if counted != (clock.due_on, clock.due_at, clock.provisional):
                    yield Stale(
                        case_id, clock.clock, clock.run, clock.started_at, clock.due_on, clock.due_at, counted[0],
                        counted[1], clock.provisional, counted[2],
                    )  # fmt: skip
