"""Triggers that refuse to change or take away a row, on SQLite and on PostgreSQL.

    operations = [..., append_only("cases_done")]

is all that a migration needs. SQLite loses triggers when Django rebuilds a table, so they are put back after every
`migrate`. Whoever owns the database can drop a trigger: it keeps mistakes out, and the seals show force.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Run = Callable[[BaseDatabaseWrapper], None]

APPEND_ONLY: dict[str, str] = {}
"""The append-only tables and the column of their primary key; filled as the migrations that say so are loaded."""

_PLAIN = re.compile(r"^[a-z][a-z0-9_]*$")


class Triggers(Operation):
    """A migration operation that puts statements on and takes them off; it looks at no model, which would cost Django
    the making of all of them anew."""

    reduces_to_sql = False
    reversible = True

    def __init__(self, table: str, on: Run, off: Run) -> None:
        self.table, self.on, self.off = table, on, off

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers change no model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.on(schema_editor.connection)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.off(schema_editor.connection)

    def describe(self) -> str:
        return f"Triggers on {self.table}"


def append_only(table: str, key: str = "id") -> Triggers:
    """A migration operation: from here on, rows of `table` are only ever added. Going back lifts it.

    UPDATE, DELETE, an INSERT that meets a unique key and would replace its row (SQLite) and TRUNCATE (PostgreSQL) raise
    `django.db.IntegrityError`.
    """
    if not (_PLAIN.match(table) and _PLAIN.match(key)):
        raise ValueError(f"{table!r} or {key!r} is no plain name of a table or column.")
    APPEND_ONLY[table] = key
    return Triggers(table, lambda on: install(on, table, key), lambda on: remove(on, table))


def queue_entries() -> Triggers:
    """A migration operation: each new entry of the trail joins the queue of those to be sealed."""
    return Triggers("trail_entry", lambda on: _run(on, _QUEUE[on.vendor]), lambda on: _run(on, _UNQUEUE[on.vendor]))


def install(on: BaseDatabaseWrapper, table: str, key: str = "id") -> None:
    """Puts the triggers on `table`; those that are there already are replaced."""
    remove(on, table)
    if on.vendor == "postgresql":
        _run(on, [_REFUSES])
    _run(on, list(_triggers(on, table, key).values()))


def remove(on: BaseDatabaseWrapper, table: str) -> None:
    """Takes the triggers off `table`."""
    _run(on, [part.format(table=table) for part in _UNGUARD[on.vendor]])


def declared() -> dict[str, str]:
    """Every append-only table that the migrations declare, with its key column."""
    _read_migrations()
    return dict(APPEND_ONLY)


@cache
def _read_migrations() -> None:
    """Reading them is what fills `APPEND_ONLY`."""
    MigrationLoader(None, ignore_no_migrations=True)


def unguarded(on: BaseDatabaseWrapper) -> list[str]:
    """The declared tables that exist in this database and lack a trigger or have an idle one in its place, sorted."""
    tables = set(on.introspection.table_names())
    with on.cursor() as cursor:
        cursor.execute(_LIST[on.vendor])
        found = dict(cursor.fetchall())
    missing = set()
    for table, key in declared().items():
        if table in tables:
            for name, statement in _triggers(on, table, key).items():
                if found.get(name) != (statement if on.vendor == "sqlite" else _BODY):
                    missing.add(table)
    if "trail_entry" in tables and _JOINS not in found:
        missing.add("trail_entry")
    return sorted(missing)


def restore(on: BaseDatabaseWrapper) -> None:
    """Puts back every trigger that is declared and missing."""
    for table in unguarded(on):
        install(on, table, APPEND_ONLY[table])
        if table == "trail_entry":
            _run(on, _UNQUEUE[on.vendor] + _QUEUE[on.vendor])


def restore_after_migrate(using: str, **_: Any) -> None:
    """After `migrate`: SQLite has dropped the triggers of each table that it rebuilt."""
    from django.db import connections

    restore(connections[using])


@contextmanager
def lifted(on: BaseDatabaseWrapper | None = None) -> Iterator[None]:
    """Takes every trigger off while the block runs: for tests that empty tables, or tamper with them."""
    chosen = on or connection
    tables = set(chosen.introspection.table_names())
    for table in declared():
        if table in tables:
            remove(chosen, table)
    try:
        yield
    finally:
        restore(chosen)


def _run(on: BaseDatabaseWrapper, statements: list[str]) -> None:
    with on.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _triggers(on: BaseDatabaseWrapper, table: str, key: str) -> dict[str, str]:
    """The statements that make the triggers of `table`, by their names."""
    holes = {"table": table, "key": key, "same": ""}
    if on.vendor == "sqlite":
        holes["same"] = " OR ".join(
            " AND ".join(f"{column} = NEW.{column}" for column in columns) for columns in _unique_keys(on, table, key)
        )
    return {f"{table}_{suffix}": part.format(**holes) for suffix, part in _GUARD[on.vendor].items()}


def _unique_keys(on: BaseDatabaseWrapper, table: str, key: str) -> list[list[str]]:
    """The columns of each unique key of a SQLite table, those of the primary key first."""
    keys = [[key]]
    with on.cursor() as cursor:
        cursor.execute(f"PRAGMA index_list({table})")
        indexes = sorted(row[1] for row in cursor.fetchall() if row[2])
        for index in indexes:
            cursor.execute(f'PRAGMA index_info("{index}")')
            columns = [row[2] for row in cursor.fetchall()]
            if columns not in keys and all(columns):
                keys.append(columns)
    return keys


_JOINS = "trail_entry_joins_queue"
_LIST = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')",
}
_REFUSES = (
    "CREATE OR REPLACE FUNCTION namro_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION '% is append-only: no row of it is changed or taken away', TG_TABLE_NAME "
    "USING ERRCODE = 'restrict_violation'; END $$"
)
_BODY = _REFUSES.split("$$")[1]
_GUARD = {
    "sqlite": {
        "keeps_words": "CREATE TRIGGER {table}_keeps_words BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only: no row of it is changed'); END",
        "keeps_rows": "CREATE TRIGGER {table}_keeps_rows BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only: no row of it is taken away'); END",
        "never_replaces": "CREATE TRIGGER {table}_never_replaces BEFORE INSERT ON {table} "
        "WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only: no row of it is replaced'); END",
    },
    "postgresql": {
        "keeps_rows": "CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION namro_append_only()",
        "keeps_table": "CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION namro_append_only()",
    },
}
_UNGUARD = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {{table}}_{suffix}" for suffix in _GUARD["sqlite"]],
    "postgresql": [f"DROP TRIGGER IF EXISTS {{table}}_{suffix} ON {{table}}" for suffix in _GUARD["postgresql"]],
}
_QUEUE = {
    "sqlite": [
        "CREATE TRIGGER trail_entry_joins_queue AFTER INSERT ON trail_entry "
        "BEGIN INSERT INTO trail_pending (entry_id) VALUES (NEW.id); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION namro_trail_queue() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO trail_pending (entry_id) VALUES (NEW.id); RETURN NEW; END $$",
        f"CREATE TRIGGER {_JOINS} AFTER INSERT ON trail_entry FOR EACH ROW EXECUTE FUNCTION namro_trail_queue()",
    ],
}
_UNQUEUE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {_JOINS}"],
    "postgresql": [f"DROP TRIGGER IF EXISTS {_JOINS} ON trail_entry"],
}
