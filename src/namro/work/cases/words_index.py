"""The index of words: which cases hold words that begin so, however many cases there are.

PostgreSQL: a GIN index over the folded text as a set of words. It needs no extension, where trigrams need one that the
server's owner must allow, take several times the room and find common syllables slowly. SQLite: an FTS5 table beside the
cases, kept by triggers in the same transaction. Both hold `Case.folded` and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from namro.ground.gate import guard

INDEX = "cases_case_words"
AS_WORDS = "array_to_tsvector(array_remove(string_to_array(folded, ' '), ''))"


_TRIGGERS = {
    f"{INDEX}_added": f"AFTER INSERT ON cases_case BEGIN INSERT INTO {INDEX} (rowid, folded) "
    f"VALUES (NEW.id, NEW.folded); END",
    f"{INDEX}_changed": "AFTER UPDATE OF folded, id ON cases_case WHEN OLD.folded IS NOT NEW.folded "
    f"OR OLD.id IS NOT NEW.id BEGIN "
    f"INSERT INTO {INDEX} ({INDEX}, rowid, folded) VALUES ('delete', OLD.id, OLD.folded); "
    f"INSERT INTO {INDEX} (rowid, folded) VALUES (NEW.id, NEW.folded); END",
    f"{INDEX}_gone": f"AFTER DELETE ON cases_case BEGIN INSERT INTO {INDEX} ({INDEX}, rowid, folded) "
    f"VALUES ('delete', OLD.id, OLD.folded); END",
}


def install(on: BaseDatabaseWrapper) -> None:
    """Makes the index anew from the cases that there are."""
    remove(on)
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute(
                f"CREATE INDEX {INDEX} ON cases_case USING gin ({AS_WORDS}) WITH (gin_pending_list_limit = 512)"
            )
            return
        cursor.execute(f"CREATE VIRTUAL TABLE {INDEX} USING fts5(folded, content='', detail=none, tokenize='ascii')")
        with guard.outside("the index of words is made from the cases"):
            cursor.execute(f"INSERT INTO {INDEX} (rowid, folded) SELECT id, folded FROM cases_case")
        for name, does in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {does}")


def remove(on: BaseDatabaseWrapper) -> None:
    """Takes the index away."""
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
            return
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")


def is_whole(on: BaseDatabaseWrapper) -> bool:
    """Whether the index, and on SQLite each of its triggers, is there."""
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [INDEX])
            return cursor.fetchone() is not None
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
        return {INDEX, *_TRIGGERS} <= {name for (name,) in cursor.fetchall()}


def restore_after_migrate(using: str, **_: Any) -> None:
    """After `migrate`: SQLite drops the triggers of a table that Django makes anew, and writes may have passed since."""
    from django.db import connections

    on = connections[using]
    if "cases_case" in on.introspection.table_names() and not is_whole(on):
        install(on)


def holding(words: Sequence[str], columns: Sequence[str]) -> tuple[str, list[str]]:
    """The statement, with its parameters, for these columns of the cases that hold a word beginning with each of
    `words`, in no order."""
    listed = ", ".join(f'c."{column}"' for column in columns)
    if connection.vendor == "postgresql":
        query = " & ".join(f"'{word}':*" for word in words)
        return f"SELECT {listed} FROM cases_case c WHERE {AS_WORDS.replace('folded', 'c.folded')} @@ %s::tsquery", [query]
    query = " AND ".join(f'"{word}"*' for word in words)
    return (
        f"SELECT {listed} FROM {INDEX} w CROSS JOIN cases_case c ON c.id = w.rowid WHERE {INDEX} MATCH %s",
        [query],
    )


def spoiled() -> list[str]:
    """The references of cases that the index holds otherwise than they are (100 at most), and "" where it holds others
    or is not there at all. On PostgreSQL the engine itself keeps the index: only whether it is there is asked."""
    if not is_whole(connection):
        return [""]
    if connection.vendor == "postgresql":
        return []
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.ref, c.folded, kept.sz FROM cases_case c LEFT JOIN {INDEX}_docsize kept ON kept.id = c.id"
        )
        for ref, folded, size in cursor:
            if size is None or _number(size) != len(folded.split()):
                found.append(ref)
                if len(found) == 100:
                    return found
        cursor.execute(f"SELECT (SELECT COUNT(*) FROM {INDEX}_docsize) - (SELECT COUNT(*) FROM cases_case)")
        if cursor.fetchone()[0] > 0:
            found.append("")
    return found


def _number(varint: bytes) -> int:
    """SQLite's number of variable length: seven bits a byte, the highest first."""
    total = 0
    for byte in varint:
        total = total << 7 | byte & 127
        if byte < 128:
            break
    return total
