"""What a task took over from others that ended in it, because the office that led them is no more.

Whoever may read the task may read of the others what they were and what was reported of them: it is part of its
history.
"""

from __future__ import annotations

from django.db.models import Q

from namro.ground.gate.refusals import NotThere
from namro.work.plans.history import acts_of, histories
from namro.work.plans.models import Task
from namro.work.plans.task_states import task_of


def taken_over(task: Task) -> list[Task]:
    """The tasks that ended in this one, with their office; two queries, one where there is none."""
    if task.parent_id is None:
        return []
    beside = Q(parent_id=task.parent_id) | Q(parent__state=Task.MOVED, parent__parent_id=task.parent_id)
    rows = list(Task.objects.filter(beside, state=Task.MOVED).select_related("lead_office").order_by("pk"))
    acts = histories(row.guard_ref for row in rows)
    return [row for row in rows if task_of(acts[row.guard_ref]).into == task.guard_ref]


def heir_of(ref: str) -> str:
    """The reference of the task into which a task was moved. Raises `NotThere` where it was not."""
    row = Task.objects.filter(ref=ref[:20], state=Task.MOVED).first()
    if row is None:
        raise NotThere
    return task_of(acts_of(row.guard_ref)).into.partition(":")[2]
