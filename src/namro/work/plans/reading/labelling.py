"""Which items name fields of a task by labels: "Lead: X", "Owner: Y. Due: Z". Pure."""

from __future__ import annotations

from namro.work.plans.reading.clauses import BULLET, STATING, Clause, Structure
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.duties import Duties
from namro.work.plans.reading.lexicon import Lexicon


class Labels:
    """Tells such items of one document."""

    def __init__(self, text: str, structure: Structure, lexicon: Lexicon, duties: Duties) -> None:
        self._text, self._structure, self._lexicon, self._duties = text, structure, lexicon, duties

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

    def named_below(self, clause: Clause, spans: list[Span], number: int) -> bool:
        """Whether the fields of a task are named by labels right behind a sentence, in it or below it."""
        if number + 1 < len(spans):
            return self._lexicon.labelled.match(self._text, spans[number + 1].start, spans[number + 1].end) is not None
        if any(part.start == clause.start for part in self._structure.sections):
            return False  # the heading of a part
        below = [self._structure.clauses[child] for child in clause.children]
        return bool(below) and all(self.only_labels(one) and not self.labels_first(one) for one in below)

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
