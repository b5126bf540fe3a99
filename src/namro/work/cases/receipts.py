"""Receipts: a public reference that anyone may see, and a secret code that only the reporter has.

The code carries 100 random bits as twenty symbols of Crockford's base 32, in four groups of five and one check symbol
each. The check is a weighted sum over GF(32): every single wrong symbol and every swap of two neighbours is noticed.
The installation keeps a keyed hash of the code only (HMAC-SHA256 under a key that is not in the database). A code made
from a draft is derived from the draft's token, so that a form sent twice shows the same receipt although nothing but
the hash was kept.
"""

import secrets
import unicodedata

from namro.ground.seals.keyed import keyed_hash

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP = 4, 6
BITS = GROUPS * (GROUP - 1) * 5
LONGEST = 200
"""Characters of a typed code that are read at all."""
LEAST_TOKEN = 22
"""Characters of a draft token: 128 bits in base 64."""

_VALUE = {c: i for i, c in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}


def _powers() -> list[int]:
    """alpha^1 … alpha^5 in GF(32) with x^5 + x^2 + 1: the weights of the five symbols; the check itself weighs 1."""
    found, x = [], 1
    for _ in range(GROUP - 1):
        x <<= 1
        if x & 32:
            x ^= 0b100101
        found.append(x)
    return found


def _times(a: int, b: int) -> int:
    """The product of two elements of GF(32)."""
    total = 0
    while b:
        if b & 1:
            total ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return total


_WEIGHTS = _powers()


def _check(symbols: list[int], group: int) -> int:
    """The check symbol of one group; the group's place in the code is part of it."""
    total = group
    for weight, value in zip(_WEIGHTS, symbols, strict=True):
        total ^= _times(weight, value)
    return total


def code_of(bits: int) -> str:
    """The code of a number of `BITS` bits, as it is shown: `7K4M92-…-…-…`."""
    symbols = [(bits >> (5 * i)) & 31 for i in reversed(range(BITS // 5))]
    groups = []
    for g in range(GROUPS):
        own = symbols[g * (GROUP - 1) : (g + 1) * (GROUP - 1)]
        groups.append("".join(ALPHABET[v] for v in [*own, _check(own, g)]))
    return "-".join(groups)


def new_code() -> str:
    """A fresh random code."""
    return code_of(secrets.randbits(BITS))


def code_from(token: str) -> str:
    """The one code that belongs to a draft's token in this installation."""
    return code_of(int.from_bytes(keyed_hash("receipt-code", token.encode()), "big") >> (256 - BITS))


def read(typed: str) -> str | None:
    """The code in its one spelling (24 symbols, no dashes), or None when it cannot be one. Lower case, spaces, any
    dash, full-width letters, O for 0 and I or L for 1 are read as meant."""
    text = unicodedata.normalize("NFKC", typed[:LONGEST]).upper()
    kept = [c for c in text if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf", "Cc") and c not in "._−"]
    values = [_VALUE.get(c, -1) for c in kept]
    if len(values) != GROUPS * GROUP or -1 in values:
        return None
    for g in range(GROUPS):
        own = values[g * GROUP : (g + 1) * GROUP]
        if _check(own[:-1], g) != own[-1]:
            return None
    return "".join(ALPHABET[v] for v in values)


def digest_of(typed: str) -> str:
    """The keyed hash under which the code is kept, in hex. A text that is no code has a digest too, which belongs to
    nothing: both ways cost the same."""
    code = read(typed)
    if code is None:
        return keyed_hash("receipt-not-a-code", typed[:LONGEST].encode("utf-8", "replace")).hex()
    return keyed_hash("receipt", code.encode()).hex()


def draft_digest(token: str) -> str:
    """The keyed hash under which a draft is remembered, in hex."""
    return keyed_hash("receipt-draft", token.encode("utf-8", "replace")).hex()


def body_digest(token: str, body: bytes) -> str:
    """The keyed hash of what was sent under a draft's token, in hex. Without the token, which is kept nowhere, nobody
    can find out from it what was sent."""
    key = token.encode("utf-8", "replace")
    return keyed_hash("receipt-body", len(key).to_bytes(8, "big") + key + body).hex()


SAID = "#"
"""What stands between a key and what was said under it."""


def once_with(key: str, said: bytes) -> str:
    """What an action is known by that a program sent under a key: 63 characters that begin alike for the same key, and
    are alike where the same was `said` under it."""
    mark = keyed_hash("once", key.encode("utf-8", "replace")).hex()[:30]
    return f"{mark}{SAID}{body_digest(key, said)[:32]}"


def new_reference() -> str:
    """A fresh public reference such as `NR-7K4M-92QX`: 40 random bits that tell nothing of order or place."""
    bits = secrets.randbits(40)
    made = "".join(ALPHABET[(bits >> shift) & 31] for shift in range(0, 40, 5))
    return f"NR-{made[:4]}-{made[4:]}"


def read_reference(typed: str) -> str | None:
    """A reference in its one spelling, or None when the text cannot be one."""
    text = "".join(c for c in unicodedata.normalize("NFKC", typed[:60]).upper() if c.isalnum())
    if not text.startswith("NR") or len(text) != 10 or any(c not in _VALUE for c in text[2:]):
        return None
    body = "".join(ALPHABET[_VALUE[c]] for c in text[2:])
    return f"NR-{body[:4]}-{body[4:]}"
