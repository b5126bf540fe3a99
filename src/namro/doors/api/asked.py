"""What every answer to a program starts from: the moment, the language asked for, and who comes by which token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest
from ninja.security import HttpBearer

from namro.doors import words
from namro.doors.throttle import Throttle
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Token
from namro.ground.people.tokens import Shown, shown
from namro.ground.texts import clean
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import Pack

missed = Throttle(300)
"""Tokens that opened nothing, from one address in ten minutes. A token is far too long to be found by trying."""


def now() -> datetime:
    """This moment, aware: the door's only look at the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Asked(words.Speech):
    """One request of a program. Speaks the language that it asked for (`rules.clocks.telling.Speech`)."""

    now: datetime
    on: date
    pack: Pack
    by: Shown | None = None

    @property
    def actor(self) -> Actor:
        """Whoever comes by the token. Raises `NotThere` without one."""
        if self.by is None:
            raise NotThere
        return self.by.actor


def asked(request: HttpRequest) -> Asked:
    """The request as the modules of this door read it."""
    at, pack = now(), the_pack()
    found = getattr(request, "auth", None)
    by = found if isinstance(found, Shown) else None
    return Asked(words.language_asked(request), at, pack.calendar.local(at), pack, by)


def address_of(request: HttpRequest) -> str:
    """Where a request came from, for the throttle only; never kept."""
    return str(request.META.get("REMOTE_ADDR", ""))


class ByToken(HttpBearer):
    """Whoever shows a token of kind `api` in the header Authorization."""

    def authenticate(self, request: HttpRequest, token: str) -> Shown | None:
        from time import monotonic

        if missed.full(address_of(request), monotonic()):
            return None
        found = shown(clean(token), Token.API, now())
        if found is None:
            missed.count(address_of(request), monotonic())
        return found
