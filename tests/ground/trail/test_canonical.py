"""The bytes behind the hashes, pinned: whoever changes them must give them a new version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.ground.trail import canonical
from namro.ground.trail.canonical import (
    EntryFields,
    UnknownVersion,
    digest,
    entry_bytes,
    head,
    leaf,
    microseconds,
    put,
    root,
)

ENTRY = EntryFields(
    version=1,
    id=42,
    at=1773108000123456,
    actor_ref="user:7",
    seat="duty-officer@CAX-00070",
    action="cases.register",
    object_kind="case",
    object_ref="case:26-7F3K",
    office="CAX-00070",
    reason_digest="",
    payload_digest="ab" * 32,
)


def test_an_entry_is_its_length_prefixed_fields_behind_the_name_of_its_kind() -> None:
    raw = b""
    for text in (
        b"namro.trail.entry", b"1", b"42", b"1773108000123456", b"user:7", b"duty-officer@CAX-00070",
        b"cases.register", b"case", b"case:26-7F3K", b"CAX-00070", b"", b"ab" * 32,
    ):  # fmt: skip
        raw += len(text).to_bytes(8, "big") + text
    assert entry_bytes(ENTRY) == raw
    assert leaf(ENTRY) == sha256(b"\x00" + raw).digest()


def test_the_golden_vectors_of_version_1() -> None:
    assert leaf(ENTRY).hex() == "a73ea4a1e646cd543bfa32e59aa4e3abeada50ff7fef5da0064c3a58c1a0973f"
    assert (
        leaf(replace(ENTRY, seat="Trực ban Hoàn Kiếm")).hex()
        == "a68346e651d02614a88e82b4a4a37681e0d63f787f8d448b64ca2073ac9261ea"
    )
    first = head(canonical.EMPTY, 1, 3, 1773108001000000, bytes(range(32)))
    assert first.hex() == "3a26779660fdc3162847af7a281ab4716abddf6ef953b42b5561e285d066990d"
    assert (
        head(first, 2, 1, 1773108002000000, bytes(32)).hex()
        == "fae15361a8f4175def1e0744c78c19e5ca2bb403576dc1512c520a8ca2b5272d"
    )
    assert (
        digest("payload", bytes(range(16)), b'{"a":1}')
        == "60f608f6c46a2701a05fc1a89e07ab94e3efe2613cbf1001af00c203dff77b8d"
    )
    assert (
        digest("reason", bytes(range(16)), b'{"a":1}')
        == "876fdaee3f1ac84fb8ab4f8402aa69a184ed6feb059945f619ac53f9103b961c"
    )


CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_tree_is_the_one_of_certificate_transparency() -> None:
    leaves = [sha256(b"\x00" + bytes.fromhex(text)).digest() for text in CT_LEAVES]
    assert [root(leaves[: n + 1]).hex() for n in range(8)] == CT_ROOTS


def _by_the_letter(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + _by_the_letter(leaves[:k]) + _by_the_letter(leaves[k:])).digest()


@given(st.integers(1, 300))
def test_pairing_level_by_level_gives_the_tree_of_the_rfc(size: int) -> None:
    leaves = [sha256(b"%d" % n).digest() for n in range(size)]
    assert root(leaves) == _by_the_letter(leaves)


def test_an_empty_batch_has_no_tree() -> None:
    with pytest.raises(ValueError, match="at least one"):
        root([])


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(TEXTS, min_size=2, max_size=4), st.data())
def test_no_two_lists_of_fields_have_the_same_bytes(values: list[str], data: st.DataObject) -> None:
    import unicodedata

    other = data.draw(st.lists(TEXTS, min_size=1, max_size=5))
    plain = [[unicodedata.normalize("NFC", text) for text in texts] for texts in (values, other)]
    assert (put(*values) == put(*other)) == (plain[0] == plain[1])


@given(st.sampled_from(EntryFields.__slots__[1:]), st.integers(0, 5))
def test_every_field_of_an_entry_reaches_its_leaf(name: str, n: int) -> None:
    changed = replace(ENTRY, **{name: n if name in ("id", "at") else f"other{n}"})
    assert leaf(changed) != leaf(ENTRY)


def test_accents_composed_or_not_are_the_same_text() -> None:
    assert leaf(replace(ENTRY, seat="Tru\u031b\u0323c")) == leaf(replace(ENTRY, seat="Trực"))


def test_a_version_from_the_future_is_not_guessed_at() -> None:
    with pytest.raises(UnknownVersion):
        entry_bytes(replace(ENTRY, version=2))


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001 - made aware below
def test_an_instant_is_whole_microseconds_whatever_its_offset(at: datetime, hours: int) -> None:
    utc = at.replace(tzinfo=UTC)
    there = utc.astimezone(timezone(timedelta(hours=hours)))
    assert (
        microseconds(there)
        == microseconds(utc)
        == (utc - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    )


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        microseconds(datetime(2026, 3, 10))  # noqa: DTZ001 - that it is refused is the point
