"""Words by which a time is not surely what it looks like: not before a day, two weeks before one, one day or another,
twice in a month. Nothing is filled in from them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from namro.work.plans.reading.kept import KeptOfText
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives, from_places, starts

_YEAR = r"(?:19|20)\d\d"
_AROUND = 40
"""Characters before and behind a time in which such words are looked for."""


class Doubts:
    """Finds such words in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        speech = lexicon.speech
        times = speech.times
        several = [name for name, number in times.numbers.items() if number != 1]
        number = rf"(?:(?!0*1(?!\d))\d{{1,2}}|{alternatives((*several, *times.counts))})"
        noun = rf"(?:{alternatives(times.nouns)})"

        def shaped(words: Iterable[str]) -> str:
            parts = (re.escape(word).replace(r"\#", number).replace(r"\~", noun) for word in words)
            return "|".join(part.replace(r"\ ", r"\s+") for part in parts) or r"(?!)"

        before = alternatives(times.bounds.get("before", ()))
        ahead, least = alternatives(times.ahead), alternatives(speech.targets.comparators.get("at-least", ()))
        rhythm = alternatives(word for words in times.rhythms.values() for word in words)
        counted = (
            rf"(?:\d{{1,3}}|{alternatives((*times.numbers, *times.counts))})\s+(?:\w+\s+)?(?:{ahead})\s+(?:{before})"
        )
        bounding = (word for words in times.bounds.values() for word in words)
        self._bounds = pattern(bounding)
        self._known = re.compile(rf"(?<!\w)(?:{rhythm})(?!\w)", re.IGNORECASE)
        counting = alternatives((*times.bounds.get("before", ()), *times.counted_back))
        ahead_of = (
            rf"(?:\d{{1,3}}|{alternatives((*times.numbers, *times.counts))})\s+(?:\w+\s+)?(?:{ahead})\s+(?:{counting})"
        )
        each_after = alternatives((*times.following_on, *times.counted_back))
        each_after = rf"(?:{each_after})\s+(?:{alternatives(times.every)})\s+[^\W\d_]+"
        self._each_after = re.compile(rf"(?<!\w)(?:{each_after})(?!\w)", re.IGNORECASE)
        fiscal = rf"(?:{alternatives(times.fiscal)})[ .’']*\d[\d/–-]*"
        self._fiscal = re.compile(rf"(?<!\w)(?:{fiscal})(?!\w)", re.IGNORECASE)
        self._alone = re.compile(
            rf"(?<!\w)(?:(?:{rhythm})\s*[,(]?\s*(?:{alternatives(times.excepting)})(?!\w)[^,;.)\n]{{0,40}}"
            rf"|{fiscal}|{each_after}|{ahead_of}(?!\w)[^,;.()\n]{{0,40}}|\w+-(?:{rhythm})"
            rf"|(?:{shaped(times.doubting)})\s+(?:{rhythm})|(?:{shaped(times.doubted)})(?:\s+(?:{rhythm}))?)(?!\w)",
            re.IGNORECASE,
        )
        first = (*times.doubting, *times.doubted)
        self._starts = starts(
            [
                *(word for words in times.rhythms.values() for word in words),
                *times.fiscal, *times.following_on, *times.counted_back, *times.numbers, *times.counts,
                *(word.partition("#")[0].partition("~")[0] for word in first if word[0] not in "#~"),
                *(times.nouns if any(word[0] == "~" for word in first) else ()),
            ],
            r"(?<!\w)", r"|\d|\w+-",
        )  # fmt: skip
        self._kept: KeptOfText[tuple[int, int]] = KeptOfText()
        self._doubted = re.compile(rf"(?<!\w)(?:{shaped(times.doubted)})(?!\w)", re.IGNORECASE)
        self._beside = re.compile(rf"(?<!\w)(?:{shaped(times.doubting)}|{counted})(?!\w)", re.IGNORECASE)
        named = alternatives(times.months)
        self._behind = re.compile(
            rf"\s*,?\s*(?:(?:{least})\s+)?\d{{1,3}}\s+(?:{ahead})(?!\w)"
            rf"|(?:\s*\([^()\d\n]{{1,20}}\))?\s*,?\s*(?:{alternatives(times.or_)})(?!\w)[^,;.()\n\d]{{0,20}}?"
            rf"(?:\d[\d/.\-]*|(?<!\w)(?:{named}|{ahead})(?!\w))",
            re.IGNORECASE,
        )
        one = r"(?:\d{1,2}(?!\d)|IV|I{1,3})(?!\w)"
        joins = rf"(?:[,;–-]|{alternatives(speech.clauses.and_)})"
        self._more = re.compile(
            rf"(?:\s*{joins}\s*{one})+(?=\s*(?:$|[;.)\n\t/]|(?:{alternatives(times.year)})(?!\w)|(?:of\s+)?20\d\d))",
            re.IGNORECASE,
        )
        introduced = rf"(?:(?:{alternatives(times.introduced)})\s*:?\s*)*"
        self._gap = re.compile(rf"[\s:]*{introduced}(?:the\s+)?(?:(?:{alternatives(times.day)})\s*)?", re.IGNORECASE)
        between = alternatives(speech.clauses.between)
        self._gap_behind = re.compile(rf"[\s,(]*(?:(?:{between})\s+)?(?:the\s+)?", re.IGNORECASE)
        self._crossing = re.compile(
            rf"(?:\s*,?\s*(?:{alternatives(times.year)})?\s*(?P<y>(?:19|20)\d\d))?\s?[/–-]\s?(?:20)?(?P<z>\d\d)(?![\d/])",
            re.IGNORECASE,
        )
        self._of_some_period = re.compile(
            rf"(?<!\w)(?:{alternatives(times.day)})\s+\d{{1,2}}\s+(?:\w+\s+)?{noun}(?!\w|\s*\d)", re.IGNORECASE
        )
        self._hoped = pattern(times.hoped)
        self._among_shapes(lexicon)
        self._data = pattern(times.data)

    def _among_shapes(self, lexicon: Lexicon) -> None:
        """Makes the patterns of what makes a time one of several, or gives it a year that is not said with it."""
        times = lexicon.speech.times
        given = [word for words in times.bounds.values() for word in words]
        bare, day, year = alternatives(given), alternatives(times.day), alternatives(times.year)
        and_, named = alternatives(lexicon.speech.clauses.and_), alternatives(times.months)
        one = r"\d{1,2}(?:st|nd|rd|th)?(?:/\d{1,2})?"
        self._more_days = re.compile(
            rf"(?<!\w)(?:(?:{bare}|{day})\s+)+(?:the\s+)?{one}\s*(?:,\s*{one}\s*)*(?:,\s*(?:{and_})?|(?<=\s)(?:{and_})|[-–])\s*(?:(?:the|{day})\s*)?$",
            re.IGNORECASE,
        )
        again = alternatives((*times.once_more, *times.openings, *given))
        self._more_months = re.compile(
            rf"(?<!\w)(?<!\d\s)(?:(?:{bare})\s+)?(?:{named})\.?\s*(?:,\s*(?:{and_})?|(?<=\s)(?:{and_}))(?!\w)\s*(?:(?:{again})\s+)*$",
            re.IGNORECASE,
        )
        self._year_behind = re.compile(
            rf"\s*\(\s*(?:(?:{year})\s*)?{_YEAR}\s*\)|(?:\s+[^\W\d_]+){{1,3}}\s+{_YEAR}(?![\w/]|[.\-]\d)", re.IGNORECASE
        )
        self._year_apart = re.compile(rf",\s*(?:{year})\s*{_YEAR}$", re.IGNORECASE)

    def among(self, text: str, when: When) -> tuple[int, int] | None:
        """From where to where a time reaches with others of which it is one (15 and 20 May, March and May), or with a
        year that stands apart from it."""
        low = max(0, when.from_ - _AROUND)
        if when.grain == "day" and not when.bound:
            more = self._more_days.search(text, low, when.from_)
            if more is not None and not (when.year is None and "/" in more[0]):
                return more.start(), when.end
        if when.grain not in ("day", "month", "quarter"):
            return None
        one_more = self._more_months.search(text, low, when.from_)
        if one_more is not None:
            return one_more.start(), when.end
        behind = self._year_behind.match(text, when.end) if when.year is None else None
        own = self._year_apart.search(text, when.start, when.end) if when.year is not None else None
        goes_on = own is not None and re.match(r"\s+[^\W\d_]", text[when.end : when.end + _AROUND]) is not None
        return (when.from_, behind.end() if behind else when.end) if behind or goes_on else None

    def alone(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """The words between two places that mean a time by themselves and are not understood; what is a known rhythm
        is none."""
        return self._kept.get(text, (start, end), lambda: list(self._found_alone(text, start, end)))

    def _found_alone(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        places = [match.start() for match in self._starts.finditer(text, start, end)]
        known = [match.span() for match in from_places(self._known, text, places, end)]
        for match in from_places(self._alone, text, places, end):
            if not any(one[0] <= match.start() and match.end() <= one[1] for one in known):
                yield match.span()

    def again(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The first words between two places that leave any time beside them in doubt and are no known rhythm."""
        after = self._each_after.search(text, start, end)
        if after is not None:
            return after.span()
        places = [match.start() for match in self._starts.finditer(text, start, end)]
        known = [match.span() for match in from_places(self._known, text, places, end)]
        for match in from_places(self._doubted, text, places, end):
            if not any(one[0] <= match.start() and match.end() <= one[1] for one in known):
                return match.start(), match.start() + len(match[0].rstrip())
        return None

    def beside(self, text: str, from_: int, start: int, end: int, *, listed: bool = False) -> tuple[int, int] | None:
        """From where to where a time with its doubt reaches, where words right beside it leave it in doubt. The time
        stands from `start` to `end`, the words before it from `from_`. `listed`: whether numbers behind it may be
        more of the same."""
        low = max(0, from_ - _AROUND, text.rfind("\t", 0, from_) + 1)
        high = text.find("\t", end, end + _AROUND)  # what stands in another cell says nothing of this one
        high = high if high >= 0 else end + _AROUND
        bounds = [match.span() for match in self._bounds.finditer(text, low, end)]
        marks = [match.span() for match in self._beside.finditer(text, low, high)]
        marks = [mark for mark in marks if not any(one[0] <= mark[0] and mark[1] < one[1] for one in bounds)]
        for first, last in [*marks, *self.alone(text, low, high)]:
            inside = first < end and from_ < last
            own = self._fiscal.fullmatch(text, first, last) is not None  # a year by itself: what is done in it
            before = not own and last <= start and (last >= from_ or self._gap.fullmatch(text, last, from_) is not None)
            before = before or (not own and last <= start and self._gap.fullmatch(text, last, start) is not None)
            if inside or before or (end <= first and self._gap_behind.fullmatch(text, end, first)):
                return min(first, from_), max(last, end)
        more = self._behind.match(text, end) or (self._more.match(text, end) if listed else None)
        return (from_, more.end()) if more is not None else None

    def crossing(self, text: str, when: When) -> tuple[int, int] | None:
        """From where to where a time reaches whose year goes from within one to the next: 2026/27."""
        found = self._crossing.match(text, when.end)
        year = when.year or (int(found["y"]) if found is not None and found["y"] else None)
        if found is None or year is None or (when.year and found["y"]) or int(found["z"]) != (year + 1) % 100:
            return None
        return when.from_, found.end()

    def of_some_period(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The first words between two places for a day of a period that is not named."""
        found = self._of_some_period.search(text, start, end)
        return found.span() if found is not None else None

    def named(self, text: str, start: int, end: int) -> bool:
        """Whether words that leave a time beside them in doubt stand between two places."""
        return self._beside.search(text, start, end) is not None

    def hoped(self, text: str, from_: int, end: int) -> tuple[int, int] | None:
        """From where to where a time with the words reaches that stand right before it and say that it is hoped for."""
        for found in self._hoped.finditer(text, max(0, from_ - _AROUND), from_):
            if self._gap.fullmatch(text, found.end(), from_) is not None:
                return found.start(), end
        return None

    def only_data(self, text: str, from_: int, start: int) -> bool:
        """Whether the words before a time say that it is only of what time the figures are."""
        return any(
            match.end() >= from_ or self._gap.fullmatch(text, match.end(), from_) is not None
            for match in self._data.finditer(text, max(0, from_ - _AROUND), start)
        )
