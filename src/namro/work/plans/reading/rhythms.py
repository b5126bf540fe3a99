"""What comes again and again, and by which day of each period, as plans write it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from namro.rules.clocks.within import Within
from namro.work.plans.reading.doubts import Doubts
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.wording import alternatives, from_places, starts

if TYPE_CHECKING:
    from namro.work.plans.reading.when import When

_NEAR = 80
"""Characters before and behind a rhythm in which a day of each period is looked for."""
_MONTHS = {"quarterly": 3, "half-yearly": 6, "yearly": 12}
_GAP = re.compile(r"[\s,;:(–-]*")


@dataclass(frozen=True, slots=True)
class Again:
    """A rhythm in the text. `start` and `end` hold what names it, the day of each period included: `within` as
    `Within.parse` takes it, with its `bound`. `unread`: words for such a day that are not understood."""

    name: str
    start: int
    end: int
    within: str = ""
    bound: str = ""
    unread: tuple[int, int] | None = None
    day: int = -1
    """Where the day of each period begins that stands behind what names it."""

    @property
    def ends(self) -> int:
        """Where all that belongs to it ends, what is not understood included."""
        return max(self.end, self.unread[1]) if self.unread else self.end

    @property
    def begins(self) -> int:
        """Where all that belongs to it begins, what is not understood included."""
        return min(self.start, self.unread[0]) if self.unread else self.start


def odd_beside(text: str, again: Again | None, odd: tuple[int, int] | None) -> tuple[int, int] | None:
    """From where to where a rhythm and how often something else comes that is none stand in one duty ("02 buổi/tuần,
    cao điểm hằng ngày"); None where they do not."""
    if again is None or odd is None or (odd[0] < again.ends and again.begins < odd[1]):
        return None
    said = re.search(r"\d", text[odd[0] : odd[1]])  # else it is only said to be periodic
    return (min(odd[0], again.begins), max(odd[1], again.ends)) if said else None


class Rhythms:
    """Finds rhythms in the words of one language. `found`: the times between two places of a text."""

    def __init__(self, lexicon: Lexicon, doubts: Doubts, found: Callable[..., Sequence[When]]) -> None:
        times = lexicon.speech.times
        self._found, self._doubts = found, doubts
        self._rhythms = {name: pattern(words) for name, words in times.rhythms.items()}
        self._requests = pattern(times.requests)
        named = (word for words in times.rhythms.values() for word in words)
        self._starts = starts((*named, *times.requests), r"(?<!\w)")
        self._verbs = lexicon.verbs_small
        self._none = pattern(times.no_rhythms)
        self._weekdays = {_plain(name): n for name, n in times.weekdays.items()}
        self._numbers = {_plain(name): n for name, n in times.numbers.items()}
        self._months_of = {_plain(name): n for name, n in times.months_of.items()}
        of_days = (*times.day, *times.numbered)
        day = alternatives(of_days)
        of = rf"(?:\s*(?:{alternatives(lexicon.speech.clauses.between)})(?!\w))?\s*(?:the\s+|each\s+)?"
        weekday = rf"(?:(?:{day})\s*)?(?P<weekday>{alternatives(times.weekdays)})(?!\w)"
        longer = alternatives(word for word in (*times.nouns, *times.day_words) if word not in (*of_days, "of", "the"))
        number = (
            rf"(?:(?:{day})\s*(?P<day>\d{{1,2}}|{alternatives(times.numbers)})"
            rf"|(?:(?P<nth>\d{{1,2}})(?:st|nd|rd|th)|(?<=the\s)(?P<word>{alternatives(times.numbers)}))"
            rf"(?!\s+(?:{longer})(?!\w)))(?![\w/]|[.\-]\d)"
        )
        month = rf"{of}(?P<month>{alternatives(times.months_of)})(?!\w)(?:{of}(?:{alternatives(times.periods)})(?!\w))?"
        whole = rf"(?:{of}(?:{alternatives(times.nouns)})(?![\w]|\s*\d))?"
        later = rf"(?!{of}(?:{alternatives((*times.following, *times.months_of, *times.month, *times.months))})(?!\w))"
        bounds = "|".join(
            rf"(?P<{name}>{alternatives(_without(words, times.day))})" for name, words in times.bounds.items()
        )
        hours, on = alternatives(times.hours), alternatives(times.bounds.get("on", ()))
        hour = rf"\d{{1,2}}\s*(?:(?:{hours})\s*(?:\d{{2}}(?!\d))?|[:.]\d{{2}})\s*(?:(?:{hours})(?!\w)\s*)?"
        bound = rf"(?:(?:{bounds})(?!\w)\s*)?(?P<hour>{hour},?\s*(?:(?:{on})\s+)?)?(?:the\s+)?"
        shapes = {"weekly": weekday, "monthly": rf"{number}{later}{whole}", "longer": rf"{number}{month}"}
        self._behind = {name: re.compile(bound + shape, re.IGNORECASE) for name, shape in shapes.items()}
        self._ahead = {
            name: re.compile(rf"(?<!\w){bound}{shape}{of}$", re.IGNORECASE) for name, shape in shapes.items()
        }
        self._each = re.compile(rf"(?<!\w){bound}(?:{alternatives(times.every)})\s+{weekday}", re.IGNORECASE)
        self._of = re.compile(rf"{of}$", re.IGNORECASE)
        self._joined = re.compile(rf"\s*(?:,|{alternatives(lexicon.speech.clauses.and_)})\s*", re.IGNORECASE)
        bare = re.sub(r"\?P<\w+>", "?:", bounds)
        bound = bound.replace("?P<hour>", "?:")
        part = rf"(?:{bare})(?!\w)[^,;.()\n]{{0,30}}?(?:{alternatives(times.weekdays)})(?!\w)"
        self._some_day = re.compile(
            rf"(?<!\w)(?:{bound}{number}{of}|{part}{of}|(?:(?:{bare})\s+)?(?:{alternatives(times.vague)}){of})$",
            re.IGNORECASE,
        )
        and_ = alternatives(lexicon.speech.clauses.and_)
        single = rf"(?:(?:{day})\s*)?\d{{1,2}}(?:st|nd|rd|th)?(?![\w%/]|[.\-]\d)"
        sure = rf"(?:(?:{day})\s*\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th))(?![\w%/]|[.\-]\d)"
        self._one_more = re.compile(
            rf"\s*(?:(?:{and_})\s*(?:{bare})?\s*(?:the\s+)?{single}|,\s*(?:{bare})?\s*(?:the\s+)?{sure})", re.IGNORECASE
        )
        self._one_before = re.compile(
            rf"(?<!\w)(?:(?:{bare})\s*)?(?:the\s+)?{sure}\s*(?:,|{and_})\s*(?:{bare})?\s*$", re.IGNORECASE
        )
        self._bare = re.compile(
            rf"(?:\s*(?:\([^()\n]{{1,60}}\)\s*)?(?:[,;/]|(?:{and_}|{alternatives(times.or_)})(?!\w))\s*(?:(?:{alternatives(times.openings)})\s+)?"
            rf"(?:\d{{1,2}}\s+)?(?:{alternatives(times.nouns)})(?=\s*(?:$|[,;.)(/\n]|(?:{and_})(?!\w)|{self._verbs.pattern})))+",
            re.IGNORECASE,
        )
        weekdays = alternatives(times.weekdays)
        joint = rf"(?:,|[-–]|{and_}|{alternatives(lexicon.speech.targets.spans)})"
        self._more_weekdays = re.compile(rf"(?:\s*{joint}\s*(?:{bare})?\s*(?:{weekdays})(?!\w))+", re.IGNORECASE)
        self._weekdays_before = re.compile(
            rf"(?<!\w)(?:(?:{alternatives(times.since)})\s+)?(?:(?:{weekdays})\s*{joint}?\s*)+$", re.IGNORECASE
        )
        month = alternatives(times.month)
        self._day_named = re.compile(
            rf"(?<!\w)(?:{day}|{weekdays}|{alternatives(times.months)})(?!\w)|\d/\d|(?<!\w)(?:{month})\s*\d",
            re.IGNORECASE,
        )
        words = alternatives((*times.numbers, *times.weekdays, *times.day_words, *of_days, *times.month, *times.months))
        token = rf"(?:\d[\d/]*|{words}|{and_})"
        self._some_days = re.compile(
            rf"(?<![\w/])(?:(?:{bare})\s+)?(?:the\s+)?(?:{token}(?!\w)[\s,]+)+{of}$", re.IGNORECASE
        )
        self._shaped(lexicon, of, bare)
        self._some_time = re.compile(
            rf"{bound}(?:{number}|(?:{day})\s*\d{{1,2}})[^,;.()\n]*"
            rf"|(?:{bare})(?!\w)[^,;.()\n]{{0,30}}?(?:{alternatives(times.nouns)})(?!\w)[^,;.()\n]*",
            re.IGNORECASE,
        )

    def _shaped(self, lexicon: Lexicon, of: str, bare: str) -> None:
        """Makes the patterns of the words around a rhythm by which only a part of it is meant, or more than it says."""
        times = lexicon.speech.times
        part = alternatives((*times.parts, *times.vague, *times.last))
        counts = alternatives(
            (*times.numbers, *times.counts, *times.day_words, *times.parts, *times.vague, *times.last, *times.day)
        )
        token = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{counts})(?!\w)"
        within = rf"(?:\s*(?:{alternatives(times.bounds.get('by', ()))})(?!\w)\s*)?"
        self._part = re.compile(
            rf"(?<!\w)(?:(?:{bare})\s+)?(?:(?:at|the)\s+)*(?=(?:{token}\s+)*?(?:{part})(?!\w))(?:{token}\s+)+{within}{of}$",
            re.IGNORECASE,
        )
        then, apart = alternatives(times.then), alternatives(times.apart)
        self._then = re.compile(
            rf"(?:(?:,|{alternatives(lexicon.speech.clauses.and_)})\s*)?(?:{then})\s*,?\s*$", re.IGNORECASE
        )
        since = alternatives((*times.since, *times.following_on))
        time = alternatives((*times.nouns, *times.months, *times.day, *times.quarter, *times.weekdays))
        excepting = alternatives(times.excepting)
        self._else = re.compile(
            rf"[\s),;:–-]*(?:(?:{then}|{apart}|{excepting})(?!\w)(?=[^;.\n]{{0,40}}?(?<!\w)(?:{time}|\d[\d/]*)(?!\w))"
            rf"|(?:{since})(?!\w)\s+(?:(?:the|{alternatives(times.month)})\s+)?(?:{time}|\d)"
            rf"|(?:{alternatives(times.months)})\s*:)[^;.()\n]*",
            re.IGNORECASE,
        )

    def first(self, text: str, start: int, end: int) -> Again | None:
        """The first rhythm between two places, with what is not understood around it."""
        found = self._first(text, start, end)
        if found is None or found.unread is not None:
            return found
        behind = self._else.match(text, found.end, min(end, found.end + _NEAR))
        if behind is not None:  # it does not go for all of it, or not from the beginning
            day = found.day if found.day >= 0 else behind.end() - len(behind[0].lstrip(" \t),;:–-"))
            past = found.start + len(text[found.start : min(found.end, day)].rstrip(" ,;:(–-\n"))
            return Again(found.name, found.start, past, unread=(day, behind.start() + len(behind[0].rstrip())))
        low = max(start, found.start - _NEAR)
        before = self._then.search(text, low, found.start)
        if before is None:
            return found
        whens = [one for one in self._found(text, low, before.start(), cell=True) if one.end >= before.start() - 2]
        first = whens[-1].from_ if whens else before.end() - len(before[0].lstrip(", "))
        return replace(found, unread=(first, before.start() + len(before[0].rstrip(" ,\n"))))

    def _first(self, text: str, start: int, end: int) -> Again | None:
        named = [(match.start(), -match.end(), name) for name, match in self._named(text, start, end) if name]
        none = [*self._no_rhythms(text, start, end), *self.several(text, start, end)] if named else []
        found = [one for one in named if not any(first <= one[0] < last for first, last in none)]
        each = self._each.search(text, start, end)
        if each is not None and (not found or each.start() < min(found)[0]):
            if (more := self._more_weekdays.match(text, each.end(), end)) is not None:
                return Again("weekly", *each.span(), unread=(each.start(), more.end()))
            return Again("weekly", *each.span(), str(self._weekdays[_plain(each["weekday"])]), _bound(each))
        if not found:
            return None
        at, minus, name = min(found)
        return self._with_day(name, text, start, end, at, -minus)

    def _named(self, text: str, start: int, end: int) -> Iterator[tuple[str, re.Match[str]]]:
        """The words for each rhythm between two places; those for whenever it is asked for under no name."""
        places = [match.start() for match in self._starts.finditer(text, start, end)]
        for name, look in [*self._rhythms.items(), ("", self._requests)] if places else ():
            for match in from_places(look, text, places, end):
                yield name, match

    def _no_rhythms(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Where words stand between two places that look like a rhythm and are none."""
        return [match.span() for match in self._none.finditer(text, start, end)] + self._doubts.alone(text, start, end)

    def named(self, text: str, start: int, end: int, name: str) -> list[tuple[int, int]]:
        """Where words for one rhythm stand between two places."""
        looks = (look for known, look in self._rhythms.items() if known == name)
        return [match.span() for look in looks for match in look.finditer(text, start, end)]

    def several(self, text: str, start: int, end: int, *, cell: bool = False) -> list[tuple[int, int]]:
        """From where to where more than one rhythm is named for the same thing, or one and whenever it is asked for:
        one behind the other, or anywhere in a `cell`."""
        known = sorted((match.start(), -match.end(), name) for name, match in self._named(text, start, end))
        none = self._no_rhythms(text, start, end) if known else []
        done: list[tuple[int, int]] = []
        names: set[str] = set()
        at = past = start - 1
        for first, minus, name in known:
            if first < past or (name and any(one[0] <= first < one[1] for one in none)):
                continue
            apart = not (cell and name and any(names)) and not self._goes_on(text, past, first)
            if not names or apart:
                at, names = first, set()
            names, past = names | {name}, -minus
            bare = self._bare.match(text, past, end) if name else None
            if bare is not None:
                names, past = names | {"bare"}, bare.end()
            if len(names) > 1:
                done = [*(done[:-1] if done and done[-1][0] == at else done), (at, past)]
        return done

    def _goes_on(self, text: str, past: int, first: int) -> bool:
        """Whether between two rhythms stands nothing but when, and nothing that is done."""
        between = re.sub(r"\([^()]*\)?", "", text[past:first])
        return len(between) < _NEAR and ";" not in between and self._verbs.search(between) is None

    def _with_day(self, name: str, text: str, start: int, end: int, at: int, past: int) -> Again:
        """A rhythm that stands from `at` to `past`, with the day of each period right before or behind it."""
        low, high = max(start, at - _NEAR), min(end, past + _NEAR)
        kind = "longer" if name in _MONTHS else name
        gap = _GAP.match(text, past, high)
        here = gap.end() if gap else past
        if kind in self._behind:
            behind = self._behind[kind].match(text, here, high)
            if behind is not None and (within := self._within(name, behind)):
                look = self._more_weekdays if name == "weekly" else self._one_more
                if (more := look.match(text, behind.end(), high)) is not None:
                    return Again(name, at, past, unread=(behind.start(), more.end()))
                if (doubt := self._doubts.beside(text, *behind.span()[:1], *behind.span())) is not None:
                    return Again(name, at, past, unread=(max(doubt[0], past), doubt[1]))
                return Again(name, at, behind.end(), within, _bound(behind), day=behind.start())
            ahead = self._ahead[kind].search(text, low, at)
            if ahead is not None and (within := self._within(name, ahead)):
                here = low + len(text[low:at].rstrip())
                look = self._weekdays_before if name == "weekly" else self._one_before
                if (more := look.search(text, low, ahead.start())) is not None:
                    return Again(name, at, past, unread=(more.start(), here))
                if (doubt := self._doubts.beside(text, ahead.start(), ahead.start(), here)) is not None:
                    return Again(name, at, past, unread=(doubt[0], here))
                return Again(name, ahead.start(), past, within, _bound(ahead))
        if name in ("half-yearly", "yearly") and (dated := self._dated(name, text, low, high, at, past)) is not None:
            return dated
        if name in ("daily", "ongoing"):
            return Again(name, at, past)
        return Again(name, at, past, unread=self._not_understood(text, low, high, at, here))

    def _within(self, name: str, found: re.Match[str]) -> str:
        """The day that a pattern found; "" where no period has it."""
        said = found.groupdict()
        if said.get("weekday"):
            return str(self._weekdays[_plain(said["weekday"])])
        written = said["day"] or said["nth"] or said["word"]
        day = int(written) if written.isdecimal() else self._numbers[_plain(written)]
        if name == "monthly":
            return _checked(name, str(day))
        month = self._months_of[_plain(said["month"])]
        return _checked(name, f"{_MONTHS[name] if month < 0 else month}-{day}")

    def _dated(self, name: str, text: str, low: int, high: int, at: int, past: int) -> Again | None:
        """A rhythm with a day of the calendar without its year beside it: 15/12 of each year, 15/6 and 15/12."""
        gap = _GAP.match(text, past, high)
        whens = [one for one in self._found(text, past, high) if one.year is None]
        run = whens[:1] if whens and whens[0].from_ <= (gap.end() if gap else past) else []
        for one in self._found(text, run[0].end, high, cell=True) if run else []:
            if one.year is not None or not self._joined.fullmatch(text, run[-1].end, one.from_):
                break
            run.append(one)
        ahead = not run
        if ahead:
            before = self._found(text, low, at)
            of = self._of.search(text, before[-1].end, at) if before else None
            run = [one for one in before[-1:] if one.year is None and of is not None and of.start() == one.end]
            for one in reversed(self._found(text, low, run[0].from_, cell=True) if run else []):
                if one.year is not None or not self._joined.fullmatch(text, one.end, run[0].from_):
                    break
                run.insert(0, one)
        days = [one.in_year(2024) for one in run]
        if not run or None in days or any(one.vague or one.unsure or one.grain == "years" for one in run):
            return None
        length = _MONTHS[name]
        said = {f"{(day.month - 1) % length + 1}-{day.day}" for day in days if day is not None}
        if len(run) > 1 and (len(said) != 1 or len(run) != 12 // length):
            return Again(name, at, past, unread=(run[0].from_, run[-1].end))
        if len(said) != 1 or len(run) != 12 // length:
            return None
        start, end = (run[0].from_, past) if ahead else (at, run[-1].end)
        bound = run[0].bound or ("on" if run[0].grain == "day" else "by")
        return Again(name, start, end, said.pop(), bound)

    def _not_understood(self, text: str, low: int, high: int, at: int, here: int) -> tuple[int, int] | None:
        """The words for a day or a time right beside a rhythm, with a year of its own aside."""
        part = self._part.search(text, low, at)
        if part is not None:
            return part.start(), part.start() + len(part[0].rstrip())
        ahead = self._some_day.search(text, low, at)
        if ahead is not None:
            return ahead.start(), ahead.start() + len(ahead[0].rstrip())
        days = self._some_days.search(text, low, at)
        if days is not None and self._day_named.search(days[0]) is not None:
            return days.start(), days.start() + len(days[0].rstrip())
        behind = self._some_time.match(text, here, high)
        if behind is None or any(one.year is not None for one in self._found(text, *behind.span())):
            return None
        return behind.start(), here + len(behind[0].rstrip())


def _checked(name: str, said: str) -> str:
    try:
        return str(Within.parse(name, said))
    except ValueError:
        return ""


def _bound(found: re.Match[str]) -> str:
    said = next((name for name in ("before", "by", "on") if found.groupdict().get(name)), "on")
    return "by" if said == "before" and found.groupdict().get("hour") else said  # before an hour of a day: by that day


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _without(words: Sequence[str], last: Sequence[str]) -> list[str]:
    """The words, those that end with the word for a day also without it: it stands in front of its number anyway."""
    ends = tuple(f" {word}" for word in last)
    return [*(word for word in words if not word.endswith(ends)), *(
        word.removesuffix(end) for word in words for end in ends if word.endswith(end)
    )]  # fmt: skip
