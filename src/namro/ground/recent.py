"""What hardly ever changes and is asked all the time, remembered by this process for a minute.

Units and offices change when an administrator says so, a few times a year and for a day that is known ahead, and are
asked several times for every report. An action that changes them forgets at once what its own process remembers; other
processes follow within `SECONDS`. What is remembered are rows, never an answer about a person: who may do what is
always asked of the database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")

SECONDS = 60.0
MOST = 20_000
"""Answers that one process keeps of one kind; then it begins anew."""

_all: list[Recent[object]] = []


class Recent(Generic[V]):
    """Answers by key; that there is none (None) is asked again each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[object, tuple[float, V]] = {}
        _all.append(self)  # type: ignore[arg-type]

    def get(self, key: object, make: Callable[[], V]) -> V:
        """The answer for `key`, made now unless it was a moment ago. What `make` raises is not remembered."""
        now = time.monotonic()
        found = self._kept.get(key)
        if found is not None and now - found[0] < SECONDS:
            return found[1]
        made = make()
        if made is None:
            return made
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = (now, made)
        return made

    def forget(self) -> None:
        """Nothing is remembered any more."""
        with self._lock:
            self._kept.clear()


def forget_all() -> None:
    """Every kind of answer is forgotten: units or offices were changed here."""
    for one in _all:
        one.forget()
