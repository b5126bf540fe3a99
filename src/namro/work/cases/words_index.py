"""The index of words: which cases hold words that begin so, the newest first, however many cases there are.

PostgreSQL: a GIN index over the folded text as a set of words, and the week of the receipt as one more, so that it can
be read from the newest weeks backwards. It needs no extension, where trigrams need one that the server's owner
must allow, take several times the room and find common syllables slowly. SQLite: an FTS5 table beside the cases, kept
by triggers in the same transaction; its row ids hold the second of the receipt and the case's id, so that it gives
back the newest first without sorting. Both hold the beginnings of each word as well, since what is typed is mostly a
whole syllable that begins others: to gather all words with one beginning costs as much as there are cases that hold
one. Both also hold whose each case is and to whom it is on its way, as words that nobody can type (`§2`), so that an
office finds its own among those of all. Nothing else of a case is in it.
"""

# ruff: noqa: S608 - the names in these statements are this room's own; what anybody typed is a parameter
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from namro.ground.gate import guard

INDEX = "cases_case_words"
MONDAY = date(1970, 1, 5)
"""The first day of week 0."""
BEGINNINGS = range(3, 7)
"""Letters of the beginnings that are held; Vietnamese syllables rarely have more."""
_WEEK = f"(({{0}}received_on - DATE '{MONDAY}') / 7)"
_CUT = "".join(rf" || ' ' || regexp_replace({{0}}folded, '(\S{{{{{n}}}}})\S+', '\1', 'g')" for n in BEGINNINGS)
_WORDS = (
    "array_to_tsvector(array_remove(string_to_array({0}folded" + _CUT + ", ' '), '') || ARRAY['@' || " + _WEEK + ", "
    "'§' || {0}office_id, '§' || COALESCE({0}pending_office_id, {0}office_id)])"
)
IDS = 28
"""Bits of an FTS5 row id that hold the id of the case; above them stands the second."""


def row_id(row: str = "") -> str:
    """The FTS5 row id of a row of cases, in SQL."""
    return f"(CAST(strftime('%s', {row}received_at) AS INTEGER) << {IDS}) | ({row}id & {2**IDS - 1})"


def _kept(row: str = "") -> str:
    """What the FTS5 table holds of a row of cases, in SQL."""
    return f"{row}folded || ' §' || {row}office_id || COALESCE(' §' || {row}pending_office_id, '')"


_TRIGGERS = {
    f"{INDEX}_added": f"AFTER INSERT ON cases_case BEGIN INSERT INTO {INDEX} (rowid, folded) "
    f"VALUES ({row_id('NEW.')}, {_kept('NEW.')}); END",
    f"{INDEX}_changed": "AFTER UPDATE OF folded, received_at, id, office_id, pending_office_id ON cases_case "
    f"WHEN {_kept('OLD.')} IS NOT {_kept('NEW.')} OR {row_id('OLD.')} IS NOT {row_id('NEW.')} BEGIN "
    f"INSERT INTO {INDEX} ({INDEX}, rowid, folded) VALUES ('delete', {row_id('OLD.')}, {_kept('OLD.')}); "
    f"INSERT INTO {INDEX} (rowid, folded) VALUES ({row_id('NEW.')}, {_kept('NEW.')}); END",
    f"{INDEX}_gone": f"AFTER DELETE ON cases_case BEGIN INSERT INTO {INDEX} ({INDEX}, rowid, folded) "
    f"VALUES ('delete', {row_id('OLD.')}, {_kept('OLD.')}); END",
}


def install(on: BaseDatabaseWrapper) -> None:
    """Makes the index anew from the cases that there are."""
    remove(on)
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")  # a minute or more for a million cases
            cursor.execute(
                f"CREATE INDEX {INDEX} ON cases_case USING gin ({_WORDS.format('')}) "
                "WITH (gin_pending_list_limit = 512)"
            )
            cursor.execute("RESET statement_timeout")
            return
        cursor.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5(folded, content='', detail=none, tokenize='ascii', "
            f"prefix='{' '.join(map(str, BEGINNINGS))}')"
        )
        with guard.outside("the index of words is made from the cases"):
            cursor.execute(f"INSERT INTO {INDEX} (rowid, folded) SELECT {row_id()}, {_kept()} FROM cases_case")
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


def forget_what_is_gone() -> None:
    """Makes the index one again, without the words of cases that hold them no more: what is taken out of an FTS5 table
    otherwise stays in its file until parts are merged. Takes some seconds for a million cases. Call it from an action.
    PostgreSQL sees to it when it vacuums."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')")


def is_whole(on: BaseDatabaseWrapper) -> bool:
    """Whether the index, and on SQLite each of its triggers, is there."""
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [INDEX])
            return cursor.fetchone() is not None
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
        return {INDEX, *_TRIGGERS} <= {name for (name,) in cursor.fetchall()}


def restore_after_migrate(using: str, **_: Any) -> None:
    """After `migrate`: SQLite drops the triggers of a table that Django makes anew, and writes may have passed."""
    from django.db import connections

    on = connections[using]
    if "cases_case" in on.introspection.table_names() and not is_whole(on):
        install(on)


def newest_holding(
    words: Sequence[str], offices: Sequence[int], columns: Sequence[str], after: tuple[datetime, int] | None
) -> tuple[str, list[Any]]:
    """The statement, with its parameters, for these columns of the cases that hold a word beginning with each of
    `words`, the newest first to the second; `offices`: only of those that one of these has or gets, where any are
    named; `after`: the case at which to go on, by its receipt and id. SQLite."""
    last = 2**62
    if after is not None:
        second = int(after[0].timestamp())
        beyond = (second + 1) << IDS if after[0].microsecond else second << IDS | after[1] & (2**IDS - 1)
        last = min(last, beyond)
    return (
        f"SELECT {_listed(columns)} FROM {INDEX} w CROSS JOIN cases_case c ON c.id = w.rowid & {2**IDS - 1} "
        f"WHERE {INDEX} MATCH %s AND w.rowid < %s ORDER BY w.rowid DESC",
        [" AND ".join([*(f'"{word}"*' for word in words), *_of_offices(offices, '"§{}"', " OR ")]), last],
    )


def holding(
    words: Sequence[str], offices: Sequence[int], columns: Sequence[str], week: int | None = None
) -> tuple[str, list[Any]]:
    """The same in no order, on either engine. `week` (PostgreSQL): received in that one, counted from
    `MONDAY`."""
    if connection.vendor != "postgresql":
        return newest_holding(words, offices, columns, None)
    begun = (f"'{word}'" if len(word) in BEGINNINGS else f"'{word}':*" for word in words)
    query = " & ".join([*begun, *_of_offices(offices, "'§{}'", " | ")])
    if week is not None:
        query += f" & '@{week}'"
    return f"SELECT {_listed(columns)} FROM cases_case c WHERE {_WORDS.format('c.')} @@ %s::tsquery", [query]


def _of_offices(offices: Sequence[int], one: str, either: str) -> list[str]:
    return ["(" + either.join(one.format(office) for office in offices) + ")"] if offices else []


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'c."{column}"' for column in columns)


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
            f"SELECT c.ref, {_kept('c.')}, kept.sz FROM cases_case c LEFT JOIN {INDEX}_docsize kept "
            f"ON kept.id = {row_id('c.')}"
        )
        for ref, held, size in cursor:
            if size is None or _number(size) != len(held.split()):
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
