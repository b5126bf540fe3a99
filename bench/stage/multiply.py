# ruff: noqa: E501 - statements read best as they are
"""Each case of a filling again, so many times, by statements over whole tables: a million cases from fifty thousand.

A copy has its own id, reference, receipt and number in the register; everything else is as in the case that it
copies. The salts of the actions are not copied: what the trail bound was the other case, and a copy is not proven.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from namro.ground.seals.shreddable import known_key

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
"""What the references of the copies begin with; those of the first cases begin with the first letter."""


def multiply(cursor: Any, cases: int, entries: int, done: int, times: int) -> None:
    """Copies the first `cases` cases (with `entries` entries of the trail and `done` acts) until there are `times` as
    many. Indexes and triggers are away while it runs."""
    postgres = connection.vendor == "postgresql"
    for nth in range(1, times):
        for sql in _statements(postgres, nth, cases, entries, done):
            cursor.execute(sql)
        _keys(cursor, nth, cases)
    cursor.execute(f"UPDATE cases_registercounter SET last = last * {times}")


def _keys(cursor: Any, nth: int, cases: int) -> None:
    """The key of each copied case again, wrapped for the copy, so that it opens what was copied."""
    by = nth * cases
    cursor.execute(
        "SELECT k.case_id, c.ref, o.ref, k.wrapped, k.made_at FROM cases_casekey k JOIN cases_case o ON o.id = k.case_id "
        f"JOIN cases_case c ON c.id = k.case_id + {by} WHERE k.case_id <= {cases}"
    )
    rows = [
        (pk + by, known_key(f"case:{before}", bytes(wrapped)).for_another(f"case:{ref}"), at)
        for pk, ref, before, wrapped, at in cursor.fetchall()
    ]
    cursor.executemany("INSERT INTO cases_casekey (case_id, wrapped, made_at) VALUES (%s, %s, %s)", rows)


def _statements(postgres: bool, nth: int, cases: int, entries: int, done: int) -> list[str]:
    letter = LETTERS[nth]
    by, by_entry, by_done = nth * cases, nth * entries, nth * done
    ref = f"'NR-{letter}' || substr(c.ref, 5)"
    number = f"(r.number + {nth} * k.last)"
    if postgres:
        text = f"lpad({number}::text, 5, '0') || '/' || r.year || '/' || o.code"
        data = f"d.data || jsonb_build_object('number', {number}, 'text', {text})"
    else:
        text = f"printf('%05d/%d/%s', {number}, r.year, o.code)"
        data = f"json_set(d.data, '$.number', {number}, '$.text', {text})"
    own_ref = f"replace(replace(FOLDED, lower('nr ' || substr(c.ref, 4, 4)), lower('nr {letter}' || substr(c.ref, 5, 3))), lower('nr' || substr(c.ref, 4, 4)), lower('nr{letter}' || substr(c.ref, 5, 3)))"
    first = "CAST(r.number AS text)"
    renumbered = (
        f"CASE WHEN r.id IS NULL THEN c.folded ELSE CAST({number} AS text) || substr(c.folded, length({first}) + 1) END"
    )
    registered = (
        "LEFT JOIN cases_registerentry r ON r.case_id = c.id LEFT JOIN cases_registercounter k ON k.office_id = r.office_id "
        "AND k.year = r.year LEFT JOIN people_office o ON o.id = r.office_id"
    )
    return [
        "INSERT INTO cases_case (id, ref, procedure_id, channel, received_at, received_on, place_ref, place_name, summary, "
        "seq, frozen_id, office_id, pending_office_id, assignee_id, state, waits_for, flags, number, register_number, "
        "register_year, next_due_clock, next_due_on, next_due_at, closed_at, wrote_at, keep_until, changed_at, folded) "
        f"SELECT c.id + {by}, {ref}, c.procedure_id, c.channel, c.received_at, c.received_on, c.place_ref, c.place_name, "
        "c.summary, c.seq, c.frozen_id, c.office_id, c.pending_office_id, c.assignee_id, c.state, c.waits_for, c.flags, "
        f"CASE WHEN r.id IS NULL THEN '' ELSE {text} END, CASE WHEN r.id IS NULL THEN NULL ELSE {number} END, "
        "c.register_year, c.next_due_clock, c.next_due_on, c.next_due_at, c.closed_at, c.wrote_at, c.keep_until, c.changed_at, "
        f"{own_ref.replace('FOLDED', renumbered)} FROM cases_case c {registered} WHERE c.id <= {cases}",
        f"INSERT INTO cases_said (case_id, closed) SELECT case_id + {by}, closed FROM cases_said WHERE case_id <= {cases}",
        "INSERT INTO cases_receipt (case_id, digest, draft, made_at) "
        f"SELECT case_id + {by}, 'copy{nth:02x}' || substr(digest, 7), NULL, made_at FROM cases_receipt WHERE case_id <= {cases}",
        "INSERT INTO trail_entry (id, version, at, actor_ref, seat, action, object_kind, object_ref, office, "
        f"reason_digest, payload_digest) SELECT id + {by_entry}, version, at, actor_ref, seat, action, object_kind, "
        f"'case:NR-{letter}' || substr(object_ref, 10), office, reason_digest, payload_digest FROM trail_entry "
        f"WHERE id <= {entries} AND object_kind = 'case'",
        "INSERT INTO cases_done (id, case_id, seq, verb, step, at, actor_ref, actor_name, seat, office_id, data, once, "
        f"entry_id) SELECT d.id + {by_done}, d.case_id + {by}, d.seq, d.verb, d.step, d.at, d.actor_ref, d.actor_name, d.seat, "
        f"d.office_id, CASE WHEN d.verb = 'register' THEN {data} ELSE d.data END, NULL, d.entry_id + {by_entry} "
        "FROM cases_done d LEFT JOIN cases_registerentry r ON r.case_id = d.case_id AND d.verb = 'register' LEFT JOIN "
        "cases_registercounter k ON k.office_id = r.office_id AND k.year = r.year LEFT JOIN people_office o "
        f"ON o.id = r.office_id WHERE d.case_id <= {cases}",
        f"INSERT INTO cases_words (done_id, part, closed) SELECT done_id + {by_done}, part, closed FROM cases_words "
        f"WHERE done_id <= {done}",
        f"INSERT INTO cases_notice (case_id, done_id, \"to\", at) SELECT case_id + {by}, done_id + {by_done}, \"to\", at "
        f"FROM cases_notice WHERE case_id <= {cases}",
        "INSERT INTO cases_caseclock (case_id, clock, run, started_at, due_on, due_at, ended_at, status, paused_since, "
        f"extensions, provisional) SELECT case_id + {by}, clock, run, started_at, due_on, due_at, ended_at, status, "
        f"paused_since, extensions, provisional FROM cases_caseclock WHERE case_id <= {cases}",
        "INSERT INTO cases_registerentry (office_id, year, number, text, case_id, at) "
        f"SELECT r.office_id, r.year, {number}, {text}, r.case_id + {by}, r.at FROM cases_registerentry r JOIN "
        "cases_registercounter k ON k.office_id = r.office_id AND k.year = r.year JOIN people_office o ON o.id = r.office_id "
        f"WHERE r.case_id <= {cases}",
    ]  # fmt: skip
