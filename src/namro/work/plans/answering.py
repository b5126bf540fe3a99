"""The reports that wait for the answer of whoever gave the tasks: read page by page, and why one cannot be accepted
together with others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Act, KeptFile, Plan, Task
from namro.work.plans.queries import in_list, of_plan, paged
from namro.work.plans.same_evidence import Before, elsewhere, within
from namro.work.plans.states import Done
from namro.work.plans.task_states import OPEN, TaskStanding, task_of

PAGE = 50
"""Tasks of one page; the most reports that are answered in one action stand on it (`MOST`)."""
MOST = 200
ANSWERED = {"accepted": "plans.accepted-meanwhile", "sent-back": "plans.sent-back-meanwhile"}
"""By what became of a report the code that says so to whoever wanted to answer it."""
NOTED = "figure:"
"""A reference that nobody checks: a report with nothing else is looked at by itself."""


@dataclass(slots=True)
class Waits:
    """What waits for one period of a task ("" where it comes once): every report since the last answer, together.

    `by`: who brought it; `why`: the code by which it cannot be accepted with others, "" where it can; `left`: how many
    periods of the task were not accepted; `again`: those of its files that came before, and how.
    """

    task: Task
    period: str
    due_on: date
    seen: int
    on: date
    by: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    files: list[KeptFile] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    why: str = ""
    left: int = 1
    again: list[tuple[KeptFile, Before]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What names it in a form: task, the last act that was seen, period."""
        return f"{self.task.ref}.{self.seen}.{self.period}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of what waits, in all of `n` tasks. `plan`, `task`: what it is narrowed to; `last`: the last task read,
    None where nothing follows."""

    rows: tuple[Waits, ...]
    n: int
    plan: Plan | None
    task: Task | None
    last: Task | None


def why_not(standing: TaskStanding, period: str, refs: Collection[str], files: int, actor: Actor) -> str:
    """Why what waits for a period is not accepted together with others; "" where nothing is in the way."""
    owed = next((one for one in standing.owed if one.period == period), None)
    if standing.state not in OPEN or owed is None or owed.state != "reported":
        return "plans.nothing-reported"
    if actor.ref in standing.reporters:
        return "plans.own-evidence"
    if not files and all(ref.startswith(NOTED) for ref in refs):
        return "plans.only-noted"
    return ""


def waiting(
    actor: Actor,
    on: date,
    *,
    plan: str | None = None,
    task: str | None = None,
    after: tuple[date | None, int] | None = None,
    most: int | None = None,
) -> Waiting:
    """What waits for the answer of the offices in which the actor accepts, by the day that is owed; of one plan, or of
    one task and its copies. `most`: tasks that are read at once, else a page. Ten queries at most. Raises `NotThere`.
    """
    found = _mine(actor, on)
    of = scope.plan(actor, plan, on) if plan else None
    one = scope.task(actor, task, on) if task else None
    if of is not None:
        found = found.filter(of_plan(of))
    if one is not None:
        found = found.filter(Q(pk=one.pk) | Q(parent=one))
    size = most or PAGE
    tasks = paged(found, after, most=size)
    last = tasks[-1] if len(tasks) == size else None
    return Waiting(tuple(_waits(tasks, actor)), found.order_by().count(), of, one, last)


def _mine(actor: Actor, on: date) -> QuerySet[Task]:
    return scope.tasks(actor, on).filter(in_list("reported", on), assigner_id__in=scope.sits_at(actor, "plans.accept"))


def waiting_of(actor: Actor, task: Task, on: date) -> int:
    """In how many copies or parts of a task a report waits for the actor's answer; one query."""
    return _mine(actor, on).filter(parent=task).count()


def waiting_in(actor: Actor, plan: Plan, on: date) -> int:
    """Of how many tasks of a plan, and copies of them, a report waits for the actor's answer, as its list has them; one
    query."""
    return _mine(actor, on).filter(of_plan(plan)).count()


def waits_of(actor: Actor, task: Task) -> list[Waits]:
    """What waits of one task that the actor reads already, each period by itself; six queries at most."""
    return _waits([task], actor)


def must_be_said(found: Sequence[Waits], same: Collection[str], *, each: bool = False) -> None:
    """Raises Refused `plans.same-evidence` where a file of what is accepted came before and is not among the `same`: by
    its SHA-256, with `each` behind the key of its report ("task.seq.period|sha256")."""
    names = {
        said: file.name
        for one in found
        for file, _ in one.again
        if (said := f"{one.key}|{file.sha256}" if each else file.sha256) not in same
    }
    if names:
        raise Refused("plans.same-evidence", field="same", n=len(names), names=", ".join(dict.fromkeys(names.values())))


def chosen(actor: Actor, on: date, keys: Sequence[str]) -> list[Waits]:
    """Those reports that a form names by `Waits.key`, as they stand now, in the order of the list; each with what the
    form had seen. What changed since says so in `why`; what the actor does not answer is left out."""
    named: dict[str, tuple[str, int, str]] = {}
    for key in keys[: 2 * MOST]:
        ref, seen, period = [*key[:60].split(".", 2), "", ""][:3]
        if seen.isascii() and seen.isdigit() and len(seen) < 9:
            named.setdefault(f"{ref}.{period}", (ref, int(seen), period))
    mine = scope.tasks(actor, on).filter(assigner_id__in=scope.sits_at(actor, "plans.accept"))
    found = mine.filter(scope.GIVEN, ref__in={ref for ref, _, _ in named.values()})
    tasks = paged(found, None, most=MOST)
    by_ref = {task.ref: task for task in tasks}
    now = {f"{one.task.ref}.{one.period}": one for one in _waits(tasks, actor)}
    became = _became([by_ref[ref] for at, (ref, _, _) in named.items() if ref in by_ref and at not in now])
    rows: list[Waits] = []
    for at, (ref, seq, period) in named.items():
        if ref not in by_ref:
            continue
        one = now.get(at) or Waits(by_ref[ref], period, on, seq, on, why=became.get(at, "plans.nothing-reported"))
        one.why = one.why or ("plans.changed" if seq != one.task.seq else "")
        one.seen = seq
        rows.append(one)
    order = {task.pk: at for at, task in enumerate(tasks)}
    return sorted(rows, key=lambda one: (order[one.task.pk], one.due_on, one.period))


def _became(tasks: Sequence[Task]) -> dict[str, str]:
    """By task and period the code for how its report was answered; one query for every 500 tasks."""
    found: dict[str, str] = {}
    acts = histories(task.guard_ref for task in tasks) if tasks else {}
    for task in tasks:
        for owed in task_of(acts[task.guard_ref]).owed:
            if owed.state in ANSWERED:
                found[f"{task.ref}.{owed.period}"] = ANSWERED[owed.state]
    return found


def _waits(tasks: Sequence[Task], actor: Actor) -> list[Waits]:
    """What waits of these tasks; three queries for every 500, and three more where a part was proven by a file."""
    refs = [task.guard_ref for task in tasks]
    acts = histories(refs)
    reports = Act.objects.filter(about__in=refs, verb="report")
    names = dict(reports.values_list("deed__actor_ref", "deed__actor_name").order_by().distinct())
    kept: dict[tuple[str, int], list[KeptFile]] = {}
    for file in KeptFile.objects.filter(about__in=refs).order_by("pk"):
        kept.setdefault((file.about, file.seq), []).append(file)
    found: list[Waits] = []
    for task in tasks:
        history = acts[task.guard_ref]
        standing = task_of(history)
        files = [file for act in history for file in kept.get((task.guard_ref, act.seq), ())]
        for owed in standing.owed:
            if owed.state == "reported":
                one = Waits(task, owed.period, owed.due_on, standing.seq, history[-1].on)
                for act in _unanswered(history, owed.period):
                    one.on = act.on
                    one.by += [name] if (name := names.get(act.by, "")) and name not in one.by else []
                    one.texts += [text] if (text := act.words.get("text", "")) else []
                    one.files += kept.get((task.guard_ref, act.seq), [])
                    one.refs += act.data.get("refs", ())
                known = within(history, standing, files, owed.period) if one.files else {}
                one.again = [(file, before) for file in one.files for before in known.get(file.sha256, ())]
                one.left = sum(other.state != "accepted" for other in standing.owed)
                one.why = why_not(standing, owed.period, one.refs, len(one.files), actor)
                found.append(one)
    _in_parts(found)
    return found


def _in_parts(found: Sequence[Waits]) -> None:
    """Adds which of the files prove another part of the same task."""
    hashes: dict[Task, set[str]] = {}
    for one in found:
        hashes.setdefault(one.task, set()).update(file.sha256 for file in one.files)
    known = elsewhere(hashes)
    for one in found:
        one.again += [(file, before) for file in one.files for before in known.get((one.task.pk, file.sha256), ())]


def _unanswered(history: Sequence[Done], period: str) -> list[Done]:
    """The reports of a period since it was last answered; those of an answer that was undone wait again."""
    found: list[Done] = []
    accepted: list[Done] = []
    for act in history:
        if act.data.get("period", "") == period:
            if act.verb == "report":
                found.append(act)
            elif act.verb in ("send-back", "accept"):
                accepted, found = found, []
            elif act.verb == "reopen":
                found = [*accepted, *found]
    return found
