"""How a whole plan stands: parts that add up, by task and by office, and the lists that lie behind each number.

Every number is counted from the tasks themselves; nobody reports one. Each function begins at what the reader may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.work.plans import scope
from namro.work.plans.models import Plan, Task
from namro.work.plans.periods import NONE, Periods, accepted_by, summed
from namro.work.plans.queries import LISTS, in_list, of_plan, paged
from namro.work.plans.task_states import OPEN

PARTS = ("accepted", "reported", "going", "blocked", "late", "ended", "moved")
"""Each task that was given stands in exactly one of these. What is late and blocked is late, and so is what waits for
an answer for one period and owes another. `ended`: withdrawn, or ended with a document that was replaced; `moved`:
joined to the same task of another office."""
COLUMNS = ("given", "begun", "reported", "sent-back", "blocked", "accepted")
"""The columns of the board. Each task that is open or accepted stands in exactly one; what is blocked, in that."""


def in_part(name: str, on: date) -> Q:
    """The condition of a part on a local day."""
    late, blocked = in_list("late", on), in_list("blocked", on)
    found: dict[str, Q] = {
        "accepted": in_list("accepted", on),
        "reported": in_list("reported", on) & Q(blocked=False) & ~late,
        "going": in_list("open", on) & Q(blocked=False) & ~late & ~Q(state=Task.REPORTED),
        "blocked": blocked & ~late,
        "late": late,
        "ended": scope.GIVEN & Q(state=Task.ENDED, spread=False),
        "moved": in_list("moved", on),
    }
    return found[name]


def in_column(name: str, on: date) -> Q:
    """The condition of a column of the board. *Begun* is what something was reported of or shared out, and that waits
    for nothing now; *given*, of what nothing was done yet."""
    free = Q(spread=False, blocked=False)
    begun = Q(evidence__gt=0) | Q(reported_on__isnull=False) | Q(Exists(Task.objects.filter(parent=OuterRef("pk"))))
    found: dict[str, Q] = {
        "given": free & Q(state=Task.ISSUED) & ~begun,
        "begun": free & Q(state=Task.ISSUED) & begun,
        "reported": free & Q(state=Task.REPORTED),
        "sent-back": free & Q(state=Task.SENT_BACK),
        "blocked": Q(spread=False, blocked=True, state__in=OPEN),
        "accepted": in_list("accepted", on),
    }
    return found[name]


BEHIND: tuple[str, ...] = tuple(dict.fromkeys(("given", *LISTS, "begun", "with-evidence")))
"""Every list that can be opened behind a number of a plan."""


def proven() -> Q:
    """That something was brought and not sent back for what was neither withdrawn nor moved, accepted or not."""
    return Q(spread=False, evidence__gt=0) & scope.GIVEN & ~Q(state__in=(Task.ENDED, Task.MOVED))


def behind(name: str, on: date) -> Q:
    """The condition of a list behind a number. Raises `NotThere` for a list that there is not."""
    if name == "all":
        return Q(spread=False) & scope.GIVEN
    if name not in BEHIND:
        raise NotThere
    if name == "with-evidence":
        return proven()
    return in_column(name, on) if name in ("given", "begun") else in_list(name, on)


Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OfTask:
    """A task of the plan with how it stands everywhere it was given: `parts` add up to `given`, `lists` overlap,
    `periods` of what comes again were accepted."""

    task: Task
    given: int
    parts: Counts
    lists: Counts
    periods: Periods


@dataclass(frozen=True, slots=True)
class OfOffice:
    """As `OfTask`, of all that one office leads of the plan."""

    office: Office
    given: int
    parts: Counts
    lists: Counts
    periods: Periods


@dataclass(frozen=True, slots=True)
class Tally:
    """A plan as a whole, by task in the plan's order and by office in the order of codes. `derived`: some of it was
    given to many offices."""

    plan: Plan
    given: int
    parts: Counts
    lists: Counts
    tasks: tuple[OfTask, ...]
    offices: tuple[OfOffice, ...]
    derived: bool
    periods: Periods


def tally(actor: Actor, ref: str, on: date, *, task: str | None = None) -> Tally:
    """How a plan stands as far as the actor may read it, or one task of it; six queries, whatever the number of
    tasks. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    found = given_of(actor, plan, on)
    if task is not None:
        found = found.filter(of_task(plan, task))
    wanted = counted_as(on)
    by_task = {row["root"]: row for row in found.values("root").annotate(**wanted)}
    by_office = {row["lead_office_id"]: row for row in found.values("lead_office_id").annotate(**wanted)}
    rows = Task.objects.filter(pk__in=list(by_task)).select_related("lead_office", "clause", "plan")
    offices = Office.objects.filter(pk__in=[pk for pk in by_office if pk]).select_related("unit").order_by("code")
    sums = {name: sum(row[name] for row in by_task.values()) for name in wanted}
    again = accepted_by(found, "root", "lead_office_id")
    of_tasks = summed((root, n, of) for root, _, n, of in again)
    of_offices = summed((led, n, of) for _, led, n, of in again)
    return Tally(
        plan, *split(sums),
        tuple(OfTask(one, *split(by_task[one.pk]), of_tasks.get(one.pk, NONE)) for one in rows.order_by("nth", "pk")),
        tuple(OfOffice(one, *split(by_office[one.pk]), of_offices.get(one.pk, NONE)) for one in offices),
        derived=any(row["n"] > 1 for row in by_task.values()), periods=sum(of_tasks.values(), NONE),
    )  # fmt: skip


def given_of(actor: Actor, plan: Plan, on: date) -> QuerySet[Any]:
    """What was given of a plan, each once, as far as the actor reads it; `root` is the plan's own task behind it."""
    return rooted(scope.tasks(actor, on), plan)


def rooted(tasks: QuerySet[Task], plan: Plan) -> QuerySet[Any]:
    """Those of the tasks that were given of a plan, with `root`."""
    found = tasks.filter(scope.GIVEN, of_plan(plan), spread=False)
    return found.annotate(root=Case(When(plan=plan, then=F("pk")), default=F("parent_id"))).order_by()


def of_task(plan: Plan, ref: str) -> Q:
    """What was given of one task of a plan. Raises `NotThere`."""
    pk = Task.objects.filter(ref=str(ref)[:20], plan=plan).values_list("pk", flat=True).first()
    if pk is None:
        raise NotThere
    return Q(root=pk)


def counted_as(on: date) -> dict[str, Count]:
    """What is counted of each group: all, then the parts and the lists."""
    parts = {f"part_{name}": Count("pk", filter=in_part(name, on)) for name in PARTS}
    lists = {f"list_{name}": Count("pk", filter=in_list(name, on)) for name in LISTS}
    return {"n": Count("pk"), **parts, **lists}


def split(row: Mapping[str, Any]) -> tuple[int, Counts, Counts]:
    """How many there are, the parts, the lists."""
    return (
        row["n"], {name: row[f"part_{name}"] for name in PARTS}, {name: row[f"list_{name}"] for name in LISTS},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behind:
    """The tasks behind a number of a plan, a page of them. `task`, `office`: what the list is narrowed to."""

    plan: Plan
    tasks: list[Task]
    task: Task | None
    office: Office | None


def tasks_behind(
    actor: Actor,
    ref: str,
    on: date,
    name: str,
    *,
    task: str | None = None,
    office: str | None = None,
    after: tuple[date | None, int] | None = None,
) -> Behind:
    """The tasks of a list of a plan, of one of its tasks or of one office (by code), by the day that is owed.

    `after`: day and id of the last one that was read. Raises `NotThere`.
    """
    plan = scope.plan(actor, ref, on)
    found = given_of(actor, plan, on).filter(behind(name, on))
    if task is not None:
        found = found.filter(of_task(plan, task))
    led = Office.objects.filter(code=office[:40]).first() if office else None
    if office:
        found = found.filter(lead_office=led) if led is not None else found.none()
    one = plan.tasks.filter(ref=task[:20]).first() if task else None
    return Behind(plan, paged(found, after), one, led)


CARDS = 20
"""Cards of one column of the board; the rest is a link away."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board: how many stand in it, how many of them are late, the first of them by the day owed."""

    name: str
    n: int
    late: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Tasks by how they stand: of a plan, or (`plan` is None) of the actor's own offices; and how many periods of what
    comes again were accepted."""

    plan: Plan | None
    columns: tuple[Column, ...]
    periods: Periods


def board(actor: Actor, on: date, *, plan: str | None = None, office: str | None = None) -> Board:
    """The board of a plan (narrowed to one office by its code), or of the actor's own offices; ten queries.

    Raises `NotThere`.
    """
    row = scope.plan(actor, plan, on) if plan is not None else None
    found = given_of(actor, row, on) if row is not None else _own(actor, on)
    if office:
        found = found.filter(lead_office__code=office[:40])
    late = in_list("late", on)
    counts = found.aggregate(
        **{f"n_{name}": Count("pk", filter=in_column(name, on)) for name in COLUMNS},
        **{f"late_{name}": Count("pk", filter=in_column(name, on) & late) for name in COLUMNS},
    )
    columns = tuple(
        Column(
            name, counts[f"n_{name}"], counts[f"late_{name}"],
            tuple(paged(found.filter(in_column(name, on)), None, most=CARDS)) if counts[f"n_{name}"] else (),
        )
        for name in COLUMNS
    )  # fmt: skip
    again = accepted_by(found, "rhythm")
    return Board(row, columns, sum(summed(again).values(), NONE))


def _own(actor: Actor, on: date) -> QuerySet[Any]:
    own = [seat.office_id for seat in actor.seats]
    return scope.tasks(actor, on).filter(lead_office_id__in=own, spread=False).order_by()


def own_column(actor: Actor, on: date, name: str, *, after: tuple[date | None, int] | None = None) -> list[Task]:
    """A page of a column of the own offices' board, on from `after`. Raises `NotThere`."""
    if name not in COLUMNS:
        raise NotThere
    return paged(_own(actor, on).filter(in_column(name, on)), after)
