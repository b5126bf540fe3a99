"""What a plan holds already of a document that is read once more: line by line, so that only what it lacks is taken,
and where the document was corrected, which line has become which."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from namro.work.plans.history import histories
from namro.work.plans.models import Clause, Instrument, Plan, Relation, Target, Task
from namro.work.plans.stands import mark
from namro.work.plans.tables import ALIKE, MOST_COMPARED, alike
from namro.work.plans.task_states import TaskStanding, task_of
from namro.work.plans.wordings import standing

MINE = (Task.DRAFT, Task.PRINCIPLE)
"""How a task stands that nobody was given yet, and so is still corrected."""
Keys = tuple[Hashable, ...]
"""By what a line is known, the strictest first; None where it says nothing."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class HeldTask:
    """A task of a plan as its acts make it."""

    task: Task
    standing: TaskStanding

    @property
    def sentence(self) -> str:
        """The sentence that it was read from, "" for one that was written by hand."""
        return self.standing.words.get("source", "")

    @property
    def label(self) -> str:
        """The clause that it stands on, "" for none."""
        return self.task.clause.label if self.task.clause else ""


@dataclass(frozen=True, slots=True)
class Held:
    """What a plan has: its tasks, its open targets, the clauses of its document as they are worded now, and which
    documents that one names, each with its relation. `stand`: changes with any of them."""

    tasks: tuple[HeldTask, ...]
    targets: tuple[Target, ...]
    clauses: tuple[Clause, ...]
    relations: tuple[tuple[Instrument, str], ...]

    def every_line(self) -> list[tuple[str, Clause | None]]:
        """The references of all that is not over, given or not, each with the clause that it stands on."""
        tasks = [(one.task.ref, one.task.clause) for one in self.tasks if one.task.state != Task.ENDED]
        return tasks + [(one.ref, one.clause) for one in self.targets if one.state == Target.OPEN]

    def standing_on(self) -> list[tuple[str, Clause | None]]:
        """The references of drafts, principles and open targets, each with the clause that it stands on."""
        drafts = [(one.task.ref, one.task.clause) for one in self.tasks if one.task.state in MINE]
        return drafts + [(one.ref, one.clause) for one in self.targets if one.state == Target.OPEN]

    @property
    def stand(self) -> str:
        """How far they have come, to know whether somebody changed one since it was looked at."""
        said = [(one.task.ref, one.task.seq) for one in self.tasks], [(one.ref, one.seq) for one in self.targets]
        tied = [(one.pk, kind) for one, kind in self.relations]
        worded = [one.pk for one in self.clauses]
        return mark((*said, tied, worded))


@dataclass(frozen=True, slots=True)
class SaysOfItself:
    """What a document that was read says of itself: its number or symbol, "" for none, and its day."""

    number: str = ""
    dated: date | None = None

    def differs(self, own: Instrument) -> tuple[bool, bool]:
        """Whether its number, and whether its day, is another one than that of a plan's own document. What it does not
        say, or has only the place for ("Số: …/KH-UBND"), differs in nothing."""
        numbered = any(sign.isdigit() for sign in self.number)
        number = numbered and plain(self.number).replace(" ", "") != plain(own.symbol).replace(" ", "")
        return number, bool(self.dated and own.dated and self.dated != own.dated)


def held_by(plan: Plan) -> Held:
    """What the plan has of its own document; four queries, and one for every 500 tasks."""
    rows = (
        plan.tasks.filter(parent=None).exclude(state=Task.MOVED).select_related("clause__parent").order_by("nth", "pk")
    )
    tasks = list(rows)
    acts = histories(task.guard_ref for task in tasks)
    targets = Target.objects.filter(plan=plan).select_related("clause").order_by("pk")
    clauses = standing(Clause.objects.filter(instrument_id=plan.instrument_id).select_related("parent"))
    relations = Relation.objects.filter(Relation.OPEN, source_id=plan.instrument_id).select_related("target")
    tied = tuple((one.target, one.kind) for one in relations.order_by("pk"))
    whole = tuple(HeldTask(task, task_of(acts[task.guard_ref])) for task in tasks)
    return Held(whole, tuple(targets), tuple(clauses), tied)


def plain(text: str) -> str:
    """A sentence as it is compared: white space, case and composition do not matter."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def keys_of_task(clause: str, sentence: str, matter: str, under: str = "") -> Keys:
    """A task is known by its sentence: with the words that its clause lies `under`, whatever their numbers are, before
    the label of the clause; with the matter before without; alone last."""
    said, what, over = plain(sentence), plain(matter), plain(under)
    if not said:
        return (None,) * 6
    return ((said, clause, what, over), (said, what, over), (said, clause, what), (said, over), (said, clause), said)


def under_of(clause: Clause | None, held: Sequence[Clause]) -> str:
    """The words that a clause lies under, from the top, as they stand in the register for it."""
    there = {one.pk: one for one in held}
    words: list[str] = []
    above = clause.parent if clause is not None else None
    while above is not None and len(words) < 12:
        words.append(above.text)
        above = there[above.pk].parent if above.pk in there else None
    return "\n".join(reversed(words))


def keys_of_target(clause: str, goal: Hashable, name: str, wording: int | None = None) -> Keys:
    """A target is known by how much is to be reached: with the clause whose words it stands in (`wording`, which may
    bear another number now) and its name, with those words alone, with the label and its name, by its name."""
    said = plain(name)
    exact = (wording, goal, said) if wording is not None else None
    return (exact, (wording, goal) if wording is not None else None, (clause, goal, said), (goal, said))


def paired(read: Sequence[Keys], held: Sequence[Keys]) -> list[int | None]:
    """For each line that was read the place of what is held of it, None where that is nothing.

    What is known by the strictest key is one for one; by a looser one only where as many are read as are held, since
    which of them is missing is not guessed.
    """
    found: list[int | None] = [None] * len(read)
    free = set(range(len(held)))
    for nth in range(min((len(keys) for keys in (*read, *held)), default=0)):
        there: dict[Hashable, list[int]] = {}
        for at in sorted(free):
            there.setdefault(held[at][nth], []).append(at)
        asked: dict[Hashable, list[int]] = {}
        for at, keys in enumerate(read):
            if found[at] is None:
                asked.setdefault(keys[nth], []).append(at)
        for key, ats in asked.items():
            have = there.get(key, [])
            if key is None or (nth and len(have) != len(ats)):
                continue
            for at, one in zip(ats, have, strict=False):
                found[at] = one
                free.discard(one)
    return found


def beside(read: Sequence[Keys], held: Sequence[Keys]) -> dict[int, int]:
    """Of tasks that were parted from one sentence the later ones, each with the place of the first: where the document
    has that sentence under that clause fewer times than it is held, they go with it."""
    said = Counter(keys[-2] for keys in read)
    there: dict[Hashable, list[int]] = {}
    for at, keys in enumerate(held):
        if keys[-2] is not None and said[keys[-2]]:
            there.setdefault(keys[-2], []).append(at)
    return {one: ats[0] for key, ats in there.items() for one in ats[said[key] :]}


SAME_FORM = 0.85
"""From how alike on two sentences are one, worded otherwise, under whatever number each stands."""
SAME_CLAUSE = 0.6
"""The same of two under one number; and how many of the words of the shorter must stand in the longer where each is the
only one under that number."""
Line = tuple[str, ...]
"""A line as it is held against another: the label of its clause, then each wording of it that is known."""


def become(read: Sequence[Line], held: Sequence[Line]) -> list[int | None]:
    """For each line of a corrected document the place of the held line that it may be the new wording of, each for one
    at most: the most alike sentences first, of those as alike the ones of the same clause; None where none is alike.

    Plans say their sentences in much the same form, so that those of two duties are alike up to `SAME_FORM`: below
    that the clause must be the same too. Which number a line bears never makes it the new wording of another sentence.
    Only an offer: nothing is corrected unless somebody takes it.
    """
    found: list[int | None] = [None] * len(read)
    if len(read) * len(held) > MOST_COMPARED:
        return found
    pairs: list[tuple[float, bool, int, int]] = []
    for at, (label, *wordings) in enumerate(read):
        for one, (there, *said) in enumerate(held):
            same = label == there != ""
            both = [(plain(old), plain(new)) for old in said for new in wordings]
            close = max((round(alike(old, new), 2) for old, new in both), default=0.0)
            kept = same and _alone(label, read) and _alone(label, held) and any(_kept(*two) for two in both)
            if close >= (SAME_CLAUSE if same else SAME_FORM) or kept:
                pairs.append((close, same, at, one))
    for *_, at, one in sorted(pairs, key=lambda pair: (-pair[0], not pair[1], *pair[2:])):
        if found[at] is None and one not in found:
            found[at] = one
    return found


def same_words(read: Sequence[str], held: Sequence[str]) -> dict[int, int]:
    """By place of a line that was read the place of the held one that says exactly the same words, where no other line
    says them on either side."""
    lines, there = [plain(one) for one in read], [plain(one) for one in held]
    once = {one for one in lines if one and lines.count(one) == there.count(one) == 1}
    return {at: there.index(one) for at, one in enumerate(lines) if one in once}


def parts_held(parts: Sequence[str], held: Sequence[str]) -> dict[int, int]:
    """By place of a held task that was parted from a row the part of that row that it is, each for one at most: the one
    of the same words, else the most alike of those that are left."""
    found = {one: at for at, one in same_words(parts, held).items()}
    close = [
        (alike(plain(said), plain(part)), one, at)
        for one, said in enumerate(held) if one not in found
        for at, part in enumerate(parts) if at not in found.values()
    ]  # fmt: skip
    for _, one, at in sorted(close, key=lambda pair: (-pair[0], *pair[1:])):
        if one not in found and at not in found.values():
            found[one] = at
    return found


def _kept(old: str, new: str) -> bool:
    """Whether most words of the shorter of two sentences stand in the longer: one that was cut short, or filled out."""
    short, long = sorted((set(WORD.findall(old.casefold())), set(WORD.findall(new.casefold()))), key=len)
    return bool(short) and len(short & long) >= SAME_CLAUSE * len(short)


def _alone(label: str, lines: Sequence[Line]) -> bool:
    return sum(one == label for one, *_ in lines) == 1


@dataclass(frozen=True, slots=True)
class Reworded:
    """A clause of a plan's document that is worded otherwise in a corrected one: `text`."""

    clause: Clause
    text: str


def _stands(line: str, text: str) -> bool:
    """Whether a line stands in a text, each line of it as `plain` gives it, and goes on there only after a mark or on
    another line: “Department of Health” does not stand in “Department of Health Insurance”."""
    words = r"[ \n]+".join(map(re.escape, plain(line).split()))
    ends = r"(?! ?\w)" if line.strip()[-1:].isalnum() else ""
    return re.search(rf"(?<!\w){words}{ends}" if words[:1].isalnum() else f"{words}{ends}", text) is not None


def reworded(held: Sequence[Clause], whole: Mapping[str, str], said: Mapping[str, Sequence[str]]) -> list[Reworded]:
    """The clauses of which not every line stands in the corrected document any more. `whole`: by label all that stands
    in a clause there; `said`: by label its sentences of which something was read, which become its words (all that
    stands there where there is none). One whose words are the same is worded anew with what it lies in where that says
    something else now. A clause that is no more in the document is none of them."""
    found = []
    others: set[str] = set()
    for clause in held:
        there = "\n".join(map(plain, whole.get(clause.label, "").split("\n"))).strip()
        under_another = clause.parent is not None and clause.parent.label in others
        if there and (under_another or not all(_stands(line, there) for line in clause.text.split("\n"))):
            words = said.get(clause.label) or [whole[clause.label]]
            found.append(Reworded(clause, "\n".join(dict.fromkeys(words))))
            if under_another or alike(plain(clause.text), plain(found[-1].text)) < ALIKE:
                others.add(clause.label)
    return found
