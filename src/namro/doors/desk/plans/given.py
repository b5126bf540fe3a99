"""What the look of issuing says of offices that were given the same by the same plan before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import due_said, title_of
from namro.ground.people.models import Office
from namro.ground.places.fold import fold
from namro.work.plans import queries
from namro.work.plans.given_already import given_already
from namro.work.plans.models import Plan, Task

NAMED = 5
"""Offices of one task that are named; of more it is said how many."""


def twice(
    desk: Desk, plan: Plan, drafts: Sequence[queries.Missing], gets: Mapping[int, Sequence[Office]]
) -> list[dict[str, Any]]:
    """Each draft of which an office has the same words from this plan already, with what it has. `gets`: by draft the
    offices that it goes to."""
    if plan.state == Plan.DRAFT:
        return []
    there = given_already(plan, {office.pk for to in gets.values() for office in to})
    found = []
    for one in drafts:
        words = fold(one.task.matter)
        has = [there[office.pk, words] for office in gets[one.task.pk] if (office.pk, words) in there]
        if has:
            found.append(
                {
                    "matter": title_of(desk, one.task.matter, 110),
                    "url": desk.url("plan-task", one.task.ref),
                    "has": [
                        {"url": desk.url("plan-task", task.ref), "says": _says(desk, task)} for task in has[:NAMED]
                    ],
                    "more": desk.say("desk.plan.issue.twice.more", n=len(has) - NAMED) if len(has) > NAMED else "",
                }
            )
    return found


def _says(desk: Desk, task: Task) -> str:
    name = desk.pick(task.lead_office.names) if task.lead_office is not None else ""
    if task.state == Task.ACCEPTED:
        return desk.say("desk.plan.issue.twice.done", name=name)
    if not (due := due_said(task)):
        return desk.say("desk.plan.issue.twice.open", name=name)
    return desk.say("desk.plan.issue.twice.has", name=name, due=due)
