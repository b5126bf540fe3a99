"""What is asked about places. Every question names its local day `on`; None means as things stand last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Min, Q, QuerySet

from namro.ground.fetch import Fetch
from namro.ground.places.crosswalk import (
    Mapped,
    Predecessor,
    Successor,
    follow,
    map_units,
    predecessors,
    successors,
)
from namro.ground.places.models import Change, Edition, Kind, Unit, standing
from namro.ground.places.search import Former, Found, find, suggest
from namro.ground.places.shares import Share
from namro.ground.recent import Recent
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused

__all__ = [
    "Former", "Found", "Mapped", "Predecessor", "Successor", "by_ref", "children", "covered", "find", "follow", "kinds",
    "listing", "listing_begins", "map_units", "name_of", "origins", "path", "paths", "predecessors", "successors",
    "suggest", "today_of", "unit", "unit_at",
]  # fmt: skip


def unit(code: str, on: date) -> Unit:
    """The unit that has this code on that day; a reference ("2025:00070") is understood too.

    Raises `Refused`: `places.unknown` (never a code), `places.other-day` (at other times only), `places.before-first`
    (the data begins later).
    """
    if ":" in code:
        found = by_ref(code)
        if found.stands(on):
            return found
        raise _other_day(found, on)
    there = Unit.objects.filter(standing(on), code=code).first()
    if there is not None:
        return there
    covered(on)
    other = Unit.objects.filter(code=code).order_by("-begins").first()
    if other is not None:
        raise _other_day(other, on)
    raise Refused("places.unknown", field="code", value=code[:40])


def covered(on: date) -> None:
    """Raises `Refused("places.before-first")` for a day before the first that the data covers."""
    first = listing_begins()
    if first is not None and on < first:
        raise Refused("places.before-first", field="on", on=on, first=first)


def _other_day(found: Unit, on: date) -> Refused:
    return Refused(
        "places.other-day",
        field="code",
        value=found.code,
        name=name_of(found),
        begins=found.begins,
        ends=found.ends or "–",
        on=on,
    )


def by_ref(ref: str) -> Unit:
    """The unit of a reference such as "2025:00070". Raises `Refused("places.unknown")`."""
    edition, _, code = ref.partition(":")
    if not code or len(ref) > LONGEST_REF:
        raise Refused("places.unknown", field="code", value=ref[:40])
    return _units.get(ref, lambda: _by_ref(edition, code))


LONGEST_REF = 64
_units: Recent[Unit] = Recent()
_above_of: Recent[dict[str, list[Unit]]] = Recent()


def _by_ref(edition: str, code: str) -> Unit:
    found = _unit.first(edition, code)
    if found is None:
        raise Refused("places.unknown", field="code", value=f"{edition}:{code}"[:40])
    return found


_unit = Fetch(Unit, where="t0.edition_id = %s AND t0.code = %s")


def _by_code(codes: frozenset[str]) -> dict[str, list[Unit]]:
    """The units that ever had one of these codes, the latest first."""
    found: dict[str, list[Unit]] = {}
    for row in Unit.objects.filter(code__in=codes).order_by("-begins"):
        found.setdefault(row.code, []).append(row)
    return found


def unit_at(ref: str) -> Unit:
    """The unit of a reference that stands in an address. Raises `Refused("gate.not-found")` for any other text."""
    try:
        return by_ref(ref)
    except Refused:
        raise Refused("gate.not-found") from None


def children(code: str, on: date, *, kind: str | None = None) -> list[Unit]:
    """The units directly below a code on that day, by code; with `kind` only those of that kind or level."""
    unit(code, on)
    return list(_of_kind(Unit.objects.filter(standing(on), parent_code=code), kind).order_by("code"))


def listing(on: date, *, within: str | None = None, kind: str | None = None) -> QuerySet[Unit]:
    """All units of a day by code: under a code (without itself), of a kind or level.

    The name of the lowest level also brings units of a higher one that had nothing below them, so that the whole
    country is covered exactly once. Raises `Refused`: as `unit`, and `places.unknown-kind`.
    """
    if within is not None:
        above = unit(within, on)
        chosen = Unit.objects.filter(standing(on), line__startswith=above.line).exclude(pk=above.pk)
        if above.lowest:
            chosen = Unit.objects.filter(pk=above.pk)
    else:
        covered(on)
        chosen = Unit.objects.filter(standing(on))
    return _of_kind(chosen, kind).order_by("code")


def _of_kind(units: QuerySet[Unit], kind: str | None) -> QuerySet[Unit]:
    if kind is None:
        return units
    known = list(Kind.objects.order_by("depth"))
    if kind in {k.level for k in known}:
        lowest = Q(lowest=True) if kind == known[-1].level else Q()
        return units.filter(Q(level=kind) | lowest) if lowest else units.filter(level=kind)
    if kind not in {k.id for k in known}:
        raise Refused(
            "places.unknown-kind", field="kind", kind=kind[:40],
            known=", ".join(dict.fromkeys([*(k.level for k in known), *(k.id for k in known)])),
        )  # fmt: skip
    return units.filter(kind=kind)


def kinds() -> list[Kind]:
    """All kinds, the highest level first."""
    return list(Kind.objects.order_by("depth", "id"))


def kinds_in_short() -> dict[str, tuple[str, ...]]:
    """By kind of unit every way to write it before a name: "phường", "p." """
    return {kind.id: tuple(kind.short) for kind in Kind.objects.all()}


def name_of(unit: Unit, lang: str | None = None) -> str:
    """Kind and name as they are said in a language (the pack's first one unless named): "phường Hoàn Kiếm"."""
    said: dict[str, str] = unit.said
    return said.get(lang or "") or said.get(the_pack().languages[0]) or next(iter(said.values()), unit.code)


def path(unit: Unit, lang: str | None = None, on: date | None = None) -> str:
    """The unit's name and those above it: "phường Hoàn Kiếm, thành phố Hà Nội".

    As they were called on the day `on`; without it, at the end of the unit's time or as things stand last.
    """
    return paths([unit], lang, on)[unit.pk]


def paths(units: Iterable[Unit], lang: str | None = None, on: date | None = None) -> dict[int, str]:
    """`path` of many units by id, in one query."""
    units = list(units)
    lines = {u.pk: u.line.strip("/").split("/") for u in units}
    codes = frozenset(code for line in lines.values() for code in line[:-1])
    above = _above_of.get(codes, lambda: _by_code(codes))
    names: dict[int, str] = {}
    said: dict[int, str] = {}
    for u in units:
        higher = (_above(u, above.get(code, []), on) for code in reversed(lines[u.pk][:-1]))
        chain = [u, *(row for row in higher if row is not None)]
        for link in chain:
            if link.pk not in said:
                said[link.pk] = name_of(link, lang)
        names[u.pk] = ", ".join(said[link.pk] for link in chain)
    return names


def _above(unit: Unit, rows: Sequence[Unit], on: date | None) -> Unit | None:
    """Which of the rows (latest first) stood above the unit."""
    if on is not None and unit.stands(on):
        return next((row for row in rows if row.stands(on)), None)
    return next(
        (r for r in rows if (unit.ends is None or r.begins < unit.ends) and (r.ends is None or r.ends > unit.begins)),
        None,
    )


def listing_begins() -> date | None:
    """The first day that the data covers; None if there is none."""
    found: date | None = Edition.objects.aggregate(first=Min("begins"))["first"]
    return found


def origins(unit: Unit) -> list[Predecessor]:
    """What the unit came from, by its own changes: whole ones first, then by code. Empty for the first units."""
    found = [
        Predecessor(change.source, Share(change.share, change.low, change.high, change.basis))
        for change in Change.objects.filter(target=unit).select_related("source")
    ]
    return sorted(found, key=lambda p: (not p.share.whole, -p.share.ppm, p.unit.code))


def today_of(unit: Unit, on: date) -> Unit | None:
    """The one unit that has the whole of `unit` on that day; None if it is divided or not yet there."""
    if on < unit.begins:
        return None
    found = successors(unit, on)
    return found[0].unit if len(found) == 1 and found[0].share.whole else None
