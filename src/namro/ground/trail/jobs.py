"""Sealing every second, in the background of a serving process."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections, connection

from namro.ground.trail.sealing import Sealing, seal_pending

log = logging.getLogger("namro.trail")


def seal_now() -> Sealing:
    """Seals what waits at this moment."""
    return seal_pending(datetime.now(UTC))


class Sealer(threading.Thread):
    """A thread that seals every `every` seconds until it is stopped. A failure is logged and tried again."""

    def __init__(self, every: float = 1.0) -> None:
        super().__init__(name="namro-sealer", daemon=True)
        self.every = every
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(self.every):
            try:
                close_old_connections()
                seal_now()
            except DatabaseError:
                log.warning("Sealing the trail did not work this time; it is tried again.", exc_info=True)
        connection.close()

    def stop(self) -> None:
        """Ends the thread after the run that it is in; waits for it."""
        self._ended.set()
        self.join(timeout=30)


_sealer: Sealer | None = None
_starting = threading.Lock()


def start_sealer(every: float = 1.0) -> Sealer:
    """The sealer of this process, started on the first call. Several processes may each have one."""
    global _sealer
    with _starting:
        if _sealer is None or not _sealer.is_alive():
            _sealer = Sealer(every)
            _sealer.start()
        return _sealer
