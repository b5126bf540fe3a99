"""Where tasks stood before the document that they stand on was replaced: which clause of which document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from namro.work.plans.history import histories
from namro.work.plans.models import Act, Clause, Instrument, Task

PART = 500


@dataclass(frozen=True, slots=True)
class Former:
    """A place that a task had: a clause (None where it stood on the document as a whole) of a document."""

    clause: Clause | None
    instrument: Instrument


def stood_on(tasks: Sequence[Task]) -> dict[int, tuple[Former, ...]]:
    """By id of those tasks that were put on another document what they stood on before, the latest first; one query
    where there is none (for every 500 tasks), four where there are some."""
    by_ref = {task.guard_ref: task.pk for task in tasks}
    refs = list(by_ref)
    moved: set[str] = set()
    for start in range(0, len(refs), PART):
        acts = Act.objects.filter(about__in=refs[start : start + PART], verb="re-point").order_by()
        moved |= set(acts.values_list("about", flat=True))
    if not moved:
        return {}
    places: dict[int, list[tuple[int | None, int]]] = {}
    for about, done in histories(sorted(moved)).items():
        clause: int | None = None
        instrument = 0
        for act in done:
            if act.verb == "re-point":
                places.setdefault(by_ref[about], []).insert(0, (clause, instrument))
            clause = act.data.get("clause_id", clause)
            instrument = act.data.get("instrument_id", instrument)
    pairs = [pair for found in places.values() for pair in found]
    clauses = Clause.objects.in_bulk({clause for clause, _ in pairs if clause is not None})
    documents = Instrument.objects.in_bulk({instrument for _, instrument in pairs})
    return {
        pk: tuple(Former(clauses.get(clause or 0), documents[instrument]) for clause, instrument in found)
        for pk, found in places.items()
    }
