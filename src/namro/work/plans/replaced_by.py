"""Plans whose document was replaced: by which one, from when, and how much of the plan goes on there. A plan keeps the
document that it was issued under; only its open tasks and targets went over or ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from namro.work.plans.models import Act, Instrument, Plan, Relation, Target, Task

DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Over:
    """The document that replaced another, from when."""

    by: Instrument
    begins: date


@dataclass(frozen=True, slots=True)
class InPlace:
    """A document that stands in the place of another, from when; None of the first."""

    by: Instrument
    begins: date | None = None


def replacements(documents: Iterable[Instrument]) -> dict[int, Over]:
    """By id of each of these documents that was replaced by which one, the latest; no query where none has an end."""
    ended = {one.pk for one in documents if one.ends is not None}
    found: dict[int, Over] = {}
    if ended:
        rows = Relation.objects.filter(Relation.OPEN, target_id__in=ended, kind="replaces").select_related("source")
        found = {one.target_id: Over(one.source, one.begins) for one in rows.order_by("begins", "pk")}
    return found


def replaced(ids: Iterable[int]) -> set[int]:
    """Those of these documents that another one replaces; one query."""
    over = Relation.objects.filter(Relation.OPEN, target_id__in=set(ids), kind="replaces")
    return set(over.values_list("target_id", flat=True))


def stands_on_now(document: Instrument) -> Instrument:
    """The document on which something new stands that is added to a plan under this one: itself, or the one that
    replaced it, over however many."""
    return line_of(document)[-1].by


def line_of(document: Instrument) -> list[InPlace]:
    """A document and those that took its place one after the other, each with the day from which it stands there."""
    return lines_of([document])[document.pk]


def lines_of(documents: Iterable[Instrument]) -> dict[int, list[InPlace]]:
    """By id of each of these documents its `line_of`; one query a level where one has an end."""
    lines = {one.pk: [InPlace(one)] for one in documents}
    for _ in range(DEEPEST):
        over = replacements(line[-1].by for line in lines.values())
        going = [line for line in lines.values() if line[-1].by.pk in over]
        if not going:
            break
        for line in going:
            went = over[line[-1].by.pk]
            line.append(InPlace(went.by, went.begins))
    return lines


def went_on(plan: Plan, documents: Collection[Instrument]) -> int:
    """How many tasks of the plan stand on one of these documents, each office's once and no part of one; one query."""
    given = Task.objects.filter(_of(plan), instrument__in=documents, spread=False)
    return given.exclude(state__in=(Task.DRAFT, Task.PRINCIPLE, Task.MOVED)).order_by().count()


def ended_with(plan: Plan, line: Sequence[Instrument]) -> bool:
    """Whether a task of the plan or one of its targets ended when one of these documents, the plan's own first, was
    replaced by the next; two queries at most."""
    tasks = Task.objects.filter(_of(plan), instrument__in=line[:-1], state=Task.ENDED)
    by = [one.pk for one in line[1:]]
    ends = Act.objects.filter(about=Concat(Value("task:"), OuterRef("ref")), verb="end", data__replaced_by__in=by)
    if tasks.filter(Exists(ends)).exists():
        return True
    targets = Target.objects.filter(plan=plan, instrument__in=line[:-1], state=Target.ENDED)
    said = Act.objects.filter(about=Concat(Value("target:"), OuterRef("ref")), verb="end")
    return targets.filter(Exists(said.filter(deed__action="plans.replace_instrument"))).exists()


def _of(plan: Plan) -> Q:
    return Q(plan=plan, parent=None) | Q(plan=plan, parent__spread=True) | Q(parent__plan=plan, parent__spread=True)
