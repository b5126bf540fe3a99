"""Reading meetings: those that an office holds or takes part in, one with its agenda and minutes, and what an agenda
could hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.work.plans import scope
from namro.work.plans.history import acts_of
from namro.work.plans.meeting_states import MeetingStanding, meeting_of
from namro.work.plans.models import Attends, KeptFile, Meeting, Task
from namro.work.plans.queries import in_list

MOST = 60
"""Tasks that are proposed for one agenda."""
LISTED = 50
"""Meetings of one list."""
WHY = ("blocked", "late", "reported", "soon")
"""Why a task is proposed, besides that a decision about it is asked for."""


def meetings(actor: Actor, on: date) -> QuerySet[Meeting]:
    """The meetings that the offices which the actor reads hold or take part in."""
    found = offices_in_scope(actor, on, scope.READS)
    if found is None:
        return Meeting.objects.all()
    there = Exists(Attends.objects.filter(meeting=OuterRef("pk"), office_id__in=found))
    return Meeting.objects.filter(Q(office_id__in=found) | there)


def listed(actor: Actor, on: date) -> list[Meeting]:
    """The latest of them, by their day."""
    return list(meetings(actor, on).select_related("office", "instrument").order_by("-day", "-pk")[:LISTED])


def meeting(actor: Actor, ref: str, on: date) -> tuple[Meeting, MeetingStanding]:
    """One of them with its agenda and minutes. Raises `NotThere`."""
    rows = meetings(actor, on).select_related("office", "instrument", "plan")
    found = rows.filter(ref=str(ref)[:20]).first()
    if found is None:
        raise NotThere
    return found, meeting_of(acts_of(found.guard_ref))


def files_of(found: Meeting) -> list[KeptFile]:
    """The files of the document of its conclusions."""
    about = found.instrument.guard_ref if found.instrument else ""
    return list(KeptFile.objects.filter(about=about).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Proposed:
    """A task that an agenda could hold, and why: asks, blocked, late, reported, soon."""

    task: Task
    why: str


def proposed(actor: Actor, on: date) -> list[Proposed]:
    """What an agenda of the actor's offices could hold, of what they gave and of what they lead, the most pressing
    first; each once."""
    own = [seat.office_id for seat in actor.seats]
    mine = scope.tasks(actor, on).filter(Q(assigner_id__in=own) | Q(lead_office_id__in=own))
    found: dict[int, Proposed] = {}
    wanted = (("asks", in_list("open", on) & ~Q(asked="")), *((why, in_list(why, on)) for why in WHY))
    for why, condition in wanted:
        rows = mine.filter(condition).select_related("plan", "lead_office", "clause")
        for task in rows.order_by(F("due_on").asc(nulls_last=True), "pk")[: MOST - len(found)]:
            found.setdefault(task.pk, Proposed(task, why))
    return list(found.values())


def tasks_of(actor: Actor, refs: set[str], on: date) -> dict[str, Task]:
    """By reference those of the tasks that the actor may read."""
    rows = scope.tasks(actor, on).filter(ref__in=refs).select_related("plan", "lead_office", "clause")
    return {task.ref: task for task in rows}
