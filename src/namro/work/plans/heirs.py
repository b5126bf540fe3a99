"""Tasks of offices that are no more: which offices, what could take them over, and what moving them will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.ground.people.queries import offices
from namro.ground.places.crosswalk import follow
from namro.ground.places.models import Unit, standing
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.models import Task, With
from namro.work.plans.stands import mark

MOST = 5000
"""Tasks that one action moves."""


def gone(on: date) -> QuerySet[Office]:
    """The offices that have ended by that day, or whose unit has."""
    return Office.objects.filter(Q(ends__lte=on) | Q(unit__ends__lte=on))


def still_there(on: date, kind: str | None = None) -> QuerySet[Office]:
    """The offices of that day whose unit stands too, of one kind where given."""
    return offices(on, kind).filter(unit__in=Unit.objects.filter(standing(on)))


def left_at(office: Office, by: int | None) -> QuerySet[Task]:
    """The open tasks that an office leads and that `by` (every office, where None) gave, without the parts that were
    made of them inside the office."""
    found = Task.objects.filter(lead_office=office, state__in=Task.OPEN)
    part = Q(assigner=office, parent__isnull=False, parent__lead_office=office)
    given = found.exclude(part) if by is None else found.filter(assigner_id=by)
    return given.select_related("plan", "clause", "lead_office").order_by("plan_id", "nth", "pk")


@dataclass(frozen=True, slots=True)
class Heir:
    """An office that could take over. `whole`: all of the unit went there; else `percent` of it, at least 1, None where
    nobody knows how much."""

    office: Office
    whole: bool
    percent: int | None


@dataclass(frozen=True, slots=True)
class Left:
    """An office that is no more, how many tasks it still leads for the reader, and who could take over, the likeliest
    first."""

    office: Office
    tasks: int
    heirs: tuple[Heir, ...]


def left_behind(actor: Actor, on: date) -> list[Left]:
    """The offices that are no more and still lead tasks that the actor may move, by code."""
    own = scope.sits_at(actor, "plans.move_leads")
    if not own:
        return []
    found = scope.tasks(actor, on).filter(lead_office__in=gone(on), assigner_id__in=own, state__in=Task.OPEN)
    counts = {
        row["lead_office_id"]: row["n"] for row in found.order_by().values("lead_office_id").annotate(n=Count("pk"))
    }
    there = list(Office.objects.filter(pk__in=counts).select_related("unit").order_by("code"))
    heirs = heirs_of(there, on)
    return [Left(office, counts[office.pk], tuple(heirs[office.pk])) for office in there]


def left_at_one(actor: Actor, code: str, on: date) -> tuple[Left, list[Task]]:
    """One of them, with the tasks. Raises `NotThere`."""
    found = next((one for one in left_behind(actor, on) if one.office.code == code), None)
    if found is None:
        raise NotThere
    own = scope.sits_at(actor, "plans.move_leads")
    return found, [task for by in own for task in left_at(found.office, by)]


def heirs_of(ended: Sequence[Office], on: date) -> dict[int, list[Heir]]:
    """By office the offices of the same kind at the units that its unit became, the largest share first; where the
    unit still stands, those of the same kind there."""
    units = {office.unit_id: office.unit for office in ended}
    became = follow(list(units.values()), on)
    wanted = {one.unit.pk for found in became.values() for one in found}
    seated: dict[tuple[int, str], Office] = {}
    for office in still_there(on).filter(unit_id__in=wanted).order_by("-code"):
        seated[office.unit_id, office.kind] = office
    found: dict[int, list[Heir]] = {}
    for office in ended:
        found[office.pk] = []
        for one in became[office.unit_id]:
            heir = seated.get((one.unit.pk, office.kind))
            if heir is not None and heir.pk != office.pk:
                found[office.pk].append(Heir(heir, one.share.whole, one.share.percent))
    return found


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one task: it goes to the heir, or (`into`) ends in the same task that the heir has already.

    Where something was reported of it or of a part, it never ends so: it goes whole, `beside` what the heir has, under
    the name of the office that led it, and whoever gave it answers what waits. `helps`: the heir helps with it
    so far; it leads from then on, and helps no more.
    """

    task: Task
    heir: Office
    into: Task | None
    beside: Task | None = None
    helps: bool = False


def moves(tasks: Sequence[Task], heirs: Mapping[str, Office]) -> list[Move]:
    """What moving each task to its heir (by the task's reference) will do; two queries, and one for each level of parts
    of what the heirs have already."""
    wanted = [task for task in tasks if task.ref in heirs]
    same = Task.objects.filter(
        parent_id__in={task.parent_id for task in wanted if task.parent_id},
        lead_office_id__in={heirs[task.ref].pk for task in wanted}, lead_post=None, team="", state__in=Task.OPEN,
    )  # fmt: skip
    copies = {(task.parent_id, task.lead_office_id): task for task in same.order_by("-pk")}
    has = {task.pk: one for task in wanted if (one := copies.get((task.parent_id, heirs[task.ref].pk)))}
    told = reported([task for task in wanted if task.pk in has])
    helping = set(With.objects.filter(task__in=wanted).values_list("task_id", "office_id"))
    found = []
    for task in wanted:
        heir, copy = heirs[task.ref], has.get(task.pk)
        into = None if task.pk in told else copy
        helps = into is None and (task.pk, heir.pk) in helping
        found.append(Move(task, heir, into, copy if into is None else None, helps))
    return found


def moves_stand(found: Sequence[Move]) -> str:
    """What the look at these moves was made from, to know whether a task or what becomes of it is another since."""
    said = sorted(
        (
            one.task.ref, one.task.seq, one.heir.pk, one.into.ref if one.into else "",
            one.beside.ref if one.beside else "", one.helps,
        )
        for one in found
    )  # fmt: skip
    return mark(said)


def reported(tasks: Sequence[Task]) -> set[int]:
    """The ids of those of which anything was ever reported, of themselves or of a part; one query for each level."""
    found = {task.pk for task in tasks if task.reported_on is not None}
    above = {task.pk: task.pk for task in tasks if task.pk not in found}
    while above:
        below = Task.objects.filter(parent_id__in=list(above)).values_list("pk", "parent_id", "reported_on")
        parts = [(pk, above[parent], day) for pk, parent, day in below if parent is not None]
        found |= {root for _, root, day in parts if day is not None}
        above = {pk: root for pk, root, _ in parts if root not in found}
    return found


def name_of(office: Office) -> str:
    """The name of an office in the language of the pack."""
    return str(office.names.get(the_pack().language, office.code))


def name_at_heir(task: Task) -> str:
    """The name under which a task goes on beside the one that its heir has: the office that led it, and the team."""
    office = task.lead_office
    name = name_of(office) if office is not None else ""
    return ", ".join(filter(None, (task.team, name)))[:200]
