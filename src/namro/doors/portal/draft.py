"""A report on its way: everything answered so far, carried by the reader's own browser from page to page.

The draft is a signed, compressed hidden field. Nothing is stored on the server before sending (except files, which
wait under the draft's token). The token makes the sending safe to repeat: one draft can only ever become one case.
After `LIFE` the token is not honoured any more, because the server forgets waiting files and shown receipts by then;
the words are kept and go on under a fresh token.
"""

import binascii
import json
import secrets
import zlib
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core import signing

SALT = "namro.portal.draft"
LIFE = 24 * 3600
"""Seconds for which a draft is honoured."""
_READABLE = 1_000_000
"""Most bytes that are unpacked from a draft whose signature does not hold."""


@dataclass(slots=True)
class Draft:
    """Answers as they were typed (checked when a page is left and again before sending)."""

    procedure: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    answers: dict[str, Any] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    """The check page has been reached: a mended answer leads back to it."""

    def sealed(self) -> str:
        """The draft as the text of a hidden field."""
        body = {"p": self.procedure, "t": self.token, "a": self.answers, "w": self.who, "c": self.complete}
        return signing.dumps(body, salt=SALT, compress=True)


Trust = Literal["good", "old", "broken"]


def read(text: str) -> tuple[Draft | None, Trust]:
    """The draft in `text`. An old or damaged one comes back with its words, a fresh token and that verdict;
    None when nothing of it can be read."""
    try:
        return _draft(signing.loads(text, salt=SALT, max_age=LIFE), keep_token=True), "good"
    except signing.SignatureExpired:
        return _draft(_unsigned(text), keep_token=False), "old"
    except (signing.BadSignature, ValueError, binascii.Error, zlib.error):
        return _draft(_unsigned(text), keep_token=False), "broken"


def _unsigned(text: str) -> Any:
    """The body of a draft whose signature is not trusted, or None. It holds only what its sender could type anyway."""
    body = text.split(":", 1)[0]
    try:
        packed = signing.b64_decode(body.lstrip(".").encode("ascii", "replace"))
        if body.startswith("."):
            packed = zlib.decompressobj().decompress(packed, _READABLE)
        return json.loads(packed[:_READABLE].decode("utf-8", "replace"))
    except (ValueError, zlib.error, binascii.Error, RecursionError):
        return None


def _draft(body: Any, *, keep_token: bool) -> Draft | None:
    if not isinstance(body, dict) or not isinstance(body.get("p"), str):
        return None
    found = Draft(body["p"], complete=body.get("c") is True)
    if keep_token and isinstance(body.get("t"), str):
        found.token = body["t"]
    answers, who = body.get("a"), body.get("w")
    if isinstance(answers, dict):
        found.answers = {str(k): v for k, v in answers.items() if _plain(v)}
    if isinstance(who, dict):
        found.who = {str(k): v for k, v in who.items() if isinstance(v, str)}
    return found


def _plain(value: Any) -> bool:
    """A typed answer: a text, or texts by name."""
    if isinstance(value, dict):
        return all(isinstance(k, str) and isinstance(v, str) for k, v in value.items())
    return isinstance(value, str)
