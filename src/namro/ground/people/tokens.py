"""Tokens: what a program shows instead of a password. Found by a keyed hash; the secret is shown once and never kept.

Whoever comes by a token is its holder, with the seats of that day, limited to the actions in its scope. The seat that
the trail keeps says through which token it was used.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from namro.ground.people.actors import Actor, by_token
from namro.ground.people.may import grants
from namro.ground.people.models import Token, TokenUse, User
from namro.ground.seals.keyed import keyed_hash
from namro.rules.packs.current import the_pack

BEGINS_WITH = "namro_"
BYTES = 32
LONGEST = 100
"""Characters of a shown secret that are read at all."""
READ = "cases.read"
RECEIVE = "cases.receive"
CALENDAR_READS = (READ, "plans.read")
"""What a calendar may read: due days of cases, and of tasks."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A token that was shown and holds today, and who comes by it."""

    token: Token
    actor: Actor


def new_secret() -> str:
    """A fresh secret of 256 random bits, with a beginning by which a leaked one can be recognised."""
    return BEGINS_WITH + secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """The keyed hash under which a secret is kept, in hex."""
    return keyed_hash("people.token", secret[:LONGEST].encode("utf-8", "replace")).hex()


def shown(secret: str, kind: str, now: datetime) -> Shown | None:
    """The token of this secret and kind, if it holds on this day, its use noted; else None, for whatever reason.

    A token whose holder's account is closed is found, and its actor has no seats.
    """
    on = the_pack().calendar.local(now)
    kept = Token.objects.select_related("user", "use").filter(digest=digest_of(secret), kind=kind).first()
    if kept is None or kept.revoked_at is not None or not kept.begins <= on < kept.ends or not kept.user.is_active:
        return None
    note_use(kept, on)
    return Shown(kept, by_token(kept.user, kept.pk, kept.actions, now))


def note_use(kept: Token, on: date) -> None:
    """Notes the day, once a day."""
    if getattr(kept, "use", None) is None or kept.use.on != on:
        TokenUse.objects.update_or_create(token=kept, defaults={"on": on})


def scope_of(actor: Actor, by_token: Iterable[str]) -> list[str]:
    """What a token of this person may hold at most: of the actions that tokens may take those that their seats grant,
    and the right to read cases, which stands first; then by name."""
    known = {READ, *by_token}
    held = (name for name in known if any(grants(seat.role, name) for seat in actor.seats))
    return sorted(held, key=lambda name: (name != READ, name))


def tokens_of(user: User) -> list[Token]:
    """The tokens of a person, the newest first, those that no longer hold too."""
    return list(Token.objects.filter(user=user).select_related("use").order_by("-id"))


def last_used(kept: Token) -> date | None:
    """The last day on which the token was shown; None if it never was."""
    use = getattr(kept, "use", None)
    return use.on if use is not None else None
