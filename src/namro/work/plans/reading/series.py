"""Several instruments of one kind that is named once: the Plans No. 12/KH-UBND, No. 13/KH-UBND. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.wording import alternatives

NUMBER = re.compile(
    r"(?<![\w/])\d{1,5}(?:/\d{4})?[/-][^\W\d_a-z][^\W_]*(?:[-/&][^\W\d_a-z][^\W_]*)*(?:/[^\W\d_a-z][^\W_]*)?(?:[-/](?:19|20)\d\d)?(?![\w/]|-\w)"
)
"""Such as 290/KH-UBND, 05-NQ/TW, 120/2025/QH15: what the number is, the pack's symbols say."""


class Series:
    """Finds the numbers of such a series in one text."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text, self._lexicon = text, lexicon
        number = alternatives(lexicon.speech.number)
        and_ = alternatives(lexicon.speech.clauses.and_)
        self._worded = re.compile(rf"(?<!\w)(?:{number})\s*:?\s*$", re.IGNORECASE)
        self._gap = re.compile(
            rf"\s*(?:(?:[^.:;\n]*[,\s])?(?:{number})|,(?:\s*(?:{and_}))?|(?:{and_}))\s*", re.IGNORECASE
        )
        self._opening = re.compile(rf"[^.:;\n]{{0,80}}:\s*(?=(?:{number})?\s*\d)", re.IGNORECASE)

    def fits(self, number: re.Match[str], kind: str) -> bool:
        """Whether the letters of a number are those of a kind, or tell none."""
        lexicon = self._lexicon
        parts = (one[0] for one in re.finditer(r"[^\W\d_]+", number[0]))
        symbol = next((one for one in parts if one in lexicon.symbols), None)
        return symbol is None or kind == lexicon.symbols[symbol] or kind in lexicon.shared.get(symbol, ())

    def before_next(self, number: re.Match[str], kind: str, near: int) -> int:
        """Where what is said of a number ends, with the next of its series or at `near`."""
        other = NUMBER.search(self._text, number.end(), near)
        if other is None or not self._joins(number.end(), other, kind):
            return near
        worded = self._worded.search(self._text, number.end(), other.start())
        return worded.start() if worded is not None else other.start()

    def numbers(
        self, kind: re.Match[str], name: str, first: int | None, end: int
    ) -> Iterator[tuple[re.Match[str], int]]:
        """The further numbers of a kind that is named once, each with where what is said of it ends. `first`: where the
        first number ends that stands with the kind; None where the series stands behind a colon."""
        text = self._text
        others = (one.start() for one in self._lexicon.any_kind.finditer(text, kind.end(), end) if one[0][0].isupper())
        near = next(others, end)
        at = first
        if at is None:
            opening = self._opening.match(text, kind.end(), near)
            number = NUMBER.search(text, opening.end(), near) if opening is not None else None
            if opening is None or number is None or not self.fits(number, name):
                return
            between = text[opening.end() : number.start()]
            if between.strip() and self._worded.fullmatch(between) is None:
                return
            yield number, self.before_next(number, name, near)
            at = number.end()
        while (number := NUMBER.search(text, at, near)) is not None and self._joins(at, number, name):
            yield number, self.before_next(number, name, near)
            at = number.end()

    def _joins(self, at: int, number: re.Match[str], kind: str) -> bool:
        """Whether a number goes on with a series that stands before a place."""
        return self.fits(number, kind) and self._gap.fullmatch(self._text, at, number.start()) is not None
