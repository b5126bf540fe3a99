"""Rows into tables as fast as each engine takes them: COPY on PostgreSQL, many at once on SQLite."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from bench.stage.multiply import multiply
from namro.ground.gate import guard
from namro.ground.trail import guards
from namro.work.cases import words_index

_TABLES = (
    "trail_entry", "cases_case", "cases_casekey", "cases_said", "cases_receipt", "cases_done", "cases_salt",
    "cases_words", "cases_notice", "cases_caseclock", "cases_registerentry", "cases_registercounter",
)  # fmt: skip


class Tables:
    """Collects rows and writes them. While it is open, the triggers of the tables and their further indexes are
    away."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, tuple[str, ...]], list[Sequence[Any]]] = defaultdict(list)
        self.ids: dict[str, int] = {}
        self.postgres = connection.vendor == "postgresql"
        self.indexes: list[str] = []

    def __enter__(self) -> Tables:
        self._outside = guard.outside("a measurement fills its own database")
        self._outside.__enter__()
        with connection.cursor() as cursor:
            for table in ("trail_entry", "cases_done"):
                cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
                self.ids[table] = cursor.fetchone()[0]
            if self.postgres:
                cursor.execute("SET statement_timeout = 0")
                cursor.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys are asked
            else:
                cursor.execute("PRAGMA foreign_keys=OFF")
                cursor.execute("PRAGMA synchronous=OFF")
                cursor.execute("PRAGMA cache_size=-1000000")
        self._lifted = guards.lifted(connection)
        self._lifted.__enter__()
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TRIGGER IF EXISTS trail_entry_joins_queue" + (" ON trail_entry" if self.postgres else "")
            )
            self._take_indexes(cursor)
        return self

    def _take_indexes(self, cursor: Any) -> None:
        marks = ", ".join(["%s"] * len(_TABLES))
        if self.postgres:
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes i WHERE tablename IN (" + marks + ") AND NOT EXISTS "
                "(SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
                _TABLES,
            )
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ("
                + marks
                + ")",
                _TABLES,
            )
        found = cursor.fetchall()
        if not self.postgres:
            words_index.remove(connection)
        for name, sql in found:
            self.indexes.append(sql)
            cursor.execute(f'DROP INDEX "{name}"')

    def next_id(self, table: str) -> int:
        """The next number of a table whose rows others point to."""
        self.ids[table] += 1
        return self.ids[table]

    def add(self, table: str, columns: tuple[str, ...], row: Sequence[Any]) -> None:
        self.rows[table, columns].append(row)

    def flush(self) -> None:
        """Writes what was collected, in one transaction."""
        with transaction.atomic():
            raw = connection.connection.cursor()
            for table in _TABLES:
                for (name, columns), rows in list(self.rows.items()):
                    if name == table and rows:
                        every, rest = self._rest(table, columns)
                        whole = [(*row, *rest) for row in rows] if rest else rows
                        (self._copy if self.postgres else self._insert)(raw, table, every, whole)
        self.rows.clear()

    def _rest(self, table: str, columns: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
        """All columns, and what a row that says nothing else has in those that were not named: the model's default."""
        other = {
            str(field.column): field.get_default()
            for field in _model(table)._meta.concrete_fields
            if field.column not in columns and field.has_default() and not field.primary_key
        }
        return (*columns, *other), tuple(other.values())

    def multiply(self, cases: int, times: int) -> None:
        """Copies what was written until there are `times` as many cases."""
        with transaction.atomic(), connection.cursor() as cursor:
            if self.postgres:
                for table in _TABLES:
                    cursor.execute(f"ANALYZE {table}")
            cursor.execute("CREATE INDEX stage_of_case ON cases_registerentry (case_id)")
            multiply(cursor, cases, self.ids["trail_entry"], self.ids["cases_done"], times)
            cursor.execute("DROP INDEX stage_of_case")

    def _copy(self, raw: Any, table: str, columns: tuple[str, ...], rows: list[Sequence[Any]]) -> None:
        listed = ", ".join(f'"{column}"' for column in columns)
        with raw.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _insert(self, raw: Any, table: str, columns: tuple[str, ...], rows: list[Sequence[Any]]) -> None:
        listed = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        plain = [[_plain(value) for value in row] for row in rows]
        raw.connection.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", plain)

    def __exit__(self, *wrong: Any) -> None:
        with connection.cursor() as cursor:
            for sql in self.indexes:
                cursor.execute(sql)
            if self.postgres:
                cursor.execute("SET session_replication_role = DEFAULT")
                for table in _TABLES:
                    if _model(table)._meta.auto_field is not None:
                        cursor.execute(
                            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                            f"coalesce((SELECT max(id) FROM {table}), 1))"
                        )
            else:
                words_index.install(connection)
                cursor.execute("PRAGMA foreign_keys=ON")
                cursor.execute("PRAGMA synchronous=FULL")
        self._lifted.__exit__(None, None, None)
        guards.restore(connection)
        self._outside.__exit__(None, None, None)


def _model(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def _plain(value: Any) -> Any:
    """As Django keeps it on SQLite."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return str(value) if isinstance(value, date) else value
