"""How the database engine is set: what it says when it is asked, never a change."""

from __future__ import annotations

from django.db import connection


def answers() -> None:
    """Asks for nothing. Raises what the driver raises when the database cannot be reached."""
    _asked("SELECT 1")


def setting(name: str) -> str:
    """The value of a setting as the engine writes it: a pragma of SQLite, a parameter of PostgreSQL.

    Raises `ValueError` for a name that is none.
    """
    if not name.isidentifier():
        raise ValueError(name)
    return _asked(f"PRAGMA {name}" if connection.vendor == "sqlite" else f"SHOW {name}")


def _asked(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return "" if row is None else str(row[0])
