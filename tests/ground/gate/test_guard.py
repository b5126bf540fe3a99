"""No write passes by the gate."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction

from namro.ground.gate import guard
from namro.ground.gate.refusals import WrittenOutsideTheGate
from namro.ground.people.models import Holding, SignInAttempt, User
from namro.ground.trail.models import Entry
from tests.cast import NOW, Cast


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "people_user" ("name") VALUES (%s)', "people_user"),
        ("insert or replace into people_user values (1)", "people_user"),
        ("REPLACE INTO people_user VALUES (1)", "people_user"),
        ('UPDATE "people_user" SET "name" = %s', "people_user"),
        ("UPDATE OR IGNORE people_user SET name = %s", "people_user"),
        ("  \n UPDATE public.people_user SET name = 'x'", "people_user"),
        ("/* hidden */ DELETE FROM people_user", "people_user"),
        ("-- hidden\nDELETE FROM ONLY people_user", "people_user"),
        ("TRUNCATE TABLE people_user", "people_user"),
        ("MERGE INTO people_user USING x ON true", "people_user"),
        ("COPY people_user FROM STDIN", "people_user"),
        ("WITH gone AS (DELETE FROM people_user RETURNING *) SELECT * FROM gone", "people_user"),
        ("SELECT 1; DELETE FROM people_user", "people_user"),
        ("EXPLAIN ANALYZE UPDATE people_user SET name = ''", "people_user"),
        ("INSERT INTO django_session SELECT 1; UPDATE people_user SET name = ''", "people_user"),
        ("INSERT INTO django_session VALUES (1) ON CONFLICT DO UPDATE SET x = 1", None),
        ('SELECT "people_user"."id" FROM "people_user" FOR UPDATE OF "people_user"', None),
        ("WITH a AS (SELECT 1) SELECT * FROM a FOR NO KEY UPDATE OF a", None),
        ("SELECT 'DELETE FROM people_user'", None),
        ("UPDATE django_session SET expire_date = 1", None),
        ("PRAGMA foreign_keys", None),
    ],
)
def test_a_statement_is_known_by_what_it_writes(sql: str, table: str | None) -> None:
    if sql.startswith("SELECT") and ";" not in sql:
        passed: list[str] = []
        guard.guard(lambda *a: passed.append(a[0]), sql, (), False, {})
        assert passed == [sql]
        return
    assert guard.written_table(sql) == table
    ran: list[str] = []
    if table:
        with pytest.raises(WrittenOutsideTheGate, match=table):
            guard.guard(lambda *a: ran.append(a[0]), sql, (), False, {})
        assert ran == []
    else:
        guard.guard(lambda *a: ran.append(a[0]), sql, (), False, {})
        assert ran == [sql]


def test_every_way_of_the_orm_to_write_is_refused_outside_the_gate(cast: Cast) -> None:
    user = cast.lan.user
    ways: list[Any] = [
        user.save,
        lambda: User.objects.create(username="x", name="x", created_at=NOW),
        lambda: User.objects.filter(pk=user.pk).update(name="x"),
        lambda: User.objects.bulk_create([User(username="y", name="y", created_at=NOW)]),
        lambda: User.objects.bulk_update([user], ["name"]),
        lambda: User.objects.get_or_create(username="z", defaults={"name": "z", "created_at": NOW}),
        lambda: Holding.objects.filter(user=user).delete(),
        lambda: Entry.objects.create(version=1, at=0, actor_ref="user:1", action="cases.register"),
    ]
    for write in ways:
        with pytest.raises(WrittenOutsideTheGate), transaction.atomic():
            write()
    user.refresh_from_db()
    assert user.name == "Nguyễn Thị Lan"


def test_with_the_guard_switched_off_a_write_slips_by_without_a_trace(cast: Cast) -> None:
    wrappers = connection.execute_wrappers
    kept = list(wrappers)
    wrappers.clear()
    try:
        User.objects.filter(pk=cast.lan.user.pk).update(name="Somebody else")
    finally:
        wrappers[:] = kept
    assert User.objects.get(pk=cast.lan.user.pk).name == "Somebody else"
    assert not Entry.objects.exists()  # the harm: changed, and nothing tells of it


def test_sessions_and_counters_are_written_without_an_action(cast: Cast) -> None:
    Session.objects.create(session_key="k", session_data="", expire_date=NOW)
    SignInAttempt.objects.create(key="k", last_at=1)


def test_what_is_passed_by_says_why(cast: Cast) -> None:
    with pytest.raises(ValueError, match="why"), guard.outside(" "):
        pass
    with guard.outside("a scene"):
        User.objects.filter(pk=cast.lan.user.pk).update(name="Lan")
    with pytest.raises(WrittenOutsideTheGate), transaction.atomic():
        User.objects.filter(pk=cast.lan.user.pk).update(name="Lan")


@pytest.mark.django_db(transaction=True)
def test_another_thread_has_the_guard_on_its_own_connection_and_no_action_of_ours() -> None:
    seen: list[bool | str] = []

    def write() -> None:
        try:
            seen.append(guard.guard in connections["default"].execute_wrappers or "not yet connected")
            User.objects.update(name="x")
            seen.append("written")
        except WrittenOutsideTheGate:
            seen.append("refused")
        finally:
            connections["default"].close()

    with guard.outside("only this thread"):
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert seen[-1] == "refused"


def test_each_table_that_is_not_guarded_exists_and_has_its_reason() -> None:
    from django.apps import apps

    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    assert set(guard.UNGUARDED) <= known
    assert all(len(reason) > 20 for reason in guard.UNGUARDED.values())
