"""Small secrets that a program must be able to read by itself (the secret of a webhook), closed under a key of their
own that is not in the database: AES-256-GCM, bound to what the secret is for."""

from __future__ import annotations

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from namro.ground.seals.marked import marked_key
from namro.ground.seals.sealing import NONCE, SealBroken

KEY = "secrets.key"


def close(purpose: str, secret: bytes) -> str:
    """The closed secret as text. Raises `namro.ground.keys.KeyMissing` or `KeyWrong`."""
    nonce = secrets.token_bytes(NONCE)
    closed = AESGCM(marked_key(KEY)).encrypt(nonce, secret, purpose.encode())
    return base64.b64encode(nonce + closed).decode()


def opened(purpose: str, closed: str) -> bytes:
    """The secret again. Raises `SealBroken` where it was changed or closed for something else."""
    try:
        raw = base64.b64decode(closed, validate=True)
        return AESGCM(marked_key(KEY)).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode())
    except (InvalidTag, ValueError, binascii.Error) as broken:
        raise SealBroken(f"The secret for {purpose} was changed, or is not the one for it.") from broken
