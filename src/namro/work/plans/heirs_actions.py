"""Moving everything that an office which is no more still leads to those that took over, in one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import patch
from namro.ground.people.actors import Actor, Seat
from namro.ground.people.may import reaches
from namro.ground.people.models import Office
from namro.ground.people.queries import offices
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds, heirs
from namro.work.plans.deeds import Adding
from namro.work.plans.history import histories
from namro.work.plans.models import AtAssigner, Task, With
from namro.work.plans.states import Done
from namro.work.plans.task_states import TaskStanding, take, task_of
from namro.work.plans.turns import leads_now


@dataclass(frozen=True, slots=True)
class Moved:
    """How many tasks went to an heir, and how many ended in one that the heir had already."""

    moved: int
    folded: int


def at_giver(gone: Office, *, by: Office | None = None, **_: Any) -> AtAssigner:
    """What the gate asks about: the office that gave the tasks."""
    return AtAssigner((by or gone).pk, gone.guard_ref)


@action("plans.move_leads", target=at_giver, by_operator=True)
def move_leads(
    gone: Office,
    *,
    by: Office | None = None,
    default: Office | None = None,
    to: Mapping[str, Office] | None = None,
    reason: str,
    seen: str | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Moved:
    """Move every open task that an office which is no more still leads, with its history, to those that took over.

    `by`: the office that gave them (staff; every office for the operator). `default`: the heir, `to`: another one for
    single tasks, by their references. Parts that the office shared out go with the whole. Where the heir has the same
    task already one of which nothing was ever reported ends in it; any other goes on beside it. An heir that helps with
    a task leads it from then on and helps no more. All of them or none. `seen`: the moves that the actor had before
    them (`heirs.moves_stand`).

    Raises Refused `plans.changed`, `plans.office-stands`, `plans.nothing-to-move`, `plans.heir-not-chosen`,
    `plans.unknown-office`, `plans.office-is-no-more`, `plans.not-yours-to-give`, `plans.heir-without-post`,
    `plans.too-many`, `cases.needed`, `AlreadyDone`.
    """
    seat = deeds.own_seat(actor, by.pk if by is not None else 0)
    deeds.programme()
    deeds.not_twice(once, actor)
    why = texts.required(reason, "reason", most=2000)
    on = the_pack().calendar.local(now)
    tasks = list(heirs.left_at(gone, by.pk if by is not None else None).select_for_update(of=("self",), no_key=True))
    _can_move(gone, tasks, on)
    chosen = _chosen(tasks, default, to or {}, on, seat)
    parts = _parts(gone, tasks)
    standings = {
        ref: task_of(acts) for ref, acts in histories(t.guard_ref for t in (*tasks, *parts)).items()
    }  # fmt: skip
    acts: list[Adding] = []
    folded = 0
    became: dict[int, heirs.Move] = {}
    planned = heirs.moves(tasks, chosen)
    if seen is not None and seen != heirs.moves_stand(planned):
        raise Refused("plans.changed")
    for move in planned:
        became[move.task.pk] = move
        _fits(move)
        folded += move.into is not None
        own = move.task.assigner_id == gone.pk  # of the plan that it made itself
        also: dict[str, Any] = {"assigner_id": move.heir.pk} if own else {}
        also |= {"team": heirs.name_at_heir(move.task)} if move.beside is not None else {}
        if move.helps:
            also |= leads_now(move.heir, standings[move.task.guard_ref].data.get("with", ()))
            With.objects.filter(task=move.task, office=move.heir).delete()
        acts.append(_moved(move, standings[move.task.guard_ref], also, why, on))
    for part in parts:
        whole = became[part.parent_id or 0]
        move = replace(whole, task=part)
        became[part.pk] = move
        also = {"assigner_id": whole.heir.pk, "team": part.team or _was(part)}
        acts.append(_moved(move, standings[part.guard_ref], also, why, on))
    current().is_about(tasks[0])
    deeds.write(acts, once=once, reason=why)
    return Moved(len(tasks) - folded, folded)


def moves_to(gone: Office, heir: Office, on: date) -> list[heirs.Move]:
    """What moving everything that an office leads to one heir will do, whoever gave it. Raises what `move_leads` would;
    nothing is done."""
    tasks = list(heirs.left_at(gone, None))
    _can_move(gone, tasks, on)
    found = heirs.moves(tasks, _chosen(tasks, heir, {}, on, None))
    for move in found:
        _fits(move)
    return found


def _can_move(gone: Office, tasks: Sequence[Task], on: date) -> None:
    if not heirs.gone(on).filter(pk=gone.pk).exists():
        raise Refused("plans.office-stands")
    if not tasks:
        raise Refused("plans.nothing-to-move")
    if len(tasks) > heirs.MOST:
        raise Refused("plans.too-many", most=heirs.MOST)


def _chosen(
    tasks: Sequence[Task], default: Office | None, to: Mapping[str, Office], on: date, seat: Seat | None
) -> dict[str, Office]:
    """The heir of each task, every one an office of today within reach."""
    chosen = {task.ref: heir for task in tasks if (heir := to.get(task.ref, default)) is not None}
    if left := len(tasks) - len(chosen):
        raise Refused("plans.heir-not-chosen", field="default", n=left)
    wanted = {heir.pk for heir in chosen.values()}
    known = set(offices(on).filter(pk__in=wanted).values_list("pk", flat=True))
    there = set(heirs.still_there(on).filter(pk__in=wanted).values_list("pk", flat=True))
    for heir in chosen.values():
        if heir.pk not in known:
            raise Refused("plans.unknown-office", field="default")
        if heir.pk not in there:
            raise Refused("plans.office-is-no-more", field="default", office=heirs.name_of(heir))
        if seat is not None and not reaches(seat, heir.pk):
            raise Refused("plans.not-yours-to-give", field="default", office=heir.code)
    return chosen


def _fits(move: heirs.Move) -> None:
    """The heir has the posts that the task names."""
    roles = the_pack().roles
    for role in filter(None, (move.task.lead_role, move.task.head_role)):
        if move.heir.kind not in roles[role].at:
            raise Refused(
                "plans.heir-without-post", field="default", office=heirs.name_of(move.heir),
                matter=move.task.matter[:120], about=move.task.guard_ref,
            )  # fmt: skip


def _parts(gone: Office, tasks: Sequence[Task]) -> list[Task]:
    """The open parts of these tasks, and of those parts, that the office shared out among its own."""
    found: list[Task] = []
    edge = {task.pk for task in tasks}
    while edge:
        below = Task.objects.filter(parent_id__in=edge, lead_office=gone, assigner=gone, state__in=Task.OPEN)
        rows = list(below.select_for_update(of=("self",), no_key=True).select_related("lead_post").order_by("pk"))
        found += rows
        edge = {row.pk for row in rows}
    return found


def _was(part: Task) -> str:
    """Who carried a part out whose post is no more, as the name of a team at the heir."""
    pack = the_pack()
    role = pack.roles.get(part.lead_post.role if part.lead_post else part.lead_role)
    office = part.lead_office.names.get(pack.language, part.lead_office.code) if part.lead_office else ""
    return ", ".join(filter(None, (role.names.get(pack.language, "") if role else "", office)))[:200]


def _moved(
    move: heirs.Move, standing: TaskStanding, also: Mapping[str, Any], why: str, on: date
) -> Adding:  # fmt: skip
    """The act by which one task goes over, stored on its row."""
    verb, data = "move-lead", {"lead_office_id": move.heir.pk, "lead_post_id": None, **also}
    if move.into is not None:
        verb, data = "fold", {"into": move.into.guard_ref}
    act = Adding(move.task.guard_ref, standing.seq + 1, verb, data, {"reason": why})
    take(standing, Done(act.seq, act.verb, act.data, on, "", act.words))
    patch(move.task, {c: v for c, v in standing.columns().items() if getattr(move.task, c) != v})
    return act
