"""A plan's own document between the look at it and the plan made from it: kept closed, by whoever brought it, for days.

Nothing in the database speaks of it; what nobody finishes is swept away when the next one comes.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds
from namro.ground.seals.sealing import put_away, taken_out

DAYS = 7
"""Days after which a document that nobody finished is swept away."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits: its name and its bytes."""

    token: str
    name: str
    data: bytes


def root() -> Path:
    """The folder of all documents that wait."""
    return Path(settings.NAMRO_HOME) / "plans-waiting"


def keep(data: bytes, name: str, *, actor: Actor, now: datetime) -> str:
    """Keeps a document for the actor; gives back its token. Raises `NotThere` for who may draft no plan."""
    if not holds(actor, "plans.draft"):
        raise NotThere
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in root().iterdir():
        if now.timestamp() - old.stat().st_mtime > DAYS * 86_400:
            old.unlink(missing_ok=True)
    token = secrets.token_hex(12)
    head = json.dumps({"by": actor.ref, "name": name[:200]}).encode()
    handle = os.open(root() / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(put_away(f"plan:{token}", head + b"\n" + data))
    return token


def opened(token: str, *, actor: Actor) -> Waiting:
    """The document of that token. Raises `NotThere`, also for what somebody else brought."""
    if not (isinstance(token, str) and token.isascii() and token.isalnum() and len(token) == 24):
        raise NotThere
    try:
        whole = taken_out(f"plan:{token}", (root() / token).read_bytes())
    except FileNotFoundError:
        raise NotThere from None
    head, _, data = whole.partition(b"\n")
    said = json.loads(head)
    if said["by"] != actor.ref or not holds(actor, "plans.draft"):
        raise NotThere
    return Waiting(token, str(said["name"]), data)


def forget(token: str) -> None:
    """Takes it away: a plan was made from it, or nobody wants it."""
    (root() / token).unlink(missing_ok=True)
