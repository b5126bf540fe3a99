"""One turn on a task or a plan: lock the row, read what was done to it, add one act, store what follows.

Used inside actions only. Of two officers who press at once one goes first and the other is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from namro.ground.gate.put import patch
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.history import acts_of
from namro.work.plans.models import AtAssigner, Plan, Task
from namro.work.plans.states import Done
from namro.work.plans.task_states import OPEN, TaskStanding, take, task_of


@dataclass(slots=True)
class Turn:
    """A task under lock, with where it stands. `on`: the local day of the action."""

    row: Task
    standing: TaskStanding
    actor: Actor
    on: date
    once: str | None = None
    others: list[Adding] = field(default_factory=list)

    def add(self, verb: str, data: Mapping[str, Any] | None = None, words: Mapping[str, str] | None = None) -> Adding:
        """Takes one more act in, and stores what follows on the row; `done` writes it."""
        act = Adding(self.row.guard_ref, self.standing.seq + 1, verb, data or {}, words or {})
        take(self.standing, Done(act.seq, act.verb, act.data, self.on, self.actor.ref, act.words))
        changed = {c: v for c, v in self.standing.columns().items() if getattr(self.row, c) != v}
        patch(self.row, changed)
        self.others.append(act)
        return act

    def done(self, *, reason: str = "") -> Task:
        """Binds all that was taken in as one deed; gives back the task."""
        deeds.write(self.others, once=self.once, reason=reason)
        return self.row


def open_turn(task: Task, *, actor: Actor, now: datetime, seen: int | None = None, once: str | None = None) -> Turn:
    """The task under lock. `seen`: how much of it the actor had before them.

    Raises `AlreadyDone`, `NotThere`, Refused `plans.changed`.
    """
    deeds.programme()
    deeds.not_twice(once, actor)
    row = Task.objects.select_for_update(of=("self",), no_key=True).filter(pk=task.pk).first()
    if row is None or row.lead_office_id != task.lead_office_id:
        raise NotThere if row is None else Refused("plans.changed")
    if seen is not None and seen != row.seq:
        raise Refused("plans.changed")
    return Turn(row, task_of(acts_of(row.guard_ref)), actor, the_pack().calendar.local(now), once)


def by_lead(task: Task, *, actor: Actor, now: datetime, seen: int | None = None, once: str | None = None) -> Turn:
    """An open task for the office that leads it. Raises as `open_turn`, and Refused `plans.not-open`."""
    deeds.own_seat(actor, task.lead_office_id or task.assigner_id)
    turn = open_turn(task, actor=actor, now=now, seen=seen, once=once)
    must_be_open(turn)
    return turn


def by_assigner(task: Task, *, actor: Actor, now: datetime, seen: int | None = None, once: str | None = None) -> Turn:
    """A task for the office that gave it."""
    deeds.own_seat(actor, task.assigner_id)
    return open_turn(task, actor=actor, now=now, seen=seen, once=once)


def must_be_open(turn: Turn) -> None:
    """Raises Refused `plans.not-open`."""
    if turn.standing.state not in OPEN:
        raise Refused("plans.not-open", state=turn.standing.state)


def at_assigner(task: Task, *_: Any, **__: Any) -> AtAssigner:
    """What the gate asks about where the assigner acts on a task."""
    return AtAssigner(task.assigner_id, task.guard_ref)


def locked_plan(plan: Plan, *, actor: Actor) -> Plan:
    """The plan under lock, for somebody of its own office. Raises `NotThere`, Refused `plans.plan-ended`."""
    deeds.own_seat(actor, plan.office_id)
    deeds.programme()
    row = Plan.objects.select_for_update(of=("self",), no_key=True).filter(pk=plan.pk).first()
    if row is None:
        raise NotThere
    if row.state == Plan.ENDED:
        raise Refused("plans.plan-ended")
    return row


def leads_now(office: Office, helping: Sequence[int]) -> dict[str, Any]:
    """What the act that gives a task to an office says of those who help: where that office is one of them, who is
    left."""
    return {"with": [pk for pk in helping if pk != office.pk]} if office.pk in helping else {}
