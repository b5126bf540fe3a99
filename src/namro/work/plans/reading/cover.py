"""What of a text is taken by spans of it, asked often and in any order. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Protocol


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Cover:
    """Spans, each from its start to before its end; an answer costs the same however many they are."""

    def __init__(self, spans: Iterable[_Placed]) -> None:
        placed = sorted((one.start, one.end) for one in spans)
        self._starts = [start for start, _ in placed]
        self._ends = list(accumulate((end for _, end in placed), max))

    def _reached(self, at: int) -> int:
        """How far those reach that begin before a place; -1 where none does."""
        found = bisect_left(self._starts, at)
        return self._ends[found - 1] if found else -1

    def touches(self, start: int, end: int) -> bool:
        """Whether a span has a character between two places."""
        return self._reached(end) > start

    def holds(self, start: int, end: int) -> bool:
        """Whether all between two places lies in one span."""
        return self._reached(start + 1) >= end

    def has(self, at: int) -> bool:
        """Whether a place lies in a span."""
        return self._reached(at + 1) > at
