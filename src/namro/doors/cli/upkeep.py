"""What a serving process tidies by itself every hour: files of reports never sent, files that no row knows."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection

from namro.work.cases import jobs

log = logging.getLogger("namro.upkeep")

EVERY = 3600.0
"""Seconds between two runs; several processes may each run, since every job is safe to repeat."""


class Upkeep(threading.Thread):
    """Tidies when it starts and then every hour until the process ends. A failure is logged and tried again."""

    def __init__(self, every: float = EVERY) -> None:
        super().__init__(name="namro-upkeep", daemon=True)
        self.every = every
        self._ended = threading.Event()

    def run(self) -> None:
        while True:
            try:
                close_old_connections()
                jobs.purge()
                jobs.sweep_files()
                jobs.purge_imports()
            except (DatabaseError, OSError):
                log.warning("Tidying did not work this time; it is tried again.", exc_info=True)
            finally:
                connection.close()
            if self._ended.wait(self.every):
                return

    def stop(self) -> None:
        """Ends the thread after the run that it is in; waits for it."""
        self._ended.set()
        self.join(timeout=30)
