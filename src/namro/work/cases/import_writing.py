"""All rows of a checked file into the database in one go. Called by the action, in its one transaction.

Everything that could be worked out before is at hand (`import_staging`), so that on SQLite, where others wait for the
one writer, only inserting is left.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from namro.ground.bulk import insert, instant, reserve
from namro.ground.gate.context import Running, canonical
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.ground.trail.record import fresh_digest, record_many
from namro.rules.packs.schema import Pack
from namro.work.cases.digests import payload_of
from namro.work.cases.history import frozen, hash_of
from namro.work.cases.import_staging import CASE_COLUMNS, CLOCK_COLUMNS, Staging
from namro.work.cases.models import Done, Import

_CASE = {
    "id": "bigint", "changed_at": "timestamptz", **dict.fromkeys(CASE_COLUMNS, "text"), "received_at": "timestamptz",
    "received_on": "date", "seq": "integer", "office_id": "bigint", "pending_office_id": "bigint", "assignee_id":
    "bigint",
    "flags": "jsonb", "register_number": "integer", "register_year": "integer", "next_due_on": "date",
    "next_due_at": "timestamptz", "closed_at": "timestamptz", "wrote_at": "timestamptz",
}  # fmt: skip
_DONE = {
    "id": "bigint", "case_id": "bigint", "seq": "integer", "verb": "text", "step": "text", "at": "timestamptz",
    "actor_ref": "text", "actor_name": "text", "seat": "text", "office_id": "bigint", "data": "jsonb", "entry_id":
    "bigint",
}  # fmt: skip
_CLOCK = {
    "case_id": "bigint", **dict.fromkeys(CLOCK_COLUMNS, "text"), "run": "integer", "started_at": "timestamptz",
    "due_on": "date", "due_at": "timestamptz", "ended_at": "timestamptz", "paused_since": "timestamptz",
    "extensions": "jsonb", "provisional": "boolean",
}  # fmt: skip
_IMPORTED = {
    "case_id": "bigint", "source_id": "bigint", "row": "integer", "office_id": "bigint", "procedure_id": "text",
    "year": "integer", "number": "text", "key": "text",
}  # fmt: skip


def freeze_versions(staging: Staging, pack: Pack) -> None:
    """Keeps a copy of every procedure version under which the rows come."""
    wanted = set(staging.versions())
    for procedure in pack.procedures:
        if hash_of(pack, procedure) in wanted:
            frozen(pack, procedure)


@dataclass(frozen=True, slots=True)
class _Taken:
    """The one action of an imported case, as its digest is made of it."""

    at: datetime
    actor_ref: str
    actor_name: str
    seat: str
    office_id: int
    data: dict[str, Any]
    seq: int = 1
    verb: str = "import"
    step: str = ""
    once: str = ""


def sign(staging: Staging, office: Office, actor: Actor, seat: str, now: datetime) -> None:
    """Works out what the trail will bind of each row, for whoever takes the file at that instant from that seat.
    Nothing is done where it stands there already."""
    name = actor.name if actor.kind == "staff" else ""
    by = [actor.ref, name, seat, now.isoformat(), str(office.pk)]
    if staging.meta().get("signed") == by:
        return

    def made(ref: str, data: dict[str, Any], words: dict[str, str]) -> tuple[bytes, str]:
        done = _Taken(now, actor.ref, name, seat, office.pk, data)
        return fresh_digest(canonical(payload_of(ref, cast(Done, done), words, ())))

    staging.sign(by, made)


def write(staging: Staging, source: Import, office: Office, running: Running, now: datetime) -> int:
    """Writes every ready row as a case with its one action, its entry in the trail, its clocks and what was sealed;
    gives back how many."""
    count, _ = staging.count()
    sign(staging, office, running.actor, str(running.seat) if running.seat else "", now)
    entries, cases, done = (reserve(table, count) for table in ("trail_entry", "cases_case", "cases_done"))
    at, actor = instant(now), running.actor
    seat, name = str(running.seat) if running.seat else "", actor.name if actor.kind == "staff" else ""
    record_many(
        ((f"case:{ref}", bound) for ref, _, bound in staging.signatures()),
        at=now, actor_ref=actor.ref, action=running.name, seat=seat, object_kind="case", office=office.code,
        ids=entries,
    )  # fmt: skip
    insert("cases_case", _CASE, ((pk, at, *json.loads(cells)) for pk, (cells,) in _with(cases, staging, "cells")))
    insert(
        "cases_said", {"case_id": "bigint", "values": "jsonb", "salt": "bytea"},
        ((pk, said, salt) for pk, (said, salt) in _with(cases, staging, "said, said_salt")),
    )  # fmt: skip
    insert(
        "cases_done",
        _DONE,
        (
            (pk, case, 1, "import", "", at, actor.ref, name, seat, office.pk, data, entry)
            for pk, case, entry, (data,) in zip(done, cases, entries, staging.each("data"), strict=True)
        ),
    )
    insert(
        "cases_salt", {"done_id": "bigint", "salt": "bytea"},
        ((pk, salt) for pk, (_, salt, _) in zip(done, staging.signatures(), strict=True)),
    )  # fmt: skip
    insert(
        "cases_words", {"done_id": "bigint", "part": "text", "body": "text", "salt": "bytea"},
        (
            (pk, part, body, bytes.fromhex(salt))
            for pk, (words,) in _with(done, staging, "words")
            if words != "{}"
            for part, (body, salt, _) in json.loads(words).items()
        ),
    )  # fmt: skip
    insert(
        "cases_caseclock",
        _CLOCK,
        (
            (pk, *_flagged(clock))
            for pk, (clocks,) in _with(cases, staging, "clocks")
            if clocks != "[]"
            for clock in json.loads(clocks)
        ),
    )
    insert(
        "seals_sealed", {"about": "text", "version": "smallint", "ciphertext": "bytea", "key_id": "text"},
        (
            (f"case:{ref}", 1, sealed, key)
            for ref, sealed, key in staging.each("ref, sealed, sealed_key")
            if sealed is not None
        ),
    )  # fmt: skip
    insert(
        "cases_imported",
        _IMPORTED,
        (
            (pk, source.pk, row, office.pk, procedure, year, number, key)
            for pk, (row, procedure, year, number, key) in _with(cases, staging, "row, procedure, year, number, key")
        ),
    )
    return count


def _with(ids: Sequence[int], staging: Staging, columns: str) -> zip[tuple[int, tuple[Any, ...]]]:
    return zip(ids, staging.each(columns), strict=True)


def _flagged(clock: list[object]) -> list[object]:
    return [*clock[:-1], bool(clock[-1])]
