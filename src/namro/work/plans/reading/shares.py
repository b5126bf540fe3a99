"""Numbers beside a goal that are none themselves: the whole of which it is a share, said again, a rate. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.wording import alternatives


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
        comparing = [word for options in words.comparators.values() for word in options]
        moves = [word for options in words.directions.values() for word in options]
        reached = alternatives((*words.reached, *words.aims, *comparing, *moves))
        self._limit = re.compile(
            rf"(?<!\w)(?:(?:{alternatives(words.limits)})(?:\s+(?:{alternatives(words.base)}))?"
            rf"|(?:{alternatives(words.funds)})(?:\s+(?!(?:{reached})(?!\w))[^\W\d_]+){{0,3}})\s*$",
            re.IGNORECASE,
        )
        self._limited = re.compile(rf"\s*(?:{alternatives(words.limited)})(?!\w)", re.IGNORECASE)
        self._baseline = re.compile(rf"(?<!\w)(?:{alternatives(words.baseline)})\s*:?\s*$", re.IGNORECASE)
        self._based = re.compile(
            rf"\(\s*(?:(?:{alternatives(words.base)})(?!\w)|(?:{alternatives(words.baseline)})\s*:)", re.IGNORECASE
        )
        times = lexicon.speech.times
        yearly = alternatives(times.rhythms.get("yearly", ()))
        period = alternatives(times.nouns)
        self._yearly = re.compile(
            rf"\s*(?:(?:/|(?:{alternatives((*words.per, *times.every))})(?!\w))\s*(?:{period}))(?!\w)",
            re.IGNORECASE,
        )
        self._each_year = re.compile(rf"\s*(?:{yearly})(?!\w)", re.IGNORECASE)
        self._moves = pattern(moves)
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

    def limits(self, text: str, start: int, at: int, figure: Numbered) -> bool:
        """Whether a number is a limit, an amount or a share of money: overloaded by more than 10%. `at`: where the
        words that lead to it begin."""
        limited = figure.percent and self._limited.match(text, figure.end())
        return bool(limited) or self._limit.search(text, start, at) is not None

    def base(self, text: str, start: int, figure: Numbered) -> int | None:
        """Where the words begin by which a number is only the one that something starts from, or says again how far it
        moves: (from 15%), (baseline: 22%)."""
        opened = text.rfind("(", start, figure.start())
        inside = opened >= 0 and ")" not in text[opened : figure.start()] and self._based.match(text, opened)
        if inside and opened > start and re.search(r"\w", text[start:opened]):
            return opened
        found = self._baseline.search(text, start, figure.start())
        return found.start() if found is not None else None

    def yearly(self, text: str, start: int, figure: Numbered) -> bool:
        """Whether a share goes for each year or another period: 5%/year, 5% less annually."""
        if not figure.percent:
            return False
        if self._yearly.match(text, figure.end()) is not None:
            return True
        moved = self._moves.search(text, start, figure.start()) is not None
        return moved and self._each_year.match(text, figure.end()) is not None

    @staticmethod
    def _digits_end(text: str, figure: Numbered) -> int:
        found = re.compile(r"[\d.,]*\d").match(text, figure.start())
        return found.end() if found is not None else figure.start()

    @staticmethod
    def _opened(text: str, start: int, end: int) -> int:
        """Where the mark stands behind which the same is said again."""
        return start + max(text[start:end].find("("), text[start:end].find(","))
