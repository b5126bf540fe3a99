"""What a form was made from, in a few letters that it carries along: an action refuses one that was made from what is
so no more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from namro.work.plans.models import Instrument, Target, Task


def mark(said: object) -> str:
    """The letters for plain values, lists and pairs of them: other ones as soon as one of these is another."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def stand_of(rows: Iterable[Task | Target | Instrument]) -> str:
    """The letters for rows and how far each has come, to know whether one was changed, added or taken out since."""
    return mark(sorted((row.guard_ref, row.seq) for row in rows))
