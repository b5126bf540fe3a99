"""What the trail binds of a case: the digests of its rows, and the payload of an action that carries them.

Everything recorded about a case is reached from an entry of the trail: the payload of an action binds who did it, when,
from which seat, its structure, its words and whom it told; the structure of the receipt binds what was said, the sealed
identity and the receipt itself; whatever brings files binds their rows, and their bytes by SHA-256. `evidence` holds
the rows against this.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from namro.ground.gate.context import canonical
from namro.ground.seals.models import Sealed
from namro.ground.seals.sealing import Shut
from namro.ground.trail.canonical import digest, microseconds, put
from namro.work.cases.models import Attachment, Case, Done, Receipt, ReporterName

if TYPE_CHECKING:
    from namro.work.cases.payload import Heard, Written

FORMAT = 2
"""The format of the payload. A change of it needs a new number and keeps the old one readable."""


def fresh_salt() -> bytes:
    """What keeps a digest from being guessed at once the text that it was made from is gone."""
    return secrets.token_bytes(16)


def payload_of(ref: str, done: Done, words: Mapping[str, str], told: Iterable[str]) -> dict[str, Any]:
    """What the trail's digest of an action covers. `words`: the digest of each part (`of_words`)."""
    return {
        "format": FORMAT,
        "case": ref,
        "seq": done.seq,
        "verb": done.verb,
        "step": done.step,
        "at": microseconds(done.at),
        "actor": done.actor_ref,
        "name": done.actor_name,
        "seat": done.seat,
        "office": done.office_id,
        "once": done.once or "",
        "data": dict(done.data),
        "words": dict(words),
        "told": sorted(told),
    }


def recount_of(ref: str, moved: Sequence[Sequence[str]]) -> dict[str, Any]:
    """What the trail's digest of a recount covers."""
    return {"case": ref, "moved": [list(one) for one in moved]}


def action_of(verb: str) -> str:
    """The action by which a verb is taken, as its entry names it."""
    return f"{_ELSEWHERE.get(verb, 'cases')}.{verb.replace('-', '_')}"


_ELSEWHERE = {"agree-identity": "seals", "answer-second-look": "panels"}


def of_words(words: Written) -> str:
    """One part of what was written with an action."""
    return digest("words", words.salt, words.body.encode())


def of_said(case: Case, said: Heard) -> str:
    """What was said, with the place and the summary that lists show of it."""
    told = {"values": said.values, "place": case.place_ref, "place_name": case.place_name, "summary": case.summary}
    return digest("said", said.salt, canonical(told))


def of_identity(sealed: Sealed | Shut) -> str:
    """Who it was, as it lies sealed: the row, not what is in it."""
    return digest("identity", b"", put(sealed.about, sealed.version, sealed.key_id, bytes(sealed.ciphertext)))


def of_receipt(receipt: Receipt) -> str:
    """The receipt: itself only hashes under a key, so that it needs no salt."""
    told = {"digest": receipt.digest, "draft": receipt.draft or "", "made_at": microseconds(receipt.made_at)}
    return digest("receipt", b"", canonical(told))


def of_name(case_ref: str, exact: str, plain: str, salt: bytes) -> str:
    """The keyed hashes by which a name finds a case: hashed again under the salt, so that equal names do not show."""
    return digest("name", salt, canonical({"case": case_ref, "exact": exact, "plain": plain}))


def of_name_row(case: Case, row: ReporterName) -> str:
    """The same of a row."""
    return of_name(case.ref, row.exact, row.plain, bytes(row.salt))


FILE_ROW = ("token", "path", "name", "kind", "media_type", "size", "sha256", "by_reporter", "for_reporter")


def of_file(file: Attachment) -> dict[str, Any]:
    """What an action's structure says of a file. The random token in its row is the salt of the row's digest."""
    told = {column: getattr(file, column) for column in FILE_ROW} | {"at": microseconds(file.at)}
    row = digest("file", b"", canonical(told))
    return {"sha256": file.sha256, "size": file.size, "kind": file.kind, "row": row}
