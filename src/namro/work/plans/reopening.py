"""What was accepted today and can still be undone, for whoever gave the tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Act, Task
from namro.work.plans.task_states import accepted_on, task_of

MOST = 200
"""Acceptances that are listed, and undone in one action."""


@dataclass(frozen=True, slots=True)
class AcceptedToday:
    """That a period of a task ("" where it comes once) was accepted today, when and by whom."""

    task: Task
    period: str
    due_on: date
    at: datetime
    by: str

    @property
    def key(self) -> str:
        """What names it in a form: task, the last act that was seen, period."""
        return f"{self.task.ref}.{self.task.seq}.{self.period}"


def accepted_today(actor: Actor, on: date) -> list[AcceptedToday]:
    """What the offices in which the actor undoes acceptances accepted on that day and did not undo, the latest first;
    at most `MOST` and one more, three queries and one for every 500."""
    own = scope.sits_at(actor, "plans.reopen")
    mine = Task.objects.filter(ref=Substr(OuterRef("about"), len("task:") + 1), assigner_id__in=own)
    since = the_pack().calendar.start_of(on)
    acts = Act.objects.filter(Exists(mine), verb="accept", deed__action="plans.accept", deed__at__gte=since)
    latest = list(acts.select_related("deed").order_by("-pk")[: MOST + 1])
    refs = {act.about.partition(":")[2] for act in latest}
    rows = scope.tasks(actor, on).filter(ref__in=refs).select_related("plan", "parent__plan", "lead_office", "clause")
    tasks = {task.guard_ref: task for task in rows}
    standings = {ref: task_of(history) for ref, history in histories(tasks).items()}
    found: dict[tuple[str, str], AcceptedToday] = {}
    for act in latest:
        task, period = tasks.get(act.about), act.data["period"]
        if task is None or (act.about, period) in found or period not in accepted_on(standings[act.about], on):
            continue
        due = next(one.due_on for one in standings[act.about].owed if one.period == period)
        found[act.about, period] = AcceptedToday(task, period, due, act.deed.at, act.deed.actor_name)
    return list(found.values())
