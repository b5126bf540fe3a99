"""Keyed hashes: what is looked up by a secret without keeping the secret (receipts)."""

from __future__ import annotations

import hmac

from namro.ground.seals.marked import marked_key

KEY = "keyed.key"


def keyed_hash(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 of `data` under NAMRO_KEYS/keyed.key, 32 bytes; another `purpose` gives another hash.

    Raises `namro.ground.keys.KeyMissing` or `KeyWrong`.
    """
    named = purpose.encode()
    return hmac.digest(marked_key(KEY), len(named).to_bytes(8, "big") + named + data, "sha256")
