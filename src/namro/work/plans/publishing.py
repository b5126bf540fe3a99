"""What is open to everybody, as the acts say it, and what an officer sees of it. The first part is pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.history import acts_of
from namro.work.plans.listed import sits
from namro.work.plans.models import Cleared, KeptFile, Plan, Publication, Task
from namro.work.plans.queries import of_plan
from namro.work.plans.states import Done


def publication_of(acts: Iterable[Done]) -> tuple[str, date | None] | None:
    """The public code of a plan and since when it is open; None where it never was. A plan keeps its first code."""
    found: tuple[str, date | None] | None = None
    for act in acts:
        if act.verb == "publish":
            found = (found[0] if found else act.data["code"], act.on)
        elif act.verb == "unpublish" and found:
            found = (found[0], None)
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


def may_publish(actor: Actor, plan: Plan) -> bool:
    """Whether the actor opens and closes the plan to everybody."""
    return sits(actor, plan.office_id, "plans.publish")


def publication(plan: Plan) -> Publication | None:
    """How a plan that the actor reads stands towards everybody."""
    return Publication.objects.filter(plan=plan).first()


def pieces_of(actor: Actor, ref: str, on: date) -> tuple[Task, list[Piece]]:
    """A task with every piece of its accepted evidence, cases left out. Raises `NotThere`."""
    task = scope.task(actor, ref, on)
    acts = acts_of(task.guard_ref)
    open_ = cleared_of(acts)
    files = files_of(task)
    return task, [
        Piece(piece, day, files.get(piece), open_.get(piece, ("", ""))[0]) for piece, day in accepted_pieces(acts)
    ]


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
    return Cleared.objects.filter(task__in=Task.objects.filter(of_plan(plan))).count()
