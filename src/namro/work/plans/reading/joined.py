"""Times that are named for one thing: two with the year and the bound of both, or several days of which each is meant.
Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives


@dataclass(slots=True)
class _Doubted:
    """Times by their numbers that share one doubt, and those of them that have no year yet."""

    doubt: tuple[int, int]
    members: list[int] = field(default_factory=list)
    yearless: list[int] = field(default_factory=list)


class Joined:
    """Joins times in the words of one language. `is_end`: whether something goes on until a time."""

    def __init__(self, lexicon: Lexicon, is_end: Callable[[str, When], bool]) -> None:
        self._is_end = is_end
        and_ = alternatives(lexicon.speech.clauses.and_)
        self._and = re.compile(rf"\s*(?:{and_}|[,+&/])\s*", re.IGNORECASE)
        self._apart = re.compile(
            rf"[^,;.()\n\d]{{0,40}}(?:\([^()\n\d]{{0,60}}\))?\s*(?:[,;]|(?<!\w)(?:{and_})(?!\w))\s*"
            rf"(?:(?:{and_})(?!\w)\s*)?",
            re.IGNORECASE,
        )  # for one part of it, and another day for the other: "… (draft), … (final)"

    def each_of(self, text: str, whens: list[When]) -> list[When]:
        """The times, where two are named for one thing with the year and the bound of both: in March and September
        2027. Of several days none is the one by which something is due."""
        for at in range(len(whens) - 1):
            first, second = whens[at : at + 2]
            alike = first.grain == second.grain and second.year is not None and not second.bound
            if alike and self._and.fullmatch(text, first.end, second.from_):
                whens[at] = replace(first, year=first.year or second.year)
                whens[at + 1] = replace(second, bound=first.bound)
        groups: dict[tuple[int, int], _Doubted] = {}
        of: list[_Doubted | None] = []
        for n, one in enumerate(whens):
            of.append(groups.setdefault(one.unsure, _Doubted(one.unsure)) if one.unsure else None)
            _add(of[n], n, one)
        for at in reversed(range(len(whens) - 1)):
            first, second = (_now(whens[n], of[n]) for n in (at, at + 1))
            if self._each_meant(text, first, second):
                begins = first.unsure[0] if first.unsure else first.from_
                doubt = begins, second.unsure[1] if second.unsure else second.end
                group, former = of[at + 1] or _Doubted(doubt), of[at]
                groups.pop(group.doubt, None)
                if former is not None and former is not group:
                    for held in (former.members, former.yearless):
                        held[:] = [n for n in held if n != at]
                for n in (at, at + 1):
                    if of[n] is not group:
                        of[n] = group
                        _add(group, n, whens[n])
                for n in group.yearless if second.year else ():
                    whens[n] = replace(whens[n], year=second.year)
                group.yearless = [] if second.year else group.yearless
                group.doubt = doubt
                known = groups.setdefault(doubt, group)
                if known is not group:
                    for n in known.members:
                        of[n] = group
                    group.members += known.members
                    group.yearless += known.yearless
                    groups[doubt] = group
        return [_now(one, group) for one, group in zip(whens, of, strict=True)]

    def _each_meant(self, text: str, first: When, second: When) -> bool:
        """Whether two times are different days that are named for one thing."""
        other = first.grain == second.grain == "day" and first.in_year(2024) != second.in_year(2024)
        if not other or not (first.year or second.year):
            return False
        within = second.unsure is not None and second.unsure[0] <= first.from_
        joined = within or self._and.fullmatch(text, first.end, second.from_) is not None
        if not joined and first.year and second.year and first.bound and not second.bound:
            joined = self._apart.fullmatch(text, first.end, second.from_) is not None
        return joined and second.bound in ("", first.bound) and not self._is_end(text, second)


def _add(group: _Doubted | None, at: int, when: When) -> None:
    if group is not None:
        group.members.append(at)
        if when.year is None:
            group.yearless.append(at)


def _now(when: When, group: _Doubted | None) -> When:
    """A time with the doubt of its group."""
    if group is None or group.doubt == when.unsure:
        return when
    return replace(when, unsure=group.doubt, from_=group.doubt[0])
