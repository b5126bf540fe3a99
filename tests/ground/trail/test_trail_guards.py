"""Append-only tables refuse to be changed, by whomever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from namro.ground.gate import guard
from namro.ground.trail import guards
from namro.ground.trail.models import Entry, SealedBatch, SealedLeaf
from tests.ground.trail.scene import three_batches


@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.update(actor_ref="user:8"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.filter(object_ref="case:26-1").update(office=""),
        lambda: SealedBatch.objects.update(head=""),
        lambda: SealedBatch.objects.filter(number=3).delete(),
        lambda: SealedLeaf.objects.update(leaf=""),
        lambda: SealedLeaf.objects.filter(position=0).delete(),
        lambda: Entry(pk=Entry.objects.earliest("id").pk, version=1, at=0, actor_ref="", action="").save(),
    ],
)
def test_nothing_in_the_trail_is_changed_or_taken_away(db: None, change: Callable[[], object]) -> None:
    before = list(Entry.objects.values_list()) if three_batches() else []
    with guard.outside("trying"), pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change()
    assert list(Entry.objects.values_list()) == before
    assert (SealedBatch.objects.count(), SealedLeaf.objects.count()) == (3, 9)


def test_no_row_is_replaced_and_no_table_emptied(db: None) -> None:
    three_batches()
    statements = {
        "sqlite": [
            "REPLACE INTO trail_entry SELECT * FROM trail_entry LIMIT 1",
            "INSERT OR REPLACE INTO trail_sealedbatch SELECT * FROM trail_sealedbatch WHERE number = 1",
        ],
        "postgresql": ["TRUNCATE trail_entry CASCADE", "TRUNCATE trail_sealedleaf CASCADE"],
    }[connection.vendor]
    for statement in statements:
        with guard.outside("trying"), pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Entry.objects.count() == 9


REPLACING = {
    "sqlite": "INSERT OR REPLACE INTO trail_sealedleaf (id, batch_id, position, entry_id, leaf) "
    "SELECT 900, batch_id, position, entry_id, '00' FROM trail_sealedleaf WHERE position = 0 AND batch_id = 1",
    "postgresql": "INSERT INTO trail_sealedleaf (batch_id, position, entry_id, leaf) "
    "SELECT batch_id, position, entry_id, '00' FROM trail_sealedleaf WHERE position = 0 AND batch_id = 1 "
    "ON CONFLICT (batch_id, position) DO UPDATE SET leaf = '00'",
}
"""A leaf put in the place of another through a unique key that is not the primary key."""
ALONE = {
    "sqlite": ["PRAGMA recursive_triggers=OFF", "DROP TRIGGER trail_sealedleaf_never_replaces"],
    "postgresql": ["SELECT 1"],
}
"""Each leaves one guard alone: what SQLite has two of, PostgreSQL has one of."""


@pytest.fixture
def as_it_was(db: None) -> Iterator[None]:
    """Whatever the test switched off on this connection is on again."""
    yield
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA recursive_triggers=ON")


@pytest.mark.usefixtures("as_it_was")
def test_a_row_is_not_replaced_through_another_unique_key(db: None) -> None:
    three_batches()
    for switch in ALONE[connection.vendor]:
        with guard.outside("trying"), connection.cursor() as cursor:
            cursor.execute(switch)
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                cursor.execute(REPLACING[connection.vendor])
            guards.restore(connection)
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA recursive_triggers=ON")
    assert not SealedLeaf.objects.filter(leaf="00").exists()


def test_without_the_guards_a_row_is_replaced_through_another_unique_key(db: None) -> None:
    three_batches()
    with guard.outside("tampering"), guards.lifted(), connection.cursor() as cursor:
        cursor.execute(REPLACING[connection.vendor])
    assert SealedLeaf.objects.filter(leaf="00").count() == 1  # the harm


def test_a_trigger_that_does_nothing_in_the_place_of_another_is_noticed(db: None) -> None:
    idle = {
        "sqlite": [
            "DROP TRIGGER trail_entry_keeps_words",
            "CREATE TRIGGER trail_entry_keeps_words BEFORE UPDATE ON trail_entry BEGIN SELECT 1; END",
        ],
        "postgresql": [
            "CREATE OR REPLACE FUNCTION namro_append_only() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN COALESCE(NEW, OLD); END'"
        ],
    }
    with guard.outside("tampering"), connection.cursor() as cursor:
        for statement in idle[connection.vendor]:
            cursor.execute(statement)
    assert "trail_entry" in guards.unguarded(connection)
    guards.restore(connection)
    assert guards.unguarded(connection) == []


def test_without_the_triggers_an_entry_is_changed_in_silence(db: None) -> None:
    three_batches()
    with guard.outside("tampering"), guards.lifted():
        assert guards.unguarded(connection) != []
        assert Entry.objects.update(actor_ref="user:8") == 9  # the harm
    assert guards.unguarded(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_makes_a_table_append_only_and_back_and_keeps_it_so_when_the_table_is_rebuilt() -> None:
    table = "trail_scratch"
    state = ProjectState()
    create = migrations.CreateModel(
        "Scratch",
        [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))],
        {"db_table": table},
    )
    widen = migrations.AlterField("scratch", "name", models.CharField(max_length=20, unique=True))
    keep = guards.append_only(table)
    after = state.clone()
    create.state_forwards("trail", after)
    wide = after.clone()
    widen.state_forwards("trail", wide)
    try:
        with guard.outside("a table of the test"):
            with connection.schema_editor() as editor:
                create.database_forwards("trail", editor, state, after)
                keep.database_forwards("trail", editor, after, after)
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {table} (name) VALUES ('a')")
            with pytest.raises(IntegrityError), transaction.atomic():
                connection.cursor().execute(f"UPDATE {table} SET name = 'b'")
            with connection.schema_editor() as editor:
                widen.database_forwards("trail", editor, after, wide)
            guards.restore_after_migrate(connection.alias)
            with pytest.raises(IntegrityError), transaction.atomic():
                connection.cursor().execute(f"DELETE FROM {table}")
            with connection.schema_editor() as editor:
                keep.database_backwards("trail", editor, wide, wide)
            connection.cursor().execute(f"UPDATE {table} SET name = 'b'")
    finally:
        guards.APPEND_ONLY.pop(table, None)
        with guard.outside("a table of the test"), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


@pytest.mark.parametrize("name", ["cases_done; DROP TABLE x", 'a"b', "", "Ả"])
def test_a_name_that_is_no_plain_table_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        guards.append_only(name)


@pytest.mark.django_db(transaction=True)
def test_to_show_the_sql_of_a_migration_puts_no_trigger_anywhere() -> None:
    guards.remove(connection, "plans_act")
    try:
        call_command("sqlmigrate", "plans", "0001", stdout=(out := StringIO()))
        assert "plans_task" in out.getvalue()
        assert guards.unguarded(connection) == ["plans_act"]
    finally:
        guards.restore(connection)
