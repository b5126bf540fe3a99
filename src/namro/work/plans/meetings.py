"""Reading meetings: those that an office holds or takes part in, one with its agenda and minutes, and what an agenda
could hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.work.plans import scope
from namro.work.plans.history import acts_of
from namro.work.plans.meeting_states import MeetingStanding, meeting_of
from namro.work.plans.models import Attends, KeptFile, Meeting, Task
from namro.work.plans.queries import in_list

AT_ONCE = 25
"""Tasks that are proposed at once for one reason."""
LISTED = 50
"""Meetings of one list."""
WHYS = ("asks", "blocked", "late", "reported", "soon")
"""Why a task is proposed, the most pressing first: a decision about it is asked for, then as `queries.in_list`."""


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
    """A task that an agenda could hold, and why (`WHYS`); "" where nothing presses any more."""

    task: Task
    why: str


def _mine(actor: Actor, on: date) -> QuerySet[Any]:
    """What the actor's offices gave and what they lead, each with the first reason (`why`) for which it presses."""
    own = [seat.office_id for seat in actor.seats]
    found = scope.tasks(actor, on).filter(Q(assigner_id__in=own) | Q(lead_office_id__in=own))
    asks = in_list("open", on) & ~Q(asked="")
    reasons = [(asks, WHYS[0]), *((in_list(why, on), why) for why in WHYS[1:])]
    cases = [When(condition, then=Value(why)) for condition, why in reasons]
    return found.annotate(why=Case(*cases, default=Value(""), output_field=CharField()))


def offices_pressing(actor: Actor, on: date) -> list[int]:
    """The ids of the offices that lead what could stand on an agenda; one query."""
    found = _mine(actor, on).exclude(why="").exclude(lead_office=None).order_by()
    return list(found.values_list("lead_office_id", flat=True).distinct())


def pressing(actor: Actor, on: date, *, leads: Collection[int] | None = None) -> dict[str, int]:
    """How many tasks press for each reason, each task counted once, of all or of what these offices lead; one query."""
    found = _mine(actor, on).exclude(why="").order_by()
    found = found if leads is None else found.filter(lead_office_id__in=leads)
    counts = {row["why"]: row["n"] for row in found.values("why").annotate(n=Count("pk"))}
    return {why: counts.get(why, 0) for why in WHYS}


def proposed(actor: Actor, on: date, why: str, *, leads: Collection[int] | None = None, page: int = 1) -> list[Task]:
    """A page of the tasks that press for a reason, by the day that is owed."""
    found = _mine(actor, on).filter(why=why).select_related("plan", "lead_office", "lead_post", "clause")
    found = found if leads is None else found.filter(lead_office_id__in=leads)
    rows = found.order_by(F("due_on").asc(nulls_last=True), "pk")
    return list(rows[(page - 1) * AT_ONCE : page * AT_ONCE])


def known(actor: Actor, refs: Collection[str], on: date) -> dict[str, Proposed]:
    """By reference those of the tasks that the actor's offices gave or lead, each with the reason; one query."""
    found = _mine(actor, on).filter(ref__in=refs).select_related("plan", "lead_office", "lead_post", "clause")
    return {task.ref: Proposed(task, task.why) for task in found}


def tasks_of(actor: Actor, refs: set[str], on: date) -> dict[str, Task]:
    """By reference those of the tasks that the actor may read."""
    rows = scope.tasks(actor, on).filter(ref__in=refs).select_related("plan", "lead_office", "lead_post", "clause")
    return {task.ref: task for task in rows}
