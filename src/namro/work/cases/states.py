"""A case is its actions: one pure reducer from the acts of a case to where it stands.

Plain values in, plain values out; nothing here knows the database, the day or the law of any country. What a step does,
which event starts or ends a clock and which flag changes a limit is read from the procedure's own version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from namro.rules.packs.schema import RECEIVED, Pack, Procedure, Step
from namro.work.cases.runs import ClockStanding, Runs
from namro.work.cases.spoken import Unread, unread_after

_QUESTION_STAYS = frozenset({
    "ask", "register", "classify", "assign", "transfer", "accept-transfer", "return-transfer", "extend"
})  # fmt: skip
"""Verbs after which an open question to the reporter is still open: the case only came into other hands."""


class CannotBeRead(ValueError):
    """The acts do not make a case: the first is not a receipt, or a version is missing. Says which act."""


@dataclass(frozen=True, slots=True)
class Act:
    """One action as the reducer reads it. `data` is the structure only, never a free text."""

    seq: int
    verb: str
    step: str | None
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A transfer that the other office has neither accepted nor returned."""

    office_id: int
    office_kind: str
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True, order=True)
class RegisterLine:
    """One line of an office's register, as it was written when the case first entered it."""

    office_id: int
    year: int
    number: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands after its acts. Instants are aware; days are local days of the pack."""

    seq: int
    procedure: str  # hash of the version
    state: str
    office_id: int
    office_kind: str
    assignee: int | None
    flags: frozenset[str]
    channel: str
    named: bool
    received_at: datetime
    waits_for: str
    transfer_pending: OnItsWay | None
    asked: bool
    number: str
    old_number: str
    register_number: int | None
    register_year: int | None
    entries: tuple[RegisterLine, ...]  # every register that holds the case
    result: str | None
    taken: frozenset[str]  # steps taken since the case was opened, or opened again
    changed_at: datetime
    closed_at: datetime | None
    runs: tuple[ClockStanding, ...]
    unread: Unread = ()  # what the reporter wrote or sent that nobody has read
    keep_until: date | None = None  # of a closed case the last day on which it is kept, where its procedure says so
    erased_on: date | None = None

    @property
    def wrote_at(self) -> datetime | None:
        """Since when something that the reporter wrote or sent waits to be read; None when nothing does."""
        return self.unread[0][1] if self.unread else None

    @property
    def clocks(self) -> dict[str, ClockStanding]:
        """The latest running of every clock that has started."""
        return {run.clock: run for run in self.runs}

    @property
    def next_due(self) -> ClockStanding | None:
        """The running clock whose time ends first; None when nothing runs."""
        running = [run for run in self.runs if run.status == "running" and run.due is not None]
        return min(running, key=by_due, default=None)

    @property
    def open(self) -> bool:
        return self.closed_at is None


def by_due(run: ClockStanding) -> tuple[datetime, str]:
    assert run.due is not None
    return run.due.at, run.clock


def reduce(versions: Mapping[str, tuple[Pack, Procedure]], history: Iterable[Act]) -> Standing:
    """Where the case of `history` stands. `versions` gives each procedure version by its hash, with the pack whose
    calendar and counting rules apply to it. Raises `CannotBeRead`."""
    return read(versions, history).standing()


def read(versions: Mapping[str, tuple[Pack, Procedure]], history: Iterable[Act]) -> Reader:
    """A reader that has taken all of `history` and can take more. Raises `CannotBeRead`."""
    acts = iter(history)
    first = next(acts, None)
    if first is None or first.verb not in OPENING:
        raise CannotBeRead("A case begins with its receipt, or with its import from an older register.")
    reader = Reader(versions, first)
    for act in acts:
        reader.take(act)
    return reader


class Reader:
    """Reads acts one by one; `standing` says where the case is after those taken so far."""

    def __init__(self, versions: Mapping[str, tuple[Pack, Procedure]], first: Act) -> None:
        self.versions = versions
        self.version = str(first.data["procedure"])
        self.pack, self.procedure = self._version(self.version)
        self.seq = first.seq
        self.at = first.at
        self.taken: set[str] = set()
        self.office_id: int = first.data["office"]
        self.office_kind: str = first.data["office_kind"]
        self.channel: str = first.data["channel"]
        self.named: bool = first.data["named"]
        self.received_at = first.at
        self.state = RECEIVED
        self.before: dict[str, str] = {}
        self.flags: frozenset[str] = frozenset(first.data.get("flags", ()))
        self.assignee: int | None = None
        self.pending: OnItsWay | None = None
        self.asked = False
        self.number, self.register = "", (None, None)  # type: tuple[str, tuple[int | None, int | None]]
        self.entries: list[RegisterLine] = []
        self.result: str | None = None
        self.closed_at: datetime | None = None
        self.old_number = ""
        self.unread: Unread = ()
        self.unread_before: Unread = ()
        self.held_back: date | None = None
        self.erased_on: date | None = None
        self.runs = Runs(self.named, self.pack.calendar.local)
        if first.verb == "import":
            self._import(first)
        else:
            self._events(first, [RECEIVED], None)

    def _version(self, wanted: str) -> tuple[Pack, Procedure]:
        try:
            return self.versions[wanted]
        except KeyError:
            raise CannotBeRead(f"The procedure version {wanted} is not at hand.") from None

    def take(self, act: Act) -> None:
        """One more act."""
        if act.seq != self.seq + 1:
            raise CannotBeRead(f"Act {act.seq} follows act {self.seq}.")
        self.seq, self.at = act.seq, act.at
        if act.verb in _READ:
            _READ[act.verb](self, act)
        step = self.procedure.steps.get(act.step) if act.step else None
        told = (step.tells, step.needs) if step is not None else ((), ())
        unread = unread_after(self.unread, act.seq, act.at, act.verb, act.data, *told, before=self.unread_before)
        self.unread, self.unread_before = unread, self.unread
        if step is not None:
            self._step(act, step)

    def _import(self, first: Act) -> None:
        """The case comes out of an older register, with what that says of it.

        What was owed while it was kept there is not judged: a finished case has no clocks, an open one those that can
        still be met, from the day on which it really came in. Where only one step leads such an office into the state,
        that step was taken.
        """
        self.old_number = self.number = first.data.get("old_number", "")
        self.assignee = first.data.get("post")
        state = first.data["state"]
        if not self.procedure.states[state].open:
            self.state, self.closed_at = state, datetime.fromisoformat(first.data["closed_at"])
            return
        self._events(first, [RECEIVED], None)
        since = first.data.get("since")
        if state != RECEIVED:
            self.state = state
            arrived = Act(first.seq, first.verb, None, datetime.fromisoformat(since) if since else first.at)
            ways = [
                s.id
                for s in self.procedure.steps.values()
                if s.to == state and s.verb != "reopen" and (not s.at or self.office_kind in s.at)
            ]
            self._events(arrived, [state, *ways] if len(ways) == 1 else [state], RECEIVED)
        self.runs.keep_owed(self.procedure, happening_from(self.procedure, state), judged=bool(since))

    # -- what the verbs do beyond moving the state --

    def _register(self, act: Act) -> None:
        office, year, number = self.office_id, act.data["year"], act.data["number"]
        self.number, self.register = act.data["text"], (number, year)
        if all(line.office_id != office for line in self.entries):  # a case that comes back keeps its line
            self.entries.append(RegisterLine(office, year, number, self.number, act.at))

    def _assign(self, act: Act) -> None:
        self.assignee = act.data["post"]

    def _transfer(self, act: Act) -> None:
        if "office" in act.data:  # else it went to a body outside, which answers for it from now on
            self.pending = OnItsWay(act.data["office"], act.data["office_kind"], act.seq, act.at)

    def _accept_transfer(self, act: Act) -> None:
        if self.pending:
            self.office_id, self.office_kind = self.pending.office_id, self.pending.office_kind
        self.pending, self.assignee = None, None
        if "number" in act.data:
            self._register(act)

    def _return_transfer(self, act: Act) -> None:
        if self.pending:
            self.runs.undo(self.pending.seq)
        self.pending = None

    def _ask(self, act: Act) -> None:
        self.asked = True

    def _answer(self, act: Act) -> None:
        self.asked = False

    def _extend(self, act: Act) -> None:
        self.runs.extend(act.data["clock"], act.data["extension"], act.at)

    def _decide(self, act: Act) -> None:
        self.result = act.data.get("result")

    def _hand_over(self, act: Act) -> None:
        if "office" in act.data:
            self.office_id, self.office_kind = act.data["office"], act.data["office_kind"]
            self.assignee = None
            if "number" in act.data:
                self._register(act)
        if "pending_office" in act.data and self.pending:
            to = self.pending
            self.pending = OnItsWay(act.data["pending_office"], act.data["pending_kind"], to.seq, to.at)
        if "post" in act.data:
            self.assignee = act.data["post"]

    def _change_version(self, act: Act) -> None:
        self.version = act.data["procedure"]
        self.pack, self.procedure = self._version(self.version)
        self.runs.keep_only(self.procedure)

    def _hold_back(self, act: Act) -> None:
        self.held_back = date.fromisoformat(act.data["until"])

    def _erase(self, act: Act) -> None:
        self.erased_on = self.pack.calendar.local(act.at)

    # -- what every step does --

    def _step(self, act: Act, step: Step) -> None:
        old, flags = self.state, set(self.flags)
        for flag, value in {**step.sets, **act.data.get("flags", {})}.items():
            (flags.add if value else flags.discard)(flag)
        flags_before, self.flags = self.flags, frozenset(flags)
        if step.verb in _LEAVES and step.to not in (None, old):
            self.before[step.verb] = old
        back = self.before.pop(_COMES_BACK[step.verb], None) if step.verb in _COMES_BACK else None
        self.state = step.to or back or old
        moved = self.state != old
        if moved and step.verb not in _QUESTION_STAYS:
            self.asked = False
        closing = False
        if moved and self.procedure.states[self.state].open:
            self.closed_at = None
        elif moved and self.closed_at is None:
            self.closed_at, closing = act.at, True
        if step.verb == "reopen":
            self.taken.clear()
            self.held_back = None
        self.taken.add(step.id)
        arrived = moved and step.to is not None  # coming back to where it was is no arrival
        self._events(act, [step.id, self.state] if arrived else [step.id], old, flags_before, closing)

    def _events(
        self,
        act: Act,
        events: Sequence[str],
        old: str | None,
        flags_before: frozenset[str] | None = None,
        closing: bool = False,
    ) -> None:
        self.runs.happen(
            self.procedure,
            self.version,
            frozenset(events),
            seq=act.seq,
            at=act.at,
            kind=self.office_kind,
            flags=self.flags,
            flags_before=self.flags if flags_before is None else flags_before,
            old=old,
            new=self.state,
            closing=closing,
        )

    def standing(self) -> Standing:
        """Where the case stands now, with the dates of its clocks."""
        rule = self.procedure.states[self.state]
        waits = rule.waits_for
        if self.closed_at is None:
            if self.pending:
                waits = "other"
            elif self.asked:
                waits = "reporter"
        return Standing(
            seq=self.seq,
            procedure=self.version,
            state=self.state,
            office_id=self.office_id,
            office_kind=self.office_kind,
            assignee=self.assignee,
            flags=self.flags,
            channel=self.channel,
            named=self.named,
            received_at=self.received_at,
            waits_for=waits,
            transfer_pending=self.pending,
            asked=self.asked,
            number=self.number,
            old_number=self.old_number,
            register_number=self.register[0],
            register_year=self.register[1],
            entries=tuple(self.entries),
            result=self.result,
            taken=frozenset(self.taken),
            changed_at=self.at,
            closed_at=self.closed_at,
            runs=self.runs.standing(self.versions, self.version, self.flags),
            unread=self.unread,
            keep_until=self._keep_until(),
            erased_on=self.erased_on,
        )

    def _keep_until(self) -> date | None:
        """The corresponding day of the last year that the procedure names, or until when somebody held it back."""
        rule = self.procedure.retention.get(self.state)
        if rule is None or self.closed_at is None or self.erased_on is not None:
            return None
        last = rule.last_day(self.pack.calendar, self.closed_at)
        return max(last, self.held_back) if self.held_back is not None else last


OPENING = frozenset({"receive", "import"})
"""Verbs with which a case begins."""


def happening_from(procedure: Procedure, state: str) -> frozenset[str]:
    """The events (steps and states) that can still happen to a case in `state`, short of its being opened again."""
    events: set[str] = set()
    seen, waiting = {state}, [state]
    while waiting:
        here = waiting.pop()
        for step in procedure.steps.values():
            if here in step.from_ and step.verb != "reopen":
                events |= {step.id, step.to} if step.to else {step.id}
                if step.to and step.to not in seen:
                    seen.add(step.to)
                    waiting.append(step.to)
    return frozenset(events)


_LEAVES = {"transfer", "ask", "suspend"}
"""Verbs from which a case comes back to the state that it left."""
_COMES_BACK = {"accept-transfer": "transfer", "return-transfer": "transfer", "answer": "ask", "resume": "suspend"}

_READ = {
    "register": Reader._register,
    "assign": Reader._assign,
    "transfer": Reader._transfer,
    "accept-transfer": Reader._accept_transfer,
    "return-transfer": Reader._return_transfer,
    "ask": Reader._ask,
    "answer": Reader._answer,
    "extend": Reader._extend,
    "decide": Reader._decide,
    "hand-over": Reader._hand_over,
    "change-version": Reader._change_version,
    "hold-back": Reader._hold_back,
    "erase": Reader._erase,
}
"""What a verb does beyond moving the state; the other verbs only move it."""
