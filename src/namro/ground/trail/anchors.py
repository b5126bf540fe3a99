"""Signed checkpoints: the head of the trail at one moment, in a file that is kept and published elsewhere.

One line of JSON per checkpoint, signed with Ed25519 over canonical bytes. Whoever runs the server can rewrite the whole
database and every seal in it, but not the lines that others already hold.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db.models import Sum

from namro.ground.keys import KeyWrong, path_of, read_or_make
from namro.ground.trail.canonical import put
from namro.ground.trail.models import SealedBatch

KEY = "anchor.key"
PUBLIC = "anchor.pub"
VERSION = 1
LONGEST_LINE = 4096


class NothingToAnchor(ValueError):
    """No batch is sealed yet."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The trail as it stood: up to and with batch `batch`, `size` entries in all, `head` (hex)."""

    origin: str
    batch: int
    size: int
    head: str
    at: str
    key: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """What the signature is made over."""
        return put("namro.trail.checkpoint", VERSION, self.origin, self.batch, self.size, self.head, self.at, self.key)

    def line(self) -> str:
        """The checkpoint as one line of JSON, with its line end."""
        return json.dumps({
            "v": VERSION, "origin": self.origin, "batch": self.batch, "size": self.size, "head": self.head,
            "at": self.at, "key": self.key, "signature": self.signature,
        }) + "\n"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an anchors file: a checkpoint, or why it is none."""

    number: int
    checkpoint: Checkpoint | None
    trouble: str = ""


def key_name(public: Ed25519PublicKey) -> str:
    """The first 16 hex digits of SHA-256 over the public key."""
    return sha256(public.public_bytes_raw()).hexdigest()[:16]


def signing_key() -> Ed25519PrivateKey:
    """The key of this installation, made on first use; its public half is written beside it. Raises `KeyWrong`."""
    raw = read_or_make(KEY, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    if len(raw) != 32:
        raise KeyWrong(f"The key file {path_of(KEY)} is damaged: it holds {len(raw)} bytes instead of 32.")
    private = Ed25519PrivateKey.from_private_bytes(raw)
    read_or_make(PUBLIC, lambda: public_text(private.public_key()).encode())
    return private


def public_text(public: Ed25519PublicKey) -> str:
    """The public key as one line: `ed25519 <base64>`."""
    return f"ed25519 {b64encode(public.public_bytes_raw()).decode()}\n"


def read_public(path: Path) -> Ed25519PublicKey:
    """The public key in a file that `public_text` wrote. Raises `KeyWrong`, or OSError where there is no such file."""
    try:
        kind, text = path.read_text().split()
        if kind != "ed25519":
            raise ValueError(kind)
        return Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
    except ValueError as wrong:
        raise KeyWrong(f"{path} holds no public key of the form `ed25519 <base64>`.") from wrong


def known_key() -> Ed25519PublicKey | None:
    """The public key of this installation, if it has one."""
    place = path_of(PUBLIC)
    return read_public(place) if place.exists() else None


def origin_of(first_head: str) -> str:
    """The name of one trail: it follows from its first batch, so that no two installations share it."""
    return f"namro:{first_head[:16]}"


def checkpoint(now: datetime) -> Checkpoint:
    """A signed checkpoint of the trail as it is sealed now. Raises `NothingToAnchor`."""
    first = SealedBatch.objects.order_by("number").first()
    last = SealedBatch.objects.order_by("-number").first()
    if first is None or last is None:
        raise NothingToAnchor("Nothing is sealed yet, so there is nothing to sign: take an action and seal it first.")
    size: int = SealedBatch.objects.filter(number__lte=last.number).aggregate(all=Sum("size"))["all"]
    private = signing_key()
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    plain = Checkpoint(origin_of(first.head), last.number, size, last.head, stamp, key_name(private.public_key()))
    return replace(plain, signature=b64encode(private.sign(plain.signed_bytes())).decode())


def anchor(file: Path, now: datetime) -> Checkpoint:
    """Appends a signed checkpoint to `file` (made with mode 0644 if it is not there) and gives it back.

    The line is on the disk when this returns. A file that does not end with a line end gets one first, so that a line
    that was cut short spoils no other. Raises `NothingToAnchor`, OSError.
    """
    made = checkpoint(now)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o644)
    with os.fdopen(handle, "rb+") as out:
        size = os.fstat(out.fileno()).st_size
        if size and os.pread(out.fileno(), 1, size - 1) != b"\n":
            out.write(b"\n")
        out.write(made.line().encode())
        out.flush()
        os.fsync(out.fileno())
    return made


def read_lines(file: Path) -> Iterator[Line]:
    """The lines of an anchors file, one after another; what is no checkpoint says why. Blank lines are passed over."""
    with file.open("rb") as lines:
        number = 0
        while raw := lines.readline(LONGEST_LINE):
            number += 1
            cut = len(raw) == LONGEST_LINE and not raw.endswith(b"\n")
            while cut and (rest := lines.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            if cut:
                yield Line(number, None, "it is longer than any checkpoint")
            elif raw.strip():
                yield _parsed(number, raw)


def _parsed(number: int, raw: bytes) -> Line:
    try:
        found: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return Line(number, None, "it is no JSON")
    wanted: dict[str, type] = {
        "origin": str,
        "batch": int,
        "size": int,
        "head": str,
        "at": str,
        "key": str,
        "signature": str,
    }
    if not isinstance(found, dict) or set(found) != {"v", *wanted}:
        return Line(number, None, "it has not the fields of a checkpoint")
    if found["v"] != VERSION:
        return Line(number, None, f"it is of version {found['v']!r}, which this program does not know")
    for name, kind in wanted.items():
        if type(found[name]) is not kind:
            return Line(number, None, f"its {name} is not what it should be")
    return Line(number, Checkpoint(**{name: found[name] for name in wanted}))


def signature_holds(made: Checkpoint, public: Ed25519PublicKey) -> bool:
    """Whether the checkpoint was signed with that key and not changed since."""
    try:
        public.verify(b64decode(made.signature, validate=True), made.signed_bytes())
    except (InvalidSignature, NotBase64, ValueError, OverflowError):
        return False
    return True
