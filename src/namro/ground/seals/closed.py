"""Small secrets that a program must be able to read by itself (the secret of a webhook), closed under a key of their
own that is not in the database: AES-256-GCM, bound to what the secret is for."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from namro.ground.seals.aead import SealBroken, decrypted, encrypted
from namro.ground.seals.marked import marked_key

KEY = "secrets.key"


def close(purpose: str, secret: bytes) -> str:
    """The closed secret as text. Raises `namro.ground.keys.KeyMissing` or `KeyWrong`."""
    return base64.b64encode(encrypted(AESGCM(marked_key(KEY)), secret, purpose.encode())).decode()


def opened(purpose: str, closed: str) -> bytes:
    """The secret again. Raises `SealBroken` where it was changed or closed for something else."""
    broken = f"The secret for {purpose} was changed, or is not the one for it."
    try:
        raw = base64.b64decode(closed, validate=True)
    except (ValueError, binascii.Error) as cause:
        raise SealBroken(broken) from cause
    return decrypted(AESGCM(marked_key(KEY)), raw, purpose.encode(), broken)
