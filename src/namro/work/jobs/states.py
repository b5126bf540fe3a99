"""Who lives and how a job stands, out of plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEARD_EVERY = 5
"""Seconds between two signs of life."""
DEAD_AFTER = 30
"""Seconds without a sign of life after which a process counts as dead."""
PATIENCE = 60
"""Seconds that a job may wait to be begun before it counts as neglected."""

RUNNING, STUCK, FAILING, WAITING, FINE, NEVER = "running", "stuck", "failing", "waiting", "fine", "never"
WORKER, WEB, DEAD, NOBODY = "worker", "web", "dead", "nobody"


@dataclass(frozen=True, slots=True)
class Hand:
    """A process that does background work. `seen` and `began` in seconds since 1970."""

    name: str
    kind: str
    host: str
    pid: int
    began: int
    seen: int

    def lives(self, second: int) -> bool:
        """Whether it gave a sign of life around `second`; one from the future came before the clock was set back."""
        return abs(second - self.seen) <= DEAD_AFTER


@dataclass(frozen=True, slots=True)
class JobState:
    """How one job stands: `condition`, and since when it runs or waits; all times in seconds since 1970."""

    name: str
    condition: str
    since: int | None
    last_ok: int | None
    last_failed: int | None
    failures: int
    said: str

    @property
    def well(self) -> bool:
        """Whether nobody needs to look at it."""
        return self.condition not in (STUCK, FAILING)


@dataclass(frozen=True, slots=True)
class WorkerState:
    """How background work stands.

    `who`: "worker" (a worker lives), "web" (none was ever there or it was stopped in order; the web server does the
    work itself), "dead" (a worker died and none took its place; the web server stands in where one lives), "nobody".
    """

    who: str
    living: tuple[Hand, ...]
    dead: tuple[Hand, ...]
    jobs: tuple[JobState, ...]

    @property
    def well(self) -> bool:
        """Whether nobody needs to look at it."""
        return self.who in (WORKER, WEB) and all(job.well for job in self.jobs)


def who_works(hands: Iterable[Hand], second: int) -> tuple[str, tuple[Hand, ...], tuple[Hand, ...]]:
    """Who does the work, the processes that live, and the workers that died and were not replaced."""
    known = list(hands)
    living = tuple(hand for hand in known if hand.lives(second))
    workers = [hand for hand in living if hand.kind == WORKER]
    dead = tuple(
        hand
        for hand in known
        if hand.kind == WORKER
        and hand not in living
        and not any(other.host == hand.host and other.began >= hand.seen for other in workers)
    )
    if workers:
        return WORKER, living, dead
    if dead:
        return DEAD, living, dead
    return (WEB if living else NOBODY), living, dead


def condition(*, longest: int, running: int | None, ready: int | None, failures: int, ever: bool, second: int) -> str:
    """How a job stands: `running` and `ready` are since when the oldest such run runs or waits."""
    if running is not None and abs(second - running) > longest:
        return STUCK
    if ready is not None and abs(second - ready) > PATIENCE + longest:
        return STUCK
    if failures:
        return FAILING
    if running is not None:
        return RUNNING
    if ready is not None:
        return WAITING
    return FINE if ever else NEVER
