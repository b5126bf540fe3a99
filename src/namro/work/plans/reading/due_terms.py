"""The times in a sentence that say by when its duty is due, and those that only go for a part of it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from namro.work.plans.reading.dated import Dated
from namro.work.plans.reading.halves import Halves
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.qualifying import Qualifying, of_part
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_SYMBOL = re.compile(r"[^\W_]/[^\W\d_]|\d-[^\W\d_]")
"""What the number of an instrument has in it and a day has not: 12/KH, 05-NQ, NQ/TW."""
_HEADS = (":", "-", "–", "—")
"""What stands behind a time that goes for all that follows it."""
AROUND = 80
"""Characters before a time in which words are looked for that say of what it is."""
TAIL = 200
"""Characters behind a time that can be no more than words and marks that belong to it."""


class DueTerms:
    """Tells them in the words of one language. `issued`: the day of the document. `lead_at`: where in the sentence that
    is read the name of who leads begins; -1 where nobody is known to."""

    def __init__(self, lexicon: Lexicon, times: Times, issued: date | None, halves: Halves) -> None:
        self._lexicon, self._times, self._issued, self._halves = lexicon, times, issued, halves
        self.qualifying, self._dated = Qualifying(lexicon), Dated(lexicon)
        self.lead_at = -1
        joints = alternatives((*lexicon.speech.clauses.and_, *lexicon.speech.times.then))
        self._joined = re.compile(rf"(?:(?:{joints})(?!\w)[\s,]*)+", re.IGNORECASE)

    def found(self, text: str, start: int, end: int) -> list[When]:
        """The times between two places that say by when: with a word before them that says so."""
        found = self._times.found(text, start, end)
        terms = {when for when in found if self._is_term(text, start, end, when)}
        listed = {when.unsure for when in terms} - {None}  # one of several days is no term without the others
        return [when for when in found if when in terms or when.unsure in listed]

    def _is_term(self, text: str, start: int, end: int, when: When) -> bool:
        """Whether a time says by when: words before it say so, or it ends the sentence behind a mark. The day of an
        instrument, and the year that one is made for, do not."""
        before = text[start : when.from_].rstrip()
        marked = max(before.rfind(mark) for mark in ",;") + 1
        named = list(self._lexicon.any_kind.finditer(before, marked))
        if self._issued is not None and when.day is not None and when.day < self._issued:
            return False  # over before the document was made: it tells of what
        if self._lexicon.of_things.search(before, max(0, len(before) - AROUND)):
            return self._lexicon.no_things.search(before) is not None
        if self._is_apart(text, start, end, when) or self._dated.holds(text, start, when):
            return False
        if self._times.introduced(text, start, when.from_) != when.from_ or self._heads(text, start, end, when):
            return True
        aside = max(before.rfind(mark) for mark in ",;(")
        if self._lexicon.done.search(before, aside if aside >= 0 else max(0, len(before) - AROUND)):
            return False  # tells what was
        if named and when.grain == "year" and when.bound != "before" and not self._says_end(text, when):
            return False
        if named and not when.bound and _SYMBOL.search(before[named[-1].end() :]):
            return False
        if when.bound and not (when.grain == "year" and when.bound == "on"):
            return True
        part = when.grain in ("month", "quarter", "half") and when.year is not None
        half = text[when.end : when.end + 1] == ")" and self._halves.parted(text, start, end)
        marks = (",", ";", "(", ":", "-") if when.grain == "day" else (",", ";", *("(" * half))
        return (when.grain == "day" or part) and before.endswith(marks) and self.is_end(text, when.end, end)

    def _heads(self, text: str, start: int, end: int, when: When) -> bool:
        """Whether a day or a part of a year stands before all else, with a colon behind it: "20/09/2026: …"."""
        if when.grain not in ("day", "month", "quarter", "half") or (when.grain != "day" and when.year is None):
            return False
        return not text[start : when.from_].strip() and text[when.end : end].lstrip()[:1] in _HEADS

    def apart(self, text: str, start: int, end: int) -> list[When]:
        """The times between two places that say by when and go for a part of the duty, or for what it rests on, and
        those from which it begins."""
        found = self._times.found(text, start, end)
        done: list[When] = []
        for at, when in enumerate(found):
            if when.bound and self._is_apart(text, start, end, when):
                done.append(when)
            elif when.since and not when.bound:
                after = found[at + 1] if at + 1 < len(found) else when
                joined = not after.bound and self._lexicon.and_.match(text[when.end : after.from_].strip()) is not None
                done.append(replace(when, unsure=(when.from_, after.end if joined else when.end)))
        return done

    def _is_apart(self, text: str, start: int, end: int, when: When) -> bool:
        """Whether a time is that of what a duty rests on, of a part of it, or of something that is named in it."""
        return (
            self._of_grounds(text, start, end, when)
            or of_part(text, start, end, when)
            or self.qualifying.holds(text, start, end, when, self.lead_at)
        )

    def _of_grounds(self, text: str, start: int, end: int, when: When) -> bool:
        """Whether a time is that of what somebody acts on: "on the basis of the proposal of X by 10 March, …"."""
        begins = max(start, *(text.rfind(mark, start, when.from_) + 1 for mark in ",;.("))
        if self._lexicon.grounds.search(text, begins, when.from_) is None:
            return False
        goes_on = text[when.end : end].lstrip().startswith(",") and text[when.end : end].strip(" .;,)")
        return bool(goes_on) or self._times.introduced(text, start, when.from_) == when.from_

    def _says_end(self, text: str, when: When) -> bool:
        """Whether the end of a period is named, not only the period: the plan up to 2030, until the end of 2030."""
        return self._lexicon.last.search(text, when.from_, when.start) is not None

    def is_end(self, text: str, at: int, end: int) -> bool:
        """Whether nothing follows but words that belong to a term."""
        rest = text[at:end].strip(" .;,)!?") if end - at <= TAIL else "more"
        return not rest or self._joined.fullmatch(rest) is not None or self._times.introduced(rest, 0, len(rest)) == 0
