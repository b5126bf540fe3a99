"""Many places at once, as registers name them: exact names only, out of memory. For what is merely like a name:
`search`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from namro.ground.places.crosswalk import follow, predecessors
from namro.ground.places.fold import accented, fold, squeeze
from namro.ground.places.models import Alias, Kind, Unit

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text names: the units that it can mean (none, one, or several), and the rest of the text. `far`: none of
    them was ever in the province of the home, and the text does not say where they are either. `near`: where it names
    none, units of that province that are written so but for their accents. `above`: where it names a district of that
    day and no more, that district."""

    units: tuple[Unit, ...]
    rest: str = ""
    far: bool = False
    near: tuple[Unit, ...] = ()
    above: tuple[Unit, ...] = ()


class Places:
    """Every unit of the lowest level by its name, read once. `home`: the unit in whose province, through time, a name
    that many places share is looked for first."""

    def __init__(self, home: Unit) -> None:
        self.home = home
        shorts: dict[str, set[str]] = {}
        every = list(Kind.objects.all())
        deepest = max((kind.depth for kind in every), default=0)
        self._lowest = frozenset(kind.id for kind in every if kind.depth == deepest)
        for kind in every:
            for short in kind.short:
                shorts.setdefault(short, set()).add(kind.id)
        self._shorts = {short: frozenset(kinds) for short, kinds in shorts.items()}
        self._by_name: dict[str, list[Unit]] = {}
        self._districts: dict[str, list[Unit]] = {}
        self._written: dict[int, list[list[str]]] = {}
        for unit in Unit.objects.filter(lowest=True).order_by("code"):
            self._by_name.setdefault(squeeze(unit.folded), []).append(unit)
            self._written[unit.pk] = [accented(name).split() for name in unit.names.values()]
        for unit in Unit.objects.filter(lowest=False).exclude(parent_code=""):
            self._districts.setdefault(squeeze(unit.folded), []).append(unit)
        for alias in Alias.objects.filter(unit__lowest=True).select_related("unit"):
            self._by_name.setdefault(alias.squeezed, []).append(alias.unit)
            self._written[alias.unit_id].append(accented(alias.text).split())
        self._known: dict[tuple[str, date | None, date], Meant] = {}
        self._came_from: dict[tuple[int, date], list[Unit]] = {}
        self._ground: dict[date, frozenset[int]] = {}
        self._epochs = sorted(set(Unit.objects.values_list("begins", flat=True)))

    def meant(self, text: str, on: date, today: date) -> Meant:
        """What the text names on a local day, by a name of any time until `today`.

        The parts between commas are tried from the left; what stands after the name must lie above it; what stands
        before is the rest. A name with accents is none that has others; without any it is every such name. The
        province of the home comes first, with what lay in it on that day: there a unit of the day, else what a former
        one of that name became and what a later one of that name came from. Only a name that this province never had
        is looked for elsewhere, and is `far` where nothing behind it tells where: more likely a slip. Of several units
        those on the ground of the home are meant. A later unit that came from several is kept itself: which of them
        it was nobody wrote.
        """
        on = max(on, self._epochs[0]) if self._epochs else on  # earlier days are not covered: as it first stood
        key = (text, max((e for e in self._epochs if e <= on), default=None), today)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 50_000:
                self._known.clear()
            found = self._known[key] = self._look(text[:LONGEST], on, max(on, today))
        return found

    def _look(self, text: str, on: date, today: date) -> Meant:
        parts = [part.strip() for part in text.replace(";", ",").replace(" - ", ",").split(",") if part.strip()]
        for at, part in enumerate(parts):
            around = [fold(after) for after in parts[at + 1 :]]
            for name, kinds in self._readings(fold(part)):
                units = self._of(name, kinds, accented(part).split(), around, on, today)
                if units:
                    far = not around and not any(self._is_of_home(unit) for unit in units)
                    return Meant(tuple(units), ", ".join(parts[:at]), far)
            if self._tells_a_place(part, around):  # what stands behind it is where it lies, not the place itself
                return Meant((), text, near=self._near(parts[at : at + 1], around))
        above = [u for part in parts for name, _ in self._readings(fold(part)) for u in self._districts_on(name, on)]
        return Meant((), text, near=() if above else self._near(parts, ()), above=tuple(above))

    def _tells_a_place(self, part: str, around: Sequence[str]) -> bool:
        """Whether what names no unit was meant to: it says that it is a ward or commune, or is a slip of one."""
        readings, typed = self._readings(fold(part)), accented(part).split()
        return any(
            kinds & self._lowest or self._slips(self._by_name.get(squeeze(name), ()), typed, around)
            for name, kinds in readings
        )

    def _slips(self, found: Sequence[Unit], typed: list[str], around: Sequence[str]) -> bool:
        """Whether one of the units, in the province of the home and in what was named around it, is written so but for
        its accents."""
        return any(
            self._is_written(unit, typed) is False and self._is_of_home(unit) and self._lay(unit, around)
            for unit in found
        )

    def _districts_on(self, name: str, on: date) -> list[Unit]:
        """The districts of that name that stood in the home's province on the day."""
        return [u for u in self._districts.get(squeeze(name), ()) if u.stands(on) and self._is_of_home(u)]

    def _near(self, parts: Sequence[str], around: Sequence[str]) -> tuple[Unit, ...]:
        """Units of the home's province with the name in one of the parts, whatever its accents; each code's latest."""
        names = {squeeze(name) for part in parts for name, _ in self._readings(fold(part))}
        every = [unit for name in sorted(names) for unit in self._by_name.get(name, ())]
        found = [unit for unit in every if self._is_of_home(unit) and self._lay(unit, around)]
        return tuple({unit.code: unit for unit in sorted(found, key=lambda unit: unit.begins)}.values())

    def _readings(self, folded: str) -> Sequence[tuple[str, frozenset[str]]]:
        """The name as written, and without the kind before it; a bare number is the name of nothing."""
        found = [(folded, frozenset[str]())] if not folded.replace(" ", "").isdecimal() else []
        for short in sorted(self._shorts, key=len, reverse=True):
            if folded.startswith(f"{short} "):
                return [(folded[len(short) + 1 :], self._shorts[short]), *found]
        return found

    def _of(
        self, name: str, kinds: frozenset[str], typed: list[str], around: Sequence[str], on: date, today: date
    ) -> list[Unit]:
        if not kinds and self._districts_on(name, on):
            return []  # "Đống Đa" was a district on that day
        called = self._called(squeeze(name), typed, around)
        every = {u.pk: u for u in called if u.begins <= today and self._lay(u, around)}
        named = [u for u in every.values() if not kinds or u.kind in kinds]
        ours = [u for u in named if self._is_of_home(u)]
        if not ours and kinds & self._lowest:  # a ward that is a commune today
            loosely = [u for u in every.values() if self._is_of_home(u)]
            named = [*named, *loosely] or list(every.values())
        found = self._on(ours or named, around, on, today)
        if len(found) > 1:  # "thành phố Thanh Hóa" is not the province
            found = [u for u in found if all(f" {part} " in f" {u.folded_line} " for part in around)] or found
        ground = self._ground_of_home(on) if len(found) > 1 else frozenset()
        return [u for u in found if u.pk in ground] or found

    def _called(self, squeezed: str, typed: list[str], around: Sequence[str]) -> list[Unit]:
        """The units of that name, as it was typed.

        A former name that is kept without accents cannot tell whether what was typed has the right ones: it counts
        only where the province of the home, or what was named around it, never had a unit that is written so but for
        its accents.
        """
        found = self._by_name.get(squeezed, ())
        written = {unit.pk: self._is_written(unit, typed) for unit in found}
        slip = None in written.values() and self._slips(found, typed, around)
        return [unit for unit in found if written[unit.pk] or (written[unit.pk] is None and not slip)]

    def _is_written(self, unit: Unit, typed: list[str]) -> bool | None:
        """Whether a name of the unit stands in the words that were typed: each word with its accents, or without any.
        None where it cannot be told, of words run together and of names that are kept so."""
        names = self._written[unit.pk]
        stand = [typed[at : at + len(name)] for name in names for at in range(len(typed) - len(name) + 1)]
        alike = [words for words in stand if fold(" ".join(words)) == unit.folded]
        if not alike:
            return None
        return any(
            len(words) == len(name) and all(word in (own, fold(own)) for word, own in zip(words, name, strict=True))
            for words in alike
            for name in names
        )

    def _on(self, named: Sequence[Unit], around: Sequence[str], on: date, today: date) -> list[Unit]:
        """The units of one name as they were on the day: those that stood, else what others became or came from."""
        there = [u for u in named if u.stands(on)]
        if there:
            return there
        gone = [u for u in named if u.begins <= on]
        became = follow(gone, on) if gone else {}
        found = {s.unit.pk: s.unit for u in gone for s in became[u.pk]}
        to_come = [u for u in named if u.begins > on]
        for unit in [u for u in to_come if u.stands(today)] or to_come:
            before = self._before(unit, on)
            before = [u for u in before if self._lies(u, around)] or before
            one = before[0] if len(before) == 1 else unit
            found[one.pk] = one
        return list(found.values())

    def _before(self, unit: Unit, on: date) -> list[Unit]:
        """What the unit came from, as it stood on a day before it began."""
        key = (unit.pk, on)
        if key not in self._came_from:
            self._came_from[key] = [found.unit for found in predecessors(unit, on)]
        return self._came_from[key]

    def _lay(self, unit: Unit, around: Sequence[str]) -> bool:
        """Whether the unit lies in what was named around it, or something that it came from did."""
        return self._lies(unit, around) or any(
            self._lies(before, around) for e in self._epochs if e < unit.begins for before in self._before(unit, e)
        )

    def _lies(self, unit: Unit, around: Sequence[str]) -> bool:
        line = f" {unit.folded_line} "
        for part in around:
            names = [name for name, _ in self._readings(part)]
            if names and not any(f" {name} " in line for name in names):
                return False
        return True

    def _is_of_home(self, unit: Unit) -> bool:
        """Whether the unit lay in the home's province, in one that went into it, or in one that it went into."""
        return any(_top(unit) == top.code and _together(unit, top) for top in self._tops)

    @cached_property
    def _tops(self) -> list[Unit]:
        tops = [u for u in Unit.objects.filter(code=_top(self.home), parent_code="") if _together(u, self.home)]
        found = {u.pk: u for u in tops}
        for top in tops:
            for on in self._epochs:
                found |= {u.pk: u for u in self._as_of(top, on)}
        return list(found.values())

    def _as_of(self, unit: Unit, on: date) -> list[Unit]:
        """What the unit was, or became, on a day."""
        return self._before(unit, on) if on < unit.begins else [s.unit for s in follow([unit], on)[unit.pk]]

    def _ground_of_home(self, on: date) -> frozenset[int]:
        """The units (by id) that the home was on that day, and itself."""
        epoch = max((e for e in self._epochs if e <= on), default=on)
        if epoch not in self._ground:
            self._ground[epoch] = frozenset({self.home.pk, *(u.pk for u in self._as_of(self.home, on))})
        return self._ground[epoch]


def _top(unit: Unit) -> str:
    """The code of the unit's province."""
    return unit.line.strip("/").split("/")[0]


def _together(one: Unit, other: Unit) -> bool:
    """Whether there was a day on which both stood."""
    return one.begins < (other.ends or date.max) and other.begins < (one.ends or date.max)
