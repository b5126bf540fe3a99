"""Writing an entry. Called by the gate, inside the transaction of the action that the entry tells of."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from namro.ground.bulk import Drawn, insert
from namro.ground.trail.canonical import VERSION, digest, microseconds

Insert = tuple[str, list[Any]]
"""A statement that writes a row, and its values."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the caller keeps beside the payload: the entry's id, and the salt without which its digests say nothing.

    `unwritten` is what still has to go to the database, where the id was drawn before."""

    id: int
    salt: bytes
    unwritten: Insert | None = None


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
    key: int | None = None,
) -> Recorded:
    """Writes one entry and gives back its id and the fresh salt (16 bytes) of its digests. `key`: the id, where it was
    drawn before; then nothing is written yet, so that the entry can travel with other rows.

    Neither `reason` nor `payload` is kept here, only SHA-256 over salt and content: without the salt the digest says
    nothing about the content, and nothing can be proven from it.
    """
    salt = secrets.token_bytes(16)
    values = (
        VERSION,
        microseconds(at),
        actor_ref,
        seat,
        action,
        object_kind,
        object_ref,
        office,
        "" if reason is None else digest("reason", salt, reason.encode()),
        "" if payload is None else digest("payload", salt, payload),
    )
    if key is not None:
        return Recorded(key, salt, (_INSERT_WITH_ID, [*values, key]))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        made: int = cursor.fetchone()[0]
    return Recorded(made, salt)


def record_many(
    rows: Drawn, *, at: datetime, actor_ref: str, action: str, seat: str, object_kind: str, office: str
) -> int:
    """Writes one entry for each (id, object, payload digest), in one go; gives back how many.

    For an action that does the same to many things at once: each keeps an entry, a salt and a digest of its own
    (`fresh_digest`), which were worked out before the transaction.
    """
    same = (VERSION, microseconds(at), actor_ref, action, seat, object_kind, office)
    sql = f"SELECT id, ?, ?, ?, ?, ?, ?, about, ?, '', bound FROM ({rows.sql})"  # noqa: S608 - our own words
    drawn = replace(rows, sql=sql, given=(*same, *rows.given))
    return insert("trail_entry", _COLUMNS, drawn)


def fresh_digest(payload: bytes) -> tuple[bytes, str]:
    """A fresh salt, and the digest of a payload under it, as an entry keeps it."""
    salt = secrets.token_bytes(16)
    return salt, digest("payload", salt, payload)


_COLUMNS = {
    "id": "bigint", "version": "smallint", "at": "bigint", "actor_ref": "text", "action": "text", "seat": "text",
    "object_kind": "text", "object_ref": "text", "office": "text", "reason_digest": "text", "payload_digest": "text",
}  # fmt: skip

# Written before the end of every action: a third of what building the same statement from the model costs.
_INTO = (
    "INSERT INTO trail_entry (version, at, actor_ref, seat, action, object_kind, object_ref, office, reason_digest, "
    "payload_digest"
)
_INSERT = f"{_INTO}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
_INSERT_WITH_ID = f"{_INTO}, id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
