"""Everything in this room built again from its acts and held against what is stored; and the acts against their deeds.

The deeds themselves `namro trail verify` holds against the trail, so that nothing can be changed in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Substr

from namro.ground.files.keeping import sha256_of
from namro.work.plans.digests import of_act, of_acts, of_clause, of_file
from namro.work.plans.history import histories
from namro.work.plans.meeting_states import meeting_of
from namro.work.plans.models import (
    Act,
    Attends,
    Clause,
    Cleared,
    Deed,
    Instrument,
    KeptFile,
    Meeting,
    Plan,
    Publication,
    Relation,
    Target,
    Task,
    With,
)
from namro.work.plans.publishing import cleared_of, publication_of
from namro.work.plans.states import CannotBeRead, Done, instrument_of, plan_of, target_of
from namro.work.plans.task_states import task_of

BATCH = 500
BROKEN = (CannotBeRead, KeyError, TypeError, ValueError, StopIteration, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is stored otherwise than what was done says. `about`: "task:26-3F…", or a deed."""

    about: str
    field: str
    stored: str
    derived: str

    def __str__(self) -> str:
        return f"{self.about}: {self.field} is {self.stored!r}, what was done says {self.derived!r}"


def differences(*, files: bool = False) -> Iterator[Difference]:
    """All of them, as they are found; memory does not grow with the tasks. `files`: read every kept file too."""
    yield from _deeds()
    yield from _instruments()
    yield from _by_columns(Plan.objects.all(), plan_of)
    yield from _tasks()
    yield from _by_columns(Target.objects.all(), target_of)
    yield from _meetings()
    yield from _files(read=files)
    yield from _public()
    yield from _missing()


def _public() -> Iterator[Difference]:
    """What everybody may read, against the acts that opened it."""
    opened = set(Act.objects.filter(verb="publish").values_list("about", flat=True))
    stored = {
        one.plan.guard_ref: (one.code, one.since, one.left, one.shown)
        for one in Publication.objects.select_related("plan")
    }
    acts = histories(sorted(opened | set(stored)))
    for about in sorted(opened | set(stored)):
        if (derived := publication_of(acts.get(about, []))) != stored.get(about):
            yield Difference(about, "publication", str(stored.get(about)), str(derived))
    cleared: dict[str, dict[str, tuple[str, str]]] = {}
    for one in Cleared.objects.select_related("task"):
        cleared.setdefault(one.task.guard_ref, {})[one.piece] = (one.title, one.code)
    abouts = sorted(set(Act.objects.filter(verb="clear").values_list("about", flat=True)) | set(cleared))
    acts = histories(abouts)
    for about in abouts:
        if (pieces := cleared_of(acts.get(about, []))) != cleared.get(about, {}):
            yield Difference(about, "cleared evidence", str(cleared.get(about, {})), str(pieces))


def _missing() -> Iterator[Difference]:
    """What was done something to and is not there any more."""
    for model in (Instrument, Plan, Task, Target, Meeting):
        there = model.objects.filter(ref=Substr(OuterRef("about"), len(model.guard_kind) + 2))
        lost = Act.objects.filter(about__startswith=f"{model.guard_kind}:", seq=1).exclude(Exists(there))
        for about in lost.values_list("about", flat=True).iterator(chunk_size=2000):
            yield Difference(about, "row", "missing", "there")


def _deeds() -> Iterator[Difference]:
    """Each deed against its acts: none changed, none missing, none added."""
    last = 0
    while batch := list(Deed.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        small = [deed.pk for deed in batch if deed.count <= BATCH]
        found: dict[int, list[str]] = {}
        for row in Act.objects.filter(deed_id__in=small).order_by("pk"):
            found.setdefault(row.deed_id, []).append(of_act(row.about, row.seq, row.verb, row.data, row.words))
        for deed in batch:
            if deed.count > BATCH:
                rows = Act.objects.filter(deed=deed).order_by("pk").iterator(chunk_size=2000)
                found[deed.pk] = [of_act(row.about, row.seq, row.verb, row.data, row.words) for row in rows]
            told = found.get(deed.pk, [])
            if len(told) != deed.count or of_acts(told) != deed.acts:
                yield Difference(f"deed {deed.pk}", "acts", f"{len(told)}, not as bound", f"{deed.count} as bound")


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _instruments() -> Iterator[Difference]:
    for batch in _batches(Instrument.objects.all()):
        acts = histories(row.guard_ref for row in batch)
        keys = [row.pk for row in batch]
        clauses: dict[int, list[str]] = {}
        for clause in Clause.objects.filter(instrument_id__in=keys).select_related("parent", "instead_of"):
            parent = clause.parent.nth if clause.parent else None
            instead = clause.instead_of.nth if clause.instead_of else None
            clauses.setdefault(clause.instrument_id, []).append(of_clause(clause, parent, instead))
        relations: dict[int, list[Any]] = {}
        for source, *relation in Relation.objects.filter(source_id__in=keys).values_list(
            "source_id", "target_id", "kind", "begins", "clause", "ends"
        ):
            relations.setdefault(source, []).append(tuple(relation))
        for row in batch:
            history = acts.get(row.guard_ref, [])
            try:
                standing = instrument_of(history)
            except BROKEN as cause:
                yield Difference(row.guard_ref, "history", str(cause), "")
                continue
            yield from columns_differ(row, row.guard_ref, standing.columns)
            if sorted(relations.get(row.pk, []), key=str) != sorted(standing.relations, key=str):
                yield Difference(row.guard_ref, "relations", str(relations.get(row.pk, [])), str(standing.relations))
            registered = max(at for at, act in enumerate(history) if act.verb == "register")
            brought = [act for act in history[registered:] if act.verb in ("register", "more")]
            if clauses.get(row.pk, []) != [one for act in brought for one in act.data.get("clauses", [])]:
                yield Difference(row.guard_ref, "clauses", "changed since", "as they were registered")


def _by_columns(rows: QuerySet[Any], derive: Callable[[list[Done]], dict[str, Any]]) -> Iterator[Difference]:
    for batch in _batches(rows):
        acts = histories(row.guard_ref for row in batch)
        for row in batch:
            try:
                derived = derive(acts.get(row.guard_ref, []))
            except BROKEN as cause:
                yield Difference(row.guard_ref, "history", str(cause), "")
                continue
            yield from columns_differ(row, row.guard_ref, derived)


def _tasks() -> Iterator[Difference]:
    for batch in _batches(Task.objects.all()):
        acts = histories(row.guard_ref for row in batch)
        helping: dict[int, set[int]] = {}
        for task, office in With.objects.filter(task__in=batch).values_list("task_id", "office_id"):
            helping.setdefault(task, set()).add(office)
        for row in batch:
            try:
                standing = task_of(acts.get(row.guard_ref, []))
            except BROKEN as cause:
                yield Difference(row.guard_ref, "history", str(cause), "")
                continue
            yield from columns_differ(row, row.guard_ref, standing.columns())
            if helping.get(row.pk, set()) != set(standing.data["with"]):
                yield Difference(
                    row.guard_ref, "helping", str(sorted(helping.get(row.pk, ()))), str(standing.data["with"])
                )


def _meetings() -> Iterator[Difference]:
    for batch in _batches(Meeting.objects.all()):
        acts = histories(row.guard_ref for row in batch)
        attending: dict[int, list[int]] = {}
        for meeting, office in Attends.objects.filter(meeting__in=batch).values_list("meeting_id", "office_id"):
            attending.setdefault(meeting, []).append(office)
        for row in batch:
            try:
                standing = meeting_of(acts.get(row.guard_ref, []))
            except BROKEN as cause:
                yield Difference(row.guard_ref, "history", str(cause), "")
                continue
            yield from columns_differ(row, row.guard_ref, standing.columns)
            if sorted(attending.get(row.pk, [])) != sorted(standing.offices):
                yield Difference(row.guard_ref, "attends", str(attending.get(row.pk, [])), str(standing.offices))


def columns_differ(row: Model, about: str, derived: Any) -> Iterator[Difference]:
    """Each column of the row that is not what was derived."""
    for column, value in derived.items():
        stored = getattr(row, column)
        if stored != value:
            yield Difference(about, column.removesuffix("_id"), str(stored), str(value))


def _files(*, read: bool) -> Iterator[Difference]:
    """The rows of files against the acts that brought them, and their bytes where asked."""
    last = 0
    while batch := list(Act.objects.filter(pk__gt=last, data__has_key="files").order_by("pk")[:BATCH]):
        last = batch[-1].pk
        kept: dict[tuple[str, int], list[KeptFile]] = {}
        for file in KeptFile.objects.filter(about__in={row.about for row in batch}).order_by("pk"):
            kept.setdefault((file.about, file.seq), []).append(file)
        for act in batch:
            rows: Sequence[KeptFile] = kept.get((act.about, act.seq), [])
            if [of_file(row) for row in rows] != act.data["files"]:
                yield Difference(act.about, f"files of act {act.seq}", "not as they came", "as they came")
            for row in rows if read else ():
                if (found := sha256_of(row.path)) != row.sha256:
                    yield Difference(act.about, f"file {row.path}", found or "gone", row.sha256)
