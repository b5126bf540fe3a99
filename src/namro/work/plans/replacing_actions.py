"""A document that is replaced, and what becomes of everything that stood on it: one reviewed action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import patch, put
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import reaches
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.below import Below, below, go_on, standing_on
from namro.work.plans.deeds import Adding
from namro.work.plans.hanging import hanging_on, targets_on
from namro.work.plans.models import Clause, Instrument, Relation, Target, Task
from namro.work.plans.relating import must_replace
from namro.work.plans.scope import instruments
from namro.work.plans.stands import stand_of

PART = 500


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a task: put on a clause of the new document, or ended for a reason. One of the two."""

    clause: int | None = None
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """How many tasks stand on the new document now and how many ended, each office's copy once and no part of one,
    as the page of a plan counts them; the same of targets. `below`: what became of the documents that stood on it."""

    moved: int
    ended: int
    targets_moved: int = 0
    targets_ended: int = 0
    below: Below = field(default_factory=Below)


class NotDecided(Refused):
    """Some tasks that stand on the old document were given no fate; `refs` names them. Nothing was changed."""

    code = "plans.not-decided"

    def __init__(self, refs: Sequence[str]) -> None:
        super().__init__(n=len(refs))
        self.refs = tuple(refs)


@action("plans.replace_instrument")
def replace_instrument(
    instrument: Instrument,
    *,
    by: Instrument,
    begins: date | str,
    fates: Mapping[str, Fate],
    reason: str,
    unanswered: int | None = None,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> Replaced:
    """Replace a document by another from a day, and put each open task that stands on it on the new one or end it.

    A plan keeps the document that it was issued under, with its number: see `replaced_by`. The own document of an
    office whose plan went over implements the new one from then on: see `below`.
    `fates`: by the reference of each task that `queries.hanging` lists, and of each target; copies and parts follow.
    All of it happens now, so the day is none to come: what is replaced later is replaced on its day. `unanswered`: how
    many reports that wait for an answer the actor was told to end with it. `seen`: what the actor had before them
    (`hanging.replacing_stand`). Raises `NotDecided`, Refused `plans.changed`, `plans.replaced-later`,
    `plans.reports-end`, `plans.unknown-clause`, `plans.related-already`, `plans.relates-to-itself`,
    `plans.not-yours-to-give`, `plans.only-cited`, `plans.relation-circle`, `cases.needed`, and as `must_replace`.
    """
    deeds.own_seat(actor, instrument.office_id)
    deeds.programme()
    on, day = the_pack().calendar.local(now), deeds.the_day(begins, "begins")
    why = texts.required(reason, "reason", most=2000)
    if not instruments(actor, on).filter(pk=by.pk).exists():
        raise NotThere
    if by.pk == instrument.pk:
        raise Refused("plans.relates-to-itself", field="by")
    locked = Instrument.objects.select_for_update(no_key=True).in_bulk(sorted((instrument.pk, by.pk)))
    old, new = locked[instrument.pk], locked[by.pk]
    if new.cited:
        raise Refused("plans.only-cited", field="by")
    if Relation.objects.filter(Relation.OPEN, source=new, target=old, kind="replaces").exists():
        raise Refused("plans.related-already", field="by")
    must_replace(new, old, day, on)
    under_lock = hanging_on(old).order_by("pk").select_for_update(of=("self",), no_key=True)  # as everybody locks them
    tasks = sorted(under_lock, key=lambda task: (task.plan_id, task.nth, task.pk))
    targets = list(targets_on(old).select_for_update(of=("self",), no_key=True))
    under = [one.source for one in standing_on(old, new)]
    if seen is not None and seen != stand_of((old, new, *tasks, *targets, *under)):
        raise Refused("plans.changed")
    decided = _decided(tasks, targets, fates, new)
    waiting = sum(task.state == Task.REPORTED and not task.spread for task, fate in decided if fate.clause is None)
    if waiting and unanswered != waiting:
        raise Refused("plans.reports-end", field="unanswered", n=waiting)
    over = min(day, old.ends) if old.ends is not None else day  # what ended before does not hold for longer by that
    acts = [
        Adding(new.guard_ref, new.seq + 1, "relate", {"to": old.pk, "kind": "replaces", "begins": day.isoformat()}),
        Adding(old.guard_ref, old.seq + 1, "end", {"ends": over.isoformat(), "by": new.pk}),
    ]
    put(Relation(source=new, target=old, kind="replaces", begins=day))
    patch(new, {"seq": new.seq + 1})
    patch(old, {"seq": old.seq + 1, "ends": over})
    _moved(decided, new, acts)
    _ended(decided, new, on, acts)
    _targets(targets, fates, new, acts)
    stood = below(old, new, {task.plan_id for task, fate in decided if fate.clause is not None}, on)
    acts += go_on(stood.follows, new, day, why)
    deeds.write(acts, reason=why)
    whole = _whole([task for task, _ in decided])
    moved = sum(fate.clause is not None for task, fate in decided if task.pk in whole)
    kept = sum(fates[target.ref].clause is not None for target in targets)
    return Replaced(moved, len(whole) - moved, kept, len(targets) - kept, stood)


@dataclass(frozen=True, slots=True)
class Would:
    """What a replacement with these fates would do, as `Replaced` counts it: by "move", "end" and "open" (no fate yet)
    how many tasks and of how many offices, then how many targets, and what becomes of documents."""

    tasks: Mapping[str, int]
    offices: Mapping[str, int]
    targets: Mapping[str, int]
    below: Below


def would(instrument: Instrument, new: Instrument, fates: Mapping[str, str], on: date) -> Would:
    """What would become of all that stands on the document. `fates`: "move" or "end" by the reference of each task and
    target that has one. Three queries and those of `below`; not narrowed to anybody, as the action is not."""
    tasks = list(hanging_on(instrument))
    by_id, whole = {task.pk: task for task in tasks}, _whole(tasks)
    names = ("move", "end", "open")
    n, offices = dict.fromkeys(names, 0), {name: set[int]() for name in names}
    moved: set[int] = set()
    for task in tasks:
        fate = fates.get(_root(task, fates, by_id).ref, "") or "open"
        moved |= {task.plan_id} if fate == "move" else set()
        if task.pk not in whole:
            continue
        n[fate] += 1
        if task.lead_office_id is not None:
            offices[fate].add(task.lead_office_id)
    targets = [fates.get(target.ref, "") or "open" for target in targets_on(instrument)]
    counted = {name: targets.count(name) for name in names}
    return Would(n, {name: len(offices[name]) for name in names}, counted, below(instrument, new, moved, on))


def _root(task: Task, fates: Mapping[str, Any], by_id: Mapping[int, Task]) -> Task:
    """The task whose fate it shares: itself, or the one that it came from."""
    while task.ref not in fates and task.parent_id is not None and task.parent_id in by_id:
        task = by_id[task.parent_id]
    return task


def _whole(tasks: Sequence[Task]) -> set[int]:
    """Those that a plan counts: what one office does, what nobody was given yet, but no part that was made of it."""
    above = {task.parent_id for task in tasks if task.parent_id is not None}
    spread = set(Task.objects.filter(pk__in=above, spread=True).values_list("pk", flat=True))
    return {
        task.pk for task in tasks
        if (not task.spread or task.state == Task.DRAFT) and (task.parent_id is None or task.parent_id in spread)
    }  # fmt: skip


def _decided(
    tasks: Sequence[Task], targets: Sequence[Target], fates: Mapping[str, Fate], new: Instrument
) -> list[tuple[Task, Fate]]:
    """Each task with its fate: its own, or that of the task it came from."""
    wanted = {fate.clause for fate in fates.values() if fate.clause is not None}
    if wanted - set(Clause.objects.filter(instrument=new, pk__in=wanted).values_list("pk", flat=True)):
        raise Refused("plans.unknown-clause", field="fates")
    by_id = {task.pk: task for task in tasks}
    found: list[tuple[Task, Fate]] = []
    missing = [target.ref for target in targets if not _is_fate(fates.get(target.ref))]
    seat = current().seat
    for office in {task.assigner_id for task in tasks} | {target.office_id for target in targets}:
        if seat is not None and not reaches(seat, office):
            raise Refused("plans.not-yours-to-give", field="fates", office=str(office))
    for task in tasks:
        root = _root(task, fates, by_id)
        fate = fates.get(root.ref)
        if fate is None or not _is_fate(fate):
            missing.append(root.ref)
        else:
            found.append((task, fate))
    if missing:
        raise NotDecided(list(dict.fromkeys(missing)))
    return found


def _is_fate(fate: Fate | None) -> bool:
    """Whether it says one of the two."""
    return fate is not None and (fate.clause is None) != (not fate.ends.strip())


def _targets(targets: Sequence[Target], fates: Mapping[str, Fate], new: Instrument, acts: list[Adding]) -> None:
    for target in targets:
        fate = fates[target.ref]
        if fate.clause is not None:
            data = {"instrument_id": new.pk, "clause_id": fate.clause}
            acts.append(Adding(target.guard_ref, target.seq + 1, "re-point", data))
            patch(target, {**data, "seq": target.seq + 1})
        else:
            reason = texts.required(fate.ends, "fates", most=2000)
            acts.append(Adding(target.guard_ref, target.seq + 1, "end", {}, {"reason": reason}))
            patch(target, {"state": Target.ENDED, "seq": target.seq + 1})


def _moved(decided: Sequence[tuple[Task, Fate]], new: Instrument, acts: list[Adding]) -> None:
    by_clause: dict[int, list[int]] = {}
    for task, fate in decided:
        if fate.clause is not None:
            data = {"instrument_id": new.pk, "clause_id": fate.clause}
            acts.append(Adding(task.guard_ref, task.seq + 1, "re-point", data))
            by_clause.setdefault(fate.clause, []).append(task.pk)
    for clause, keys in by_clause.items():
        for start in range(0, len(keys), PART):
            rows = Task.objects.filter(pk__in=keys[start : start + PART])
            rows.update(instrument=new, clause_id=clause, seq=F("seq") + 1)


def _ended(decided: Sequence[tuple[Task, Fate]], new: Instrument, on: date, acts: list[Adding]) -> None:
    keys: list[int] = []
    for task, fate in decided:
        if fate.clause is None:
            reason = texts.required(fate.ends, "fates", most=2000)
            acts.append(Adding(task.guard_ref, task.seq + 1, "end", {"replaced_by": new.pk}, {"reason": reason}))
            keys.append(task.pk)
    for start in range(0, len(keys), PART):
        rows = Task.objects.filter(pk__in=keys[start : start + PART])
        rows.update(state=Task.ENDED, closed_on=on, blocked=False, seq=F("seq") + 1)
