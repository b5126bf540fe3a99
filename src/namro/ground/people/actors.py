"""Who is acting: a member of staff with seats, a reporter with one case, the system itself, or the operator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet

from namro.ground.compiled import Compiled
from namro.ground.people.models import Holding, User, in_force
from namro.rules.packs.current import the_pack


@dataclass(frozen=True, slots=True)
class Seat:
    """A post that someone holds today, as plain values."""

    post_id: int
    office_id: int
    office_code: str
    office_kind: str
    role: str
    deputy: bool
    via: str = ""
    """The token through which it is used ("token 12"); empty for whoever signed in."""

    def __str__(self) -> str:
        through = f" ({self.via})" if self.via else ""
        return f"{self.role}@{self.office_code}{' (deputy)' if self.deputy else ''}{through}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with what they hold at that moment. `ref` is what the trail keeps; `name` never reaches it."""

    kind: Literal["staff", "reporter", "system", "operator"]
    ref: str
    name: str
    seats: tuple[Seat, ...] = ()
    case_ref: str | None = None
    limits: frozenset[str] | None = None
    """Where set, only these actions of what the seats grant: somebody who comes by a token."""


def staff(user: User, now: datetime) -> Actor:
    """The actor that `user` is at `now`, with the posts held on that local day.

    An account that is closed, or whose first password must still be changed, has no seats.
    """
    seats: tuple[Seat, ...] = ()
    if user.is_active and not user.must_change_password:
        on = the_pack().calendar.local(now)
        seats = tuple(Seat(*row) for row in _held(user.pk, on))
    return Actor("staff", f"user:{user.pk}", user.name, seats)


@Compiled
def _held(user: int, on: date) -> QuerySet[Holding, tuple[Any, ...]]:
    in_all = in_force(on) & in_force(on, "post__") & in_force(on, "post__office__")
    return (
        Holding.objects.filter(in_all, user_id=user)
        .order_by("deputy", "id")
        .values_list("post_id", "post__office_id", "post__office__code", "post__office__kind", "post__role", "deputy")
    )


def by_token(user: User, token_id: int, actions: Iterable[str], now: datetime) -> Actor:
    """The actor that `user` is at `now`, limited to `actions`; each seat says through which token it is used."""
    whole = staff(user, now)
    seats = tuple(replace(seat, via=f"token {token_id}") for seat in whole.seats)
    return replace(whole, seats=seats, limits=frozenset(actions))


def reporter(case_ref: str) -> Actor:
    """The person behind one case, known by their receipt. `case_ref` with or without its leading "case:"."""
    bare = case_ref.removeprefix("case:")
    return Actor("reporter", f"reporter:{bare}", "", (), f"case:{bare}")


def SYSTEM(name: str) -> Actor:
    """The system doing scheduled work, by the name of the job."""
    return Actor("system", f"job:{name}", name)


OPERATOR = Actor("operator", "operator:cli", "operator")
"""Whoever runs commands on the server itself."""
