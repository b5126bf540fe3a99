"""What a city's plans may say (`demo/plans/<city>.yaml`): documents, plans with tasks and targets, how they fare.

Every `day` counts from the day up to which the city is played: -150 is 150 days before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from namro.doors.cli.demo.script import At, found_at
from namro.rules.packs import reading
from namro.rules.packs.misfits import said
from namro.rules.packs.refused import PackRefused, Problem

Fare = Literal["accepted", "again", "late", "waiting", "back", "blocked", "nothing"]
"""What becomes of a task: accepted at once; sent back, reported again and accepted; accepted after its day; reported
and waiting; sent back and owed; blocked; nothing yet."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Said):
    """A clause. `within`: the label of the one that it is a part of."""

    label: str
    text: str
    within: str = ""


class Paper(_Said):
    """A document that the agency registers."""

    id: str
    kind: str
    symbol: str
    issuer: str
    title: str
    day: int
    clauses: tuple[Part, ...] = ()
    relations: dict[str, str] = {}
    """How it stands to others: their id, and the relation."""


class Owed(_Said):
    """A task. Given to every office of the plan, or to the one office of the kind `lead`."""

    id: str
    matter: str
    product: str = ""
    clause: str = ""
    due: int | None = None
    monthly_until: int | None = None
    source: str = ""
    """The sentence behind it; `{due}` is the day."""
    lead: str = ""
    to: str = ""
    """Of a task for many: the kind of office that each get it, where it is another than the plan's."""
    role: str = "handler"
    principle: bool = False
    fare: Fare = "nothing"
    """Of the one office; of many see `fares`."""
    fares: dict[Fare, int] = {}
    """How many offices fare so; the others do nothing yet."""
    units: dict[str, Fare] = {}
    """How the offices of these communes fare."""
    becomes: str = ""
    """The clause of the new document that it is put on where its own is replaced; else it ends for `ends`."""
    ends: str = ""


class Value(_Said):
    """A value of a target on a day. `instead`: the value that was reported first and corrected the day after."""

    day: int
    value: float
    text: str
    instead: float | None = None


class Aim(_Said):
    """A target of a plan, or (`unit`) of the plan that the commune of that name made from it."""

    id: str
    name: str
    goal: float
    by: int
    begins: int
    percent: bool = False
    task: str = ""
    of: int | None = None
    counts: str = ""
    clause: str = ""
    parent: str = ""
    unit: str = ""
    day: int | None = None
    values: tuple[Value, ...] = ()
    becomes: str = ""


class Own(_Said):
    """A commune issues its own plan on a day, with a task that it adds."""

    unit: str
    day: int
    adds: Owed | None = None


class Shared(_Said):
    """A commune shares a task out among its residential groups; so many have done their part."""

    task: str
    unit: str
    day: int
    matter: str
    groups: tuple[str, ...]
    done: int


class Replaced(_Said):
    """The document of the plan is replaced by another on a day; each task and target says what it becomes."""

    by: str
    day: int
    reason: str


class Opened(_Said):
    """The plan is opened to everybody on a day, with one piece of evidence of so many accepted tasks."""

    day: int
    reason: str
    pieces: int
    title: str
    clears: str
    """Why such a piece may be read by everybody."""


class Promise(_Said):
    """A plan. `units`: the communes that get what is given to many; none named: every office of the kind `to`."""

    id: str
    document: str
    name: str
    drafted: int
    issued: int | None = None
    to: str = "commune-police"
    units: tuple[str, ...] = ()
    tasks: tuple[Owed, ...] = ()
    targets: tuple[Aim, ...] = ()
    own: tuple[Own, ...] = ()
    others_issue: int = 0
    shared: tuple[Shared, ...] = ()
    replaced: Replaced | None = None
    opened: Opened | None = None


class Programme(_Said):
    """The file, checked. `texts`: what is said in reports and answers, to draw from."""

    agency: At
    role: str
    head: str
    documents: tuple[Paper, ...]
    plans: tuple[Promise, ...]
    texts: dict[Literal["report", "back", "blocked", "file"], tuple[str, ...]] = Field(min_length=4)


def read_programme(folder: Path, name: str) -> Programme | None:
    """The plans of a city in a pack's folder, or None. Raises `PackRefused` with all that is wrong, by line."""
    path = folder / "demo/plans" / f"{name}.yaml"
    if not path.exists():
        return None
    file = reading.read(path, f"demo/plans/{name}.yaml")
    try:
        found = Programme.model_validate(file.value)
    except ValidationError as wrong:
        raise PackRefused(list(said(file, wrong))) from wrong
    if problems := list(_problems(found, file)):
        raise PackRefused(problems)
    return found


def _problems(found: Programme, file: reading.File) -> Iterator[Problem]:
    """Whatever is named by another is there."""
    papers = {one.id: {part.label for part in one.clauses} for one in found.documents}
    aims = {aim.id for plan in found.plans for aim in plan.targets}
    for at, plan in enumerate(found.plans):
        here: reading.Where = ("plans", at)
        labels = papers.get(plan.document, set())
        fresh = papers.get(plan.replaced.by, set()) if plan.replaced else set()
        tasks = {task.id for task in plan.tasks}
        named = [(plan.document, set(papers), "documents")]
        named += [(task.clause, labels, "clauses") for task in plan.tasks if task.clause]
        named += [(aim.clause, labels, "clauses") for aim in plan.targets if aim.clause]
        named += [(task.becomes, fresh, "clauses") for task in plan.tasks if task.becomes]
        named += [(aim.becomes, fresh, "clauses") for aim in plan.targets if aim.becomes]
        named += [(aim.task, tasks, "tasks") for aim in plan.targets if aim.task]
        named += [(aim.parent, aims, "targets") for aim in plan.targets if aim.parent]
        named += [(shared.task, tasks, "tasks") for shared in plan.shared]
        if plan.replaced:
            named.append((plan.replaced.by, set(papers), "documents"))
        for name, known, part in named:
            if name not in known:
                yield found_at(file, here, "city-part", part=part, name=name)
