"""What somebody is to hear of: the answers to what they asked, and who answers in whose place, of the last days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.models import Act, Task

DAYS = 7
"""Days for which it is told."""
MOST = 30
ACTIONS = ("plans.decide", "plans.delegate", "plans.take_back")


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that was done: "decide", "delegate" or "take-back", with its act and the deed that holds it."""

    task: Task
    act: Act


def heard(actor: Actor, on: date) -> list[Heard]:
    """What others did in the last days that the actor is told of, the latest first; one query where there is nothing,
    else three.

    An answer is told to whoever asked about the task; a delegation to the post that stands in; one that was taken back
    to that post and to whoever had delegated.
    """
    calendar = the_pack().calendar
    since = calendar.start_of(calendar.add_days(on, -DAYS))
    found = [pk for (pk,) in _told(actor.ref, {seat.post_id for seat in actor.seats}, since)]
    if not found:
        return []
    acts = list(Act.objects.filter(pk__in=found).select_related("deed").order_by("-pk"))
    refs = {act.about.partition(":")[2] for act in acts}
    tasks = {task.guard_ref: task for task in scope.tasks(actor, on).filter(ref__in=refs).select_related("lead_office")}
    return [Heard(tasks[act.about], act) for act in acts if act.about in tasks]


@Compiled
def _told(who: str, posts: Collection[int], since: datetime) -> QuerySet[Act, tuple[Any, ...]]:
    before = Act.objects.filter(about=OuterRef("about"), seq__lt=OuterRef("seq"), deed__actor_ref=who)
    told = (
        Q(Exists(before.filter(verb="ask")), verb="decide")
        | Q(verb__in=("delegate", "take-back"), data__post_id__in=posts)
        | Q(Exists(before.filter(verb="delegate")), verb="take-back")
    )
    found = Act.objects.filter(told, deed__action__in=ACTIONS, deed__at__gte=since).exclude(deed__actor_ref=who)
    return found.order_by("-pk").values_list("pk")[:MOST]
