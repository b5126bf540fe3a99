"""Which jobs there are, and how often each is due."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

LANES = ("seal", "send", "tell", "tidy")
"""What runs beside each other: neither sealing nor what is to go out at its time waits for a system that answers
slowly, nor for the tidying."""

LONGEST_PAUSE = 900
"""Seconds after which a job that keeps failing is tried again at the latest, unless it is due less often anyway."""


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of background work.

    `every`: seconds from one run to the next. `longest`: seconds after which a run counts as stuck. `run` does it, safe
    to repeat and to run twice at once. `wanted` says whether there is anything to do, at next to no cost and without
    writing; None means always.
    """

    name: str
    lane: str
    every: int
    longest: int
    run: Callable[[datetime], object]
    wanted: Callable[[datetime], bool] | None = None

    def pause(self, failures: int) -> int:
        """Seconds until the next run after `failures` failed ones in a row."""
        if not failures or self.every >= LONGEST_PAUSE:
            return self.every if not failures else min(self.every, LONGEST_PAUSE)
        return int(min(LONGEST_PAUSE, max(self.every, 5) * 2 ** min(failures, 12)))


_known: dict[str, Job] = {}


def register(job: Job) -> None:
    """Makes a job known; the same name again replaces it. Raises ValueError for a lane that there is not."""
    if job.lane not in LANES:
        raise ValueError(f"There is no lane {job.lane!r}.")
    _known[job.name] = job


def jobs(lanes: Collection[str] = LANES) -> list[Job]:
    """The jobs of these lanes, in the order in which they were registered."""
    return [job for job in _known.values() if job.lane in lanes]


def job(name: str) -> Job | None:
    """The job of that name."""
    return _known.get(name)
