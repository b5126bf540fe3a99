"""What still hangs on a unit that has ended. Other rooms say what they have there; this room only asks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from namro.ground.places.crosswalk import Successor, follow
from namro.ground.places.models import Unit


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something open whose unit no longer stands, or that has no owner for another reason: an office, a case.

    `kind` and `ref` say what it is ("office", "office:HN-00070"), `name` is for people, `unit_id` is the unit. `why`
    names the reason where it is not the unit's end ("office-ended").
    """

    kind: str
    ref: str
    name: str
    unit_id: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """An orphan with its unit and the units that could take it over, the likeliest first."""

    orphan: Orphan
    unit: Unit
    heirs: tuple[Successor, ...]


sources: list[Callable[[date], Iterable[Orphan]]] = []
"""Each gives what its room has that is open on a day and whose unit has ended by then. Rooms add theirs on start."""


def ended_units(on: date) -> set[int]:
    """The ids of all units that no longer stand on that day: for the sources."""
    return set(Unit.objects.filter(ends__lte=on).values_list("id", flat=True))


def orphans(on: date) -> list[Left]:
    """Everything that is left without a standing unit, or otherwise without an owner, on that day, by unit."""
    found = [orphan for source in sources for orphan in source(on)]
    units = Unit.objects.in_bulk({orphan.unit_id for orphan in found})
    kept = {orphan.unit_id for orphan in found if orphan.why}
    gone = {pk: unit for pk, unit in units.items() if pk in kept or not unit.stands(on)}
    heirs = follow(list(gone.values()), on)
    left = [
        Left(orphan, gone[orphan.unit_id], tuple(heirs[orphan.unit_id]))
        for orphan in found
        if orphan.unit_id in gone and (orphan.why or not gone[orphan.unit_id].stands(on))
    ]
    return sorted(left, key=lambda item: (item.unit.line, item.orphan.kind, item.orphan.ref))
