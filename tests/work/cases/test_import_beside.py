"""A file that is really committed: on SQLite its rows are copied by the database itself, and it is let go again."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from namro.ground import bulk
from namro.ground.trail.models import Entry
from namro.rules.packs.refused import Refused
from namro.work.cases import import_run, import_writing
from namro.work.cases.import_columns import read_columns
from namro.work.cases.import_staging import Staging
from namro.work.cases.models import Case, CaseClock, Done, Imported, Said
from tests.cast import NOW, Cast
from tests.work.cases.test_import import DONE_ROW, OPEN_ROW, all_is_well, sheet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Files wait in a home of their own."""


def checked(cast: Cast, rows: list[list[Any]]) -> str:
    token = import_run.begin(cast.office.ba_dinh, sheet(*rows), "so.xlsx", actor=cast.lan.actor, now=NOW)
    look = import_run.opened(token, actor=cast.lan.actor, now=NOW)[0]["look"]
    columns = replace(read_columns(look["columns"]), procedure="petition", state="registered")
    import_run.choose(token, columns, actor=cast.lan.actor, now=NOW)
    import_run.import_step(token, NOW)
    return token


def many(count: int) -> list[list[Any]]:
    return [[f"{n}/2026", *(OPEN_ROW if n % 3 == 0 else DONE_ROW)[1:]] for n in range(1, count + 1)]


def laid() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        return [row[1] for row in cursor.fetchall() if row[1] == "beside"]


def test_a_file_that_is_laid_beside_comes_in_whole_and_is_let_go(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = checked(cast, many(30))
    streamed: list[str] = []
    kept = bulk.Drawn.__iter__

    def seen(self: bulk.Drawn) -> Any:
        streamed.append(self.sql)
        return kept(self)

    monkeypatch.setattr(bulk.Drawn, "__iter__", seen)
    assert import_run.take(token, actor=cast.lan.actor, now=NOW).cases == 30
    assert bool(streamed) is (connection.vendor == "postgresql"), "SQLite copies by itself, PostgreSQL is sent the rows"
    assert [model.objects.count() for model in (Case, Done, Said, Imported)] == [30] * 4
    assert CaseClock.objects.values("case").distinct().count() == 10
    assert Entry.objects.filter(action="cases.import", object_kind="case").count() == 30
    assert laid() == []
    assert all_is_well()


def test_a_file_that_fails_on_its_last_table_leaves_nothing_and_is_let_go(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = checked(cast, many(6))
    real, entries = bulk.insert, Entry.objects.count()

    def broken(table: str, *given: Any) -> int:
        if table == "cases_imported":
            raise IntegrityError("somebody was faster")
        return real(table, *given)

    monkeypatch.setattr(import_writing, "insert", broken)
    with pytest.raises(Refused):
        import_run.take(token, actor=cast.lan.actor, now=NOW)
    assert (Case.objects.count(), Entry.objects.count(), laid()) == (0, entries, [])
    monkeypatch.setattr(import_writing, "insert", real)
    import_run.import_step(token, NOW)
    import_run.take(token, actor=cast.lan.actor, now=NOW)
    assert all_is_well()


def test_whoever_reads_meanwhile_sees_none_of_the_file_or_all_of_it(cast: Cast) -> None:
    token = checked(cast, many(300))
    seen: set[int] = set()
    ends = threading.Event()

    def look() -> None:
        try:
            while not ends.is_set():
                seen.add(Case.objects.count())
                time.sleep(0.002)
        finally:
            connections.close_all()

    reader = threading.Thread(target=look)
    reader.start()
    import_run.take(token, actor=cast.lan.actor, now=NOW)
    ends.set()
    reader.join(30)
    assert seen <= {0, 300}
    assert Case.objects.count() == 300


def test_inside_another_transaction_the_rows_take_the_longer_way(cast: Cast, tmp_path: Path) -> None:
    from django.db import transaction

    token = checked(cast, many(3))
    with Staging(token) as staging, transaction.atomic(), bulk.laid_beside(staging.path):
        assert laid() == []
