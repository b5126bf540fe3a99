"""The exact bytes behind every hash of the trail (version 1). Pure: plain values in, bytes out.

A *field* is its length in bytes as eight bytes, big-endian, then the bytes themselves; text is UTF-8 in NFC; a whole
number is its decimal digits in ASCII. A *record* is one field after another, the first naming what the record is
("namro.trail.entry" and so on), so that no record can be taken for one of another kind.

    leaf  = SHA-256(0x00 ‖ entry record)           RFC 6962 §2.1: leaves and nodes are told apart by the first byte
    node  = SHA-256(0x01 ‖ left ‖ right)
    head  = SHA-256(0x02 ‖ head before ‖ record of number, size, time and root)
    digest = SHA-256(0x03 ‖ record of purpose, salt and payload)

Changing any of this needs a new version number and keeps the old one readable; the tests pin it by golden vectors.
"""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

VERSION = 1
EMPTY = bytes(32)
"""What stands for the head before the first batch."""


@dataclass(frozen=True, slots=True)
class EntryFields:
    """What an entry says, in the order in which it is hashed."""

    version: int
    id: int
    at: int
    actor_ref: str
    seat: str
    action: str
    object_kind: str
    object_ref: str
    office: str
    reason_digest: str
    payload_digest: str


class UnknownVersion(ValueError):
    """An entry names a version of the encoding that this program does not know."""


def microseconds(at: datetime) -> int:
    """Whole microseconds from 1970-01-01T00:00Z to `at` (aware). Exact, without floating point."""
    if at.tzinfo is None:
        raise ValueError("A time in the trail needs its offset; this one has none.")
    utc = at.astimezone(UTC)
    return calendar.timegm(utc.utctimetuple()) * 1_000_000 + utc.microsecond


def put(*values: bytes | str | int) -> bytes:
    """The record of these values: each as a field, one after another."""
    out = bytearray()
    for value in values:
        if isinstance(value, bytes):
            raw = value
        elif isinstance(value, str):
            raw = unicodedata.normalize("NFC", value).encode()
        else:
            raw = b"%d" % value
        out += len(raw).to_bytes(8, "big")
        out += raw
    return bytes(out)


def entry_bytes(entry: EntryFields) -> bytes:
    """The canonical bytes of an entry. Raises `UnknownVersion`."""
    if entry.version != VERSION:
        raise UnknownVersion(f"Entry {entry.id} is written in version {entry.version}; this program knows {VERSION}.")
    return put(
        "namro.trail.entry",
        entry.version,
        entry.id,
        entry.at,
        entry.actor_ref,
        entry.seat,
        entry.action,
        entry.object_kind,
        entry.object_ref,
        entry.office,
        entry.reason_digest,
        entry.payload_digest,
    )


def leaf(entry: EntryFields) -> bytes:
    """The leaf hash of an entry, 32 bytes."""
    return sha256(b"\x00" + entry_bytes(entry)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes in order (RFC 6962 §2.1), 32 bytes. An empty list has no tree: ValueError.

    Pairing neighbours level by level and carrying an odd last one up gives the same tree as RFC 6962's split at the
    largest power of two.
    """
    if not leaves:
        raise ValueError("A batch holds at least one entry.")
    level = list(leaves)
    while len(level) > 1:
        paired = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


def head(before: bytes, number: int, size: int, sealed_at: int, tree: bytes) -> bytes:
    """The head of a batch: it binds the head before it, so that no batch can be changed, left out or moved."""
    return sha256(b"\x02" + before + put("namro.trail.batch", VERSION, number, size, sealed_at, tree)).digest()


def digest(purpose: str, salt: bytes, payload: bytes) -> str:
    """The salted digest of a payload for one purpose ("payload", "reason"), in hex."""
    return sha256(b"\x03" + put("namro.trail.digest", VERSION, purpose, salt, payload)).hexdigest()
