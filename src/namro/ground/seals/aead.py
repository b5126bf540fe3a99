"""AES-256-GCM as every room of the seals writes it: nonce (12 bytes) ‖ ciphertext, bound to what it belongs to."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class SealBroken(ValueError):
    """What was sealed was changed, or moved from what it was about."""


def encrypted(aes: AESGCM, plain: bytes, bound: bytes) -> bytes:
    """`plain` under the key, with a nonce of its own; it opens only with the same `bound`."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + aes.encrypt(nonce, plain, bound)


def decrypted(aes: AESGCM, closed: bytes, bound: bytes, broken: str) -> bytes:
    """What `encrypted` closed. Raises `SealBroken` with the sentence `broken` where it was changed or is bound to
    something else."""
    try:
        return aes.decrypt(closed[:NONCE], closed[NONCE:], bound)
    except (InvalidTag, ValueError) as cause:
        raise SealBroken(broken) from cause
