"""Asking for a decision about a task and giving it: the post that owes the task asks its head, or whoever gave it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.models import AtAssigner, Task
from namro.work.plans.turns import by_lead, must_be_open, open_turn

ASKED = ("assigner", "head")
"""Whose decision can be asked for: of the office that gave the task, or of the head of the one that leads it."""
KINDS = ("decision", "more-time", "other-lead")
"""What for: something that only they can decide, more time, another lead."""


@action("plans.ask_decision")
def ask_decision(
    task: Task,
    *,
    of: str,
    kind: str,
    text: str,
    until: date | str,
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Ask the own head, or whoever gave the task, for a decision by a day. The day of the task goes on running.

    Raises Refused `plans.unknown-question`, `plans.asked-already`, `plans.day-over`, `plans.not-open`, `cases.needed`,
    `cases.bad-date`, `plans.changed`, `AlreadyDone`.
    """
    turn = by_lead(task, actor=actor, now=now, seen=seen, once=once)
    if of not in ASKED or kind not in KINDS:
        raise Refused("plans.unknown-question", field="of" if of not in ASKED else "kind")
    if turn.standing.asked is not None:
        raise Refused("plans.asked-already")
    what, day = texts.required(text, "text", most=2000), deeds.the_day(until, "by")
    if day < turn.on:
        raise Refused("plans.day-over", field="by")
    turn.add("ask", {"of": of, "kind": kind, "by": day.isoformat()}, {"text": what})
    return turn.done(reason=what)


def at_asked(task: Task, *_: Any, **__: Any) -> Task | AtAssigner:
    """What the gate asks about where a decision is given: the office whose decision is asked for."""
    return AtAssigner(task.assigner_id, task.guard_ref) if task.asked == "assigner" else task


@action("plans.decide", target=at_asked)
def decide(
    task: Task, *, answer: str, seen: int | None = None, once: str | None = None, actor: Actor, now: datetime
) -> Task:
    """Give the decision that is asked for, in words. Time and lead are changed by actions of their own afterwards.

    Whoever asked does not answer. Raises Refused `plans.nothing-asked`, `plans.own-question`, `plans.not-open`,
    `cases.needed`, `plans.changed`, `AlreadyDone`.
    """
    office = task.assigner_id if task.asked == "assigner" else (task.lead_office_id or task.assigner_id)
    deeds.own_seat(actor, office)
    turn = open_turn(task, actor=actor, now=now, seen=seen, once=once)
    must_be_open(turn)
    asked = turn.standing.asked
    if asked is None or asked.of != task.asked:
        raise Refused("plans.nothing-asked")
    if asked.who == actor.ref:
        raise Refused("plans.own-question")
    words = texts.required(answer, "answer", most=2000)
    turn.add("decide", {"of": asked.of}, {"answer": words})
    return turn.done(reason=words)
