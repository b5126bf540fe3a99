"""Where a sentence goes from what is due on a day to what comes again, or the other way round. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.leading import Leads
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_GAP = re.compile(r"[\s,:;]*")
_LEAST = 6
"""Characters that a duty has at least."""


class Turning:
    """Finds such places in the words of one language: "…, hoàn thành trước ngày 15/6; hằng quý báo cáo", "inspect
    monthly and report by 15 December 2026". Whoever is to do the first is to do the second."""

    def __init__(self, lexicon: Lexicon, times: Times, leads: Leads) -> None:
        self._lexicon, self._times, self._leads = lexicon, times, leads
        and_, then = alternatives(lexicon.speech.clauses.and_), alternatives(lexicon.speech.times.then)
        self._joints = re.compile(
            rf"(?:[;,]\s+(?:(?:{and_})\s+)?|\s+(?:{and_})\s+)(?:(?:{then})(?!\w)[\s,]*)?", re.IGNORECASE
        )

    def cuts(self, text: str, start: int, end: int) -> Iterator[int]:
        """The place, the beginning of the second duty, where there is one and each half says the one or the other."""
        whens = self._firm(text, start, end)
        if len(whens) != 1 or self._times.rhythm(text, start, end) is None:
            return
        for joint in self._joints.finditer(text, start, end):
            at = joint.end()
            if text[start:at].count("(") > text[start:at].count(")") or not self._begins(text, at, end):
                continue
            if not self._lexicon.verbs.search(text, start, joint.start()):
                continue
            if self._turns(text, whens[0], (start, joint.start()), (at, end), apart=joint[0].startswith(";")):
                yield at
                return

    def _turns(self, text: str, when: When, first: tuple[int, int], second: tuple[int, int], *, apart: bool) -> bool:
        """Whether a day that ends one half and a rhythm in the other are each said of that half alone. `apart`:
        whether a semicolon parts the two."""
        times = self._times
        once, again = (first, second) if when.end <= first[1] else (second, first)
        rhythm = times.rhythm(text, *again)
        if when.from_ < once[0] or when.end > once[1] or rhythm is None or times.rhythm(text, *once) is not None:
            return False
        if times.several(text, *again) is not None or (again is first and rhythm.unread is not None):
            return False
        if once is first:
            return not text[when.end : first[1]].strip(" )")
        ends = apart or not text[rhythm.ends : first[1]].strip(" )")
        return ends and when.year is not None

    def _firm(self, text: str, start: int, end: int) -> list[When]:
        """The times by which something is due, those aside until which it goes on; none where one is not sure."""
        times = self._times
        found = [one for one in times.found(text, start, end) if one.bound and not times.is_end(text, one)]
        return found if not any(one.unsure or one.hoped or one.vague for one in found) else []

    def _begins(self, text: str, at: int, end: int) -> bool:
        """Whether something to be done begins at a place, a rhythm before it aside; words that only lead to a time are
        none."""
        times = self._times
        begins = self._past_rhythm(text, at, end)
        first = next(iter(times.found(text, begins, end)), None)
        if first is not None and times.introduced(text, begins, first.from_) <= begins:
            return False
        if times.introduced(text, at, begins) < at:
            return False
        verb = self._lexicon.verbs.match(text, self._leads.past(text, begins, end), end)
        return verb is not None and end - begins >= _LEAST

    def _past_rhythm(self, text: str, at: int, end: int) -> int:
        again = self._times.rhythm(text, at, end)
        if again is None or (text[at : again.begins].strip() and not self._times.opens(text, at, again.begins)):
            return at
        return _GAP.match(text, again.ends, end).end()  # type: ignore[union-attr]

    def goes_on(self, text: str, before: Span, span: Span) -> bool:
        """Whether a span is the second duty of the sentence of which the one before it is the first."""
        return before.end == span.start and span.start in self.cuts(text, before.start, span.end)
