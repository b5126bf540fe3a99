"""The running action: what it may add to its entry in the trail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from namro.ground.people.actors import Actor, Seat
from namro.ground.trail.record import Insert, Recorded, record


class Guarded(Protocol):
    """What an action is done to: a case, an office, a post, an account."""

    @property
    def guard_office_id(self) -> int | None: ...
    @property
    def guard_ref(self) -> str: ...
    @property
    def guard_kind(self) -> str: ...


class NoAction(RuntimeError):
    """The running action was asked for while none is running."""


@dataclass(slots=True)
class Running:
    """One action while it runs.

    `seat` is the seat that opened the gate (None for reporters, the system and the operator); a function that narrows
    to certain roles may set a narrower one. `office` and `about` may be set where the target is made by the action;
    `key` where the action has drawn the id of its entry (`fresh_keys(Entry)`): it then goes out with the rows that
    are put together next (`put_together`), or when the action ends.
    """

    name: str
    actor: Actor
    now: datetime
    about: Guarded | None
    seat: Seat | None
    reason: str | None = None
    payload: bytes | None = None
    object_kind: str = ""
    object_ref: str = ""
    office: str = ""
    key: int | None = None
    recorded: Recorded | None = None
    unwritten: Insert | None = None
    wrote: bool = False
    nothing_to_tell: bool = False
    outer: Running | None = field(default=None, repr=False)

    def because(self, reason: str) -> None:
        """Keeps the salted digest of `reason` in the entry, never its words."""
        self.reason = reason

    def carries(self, payload: bytes | Mapping[str, Any]) -> None:
        """Keeps the salted digest of `payload` in the entry; a mapping is put into canonical JSON first."""
        self.payload = payload if isinstance(payload, bytes) else canonical(payload)

    def is_about(self, target: Guarded) -> None:
        """Names what the action was done to, where the target only came to be inside it."""
        self.about = target

    def unchanged(self) -> None:
        """Says that nothing was done, because it had been done before (a form sent twice): no entry is written then.

        An action that says so and has written something all the same is refused by the gate.
        """
        self.nothing_to_tell = True

    def entry(self) -> Recorded:
        """Makes the entry now, once, and returns its id and salt, so that the action can keep them in its own rows.

        What is added to the running action afterwards does not reach the entry. If an action never asks, the gate
        writes the entry when its function has returned.
        """
        if self.recorded is None:
            about = self.about
            self.recorded = record(
                at=self.now,
                actor_ref=self.actor.ref,
                seat=str(self.seat) if self.seat else "",
                action=self.name,
                object_kind=self.object_kind or (about.guard_kind if about else ""),
                object_ref=self.object_ref or (about.guard_ref if about else ""),
                office=self.office or (self.seat.office_code if self.seat else ""),
                reason=self.reason,
                payload=self.payload,
                key=self.key,
            )
            self.unwritten = self.recorded.unwritten
        return self.recorded

    def still_to_write(self) -> Insert | None:
        """The statement of the entry while it has not gone to the database; whoever takes it must run it."""
        left, self.unwritten = self.unwritten, None
        return left


_running: ContextVar[Running | None] = ContextVar("namro_running_action", default=None)
_shut: ContextVar[bool] = ContextVar("namro_gate_shut", default=False)


@contextmanager
def shut() -> Iterator[None]:
    """While it lasts the gate opens to nobody: an action that would be taken raises Refused `gate.shut`. For a door
    that shows a form again as it was sent, whatever would have been done with it."""
    token = _shut.set(True)
    try:
        yield
    finally:
        _shut.reset(token)


def is_shut() -> bool:
    """Whether no action may be taken now."""
    return _shut.get()


def current() -> Running:
    """The action that is running. Raises `NoAction` outside one."""
    found = _running.get()
    if found is None:
        raise NoAction("No action is running here; call this from a function under @action.")
    return found


def running() -> Running | None:
    """The action that is running, or None."""
    return _running.get()


def canonical(payload: Mapping[str, Any]) -> bytes:
    """`payload` as canonical JSON: sorted keys, no spaces, UTF-8; dates and the like as text."""
    return _json(payload).encode()


_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode
