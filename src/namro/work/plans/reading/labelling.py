"""Which items name fields of a task by labels: "Lead: X", "Owner: Y. Due: Z". Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from namro.work.plans.reading.clauses import BULLET, PLAIN, STATING, Clause, Structure
from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.duties import Duties
from namro.work.plans.reading.fields import Task
from namro.work.plans.reading.lexicon import Lexicon

_LABEL = re.compile(r"[^\W\d_a-z][^;:.,()\n]{1,30}:(?=\s)")
"""A label that need not be known, at the beginning of a line."""


class Labels:
    """Tells such items of one document."""

    def __init__(self, text: str, structure: Structure, lexicon: Lexicon, duties: Duties) -> None:
        self._text, self._structure, self._lexicon, self._duties = text, structure, lexicon, duties

    def belongs(self, clause: Clause, task: Task) -> bool:
        """Whether a clause of labels lies in the one of a task, or is a bullet or a plain line beside it."""
        clauses = self._structure.clauses
        own = next((one for one in clauses if one.start <= task.start < one.end), None)
        if own is None:
            return False
        inside = any(one is own for one in self._structure.above(clause))
        return inside or (clause.parent == own.parent and clause.rank >= BULLET)

    def says_more(self, clause: Clause) -> bool:
        """Whether a line only says more of what the item is that it stands below, whose fields others there name."""
        return clause.label is None and clause.parent >= 0 and self.titled(self._structure.clauses[clause.parent])

    def item_of(self, clause: Clause, done: Sequence[Task]) -> int:
        """Which of the tasks a line of labels is for: that of the item it stands below, else the last."""
        item = self._structure.clauses[clause.parent] if self.says_more(clause) else None
        found = (at for at, task in enumerate(done) if item is not None and item.start <= task.start < item.end)
        return next(found, -1)

    def told_above(self, clause: Clause) -> bool:
        """Whether a clause above only says that duties are handed out below it."""
        return any(
            self._lexicon.assign.match(self._text, above.body, above.end) for above in self._structure.above(clause)
        )

    def only_labels(self, clause: Clause) -> bool:
        """Whether a clause begins with a label of a field."""
        return self._lexicon.labelled.match(self._text, clause.body, clause.end) is not None

    def labels_first(self, clause: Clause) -> bool:
        """Whether a clause with a label of its own names fields of a task before what is to be done."""
        if clause.label is None or clause.rank >= BULLET:
            return False
        spans = self._duties.sentences(self._text, clause.body, clause.end)
        plain_ones = [one for one in spans if not self._lexicon.labelled.match(self._text, one.start, one.end)]
        return len(plain_ones) == 1 and self._duties.starts_as_duty(self._text, plain_ones[0])

    def titled(self, clause: Clause) -> bool:
        """Whether an item that begins with what is to be done has lines without a label of their own below it, and some
        of them name the fields of its task: it is the task, and what they say besides only goes into it."""
        below = [self._structure.clauses[child] for child in clause.children]
        if clause.label is None or clause.section in STATING or any(one.rank < PLAIN or one.children for one in below):
            return False
        if self._structure.is_heading(clause) or self._text[clause.end - 1] == ":":
            return False
        body = Span(clause.body, clause.end)
        return any(map(self.only_labels, below)) and self._duties.starts_as_duty(self._text, body)

    def named_below(self, clause: Clause, spans: list[Span], number: int) -> bool:
        """Whether the fields of a task are named by labels right behind a sentence, in it or below it."""
        if number + 1 < len(spans):
            return self._lexicon.labelled.match(self._text, spans[number + 1].start, spans[number + 1].end) is not None
        if self._structure.is_heading(clause):
            return False  # the heading of a part
        if self.titled(clause):
            return True
        return self.all_labels([self._structure.clauses[child] for child in clause.children] or self._behind(clause))

    def all_labels(self, clauses: Sequence[Clause]) -> bool:
        """Whether clauses all begin with a label and at least one of these names a field."""
        named = [self.only_labels(one) and not self.labels_first(one) for one in clauses]
        return any(named) and all(of or self._other(one) for of, one in zip(named, clauses, strict=True))

    def unread(self, tasks: Sequence[Task], notes: Sequence[Note]) -> Iterator[Note]:
        """Notes on lines whose label is not known among those that name the fields of a task above them."""
        begun = {one.start for one in tasks}
        told = {one.start for one in notes}
        for clause in self._structure.clauses:
            below = [self._structure.clauses[child] for child in clause.children]
            if clause.body not in begun or not self.all_labels(below):
                continue
            for one in below:
                if not self.only_labels(one) and not {one.start, one.body} & (begun | told):
                    yield Note("nothing-read", one.body, one.end)

    def _other(self, clause: Clause) -> bool:
        """Whether a clause begins with words before a colon that are no label of a field and nobody's name."""
        label = _LABEL.match(self._text, clause.body, clause.end)
        return label is not None and self._lexicon.named_any.match(self._text, clause.body, label.end()) is None

    def _behind(self, clause: Clause) -> list[Clause]:
        """The plain line right behind a clause, where it stands beside it."""
        clauses = self._structure.clauses
        at = bisect_right(clauses, clause.start, key=lambda one: one.start)
        one = clauses[at] if at < len(clauses) else None
        return [one] if one is not None and one.rank == PLAIN and one.parent == clause.parent else []

    def names_lead(self, clause: Clause, spans: list[Span], number: int) -> bool:
        """Whether an item begins with what is to be done and names who leads by a label in it or right behind it."""
        if clause.section in STATING or clause.label is None:
            return False
        end = spans[number].end
        if number + 1 < len(spans) and self._lexicon.labelled.match(self._text, spans[number + 1].start):
            end = spans[number + 1].end
        marks = self._lexicon.labelled.finditer(self._text, spans[number].start, end)
        leads = any(mark.lastgroup == "lead" for mark in marks)
        return leads and self._duties.starts_as_duty(self._text, spans[number])
