"""The desk of a post: everything that it has, and to whom each kind of it may go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from namro.ground.compiled import Compiled
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import grants, may, offices_in_scope
from namro.ground.people.models import Post
from namro.rules.packs.current import the_pack
from namro.work.cases.history import procedure_of
from namro.work.cases.models import Case, DeskHeir
from namro.work.cases.offices import Hand, hands_at, heirs_of
from namro.work.cases.rows import Row, holder_names, rows_of
from namro.work.cases.scope import WROTE, for_actor

HAND_OVER = "cases.hand_over_desk"
PART = 200
"""Cases that are handed over in one action at most: what others can wait for on a database with one writer."""
SHOWN = 50
"""Cases that the page names, those due first."""
LATEST = 20
"""Hand-overs that an heir is shown, the newest first."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The cases of one kind on a desk: how many, how many of them in the next part, and who may be given them."""

    id: str
    names: Mapping[str, str]
    cases: int
    in_part: int
    heirs: tuple[Hand, ...]


@dataclass(frozen=True, slots=True)
class PostDesk:
    """Everything that a post has: open cases, and closed ones in which something waits to be read.

    `rows`: the first of them, those due first. `part`: how many go in one action; `seen`: a digest of which these are,
    by which it is noticed when the desk changed meanwhile.
    """

    post: Post
    holder: str
    cases: int
    open: int
    unread: int
    kinds: tuple[Kind, ...]
    rows: list[Row]
    part: int
    seen: str


def on_the_desk(post: Post) -> QuerySet[Case]:
    """What a post has to hand over, in the order in which it goes."""
    return Case.objects.filter(Q(closed_at__isnull=True) | WROTE, assignee=post, office=post.office_id).order_by("pk")


def may_hand_over(actor: Actor, office_id: int, on: date) -> bool:
    """Whether the actor hands desks of that office over."""
    return actor.kind == "operator" or may(actor, HAND_OVER, office_id, on=on)


def offices_handed_over(actor: Actor, on: date) -> set[int] | None:
    """The offices whose desks the actor hands over; None means all."""
    if actor.kind == "operator":
        return None
    seats = tuple(seat for seat in actor.seats if grants(seat.role, HAND_OVER))
    return offices_in_scope(replace(actor, seats=seats), on)


def desk_of(actor: Actor, post_id: int, now: datetime) -> PostDesk:
    """The desk of a post that the actor may hand over. Raises `NotThere`."""
    on = the_pack().calendar.local(now)
    post = Post.objects.select_related("office").filter(pk=post_id).first()
    if post is None or not may_hand_over(actor, post.office_id, on):
        raise NotThere
    mine = on_the_desk(post)
    first = mine.order_by(F("next_due_at").asc(nulls_last=True), "pk").values_list("pk", flat=True)[:SHOWN]
    part = list(mine.values_list("pk", "procedure_id")[:PART])
    counted = mine.aggregate(
        cases=Count("pk"), open=Count("pk", filter=Q(closed_at__isnull=True)), unread=Count("pk", filter=WROTE)
    )
    return PostDesk(
        post=post,
        holder=holder_names([post.pk], on).get(post.pk, ""),
        cases=counted["cases"],
        open=counted["open"],
        unread=counted["unread"],
        kinds=_kinds(post, mine, part, on),
        rows=rows_of(list(first), actor, now),
        part=len(part),
        seen=seen([pk for pk, _ in part]),
    )


def seen(ids: Collection[int]) -> str:
    """A digest of which cases these are."""
    return sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:32]


def _kinds(post: Post, mine: QuerySet[Case], part: list[tuple[int, str]], on: date) -> tuple[Kind, ...]:
    counted: dict[str, int] = {}
    versions: dict[str, list[str]] = {}
    for kind, version, n in mine.order_by().values_list("procedure_id", "frozen_id").annotate(n=Count("pk")):
        counted[kind] = counted.get(kind, 0) + n
        versions.setdefault(kind, []).append(version)
    going = [kind for _, kind in part]
    return tuple(
        Kind(
            kind,
            procedure_of(versions[kind][0]).names,
            n,
            going.count(kind),
            tuple(heirs_for(post, versions[kind], on)),
        )
        for kind, n in sorted(counted.items())
    )


def heirs_for(post: Post, versions: Collection[str], on: date) -> list[Hand]:
    """Who at the office of the post may go on with all cases of these versions of a procedure."""
    among: set[str] | None = None
    for version in versions:
        roles = set(heirs_of(post.role, procedure_of(version)))
        if roles:
            among = roles if among is None else among & roles
    if among is not None and not among:
        return []
    return [hand for hand in hands_at(post.office_id, on, sorted(among or ())) if hand.post_id != post.pk]


def open_by_post(posts: Collection[int]) -> dict[int, int]:
    """How many open cases these posts have, those that have any: a number for whoever is about to end one."""
    found = Case.objects.filter(assignee_id__in=posts, closed_at__isnull=True).order_by()
    return {post: n for post, n in found.values_list("assignee_id").annotate(n=Count("pk")) if post is not None}


@dataclass(frozen=True, slots=True)
class Inherited:
    """What somebody was given of a desk: from whom, by whom, why, and the cases of it that they may still read."""

    id: int
    from_name: str
    from_role: str
    by: str
    reason: str
    at: datetime
    cases: int
    rows: list[Row]
    seen: bool


def unseen(actor: Actor) -> int:
    """How many cases were handed over to the actor in whole desks since they last said that they had seen it."""
    posts = [seat.post_id for seat in actor.seats]
    return sum(len(cases) for (cases,) in _unseen(posts))


@Compiled
def _unseen(posts: Collection[int]) -> QuerySet[DeskHeir, tuple[Any, ...]]:
    return DeskHeir.objects.filter(post_id__in=posts, seen_at=None).values_list("cases")[:LATEST]


def inherited(actor: Actor, now: datetime) -> list[Inherited]:
    """The latest hand-overs of whole desks to posts of the actor, the newest first."""
    on = the_pack().calendar.local(now)
    posts = [seat.post_id for seat in actor.seats]
    found = list(DeskHeir.objects.filter(post_id__in=posts).select_related("handed__post")[:LATEST])
    wanted = {pk for one in found for pk in one.cases[:SHOWN]}
    readable = for_actor(actor, on, Q(pk__in=wanted)).order_by(F("next_due_at").asc(nulls_last=True), "pk")
    order = list(readable.values_list("pk", flat=True)) if wanted else []
    rows = {row.pk: row for row in rows_of(order, actor, now)}
    return [
        Inherited(
            id=one.pk,
            from_name=one.handed.from_name,
            from_role=one.handed.post.role,
            by=one.handed.actor_name,
            reason=one.handed.reason,
            at=one.handed.at,
            cases=len(one.cases),
            rows=[rows[pk] for pk in order if pk in set(one.cases) and pk in rows],
            seen=one.seen_at is not None,
        )
        for one in found
    ]
