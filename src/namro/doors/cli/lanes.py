"""The threads that do background work: one a lane, and one that says every few seconds that the process lives.

`namro worker` runs them and does nothing else. Each process of `namro serve` has them too and stands in: they rest
while a worker lives and keeps up, so that a small office needs no worker and a dead one is not missed.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from namro.work.jobs import queue
from namro.work.jobs.queries import a_worker_lives, neglected
from namro.work.jobs.rhythm import LANES
from namro.work.jobs.states import HEARD_EVERY, WEB, WORKER

log = logging.getLogger("namro.jobs")

PACE = {"seal": 1.0, "send": 5.0, "tell": 5.0, "tidy": 5.0}
"""Seconds from one look at a lane to the next."""


def now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


class Hands:
    """The threads of one process. `kind`: "worker" or "web"."""

    def __init__(self, kind: str, *, pace: dict[str, float] | None = None, heard_every: float = HEARD_EVERY) -> None:
        self.kind = kind
        self.host, self.pid = socket.gethostname(), os.getpid()
        self.name = f"{self.host[:40]}-{self.pid}-{secrets.token_hex(4)}"
        self.ended = threading.Event()
        self.resting: dict[str, bool] = dict.fromkeys(LANES, kind != WORKER)
        self.heart = Heart(self, heard_every)
        paces = PACE | (pace or {})
        self.lanes = [Lane(self, lane, paces[lane]) for lane in LANES]

    def start(self) -> None:
        """Begins; the first sign of life is given before this returns where the database answers."""
        self.heart.once()
        for thread in (self.heart, *self.lanes):
            thread.start()

    def alive(self) -> bool:
        """Whether all threads still run."""
        return all(thread.is_alive() for thread in (self.heart, *self.lanes))

    def stop(self, wait: float = 30) -> None:
        """Ends each thread after the run that it is in, and says farewell; a run that takes longer is left to others
        to take up."""
        self.ended.set()
        for thread in (self.heart, *self.lanes):
            if thread.ident is not None:
                thread.join(wait)
        with suppress(DatabaseError, InterfaceError):
            queue.farewell(self.name)
        connection.close()


class Heart(threading.Thread):
    """Says that the process lives, and looks whether its lanes are needed."""

    def __init__(self, hands: Hands, every: float) -> None:
        super().__init__(name="namro-heart", daemon=True)
        self.hands, self.every = hands, every
        self.began = int(now().timestamp())

    def run(self) -> None:
        while not self.hands.ended.wait(self.every):
            self.once()
        connection.close()

    def once(self) -> None:
        """One sign of life. While the database does not answer, nobody hears it, and the lanes stay as they are."""
        hands = self.hands
        try:
            close_old_connections()
            at = now()
            queue.heard(hands.name, hands.kind, hands.host, hands.pid, self.began, at)
            if hands.kind == WEB:
                lives = a_worker_lives(at)
                hands.resting = {lane: lives and not neglected(lane, at) for lane in LANES}
        except (DatabaseError, InterfaceError) as cause:
            log.warning("The sign of life could not be noted (%s); it is tried again.", type(cause).__name__)


class Lane(threading.Thread):
    """Looks again and again whether there is something to do in its lane, and does it."""

    def __init__(self, hands: Hands, lane: str, pace: float) -> None:
        super().__init__(name=f"namro-{lane}", daemon=True)
        self.hands, self.lane, self.pace = hands, lane, pace
        self.me = f"{hands.name}/{lane}"
        self._down = False

    def run(self) -> None:
        while not self.hands.ended.wait(self.pace):
            if not self.hands.resting[self.lane]:
                self.once()
        connection.close()

    def once(self) -> None:
        """One look. Whatever goes wrong is logged, once until it is well again, and tried again."""
        try:
            close_old_connections()
            queue.turn(self.lane, self.me, now)
            self._down = False
        except Exception as cause:
            if not self._down:
                log.warning(
                    "Background work (%s) stands still: %s. It goes on by itself.", self.lane, type(cause).__name__,
                    exc_info=not isinstance(cause, (DatabaseError, InterfaceError)),
                )  # fmt: skip
            self._down = True
