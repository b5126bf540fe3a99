"""What a serving process tells a city's own systems, a few seconds after it was done."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection

from namro.ground.keys import KeyMissing, KeyWrong
from namro.work.cases import jobs

log = logging.getLogger("namro.telling")

EVERY = 5.0
"""Seconds between two runs; several processes may each run, since each system is told by one at a time."""


class Telling(threading.Thread):
    """Tells what is new until the process ends. A failure is logged and tried again."""

    def __init__(self, every: float = EVERY) -> None:
        super().__init__(name="namro-telling", daemon=True)
        self.every = every
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(self.every):
            try:
                close_old_connections()
                jobs.deliver_events()
            except (DatabaseError, OSError, KeyMissing, KeyWrong):
                log.warning("Telling other systems did not work this time; it is tried again.", exc_info=True)
        connection.close()

    def stop(self) -> None:
        """Ends the thread after the run that it is in; waits for it."""
        self._ended.set()
        self.join(timeout=60)
