"""Days, months, quarters and years as plans write them, and rhythms. What cannot be told as a day is said so. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from namro.work.plans.reading.doubts import Doubts
from namro.work.plans.reading.joined import Joined
from namro.work.plans.reading.kept import KeptOfText
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.rhythms import Again, Rhythms
from namro.work.plans.reading.shapes import YEAR, Shapes
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_AHEAD = 40
"""Characters behind words such as "by" in which a day, a week or a month is named where they mean a time."""
_SIGN = re.compile(r"([<>≤≥]|<=|>=)\s*$")
_SIGNS = {"<": "before", "≤": "by", "<=": "by"}
_BEFORE = 120
"""Characters before a place in which a piece of a time that ends there begins."""
_OPENING = 100
"""Characters in which the comma behind a time that begins a sentence is looked for."""


class Times:
    """Finds times in the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        times = lexicon.speech.times
        self._months = {name.casefold(): number for name, number in times.months.items()}
        self._halves = {" ".join(name.casefold().split()): number for name, number in times.halves.items()}
        self._hours, self._spoken = pattern(times.hours), pattern({*times.nouns} - {*times.hours})
        self._quarters = {" ".join(name.casefold().split()): number for name, number in times.quarters.items()}
        self._weekdays = {name.casefold(): number for name, number in times.weekdays.items()}
        day, year, named = (alternatives(words) for words in (times.day, times.year, times.months))
        self._numbers = {" ".join(name.casefold().split()): number for name, number in times.numbers.items()}
        self._years = re.compile(rf"(?<!\w)(?:{year})(?!\w)", re.IGNORECASE)
        self._shapes = Shapes(times)
        bounds = {name: alternatives(words) for name, words in times.bounds.items()}
        every = "|".join(f"(?P<{name}>{words})" for name, words in bounds.items())
        last, vague = alternatives(times.last), alternatives(times.vague)
        gap = rf"(?:\s+(?:the\s+)?|\s*)(?:(?:{day})\s*)?"
        since = alternatives((*times.since, *times.following_on))
        self._before = re.compile(
            rf"(?<!\w)(?:(?P<since>{since}){gap}(?:\d{{1,2}}\s+(?=\D))?)?(?:(?:{every})(?!\w){gap})?"
            rf"(?:(?P<vague>{vague}){gap})?(?:(?P<last>{last}){gap})?$",
            re.IGNORECASE,
        )
        self._weekday = re.compile(
            rf"(?<!\w)(?P<weekday>{alternatives(times.weekdays)})(?!\w)\s*,?\s*(?:(?:the|{day})\s*)?$", re.IGNORECASE
        )
        self._any_weekday = pattern(times.weekdays)
        self._until = re.compile(rf"(?:{alternatives(times.until)})(?!\w)", re.IGNORECASE)
        hours = alternatives(times.hours)
        self._hour = re.compile(
            rf"(?<!\w)(?:(?:{every})\s+)?\d{{1,2}}\s*(?:(?:{hours})\s*(?:\d{{2}}(?!\d))?|[:.]\d{{2}})\s*(?:(?:{hours})(?!\w)\s*)?"
            rf"(?:,\s*)?(?:(?:{alternatives(times.bounds.get('on', ()))})\s+)?$",
            re.IGNORECASE,
        )
        self._introduced = re.compile(
            rf"(?<!\w)(?:(?:{alternatives(times.introduced)})(?:\s+(?:{alternatives(lexicon.speech.clauses.and_)}))?)\s*:?\s*$",
            re.IGNORECASE,
        )
        self._of_month, self._of_day = (
            re.compile(rf"(?<!\w)(?:{alternatives(words)})(?:\s+[^\W\d_]+){{{least},2}}\s*$", re.IGNORECASE)
            for words, least in (((*times.month, *times.quarter) if times.month else (), 0), (times.day, 1))
        )
        given = [word for words in times.bounds.values() for word in words]
        nouns = alternatives(times.nouns)
        numbers = (
            rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2}}(?!\d)|(?:0?[1-9]|[12]\d|3[01])[.-](?:0?[1-9]|1[0-2])(?!\d|[.,]\d|[%/-])"
            rf"|{YEAR}(?!\w))"
        )
        aside = rf"(?:(?:the|{day}|{last}|{vague})[\s-]*)*"
        self._written = re.compile(
            rf"(?<!\w)(?:{alternatives(given)})(?!\w)\s*{aside}{numbers}"
            rf"|(?<!\w)(?:{last}|{vague})\s*(?:the\s+)?(?:{nouns})(?!\w)(?!\s*\d)"
            rf"|(?<!\w)(?:{alternatives((*given, *times.openings, *times.vague, *times.counted))})(?!\w)"
            rf"(?=[^,;.()\n]{{0,{_AHEAD}}}?(?<!\w)(?:{nouns}|{alternatives(times.weekdays)}|{named})(?!\w))[^,;.()\n]*"
            rf"|(?<!\w)(?:{nouns})\s*\((?:(?:{alternatives(given)})\s+)?(?:(?:{day})\s*\d|{alternatives(times.weekdays)})[^()\n]*\)"
            rf"(?:[,;\s]+(?:{nouns})\s*\([^()\n]*\))*"
            rf"|(?<!\w)(?:{alternatives(word for word in given if word.endswith(tuple(times.day)))})(?!\w)"
            rf"[^,;.()\n]*",
            re.IGNORECASE,
        )
        many = alternatives(word for word in lexicon.speech.clauses.many if word not in times.every)
        span = alternatives((*times.hours, *times.nouns, *times.parts, *times.vague, *times.last))
        bare = alternatives(given)
        self._left = re.compile(
            rf"(?<!\w)(?:{bare}|{many})\s+(?:(?:{many}|the)\s+)*(?:{span})(?:\s+[^\W\d_]+)?\s*$|(?<!\w)(?:{nouns})\s*\($",
            re.IGNORECASE,
        )
        self._hour_behind = re.compile(
            rf"\s*[,(]?\s*(?:(?:{alternatives(times.at_hour)})\s+)?\d{{1,2}}\s*(?:(?:{hours})\s*(?:\d{{2}}(?!\d))?|[:.]\d{{2}}(?:[:.]\d{{2}})?)"
            rf"(?![\w/])(?:\s*(?:{hours})(?!\w))?\s*\)?",
            re.IGNORECASE,
        )
        self._to = re.compile(rf"(?:{alternatives(lexicon.speech.targets.spans)})", re.IGNORECASE)
        self._joined = Joined(lexicon, self.is_end)
        self._from = re.compile(
            rf"(?<!\w)(?:{alternatives(times.since)})\s+(?:{named})(?!\w)[^,;.()\n]{{0,{_AHEAD}}}?{YEAR}(?!\w)",
            re.IGNORECASE,
        )
        self._doubts = Doubts(lexicon)
        self.of_some_period = self._doubts.of_some_period
        self._kept: KeptOfText[When] = KeptOfText()
        self._rhythms = Rhythms(lexicon, self._doubts, self.found)
        opens = (*times.openings, *times.since, *times.vague, *times.counted)
        bounding = (word for words in times.bounds.values() for word in words)
        self._opens = re.compile(rf"(?:{alternatives((*opens, *bounding))})(?!\w)", re.IGNORECASE)
        many = rf"\d{{1,3}}|{alternatives((*times.numbers, *times.counts))}"
        self._term = re.compile(
            rf"(?<!\w)(?:{alternatives(times.openings)})\s+(?:{many})\s+(?:\w+\s+)?(?:{nouns})(?!\w)[^,;.()\n]*",
            re.IGNORECASE,
        )
        self._periodic = pattern(times.periodic)
        opening = alternatives((*times.openings, *times.bounds.get("by", ())))
        whole = alternatives(word for word in times.nouns if word not in times.hours)
        at_hour = rf"\d{{1,2}}\s*(?:(?:{hours})\s*(?:\d{{2}}(?!\d))?|[:.]\d{{2}})\s*(?:(?:{hours})(?!\w)\s*)?,?\s*"
        weekday, to = rf"(?:{alternatives(times.weekdays)})(?!\w)", alternatives(lexicon.speech.targets.spans)
        once = alternatives(times.once)
        self._other = re.compile(
            rf"(?<!\w)(?:(?:{opening})\s+(?:{many})\s+(?:\w+\s+)?(?:{whole})(?!\w)[^,;.()\n]{{0,30}}"
            rf"|(?:(?:{bare})\s+(?:{at_hour})?|{at_hour})(?:(?:the|{bare})\s+)*{weekday}(?!\s*[,(]?\s*(?:(?:{day})\s*)?\d)"
            rf"|(?<![\d/])24/(?:24|7)(?![\w/])(?:\s*(?:{hours})(?!\w))?"
            rf"|(?:\d{{1,2}}|{alternatives(times.numbers)})\s+(?:{whole})\s+[^\W\d][^,;.()\n\d]{{0,40}}?(?:{once})(?!\w)"
            rf"|(?:{alternatives(times.every)})\s+{weekday}|{weekday}\s*(?:[-–]|(?:{to})(?!\w))\s*{weekday})",
            re.IGNORECASE,
        )
        self._counted = pattern(times.counted)

    def found(self, text: str, start: int, end: int, *, cell: bool = False) -> list[When]:
        """The times between two places of the text, in order. In a `cell` that is meant for a time, short forms that
        could be anything elsewhere are times too."""
        return self._kept.get(text, (start, end, cell), lambda: self._look_for(text, start, end, cell))

    def _look_for(self, text: str, start: int, end: int, cell: bool) -> list[When]:
        taken: list[tuple[int, int]] = []
        done: list[When] = []
        for grain, match in self._shapes.found(text, start, end):
            here = match.span()
            if any(here[0] < other[1] and other[0] < here[1] for other in taken):
                continue
            when = self._when(grain, match, text, start, cell)
            if when is not None:
                taken.append(here)
                done.append(when)
        return self._joined.each_of(
            text,
            [
                self._weighed(text, when, cell)
                for when in self._ranges(text, sorted(done, key=lambda one: one.start))
                if not self._doubts.only_data(text, when.from_, when.start)
            ],
        )

    def _weighed(self, text: str, when: When, cell: bool) -> When:
        """A time, with what leaves it in doubt."""
        listed = when.grain in ("month", "quarter") and (cell or when.bound != "" or when.year is None)
        doubt = self._doubts.beside(text, when.from_, when.start, when.end, listed=listed)
        doubt = doubt or self._doubts.among(text, when)
        if doubt is None and when.grain in ("month", "quarter", "half", "year", "bare-year"):
            doubt = self._doubts.crossing(text, when)
        if doubt is None and when.since and not when.bound:
            doubt = when.from_, when.end
        if doubt is not None:
            return replace(when, unsure=doubt, from_=min(doubt[0], when.from_))
        hoped = self._doubts.hoped(text, when.from_, when.end)
        return when if hoped is None else replace(when, hoped=hoped, from_=hoped[0])

    def _when(self, grain: str, match: re.Match[str], text: str, start: int, cell: bool) -> When | None:
        groups = match.groupdict()
        year = int(groups["y"]) if groups.get("y") else None
        own = self._weekday.search(text, max(start, match.start() - 30), match.start()) if grain == "day" else None
        first = own.start() if own is not None else match.start()
        before = self._before.search(text, max(start, first - 60), first)
        bound = next((name for name in ("before", "by", "on") if before and before.groupdict().get(name)), "")
        last = bool(before and before["last"])
        hour = self._hour.search(text, max(start, first - 60), first) if bound in ("", "on") else None
        if hour is not None and any(hour.groupdict().values()):
            bound, before = "by", None  # before an hour of a day is by that day; the hour stays in the words
        sign = _SIGN.search(text, max(start, match.start() - 12), match.start()) if cell and not bound else None
        if sign is not None:
            bound, before = _SIGNS.get(sign[1], "on"), None
        if grain in ("short", "bare-month", "bare-quarter", "bare-year", "years") and not (
            cell or bound or last or groups.get("w")
        ):
            ends = re.match(r"\s*(?:$|[.;,)\n])", text[match.end() : match.end() + 3]) is not None
            led = self._introduced.search(text, start, match.start()) if ends else before and before["since"]
            if grain != "short" or not led:
                return None
        if grain == "short" and match[0] == "24/7" and not (bound or year or groups.get("w")):
            return None  # day and night
        if grain == "short" and int(groups["m"]) > 12:
            return None
        if self._is_rest(grain, text, start, match.start(), bool(bound or last)):
            return None
        part = of_month = 0
        if groups.get("n"):
            part = self._months[groups["n"].casefold()]
        elif groups.get("m"):
            part = self._number(groups["m"])
            if not groups["m"].isdecimal() and year and self._is_blank(match):
                return None
        elif groups.get("q"):
            part = _ROMAN.get(groups["q"].casefold()) or int(groups["q"])
        elif groups.get("k"):
            part = self._quarters[" ".join(groups["k"].casefold().split())]
        elif groups.get("h"):
            part = self._halves[" ".join(groups["h"].casefold().split())]
        if groups.get("d"):
            of_month = self._number(groups["d"])
        grain = {"short": "day"}.get(grain, grain.removeprefix("bare-"))
        if own is not None and not bound:  # nothing says by when: the day of the week stays in the words
            first, before = match.start(), self._before.search(text, max(start, match.start() - 60), match.start())
        begins = before.start() if before and before[0] else sign.start() if sign else first
        made = When(
            match.start(), match.end(), begins, grain, year, part, of_month,
            bound, bool(before and before["vague"]) and not last, ended=last, since=bool(before and before["since"]),
            unsure=(sign.start(), match.end()) if sign is not None and sign[1] not in _SIGNS else None,
        )  # fmt: skip
        if (
            own is not None
            and made.day is not None
            and made.day.isoweekday() != self._weekdays[" ".join(own["weekday"].casefold().split())]
        ):
            made = replace(made, unsure=(begins, made.end))  # another day of the week than the one that is named
        return made if not made.impossible or self._meant(made, groups, cell) else None

    def _is_rest(self, grain: str, text: str, start: int, at: int, bound: bool) -> bool:
        """Whether a year or a month at a place is what is left of a time that is not understood: "ngày rằm tháng bảy",
        "tháng … năm 2026"."""
        look = {"year": self._of_month, "bare-year": self._of_month, "month": self._of_day}.get(grain)
        found = look.search(text, max(start, at - 40), at) if look is not None and not bound else None
        return found is not None and self._rhythms.first(text, max(start, found.start() - 10), at) is None

    def _number(self, written: str) -> int:
        return int(written) if written.isdecimal() else self._numbers[" ".join(written.casefold().split())]

    def _is_blank(self, match: re.Match[str]) -> bool:
        """Whether what looks like a month in words is the word for a year, behind a place that was left open for the
        month: "tháng … năm 2026"."""
        between = match.string[match.end("m") : match.start("y")]
        return self._years.fullmatch(match["m"]) is not None and self._years.search(between) is None

    @staticmethod
    def _meant(when: When, groups: dict[str, str | None], cell: bool) -> bool:
        """Whether what is no day of the calendar is meant as one: the 31st of a month of thirty days is, a count of
        months and days is not."""
        if when.grain != "day":
            return cell
        named = "w" not in groups or bool(groups["w"]) or cell
        return named and (when.year is not None or (0 < when.of_month <= 31 and 0 < when.part <= 12))

    def impossible(self, text: str, start: int, end: int) -> list[When]:
        """What is written as a day between two places of the text and is none."""
        found: list[When] = []
        for grain, match in self._shapes.found(text, start, end, ("day", "short")):
            when = self._when(grain, match, text, start, False)
            if when is not None and when.impossible:
                found.append(when)
        return found

    def opens(self, text: str, start: int, end: int) -> bool:
        """Whether nothing but words with which a time may begin stands between two places."""
        return self._opens.fullmatch(text[start:end].strip()) is not None

    def opening(self, text: str, start: int, end: int) -> int:
        """Where a time ends with which a sentence begins and a comma parts from the rest, the comma included ("Every
        month, …", "Within 15 days of …, …"); `start` where none does."""
        rhythm = self.rhythm(text, start, min(end, start + _OPENING))
        past = max(rhythm.end, rhythm.unread[1] if rhythm.unread else 0) if rhythm and rhythm.start == start else start
        many = self._rhythms.several(text, start, min(end, start + _OPENING))
        if many and (many[0][0] == start or self.opens(text, start, many[0][0])):
            past = many[0][1]
        comma = text.find(",", past, min(end, past + _OPENING))
        if comma < 0:
            return start
        rhythm = self.rhythm(text, start, comma)
        whens = self.found(text, start, comma)
        if rhythm is not None and rhythm.start == start:
            return comma + 1
        if (whens and whens[0].from_ <= start) or past > start:
            return comma + 1
        named = bool(rhythm or whens or re.search(r"\d", text[start:comma]) or self._written.search(text, start, comma))
        named = named or bool(self._doubts.alone(text, start, comma))
        if self._opens.match(text, start, comma) and named:
            return comma + 1
        return start

    def _ranges(self, text: str, whens: list[When]) -> Iterator[When]:
        """The times with the two ends of a span of time made one: its end."""
        held: When | None = None
        for when in whens:
            if held is not None:
                between = text[held.end : when.start].strip().casefold()
                if between in ("-", "–") and held.grain == when.grain == "year" and when.bound == "":
                    held = replace(when, from_=held.from_, grain="years")  # not by when in them
                    continue
                spans = (between in ("-", "–") or (self._spans(between) and held.from_ < held.start)) or (
                    when.bound == "by"
                    and text[held.end : when.from_].strip() == ""
                    and (not held.bound or (held.bound != "before" and self.is_end(text, when)))
                )
                if spans and (when.year is None or held.year is None or when.year >= held.year):
                    whole = held.bound and held.grain == when.grain == "day" and between in ("-", "–")
                    doubt = (held.from_, when.end) if whole else when.unsure  # before one day or before the other
                    held = replace(when, from_=held.from_, bound=when.bound or "by", since=False, unsure=doubt)
                    continue
                yield held
            held = when
        if held is not None:
            yield held

    def _spans(self, between: str) -> bool:
        """Whether words between two times make them the two ends of one: from … to …"""
        return self._to.fullmatch(between) is not None

    def introduced(self, text: str, start: int, at: int) -> int:
        """Where the words begin that only lead to the time at `at`, or `at` itself."""
        before = self._introduced.search(text, max(start, at - 60), at)
        return before.start() if before else at

    def leading(self, text: str, start: int, when: When) -> int:
        """Where the words begin that only lead to a time, an hour of its day included."""
        at = self.introduced(text, start, when.from_)
        hour = self._hour.search(text, start, at) if when.grain == "day" else None
        at = self.introduced(text, start, hour.start()) if hour is not None else at
        for name, number in self._weekdays.items():
            named = text[start:at].rstrip(" ,\n")
            if when.day is not None and number == when.day.isoweekday() and named.casefold().endswith(name):
                return self.introduced(text, start, start + len(named) - len(name))
        return at

    def trailing(self, text: str, when: When, end: int) -> int:
        """Where a time ends with the hour of its day behind it: 20/12/2026 17:00."""
        hour = self._hour_behind.match(text, when.end, end) if when.grain == "day" and when.bound != "before" else None
        return hour.end() if hour is not None else when.end

    def same(self, text: str, start: int, end: int, name: str) -> list[tuple[int, int]]:
        """Where words for one rhythm stand between two places."""
        return self._rhythms.named(text, start, end, name)

    def leaves(self, text: str, start: int, end: int) -> bool:
        """Whether what stands between two places ends with a piece of a time that goes on behind it: … on the morning
        of."""
        return self._left.search(text, max(start, end - _BEFORE), end) is not None

    def rhythm(self, text: str, start: int, end: int) -> Again | None:
        """The first rhythm between two places, with the day of each period beside it."""
        return self._rhythms.first(text, start, end)

    def written(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The first words between two places by which a time is meant and of which none can be told; where such a
        time is counted from something else, that is in them."""
        whens = self.found(text, start, end)
        taken = [(when.from_, when.end) for when in whens if not (when.vague or when.unsure or when.hoped)]
        said = [
            (match.start(), match.start() + len(match[0].rstrip()))
            for look in (self._written, self._from)
            for match in look.finditer(text, start, end)
        ]
        said = [one for one in said if not any(other[0] <= one[0] < other[1] for other in taken)]
        said += [when.hoped for when in whens if when.hoped is not None]
        said += [when.unsure for when in whens if when.unsure is not None]
        said += [(when.from_, when.end) for when in whens if when.vague and when.unsure is None]
        said += self._rhythms.several(text, start, end)
        said += self._doubts.alone(text, start, end)
        return min(said, key=lambda one: (one[0], -one[1])) if said else None

    def hourly(self, text: str, start: int, end: int) -> bool:
        """Whether words for a time name an hour and nothing longer, which stays in the words of the task."""
        return bool(self._hours.search(text, start, end)) and not self._spoken.search(text, start, end)

    def doubted(self, text: str, start: int, end: int) -> bool:
        """Whether words stand between two places that leave any time beside them in doubt."""
        return self._doubts.named(text, start, end)

    def goes_on(self, text: str, at: int) -> bool:
        """Whether words for the end of a span stand right behind a place."""
        return self._until.match(text, at + (text[at : at + 1] == " ")) is not None

    def is_end(self, text: str, when: When) -> bool:
        """Whether the words before a time say that something goes on until then."""
        return self._until.match(text, when.from_, when.start) is not None

    def several(self, text: str, start: int, end: int, *, cell: bool = False) -> tuple[int, int] | None:
        """The first words between two places by which something comes again in more than one rhythm."""
        return next(iter(self._rhythms.several(text, start, end, cell=cell)), None)

    def term(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The first term of so many days between two places that is counted from something: within five days after."""
        for found in self._term.finditer(text, start, end):
            if self._counted.search(text, found.start(), found.end()):
                return found.start(), found.start() + len(found[0].rstrip())
        return None

    def again(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The first words between two places of a rhythm that is none of those known: once in 3 months."""
        found = self._periodic.search(text, start, end)
        return self._doubts.again(text, start, end) or (found.span() if found is not None else None)

    def other(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """The words between two places for so many days, or for weekdays: within 5 days, each Friday."""
        return [(one.start(), one.start() + len(one[0].rstrip())) for one in self._other.finditer(text, start, end)]

    def weekday(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The first name of a day of the week between two places."""
        found = self._any_weekday.search(text, start, end)
        return found.span() if found is not None else None

    def counted(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Words by which a term runs from something else, where there are any."""
        return self._counted.search(text, start, end)
