"""Politeness towards the server without a list of who came: counts under a key that is thrown away every ten minutes.

An address is never kept: only a keyed hash of it counts, in this process's memory, and the key is random and
short-lived, so that nothing about a visitor can be worked out afterwards. The limits are generous, since a whole office
or village may stand behind one address.
"""

import hashlib
import secrets
import threading

from namro.ground.people.throttle import network_of

WINDOW = 600
"""Seconds after which counts and key are thrown away."""
MOST_KEPT = 50_000


class Throttle:
    """At most `limit` times in a window from one address."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._window = -1
        self._key = b""
        self._counts: dict[bytes, int] = {}

    def count(self, address: str, seconds: float) -> None:
        """One more from `address` at `seconds` (any steadily rising clock)."""
        with self._lock:
            hashed = self._hash(address, seconds)
            if len(self._counts) < MOST_KEPT or hashed in self._counts:
                self._counts[hashed] = self._counts.get(hashed, 0) + 1

    def full(self, address: str, seconds: float) -> bool:
        """Whether `address` has used up this window."""
        with self._lock:
            return self._counts.get(self._hash(address, seconds), 0) >= self.limit

    def _hash(self, address: str, seconds: float) -> bytes:
        window = int(seconds // WINDOW)
        if window != self._window:
            self._window, self._key, self._counts = window, secrets.token_bytes(16), {}
        return hashlib.blake2s(network_of(address).encode(), key=self._key).digest()
