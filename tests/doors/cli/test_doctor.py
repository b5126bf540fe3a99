"""`namro doctor`: each thing that is wrong is said, and what is well is not."""

from __future__ import annotations

import functools
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, ProgrammingError, connection

from namro import settings as own_settings
from namro.doors import words
from namro.doors.cli import packcheck, tables
from namro.doors.cli.doctor import disk_checks, looking, record_checks, setting_checks
from namro.doors.cli.doctor.looking import look
from namro.doors.cli.stamps import BACKUP, UPKEEP, stamp
from namro.ground.copies.emptiness import MARK
from namro.ground.copies.kept import kept_files
from namro.ground.gate import guard
from namro.ground.keys import path_of
from namro.ground.people.models import Holding
from namro.ground.trail import anchors, guards
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.sealing import seal_pending
from namro.work.cases import actions
from namro.work.cases.models import Case, CaseKey, FrozenProcedure, Progress, Subscription
from namro.work.jobs.models import Beat, Worker
from namro.work.plans.models import Publication
from namro.work.plans.publishing_actions import publish
from tests.cast import NOW, Cast, act
from tests.doors.cli.terminal import namro
from tests.doors.desk.plans.scene import given
from tests.ground.copies.conftest import installation as installation
from tests.meta.reading import ROOT

LATER = NOW + timedelta(minutes=1)


def codes(now: datetime = LATER, anchors: Path | None = None) -> dict[str, str]:
    """What the doctor finds, by code, each with its level; each has a whole sentence in both languages."""
    found = {}
    for _, one in look(now, anchors).findings:
        for lang in ("en", "vi"):
            said = words.say(lang, one.key, **one.said)
            assert not said.startswith("cli.")
            assert "{" not in said
        found[one.key.removeprefix("cli.doctor.")] = one.level
    return found


@pytest.fixture
def well(installation: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """An installation with which nothing is wrong."""
    seal_pending(NOW)
    Path(settings.NAMRO_HOME).chmod(0o700)
    stamp(UPKEEP, NOW)
    stamp(BACKUP, NOW)
    for name in [name for name in os.environ if name.startswith("NAMRO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
    monkeypatch.setattr(disk_checks, "LITTLE", 0)
    monkeypatch.setattr(disk_checks, "datetime", LongAgo)
    return installation


@pytest.fixture(scope="module", autouse=True)
def _pack_checked_once() -> Iterator[None]:
    """The same pack is checked once: it takes longer than all other looks together."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(packcheck, "check", functools.cache(packcheck.check))
        yield


class LongAgo:
    """The program was installed before `NOW`, as far as the test goes."""

    @staticmethod
    def fromtimestamp(stamp: float, zone: Any) -> datetime:
        return NOW


OF_THE_TESTS = {"pragma", "not-durable", "superuser"}
"""The databases of the tests need not outlive a power cut."""


def test_an_installation_that_is_well_is_told_so(well: Cast) -> None:
    found = look(LATER)
    assert {one.key.removeprefix("cli.doctor.") for _, one in found.findings} <= OF_THE_TESTS
    assert found.not_looked == []
    assert len(found.found) == len(set(found.found)) >= 25


def test_a_database_that_forgets_in_a_power_cut_is_named(well: Cast) -> None:
    """The tests themselves run on such a one."""
    assert codes()["pragma" if connection.vendor == "sqlite" else "not-durable"] == "wrong"


@pytest.mark.once
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ALLOWED_HOSTS": ["*"]}, "hosts-any"),
        ({"ALLOWED_HOSTS": ["https://namro.example.org"]}, "hosts-form"),
        ({"ALLOWED_HOSTS": ["namro.example.org:8000"]}, "hosts-form"),
        ({"ALLOWED_HOSTS": [" namro.example.org"]}, "hosts-form"),
        ({"ALLOWED_HOSTS": ["namro.example.org"]}, "https-off"),
        ({"HTTPS": True, "BEHIND_PROXY": True}, "hosts-local"),
        ({"HTTPS": True, "ALLOWED_HOSTS": ["namro.example.org"]}, "https-without-proxy"),
        ({"BEHIND_PROXY": True}, "proxy-without-https"),
        ({"SECRET_KEY": "short"}, "secret-short"),
    ],
)
def test_settings_that_contradict_each_other_are_named(
    well: Cast, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], code: str
) -> None:
    for name, value in changed.items():
        monkeypatch.setattr(settings, name, value)
    assert code in codes()


@pytest.mark.once
def test_a_mail_server_that_is_silent_or_open_and_links_that_lead_nowhere_are_named(
    well: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MAIL_FROM": "a@example.org", "EMAIL_HOST": "mail.invalid", "EMAIL_PORT": 25}.items():
        monkeypatch.setattr(settings, name, value, raising=False)
    assert {"mail-open", "mail-links", "mail-unreachable"} <= codes().keys()


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("smtps://clerk:p%40ss@mail.example.org?from=namro@example.org", ("mail.example.org", 465, "p@ss", True)),
        ("smtp+tls://mail.example.org:2525?from=namro@example.org", ("mail.example.org", 2525, "", False)),
        ("smtp://mail.example.org", None),
        ("ftp://mail.example.org?from=a@example.org", None),
        ("smtp://mail.example.org:many?from=a@example.org", None),
    ],
)
def test_the_mail_server_is_one_setting_and_a_bad_one_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, said: str, found: tuple[str, int, str, bool] | None
) -> None:
    monkeypatch.setenv("NAMRO_MAIL", said)
    if found is None:
        with pytest.raises(ImproperlyConfigured, match="NAMRO_MAIL cannot be read"):
            own_settings._mail()
    else:
        read = own_settings._mail()
        assert (read["host"], read["port"], read["password"], read["ssl"]) == found


@pytest.mark.once
def test_good_public_settings_are_not_complained_about(well: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["namro.example.org", ".example.org", "[2001:db8::1]"])
    monkeypatch.setattr(settings, "HTTPS", True)
    monkeypatch.setattr(settings, "BEHIND_PROXY", True)
    assert set(codes()) <= OF_THE_TESTS


@pytest.mark.once
def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(well: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMRO_HOST", "namro.example.org")
    monkeypatch.setenv("NAMRO_HTTPS", "yes")
    found = {one.key: one.said for _, one in look(LATER).findings}
    assert found["cli.doctor.setting-unknown"] == {"name": "NAMRO_HOST", "near": "NAMRO_HOSTS"}
    assert found["cli.doctor.setting-switch"] == {"name": "NAMRO_HTTPS"}
    told = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    assert set(setting_checks.KNOWN) == set(told)


@pytest.mark.once
def test_keys_that_others_can_read_and_keys_that_are_missing_or_others(well: Cast) -> None:
    path_of("identity.key").chmod(0o644)
    path_of("keyed.key").write_bytes(b"x" * 32)
    assert {"keys-open": "wrong", "key-wrong": "wrong"}.items() <= codes().items()
    path_of("identity.key").unlink()
    assert codes()["key-missing"] == "wrong"


@pytest.mark.once
def test_files_and_keys_of_cases_that_are_gone(well: Cast) -> None:
    kept = next(one for one in kept_files(DEFAULT_DB_ALIAS) if not one.waiting)
    path = Path(settings.FILES_ROOT) / kept.path
    path.chmod(0o600)
    path.write_bytes(b"")
    assert codes()["files-changed"] == "wrong"
    path.unlink()
    assert codes()["files-gone"] == "wrong"
    with guard.outside("somebody takes a key away"):
        CaseKey.objects.filter(case=Case.objects.order_by("pk").first()).delete()
    assert codes()["case-keys-gone"] == "wrong"


def test_a_database_without_tables_or_with_one_taken_away(well: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        there = connection.introspection.table_names()
        patched.setattr(
            connection.introspection, "table_names", lambda *_: [one for one in there if one != "cases_rating"]
        )
        found, not_looked = codes(), look(LATER).not_looked
    assert found["tables-gone"] == "wrong"
    assert "record.keys" in not_looked
    monkeypatch.setattr(tables, "none_at_all", lambda: True)
    assert codes()["no-tables"] == "wrong"


def test_a_key_of_sessions_that_was_made_anew_just_now_is_told(well: Cast) -> None:
    kept = Path(settings.NAMRO_KEYS) / "django.key"
    kept.parent.mkdir(exist_ok=True, mode=0o700)
    kept.write_text("x" * 60)
    kept.chmod(0o600)
    now = LATER.timestamp()
    os.utime(kept, (now, now))
    assert codes()["session-key-new"] == "beware"
    os.utime(kept, (now - 3600, now - 3600))
    assert "session-key-new" not in codes()


def test_a_column_that_is_gone_and_a_user_without_rights(well: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = connection.introspection.get_table_description

    def without(cursor: Any, table: str) -> list[Any]:
        return [one for one in whole(cursor, table) if (table, one.name) != ("cases_rating", "text")]

    with monkeypatch.context() as patched:
        patched.setattr(connection.introspection, "get_table_description", without)
        found = look(LATER).findings
    assert [one.said["names"] for _, one in found if one.key == "cli.doctor.columns-gone"] == ["cases_rating.text"]

    def forbidden() -> list[str]:
        raise ProgrammingError("permission denied for table cases_case")

    monkeypatch.setattr(record_checks, "versions_not_as_frozen", forbidden)
    monkeypatch.setattr(record_checks, "offices_unmanned", lambda on: forbidden())
    assert [one.key for _, one in look(LATER).findings].count("cli.doctor.no-rights") == 1


def test_pages_of_the_database_that_cannot_be_read_are_said_in_words(
    well: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> list[str]:
        raise DatabaseError("database disk image is malformed")

    monkeypatch.setattr(record_checks, "versions_not_as_frozen", broken)
    assert codes()["damaged"] == "wrong"


@pytest.mark.process
def test_a_database_that_is_damaged_is_no_matter_of_its_address(tmp_path: Path) -> None:
    (tmp_path / "namro.sqlite3").write_bytes(b"SQLite format 3\0" + b"?" * 8000)
    said = namro("doctor", "--lang", "en", home=tmp_path).stdout
    assert "The database is damaged" in said
    assert "Is it running" not in said


def test_a_disk_that_is_nearly_full_is_told(well: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(settings.NAMRO_HOME)
    monkeypatch.setattr(disk_checks.shutil, "disk_usage", lambda folder: usage._replace(free=10_000_000))
    assert codes()["disk-full"] == "wrong"
    monkeypatch.setattr(disk_checks, "LITTLE", 2_000_000_000)
    monkeypatch.setattr(disk_checks.shutil, "disk_usage", lambda folder: usage._replace(free=1_000_000_000))
    assert codes()["disk-little"] == "beware"


def test_triggers_that_are_gone_and_law_that_was_changed(well: Cast) -> None:
    guards.remove(connection, "cases_frozenprocedure")
    try:
        assert codes()["unguarded"] == "wrong"
        with guard.outside("the law is changed by force"):
            FrozenProcedure.objects.update(body="{}")
        assert codes()["frozen"] == "wrong"
    finally:
        guards.restore(connection)


def test_a_clock_that_went_back_and_a_trail_that_nobody_seals(well: Cast) -> None:
    assert codes(NOW - timedelta(days=1))["clock-back"] == "wrong"
    with guard.outside("an entry that nobody seals"):
        from namro.ground.trail.record import record

        record(at=NOW, actor_ref="operator:cli", action="bench.nothing")
    assert codes(NOW + timedelta(minutes=10))["not-sealed"] == "beware"
    assert codes(NOW + timedelta(hours=2))["not-sealed"] == "wrong"


@pytest.mark.once
def test_what_should_be_done_each_day_and_was_not(well: Cast, tmp_path: Path) -> None:
    late = codes(NOW + timedelta(days=4))
    assert {"upkeep-late": "wrong", "backup-late": "wrong"}.items() <= late.items()
    file = tmp_path / "anchors.jsonl"
    file.touch()
    assert codes(anchors=file)["anchors-empty"] == "wrong"
    seal_now()
    anchors.anchor(file, NOW)
    assert not {"anchors-empty", "anchor-late"} & set(codes(anchors=file))
    assert codes(NOW + timedelta(days=4), file)["anchor-late"] == "wrong"
    assert codes(anchors=tmp_path / "nowhere")["check-failed"] == "wrong"
    path_of("anchor.pub").unlink()
    assert codes()["never-anchored"] == "beware"


@pytest.mark.once
def test_upkeep_leaves_word_of_itself(installation: Cast) -> None:
    assert codes()["upkeep-never"] == "beware"
    call_command("upkeep", "--json")
    assert "upkeep-never" not in codes()


@pytest.mark.once
def test_what_background_work_did_by_itself_is_not_asked_of_anybody_again(installation: Cast) -> None:
    with guard.outside("a worker did the daily job"):
        Beat.objects.create(name="recount", next_at=0, last_ok=int(NOW.timestamp()))
    assert "upkeep-never" not in codes()
    assert codes(NOW + timedelta(days=4))["upkeep-late"] == "wrong"


@pytest.mark.once
def test_a_dead_worker_and_a_failing_job_are_named(well: Cast) -> None:
    long_ago = int(NOW.timestamp()) - 3600
    with guard.outside("a worker that died while a job failed"):
        Worker.objects.create(name="w", kind="worker", host="server", pid=7, began=long_ago - 60, seen=long_ago)
        Beat.objects.create(name="tell", next_at=0, failures=2, last_failed=long_ago, last_said="TimeoutError")
    found = codes()
    assert (found["worker-dead"], found["job-failing"]) == ("beware", "wrong")


@pytest.mark.once
def test_a_notice_that_was_held_and_has_not_gone_out_is_named_until_upkeep_sends_it(well: Cast) -> None:
    seen = [(case.ref, case.seq) for case in Case.objects.order_by("pk")]
    form = {"step": "acknowledge", "cases": seen, "inputs": {"text": "Đã nhận."}, "once": "form-1"}
    one = act(actions.hold_several, by=well.lan, **form)
    assert "held-late" not in codes(one.due_at)
    assert codes(one.due_at + timedelta(minutes=2))["held-late"] == "wrong"
    call_command("upkeep", "--json", stdout=(out := io.StringIO()))
    assert json.loads(out.getvalue())["sent"] == 1
    assert "held-late" not in codes(one.due_at + timedelta(minutes=2))


@pytest.mark.once
def test_a_calendar_that_ends_soon_or_is_over(well: Cast) -> None:
    assert codes(NOW.replace(year=2027, month=9))["calendar-ends"] == "beware"
    assert codes(NOW.replace(year=2027, month=12))["calendar-ends"] == "wrong"
    assert codes(NOW.replace(year=2029))["calendar-over"] == "wrong"


@pytest.mark.once
def test_offices_without_anybody_and_cases_without_an_owner(well: Cast) -> None:
    with guard.outside("everybody of the ward leaves"):
        Holding.objects.filter(post__office=well.office.ba_dinh).update(ends=NOW.date())
    found = codes()
    assert (found["offices-empty"], found["orphans"]) == ("beware", "wrong")


@pytest.mark.once
def test_a_public_plan_that_shows_whatever_is_given_later_until_somebody_decides_once(well: Cast) -> None:
    plan = given(well).plan.template
    assert plan is not None
    act(publish, plan, by=well.thao, reason="Để người dân theo dõi.")
    assert "plans-show-all" not in codes()
    with guard.outside("a page that was opened by an older version"):
        Publication.objects.update(shown=None)
    assert codes()["plans-show-all"] == "beware"
    (told,) = [one for _, one in look(LATER).findings if one.key == "cli.doctor.plans-show-all"]
    assert (told.said["n"], told.said["names"]) == (1, plan.name)
    act(publish, plan, by=well.thao, reason="Xem lại một lần.", changes=True)
    assert "plans-show-all" not in codes()


@pytest.mark.once
def test_a_system_that_cannot_be_reached(well: Cast) -> None:
    with guard.outside("a system of the city"):
        kept = Subscription.objects.create(
            name="City desk", url="https://example.org/", secret="x", owner=well.dung.user, made_at=NOW
        )
        progress = Progress.objects.create(subscription=kept, failures=3, last_said="503")
    assert codes()["webhook-failing"] == "beware"
    progress.paused_for = "failures"
    progress.save()
    assert codes()["webhook-paused"] == "wrong"


@pytest.mark.once
def test_a_demonstration_that_people_report_to(well: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = Path(settings.NAMRO_HOME) / "demonstration"
    marker.touch()
    os.utime(marker, (NOW.timestamp() - 60, NOW.timestamp() - 60))
    assert Case.objects.exists()
    assert codes()["demonstration-used"] == "wrong"
    os.utime(marker, (NOW.timestamp() + 60, NOW.timestamp() + 60))
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["namro.example.org"])
    assert "demonstration-used" not in codes()
    assert codes()["demonstration-public"] == "beware"


@pytest.mark.once
def test_what_a_killed_restore_left(well: Cast) -> None:
    (Path(settings.FILES_ROOT) / MARK).touch()
    assert codes()["half-restored"] == "wrong"


@pytest.mark.once
def test_a_pack_with_a_mistake_in_it(well: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "pack"
    shutil.copytree(settings.NAMRO_PACK, broken)
    (broken / "roles.yaml").write_text("what: [")
    monkeypatch.setattr(disk_checks, "pack_folder", lambda: broken)
    assert codes()["pack"] == "wrong"


@pytest.mark.once
def test_a_check_that_fails_itself_is_told_and_the_others_go_on(well: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[str]:
        raise RuntimeError("out of order")

    monkeypatch.setattr(record_checks, "versions_not_as_frozen", broken)
    found = look(LATER)
    (failed,) = [one for _, one in found.findings if one.key == "cli.doctor.check-failed"]
    assert failed.said["check"] == "record.law"
    assert "out of order" in failed.said["cause"]
    assert found.not_looked == []


def test_without_a_database_the_rest_is_looked_at(well: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OSError("connection refused")

    monkeypatch.setattr(looking.database_checks, "answers", away)
    found = look(LATER)
    assert "cli.doctor.unreachable" in [one.key for _, one in found.findings]
    assert "record.keys" in found.not_looked
    assert "disk.room" in found.found


@pytest.mark.process
def test_a_database_with_a_page_destroyed_or_that_everybody_reads_is_named(tmp_path: Path) -> None:
    assert namro("manage", "migrate", home=tmp_path).returncode == 0
    file = tmp_path / "namro.sqlite3"
    tmp_path.chmod(0o755)
    file.chmod(0o644)
    assert (
        f"Every user of this computer can read the database {file}"
        in namro("doctor", "--lang", "en", home=tmp_path).stdout
    )
    with file.open("r+b") as opened:
        opened.seek(4096 * (file.stat().st_size // 8192))
        opened.write(bytes(4096 * 20))
    done = namro("doctor", "--lang", "en", home=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("The database is damaged") == 1


@pytest.mark.process
def test_on_a_computer_without_an_installation_it_says_what_to_do(tmp_path: Path) -> None:
    done = namro("doctor", "--lang", "vi", home=tmp_path)
    assert done.returncode == 1
    assert "namro init" in done.stdout
    assert "Traceback" not in done.stderr
    told = json.loads(namro("doctor", "--json", home=tmp_path).stdout)
    assert not told["well"]
    assert "no-database" in [one["code"] for one in told["findings"]]
    assert not (tmp_path / "namro.sqlite3").exists()
