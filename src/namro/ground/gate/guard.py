"""Refuses writes to the database while no action runs.

A wrapper around every statement of every connection reads its first word. INSERT, UPDATE, DELETE and their like on a
guarded table raise `WrittenOutsideTheGate` unless an action is running in this thread, the tables are being migrated,
or `outside(reason)` was said aloud. Every table is guarded except those named in `UNGUARDED`, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from namro.ground.gate.context import running
from namro.ground.gate.refusals import WrittenOutsideTheGate
from namro.ground.recent import forget_all

UNGUARDED: dict[str, str] = {
    "django_session": "who is signed in; Django writes it on each request and it is thrown away",
    "django_migrations": "which tables were made; written by migrations only",
    "django_content_type": "names of tables; written by migrations only",
    "auth_permission": "Django's own permissions, which Namro does not use; written by migrations only",
    "people_signinattempt": "counters against guessing, written for people who are not signed in",
    "cases_progress": "how far webhooks were told, noted with every delivery; entries would double the trail",
    "plans_mailing": "which digests were sent by e-mail, noted with every try; entries would double the trail",
    "django_tasks_database_dbtaskresult": "the queue of background work; what a job does is guarded, not that it ran",
    "jobs_beat": "when each job ran and how it ended; noted around it",
    "jobs_worker": "signs of life of the processes that do background work",
    "people_tokenuse": "the day on which a token was last shown, noted as it is shown",
    "trail_pending": "the queue of entries to seal; the sealer empties it",
    "trail_sealedbatch": "sealing follows actions; its rows are append-only by trigger",
    "trail_sealedleaf": "sealing follows actions; its rows are append-only by trigger",
    "seals_keymark": "which key file this database was written with; noted when the key is first used",
}

_WRITE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO"
    r"|(?<!\bFOR )(?<!\bKEY )(?<!\bDO )UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?"
    r"|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?(?:\s+ONLY)?|COPY)\s+(?:[\"`\[]?\w+[\"`\]]?\s*\.\s*)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)
_READING_WORDS = frozenset({"SELECT", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET", "SHOW"})
_SHAPING_WORDS = frozenset({"CREATE", "ALTER", "DROP"})  # tables and triggers, which belong to migrations

_outside: ContextVar[str | None] = ContextVar("namro_outside_the_gate", default=None)
_migrating: ContextVar[bool] = ContextVar("namro_migrating", default=False)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def guard(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Runs the statement, or raises `WrittenOutsideTheGate`."""
    word = sql[:16].lstrip().partition(" ")[0].upper()
    if word not in _SHAPING_WORDS and (word not in _READING_WORDS or ";" in sql):
        table = _known_table(sql) if len(sql) < KNOWN else written_table(sql)
        if table is not None:
            _let(table)
    return execute(sql, params, many, context)


KNOWN = 4000
"""Characters of a statement up to which what it writes is remembered: the same few come again and again."""


REMEMBERED = ("people_office", "places_")
"""Tables (or how their names begin) out of which something is remembered (`namro.ground.recent`)."""


def _let(table: str) -> None:
    """Lets a write to a guarded table pass, and notes it with the running action; or raises."""
    if table.startswith(REMEMBERED):
        forget_all()
        transaction.on_commit(forget_all)  # what another thread read and remembered in between
    inside = running()
    if inside is not None:
        inside.wrote = inside.wrote or table != "trail_entry"
    elif _outside.get() is None and not _migrating.get():
        raise WrittenOutsideTheGate(
            f"{table} was about to be written while no action is running. Write it in a function under @action; "
            "a test that sets a scene says `with guard.outside(reason)`."
        )


def written_table(sql: str) -> str | None:
    """The first guarded table that the statement writes, or None if it writes none."""
    for found in _WRITE.finditer(sql):
        table = found.group(1).lower()
        if table not in UNGUARDED:
            return table
    return None


_known_table = lru_cache(maxsize=2048)(written_table)


@contextmanager
def outside(reason: str) -> Iterator[None]:
    """Lets this thread write without an action while the block runs: for tests that set a scene or tamper.

    Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("Say why the gate is passed by.")
    token = _outside.set(reason)
    try:
        yield
    finally:
        _outside.reset(token)


def install() -> None:
    """Puts the guard on every connection, those that are open and those still to come."""
    connection_created.connect(_on_connection, dispatch_uid="namro.gate.guard")
    pre_migrate.connect(_migration_begins, dispatch_uid="namro.gate.guard")
    post_migrate.connect(_migration_is_over, dispatch_uid="namro.gate.guard")
    for connection in connections.all(initialized_only=True):
        put_on(connection)


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Puts the guard on one connection, once."""
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)


def _on_connection(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    put_on(connection)


def _migration_begins(sender: Any, **_: Any) -> None:
    _migrating.set(True)


def _migration_is_over(sender: Any, **_: Any) -> None:
    _migrating.set(False)
