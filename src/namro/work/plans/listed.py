"""Plans and tasks in short: those that an office gave or got, how many stand where, what can be done with a task."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.ground.people.may import grants, offices_in_scope
from namro.ground.people.models import Office
from namro.ground.people.queries import offices
from namro.ground.places.models import Unit, standing
from namro.rules.packs.current import the_pack
from namro.work.plans import heirs, scope
from namro.work.plans.history import histories
from namro.work.plans.meetings import meetings
from namro.work.plans.models import Clause, Deed, Instrument, Meeting, Plan, Target, Task, With
from namro.work.plans.periods import NONE, Periods, accepted_by, summed
from namro.work.plans.queries import LISTS, counted, in_list, of_plan, paged
from namro.work.plans.task_said import others_of
from namro.work.plans.task_states import OPEN, Owed, TaskStanding, accepted_on, task_of
from namro.work.plans.wordings import former as former_wordings
from namro.work.plans.wordings import standing as standing_wordings

MOST = 50
"""Plans of one list."""
NEW = 7
"""Days for which a task that was given counts as new."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A plan with how many of its tasks stand in each list. `derived`: they are the totals of what offices were
    given. `periods`: how many were accepted of what comes again."""

    plan: Plan
    totals: Mapping[str, int]
    derived: bool
    periods: Periods = NONE


def plans_listed(actor: Actor, on: date) -> list[Listed]:
    """The latest plans that the actor may read, each with its totals; four queries. What other offices made from a
    plan is found on the page of that one."""
    own = Q(template=None) | Q(office_id__in=[seat.office_id for seat in actor.seats])
    plans = list(scope.plans(actor, on).filter(own).select_related("office", "instrument").order_by("-pk")[:MOST])
    ids = [plan.pk for plan in plans]
    wanted = {name: Count("pk", filter=in_list(name, on)) for name in LISTS}
    whole = scope.tasks(actor, on).filter(Q(parent=None) | Q(parent__spread=True)).order_by()
    totals: dict[int, dict[str, int]] = {pk: dict.fromkeys(LISTS, 0) for pk in ids}
    derived = set()
    for column in ("plan_id", "parent__plan_id"):
        for row in whole.filter(**{f"{column}__in": ids}).values(column).annotate(**wanted):
            for name in LISTS:
                totals[row[column]][name] += row[name]
            if column != "plan_id":
                derived.add(row[column])
    again = whole.filter(Q(plan_id__in=ids) | Q(parent__plan_id__in=ids))
    rows = accepted_by(again, "plan_id", "parent__plan_id")
    periods = summed((at, n, of) for own, above, n, of in rows for at in {own, above})
    return [Listed(plan, totals[plan.pk], plan.pk in derived, periods.get(plan.pk, NONE)) for plan in plans]


def counts_given(actor: Actor, on: date) -> dict[str, int]:
    """How many of the tasks that the actor's own offices gave stand in each list; one query."""
    own = [seat.office_id for seat in actor.seats]
    return counted(scope.tasks(actor, on).filter(assigner_id__in=own), on)


def lately_given(actor: Actor, on: date) -> int:
    """How many tasks the actor's own offices were given in the last `NEW` days, to lead or to help with, and that have
    not begun, and how many parts their own head gave the actor's posts; one query."""
    return sum(n for (n,) in _lately(*_lately_of(actor, on)))


def tasks_lately_given(actor: Actor, on: date, *, after: tuple[date | None, int] | None = None) -> list[Task]:
    """A page of the tasks that `lately_given` counts, as `queries.tasks_of_office` gives them; one query."""
    return paged(_new(*_lately_of(actor, on)), after)


def _lately_of(actor: Actor, on: date) -> tuple[Collection[int] | None, Collection[int], Collection[int], date]:
    own, posts = {seat.office_id for seat in actor.seats}, {seat.post_id for seat in actor.seats}
    return offices_in_scope(actor, on, scope.READS), own, posts, the_pack().calendar.add_days(on, -NEW)


def _new(offices: Collection[int] | None, own: Collection[int], posts: Collection[int], since: date) -> QuerySet[Task]:
    begun = ~Q(evidence=0) & (Q(reported_on=None) | Q(reported_on__gte=F("given_on")))  # by whom it was given to
    new = Q(~begun, given_on__gte=since, state=Task.ISSUED, spread=False)
    led = Q(~Q(assigner_id__in=own) | Q(lead_post_id__in=posts), lead_office_id__in=own)
    return scope.tasks_of(offices).filter(new, led | helps(own))


def helps(own: Collection[int]) -> Q:
    """The tasks with which these offices help, given by and led by others."""
    helped = With.objects.filter(office_id__in=own).values("task_id")
    return Q(~Q(lead_office_id__in=own), ~Q(assigner_id__in=own), pk__in=helped)


def helped_in(actor: Actor, plan: Plan, on: date) -> int:
    """With how many tasks of a plan, and copies of them, the actor's own offices only help; one query, none for the
    office of the plan."""
    own = {seat.office_id for seat in actor.seats}
    if not own or plan.office_id in own:
        return 0
    return scope.tasks(actor, on).filter(of_plan(plan), scope.GIVEN, helps(own), spread=False).count()


@Compiled
def _lately(
    offices: Collection[int] | None, own: Collection[int], posts: Collection[int], since: date
) -> QuerySet[Task, tuple[Any, ...]]:
    found = _new(offices, own, posts, since).order_by().annotate(all=Value(1)).values("all")
    return found.annotate(n=Count("*")).values_list("n")


def kept(actor: Actor, on: date) -> dict[str, int]:
    """How many documents, open targets and meetings to come the actor may read, in this order; three queries."""
    targets = Target.objects.filter(plan__in=scope.plans(actor, on), state=Target.OPEN)
    return {
        "documents": scope.instruments(actor, on).filter(cited=False).count(),
        "targets": targets.count(),
        "meetings": meetings(actor, on).filter(state=Meeting.PLANNED).count(),
    }


def documents(actor: Actor, on: date, sought: str = "", *, page: int, size: int) -> tuple[list[Instrument], int]:
    """A page (from 1) of the documents that the actor may read, the latest first, and how many there are; those whose
    symbol, title or issuer has what is sought. What is only cited comes too where it is sought for."""
    found = scope.instruments(actor, on)
    if sought:
        has = Q(symbol__icontains=sought) | Q(title__icontains=sought) | Q(issuer__icontains=sought)
        found = found.filter(has)
    else:
        found = found.filter(cited=False)
    rows = found.order_by(F("dated").desc(nulls_last=True), "-pk")[(page - 1) * size : page * size]
    return list(rows), found.order_by().count()


def readable(actor: Actor, tasks: Sequence[Task], on: date) -> list[Task]:
    """Those of the tasks that the actor may open, in their order; one query at most."""
    if not tasks:
        return []
    seen = set(scope.tasks(actor, on).filter(pk__in=[one.pk for one in tasks]).values_list("pk", flat=True))
    return [one for one in tasks if one.pk in seen]


def sits(actor: Actor, office_id: int | None, action: str) -> bool:
    """Whether the actor has a seat in that very office whose role may do it."""
    return office_id is not None and office_id in scope.sits_at(actor, action)


def offered(actor: Actor, task: Task, standing: TaskStanding, on: date) -> list[str]:
    """What the actor can do with a task as it stands that day, the likely first; names of actions without "plans."."""
    found: list[str] = []
    open_ = standing.state in OPEN
    waits = any(one.state == "reported" for one in standing.owed)
    owed = any(one.state in ("open", "sent-back") and one.from_on <= on for one in standing.owed)
    if waits and open_:
        found += [] if actor.ref in standing.reporters else ["accept"]
        found.append("send_back")
    found = [name for name in found if sits(actor, task.assigner_id, f"plans.{name}")]
    if standing.asked is not None and open_ and actor.ref != standing.asked.who:
        at = task.assigner_id if standing.asked.of == "assigner" else task.lead_office_id
        found = ["decide", *found] if sits(actor, at, "plans.decide") else found
    if open_:
        lead = task.lead_office_id if task.lead_office_id is not None else task.assigner_id
        own = ["report"] if owed and not task.spread else []
        own += ["unblock"] if standing.blocked else ["block"] if not task.spread else []
        own += ["ask_decision"] if standing.asked is None and not task.spread else []
        own += ["delegate"] if task.spread else ["split", "delegate"]
        own += ["take_back"] if any(one.ends >= on for one in standing.delegations) else []
        found += [name for name in own if sits(actor, lead, f"plans.{name}")]
    if standing.state in (*OPEN, Task.ACCEPTED) and accepted_on(standing, on):
        found += ["reopen"] if sits(actor, task.assigner_id, "plans.reopen") else []
    given = ["change_time", *([] if task.spread else ["change_lead"]), "withdraw"] if open_ else []
    if standing.state in (Task.DRAFT, Task.PRINCIPLE):
        given = ["change_draft", *(["keep_as_principle"] if standing.state == Task.DRAFT else []), "withdraw"]
    return found + [name for name in given if sits(actor, task.assigner_id, f"plans.{name}")]


def reported_later(actor: Actor, task: Task, standing: TaskStanding, on: date) -> bool:
    """Whether the actor reports of a task of which no period that is left has begun."""
    left = standing.left if standing.state in OPEN else []
    return bool(left) and all(one.from_on > on for one in left) and sits(actor, task.lead_office_id, "plans.report")


def known(actor: Actor, name: str) -> bool:
    """Whether any seat of the actor may ever do that."""
    return any(grants(seat.role, f"plans.{name}") for seat in actor.seats)


def done_before(actor: Actor, once: str | None) -> str:
    """What the form with that key was about, where it did its work before; else ""."""
    if not once:
        return ""
    return Deed.objects.filter(actor_ref=actor.ref, once=once).values_list("ref", flat=True).first() or ""


def clauses_of(instrument_id: int, *also: int | None) -> list[Clause]:
    """The clauses of an instrument that the actor's task or plan stands on, as they are worded now, in their order.
    `also`: ids of former wordings that are wanted too, each behind the one that took its place."""
    every = list(Clause.objects.filter(instrument_id=instrument_id))
    before = former_wordings(every)
    wanted = set(also)
    return [
        clause
        for one in standing_wordings(every)
        for clause in (one, *(old for old in before.get(one.pk, ()) if old.pk in wanted))
    ]


def to_stand_on(instrument: Instrument, *also: int | None) -> list[Clause]:
    """The clauses of a document on which something new may stand: those of `clauses_of` that no correction removed,
    and those of `also`."""
    found = clauses_of(instrument.pk, *also)
    return [one for one in found if one.pk in also or instrument.lost(one) is None]


def may_get(actor: Actor, plan: Plan, on: date) -> list[Office]:
    """The offices that a plan can be issued to by this actor: those at or below the unit of its office that the actor
    reaches and whose unit stands, but not that office itself, by code; two queries."""
    return list(_below(actor, plan, on).filter(unit__in=Unit.objects.filter(standing(on))))


def has_copies(plan: Plan) -> bool:
    """Whether tasks of a plan came to its office from above."""
    return plan.tasks.filter(parent__isnull=False).exists()


def no_more(actor: Actor, plan: Plan, on: date) -> list[tuple[Office, list[heirs.Heir]]]:
    """The offices that would be among those, had their unit not ended, each with the offices that stand there today;
    a few queries."""
    found = list(_below(actor, plan, on).exclude(unit__in=Unit.objects.filter(standing(on))))
    stand = heirs.heirs_of(found, on) if found else {}
    return [(office, stand[office.pk]) for office in found]


def _below(actor: Actor, plan: Plan, on: date) -> QuerySet[Office]:
    line = Unit.objects.values_list("line", flat=True).get(pk=plan.office.unit_id)
    found = offices(on).filter(unit__line__startswith=line).exclude(pk=plan.office_id)
    found = found.select_related("unit").order_by("code")
    reached = offices_in_scope(actor, on, "plans.issue")
    return found if reached is None else found.filter(pk__in=reached)


def own_documents(office_id: int) -> list[Instrument]:
    """The latest documents that an office keeps, to issue a plan by."""
    return list(Instrument.objects.filter(office_id=office_id, cited=False).order_by("-dated", "-pk")[:MOST])


def structures(tasks: Sequence[Task]) -> dict[str, dict[str, Any]]:
    """By reference what each task says of its time and of who helps (`time`, `with`, `others`), as `TaskSaid` has them;
    one query for every 500."""
    acts = histories(task.guard_ref for task in tasks)
    stand = {task.ref: task_of(acts[task.guard_ref]) for task in tasks}
    return {ref: one.data | {"others": others_of(one.words)} for ref, one in stand.items()}


def periods_shown(tasks: Sequence[Task]) -> dict[int, str]:
    """By task the period whose day its row has, of those that come again; one query for every 500."""
    return {pk: shown.period for pk, (shown, _) in periods_owed(tasks).items()}


def periods_owed(tasks: Sequence[Task]) -> dict[int, tuple[Owed, Owed | None]]:
    """By task, of those that come again, the period whose day its row has, and the one of the report that waits (None
    where none does); one query for every 500."""
    coming = [task for task in tasks if task.rhythm and task.due_on]
    said = histories(task.guard_ref for task in coming) if coming else {}
    stand = {task.pk: task_of(said[task.guard_ref]) for task in coming}
    return {pk: (one.shown, one.waits) for pk, one in stand.items() if one.shown is not None}
