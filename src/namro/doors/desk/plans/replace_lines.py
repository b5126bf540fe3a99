"""The lines of the look at replacing a document: what each task and target is, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed

from namro.doors.desk.inputs import Input, Option, marked, typed, wrong_with
from namro.doors.desk.page import Desk, Wrong
from namro.doors.desk.plans.lines import celled, due_said, lead, short, state, title_of
from namro.doors.desk.plans.lines import lines as said_lines
from namro.doors.desk.plans.target_lines import asked
from namro.doors.desk.plans.task import promised
from namro.doors.plan_words import clause_said
from namro.doors.words import dmy
from namro.work.plans import listed, queries, target_queries
from namro.work.plans.models import Clause, Instrument, Target, Task
from namro.work.plans.replacing import Copies, copies_hanging, same_sentence, waiting_under

END = "end"
"""The choice of what ends with the old document."""
TAKE = "take-"
"""Before a reference: the button that takes the clause that is offered for that line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One task or target. `facts`: its plan, who has it, by when, how it stands; `old` and `text`: the clause that it
    stands on now and its words; `offer`: the id of the clause whose sentence is the same, "" for none, `offered`: what
    is said of it. `fate` and `why`: what becomes of it, and why it ends. `waits`: how many reports under it wait for an
    answer, `waiting` says so."""

    ref: str
    url: str
    name: str
    facts: tuple[str, ...]
    late: str
    old: str
    text: str
    fate: Input
    why: Input
    offer: str = ""
    offered: str = ""
    waits: int = 0
    waiting: str = ""

    def typed(self, desk: Desk) -> Line:
        """The line with what was sent for it."""
        return changed(self, fate=typed(desk, self.fate), why=typed(desk, self.why))

    def taking(self, choice: str) -> Line:
        """The line with that choice."""
        return changed(self, fate=self.fate.choosing([choice]))

    def marked(self, wrongs: Sequence[Wrong]) -> Line:
        """The line with what is to be mended in it."""
        fate, why = marked([self.fate, self.why], wrongs)
        return changed(self, fate=fate, why=why)


def chosen(one: Input) -> str:
    """The id of what is chosen, "" for nothing."""
    return next((option.id for option in one.options if option.chosen), "")


def lines_of(desk: Desk, old: Instrument, new: Instrument) -> list[Line]:
    """All that stands on the old document, each with the clauses of the new one to choose from and its end."""
    clauses = listed.to_stand_on(new)
    options = tuple(
        Option(str(one.pk), f"{clause_said(desk.lang, one.label)} {short(celled(one.text), 90)}".strip())
        for one in clauses
    )
    options = (*options, Option(END, desk.say("desk.plan.replace.end")))
    tasks = queries.hanging(desk.actor, old.ref, desk.on)
    copies, written = copies_hanging(desk.actor, tasks, desk.on), listed.structures(tasks)
    waits = waiting_under(old, tasks)
    found = []
    for task, row in zip(tasks, said_lines(desk, tasks), strict=True):
        facts, late = _task_facts(desk, task, row, promised(desk, written[task.ref].get("time") or {}), copies)
        one, n = _line(desk, task, title_of(desk, task.matter), facts, late, clauses, options), waits[task.pk]
        found.append(changed(one, waits=n, waiting=desk.say("desk.plan.replace.waits", n=n)) if n else one)
    for target in target_queries.targets_hanging(desk.actor, old.ref, desk.on):
        name = desk.say("desk.plan.replace.target", name=target.name, asked=asked(desk, target))
        office, day = desk.pick(target.plan.office.names), desk.say("desk.plan.due", day=dmy(target.by))
        facts = (target.plan.name, office, day)
        found.append(_line(desk, target, name, facts, "", clauses, options))
    return found


def _task_facts(
    desk: Desk, task: Task, row: dict[str, str], promise: str, copies: Mapping[int, Copies]
) -> tuple[tuple[str, ...], str]:
    """The plan, who has it, by when, how it stands; and what is late of it."""
    under = copies.get(task.pk)
    who = desk.say("desk.plan.replace.units", n=under.n) if under is not None else lead(desk, task)
    day = desk.say("desk.plan.due", day=due_said(task, row["period"])) if task.due_on and under is None else promise
    day = day or desk.say("desk.plan.replace.no-day")
    if under is None:
        late = row["left"] if row["tone"] == "late" else ""
        return (task.plan.name, who, day, state(desk, task)), late
    stands = (
        desk.say("desk.plan.replace.reported", n=under.reported) if under.reported else "",
        desk.say("desk.plan.replace.going", n=under.n - under.reported) if under.n > under.reported else "",
    )
    late = desk.say("desk.plan.replace.late", n=under.late) if under.late else ""
    return (task.plan.name, who, day, *(one for one in stands if one)), late


def _line(
    desk: Desk,
    one: Task | Target,
    name: str,
    facts: tuple[str, ...],
    late: str,
    clauses: Sequence[Clause],
    options: tuple[Option, ...],
) -> Line:
    say, task = desk.say, isinstance(one, Task)
    same = same_sentence(one.clause, clauses)
    key = "desk.plan.replace.same" if same is not None and same[1] else "desk.plan.replace.nearly"
    text = short(celled(one.clause.text), 240) if one.clause is not None else ""
    return Line(
        one.ref,
        desk.url("plan-task" if task else "plan-target", one.ref),
        name,
        tuple(fact for fact in facts if fact),
        late,
        clause_said(desk.lang, one.clause.label) if one.clause is not None else "",
        text,
        Input(f"fate-{one.ref}", "list", say("desk.plan.replace.fate"), options=options),
        Input(
            f"why-{one.ref}",
            "line",
            say("desk.plan.replace.why"),
            required=False,
            most=2000,
            needed=say("desk.plan.replace.why.needed"),
        ),
        str(same[0].pk) if same is not None else "",
        say(key, clause=clause_said(desk.lang, same[0].label), text=short(celled(same[0].text), 240))
        if same is not None
        else "",
    )


def filled(lines: Sequence[Line], going: str, every: str) -> list[Line]:
    """The lines after one of the buttons that only fill in: those without a choice get the one for all or the clause
    that is offered, or one line takes the clause that is offered for it."""
    found = []
    for one in lines:
        free = not chosen(one.fate)
        if going == f"{TAKE}{one.ref}" or (going == "offers" and free):
            found.append(one.taking(one.offer) if one.offer else one)
        else:
            found.append(one.taking(every) if going == "fill" and free and every else one)
    return found


def said_wrong(desk: Desk, lines: Sequence[Line], ends: str) -> list[Wrong]:
    """What is to be mended, at the line that it is about: nothing chosen, or an end without a reason."""
    wrongs = []
    for one in lines:
        if said := wrong_with(desk, one.why):
            wrongs.append(Wrong(said, one.why.id))
        if desk.request.POST.get(one.fate.id, "") not in one.fate.ids:
            wrongs.append(Wrong(desk.say("desk.plan.replace.undecided", name=one.name), one.fate.id))
        elif chosen(one.fate) == END and not (one.why.value or ends):
            wrongs.append(Wrong(desk.say("desk.plan.replace.no-why", name=one.name), one.why.id))
    return wrongs
