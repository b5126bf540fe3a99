"""Requests for a second look as offices read them, and as figures that anybody may read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from namro.ground.compiled import Compiled
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_with
from namro.rules.packs.current import the_pack
from namro.rules.packs.second_looks import ANSWER
from namro.work.cases.bands import LEAST, Band, banded
from namro.work.cases.models import Case, SecondLook
from namro.work.cases.scope import for_actor

SEE = "cases.see_second_look"
SHOWN = 50
"""Rows of each list."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the actor: requests to look at, how many of them late, and what their own office was not told."""

    to_answer: int
    late: int
    news: int


def waiting(actor: Actor, now: datetime) -> Waiting:
    """One statement; none for whoever has nothing to do with it."""
    panels, own = offices_with(actor, ANSWER), offices_with(actor, SEE)
    found = _waiting(panels, own, now)
    return Waiting(*found[0]) if found else Waiting(0, 0, 0)


@Compiled
def _waiting(panels: Collection[int], own: Collection[int], now: datetime) -> QuerySet[SecondLook, tuple[Any, ...]]:
    mine = Q(office_id__in=panels, answered_at__isnull=True)
    news = Q(case__office_id__in=own, heard=False)
    found = SecondLook.objects.filter(mine | news).order_by().annotate(all=Value(1)).values("all")
    return found.annotate(
        to_answer=Count("pk", filter=mine),
        late=Count("pk", filter=mine & Q(reasons_at__lte=now)),
        news=Count("pk", filter=news),
    ).values_list("to_answer", "late", "news")


@dataclass(frozen=True, slots=True)
class Lists:
    """`to_answer`: what the actor's office has to look at, the first due first. `answered`: what it answered, the
    latest first. `ours`: requests about cases that the actor reads, those not yet noted first."""

    to_answer: list[SecondLook]
    answered: list[SecondLook]
    ours: list[SecondLook]


def may_read(actor: Actor) -> bool:
    """Whether the lists concern the actor."""
    return bool(offices_with(actor, ANSWER) or offices_with(actor, "cases.read"))


def lists(actor: Actor, on: date) -> Lists:
    """The lists of the actor on that local day, each up to `SHOWN` rows."""
    rows = SecondLook.objects.select_related("case__office", "office", "own_office")
    panels = offices_with(actor, ANSWER)
    theirs = rows.filter(office_id__in=panels)
    ours: list[SecondLook] = []
    if offices_with(actor, "cases.read"):
        ours = list(rows.filter(case__in=for_actor(actor, on)).order_by("heard", "-asked_at", "-id")[:SHOWN])
    return Lists(
        list(theirs.filter(answered_at__isnull=True).order_by("reasons_at", "id")[:SHOWN]),
        list(theirs.filter(answered_at__isnull=False).order_by("-answered_at", "-id")[:SHOWN]),
        ours,
    )


def look(actor: Actor, pk: int) -> SecondLook:
    """A request to the actor's own office. Raises `NotThere`."""
    mine = SecondLook.objects.filter(pk=pk, office_id__in=offices_with(actor, ANSWER))
    found = mine.select_related("case__office", "case__frozen", "case__assignee", "office").first()
    if found is None:
        raise NotThere
    return found


def looks_at(case: Case) -> list[SecondLook]:
    """The requests about a case that a scoped query gave, the first first."""
    return list(SecondLook.objects.filter(case=case).select_related("office").order_by("nth"))


# --- figures --------------------------------------------------------------------------------------------------------

IN_TIME, LATE, OPEN = STANDS = ("in-time", "late", "open")
"""How a request stands at the end of the time for its year, in the order of the cells."""
FIRST_MONTH = 4
"""A year's figures are those of the last day of March after it, and never change afterwards."""


@dataclass(frozen=True, slots=True)
class Year:
    """The requests of one year: how many, how they stood (bands over `STANDS`), and what came of those that were
    answered (bands over `kinds`, the outcomes in the pack's order; none where they would give a small number away)."""

    year: int
    n: int
    stands: list[Band]
    outcomes: list[Band]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The years that can be published, the newest first; the next one and the day from which it is."""

    years: list[Year]
    next_year: int
    next_on: date


def figures(now: datetime) -> Figures:
    """The public figures. Years with fewer than `LEAST` requests are not among them."""
    pack = the_pack()
    on = pack.calendar.local(now)
    last = on.year - 1 if on.month >= FIRST_MONTH else on.year - 2
    outcomes = list(pack.second_looks.outcomes) if pack.second_looks is not None else []
    rows = SecondLook.objects.filter(year__lte=last).order_by()
    counted = rows.values("year").annotate(n=Count("pk")).filter(n__gte=LEAST).order_by("-year")
    years = [_year(cell["year"], cell["n"], outcomes) for cell in counted]
    return Figures(years, last + 1, date(last + 2, FIRST_MONTH, 1))


def _year(year: int, n: int, outcomes: Sequence[str]) -> Year:
    until = the_pack().calendar.start_of(date(year + 1, FIRST_MONTH, 1))
    stands, ended = dict.fromkeys(STANDS, 0), dict.fromkeys(outcomes, 0)
    rows = SecondLook.objects.filter(year=year).values_list("answered_at", "reasons_at", "outcome")
    for answered, due, outcome in rows:
        if answered is None or answered >= until:
            stands[OPEN] += 1
            continue
        stands[IN_TIME if answered < due else LATE] += 1
        ended[outcome] = ended.get(outcome, 0) + 1
    bands, told = published(list(stands.values()), list(ended.values()))
    return Year(year, n, bands, told, tuple(ended))


def published(stands: Sequence[int], outcomes: Sequence[int]) -> tuple[list[Band], list[Band]]:
    """The bands over `STANDS`, and those over the outcomes of the answered ones. Pure.

    The sum of the outcomes says how many were answered. They are left out where that would make one of the few: where
    few are open, and where what is late stands in one band with what is open.
    """
    bands = banded(stands)
    few_open = 0 < stands[STANDS.index(OPEN)] < LEAST
    apart = all(band.first != STANDS.index(LATE) or band.last != STANDS.index(OPEN) for band in bands)
    return bands, banded(outcomes) if apart and not few_open else []
