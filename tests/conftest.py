"""What every test stands on: a scratch home, the places of one city, a cast with posts, and one moment that is "now".

DATABASE_URL decides between SQLite and PostgreSQL. Nothing here touches the project's own `var/`.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management.color import no_style
from django.db import connections, transaction
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from namro.ground.gate import guard
from namro.ground.recent import forget_all
from namro.ground.trail import guards
from namro.rules.packs.current import set_pack_folder, the_pack
from namro.rules.packs.schema import Pack
from tests.cast import NOW, Cast, Member, cast_on_stage
from tests.ready import FOLDER, forget_ready, take_ready

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(tempfile.mkdtemp(prefix="namro-tests-"))

hypothesis_settings.register_profile(
    "namro",
    deadline=None,  # two busy cores: how long an example takes says nothing
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("namro")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="namro-tests-run-")
    settings.NAMRO_HOME = HOME
    settings.NAMRO_KEYS = HOME / "keys"
    settings.FILES_ROOT = HOME / "files"
    settings.NAMRO_PACK = ROOT / "packs/vn"
    settings.PASSWORD_HASHERS = ["tests.cast.QuickArgon2"]
    set_pack_folder(settings.NAMRO_PACK)
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default["TEST"] = {**default.get("TEST", {}), "NAME": str(HOME / "test.sqlite3")}
        default["OPTIONS"] = {
            **default["OPTIONS"],
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON;",
        }


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        with config.stash[blocking_manager_key].unblock():  # outside of tests the database is closed to everybody
            forget_ready()
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest comes first, and together: at the end of a run no process waits for another's browser. On
    PostgreSQL nothing runs again that touches no database."""
    order = ("browser", "process")
    unmarked = {str(i.path) for i in items if "browser" in i.path.parts and not i.get_closest_marker("browser")}
    assert not unmarked, f"these drive a browser and do not say so: {unmarked}"
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        config.hook.pytest_deselected(items=[item for item in items if not _stores(item)])
        items[:] = filter(_stores, items)
    items.sort(key=lambda item: next((n for n, mark in enumerate(order) if item.get_closest_marker(mark)), len(order)))


def _stores(item: pytest.Item) -> bool:
    asked = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not {"db", "transactional_db"}.isdisjoint(asked)


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay until the end: to look through them for garbage, over and over, takes a
    seventh of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


# --- the database ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The test database with the places of one city in it; they stay there from test to test."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        take_ready(connection.creation._get_test_db_name(), NOW)
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(before, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """The places of a pack are twenty thousand lines: files that are the same are read once."""
    from namro.doors.cli import packcheck
    from namro.ground.places import load, packfiles

    known: dict[str, packfiles.PackPlaces] = {}

    def read(folder: Path) -> packfiles.PackPlaces:
        digest = packfiles.digest_of(packfiles.places_folder(folder))
        if digest not in known:
            known[digest] = packfiles.read_pack(folder)
        return known[digest]

    with pytest.MonkeyPatch.context() as patched:
        for reader in (load, packcheck):
            patched.setattr(reader, "read_pack", read)
        yield


def _empty_tables(self: TransactionTestCase) -> None:
    """After a test that really commits: everything goes but the places and Django's own lists."""
    for name in self._databases_names(include_mirrors=False):
        connection = connections[name]
        tables = [
            table
            for table in connection.introspection.django_table_names(only_existing=True, include_views=False)
            if not table.startswith(("places_", "django_content_type", "auth_permission", "django_migrations"))
        ]
        with guard.outside("tables are emptied between tests"):
            if connection.vendor == "postgresql":  # TRUNCATE makes each table and index anew, which takes a second
                filled = " UNION ALL ".join(f"(SELECT '{one}' FROM \"{one}\" LIMIT 1)" for one in tables)
                with transaction.atomic(name), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
                    cursor.execute(filled)
                    for (table,) in cursor.fetchall():
                        cursor.execute(f'DELETE FROM "{table}"')
                continue
            with guards.lifted(connection):
                flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=False, allow_cascade=False)
                connection.ops.execute_sql_flush(flush)


TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]


@pytest.fixture
def no_places(db: None) -> None:
    """For this test there are no places at all."""
    from namro.ground.places import models

    with guard.outside("a test that loads its own places"):
        for model in (models.Change, models.Alias, models.Unit, models.Kind, models.Edition, models.Loaded):
            model.objects.all().delete()


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What a test read and rolled back again is not remembered in the next."""
    forget_all()
    yield
    forget_all()


# --- the scene ------------------------------------------------------------------------------------------------------


@pytest.fixture
def now() -> datetime:
    """Tuesday, 10 March 2026, 09:00 in Hanoi: an ordinary working day."""
    return NOW


@pytest.fixture
def today(pack: Pack) -> date:
    """The local day of `now`."""
    return pack.calendar.local(NOW)


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The pack of the tests: packs/vn."""
    return the_pack()


@pytest.fixture
def cast(db: None) -> Cast:
    """Everyone of tests/cast.py with their offices and posts."""
    return cast_on_stage()


@pytest.fixture
def signed_in() -> Any:
    """`signed_in(cast.lan)`: a browser in which Lan has signed in, without the work of a password."""

    def _signed_in(member: Member) -> Client:
        browser = Client()
        browser.force_login(member.user)
        return browser

    return _signed_in


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh home with no keys and no files in it, for this test only."""
    from namro.ground.seals.marked import forget_keys

    for name, value in {
        "NAMRO_HOME": tmp_path,
        "NAMRO_KEYS": tmp_path / "keys",
        "FILES_ROOT": tmp_path / "files",
    }.items():
        monkeypatch.setattr(settings, name, value)
    forget_keys()
    yield tmp_path
    forget_keys()
