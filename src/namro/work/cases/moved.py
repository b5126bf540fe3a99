"""Dates that moved, for those who had the case when they did: the holder, and whoever assigns in its office. Of a clock
that has ended, for the office that had the case then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.ground.people.may import grants
from namro.rules.packs.current import the_pack
from namro.work.cases.history import procedure_of
from namro.work.cases.models import CaseClock, MovedDate, SeenMovedDates
from namro.work.cases.passages import stays_of
from namro.work.cases.scope import for_actor

MOST = 100
"""Dates that are shown, the newest first, and up to which the unseen are counted."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One date that moved. `before` or `after` None: no date could be said. `confirmed`: the day was provisional and is
    certain now. `why`: what changed, as `MovedDate.why` has it. `ended_at`: when the clock had ended; `was` and
    `is_now` then say how that counted before and counts by the day of now: "late", "kept", or "" where no day is said.
    `subject` is empty where the case was passed on since."""

    id: int
    ref: str
    number: str
    subject: str
    procedure_names: Mapping[str, str]
    clock_names: Mapping[str, str]
    before: date | None
    after: date | None
    confirmed: bool
    provisional: bool
    why: list[dict[str, Any]]
    at: datetime
    seen: bool
    ended_at: datetime | None
    was: str
    is_now: str


def _theirs(actor: Actor) -> QuerySet[MovedDate]:
    return _moved(*_told(actor))


def _told(actor: Actor) -> tuple[list[int], list[int], list[int]]:
    """The offices in which the actor assigns, then those in which they read what is theirs or nobody's, and the posts
    that they have there."""
    whole = [seat.office_id for seat in actor.seats if grants(seat.role, "cases.assign")]
    read = [seat for seat in actor.seats if seat.office_id not in whole and grants(seat.role, "cases.read")]
    return whole, [seat.office_id for seat in read], [seat.post_id for seat in read]


def _moved(whole: Collection[int], own: Collection[int], posts: Collection[int]) -> QuerySet[MovedDate]:
    of_one = Q(office_id__in=own) & (Q(post_id__in=posts) | Q(post_id__isnull=True))
    return MovedDate.objects.filter(Q(office_id__in=whole) | of_one)


def unseen(actor: Actor) -> int:
    """How many dates moved in the actor's cases since they last said that they had seen them; `MOST` + 1 for more."""
    user = int(actor.ref.removeprefix("user:")) if actor.kind == "staff" else 0
    return len(_unseen(user, *_told(actor)))


@Compiled
def _unseen(user: int, whole: Collection[int], own: Collection[int], posts: Collection[int]) -> QuerySet[Any, Any]:
    seen = SeenMovedDates.objects.filter(user_id=user).values("upto")[:1]
    upto = Coalesce(Subquery(seen), Value(0), output_field=BigIntegerField())
    return _moved(whole, own, posts).filter(pk__gt=upto).order_by("-pk").values_list("pk")[: MOST + 1]


def moved(actor: Actor, now: datetime) -> list[Moved]:
    """The dates that moved in the actor's cases, the newest first, of cases that they may still read or their office
    passed on. Where more than `MOST` are not seen yet, the first `MOST` of those, so that none is said to be seen that
    was never shown."""
    on = the_pack().calendar.local(now)
    user = int(actor.ref.removeprefix("user:")) if actor.kind == "staff" else 0
    upto = SeenMovedDates.objects.filter(user_id=user).values_list("upto", flat=True).first() or 0
    theirs = _theirs(actor).select_related("case")
    first = list(theirs.filter(pk__gt=upto).order_by("pk")[: MOST + 1])
    found = first[MOST - 1 :: -1] if len(first) > MOST else list(theirs.order_by("-pk")[:MOST])
    keys = {one.case_id for one in found}
    readable = set(for_actor(actor, on).filter(pk__in=keys).values_list("pk", flat=True))
    passed_on = {
        (case, stay.office) for case, had in stays_of(keys - readable).items() for stay in had if stay.last is not None
    }
    ends = CaseClock.objects.filter(case__in=keys, ended_at__isnull=False).order_by()
    ended = {(case, clock, run): at for case, clock, run, at in ends.values_list("case_id", "clock", "run", "ended_at")}
    return [
        _said(one, one.pk <= upto, one.case_id in readable, ended.get((one.case_id, one.clock, one.run)))
        for one in found
        if one.case_id in readable or (one.case_id, one.office_id) in passed_on
    ]


def _counts(ended_at: datetime | None, due_at: datetime | None) -> str:
    if ended_at is None or due_at is None:
        return ""
    return "late" if ended_at >= due_at else "kept"


def _said(one: MovedDate, seen: bool, readable: bool, ended_at: datetime | None) -> Moved:
    case, procedure = one.case, procedure_of(one.case.frozen_id)
    clock = procedure.clocks.get(one.clock)
    if ended_at is not None and ended_at > one.at:  # it still ran when its date moved
        ended_at = None
    return Moved(
        id=one.pk,
        ref=case.ref,
        number=(case.number if readable else "") or case.ref,
        subject=case.summary if readable else "",
        procedure_names=procedure.names,
        clock_names=clock.names if clock else {},
        before=one.before_on,
        after=one.after_on,
        confirmed=one.was_provisional and not one.provisional,
        provisional=one.provisional,
        why=one.why,
        at=one.at,
        seen=seen,
        ended_at=ended_at,
        was=_counts(ended_at, one.before_at),
        is_now=_counts(ended_at, one.after_at),
    )
