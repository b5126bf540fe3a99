"""Documents that hold no longer, or will not from a day that is known, with what is still open on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import scope
from namro.work.plans.hanging import hanging_on
from namro.work.plans.models import Instrument, Plan, Target, Task
from namro.work.plans.queries import of_plan
from namro.work.plans.replaced_by import replaced

STANDING = (Task.DRAFT, *Task.OPEN)
SOON = 30
"""Days before its end from which a document with something open on it is told of to whoever can replace it."""


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What is open on a document: tasks that were given, each office's once and no part of one, drafts, targets, and
    by name the plans of these, without those that offices have of them."""

    tasks: int
    drafts: int
    targets: int
    plans: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tasks or self.drafts or self.targets)

    @property
    def n(self) -> int:
        """All of it."""
        return self.tasks + self.drafts + self.targets


def still_open(instrument: Instrument) -> StillOpen:
    """What is open on a document, whoever has it: for its own office. Four queries at most."""
    on_it = Task.objects.filter(instrument=instrument, state__in=STANDING).order_by()
    given = Q(parent=None) | Q(parent__spread=True)
    counts = on_it.aggregate(
        tasks=Count("pk", filter=given & ~Q(state=Task.DRAFT) & Q(spread=False)),
        drafts=Count("pk", filter=Q(state=Task.DRAFT)),
    )
    targets = Target.objects.filter(instrument=instrument, state=Target.OPEN).order_by()
    plans = {*on_it.filter(parent=None).values_list("plan_id", flat=True), *targets.values_list("plan_id", flat=True)}
    names = Plan.objects.filter(pk__in=plans).order_by("name").values_list("name", flat=True) if plans else ()
    return StillOpen(counts["tasks"], counts["drafts"], targets.count(), tuple(dict.fromkeys(names)))


def open_on(instrument: Instrument) -> int:
    """How much is open on a document, wherever it is told: drafts, targets and tasks, each office's once and no part of
    one. Where nothing is left but lines for many offices whose own are all done, these."""
    return still_open(instrument).n or hanging_on(instrument).count()


def must_be_known(instrument: Instrument, ends: date | None, known: int | None) -> None:
    """Raises Refused `plans.ends-under-open` where a document gets an end past what is open on it and whoever says so
    was not told that it is so much (`known`)."""
    if ends is None:
        return
    found = still_open(instrument)
    if found and known != found.n:
        raise Refused(
            "plans.ends-under-open", field="ends", tasks=found.tasks, drafts=found.drafts, targets=found.targets,
            plans="; ".join(found.plans),
        )  # fmt: skip


def must_hold(plan: Plan, drafts: Collection[Task], instrument: Instrument | None, on: date) -> None:
    """Raises Refused `plans.document-over` where what is issued stands on a document that holds no longer: nothing new
    is ordered by such a one. A plan with neither drafts nor open tasks stands on its own document. `instrument`: the
    own document by which a plan of above is issued."""
    stood: Iterable[int]
    if instrument is not None:
        stood = [instrument.pk]
    else:
        stood = {task.instrument_id for task in drafts}
        stood = stood or set(plan.tasks.filter(state__in=Task.OPEN).order_by().values_list("instrument_id", flat=True))
        stood = stood or {plan.instrument_id}
    over = Instrument.objects.filter(pk__in=list(stood), ends__lte=on).order_by("ends", "pk").first()
    if over is not None and over.ends is not None:
        field = "document" if instrument is not None else ""
        raise Refused("plans.document-over", field=field, symbol=over.symbol or over.title, day=f"{over.ends:%d/%m/%Y}")


@dataclass(frozen=True, slots=True)
class Over:
    """A document that holds no longer, with how many tasks of a plan (each office's once) and targets stand on it."""

    instrument: Instrument
    tasks: int
    targets: int


def over_in(actor: Actor, plan: Plan, on: date) -> list[Over]:
    """The documents that hold no longer on which something of a plan is still open, as far as the actor reads it; two
    queries, and one where there is any."""
    gone = Q(instrument__ends__lte=on)
    tasks = scope.tasks(actor, on).filter(gone, of_plan(plan), state__in=STANDING).order_by()
    tasks = tasks.filter(Q(state=Task.DRAFT) | Q(spread=False))
    n = dict(tasks.values_list("instrument_id").annotate(n=Count("pk", distinct=True)))
    targets = Target.objects.filter(gone, plan=plan, state=Target.OPEN).order_by()
    of = dict(targets.values_list("instrument_id").annotate(n=Count("pk")))
    if not n and not of:
        return []
    rows = Instrument.objects.filter(pk__in={*n, *of}).order_by("ends", "pk")
    return [Over(row, n.get(row.pk, 0), of.get(row.pk, 0)) for row in rows]


def held_until(plan: Plan, on: date) -> date | None:
    """From when the document of a plan holds no longer, where it ended by that day without being replaced; one query
    where it ended."""
    ends = plan.instrument.ends
    return None if ends is None or ends > on or replaced([plan.instrument_id]) else ends


def running_out(actor: Actor, on: date) -> list[tuple[Instrument, int]]:
    """The documents of the actor's own offices that hold no longer, or will not within `SOON` days, each with how much
    is open on it: for whoever can replace them, those that end first before the others. One query, and those of
    `open_on` for each."""
    offices = scope.sits_at(actor, "plans.replace_instrument")
    if not offices:
        return []
    tasks = Task.objects.filter(instrument=OuterRef("pk"), state__in=STANDING)
    targets = Target.objects.filter(instrument=OuterRef("pk"), state=Target.OPEN)
    rows = Instrument.objects.filter(Exists(tasks) | Exists(targets), office__in=offices, ends__isnull=False)
    calendar = the_pack().calendar
    near = [one for one in rows.order_by("ends", "pk") if one.ends and calendar.days_between(on, one.ends) <= SOON]
    counted = [(one, open_on(one)) for one in near]
    return [(one, n) for one, n in counted if n]
