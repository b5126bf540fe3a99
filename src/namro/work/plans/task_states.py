"""Where a task stands, from what was done to it. Plain values in, plain values out.

A task that comes again and again owes one thing for each period; it is accepted when the last period is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from namro.rules.clocks.periods import named
from namro.work.plans.states import CannotBeRead, Done

Time = Mapping[str, Any]
OPEN = frozenset({"issued", "reported", "sent-back"})
UNTOLD = frozenset({"open", "sent-back"})
"""How a period stands that was neither reported nor accepted."""
FROM = ("from", "from_roles", "from_post")
"""What the act that gives a task to another office says of who led it before."""
DEFINED = (
    "plan_id", "assigner_id", "parent_id", "instrument_id", "clause_id", "nth", "lead_office_id", "lead_role",
    "lead_post_id", "team", "head_role", "spread",
)  # fmt: skip
"""What the structure of a task says that is kept in a column of the same name."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed for one period ("" for a task that comes once). `baseline_on`: the day that was said first; `since`:
    the day on which the first report came in that was not sent back."""

    period: str
    due_on: date
    baseline_on: date
    state: str  # open, reported, sent-back, accepted
    evidence: int = 0
    since: date | None = None

    @property
    def from_on(self) -> date:
        """The first day on which it can be reported: of a period that on which it begins, unless it is due before."""
        first = named(self.period)[1] if self.period else date.min
        return date.min if self.due_on < first else first


@dataclass(frozen=True, slots=True)
class Delegation:
    """That a post answers from one day to another, both included."""

    post_id: int
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision that is asked for and was not given yet. `of`: "head" of the lead's office, or "assigner"; `to`: the
    day that is proposed, where more time is asked for and one was named."""

    of: str
    kind: str
    by: date
    on: date
    who: str
    text: str
    to: date | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """That a period was accepted on a day by the `seq`-th act, and what stood before it: who had brought it, and where
    that closed the task whether it was blocked and what was asked."""

    on: date
    reporters: frozenset[str]
    closed: bool
    blocked: bool
    asked: Asked | None
    seq: int


@dataclass(frozen=True, slots=True)
class Ended:
    """That a part ended with the whole, by which of the acts of that, and how it stood before."""

    whole: str
    by: int
    state: str
    blocked: bool
    reporters: frozenset[str]
    asked: Asked | None


@dataclass(slots=True)
class TaskStanding:
    """A task as its acts make it. `reporters`: who brought what now waits to be accepted; `accepted`: by period how it
    was, in the order in which they were."""

    data: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    state: str = ""
    seq: int = 0
    owed: list[Owed] = field(default_factory=list)
    blocked: bool = False
    reporters: set[str] = field(default_factory=set)
    reported_on: date | None = None
    closed_on: date | None = None
    given_on: date | None = None
    delegations: list[Delegation] = field(default_factory=list)
    into: str = ""
    asked: Asked | None = None
    accepted: dict[str, Accepted] = field(default_factory=dict)
    changes: int = 0  # how often the day was changed
    ended: Ended | None = None  # of a part that ended with the whole

    @property
    def current(self) -> Owed | None:
        """What is owed next: the first that was not accepted."""
        return next((one for one in self.owed if one.state != "accepted"), None)

    @property
    def left(self) -> list[Owed]:
        """What was neither reported nor accepted, by its day."""
        return sorted((one for one in self.owed if one.state in UNTOLD), key=lambda one: one.due_on)

    @property
    def shown(self) -> Owed | None:
        """What lists say of it: the first of which nothing was reported, else what is owed next, else the last."""
        return next(iter(self.left), None) or self.current or (self.owed[-1] if self.owed else None)

    @property
    def waits(self) -> Owed | None:
        """What was reported and waits for its answer: the first by its day; None where nothing does."""
        return min((one for one in self.owed if one.state == "reported"), key=lambda one: one.due_on, default=None)

    @property
    def evidence(self) -> int:
        """How many files and references were brought and not sent back."""
        return sum(one.evidence for one in self.owed)

    def columns(self) -> dict[str, Any]:
        """What the row of the task holds."""
        left, last = self.left, self.shown
        time: Time = self.data.get("time") or {}
        return {name: self.data.get(name) for name in DEFINED} | {
            "matter": self.words.get("matter", ""),
            "product": self.words.get("product", ""),
            "rhythm": time.get("rhythm", ""),
            "within": time.get("within", ""),
            "of_periods": len(self.owed) if time.get("rhythm") else 0,
            "periods_accepted": len(self.accepted) if time.get("rhythm") else 0,
            "owes": [one.due_on.isoformat() for one in left] if time.get("rhythm") else [],
            "state": self.state,
            "blocked": self.blocked,
            "asked": self.asked.of if self.asked else "",
            "answer_by": self.asked.by if self.asked else None,
            "due_on": last.due_on if last else None,
            "baseline_on": last.baseline_on if last else None,
            "evidence": self.evidence,
            "reported_on": self.reported_on,
            "closed_on": self.closed_on,
            "given_on": self.given_on,
            "seq": self.seq,
        }

    def answers(self, on: date) -> int | None:
        """The post that answers on that day: who it was delegated to, else the post that leads; None: the role does."""
        for one in reversed(self.delegations):
            if one.begins <= on <= one.ends:
                return one.post_id
        post: int | None = self.data.get("lead_post_id")
        return post


def task_of(acts: Iterable[Done]) -> TaskStanding:
    """Raises `CannotBeRead`."""
    standing = TaskStanding()
    for act in acts:
        take(standing, act)
    if not standing.data:
        raise CannotBeRead("it was never written down")
    return standing


def take(standing: TaskStanding, act: Done) -> None:
    """What one more act makes of it. Raises `CannotBeRead`."""
    change = _VERBS.get(act.verb)
    if change is None:
        raise CannotBeRead(f"a task does not know {act.verb!r}")
    change(standing, act)
    standing.seq = act.seq


def accepted_on(standing: TaskStanding, on: date) -> list[str]:
    """The periods that were accepted on a day, the latest last ("" for what comes once)."""
    return [period for period, one in standing.accepted.items() if one.on == on]


def owed_of(dues: Iterable[Iterable[str]]) -> list[Owed]:
    """What is owed, as an act says it: pairs of period and day."""
    days = [(period, date.fromisoformat(day)) for period, day in dues]
    return [Owed(period, day, day, "open") for period, day in days]


def _define(standing: TaskStanding, act: Done) -> None:
    standing.data |= act.data
    standing.words |= act.words
    standing.state = "draft"


def _principle(standing: TaskStanding, act: Done) -> None:
    standing.state = "principle"


def _issue(standing: TaskStanding, act: Done) -> None:
    standing.owed = owed_of(act.data["dues"])
    standing.state, standing.given_on = "issued", act.on


def _give(standing: TaskStanding, act: Done) -> None:
    _define(standing, act)
    _issue(standing, act)


def _put(standing: TaskStanding, period: str, **changed: Any) -> None:
    standing.owed = [replace(one, **changed) if one.period == period else one for one in standing.owed]


def _report(standing: TaskStanding, act: Done) -> None:
    period = act.data["period"]
    before = next(one for one in standing.owed if one.period == period)
    brought = len(act.data.get("files", ())) + len(act.data.get("refs", ()))
    _put(standing, period, state="reported", evidence=before.evidence + brought, since=before.since or act.on)
    standing.state, standing.reported_on = "reported", act.on
    standing.reporters.add(act.by)


def _send_back(standing: TaskStanding, act: Done) -> None:
    _put(standing, act.data["period"], state="sent-back", evidence=0, since=None)
    _after(standing, "sent-back")


def _accept(standing: TaskStanding, act: Done) -> None:
    reporters, blocked, asked = frozenset(standing.reporters), standing.blocked, standing.asked
    _put(standing, act.data["period"], state="accepted")
    standing.accepted[act.data["period"]] = Accepted(
        act.on, reporters, standing.current is None, blocked, asked, act.seq
    )
    if standing.current is None:
        standing.state, standing.closed_on, standing.blocked = "accepted", act.on, False
        standing.reporters, standing.asked = set(), None
    else:
        _after(standing, "issued")


def _reopen(standing: TaskStanding, act: Done) -> None:
    """An acceptance is undone: the report waits again as it did."""
    was = standing.accepted.pop(act.data["period"])
    _put(standing, act.data["period"], state="reported")
    standing.state = "reported"
    standing.reporters |= was.reporters
    if was.closed:
        standing.closed_on, standing.blocked, standing.asked = None, was.blocked, was.asked


def _after(standing: TaskStanding, otherwise: str) -> None:
    """Where it stands once something was answered: still reported while another period waits."""
    waiting = any(one.state == "reported" for one in standing.owed)
    standing.state = "reported" if waiting else otherwise
    if not waiting:
        standing.reporters = set()


def _change_time(standing: TaskStanding, act: Done) -> None:
    days = {period: date.fromisoformat(day) for period, day in act.data["dues"]}
    for period, day in days.items():
        _put(standing, period, due_on=day)
    standing.changes += 1


def _change_lead(standing: TaskStanding, act: Done) -> None:
    standing.data |= {name: said for name, said in act.data.items() if name not in FROM}
    standing.delegations, standing.asked = [], None
    if act.verb == "change-lead":
        standing.given_on = act.on
    if "from" in act.data:  # what was sent back to the one before is not what the new lead has to mend
        standing.owed = [replace(one, state="open") if one.state == "sent-back" else one for one in standing.owed]
        standing.state = "issued"


def _block(standing: TaskStanding, act: Done) -> None:
    standing.blocked = True


def _unblock(standing: TaskStanding, act: Done) -> None:
    standing.blocked = False


def _delegate(standing: TaskStanding, act: Done) -> None:
    begins, ends = (date.fromisoformat(act.data[name]) for name in ("begins", "ends"))
    standing.delegations.append(Delegation(act.data["post_id"], begins, ends))


def _take_back(standing: TaskStanding, act: Done) -> None:
    """A delegation ends on the day before, or never began."""
    was = Delegation(act.data["post_id"], *(date.fromisoformat(act.data[name]) for name in ("begins", "ends")))
    at = standing.delegations.index(was)
    until = act.data["until"]
    standing.delegations[at : at + 1] = [replace(was, ends=date.fromisoformat(until))] if until else []


def _ask(standing: TaskStanding, act: Done) -> None:
    by = date.fromisoformat(act.data["by"])
    to = date.fromisoformat(act.data["to"]) if act.data.get("to") else None
    standing.asked = Asked(act.data["of"], act.data["kind"], by, act.on, act.by, act.words.get("text", ""), to)


def _decide(standing: TaskStanding, act: Done) -> None:
    standing.asked = None


def _end(standing: TaskStanding, act: Done) -> None:
    if whole := act.data.get("whole"):
        was = (standing.state, standing.blocked, frozenset(standing.reporters), standing.asked)
        standing.ended = Ended(whole, act.data["act"], *was)
    standing.state, standing.closed_on, standing.blocked, standing.reporters = "ended", act.on, False, set()
    standing.asked = None


def _resume(standing: TaskStanding, act: Done) -> None:
    """The whole that it ended with is open again, and so is the part, as it stood."""
    was = standing.ended
    assert was is not None, "only what ended with a whole goes on"
    standing.state, standing.closed_on, standing.blocked = was.state, None, was.blocked
    standing.reporters, standing.asked, standing.ended = set(was.reporters), was.asked, None


def _fold(standing: TaskStanding, act: Done) -> None:
    _end(standing, act)
    standing.state, standing.into = "moved", act.data["into"]


def _re_point(standing: TaskStanding, act: Done) -> None:
    """It stands on another clause: of another document, or on the new wording of its own."""
    standing.data |= act.data


def _split(standing: TaskStanding, act: Done) -> None:
    """Its parts are tasks of their own."""


def _cleared(standing: TaskStanding, act: Done) -> None:
    """Who may read its evidence changes nothing of how it stands: see `publishing.cleared_of`."""


_VERBS = {
    "add": _define, "change": _define, "principle": _principle, "issue": _issue, "give": _give, "report": _report,
    "send-back": _send_back, "accept": _accept,
    "reopen": _reopen, "change-time": _change_time, "change-lead": _change_lead,
    "move-lead": _change_lead, "fold": _fold, "block": _block, "unblock": _unblock, "delegate": _delegate,
    "take-back": _take_back,
    "ask": _ask, "decide": _decide, "end": _end, "resume": _resume, "re-point": _re_point, "re-word": _re_point,
    "split": _split,
    "clear": _cleared, "hide": _cleared,
}  # fmt: skip
