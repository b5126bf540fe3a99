"""A plan's own document between the look at it and the plan made from it: kept closed for days, with what was typed.

It is for whoever brought it and for those who draft plans in the same office. Nothing in the database speaks of it;
what nobody goes on with is swept away when the next one comes. Beside each document (its token) lie its head, which
lists read, and what was typed on the look; what became of one that is gone is told for as many days.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds, offices_with
from namro.ground.seals.sealing import SealBroken, put_away, taken_out
from namro.rules.packs.refused import Refused

DAYS = 7
"""Days after which a document that nobody went on with is swept away."""
HEAD, TYPED = ".head", ".typed"
MOST_TYPED = 2_000_000
"""Characters of what is typed on one look."""
Fields = Sequence[tuple[str, str]]
"""The fields of a form as they were sent, each with its text."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a document that waits. `where`: what it is to become, "new" (a plan), "read" or "table" (lines of
    the plan `plan`). `by`: who brought it, `at` when; `kept_at`: when something was typed last. `mine`: the reader
    brought it."""

    token: str
    name: str
    where: str
    plan: str
    by: str
    mine: bool
    at: datetime
    kept_at: datetime | None = None
    kept_by: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits: its name and its bytes."""

    token: str
    name: str
    data: bytes
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed on a look. `stand`: changes each time something is kept, "" while nothing was; `page`: the key of
    the page that kept it."""

    fields: tuple[tuple[str, str], ...] = ()
    stand: str = ""
    page: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Went:
    """What became of a document: the plan that has it now, "" where it was thrown away; who did it and when."""

    name: str
    plan: str
    by: str
    at: datetime


def root() -> Path:
    """The folder of all documents that wait."""
    return Path(settings.NAMRO_HOME) / "plans-waiting"


def gone() -> Path:
    """The folder of what became of those that wait no more."""
    return Path(settings.NAMRO_HOME) / "plans-waited"


def keep(data: bytes, name: str, *, where: str = "new", plan: str = "", actor: Actor, now: datetime) -> str:
    """Keeps a document for the actor; gives back its token. `where`, `plan` as of `Head`. Raises `NotThere` for who may
    draft no plan."""
    if not holds(actor, "plans.draft"):
        raise NotThere
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(now)
    token = secrets.token_hex(12)
    head = {
        "by": actor.ref, "name": name[:200], "who": actor.name, "at": now.isoformat(), "where": where, "plan": plan,
        "offices": sorted(offices_with(actor, "plans.draft")),
    }  # fmt: skip
    said = json.dumps(head).encode()
    _write(root() / f"{token}{HEAD}", f"plan:{token}{HEAD}", said)
    _write(root() / token, f"plan:{token}", said + b"\n" + data)
    return token


def opened(token: str, *, actor: Actor) -> Waiting:
    """The document of that token. Raises `NotThere`, also for what somebody of another office brought."""
    head, _, data = _read(root() / _sane(token), f"plan:{token}").partition(b"\n")
    said = json.loads(head)
    if not _for(said, actor):
        raise NotThere
    return Waiting(token, str(said["name"]), data, said["by"] == actor.ref)


def waits(actor: Actor) -> list[Head]:
    """All that waits for the actor, the newest first. No query."""
    if not holds(actor, "plans.draft") or not root().is_dir():
        return []
    found = []
    for path in root().glob(f"*{HEAD}"):
        token = path.name.removesuffix(HEAD)
        try:
            said = json.loads(_read(path, f"plan:{path.name}"))
        except (NotThere, SealBroken):  # thrown away meanwhile, or closed by another key
            continue
        if not _for(said, actor) or not (root() / token).exists():
            continue
        typed = _typed(token)
        at, mine = datetime.fromisoformat(said["at"]), said["by"] == actor.ref
        whose = (str(said["name"]), str(said["where"]), str(said["plan"]), str(said["who"]))
        found.append(Head(token, *whose, mine, at, typed.at, typed.by))
    return sorted(found, key=lambda one: (one.at, one.token), reverse=True)


def typed(token: str, *, actor: Actor) -> Typed:
    """What was typed on the look at a document. Raises `NotThere` as `opened`."""
    _own(token, actor)
    return _typed(token)


def keep_typed(
    token: str, fields: Iterable[tuple[str, str]], *, stand: str | None, page: str, actor: Actor, now: datetime
) -> str:
    """Keeps what is typed on a look; gives back how it stands now. `stand`: how it stood where the page of that key was
    made; None for whatever it is.

    Raises `NotThere` as `opened`, and Refused `plans.typed-elsewhere` where another page kept something else since,
    `plans.typed-too-much`: then what lies there stays.
    """
    _own(token, actor)
    there = _typed(token)
    said = tuple(fields)
    if there.fields == said:
        return there.stand
    if stand is not None and there.stand != stand and not (page and there.page == page):
        raise Refused("plans.typed-elsewhere", name=there.by)
    if sum(len(name) + len(text) for name, text in said) > MOST_TYPED:
        raise Refused("plans.typed-too-much")
    new = secrets.token_hex(8)
    body = {"fields": said, "stand": new, "page": page, "who": actor.name, "at": now.isoformat()}
    path = root() / f"{token}{TYPED}"
    beside = path.with_name(f"{path.name}-{new}")
    _write(beside, f"plan:{path.name}", json.dumps(body).encode())
    beside.replace(path)
    for one in (root() / token, root() / f"{token}{HEAD}"):  # what somebody works on is not swept away
        if one.exists():
            os.utime(one)
    return new


def forget(token: str, *, plan: str = "", actor: Actor, now: datetime) -> None:
    """Takes it away: the plan `plan` has it, or (none) whoever brought it does not want it. Raises `NotThere`."""
    kept = opened(token, actor=actor)
    if not plan and not kept.mine:
        raise NotThere
    head = json.loads(_read(root() / token, f"plan:{token}").partition(b"\n")[0])
    went = {**head, "went": plan, "who": actor.name, "at": now.isoformat()}
    gone().mkdir(parents=True, exist_ok=True, mode=0o700)
    (gone() / token).unlink(missing_ok=True)
    _write(gone() / token, f"plan-went:{token}", json.dumps(went).encode())
    _away(token)


def went(token: str, *, actor: Actor) -> Went:
    """What became of a document that waited for the actor. Raises `NotThere`."""
    said = json.loads(_read(gone() / _sane(token), f"plan-went:{token}"))
    if not _for(said, actor):
        raise NotThere
    return Went(str(said["name"]), str(said["went"]), str(said["who"]), datetime.fromisoformat(said["at"]))


def _for(said: dict[str, Any], actor: Actor) -> bool:
    """Whether it waits for the actor: who brought it, or who drafts plans where that one does."""
    if not holds(actor, "plans.draft"):
        return False
    return said["by"] == actor.ref or not offices_with(actor, "plans.draft").isdisjoint(said.get("offices", ()))


def _own(token: str, actor: Actor) -> None:
    """Raises `NotThere` for what does not wait for the actor; reads the head only, where there is one."""
    path = root() / f"{_sane(token)}{HEAD}"
    if not path.exists():
        opened(token, actor=actor)
    elif not _for(json.loads(_read(path, f"plan:{path.name}")), actor):
        raise NotThere


def _sane(token: object) -> str:
    if not (isinstance(token, str) and token.isascii() and token.isalnum() and len(token) == 24):
        raise NotThere
    return token


def _typed(token: str) -> Typed:
    path = root() / f"{token}{TYPED}"
    try:
        said = json.loads(_read(path, f"plan:{path.name}"))
    except (NotThere, SealBroken):  # nothing typed, or a broken disk left half of it: the document itself still waits
        return Typed()
    fields = tuple((str(name), str(text)) for name, text in said["fields"])
    at = datetime.fromisoformat(said["at"])
    return Typed(fields, str(said["stand"]), str(said["page"]), str(said["who"]), at)


def _read(path: Path, about: str) -> bytes:
    try:
        return taken_out(about, path.read_bytes())
    except FileNotFoundError:
        raise NotThere from None


def _write(path: Path, about: str, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(put_away(about, content))


def _away(token: str) -> None:
    for path in (root() / f"{token}{HEAD}", root() / f"{token}{TYPED}", root() / token):
        path.unlink(missing_ok=True)


def _sweep(now: datetime) -> None:
    """Takes away what nobody went on with for `DAYS`, whole, and what is told of what became of others."""
    for folder in (root(), gone()):
        for old in folder.iterdir() if folder.is_dir() else ():
            try:
                age = now.timestamp() - old.stat().st_mtime
            except FileNotFoundError:
                continue
            if age <= DAYS * 86_400:
                continue
            if folder == root() and old.name.isalnum():
                _away(old.name)
            elif folder != root() or not (root() / old.name[:24]).exists():
                old.unlink(missing_ok=True)
