"""The code on a paper: 80 bits of a digest in four groups of four symbols, each with one that checks the whole.

Symbols are Crockford's base 32. The four check symbols are 20 bits of SHA-256 over the other sixteen: a mistyped code
passes once in a million. It is no secret, and differs in shape from the code of a receipt (four groups of six).
"""

from __future__ import annotations

import unicodedata
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP = 4, 5
LONGEST = 200
"""Characters of a typed code that are read at all."""
_VALUE = {c: i for i, c in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}


def _symbols(bits: int, count: int) -> str:
    return "".join(ALPHABET[(bits >> (5 * i)) & 31] for i in reversed(range(count)))


def _checks(symbols: str) -> str:
    return _symbols(int.from_bytes(sha256(b"namro.paper.code" + symbols.encode()).digest()[:4], "big") >> 12, GROUPS)


def code_of(digest: bytes) -> str:
    """The code of a digest (its first 80 bits), as it is printed: `7K4M9-…-…-…`."""
    body = _symbols(int.from_bytes(digest[:10], "big"), GROUPS * (GROUP - 1))
    checks = _checks(body)
    return "-".join(body[4 * g : 4 * g + 4] + checks[g] for g in range(GROUPS))


def read(typed: str) -> str | None:
    """The code in its one spelling, or None when it cannot be one. Lower case, spaces, any dash, O for 0 and I or L
    for 1 are read as meant."""
    text = unicodedata.normalize("NFKC", typed[:LONGEST]).upper()
    kept = [c for c in text if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf", "Cc") and c not in "._−"]
    if len(kept) != GROUPS * GROUP or any(c not in _VALUE for c in kept):
        return None
    symbols = "".join(ALPHABET[_VALUE[c]] for c in kept)
    groups = [symbols[g * GROUP : (g + 1) * GROUP] for g in range(GROUPS)]
    if _checks("".join(g[:4] for g in groups)) != "".join(g[4] for g in groups):
        return None
    return "-".join(groups)
