"""What the trail binds of this room: the digest of an act, of all acts of a deed, and the payload of its entry.

The payload lies under the salt of its deed, so that what stands in the trail says nothing of the words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from namro.ground.gate.context import canonical
from namro.ground.trail.canonical import microseconds

if TYPE_CHECKING:
    from namro.work.plans.models import Clause, Deed, KeptFile

FORMAT = 1
"""The format of the payload. A change of it needs a new number and keeps the old one readable."""


def of_act(about: str, seq: int, verb: str, data: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """The digest of one act, in hex."""
    told = {"about": about, "seq": seq, "verb": verb, "data": dict(data), "words": dict(words)}
    return hashlib.sha256(canonical(told)).hexdigest()


def of_acts(digests: Iterable[str]) -> str:
    """The digest of all acts of a deed, in whichever order they come."""
    made = hashlib.sha256()
    for one in sorted(digests):
        made.update(bytes.fromhex(one))
    return made.hexdigest()


def of_clause(clause: Clause, parent: int | None, instead: int | None = None) -> str:
    """The digest of a clause; `parent` is the order of the one it is a part of, `instead` that of the one whose wording
    it took the place of."""
    told = {"nth": clause.nth, "label": clause.label, "text": clause.text, "parent": parent}
    told |= {"instead": instead} if instead is not None else {}
    return hashlib.sha256(canonical(told)).hexdigest()


FILE_ROW = ("token", "path", "name", "kind", "media_type", "size", "sha256")


def of_file(file: KeptFile) -> dict[str, Any]:
    """What an act says of a file that it brought."""
    row = hashlib.sha256(canonical({column: getattr(file, column) for column in FILE_ROW})).hexdigest()
    return {"name": file.name, "sha256": file.sha256, "size": file.size, "row": row}


def payload_of(deed: Deed) -> dict[str, Any]:
    """What the trail's digest of a deed covers."""
    return {
        "format": FORMAT,
        "action": deed.action,
        "ref": deed.ref,
        "at": microseconds(deed.at),
        "actor": deed.actor_ref,
        "name": deed.actor_name,
        "seat": deed.seat,
        "once": deed.once or "",
        "acts": deed.acts,
        "count": deed.count,
    }
