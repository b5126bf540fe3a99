"""Which cases a list is about, as walks along the indexes: the lists of Today, and the filters, which combine.

One filter leads, the one that usually leaves fewest cases and has an index in the order of the list; the others are
asked of each case on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import F, Q

from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.ground.places.models import Unit
from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.errors import OutsideCalendar
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import RECEIVED
from namro.work.cases.conditions import IMPORTED
from namro.work.cases.scope import APART, WROTE, branches, whole
from namro.work.cases.walks import LONGEST_STILL, LONGEST_UNREAD, NEWEST, PRESSING, Branch, Walk

SOON = 3
"""Working days within which a date is near."""
LATE, NEW, DUE, WAITING = PARTS = ("late", "new", "soon", "waiting")
NEAR = "near"
"""Every open case whose day is near, those that are new among them."""
_OPEN = Q(closed_at__isnull=True)
NOTHING = Walk((), NEWEST)


def own_offices(actor: Actor) -> frozenset[int]:
    """The offices in which the actor holds a post."""
    return frozenset(seat.office_id for seat in actor.seats)


def soon_until(calendar: Calendar, on: date) -> date:
    """The last day that is near."""
    try:
        return calendar.add_working_days(on, SOON)
    except OutsideCalendar:
        return on


def part_of(name: str, actor: Actor, now: datetime, calendar: Calendar, among: Sequence[Branch] | None = None) -> Walk:
    """One of the four lists of Today (each open case is in at most one of them), or `NEAR`. `among`: the branches of
    the actor's scope, or those of them that are asked for."""
    on = calendar.local(now)
    scope = branches(actor, on) if among is None else among
    own = own_offices(actor)
    not_late = Q(next_due_at__isnull=True) | Q(next_due_at__gt=now)
    new = Q(state=RECEIVED, pending_office__isnull=True) | Q(pending_office__in=own)
    until = soon_until(calendar, on)
    soon = Q(next_due_on__lte=until)
    match name:
        case "late":
            late = _OPEN & Q(next_due_at__lte=now)
            return Walk(tuple(b.and_also(late, Q()) for b in scope), PRESSING)
        case "soon" | "near":
            near = _OPEN & Q(next_due_at__gt=now, next_due_at__lte=calendar.midnight_after(until))
            besides = soon if name == NEAR else ~new & soon
            return Walk(tuple(b.and_also(near, besides) for b in scope), PRESSING)
        case "new":
            here = [b.and_also(Q(state=RECEIVED), _OPEN & not_late & Q(pending_office__isnull=True)) for b in scope]
            coming = [b.and_also(Q(pending_office__in=own), _OPEN & not_late) for b in scope] if own else []
            return Walk((*here, *coming), NEWEST)
        case "waiting":
            later = _OPEN & not_late & ~new & (Q(next_due_on__isnull=True) | ~soon)
            return Walk(
                tuple(b.and_also(_OPEN & Q(waits_for=who), later) for b in scope for who in ("reporter", "other")),
                LONGEST_STILL,
            )
        case _:
            return NOTHING


def unread(actor: Actor, on: date, among: Sequence[Branch]) -> tuple[Walk, Walk, Walk]:
    """Where something that a reporter wrote waits to be read: one's own cases, those that nobody has, the others; what
    has waited longest first. `among`: the branches of the actor's scope."""
    posts = [seat.post_id for seat in actor.seats]
    reads = whole(actor, on)
    mine = tuple(Branch(WROTE & Q(assignee_id=post), reads) for post in posts)
    nobodys, others = Q(assignee__isnull=True), Q(assignee__isnull=False) & ~Q(assignee__in=posts)
    return (
        Walk(mine, LONGEST_UNREAD),
        Walk(tuple(b.and_also(WROTE, nobodys) for b in among), LONGEST_UNREAD),
        Walk(tuple(b.and_also(WROTE, others) for b in among), LONGEST_UNREAD),
    )


def narrowed(
    actor: Actor,
    now: datetime,
    *,
    state: str = "",
    procedure: str = "",
    late: bool | None = None,
    part: str = "",
    office: int | None = None,
    assignee: int | str | None = None,
    place: str = "",
    channel: str = "",
    first: date | None = None,
    last: date | None = None,
    open: bool | None = None,
    wrote: bool = False,
    imported: int | None = None,
) -> Walk:
    """The cases that the actor may read and that meet every filter.

    `part`: late, soon, new, waiting, near. `assignee`: a post, "mine" or "nobody". `place`: a unit by reference, with
    all that lies below it. `first`, `last`: local days of the receipt. `wrote`: those only whose reporter wrote
    something that nobody has read. `imported`: those that came in with that file. A value that
    nothing has finds nothing.
    """
    calendar = the_pack().calendar
    on = calendar.local(now)
    scope, reads = branches(actor, on), whole(actor, on)
    if office is not None:
        scope = tuple(_of_office(branch, office) for branch in scope)
    if part == LATE or (late and not part):
        walk, used = part_of(LATE, actor, now, calendar, scope), {"late"}
    elif part:
        walk, used = part_of(part, actor, now, calendar, scope), set[str]()
    elif wrote:
        walk, used = Walk(tuple(b.and_also(WROTE, Q()) for b in scope), NEWEST), {"wrote"}
    elif isinstance(assignee, int) or assignee == "mine":
        posts = [assignee] if isinstance(assignee, int) else [seat.post_id for seat in actor.seats]
        rest = reads & (Q(office_id=office) if office is not None else Q())
        walk, used = Walk(tuple(Branch(Q(assignee_id=post), rest) for post in posts), NEWEST), {"assignee"}
    elif place and len(refs := refs_below(place)) <= APART:
        rest = reads & (Q(office_id=office) if office is not None else Q())
        walk, used = Walk(tuple(Branch(Q(place_ref=ref), rest) for ref in refs), NEWEST), {"place"}
    elif state:
        walk, used = Walk(tuple(b.and_also(Q(state=state), Q()) for b in scope), NEWEST), {"state"}
    elif open or (open is False and not any(branch.driver for branch in scope)):
        walk, used = Walk(tuple(b.and_also(Q(closed_at__isnull=open), Q()) for b in scope), NEWEST), {"open"}
    elif procedure and all(not branch.driver for branch in scope):
        walk, used = Walk(tuple(b.and_also(Q(procedure_id=procedure), Q()) for b in scope), NEWEST), {"procedure"}
    else:
        walk, used = Walk(scope, NEWEST), set[str]()
    asked = Q()
    if state and "state" not in used:
        asked &= Q(state=state)
    if procedure and "procedure" not in used:
        asked &= Q(procedure_id=procedure)
    if wrote and "wrote" not in used:
        asked &= WROTE
    if imported is not None:
        asked &= Q(**{IMPORTED: imported})
    if channel:
        asked &= Q(channel=channel)
    if late is not None and "late" not in used:
        is_late = Q(closed_at__isnull=True, next_due_at__lte=now)
        asked &= is_late if late else ~is_late
    if place and "place" not in used:
        asked &= Q(place_ref__in=refs_below(place))
    if open is not None and "open" not in used:
        asked &= Q(closed_at__isnull=open)
    if assignee == "nobody":
        asked &= Q(assignee__isnull=True)
    elif assignee is not None and "assignee" not in used:
        posts = [assignee] if isinstance(assignee, int) else [seat.post_id for seat in actor.seats]
        asked &= Q(assignee__in=posts)
    found = _received(walk.asking(asked), calendar, first, last)
    reach = offices_in_scope(actor, on) if office is None else (office,)
    return replace(found, offices=tuple(sorted(reach))) if reach is not None and len(reach) <= APART else found


def _of_office(branch: Branch, office: int) -> Branch:
    """The branch, of this office alone."""
    if not branch.driver:
        return Branch(Q(office_id=office), branch.rest)
    return branch.and_also(Q(), Q(office_id=office))


def _received(walk: Walk, calendar: Calendar, first: date | None, last: date | None) -> Walk:
    """The walk from one day of receipt to another, along the index where it goes by the receipt."""
    days = Q()
    if first is not None:
        days &= Q(received_at__gte=calendar.start_of(first))
    if last is not None:
        days &= Q(received_at__lt=calendar.midnight_after(last))
    if not days:
        return walk
    if walk.order != NEWEST:
        return walk.asking(days)
    return Walk(tuple(b.and_also(days, Q()) for b in walk.branches), walk.order)


def refs_below(ref: str) -> list[str]:
    """The references of a unit and of all that lay below it while it stood; the reference alone where no unit has
    it."""
    edition, _, code = ref.partition(":")
    unit = Unit.objects.filter(edition_id=edition, code=code).first()
    if unit is None:
        return [ref]
    below = (
        Unit.objects.filter(line__startswith=unit.line).exclude(ends__lte=unit.begins).exclude(ends__lte=F("begins"))
    )
    if unit.ends is not None:
        below = below.exclude(begins__gte=unit.ends)
    return sorted(f"{edition}:{code}" for edition, code in below.values_list("edition_id", "code"))
