"""What was changed elsewhere, taken into the draft of its plan: tasks changed, added, withdrawn; all of it or nothing.

The actions of the room write; here they are only put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans.draft_actions import add_task, change_draft, keep_as_principle
from namro.work.plans.history import acts_of
from namro.work.plans.models import Plan, Task
from namro.work.plans.stands import mark
from namro.work.plans.task_actions import withdraw
from namro.work.plans.task_said import CARD, TaskSaid, others_of
from namro.work.plans.task_states import TaskStanding, task_of


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one task: its fields as `TaskSaid` names them, where they change; a new one where `task` is
    None; withdrawn where `withdrawn`. What was a principle stays one."""

    task: Task | None
    said: Mapping[str, Any] = field(default_factory=dict)
    withdrawn: bool = False


def stand(tasks: Sequence[Task]) -> str:
    """How far the tasks of a table have come, to know whether somebody changed one since it was looked at."""
    return mark([(task.ref, task.seq) for task in tasks])


def take_table(plan: Plan, changes: Sequence[Change], *, reason: str = "", actor: Actor, now: datetime) -> int:
    """Writes every change; gives back how many there were. Raises what `plans.change_draft`, `plans.add_task` and
    `plans.withdraw` raise; then nothing of it is written."""
    with transaction.atomic():
        for one in changes:
            if one.task is None:
                add_task(plan, said=_by_own_roles(TaskSaid(**one.said)), actor=actor, now=now)
                continue
            if one.task.state not in (Task.DRAFT, Task.PRINCIPLE):
                raise Refused("plans.not-a-draft")
            if one.task.plan_id != plan.pk:
                raise NotThere
            if one.withdrawn:
                withdraw(one.task, reason=reason, seen=one.task.seq, actor=actor, now=now)
            else:
                said = replace(said_again(task_of(acts_of(one.task.guard_ref))), **one.said)
                said = _by_own_roles(said)
                changed = change_draft(one.task, said=said, seen=one.task.seq, actor=actor, now=now)
                if one.task.state == Task.PRINCIPLE:
                    keep_as_principle(changed, actor=actor, now=now)
    return len(changes)


def _by_own_roles(said: TaskSaid) -> TaskSaid:
    """Where the new lead has no post of that role, the role that has its part there."""
    kind = next(iter(said.among), "")
    if said.lead is not None:
        kind = Office.objects.filter(pk=said.lead).values_list("kind", flat=True).first() or ""
    pack = the_pack()
    role, head = (pack.role_at(one, kind) or one for one in (said.role, said.head)) if kind else (said.role, said.head)
    return replace(said, role=role, head=head)


def said_again(standing: TaskStanding) -> TaskSaid:
    """A draft as somebody would write it who changes nothing."""
    data, words = standing.data, standing.words
    return TaskSaid(
        matter=words.get("matter", ""), product=words.get("product", ""), clause=data.get("clause_id"),
        lead=data.get("lead_office_id"), role=data.get("lead_role") or "", post=data.get("lead_post_id"),
        team=data.get("team") or "", head=data.get("head_role") or "", helping=data.get("with") or (),
        spread=bool(data.get("spread")), among=data.get("among") or (),
        units=data.get("units") or (),
        time=data.get("time") or {}, budget=words.get("budget", ""),
        authority=words.get("authority", ""),
        source={"text": words.get("source", ""), **(data.get("source") or {}), **_led(words)},
        card={part: words.get(part, "") for part in CARD}, others=others_of(words),
        holds=data.get("holds") or "",
    )  # fmt: skip


def _led(words: Mapping[str, str]) -> dict[str, str]:
    """Whom the document names as the lead, where that is known."""
    return {"lead": words["led"]} if "led" in words else {}
