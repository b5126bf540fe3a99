"""Many places at once, as registers name them: exact names only, out of memory. For what is merely like a name:
`search`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from namro.ground.places.crosswalk import follow
from namro.ground.places.fold import fold, squeeze
from namro.ground.places.models import Alias, Kind, Unit

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text names: the units that it can mean (none, one, or several), and the rest of the text."""

    units: tuple[Unit, ...]
    rest: str = ""


class Places:
    """Every unit of the lowest level by its name, read once. `home`: the line of the unit within which a name that many
    places share is looked for first."""

    def __init__(self, home: Unit) -> None:
        self.home = home
        shorts: dict[str, set[str]] = {}
        for kind in Kind.objects.all():
            for short in kind.short:
                shorts.setdefault(short, set()).add(kind.id)
        self._shorts = {short: frozenset(kinds) for short, kinds in shorts.items()}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in Unit.objects.filter(lowest=True).order_by("code"):
            self._by_name.setdefault(squeeze(unit.folded), []).append(unit)
        for alias in Alias.objects.filter(unit__lowest=True).select_related("unit"):
            self._by_name.setdefault(alias.squeezed, []).append(alias.unit)
        self._known: dict[tuple[str, date | None], Meant] = {}
        self._epochs = sorted(set(Unit.objects.values_list("begins", flat=True)))

    def meant(self, text: str, on: date) -> Meant:
        """What the text names on a local day: a unit of that day, else what a former one of that name became.

        The parts between commas are tried from the left; what stands after the name must lie above it; what stands
        before is the rest. Among several units of one name those in the home province come first, then the home itself.
        """
        on = max(on, self._epochs[0]) if self._epochs else on  # earlier days are not covered: as it first stood
        key = (text, max((e for e in self._epochs if e <= on), default=None))
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 50_000:
                self._known.clear()
            found = self._known[key] = self._look(text[:LONGEST], on)
        return found

    def _look(self, text: str, on: date) -> Meant:
        parts = [part.strip() for part in text.replace(";", ",").replace(" - ", ",").split(",") if part.strip()]
        for at, part in enumerate(parts):
            around = [fold(after) for after in parts[at + 1 :]]
            for name, kinds in self._readings(fold(part)):
                units = self._nearest(self._of(name, kinds, around, on))
                if units:
                    return Meant(tuple(units), ", ".join(parts[:at]))
        return Meant((), text)

    def _readings(self, folded: str) -> Sequence[tuple[str, frozenset[str]]]:
        """The name as written, and without the kind before it; a bare number is the name of nothing."""
        found = [(folded, frozenset[str]())] if not folded.replace(" ", "").isdecimal() else []
        for short in sorted(self._shorts, key=len, reverse=True):
            if folded.startswith(f"{short} "):
                return [(folded[len(short) + 1 :], self._shorts[short]), *found]
        return found

    def _of(self, name: str, kinds: frozenset[str], around: Sequence[str], on: date) -> list[Unit]:
        named = [u for u in self._by_name.get(squeeze(name), ()) if u.begins <= on and (not kinds or u.kind in kinds)]
        if not named and kinds:  # a ward that is a commune today
            named = [u for u in self._by_name.get(squeeze(name), ()) if u.begins <= on]
        named = [u for u in named if self._lies(u, around)] or ([] if around else named)
        there = [u for u in named if u.stands(on)]
        if there:
            return list({u.pk: u for u in there}.values())
        gone = list({u.pk: u for u in named}.values())
        became = follow(gone, on) if gone else {}
        return list({s.unit.pk: s.unit for u in gone for s in became[u.pk]}.values())

    def _lies(self, unit: Unit, around: Sequence[str]) -> bool:
        line = f" {unit.folded_line} "
        for part in around:
            names = [name for name, _ in self._readings(part)]
            if names and not any(f" {name} " in line for name in names):
                return False
        return True

    def _nearest(self, units: list[Unit]) -> list[Unit]:
        if len(units) < 2:
            return units
        top = f"/{self.home.line.strip('/').split('/')[0]}/"
        near = [u for u in units if u.line.startswith(top)] or units
        return [u for u in near if u.pk == self.home.pk] or near
