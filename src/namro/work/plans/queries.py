"""Reading what was promised: an office's tasks by how they stand, one task up to its clause and down to its evidence.

Each begins at what the reader may see (`scope`). Codes and numbers come back; the words are the doors'.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.queries import offices as standing_offices
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.clears import Unclear, unclear
from namro.work.plans.deeds import programme
from namro.work.plans.history import acts_of, histories
from namro.work.plans.models import Act, Clause, Digest, Instrument, KeptFile, Plan, Task
from namro.work.plans.once_led import OnceLed, once_led
from namro.work.plans.periods import NONE, Periods, summed, with_accepted
from namro.work.plans.taken_over import heir_of, taken_over
from namro.work.plans.task_states import OPEN, Owed, TaskStanding, task_of

LISTS = ("late", "soon", "reported", "sent-back", "blocked", "without-evidence", "open", "accepted", "ended", "moved")
"""The lists of an office's tasks. A task may stand in several."""
PAGE = 100
"""Most tasks of one page of a list."""


def soon_until(on: date) -> date:
    """The last day that counts as soon: as many working days ahead as the first rung of the ladder."""
    first = next((rung.working_days for rung in programme().ladder), 0)
    return the_pack().calendar.add_working_days(on, -first) if first < 0 else on


def owing() -> Q:
    """That something is owed which was not reported: of what comes again also beside a report that waits."""
    beside = Q(state=Task.REPORTED) & ~Q(rhythm="") & ~Q(owes=[])
    return Q(spread=False) & (Q(state__in=(Task.ISSUED, Task.SENT_BACK)) | beside)


def in_list(name: str, on: date) -> Q:
    """The condition of a list on a local day. Raises KeyError for a list that there is not.

    What comes again is late, and without evidence, while one of its periods is past its day and was not reported.
    """
    open_ = Q(state__in=OPEN, spread=False)
    waits = owing()
    late = waits & Q(due_on__lt=on)
    return {
        "late": late,
        "soon": waits & Q(due_on__gte=on, due_on__lte=soon_until(on)),
        "reported": open_ & Q(state=Task.REPORTED),
        "sent-back": open_ & Q(state=Task.SENT_BACK),
        "blocked": open_ & Q(blocked=True),
        "without-evidence": open_ & (Q(evidence=0) | (late & ~Q(rhythm=""))),
        "open": open_,
        "accepted": Q(state=Task.ACCEPTED, spread=False),
        "ended": scope.GIVEN & Q(state__in=(Task.ENDED, Task.MOVED), spread=False),
        "moved": scope.GIVEN & Q(state=Task.MOVED, spread=False),
    }[name]


def tasks_of_office(
    actor: Actor, on: date, name: str, *, office: int | None = None, after: tuple[date | None, int] | None = None
) -> list[Task]:
    """A page of the tasks that the actor's offices lead (or that office), in that list, by the day that is owed; parts
    that they shared out as `shared_out` says.

    `after`: day and id of the last one that was read. Two queries.
    """
    return paged(_led(actor, on, office).filter(in_list(name, on)), after)


def _led(actor: Actor, on: date, office: int | None) -> QuerySet[Task]:
    own = [seat.office_id for seat in actor.seats] if office is None else [office]
    return scope.tasks(actor, on).filter(lead_office_id__in=own).exclude(shared_out(actor))


def shared_out(actor: Actor) -> Q:
    """The parts that an office made of its own tasks: each counts with the whole, but for those of the actor's own
    posts, who owe just these."""
    return shared_out_of([seat.post_id for seat in actor.seats])


def shared_out_of(posts: Collection[int]) -> Q:
    """As `shared_out`, for whoever has these posts."""
    part = Q(parent__isnull=False, assigner=F("lead_office"), parent__lead_office=F("lead_office"))
    return part & (Q(lead_post=None) | ~Q(lead_post__in=posts))


def tasks_given(
    actor: Actor, on: date, name: str, *, plan: str | None = None, after: tuple[date | None, int] | None = None
) -> list[Task]:
    """As `tasks_of_office`, of what the actor's own offices gave to others, or of what one plan gave: what waits for
    their answer, what is blocked, what is late."""
    found = scope.tasks(actor, on).filter(assigner_id__in=[seat.office_id for seat in actor.seats])
    if plan is not None:
        found = found.filter(of_plan(scope.plan(actor, plan, on)))
    return paged(found.filter(in_list(name, on)), after)


def paged(found: QuerySet[Task], after: tuple[date | None, int] | None, *, most: int | None = None) -> list[Task]:
    """A page of these by the day that is owed, on from `after`; two queries at most. `most`: else `PAGE`."""
    rows = found.select_related("plan", "lead_office", "lead_post", "clause").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )
    if after is not None:
        day, pk = after
        beyond = Q(due_on=day, pk__gt=pk)
        rows = rows.filter(beyond | (Q(due_on__gt=day) | Q(due_on=None) if day is not None else Q(pk__in=())))
    return list(rows[: most or PAGE])


def counts_of_office(actor: Actor, on: date, *, office: int | None = None) -> dict[str, int]:
    """How many tasks stand in each list of `tasks_of_office`; one query."""
    return counted(_led(actor, on, office), on)


def counted(found: QuerySet[Task], on: date) -> dict[str, int]:
    """How many of these stand in each list on that day; one query."""
    return dict(found.aggregate(**{name: Count("pk", filter=in_list(name, on)) for name in LISTS}))


def of_plan(plan: Plan) -> Q:
    """The tasks of a plan with the copies that offices have of them, and no part of one twice: what an office shares
    out among its own posts is counted by the whole."""
    return (Q(plan=plan) | Q(parent__plan=plan)) & (Q(parent=None) | Q(parent__spread=True))


# One task, both ways


@dataclass(frozen=True, slots=True)
class Why:
    """Why a task is there: from itself up through the tasks it came from, the clause and what that is a part of, the
    instrument. `source`: the sentence that it was read from."""

    tasks: tuple[Task, ...]
    clauses: tuple[Clause, ...]
    instrument: Instrument
    source: str


@dataclass(frozen=True, slots=True)
class Proof:
    """One report: what was said and brought, and what became of it ("reported", "accepted", "sent-back"; "moved" and
    "ended" where nobody answered it before the task was). `answer`: the words of who answered. `of`: the task that it
    was brought for, where that one ended in this one."""

    seq: int
    period: str
    on: date
    by: str
    text: str
    files: tuple[KeptFile, ...]
    refs: tuple[str, ...]
    became: str
    answer: str
    of: Task | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A task as its page shows it. `answers`: the post that answers today. `slippage`: days between what was promised
    first and what is owed now. `unclear`: what a draft misses."""

    task: Task
    standing: TaskStanding
    owed: tuple[Owed, ...]
    answers: int | None
    slippage: int
    unclear: tuple[Unclear, ...]


def whole_task(actor: Actor, ref: str, on: date) -> Whole:
    """Raises `NotThere`."""
    task = scope.task(actor, ref, on)
    standing = task_of(acts_of(task.guard_ref))
    slipped = 0
    if task.due_on is not None and task.baseline_on is not None:
        slipped = the_pack().calendar.days_between(task.baseline_on, task.due_on)
    missing = unclear(standing.data, standing.words, programme()) if standing.state in ("draft", "principle") else []
    return Whole(task, standing, tuple(standing.owed), standing.answers(on), slipped, tuple(missing))


def parts_of(actor: Actor, ref: str, on: date, *, most: int = 200) -> list[Task]:
    """The parts that a task was shared out into, in their order; of what was given to every office none. Raises
    `NotThere`."""
    task = scope.task(actor, ref, on)
    if task.spread:
        return []
    found = scope.tasks(actor, on).filter(parent=task).select_related("lead_office", "lead_post")
    return list(found.order_by("nth", "pk")[:most])


def why(actor: Actor, ref: str, on: date) -> Why:
    """From a task up to its clause and instrument. Raises `NotThere`."""
    task = scope.task(actor, ref, on)
    chain = [task]
    while chain[-1].parent is not None and len(chain) < 10:
        chain.append(chain[-1].parent)
    clauses: list[Clause] = []
    clause = task.clause
    while clause is not None and len(clauses) < 20:
        clauses.append(clause)
        clause = _above(clause)
    source = next((text for one in chain if (text := task_of(acts_of(one.guard_ref)).words.get("source"))), "")
    return Why(tuple(chain), tuple(clauses), task.instrument, source)


def _above(clause: Clause) -> Clause | None:
    """What a clause is a part of, as it is worded now; of a former wording, what that was a part of."""
    found = Clause.objects.select_related("reworded").filter(pk=clause.parent_id or 0).first()
    while found is not None and not hasattr(clause, "reworded") and hasattr(found, "reworded"):
        found = found.reworded
    return found


def proofs(actor: Actor, ref: str, on: date, took: Sequence[Task] | None = None) -> list[Proof]:
    """What proves a task, the latest first: every report with its files and references, then those of the tasks that
    ended in it (`took`, as `taken_over` gives them, where they were asked for already). Raises `NotThere`."""
    task = scope.task(actor, ref, on)
    former = taken_over(task) if took is None else took
    return proofs_of(task, None) + [proof for one in former for proof in proofs_of(one, one)]


def proofs_once(actor: Actor, ref: str, on: date) -> tuple[OnceLed, list[Proof]]:
    """A task that the actor's office led once, with what it reported then, the latest first. Raises `NotThere`."""
    found = once_led(actor, ref, on)
    return found, [proof for proof in proofs_of(found.task, None) if proof.seq in found.own]


def proofs_of(task: Task, of: Task | None) -> list[Proof]:
    """Every report of a task that somebody may read, the latest first."""
    unanswered = task.state if task.state in (Task.MOVED, Task.ENDED) else "reported"
    kept: dict[int, list[KeptFile]] = {}
    for file in KeptFile.objects.filter(about=task.guard_ref).order_by("pk"):
        kept.setdefault(file.seq, []).append(file)
    found: list[Proof] = []
    answered: dict[str, tuple[str, str]] = {}
    undone: set[str] = set()
    rows = list(Act.objects.filter(about=task.guard_ref).select_related("deed").order_by("-seq"))
    for row in rows:
        period = row.data.get("period", "")
        if row.verb == "reopen":
            undone.add(period)
        elif row.verb == "accept" and period in undone:
            undone.discard(period)
        elif row.verb in ("accept", "send-back"):
            became = "accepted" if row.verb == "accept" else "sent-back"
            answered[period] = (became, row.words.get("reason", ""))
        elif row.verb == "report":
            became, answer = answered.get(period, (unanswered, ""))
            found.append(
                Proof(
                    row.seq, period, the_pack().calendar.local(row.deed.at), row.deed.actor_name,
                    row.words.get("text", ""), tuple(kept.get(row.seq, ())), tuple(row.data.get("refs", ())), became,
                    answer, of,
                )
            )  # fmt: skip
    return found


def file_of(actor: Actor, token: str, on: date) -> KeptFile:
    """A file of an instrument or of evidence that the actor may read. Raises `NotThere`."""
    file = KeptFile.objects.filter(token=str(token)[:32]).first()
    if file is None:
        raise NotThere
    kind, _, ref = file.about.partition(":")
    if kind == "task":
        _seen_or_heir(actor, ref, on, file)
    elif kind == "instrument":
        scope.instrument(actor, ref, on)
    elif kind == "target":
        scope.target(actor, ref, on)
    else:
        raise NotThere
    return file


def _seen_or_heir(actor: Actor, ref: str, on: date, file: KeptFile) -> None:
    """Whether the actor reads the task, or the one in which it ended, or brought this file while their office led it.
    Raises `NotThere`."""
    try:
        scope.task(actor, ref, on)
    except NotThere:
        try:
            scope.task(actor, heir_of(ref), on)
        except NotThere:
            if file.seq not in once_led(actor, ref, on).own:
                raise


def document(actor: Actor, ref: str, on: date) -> tuple[Instrument, list[KeptFile], list[Act]]:
    """A document with its files and what was corrected about it, each with its deed. Raises `NotThere`."""
    found = scope.instrument(actor, ref, on)
    files = list(KeptFile.objects.filter(about=found.guard_ref).order_by("pk"))
    amended = Act.objects.filter(about=found.guard_ref, verb__in=("amend", "more"))
    amended = amended.select_related("deed").order_by("seq")
    return found, files, list(amended)


def history_of(actor: Actor, ref: str, on: date) -> list[Act]:
    """All that was done to a task, in order, each with its deed (who, when, by which seat). Raises `NotThere`."""
    task = scope.task(actor, ref, on)
    return list(Act.objects.filter(about=task.guard_ref).select_related("deed").order_by("seq"))


# A plan


@dataclass(frozen=True, slots=True)
class Row:
    """A task of a plan with what its copies add up to (Σ): how many there are, and in each list how many. `periods`:
    how many were accepted of what comes again, of the task or its copies."""

    task: Task
    copies: int
    totals: Mapping[str, int]
    periods: Periods


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """How the copies of one office stand, and whether it has issued its own plan."""

    office_id: int
    names: Mapping[str, str]
    unit_id: int
    issued: bool
    totals: Mapping[str, int]
    periods: Periods


@dataclass(frozen=True, slots=True)
class Overview:
    """A plan in one page."""

    plan: Plan
    rows: tuple[Row, ...]
    offices: tuple[OfficeRow, ...]
    totals: Mapping[str, int]
    periods: Periods


def overview(actor: Actor, ref: str, on: date) -> Overview:
    """A plan with its tasks, each with the totals of its copies, and each office with its own; seven queries, whatever
    the number of tasks. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    seen = scope.tasks(actor, on)
    wanted = {name: Count("pk", filter=in_list(name, on)) for name in LISTS}
    copies = seen.filter(parent__plan=plan, parent__spread=True).order_by()
    of_task = _by(copies, "parent_id", {"copies": Count("pk"), **wanted})
    of_office = _by(copies, "lead_office_id", wanted)
    above = Q(pk__in=list(of_task))  # what the reader's own copies came from
    given = Task.objects.filter(above | Q(pk__in=seen.filter(plan=plan).values("pk")), plan=plan)
    own = list(given.select_related("lead_office", "clause", "instrument").order_by("nth", "pk"))
    again = list(
        with_accepted(seen.filter(of_plan(plan))).values_list(
            "pk", "plan_id", "parent_id", "lead_office_id", "periods", "of"
        )
    )
    periods = summed((pk if at == plan.pk else parent, n, of) for pk, at, parent, _, n, of in again)
    led = summed((office, n, of) for _, at, _, office, n, of in again if at != plan.pk)
    rows = tuple(
        Row(one, of_task.get(one.pk, {}).get("copies", 0), of_task.get(one.pk, {}), periods.get(one.pk, NONE))
        for one in own
    )
    plans = {
        row.office_id: row
        for row in Plan.objects.filter(template=plan, office_id__in=of_office).select_related("office").order_by("pk")
    }
    offices = tuple(
        OfficeRow(pk, one.office.names, one.office.unit_id, one.state != Plan.DRAFT, of_office[pk], led.get(pk, NONE))
        for pk, one in sorted(plans.items(), key=lambda item: item[1].office.code)
    )  # fmt: skip
    return Overview(plan, rows, offices, counted(seen.filter(of_plan(plan)), on), sum(periods.values(), NONE))


def _by(found: QuerySet[Task], column: str, wanted: Mapping[str, Count]) -> dict[int, dict[str, int]]:
    """The counts by the value of a column."""
    rows: Iterable[dict[str, Any]] = found.values(column).annotate(**wanted)
    return {row[column]: {name: row[name] for name in wanted} for row in rows}


def not_issued_yet(actor: Actor, ref: str, on: date) -> list[Plan]:
    """The plans that offices were given from this one and have not issued, by the code of their office; none of which
    everything was withdrawn."""
    plan = scope.plan(actor, ref, on)
    left = Task.objects.filter(plan=OuterRef("pk")).exclude(state__in=(Task.ENDED, Task.MOVED))
    found = Plan.objects.filter(Exists(left), template=plan, state=Plan.DRAFT)
    found = found.select_related("office").order_by("office__code")
    readable = scope.plans(actor, on)
    return list(found.filter(pk__in=readable.values("pk")))


@dataclass(frozen=True, slots=True)
class Missing:
    """A draft of a plan, what it misses, when it is to be done (`time`, as `TaskSaid` has it), and whom the document
    that it was read from names as its lead (`led`, "" where that is not known). `among`: the kinds of office that it
    goes to where it is spread, none for any; `units` the kinds of unit."""

    task: Task
    unclear: tuple[Unclear, ...]
    time: Mapping[str, Any]
    led: str = ""
    among: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def drafts(actor: Actor, ref: str, on: date) -> list[Missing]:
    """The tasks of a plan that were given to nobody yet, each with what it misses. Raises `NotThere`."""
    plan = scope.plan(actor, ref, on)
    rows = list(
        scope.tasks(actor, on).filter(plan=plan, state=Task.DRAFT).select_related("lead_office").order_by("nth")
    )
    found = histories(row.guard_ref for row in rows)
    asked = programme()
    stand = [task_of(found[row.guard_ref]) for row in rows]
    return [
        Missing(
            row,
            tuple(unclear(one.data, one.words, asked)),
            one.data.get("time") or {},
            one.words.get("led", ""),
            tuple(one.data.get("among") or ()),
            tuple(one.data.get("units") or ()),
        )
        for row, one in zip(rows, stand, strict=True)
    ]


def offices_of_kind(kind: str, on: date) -> list[int]:
    """The ids of every office of that kind on that day, for issuing to all of them: which there are is public."""
    return list(standing_offices(on, kind).order_by("code").values_list("pk", flat=True))


def hanging(actor: Actor, ref: str, on: date) -> list[Task]:
    """What stands on an instrument and would hang in the air if it went: drafts and open tasks, with plan and office.
    Of tasks that came from another that hangs there too only that one, and no part of what was accepted as a whole.
    Raises `NotThere`."""
    instrument = scope.instrument(actor, ref, on)
    hang = (Task.DRAFT, *Task.OPEN)
    found = scope.tasks(actor, on).filter(instrument=instrument, state__in=hang)
    found = found.exclude(parent__instrument=instrument, parent__state__in=hang)
    found = found.exclude(parent__spread=False, parent__state=Task.ACCEPTED)
    return list(found.select_related("plan", "clause", "lead_office").order_by("plan_id", "nth"))


def digest_of(actor: Actor, on: date) -> list[Digest]:
    """What the actor's own posts were told on that day: one for each post that was told anything."""
    return list(Digest.objects.filter(post_id__in=[seat.post_id for seat in actor.seats], on=on).order_by("post_id"))
