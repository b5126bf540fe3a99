"""What an officer was writing when the session ended: kept in the page, given back after signing in.

The sign-in page that answers such a form carries its fields, signed, in a hidden field of its own; the server keeps
nothing. Whoever signs in on that page gets them back in a form to look through; nothing is done by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest
from django.urls import Resolver404, resolve

SALT = "namro.desk.unsaved"
LIFE = 3600
"""Seconds for which what was written can be given back."""
MOST = 200_000
"""Characters of a form that are kept; beyond that only the page is told where it was."""
FORMS = frozenset({"step", "beside", "plan-look", "plan-read-again-look", "plan-task-deed"})
"""Forms that can be shown again as they were written (`go=mend`). They hold no password; files must be chosen again."""
_OWN = frozenset({"csrfmiddlewaretoken", "go", "seq", "once"})


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A form on its way: its address, and the fields as they were written."""

    path: str
    fields: tuple[tuple[str, str], ...]


def packed(request: HttpRequest) -> str:
    """The form of this request as the text of a hidden field; empty where it cannot be given back."""
    if request.method != "POST" or not _can_be_shown_again(request.path):
        return ""
    fields = [(name, text) for name, texts in request.POST.lists() if name not in _OWN for text in texts]
    if sum(len(name) + len(str(text)) for name, text in fields) > MOST:
        return ""
    return signing.dumps({"p": request.path, "f": fields}, salt=SALT, compress=True)


def opened(text: str) -> Unsaved | None:
    """What `packed` made, or None for anything else and for what is too old."""
    try:
        body = signing.loads(text, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    if not isinstance(body, dict) or not _can_be_shown_again(str(body.get("p", ""))):
        return None
    return Unsaved(str(body["p"]), tuple((str(name), str(value)) for name, value in body.get("f", ())))


def _can_be_shown_again(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.url_name in FORMS and found.namespace == "desk"
