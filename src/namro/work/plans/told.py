"""Reading the digests of one's own posts: what was told on a day, and on which days there was anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.rules.clocks.errors import ClockError
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Digest, Task
from namro.work.plans.queries import digest_of
from namro.work.plans.task_states import TaskStanding, task_of

BACK = 30
"""Days whose digests are shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a digest. `task`: as it stands now, None where the reader reads it no more; `days`: working days
    after the day that was owed, fewer than none before it; `due`: the day that was owed when it was told; `periods`: of
    what comes again how many were missed then, `period` the one of which that was the day, as far as one still has it,
    and `shown` the one whose day the task shows now. `news`: what was done to it the days before (`news.VERBS`), `rung`
    whether it was also told as due or late. `ref`: of the task, also where it is read no more. `waits`: the day on
    which a report came in that waited for the reader's answer, `waited` how many working days by then."""

    post_id: int
    task: Task | None
    days: int
    due: date
    periods: int = 0
    period: str = ""
    shown: str = ""
    news: str = ""
    rung: bool = True
    ref: str = ""
    waits: date | None = None
    waited: int = 0


def told_on(actor: Actor, day: date, on: date) -> list[Told]:
    """What the actor's own posts were told on that day, what was latest first; three queries, and one for every 500
    tasks that come again. `on`: today."""
    digests = digest_of(actor, day)
    refs = {line["task"] for digest in digests for line in digest.lines}
    read = scope.tasks(actor, on).filter(ref__in=refs).select_related("plan", "lead_office", "clause")
    tasks = {task.ref: task for task in read}
    programme = the_pack().programme
    rungs = {rung.id: rung.working_days for rung in programme.ladder} if programme else {}
    rungs |= {step.id: step.working_days for step in programme.answers} if programme else {}
    coming = [task for task in tasks.values() if task.rhythm]
    acts = histories(task.guard_ref for task in coming) if coming else {}
    standings = {task.ref: task_of(acts[task.guard_ref]) for task in coming}
    found = [
        _told(digest.post_id, line, tasks.get(line["task"]), standings.get(line["task"]), day, rungs)
        for digest in digests
        for line in digest.lines
    ]
    return sorted(found, key=lambda one: (-one.days, one.due, one.post_id))


def _told(
    post: int, line: Mapping[str, str], task: Task | None, standing: TaskStanding | None, day: date,
    rungs: Mapping[str, int],
) -> Told:  # fmt: skip
    due, rung = date.fromisoformat(line["due"]), rungs.get(line["rung"], 0)
    missed, news = int(line.get("periods", 0)), line.get("news", "")
    waits = date.fromisoformat(line["waits"]) if "waits" in line else None
    return Told(
        post, task, _days(due, day, rung), due, missed, *_periods(standing, due), news, bool(line["rung"]),
        line["task"], waits, _days(waits, day, rungs.get(line["answer"], 0)) if waits else 0,
    )  # fmt: skip


def _days(due: date, day: date, rung: int) -> int:
    """How many working days lay between them when it was told, which a day that was made up for changes; beyond the
    calendar those of the rung."""
    try:
        return the_pack().calendar.working_days_between(due, day)
    except ClockError:
        return rung


def _periods(standing: TaskStanding | None, due: date) -> tuple[str, str]:
    """The period that was owed on a day, or promised for it before it was moved, and the one that is shown now."""
    owed = standing.owed if standing else []
    was = next((one for one in owed if one.due_on == due), None)
    was = was or next((one for one in owed if one.baseline_on == due), None)
    shown = standing.shown if standing else None
    return (was.period if was else "", shown.period if shown else "")


def days_told(actor: Actor, on: date) -> list[tuple[date, int]]:
    """The days up to that one on which the actor's posts were told anything, the latest first, with how many lines."""
    posts = [seat.post_id for seat in actor.seats]
    since = the_pack().calendar.add_days(on, -BACK)
    counts: dict[date, int] = {}
    for day, lines in _digests(posts, since, on):
        counts[day] = counts.get(day, 0) + len(lines)
    return list(counts.items())


@Compiled
def _digests(posts: Collection[int], since: date, on: date) -> QuerySet[Digest, tuple[Any, ...]]:
    return Digest.objects.filter(post_id__in=posts, on__gt=since, on__lte=on).order_by("-on").values_list("on", "lines")
