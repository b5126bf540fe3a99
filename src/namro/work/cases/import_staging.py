"""Where a file waits until all of it has been checked: a folder of its own under NAMRO_HOME, apart from the database.

It holds the file itself (encrypted, since it says who people are) and a small database with the rows as they will be
written, who they were sealed, and what is wrong. Nobody waits for it, a process that dies leaves it as it was, and it
is thrown away once the cases are in, or when the import is given up.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from namro.ground.bulk import PART, Drawn, day, instant
from namro.ground.gate.refusals import NotThere
from namro.ground.seals.sealing import put_away, taken_out
from namro.work.cases.import_rows import Ready, Wrong

READ, CHECKING, CHECKED, WRITING, DONE = "read", "checking", "checked", "writing", "done"

CASE_COLUMNS = (
    "ref", "procedure_id", "channel", "received_at", "received_on", "place_ref", "place_name", "summary", "seq",
    "frozen_id", "office_id", "pending_office_id", "assignee_id", "state", "waits_for", "flags", "number",
    "register_number", "register_year", "next_due_clock", "next_due_on", "next_due_at", "closed_at", "wrote_at",
    "keep_until", "erased_on", "folded",
)  # fmt: skip
CLOCK_COLUMNS = (
    "clock", "run", "started_at", "due_on", "due_at", "ended_at", "status", "paused_since", "extensions", "provisional",
)  # fmt: skip
_TABLES = f"""
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ready (
  row INTEGER PRIMARY KEY, year INTEGER NOT NULL, key TEXT, old_number TEXT NOT NULL, version TEXT NOT NULL,
  wrapped BLOB NOT NULL, said BLOB NOT NULL, data TEXT NOT NULL, sealed BLOB, sealed_key TEXT,
  {", ".join(CASE_COLUMNS)}, UNIQUE (ref), UNIQUE (procedure_id, year, key));
CREATE TABLE IF NOT EXISTS word (
  row INTEGER NOT NULL, part TEXT NOT NULL, closed BLOB NOT NULL, digest TEXT NOT NULL,
  PRIMARY KEY (row, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clock (
  id INTEGER PRIMARY KEY, row INTEGER NOT NULL, {", ".join(CLOCK_COLUMNS)});
CREATE TABLE IF NOT EXISTS named (
  row INTEGER PRIMARY KEY, exact TEXT NOT NULL, plain TEXT NOT NULL, salt BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS signed (
  row INTEGER PRIMARY KEY, n INTEGER NOT NULL, salt BLOB NOT NULL, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS wrong (
  id INTEGER PRIMARY KEY, row INTEGER NOT NULL, col TEXT NOT NULL, value TEXT NOT NULL, code TEXT NOT NULL,
  params TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS wrong_code ON wrong (code);
CREATE TABLE IF NOT EXISTS wrong_row (row INTEGER PRIMARY KEY, cells TEXT NOT NULL);
"""
"""What waits: `ready` rows (a case's columns as they will be written), their words, clocks, hashes of names and, once
somebody takes the file, what the trail will bind of each, numbered from 0; what is `wrong`, by cell."""
_READY = f"INSERT INTO ready VALUES ({', '.join('?' * (10 + len(CASE_COLUMNS)))})"  # noqa: S608 - our own words
_CLOCK = f"INSERT INTO clock VALUES (NULL, {', '.join('?' * (1 + len(CLOCK_COLUMNS)))})"  # noqa: S608 - as above
_json = json.JSONEncoder(ensure_ascii=False).encode


def root() -> Path:
    """The folder of all imports."""
    return Path(settings.NAMRO_HOME) / "imports"


class Staging:
    """One import that waits. `Staging.make` begins one, `Staging(token)` finds it again or raises `NotThere`."""

    def __init__(self, token: str) -> None:
        if not (isinstance(token, str) and token.isalnum() and token.isascii() and 8 <= len(token) <= 40):
            raise NotThere
        self.token, self.folder = token, root() / token
        if not self.path.exists():
            raise NotThere
        self._db = self._connect()

    @classmethod
    def make(cls, token: str, upload: bytes, meta: Mapping[str, Any]) -> Staging:
        """A fresh one with the file in it. What a killed process left half made is made anew."""
        folder = root() / token
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f"upload.{os.getpid()}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(put_away(f"import:{token}", upload))
        fresh.replace(folder / "upload")
        path = folder / "staged.sqlite3"
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=20)) as made:
            made.executescript(_TABLES)
        found = cls(token)
        found.note(**meta)
        return found

    def _connect(self) -> sqlite3.Connection:
        made = sqlite3.connect(self.path, timeout=20, check_same_thread=False)
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("PRAGMA synchronous=NORMAL")
        made.executescript(_TABLES)
        return made

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this is the only one who works at it while the block runs; the lock goes with the process."""
        with open(self.folder / "lock", "a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    @property
    def path(self) -> Path:
        """Where its small database lies."""
        return self.folder / "staged.sqlite3"

    @property
    def upload(self) -> bytes:
        """The file as it was given."""
        return taken_out(f"import:{self.token}", (self.folder / "upload").read_bytes())

    # -- notes --

    def meta(self) -> dict[str, Any]:
        return {name: json.loads(value) for name, value in self._db.execute("SELECT name, value FROM meta")}

    def note(self, **values: Any) -> None:
        with self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
                [(name, json.dumps(value, ensure_ascii=False)) for name, value in values.items()],
            )

    # -- rows --

    def forget_rows(self) -> None:
        """Everything that was checked is forgotten: the file is to be read otherwise."""
        with self._db:
            for table in ("ready", "word", "clock", "named", "signed", "wrong", "wrong_row"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
            self._db.execute("DELETE FROM meta WHERE name IN ('last', 'stopped')")

    def keep(
        self, ready: Iterable[Ready], wrong: Iterable[Wrong], cells: Mapping[int, Sequence[str]], last: int, passed: int
    ) -> None:
        """Adds what was read of some rows, up to row `last`; all of it or none."""
        with self._db:
            ready = list(ready)
            self._db.executemany(_READY, [_staged(one) for one in ready])
            self._db.executemany(
                "INSERT INTO word VALUES (?, ?, ?, ?)",
                [(one.row, part, *word) for one in ready for part, word in one.words.items()],
            )
            self._db.executemany(
                _CLOCK,
                [(one.row, *(_plain(run[name]) for name in CLOCK_COLUMNS)) for one in ready for run in one.clocks],
            )
            self._db.executemany(
                "INSERT INTO named VALUES (?, ?, ?, ?)",
                [(one.row, *one.named) for one in ready if one.named is not None],
            )
            self._db.executemany(
                "INSERT INTO wrong (row, col, value, code, params) VALUES (?, ?, ?, ?, ?)",
                [(w.row, w.column, w.value, w.code, json.dumps(dict(w.params), ensure_ascii=False)) for w in wrong],
            )
            self._db.executemany(
                "INSERT OR REPLACE INTO wrong_row VALUES (?, ?)",
                [(row, json.dumps(list(said), ensure_ascii=False)) for row, said in cells.items()],
            )
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('last', ?)", [json.dumps(last)])
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('passed', ?)", [json.dumps(passed)])

    def row_of_key(self, procedure: str, year: int, key: str) -> int | None:
        """The row that has this old number already."""
        found = self._db.execute(
            "SELECT row FROM ready WHERE procedure_id = ? AND year = ? AND key = ?", [procedure, year, key]
        ).fetchone()
        return found[0] if found else None

    def count(self) -> tuple[int, int]:
        """How many rows are ready, and how many are wrong."""
        (ready,) = self._db.execute("SELECT count(*) FROM ready").fetchone()
        (wrong,) = self._db.execute("SELECT count(*) FROM wrong_row").fetchone()
        return ready, wrong

    def counts(self, what: str) -> list[tuple[str, int]]:
        """How many ready rows there are of each `state` or `year` or `procedure`, the most first."""
        column = {"state": "state", "year": "year", "procedure": "procedure_id"}[what]
        query = f"SELECT {column}, count(*) FROM ready GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608 - from the list above
        return [(str(name), n) for name, n in self._db.execute(query)]

    def wrongs(self, first: int = 0, most: int = 1_000_000) -> Iterator[Wrong]:
        """What is wrong, by row and column."""
        found = self._db.execute(
            "SELECT row, col, value, code, params FROM wrong ORDER BY row, length(col), col, id LIMIT ? OFFSET ?",
            [most, first],
        )
        for row, column, value, code, params in found:
            yield Wrong(row, column, value, code, json.loads(params))

    def wrong_counts(self) -> list[tuple[str, str, int]]:
        """How often something is wrong, by code and column, the most often first."""
        return list(self._db.execute("SELECT code, col, count(*) FROM wrong GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20"))

    def wrong_total(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM wrong").fetchone()[0])

    def values_of(self, code: str, most: int = 30) -> list[tuple[str, int]]:
        """The values for which something is wrong, the most frequent first."""
        query = "SELECT value, count(*) FROM wrong WHERE code = ? AND value <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
        return list(self._db.execute(query, [code, most]))

    def wrong_rows(self) -> Iterator[tuple[int, list[str]]]:
        """The wrong rows with what their cells say, without who anybody is."""
        for row, cells in self._db.execute("SELECT row, cells FROM wrong_row ORDER BY row"):
            yield row, json.loads(cells)

    def each(self, columns: str) -> Iterator[tuple[Any, ...]]:
        """Some columns of all ready rows, in the order of the rows; streamed."""
        return self._db.execute(f"SELECT {columns} FROM ready ORDER BY row")  # noqa: S608 - columns are our own words

    def drawn(self, sql: str, given: Sequence[Any] = ()) -> Drawn:
        """What a SELECT over the tables above gives."""
        return Drawn(self.path, self._db, sql, given)

    def number_by(self, function: str, numbers: Sequence[int]) -> None:
        """Lets a SELECT ask `function(n)` for the n-th of these numbers."""
        self._db.create_function(function, 1, numbers.__getitem__, deterministic=True)

    def sign(self, by: Sequence[str], made: Callable[[str, dict[str, Any], dict[str, str]], tuple[bytes, str]]) -> None:
        """Keeps the salt and digest of each row's entry in the trail, as `made` works them out of its reference, the
        structure of its action and the digests of its words. `by`: who takes the file, from which seat, and when."""
        with self._db:
            self._db.execute("DELETE FROM signed")
            last, n = -1, 0
            while rows := self._db.execute(
                "SELECT row, ref, data FROM ready WHERE row > ? ORDER BY row LIMIT ?", [last, PART]
            ).fetchall():
                words: dict[int, dict[str, str]] = {}
                for row, part, bound in self._db.execute(
                    "SELECT row, part, digest FROM word WHERE row BETWEEN ? AND ?", [rows[0][0], rows[-1][0]]
                ):
                    words.setdefault(row, {})[part] = bound
                self._db.executemany(
                    "INSERT INTO signed VALUES (?, ?, ?, ?)",
                    [
                        (row, at, *made(ref, json.loads(data), words.get(row, {})))
                        for at, (row, ref, data) in enumerate(rows, n)
                    ],
                )
                last, n = rows[-1][0], n + len(rows)
        self.note(signed=list(by))

    def versions(self) -> list[str]:
        """The hashes of the procedure versions that the rows come under."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT version FROM ready ORDER BY 1")]

    def throw_away(self) -> None:
        """Nothing of it is left."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _staged(one: Ready) -> tuple[Any, ...]:
    case = one.case
    cells = {**case, "received_at": instant(case["received_at"]), "received_on": day(case["received_on"])}
    cells |= {"next_due_at": instant(case["next_due_at"]), "closed_at": instant(case["closed_at"])}
    cells |= {
        "next_due_on": day(case["next_due_on"]),
        "keep_until": day(case["keep_until"]),
        "flags": _json(case["flags"]) if case["flags"] else "[]",
    }
    return (
        one.row, one.year, one.key, one.number, one.data["procedure"], one.wrapped, one.said,
        _json(one.data), one.sealed, one.sealed_key, *(cells[name] for name in CASE_COLUMNS),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    return json.dumps(value) if isinstance(value, list) else value


def waiting() -> list[str]:
    """The tokens of all imports that wait."""
    folder = root()
    if not folder.is_dir():
        return []
    return sorted(one.name for one in folder.iterdir() if (one / "staged.sqlite3").exists())


def as_dict(wrong: Wrong) -> dict[str, Any]:
    """What is wrong, for JSON."""
    return {**asdict(wrong), "params": dict(wrong.params)}
