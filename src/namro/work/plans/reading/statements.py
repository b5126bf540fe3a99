"""Sentences that hand nothing over: who sits on a body, a meeting that was held, who answers to whom. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from namro.work.plans.reading.clauses import STATING
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_GAP = re.compile(r"[\s,:;–-]*")


class Statements:
    """Tells them in the words of one language. `issued`: the day of the document, where it says one."""

    def __init__(self, lexicon: Lexicon, names: Names, times: Times, issued: date | None) -> None:
        clauses = lexicon.speech.clauses
        self._lexicon, self._names, self._times, self._issued = lexicon, names, times, issued
        self._seat = re.compile(rf"[\s+•*–-]*(?:{alternatives(clauses.seats)})\s*:\s*", re.IGNORECASE)
        self._heralds = pattern(clauses.heralds)
        self._meeting = re.compile(
            rf"(?:(?:{alternatives(clauses.articles)})\s+)?(?:{alternatives(clauses.meetings)})(?!\w)", re.IGNORECASE
        )

    def names_part(self, text: str, body: Span) -> bool:
        """Whether a paragraph begins with the name of a part that only states and a colon: "Yêu cầu: …"."""
        looks = (self._lexicon.sections[name] for name in STATING if name in self._lexicon.sections)
        named = (look.match(text, body.start, body.end) for look in looks)
        return any(one is not None and text[one.end() : one.end() + 1] == ":" for one in named)

    def heralds(self, text: str, task: Span, end: int) -> bool:
        """Whether what somebody is asked to do ends a paragraph with a colon and words for the list behind it."""
        if text[end - 1] != ":" or text[task.end : end].strip(" :"):
            return False
        return any(one.end() == task.end for one in self._heralds.finditer(text, task.start, task.end))

    def only_approves(self, text: str, start: int, task: Span) -> bool:
        """Whether the half of a sentence that begins at `start`, behind a semicolon, only says who approves what stands
        before it."""
        found = self._lexicon.approves.match(text, task.start, task.end)
        return found is not None and found.end() == task.end and text[max(0, start - 3) : start].rstrip().endswith(";")

    def only_when(self, text: str, span: Span) -> When | None:
        """The time by which something is due where a sentence says nothing else: "Hoàn thành trước ngày 15/12"."""
        found = self._times.found(text, span.start, span.end)
        if len(found) != 1:
            return None
        begins = self._times.introduced(text, span.start, found[0].from_)
        if not found[0].bound and (found[0].grain != "day" or begins == found[0].from_):
            return None
        before, after = (text[a:b].strip(" .,:;–-)") for a, b in ((span.start, begins), (found[0].end, span.end)))
        only = not before or self._lexicon.carried.fullmatch(before) is not None  # "Thực hiện trong tháng 7/2027."
        when = found[0] if found[0].bound else replace(found[0], from_=begins)
        return when if only and not after else None

    def seats(self, text: str, span: Span) -> bool:
        """Whether a sentence only says who sits on a body: "Head of the board: the Chair of the People's Committee"."""
        seat = self._seat.match(text, span.start, span.end)
        if seat is None:
            return False
        lexicon = self._lexicon
        looks = (lexicon.verbs, lexicon.lead, lexicon.answers, lexicon.assign, lexicon.with_, lexicon.presides)
        acts = any(look.match(text, seat.end(), span.end) for look in looks)
        return not acts or self._names.begins(text, seat.end(), span.end)

    def held(self, text: str, start: int, leads: Span, task: Span, *, labelled: bool) -> bool:
        """Whether a sentence that begins at `start` tells of a meeting that was held: on a day that was over when the
        document was made or, in a paragraph without a label, on any but a later one."""
        if self._meeting.match(text, task.start, task.end) is None:
            return False
        days = [when.day for when in self._times.found(text, start, leads.start) if when.grain == "day"]
        if not days:
            return False
        if self._issued is None:
            return not labelled
        return all(day is not None and day <= self._issued for day in days)

    def answers(self, text: str, leads: Span, end: int) -> int | None:
        """Where a duty begins in a sentence that says of those named in `leads` to whom they answer ("… chịu trách
        nhiệm trước … nếu …"): behind the next semicolon, else its end; None where it says no such thing."""
        at = _GAP.match(text, leads.end, end).end()  # type: ignore[union-attr]
        modal = self._lexicon.modal.match(text, at, end)
        at = _GAP.match(text, modal.end(), end).end() if modal is not None else at  # type: ignore[union-attr]
        mark = self._lexicon.answer_to.match(text, at, end)
        if mark is None:
            return None
        stop = text.find(";", mark.end(), end)
        return stop + 1 if stop >= 0 else end
