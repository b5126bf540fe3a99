"""What proves a paper: digests of its lines, the code on it, the payload of its entry in the trail. Pure.

A line's digest is SHA-256 over the paper's nonce and the line's texts; so nobody who has the digests alone can try what
a line may have said. The code is 80 bits of SHA-256 over everything that the paper is: form, office, period, moment,
and the digest of all lines.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from namro.ground.trail.canonical import microseconds
from namro.results.papers.codes import code_of

SHORT = 8
"""Bytes kept of each line's digest, to count later how many lines differ."""


def canonical(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def line_digests(nonce: str, lines: Sequence[Sequence[str]]) -> list[bytes]:
    """The digest of each line, 32 bytes."""
    key = sha256(b"namro.paper.line" + nonce.encode()).digest()
    return [sha256(key + canonical(list(line))).digest() for line in lines]


def lines_digest(digests: Sequence[bytes]) -> str:
    """The digest of all lines in their order, in hex."""
    return sha256(b"namro.paper.lines" + b"".join(digests)).hexdigest()


def short(digests: Sequence[bytes]) -> bytes:
    """What is kept of the lines' digests."""
    return b"".join(one[:SHORT] for one in digests)


def differing(kept: bytes, digests: Sequence[bytes]) -> tuple[int, int]:
    """How many lines of then are no longer as they were, and how many there are now that were not there then."""
    then = Counter(kept[i : i + SHORT] for i in range(0, len(kept), SHORT))
    today = Counter(one[:SHORT] for one in digests)
    gone = sum((then - today).values())
    return gone, max(0, sum((today - then).values()) - gone)


def core(
    *,
    form: str,
    version: date,
    form_digest: str,
    office: str,
    case_ref: str,
    first: date,
    last: date,
    volume: int,
    volumes: int,
    lang: str,
    at: datetime,
    by_name: str,
    lines: int,
    lines_digest: str,
    nonce: str,
) -> dict[str, Any]:
    """Everything that a paper is, as plain values. `at` in whole microseconds since 1970-01-01T00:00Z."""
    return {
        "form": form, "version": version.isoformat(), "form_digest": form_digest, "office": office, "case": case_ref,
        "first": first.isoformat(), "last": last.isoformat(), "volume": volume, "volumes": volumes, "lang": lang,
        "at": microseconds(at), "by": by_name, "lines": lines, "lines_digest": lines_digest, "nonce": nonce,
    }  # fmt: skip


def code_for(said: Mapping[str, Any]) -> str:
    """The code of the paper that `core` describes."""
    return code_of(sha256(b"namro.paper" + canonical(said)).digest())


def payload(said: Mapping[str, Any], code: str, pages: int, pdf_digest: str) -> bytes:
    """What the entry in the trail is made from."""
    return canonical({**said, "code": code, "pages": pages, "pdf_digest": pdf_digest})
