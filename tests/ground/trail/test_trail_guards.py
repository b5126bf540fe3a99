"""Append-only tables refuse to be changed, by whomever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
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
