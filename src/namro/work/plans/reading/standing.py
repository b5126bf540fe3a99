"""Numbers that only tell how things stand or stood, and words for all that is left over behind a number, which has a
time of its own. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.wording import alternatives

_MARK = re.compile(r"[,;:()]")


class Standing:
    """Tells them in the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        words, clauses = lexicon.speech.targets, lexicon.speech.clauses
        moves = (word for options in words.directions.values() for word in options)
        self._aimed = pattern((*words.aims, *clauses.must, *clauses.undergone, *moves))
        self._now = pattern(words.now)
        self._shown = pattern(words.shown)
        self._moved = pattern(words.moved)
        self._undergone = re.compile(rf"(?:{alternatives(clauses.undergone)})\s*$", re.IGNORECASE)
        self._makes_up = re.compile(rf"(?<!\w)(?:{alternatives(words.makes_up)})\s*$", re.IGNORECASE)
        self._causes = re.compile(rf"\s*(?:{alternatives(words.causes)})(?!\w)[^,;:]*,", re.IGNORECASE)
        self._behind_cause = re.compile(rf"[,;]\s*(?:{alternatives(words.causes)})\s*$", re.IGNORECASE)
        self._context, self._goals = lexicon.sections.get("context"), lexicon.sections.get("goals")
        joints = rf"(?:[,;(]|(?<!\w)(?:{alternatives(clauses.and_)})(?!\w))"
        self._rest = re.compile(rf"{joints}\s*(?:the\s+)?(?:{alternatives(words.rest)})(?!\w)", re.IGNORECASE)
        self._beyond = re.compile(rf"\s*(?:{alternatives(words.beyond)})(?!\w)", re.IGNORECASE)

    def tells(self, text: str, start: int, since: int, at: int, end: int, *, goals: bool) -> bool:
        """Whether the number to which words from `at` lead only tells how things are or were. `since`: where the number
        before it ends; `goals`: whether it stands among the goals."""
        for mark in self._now.finditer(text, since, at):
            ahead, between = text[start : mark.start()].rstrip(), text[mark.end() : at].lstrip(" ,")
            if (not ahead or ahead[-1] in ",;:(") and not _MARK.search(between) and not self._aimed.search(between):
                return True
        moved = [] if goals else [*self._moved.finditer(text, since, at)]
        for mark in (*self._shown.finditer(text, since, at), *moved):
            if not _MARK.search(text, mark.end(), at) and not self._undergone.search(text, start, mark.start()):
                return True
        caused = self._causes.match(text, start, end)
        if (caused is not None and at < caused.end()) or self._behind_cause.search(text, since, at):
            return True
        if not goals and self._makes_up.search(text, since, at) and not self._aimed.search(text, since, at):
            return True
        return self._in_context(text, start, at)

    def before_shown(self, text: str, span: Span) -> int:
        """Where the words in a span begin by which something moved, its end where there are none."""
        found = self._shown.search(text, span.start + 1, span.end)
        return found.start() if found is not None else span.end

    def _in_context(self, text: str, start: int, at: int) -> bool:
        """Whether a sentence begins with the name of a part that says how things are, and nothing is aimed for yet."""
        label = self._context.match(text, start + _blank(text, start), at) if self._context is not None else None
        return (
            label is not None
            and text[label.end() : label.end() + 1] == ":"
            and not self._aimed.search(text, label.end(), at)
        )

    def aims(self, text: str, start: int, end: int) -> bool:
        """Whether a sentence begins with the name of a part of goals: "Mục tiêu cả năm: …"."""
        label = self._goals.match(text, start + _blank(text, start), end) if self._goals is not None else None
        return label is not None and re.match(r"[^,;:.\d]{0,40}:", text[label.end() : end]) is not None

    def beyond(self, text: str, start: int, number: Span, past: int) -> bool:
        """Whether a number in brackets is that by which something passes another: (15% above the average)."""
        return text[start : number.start].rstrip().endswith("(") and self._beyond.match(text, past) is not None

    def rest(self, text: str, start: int, end: int) -> Span | None:
        """The first words between two places for all that is left over behind a number, which has its own time."""
        found = self._rest.search(text, start, end)
        return Span(*found.span()) if found is not None else None


def _blank(text: str, at: int) -> int:
    return len(text[at : at + 20]) - len(text[at : at + 20].lstrip())
