"""Who leads where a sentence says so of somebody: "…, chủ trì là Công an xã". Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.led import Led
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names

_GAP = re.compile(r"[\s,:;(–-]*")
_BEHIND = (",", "(", ";")


class Being:
    """Finds such words in one language."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self._lexicon, self._names = lexicon, names

    def led(self, text: str, start: int, end: int) -> Led | None:
        """Who leads by such words behind what is to be done, or behind the one who works with others on what follows
        ("Công an xã phối hợp cùng Ban CHQS xã, chủ trì là Công an xã, tuần tra …"); None where none stand there."""
        for mark in self._lexicon.lead.finditer(text, start, end):
            being = self._lexicon.being.match(text, self._past(text, mark.end(), end), end)
            if being is None or not text[start : mark.start()].rstrip().endswith(_BEHIND):
                continue
            stop = text.find(";", being.end(), end)
            listed = self._names.listed(text, self._past(text, being.end(), end), stop if stop >= 0 else end)
            if not listed:
                continue
            leads = Span(listed[0].start, listed[-1].end)
            first = self._names.listed(text, start, mark.start())
            here = self._past(text, first[-1].end, mark.start()) if first else start
            with_ = self._lexicon.with_.match(text, here, mark.start()) if first else None
            if with_ is None:
                return Led(leads, [], leads.end, "carried", mark.start())
            named = [*first, *self._names.listed(text, self._past(text, with_.end(), end), mark.start())]
            said = leads.of(text).casefold()
            return Led(leads, [one for one in named if one.of(text).casefold() != said], leads.end, "lead", start)
        return None

    @staticmethod
    def _past(text: str, at: int, end: int) -> int:
        return _GAP.match(text, at, end).end()  # type: ignore[union-attr]
