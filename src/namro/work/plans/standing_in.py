"""The tasks that an office answers for, each with who stands in for whom: to delegate many of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from namro.work.plans.history import histories
from namro.work.plans.models import Task
from namro.work.plans.task_states import Delegation, task_of

MOST = 500
"""Tasks that are delegated, or taken back, in one action."""


@dataclass(frozen=True, slots=True)
class Led:
    """An open task that an office leads, as it stands. `delegations`: all that were ever given and not taken back."""

    task: Task
    delegations: tuple[Delegation, ...]

    @property
    def key(self) -> str:
        """What names it in a form: the task and the last act that was seen."""
        return f"{self.task.ref}.{self.task.seq}"

    def running(self, on: date) -> list[Delegation]:
        """Those that run that day or are to come."""
        return [one for one in self.delegations if one.ends >= on]

    def meets(self, begins: date, ends: date) -> Delegation | None:
        """The latest delegation that shares a day with those from `begins` to `ends`, both included."""
        found = (one for one in reversed(self.delegations) if one.begins <= ends and begins <= one.ends)
        return next(found, None)


def led(office_id: int) -> QuerySet[Task]:
    """The open tasks for which an office itself answers; what it shared out among its posts and teams is answered for
    there."""
    found = Task.objects.filter(lead_office_id=office_id, state__in=Task.OPEN, spread=False)
    return found.filter(lead_post=None, team="")


def answered_for(office_id: int) -> list[Led]:
    """All of them, at most `MOST` and one more, by the day that is owed; two queries."""
    rows = led(office_id).select_related("plan", "lead_office", "clause")
    return with_delegations(list(rows.order_by(F("due_on").asc(nulls_last=True), "pk")[: MOST + 1]))


def with_delegations(tasks: Sequence[Task]) -> list[Led]:
    """The tasks with who stands in; one query for every 500."""
    acts = histories(task.guard_ref for task in tasks)
    return [Led(task, tuple(task_of(acts[task.guard_ref]).delegations)) for task in tasks]
