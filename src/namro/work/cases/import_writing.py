"""All rows of a checked file into the database in one go. Called by the action, in its one transaction.

Everything that could be worked out before is at hand (`import_staging`), so that on SQLite, where others wait for the
one writer, only inserting is left.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from namro.ground.bulk import insert, instant, reserve
from namro.ground.gate.context import Running
from namro.ground.people.models import Office
from namro.ground.trail.record import record_many
from namro.rules.packs.schema import Pack
from namro.work.cases.history import frozen, hash_of
from namro.work.cases.import_staging import CASE_COLUMNS, CLOCK_COLUMNS, Staging
from namro.work.cases.models import Import

_CASE = {
    "id": "bigint", "changed_at": "timestamptz", **dict.fromkeys(CASE_COLUMNS, "text"), "received_at": "timestamptz",
    "received_on": "date", "seq": "integer", "office_id": "bigint", "pending_office_id": "bigint", "assignee_id":
    "bigint",
    "flags": "jsonb", "register_number": "integer", "register_year": "integer", "next_due_on": "date",
    "next_due_at": "timestamptz", "closed_at": "timestamptz",
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


def write(staging: Staging, source: Import, office: Office, running: Running, now: datetime) -> int:
    """Writes every ready row as a case with its one action, its entry in the trail, its clocks and what was sealed;
    gives back how many."""
    count, _ = staging.count()
    entries, cases, done = (reserve(table, count) for table in ("trail_entry", "cases_case", "cases_done"))
    at, actor = instant(now), running.actor
    seat, name = str(running.seat) if running.seat else "", actor.name if actor.kind == "staff" else ""
    record_many(
        ((f"case:{ref}", digest) for ref, digest in staging.each("ref, digest")),
        at=now, actor_ref=actor.ref, action=running.name, seat=seat, object_kind="case", office=office.code,
        ids=entries,
    )  # fmt: skip
    insert("cases_case", _CASE, ((pk, at, *json.loads(cells)) for pk, (cells,) in _with(cases, staging, "cells")))
    insert(
        "cases_said", {"case_id": "bigint", "values": "jsonb"},
        ((pk, said) for pk, (said,) in _with(cases, staging, "said")),
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
        ((pk, salt) for pk, (salt,) in _with(done, staging, "salt")),
    )  # fmt: skip
    insert(
        "cases_words", {"done_id": "bigint", "part": "text", "body": "text"},
        (
            (pk, part, body)
            for pk, (words,) in _with(done, staging, "words")
            if words != "{}"
            for part, body in json.loads(words).items()
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
