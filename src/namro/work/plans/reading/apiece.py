"""Numbers that go for each of many and are no total: 20 people/ward, each ward at least 3. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.wording import alternatives


class Apiece:
    """Tells such numbers in the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        words, times = lexicon.speech.targets, lexicon.speech.times
        time = alternatives(times.nouns)
        each = alternatives((*times.every, *words.every))
        of = rf"(?:/\s*|(?<!\w)(?:{alternatives(words.per)})\s+)"
        place = rf"(?:{alternatives((*words.sets, *words.units, *words.one))})(?!\w)"
        yearly = {word for words in times.rhythms.get("yearly", ()) for word in words.split()} & {*times.nouns}
        year = rf"\s*/\s*(?:{alternatives(yearly)})(?![\w/])"
        self._unit = re.compile(rf"(?:\s*{of}(?:{time})(?!\w))*\s*{of}{place}(?:{year})?|{year}", re.IGNORECASE)
        one = (
            rf"(?<![\w/.,])(?:{alternatives(words.single)})\s+(?:[^\W\d_][\w-]*\s+){{1,6}}?"
            rf"(?:{alternatives(words.in_charge)})(?!\w)[^\d,;.()\n]{{0,20}}"
        )
        self._in_charge, self._single = re.compile(rf"{one}$", re.IGNORECASE), re.compile(rf"{one}\d", re.IGNORECASE)
        self._each = re.compile(
            rf"(?<!\w)(?:{each})\s+(?:[^\W\d_][\w-]*,?\s+){{0,4}}?{place}[^\d;.()\n]*$", re.IGNORECASE
        )

        often = alternatives(word for name, words in times.rhythms.items() if name != "ongoing" for word in words)
        every = alternatives(times.every)
        period = rf"(?<!\w)(?:{often}|(?:{every})\s+(?:{time}))(?!\w)"
        self._often = re.compile(rf"{period}[^\d,;:.()\n]{{0,60}}$", re.IGNORECASE)
        self._opening = re.compile(rf"{period}\s*,[^\d;:.()\n]{{0,80}}", re.IGNORECASE)

    def unit(self, text: str, unit: Span) -> Span:
        """A unit with what it goes for behind it, where that is said: people/ward, sessions/year/ward."""
        found = self._unit.match(text, unit.end)
        return Span(unit.start, found.end()) if found is not None else unit

    def each(self, text: str, start: int, at: int) -> int | None:
        """Where the words begin, between two places, by which the number at the second goes for each of many,
        or for each period: "mỗi tháng kiểm tra ít nhất 04 đợt"."""
        looks = (self._each, self._in_charge, self._often)
        found = next((found for look in looks if (found := look.search(text, start, at)) is not None), None)
        found = found or self._opening.fullmatch(text, start, at)
        return found.start() if found is not None else None

    def single(self, text: str, at: int) -> bool:
        """Whether the number at a place only says of one what that one has to see to: 1 officer for 300 households."""
        return self._single.match(text, at) is not None
