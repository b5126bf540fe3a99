"""The header Idempotency-Key: what makes it safe to send the same again."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from namro.doors.api.wire import Fault
from namro.doors.problems import Wrong
from namro.ground.gate.context import canonical
from namro.work.cases.receipts import LEAST_TOKEN, once_with
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


def once_of(request: HttpRequest, **sent: Any) -> str | None:
    """What one action on a case is known by when it is sent again: the key, and what was `sent` under it; None where no
    key was sent. Of `uploads` the names and the content count."""
    key = _read(request)
    if key and len(key) > ONCE:
        raise Fault(422, "key-long", wrongs=(Wrong("", "key-long", parameter=HEADER),), most=ONCE)
    if not key:
        return None
    said = {name: [_file(one) for one in value] if name == "uploads" else value for name, value in sent.items()}
    return once_with(key, canonical({"to": request.path, **said}))


def _file(file: UploadedFile[Any]) -> list[str]:
    """The name and the hash of a file that came in, which is left at its beginning."""
    made = hashlib.sha256()
    for part in file.chunks():
        made.update(part)
    file.seek(0)
    return [str(file.name), made.hexdigest()]


def _read(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "").strip()
    if key and not _KEY.fullmatch(key):
        raise Fault(422, "key-form", wrongs=(Wrong("", "key-form", parameter=HEADER),))
    return key
