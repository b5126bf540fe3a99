"""A document with what stands on it: its clauses, the tasks on each, and how many of those were accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, When

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.models import Clause, Instrument, Plan, Task
from namro.work.plans.periods import NONE, Periods, accepted_by, summed
from namro.work.plans.queries import in_list
from namro.work.plans.wordings import former, standing

MOST = 300
"""Clauses, and tasks, of one page; what lies beyond is said by `whole`."""


GONE = Q(state__in=(Task.ENDED, Task.MOVED))


@dataclass(frozen=True, slots=True)
class OnClause:
    """A task that stands on a clause. Of one that was spread `given` are its copies that were neither withdrawn nor
    moved to where the task is anyway, `accepted` and `evidence` how many of them are accepted or have evidence;
    `periods` of what comes again were accepted."""

    task: Task
    given: int
    accepted: int
    evidence: int
    periods: Periods


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with the tasks that stand on it; None for those that stand on the document as a whole. `principles`:
    what plans under the document keep of it as a mere principle; `former`: how it was worded before, the latest
    first, each with what stands on that wording still."""

    clause: Clause | None
    tasks: tuple[OnClause, ...]
    principles: tuple[Task, ...] = ()
    former: tuple[ClauseRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The clauses in their order, and the plans under the document. `whole`: nothing was left out."""

    instrument: Instrument
    rows: tuple[ClauseRow, ...]
    plans: tuple[Plan, ...]
    whole: bool


def readable_documents(actor: Actor, ids: Sequence[int], on: date) -> list[int]:
    """Those of these documents that the actor may open; one query."""
    return list(scope.instruments(actor, on).filter(pk__in=ids).values_list("pk", flat=True))


def standing_on(actor: Actor, ref: str, on: date) -> Document:
    """What stands on a document, as far as the actor reads it; eight queries. Raises `NotThere`."""
    instrument = scope.instrument(actor, ref, on)
    every = list(Clause.objects.filter(instrument=instrument))
    clauses, before = standing(every), former(every)
    seen = scope.tasks(actor, on).filter(instrument=instrument, spread=False)
    seen = seen.filter(scope.GIVEN, Q(parent=None) | Q(parent__spread=True))
    readable = scope.tasks(actor, on).filter(instrument=instrument, spread=True).values("pk")
    root = Case(When(parent__in=readable, then=F("parent_id")), default=F("pk"))
    counts = {
        row["root"]: row
        for row in seen.annotate(root=root).order_by().values("root").annotate(
            given=Count("pk", filter=~GONE), accepted=Count("pk", filter=in_list("accepted", on)),
            proven=Count("pk", filter=Q(evidence__gt=0) & ~GONE),
        )
    }  # fmt: skip
    periods = summed(accepted_by(seen.annotate(root=root), "root"))
    rows = Task.objects.filter(pk__in=list(counts)).select_related("plan", "lead_office", "lead_post", "clause")
    tasks = list(rows.order_by("plan_id", "nth", "pk")[: MOST + 1])
    on_clause: dict[int | None, list[OnClause]] = {}
    for task in tasks[:MOST]:
        row = counts[task.pk]
        one = OnClause(task, row["given"], row["accepted"], row["proven"], periods.get(task.pk, NONE))
        on_clause.setdefault(task.clause_id, []).append(one)
    kept = scope.tasks(actor, on).filter(instrument=instrument, parent=None, state=Task.PRINCIPLE)
    principles: dict[int | None, list[Task]] = {}
    for task in kept.order_by("plan_id", "nth", "pk")[:MOST]:
        principles.setdefault(task.clause_id, []).append(task)

    def told_of(clause: Clause) -> ClauseRow:
        here = tuple(on_clause.pop(clause.pk, ())), tuple(principles.pop(clause.pk, ()))
        return ClauseRow(clause, *here, tuple(told_of(one) for one in before.get(clause.pk, ())))

    told = [told_of(clause) for clause in clauses[:MOST]]
    left = [one for rest in on_clause.values() for one in rest]
    mere = [one for rest in principles.values() for one in rest]
    if left or mere:
        told.append(ClauseRow(None, tuple(left), tuple(mere)))
    own = Q(template=None) | Q(office_id__in=[seat.office_id for seat in actor.seats])
    plans = scope.plans(actor, on).filter(own, instrument=instrument).select_related("office").order_by("-pk")[:MOST]
    return Document(instrument, tuple(told), tuple(plans), len(clauses) <= MOST and len(tasks) <= MOST)
