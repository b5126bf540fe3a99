"""Whom to tell on a day of which task: the ladder of the pack over all open tasks. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q

from namro.ground.people.models import Post, in_force
from namro.rules.packs.current import the_pack
from namro.rules.packs.programme import Rung
from namro.work.plans.history import histories
from namro.work.plans.ladder import reached
from namro.work.plans.models import Act, Digest, Task
from namro.work.plans.task_states import task_of

MISSED = 30
"""Days for which what was not told, because nothing ran, is still told."""
ANSWERS = "plans.accept"
"""The right by which a post of the assigner is told."""

Lines = dict[int, list[dict[str, str]]]


def lines_of(on: date) -> Lines:
    """By post what it is to be told on that local day; nothing where the day was told already. What waits for its
    assigner is nobody's delay, and is not told."""
    programme, calendar = the_pack().programme, the_pack().calendar
    last: date | None = Digest.objects.aggregate(last=Max("on"))["last"]
    if programme is None or (last is not None and last >= on):
        return {}
    after = max(last, calendar.add_days(on, -MISSED)) if last is not None else calendar.add_days(on, -1)
    waiting = Task.objects.filter(state__in=(Task.ISSUED, Task.SENT_BACK), spread=False, due_on__isnull=False)
    days = waiting.order_by().values_list("due_on", flat=True).distinct()
    rungs = {day: found for day in days if day and (found := reached(day, after, on, programme.ladder, calendar))}
    tasks = list(waiting.filter(due_on__in=list(rungs)).order_by("due_on", "pk"))
    posts = _Posts(tasks, on)
    lines: Lines = {}
    for task in tasks:
        rung = rungs[task.due_on][-1] if task.due_on else None  # of several that were missed the last says all
        for post in posts.told(task, rung) if rung else ():
            due = task.due_on.isoformat() if task.due_on else ""
            lines.setdefault(post, []).append({"task": task.ref, "rung": rung.id if rung else "", "due": due})
    return lines


class _Posts:
    """The posts of the offices that lead or gave these tasks, and to whom a task was delegated."""

    def __init__(self, tasks: list[Task], on: date) -> None:
        offices = {task.lead_office_id for task in tasks} | {task.assigner_id for task in tasks}
        self.at: dict[int, list[tuple[int, str]]] = {}
        held = Post.objects.filter(in_force(on), Q(office_id__in=[pk for pk in offices if pk])).order_by("pk")
        for pk, office, role in held.values_list("pk", "office_id", "role"):
            self.at.setdefault(office, []).append((pk, role))
        refs = Act.objects.filter(verb="delegate", about__in=[task.guard_ref for task in tasks])
        found = histories(set(refs.values_list("about", flat=True)))
        self.delegated = {ref: task_of(acts).answers(on) for ref, acts in found.items()}

    def told(self, task: Task, rung: Rung) -> Iterable[int]:
        """The posts that a rung tells of a task."""
        if rung.tells == "assigner":
            roles = the_pack().roles
            return [
                pk for pk, role in self.at.get(task.assigner_id, ()) if role in roles and roles[role].allows(ANSWERS)
            ]
        lead = self.at.get(task.lead_office_id or 0, ())
        if rung.tells == "head":
            return [pk for pk, role in lead if role == task.head_role]
        one = self.delegated.get(task.guard_ref) or task.lead_post_id
        return [one] if one else [pk for pk, role in lead if role == task.lead_role]
