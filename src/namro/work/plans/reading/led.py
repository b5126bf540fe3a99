"""Who is told to see to something in one sentence, as it was found. Pure."""

from __future__ import annotations

from typing import NamedTuple

from namro.work.plans.reading.document import Span


class Led(NamedTuple):
    """Who leads: the names, those who help, where what is handed over begins, how it is told, where the words of
    handing over begin. `other`: the words that name another one as directing those who lead."""

    leads: Span
    helpers: list[Span]
    after: int
    how: str
    begins: int
    other: Span | None = None
