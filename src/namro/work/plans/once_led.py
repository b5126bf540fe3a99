"""What an office did of a task while it led it: that stays readable to it when the task is given to another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.work.plans import scope
from namro.work.plans.models import Act, Task

GAVE = ("give", "issue")
TOOK = ("change-lead", "move-lead")


@dataclass(frozen=True, slots=True)
class OnceLed:
    """A task that the actor's office led and leads no more. `acts`: all of the task, in order, each with its deed;
    `own`: the numbers of those in which it led, up to the one (`ended`) that gave it away."""

    task: Task
    acts: tuple[Act, ...]
    own: frozenset[int]
    ended: Act


def once_led(actor: Actor, ref: str, on: date) -> OnceLed:
    """Two queries. Raises `NotThere`, also for what the office never led."""
    offices = offices_in_scope(actor, on, scope.READS)
    found = (
        Task.objects.filter(scope.GIVEN, ref=str(ref)[:20]).select_related("plan", "assigner", "lead_office").first()
    )
    if found is None or not offices:
        raise NotThere
    acts = list(Act.objects.filter(about=found.guard_ref).select_related("deed").order_by("seq"))
    own, ended = _own(acts, offices)
    if ended is None:
        raise NotThere
    return OnceLed(found, tuple(acts), frozenset(own), ended)


def _own(acts: Sequence[Act], offices: Collection[int]) -> tuple[set[int], Act | None]:
    """The acts of the times in which one of the offices led, and the last that gave the task away."""
    own: set[int] = set()
    lead: int | None = None
    given, ended = False, None
    for act in acts:
        led = given and lead in offices
        given = given or act.verb in GAVE
        lead = act.data.get("lead_office_id", lead)
        now = given and lead in offices
        if led or now:
            own.add(act.seq)
        if led and not now and act.verb in TOOK:
            ended = act
    return own, ended
