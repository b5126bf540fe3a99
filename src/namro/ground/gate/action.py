"""`@action`: may → one transaction → the function → one entry in the trail → what waits for the commit."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from namro.ground.gate.context import Guarded, Running, _running, is_shut
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor, Seat
from namro.ground.people.may import limited, seat_for
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """One entry of the registry. Which roles may take it, the pack says (`matrix.roles_of`)."""

    name: str
    function: Callable[..., Any]
    doc: str
    by_reporter: bool
    by_operator: bool
    by_system: bool
    by_oneself: bool
    open_to_all: bool
    in_person: bool

    @property
    def by_token(self) -> bool:
        """Whether a token's scope may hold it: nothing about accounts, places, keys, and nothing marked `in_person`."""
        return not (self.in_person or self.by_oneself) and self.name.partition(".")[0] not in ONLY_IN_PERSON


ONLY_IN_PERSON = frozenset({"people", "places", "seals", "webhooks"})
"""Rooms whose actions are never taken by a token."""

REGISTRY: dict[str, ActionInfo] = {}
"""Every action by name; filled as the rooms' action modules are imported (`gate.apps`)."""


class BadAction(TypeError):
    """An action is declared or called in a way that the gate cannot work with. A programmer reads this."""


def action(
    name: str,
    *,
    target: Callable[..., Guarded | None] | None = None,
    by_reporter: bool = False,
    by_operator: bool = False,
    by_system: bool = False,
    by_oneself: bool = False,
    open_to_all: bool = False,
    in_person: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declares the function below as the action `name` ("room.verb"), the only way in which it is ever called.

    The first positional argument is what the action is done to, or None; `target` (called with the same arguments)
    says so where it is not. The function must be called with the keywords `actor` and `now` (aware).

    Staff need a seat whose role grants the action and reaches the target's office. Beyond staff: `by_reporter` lets a
    reporter act on their own case, `by_oneself` a member of staff on their own account (and on no other's) whatever
    their seats, `by_operator` the commands on the server, `by_system` scheduled work, `open_to_all` anyone (the
    citizens' door). `in_person`: never by a token.

    Raises `NotThere` both for what is not allowed and for what does not exist, before anything is read or written;
    Refused `gate.shut` for what is allowed, while a door keeps the gate shut (`context.shut`).
    An action may call another: the inner one joins the transaction, is asked for its own permission and leaves its own
    entry. Whatever the function raises undoes everything, the entry too.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        if name in REGISTRY and REGISTRY[name].function.__qualname__ != function.__qualname__:
            raise BadAction(f"Two functions call themselves the action {name!r}.")
        doc = (function.__doc__ or "").strip()
        if not doc:
            raise BadAction(f"The action {name!r} needs a docstring: its first line is shown to officers.")

        @functools.wraps(function)
        def gated(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, now = kwargs.get("actor"), kwargs.get("now")
            if not isinstance(actor, Actor) or not isinstance(now, datetime) or now.tzinfo is None:
                raise BadAction(f"{name}: call it with actor=Actor(…) and now=an aware datetime.")
            about = _target_of(target, args, kwargs)
            seat = _open(info, actor, about, now)
            if is_shut():
                raise Refused("gate.shut")
            running = Running(name, actor, now, about, seat, outer=_running.get())
            with transaction.atomic():
                token = _running.set(running)
                try:
                    result = function(*args, **kwargs)
                    _tell(running)
                finally:
                    _running.reset(token)
            return result

        info = ActionInfo(name, gated, doc, by_reporter, by_operator, by_system, by_oneself, open_to_all, in_person)
        REGISTRY[name] = info
        gated.action = info  # type: ignore[attr-defined]
        return gated

    return declare


def _target_of(
    target: Callable[..., Guarded | None] | None, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Guarded | None:
    if target is not None:
        return target(*args, **kwargs)
    first: Guarded | None = args[0] if args else None
    return first


def _tell(running: Running) -> None:
    """Writes the entry of an action that has done something and has not asked for its entry itself."""
    if not running.nothing_to_tell:
        running.entry()
        if (entry := running.still_to_write()) is not None:
            with connection.cursor() as cursor:
                cursor.execute(*entry)
    elif running.wrote or running.recorded:
        raise BadAction(f"{running.name} says that it changed nothing, and has written something.")


def _within(info: ActionInfo, actor: Actor) -> bool:
    """Whether the scope of the token by which the actor comes holds the action, and any token's may."""
    return info.by_token and not limited(actor, info.name)


def _open(info: ActionInfo, actor: Actor, about: Guarded | None, now: datetime) -> Seat | None:
    """The seat by which the gate opens (None where it opens without one). Raises `NotThere`."""
    if actor.limits is not None and not _within(info, actor):
        raise NotThere
    if actor.kind == "staff":
        if info.by_oneself:
            if about is not None and about.guard_ref == actor.ref:
                return actor.seats[0] if actor.seats else None
            raise NotThere
        office_id = None if about is None else about.guard_office_id
        seat = seat_for(actor, info.name, office_id, None, the_pack().calendar.local(now))
        if seat is not None:
            return seat
    elif actor.kind == "reporter":
        if info.by_reporter and about is not None and about.guard_ref == actor.case_ref:
            return None
    elif (actor.kind == "operator" and info.by_operator) or (actor.kind == "system" and info.by_system):
        return None
    if info.open_to_all:
        return None
    raise NotThere
