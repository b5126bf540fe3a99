"""What everybody may read of plans: those that their issuer opened, with tasks, days, states and cleared evidence.

There is no reader here whose rights could be asked. Names of persons, teams, reasons, reports and references to cases
are never read; what was not opened answers as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, Value, When

from namro.ground.gate.refusals import NotThere
from namro.ground.people.models import Office
from namro.work.plans.listed import structures
from namro.work.plans.models import Cleared, Instrument, KeptFile, Plan, Relation, Task
from namro.work.plans.publishing import files_of, left_out, shown_in
from namro.work.plans.queries import of_plan
from namro.work.plans.replaced_by import Over, replacements
from namro.work.plans.scope import GIVEN
from namro.work.plans.succession import OVER
from namro.work.plans.tallies import PARTS, in_part, rooted

TASKS = 25
"""Tasks of one page."""
OFFICES = 40
"""Offices of one page."""


@dataclass(frozen=True, slots=True)
class Told:
    """A plan or a task as everybody reads it: `parts` add up to `given`."""

    given: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A plan that is open, with the public code of its address and since when. `over`: what replaced its document."""

    plan: Plan
    code: str
    since: date | None
    told: Told
    over: Over | None = None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task of an open plan; of one that many offices were given `task` is what it was spread from. `cleared`: pieces
    of evidence that can be read; `time`: of what comes again, as `TaskSaid` says it."""

    task: Task
    told: Told
    cleared: int
    time: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an open plan, or of what `office` does under it. `principles`: what the plan only says; `offices`:
    those that were given something of it, by code, where they are several; `left`: how many of its tasks are not shown,
    by the ground."""

    of: OpenPlan
    tasks: tuple[OpenTask, ...]
    principles: tuple[Task, ...]
    offices: tuple[Office, ...]
    office: Office | None
    page: int
    pages: int
    left: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence that everybody may read. `file`: it can be saved."""

    code: str
    title: str
    office: Office | None
    file: bool


@dataclass(frozen=True, slots=True)
class OpenCopy:
    """What one office was given, in public. `part`: one of `PARTS`, or "moved" where it went on in the same task of the
    office that took over."""

    office: Office
    part: str
    due_on: date | None
    baseline_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task of an open plan with the offices that do it, a page of them by code, and the evidence that was cleared.

    `stands_on`: the document of its clause, which is not that of the plan where that was replaced later; `replaced_by`:
    the one that took its place since, where that is the plan's own or public.
    """

    of: OpenPlan
    one: OpenTask
    copies: tuple[OpenCopy, ...]
    proofs: tuple[Proof, ...]
    page: int
    pages: int
    stands_on: Instrument
    replaced_by: Instrument | None


def plan_of(document: Instrument) -> str:
    """The public code of an open plan under a document, "" for none; one query."""
    rows = Plan.objects.filter(instrument=document, template=None, publication__since__isnull=False)
    return rows.order_by("pk").values_list("publication__code", flat=True).first() or ""


MOST_PLANS = 200
MOST_PROOFS = 100


def open_plans(on: date) -> list[OpenPlan]:
    """Every plan that is open, the latest first; four queries."""
    rows = Plan.objects.filter(publication__since__isnull=False).select_related("office", "instrument", "publication")
    plans = list(rows.order_by("-publication__since", "-pk")[:MOST_PLANS])
    over = replacements(plan.instrument for plan in plans)
    return [
        OpenPlan(row, row.publication.code, row.publication.since, told, over.get(row.instrument_id))
        for row, told in _counted(plans, on, left_out())
    ]


def _counted(plans: list[Plan], on: date, left: Mapping[int, str]) -> list[tuple[Plan, Told]]:
    ids = [plan.pk for plan in plans]
    given = Task.objects.filter(GIVEN, Q(parent=None) | Q(parent__spread=True), spread=False)
    given = given.filter(~Q(parent__in=list(left)))
    sums = {pk: dict.fromkeys(("n", *PARTS), 0) for pk in ids}
    for column in ("plan_id", "parent__plan_id"):
        own = ~Q(pk__in=list(left)) if column == "plan_id" else Q()
        rows = given.filter(own, **{f"{column}__in": ids}).order_by().values(column)
        for row in rows.annotate(n=Count("pk"), **_parts(on)):
            for name, n in sums[row[column]].items():
                sums[row[column]][name] = n + row[name]
    return [(plan, _told(sums[plan.pk])) for plan in plans]


def _plan(code: str, on: date, left: Mapping[int, str]) -> OpenPlan:
    rows = Plan.objects.filter(publication__code=str(code)[:20], publication__since__isnull=False)
    row = rows.select_related("office", "instrument", "publication").first()
    if row is None:
        raise NotThere
    ((_, told),) = _counted([row], on, left)
    over = replacements([row.instrument]).get(row.instrument_id)
    return OpenPlan(row, row.publication.code, row.publication.since, told, over)


def _parts(on: date) -> dict[str, Count]:
    return {name: Count("pk", filter=in_part(name, on)) for name in PARTS}


def _told(row: Mapping[str, int]) -> Told:
    return Told(row["n"], {name: row[name] for name in PARTS})


def open_plan(code: str, on: date, *, page: int = 1, office: str = "") -> Page:
    """A page of the tasks of an open plan in its order, or of those of one office (by code); twelve queries.

    Raises `NotThere`.
    """
    left = left_out()
    of = _plan(code, on, left)
    given = rooted(Task.objects.filter(shown_in(of.plan, left)), of.plan)
    offices = list(Office.objects.filter(pk__in=given.values("lead_office_id")).order_by("code"))
    chosen = next((one for one in offices if one.code == office), None)
    if office and chosen is None:
        raise NotThere
    if chosen is not None:
        given = given.filter(lead_office=chosen)
    counts = {row["root"]: row for row in given.values("root").annotate(n=Count("pk"), **_parts(on))}
    order = list(Task.objects.filter(pk__in=list(counts)).order_by("nth", "pk").values_list("pk", flat=True))
    pages = max(1, -(-len(order) // TASKS))
    page = min(max(page, 1), pages)
    tasks = _tasks(order[(page - 1) * TASKS : page * TASKS], counts, chosen)
    mere = of.plan.tasks.filter(shown_in(of.plan, left), state=Task.PRINCIPLE).order_by("nth", "pk")
    rules = mere if page == pages else ()
    some = tuple(offices) if len(offices) > 1 else ()
    return Page(of, tasks, tuple(rules), some, chosen, page, pages, _left(of.plan, left))


def _left(plan: Plan, left: Mapping[int, str]) -> dict[str, int]:
    """How many tasks of the plan are not shown, by the ground: its own, or that of the plan of above."""
    if not left:
        return {}
    hidden = plan.tasks.filter(Q(parent=None) | Q(parent__spread=True)).exclude(shown_in(plan, left))
    found: dict[str, int] = {}
    for pk, parent in hidden.exclude(state__in=(Task.DRAFT, Task.MOVED)).values_list("pk", "parent_id"):
        ground = left[pk] if pk in left else left[parent]
        found[ground] = found.get(ground, 0) + 1
    return found


def _tasks(ids: list[int], counts: Mapping[int, Mapping[str, int]], office: Office | None) -> tuple[OpenTask, ...]:
    rows = (
        Task.objects.filter(pk__in=ids)
        .select_related("lead_office", "clause__instrument", "instrument")
        .order_by("nth", "pk")
    )
    cleared = Cleared.objects.filter(Q(task__in=ids) | Q(task__parent__in=ids, task__parent__spread=True)).order_by()
    if office is not None:
        cleared = cleared.filter(task__lead_office=office)
    found: dict[int, int] = {}
    for task, parent in cleared.values_list("task_id", "task__parent_id"):
        root = task if task in ids or parent is None else parent
        found[root] = found.get(root, 0) + 1
    coming = [row for row in rows if row.rhythm]
    said = structures(coming) if coming else {}
    times = {row.pk: said[row.ref].get("time") or {} for row in coming}
    return tuple(OpenTask(row, _told(counts[row.pk]), found.get(row.pk, 0), times.get(row.pk, {})) for row in rows)


def open_task(code: str, nth: int, on: date, *, page: int = 1) -> TaskPage:
    """The `nth` task of an open plan with its offices and its cleared evidence; twelve queries. Raises `NotThere`."""
    left = left_out()
    of = _plan(code, on, left)
    roots = of.plan.tasks.filter(shown_in(of.plan, left), Q(parent=None) | Q(parent__spread=True), nth=nth)
    root = roots.filter(GIVEN).first()
    if root is None:
        raise NotThere
    given = rooted(Task.objects.all(), of.plan).filter(root=root.pk)
    counts = given.aggregate(n=Count("pk"), **_parts(on))
    pages = max(1, -(-counts["n"] // OFFICES))
    page = min(max(page, 1), pages)
    moved = When(state=Task.MOVED, then=Value("moved"))
    part = Case(moved, *(When(in_part(name, on), then=Value(name)) for name in PARTS), default=Value("going"))
    rows = given.filter(lead_office__isnull=False).annotate(part=part).select_related("lead_office")
    copies = tuple(
        OpenCopy(row.lead_office, row.part, row.due_on, row.baseline_on, row.closed_on)
        for row in rows.order_by("lead_office__code", "pk")[(page - 1) * OFFICES : page * OFFICES]
    )
    (one,) = _tasks([root.pk], {root.pk: counts}, None)
    cleared = Cleared.objects.filter(task__in=given.values("pk")).select_related("task__lead_office")
    proofs = tuple(
        Proof(one_.code, one_.title, one_.task.lead_office, one_.piece.startswith("file:"))
        for one_ in cleared.order_by("task__lead_office__code", "pk")[:MOST_PROOFS]
    )
    document = one.task.clause.instrument if one.task.clause is not None else one.task.instrument
    return TaskPage(of, one, copies, proofs, page, pages, document, _over(document, of.plan, on))


def _over(document: Instrument, plan: Plan, on: date) -> Instrument | None:
    """The document that replaces or repeals another by that day, as far as everybody may read its name: the one that
    replaced the plan's own is named on its page."""
    over = Relation.objects.filter(Relation.OPEN, target=document, kind__in=OVER, begins__lte=on)
    named = Q(source=plan.instrument_id) | Q(source__public=True) | Q(target=plan.instrument_id, kind="replaces")
    readable = over.filter(named).select_related("source").order_by("-begins", "-pk").first()
    return readable.source if readable is not None else None


def open_file_of(code: str) -> tuple[KeptFile, str]:
    """A cleared file with its public title, while some plan that it belongs to is open. Raises `NotThere`."""
    one = Cleared.objects.filter(code=str(code)[:20]).select_related("task__plan", "task__parent__plan").first()
    if one is None or not one.piece.startswith("file:"):
        raise NotThere
    if not _open_somewhere(one):
        raise NotThere
    return files_of(one.task)[one.piece], one.title


def _open_somewhere(one: Cleared) -> bool:
    """Whether a plan that the task was given of is open."""
    plans = [one.task.plan_id, *([one.task.parent.plan_id] if one.task.parent is not None else [])]
    opened = Plan.objects.filter(pk__in=plans, publication__since__isnull=False)
    left = left_out()
    return any(Task.objects.filter(of_plan(plan), shown_in(plan, left), pk=one.task_id).exists() for plan in opened)
