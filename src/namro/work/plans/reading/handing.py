"""What is handed over before it is said to whom: "Giao nhiệm vụ kiểm tra bến đò cho Công an xã chủ trì". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.led import Led
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.wording import alternatives

_GAP = re.compile(r"[\s,:;–-]*")


class Handing:
    """Finds it in the words of one language."""

    def __init__(self, lexicon: Lexicon, names: Names, times: Times) -> None:
        self._lexicon, self._names, self._times = lexicon, names, times
        forms, told = lexicon.speech.forms, alternatives(lexicon.speech.clauses.assign)
        self._opening = re.compile(rf"\s*(?:{told})\s+(?:{alternatives(forms.handed)})\s+", re.IGNORECASE)
        self._to = re.compile(rf"\s(?:{alternatives(forms.to)})\s+", re.IGNORECASE)

    def begins(self, text: str, start: int, end: int) -> int:
        """Where what is handed over begins in a sentence of that kind."""
        opening = self._opening.match(text, start, end)
        return opening.end() if opening is not None else start

    def led(
        self, text: str, start: int, end: int, helped: Callable[[str, int, int], tuple[list[Span], int]]
    ) -> Led | None:
        """To whom it is handed over, where nothing stands behind the name but words of leading, helping and carrying
        out, and by when; None in any other sentence."""
        opening = self._opening.match(text, start, end)
        if opening is None or self._names.begins(text, opening.end(), end):
            return None
        for mark in self._to.finditer(text, opening.end(), end):
            between = text[opening.end() : mark.start()]
            listed = self._names.listed(text, mark.end(), end)
            if not between.strip() or re.search(r"[;:.]", between) or not listed:
                continue
            here = self._past(text, listed[-1].end, end)
            helpers, here = helped(text, here, end)
            here = self._past(text, here, end)
            when = next(iter(self._times.found(text, here, end)), None)
            stop = self._times.introduced(text, here, when.from_) if when is not None else end
            if not text[here:stop].strip(" ,;.()"):
                return Led(Span(listed[0].start, listed[-1].end), helpers, here, "handed", mark.start())
        return None

    def _past(self, text: str, at: int, end: int) -> int:
        """The place behind words of leading or of carrying out."""
        here = _GAP.match(text, at, end).end()  # type: ignore[union-attr]
        for look in (self._lexicon.carried, self._lexicon.lead, self._lexicon.answers):
            found = look.match(text, here, end)
            if found is not None:
                return found.end()
        return at
