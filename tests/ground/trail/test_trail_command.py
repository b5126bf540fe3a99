"""`namro trail` as an operator uses it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from namro.ground.trail.models import Entry
from tests.ground.trail.scene import by_force, three_batches, write


def run(*words: str) -> str:
    out = StringIO()
    call_command("trail", *words, stdout=out)
    return out.getvalue()


def test_status_seal_and_status_again(db: None) -> None:
    write(3)
    assert json.loads(run("status", "--json"))["unsealed"] == 3
    assert "3 not yet" in run("status")
    assert "3 entries sealed in 1 batches" in run("seal")
    assert json.loads(run("seal", "--json")) == {"entries": 0, "batches": 0}


def test_an_anchor_is_written_told_and_verified(db: None, home: Path, tmp_path: Path) -> None:
    write(3)
    file = tmp_path / "anchors.jsonl"
    told = run("anchor", str(file))
    assert "ed25519 " in told
    assert str(home / "keys/anchor.pub") in told
    found = json.loads(run("verify", "--anchors", str(file), "--json"))
    assert (found["sound"], found["anchored"], found["only_sealed"]) == (True, 3, 0)
    assert "Everything agrees." in run("verify", "--anchors", str(file), "--key", str(home / "keys/anchor.pub"))
    assert "only --anchors FILE shows that" in run("verify")


def test_a_finding_ends_with_one_and_is_named(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    entries = three_batches()
    with by_force():
        Entry.objects.filter(pk=entries[3].pk).update(office="")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("trail", "verify", stdout=out)
    assert ended.value.code == 1
    assert f"entry {entries[3].pk} is not as it was sealed" in out.getvalue()


def test_what_cannot_be_done_is_said(db: None, home: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing is sealed yet"):
        run("anchor", str(tmp_path / "a"))
    with pytest.raises(CommandError, match="no public key"):
        run("verify", "--anchors", str(tmp_path / "a"))
    with pytest.raises(CommandError, match="--every"):
        run("seal", "--every", "0")
    write(1)
    run("seal")
    run("anchor", str(tmp_path / "a"))
    with pytest.raises(OSError, match="nowhere"):
        run("verify", "--anchors", str(tmp_path / "nowhere"))
