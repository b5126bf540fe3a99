"""The header Idempotency-Key: what makes it safe to send the same again."""

from __future__ import annotations

import re

from django.http import HttpRequest

from namro.doors.api.wire import Fault
from namro.doors.problems import Wrong
from namro.work.cases.receipts import LEAST_TOKEN
from namro.work.cases.turns import ONCE

HEADER = "Idempotency-Key"
LONGEST = 150
LEAST_DIFFERENT = 10
"""Different characters in a key at least: counted or repeated ones can be guessed, and who guesses a key within a day
reads the receipt that was made under it."""
_KEY = re.compile(r"[A-Za-z0-9._~:/+=-]+")


def key_of_report(request: HttpRequest) -> str:
    """The key of a report, which must be there and hard to guess (128 random bits or more)."""
    key = _read(request)
    if not key:
        raise Fault(422, "key-needed", wrongs=(Wrong("", "key-needed", parameter=HEADER),), least=LEAST_TOKEN)
    if not LEAST_TOKEN <= len(key) <= LONGEST or len(set(key)) < LEAST_DIFFERENT:
        raise Fault(422, "key-weak", wrongs=(Wrong("", "key-weak", parameter=HEADER),), least=LEAST_TOKEN)
    return f"api:{key}"


def once_of(request: HttpRequest) -> str | None:
    """The key of one action on a case; None where none was sent."""
    key = _read(request)
    if key and len(key) > ONCE:
        raise Fault(422, "key-long", wrongs=(Wrong("", "key-long", parameter=HEADER),), most=ONCE)
    return key or None


def _read(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "").strip()
    if key and not _KEY.fullmatch(key):
        raise Fault(422, "key-form", wrongs=(Wrong("", "key-form", parameter=HEADER),))
    return key
