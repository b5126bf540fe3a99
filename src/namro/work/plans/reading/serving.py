"""Times of what a duty serves, and of how long it goes on: what somebody else does with it, an event that is prepared
for, until when something is kept, or done so often a year. None is the day by which the duty is due. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_MARKS = ",;:.(\n"


class Serving:
    """Tells such times in the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        times, clauses = lexicon.speech.times, lexicon.speech.clauses
        self._looks = (lexicon.named, lexicon.posts, lexicon.collectives, lexicon.many)
        self._lexicon = lexicon
        article = rf"(?:(?:{alternatives(clauses.articles)})\s+)?"
        self._so_that = re.compile(rf"(?<!\w)(?:{alternatives(times.so_that)})\s+{article}(?=\w)", re.IGNORECASE)
        self._event = re.compile(
            rf"(?<!\w)(?:{alternatives(times.preparing)})\s+{article}(?:[^\W\d_][\w-]*\s+){{0,4}}?"
            rf"(?:{alternatives((*times.events, *clauses.meetings))})(?!\w)[^,;:.()\n\d]*$",
            re.IGNORECASE,
        )
        self._happening = re.compile(
            rf"\s*(?:(?:{alternatives((*times.happening, *times.day))})(?!\w)\s*)*", re.IGNORECASE
        )
        self._kept = re.compile(rf"(?<!\w)(?:{alternatives(times.kept)})(?!\w)[^,;:.()\n]*$", re.IGNORECASE)
        self._until = re.compile(rf"\s*(?:{alternatives(times.until)})(?!\w)", re.IGNORECASE)
        each = alternatives((*times.every, *lexicon.speech.targets.per, "/"))
        self._so_often = re.compile(
            rf"\d[\d.,]*\s+[^,;:.()\n\d]{{1,40}}?(?:\s|(?=/))(?:{each})\s*(?:{alternatives(times.nouns)})\s*$",
            re.IGNORECASE,
        )

    def holds(self, text: str, start: int, when: When, lead: int = -1) -> bool:
        """Whether a time in a sentence that begins at `start` is that of what its duty serves, or of how long it goes
        on. `lead`: where the name of who leads begins, as far as that is known."""
        begins = max(start, *(text.rfind(mark, start, when.from_) + 1 for mark in _MARKS))
        if self._of_purpose(text, begins, when.from_, lead):
            return True
        happens = self._happening.fullmatch(text, when.from_, when.start) is not None
        if happens and self._event.search(text, begins, when.from_) is not None:
            return True
        if self._until.match(text, when.from_, when.start) is None:
            return False
        return any(look.search(text, begins, when.from_) is not None for look in (self._kept, self._so_often))

    def _of_purpose(self, text: str, begins: int, at: int, lead: int) -> bool:
        """Whether a time stands behind what somebody else than who leads is to do with it: "… để Sở B báo cáo trước
        …", unless a verb of handing in stands behind the purpose."""
        found = self._so_that.search(text, begins, at)
        if found is None or not any(look.match(text, found.end(), at) for look in self._looks):
            return False
        own = re.match(r"[^\W\d_]+(?:\s+[^\W\d_]+)?", text[lead:at]) if lead >= 0 else None
        said = text[found.end() : at].casefold()
        return own is None or not said.startswith(own[0].casefold())
