"""A flood from one source must not stop the others; forty people behind one address must not stop each other.

Each source has a bucket of answers in this process's memory: `AT_ONCE` in a burst, `A_SECOND` more each second, far
beyond what an office or a village needs. Whoever has emptied it is answered in one sentence, at next to no cost, until
the bucket fills again. A source is remembered under a keyed hash, in memory only; the key is random and dies with the
process.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from namro.doors import problems, words
from namro.ground.people.throttle import network_of

AT_ONCE = 600
A_SECOND = 40
MOST_KEPT = 100_000
WAIT = "10"
"""Seconds after which it is worth trying again."""


class Buckets:
    """Answers left by source."""

    def __init__(self, at_once: float | None = None, a_second: float | None = None) -> None:
        self.at_once = AT_ONCE if at_once is None else at_once
        self.a_second = A_SECOND if a_second is None else a_second
        self._key = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._left: dict[bytes, tuple[float, float]] = {}

    def take(self, address: str, seconds: float) -> bool:
        """Takes one answer for `address` at `seconds` (any steadily rising clock); False when there is none left."""
        source = hashlib.blake2s(network_of(address).encode(errors="replace"), key=self._key, digest_size=12).digest()
        with self._lock:
            left, at = self._left.get(source, (self.at_once, seconds))
            left = min(self.at_once, left + (seconds - at) * self.a_second)
            if left < 1:
                self._left[source] = (left, seconds)
                return False
            if len(self._left) >= MOST_KEPT and source not in self._left:
                self._forget_full(seconds)
            self._left[source] = (left - 1, seconds)
            return True

    def _forget_full(self, seconds: float) -> None:
        """Forgets the sources whose bucket is full again; all of them where that is not enough."""
        kept = {
            source: (left, at)
            for source, (left, at) in self._left.items()
            if left + (seconds - at) * self.a_second < self.at_once
        }
        self._left = kept if len(kept) < MOST_KEPT else {}


class Fair:
    """Middleware, before anything that costs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.buckets = Buckets()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.buckets.take(str(request.META.get("REMOTE_ADDR", "")), time.monotonic()):
            return self.get_response(request)
        if problems.for_programs(request):
            return problems.about(request, "too-fast", 429, headers={"Retry-After": WAIT})
        lang = words.language_of_address(request)
        answer = HttpResponse(words.say(lang, "common.too-fast"), content_type="text/plain; charset=utf-8", status=429)
        answer.headers["Retry-After"] = WAIT
        answer.headers["Cache-Control"] = "no-store"
        return answer
