"""The days on which an office or a post owes a task, and on which what it gave to others is due or waits to be
accepted, for somebody's own calendar: which task, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Concat

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Act, Task
from namro.work.plans.month import Due, due_between, given_to_others
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


@dataclass(frozen=True, slots=True)
class GivenDay:
    """A day on which what an office gave to others is due, told once for all of the `n` offices that owe it then, of
    which `accepted` are done; `office_names` where it is one. Or (`waits`) the days `on` to `until` on which so many
    reports of it wait to be accepted. `times` and `changed_at` as of `TaskDay`."""

    ref: str
    symbol: str
    clause: str
    office_names: Mapping[str, str]
    periods: tuple[str, ...]
    on: date
    until: date
    n: int
    accepted: int
    waits: int
    over: bool
    times: int
    changed_at: datetime


@dataclass(slots=True)
class _Root:
    """What is known together of all copies of a task that was given. `since`: the first day of a report that waits."""

    times: int = 0
    changed_at: datetime | None = None
    waits: int = 0
    since: date | None = None


def given_days(actor: Actor, now: datetime) -> list[GivenDay]:
    """The days of what the actor's own offices gave to others: on which it is due, open or over since `KEPT` days, and
    on which reports wait to be accepted; eleven queries at most, however many offices were given it."""
    calendar = the_pack().calendar
    on = calendar.local(now)
    since = calendar.add_days(on, -KEPT)
    copies = given_to_others(actor, on)
    roots, ones = _roots(copies)
    if not roots:
        return []
    tasks = Task.objects.select_related("instrument", "clause", "lead_office")
    due = due_between(actor, on, date.min, date.max, given=True).days
    waiting = {root: one for root, one in roots.items() if one.since is not None}
    known = tasks.in_bulk({one.task.pk for one in due} | set(waiting))
    days = []
    for one in due:
        task, what = known[one.task.pk], ones[one.task.pk] if one.n == 1 else roots[one.task.pk]
        over = one.accepted == one.n
        if (one.on >= since) if over else (one.on >= on or one.late):
            days.append(_given(task, what, one, over, now))
    for root, what in waiting.items():
        if what.since is not None:
            days.append(_waiting(known[root], what, what.since, on, now))
    return days


def _roots(copies: QuerySet[Any]) -> tuple[dict[int, _Root], dict[int, _Root]]:
    """What is known of the copies, by their `root` and by their own id; two queries, read row by row."""
    about = copies.annotate(about=Concat(Value("task:"), F("ref"))).values("about")
    acts = Act.objects.filter(about__in=about).order_by().values_list("about").annotate(last=Max("deed__at"))
    changed = dict(acts.iterator(chunk_size=2000))
    roots: dict[int, _Root] = {}
    ones: dict[int, _Root] = {}
    rows = copies.values_list("pk", "root", "ref", "seq", "state", "reported_on")
    for pk, root, ref, seq, state, reported_on in rows.iterator(chunk_size=2000):
        ones[pk] = _Root(seq, changed[f"task:{ref}"])
        one = roots.setdefault(root, _Root(0, changed[f"task:{ref}"]))
        one.times += seq
        one.changed_at = max(one.changed_at or changed[f"task:{ref}"], changed[f"task:{ref}"])
        if state == Task.REPORTED and reported_on is not None:
            one.waits += 1
            one.since = min(one.since or reported_on, reported_on)
    return roots, ones


def _given(task: Task, what: _Root, due: Due, over: bool, now: datetime) -> GivenDay:
    return GivenDay(
        task.ref, task.instrument.symbol, task.clause.label if task.clause else "",
        task.lead_office.names if due.n == 1 and task.lead_office else {}, due.periods, due.on, due.on, due.n,
        due.accepted, 0, over, what.times, what.changed_at or now,
    )  # fmt: skip


def _waiting(task: Task, what: _Root, since: date, on: date, now: datetime) -> GivenDay:
    """It grows by a day each day, so that every day is a later look."""
    return GivenDay(
        task.ref, task.instrument.symbol, task.clause.label if task.clause else "", {}, (), since, on, what.waits, 0,
        what.waits, False, what.times + on.toordinal(), what.changed_at or now,
    )  # fmt: skip
