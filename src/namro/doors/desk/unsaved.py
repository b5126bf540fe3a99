"""What an officer was writing when the session ended: kept in the page, given back after signing in.

The sign-in page that answers such a form carries its fields, encrypted, in a hidden field of its own; the server keeps
nothing. Every form carries a mark of the account that it was made for (`writer`): only that account gets back what was
written, in the form as it was, to look through. Nothing is done by itself: while a form is given back the gate is shut.
"""

from __future__ import annotations

import hmac
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import Resolver404, resolve
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from namro.ground.people.models import User
from namro.ground.seals.aead import SealBroken, decrypted, encrypted

SALT = "namro.desk.unsaved"
LIFE = 3600
"""Seconds for which what was written can be given back."""
MOST = 1_500_000
"""Bytes of a page that what was written may take; a form of more than that is not kept."""
WRITER = "writer"
"""The field of every form that says whose it is, signed."""
GIVEN_BACK = "given-back"
"""The field of a form that is given back."""
CARRIED = "unsaved"
"""The field of a page on the way that carries what was written: signing in, choosing a password."""
OWN = frozenset({"csrfmiddlewaretoken", "once", "seq", WRITER, GIVEN_BACK})
"""Fields that are made anew with every form."""
MENDS = frozenset({
    "step", "beside", "second-look", "several", "post-hand-over", "kept", "head-delegate", "head-take-back",
    "plan-look", "plan-read-again-look", "plan-table-look",
})  # fmt: skip
"""Forms with a look before they do anything: they are shown to be written on, whichever button was pressed."""
LOOKS = frozenset({"plan-look", "plan-read-again-look"})
"""Forms that keep what is typed themselves, by an action: for them the gate stays open, and `mend` makes nothing."""

Why = Literal["password", "button", "file"]
NOT_KEPT: dict[str, Why] = {
    "sign-in": "password",
    "password": "password",
    "sign-out": "button",
    "token-revoke": "button",
    "webhook-resume": "button",
    "webhook-end": "button",
    "mark-read": "button",
    "second-look-see": "button",
    "identity-read": "button",
    "identity-agree": "button",
    "transfer-slip": "button",
    "paper-receipt": "button",
    "moved": "button",
    "handed": "button",
    "jobs": "button",
    "export": "button",
    "reset-password": "button",
    "end-holding": "button",
    "plan-waiting-away": "button",
    "plan-own-document": "button",
    "plan-report-file": "button",
    "plan-table-back": "file",
}
"""Forms of which nothing is kept, and why: a password is typed there, nothing is written there, or only a file is
chosen. All other forms of the desk are kept."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A form on its way: its address, and the fields as they were written."""

    path: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """A form that was kept: the account whose it is, and what only that account opens."""

    owner: int
    closed: str

    def opened_for(self, user: User) -> Unsaved | None:
        """What was written, for whoever wrote it; None for everybody else."""
        if user.pk != self.owner:
            return None
        try:
            kept = urlsafe_b64decode(self.closed)
            plain = decrypted(_key(settings.SECRET_KEY), kept, _bound(self.owner), "What was kept was changed.")
        except SealBroken:
            return None
        body = json.loads(zlib.decompress(plain))
        return Unsaved(str(body["p"]), tuple((str(name), str(value)) for name, value in body["f"]))


def packed(request: HttpRequest) -> str:
    """The form of this request as the text of a hidden field; empty where it is not kept. A form that only carries what
    was kept before passes that on."""
    owner, name = writer_of(request), name_of(request.path)
    if name == "password" and opened(carried := request.POST.get(CARRIED, "")) is not None:
        return str(carried)
    if request.method != "POST" or owner is None or not name or name in NOT_KEPT:
        return ""
    fields = [(key, str(text)) for key, texts in request.POST.lists() if key not in OWN for text in texts]
    if name in MENDS:
        fields = [*((key, text) for key, text in fields if key != "go"), ("go", "mend")]
    body = json.dumps({"p": request.get_full_path(), "f": fields}, ensure_ascii=False).encode(errors="replace")
    closed = encrypted(_key(settings.SECRET_KEY), zlib.compress(body), _bound(owner))
    text = signing.dumps({"w": owner, "c": urlsafe_b64encode(closed).decode()}, salt=SALT)
    return text if len(text) <= MOST else ""


def opened(text: str) -> Packet | None:
    """What `packed` made, or None for anything else and for what is too old."""
    try:
        body = signing.loads(text, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return Packet(int(body["w"]), str(body["c"]))


def stands(request: HttpRequest, kept: str) -> Literal["kept", "lost"] | Why:
    """Whether the form of this request was kept, or why not; `kept`: what `packed` made of it."""
    return "kept" if kept else NOT_KEPT.get(name_of(request.path), "lost")


def name_of(path: str) -> str:
    """The name of the page of the desk at this address; "" for any other."""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return str(found.url_name) if found.namespace == "desk" else ""


def given_back(request: HttpRequest) -> bool:
    """Whether this request brings back what was written before, only to be shown."""
    return request.method == "POST" and GIVEN_BACK in request.POST


def in_words(request: HttpRequest) -> list[str]:
    """What was written in several words in the form of this request, for a page that can only show it to be copied."""
    if request.method != "POST":
        return []
    texts = [str(text).strip() for name, texts in request.POST.lists() if name not in OWN for text in texts]
    return [text for text in dict.fromkeys(texts) if len(text.split()) > 1]


def writer_of(request: HttpRequest) -> int | None:
    """The account for which the form that was sent was made; None where it does not say."""
    try:
        return int(signing.Signer(salt=SALT).unsign(str(request.POST.get(WRITER, ""))))
    except (signing.BadSignature, ValueError):
        return None


def form_fields(request: HttpRequest) -> dict[str, Any]:
    """`csrf_input` for the forms of the desk, with the mark of the account that the form is made for."""
    if not request.path_info.startswith("/desk/"):
        return {}
    return {"csrf_input": _inputs(request)}


def _fields(request: HttpRequest) -> str:
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return token
    mark = signing.Signer(salt=SALT).sign(str(user.pk))
    return format_html('{}<input type="hidden" name="{}" value="{}">', token, WRITER, mark)


_inputs = lazy(_fields, SafeString, str)


@lru_cache(maxsize=4)
def _key(secret: str) -> AESGCM:
    return AESGCM(hmac.digest(secret.encode(), SALT.encode(), "sha256"))


def _bound(owner: int) -> bytes:
    return f"{SALT}:1:{owner}".encode()
