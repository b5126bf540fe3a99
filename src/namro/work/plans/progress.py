"""What can be reported of a plan or an office for a period: what was accepted, what is late, what is blocked, and what
all of it stands on. Every part names its tasks and reports; what nobody accepted is counted and left out.

The tasks are taken as they stood at the end of the last day, by their acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.clocks.errors import ClockError
from namro.rules.clocks.periods import Period, Rhythm, before, reporting_month, running, running_month
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.history import acts_of, histories
from namro.work.plans.models import Clause, Instrument, KeptFile, Plan, Target, Task
from namro.work.plans.queries import of_plan
from namro.work.plans.replaced_by import DEEPEST, replacements
from namro.work.plans.scope import GIVEN
from namro.work.plans.states import Done
from namro.work.plans.target_queries import Reached, ended_of_plan, judged, targets_of_plan
from namro.work.plans.targets import Figure, Forecast, Standing, forecast
from namro.work.plans.task_states import OPEN, TaskStanding, task_of

SELDOM: tuple[Rhythm, ...] = ("quarterly", "half-yearly", "yearly")
"""Rhythms by which a plan is reported on more seldom than by the month, the shortest first."""
MOVES = ("re-point", "change-lead", "move-lead")
PLACE = ("instrument_id", "clause_id", "lead_office_id")


@dataclass(frozen=True, slots=True)
class Source:
    """What a sentence stands on: a task of an office, and where it was reported the report. `on`: the day on which it
    was accepted, blocked or withdrawn, or that is owed; `was`: of a day that was moved the one before. `text`: the
    words of the report or of the reason. `before` and `after`: of what was put on another document the clauses (the
    document where it stands on none), of what another office leads now the offices."""

    task: Task
    on: date
    period: str = ""
    text: str = ""
    reported_on: date | None = None
    files: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    late: int | None = None
    was: date | None = None
    before: Clause | Instrument | Office | None = None
    after: Clause | Instrument | Office | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence: a task, and the sources in it. `of`: to how many offices the task was given, where it was given to
    many (Σ); `ever`: how many of these were accepted by the last day, whenever."""

    task: Task
    sources: tuple[Source, ...]
    of: int = 0
    ever: int = 0


@dataclass(frozen=True, slots=True)
class TargetPart:
    """A target as it stood on the last day, `until`."""

    reached: Reached
    figure: Figure | None
    outlook: Forecast
    standing: Standing
    until: date


@dataclass(frozen=True, slots=True)
class TargetChange:
    """That a target was put on another document ("re-point"), or that what it asks for was changed ("change")."""

    target: Target
    verb: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A period and what can be said of it. `until`: the last day that is known, `last` at the latest. `waiting`:
    reports that nobody answered yet, `sent_back`: tasks whose report was sent back; neither is in `done`. `asked`: the
    decisions that whoever gave the task is asked for and has not given, each `on` the day by which it is needed.
    `withdrawn` and `slipped`: what was taken back and which days were moved in the period; `dropped`: what ended when
    its document was replaced; `stood` and `led`: what was
    put on another document, and what another office leads since; `replaced`: of the plan itself, each document with the
    one that took its place and the day."""

    first: date
    last: date
    until: date
    done: tuple[Part, ...]
    late: tuple[Part, ...]
    blocked: tuple[Part, ...]
    waiting: tuple[Source, ...]
    sent_back: tuple[Source, ...]
    asked: tuple[Source, ...] = ()
    targets: tuple[TargetPart, ...] = ()
    tasks: int = 0
    withdrawn: tuple[Part, ...] = ()
    slipped: tuple[Part, ...] = ()
    stood: tuple[Part, ...] = ()
    led: tuple[Part, ...] = ()
    replaced: tuple[tuple[Instrument, Instrument, date], ...] = ()
    targets_changed: tuple[TargetChange, ...] = ()
    dropped: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Move:
    """A change of what a task stands on or of who leads it, by the columns of before and after."""

    source: Source
    lead: bool
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(slots=True)
class _Found:
    done: list[Source] = field(default_factory=list)
    late: list[Source] = field(default_factory=list)
    blocked: list[Source] = field(default_factory=list)
    waiting: list[Source] = field(default_factory=list)
    sent_back: list[Source] = field(default_factory=list)
    asked: list[Source] = field(default_factory=list)
    withdrawn: list[Source] = field(default_factory=list)
    dropped: list[Source] = field(default_factory=list)
    slipped: list[Source] = field(default_factory=list)
    moves: list[_Move] = field(default_factory=list)
    ever: set[int] = field(default_factory=set)


def of_plan_in(actor: Actor, ref: str, first: date, last: date, on: date) -> tuple[Plan, Progress]:
    """What a plan can report, with the copies that offices have of its tasks. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    found = _progress(scope.tasks(actor, on).filter(of_plan(plan)), first, last, on)
    there = [one for one in targets_of_plan(actor, ref, on) if one.target.begins <= found.until]
    over = [
        one
        for one in ended_of_plan(actor, ref, on)
        if one.ended is not None and first <= one.ended.on and one.target.begins <= found.until
    ]
    targets = [_target(one, found.until) for one in (*there, *over)]
    open_ = [one.target for one in there]
    return plan, replace(
        found,
        targets=tuple(targets),
        replaced=_replaced(plan, first, found.until),
        targets_changed=tuple(_targets_changed(open_, first, found.until)),
    )


def period_due(plan: Plan, on: date, closes: int | None) -> Period:
    """The period that a plan is to be reported on: the month (as `reporting_month`), or where all that comes again in
    it comes by the quarter or more seldom the last of these that is over. Of a plan that was issued after it the one
    that runs: there is nothing to tell of the one before. One query."""
    rhythms = plan.tasks.exclude(rhythm="").exclude(state__in=(Task.ENDED, Task.MOVED)).order_by()
    found = set(rhythms.values_list("rhythm", flat=True).distinct())
    seldom = next((one for one in SELDOM if one in found), None) if found <= set(SELDOM) else None
    due = before(seldom, on) if seldom else reporting_month(on, closes)
    if plan.issued_on is None or plan.issued_on <= due.last:
        return due
    return running(seldom, on) if seldom else running_month(on, closes)


def _replaced(plan: Plan, first: date, until: date) -> tuple[tuple[Instrument, Instrument, date], ...]:
    """The plan's document with the one that another took its place by in these days, and so on with that one; no query
    where none was replaced, else three for each."""
    found: list[tuple[Instrument, Instrument, date]] = []
    held = plan.instrument
    while (went := replacements([held]).get(held.pk)) is not None and len(found) < DEEPEST:
        acts = [act for act in acts_of(held.guard_ref) if act.verb == "end" and act.data.get("by") == went.by.pk]
        found += [(held, went.by, act.on) for act in acts[-1:]]
        held = went.by
    return tuple(one for one in found if first <= one[2] <= until)


def _targets_changed(targets: Sequence[Target], first: date, until: date) -> Iterator[TargetChange]:
    acts = histories(one.guard_ref for one in targets) if targets else {}
    for one in targets:
        for act in acts.get(one.guard_ref, ()):
            if act.verb in ("re-point", "change") and first <= act.on <= until:
                yield TargetChange(one, act.verb, act.on, act.words.get("reason", ""))


def of_offices_in(actor: Actor, first: date, last: date, on: date) -> Progress:
    """What the actor's own offices can report: of what they lead, whoever gave it, and of what they gave to others."""
    offices = [seat.office_id for seat in actor.seats]
    own = Q(lead_office_id__in=offices) | Q(assigner_id__in=offices)
    whole = Q(parent=None) | Q(parent__spread=True)
    return _progress(scope.tasks(actor, on).filter(own & whole), first, last, on)


def _target(one: Reached, until: date) -> TargetPart:
    known = [figure for figure in one.figures if figure.on <= until]
    still = until if one.counted else None
    outlook = forecast(known, one.goal, one.target.by, one.target.aim, of=one.of, still=still)
    standing = judged(one, until, figures=known, told=outlook)
    return TargetPart(one, known[-1] if known else None, outlook, standing, until)


def _progress(tasks: QuerySet[Task], first: date, last: date, on: date) -> Progress:
    until = min(last, on)
    rows = list(
        tasks.filter(GIVEN, spread=False)
        .prefetch_related("lead_office", "assigner", "parent")  # the same few for thousands of tasks
        .order_by(F("parent__nth").asc(nulls_first=True), "nth", "lead_office__code", "pk")
    )  # fmt: skip
    acts = histories(task.guard_ref for task in rows)
    found, given, ever = _Found(), dict[int, int](), dict[int, int]()
    files = _files(rows)
    for task in rows:
        known = [act for act in acts[task.guard_ref] if act.on <= until]
        if not known:
            continue
        standing = task_of(known)
        if standing.state in (Task.DRAFT, Task.PRINCIPLE):
            continue
        ever[_group(task)] = ever.get(_group(task), 0) + 1
        if standing.state not in (Task.ENDED, Task.MOVED):
            given[_group(task)] = given.get(_group(task), 0) + 1
        _sources(found, task, known, standing, first, until, files)
    moves = _moves(found.moves) if found.moves else []
    return Progress(
        first, last, until, _parts(found.done, given, found.ever, rows), _parts(found.late, given, found.ever, rows),
        _parts(found.blocked, given, found.ever, rows, single=True), tuple(found.waiting), tuple(found.sent_back),
        tuple(found.asked), (), sum(given.values()),
        _parts(found.withdrawn, ever, found.ever, rows), _parts(found.slipped, ever, found.ever, rows),
        _parts([one for lead, one in moves if not lead], ever, found.ever, rows),
        _parts([one for lead, one in moves if lead], ever, found.ever, rows),
        dropped=_parts(found.dropped, ever, found.ever, rows),
    )  # fmt: skip


def _files(rows: Sequence[Task]) -> dict[tuple[str, int], list[str]]:
    """The names of the files of evidence, by task and act."""
    names: dict[tuple[str, int], list[str]] = {}
    refs = [task.guard_ref for task in rows if task.evidence]
    for start in range(0, len(refs), 500):
        kept = KeptFile.objects.filter(about__in=refs[start : start + 500]).order_by("pk")
        for about, seq, name in kept.values_list("about", "seq", "name"):
            names.setdefault((about, seq), []).append(name)
    return names


def _sources(
    found: _Found, task: Task, acts: Sequence[Done], standing: TaskStanding, first: date, until: date,
    files: Mapping[tuple[str, int], list[str]],
) -> None:  # fmt: skip
    reports: dict[str, Done] = {}
    done: dict[str, Source] = {}
    blocked: Done | None = None
    days: dict[str, str] = {}
    held: dict[str, Any] = {}
    for act in acts:
        if act.verb in MOVES and act.on >= first and days:
            source = Source(task, act.on, text=act.words.get("reason", ""))
            found.moves.append(_Move(source, act.verb != "re-point", dict(held), {**held, **act.data}))
        held |= {name: act.data[name] for name in PLACE if name in act.data}
        if act.verb == "change-time" and act.on >= first:
            found.slipped += [_moved(task, act, period, days[period], day) for period, day in act.data["dues"]]
        if act.verb == "end" and act.on >= first and days and not act.data.get("whole"):
            ended = found.dropped if act.data.get("replaced_by") else found.withdrawn
            ended.append(Source(task, act.on, text=act.words.get("reason", "")))
        days |= dict(act.data.get("dues", ()))
        if act.verb == "report":
            reports[act.data["period"]] = act
        elif act.verb == "block":
            blocked = act
        elif act.verb == "accept" and (report := reports.get(act.data["period"])) is not None:
            if standing.state == Task.ACCEPTED:
                found.ever.add(task.pk)
            if act.on >= first:
                done[act.data["period"]] = _reported(task, act.on, report, files)
        elif act.verb == "reopen":
            done.pop(act.data["period"], None)
    found.done += done.values()
    if standing.state not in OPEN:
        return
    if standing.blocked and blocked is not None:
        found.blocked.append(Source(task, blocked.on, text=blocked.words.get("reason", "")))
    if standing.asked is not None and standing.asked.of == "assigner":
        found.asked.append(Source(task, standing.asked.by, text=standing.asked.text))
    for owed in standing.owed:
        if owed.state == "reported":
            found.waiting.append(_reported(task, reports[owed.period].on, reports[owed.period], files))
        elif owed.state == "sent-back":
            found.sent_back.append(Source(task, owed.due_on, owed.period))
        if owed.state in ("open", "sent-back") and owed.due_on < until:
            found.late.append(Source(task, owed.due_on, owed.period, late=_late(owed.due_on, until)))


def _moved(task: Task, act: Done, period: str, was: str, day: str) -> Source:
    on, before = date.fromisoformat(day), date.fromisoformat(was)
    return Source(task, on, period, act.words.get("reason", ""), was=before)


def _moves(moves: Sequence[_Move]) -> list[tuple[bool, Source]]:
    """Each change with what it led from and to; whether it is one of the lead. Three queries."""
    sides = [side for one in moves for side in (one.before, one.after)]

    def named(name: str) -> set[int]:
        return {side[name] for side in sides if side.get(name) is not None}

    clauses = Clause.objects.select_related("instrument").in_bulk(named("clause_id"))
    documents, offices = (
        Instrument.objects.in_bulk(named("instrument_id")),
        Office.objects.in_bulk(named("lead_office_id")),
    )

    def at(side: Mapping[str, Any], lead: bool) -> Clause | Instrument | Office | None:
        if lead:
            return offices.get(side.get("lead_office_id") or 0)
        return clauses.get(side.get("clause_id") or 0) or documents.get(side.get("instrument_id") or 0)

    found = []
    for one in moves:
        source = replace(one.source, before=at(one.before, one.lead), after=at(one.after, one.lead))
        if not one.lead or source.before != source.after:
            found.append((one.lead, source))
    return found


def _reported(task: Task, on: date, report: Done, files: Mapping[tuple[str, int], list[str]]) -> Source:
    return Source(
        task, on, report.data["period"], report.words.get("text", ""), report.on,
        tuple(files.get((task.guard_ref, report.seq), ())), tuple(report.data.get("refs", ())),
    )  # fmt: skip


def _late(day: date, until: date) -> int | None:
    """Working days; None where the calendar does not reach so far."""
    try:
        return the_pack().calendar.working_days_between(day, until)
    except ClockError:
        return None


def _group(task: Task) -> int:
    """What is told in one sentence: the copies of one task, or the task by itself."""
    return task.parent_id if task.parent_id is not None and task.parent and task.parent.spread else -task.pk


def _parts(
    sources: Iterable[Source], given: Mapping[int, int], ever: set[int], rows: Sequence[Task], *, single: bool = False
) -> tuple[Part, ...]:
    closed: dict[int, int] = {}
    for task in rows:
        if task.pk in ever:
            closed[_group(task)] = closed.get(_group(task), 0) + 1
    grouped: dict[int, list[Source]] = {}
    for at, one in enumerate(sources):
        key = _group(one.task)
        many = not single and given.get(key, 0) > 1
        grouped.setdefault(key if many else -(10**12) - at, []).append(one)
    return tuple(
        Part(said[0].task.parent if key > 0 and said[0].task.parent else said[0].task, tuple(said),
             given.get(key, 0) if key > 0 else 0, closed.get(key, 0) if key > 0 else 0)
        for key, said in grouped.items()
    )  # fmt: skip


def spread_in(said: Progress) -> list[Task]:
    """The tasks given to many offices on which sentences stand as such, not through the copy of one of them."""
    parts = (said.done, said.late, said.blocked, said.withdrawn, said.slipped, said.dropped, said.stood, said.led)
    tasks = [source.task for group in parts for part in group for source in part.sources]
    tasks += [source.task for source in (*said.asked, *said.waiting)]
    tasks += [part.reached.target.task for part in said.targets if part.reached.target.task is not None]
    return list({task.pk: task for task in tasks if task.spread and task.lead_office_id is None}.values())


def offices_given(tasks: Sequence[Task]) -> dict[int, list[Office]]:
    """By each of these tasks (its id) the offices that were given a copy of it and lead that now, by their codes; one
    query, none where there are no tasks."""
    found: dict[int, list[Office]] = {}
    if not tasks:
        return found
    copies = Task.objects.filter(GIVEN, parent__in=tasks, lead_office__isnull=False, team="", lead_post__isnull=True)
    rows = copies.exclude(state__in=(Task.ENDED, Task.MOVED)).select_related("lead_office")
    for copy in rows.order_by("lead_office__code", "pk"):
        offices = found.setdefault(copy.parent_id or 0, [])
        if copy.lead_office is not None and copy.lead_office not in offices[-1:]:
            offices.append(copy.lead_office)
    return found
