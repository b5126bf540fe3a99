"""Places: found by today's or a former name, listed by what they lie in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from namro.doors.api.asked import Asked, asked
from namro.doors.api.cursors import MOST, USUAL, after, cursor_after
from namro.doors.api.shapes import PlaceOut, PlacesOut, Problem
from namro.doors.api.strict import unknown_value
from namro.doors.api.wire import Pointed
from namro.ground.places import queries
from namro.ground.places.models import Unit
from namro.rules.packs.refused import Refused

router = Router(tags=["places"])
FOUND = 20
"""Most places that a name finds."""
WRONG = {404: Problem, 422: Problem}


@router.get("/places", response={200: PlacesOut, **WRONG}, operation_id="find-places")
def find_places(
    request: HttpRequest,
    q: Annotated[str | None, Query(max_length=100)] = None,
    within: Annotated[str | None, Query(max_length=40, pattern=r"^[0-9A-Za-z]+$")] = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    on: date | None = None,
    lowest: bool = False,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
) -> dict[str, Any]:
    """With `q` the units that a name (today's or a former one, with or without accents) may mean, the likeliest first;
    without it all units on a day by code, below `within` where that is named."""
    ask = asked(request)
    day = on or ask.on
    known = _kinds(request, kind)
    if q:
        found = queries.find(q, day, within, FOUND if known else min(limit, FOUND), lowest=lowest)
        if known:
            found = [hit for hit in found if hit.unit.kind in known][:limit]
        names = queries.paths([hit.unit for hit in found], ask.lang, day)
        return {"items": [_place(ask, hit.unit, names[hit.unit.pk], hit) for hit in found], "next": None}
    return _listed(ask, day, within, kind, lowest, cursor, limit)


def _kinds(request: HttpRequest, kind: str | None) -> frozenset[str]:
    """The kinds of unit that are meant: one, or all of a level; none where none is named. Raises `Fault` (422)."""
    if kind is None:
        return frozenset()
    every = queries.kinds()
    found = frozenset(one.id for one in every if kind in (one.id, one.level))
    if not found:
        raise unknown_value(request, "kind", list(dict.fromkeys([*(k.level for k in every), *(k.id for k in every)])))
    return found


def _listed(
    ask: Asked, day: date, within: str | None, kind: str | None, lowest: bool, text: str | None, limit: int
) -> dict[str, Any]:
    question = {"places": within, "kind": kind, "on": day, "lowest": lowest}
    last = after(text, question)
    try:
        listing = queries.listing(day, within=within, kind=kind)
    except Refused as refused:
        raise Pointed(refused, parameter="within" if refused.field == "code" else refused.field or "") from refused
    if lowest:
        listing = listing.filter(lowest=True)
    if last is not None:
        listing = listing.filter(code__gt=str(last[0]))
    units = list(listing[: limit + 1])
    names = queries.paths(units[:limit], ask.lang, day)
    more = cursor_after(question, (units[limit - 1].code,)) if len(units) > limit else None
    return {"items": [_place(ask, unit, names[unit.pk]) for unit in units[:limit]], "next": more}


@router.get("/places/{ref}", response={200: PlaceOut, **WRONG}, operation_id="one-place")
def one_place(request: HttpRequest, ref: str) -> dict[str, Any]:
    """One unit by its reference ("2025:00070")."""
    ask = asked(request)
    unit = queries.unit_at(ref)
    return _place(ask, unit, queries.path(unit, ask.lang))


def _place(ask: Asked, unit: Unit, path: str, hit: queries.Found | None = None) -> dict[str, Any]:
    return {
        "ref": unit.ref,
        "code": unit.code,
        "name": queries.name_of(unit, ask.lang),
        "path": path,
        "kind": unit.kind,
        "level": unit.level,
        "begins": unit.begins,
        "ends": unit.ends,
        "lowest": unit.lowest,
        "former": [queries.name_of(former.unit, ask.lang) for former in (hit.former if hit else ())],
    }
