"""Keys of single things, kept in the database, that open nothing by themselves: AES-256-GCM under a key of the thing's
own, which lies there wrapped under a key derived from NAMRO_KEYS/keyed.key.

Whoever throws the wrapped key away shreds all that was closed under it, wherever copies of that lie; whoever has the
database without the key file reads nothing of it. The wrapping is bound to what the key belongs to, so that key and
content carried over to something else do not open there.
"""

from __future__ import annotations

import hmac
import secrets
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from namro.ground.seals.aead import decrypted, encrypted
from namro.ground.seals.keyed import KEY
from namro.ground.seals.marked import marked_key

SIZE = 32


class OwnKey:
    """A key while it is in use; `wrapped` is how it lies in the database (60 bytes)."""

    __slots__ = ("_aes", "_plain", "wrapped")

    def __init__(self, plain: bytes, wrapped: bytes) -> None:
        self._plain, self._aes, self.wrapped = plain, AESGCM(plain), wrapped

    def close(self, what: str, plain: bytes) -> bytes:
        """`plain`, closed and bound to `what` it is."""
        return encrypted(self._aes, plain, what.encode())

    def open(self, what: str, closed: bytes) -> bytes:
        """What was closed. Raises `SealBroken` where it was changed, or is something else."""
        broken = f"What was closed as {what} was changed, or is not the one for its key."
        return decrypted(self._aes, closed, what.encode(), broken)

    def for_another(self, about: str) -> bytes:
        """The same key wrapped for something else."""
        return _wrapped(about, self._plain)


def fresh_key(about: str) -> OwnKey:
    """A random key for `about` ("case:…"). Raises `namro.ground.keys.KeyMissing` or `KeyWrong`."""
    plain = secrets.token_bytes(SIZE)
    return OwnKey(plain, _wrapped(about, plain))


def known_key(about: str, wrapped: bytes) -> OwnKey:
    """The key again. Raises `SealBroken` where it was changed or belongs to something else; as `fresh_key` does."""
    broken = f"The key of {about} was changed, or is not the one for it."
    return OwnKey(decrypted(_wrapping(marked_key(KEY)), wrapped, about.encode(), broken), wrapped)


def _wrapped(about: str, plain: bytes) -> bytes:
    return encrypted(_wrapping(marked_key(KEY)), plain, about.encode())


@lru_cache(maxsize=4)
def _wrapping(master: bytes) -> AESGCM:
    return AESGCM(hmac.digest(master, b"namro.key:shreddable", "sha256"))
