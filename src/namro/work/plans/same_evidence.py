"""Evidence that comes again after it was sent back: the same file, known by its SHA-256."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from namro.work.plans.history import acts_of
from namro.work.plans.models import KeptFile, Task
from namro.work.plans.states import Done


@dataclass(frozen=True, slots=True)
class SentBack:
    """When a file of a task was sent back last, why, and by which of the acts."""

    on: date
    reason: str
    seq: int


def sent_back(task: Task) -> dict[str, SentBack]:
    """By SHA-256 the files of a task with whose report they were sent back, the last time of each; two queries, one
    where nothing was."""
    by_act = sent_back_by_act(acts_of(task.guard_ref))
    return by_file(by_act, KeptFile.objects.filter(about=task.guard_ref, seq__in=list(by_act))) if by_act else {}


def by_file(by_act: Mapping[int, SentBack], files: Iterable[KeptFile]) -> dict[str, SentBack]:
    """The same by SHA-256, of these files of the task."""
    return {one.sha256: by_act[one.seq] for one in sorted(files, key=lambda one: one.seq) if one.seq in by_act}


def sent_back_by_act(acts: Collection[Done]) -> dict[int, SentBack]:
    """By the number of each report of a task that was sent back how it was."""
    waiting: dict[str, list[int]] = {}
    found: dict[int, SentBack] = {}
    for act in acts:
        if act.verb == "report":
            waiting.setdefault(act.data["period"], []).append(act.seq)
        elif act.verb == "send-back":
            why = SentBack(act.on, act.words.get("reason", ""), act.seq)
            found |= dict.fromkeys(waiting.pop(act.data["period"], ()), why)
        elif act.verb == "accept":
            waiting.pop(act.data["period"], None)
    return found
