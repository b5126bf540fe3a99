"""Opening a plan to everybody and closing it again; clearing one piece of evidence for it. Never by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.put import patch, put
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds, heirs
from namro.work.plans.deeds import Adding
from namro.work.plans.file_search import Searched, searched
from namro.work.plans.history import acts_of
from namro.work.plans.models import Cleared, Plan, Publication, Task
from namro.work.plans.publishing import (
    GROUNDS,
    accepted_pieces,
    cleared_of,
    files_of,
    held_back,
    not_shown,
    shown_or_not,
    stands,
)
from namro.work.plans.turns import at_assigner, by_assigner

NONE: Mapping[str, Any] = MappingProxyType({})
"""Nothing is left out."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a task is not shown to everybody: the ground, in general (`publishing.GROUNDS`), which everybody reads, and
    the reason of its own, which only the desk does."""

    ground: str
    reason: str


@action("plans.publish")
def publish(
    plan: Plan,
    *,
    reason: str,
    left: Mapping[str, LeftOut] = NONE,
    later: Collection[str] = (),
    changes: bool = False,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> Publication:
    """Open an issued plan of the own office to everybody, or change which tasks an open one leaves out.

    With the evidence that was cleared for it. `left`: by reference the tasks of the plan that are not shown, with what
    was given of them; the public page says how many they are and on which grounds. `later`: those on which nothing is
    decided yet, and which are not shown either (`publishing.LATER`). `changes`: the page is open
    and stays open, since the same day; only what it leaves out becomes another. `seen`: what the actor had before them
    (`publishing.stands`). Raises Refused `plans.changed`, `plans.not-issued-yet`, `plans.published-already`,
    `plans.not-published`, `plans.same-left-out`, `plans.not-of-plan`, `plans.unknown-ground`, `plans.nothing-shown`,
    `plans.givers-not-open` (all that is left was given by offices that do not show it), `cases.needed`.
    """
    row = _locked(plan, actor)
    if seen is not None and seen != stands(row):
        raise Refused("plans.changed")
    if row.state == Plan.DRAFT:
        raise Refused("plans.not-issued-yet")
    found = Publication.objects.filter(plan=row).first()
    why = texts.required(reason, "reason", most=2000)
    hidden, reasons, shown = _left(row, left, later)
    is_open = found is not None and found.since is not None
    if is_open and not changes:
        raise Refused("plans.published-already")
    if changes and not is_open:
        raise Refused("plans.not-published")
    if found is not None and is_open:
        before = {f"left-{one.task.pk}": one.reason for one in not_shown(row)}
        if (hidden, reasons, shown) == (found.left, before, found.shown):
            raise Refused("plans.same-left-out", field="left")
        kept = {"left": hidden, "shown": shown}
        patch(found, kept)
        _add(row, Adding(row.guard_ref, row.seq + 1, "leave-out", kept, {"reason": why, **reasons}), why)
        return found
    code = found.code if found is not None else deeds.code(10)
    on = the_pack().calendar.local(now)
    if found is None:
        found = put(Publication(plan=row, code=code, since=on, left=hidden, shown=shown))
    else:
        patch(found, {"since": on, "left": hidden, "shown": shown})
    data = {"code": code, "shown": shown} | ({"left": hidden} if hidden else {})
    _add(row, Adding(row.guard_ref, row.seq + 1, "publish", data, {"reason": why, **reasons}), why)
    return found


def _left(
    row: Plan, left: Mapping[str, LeftOut], later: Collection[str]
) -> tuple[dict[str, str], dict[str, str], list[int]]:
    """By id the ground of each task that is left out, as words of the act the reason of each, and the ids of those that
    are shown: neither left out nor kept for later."""
    there = {task.ref: task for task in shown_or_not(row)}
    for ref in (*left, *later):
        if ref not in there:
            raise Refused("plans.not-of-plan", field="left")
        if ref in left and left[ref].ground not in GROUNDS:
            raise Refused("plans.unknown-ground", field=f"ground-{ref}")
    off = {*left, *later}
    if off and len(off) == len(there):
        raise Refused("plans.nothing-shown", field="left")
    held = held_back(row)
    if there and all(ref in off or task.pk in held for ref, task in there.items()):
        offices = {office.pk: heirs.name_of(office) for office in held.values()}
        raise Refused("plans.givers-not-open", field="left", offices="; ".join(offices.values()))
    reasons = {ref: texts.required(one.reason, f"why-{ref}", most=1000) for ref, one in left.items()}
    ids = {ref: str(there[ref].pk) for ref in left}
    shown = sorted(task.pk for ref, task in there.items() if ref not in off)
    words = {f"left-{ids[ref]}": why for ref, why in reasons.items()}
    return {ids[ref]: one.ground for ref, one in left.items()}, words, shown


@action("plans.unpublish")
def unpublish(plan: Plan, *, reason: str, seen: str | None = None, actor: Actor, now: datetime) -> Publication:
    """Close a plan that was open to everybody; it can be opened again at the same address.

    `seen`: as `plans.publish`. Raises Refused `plans.changed`, `plans.not-published`, `cases.needed`.
    """
    row = _locked(plan, actor)
    if seen is not None and seen != stands(row):
        raise Refused("plans.changed")
    found = Publication.objects.filter(plan=row, since__isnull=False).first()
    if found is None:
        raise Refused("plans.not-published")
    why = texts.required(reason, "reason", most=2000)
    patch(found, {"since": None})
    _add(row, Adding(row.guard_ref, row.seq + 1, "unpublish", {}, {"reason": why}), why)
    return found


def _locked(plan: Plan, actor: Actor) -> Plan:
    """The plan under lock, also one that has ended, for somebody of its own office."""
    deeds.own_seat(actor, plan.office_id)
    row = Plan.objects.select_for_update(of=("self",), no_key=True).filter(pk=plan.pk).first()
    if row is None:
        raise NotThere
    return row


def _add(row: Plan, act: Adding, reason: str) -> None:
    patch(row, {"seq": act.seq})
    deeds.write([act], reason=reason)


class LooksPersonal(Refused):
    """The title or the name of the file holds what looks as if it were of a person; nobody has said otherwise yet."""

    code = "plans.looks-personal"


class FileNotClean(Refused):
    """Something in the file looks as if it were of a person, or not all of it could be looked at; nobody has said yet
    that they looked. `searched`: what was found where."""

    def __init__(self, looked: Searched) -> None:
        code = "plans.file-looks-personal" if looked.spots else "plans.file-not-searched"
        super().__init__(code, field="piece", n=len(looked.spots))
        self.searched = looked


@action("plans.clear_evidence", target=at_assigner)
def clear_evidence(
    task: Task,
    *,
    piece: str,
    title: str,
    reason: str,
    names_nobody: bool = False,
    file_looked: bool = False,
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> Cleared:
    """Let everybody read one piece of accepted evidence, under a title that names nobody.

    `piece`: as `accepted_pieces` names it; a case never is one. The title and the name of the file are looked at for
    what the pack calls personal; where some is found, `names_nobody` says that the officer looked, and is kept in the
    act. So is the text of the file: where some is found there, or not all of it could be read, `file_looked` says that
    the officer looked at it. Raises `LooksPersonal`, `FileNotClean`, Refused `plans.unknown-piece`,
    `plans.cleared-already`, `plans.changed`, `cases.needed`.
    """
    deeds.own_seat(actor, task.assigner_id)
    kept = files_of(task).get(piece)
    looked = searched(kept) if kept is not None else Searched()  # slow, and so before the task is locked
    turn = by_assigner(task, actor=actor, now=now, seen=seen)
    acts = acts_of(turn.row.guard_ref)
    if piece not in dict(accepted_pieces(acts)):
        raise Refused("plans.unknown-piece", field="piece")
    if piece in cleared_of(acts):
        raise Refused("plans.cleared-already", field="piece")
    called = texts.required(texts.line(title, "title", most=200), "title", most=200)
    why = texts.required(reason, "reason", most=2000)
    file = files_of(turn.row).get(piece)
    found = deeds.programme().personal_in(called, file.name if file is not None else piece.partition(":")[2])
    if found and not names_nobody:
        raise LooksPersonal(field="title", found=", ".join(found))
    if not looked.clean and not file_looked:
        raise FileNotClean(looked)
    made = put(Cleared(task=turn.row, piece=piece, title=called, code=deeds.code(16)))
    said: dict[str, Any] = {"names_nobody": True} if found else {}
    said |= {"file": {"found": len(looked.spots), "unread": looked.why}} if not looked.clean else {}
    turn.add("clear", {"piece": piece, "code": made.code} | said, {"title": called, "reason": why})
    turn.done(reason=why)
    return made


@action("plans.hide_evidence", target=at_assigner)
def hide_evidence(task: Task, *, piece: str, reason: str, seen: int | None = None, actor: Actor, now: datetime) -> Task:
    """Take a piece of evidence back that everybody could read; at the desk it stays as it was.

    Raises Refused `plans.unknown-piece`, `plans.changed`, `cases.needed`.
    """
    turn = by_assigner(task, actor=actor, now=now, seen=seen)
    if piece not in cleared_of(acts_of(turn.row.guard_ref)):
        raise Refused("plans.unknown-piece", field="piece")
    why = texts.required(reason, "reason", most=2000)
    Cleared.objects.filter(task=turn.row, piece=piece).delete()
    turn.add("hide", {"piece": piece}, {"reason": why})
    return turn.done(reason=why)
