"""Counts that are published so that no single person stands out. Pure: plain values in, plain values out.

Small cells are not left out, since subtraction from a total often gives them back: neighbours are counted together
until each sum is large enough. So everything that is shown is whole, and no small cell can be worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

LEAST = 5
"""Answers that anything shown counts at least."""


class Band(NamedTuple):
    """`n` answers between the cells `first` and `last` (both counted, from 0)."""

    first: int
    last: int
    n: int


def banded(counts: Sequence[int], least: int = LEAST) -> list[Band]:
    """The cells in their order, each counted together with its next ones until there are `least`; what is left at the
    end joins the last band. Empty where there are fewer than `least` in all."""
    if sum(counts) < least:
        return []
    found: list[Band] = []
    first = n = 0
    for at, count in enumerate(counts):
        n += count
        if n >= least:
            found.append(Band(first, at, n))
            first, n = at + 1, 0
    if first < len(counts):
        last = found.pop()
        found.append(Band(last.first, len(counts) - 1, last.n + n))
    return found
