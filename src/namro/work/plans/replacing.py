"""What whoever replaces a document reads first: how many offices follow each task, and which clause of the new document
says what the old one said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.again import WORD, plain
from namro.work.plans.hanging import hanging_on
from namro.work.plans.models import Clause, Instrument, Task
from namro.work.plans.queries import in_list
from namro.work.plans.tables import alike

NEARLY = 0.85
"""From which likeness on (0 to 1) a clause of another document counts as the same sentence, a little reworded."""
MOST = 400
"""Clauses among which a sentence that is only nearly the same is looked for."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The open copies of a task that offices have, as far as the reader sees them: how many, and how many of these are
    late or wait for an answer."""

    n: int
    late: int
    reported: int


def copies_hanging(actor: Actor, tasks: Sequence[Task], on: date) -> Mapping[int, Copies]:
    """By id of each of these tasks that was given to offices what follows it; one query."""
    among = [task.pk for task in tasks if task.spread]
    found = scope.tasks(actor, on).filter(parent__in=among, state__in=Task.OPEN).order_by().values("parent_id")
    found = found.annotate(
        n=Count("pk"), late=Count("pk", filter=in_list("late", on)), waits=Count("pk", filter=Q(state=Task.REPORTED))
    )
    return {row["parent_id"]: Copies(row["n"], row["late"], row["waits"]) for row in found} if among else {}


def waiting_under(instrument: Instrument, tasks: Sequence[Task]) -> Mapping[int, int]:
    """By id of each of these tasks that stand on the document how many reports wait for an answer that end with it: its
    own and those of all that came from it there, whoever reads them; one query."""
    rows = hanging_on(instrument).order_by().values_list("pk", "parent_id", "state", "spread")
    above = {pk: parent for pk, parent, _, _ in rows}
    wanted, found = {task.pk for task in tasks}, dict.fromkeys((task.pk for task in tasks), 0)
    for pk, _, state, spread in rows:
        root: int | None = pk
        while root is not None and root not in wanted:
            root = above.get(root)
        if root is not None and state == Task.REPORTED and not spread:
            found[root] += 1
    return found


def same_sentence(clause: Clause | None, among: Sequence[Clause]) -> tuple[Clause, bool] | None:
    """The clause of another document that says what this one says, and whether word for word (else nearly). None where
    there is none, or several say it alike: nothing is guessed. Case, marks and white space do not matter."""
    if clause is None or not (wanted := _words(clause.text)):
        return None
    said = [(one, _words(one.text)) for one in among]
    exact = [one for one, words in said if words == wanted]
    if len(exact) > 1:
        exact = [one for one in exact if one.label == clause.label]
        return (exact[0], True) if len(exact) == 1 else None
    if exact:
        return exact[0], True
    near = [one for one, words in said[:MOST] if alike(wanted, words) >= NEARLY]
    return (near[0], False) if len(near) == 1 else None


def _words(text: str) -> str:
    return " ".join(WORD.findall(plain(text)))
