"""Evidence that came before: the same file, known by its SHA-256, that was sent back, or that proves another period or
another part of the same task already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from namro.ground.files.keeping import Ready
from namro.rules.packs.refused import Refused
from namro.work.plans.history import acts_of, histories
from namro.work.plans.models import KeptFile, Task
from namro.work.plans.states import Done
from namro.work.plans.task_states import Owed, TaskStanding

SENT_BACK, PERIOD, PART = "sent-back", "period", "part"


@dataclass(frozen=True, slots=True)
class Before:
    """How a file came before: sent back on a day with a reason, or reported on a day for another period (`owed`) or for
    another part (`part`) and not sent back."""

    how: str
    on: date
    reason: str = ""
    owed: Owed | None = None
    part: Task | None = None


class SameFiles(Refused):
    """Files of a report came before and nobody said that they are to go all the same, or why. `known`: every one that
    did, each with how; `each`: what is refused of those that were not said, the first of which this says itself."""

    def __init__(self, known: Sequence[tuple[Ready, Before]], each: Sequence[Refused]) -> None:
        super().__init__(each[0].code, field=each[0].field, **each[0].params)
        self.known, self.each = tuple(known), tuple(each)


def before(task: Task, standing: TaskStanding, period: str, files: Collection[str]) -> dict[str, list[Before]]:
    """By SHA-256 those of these files that came before a report on that period of a task, and how; five queries at
    most."""
    if not files:
        return {}
    kept = list(KeptFile.objects.filter(about=task.guard_ref, sha256__in=files).order_by("seq"))
    found = within(acts_of(task.guard_ref), standing, kept, period) if kept else {}
    for (_, sha256), parts in elsewhere({task: set(files)}).items():
        found.setdefault(sha256, []).extend(parts)
    return found


def within(
    acts: Sequence[Done], standing: TaskStanding, files: Iterable[KeptFile], period: str
) -> dict[str, list[Before]]:
    """By SHA-256 which of the files of a task were sent back, the last time of each, and which of them prove another
    of its periods, the first of these."""
    back, reports = _sent_back(acts), {act.seq: act for act in acts if act.verb == "report"}
    owed = {one.period: one for one in standing.owed}
    sent: dict[str, Before] = {}
    other: dict[str, Before] = {}
    for file in sorted(files, key=lambda one: one.seq):
        act = reports.get(file.seq)
        if file.seq in back:
            sent[file.sha256] = back[file.seq]
        elif act is not None and act.data["period"] != period:
            other.setdefault(file.sha256, Before(PERIOD, act.on, owed=owed.get(act.data["period"])))
    return {sha256: [one[sha256] for one in (sent, other) if sha256 in one] for sha256 in sent | other}


def elsewhere(files: Mapping[Task, Collection[str]]) -> dict[tuple[int, str], list[Before]]:
    """By part of a task (its id) and SHA-256 which other parts of the same task these files prove already. Nothing of
    what was given to many offices. No query where none is a part, one where nothing is the same, else three."""
    wanted = {task: set(hashes) for task, hashes in files.items() if hashes and _may_be_part(task)}
    if not wanted:
        return {}
    known: set[str] = set().union(*wanted.values())
    beside = Task.objects.filter(parent_id__in={task.parent_id for task in wanted}, parent__spread=False)
    rows = beside.exclude(state__in=(Task.ENDED, Task.MOVED)).select_related("lead_office", "lead_post").order_by("pk")
    parts = {part.guard_ref: part for part in rows}
    kept = list(KeptFile.objects.filter(about__in=list(parts), sha256__in=known).order_by("pk")) if parts else []
    acts = histories({one.about for one in kept}) if kept else {}
    proving: dict[tuple[str, str], date] = {}
    for about, done in acts.items():
        back, on = _sent_back(done), {act.seq: act.on for act in done if act.verb == "report"}
        for file in kept:
            if file.about == about and file.seq in on and file.seq not in back:
                proving.setdefault((about, file.sha256), on[file.seq])
    found: dict[tuple[int, str], list[Before]] = {}
    for task, hashes in wanted.items():
        for (about, sha256), day in sorted(proving.items(), key=lambda one: (one[1], one[0])):
            part = parts[about]
            if sha256 in hashes and part.pk != task.pk and part.parent_id == task.parent_id:
                found.setdefault((task.pk, sha256), []).append(Before(PART, day, part=part))
    return found


def _may_be_part(task: Task) -> bool:
    """Whether it may be a part of what an office shared out; a copy of what many offices were given has neither."""
    return task.parent_id is not None and bool(task.team or task.lead_post_id)


def _sent_back(acts: Iterable[Done]) -> dict[int, Before]:
    """By the number of each report of a task that was sent back how it was."""
    waiting: dict[str, list[int]] = {}
    accepted: dict[str, list[int]] = {}
    found: dict[int, Before] = {}
    for act in acts:
        if act.verb == "report":
            waiting.setdefault(act.data["period"], []).append(act.seq)
        elif act.verb == "send-back":
            why = Before(SENT_BACK, act.on, act.words.get("reason", ""))
            found |= dict.fromkeys(waiting.pop(act.data["period"], ()), why)
        elif act.verb == "accept":
            accepted[act.data["period"]] = waiting.pop(act.data["period"], [])
        elif act.verb == "reopen":
            waiting[act.data["period"]] = accepted.pop(act.data["period"], []) + waiting.get(act.data["period"], [])
    return found
