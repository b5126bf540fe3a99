"""The tasks of a plan as rows of the official table, and a table that comes back held against them, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from namro.ground.people import queries as people
from namro.ground.people.actors import Actor
from namro.rules.clocks.within import Within
from namro.rules.packs.current import the_pack
from namro.rules.packs.plan_forms import Layout
from namro.rules.packs.plans import Speech
from namro.rules.packs.refused import Refused
from namro.rules.packs.sets import set_of
from namro.work.plans import listed, queries
from namro.work.plans.models import Clause, Plan, Task
from namro.work.plans.reading.fields import Reading
from namro.work.plans.reading.fields import Task as ReadTask
from namro.work.plans.reading.layout import Written
from namro.work.plans.reading.making import squeezed
from namro.work.plans.wordings import now

ALIKE = 0.6
"""How alike the words of two tasks are that stand at the same number, from which they are one task that was changed."""
MOST_COMPARED = 4000
"""Pairs of tasks up to which those that have another number are looked for by their words."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What the row of a task says, white space made single. `coordinating`: one name for each office."""

    task: str = ""
    lead: str = ""
    coordinating: tuple[str, ...] = ()
    due: str = ""
    product: str = ""
    head: str = ""


COLUMNS = tuple(one.name for one in fields(Cells))


@dataclass(frozen=True, slots=True)
class Row:
    """A task of the table. `said`: its cells with the line ends that were typed; `cells`: as they are compared.
    `group`: the heading that begins above it, as (label, text). `begins`: the ISO day in the first period that is owed,
    `since`: its time as a table says it that was written without that."""

    number: int
    task: Task
    said: Mapping[str, str]
    cells: Cells
    group: tuple[str, str] | None = None
    begins: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The table of a plan in one language."""

    plan: Plan
    rows: tuple[Row, ...]
    layout: Layout
    written: Written


def speech_of(lang: str) -> tuple[Speech, Layout]:
    """The words of the genre and the official table in that language. Raises Refused `plans.no-words`."""
    plans = the_pack().plans
    speech = plans.languages.get(lang) if plans else None
    if speech is None or speech.layout is None:
        raise Refused("plans.no-words")
    return speech, speech.layout


def table_of(actor: Actor, ref: str, on: date, lang: str) -> PlanTable:
    """The tasks of a plan in their order, without what is no more than a principle and without the parts that a task
    was shared out into. Raises `NotThere`, Refused `plans.no-words`."""
    speech, layout = speech_of(lang)
    written = Written(speech, layout)
    found = queries.overview(actor, ref, on)
    every = [row.task for row in found.rows if row.task.state != Task.PRINCIPLE]
    ids = {task.pk for task in every}
    tasks = [task for task in every if task.parent_id not in ids]
    said = listed.structures(tasks)
    helping = {pk for data in said.values() for pk in data.get("with", ())}
    names = people.office_names(helping | {t.lead_office_id for t in tasks if t.lead_office_id is not None}, lang)
    groups = _groups(tasks)
    rows = []
    for at, task in enumerate(tasks, 1):
        texts = _texts(task, said[task.ref], names, lang, layout, written)
        time = said[task.ref].get("time") or {}
        begins = str(time.get("begins", ""))
        since = squeezed(written.said({**time, "begins": ""})) if begins else ""
        rows.append(Row(at, task, texts, cells_in(texts), groups[at - 1], begins, since))
    return PlanTable(found.plan, tuple(rows), layout, written)


def begun(matter: str) -> str:
    """A task as it is printed: beginning with a capital letter, whatever it began with inside its sentence."""
    return matter[:1].upper() + matter[1:]


def cells_in(texts: Mapping[str, str]) -> Cells:
    """The cells as they are compared, out of their texts."""
    made = {name: squeezed(texts.get(name, "")) for name in COLUMNS if name != "coordinating"}
    helping = tuple(name for one in texts.get("coordinating", "").split(";\n") if (name := squeezed(one)))
    return Cells(**made, coordinating=helping)


def _texts(
    task: Task, data: Mapping[str, Any], names: Mapping[int, str], lang: str, layout: Layout, written: Written
) -> dict[str, str]:
    lead = _every(data, lang, layout) if task.spread else names.get(task.lead_office_id or 0, "")
    if task.lead_office_id is not None and task.team:
        lead = f"{task.team}, {lead}"
    helping = [*(names.get(pk, "") for pk in data.get("with", ())), *data["others"]]
    time = data.get("time") or {}
    if task.due_on is not None and not task.rhythm:  # the day that is owed now, not the one promised first
        time = {"day": task.due_on.isoformat()}
    return {
        "task": begun(task.matter), "lead": lead, "coordinating": ";\n".join(helping),
        "due": written.said(time), "product": task.product, "head": role_name(task.head_role, lang),
    }  # fmt: skip


def _every(data: Mapping[str, Any], lang: str, layout: Layout) -> str:
    """Who each gets a task: the name of the set of offices where it is one, else that they are chosen later."""
    pack = the_pack()
    name = set_of(pack, data.get("among") or (), data.get("units") or ())
    if not name or pack.programme is None:
        return layout.every
    said = people.said(pack.programme.sets[name].names, lang)
    return said[:1].upper() + said[1:]


def role_name(role: str, lang: str) -> str:
    """A role as people say it; "" for none."""
    found = the_pack().roles.get(role)
    return people.said(found.names, lang) if found else ""


def _groups(tasks: Sequence[Task]) -> list[tuple[str, str] | None]:
    """For each task the heading that begins with it; headings stand only where every task has one above its clause."""
    clauses = {one.pk: one for one in Clause.objects.filter(instrument_id__in={t.instrument_id for t in tasks})}
    tops: list[Clause | None] = []
    for task in tasks:
        top = clauses.get(task.clause_id or 0)
        while top is not None and top.parent_id is not None and top.parent_id in clauses:
            top = now(clauses[top.parent_id], list(clauses.values()))
        tops.append(top if top is not None and top.pk != task.clause_id else None)
    if None in tops:
        return [None] * len(tasks)
    before: list[Clause | None] = [None, *tops]
    return [
        (top.label, top.text) if top is not None and top != last else None
        for last, top in zip(before, tops, strict=False)
    ]


def not_read_back(rows: Sequence[Cells], reading: Reading) -> list[tuple[int, str]]:
    """What of a written table does not come back as it was, as (number of the row, column); nothing where all does."""
    found = [read_cells(one, reading.document.text) for one in reading.tasks]
    wrong: list[tuple[int, str]] = []
    for at in range(max(len(rows), len(found))):
        ours = rows[at] if at < len(rows) else Cells()
        theirs = found[at] if at < len(found) else Cells()
        wrong += [(at + 1, name) for name in COLUMNS if getattr(ours, name) != getattr(theirs, name)]
    return wrong


def read_cells(task: ReadTask, text: str, written: Written | None = None) -> Cells:
    """The cells of a row that was read. Of a row of the official table its own characters; of any other the fields that
    were found, with the time as `written` says it."""

    def value(name: str) -> str:
        return str(task.fields[name].value) if name in task.fields else ""

    helping = task.fields["coordinating"].value if "coordinating" in task.fields else ()
    due = squeezed(task.cells["due"].of(text)) if "due" in task.cells else ""
    if not task.cells and written is not None:
        due = written.said(read_time(task) or {})
    return Cells(
        value("task"),
        value("lead"),
        helping if isinstance(helping, tuple) else (),
        due,
        value("product"),
        value("head"),
    )


def read_time(task: ReadTask) -> dict[str, Any] | None:
    """The time of a task that was read, as `TaskSaid` takes it; of "before" a day the day before it. None where it
    names none that can be kept."""
    if "rhythm" in task.fields:
        more = dict(task.fields["rhythm"].more)
        made: dict[str, Any] = {"rhythm": str(task.fields["rhythm"].value)}
        made |= {"until": more["until"]} if "until" in more else {}
        made |= {"begins": more["begins"]} if "begins" in more else {}
        made |= {"within": each} if (each := each_of({"value": made["rhythm"], **more})) else {}
        return made | ({"after": int(more["after"])} if "after" in more else {})
    if "due" not in task.fields:
        return None
    day = str(task.fields["due"].value)
    if dict(task.fields["due"].more).get("bound") == "before":
        day = the_pack().calendar.add_days(date.fromisoformat(day), -1).isoformat()
    return {"day": day}


def each_of(rhythm: Mapping[str, Any]) -> str:
    """The day of each period of a rhythm as it was read, as `TaskSaid` takes it: of "before" a day the day before it;
    "" where none is said."""
    if not rhythm.get("within"):
        return ""
    day = Within.parse(rhythm["value"], rhythm["within"])
    return str(day.before() if rhythm.get("bound") == "before" else day)


# What came back


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: `kind` is same, changed, new or missing; `ours` the row of the plan, `at` the place
    of the task among those that were read, `changed` the columns that differ."""

    kind: str
    ours: Row | None
    at: int | None
    changed: tuple[str, ...] = ()


def compare(ours: Sequence[Row], theirs: Sequence[tuple[str, Cells]], columns: Sequence[str] = COLUMNS) -> list[Line]:
    """Every line of the table that came back, in its order, then every task that is not in it.

    A line is the task with the same words; of several the one with the same number. Else the task at the same number,
    where their words are alike or all else is the same; else the one with the words most alike. `columns`: those that
    the table has. That a task begins with a small letter in one and a capital in the other changes nothing.
    """
    theirs = [(number, replace(cells, task=begun(cells.task))) for number, cells in theirs]
    found: dict[int, Row] = {}
    left = list(ours)
    for match in (_same, _at_number):
        for at, (number, cells) in enumerate(theirs):
            if at not in found and (row := match(number, cells, left)) is not None:
                found[at] = row
                left.remove(row)
    if len(left) * (len(theirs) - len(found)) <= MOST_COMPARED:
        for at, (_, cells) in enumerate(theirs):
            if at not in found and left:
                best = max(left, key=lambda row: alike(row.cells.task, cells.task))
                if alike(best.cells.task, cells.task) >= ALIKE:
                    found[at] = best
                    left.remove(best)
    lines = [_line(found.get(at), at, cells, columns) for at, (_, cells) in enumerate(theirs)]
    return [*lines, *(Line("missing", row, None) for row in left)]


def _same(number: str, cells: Cells, rows: Sequence[Row]) -> Row | None:
    fit = [row for row in rows if row.cells.task == cells.task]
    return next((row for row in fit if str(row.number) == number), next(iter(fit), None))


def _at_number(number: str, cells: Cells, rows: Sequence[Row]) -> Row | None:
    row = next((row for row in rows if str(row.number) == number), None)
    if row is None:
        return None
    rest = all(getattr(row.cells, name) == getattr(cells, name) for name in COLUMNS if name != "task")
    return row if rest or alike(row.cells.task, cells.task) >= ALIKE else None


def alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _line(row: Row | None, at: int, cells: Cells, columns: Sequence[str]) -> Line:
    if row is None:
        return Line("new", None, at)
    changed = tuple(name for name in columns if getattr(row.cells, name) != getattr(cells, name))
    return Line("changed" if changed else "same", row, at, changed)


def in_other_order(lines: Sequence[Line]) -> bool:
    """Whether the tasks that came back stand in another order than in the plan."""
    numbers = [line.ours.number for line in lines if line.ours is not None and line.at is not None]
    return numbers != sorted(numbers)


def columns_of(reading: Reading, came: Sequence[Cells]) -> Iterator[str]:
    """Which columns the table that came back has: those whose name stands in it, and those of which anything was read.
    One whose name was changed in the file was not read, and says nothing."""
    _, layout = speech_of(reading.language)
    text = squeezed(reading.document.text).casefold()
    titles = {str(name): said for name, said in layout.columns.items()}
    for name in COLUMNS:
        if squeezed(titles[name]).casefold() in text or any(getattr(cells, name) for cells in came):
            yield name


def unread(reading: Reading) -> str:
    """All of the text that lies in no task that was read, white space made single, in small letters."""
    text, at, parts = reading.document.text, 0, list[str]()
    for task in sorted(reading.tasks, key=lambda one: one.start):
        parts.append(text[at : task.start])
        at = max(at, task.end)
    return squeezed(" ".join([*parts, text[at:]])).casefold()
