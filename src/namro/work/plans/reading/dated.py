"""Whether a day is that of an instrument named right before it: "Quyết định số 9/QĐ-UBND, ngày 05/9/2026". Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.series import NUMBER
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_BEFORE = 120
"""Characters before a day in which the instrument is looked for."""


class Dated:
    """Tells such days in the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        speech = lexicon.speech
        on = {word.casefold() for word in speech.times.bounds.get("on", ())}
        dated = alternatives(word for word in speech.dated if word.casefold() not in on)
        bare = rf"(?:{alternatives(speech.number)})\s*\d{{1,5}}(?:/\d{{4}})?"
        kinds = alternatives(word for words in speech.kinds.values() for word in words)
        self._named = re.compile(
            rf"(?:{NUMBER.pattern}|(?i:(?<!\w)(?:{kinds})\s+{bare}))\s*[,;(]?\s*(?i:(?:{dated})\s*)?$"
        )

    def holds(self, text: str, start: int, when: When) -> bool:
        """Whether nothing but a mark, and a word such as "dated", stands between the number of an instrument and a day
        that no word makes the last."""
        if when.grain != "day" or when.bound not in ("", "on"):
            return False
        return self._named.search(text, max(start, when.start - _BEFORE), when.start) is not None
