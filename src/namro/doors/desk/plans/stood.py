"""In words, on which clause a task stands and stood: beside another document than the plan's, or one that was
replaced, its name is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import kind_of
from namro.doors.plan_words import clause_said
from namro.work.plans.models import Clause, Instrument, Plan, Task
from namro.work.plans.replaced_by import InPlace, Over, replaced
from namro.work.plans.stood_on import Former, stood_on


def document(desk: Desk, one: Instrument) -> str:
    """Kind and symbol of a document."""
    return f"{kind_of(desk, one.kind)} {one.symbol}".strip()


def over_said(desk: Desk, one: Instrument, went: Over) -> dict[str, str]:
    """That a document was replaced, or will be from a day, and the way to the one that replaces it."""
    when = "later" if went.begins > desk.on else "since"
    names = {"document": document(desk, one), "by": document(desk, went.by), "day": words.dmy(went.begins)}
    return {
        "said": desk.say(f"desk.plan.replaced.{when}", **names),
        "by": desk.say("desk.plan.replaced.open", by=names["by"]),
        "url": desk.url("plan-lineage", went.by.ref),
    }


def line_said(desk: Desk, line: Sequence[InPlace]) -> dict[str, str]:
    """As `over_said`, of a document and all that took its place one after the other (`replaced_by.line_of`): each step
    is said, and the way is to the last; {} of one that was not replaced."""
    steps = [over_said(desk, old.by, Over(new.by, new.begins)) for old, new in pairwise(line) if new.begins is not None]
    return {**steps[-1], "said": " ".join(one["said"] for one in steps)} if steps else {}


def line_in_short(desk: Desk, line: Sequence[InPlace]) -> str:
    """The same in few words, for a list; "" of one that was not replaced."""
    says: list[str] = []
    for one in line[1:]:
        said = {"by": document(desk, one.by), "day": words.dmy(one.begins) if one.begins is not None else ""}
        then = desk.say("desk.plan.replaced.short.then", **said) if says else ""
        says.append(then or desk.say("desk.plan.replaced.short", **said))
    return "; ".join(says)


def gone_said(desk: Desk, one: Instrument, clause: Clause | None) -> str:
    """That a correction of the document removed a clause, and when; "" of one that stands."""
    since = one.lost(clause)
    return desk.say("desk.plan.document.gone", day=words.dmy(since)) if since else ""


def place(desk: Desk, clause: Clause | None, instrument: Instrument, *, gone: bool) -> str:
    """A clause with its document, and whether that one was replaced."""
    name = document(desk, instrument)
    name = f"{clause_said(desk.lang, clause.label)}, {name}" if clause is not None else name
    return desk.say("desk.plan.stood.replaced", place=name) if gone else name


def formerly(desk: Desk, places: Sequence[Former]) -> str:
    """What was said above of a task, of all that it stood on before; "" of one that was never moved."""
    said = "; ".join(place(desk, one.clause, one.instrument, gone=True) for one in places)
    return desk.say("desk.plan.stood.formerly", places=said) if said else ""


def beside(desk: Desk, plan: Plan, tasks: Sequence[Task]) -> dict[int, dict[str, str]]:
    """By id of each task where it stands, if that is not a clause of the plan's own document (`elsewhere`), and where
    it stood before (`formerly`)."""
    moved = stood_on(tasks)
    other = [task for task in tasks if task.instrument_id != plan.instrument_id]
    gone = replaced(task.instrument_id for task in other) if other else set()
    elsewhere = {task.pk: place(desk, task.clause, task.instrument, gone=task.instrument_id in gone) for task in other}
    return {
        task.pk: {"elsewhere": elsewhere.get(task.pk, ""), "formerly": formerly(desk, moved.get(task.pk, ()))}
        for task in tasks
    }
