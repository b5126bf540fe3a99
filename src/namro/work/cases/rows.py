"""Cases on one line each: the rows of Today, of lists and of searches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.ground.people.models import Holding, in_force
from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.errors import OutsideCalendar
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import RECEIVED
from namro.work.cases.history import procedure_of
from namro.work.cases.models import Case
from namro.work.cases.narrowing import NOTHING, narrowed, own_offices
from namro.work.cases.searching import search, words_of
from namro.work.cases.walks import COUNTED, Found, Place, Walk, bookmark, found_on, place_of

MOST = 200
"""Rows of one page at most."""
_SHOWN = (
    "id", "ref", "number", "summary", "place_name", "procedure_id", "frozen_id", "state", "office_id", "office__names",
    "pending_office_id", "pending_office__names", "assignee_id", "next_due_clock", "next_due_on", "next_due_at",
    "received_at", "waits_for", "closed_at", "seq", "wrote_at", "erased_on",
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
    erased_on: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows, how many there are in all, which page of how many.

    `more`: there are more than `total`, which is then as far as was counted; `least`: perhaps more, since not all was
    looked through. On a page beyond the counted ones `total` is 0 and `page` above `pages`. `after`: the bookmark at
    which the list goes on where pages are no longer counted, or where looking stopped; `looked_to` is the day up to
    which it was looked when that was before the page was full.
    """

    rows: list[Any] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    more: bool = False
    after: str = ""
    looked_to: date | None = None
    least: bool = False


def working_days_left(calendar: Calendar, on: date, due_on: date | None) -> int | None:
    """Working days after `on` up to and with the date, negative when it is past; None where the calendar ends."""
    if due_on is None:
        return None
    try:
        return calendar.working_days_between(on, due_on)
    except OutsideCalendar:
        return None


def rows_of(ids: Sequence[int], actor: Actor, now: datetime) -> list[Row]:
    """The rows of these cases, in this order: two queries, whatever their number."""
    if not ids:
        return []
    calendar = the_pack().calendar
    on = calendar.local(now)
    cases = {line[0]: dict(zip(_SHOWN, line, strict=True)) for line in _lines(ids)}
    holders = holder_names({c["assignee_id"] for c in cases.values() if c["assignee_id"]}, on)
    own = own_offices(actor)
    return [_row(cases[id], holders, own, now, on, calendar) for id in ids if id in cases]


@Compiled
def _lines(ids: Collection[int]) -> QuerySet[Case, tuple[Any, ...]]:
    return Case.objects.filter(pk__in=ids).order_by().values_list(*_SHOWN)


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
        erased_on=c["erased_on"],
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
    for post, name in _held(posts, on):
        found.setdefault(post, name)
    return found


@Compiled
def _held(posts: Collection[int], on: date) -> QuerySet[Holding, tuple[Any, ...]]:
    held = Holding.objects.filter(in_force(on), post_id__in=posts).order_by("deputy", "id")
    return held.values_list("post_id", "user__name")


def rows(
    actor: Actor, now: datetime, *, text: str = "", page: int = 1, size: int = 50, after: str = "", **filters: Any
) -> Page:
    """A page of the cases that the actor may read, the newest first; those late or due soon the most pressing first.

    `filters`: those of `narrowed`. `text`: beginnings of words of number, reference, place, subject or kind, with or
    without accents. A value that nothing has finds nothing; a page beyond the last is the last. `after`: the bookmark
    of an earlier page, instead of a page number beyond the counted ones.
    """
    size = min(max(size, 1), MOST)
    (walk, words), place = _asked(actor, now, text, filters), bookmark(after)

    asked = size + 1 if place else min(max(page, 1) * size, COUNTED)
    if words:
        found = search(walk, words, asked, after=place)
    elif walk.asks:  # looked through once, for the page and the count
        found = found_on([walk], COUNTED + 1, after=place)[0]
    else:
        found = found_on([walk], asked, counted=0 if place else COUNTED + 1, after=place)[0]
    if place is not None:
        return _further(found, page, size, actor, now)
    total = min(found.count, COUNTED)
    pages = max(1, -(-total // size))
    at = min(max(page, 1), pages)
    shown = found.keys[(at - 1) * size : at * size]
    capped, end = found.count > COUNTED, found.looked_to
    goes_on = None
    if at == pages and (capped or end is not None):
        goes_on = end if end is not None and not capped else place_of(shown[-1])
    looked = end if at == pages and not capped and len(shown) < size else None
    return Page(
        rows_of([id for _, id in shown], actor, now), total, at, pages, capped or end is not None,
        str(goes_on or ""), _day_of(looked), not capped and end is not None,
    )  # fmt: skip


def _further(found: Found, page: int, size: int, actor: Actor, now: datetime) -> Page:
    """A page beyond the counted ones. `found`: one case more than stands on it, where there is one more."""
    shown, more = found.keys[:size], len(found.keys) > size
    goes_on = place_of(shown[-1]) if more else found.looked_to
    looked = None if more else found.looked_to
    return Page(
        rows_of([id for _, id in shown], actor, now), 0, max(page, 2), 1, goes_on is not None, str(goes_on or ""),
        _day_of(looked),
    )  # fmt: skip


def _asked(actor: Actor, now: datetime, text: str, filters: Mapping[str, Any]) -> tuple[Walk, list[str]]:
    """The walk and the words of a question. A text that holds no word, only signs, finds nothing."""
    words = words_of(text)
    return (NOTHING if text.strip() and not words else narrowed(actor, now, **filters)), words


Key = tuple[str, int]
"""Where a list goes on: the moment by which it is ordered (ISO 8601) and the id of the last case seen."""
LOOKS = 4
"""Times that a program's page is looked for before it is given shorter than it was asked for."""


def rows_after(
    actor: Actor, now: datetime, key: Key | None, *, size: int = 50, text: str = "", **filters: Any
) -> tuple[list[Row], Key | None]:
    """The cases that follow `key` in the list that `rows` would give for the same question, and where it goes on (None:
    there are no more). Costs the same wherever it goes on, and what comes in meanwhile shifts nothing.

    Where few of very many cases match, there may be fewer than `size`, or none, and still more further on.
    """
    size = min(max(size, 1), MOST)
    walk, words = _asked(actor, now, text, filters)
    place = Place(datetime.fromisoformat(key[0]), key[1]) if key is not None else None
    met: list[int] = []
    for _ in range(LOOKS):
        wanted = size - len(met)
        more = wanted + 1
        found = search(walk, words, more, after=place) if words else found_on([walk], more, after=place)[0]
        met += found.ids[:wanted]
        place = place_of(found.keys[wanted - 1]) if len(found.keys) > wanted else found.looked_to
        if len(met) >= size or place is None:
            break
    return rows_of(met, actor, now), (place.at.isoformat(), place.id) if place is not None else None


WALKED = 1_000_000
"""Cases of which parts are counted."""


@dataclass(frozen=True, slots=True)
class Every:
    """A list to its end, or a part of it. `total`: how many rows it has; `starts`: the bookmarks just before the first
    case of each of its parts; `more`: there are more than `WALKED`. Of a part `total` is its own, `starts` is empty."""

    total: int
    starts: list[str]
    more: bool
    rows: Iterator[Row]


def every_row(
    actor: Actor,
    now: datetime,
    *,
    most: int,
    text: str = "",
    at_once: int = MOST,
    part: str | None = None,
    **filters: Any,
) -> Every:
    """All cases of the list that `rows` would give, in parts of `most`: the first and where the others begin, or the
    `part` that begins at a bookmark; what comes in meanwhile shifts no part. Read `at_once` at a time."""
    walk, words = _asked(actor, now, text, filters)
    place = bookmark(part or "")
    ids: list[int] = []
    starts = [""]
    total = 0
    while True:
        wanted = min(COUNTED, most - total % most)
        found = search(walk, words, wanted + 1, after=place) if words else found_on([walk], wanted + 1, after=place)[0]
        here = found.ids[:wanted]
        if here and not total:
            first = place_of(found.keys[0])
            starts = [str(replace(first, id=first.id + (1 if walk.order.newest_first else -1)))]
        total += len(here)
        if total <= most:
            ids += here
        place = place_of(found.keys[wanted - 1]) if len(found.keys) > wanted else found.looked_to
        if place is None or (part is not None and total == most) or total >= WALKED:
            break
        if total and total % most == 0 and len(starts) <= total // most and here:
            starts.append(str(place))
    parts = (ids[start : start + at_once] for start in range(0, len(ids), at_once))
    made = (row for some in parts for row in rows_of(some, actor, now))
    return Every(
        total, [] if part is not None else starts[: max(1, -(-total // most))], part is None and place is not None, made
    )


def _day_of(place: Place | None) -> date | None:
    return the_pack().calendar.local(place.at) if place is not None else None


def paged(found: QuerySet[Any], page: int, size: int, made: Any) -> Page:
    """One page of what is counted whole; a page beyond the last is the last."""
    size = min(max(size, 1), MOST)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows: Iterable[Any] = made(found[(page - 1) * size : page * size]) if total else []
    return Page(list(rows), total, page, pages)
