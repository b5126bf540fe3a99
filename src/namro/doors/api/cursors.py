"""Where a list goes on: an opaque, signed text that names the last thing seen and the question that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core import signing

from namro.doors.api.wire import Fault
from namro.doors.problems import Wrong
from namro.ground.gate.context import canonical

SALT = "namro.api.cursor"
MOST = 200
"""Rows in one answer at most."""
USUAL = 50


def cursor_after(question: Mapping[str, Any], last: tuple[Any, ...]) -> str:
    """The text by which the list of `question` goes on after `last` (JSON values)."""
    return signing.dumps({"q": _of(question), "l": list(last)}, salt=SALT, compress=True)


def after(text: str | None, question: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The last thing seen that a cursor names; None for the beginning. A cursor of another question, or one that this
    installation did not make, is refused (422)."""
    if not text:
        return None
    try:
        kept = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        kept = {}
    if not isinstance(kept, dict) or kept.get("q") != _of(question):
        raise Fault(422, "cursor", wrongs=(Wrong("", "cursor", parameter="cursor"),))
    return tuple(kept["l"])


def _of(question: Mapping[str, Any]) -> str:
    return sha256(canonical(question)).hexdigest()[:16]
