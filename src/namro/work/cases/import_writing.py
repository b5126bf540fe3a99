"""All rows of a checked file into the database in one go. Called by the action, in its one transaction.

Everything that could be worked out before lies ready beside (`import_staging`), so that on SQLite, where others wait
for the one writer, only copying is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from namro.ground.bulk import Drawn, insert, instant, reserve
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
    "received_on": "date", "seq": "integer", "office_id": "bigint", "pending_office_id": "bigint",
    "assignee_id": "bigint", "flags": "jsonb", "register_number": "integer", "register_year": "integer",
    "next_due_on": "date", "next_due_at": "timestamptz", "closed_at": "timestamptz", "wrote_at": "timestamptz",
    "keep_until": "date", "erased_on": "date",
}  # fmt: skip
_KEY = {"case_id": "bigint", "wrapped": "bytea", "made_at": "timestamptz"}
_SAID = {"case_id": "bigint", "closed": "bytea"}
_DONE = {
    "id": "bigint", "case_id": "bigint", "entry_id": "bigint", "data": "jsonb", "seq": "integer", "verb": "text",
    "step": "text", "at": "timestamptz", "actor_ref": "text", "actor_name": "text", "seat": "text",
    "office_id": "bigint",
}  # fmt: skip
_SALT = {"done_id": "bigint", "salt": "bytea"}
_WORDS = {"done_id": "bigint", "part": "text", "closed": "bytea"}
_CLOCK = {
    "case_id": "bigint", **dict.fromkeys(CLOCK_COLUMNS, "text"), "run": "integer", "started_at": "timestamptz",
    "due_on": "date", "due_at": "timestamptz", "ended_at": "timestamptz", "paused_since": "timestamptz",
    "extensions": "jsonb", "provisional": "boolean",
}  # fmt: skip
_SEALED = {"about": "text", "version": "smallint", "ciphertext": "bytea", "key_id": "text"}
_NAMED = {"case_id": "bigint", "exact": "text", "plain": "text", "salt": "bytea"}
_IMPORTED = {
    "case_id": "bigint", "source_id": "bigint", "office_id": "bigint", "row": "integer", "procedure_id": "text",
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
    actor, seat = running.actor, str(running.seat) if running.seat else ""
    name = actor.name if actor.kind == "staff" else ""
    sign(staging, office, actor, seat, now)
    entry, case, done = (_numbers(staging, *one, count) for one in _NUMBERED)

    def rows(columns: str, *given: Any, more: str = "") -> Drawn:
        return staging.drawn(f"SELECT {columns} FROM signed s CROSS JOIN ready r USING (row) {more}", given)  # noqa: S608

    record_many(
        rows(f"{entry} AS id, 'case:' || ref AS about, digest AS bound"),
        at=now, actor_ref=actor.ref, action=running.name, seat=seat, object_kind="case", office=office.code,
    )  # fmt: skip
    own = ", ".join(f'r."{column}"' for column in CASE_COLUMNS)
    at = instant(now)
    insert("cases_case", _CASE, rows(f"{case}, ?, {own}", at))
    insert("cases_casekey", _KEY, rows(f"{case}, wrapped, ?", at))
    insert("cases_said", _SAID, rows(f"{case}, said"))
    insert(
        "cases_done", _DONE,
        rows(
            f"{done}, {case}, {entry}, data, 1, 'import', '', ?, ?, ?, ?, ?",
            at, actor.ref, name, seat, office.pk,
        ),
    )  # fmt: skip
    insert("cases_salt", _SALT, rows(f"{done}, salt"))
    insert("cases_words", _WORDS, rows(f"{done}, part, w.closed", more="JOIN word w USING (row)"))
    runs = ", ".join(f'c."{column}"' for column in CLOCK_COLUMNS)
    insert("cases_caseclock", _CLOCK, rows(f"{case}, {runs}", more="JOIN clock c USING (row)"))
    insert(
        "seals_sealed", _SEALED,
        rows("'case:' || ref, 1, sealed, sealed_key", more="WHERE sealed IS NOT NULL"),
    )  # fmt: skip
    insert(
        "cases_reportername", _NAMED,
        rows(f"{case}, k.exact, k.plain, k.salt", more="JOIN named k USING (row)"),
    )  # fmt: skip
    insert(
        "cases_imported", _IMPORTED,
        rows(f"{case}, ?, ?, row, procedure_id, year, old_number, key", source.pk, office.pk),
    )  # fmt: skip
    return count


_NUMBERED = (("entry_id", "trail_entry"), ("case_id", "cases_case"), ("done_id", "cases_done"))


def _numbers(staging: Staging, name: str, table: str, count: int) -> str:
    """What gives a row its fresh id, as SQL: a sum where ids follow each other, else what the rows' file is told."""
    ids = reserve(table, count)
    if isinstance(ids, range):
        return f"(s.n + {ids.start})"
    staging.number_by(name, ids)
    return f"{name}(s.n)"
