"""What goes into a copy comes out of it: on the same database, and on the other one."""

from __future__ import annotations

import json
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from namro.ground.copies import keyfile
from namro.ground.copies.manifest import rows_part
from namro.ground.copies.opening import opened
from namro.ground.copies.restoring import restore
from namro.ground.copies.snapshot import snapshot
from namro.ground.copies.tables import LEFT_OUT, copied_models, table_of
from namro.ground.copies.writing import write
from namro.ground.gate import guard
from namro.ground.gate.refusals import WrittenOutsideTheGate
from namro.ground.people.models import User
from namro.ground.seals.models import Sealed
from namro.ground.seals.sealing import open_
from namro.ground.trail import guards
from namro.ground.trail.models import Entry, Pending, SealedBatch
from namro.ground.trail.verify import verify
from namro.work.cases import actions, held, jobs
from namro.work.cases.models import Case, Done, Held, StagedFile
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast, act
from tests.doors.cli.terminal import namro
from tests.ground.copies.scene import ONE_MORE, emptied, everything, files, filled


def test_everything_comes_back_as_it_was_and_one_entry_tells_of_it(installation: Cast, tmp_path: Path) -> None:
    before, kept = everything(), files()
    assert all(before[table] for table in ("cases_done", "cases_attachment", "cases_stagedfile", "seals_sealed"))
    copy, keys = tmp_path / "namro.copy", tmp_path / "namro.keys"
    made = write(copy, NOW, keys=keys)
    emptied()
    done = restore(copy, NOW, keys=keys)
    after = everything()
    for table, rows in before.items():
        assert after[table][: len(rows)] == rows, table
        assert len(after[table]) == len(rows) + (table in ONE_MORE), table
    assert files() == kept
    assert Entry.objects.order_by("pk").last().action == "copies.restore"
    assert done.seal == made.seal
    assert verify().sound
    assert recheck(NOW, files=True) == []
    assert open_(Sealed.objects.order_by("pk").first())["name"] == "Nguyễn Thị Tố Giác"
    assert copy.stat().st_mode & 0o777 == keys.stat().st_mode & 0o777 == 0o600


def test_a_notice_that_was_held_when_the_copy_was_made_is_held_again_and_waits_for_its_officer(
    installation: Cast, tmp_path: Path
) -> None:
    seen = [(case.ref, case.seq) for case in Case.objects.order_by("pk")]
    lan, text = installation.lan, {"text": "Đã nhận tin báo."}
    form = {"step": "acknowledge", "cases": seen, "inputs": text, "once": "form-1"}
    one = act(actions.hold_several, by=lan, **form)
    copy, keys = tmp_path / "namro.copy", tmp_path / "namro.keys"
    write(copy, NOW, keys=keys)
    act(actions.stop_held, one, by=lan, reason="Nhầm.")
    emptied()
    restore(copy, NOW, keys=keys)
    back, late = Held.objects.get(), NOW + timedelta(hours=2)
    assert held.opened(back) == text
    assert (back.ended_at, held.by_itself(back), jobs.send_due(late)) == (None, False, 0)
    assert [found.pk for found in held.overdue(late)] == [back.pk]
    done = act(actions.send_held, back, by=lan, at=late).became
    assert done is not None
    assert done.cases.filter(seq=None).count() == 0
    assert verify().sound
    assert recheck(NOW) == []


def test_after_a_restore_new_reports_get_new_keys_and_the_next_number(installation: Cast, tmp_path: Path) -> None:
    with guard.outside("a key is given out and its row goes again"):
        gone = User.objects.create(username="gone", name="Gone", created_at=NOW)
        last = gone.pk
        gone.delete()
    numbers = set(Case.objects.values_list("register_number", flat=True))
    write(tmp_path / "c", NOW, keys=tmp_path / "k")
    emptied()
    restore(tmp_path / "c", NOW, keys=tmp_path / "k")
    more = filled(installation, 2)
    assert {case.register_number for case in more}.isdisjoint(numbers)
    with guard.outside("the next account"):
        assert User.objects.create(username="next", name="Next", created_at=NOW).pk == last + 1
    assert verify().sound
    assert recheck(NOW, files=True) == []


def test_triggers_and_guard_are_on_after_a_restore(installation: Cast, tmp_path: Path) -> None:
    write(tmp_path / "c", NOW, keys=tmp_path / "k")
    emptied()
    restore(tmp_path / "c", NOW, keys=tmp_path / "k")
    assert guards.unguarded(connection) == []
    with pytest.raises(IntegrityError), transaction.atomic(), guard.outside("tampering"):
        Done.objects.filter(pk=Done.objects.first().pk).delete()
    with pytest.raises(WrittenOutsideTheGate):
        Case.objects.update(state="closed")
    assert Pending.objects.count() == Entry.objects.filter(sealed__isnull=True).count()


def test_a_copy_goes_to_the_other_database_and_back(installation: Cast, tmp_path: Path) -> None:
    """On PostgreSQL this is PostgreSQL → SQLite → PostgreSQL."""
    before, kept = everything(), files()
    copy, keys = tmp_path / "namro.copy", tmp_path / "namro.keys"
    write(copy, NOW, keys=keys)
    there = tmp_path / "there"
    there.mkdir()
    done = namro("restore", str(copy), "--keys", str(keys), "--json", home=there)
    assert done.returncode == 0, done.stderr + done.stdout
    told = json.loads(done.stdout)
    assert told["checked"]["sound"]
    assert told["engine"] == connection.vendor
    back = namro("backup", str(tmp_path / "back.copy"), "--keys", str(tmp_path / "back.keys"), "--json", home=there)
    assert back.returncode == 0, back.stderr
    emptied()
    restore(tmp_path / "back.copy", NOW, keys=tmp_path / "back.keys")
    after = everything()
    for table, rows in before.items():
        assert after[table][: len(rows)] == rows, table
        assert len(after[table]) == len(rows) + 2 * (table in ONE_MORE), table
    assert files() == kept
    assert verify().sound
    assert recheck(NOW, files=True) == []


def test_the_same_records_make_the_same_parts(installation: Cast, tmp_path: Path) -> None:
    first, second = write(tmp_path / "a", NOW), write(tmp_path / "b", NOW)
    assert first.seal == second.seal
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_copy_is_one_moment_though_reports_come_in_while_it_is_made(installation: Cast, tmp_path: Path) -> None:
    """Whatever the writers have committed, every action of the copy has its entry, and no case is there in part."""
    ended, failed = threading.Event(), []

    def citizens() -> None:
        try:
            while not ended.is_set():
                filled(installation, 1)
        except Exception as cause:
            failed.append(cause)
        finally:
            connection.close()

    writer = threading.Thread(target=citizens)
    writer.start()
    try:
        while Case.objects.count() < 6:
            ended.wait(0.02)
        made = [write(tmp_path / f"c{number}", NOW, keys=tmp_path / f"k{number}") for number in range(3)]
    finally:
        ended.set()
        writer.join()
    assert failed == []
    assert Case.objects.count() > made[0].manifest.part(rows_part("cases_case")).rows >= 6
    for number, one in enumerate(made):
        emptied()
        restore(tmp_path / f"c{number}", NOW, keys=tmp_path / f"k{number}")
        assert Case.objects.count() == one.manifest.part(rows_part("cases_case")).rows
        assert verify().sound
        assert recheck(NOW, files=True) == []


def test_a_copy_being_read_holds_up_no_writer(installation: Cast) -> None:
    with snapshot() as using:
        before = Case.objects.using(using).count()
        filled(installation, 1)
        assert Case.objects.count() == before + 1
        assert Case.objects.using(using).count() == before


def test_no_key_and_no_name_stands_in_the_copy(installation: Cast, tmp_path: Path) -> None:
    made = write(tmp_path / "c", NOW, keys=tmp_path / "k")
    with zipfile.ZipFile(tmp_path / "c") as archive:
        everything_in_it = b"".join(archive.read(info) for info in archive.infolist())
    for place in Path(settings.NAMRO_KEYS).iterdir():
        content = place.read_bytes()
        assert content not in everything_in_it
        assert content.hex().encode() not in everything_in_it
    assert "Nguyễn Thị Tố Giác".encode() not in everything_in_it
    assert {key.name for key in made.manifest.keys} == {"identity.key", "keyed.key"}
    assert set(keyfile.parsed(tmp_path / "k")) >= {"identity.key", "keyed.key", "anchor.key", "anchor.pub"}


def test_every_table_is_in_a_copy_or_left_out_for_a_reason(db: None) -> None:
    tables = set(connection.introspection.django_table_names(only_existing=True))
    copied = [table_of(model) for model in copied_models()]
    assert len(copied) == len(set(copied))
    assert set(copied) | set(LEFT_OUT) == tables
    assert set(copied).isdisjoint(LEFT_OUT)
    for model in copied_models():
        for field in model._meta.concrete_fields:
            other = field.related_model
            if other is not None and other is not model:
                assert copied.index(table_of(other)) < copied.index(table_of(model))


def test_a_file_that_is_gone_or_other_is_told_and_the_copy_made_all_the_same(
    installation: Cast, tmp_path: Path
) -> None:
    first, second, third = sorted(path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file())[:3]
    waiting = set(StagedFile.objects.values_list("path", flat=True))
    first.unlink()
    second.write_bytes(b"changed")
    made = write(tmp_path / "c", NOW)
    found = made.manifest.files
    gone_is_waiting = first.relative_to(settings.FILES_ROOT).as_posix() in waiting
    assert (found.missing, found.changed, found.count) == (0 if gone_is_waiting else 1, 1, 3)
    assert third.exists()


def test_the_moment_of_the_copy_is_said_in_utc(installation: Cast, tmp_path: Path) -> None:
    write(tmp_path / "c", NOW)
    with opened(tmp_path / "c") as copy:
        assert datetime.fromisoformat(copy.manifest.made_at) == NOW.astimezone(UTC)
        assert copy.manifest.trail.entries == Entry.objects.count()
        assert copy.manifest.trail.head == SealedBatch.objects.order_by("-number").first().head
