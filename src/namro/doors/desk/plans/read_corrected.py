"""What a document that is read once more makes of the lines that a plan has: there as they are, worded anew, gone.

Everything is offered, and nothing taken by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from namro.doors.desk.page import Desk
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.lines import iso_day, plain, short, title_of
from namro.doors.desk.plans.read_fields import aim_changes, fill, goal_in, label_of, now_said, task_changes
from namro.doors.desk.plans.read_lines import MOST, Has, Row, kept_label, parts_of, place_of
from namro.doors.desk.plans.read_more import Aim
from namro.doors.desk.plans.read_parts import SPLIT
from namro.doors.plan_words import clause_kept, clause_said
from namro.work.plans import listed
from namro.work.plans.again import (
    MINE,
    Held,
    HeldTask,
    become,
    beside,
    keys_of_target,
    keys_of_task,
    paired,
    parts_held,
    reworded,
    same_words,
    under_of,
)
from namro.work.plans.models import Clause, Plan, Target, Task
from namro.work.plans.more_actions import AimCorrected, Corrected
from namro.work.plans.table_back import said_again
from namro.work.plans.taking_in import Aimed, Place

MOST_WORDS = 3000
"""Words of two wordings up to which what differs is marked."""


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
    """A clause that is worded anew. `called`: its label in the reader's language. `was`, `now`: its words in pieces,
    each with whether it is in that one only."""

    id: str
    label: str
    called: str
    was: list[tuple[bool, str]]
    now: list[tuple[bool, str]]
    place: Place
    chosen: bool = False


@dataclass(slots=True)
class Lost:
    """A clause that the document does not have any more. `where`: the label under which its words stand there now;
    `says`: how many lines of the plan stand on it."""

    clause: Clause
    called: str
    where: str
    says: str
    chosen: bool = False

    @property
    def id(self) -> str:
        """What its tick is called."""
        return f"lost-{self.clause.pk}"


@dataclass(slots=True)
class Look:
    """What the look says of the lines that the plan has."""

    plan: Plan
    held: Held
    called: Called
    gone: list[Gone] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    fixed: dict[int, HeldTask] = field(default_factory=dict)
    aims: dict[int, Target] = field(default_factory=dict)
    stays: dict[str, Callable[[], Place]] = field(default_factory=dict)

    def tasks(self, desk: Desk) -> Callable[[list[Row]], None]:
        """Says of each task that was read what the plan has of it, and which line of the plan it may correct."""

        def say(rows: list[Row]) -> None:
            held = self.held.tasks
            clauses = self.held.clauses
            known = [
                keys_of_task(clause_kept(one.label), one.sentence, one.task.matter, under_of(one.task.clause, clauses))
                for one in held
            ]
            read = [
                keys_of_task(kept_label(row), row.sentence[:MOST], row.matter, "\n".join(text for _, text in row.above))
                for row in rows
            ]
            parted = beside(read, known)
            for one in parted:
                known[one] = (None,) * len(known[one])
            at = paired(read, known)
            open_ = [one for one in range(len(held)) if one not in at and known[one][-1] is not None]
            mine = [one for one in open_ if _own(desk, held[one].task, "plans.change_draft")]
            new = [row for row, found in zip(rows, at, strict=True) if found is None]
            fixes = self._offered(new, mine)
            known_parts = self._parts(desk, new, fixes, open_)
            for row, found in zip(rows, at, strict=True):
                row.does = "skip"
                if found is not None:
                    row.there = has_task(desk, held[found].task)
                    row.every, row.missing = row.there.every, []
                    also = [one for one, first in parted.items() if first == found]
                    row.also = [has_task(desk, held[one].task) for one in also]
                    for one in (found, *also):
                        self.stays[held[one].task.ref] = lambda row=row: place_of(row)  # type: ignore[misc]
                    continue
                if row.at in fixes:
                    self._fix(desk, row, held[fixes[row.at]])
                same = keys_of_task("", row.sentence[:MOST], "")[-1]
                row.near += [
                    has_task(desk, held[one].task)
                    for one in open_
                    if one not in fixes.values()
                    and one not in known_parts
                    and (known[one][-1] == same or clause_kept(held[one].label) == kept_label(row))
                ]
            left = [held[one].task for one in open_ if one not in fixes.values() and one not in known_parts]
            self._go(desk, (task for task in left if task.state != Task.ENDED))

        return say

    def _offered(self, new: Sequence[Row], mine: Sequence[int]) -> dict[int, int]:
        """By number of a new line the place of the draft that it may correct: the one of exactly its words before one
        that is worded alike."""
        held = self.held.tasks
        same = same_words([row.matter for row in new], [held[one].task.matter for one in mine])
        fixes = {new[at].at: mine[one] for at, one in same.items()}
        rows = [row for row in new if row.at not in fixes]
        left = [one for one in mine if one not in fixes.values()]
        offered = become([(kept_label(row), row.sentence[:MOST]) for row in rows],
                         [(clause_kept(held[one].label), held[one].sentence) for one in left])  # fmt: skip
        return fixes | {row.at: left[one] for row, one in zip(rows, offered, strict=True) if one is not None}

    def _parts(self, desk: Desk, new: Sequence[Row], fixes: dict[int, int], open_: Sequence[int]) -> set[int]:
        """The tasks that were parted from the sentence of which a new line is the new wording: each is offered with its
        part of that line, which is parted again unless somebody says otherwise; one that has no part there, but its
        words, is named beside it. `fixes` says afterwards which of them the line itself may correct."""
        held, found = self.held.tasks, set[int]()
        for row in (row for row in new if row.at in fixes):
            first, taken = held[fixes[row.at]], {one for at, one in fixes.items() if at != row.at}
            group = [
                one for one in open_
                if one not in taken and held[one].task.state != Task.ENDED and held[one].label == first.label
                and plain(held[one].sentence) == plain(first.sentence) != ""
            ]  # fmt: skip
            if len(group) < 2:
                continue
            if row.two is None or desk.request.POST.get(f"two-{row.at}", SPLIT) != SPLIT:
                said = plain(row.sentence)
                there = [one for one in group if one != fixes[row.at] and plain(held[one].task.matter) in said]
                row.near = [has_task(desk, held[one].task) for one in there]
                found.update(there)
                continue
            row.parted = SPLIT
            of = parts_held(row.parts, [held[one].task.matter for one in group])
            by_part = {part: group[at] for at, part in of.items()}
            kept = {part: held[one].task.matter for part, one in by_part.items()}
            row.parts = tuple(  # with the capital that somebody gave it
                kept[at] if plain(kept.get(at, "")) == plain(said) else said for at, said in enumerate(row.parts)
            )
            found.update(by_part.values())
            for part, one in by_part.items():
                if part:
                    row.known[part] = lambda own, one=one: self._known(desk, own, held[one])  # type: ignore[misc]
            if 0 not in by_part or not _own(desk, held[by_part[0]].task, "plans.change_draft"):
                del fixes[row.at]
                row.near = [has_task(desk, held[by_part[0]].task)] if 0 in by_part else []
            else:
                fixes[row.at] = by_part[0]
        return found

    def _known(self, desk: Desk, row: Row, one: HeldTask) -> None:
        """Says of a part of a line which task of the plan it is: one that it may correct, or one that was given."""
        if _own(desk, one.task, "plans.change_draft"):
            self._fix(desk, row, one)
        else:
            row.near = [has_task(desk, one.task)]

    def _fix(self, desk: Desk, row: Row, one: HeldTask) -> None:
        self.fixed[row.at] = one
        row.fix = has_task(desk, one.task)
        fill(desk, row, said_again(one.standing), self.called)

    def targets(self, desk: Desk) -> Callable[[list[Aim]], None]:
        """The same of each target that was read."""

        def say(aims: list[Aim]) -> None:
            held = [one for one in self.held.targets if one.state == Target.OPEN]
            known = [keys_of_target(label_of(one), one.goal, one.name, one.clause_id) for one in held]
            words = {one.clause.pk: one.clause for one in held if one.clause}
            at = paired([keys_of_target(one.clause, goal_in(desk, one.goal), one.name, _wording(one, words.values()))
                         for one in aims], known)  # fmt: skip
            open_ = [one for one in range(len(known)) if one not in at]
            mine = [one for one in open_ if self._own_aim(desk, held[one])]
            new = [aim for aim, found in zip(aims, at, strict=True) if found is None]
            single = Counter(one.clause_id for one in held)
            offered = become(
                [(aim.clause, aim.name, aim.sentence) for aim in new],
                [
                    (label_of(one), one.name, *(one.clause.text.split("\n") if single[one.clause_id] == 1 else ()))
                    if one.clause
                    else ("", one.name)
                    for one in (held[at] for at in mine)
                ],
            )
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
                    own = (aim.by, aim.of)
                    aim.by = aim.by or iso_day(held[fixes[aim.at]].by.isoformat())
                    aim.of = aim.of or str(held[fixes[aim.at]].of or "")
                    lent = zip(("by", "of"), (aim.by, aim.of), own, strict=True)
                    aim.lent = {name: value for name, value, said in lent if value != said}
                aim.near = [
                    has_target(desk, held[one])
                    for one in open_
                    if one not in fixes.values() and label_of(held[one]) == aim.clause
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
                row.changes = task_changes(desk, row, one.label, said_again(one.standing))
        for aim in aims:
            if aim.at in self.aims:
                aim.changes = aim_changes(desk, aim, self.aims[aim.at])

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
            told.append(
                Clausal(
                    id_,
                    label,
                    clause_said(desk.lang, label),
                    was,
                    now,
                    Place(label, new.text, parts.get(label, ()), at[label]),
                    chosen,
                )
            )
        for one in self.held.tasks:
            clause = one.task.clause
            if clause is not None and not one.sentence and (label := _where(clause, whole)) not in ("", clause.label):
                place = Place(label, clause.text, parts.get(label, ()), at[label])
                self.stays[one.task.ref] = lambda place=place: place  # type: ignore[misc]
        self._lose(desk, found["text"], whole)
        return told

    def _lose(self, desk: Desk, text: str, whole: Mapping[str, str]) -> None:
        """Finds the clauses that are gone: nothing there has their label, and what still has their words is a clause
        of the register. One of a document that was registered by hand in other labels is not."""
        there, known = plain(text), {one.label for one in self.held.clauses}
        for clause in self.held.clauses:
            if clause.label in whole or self.plan.instrument.lost(clause) is not None:
                continue
            where = _where(clause, whole)
            if where not in known if where else all(plain(line) in there for line in clause.text.split("\n")):
                continue
            n = sum(on is not None and on.pk == clause.pk for _, on in self.held.every_line())
            one = Lost(
                clause,
                clause_said(desk.lang, clause.label),
                where,
                desk.say("desk.plan.reread.lost.lines", n=n) if n else "",
            )
            with_it = any(
                gone.chosen and (gone.task or gone.target).clause_id == clause.pk  # type: ignore[union-attr]
                for gone in self.gone
            )
            one.chosen = with_it or desk.request.POST.get(one.id, "") == "yes"
            self.lost.append(one)

    def touch(self, clauses: Sequence[Clausal], places: Iterable[Place]) -> None:
        """Words the clauses anew in which these lines stand, and with each that is worded anew those above it, its
        parts, and those to which the lines go that stood on it: a number that means another clause now never has a
        line of the former one under it."""
        anew = {one.label: one for one in clauses}
        went: dict[str, list[Place]] = {}
        for one, clause in self.held.standing_on():
            if clause is not None and one in self.stays:
                went.setdefault(clause.label, []).append(self.stays[one]())
        parts: dict[str, list[str]] = {}
        for clause in self.held.clauses:
            if clause.parent is not None:  # by its label: it may be a former wording
                parts.setdefault(clause.parent.label, []).append(clause.label)
        left = [label for place in places for label in _labels(place)]
        left += [one.label for one in clauses if one.chosen]
        seen: set[str] = set()
        while left:
            label = left.pop()
            if label in seen or label not in anew:
                continue
            seen.add(label)
            anew[label].chosen = True
            left += [*_labels(anew[label].place), *parts.get(label, ())]
            left += [more for place in went.get(label, ()) for more in _labels(place)]
            for lost in self.lost:
                if lost.where == label:
                    lost.chosen = True
                    left += [more for place in went.get(lost.clause.label, ()) for more in _labels(place)]


def _labels(place: Place) -> list[str]:
    """The labels of a place and of those that it lies in."""
    return [place.clause, *(label for label, _ in place.above)]


def _wording(aim: Aim, clauses: Collection[Clause]) -> int | None:
    """The clause of the register that has the sentence of a target: the one of the same label before others; None where
    it is none or more than one."""
    said = plain(aim.sentence)
    found = [one for one in clauses if said and said in plain(one.text)]
    found = [one for one in found if one.label == aim.clause] or found
    return found[0].pk if len(found) == 1 else None


def _where(clause: Clause, whole: Mapping[str, str]) -> str:
    """The label under which all words of a clause stand in the document that was read: its own, else the narrowest one;
    "" for none."""
    lines = [plain(line) for line in clause.text.split("\n")]
    found = [label for label, text in whole.items() if all(line in plain(text) for line in lines)]
    return clause.label if clause.label in found else min(found, key=lambda label: len(whole[label]), default="")


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


def has_task(desk: Desk, task: Task) -> Has:
    """A task of the plan, as the look names it."""
    state = desk.say(f"desk.plan.state.{task.state}")
    says = title_of(desk, task.matter)
    remove = desk.url("plan-task-deed", task.ref, "withdraw") if _own(desk, task, "plans.withdraw") else ""
    return Has(says, desk.url("plan-task", task.ref), state, task.pk, task.spread, remove)


def has_target(desk: Desk, one: Target) -> Has:
    """A target of the plan, as the look names it."""
    return Has(short(one.name), desk.url("plan-target", one.ref), pk=one.pk)
