"""Sealing and opening: AES-256-GCM under NAMRO_KEYS/identity.key.

The name of what the payload is about and the version of the format are authenticated with it, so that a sealed row
copied to another case does not open there.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from namro.ground.keys import KeyWrong, key_id
from namro.ground.seals.aead import SealBroken as SealBroken
from namro.ground.seals.aead import decrypted, encrypted
from namro.ground.seals.marked import marked_key
from namro.ground.seals.models import Sealed

KEY = "identity.key"
VERSION = 1


def seal(about: str, data: dict[str, Any]) -> Sealed:
    """Seals `data` (JSON values only) as being about `about` ("case:…"), writes the row and gives it back.

    Raises `namro.ground.keys.KeyMissing` or `KeyWrong`. Call it from an action.
    """
    row = sealed(about, data)
    row.save(force_insert=True)
    return row


def sealed(about: str, data: dict[str, Any]) -> Sealed:
    """As `seal`; the row is not written yet."""
    return Sealed(**shut(about, data)._asdict())


class Shut(NamedTuple):
    """What a row of `Sealed` keeps."""

    about: str
    version: int
    ciphertext: bytes
    key_id: str


def shut(about: str, data: dict[str, Any]) -> Shut:
    """As `sealed`, without a row: for many at once."""
    key = marked_key(KEY)
    plain = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return Shut(about, VERSION, _closed(key, plain, about), key_id(key))


def put_away(about: str, content: bytes) -> bytes:
    """`content` encrypted, for a file that lies on the disk for a while. Raises as `seal`."""
    return _closed(marked_key(KEY), content, about)


def taken_out(about: str, kept: bytes) -> bytes:
    """What `put_away` encrypted. Raises `SealBroken` when it was changed or belongs to something else."""
    broken = f"The kept file {about} was changed, or is not what it is taken for."
    return decrypted(AESGCM(marked_key(KEY)), kept, _bound(about, VERSION), broken)


def _closed(key: bytes, plain: bytes, about: str) -> bytes:
    return encrypted(AESGCM(key), plain, _bound(about, VERSION))


def open_(sealed: Sealed) -> dict[str, Any]:
    """What was sealed. Only ever called from an action, so that the trail tells of it.

    Raises `SealBroken` when the row was changed or moved, `KeyMissing` or `KeyWrong` when the key is not the right one.
    """
    key = marked_key(KEY)
    if sealed.key_id != key_id(key):
        raise KeyWrong(f"This was sealed with key {sealed.key_id}; the key file holds {key_id(key)}.")
    broken = f"The sealed row {sealed.pk} was changed, or moved from what it was about."
    plain = decrypted(AESGCM(key), bytes(sealed.ciphertext), _bound(sealed.about, sealed.version), broken)
    found: dict[str, Any] = json.loads(plain)
    return found


def _bound(about: str, version: int) -> bytes:
    return f"namro.seal:{version}:{about}".encode()
