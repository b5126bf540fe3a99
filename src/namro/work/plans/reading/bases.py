"""Numbers from which something is to rise or fall and those that it is to reach: from 120 to 90. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.figures import NUMBER, Figure, is_year, number_of
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.names import trimmed
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_COUNT = re.compile(rf"(?<![\w/.,-])(?<!\d )(?P<n>{NUMBER})(?![\w/%]|[.,]\d)\s+[^\W\d_][\w-]*")
_NEAR = 20
"""Characters before a number in which the word stands that makes it the one from which something moves."""


class Bases:
    """Tells such numbers in the text of one document."""

    def __init__(self, text: str, lexicon: Lexicon, times: Times) -> None:
        words = lexicon.speech.targets
        self._text, self._times = text, times
        base, goal = alternatives(words.base), alternatives(words.goal)
        self._base = re.compile(rf"(?<!\w)(?:{base})\s*$", re.IGNORECASE)
        number = rf"(?P<n>{NUMBER})(?![\w/]|[.,]\d)"
        meant = alternatives(word for options in words.comparators.values() for word in options)
        self.goal = re.compile(rf"[^.;\n]{{0,60}}?(?<!\w)(?:{goal})\s+(?:(?:{meant})\s+)?{number}", re.IGNORECASE)
        self._bare = re.compile(
            rf"(?<!\w)(?:(?:(?:{base})\s+(?:{NUMBER})\s+(?:[^\W\d_]+\s+){{0,2}}?)?(?P<goal>{goal})|(?:{meant}))"
            rf"\s+{number}",
            re.IGNORECASE,
        )
        self.moved = {name: pattern(options) for name, options in words.directions.items()}
        since = alternatives(words.base)
        self._opening = re.compile(
            rf"(?:\w+\s+)?(?:{since})\s+(?:{alternatives(lexicon.speech.times.vague)})(?!\w)", re.IGNORECASE
        )
        self._nameless = re.compile(rf"[\d/.,\s]*[\d/.,]|(?:{alternatives(words.headings)})(?=\s*:)", re.IGNORECASE)
        self.unmoved = pattern(words.unmoved)
        self.placed = re.compile(rf"(?<!\w)(?:{alternatives(words.placed)})\s*$", re.IGNORECASE)

    def named(self, what: Span | None) -> Span | None:
        """What is counted without a word at its end that only leads to a number, and without what stands beyond
        brackets of which only one is in it; None where it begins like a time, or names nothing: 26/65, target."""
        what = self._inside(what) if what is not None else None
        if what is None or self._opening.match(self._text, what.start, what.end):
            return None
        if (none := self._nameless.match(self._text, what.start)) and none.end() == what.end:
            return None
        last = self._base.search(self._text, what.start, what.end) or self.placed.search(
            self._text, what.start, what.end
        )
        return trimmed(self._text, what.start, last.start() if last is not None else what.end)

    def _inside(self, what: Span) -> Span | None:
        """The words before the first bracket that is not closed in them, or not opened."""
        opened: list[int] = []
        for at in range(what.start, what.end):
            if self._text[at] == "(":
                opened.append(at)
            elif self._text[at] == ")" and not opened:
                return trimmed(self._text, what.start, at)
            elif self._text[at] == ")":
                opened.pop()
        return trimmed(self._text, what.start, opened[0]) if opened else what

    def holds(self, figure: Figure) -> bool:
        """Whether a number is that from which something is to move."""
        return self._base.search(self._text, max(0, figure.start() - _NEAR), figure.start()) is not None

    def spans(self, figure: Figure, start: int) -> bool:
        """Whether the two numbers of a span are that from which something moves and that which it is to be."""
        low, text = figure.low, self._text
        if low is None or not self._base.search(text, max(0, low.start - _NEAR), low.start):
            return False
        if number_of(low.of(text)) >= number_of(figure.number.of(text)):
            return True
        moved = any(look.search(text, start, low.start) for look in self.moved.values())
        return moved and self.goal.match(text, low.end, figure.end()) is not None

    def told(self, when: When, figures: Sequence[Figure]) -> bool:
        """Whether a time only says of when the number is from which something is to move."""
        text = self._text
        return any(
            figure.end() <= when.start
            and self.holds(figure)
            and not text[figure.end() : when.from_].strip(" (")
            and self.goal.match(text, when.end)
            for figure in figures
        )

    def counts(self, start: int, end: int) -> Iterator[Note]:
        """A note for each number between two places that counts something and is no day, no year and no share: seize 12
        guns. Where words of one instrument or of a clause stand, numbers count nothing."""
        text = self._text
        whens = self._times.found(text, start, end)
        for match in _COUNT.finditer(text, start, end):
            if not is_year(match["n"]) and not any(one.from_ <= match.start() < one.end for one in whens):
                yield Note("number-not-read", match.start("n"), match.end())

    def unread(self, start: int, end: int, figures: Sequence[Figure]) -> Iterator[Note]:
        """A note for each number without a unit between two places that something is to reach, or is not to pass: from
        300 to 450, at most 3. `figures`: the numbers there that have one."""
        text = self._text
        moved = any(look.search(text, start, end) for look in self.moved.values())
        goals = [self.goal.match(text, one.end(), end) for one in figures if self.holds(one)]
        taken = {goal.start("n") for goal in goals if goal is not None}
        for match in self._bare.finditer(text, start, end):
            at = match.start("n")
            if is_year(match["n"]) or (match["goal"] and not moved) or at in taken:
                continue
            if any(one.start() <= at < one.end() for one in figures):
                continue
            if not match["goal"] and re.search(r"\d", text[start : match.start()]):
                continue  # beside a number of its own: cases of over 10 billion
            if not any(when.from_ <= at < when.end for when in self._times.found(text, start, end)):
                yield Note("number-not-read", match.start(), match.end())
