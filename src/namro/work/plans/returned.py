"""What is owed anew: tasks that were sent back, got another lead or whose acceptance was undone in the last days.

While such a task waited, or another office had it, the days of its rungs passed without a word to those who owe it now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from namro.rules.packs.current import the_pack
from namro.work.plans.history import histories
from namro.work.plans.models import Act, Digest, Task
from namro.work.plans.states import Done
from namro.work.plans.task_states import UNTOLD, task_of

LED = ("change-lead", "move-lead")
BACK = ("send-back", "reopen", *LED)
BEFORE = 60
"""Days before a day that is owed from which on anybody can have been told of it."""
PART = 500


@dataclass(frozen=True, slots=True)
class Anew:
    """The days on which a task is owed anew. `led`: another office leads it, of which whoever gave it is not told."""

    days: tuple[date, ...]
    led: bool


def owed_anew(tasks: Iterable[Task], refs: Iterable[str], since: date) -> dict[str, Anew]:
    """By reference those of these tasks of which something became owed anew on that local day or later, of `refs`,
    which `returned` named; one query for every 500."""
    wanted = set(refs)
    acts = histories(sorted({task.guard_ref for task in tasks} & wanted))
    return {about: found for about, done in acts.items() if (found := _anew(done, since)) is not None}


def returned(since: date) -> set[str]:
    """The tasks to which that happened on that local day or later; one query."""
    start = the_pack().calendar.start_of(since)
    found = Act.objects.filter(verb__in=BACK, about__startswith="task:", deed__at__gte=start).order_by()
    return set(found.values_list("about", flat=True))


def _anew(done: list[Done], since: date) -> Anew | None:
    late = [act for act in done if act.verb in BACK and act.on >= since]
    left = [one for one in task_of(done).owed if one.state in UNTOLD]
    led = any(act.verb in LED for act in late)
    periods = {act.data.get("period", "") for act in late if act.verb not in LED}
    days = tuple(sorted(one.due_on for one in left if led or one.period in periods))
    return Anew(days, led) if days else None


Known = dict[tuple[int, str, str], int]


def told_before(posts: Iterable[int], tasks: Iterable[str], first: date) -> Known:
    """By post, task and day that was owed the highest rung, in working days, that the post was told of it; one query.
    `first`: the earliest of these days."""
    programme, wanted = the_pack().programme, set(tasks)
    rungs = {rung.id: rung.working_days for rung in programme.ladder} if programme else {}
    since = the_pack().calendar.add_days(first, -BEFORE)
    known: Known = {}
    for post, lines in Digest.objects.filter(post__in=set(posts), on__gte=since).values_list("post_id", "lines"):
        for line in lines:
            if line["task"] in wanted and line["rung"] in rungs:
                key = (post, line["task"], line["due"])
                known[key] = max(known.get(key, rungs[line["rung"]]), rungs[line["rung"]])
    return known
