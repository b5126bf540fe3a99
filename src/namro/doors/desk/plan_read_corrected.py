"""What a document that is read once more makes of the lines that a plan has: there as they are, worded anew, gone.

Everything is offered, and nothing taken by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from namro.doors import within
from namro.doors.desk.page import Desk
from namro.doors.desk.plan_draft import time_said
from namro.doors.desk.plan_lines import every_of, iso_day, offices, plain, short, title_of
from namro.doors.desk.plan_read_lines import MOST, Has, Row, parts_of, place_of, short_of, source_of
from namro.doors.desk.plan_read_more import Aim
from namro.doors.desk.plan_target_forms import number_in
from namro.doors.desk.plan_task import promised
from namro.rules.packs import sets
from namro.rules.packs.refused import Refused
from namro.work.plans import listed
from namro.work.plans.again import Held, HeldTask, become, keys_of_target, keys_of_task, paired, reworded
from namro.work.plans.models import Plan, Target, Task
from namro.work.plans.more_actions import MINE, AimCorrected, Corrected
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.table_back import said_again
from namro.work.plans.taking_in import Aimed, Place
from namro.work.plans.task_said import TaskSaid

MOST_WORDS = 3000
"""Words of two wordings up to which what differs is marked."""
A_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}")
"""What may be a day, in whatever words it stands."""
CELLS = re.compile(r"[\t\n|]")
"""What stands between the cells of a row."""
NO_FORM = ("term", "reports", "after")
"""What the time of a draft may say that a line of the look has no field for."""


@dataclass(slots=True)
class Gone:
    """A line of the plan that the document does not have. `removable`: it was given to nobody."""

    has: Has
    removable: bool
    chosen: bool = False
    task: Task | None = None
    target: Target | None = None

    @property
    def id(self) -> str:
        """What its tick is called."""
        one = self.task or self.target
        assert one is not None
        return f"gone-{one.ref}"


@dataclass(slots=True)
class Clausal:
    """A clause that is worded anew. `was`, `now`: its words in pieces, each with whether it is in that one only."""

    id: str
    label: str
    was: list[tuple[bool, str]]
    now: list[tuple[bool, str]]
    place: Place
    chosen: bool = False


@dataclass(slots=True)
class Look:
    """What the look says of the lines that the plan has."""

    plan: Plan
    held: Held
    gone: list[Gone] = field(default_factory=list)
    fixed: dict[int, HeldTask] = field(default_factory=dict)
    aims: dict[int, Target] = field(default_factory=dict)
    stays: dict[str, Callable[[], Place]] = field(default_factory=dict)

    def tasks(self, desk: Desk) -> Callable[[list[Row]], None]:
        """Says of each task that was read what the plan has of it, and which line of the plan it may correct."""

        def say(rows: list[Row]) -> None:
            held = self.held.tasks
            known = [keys_of_task(one.label, one.sentence, one.task.matter) for one in held]
            at = paired([keys_of_task(row.clause[:80], row.sentence[:MOST], row.matter) for row in rows], known)
            open_ = [one for one in range(len(held)) if one not in at and known[one][2] is not None]
            mine = [one for one in open_ if _own(desk, held[one].task, "plans.change_draft")]
            new = [row for row, found in zip(rows, at, strict=True) if found is None]
            offered = become([(row.clause[:80], row.sentence[:MOST]) for row in new],
                             [(held[one].label, held[one].sentence) for one in mine])  # fmt: skip
            fixes = {row.at: mine[one] for row, one in zip(new, offered, strict=True) if one is not None}
            for row, found in zip(rows, at, strict=True):
                row.does = "skip"
                if found is not None:
                    row.there = has_task(desk, held[found].task)
                    row.every, row.missing = row.there.every, []
                    self.stays[held[found].task.ref] = lambda row=row: place_of(row)  # type: ignore[misc]
                    continue
                if row.at in fixes:
                    self.fixed[row.at] = held[fixes[row.at]]
                    row.fix = has_task(desk, held[fixes[row.at]].task)
                    _fill(desk, row, said_again(held[fixes[row.at]].standing))
                same = keys_of_task("", row.sentence[:MOST], "")[2]
                row.near = [
                    has_task(desk, held[one].task)
                    for one in open_
                    if one != fixes.get(row.at) and (known[one][2] == same or held[one].label == row.clause[:80])
                ]
            left = [held[one].task for one in open_ if one not in fixes.values()]
            self._go(desk, (task for task in left if task.state != Task.ENDED))

        return say

    def targets(self, desk: Desk) -> Callable[[list[Aim]], None]:
        """The same of each target that was read."""

        def say(aims: list[Aim]) -> None:
            held = [one for one in self.held.targets if one.state == Target.OPEN]
            known = [keys_of_target(_label(one), one.goal, one.name) for one in held]
            at = paired([keys_of_target(one.clause, _goal(desk, one.goal), one.name) for one in aims], known)
            open_ = [one for one in range(len(known)) if one not in at]
            mine = [one for one in open_ if self._own_aim(desk, held[one])]
            new = [aim for aim, found in zip(aims, at, strict=True) if found is None]
            offered = become([(aim.clause, aim.name) for aim in new],
                             [(_label(held[one]), held[one].name) for one in mine])  # fmt: skip
            fixes = {aim.at: mine[one] for aim, one in zip(new, offered, strict=True) if one is not None}
            for aim, found in zip(aims, at, strict=True):
                aim.take = False
                if found is not None:
                    aim.has, aim.missing = has_target(desk, held[found]), []
                    self.stays[held[found].ref] = lambda aim=aim: aim.place  # type: ignore[misc]
                    continue
                if aim.at in fixes:
                    self.aims[aim.at] = held[fixes[aim.at]]
                    aim.fix = has_target(desk, held[fixes[aim.at]])
                    aim.by = aim.by or iso_day(held[fixes[aim.at]].by.isoformat())
                    aim.of = aim.of or str(held[fixes[aim.at]].of or "")
                aim.near = [
                    has_target(desk, held[one])
                    for one in open_
                    if one != fixes.get(aim.at) and _label(held[one]) == aim.clause
                ]
            self._go(desk, (held[one] for one in open_ if one not in fixes.values()))

        return say

    def _own_aim(self, desk: Desk, one: Target) -> bool:
        free = self.plan.state == Plan.DRAFT and one.value_on is None
        return free and listed.sits(desk.actor, one.office_id, "plans.correct_target")

    def _go(self, desk: Desk, lines: Iterable[Task | Target]) -> None:
        for one in lines:
            if isinstance(one, Task):
                gone = Gone(has_task(desk, one), _own(desk, one, "plans.withdraw"), task=one)
            else:
                gone = Gone(has_target(desk, one), self._own_aim(desk, one), target=one)
            gone.chosen = gone.removable and desk.request.POST.get(gone.id, "") == "yes"
            self.gone.append(gone)

    def changes(self, desk: Desk, rows: Sequence[Row], aims: Sequence[Aim]) -> None:
        """Says of each line that may correct one of the plan what would change, field by field."""
        for row in rows:
            if row.at in self.fixed:
                one = self.fixed[row.at]
                row.changes = _task_changes(desk, row, one.label, said_again(one.standing))
        for aim in aims:
            if aim.at in self.aims:
                aim.changes = _aim_changes(desk, aim, self.aims[aim.at])

    def corrected(self, desk: Desk, rows: Sequence[Row]) -> list[Corrected]:
        """The tasks that are corrected, as the room takes them."""
        return [
            Corrected(self.fixed[row.at].task, now_said(desk, row, said_again(self.fixed[row.at].standing)),
                      place_of(row))
            for row in rows if row.does == "correct"
        ]  # fmt: skip

    def aim_corrected(self, said: Aimed, at: int) -> AimCorrected:
        """A target that is corrected, as the room takes it: what the document cannot say of it stays."""
        was = self.aims[at]
        counted = said.said.task or (was.task_id if was.percent and said.said.of is None else None)
        percent = said.said.percent or (was.percent and counted is not None and not said.said.unit.strip("%"))
        now = replace(
            said.said, task=counted, parent=was.parent_id, begins=was.begins, percent=percent,
            unit="" if percent else said.said.unit,
        )  # fmt: skip
        return AimCorrected(was, now, said.place)

    def clauses(self, desk: Desk, found: Mapping[str, Any], rows: Sequence[Row], aims: Sequence[Aim]) -> list[Clausal]:
        """The clauses of the plan's document that this one words otherwise, each with both wordings."""
        parts = parts_of(found)
        whole, said, at = worded(found, [*map(place_of, rows), *(aim.place for aim in aims)])
        told = []
        for new in reworded(self.held.clauses, whole, said):
            label = new.clause.label
            was, now = marked_words(new.clause.text, new.text)
            id_ = f"clause-{new.clause.pk}"
            chosen = desk.request.POST.get(id_, "") == "yes"
            told.append(Clausal(id_, label, was, now, Place(label, new.text, parts.get(label, ()), at[label]), chosen))
        return told


def worded(
    found: Mapping[str, Any], places: Iterable[Place]
) -> tuple[dict[str, str], dict[str, list[str]], dict[str, int]]:
    """By label of each clause of a document that was read all that stands there, the sentences of which something was
    read (`places`), and how far down it begins."""
    text = found["text"]
    whole = {one["path"][:80]: text[one["start"] : one["end"]] for one in found["clauses"]}
    at = {one["path"][:80]: one["start"] for one in found["clauses"]}
    said: dict[str, list[str]] = {}
    for place in sorted(places, key=lambda place: place.at):
        said.setdefault(place.clause, []).append(place.text)
        whole[place.clause] = f"{whole.get(place.clause, '')}\n{place.text}".strip()
        at.setdefault(place.clause, place.at)
    return whole, said, at


def marked_words(was: str, now: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Two wordings in pieces, each with whether the other does not have it."""
    one, other = was.split(), now.split()
    if len(one) + len(other) > MOST_WORDS:
        return [(True, was)], [(True, now)]
    left: list[tuple[bool, str]] = []
    right: list[tuple[bool, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if a < b:
            left.append((kind != "equal", " ".join(one[a:b])))
        if c < d:
            right.append((kind != "equal", " ".join(other[c:d])))
    return left, right


def _own(desk: Desk, task: Task, action: str) -> bool:
    """Whether this person takes that action on the task, which nobody was given yet."""
    return task.state in MINE and listed.sits(desk.actor, task.assigner_id, action)


def _fill(desk: Desk, row: Row, was: TaskSaid) -> None:
    """Where the document says nothing of a field the draft's own stays if somebody wrote it by hand, and that is said;
    what the former sentence said and this one does not is gone with it."""
    before = short_of(desk, row)
    names = offices(desk, [was.lead, *was.helping])
    text = str(was.source.get("text", ""))
    sentence, alone = plain(text), _read_alone(text)
    if row.lead_id is None and not row.every and _leads_on(desk, row, was, names, sentence):
        row.lead, row.lead_id, row.every = names.get(was.lead or 0, ""), was.lead, was.spread
        row.among = sets.set_of(desk.pack, was.among)
        row.silent.append(desk.say("desk.plan.input.lead"))
    kept = [pk for pk in was.helping if plain(names.get(pk, "")) not in sentence]
    if not row.helping_ids and not row.unmatched and kept:
        row.helping_ids, row.helping = kept, "; ".join(names[pk] for pk in kept)
        row.silent.append(desk.say("desk.plan.read.helping"))
    if not row.product and was.product and not _says_product(text, was.product, alone):
        row.product = was.product
        row.silent.append(desk.say("desk.plan.input.product"))
    if not row.day and not row.rhythm and was.time and not _says_a_time(text, alone):
        time = was.time
        row.day, row.rhythm = iso_day(time.get("day") or time.get("until")), time.get("rhythm", "")
        row.each = within.shown(desk.lang, time.get("reports") or row.rhythm, time.get("within", ""))
        row.silent.append(desk.say("desk.plan.col.due"))
    row.missing = [*short_of(desk, row), *(why for why in row.missing if why not in before)]


def _leads_on(desk: Desk, row: Row, was: TaskSaid, names: Mapping[int, str], sentence: str) -> bool:
    """Whether the lead of a draft stays where no office has exactly the name that the document gives: it names the same
    as before, of which somebody made that office; or nobody, and it named nobody before."""
    if was.lead is None and not was.spread:
        return False
    if row.led:
        return plain(row.led) in sentence
    programme = desk.pack.programme
    every = was.spread and any(f" {plain(one)} " in f" {sentence} " for one in (programme.every if programme else ()))
    return not every and plain(names.get(was.lead or 0, "\0")) not in sentence and not was.source.get("lead")


def _read_alone(sentence: str) -> list[Mapping[str, Any]]:
    """What is read in a sentence by itself."""
    try:
        found = as_data(read_plan(read_document(f"1. {sentence}".encode(), "sentence.txt")))
    except Refused:
        return []
    return [*found["tasks"], *found["targets"]]


def _says_a_time(sentence: str, alone: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a sentence says when something is to be done, or may."""
    timed = any(one.get("due") or one.get("rhythm") or one.get("by") for one in alone)
    return timed or A_DAY.search(sentence) is not None


def _says_product(sentence: str, product: str, alone: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a sentence, or a cell of a row, gives that product: not only a word of it in passing."""
    cells = [plain(cell).rstrip(".") for cell in CELLS.split(sentence)]
    read = [plain(str(one["product"]["value"])) for one in alone if one.get("product")]
    return plain(product).rstrip(".") in cells or plain(product) in read


def now_said(desk: Desk, row: Row, was: TaskSaid) -> dict[str, Any]:
    """What a line of the look changes of a draft, as `TaskSaid` names it; its sentence is the new one."""
    lead = None if row.every else row.lead_id
    now: dict[str, Any] = {
        "matter": row.matter, "product": row.product, "time": _time(desk, row, was.time),
        "helping": sorted({pk for pk in row.helping_ids if pk != lead}),
    }  # fmt: skip
    then = {"matter": was.matter, "product": was.product, "time": dict(was.time), "helping": sorted(was.helping)}
    changed = {name: value for name, value in now.items() if value != then[name]}
    among = sorted(sets.kinds_of(desk.pack, row.among)) if row.every else []
    if (lead, row.every, among) != (was.lead, was.spread, sorted(was.among)):
        changed |= {"lead": lead, "spread": row.every, "among": among, "team": "", "post": None}
    return changed | {"source": source_of(row)}


def _time(desk: Desk, row: Row, was: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in time_said(desk, row.day, row.rhythm, row.each).items() if value}
    if said.get("rhythm") != was.get("rhythm") or (said and not row.rhythm):
        return said
    kept = {name: was[name] for name in NO_FORM if name in was}
    return {name: value for name, value in (kept | said).items() if name != "after" or "within" not in said}


def _task_changes(desk: Desk, row: Row, label: str, was: TaskSaid) -> list[dict[str, str]]:
    changed = now_said(desk, row, was)
    names = offices(desk, [was.lead, *was.helping, *row.helping_ids, row.lead_id])

    def led(pk: int | None, every: bool, among: str) -> str:
        return every_of(desk, among) if every else names.get(pk or 0, "")

    def helped(ids: Iterable[int]) -> str:
        return "; ".join(names[pk] for pk in ids if pk in names)

    columns = [
        ("clause", "desk.plan.input.clause", label, row.clause[:80], label != row.clause[:80]),
        ("matter", "desk.plan.input.matter", was.matter, row.matter, "matter" in changed),
        ("lead", "desk.plan.input.lead", led(was.lead, was.spread, sets.set_of(desk.pack, was.among)),
         led(row.lead_id, row.every, row.among), "lead" in changed),
        ("helping", "desk.plan.read.helping", helped(was.helping), helped(changed.get("helping", ())),
         "helping" in changed),
        ("product", "desk.plan.input.product", was.product, row.product, "product" in changed),
        ("time", "desk.plan.col.due", promised(desk, was.time), promised(desk, changed.get("time", {})),
         "time" in changed),
    ]  # fmt: skip
    return [{"column": desk.say(key), "was": old, "now": new} for _, key, old, new, differs in columns if differs]


def _aim_changes(desk: Desk, aim: Aim, was: Target) -> list[dict[str, str]]:
    def goal(value: Decimal, unit: str) -> str:
        text = f"{value.normalize():f}".replace(".", desk.say("common.decimal"))
        return f"{text} {unit}".strip()

    new = _goal(desk, aim.goal)
    unit = "%" if was.percent else was.unit
    columns = [
        ("desk.plan.input.clause", _label(was), aim.clause),
        ("desk.target.in.name", was.name, aim.name),
        ("desk.target.in.aim", desk.say(f"desk.target.in.aim.{was.aim}"), desk.say(f"desk.target.in.aim.{aim.aim}")),
        ("desk.target.in.goal", goal(was.goal, unit), goal(new, aim.unit) if new is not None else aim.goal),
        ("desk.target.in.by", iso_day(was.by.isoformat()), aim.by),
    ]
    return [{"column": desk.say(key), "was": old, "now": now} for key, old, now in columns if old != now]


def _label(one: Target) -> str:
    return one.clause.label if one.clause else ""


def has_task(desk: Desk, task: Task) -> Has:
    """A task of the plan, as the look names it."""
    state = desk.say(f"desk.plan.state.{task.state}")
    says = title_of(desk, task.matter)
    remove = desk.url("plan-task-deed", task.ref, "withdraw") if _own(desk, task, "plans.withdraw") else ""
    return Has(says, desk.url("plan-task", task.ref), state, task.pk, task.spread, remove)


def has_target(desk: Desk, one: Target) -> Has:
    """A target of the plan, as the look names it."""
    return Has(short(one.name), desk.url("plan-target", one.ref), pk=one.pk)


def _goal(desk: Desk, typed: str) -> Decimal | None:
    found = number_in(desk, typed)
    return Decimal(found) if found else None
