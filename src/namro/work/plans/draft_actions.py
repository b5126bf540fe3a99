"""Writing a plan down before it is handed out: the plan, its tasks, what stays a mere principle."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import put, put_all
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.models import Instrument, Plan, Task, With
from namro.work.plans.replaced_by import stands_on_now
from namro.work.plans.scope import instruments
from namro.work.plans.states import Done
from namro.work.plans.task_said import TaskSaid, checked
from namro.work.plans.task_states import task_of
from namro.work.plans.turns import Turn, at_assigner, by_assigner, locked_plan

MOST_TASKS = 1000
"""Tasks of one plan."""


@action("plans.draft")
def draft(
    office: Office, *, instrument: Instrument, name: str, once: str | None = None, actor: Actor, now: datetime
) -> Plan:
    """Begin a plan of the office under a document that it may read.

    Raises Refused `cases.needed`, `plans.only-cited`, `AlreadyDone`.
    """
    deeds.own_seat(actor, office.pk)
    deeds.not_twice(once, actor)
    deeds.programme()
    if not instruments(actor, the_pack().calendar.local(now)).filter(pk=instrument.pk).exists():
        raise NotThere
    if instrument.cited:
        raise Refused("plans.only-cited", field="instrument")
    called = texts.required(texts.line(name, "name"), "name")
    plan = Plan(ref=deeds.fresh_ref(now), office=office, instrument=instrument, name=called, state=Plan.DRAFT, seq=1)
    put(plan)
    current().is_about(plan)
    data = {"office_id": office.pk, "instrument_id": instrument.pk, "template_id": None}
    deeds.write([Adding(plan.guard_ref, 1, "draft", data, {"name": called})], once=once)
    return plan


@action("plans.add_task")
def add_task(plan: Plan, *, said: TaskSaid, once: str | None = None, actor: Actor, now: datetime) -> Task:
    """Write one more task down in a plan of the own office; it is given to nobody before the plan is issued.

    Raises Refused `plans.unknown-…`, `plans.bad-time`, `plans.tasks-too-many`, `AlreadyDone`.
    """
    row = locked_plan(plan, actor=actor)
    deeds.not_twice(once, actor)
    document = stands_on_now(row.instrument)
    data, words = checked(said, document, the_pack().calendar.local(now))
    if row.tasks.filter(parent=None).count() >= MOST_TASKS:
        raise Refused("plans.tasks-too-many", most=MOST_TASKS)
    nth = (row.tasks.aggregate(last=Max("nth"))["last"] or 0) + 1
    data |= {
        "plan_id": row.pk, "assigner_id": row.office_id, "parent_id": None, "instrument_id": document.pk,
        "nth": nth,
    }  # fmt: skip
    task = _written(Adding("", 1, "add", data, words), now)
    current().is_about(task)
    deeds.write([Adding(task.guard_ref, 1, "add", data, words)], once=once)
    return task


def _written(act: Adding, now: datetime) -> Task:
    """The row of a task by its first act, put."""
    done = Done(act.seq, act.verb, act.data, the_pack().calendar.local(now), "", act.words)
    task = Task(ref=deeds.fresh_ref(now), **task_of([done]).columns())
    put(task)
    put_all([With(task=task, office_id=office) for office in act.data["with"]])
    return task


@action("plans.change_draft", target=at_assigner)
def change_draft(task: Task, *, said: TaskSaid, seen: int | None = None, actor: Actor, now: datetime) -> Task:
    """Write a task that was not given yet anew, as a whole. A principle becomes a draft again.

    Raises as `plans.add_task`, and Refused `plans.not-a-draft`, `plans.changed`.
    """
    turn = _draft_turn(task, seen, actor, now)
    data, words = checked(said, turn.row.instrument, turn.on)
    if "holds" in turn.standing.data:
        data = {"holds": ""} | data
    before = set(turn.standing.data.get("with", ()))
    turn.add("change", data, words)
    if before != set(data["with"]):
        With.objects.filter(task=turn.row).delete()
        put_all([With(task=turn.row, office_id=office) for office in data["with"]])
    return turn.done()


@action("plans.keep_as_principle", target=at_assigner)
def keep_as_principle(task: Task, *, seen: int | None = None, actor: Actor, now: datetime) -> Task:
    """Keep what cannot be made clear as a principle of the plan: said openly, given to nobody."""
    turn = _draft_turn(task, seen, actor, now)
    if turn.standing.state == Task.PRINCIPLE:
        raise Refused("plans.not-a-draft")
    turn.add("principle")
    return turn.done()


def _draft_turn(task: Task, seen: int | None, actor: Actor, now: datetime) -> Turn:
    turn = by_assigner(task, actor=actor, now=now, seen=seen)
    if turn.standing.state not in (Task.DRAFT, Task.PRINCIPLE):
        raise Refused("plans.not-a-draft")
    return turn
