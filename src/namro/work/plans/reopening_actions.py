"""Undoing an acceptance that was a mistake, on the same day: the report waits for its answer again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.heirs import name_of
from namro.work.plans.history import acts_of
from namro.work.plans.models import Act, AtAssigner, Plan, Task
from namro.work.plans.moving_actions import other_copy
from namro.work.plans.parts_ending import resume_parts
from namro.work.plans.publishing import accepted_pieces, cleared_of
from namro.work.plans.reopening import MOST, AcceptedToday
from namro.work.plans.states import Done
from namro.work.plans.task_states import OPEN, accepted_on
from namro.work.plans.turns import Turn, at_assigner, by_assigner


@action("plans.reopen", target=at_assigner)
def reopen(
    task: Task, *, reason: str, period: str | None = None, seen: int | None = None, actor: Actor, now: datetime
) -> Task:
    """Undo an acceptance of the same day that was a mistake, with the reason: the report waits for its answer again.

    Parts that ended with the whole go on as they stood.
    `period`: of a task that comes again, else the one that was accepted last. The acceptance stays in the history.
    Raises Refused `plans.not-accepted-today`, `plans.used-since` (it is a part of a task on which its office reported
    since), `plans.evidence-public`, `plans.plan-ended`, `plans.has-a-copy`, `plans.not-open`, `plans.changed`,
    `cases.needed`.
    """
    turn = by_assigner(task, actor=actor, now=now, seen=seen)
    if turn.standing.state not in (*OPEN, Task.ACCEPTED):
        raise Refused("plans.not-open", state=turn.standing.state)
    today = accepted_on(turn.standing, turn.on)
    if not today or (period is not None and period not in today):
        raise Refused("plans.not-accepted-today", field="period")
    about = today[-1] if period is None else period
    why = texts.required(reason, "reason", most=2000)
    plans = [turn.row.plan, *([turn.row.parent.plan] if turn.row.parent is not None else [])]
    if any(plan.state == Plan.ENDED for plan in plans):
        raise Refused("plans.plan-ended")
    lead = turn.row.lead_office
    if lead is not None and not turn.row.team and turn.row.lead_post_id is None and other_copy(turn.row, lead):
        raise Refused("plans.has-a-copy", office=name_of(lead))
    if _used(turn, about):
        raise Refused("plans.used-since")
    was = turn.standing.accepted[about]
    act = turn.add("reopen", {"period": about}, {"reason": why})
    if was.closed:
        resume_parts(turn, was.seq)
    _closed_to_all(turn, Done(act.seq, act.verb, act.data, turn.on))
    return turn.done(reason=why)


class NotReopened(Refused):
    """One of several acceptances cannot be undone, so none was. `ref`: of its task; `cause`: why."""

    code = "plans.none-reopened"

    def __init__(self, ref: str, cause: Refused) -> None:
        super().__init__(ref=ref)
        self.ref, self.cause = ref, cause


def at_first(found: Sequence[AcceptedToday], *_: Any, **__: Any) -> AtAssigner | None:
    """What the gate asks about first; then it asks about each task by itself."""
    return AtAssigner(found[0].task.assigner_id, found[0].task.guard_ref) if found else None


@action("plans.reopen_several", target=at_first)
def reopen_several(
    found: Sequence[AcceptedToday], *, reason: str, once: str | None = None, actor: Actor, now: datetime
) -> int:
    """Undo many acceptances of the same day with one reason: all of them or none.

    Each is undone by `plans.reopen`, which asks for its own permission and leaves its own entry. How many they were.
    Raises Refused `plans.no-acceptance-chosen`, `cases.needed`, `NotReopened` (which names the task and what stands in
    the way of it), `AlreadyDone`.
    """
    deeds.programme()
    deeds.not_twice(once, actor)
    if not 0 < len(found) <= MOST:
        raise Refused("plans.no-acceptance-chosen", most=MOST)
    why = texts.required(reason, "reason", most=2000)
    locked = Task.objects.select_for_update(of=("self",), no_key=True).filter(pk__in={one.task.pk for one in found})
    list(locked.order_by("pk").values_list("pk"))
    deeds.write([], once=once, reason=why)
    acted: Counter[int] = Counter()
    for one in found:
        seen = one.task.seq + acted[one.task.pk]
        try:
            reopen(one.task, reason=why, period=one.period, seen=seen, actor=actor, now=now)
        except Refused as cause:
            raise NotReopened(one.task.ref, cause) from cause
        acted[one.task.pk] += 1
    return len(found)


def _used(turn: Turn, period: str) -> bool:
    """Whether the office that shared the task out reported on the whole since it accepted this part."""
    whole = turn.row.parent
    if whole is None or whole.spread:
        return False
    mine = Act.objects.filter(about=turn.row.guard_ref, verb="accept", data__period=period)
    last = mine.order_by("-seq").values_list("pk", flat=True).first()
    return Act.objects.filter(about=whole.guard_ref, verb="report", pk__gt=last or 0).exists()


def _closed_to_all(turn: Turn, act: Done) -> None:
    """Raises Refused `plans.evidence-public` where everybody may read a piece that would be accepted no more."""
    acts = acts_of(turn.row.guard_ref)
    left = dict(accepted_pieces([*acts, act]))
    if open_ := [piece for piece in cleared_of(acts) if piece not in left]:
        raise Refused("plans.evidence-public", n=len(open_))
