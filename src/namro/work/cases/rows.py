"""Cases on one line each: the rows of Today, of lists and of searches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from namro.ground.people.actors import Actor
from namro.ground.people.models import Holding, in_force
from namro.ground.places.fold import fold
from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.errors import OutsideCalendar
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import RECEIVED
from namro.work.cases.history import procedure_of
from namro.work.cases.models import Case
from namro.work.cases.scope import WROTE, for_actor

SOON = 3
"""Working days within which a date is near."""
MOST = 200
"""Rows of one page at most."""
LATE, NEW, DUE, WAITING = PARTS = ("late", "new", "soon", "waiting")
NEAR = "near"
"""Every open case whose day is near, those that are new among them."""
_SHOWN = (
    "id", "ref", "number", "summary", "place_name", "procedure_id", "frozen_id", "state", "office_id", "office__names",
    "pending_office_id", "pending_office__names", "assignee_id", "next_due_clock", "next_due_on", "next_due_at",
    "received_at", "waits_for", "closed_at", "seq", "wrote_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One case on one line. Names are texts by language. `reason` (a key, with `params`) says why it is in its list.

    `wrote_at`: since when something that the reporter wrote or sent waits to be read; None when nothing does.
    """

    pk: int
    ref: str
    number: str
    procedure_names: Mapping[str, str]
    summary: str
    place: str
    office_names: Mapping[str, str]
    state_names: Mapping[str, str]
    due_clock_names: Mapping[str, str] | None
    due_on: date | None
    due_at: datetime | None
    working_days_left: int | None
    late: bool
    holder: str
    reason: str
    params: dict[str, object]
    received_at: datetime
    waits_for: str
    seq: int
    open: bool = True
    wrote_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows, how many there are in all, which page of how many."""

    rows: list[Any] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1


def own_offices(actor: Actor) -> frozenset[int]:
    """The offices in which the actor holds a post."""
    return frozenset(seat.office_id for seat in actor.seats)


def soon_until(calendar: Calendar, on: date) -> date:
    """The last day that is near."""
    try:
        return calendar.add_working_days(on, SOON)
    except OutsideCalendar:
        return on


def part_of(name: str, actor: Actor, now: datetime, calendar: Calendar) -> Q:
    """The condition for one of the four lists of Today (each open case is in at most one of them), or for `NEAR`."""
    late = Q(next_due_at__lte=now)
    new = Q(state=RECEIVED, pending_office__isnull=True) | Q(pending_office__in=own_offices(actor))
    soon = Q(next_due_on__lte=soon_until(calendar, calendar.local(now)))
    is_open = Q(closed_at__isnull=True)
    not_late = Q(next_due_at__isnull=True) | Q(next_due_at__gt=now)
    match name:
        case "late":
            return is_open & late
        case "new":
            return is_open & not_late & new
        case "soon":
            return is_open & not_late & ~new & soon
        case "near":
            return is_open & not_late & soon
        case "waiting":
            later = Q(next_due_on__isnull=True) | ~soon
            return is_open & not_late & ~new & later & Q(waits_for__in=("reporter", "other"))
        case _:
            return Q(pk__in=())


def working_days_left(calendar: Calendar, on: date, due_on: date | None) -> int | None:
    """Working days after `on` up to and with the date, negative when it is past; None where the calendar ends."""
    if due_on is None:
        return None
    try:
        return calendar.working_days_between(on, due_on)
    except OutsideCalendar:
        return None


def rows_of(found: QuerySet[Case], actor: Actor, now: datetime) -> list[Row]:
    """The rows of these cases, in their order: two queries, whatever their number."""
    return rows_of_several([found], actor, now)[0]


def rows_of_several(found: Sequence[QuerySet[Case]], actor: Actor, now: datetime) -> list[list[Row]]:
    """The rows of several lists: a query for each and one for who holds the posts in all of them."""
    calendar = the_pack().calendar
    on = calendar.local(now)
    lists = [list(cases.values(*_SHOWN)) for cases in found]
    holders = holder_names({c["assignee_id"] for cases in lists for c in cases if c["assignee_id"]}, on)
    own = own_offices(actor)
    return [[_row(c, holders, own, now, on, calendar) for c in cases] for cases in lists]


def _row(
    c: Mapping[str, Any], holders: Mapping[int, str], own: frozenset[int], now: datetime, on: date, calendar: Calendar
) -> Row:
    procedure = procedure_of(c["frozen_id"])
    is_open = c["closed_at"] is None
    late = is_open and c["next_due_at"] is not None and c["next_due_at"] <= now
    clock = procedure.clocks.get(c["next_due_clock"]) if is_open else None
    reason, params = _reason(c, own, late, clock.names if clock else None)
    return Row(
        pk=c["id"],
        ref=c["ref"],
        number=c["number"],
        procedure_names=procedure.names,
        summary=c["summary"],
        place=c["place_name"],
        office_names=c["office__names"],
        state_names=procedure.states[c["state"]].names,
        due_clock_names=clock.names if clock else None,
        due_on=c["next_due_on"] if is_open else None,
        due_at=c["next_due_at"] if is_open else None,
        working_days_left=working_days_left(calendar, on, c["next_due_on"]) if is_open else None,
        late=late,
        holder=holders.get(c["assignee_id"] or 0, ""),
        reason=reason if is_open else "",
        params=params if is_open else {},
        received_at=c["received_at"],
        waits_for=c["waits_for"],
        seq=c["seq"],
        open=is_open,
        wrote_at=c["wrote_at"],
    )


def _reason(
    c: Mapping[str, Any], own: frozenset[int], late: bool, clock: Mapping[str, str] | None
) -> tuple[str, dict[str, object]]:
    """Why a case is in its list: the key of a sentence, and what stands in it."""
    due: dict[str, object] = {"clock": dict(clock or {}), "day": c["next_due_on"]}
    if late:
        return "late", due
    if c["pending_office_id"] in own and c["pending_office_id"] is not None:
        return "on-its-way-to-you", {"office": c["office__names"]}
    if c["state"] == RECEIVED and c["pending_office_id"] is None:
        return "new", {}
    if c["pending_office_id"] is not None:
        return "waits-for-other-office", {"office": c["pending_office__names"]}
    if c["waits_for"] in ("reporter", "other"):
        return f"waits-for-{c['waits_for']}", {}
    return ("due", due) if clock else ("paused-none", {})


def holder_names(posts: Collection[int], on: date) -> dict[int, str]:
    """Who holds these posts on that day, by post; the holder before a deputy."""
    if not posts:
        return {}
    found: dict[int, str] = {}
    held = Holding.objects.filter(in_force(on), post_id__in=posts).order_by("deputy", "id")
    for post, name in held.values_list("post_id", "user__name"):
        found.setdefault(post, name)
    return found


def rows(actor: Actor, now: datetime, *, page: int = 1, size: int = 50, **asked: Any) -> Page:
    """A page of the cases that the actor may read, the newest first; those late or due soon the most pressing first.

    `asked`: what `_narrowed` takes. A value that nothing has finds nothing.
    """
    found = _narrowed(actor, now, **asked)
    column = _order(asked.get("late"), asked.get("part", ""))
    ordered = found.order_by(column, "-id" if column.startswith("-") else "id")
    return paged(ordered, page, size, lambda some: rows_of(some, actor, now))


Key = tuple[str, int]
"""Where a list goes on: the moment by which it is ordered (ISO 8601) and the id of the last case seen."""


def rows_after(
    actor: Actor, now: datetime, key: Key | None, *, size: int = 50, **asked: Any
) -> tuple[list[Row], Key | None]:
    """The cases that follow `key` in the list that `rows` would give for the same question, and where it goes on (None:
    there are no more). Costs the same wherever it goes on, and what comes in meanwhile shifts nothing."""
    column = _order(asked.get("late"), asked.get("part", ""))
    name, down = column.lstrip("-"), column.startswith("-")
    found = _narrowed(actor, now, **asked)
    if key is not None:
        at, beyond = datetime.fromisoformat(key[0]), "lt" if down else "gt"
        found = found.filter(Q(**{f"{name}__{beyond}": at}) | Q(**{name: at, f"id__{beyond}": key[1]}))
    size = min(max(size, 1), MOST)
    made = rows_of(found.order_by(column, "-id" if down else "id")[: size + 1], actor, now)
    if len(made) <= size:
        return made, None
    last = made[size - 1]
    moment = last.received_at if down else last.due_at
    return made[:size], (moment.isoformat() if moment else "", last.pk)


def _order(late: bool | None, part: str) -> str:
    """The column by which a list is ordered: what is pressing by its date, everything else the newest first."""
    return "next_due_at" if late or part in (LATE, DUE, NEAR) else "-received_at"


def _narrowed(
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
    open: bool | None = None,
    wrote: bool = False,
    text: str = "",
    imported: int | None = None,
) -> QuerySet[Case]:
    """The cases that the actor may read, narrowed.

    `part`: late, soon, new, waiting, near. `assignee`: a post, "mine" or "nobody". `wrote`: those only whose reporter
    wrote something that nobody has read. `text`: parts of number, reference, place or subject, with or without accents.
    `imported`: those that came in with that file.
    """
    calendar = the_pack().calendar
    found = for_actor(actor, calendar.local(now), WROTE) if wrote else for_actor(actor, calendar.local(now))
    if state:
        found = found.filter(state=state)
    if procedure:
        found = found.filter(procedure_id=procedure)
    if late is not None:
        condition = Q(closed_at__isnull=True, next_due_at__lte=now)
        found = found.filter(condition if late else ~condition)
    if part:
        found = found.filter(part_of(part, actor, now, calendar))
    if office is not None:
        found = found.filter(office_id=office)
    if place:
        found = found.filter(place_ref=place)
    if open is not None:
        found = found.filter(closed_at__isnull=open)
    if imported is not None:
        found = found.filter(imported__source=imported)
    if assignee == "mine":
        found = found.filter(assignee__in=[seat.post_id for seat in actor.seats])
    elif assignee == "nobody":
        found = found.filter(assignee__isnull=True)
    elif isinstance(assignee, int):
        found = found.filter(assignee_id=assignee)
    return matching(found, text)


def matching(found: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those of the cases in whose number, reference, place or subject every word of `text` stands."""
    for word in fold(text[:200]).split()[:8]:
        found = found.filter(folded__contains=word)
    return found


def paged(found: QuerySet[Any], page: int, size: int, made: Any) -> Page:
    """One page; a page beyond the last is the last."""
    size = min(max(size, 1), MOST)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows: Iterable[Any] = made(found[(page - 1) * size : page * size]) if total else []
    return Page(list(rows), total, page, pages)
