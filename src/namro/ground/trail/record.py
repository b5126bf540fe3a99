"""Writing an entry. Called by the gate, inside the transaction of the action that the entry tells of."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from namro.ground.trail.canonical import VERSION, digest, microseconds
from namro.ground.trail.models import Entry


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the caller keeps beside the payload: the entry's id, and the salt without which its digests say nothing."""

    id: int
    salt: bytes


def record(
    *,
    at: datetime,
    actor_ref: str,
    action: str,
    seat: str = "",
    object_kind: str = "",
    object_ref: str = "",
    office: str = "",
    reason: str | None = None,
    payload: bytes | None = None,
) -> Recorded:
    """Writes one entry and gives back its id and the fresh salt (16 bytes) of its digests.

    Neither `reason` nor `payload` is kept here, only SHA-256 over salt and content. Who throws the salt and the content
    away has erased them; the proof that something was there stays.
    """
    salt = secrets.token_bytes(16)
    entry = Entry(
        version=VERSION,
        at=microseconds(at),
        actor_ref=actor_ref,
        seat=seat,
        action=action,
        object_kind=object_kind,
        object_ref=object_ref,
        office=office,
        reason_digest="" if reason is None else digest("reason", salt, reason.encode()),
        payload_digest="" if payload is None else digest("payload", salt, payload),
    )
    entry.save(force_insert=True)
    return Recorded(entry.pk, salt)
