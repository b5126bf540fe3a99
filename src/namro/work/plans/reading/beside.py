"""Whether an item that has others below it is itself something to do, and not only what they are called. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from namro.work.plans.reading.clauses import HANDING, STATING, Clause, Structure
from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.duties import Duties
from namro.work.plans.reading.fields import Task
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.wording import alternatives

_STOPS = ".;!"


class Beside:
    """Tells such items of one document."""

    def __init__(self, text: str, duties: Duties, times: Times, lexicon: Lexicon) -> None:
        self._text, self._duties, self._times, self._lexicon = text, duties, times, lexicon
        of = alternatives((*lexicon.speech.targets.of, *lexicon.speech.clauses.passive))
        self._noun = re.compile(rf"\s+(?:{of})(?!\w)", re.IGNORECASE)  # behind a verb that is a noun there: a list of …

    def says_itself(self, clause: Clause, body: Span) -> bool:
        """Whether a clause hands something over in a whole sentence that says by when or how often."""
        if clause.section in STATING or self._text[body.end - 1] not in _STOPS or not self._timed(body):
            return False
        return (
            self._duties.starts_as_duty(self._text, body)
            or self._duties.read(self._text, body, under=False, doing=True) is not None
        )

    def says(self, clause: Clause, span: Span) -> bool:
        """Whether a sentence of a clause is a duty, or says by when or how often in a part that hands something out."""
        if clause.section in STATING:
            return False
        whole = self._text[span.end - 1] in _STOPS and self._duties.starts_as_duty(self._text, span)
        return whole or (clause.section in HANDING and self._timed(span))

    def commands(self, structure: Structure, clause: Clause, span: Span) -> bool:
        """Whether a sentence of an item is a duty in a plan in which no heading tells of tasks: it begins with what is
        to be done and says by when or how often."""
        told = any(section.kind in HANDING for section in structure.sections)
        if told or clause.label is None or clause.section in STATING or not self._timed(span):
            return False
        verb = self._lexicon.strong.search(self._text, span.start, span.end)
        if verb is None or not self._duties.starts_as_duty(self._text, span):
            return False
        base = verb[0].casefold().removesuffix("s")  # "Reports submitted by …" is what somebody submits
        noun = self._lexicon.inside and base != verb[0].casefold() and self._lexicon.strong.fullmatch(base) is not None
        return not noun and self._noun.match(self._text, verb.end(), span.end) is None

    def introduced(self, structure: Structure, tasks: Sequence[Task], notes: Iterable[Note]) -> Iterator[Note]:
        """Notes on what stands before the colon of a list and is in no task: a time, or what somebody is to do where
        nothing was read of the list either."""
        told = [note.start for note in notes]
        looks = (self._lexicon.lead, self._lexicon.answers)
        for clause in structure.clauses:
            body = Span(clause.body, clause.end)
            if clause.too_long or not any(structure.clauses[child].label is not None for child in clause.children):
                continue
            if clause.start < structure.begins or clause.section in STATING or not clause.of(self._text).endswith(":"):
                continue
            last = clause
            while last.children:
                last = structure.clauses[last.children[-1]]
            read = [one.start for one in tasks if clause.start <= one.start < last.end]
            if any(at < clause.end for at in read) or any(clause.start <= at < clause.end for at in told):
                continue
            hands = not read and (
                self._duties.hands_over(self._text, body)
                or self._duties.starts_as_duty(self._text, body)
                or any(look.search(self._text, body.start, body.end) for look in looks)
                or self._duties.read(self._text, body, under=False, doing=True) is not None
            )
            if hands or (clause.section in HANDING and self._timed(body)):
                yield Note("nothing-read", body.start, body.end)

    def _timed(self, span: Span) -> bool:
        whens = self._times.found(self._text, span.start, span.end)
        return any(one.bound for one in whens) or self._times.rhythm(self._text, span.start, span.end) is not None
