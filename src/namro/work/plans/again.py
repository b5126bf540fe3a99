"""What a plan holds already of a document that is read once more: line by line, so that only what it lacks is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from namro.work.plans.history import histories
from namro.work.plans.models import Instrument, Plan, Relation, Target, Task
from namro.work.plans.task_states import task_of

Keys = tuple[Hashable, ...]
"""By what a line is known, the strictest first; None where it says nothing."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a plan has: its tasks, each with the sentence that it was read from ("" for one by hand), its open targets,
    and which documents its own names, each with its relation. `stand`: changes with any of them."""

    tasks: tuple[tuple[Task, str], ...]
    targets: tuple[Target, ...]
    relations: tuple[tuple[Instrument, str], ...]

    @property
    def stand(self) -> str:
        """How far they have come, to know whether somebody changed one since it was looked at."""
        said = [(task.ref, task.seq) for task, _ in self.tasks], [(one.ref, one.seq) for one in self.targets]
        tied = [(one.pk, kind) for one, kind in self.relations]
        return hashlib.sha256(repr((*said, tied)).encode()).hexdigest()[:24]


def held_by(plan: Plan) -> Held:
    """What the plan has of its own document; three queries, and one for every 500 tasks."""
    rows = plan.tasks.filter(parent=None).exclude(state=Task.MOVED).select_related("clause").order_by("nth", "pk")
    tasks = list(rows)
    acts = histories(task.guard_ref for task in tasks)
    sources = [task_of(acts[task.guard_ref]).words.get("source", "") for task in tasks]
    targets = Target.objects.filter(plan=plan).select_related("clause").order_by("pk")
    relations = Relation.objects.filter(source_id=plan.instrument_id).select_related("target").order_by("pk")
    tied = tuple((one.target, one.kind) for one in relations)
    return Held(tuple(zip(tasks, sources, strict=True)), tuple(targets), tied)


def plain(text: str) -> str:
    """A sentence as it is compared: white space and case do not matter."""
    return " ".join(text.split()).casefold()


def keys_of_task(clause: str, sentence: str, matter: str) -> Keys:
    """A task is known by its sentence: with clause and matter, with the clause, alone."""
    said = plain(sentence)
    if not said:
        return (None, None, None)
    return ((said, clause, plain(matter)), (said, clause), said)


def keys_of_target(clause: str, goal: Hashable, name: str) -> Keys:
    """A target is known by how much is to be reached: with clause and name, in its clause, by its name."""
    return ((clause, goal, plain(name)), (clause, goal), (goal, plain(name)))


def paired(read: Sequence[Keys], held: Sequence[Keys]) -> list[int | None]:
    """For each line that was read the place of what is held of it, None where that is nothing.

    What is known by the strictest key is one for one; by a looser one only where as many are read as are held, since
    which of them is missing is not guessed.
    """
    found: list[int | None] = [None] * len(read)
    free = set(range(len(held)))
    for nth in range(min((len(keys) for keys in (*read, *held)), default=0)):
        there: dict[Hashable, list[int]] = {}
        for at in sorted(free):
            there.setdefault(held[at][nth], []).append(at)
        asked: dict[Hashable, list[int]] = {}
        for at, keys in enumerate(read):
            if found[at] is None:
                asked.setdefault(keys[nth], []).append(at)
        for key, ats in asked.items():
            have = there.get(key, [])
            if key is None or (nth and len(have) != len(ats)):
                continue
            for at, one in zip(ats, have, strict=False):
                found[at] = one
                free.discard(one)
    return found
