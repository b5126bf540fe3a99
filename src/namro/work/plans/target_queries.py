"""How a plan stands to what it means to reach: the figures, where it should be by now, and the outlook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.history import acts_of, histories
from namro.work.plans.models import Act, Instrument, KeptFile, Plan, Relation, Target, Task
from namro.work.plans.states import day_of, target_of, told
from namro.work.plans.targets import (
    Compared,
    Figure,
    Forecast,
    Share,
    Standing,
    compared,
    forecast,
    needed,
    should_be,
    standing_of,
)

MOST = 100
MOST_SOUGHT = 3000
"""Targets that are searched by their words for one that another is a part of."""
"""Targets of one list."""
REPLACING = "plans.replace_instrument"


def asked_then(target: Target, seq: int) -> dict[str, Any]:
    """What a target asked for after so many acts: its `goal`, `of` and `by`; nothing where there were none."""
    acts = [act for act in acts_of(target.guard_ref) if act.seq <= seq]
    return {name: target_of(acts)[name] for name in ("goal", "of", "by")} if acts else {}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a target ended: on which day, when, by whom, why and by which action; `replaced_by`: the document that took
    the place of its own then."""

    on: date
    at: datetime
    by: str
    reason: str
    action: str
    replaced_by: Instrument | None


@dataclass(frozen=True, slots=True)
class Reached:
    """A target on a day, or one that has `ended` as it stood then. `value` and `goal` are in the unit of the target;
    for percent in numbers of offices (or of whatever it counts), of which `of` there are in all. `counted`: Σ, by the
    tasks. `figures` in order of days. `standing`: how it is judged, everywhere in the same way."""

    target: Target
    value: Decimal | None
    goal: Decimal
    of: int | None
    counted: bool
    should_be: Decimal
    figures: tuple[Figure, ...]
    forecast: Forecast
    standing: Standing
    ended: Ended | None = None


def targets_of_plan(actor: Actor, ref: str, on: date) -> list[Reached]:
    """The open targets of a plan; five queries. What is counted is counted over every copy, not only the reader's: a
    total of the plan. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    return _reached(list(plan.targets.filter(state=Target.OPEN).select_related("clause", "parent")), on)


def ended_of_plan(actor: Actor, ref: str, on: date) -> list[Reached]:
    """The targets of a plan that have ended, what was set last first, each as it stood then. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    rows = plan.targets.filter(state=Target.ENDED).select_related("clause", "parent")
    return sorted(_reached(list(rows), on), key=lambda one: one.target.pk, reverse=True)


def target_reached(actor: Actor, ref: str, on: date) -> Reached:
    """One target, whatever became of it. Raises `NotThere`."""
    target = scope.target(actor, ref, on)
    found = Target.objects.select_related("clause__parent", "parent__plan", "plan__office", "instrument", "task")
    (reached,) = _reached([found.get(pk=target.pk)], on)
    return reached


def targets_of_offices(actor: Actor, on: date, *, own: bool) -> list[Reached]:
    """The open targets that the actor's own offices set, or (not `own`) those of other plans that the actor reads, the
    next due first."""
    seats = [seat.office_id for seat in actor.seats]
    found = Target.objects.filter(state=Target.OPEN, plan__in=scope.plans(actor, on))
    found = found.filter(office_id__in=seats) if own else found.exclude(office_id__in=seats)
    return _reached(list(found.select_related("plan__office", "clause").order_by("by", "pk")[:MOST]), on)


@dataclass(frozen=True, slots=True)
class Told:
    """One value that was reported or corrected. `value` None: it was taken back. `stands`: it is the one of its day
    today. `text`: what was said with it, or why it was corrected."""

    on: date
    value: Decimal | None
    at: datetime
    by: str
    text: str
    files: tuple[KeptFile, ...]
    refs: tuple[str, ...]
    correction: bool
    stands: bool


def told_of(actor: Actor, ref: str, on: date) -> list[Told]:
    """Every value that was reported of a target, in the order of their days, with what proves it. Raises `NotThere`."""
    target = scope.target(actor, ref, on)
    kept: dict[int, list[KeptFile]] = {}
    for file in KeptFile.objects.filter(about=target.guard_ref).order_by("pk"):
        kept.setdefault(file.seq, []).append(file)
    acts = Act.objects.filter(about=target.guard_ref, verb__in=("value", "correct")).select_related("deed")
    rows = list(acts.order_by("seq"))
    last = {row.data["on"]: row.seq for row in rows}
    return [
        Told(
            date.fromisoformat(row.data["on"]), None if row.data["value"] is None else Decimal(row.data["value"]),
            row.deed.at, row.deed.actor_name, row.words.get("text") or row.words.get("reason", ""),
            tuple(kept.get(row.seq, ())), tuple(row.data["refs"]), row.verb == "correct",
            last[row.data["on"]] == row.seq,
        )
        for row in sorted(rows, key=lambda row: (row.data["on"], row.seq))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetRight:
    """That what a target asks for was changed, from `was` to `goal`, each of so many where percent are asked of a
    number; `was_by`, `by`: the day, where that was changed."""

    was: Decimal
    was_of: int | None
    goal: Decimal
    of: int | None
    at: datetime
    who: str
    reason: str
    was_by: date | None = None
    by: date | None = None


def set_right(actor: Actor, ref: str, on: date) -> list[SetRight]:
    """How the goal of a target was corrected, in order. Raises `NotThere`."""
    target = scope.target(actor, ref, on)
    acts = Act.objects.filter(about=target.guard_ref, verb="set-right").select_related("deed").order_by("seq")
    return [
        SetRight(
            Decimal(row.data["was"]), row.data["was_of"], Decimal(row.data["goal"]), row.data["of"], row.deed.at,
            row.deed.actor_name, row.words["reason"], day_of(row.data.get("was_by")), day_of(row.data.get("by")),
        )
        for row in acts
    ]  # fmt: skip


def copies_counted(actor: Actor, target: Target, on: date) -> list[Task]:
    """The copies of the task that counts a target which the actor may read, those that were accepted first."""
    if target.task_id is None:
        return []
    over = _ended([target]).get(target.pk)
    found = scope.tasks(actor, on).filter(parent_id=target.task_id).exclude(_gone_before(over))
    return list(found.select_related("lead_office").order_by("closed_on", "lead_office__code"))


def joined_since(target: Target) -> tuple[int, int]:
    """How many offices led a copy of the tasks that a target counts (without one: of all tasks of its plan) and lead
    none any more since theirs were joined to those of another office, and how many lead one now; two queries."""
    parents = Q(parent_id=target.task_id) if target.task_id is not None else Q(parent__plan=target.plan_id)
    given = Task.objects.filter(parents, parent__spread=True, lead_office__isnull=False).order_by()
    left = set(given.exclude(state__in=(Task.ENDED, Task.MOVED)).values_list("lead_office_id", flat=True))
    joined = set(given.filter(state=Task.MOVED).values_list("lead_office_id", flat=True))
    return len(joined - left), len(left)


@dataclass(frozen=True, slots=True)
class Below:
    """A target with those that are a part of it, as far as the actor reads them, and what they come to."""

    above: Reached
    parts: tuple[Reached, ...]
    compared: Compared


def below(actor: Actor, reached: Reached, on: date, offices: Collection[str] = ()) -> Below | None:
    """What is below a target, by the codes of offices; None where nothing is. What the actor cannot read is not
    added up either. `offices`: what units that are offices are called."""
    found = Target.objects.filter(parent=reached.target, state=Target.OPEN, plan__in=scope.plans(actor, on))
    parts = _reached(list(found.select_related("plan__office", "clause").order_by("plan__office__code", "pk")), on)
    if not parts:
        return None
    units: dict[int, set[int]] = {}
    tasks = {one.target.task_id for one in parts if one.target.task_id is not None}
    copies = Task.objects.filter(parent__in=tasks, lead_office__isnull=False).exclude(_gone_before(None)).order_by()
    for task, office in copies.values_list("parent_id", "lead_office_id") if tasks else ():
        units.setdefault(task, set()).add(office)
    shares = [_share(one, units.get(one.target.task_id or 0, ())) for one in parts]
    return Below(reached, tuple(parts), compared(_share(reached), shares, offices))


def _share(one: Reached, units: Iterable[int] = ()) -> Share:
    it = one.target
    return Share(
        it.pk, it.percent, it.unit, it.goal, one.goal, one.of, it.aim, it.task_id is not None, frozenset(units),
        it.office_id, it.by,
    )  # fmt: skip


def parents_offered(actor: Actor, plan: Plan, on: date, *, every: bool = False) -> list[Target]:
    """The targets that one of this plan can be a part of: open ones, that the actor reads, of the plan that it was made
    from and of those under documents which its own document, or that of the plan it was made from, implements. `every`:
    of all other plans, to be searched."""
    found = Target.objects.filter(state=Target.OPEN, plan__in=scope.plans(actor, on)).exclude(plan=plan)
    if not every:
        own = [plan.instrument_id, *([plan.template.instrument_id] if plan.template is not None else [])]
        above = Relation.objects.filter(Relation.OPEN, source__in=own, kind="implements").values("target")
        found = found.filter(Q(plan=plan.template_id) | Q(plan__instrument__in=above))
    return list(found.select_related("plan__office").order_by("by", "pk")[: MOST_SOUGHT if every else MOST])


def tasks_offered(plan: Plan) -> list[Task]:
    """The tasks of a plan by which a target can be counted: those that go to each of many offices."""
    counted = (Task.DRAFT, *Task.OPEN)
    return list(plan.tasks.filter(spread=True, parent=None, state__in=counted).order_by("nth"))


def targets_hanging(actor: Actor, ref: str, on: date) -> list[Target]:
    """The open targets that stand on an instrument. Raises `NotThere`."""
    instrument: Instrument = scope.instrument(actor, ref, on)
    found = Target.objects.filter(instrument=instrument, state=Target.OPEN, plan__in=scope.plans(actor, on))
    return list(found.select_related("plan__office").order_by("plan_id", "pk"))


def _reached(targets: list[Target], on: date) -> list[Reached]:
    by_task = {target.task_id for target in targets if target.task_id is not None}
    copies = Task.objects.filter(parent_id__in=by_task).exclude(state__in=(Task.ENDED, Task.MOVED)).order_by()
    counted, closed = _by_offices(copies)
    closed = {task: [day for day in days if day <= on] for task, days in closed.items()}
    said = histories(target.guard_ref for target in targets if target.task_id is None)
    over = _ended([target for target in targets if target.state == Target.ENDED])
    found: list[Reached] = []
    for target in targets:
        of, ended = target.of, over.get(target.pk)
        if target.task_id is not None and ended is not None:
            of, figures = _counted_then(target.task_id, ended)
            value: Decimal | None = figures[-1].value if figures else Decimal(0)
        elif target.task_id is not None:
            of, done = counted.get(target.task_id, (0, 0))
            figures = _counted(closed.get(target.task_id, []))
            value = Decimal(done)
        else:
            figures = _told([(act.verb, act.data) for act in said.get(target.guard_ref, [])])
            value = figures[-1].value if figures else None
        goal = target.goal
        if target.percent:
            goal = Decimal(needed(target.goal, of or 0, target.rounding))  # type: ignore[arg-type]
        evenly = should_be(target.begins, target.by, goal, min(on, ended.on) if ended else on)
        outlook = forecast(figures, goal, target.by, target.aim, of=of, still=on if target.task_id else None)
        counts = target.task_id is not None
        one = Reached(target, value, goal, of, counts, evenly, tuple(figures), outlook, "no-figures", ended)
        found.append(replace(one, standing=judged(one, on)))
    return found


def judged(
    one: Reached, on: date, *, figures: Sequence[Figure] | None = None, told: Forecast | None = None
) -> Standing:
    """How a target stands on a day; with `figures` and their forecast `told`, by what was known then."""
    target = one.target
    if one.ended is not None and one.ended.on <= on:
        return "ended"
    if target.aim != "change" and target.percent and not one.of:
        return "nobody-yet"
    known = one.figures if figures is None else figures
    return standing_of(
        told or one.forecast, one.goal, target.by, target.aim, last=known[-1] if known else None, on=on,
        even=should_be(target.begins, target.by, one.goal, on), counted=one.counted,
    )  # fmt: skip


def _ended(targets: list[Target]) -> dict[int, Ended]:
    """By id how those of the targets ended that did; two queries at most."""
    by_ref = {target.guard_ref: target for target in targets if target.state == Target.ENDED}
    if not by_ref:
        return {}
    acts = Act.objects.filter(about__in=by_ref, verb="end").select_related("deed")
    stood = {target.instrument_id for target in by_ref.values()}
    news = Relation.objects.filter(Relation.OPEN, target_id__in=stood, kind="replaces").select_related("source")
    over = {one.target_id: one.source for one in news.order_by("begins")}
    local = the_pack().calendar.local
    return {
        by_ref[act.about].pk: Ended(
            local(act.deed.at), act.deed.at, act.deed.actor_name, act.words.get("reason", ""), act.deed.action,
            over.get(by_ref[act.about].instrument_id) if act.deed.action == REPLACING else None,
        )
        for act in acts
    }  # fmt: skip


def _gone_before(ended: Ended | None) -> Q:
    """The copies that count no more: withdrawn or moved, and where the target has ended, before that day."""
    gone = Q(state__in=(Task.ENDED, Task.MOVED))
    return gone if ended is None else gone & Q(closed_on__lt=ended.on)


def _counted_then(task: int, ended: Ended) -> tuple[int, list[Figure]]:
    """How many offices had a copy on the day on which a target ended, and how many were accepted up to then."""
    copies = Task.objects.filter(parent_id=task).exclude(_gone_before(ended)).order_by()
    counted, closed = _by_offices(copies)
    return counted.get(task, (0, 0))[0], _counted([day for day in closed.get(task, []) if day <= ended.on])


def _by_offices(copies: QuerySet[Task]) -> tuple[dict[int, tuple[int, int]], dict[int, list[date]]]:
    """By task how many offices have a copy and how many kept theirs, and the days on which these did. An office that
    took another's copy over beside its own counts once, and has kept it once all that it leads was accepted."""
    led: dict[tuple[int, int], list[date | None]] = {}
    for task, office, state, day in copies.values_list("parent_id", "lead_office_id", "state", "closed_on"):
        led.setdefault((task, office), []).append(day if state == Task.ACCEPTED else None)
    counted: dict[int, tuple[int, int]] = {}
    closed: dict[int, list[date]] = {}
    for (task, _), days in led.items():
        kept = [day for day in days if day is not None]
        of, done = counted.get(task, (0, 0))
        counted[task] = (of + 1, done + (len(kept) == len(days)))
        if len(kept) == len(days):
            closed.setdefault(task, []).append(max(kept))
    return counted, closed


def _counted(days: list[date]) -> list[Figure]:
    """How many were accepted up to each day on which any was."""
    return [Figure(day, Decimal(sum(one <= day for one in days))) for day in sorted(set(days))]


def _told(acts: list[tuple[str, Mapping[str, Any]]]) -> list[Figure]:
    """The last value that was reported for each day."""
    values: dict[date, Decimal] = {}
    for verb, data in acts:
        if verb in ("value", "correct"):
            told(values, data)
    return [Figure(day, value) for day, value in sorted(values.items())]
