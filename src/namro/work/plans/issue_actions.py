"""Handing a plan out: all of it or nothing, to one office or to every commune, in one action and one entry.

What travels to many offices is written in bulk: a task for each office, and for each office a plan of its own made from
this one, which stays a draft until that office issues it with what it adds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from namro.ground import texts
from namro.ground.bulk import day, insert, reserve, room_in_memory
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import patch
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import reaches
from namro.ground.people.models import Office
from namro.ground.people.queries import offices as standing_offices
from namro.rules.clocks.errors import ClockError
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds, heirs
from namro.work.plans.clears import Unclear, unclear
from namro.work.plans.deeds import Adding
from namro.work.plans.history import histories
from namro.work.plans.models import Instrument, Plan, Target, Task, With
from namro.work.plans.over_open import must_hold
from namro.work.plans.own_document_actions import implements
from namro.work.plans.parts_ending import OF_DONE
from namro.work.plans.scope import instruments
from namro.work.plans.stands import mark, stand_of
from namro.work.plans.states import Done
from namro.work.plans.task_states import TaskStanding, take, task_of
from namro.work.plans.terms import MOST_PERIODS, TooManyPeriods, countable, dues
from namro.work.plans.turns import locked_plan

SAID = 90
"""Characters of a task that a refusal quotes."""
MOST_GIVEN = 20_000
"""Tasks that one action gives."""
_PLAN = {
    "id": "bigint", "ref": "text", "office_id": "bigint", "instrument_id": "bigint", "template_id": "bigint",
    "name": "text", "state": "text", "issued_on": "date", "seq": "integer",
}  # fmt: skip
_TASK = {
    "id": "bigint", "ref": "text", "plan_id": "bigint", "assigner_id": "bigint", "parent_id": "bigint",
    "instrument_id": "bigint", "clause_id": "bigint", "nth": "integer", "lead_office_id": "bigint",
    "lead_role": "text", "lead_post_id": "bigint", "team": "text", "head_role": "text", "spread": "boolean",
    "matter": "text", "product": "text", "rhythm": "text", "within": "text", "state": "text", "blocked": "boolean",
    "asked": "text", "answer_by": "date", "due_on": "date", "owes": "jsonb",
    "of_periods": "integer", "periods_accepted": "integer",
    "baseline_on": "date", "evidence": "integer", "reported_on": "date", "closed_on": "date",
    "given_on": "date", "seq": "integer",
}  # fmt: skip
_WITH = {"task_id": "bigint", "office_id": "bigint"}


@dataclass(frozen=True, slots=True)
class Missing:
    """What one task of the plan misses."""

    ref: str
    nth: int
    matter: str
    unclear: tuple[Unclear, ...]


def _called(matter: str) -> str:
    """The beginning of what a task is about, as a refusal names it."""
    said = " ".join(matter.split())
    return said if len(said) <= SAID else f"{said[:SAID].rpartition(' ')[0]}…"


def _which(task: Task) -> dict[str, Any]:
    """Which task a refusal is about: its number in the plan, what it is about, and its reference."""
    return {"task": task.nth, "matter": _called(task.matter), "about": task.guard_ref}


class NotClear(Refused):
    """Some tasks are not clear: nothing was given. `missing` names each and why; `n` is how many."""

    code = "plans.not-clear"

    def __init__(self, missing: Sequence[Missing]) -> None:
        first = missing[0]
        super().__init__(n=len(missing), first=first.nth, matter=_called(first.matter), about=f"task:{first.ref}")
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class Issued:
    """What was given: tasks of the plan itself, tasks of each office, plans that were made for them."""

    plan: Plan
    tasks: int
    copies: int
    plans: int


@dataclass(slots=True)
class _Rows:
    """All that is about to be written."""

    acts: list[Adding] = field(default_factory=list)
    plans: list[Sequence[Any]] = field(default_factory=list)
    copies: list[tuple[str, TaskStanding]] = field(default_factory=list)


@action("plans.issue")
def issue(
    plan: Plan,
    *,
    to: Sequence[Office] = (),
    instrument: Instrument | None = None,
    once: str | None = None,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> Issued:
    """Give every task of the plan that is still a draft, all of them or none.

    Those that are spread go to each office of `to`, or to those of the kinds that they name; where such an office has
    no such role, its own role of that part carries it out. `instrument`: the own document by which a plan that was made
    from another is issued, and which implements what that one stands on now (`own_document_actions.implements`).
    `seen`: the drafts as the actor looked at them (`drafts_stand`).

    Raises `NotClear`, Refused `plans.nothing-to-give`, `plans.given-already`, `plans.nobody-named`, `plans.nobody-for`,
    `plans.nothing-for`, `plans.office-is-no-more`, `plans.not-yours-to-give`, `plans.role-not-there`,
    `plans.time-outside`, `plans.time-over`, `plans.too-many-periods`, `plans.too-many`, `plans.document-over`,
    `plans.relation-circle`, `plans.changed`, `AlreadyDone`.
    """
    row = locked_plan(plan, actor=actor)
    deeds.not_twice(once, actor)
    on = the_pack().calendar.local(now)
    if instrument is not None and not instruments(actor, on).filter(pk=instrument.pk).exists():
        raise NotThere
    if instrument is not None and instrument.cited:
        raise Refused("plans.only-cited", field="document")
    tasks = list(
        row.tasks.select_for_update(of=("self",), no_key=True).filter(state=Task.DRAFT, parent=None).order_by("nth")
    )
    standings = {ref: task_of(acts) for ref, acts in histories(t.guard_ref for t in tasks).items()}
    copied = row.template_id is not None and row.tasks.filter(parent__isnull=False).exists()
    if not tasks and (row.state != Plan.DRAFT or not copied):
        before = row.tasks.filter(parent=None, state__in=Task.OPEN).exists()
        raise Refused("plans.given-already" if before else "plans.nothing-to-give")
    if seen is not None and seen != drafts_stand(tasks):
        raise Refused("plans.changed")
    must_hold(row, tasks, instrument, on)
    _must_be_clear(tasks, standings)
    spread = [task for task in tasks if task.spread]
    recipients = list({office.pk: office for office in to}.values())
    goes = {task.pk: goes_to(standings[task.guard_ref].data, recipients) for task in spread}
    _somebody_for_each(spread, recipients, goes)
    if sum(map(len, goes.values())) > MOST_GIVEN:
        raise Refused("plans.too-many", most=MOST_GIVEN)
    _within_reach(tasks, recipients, [(task, goes[task.pk]) for task in spread], on)
    rows = _Rows()
    changed = {"instrument_id": instrument.pk} if instrument is not None and instrument.pk != row.instrument_id else {}
    rows.acts.append(Adding(row.guard_ref, row.seq + 1, "issue", {"to": sorted(o.pk for o in recipients), **changed}))
    for task in tasks:
        standing = standings[task.guard_ref]
        act = Adding(task.guard_ref, standing.seq + 1, "issue", {"dues": _dues(task, standing, on)})
        take(standing, Done(act.seq, act.verb, act.data, on))
        rows.acts.append(act)
        patch(task, {c: v for c, v in standing.columns().items() if getattr(task, c) != v})
    if spread:
        given = [(task, standings[task.guard_ref], goes[task.pk]) for task in spread]
        _spread(row, given, recipients, rows, now)
    rows.acts += implements(row, instrument, on) if instrument is not None else []
    patch(row, {"state": Plan.ISSUED, "issued_on": row.issued_on or on, "seq": row.seq + 1, **changed})
    deeds.write(rows.acts, once=once)
    return Issued(row, len(tasks), len(rows.copies), len(rows.plans))


def must_be_ready(plan: Plan, to: Sequence[Office], on: date, instrument: Instrument | None = None) -> None:
    """Raises what `issue` to these offices would, but for whom the actor reaches; a few queries."""
    tasks = list(plan.tasks.filter(state=Task.DRAFT, parent=None).order_by("nth"))
    must_hold(plan, tasks, instrument, on)
    standings = {ref: task_of(acts) for ref, acts in histories(t.guard_ref for t in tasks).items()}
    _must_be_clear(tasks, standings)
    spread = [task for task in tasks if task.spread]
    goes = {task.pk: goes_to(standings[task.guard_ref].data, to) for task in spread}
    _somebody_for_each(spread, to, goes)
    _roles_there([(task, goes[task.pk]) for task in spread])
    for task in tasks:
        _dues(task, standings[task.guard_ref], on)


def drafts_stand(tasks: Iterable[Task]) -> str:
    """What a look at the drafts of a plan is made from, to know whether one was changed, added or taken out since."""
    return mark(sorted((task.ref, task.seq) for task in tasks))


def goes_to(data: Mapping[str, Any], offices: Sequence[Office]) -> list[Office]:
    """Those of these offices that a spread task goes to, by its structure."""
    among, units = data.get("among") or (), data.get("units") or ()
    return [
        office for office in offices if (not among or office.kind in among) and (not units or office.unit.kind in units)
    ]


def _somebody_for_each(
    spread: Sequence[Task], recipients: Sequence[Office], goes: Mapping[int, Sequence[Office]]
) -> None:
    """Each spread task has somebody it goes to, and each office that is named has something to do."""
    if spread and not recipients:
        raise Refused("plans.nobody-named", field="to")
    for task in spread:
        if not goes[task.pk]:
            raise Refused("plans.nobody-for", field="to", **_which(task))
    named = {office.pk for given in goes.values() for office in given}
    idle = [office for office in recipients if spread and office.pk not in named]
    if idle:
        raise Refused("plans.nothing-for", field="to", n=len(idle), office=heirs.name_of(idle[0]))


def _must_be_clear(tasks: Sequence[Task], standings: Mapping[str, TaskStanding]) -> None:
    asked, missing = deeds.programme(), []
    for task in tasks:
        standing = standings[task.guard_ref]
        if found := unclear(standing.data, standing.words, asked):
            missing.append(Missing(task.ref, task.nth, task.matter, tuple(found)))
    if missing:
        raise NotClear(missing)


def _within_reach(
    tasks: Sequence[Task], recipients: Sequence[Office], spread: Sequence[tuple[Task, Sequence[Office]]], on: date
) -> None:
    """Nobody is given a task by an office that does not stand above them, nor one that has no such post."""
    leads = {task.lead_office_id for task in tasks if task.lead_office_id is not None}
    wanted = leads | {office.pk for office in recipients}
    known = {office.pk: office for office in standing_offices(on).filter(pk__in=wanted)}
    there = set(heirs.still_there(on).filter(pk__in=wanted).values_list("pk", flat=True))
    seat = current().seat
    for pk in sorted(wanted):
        if pk not in known:
            raise Refused("plans.unknown-office", field="to")
        if pk not in there:
            led = next((task.guard_ref for task in tasks if task.lead_office_id == pk), "")
            raise Refused("plans.office-is-no-more", field="names", office=heirs.name_of(known[pk]), about=led)
        if seat is not None and not reaches(seat, pk):
            raise Refused("plans.not-yours-to-give", field="to", office=known[pk].code)
    _roles_there(spread)


def _roles_there(spread: Sequence[tuple[Task, Sequence[Office]]]) -> None:
    for task, to in spread:
        for role in filter(None, (task.lead_role, task.head_role)):
            for kind in sorted({office.kind for office in to}):
                if not the_pack().role_at(role, kind):
                    raise Refused("plans.role-not-there", field="to", **_which(task))


def owed_if_given(time: Mapping[str, Any], on: date) -> list[list[str]]:
    """Pairs of period and day (`terms.dues`) of what is given on that day. Raises `ClockError`, `TooManyPeriods`."""
    pack = the_pack()
    return dues(time, on, pack.calendar, pack.counting[deeds.programme().counting])


def _dues(task: Task, standing: TaskStanding, on: date) -> list[list[str]]:
    """The days on which it is owed. Raises Refused `plans.time-outside`, `plans.time-over`,
    `plans.too-many-periods`."""
    try:
        found = owed_if_given(standing.data["time"], on)
    except ClockError:
        raise Refused("plans.time-outside", **_which(task)) from None
    except TooManyPeriods:
        raise Refused("plans.too-many-periods", most=MOST_PERIODS, **_which(task)) from None
    if found and deeds.too_far(date.fromisoformat(found[-1][1]), on):
        raise Refused("plans.time-outside", **_which(task))
    if _over(found, on):
        raise Refused("plans.time-over", **_which(task))
    return found


def _over(days: Sequence[Sequence[str]], on: date) -> bool:
    return not days or days[-1][1] < on.isoformat()


def time_over(time: Mapping[str, Any], on: date) -> bool:
    """Whether a task with this time can no more be given on a local day, because its last day is over. A time that
    cannot be counted is not over."""
    if not countable(time):
        return False
    try:
        return _over(owed_if_given(time, on), on)
    except (ClockError, TooManyPeriods):
        return False


def _spread(
    plan: Plan,
    spread: Sequence[tuple[Task, TaskStanding, Sequence[Office]]],
    to: Sequence[Office],
    rows: _Rows,
    now: datetime,
) -> None:
    """A plan for each office and in it a copy of each task that goes there, in bulk."""
    own = dict(Plan.objects.filter(template=plan, office__in=to).values_list("office_id", "pk"))
    fresh = [office for office in to if office.pk not in own]
    for pk, office in zip(reserve("plans_plan", len(fresh)), fresh, strict=True):
        ref = deeds.fresh_ref(now)
        own[office.pk] = pk
        data = {"office_id": office.pk, "instrument_id": plan.instrument_id, "template_id": plan.pk}
        rows.acts.append(Adding(f"plan:{ref}", 1, "draft", data, {"name": plan.name}))
        rows.plans.append((pk, ref, office.pk, plan.instrument_id, plan.pk, plan.name, Plan.DRAFT, None, 1))
    on = the_pack().calendar.local(now)
    for task, standing, theirs in spread:
        kept = {k: v for k, v in standing.words.items() if v}
        said = standing.data | {
            "spread": False,
            "among": [],
            "units": [],
            "parent_id": task.pk,
            "assigner_id": plan.office_id,
        }
        said["dues"] = [[one.period, one.due_on.isoformat()] for one in standing.owed]
        roles = {kind: _roles_at(said, kind) for kind in {office.kind for office in theirs}}
        for office in theirs:
            ref = deeds.fresh_ref(now)
            helping = [pk for pk in said["with"] if pk != office.pk]
            data = said | roles[office.kind] | {"plan_id": own[office.pk], "lead_office_id": office.pk, "with": helping}
            rows.acts.append(Adding(f"task:{ref}", 1, "give", data, kept))
            rows.copies.append((ref, task_of([Done(1, "give", data, on, "", kept)])))
    with room_in_memory():
        insert("plans_plan", _PLAN, rows.plans)
        ids = reserve("plans_task", len(rows.copies))
        insert("plans_task", _TASK, _task_rows(rows.copies, ids))
        insert(
            With._meta.db_table, _WITH,
            (
                (pk, office)
                for pk, (_, standing) in zip(ids, rows.copies, strict=True)
                for office in standing.data["with"]
            ),
        )  # fmt: skip


def _roles_at(said: Mapping[str, Any], kind: str) -> dict[str, str]:
    """The roles of a task as they are called at offices of a kind."""
    return {part: the_pack().role_at(said[part], kind) for part in ("lead_role", "head_role") if said.get(part)}


def _task_rows(copies: Sequence[tuple[str, TaskStanding]], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for pk, (ref, standing) in zip(ids, copies, strict=True):
        columns = standing.columns() | {"id": pk, "ref": ref}
        yield tuple(_plain(columns[name]) for name in _TASK)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return json.dumps(value)
    return day(value) if isinstance(value, date) else value


@action("plans.end")
def end(
    plan: Plan, *, reason: str, keep_targets: bool = False, seen: str | None = None, actor: Actor, now: datetime
) -> Plan:
    """End a plan of the own office once nothing of it is owed any more; its drafts, spread tasks and targets end too.

    `keep_targets`: its open targets go on, and figures are reported of them as before. `seen`: what the actor was shown
    as ending with it (`EndsWith.stand`). Raises Refused `plans.still-owed`, `plans.plan-ended`, `plans.changed`,
    `cases.needed`.
    """
    row = locked_plan(plan, actor=actor)
    why = texts.required(reason, "reason", most=2000)
    if owed := _owed(row):
        raise Refused("plans.still-owed", n=owed)
    over = list(
        row.tasks.select_for_update(of=("self",), no_key=True).filter(state__in=(Task.DRAFT, *Task.OPEN)).order_by("pk")
    )
    targets = list(row.targets.select_for_update(of=("self",), no_key=True).filter(state=Target.OPEN).order_by("pk"))
    if seen is not None and seen != stand_of((*over, *targets)):
        raise Refused("plans.changed")
    acts = [Adding(row.guard_ref, row.seq + 1, "end", {}, {"reason": why})]
    on = the_pack().calendar.local(now)
    for task in over:
        acts.append(Adding(task.guard_ref, task.seq + 1, "end", {}, {"reason": why}))
        patch(task, {"state": Task.ENDED, "closed_on": on, "blocked": False, "seq": task.seq + 1})
    for target in () if keep_targets else targets:
        acts.append(Adding(target.guard_ref, target.seq + 1, "end", {}, {"reason": why}))
        patch(target, {"state": Target.ENDED, "seq": target.seq + 1})
    patch(row, {"state": Plan.ENDED, "seq": row.seq + 1})
    deeds.write(acts, reason=why)
    return row


@dataclass(frozen=True, slots=True)
class EndsWith:
    """What the end of a plan meets: tasks that are `owed` still keep it from ending; `drafts`, tasks that were `spread`
    and open `targets` end with it. `stand`: changes with any of them."""

    owed: int
    drafts: int
    spread: int
    targets: tuple[Target, ...]
    stand: str


def _owed(plan: Plan) -> int:
    owed = Task.objects.filter(Q(plan=plan) | Q(parent__plan=plan), state__in=Task.OPEN, spread=False)
    return owed.exclude(OF_DONE).count()


def ends_with(plan: Plan) -> EndsWith:
    """What would end with a plan today; three queries."""
    over = list(plan.tasks.filter(state__in=(Task.DRAFT, *Task.OPEN)))
    targets = tuple(plan.targets.filter(state=Target.OPEN).order_by("by", "pk"))
    drafts = sum(task.state == Task.DRAFT for task in over)
    spread = sum(task.spread for task in over if task.state != Task.DRAFT)
    return EndsWith(_owed(plan), drafts, spread, targets, stand_of((*over, *targets)))
