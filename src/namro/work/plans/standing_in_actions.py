"""Letting one post answer for many tasks of its office at once, and taking that back: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.put import patch
from namro.ground.people.actors import Actor
from namro.ground.people.models import Post, in_force
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds, standing_in
from namro.work.plans.deeds import Adding
from namro.work.plans.history import histories
from namro.work.plans.models import Task
from namro.work.plans.states import Done
from namro.work.plans.task_actions import must_be_a_time, must_be_another, taken_back
from namro.work.plans.task_states import TaskStanding, take, task_of


def at_first(tasks: Sequence[Task], *_: Any, **__: Any) -> Task | None:
    """What the gate asks about; that all are of the same office, the action asks."""
    return tasks[0] if tasks else None


@dataclass(slots=True)
class _Many:
    """Tasks of one office under lock, by their references, each with where it stands."""

    office_id: int
    on: date
    rows: list[Task]
    standings: dict[str, TaskStanding]
    acts: list[Adding] = field(default_factory=list)

    def add(self, row: Task, verb: str, data: Mapping[str, Any], why: str, actor: Actor) -> None:
        """Takes one more act of a task in and stores what follows on its row."""
        standing = self.standings[row.guard_ref]
        act = Adding(row.guard_ref, standing.seq + 1, verb, data, {"reason": why})
        take(standing, Done(act.seq, act.verb, act.data, self.on, actor.ref, act.words))
        patch(row, {c: v for c, v in standing.columns().items() if getattr(row, c) != v})
        self.acts.append(act)


def _locked(tasks: Sequence[Task], seen: Mapping[str, int], once: str | None, actor: Actor, now: datetime) -> _Many:
    """Raises Refused `plans.no-task-chosen`, `plans.tasks-stopped`, `AlreadyDone`, `NotThere`."""
    refs = {task.ref for task in tasks}
    offices = {task.lead_office_id for task in tasks}
    if not 0 < len(refs) <= standing_in.MOST or len(offices) != 1:
        raise Refused("plans.no-task-chosen", most=standing_in.MOST)
    office = offices.pop() or 0
    deeds.own_seat(actor, office)
    deeds.programme()
    deeds.not_twice(once, actor)
    rows = list(
        standing_in.led(office).select_for_update(of=("self",), no_key=True).filter(ref__in=refs).order_by("pk")
    )
    stopped = refs - {row.ref for row in rows}
    stopped |= {row.ref for row in rows if row.seq != seen.get(row.ref, row.seq)}
    _go_on(stopped)
    standings = {ref: task_of(acts) for ref, acts in histories(row.guard_ref for row in rows).items()}
    return _Many(office, the_pack().calendar.local(now), rows, standings)


def _go_on(stopped: set[str]) -> None:
    """Raises Refused `plans.tasks-stopped` where some task stops them all."""
    if stopped:
        raise Refused("plans.tasks-stopped", which=", ".join(sorted(stopped)[:20]), n=len(stopped))


@action("plans.delegate_several", target=at_first)
def delegate_several(
    tasks: Sequence[Task],
    *,
    post: Post,
    begins: date | str,
    ends: date | str,
    reason: str,
    seen: Mapping[str, int] | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Let a post of the own office answer for many tasks from one day to another, with one reason: all or none.

    `seen`: by reference how much of each task the actor had before them. Each task has an act of its own, one entry of
    the trail binds them. How many they were. Raises Refused `plans.no-task-chosen`, `plans.tasks-stopped` (what changed
    since, is owed no more or is delegated on one of these days already), `plans.unknown-post`,
    `plans.delegation-backwards`, `plans.delegation-over`, `plans.delegates-to-oneself`, `cases.needed`,
    `cases.bad-date`, `AlreadyDone`.
    """
    many = _locked(tasks, seen or {}, once, actor, now)
    first, last = deeds.the_day(begins, "begins"), deeds.the_day(ends, "ends")
    why = texts.required(reason, "reason", most=2000)
    must_be_a_time(first, last, many.on)
    must_be_another(post, actor)
    if not Post.objects.filter(in_force(many.on), pk=post.pk, office=many.office_id).exists():
        raise Refused("plans.unknown-post", field="post")
    _go_on({one.task.ref for one in standing_in.with_delegations(many.rows) if one.meets(first, last)})
    said = {"post_id": post.pk, "begins": first.isoformat(), "ends": last.isoformat()}
    for row in many.rows:
        many.add(row, "delegate", said, why, actor)
    deeds.write(many.acts, once=once, reason=why)
    return len(many.rows)


@action("plans.take_back_several", target=at_first)
def take_back_several(
    tasks: Sequence[Task],
    *,
    post: int,
    begins: date | str,
    reason: str,
    seen: Mapping[str, int] | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Take back what was delegated to a post from a day on, of many tasks with one reason: all of them or none.

    From today on who answered before answers again. How many they were. Raises Refused `plans.no-task-chosen`,
    `plans.tasks-stopped` (what changed since, is owed no more or has no such delegation), `cases.needed`,
    `AlreadyDone`.
    """
    many = _locked(tasks, seen or {}, once, actor, now)
    first = deeds.the_day(begins, "delegation")
    why = texts.required(reason, "reason", most=2000)
    said = {row.ref: taken_back(many.standings[row.guard_ref], post, first, many.on) for row in many.rows}
    _go_on({ref for ref, one in said.items() if one is None})
    for row in many.rows:
        many.add(row, "take-back", said[row.ref] or {}, why, actor)
    deeds.write(many.acts, once=once, reason=why)
    return len(many.rows)
