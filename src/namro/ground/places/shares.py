"""How much of a unit went where: integer parts per million with what they stand on and the range of the truth. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

WHOLE_PPM = 1_000_000
EQUAL = "equal"
"""The basis of a share of which nothing is known but that the parts add up."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """`ppm` parts per million, surely between `low` and `high`; `basis` says what the figure stands on."""

    ppm: int
    low: int
    high: int
    basis: str

    @property
    def whole(self) -> bool:
        """Whether it is all of the unit, beyond doubt."""
        return self.low == WHOLE_PPM

    @property
    def percent(self) -> int | None:
        """How many in a hundred, at least 1; None where it stands, even in part, on nothing but how many parts are."""
        return None if EQUAL in self.basis.split(", ") else max(1, round(self.ppm / 10_000))


WHOLE = Share(WHOLE_PPM, WHOLE_PPM, WHOLE_PPM, "whole")


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a unit to another, not yet rounded."""

    part: Fraction = Fraction(1)
    low: Fraction = Fraction(1)
    high: Fraction = Fraction(1)
    bases: frozenset[str] = frozenset()

    def through(self, share: Share) -> Way:
        """This way, and then a share of where it led."""
        bases = self.bases if share.whole else self.bases | {share.basis}
        part, low, high = (Fraction(n, WHOLE_PPM) for n in (share.ppm, share.low, share.high))
        return Way(self.part * part, self.low * low, self.high * high, bases)

    def one_of(self, n: int) -> Way:
        """This way into one of `n` units below, of which nothing is known but their number."""
        return self if n == 1 else Way(self.part / n, Fraction(0), self.high, self.bases | {EQUAL})


def settle(ways: Iterable[tuple[K, Way]]) -> dict[K, Share]:
    """The shares of one unit over all places where its ways end. They add up to 1,000,000 exactly.

    Ways that meet again are added; if all meet in one place, it has the whole, whatever the parts were on the way.
    """
    summed: dict[K, list[Way]] = {}
    for key, way in ways:
        summed.setdefault(key, []).append(way)
    if len(summed) == 1:
        return dict.fromkeys(summed, WHOLE)
    total = sum((way.part for found in summed.values() for way in found), Fraction(0))
    parts = [sum((way.part for way in found), Fraction(0)) / (total or 1) for found in summed.values()]
    shares = apportion(WHOLE_PPM, parts)
    settled = {}
    for (key, found), ppm in zip(summed.items(), shares, strict=True):
        low = sum((way.low for way in found), Fraction(0)) * WHOLE_PPM
        high = sum((way.high for way in found), Fraction(0)) * WHOLE_PPM
        bases = sorted(frozenset().union(*(way.bases for way in found)) - {"whole"}) or [EQUAL]
        settled[key] = Share(ppm, min(int(low), ppm), max(min(-int(-high // 1), WHOLE_PPM), ppm), ", ".join(bases))
    return settled


def apportion(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """`total` split into whole numbers in proportion to the weights, which add up to exactly `total`.

    The largest remainders are rounded up, the earlier of equal ones first. Without any weight the first gets all of it.
    """
    if not weights:
        return []
    whole = sum(weights, Fraction(0))
    if not whole:
        return [total, *[0] * (len(weights) - 1)]
    exact = [Fraction(weight) * total / whole for weight in weights]
    rounded = [int(value // 1) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (rounded[i] - exact[i], i))
    for i in by_remainder[: total - sum(rounded)]:
        rounded[i] += 1
    return rounded


@dataclass(frozen=True, slots=True)
class Estimate:
    """A count carried to other units: the figure, and between what it surely lies. Exact when these are the same."""

    value: int
    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


def carry(counts: Mapping[K, int], shares: Mapping[K, Mapping[K, Share]]) -> dict[K, Estimate]:
    """Counts by old unit carried to new units. The total stays the same to the last one.

    `shares` has for every old unit its shares by new unit; an old unit without any is left out of the result.
    """
    value: dict[K, int] = {}
    low: dict[K, int] = {}
    high: dict[K, int] = {}
    for source, count in counts.items():
        targets = shares.get(source, {})
        split = apportion(count, [share.ppm for share in targets.values()])
        for (target, share), part in zip(targets.items(), split, strict=True):
            value[target] = value.get(target, 0) + part
            low[target] = low.get(target, 0) + count * share.low // WHOLE_PPM
            high[target] = high.get(target, 0) - (-count * share.high // WHOLE_PPM)
    return {key: Estimate(value[key], min(low[key], value[key]), max(high[key], value[key])) for key in value}
