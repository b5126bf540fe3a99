"""What becomes of the open parts of a task when the whole is accepted or withdrawn: they end with it, and go on where
an acceptance is undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from namro.work.plans.history import histories
from namro.work.plans.models import Task
from namro.work.plans.states import Done
from namro.work.plans.task_states import Owed, TaskStanding, task_of
from namro.work.plans.turns import Turn

OF_DONE = Q(parent__spread=False, parent__state=Task.ACCEPTED)
"""Parts of a whole that was accepted: nothing is owed of them, however they stand."""


def closes(owed: Iterable[Owed]) -> bool:
    """Whether accepting what waits closes the task: nothing else is left of it."""
    left = [one.state for one in owed if one.state != "accepted"]
    return left == ["reported"]


def open_parts(wholes: Collection[int], states: Collection[str] = Task.OPEN) -> dict[int, int]:
    """By id of each of these tasks how many open parts it has, or those in these `states`, parts of parts too; one
    query a level, one where there is none. Nothing of what was given to many offices."""
    root = {pk: pk for pk in wholes}
    found: dict[int, int] = {}
    while root:
        parts = Task.objects.filter(parent_id__in=list(root), parent__spread=False).order_by()
        below: dict[int, int] = {}
        for pk, parent, state in parts.values_list("pk", "parent_id", "state"):
            below[pk] = root[parent]
            if state in states:
                found[root[parent]] = found.get(root[parent], 0) + 1
        root = below
    return found


def unanswered(task: Task) -> int:
    """How many reports wait for an answer that end with a task if it is withdrawn: its own, and those of its parts."""
    if task.spread:
        return 0
    own = int(task.state == Task.REPORTED)
    return own + open_parts([task.pk], (Task.REPORTED,)).get(task.pk, 0)


def end_parts(turn: Turn, withdrawn: str = "") -> int:
    """Takes an act in for each open part of the task of a turn that was just accepted as a whole, or withdrawn (for
    which reason): it ends with that. Each says of which whole, by which of its acts, and which post had it. How many
    they are."""
    about = {"whole": turn.row.guard_ref, "act": turn.standing.seq} | ({"withdrawn": True} if withdrawn else {})
    said = {"reason": withdrawn} if withdrawn else {}
    n = 0
    for row, standing in _parts(turn.row, Task.OPEN):
        part = Turn(row, standing, turn.actor, turn.on)
        part.add("end", {**about, "post_id": standing.answers(turn.on)}, said)
        turn.others += part.others
        n += 1
    return n


def resume_parts(turn: Turn, accepted: int) -> int:
    """Takes an act in for each part that ended with that acceptance (its number among the acts of the whole), which was
    just undone: it goes on as it stood. How many they are."""
    n = 0
    for row, standing in _parts(turn.row, (Task.ENDED,)):
        ended = standing.ended
        if ended is None or ended.whole != turn.row.guard_ref or ended.by != accepted:
            continue
        part = Turn(row, standing, turn.actor, turn.on)
        part.add("resume", {"whole": turn.row.guard_ref, "post_id": standing.answers(turn.on)})
        turn.others += part.others
        n += 1
    return n


def _parts(whole: Task, states: Collection[str]) -> list[tuple[Task, TaskStanding]]:
    """The parts of a task that stand so, parts of parts too, under lock."""
    if whole.spread:
        return []
    every: set[int] = set()
    layer = {whole.pk}
    while layer:
        layer = set(Task.objects.filter(parent_id__in=layer).values_list("pk", flat=True)) - every
        every |= layer
    rows = (
        Task.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=every, state__in=list(states))
        .order_by("pk")
    )
    found = list(rows)
    acts: dict[str, list[Done]] = histories(row.guard_ref for row in found)
    return [(row, task_of(acts[row.guard_ref])) for row in found]
