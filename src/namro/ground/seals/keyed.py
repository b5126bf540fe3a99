"""Keyed hashes: what is looked up by a secret (receipts) or by a name, without keeping either."""

from __future__ import annotations

import hmac

from namro.ground.seals.marked import marked_key
from namro.ground.seals.sealing import KEY as IDENTITY

KEY = "keyed.key"


def keyed_hash(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 of `data` under NAMRO_KEYS/keyed.key, 32 bytes; another `purpose` gives another hash.

    Raises `namro.ground.keys.KeyMissing` or `KeyWrong`.
    """
    named = purpose.encode()
    return hmac.digest(marked_key(KEY), len(named).to_bytes(8, "big") + named + data, "sha256")


def identity_hash(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 of `data`, which says who somebody is, 32 bytes; another `purpose` gives another hash.

    The key is one of its own for each purpose, derived from NAMRO_KEYS/identity.key: names can be tried by nobody who
    could not open the sealed identities anyway. Raises `namro.ground.keys.KeyMissing` or `KeyWrong`.
    """
    own = hmac.digest(marked_key(IDENTITY), b"namro.key:" + purpose.encode(), "sha256")
    return hmac.digest(own, data, "sha256")
