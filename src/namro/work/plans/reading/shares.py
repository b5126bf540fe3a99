"""Numbers beside a goal that are none themselves: the whole of which it is a share, said again, a rate. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from namro.work.plans.reading.lexicon import Lexicon, alternatives


class Numbered(Protocol):
    """A number with its unit in the text."""

    @property
    def percent(self) -> bool:
        """Whether it is a share."""

    def start(self) -> int:
        """Where it begins."""

    def end(self) -> int:
        """Where it ends."""


_Number = TypeVar("_Number", bound=Numbered)


class Shares:
    """Tells such numbers in the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.speech.targets
        wholes = alternatives((*words.out_of, *words.of))
        again = alternatives(words.restated)
        articles = alternatives(lexicon.speech.clauses.articles)
        self._whole = re.compile(rf"\s*(?:{wholes})\s+(?:(?:{articles})\s+)?", re.IGNORECASE)
        self._among = re.compile(rf"[\s“\"(]*(?:{wholes})\s+(?:(?:{articles})\s+)?", re.IGNORECASE)
        self._again = re.compile(rf"[^,;(]{{0,40}}(?:,\s*(?:{again})[\s,]*|\(\s*(?:(?:{again})[\s,]*)?)", re.IGNORECASE)
        self._points = re.compile(rf"\s*(?:{alternatives(words.points)})(?!\w)", re.IGNORECASE)

    def aside(self, text: str, start: int, figures: Sequence[_Number]) -> Iterator[tuple[_Number, int, bool]]:
        """Those numbers of a sentence that begins at `start`, each with the place from which its words are no part of
        another's, and whether it is to be said that it was not read."""
        for at, figure in enumerate(figures):
            number_ends = figure.end()
            points = self._points.match(text, self._digits_end(text, figure), number_ends + 20)
            if points or re.match(r"\s*/\s*\d", text[number_ends : number_ends + 8]):
                yield figure, figure.start(), True
            elif at == 0 and not figure.percent and self._among.fullmatch(text, start, figure.start()):
                yield from ((one, one.start(), True) for one in figures if not one.percent)
                return
            elif at and figures[at - 1].percent and not figure.percent:
                if self._whole.fullmatch(text, figures[at - 1].end(), figure.start()):
                    yield figure, figure.end(), False
                elif self._again.fullmatch(text, figures[at - 1].end(), figure.start()):
                    yield figure, self._opened(text, figures[at - 1].end(), figure.start()), False
            elif at > 1 and figures[at - 2].percent and not figure.percent and not figures[at - 1].percent:
                whole = self._whole.fullmatch(text, figures[at - 2].end(), figures[at - 1].start())
                if whole and self._again.fullmatch(text, figures[at - 1].end(), figure.start()):
                    yield figure, self._opened(text, figures[at - 1].end(), figure.start()), False

    @staticmethod
    def _digits_end(text: str, figure: Numbered) -> int:
        found = re.compile(r"[\d.,]*\d").match(text, figure.start())
        return found.end() if found is not None else figure.start()

    @staticmethod
    def _opened(text: str, start: int, end: int) -> int:
        """Where the mark stands behind which the same is said again."""
        return start + max(text[start:end].find("("), text[start:end].find(","))
