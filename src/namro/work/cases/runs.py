"""The clocks of a case while its acts are read: started, paused, ended, voided and brought back by events.

A clock may run more than once (after a reopening, after a second suspension); each running is kept. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from namro.rules.clocks.count import Due, Pause
from namro.rules.clocks.errors import ClockError
from namro.rules.clocks.terms import Unit
from namro.rules.packs.due import due_of
from namro.rules.packs.refused import NotInForce, Refused, Unconfirmed
from namro.rules.packs.schema import Clock, Pack, Procedure

RUNNING, PAUSED, MET, MISSED, VOID, UNCONFIRMED = "running", "paused", "met", "missed", "void", "unconfirmed"


@dataclass(frozen=True, slots=True)
class ClockStanding:
    """One running of a clock. `due` is None when no date can be said; `no_due` is then the code of the reason.

    `owed` is False where the limit does not apply: a flag is missing or stands against it, or the reporter gave no
    name; it is void then, until that changes. `status`: running, paused, met (ended in time), missed (ended
    too late), void (not or no longer owed), unconfirmed (the rule is not computed). A running clock past its date is
    still running: it is late, and the duty stands.
    """

    clock: str
    run: int
    started_at: datetime
    started_seq: int
    due: Due | None
    ended_at: datetime | None
    status: str
    extensions: tuple[str, ...] = ()
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    paused_since: datetime | None = None
    no_due: str | None = None
    owed: bool = True
    lapsed: bool = False
    """The case was closed while it ran in time: void, and not done."""

    def late(self, now: datetime) -> bool:
        """Whether the time is over and the duty is not done."""
        return self.status == RUNNING and self.due is not None and self.due.at <= now


@dataclass(slots=True)
class _Run:
    clock: str
    run: int
    started_at: datetime
    started_seq: int
    flags: frozenset[str] = frozenset()
    ended_at: datetime | None = None
    ended_seq: int | None = None
    lapsed: bool = False  # ended because nothing is owed any more, not because it was done
    void: bool = False
    version: str | None = None  # the procedure version by which an ended run is counted
    extensions: list[str] = field(default_factory=list)
    granted: dict[str, datetime] = field(default_factory=dict)
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    paused_since: datetime | None = None

    @property
    def going(self) -> bool:
        return self.ended_at is None and not self.void


class Runs:
    """All runnings of one case's clocks."""

    def __init__(self, named: bool, local: Callable[[datetime], date]) -> None:
        self.named = named
        self.local = local
        self.all: list[_Run] = []

    def happen(
        self,
        procedure: Procedure,
        version: str,
        events: frozenset[str],
        *,
        seq: int,
        at: datetime,
        kind: str,
        flags: frozenset[str],
        flags_before: frozenset[str],
        old: str | None,
        new: str,
        closing: bool,
    ) -> None:
        """What `events` at an office of `kind` do to the clocks; the state went from `old` to `new`."""
        for run in self.all:
            if run.going and (rule := procedure.clocks.get(run.clock)) is not None:
                if events.intersection(rule.ends):
                    self._end(run, at, seq, flags, version)
                elif closing:
                    run.lapsed = True
                    self._end(run, at, seq, flags, version)
                elif old != new:
                    self._pause(run, rule, new, at)
        for rule in procedure.clocks.values():
            if any(start.event in events and (not start.at or kind in start.at) for start in rule.starts):
                self._start(rule, seq, at, flags_before, new)

    def _start(self, rule: Clock, seq: int, at: datetime, flags_before: frozenset[str], state: str) -> None:
        going = next((run for run in reversed(self.all) if run.clock == rule.id and run.going), None)
        if going is not None:
            if going.started_seq != seq and not self.owed(rule, flags_before, going.started_at):
                going.started_at, going.started_seq = at, seq  # it lay dormant: this event counts instead
            return
        number = sum(1 for run in self.all if run.clock == rule.id) + 1
        self.all.append(_Run(rule.id, number, at, seq, paused_since=at if state in rule.pauses else None))

    @staticmethod
    def _pause(run: _Run, rule: Clock, state: str, at: datetime) -> None:
        if state in rule.pauses:
            run.paused_since = run.paused_since or at
        elif run.paused_since is not None:
            run.pauses.append((run.paused_since, at))
            run.paused_since = None

    @staticmethod
    def _end(run: _Run, at: datetime, seq: int, flags: frozenset[str], version: str) -> None:
        if run.paused_since is not None:
            run.pauses.append((run.paused_since, at))
            run.paused_since = None
        run.ended_at, run.ended_seq, run.flags, run.version = at, seq, flags, version

    def undo(self, seq: int) -> None:
        """The act `seq` turned out not to stand: what it started is void, what it ended is owed again."""
        for run in self.all:
            if run.started_seq == seq:
                run.void = True
            elif run.ended_seq == seq:
                run.ended_at = run.ended_seq = run.version = None
                run.lapsed = False

    def extend(self, clock: str, extension: str, at: datetime) -> None:
        """One more extension of the running clock."""
        for run in reversed(self.all):
            if run.clock == clock and run.going:
                run.extensions.append(extension)
                run.granted[extension] = at
                return

    def keep_only(self, procedure: Procedure) -> None:
        """A newer version of the procedure counts from now on: a running clock that it does not know is void, and so is
        an extension that it does not know."""
        for run in self.all:
            if run.going:
                rule = procedure.clocks.get(run.clock)
                if rule is None:
                    run.void = True
                else:
                    run.extensions = [e for e in run.extensions if e in rule.extensions]

    def keep_owed(self, procedure: Procedure, events: Collection[str], *, judged: bool) -> None:
        """After an import: what none of the coming `events` can end any more is void, and, unless the instant of its
        end is known (`judged`), what the import itself ended."""
        for run in self.all:
            if run.going:
                run.void = not set(events).intersection(procedure.clocks[run.clock].ends)
            elif not judged:
                run.void = True

    def owed(self, rule: Clock, flags: Collection[str], started: datetime) -> bool:
        """Whether the rule that started then applies under these flags, and to a person who is (not) named."""
        if not self.named and rule.unnamed_at(self.local(started)):
            return False
        return rule.not_owed(flags) is None

    def standing(
        self, versions: Mapping[str, tuple[Pack, Procedure]], version: str, flags: frozenset[str]
    ) -> tuple[ClockStanding, ...]:
        """Every running with its date and status, in the order in which they started."""
        return tuple(self._standing(run, versions[run.version or version], flags) for run in self.all)

    def _standing(self, run: _Run, rules: tuple[Pack, Procedure], flags: frozenset[str]) -> ClockStanding:
        pack, procedure = rules
        held = run.flags if run.ended_at is not None else flags
        rule = procedure.clocks.get(run.clock)
        due, no_due = None, None
        status = VOID
        owed = rule is not None and self.owed(rule, held, run.started_at)
        if rule is not None and not run.void and owed:
            due, refused = date_of(
                pack, procedure, rule, run.started_at, run.extensions, held, pauses=run.pauses, granted=run.granted
            )
            no_due = refused.code if refused is not None else None
            if isinstance(refused, Unconfirmed):
                status = UNCONFIRMED
            elif not isinstance(refused, NotInForce):
                status = self._status(run, due)
        return ClockStanding(
            clock=run.clock,
            run=run.run,
            started_at=run.started_at,
            started_seq=run.started_seq,
            due=due,
            ended_at=run.ended_at,
            status=status,
            extensions=tuple(run.extensions),
            pauses=tuple(run.pauses),
            paused_since=run.paused_since,
            no_due=no_due,
            owed=owed,
            lapsed=status == VOID and owed and run.lapsed and not run.void,
        )

    @staticmethod
    def _status(run: _Run, due: Due | None) -> str:
        if run.ended_at is not None:
            if due is not None and run.ended_at >= due.at:
                return MISSED
            return VOID if run.lapsed else MET
        return going_status(run.paused_since, due)


def going_status(paused_since: datetime | None, due: Due | None) -> str:
    """The status of a clock that has not ended: it stands still unless its time was over before that."""
    return PAUSED if paused_since is not None and (due is None or paused_since < due.at) else RUNNING


def date_of(
    pack: Pack,
    procedure: Procedure,
    rule: Clock,
    started_at: datetime,
    extensions: Sequence[str],
    flags: Collection[str],
    *,
    pauses: Iterable[tuple[datetime, datetime]] = (),
    granted: Mapping[str, datetime] | None = None,
) -> tuple[Due | None, Refused | ClockError | None]:
    """When a clock that started then must be met; or why no date can be said. Remembered, since a case is read
    again and again."""
    pauses, granted = tuple(pauses), granted or {}
    key = (
        id(pack), id(procedure), rule.id, started_at, tuple(extensions), frozenset(flags), pauses,
        tuple(sorted(granted.items())),
    )  # fmt: skip
    kept = _dates.get(key)
    if kept is not None and kept[0] is pack and kept[1] is procedure:
        return kept[2], kept[3]
    found: tuple[Due | None, Refused | ClockError | None]
    try:
        due = due_of(
            pack,
            procedure,
            rule.id,
            started_at,
            extensions=extensions,
            flags=[f for f in sorted(flags) if f in procedure.flags],
            pauses=days_of(pack, rule, pauses),
            granted_on={name: pack.calendar.local(at) for name, at in granted.items()},
        )
        found = due, None
    except (Refused, ClockError) as refused:
        found = None, refused
    if len(_dates) >= DATES:
        _dates.clear()
    _dates[key] = (pack, procedure, *found)
    return found


DATES = 2048
"""Dates that are remembered at most."""
_dates: dict[Any, tuple[Pack, Procedure, Due | None, Refused | ClockError | None]] = {}


def days_of(pack: Pack, rule: Clock, pauses: Iterable[tuple[datetime, datetime]]) -> list[Pause]:
    """What the calendar is asked with: a limit in days stands still from the day after the suspension to the day of the
    resumption, a limit in hours from the one instant to the other."""
    if rule.limit.unit is Unit.HOUR:
        return [Pause(first, last) for first, last in pauses]
    found = []
    for first, last in pauses:
        day, end = pack.calendar.add_days(pack.calendar.local(first), 1), pack.calendar.local(last)
        if day <= end:
            found.append(Pause(day, end))
    return found
