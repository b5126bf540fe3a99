"""What can be done to tokens: made and revoked, by their holder or by whoever runs the server."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from namro.ground.gate.action import REGISTRY, action
from namro.ground.gate.context import current
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor, staff
from namro.ground.people.may import grants
from namro.ground.people.models import Token, User
from namro.ground.people.tokens import CALENDAR_READS, READ, RECEIVE, digest_of, new_secret, scope_of
from namro.rules.packs.current import the_pack
from namro.rules.packs.kinds import VERBS
from namro.rules.packs.refused import Refused

LONGEST = 366
"""Days for which a token holds at most."""
MOST = 20
"""Tokens that one person may have at a time."""
NAME = 60


@dataclass(frozen=True, slots=True)
class Made:
    """A fresh token and its secret, shown now and never kept."""

    token: Token
    secret: str


USED = frozenset(
    {f"cases.{verb.replace('-', '_')}" for verb in VERBS}
    | {RECEIVE, "cases.message", "cases.attach", "cases.hand_over"}
)
"""What programs have an address for: the steps of procedures, and what is done beside them."""


def open_to_tokens(user: User, now: datetime) -> list[str]:
    """What a token of this person may hold today, by name: nothing for which programs have no address."""
    may = (info.name for info in REGISTRY.values() if info.by_token and info.name in USED)
    return scope_of(staff(user, now), may)


def may_have_calendar(user: User, now: datetime) -> bool:
    """Whether this person reads due days of cases or of tasks, which a calendar shows."""
    return bool(_calendar_reads(user, now))


def _calendar_reads(user: User, now: datetime) -> list[str]:
    seats = staff(user, now).seats
    return sorted(name for name in CALENDAR_READS if any(grants(seat.role, name) for seat in seats))


@action("people.make_token", by_oneself=True, by_operator=True)
def make_token(
    user: User, *, kind: str, name: str, actions: Collection[str], last: date, actor: Actor, now: datetime
) -> Made:
    """Makes a token for a program: a part of what its holder may do, for a stated time.

    `last` is the last local day on which it holds. A calendar only reads what its
    holder reads of cases and of plans; a key for Open311 lets a program bring in
    what citizens ask for, and holds no action.
    """
    calendar = the_pack().calendar
    on = calendar.local(now)
    if kind not in Token.KINDS:
        raise Refused("people.token-kind", field="kind", kind=str(kind)[:20])
    called = " ".join(name.split())
    if not called or len(called) > NAME or not called.isprintable():
        raise Refused("people.token-name", field="name", most=NAME)
    if last < on or last > calendar.add_days(on, LONGEST):
        raise Refused("people.token-days", field="last", most=LONGEST)
    if Token.objects.filter(user=user, revoked_at__isnull=True, ends__gt=on).count() >= MOST:
        raise Refused("people.token-many", field="name", most=MOST)
    secret = new_secret()
    kept = Token.objects.create(
        user=user,
        kind=kind,
        name=called,
        digest=digest_of(secret),
        actions=_scope(user, kind, actions, now),
        begins=on,
        ends=calendar.add_days(last, 1),
    )
    current().carries({"token": kept.pk, "kind": kind, "actions": kept.actions, "last": last.isoformat()})
    return Made(kept, secret)


def _scope(user: User, kind: str, actions: Collection[str], now: datetime) -> list[str]:
    mine = open_to_tokens(user, now)
    if kind == Token.CALENDAR:
        if reads := _calendar_reads(user, now):
            return reads
        actions = [READ]
    elif kind == Token.OPEN311:
        if RECEIVE not in mine:
            raise Refused("people.token-not-yours", field="actions", name=RECEIVE)
        return []
    for name in actions:
        if name not in mine:
            raise Refused("people.token-not-yours", field="actions", name=str(name)[:60])
    if not actions:
        raise Refused("people.token-empty", field="actions")
    return sorted(set(actions))


@action("people.revoke_token", by_oneself=True, by_operator=True)
def revoke_token(user: User, *, token: int, actor: Actor, now: datetime) -> Token:
    """Ends a token at once. Raises `NotThere` where the person has no such token."""
    kept = Token.objects.filter(user=user, pk=token).first()
    if kept is None:
        raise NotThere
    if kept.revoked_at is not None:
        current().unchanged()
        return kept
    kept.revoked_at = now
    kept.save(update_fields=["revoked_at"])
    current().carries({"token": kept.pk})
    return kept
