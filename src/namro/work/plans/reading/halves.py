"""Where a semicolon parts two sentences: a denial from a duty, and two duties each of which has its time in brackets.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.leading import Leads
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.times import Times

_JOINT = re.compile(r";\s+")
_NEAR = 5
"""Characters behind a semicolon in which the name of whoever is to do something begins: an article."""


class Halves:
    """Finds such places in the words of one language."""

    def __init__(self, lexicon: Lexicon, times: Times, leads: Leads) -> None:
        self._lexicon, self._times, self._leads = lexicon, times, leads

    def cuts(self, text: str, start: int, end: int) -> Iterator[int]:
        """The places, each the beginning of a duty."""
        for first, second in self._pairs(text, start, end):
            if self._denies(text, first) and self._hands_over(text, second):
                yield second.start
        yield from self._timed(text, start, end)

    @staticmethod
    def parted(text: str, start: int, end: int) -> bool:
        """Whether a semicolon parts a sentence from the other half."""
        return text[max(0, start - 3) : start].rstrip().endswith(";") or text[start:end].rstrip().endswith(";")

    def goes_on(self, text: str, before: Span, span: Span) -> bool:
        """Whether a span is the second of two duties of one lead, each with its time in brackets."""
        return before.end == span.start and span.start in self._timed(text, before.start, span.end)

    def _timed(self, text: str, start: int, end: int) -> Iterator[int]:
        for first, second in self._pairs(text, start, end):
            verb = self._lexicon.verbs.match(text, self._leads.past(text, second.start, second.end), second.end)
            acts = self._lexicon.verbs.search(text, first.start, first.end)
            if verb is not None and acts is not None and all(self._ends_timed(text, one) for one in (first, second)):
                yield second.start

    def _pairs(self, text: str, start: int, end: int) -> Iterator[tuple[Span, Span]]:
        """What stands before and behind each semicolon that no brackets hold, up to the next one."""
        joints = [
            one for one in _JOINT.finditer(text, start, end)
            if text.count("(", start, one.start()) == text.count(")", start, one.start())
        ]  # fmt: skip
        at = start
        for number, one in enumerate(joints):
            stop = joints[number + 1].start() if number + 1 < len(joints) else end
            yield Span(at, one.start()), Span(one.end(), stop)
            at = one.end()

    def _denies(self, text: str, span: Span) -> bool:
        lexicon = self._lexicon
        denied = lexicon.denied.match(text, span.start, span.end)
        return denied is not None and not any(look.match(text, span.start, span.end) for look in lexicon.no_denial)

    def _hands_over(self, text: str, span: Span) -> bool:
        """Whether somebody is named who is to do something, or something is to be done by a day or again and again."""
        if self._denies(text, span):
            return False
        led = self._leads.led(text, span.start, span.end, doing=True)
        if led is not None and led.begins <= span.start + _NEAR and led.how in ("lead", "answers", "assign", "does"):
            return True
        begins = self._leads.past(text, span.start, span.end)
        timed = any(one.bound for one in self._times.found(text, span.start, span.end))
        return timed and self._lexicon.strong.match(text, begins, span.end) is not None

    def _ends_timed(self, text: str, span: Span) -> bool:
        """Whether a time alone in brackets stands at the end of a span."""
        said = text[span.start : span.end].rstrip(" .")
        opened = said.rfind("(")
        if opened < 0 or not said.endswith(")"):
            return False
        inside = Span(span.start + opened + 1, span.start + len(said) - 1)
        whens = self._times.found(text, inside.start, inside.end)
        alone = bool(whens) and self._times.leading(text, inside.start, whens[0]) == inside.start
        return alone and whens[-1].end >= inside.end
