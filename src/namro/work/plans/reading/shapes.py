"""The shapes in which days, months, quarters and years are written, by what they begin with. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import chain

from namro.rules.packs.plans import Times
from namro.work.plans.reading.wording import alternatives, from_places, starts

YEAR = r"(?:19|20)\d\d"
_SEP = r"\s*[/.\-–]\s*"
_FREE = r"(?<![\w/.])"
"""What no time has right before it."""


class Shapes:
    """The shapes in the words of one language, in the order in which they are tried: each with its grain, and whether
    it begins with a digit, a word, the word for a number, or any of them."""

    def __init__(self, times: Times) -> None:
        day, month, year = (alternatives(words) for words in (times.day, times.month, times.year))
        quarter, halves, named = alternatives(times.quarter), alternatives(times.halves), alternatives(times.months)
        in_year = rf"(?:\s*(?:[/,.\-–]|of(?:\s+the)?)?\s*(?:(?:{year})\s*)?(?P<y>{YEAR})(?![\w/]|-\d))"
        of_year = rf"(?:\s*,?\s*(?:{year})\s*(?P<y>{YEAR}))?"
        before = rf"(?:(?:{day})\s*)?"
        word = alternatives(times.numbers)
        tail = r"(?![\w%]|[/.\-]\d)"
        shapes: list[tuple[str, str, str]] = [
            ("day", "digit", rf"(?P<y>{YEAR})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})(?!\d)"),
            ("month", "word", rf"(?:{month})\s*\d{{1,2}}\s*[-–]\s*(?:(?:{month})\s*)?(?P<m>\d{{1,2}}){in_year}"),
            ("day", "", rf"{before}(?P<d>\d{{1,2}})(?P<s>{_SEP})(?P<m>\d{{1,2}})(?P=s)(?P<y>{YEAR})(?![\w/])"),
            (
                "day",
                "",
                rf"{before}(?P<d>\d{{1,2}})\s*(?:{month})\s*(?P<m>\d{{1,2}})(?:\s*,?\s*(?:{year})\s*(?P<y>{YEAR}))?{tail}",
            ),
            (
                "day",
                "word",
                rf"(?:{day})\s*(?P<d>\d{{1,2}}|{word})\s+(?:{month})\s+(?P<m>\d{{1,2}}|{word})(?!\w){in_year}?{tail}",
            ),
            ("day", "number", rf"(?P<d>{word})\s+(?:of\s+)?(?P<n>{named}){in_year}?(?!\w)"),
            ("day", "digit", rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n>{named}){in_year}?(?!\w)"),
            ("day", "word", rf"(?P<n>{named})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\w|:){in_year}?"),
            ("short", "", rf"(?P<w>(?:{day})\s*)?(?P<d>\d{{1,2}})\s*/\s*(?P<m>\d{{1,2}}){of_year}{tail}(?!\s*%)"),
            ("half", "", rf"(?P<h>{halves})\s*(?:of\s+)?(?:(?:{year})\s*)?(?P<y>{YEAR})?(?!\w)"),
            ("quarter", "digit", rf"(?P<y>{YEAR})\s*[-/,]?\s*(?:{quarter})\s*(?P<q>IV|I{{1,3}}|[1-4])(?!\w)"),
            ("quarter", "word", rf"(?:{quarter})\s*(?P<q>IV|I{{1,3}}|[1-4]){in_year}?(?!\w)"),
            ("quarter", "", rf"(?P<k>{alternatives(times.quarters)}){in_year}?(?!\w)"),
            ("month", "word", rf"(?:{month})\s*(?P<m>\d{{1,2}}){in_year}?{tail}"),
            ("month", "word", rf"(?:{month})\s+(?P<m>{word})(?!\w){in_year}"),
            ("month", "word", rf"(?:{named})\.?\s*[-–]\s*(?P<n>{named})\.?{in_year}(?!\w)"),
            ("month", "word", rf"(?P<n>{named}){in_year}(?!\w)"),
            ("years", "", rf"(?P<w>(?:{year})\s*)?(?:{YEAR})\s*[-–]\s*(?:(?:{year})\s*)?(?P<y>{YEAR})(?![\w/%]|-\d)"),
            (
                "bare-month",
                "word",
                rf"(?:{alternatives(times.short_month)})\s?(?P<m>\d{{1,2}})\s*[/.\-]\s*(?P<y>{YEAR})(?![\w/\-])",
            ),
            (
                "bare-quarter",
                "word",
                rf"(?:{alternatives(times.short_quarter)})\s?(?P<q>IV|I{{1,3}}|[1-4])\s*[/.\-]?\s*(?P<y>{YEAR})(?![\w/\-])",
            ),
            ("bare-month", "digit", rf"(?<!\d[-–])(?<!\d\s[-–]\s)(?P<m>\d{{1,2}})\s*/\s*(?P<y>{YEAR})(?![\w/\-])"),
            ("year", "word", rf"(?:{year})\s*(?P<y>{YEAR})(?![\w/])"),
            ("bare-year", "digit", rf"(?P<y>{YEAR})(?![\w/%]|\.\d)"),
        ]
        self._shapes = [
            (
                grain,
                begins,
                re.compile((r"(?<![\w/.,\-])" if grain == "bare-year" else rf"{_FREE}(?<!\d,)") + shape, re.I),
            )
            for grain, begins, shape in shapes
        ]
        named_by = (
            times.day, times.month, times.year, times.quarter, times.halves, times.months, times.quarters,
            times.short_month, times.short_quarter,
        )  # fmt: skip
        self._words, self._numbers = starts(chain(*named_by), _FREE), starts(times.numbers, _FREE)
        self._digits, self._months = re.compile(rf"{_FREE}(?=\d)"), bool(times.months)

    def found(
        self, text: str, start: int, end: int, grains: Container[str] | None = None
    ) -> Iterator[tuple[str, re.Match[str]]]:
        """What has one of the shapes between two places, shape by shape, with its grain: of all grains or of some."""
        digits, words, numbers = (
            [one.start() for one in look.finditer(text, start, end)] if look is not None else []
            for look in (self._digits, self._words, self._numbers if self._months else None)
        )
        places = {"digit": digits, "word": words, "number": numbers, "": sorted({*digits, *words})}
        for grain, begins, look in self._shapes:
            if places[begins] and (grains is None or grain in grains):
                for match in from_places(look, text, places[begins], end):
                    yield grain, match
