"""Whether an item that has paragraphs without a label below it is itself something to do, and not what they are called.
Pure."""

from __future__ import annotations

from namro.work.plans.reading.clauses import HANDING, STATING, Clause
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.duties import Duties
from namro.work.plans.reading.times import Times

_STOPS = ".;!"


class Beside:
    """Tells such items of one document."""

    def __init__(self, text: str, duties: Duties, times: Times) -> None:
        self._text, self._duties, self._times = text, duties, times

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

    def _timed(self, span: Span) -> bool:
        whens = self._times.found(self._text, span.start, span.end)
        return any(one.bound for one in whens) or self._times.rhythm(self._text, span.start, span.end) is not None
