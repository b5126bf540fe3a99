"""What somebody is to hear of: the answers to what they asked, who answers in whose place, and what was done to what
they owe, of the last days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.plans import news, scope
from namro.work.plans.models import Act, Task

DAYS = 7
"""Days for which it is told."""
MOST = 30
NAMED = 200
"""Most tasks that are named of what was delegated in one action."""
ACTIONS = (
    "plans.decide", "plans.delegate", "plans.take_back", "plans.delegate_several", "plans.take_back_several",
    "plans.reopen", "plans.accept", *news.ACTIONS,
)  # fmt: skip
PARTS = Q(verb__in=("end", "resume"), data__has_key="whole")


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that was done: "decide", "delegate", "take-back", "reopen", "end" (with the whole), "resume" or one of
    `news.VERBS`, with its act and the deed that holds it.

    `tasks`: of what was done to several at once those that are named, of `n` in all. `left`: the reader reads the task
    no more than its own part, since it was given to another office."""

    tasks: tuple[Task, ...]
    act: Act
    n: int = 1
    left: bool = False


def heard(actor: Actor, on: date) -> list[Heard]:
    """What others did in the last days that the actor is told of, the latest first; one query where there is nothing,
    else five at most.

    An answer is told to whoever asked about the task; a delegation to the post that stands in; one that was taken back
    to that post and to whoever had delegated; an acceptance that was undone to whoever had reported; a part that ended
    with the whole, or goes on since that is open again, to the post that has it, whoever gave it and whoever reported.
    Of a day that was moved, a task that was withdrawn or given to another office those are told who owe or owed it
    (`news`).
    """
    calendar = the_pack().calendar
    since = calendar.start_of(calendar.add_days(on, -DAYS))
    posts, offices = {seat.post_id for seat in actor.seats}, {seat.office_id for seat in actor.seats}
    deeds = {deed: (n, first) for deed, n, first in _deeds(actor.ref, posts, offices, since)}
    if not deeds:
        return []
    firsts = list(
        Act.objects.filter(pk__in=[first for _, first in deeds.values()]).select_related("deed").order_by("-deed_id")
    )
    firsts = news.latest([act for act in firsts if news.meant(act, actor)])
    others: dict[int, list[str]] = {act.deed_id: [act.about] for act in firsts}
    if several := [act.deed_id for act in firsts if deeds[act.deed_id][0] > 1]:
        more = _told(actor.ref, posts, offices, since).filter(deed__in=several).order_by("-deed_id", "pk")
        for deed, about in more.values_list("deed_id", "about")[:NAMED]:
            others[deed] += [about] if about not in others[deed] else []
    refs = {about.partition(":")[2] for abouts in others.values() for about in abouts}
    tasks = {task.guard_ref: task for task in scope.tasks(actor, on).filter(ref__in=refs).select_related("lead_office")}
    taken = ("decide", "change-lead")
    gone = {act.about.partition(":")[2] for act in firsts if act.verb in taken and act.about not in tasks}
    left = {task.guard_ref: task for task in Task.objects.filter(ref__in=gone)} if gone else {}
    told_of = [(act, tuple(tasks[ref] for ref in others[act.deed_id] if ref in tasks)) for act in firsts]
    return [
        Heard(named, act, deeds[act.deed_id][0]) if named else Heard((left[act.about],), act, left=True)
        for act, named in told_of
        if named or act.about in left
    ]


def _told(who: str, posts: Collection[int], offices: Collection[int], since: datetime) -> QuerySet[Act]:
    before = Act.objects.filter(about=OuterRef("about"), seq__lt=OuterRef("seq"), deed__actor_ref=who)
    told = (
        news.told(posts, offices)
        | Q(Exists(before.filter(verb="ask")), verb="decide")
        | Q(verb__in=("delegate", "take-back"), data__post_id__in=posts)
        | Q(Exists(before.filter(verb="delegate")), verb="take-back")
        | Q(Exists(before.filter(verb="report")), verb="reopen")
        | Q(PARTS, data__post_id__in=posts)
        | Q(PARTS, Exists(before.filter(verb__in=("give", "report"))))
    )
    done = Q(deed__action__in=ACTIONS) & (~Q(deed__action="plans.accept") | Q(deed__count__gt=1))
    return Act.objects.filter(told, done, deed__at__gte=since).exclude(deed__actor_ref=who)


@Compiled
def _deeds(
    who: str, posts: Collection[int], offices: Collection[int], since: datetime
) -> QuerySet[Act, tuple[Any, ...]]:
    """Each deed, of how many acts the reader is told, and the first of them."""
    counted = _told(who, posts, offices, since).order_by().values("deed_id").annotate(n=Count("pk"), first=Min("pk"))
    return counted.order_by("-deed_id").values_list("deed_id", "n", "first")[:MOST]
