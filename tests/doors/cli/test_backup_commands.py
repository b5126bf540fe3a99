"""`namro backup` and `namro restore` as an operator types them, into databases that do not exist yet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from namro.doors.cli import copies
from namro.ground.copies.emptiness import MARK
from namro.ground.copies.manifest import FILES
from namro.ground.copies.restoring import restore
from namro.ground.copies.writing import write
from tests.cast import NOW, Cast
from tests.doors.cli.terminal import SRC, namro
from tests.ground.copies.conftest import installation as installation
from tests.ground.copies.scene import emptied, forged, rehash

KILLED = """
import os, signal, sys
from namro.doors.cli.main import main
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "namro.settings"
django.setup()
from namro.ground.copies import restore_actions
restore_actions._give_keys_after = lambda last: os.kill(os.getpid(), getattr(signal, sys.argv[1]))
sys.exit(main(["restore", *sys.argv[2:]]))
"""


@pytest.fixture
def copy(installation: Cast, tmp_path: Path) -> Path:
    """A copy with its keys beside it, in `keys`."""
    folder = tmp_path / "copies"
    folder.mkdir()
    write(folder / "copy", NOW, keys=folder / "keys")
    return folder / "copy"


@pytest.fixture
def fresh(copy: Path) -> Iterator[dict[str, str]]:
    """What names a database without any table, of the kind that the tests run on.

    Its name follows the test's own database, so that tests that run side by side each have theirs.
    """
    if connection.vendor == "sqlite":
        yield {}
        return
    given = connection.settings_dict
    name = f"{given['NAME']}_fresh"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    yield {"DATABASE_URL": f"postgres://{given['USER']}@{quote(given['HOST'], safe='')}/{name}"}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tables_in(home: Path, fresh: dict[str, str]) -> int:
    """How many tables of ours the fresh database has."""
    if not fresh:
        return int((home / "namro.sqlite3").exists())
    import psycopg

    with psycopg.connect(fresh["DATABASE_URL"].replace("postgres://", "postgresql://")) as there:
        row = there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return row[0] if row else 0


def test_a_copy_becomes_an_installation_that_is_checked(copy: Path, fresh: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "new"
    home.mkdir()
    done = namro("restore", str(copy), "--keys", str(copy.parent / "keys"), home=home, **fresh)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "Everything agrees." in done.stdout
    assert "3 of 3 cases" in done.stdout
    verified = namro("trail", "verify", home=home, **fresh)
    assert verified.returncode == 0, verified.stdout
    again = namro("restore", str(copy), "--keys", str(copy.parent / "keys"), "--lang", "vi", home=home, **fresh)
    assert again.returncode == 2
    assert "đã có bản ghi" in again.stderr
    saved = namro("backup", str(home / "second"), home=home, **fresh)
    assert saved.returncode == 0, saved.stderr
    assert "identity.key" in saved.stdout, "which keys it needs"
    assert (home / "last-backup").exists()


def test_a_restore_that_fails_on_its_way_leaves_no_table_no_file_and_no_key(
    copy: Path, fresh: dict[str, str], tmp_path: Path
) -> None:
    def twice(manifest: dict, parts: dict) -> None:  # type: ignore[type-arg]
        name = "tables/cases_receipt.jsonl"
        parts[name] += parts[name].splitlines(keepends=True)[0]
        rehash(manifest, name, parts[name], rows=4)

    home = tmp_path / "new"
    home.mkdir()
    bad = forged(copy, copy.with_name("bad"), twice)
    done = namro("restore", str(bad), "--keys", str(copy.parent / "keys"), home=home, **fresh)
    assert done.returncode == 2
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert tables_in(home, fresh) == 0
    assert sorted(p.name for p in home.rglob("*")) == ["django.key", "keys"]


@pytest.mark.parametrize("signal", [pytest.param("SIGKILL", marks=pytest.mark.once), "SIGTERM"])
def test_a_restore_that_is_stopped_can_be_done_again(
    copy: Path, fresh: dict[str, str], tmp_path: Path, signal: str
) -> None:
    home = tmp_path / "new"
    home.mkdir()
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    words = [str(copy), "--keys", str(copy.parent / "keys")]
    stopped = subprocess.run(
        [sys.executable, "-c", KILLED, signal, *words], check=False, capture_output=True, text=True, timeout=120,
        env={**kept, "PYTHONPATH": str(SRC), "NAMRO_HOME": str(home), **fresh}, cwd=home,
    )  # fmt: skip
    assert stopped.returncode in (-9, 130), stopped.stderr
    assert (home / "files" / MARK).exists() == (signal == "SIGKILL")
    if signal == "SIGTERM":
        assert tables_in(home, fresh) == 0
        assert not (home / "files").exists()
    done = namro("restore", *words, home=home, **fresh)
    assert done.returncode == 0, done.stderr + done.stdout
    assert not (home / "files" / MARK).exists()


@pytest.mark.once
def test_what_was_wrong_before_is_told_after_a_restore(copy: Path, fresh: dict[str, str], tmp_path: Path) -> None:
    """A copy that somebody changed and hashed anew fits together; the trail names what was changed."""

    def changed(manifest: dict, parts: dict) -> None:  # type: ignore[type-arg]
        name = "tables/cases_done.jsonl"
        parts[name] = parts[name].replace("Nguyễn Thị Lan".encode(), "Phạm Minh Quân".encode())
        rehash(manifest, name, parts[name])

    home = tmp_path / "new"
    home.mkdir()
    bad = forged(copy, copy.with_name("bad"), changed)
    done = namro("restore", str(bad), "--keys", str(copy.parent / "keys"), "--json", home=home, **fresh)
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert not told["checked"]["sound"]
    assert len(told["checked"]["findings"]) == 4, "three were registered, one of them classified"


def test_a_file_that_is_not_in_its_place_is_said_by_the_command(
    copy: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for path in Path(settings.FILES_ROOT).rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(tmp_path / "c"), "--json")
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)[FILES]["missing"] == 3


@pytest.mark.once
def test_keys_beside_the_copy_are_warned_about(copy: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "c"), "--keys", str(tmp_path / "k"), "--lang", "en")
    assert "same folder" in capsys.readouterr().out
    (tmp_path / "elsewhere").mkdir()
    call_command("backup", str(tmp_path / "d"), "--keys", str(tmp_path / "elsewhere" / "k"), "--lang", "en")
    told = capsys.readouterr().out
    assert "same folder" not in told
    assert "another medium" in told


@pytest.mark.once
def test_a_quick_verification_takes_a_sample_of_the_cases(
    copy: Path, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    emptied()
    done = restore(copy, now, keys=copy.parent / "keys")
    monkeypatch.setattr(copies, "SAMPLE", 2)
    quick, whole = copies.verified(done, now, quick=True), copies.verified(done, now, quick=False)
    assert (quick.cases, quick.of, whole.cases) == (2, 3, 3)
    assert quick.sound
    assert whole.sound
