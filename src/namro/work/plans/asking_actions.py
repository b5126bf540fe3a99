"""Asking for a decision about a task and giving it: the post that owes the task asks its head, or whoever gave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.models import AtAssigner, Task
from namro.work.plans.moving_actions import change_lead
from namro.work.plans.task_actions import change_time
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
    to: date | str | None = None,
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Ask the own head, or whoever gave the task, for a decision by a day. The day of the task goes on running.

    `to`: the new day that is proposed, where more time is asked for. Raises Refused `plans.unknown-question`,
    `plans.asked-already`, `plans.day-over`, `plans.not-open`, `cases.needed`, `cases.bad-date`, `plans.changed`,
    `AlreadyDone`.
    """
    turn = by_lead(task, actor=actor, now=now, seen=seen, once=once)
    if of not in ASKED or kind not in KINDS:
        raise Refused("plans.unknown-question", field="of" if of not in ASKED else "kind")
    if turn.standing.asked is not None:
        raise Refused("plans.asked-already")
    what, day = texts.required(text, "text", most=2000), deeds.the_day(until, "by")
    if day < turn.on:
        raise Refused("plans.day-over", field="by")
    wanted = deeds.a_day(to, "to", needed=False) if kind == "more-time" else None
    if wanted is not None and wanted < turn.on:
        raise Refused("plans.day-over", field="to")
    proposed = {"to": wanted.isoformat()} if wanted else {}
    turn.add("ask", {"of": of, "kind": kind, "by": day.isoformat()} | proposed, {"text": what})
    return turn.done(reason=what)


def at_asked(task: Task, *_: Any, **__: Any) -> Task | AtAssigner:
    """What the gate asks about where a decision is given: the office whose decision is asked for."""
    return AtAssigner(task.assigner_id, task.guard_ref) if task.asked == "assigner" else task


@dataclass(frozen=True, slots=True)
class NewLead:
    """Another lead: the office, the post that does it and the head who answers for it, as `change_lead` takes them."""

    to: Office
    role: str
    head: str


@action("plans.decide", target=at_asked)
def decide(
    task: Task,
    *,
    answer: str,
    agreed: bool | None = None,
    to: date | str | None = None,
    period: str | None = None,
    lead: NewLead | None = None,
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Give the decision that is asked for, in words. Where more time or another lead is agreed to, it is given at once.

    `agreed`: yes or no; None where only words are given. A yes to more time moves the day (`to`, else the one that was
    proposed, of that `period`) and a yes to another lead gives the task to `lead`, by `plans.change_time` and
    `plans.change_lead` with the answer as their reason: whoever may not do that cannot say yes so. Whoever asked does
    not answer. Raises Refused `plans.nothing-asked`, `plans.own-question`, `plans.not-open`, `cases.needed`,
    `plans.changed`, `AlreadyDone`, and what those two raise.
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
    turn.add("decide", {"of": asked.of} | ({} if agreed is None else {"agreed": agreed}), {"answer": words})
    row = turn.done(reason=words)
    if agreed and asked.kind == "more-time":
        return change_time(row, to=to or asked.to or "", reason=words, period=period, actor=actor, now=now)
    if agreed and asked.kind == "other-lead":
        if lead is None:
            raise Refused("cases.needed", field="to", name="to")
        return change_lead(row, to=lead.to, role=lead.role, head=lead.head, reason=words, actor=actor, now=now)
    return row
