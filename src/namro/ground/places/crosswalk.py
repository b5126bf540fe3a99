"""From a unit to what it became, and back: the changes followed from day to day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q

from namro.ground.places.models import Change, Unit, standing
from namro.ground.places.shares import Share, Way, settle
from namro.rules.packs.refused import Refused

CHUNK = 5_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that another became, and the share of the other that went there."""

    unit: Unit
    share: Share
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A unit that another came from, and the share of this one that went into the other."""

    unit: Unit
    share: Share


@dataclass(frozen=True, slots=True)
class Mapped:
    """One line of a crosswalk: of `source`, `share` lies in `target`."""

    source: Unit
    target: Unit
    share: Share


def successors(unit: Unit, on: date) -> list[Successor]:
    """What `unit` is on the day `on`: itself, or what it became, the largest share first. Empty if it is nowhere.

    A unit whose level was abolished is followed through the units below it, counted evenly (basis `equal`).
    Raises `Refused("places.backwards")` for a day before the unit began.
    """
    if on < unit.begins:
        raise Refused("places.backwards", unit=unit.ref, begins=unit.begins, on=on)
    return follow([unit], on)[unit.pk]


def predecessors(unit: Unit, on: date) -> list[Predecessor]:
    """The lowest or directly named units of the day `on` that went into `unit`, whole ones first, then by code."""
    if on >= unit.begins:
        return [Predecessor(s.unit, s.share) for s in successors(unit, on) if s.unit.pk == unit.pk]
    found: dict[int, Unit] = {}
    edge = {unit.pk}
    while edge:
        sources = [c.source for c in Change.objects.filter(target_id__in=edge).select_related("source")]
        found.update({s.pk: s for s in sources if s.stands(on)})
        edge = {s.pk for s in sources if s.begins > on}
    shares = follow(list(found.values()), unit.begins)
    made = [Predecessor(found[pk], s.share) for pk, became in shares.items() for s in became if s.unit.pk == unit.pk]
    return sorted(made, key=lambda p: (not p.share.whole, -p.share.ppm, p.unit.code))


def follow(units: Sequence[Unit], on: date) -> dict[int, list[Successor]]:
    """For each unit (by id) what it is on the day `on`, in as few queries as there were rounds of changes."""
    known: dict[int, Unit] = {unit.pk: unit for unit in units}
    likely: set[tuple[int, int]] = set()
    arrived: dict[int, list[tuple[int, Way]]] = {unit.pk: [] for unit in units}
    moving: dict[int, list[tuple[int, Way]]] = {unit.pk: [(unit.pk, Way())] for unit in units}
    while moving:
        ended = {at for ways in moving.values() for at, _ in ways if not known[at].stands(on)}
        changes = _changes_of(ended, known)
        below = _below([known[pk] for pk in ended if any(c.target_id is None for c in changes.get(pk, ()))], known)
        still: dict[int, list[tuple[int, Way]]] = {}
        for source, ways in moving.items():
            for at, way in ways:
                if at not in ended:
                    arrived[source].append((at, way))
                    continue
                for change in changes.get(at, ()):
                    if change.target_id is not None:
                        share = Share(change.share, change.low, change.high, change.basis)
                        still.setdefault(source, []).append((change.target_id, way.through(share)))
                        if change.likely:
                            likely.add((source, change.target_id))
                    else:
                        for child in below[at]:
                            still.setdefault(source, []).append((child, way.one_of(len(below[at]))))
        moving = still
    result: dict[int, list[Successor]] = {}
    for source, ways in arrived.items():
        settled = [Successor(known[at], share, (source, at) in likely) for at, share in settle(ways).items()]
        result[source] = sorted(settled, key=lambda s: (not s.likely, -s.share.ppm, s.unit.code))
    return result


def map_units(then: date, now: date, *, within: str | None = None, level: str | None = None) -> list[Mapped]:
    """The crosswalk between two days: every unit of `then` with each unit of `now` that it lies in.

    The lowest units, or those of `level`; with `within` only those under that code on the day `then`. The shares of a
    source add up to 1,000,000. Raises `Refused("places.backwards")` if `now` is before `then`.
    """
    if now < then:
        raise Refused("places.backwards", unit="", begins=then, on=now)
    chosen = Unit.objects.filter(standing(then))
    chosen = chosen.filter(level=level) if level else chosen.filter(lowest=True)
    if within:
        chosen = chosen.filter(line__contains=f"/{within}/")
    units = list(chosen.order_by("code"))
    became = follow(units, now)
    return [Mapped(unit, s.unit, s.share) for unit in units for s in became[unit.pk]]


def _changes_of(ids: Iterable[int], known: dict[int, Unit]) -> dict[int, list[Change]]:
    """The changes of these units by source; what they lead to is added to `known`."""
    found: dict[int, list[Change]] = {}
    for some in _chunks(sorted(ids)):
        for change in (
            Change.objects.filter(source_id__in=some).select_related("target").order_by("source_id", "-share")
        ):
            found.setdefault(change.source_id, []).append(change)
            if change.target is not None:
                known.setdefault(change.target.pk, change.target)
    return found


def _below(abolished: Sequence[Unit], known: dict[int, Unit]) -> dict[int, list[int]]:
    """The lowest units under each unit on its last day, by the unit's id."""
    found: dict[int, list[int]] = {unit.pk: [] for unit in abolished}
    for some in _chunks(abolished, 100):
        wanted = Q(pk__in=[])
        for unit in some:
            last_day = Q(begins__lt=unit.ends) & (Q(ends__isnull=True) | Q(ends__gte=unit.ends))
            wanted |= Q(line__startswith=unit.line) & last_day & ~Q(pk=unit.pk)
        children = list(Unit.objects.filter(wanted, lowest=True))
        for unit in some:
            for child in children:
                if child.line.startswith(unit.line) and child.pk != unit.pk and _at_end_of(unit, child):
                    found[unit.pk].append(child.pk)
                    known.setdefault(child.pk, child)
    return found


def _at_end_of(unit: Unit, child: Unit) -> bool:
    return unit.ends is not None and child.begins < unit.ends and (child.ends is None or child.ends >= unit.ends)


def _chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in runs that fit into one statement on every database."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
