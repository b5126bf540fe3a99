"""A name of an office or a unit that is no more: which unit it was, until when, and which offices stand there today.

Nothing is chosen here: whoever reads the plan picks one of them, or none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from namro.ground.people.models import Office
from namro.ground.people.queries import offices
from namro.ground.places.fold import fold
from namro.ground.places.models import Kind, Unit
from namro.ground.places.queries import find, name_of
from namro.rules.packs.current import the_pack
from namro.rules.packs.sets import kinds_called
from namro.work.plans.heirs import Heir
from namro.work.plans.reading.offices import in_full

MOST = 40
"""Names that are looked up for one page."""
HEIRS = 40
"""Offices that are offered for one name."""


@dataclass(frozen=True, slots=True)
class Formerly:
    """The unit that a name means, the first day on which it no longer stood, and the offices where it went, the largest
    shares first: those of the kind that the name is of ("UBND quận …": the People's Committees), else all."""

    text: str
    unit: Unit
    ended: date
    heirs: tuple[Heir, ...]


def formerly(texts: Collection[str], on: date, *, within: str = "") -> dict[str, Formerly]:
    """Of these names those that mean a unit which has ended by that day, each with what stands there today.

    `within`: the line of the unit that everything lies in. A name that a unit of today bears is left out.
    """
    if not texts:
        return {}
    kinds = {fold(short) for short in _kinds()}
    found = {}
    for text in list(dict.fromkeys(texts))[:MOST]:
        for name in _unit_names(text, kinds):
            if (one := _one(text, name, on, within)) is not None:
                found[text] = one
                break
    return found


def _kinds() -> Iterator[str]:
    """Every way to write the kind of a unit before its name."""
    for kind in Kind.objects.all():
        yield from kind.short
        yield from kind.names.values()


def _unit_names(text: str, kinds: Collection[str]) -> Iterator[str]:
    """What in a name such as "Công an phường Hàng Bạc" can be that of a unit: from the word for its kind on."""
    words = text.split()
    for at in range(len(words) - 1):
        if any(fold(" ".join(words[at : at + n])) in kinds for n in (1, 2)):
            yield " ".join(words[at:])


def _one(text: str, name: str, on: date, within: str) -> Formerly | None:
    hits = [one for one in find(name, on, None, HEIRS) if one.unit.line.startswith(within)]
    wanted = fold(name)
    if any(fold(name_of(one.unit)) == wanted for one in hits):
        return None
    became: list[tuple[Unit, bool, int]] = []
    was: Unit | None = None
    for one in hits:
        for before in one.former:
            if fold(name_of(before.unit)) == wanted and before.unit.ends is not None and before.unit.ends <= on:
                was = was or before.unit
                if before.unit.pk == was.pk:
                    became.append((one.unit, before.share.whole, before.share.ppm))
    if was is None or was.ends is None:
        return None
    kinds = _kinds_named(text[: len(text) - len(name)])
    seated: dict[int, list[Office]] = {}
    there = offices(on).filter(unit_id__in=[unit.pk for unit, _, _ in became]).order_by("code")
    alike = there.filter(kind__in=kinds)
    for office in alike if kinds and alike.exists() else there:
        seated.setdefault(office.unit_id, []).append(office)
    heirs = [(-ppm, office, whole) for unit, whole, ppm in became for office in seated.get(unit.pk, ())]
    heirs.sort(key=lambda row: (row[0], row[1].code))
    offered = tuple(Heir(office, whole, max(1, round(-ppm / 10_000))) for ppm, office, whole in heirs[:HEIRS])
    return Formerly(text, was, was.ends, offered)


def _kinds_named(before: str) -> frozenset[str]:
    """The kinds of office that the words before the name of a unit mean, short forms written out."""
    pack = the_pack()
    found = (kinds_called(pack, one) for one in in_full(before, pack.plans))
    return next((kinds for kinds in found if kinds), frozenset())
