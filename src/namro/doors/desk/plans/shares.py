"""A share of the communes in numbers: 30% of 126 communes are 38, rounded up. Offered where a target names them, and
taken only where somebody chose it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import plain
from namro.doors.desk.plans.target_lines import number
from namro.ground.people import queries as people
from namro.ground.places import queries as places
from namro.ground.places.models import Kind
from namro.rules.packs.refused import Refused
from namro.rules.packs.sets import names_many
from namro.work.plans.targets import needed, rounding_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A number of units that a share may be of. `says`: which they are, with the sum."""

    of: str
    says: str


class Shares:
    """The communes below the offices of the reader, counted once for a page and only where they are asked for."""

    def __init__(self, desk: Desk, offices: Collection[int]) -> None:
        self._desk, self._offices = desk, offices
        self._found: Counter[str] | None = None
        self._kinds: list[Kind] | None = None

    def counted(self) -> Counter[str]:
        """How many units of each kind of the lowest level lie below the one unit of the offices; none where these are
        of more than one."""
        if self._found is None:
            desk = self._desk
            found = people.offices(desk.on).filter(pk__in=self._offices).values_list("unit__code", flat=True)
            codes, level = set(found), desk.pack.levels[-1].id
            try:
                below = places.listing(desk.on, within=codes.pop(), kind=level) if len(codes) == 1 else None
                self._found = Counter(below.values_list("kind", flat=True)) if below is not None else Counter()
            except Refused:  # a unit that has no list of that day
                self._found = Counter()
        return self._found

    def every(self) -> str:
        """All of them in words, "" where there is not more than one."""
        n = self.counted().total()
        level = self._desk.pick(self._desk.pack.levels[-1].names)
        counted = words.count(n, self._desk.lang)
        return self._desk.say("desk.plan.more.offer.level", n=counted, level=level) if n > 1 else ""

    def named(self, *texts: str) -> list[tuple[int, str]]:
        """How many, and which, of the units that these words may mean: all where they name all, or some kind of them;
        those of one kind where they name no other."""
        said = " ".join(plain(text) for text in texts)
        level = self._desk.pack.levels[-1]
        self._kinds = places.kinds() if self._kinds is None else self._kinds
        kinds = [one for one in self._kinds if one.id in level.kinds and _has(said, one.names.values())]
        every = any(names_many(self._desk.pack, text) for text in texts) or any(
            _means_level(said, name, level.names.values()) for kind in kinds for name in kind.names.values()
        )
        if not kinds and not every and not _has(said, level.names.values()):
            return []
        found = [(self.counted().total(), self.every())]
        if len(kinds) == 1 and 1 < (n := self.counted()[kinds[0].id]) < found[0][0]:
            counted, name = words.count(n, self._desk.lang), self._desk.pick(kinds[0].names)
            found.insert(1 if every else 0, (n, self._desk.say("desk.plan.more.offer.kind", n=counted, kind=name)))
        return [one for one in found if one[0] > 1]


def _has(said: str, names: Iterable[str]) -> bool:
    """Whether one of the names stands there as a word; in English also with the mark of more than one."""
    return any(re.search(rf"(?<!\w){re.escape(plain(name))}s?(?!\w)", said) for name in names)


def _means_level(said: str, kind: str, levels: Iterable[str]) -> bool:
    """Whether the name of a kind stands there as it does in the name of the level, behind the same word."""
    ends = (re.search(rf"\w+\s+{re.escape(plain(kind))}(?!\w)", plain(level)) for level in levels)
    return any(end is not None and re.search(rf"(?<!\w){re.escape(end[0])}(?!\w)", said) for end in ends)


def sum_said(desk: Desk, goal: str, of: int, aim: str, rounding: str) -> str:
    """The sum behind a share: "30 % of 126 = 37.8, so 38 (rounded up)". `goal`: a number in plain digits."""
    share = Decimal(goal)
    exact, whole = share * of / 100, needed(share, of, rounding_of(aim, rounding))  # type: ignore[arg-type]
    said = {"share": number(desk, share), "of": words.count(of, desk.lang), "exact": number(desk, exact)}
    if exact == whole:
        return desk.say("desk.target.sum-exact", **said)
    if aim != "least":
        much = desk.say(f"desk.target.aim.{aim}", much=number(desk, whole))
        return desk.say("desk.target.sum.limit", **said, needed=much)
    return desk.say(f"desk.target.sum.{rounding}", **said, needed=number(desk, whole))
