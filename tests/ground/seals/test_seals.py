"""What is sealed opens with its key, for what it was about, and not otherwise."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from namro.ground.gate import guard
from namro.ground.gate.refusals import WrittenOutsideTheGate
from namro.ground.keys import KeyMissing, KeyWrong, read_or_make
from namro.ground.seals.keyed import keyed_hash
from namro.ground.seals.marked import forget_keys
from namro.ground.seals.models import KeyMark, Sealed
from namro.ground.seals.sealing import SealBroken, open_, seal

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
WHO = {"name": "Nguyễn Văn A", "phone": "0900000000", "address": {"line": "ngõ 12"}}


@pytest.fixture
def sealed(db: None, home: Path) -> Sealed:
    """An identity, sealed."""
    with guard.outside("a sealed identity"):
        return seal("case:26-1", WHO)


def test_what_was_sealed_is_opened_again(sealed: Sealed) -> None:
    assert open_(Sealed.objects.get(pk=sealed.pk)) == WHO


def test_the_database_holds_nothing_readable(sealed: Sealed) -> None:
    raw = bytes(Sealed.objects.get(pk=sealed.pk).ciphertext)
    for word in ("Nguyễn", "0900000000", "phone", "name"):
        assert word.encode() not in raw


def test_the_same_identity_sealed_twice_looks_different(sealed: Sealed) -> None:
    with guard.outside("again"):
        again = seal("case:26-1", WHO)
    assert bytes(again.ciphertext) != bytes(sealed.ciphertext)


def test_nothing_is_sealed_outside_an_action(db: None, home: Path) -> None:
    with pytest.raises(WrittenOutsideTheGate), transaction.atomic():
        seal("case:26-1", WHO)


@pytest.mark.parametrize(
    "change", [{"about": "case:26-2"}, {"version": 2}, {"ciphertext": b""}, {"ciphertext": b"x" * 60}]
)
def test_a_sealed_row_that_was_changed_or_moved_does_not_open(sealed: Sealed, change: dict[str, Any]) -> None:
    with guard.outside("tampering"):
        Sealed.objects.filter(pk=sealed.pk).update(**change)
    with pytest.raises(SealBroken):
        open_(Sealed.objects.get(pk=sealed.pk))


def test_one_changed_bit_is_noticed(sealed: Sealed) -> None:
    raw = bytearray(sealed.ciphertext)
    raw[20] ^= 1
    sealed.ciphertext = bytes(raw)
    with pytest.raises(SealBroken):
        open_(sealed)


def test_the_key_is_a_file_of_its_owner_outside_the_database(sealed: Sealed, home: Path) -> None:
    key = home / "keys/identity.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_bytes()) == 32
    assert key.read_bytes() not in bytes(sealed.ciphertext)
    assert sealed.key_id == KeyMark.objects.get(name="identity.key").key_id


def test_a_lost_key_is_told_and_never_replaced_by_a_new_one(sealed: Sealed, home: Path) -> None:
    (home / "keys/identity.key").unlink()
    forget_keys()
    with pytest.raises(KeyMissing, match=r"identity\.key is missing"):
        open_(sealed)
    with guard.outside("another"), pytest.raises(KeyMissing):
        seal("case:26-2", WHO)
    assert not (home / "keys/identity.key").exists()


def test_another_key_in_its_place_is_told(sealed: Sealed, home: Path) -> None:
    (home / "keys/identity.key").write_bytes(bytes(32))
    forget_keys()
    with pytest.raises(KeyWrong, match="Put the right file back"):
        open_(sealed)


def test_a_damaged_key_is_told(sealed: Sealed, home: Path) -> None:
    (home / "keys/identity.key").write_bytes(b"short")
    forget_keys()
    with pytest.raises(KeyWrong, match="damaged"):
        open_(sealed)


def test_a_row_of_an_older_key_names_both(sealed: Sealed) -> None:
    sealed.key_id = "0123456789abcdef"
    with pytest.raises(KeyWrong, match="0123456789abcdef"):
        open_(sealed)


def test_of_two_processes_that_make_the_key_at_once_both_read_the_first(home: Path) -> None:
    made: list[bytes] = []

    def slow() -> bytes:
        made.append(read_or_make("x.key", lambda: b"first"))  # another process is faster
        return b"second"

    assert read_or_make("x.key", slow) == b"first"
    assert made == [b"first"]
    assert [path.name for path in (home / "keys").iterdir()] == ["x.key"]


@given(st.dictionaries(TEXTS, st.one_of(st.none(), TEXTS, st.integers())))
def test_whatever_json_can_say_comes_back(db: None, data: dict[str, Any]) -> None:
    with guard.outside("anything"):
        assert open_(seal("case:26-1", data)) == data


def test_a_keyed_hash_is_the_same_for_the_same_and_another_for_another_purpose(db: None, home: Path) -> None:
    one = keyed_hash("receipt", b"secret")
    assert one == keyed_hash("receipt", b"secret")
    assert len(one) == 32
    assert (
        len({one, keyed_hash("receipt", b"secre"), keyed_hash("receip", b"tsecret"), keyed_hash("", b"receiptsecret")})
        == 4
    )


def test_a_lost_key_of_receipts_is_told_too(db: None, home: Path) -> None:
    keyed_hash("receipt", b"secret")
    (home / "keys/keyed.key").unlink()
    forget_keys()
    with pytest.raises(KeyMissing, match=r"keyed\.key"):
        keyed_hash("receipt", b"secret")


@pytest.mark.django_db(transaction=True)
def test_a_key_is_trusted_in_memory_only_once_its_mark_is_kept(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - it must fail after the first use
        keyed_hash("receipt", b"secret")
        raise ZeroDivisionError
    assert not KeyMark.objects.exists()
    keyed_hash("receipt", b"secret")
    assert KeyMark.objects.filter(name="keyed.key").exists()
