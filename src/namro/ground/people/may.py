"""May this actor do that, here, today? The roles of the pack say what, the tree of offices says where.

An office that has ended stays below its last parent, so that what it left behind is still found by those above it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db import connection
from django.db.models import Q

from namro.ground.people.actors import Actor, Seat
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack


def grants(role: str, action: str) -> bool:
    """Whether the pack lets `role` take `action`; a role may name a whole room ("cases.*")."""
    found = the_pack().roles.get(role)
    return found is not None and found.allows(action)


def limited(actor: Actor, action: str) -> bool:
    """Whether the actor comes by a token whose scope does not hold `action`."""
    return actor.limits is not None and action not in actor.limits


def holds(actor: Actor, action: str) -> bool:
    """Whether any seat grants `action` somewhere, within the scope of the token where the actor comes by one."""
    return not limited(actor, action) and any(grants(seat.role, action) for seat in actor.seats)


def offices_with(actor: Actor, action: str) -> set[int]:
    """The offices in which a seat of the actor itself grants the action."""
    return {seat.office_id for seat in actor.seats if grants(seat.role, action)}


def reaches(seat: Seat, office_id: int) -> bool:
    """Whether `office_id` lies within what the seat's role sees: its own office, all below it, or all."""
    if seat.office_id == office_id:
        return True
    found = the_pack().roles.get(seat.role)
    if found is None or found.sees == "own":
        return False
    if found.sees == "all":
        return True
    with connection.cursor() as cursor:  # asked before every action: building a query each time costs twice the answer
        cursor.execute("SELECT path FROM people_office WHERE id = %s", [office_id])
        row = cursor.fetchone()
    return row is not None and f"/{seat.office_id}/" in row[0]


def _seats(actor: Actor, action: str, office_id: int | None, roles: Collection[str] | None, on: date) -> Iterator[Seat]:
    if actor.kind != "staff" or limited(actor, action):
        return
    for seat in actor.seats:
        if roles is not None and seat.role not in roles:
            continue
        if grants(seat.role, action) and (office_id is None or reaches(seat, office_id)):
            yield seat


def seat_for(
    actor: Actor,
    action: str,
    office_id: int | None = None,
    roles: Collection[str] | None = None,
    on: date | None = None,
) -> Seat | None:
    """The seat by which `actor` may take `action` at `office_id` (None: at no office in particular), or None.

    The holder's own seat comes before a deputy's. `roles` narrows to those roles. `on` is the local day that
    the actor's seats were read for; it is named so that a caller says which day it asks about.
    """
    return next(_seats(actor, action, office_id, roles, on or date.min), None)


def may(
    actor: Actor, action: str, office_id: int | None = None, *, roles: Collection[str] | None = None, on: date
) -> bool:
    """Whether a seat of `actor` grants `action` and reaches the office on that local day."""
    return seat_for(actor, action, office_id, roles, on) is not None


def offices_in_scope(actor: Actor, on: date, right: str = "cases.read") -> set[int] | None:
    """The ids of the offices for which the actor has the `right` on the local day `on`; None means all of them.

    What is read goes by the room's right to read ("cases.read"): who administers accounts does not read cases, nor does
    an archivist, nor a token without that right. Only staff read by office; a reporter, and anyone without a seat,
    gets the empty set.
    """
    if actor.kind in ("system", "operator"):
        return None
    own: set[int] = set()
    if limited(actor, right):
        return own
    below = Q()
    for seat in actor.seats:
        role = the_pack().roles.get(seat.role)
        if role is None or not role.allows(right):
            continue
        if role.sees == "all":
            return None
        own.add(seat.office_id)
        if role.sees == "below":
            below |= Q(path__contains=f"/{seat.office_id}/")
    if below:
        own.update(Office.objects.filter(below).values_list("pk", flat=True))
    return own
