"""Checkpoints: signed, appended, and read with suspicion."""

from __future__ import annotations

import json
import os
import stat
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from namro.ground.keys import KeyWrong
from namro.ground.trail.anchors import (
    Checkpoint,
    NothingToAnchor,
    anchor,
    checkpoint,
    key_name,
    known_key,
    public_text,
    read_lines,
    read_public,
    signature_holds,
    signing_key,
)
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import verify
from tests.cast import NOW
from tests.ground.trail.scene import three_batches, write


@pytest.fixture
def file(db: None, home: Path, tmp_path: Path) -> Path:
    """An anchors file with one checkpoint of nine entries."""
    three_batches()
    anchor(tmp_path / "anchors.jsonl", NOW)
    return tmp_path / "anchors.jsonl"


def said(file: Path) -> list[str]:
    return [finding.says for finding in verify(file, signing_key().public_key()).findings]


def test_a_checkpoint_is_one_line_that_anyone_can_verify_with_the_public_key(file: Path, home: Path) -> None:
    line = json.loads(file.read_text())
    assert set(line) == {"v", "origin", "batch", "size", "head", "at", "key", "signature"}
    assert (line["batch"], line["size"], line["at"]) == (3, 9, "2026-03-10T02:00:00Z")
    public = read_public(home / "keys/anchor.pub")
    found = next(read_lines(file)).checkpoint
    assert found is not None
    assert found.key == key_name(public)
    assert signature_holds(found, public)


def test_what_is_signed_is_pinned() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    plain = Checkpoint("namro:00", 3, 9, "ab" * 32, "2026-03-10T02:00:00Z", key_name(private.public_key()))
    assert plain.key == "56475aa75463474c"
    assert (
        b64encode(private.sign(plain.signed_bytes())).decode()
        == "YCCUgaN4UmTGOA/UMaSZ1s5DdZpS6Jgw02YFeJlKgC/98Mv9vvoC/3s9k9BlowMFN8m4zTukMvs3iH79pcuyAg=="
    )


def test_the_private_key_is_readable_by_its_owner_only_and_made_once(file: Path, home: Path) -> None:
    key = home / "keys/anchor.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    before = key.read_bytes()
    signing_key()
    assert key.read_bytes() == before


def test_a_second_checkpoint_is_added_below_the_first(file: Path) -> None:
    first = file.read_text()
    write(2, 50)
    seal_pending(NOW)
    anchor(file, NOW)
    assert file.read_text().startswith(first)
    assert said(file) == []
    assert verify(file, signing_key().public_key()).checkpoints == 2


def test_a_line_that_was_cut_short_spoils_no_later_one(file: Path) -> None:
    file.write_text(file.read_text()[:-40])
    anchor(file, NOW)
    assert said(file) == ["line 1 is no checkpoint: it is no JSON"]


def test_nothing_sealed_is_nothing_to_sign(db: None, home: Path) -> None:
    with pytest.raises(NothingToAnchor):
        checkpoint(NOW)


def test_no_link_is_followed_when_the_file_is_written(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"."):
        anchor(link, NOW)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batch", 2),
        ("size", 8),
        ("head", "00" * 32),
        ("at", "2026-03-11T02:00:00Z"),
        ("origin", "namro:0000000000000000"),
    ],
)
def test_a_changed_checkpoint_is_named(file: Path, name: str, value: object) -> None:
    line = json.loads(file.read_text())
    file.write_text(json.dumps({**line, name: value}) + "\n")
    assert said(file) == ["line 1 was changed: its signature does not hold"]


@pytest.mark.parametrize("signature", ["", "!!!", "AAAA", b64encode(bytes(64)).decode(), "ữ"])
def test_a_signature_that_is_none_is_named(file: Path, signature: str) -> None:
    line = json.loads(file.read_text())
    file.write_text(json.dumps({**line, "signature": signature}) + "\n")
    assert said(file) == ["line 1 was changed: its signature does not hold"]


def _signed(made: Checkpoint, private: Ed25519PrivateKey) -> str:
    made = replace(made, key=key_name(private.public_key()))
    return replace(made, signature=b64encode(private.sign(made.signed_bytes())).decode()).line()


def test_a_checkpoint_under_a_foreign_key_is_named(file: Path) -> None:
    made = next(read_lines(file)).checkpoint
    assert made is not None
    foreign = Ed25519PrivateKey.generate()
    file.write_text(_signed(made, foreign))
    assert said(file) == [f"line 1 is signed with another key ({key_name(foreign.public_key())})"]


def test_a_checkpoint_of_another_trail_is_named_though_its_signature_holds(file: Path) -> None:
    made = next(read_lines(file)).checkpoint
    assert made is not None
    file.write_text(_signed(replace(made, origin="namro:ffffffffffffffff"), signing_key()))
    assert said(file) == ["line 1 belongs to another trail (namro:ffffffffffffffff)"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        (b"rubbish", "it is no JSON"),
        (b"\xff\xfe\x00", "it is no JSON"),
        (b"[]", "it has not the fields of a checkpoint"),
        (b"{}", "it has not the fields of a checkpoint"),
        (b"null", "it has not the fields of a checkpoint"),
        (b"[" * 3000, "it is no JSON"),
        (b"x" * 10_000, "it is longer than any checkpoint"),
        (b'{"v": 2, "origin": "", "batch": 1, "size": 1, "head": "", "at": "", "key": "", "signature": ""}',
         "it is of version 2, which this program does not know"),
        (b'{"v": 1, "origin": "", "batch": true, "size": 1, "head": "", "at": "", "key": "", "signature": ""}',
         "its batch is not what it should be"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_checkpoint_says_why_and_spoils_no_other(file: Path, line: bytes, trouble: str) -> None:
    file.write_bytes(line + b"\n\n" + file.read_bytes())
    assert said(file) == [f"line 1 is no checkpoint: {trouble}"]
    assert verify(file, signing_key().public_key()).anchored == 9


def test_a_damaged_key_file_is_named(file: Path, home: Path) -> None:
    (home / "keys/anchor.key").write_bytes(b"short")
    with pytest.raises(KeyWrong, match=r"anchor\.key"):
        signing_key()


@pytest.mark.parametrize("text", ["", "ed25519", "rsa AAAA", "ed25519 AAAA", "ed25519 !!!"])
def test_a_public_key_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    with pytest.raises(KeyWrong, match="public key"):
        read_public(tmp_path / "key")


def test_the_public_key_is_read_as_it_was_written(tmp_path: Path, home: Path) -> None:
    assert known_key() is None
    public = signing_key().public_key()
    (tmp_path / "key").write_text(public_text(public))
    assert read_public(tmp_path / "key").public_bytes_raw() == public.public_bytes_raw()
    found: Any = known_key()
    assert found.public_bytes_raw() == public.public_bytes_raw()
    assert os.path.exists(home / "keys/anchor.pub")
