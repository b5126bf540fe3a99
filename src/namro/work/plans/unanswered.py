"""Whom to tell, at the office that gave a task, of a report that nobody answered: the pack's ladder of answers.

Each step is told once of a report, so many working days after it came in. Being accepted or sent back ends it; what
was sent back and is reported anew waits from then on. Reads only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr

from namro.ground.people.models import Post, in_force
from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.errors import ClockError
from namro.rules.packs.current import the_pack
from namro.rules.packs.programme import Step
from namro.work.plans.history import histories
from namro.work.plans.models import Act, Task
from namro.work.plans.news import Lines
from namro.work.plans.task_states import Owed, task_of

RIGHTS = {"post": "plans.accept", "head": "plans.decide"}
"""The right by which a post of the assigner is told a step."""


@dataclass(frozen=True, slots=True)
class Waited:
    """A task with the period whose report reached the highest step that day."""

    task: Task
    owed: Owed
    step: Step


def beside(lines: Lines, after: date, on: date) -> Lines:
    """The lines of the ladder with the reports that wait for an answer, a task once in each post's digest: `waits` is
    the day on which the report came in, `answer` the step. Four queries, and one for every 500 tasks of which a report
    came in on one of the days that count; none without a ladder of answers."""
    programme = the_pack().programme
    found = _waited(programme.answers, after, on) if programme is not None and programme.answers else []
    if not found:
        return lines
    at = _posts({one.task.assigner_id for one in found}, on)
    for one in found:
        told = {"answer": one.step.id, "waits": (one.owed.since or on).isoformat()}
        new = {"task": one.task.ref, "rung": "", "due": one.owed.due_on.isoformat()} | told
        for post in told_at(at.get(one.task.assigner_id, ()), one.step):
            mine = lines.setdefault(post, [])
            known = next((line for line in mine if line["task"] == one.task.ref), None)
            if known is None:
                mine.append(dict(new))
            else:
                known |= told
    return lines


def told_at(posts: Iterable[tuple[int, str]], step: Step) -> list[int]:
    """Of the posts of an office, each with its role, those that a step tells; where nobody there accepts, those that
    decide, and the other way round."""
    roles, there = the_pack().roles, list(posts)
    for right in sorted(RIGHTS.values(), key=lambda one: one != RIGHTS[step.tells]):
        found = [pk for pk, role in there if role in roles and roles[role].allows(right)]
        if found:
            return found
    return []


def highest(since: date, after: date, on: date, steps: Sequence[Step], calendar: Calendar) -> Step | None:
    """The last of the steps of a report that came in on `since` whose day lies after `after` and not after `on`."""
    for step in reversed(steps):
        try:
            if after < calendar.add_working_days(since, step.working_days) <= on:
                return step
        except ClockError:
            continue
    return None


def days_that_count(after: date, on: date, steps: Sequence[Step], calendar: Calendar) -> Iterator[date]:
    """The days, the latest first, on which a report came in that reaches a step after `after` and not after `on`."""
    most = steps[-1].working_days
    day = calendar.add_days(on, -1)
    try:
        while calendar.add_working_days(day, most) > after:
            if highest(day, after, on, steps, calendar) is not None:
                yield day
            day = calendar.add_days(day, -1)
    except ClockError:
        return


def _waited(steps: Sequence[Step], after: date, on: date) -> list[Waited]:
    calendar = the_pack().calendar
    days = list(days_that_count(after, on, steps, calendar))
    if not days:
        return []
    came = Q()
    for first, last in _stretches(days, calendar):
        came |= Q(deed__at__gte=calendar.start_of(first), deed__at__lt=calendar.start_of(calendar.add_days(last, 1)))
    reports = Act.objects.filter(came, verb="report", deed__action="plans.report")
    mine = reports.filter(about__startswith="task:").annotate(task=Substr("about", len("task:") + 1))
    waiting = Task.objects.filter(Exists(mine.filter(task=OuterRef("ref"))), state=Task.REPORTED, spread=False)
    tasks = list(waiting.order_by("due_on", "pk"))
    acts = histories(task.guard_ref for task in tasks)
    found: list[Waited] = []
    for task in tasks:
        reached = [
            Waited(task, owed, step)
            for owed in task_of(acts[task.guard_ref]).owed
            if owed.state == "reported" and owed.since is not None
            if (step := highest(owed.since, after, on, steps, calendar)) is not None
        ]
        if reached:
            found.append(max(reached, key=lambda one: one.step.working_days))
    return found


def _stretches(days: Sequence[date], calendar: Calendar) -> list[tuple[date, date]]:
    """Days, the latest first, as stretches of days that follow one another."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and calendar.add_days(day, 1) == found[-1][0]:
            found[-1] = (day, found[-1][1])
        else:
            found.append((day, day))
    return found


def _posts(offices: Collection[int], on: date) -> dict[int, list[tuple[int, str]]]:
    at: dict[int, list[tuple[int, str]]] = {}
    held = Post.objects.filter(in_force(on), office_id__in=offices).order_by("pk")
    for pk, office, role in held.values_list("pk", "office_id", "role"):
        at.setdefault(office, []).append((pk, role))
    return at
