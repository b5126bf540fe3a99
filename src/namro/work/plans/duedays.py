"""The days on which an office or a post owes a task, for somebody's own calendar: which task, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Act, Task
from namro.work.plans.task_states import OPEN, task_of

MOST = 1000
"""Tasks of one calendar, the next ones first."""
KEPT = 60
"""Days for which a day that is owed no more is still told as cancelled."""


@dataclass(frozen=True, slots=True)
class TaskDay:
    """A day on which something is owed: once, or for one `period`. `over`: it is owed no more, since it was accepted or
    the task ended. `times` counts what was done to the task, so that a later look knows itself to be later."""

    ref: str
    symbol: str
    clause: str
    office_names: Mapping[str, str]
    period: str
    on: date
    over: bool
    times: int
    changed_at: datetime


def task_days(actor: Actor, now: datetime) -> list[TaskDay]:
    """The days of what the actor's own offices and posts lead, the open ones and those that are over since `KEPT` days;
    of a task that comes again one for each period. Three queries, and one for every 500 tasks."""
    calendar = the_pack().calendar
    on = calendar.local(now)
    since = calendar.add_days(on, -KEPT)
    mine = Q(lead_office_id__in=[seat.office_id for seat in actor.seats], spread=False)
    mine &= Q(lead_post=None) | Q(lead_post_id__in=[seat.post_id for seat in actor.seats])
    lately = Q(closed_on__gte=since)
    found = scope.tasks(actor, on).filter(mine & (Q(state__in=OPEN) | lately)).order_by("due_on", "pk")
    tasks: list[Task] = list(found.select_related("instrument", "clause", "lead_office")[:MOST])
    said = histories(task.guard_ref for task in tasks)
    changed = dict(
        Act.objects.filter(about__in=list(said)).order_by().values_list("about").annotate(last=Max("deed__at"))
    )
    days = []
    for task in tasks:
        standing = task_of(said[task.guard_ref])
        for owed in standing.owed:
            over = task.state not in OPEN or owed.state == "accepted"
            if over and owed.due_on < since:
                continue
            days.append(
                TaskDay(
                    task.ref, task.instrument.symbol, task.clause.label if task.clause else "",
                    task.lead_office.names if task.lead_office else {}, owed.period, owed.due_on, over, task.seq,
                    changed[task.guard_ref],
                )
            )  # fmt: skip
    return days
