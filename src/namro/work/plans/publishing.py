"""What is open to everybody, as the acts say it, and what an officer sees of it. The first part is pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import F, Q, QuerySet

from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.work.plans import scope
from namro.work.plans.history import acts_of
from namro.work.plans.listed import sits
from namro.work.plans.models import Act, Cleared, KeptFile, Plan, Publication, Task
from namro.work.plans.queries import of_plan
from namro.work.plans.stands import mark
from namro.work.plans.states import Done
from namro.work.plans.task_states import task_of

GROUNDS = ("law", "operation", "persons")
"""Why a task of a plan is not shown to everybody, in general: the law keeps it back, it could not be done if everybody
knew, it concerns single persons."""


GIVER = "giver"
"""Said in place of a ground where another office gave the task and does not show it itself."""
LATER = "later"
"""Said in place of a ground where nobody decided yet: the task came after the plan was opened."""

Opened = tuple[str, date | None, dict[str, str], list[int] | None]


def publication_of(acts: Iterable[Done]) -> Opened | None:
    """The public code of a plan, since when it is open, by id which of its tasks are not shown on which ground, and the
    ids of those that are (None: all others); None where it never was. A plan keeps its first code, and while it is
    closed what it did and did not show."""
    found: Opened | None = None
    for act in acts:
        if act.verb == "publish":
            code = found[0] if found else act.data["code"]
            found = (code, act.on, dict(act.data.get("left", {})), act.data.get("shown"))
        elif act.verb == "leave-out" and found:
            found = (*found[:2], dict(act.data["left"]), act.data.get("shown"))
        elif act.verb == "unpublish" and found:
            found = (found[0], None, *found[2:])
    return found


def cleared_of(acts: Iterable[Done]) -> dict[str, tuple[str, str]]:
    """By piece of evidence its public title and code, of those that are open to everybody."""
    found: dict[str, tuple[str, str]] = {}
    for act in acts:
        if act.verb == "clear":
            found[act.data["piece"]] = (act.words["title"], act.data["code"])
        elif act.verb == "hide":
            found.pop(act.data["piece"], None)
    return found


def accepted_pieces(acts: Iterable[Done]) -> list[tuple[str, date]]:
    """The pieces of evidence that were accepted, each with the day it was reported: "file:" and its place among the
    files of its report ("file:4.0"), or its reference. A case is none of them."""
    waiting: dict[str, list[tuple[str, date]]] = {}
    accepted: dict[str, list[tuple[str, date]]] = {}
    for act in acts:
        period = act.data.get("period", "")
        if act.verb == "report":
            pieces = [f"file:{act.seq}.{at}" for at in range(len(act.data.get("files", ())))]
            pieces += [ref for ref in act.data.get("refs", ()) if not ref.startswith("case:")]
            waiting.setdefault(period, []).extend((piece, act.on) for piece in pieces)
        elif act.verb == "send-back":
            waiting.pop(period, None)
        elif act.verb == "accept":
            accepted.setdefault(period, []).extend(waiting.pop(period, []))
        elif act.verb == "reopen":
            waiting[period] = accepted.pop(period, [])
    return list({piece: on for pieces in accepted.values() for piece, on in pieces}.items())


# What an officer sees


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of accepted evidence. `file` where it is one; `title`: what everybody reads, "" where it is closed."""

    piece: str
    on: date
    file: KeptFile | None
    title: str


Nothing = Literal["", "each-office", "waits", "only-cases", "sent-back", "not-reported", "over"]


def why_nothing(task: Task, acts: Sequence[Done]) -> Nothing:
    """Why a task has no piece that could be opened, "" where it has one: what was given to every office is proved by
    each office; else what comes first before anything is accepted, or that only cases prove it."""
    if accepted_pieces(acts):
        return ""
    if task.spread:
        return "each-office"
    standing = task_of(acts)
    states = {one.state for one in standing.owed}
    if standing.state in (Task.ENDED, Task.MOVED):
        return "only-cases" if "accepted" in states else "over"
    if "reported" in states:
        return "waits"
    if "accepted" in states:
        return "only-cases"
    return "sent-back" if "sent-back" in states else "not-reported"


def may_publish(actor: Actor, plan: Plan) -> bool:
    """Whether the actor opens and closes the plan to everybody."""
    return sits(actor, plan.office_id, "plans.publish")


@dataclass(frozen=True, slots=True)
class NotShown:
    """A task that is not shown to everybody: on which ground and for which reason of its own, in the words of whoever
    published the plan, who that was and when."""

    task: Task
    ground: str
    reason: str
    by: str
    at: datetime


def shown_or_not(plan: Plan) -> list[Task]:
    """The tasks of a plan that can be shown or left out when it is published, principles too, in their order."""
    return list(_offered(plan.tasks.all()).order_by("nth", "pk"))


def _offered(tasks: QuerySet[Task]) -> QuerySet[Task]:
    roots = Q(parent=None) | Q(parent__spread=True)
    return tasks.filter(roots).exclude(state__in=(Task.DRAFT, Task.MOVED))


def not_shown(plan: Plan) -> list[NotShown]:
    """What the plan leaves out of its public page, with the reasons, as that was said last; for who reads the plan at
    the desk."""
    known = publication(plan)
    if known is None or not known.left:
        return []
    said = Act.objects.filter(about=plan.guard_ref, verb__in=("publish", "leave-out"))
    act = said.select_related("deed").order_by("-seq")[0]
    tasks = Task.objects.in_bulk([int(pk) for pk in known.left])
    return [
        NotShown(tasks[int(pk)], ground, act.words.get(f"left-{pk}", ""), act.deed.actor_name, act.deed.at)
        for pk, ground in known.left.items()
    ]


def stands(plan: Plan) -> str:
    """What the form of publishing a plan is made from, to know whether any of it changed since: all that was done to
    the plan, and the tasks with the words that everybody would read."""
    said = [(task.ref, task.matter, task.product) for task in shown_or_not(plan)]
    return mark((plan.seq, said))


def undecided(plan: Plan) -> list[Task]:
    """The tasks of a plan that came since its public page was opened, or changed last, and that it does not show until
    somebody decides; none where it is closed."""
    known = publication(plan)
    if known is None or known.since is None or known.shown is None:
        return []
    decided = {*known.shown, *map(int, known.left)}
    return [task for task in shown_or_not(plan) if task.pk not in decided]


def showing_all_that_comes() -> list[str]:
    """The plans, by name, whose public page is open since before it was kept what such a page shows: until somebody
    decides once, it shows whatever is given under it; one query."""
    found = Publication.objects.filter(since__isnull=False, shown__isnull=True).order_by("plan__name", "pk")
    return list(found.values_list("plan__name", flat=True))


def left_out() -> dict[int, str]:
    """By id every task that some plan leaves out of its public page, with the ground, each that an open one does not
    show yet, as `LATER`, and each that was given under an open one by an office whose own plan is not open, as `GIVER`;
    two queries."""
    found: dict[int, str] = {}
    shown: dict[int, set[int] | None] = {}
    kept = Publication.objects.exclude(left={}, since=None)
    for plan, since, left, decided in kept.values_list("plan_id", "since", "left", "shown"):
        found |= {int(pk): ground for pk, ground in left.items()}
        if since is not None:
            shown[plan] = None if decided is None else set(decided)
    rows = _offered(Task.objects.filter(plan__in=list(shown)))
    columns = ("pk", "plan_id", "parent_id", "parent__plan_id", "plan__office_id", "parent__plan__office_id")
    given: dict[int, str] = {}
    for pk, plan, parent, above, office, giver in rows.values_list(*columns):
        decided = shown[plan]
        if pk not in found and decided is not None and pk not in decided:
            found[pk] = LATER
        if parent is not None and above not in shown and giver != office:
            given[parent] = GIVER
    return given | found


def _of_closed_givers(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Those of these tasks that another office gave under a plan that is not open."""
    open_ = Publication.objects.filter(since__isnull=False).values("plan")
    given = tasks.filter(parent__spread=True).exclude(parent__plan__in=open_)
    return given.exclude(parent__plan__office=F("plan__office"))


def held_back(plan: Plan) -> dict[int, Office]:
    """By id each task of a plan that it cannot show, since the office that gave it does not show it, with that office:
    its plan is not open, leaves the task out, or has not decided on it; two queries and those of `left_out`."""
    found = {task.pk: task for task in _of_closed_givers(_offered(plan.tasks.all())).select_related(*_GAVE)}
    left = list(left_out())
    rows = _offered(plan.tasks.filter(parent__in=left)).select_related(*_GAVE)
    found |= {task.pk: task for task in rows}
    return {pk: task.parent.plan.office for pk, task in found.items() if task.parent is not None}


_GAVE = ("parent__plan__office",)


def shown_in(plan: Plan, left: Mapping[int, str]) -> Q:
    """What the public page of a plan may show of its tasks and of the copies of them: neither those that it leaves out,
    nor what was given of one that is left out by the plan of above. `left`: as `left_out`."""
    return ~Q(plan=plan, pk__in=list(left)) & ~Q(parent__in=list(left))


def is_public(plan: Plan) -> bool:
    """Whether everybody may read the plan now."""
    return Publication.objects.filter(plan=plan, since__isnull=False).exists()


def publication(plan: Plan) -> Publication | None:
    """How a plan that the actor reads stands towards everybody."""
    return Publication.objects.filter(plan=plan).first()


def pieces_of(actor: Actor, ref: str, on: date) -> tuple[Task, list[Piece], Nothing]:
    """A task with every piece of its accepted evidence, cases left out, and where there is none why (`why_nothing`).
    Raises `NotThere`."""
    task = scope.task(actor, ref, on)
    acts = acts_of(task.guard_ref)
    open_ = cleared_of(acts)
    files = files_of(task)
    pieces = [
        Piece(piece, day, files.get(piece), open_.get(piece, ("", ""))[0]) for piece, day in accepted_pieces(acts)
    ]
    return task, pieces, why_nothing(task, acts)


def files_of(task: Task) -> dict[str, KeptFile]:
    """The files of a task's reports by piece."""
    found: dict[str, KeptFile] = {}
    at: dict[int, int] = {}
    for file in KeptFile.objects.filter(about=task.guard_ref).order_by("pk"):
        found[f"file:{file.seq}.{at.get(file.seq, 0)}"] = file
        at[file.seq] = at.get(file.seq, 0) + 1
    return found


def cleared_in(plan: Plan) -> int:
    """How many pieces of evidence under a plan everybody may read once it is published."""
    return Cleared.objects.filter(task__in=Task.objects.filter(of_plan(plan), shown_in(plan, left_out()))).count()
