"""Files that are no whole copy, and files that somebody made to do harm: a sentence, and nothing is changed."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError

from namro.doors import words
from namro.ground.copies import emptiness, landing, restore_actions
from namro.ground.copies.manifest import FILES, MANIFEST, rows_part
from namro.ground.copies.restoring import restore
from namro.ground.copies.writing import write
from namro.ground.keys import path_of
from namro.ground.trail.models import Entry
from namro.rules.packs.refused import Refused
from tests.cast import NOW, Cast
from tests.ground.copies.scene import emptied, everything, files, forged, rehash

Change = Callable[[dict[str, Any], dict[str, bytes]], None]


@pytest.fixture
def copy(installation: Cast, tmp_path: Path) -> Path:
    """A good copy beside an installation that is empty now; its keys are in `keys` beside it."""
    folder = tmp_path / "copies"
    folder.mkdir()
    write(folder / "copy", NOW, keys=folder / "keys")
    emptied()
    return folder / "copy"


def refused(copy: Path, code: str, **more: Any) -> Refused:
    """Restoring it is refused so, in a sentence of each language, and everything is as it was before."""
    before, kept, keys = everything(), files(), sorted(os.listdir(settings.NAMRO_KEYS))
    with pytest.raises(Refused) as found:
        restore(copy, NOW, **{"keys": copy.parent / "keys", **more})
    assert found.value.code == code, str(found.value)
    for lang in ("en", "vi"):
        said = words.refusal(lang, found.value)
        assert not said.startswith("refusals.")
        assert "{" not in said
    assert everything() == before
    assert files() == kept
    assert sorted(os.listdir(settings.NAMRO_KEYS)) == keys
    return found.value


@pytest.mark.once
def test_a_copy_that_was_cut_off_anywhere_is_refused(copy: Path) -> None:
    whole = copy.read_bytes()
    draw = random.Random(7)
    copy.write_bytes(whole[:-1])
    refused(copy, "copies.broken")
    for length in [0, 1, 100, *(draw.randrange(len(whole) - 100) for _ in range(6))]:
        copy.write_bytes(whole[:length])
        refused(copy, "copies.no-copy")
    copy.write_bytes(whole)
    restore(copy, NOW, keys=copy.parent / "keys")
    assert Entry.objects.exists(), "the whole one is taken"


@pytest.mark.once
def test_one_flipped_bit_is_found_wherever_it_is(copy: Path) -> None:
    whole = copy.read_bytes()
    draw = random.Random(11)
    for _ in range(30):
        at = draw.randrange(len(whole))
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :])
        try:
            with zipfile.ZipFile(copy) as archive:
                same = {info.filename: archive.read(info) for info in archive.infolist()} == contents(whole, copy)
        except Exception:
            same = False
        if not same:  # a bit of what only describes the file (a time, a mode) changes nothing in it
            with pytest.raises(Refused, match=r"copies\.(no-copy|broken)"):
                restore(copy, NOW, keys=copy.parent / "keys")
            assert not any(everything().values())
            assert files() == {}


def contents(whole: bytes, beside: Path) -> dict[str, bytes]:
    place = beside.with_name("whole")
    place.write_bytes(whole)
    with zipfile.ZipFile(place) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def says(**changed: Any) -> Change:
    return lambda manifest, parts: manifest.update(changed)


def without(part: str) -> Change:
    def change(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
        del parts[part]

    return change


def with_file(path: str) -> Change:
    def change(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        parts[FILES] = json.dumps({"path": path, "size": 0}).encode() + b'\n{"sha256": "' + empty.encode() + b'"}\n'
        rehash(manifest, FILES, parts[FILES], rows=1)

    return change


def with_rows(table: str, content: bytes, rows: int) -> Change:
    def change(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
        parts[rows_part(table)] = content
        rehash(manifest, rows_part(table), content, rows)

    return change


def newer(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    manifest["migrations"]["cases"].append("9999_later")


def older(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    manifest["migrations"]["cases"].pop()


def other_columns(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    manifest["parts"][0]["columns"][0] = "other"


def unlisted(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    parts["../../etc/cron.d/x"] = b"* * * * * root true"


FORGED: list[tuple[Change, str]] = [
    (says(format_version=2), "copies.other-format"),
    (says(format="something"), "copies.broken"),
    (says(surprise=1), "copies.broken"),
    (says(parts=[]), "copies.broken"),
    (newer, "copies.newer-version"),
    (older, "copies.other-version"),
    (other_columns, "copies.other-version"),
    (unlisted, "copies.broken"),
    (without("files"), "copies.broken"),
    (with_file("../../outside"), "copies.bad-path"),
    (with_file("/etc/outside"), "copies.bad-path"),
    (with_file("a/../../outside"), "copies.bad-path"),
    (with_file("a\\..\\outside"), "copies.bad-path"),
    (with_file("a/./b"), "copies.bad-path"),
    (with_file("a\n"), "copies.bad-path"),
    (with_rows("people_user", b"not json\n", 1), "copies.does-not-fit"),
    (with_rows("people_user", b"[" * 200_000 + b"\n", 1), "copies.does-not-fit"),
    (with_rows("people_user", b'{"id": 1}\n', 1), "copies.does-not-fit"),
    (with_rows("people_user", b"[1]\n", 1), "copies.does-not-fit"),
    (with_rows("people_user", b"[1]", 1), "copies.broken"),
    (with_rows("people_user", b"", 5), "copies.broken"),
    (with_rows("cases_receipt", b'[1,"a",null,"2026-03-10T02:00:00.000000Z",99999]\n', 1), "copies.does-not-fit"),
]


@pytest.mark.once
def test_a_forged_copy_is_refused(copy: Path) -> None:
    for number, (change, code) in enumerate(FORGED):
        refused(forged(copy, copy.with_name(f"forged-{number}"), change), code)
    assert not (settings.NAMRO_HOME.parent / "outside").exists()


@pytest.mark.once
def test_what_unpacks_to_more_than_it_says_is_not_unpacked(copy: Path) -> None:
    def bomb(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
        parts[FILES] = b"\0" * 300_000_000
        rehash(manifest, FILES, b"")

    refused(forged(copy, copy.with_name("bomb"), bomb), "copies.broken")


@pytest.mark.once
def test_what_would_fill_the_disk_is_not_begun(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(copy)
    monkeypatch.setattr(emptiness.shutil, "disk_usage", lambda folder: usage._replace(free=10))
    refused(copy, "copies.no-room")


def test_a_demonstration_stays_one_and_nothing_real_is_mixed_with_it(copy: Path) -> None:
    marker = settings.NAMRO_HOME / "demonstration"
    marker.touch()
    refused(copy, "copies.made-up-home")
    marker.unlink()
    restore(forged(copy, copy.with_name("made-up"), says(demonstration=True)), NOW, keys=copy.parent / "keys")
    assert marker.exists()


@pytest.mark.once
def test_a_copy_of_something_else_is_no_copy(copy: Path) -> None:
    with zipfile.ZipFile(copy, "w") as archive:
        archive.writestr("hello.txt", "hello")
    refused(copy, "copies.no-copy")
    copy.write_bytes(b"PK\5\6" + b"\xff" * 18)
    refused(copy, "copies.no-copy")
    with pytest.raises(FileNotFoundError):
        restore(copy.with_name("nowhere"), NOW)


@pytest.mark.once
def test_keys_that_are_missing_or_others_are_named(copy: Path) -> None:
    told = refused(copy, "copies.needs-keys", keys=None)
    assert "identity.key" in str(told.params["keys"])
    keys = json.loads((copy.parent / "keys").read_text())
    keys["keys"]["identity.key"] = keys["keys"]["keyed.key"]
    (copy.parent / "others").write_text(json.dumps(keys))
    refused(copy, "copies.key-wrong", keys=copy.parent / "others")
    keys["keys"] = {"../outside.key": "AAAA"}
    (copy.parent / "others").write_text(json.dumps(keys))
    refused(copy, "copies.keys-broken", keys=copy.parent / "others")
    refused(copy, "copies.keys-broken", keys=copy)
    path_of("identity.key").write_bytes(b"x" * 32)
    refused(copy, "copies.key-wrong")


def test_without_its_keys_the_rest_comes_back_if_that_is_asked_for(copy: Path) -> None:
    done = restore(copy, NOW, without_keys=True)
    assert done.keys_missing == ("identity.key", "keyed.key")
    assert Entry.objects.exists()


def test_nothing_is_restored_over_records_or_files(copy: Path) -> None:
    loose = Path(settings.FILES_ROOT) / "ab" / "cd" / "somebody's"
    loose.parent.mkdir(parents=True)
    loose.write_text("kept")
    refused(copy, "copies.files-there")
    loose.unlink()
    restore(copy, NOW, keys=copy.parent / "keys")
    refused(copy, "copies.not-empty")


@pytest.mark.once
@pytest.mark.parametrize(
    "cause", [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")]
)
def test_a_disk_that_becomes_full_leaves_nothing(copy: Path, cause: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(last: dict[str, int]) -> None:
        raise cause

    monkeypatch.setattr(restore_actions, "_give_keys_after", full)
    refused(copy, "copies.disk-full")
    assert not path_of("identity.key").exists()


def test_a_refused_restore_leaves_no_folder_of_keys_that_was_not_there(
    copy: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def full(last: dict[str, int]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.NAMRO_KEYS = copy.parent / "new" / "keys"
    monkeypatch.setattr(restore_actions, "_give_keys_after", full)
    with pytest.raises(Refused, match=r"copies\.disk-full"):
        restore(copy, NOW, keys=copy.parent / "keys")
    assert not (copy.parent / "new").exists()
    settings.NAMRO_KEYS.mkdir(parents=True)
    refused(copy, "copies.disk-full")
    assert settings.NAMRO_KEYS.exists(), "one that was there stays"


def test_a_restore_that_was_killed_is_taken_away_by_the_next(copy: Path) -> None:
    root = Path(settings.FILES_ROOT)
    (root / "ab").mkdir(parents=True)
    (root / "ab" / "half").write_text("half of a file")
    (root / emptiness.MARK).touch()
    restore(copy, NOW, keys=copy.parent / "keys")
    assert "ab/half" not in files()
    assert emptiness.MARK not in files()


def test_a_backup_never_writes_over_anything(copy: Path, tmp_path: Path) -> None:
    restore(copy, NOW, keys=copy.parent / "keys")
    before = copy.read_bytes()
    for file, keys in ((copy, None), (tmp_path / "new", copy), (tmp_path / "new", copy.parent / "keys")):
        with pytest.raises(Refused, match=r"copies\.there-already"):
            write(file, NOW, keys=keys)
    with pytest.raises(Refused, match=r"copies\.keys-apart"):
        write(tmp_path / "new", NOW, keys=tmp_path / "new")
    with pytest.raises(Refused, match=r"copies\.no-folder"):
        write(tmp_path / "nowhere" / "new", NOW)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match=r"copies\.there-already"):
        write(link, NOW)
    assert copy.read_bytes() == before
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "elsewhere").exists()


def test_a_backup_onto_a_full_disk_leaves_no_file(
    installation: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "target"
    target.mkdir()
    with monkeypatch.context() as broken:
        broken.setattr(landing.os, "fsync", full)
        with pytest.raises(Refused, match=r"copies\.disk-full"):
            write(target / "c", NOW)
    assert os.listdir(target) == []
    path_of("identity.key").unlink()
    with pytest.raises(Refused, match=r"copies\.key-missing"):
        write(target / "c", NOW, keys=target / "k")
    assert os.listdir(target) == []


@pytest.mark.once
def test_the_manifest_says_what_is_in_the_copy(copy: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        for part in manifest["parts"]:
            assert archive.getinfo(part["name"]).file_size == part["size"]
            if part["name"] != FILES:
                assert archive.read(part["name"]).count(b"\n") == part["rows"]
