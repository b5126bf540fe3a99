"""Whether a sentence begins with somebody who is said to do something, by words that need not be known. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names

_OPENING = re.compile(r"[\W\d_]*(?:[^\W\d_]{1,4}[.)]\s*)?(?:[^\W\d_]+(?:\s[^\W\d_]+)?,\s+)?")
"""What may stand before the name: a label of any kind, or "Secondly, "."""
_SPACE = re.compile(r"\s+")


class Somebody:
    """Finds such sentences in the words of one language; they are noted where nothing of them is read."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self._lexicon, self._names = lexicon, names

    def acts(self, text: str, start: int, end: int) -> bool:
        """Whether a name begins the sentence between two places and goes on with what it does: a word in small letters
        or a number, where a language writes its names with capitals and verbs stand in one form; else a known verb."""
        opening = _OPENING.match(text, start, end)
        for at in {start, opening.end() if opening is not None else start}:
            listed = self._names.listed(text, at, end) if self._names.begins(text, at, end) else []
            space = _SPACE.match(text, listed[-1].end, end) if listed else None
            if space is not None and self._does(text, space.end(), end):
                return True
        return False

    def _does(self, text: str, at: int, end: int) -> bool:
        lexicon = self._lexicon
        if lexicon.denied.match(text, at, end) or lexicon.done.match(text, at, end):
            return False
        if not lexicon.inside:
            first = text[at : at + 1]
            return (first.islower() or first.isdecimal()) and lexicon.and_.match(text, at, end) is None
        looks = (lexicon.verbs_small, lexicon.acts, lexicon.modal, lexicon.lead, lexicon.answers)
        return any(look.match(text, at, end) for look in looks)
