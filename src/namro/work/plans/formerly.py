"""A name of an office or a unit that is no more: what it was, until when, and which offices stand in its place today.

Nothing is chosen here: whoever reads the plan picks one of them, or none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max, Q

from namro.ground.people.models import Office
from namro.ground.people.queries import said
from namro.ground.places.crosswalk import Successor, follow
from namro.ground.places.fold import accented, fold, squeeze
from namro.ground.places.models import Kind, Unit, standing
from namro.ground.places.queries import name_of, paths
from namro.rules.packs import sets
from namro.rules.packs.current import the_pack
from namro.rules.packs.former import Former, FormerOffice
from namro.rules.packs.schema import OfficeKind
from namro.work.plans.heirs import still_there
from namro.work.plans.reading.offices import in_full
from namro.work.plans.reading.wording import alternatives

MOST = 400
"""Names that are looked up for one page."""
UNITS = 40
"""Units that are no more and that one name may mean, over the whole country."""


@dataclass(frozen=True, slots=True)
class Stands:
    """An office that stands there today. `whole`: all of what the name means went there; else `percent` of it, at
    least 1, None where nobody knows how much; `what`: which part of the work it took over, by language, where that is
    known."""

    office: Office
    whole: bool
    percent: int | None
    what: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Formerly:
    """What a name means, the first day on which it no longer stood, and the offices in its place, the largest shares
    first: those of the kind that the name is of ("UBND quận …": the People's Committees), else all.

    `units`: those that have ended, several where several bore the name; else the `kind` of office that is no more, with
    the `absent` names of kinds that took over and of which no office is here; else (`every`) it is of all units of a
    level that is no more, and `among` the set of those that stand in their place, "" where there is none.
    """

    text: str
    ended: date
    heirs: tuple[Stands, ...]
    units: tuple[Unit, ...] = ()
    kind: FormerOffice | None = None
    absent: tuple[Mapping[str, str], ...] = ()
    every: bool = False
    among: str = ""

    @property
    def unit(self) -> Unit:
        """The first of the units."""
        return self.units[0]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a name: the kinds of office of today (none: any), or the one that is `gone`, and what is written
    in the place of the unit. `past`: the name says itself that it is of the past."""

    kinds: frozenset[str]
    gone: str
    unit: str
    past: bool
    behind: bool = False
    """Whether words that nothing is known of stand before the unit."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A unit as it is written: kind and name, folded."""

    kinds: frozenset[str]
    name: str
    written: str
    around: tuple[str, ...]


def formerly(texts: Collection[str], on: date, *, within: str = "") -> dict[str, Formerly]:
    """Of these names those that mean what has ended by that day, each with what stands there today. A few queries,
    however many names.

    `within`: the line of the unit that everything lies in. A name that a unit of today bears is left out unless it
    says that it is of the past.
    """
    wanted = list(dict.fromkeys(texts))[:MOST]
    if not wanted:
        return {}
    look = _Look(on, within)
    read = {text: list(look.readings(text)) for text in wanted}
    units = look.units({one for readings in read.values() for one in readings})
    became = follow(list({unit.pk: unit for found in units.values() for unit in found}.values()), on) if units else {}
    found: dict[str, Formerly] = {}
    for text, readings in read.items():
        for one in readings:
            answer = look.answer(text, one, units.get(one, ()), became)
            if answer is not None:
                found[text] = answer
                break
    return found


def without_past(text: str) -> tuple[str, bool]:
    """A name without the words by which it is of the past, and whether it had any."""
    former = the_pack().former
    return former.without(text) if former is not None else (text, False)


def names_with_past(field: Mapping[str, Any] | None, text: str) -> list[str]:
    """The names in a field of a task that was read, each with the words beside it in the text by which it is of the
    past: "former", which are no part of a name."""
    if not field:
        return []
    names = [field["value"]] if isinstance(field["value"], str) else field["value"]
    former, at = the_pack().former, field["start"]
    if former is None:
        return list(names)
    found = []
    for name in names:
        start = text.find(name, at, field["end"])
        found.append(former.beside(text, start, start + len(name)) if start >= 0 else name)
        at = max(at, start + len(name))
    return found


class _Look:
    """What one look at many names needs: the pack, the ways to write kinds of units, and the offices of the day."""

    def __init__(self, on: date, within: str) -> None:
        self.on, self.within, self.pack = on, within, the_pack()
        self.former = self.pack.former or Former()
        self.spelled: dict[str, set[str]] = {}
        for kind in Kind.objects.all():
            for word in (*kind.short, *kind.names.values()):
                if one := fold(word):
                    self.spelled.setdefault(one, set()).add(kind.id)
        self.lowest = self.pack.levels[-1].id
        self.top = self.pack.levels[0].id
        rules: tuple[OfficeKind | FormerOffice, ...] = (*self.former.offices.values(), *self.pack.offices.values())
        self.forms = [(rule, form) for rule in rules for form in _forms(rule)]
        self.heads = sorted({fold(head) for rule in rules for head in rule.heads}, key=len, reverse=True)
        speeches = self.pack.plans.languages.values() if self.pack.plans else ()
        self.many = [word for speech in speeches for word in speech.clauses.many]
        self.joins = [word for speech in speeches for word in speech.clauses.and_]

    @cached_property
    def offices(self) -> dict[int, list[Office]]:
        """The offices of the day whose unit stands, by its id."""
        found: dict[int, list[Office]] = {}
        for office in still_there(self.on).select_related("unit").order_by("code"):
            if office.unit.line.startswith(self.within):
                found.setdefault(office.unit_id, []).append(office)
        return found

    @cached_property
    def tops(self) -> set[Unit]:
        """The units of the highest level that have an office."""
        return {some[0].unit for some in self.offices.values() if some[0].unit.level == self.top}

    # How a name can be read

    def readings(self, text: str) -> Iterator[_Reading]:
        """Every way to read a name, the closest first."""
        bare, past = self.former.without(text)
        parts = [part for whole in in_full(bare, self.pack.plans) for part in self._without_head(whole)]
        for part in parts:
            named: dict[str, tuple[OfficeKind | FormerOffice, ...]] = {}
            for rule, unit in self._units_in(part):
                named[unit] = (*named.get(unit, ()), rule)
            for unit in sorted(named, key=len):
                for rule in named[unit]:
                    if isinstance(rule, FormerOffice) and rule.ended <= self.on:
                        yield _Reading(frozenset(), rule.id, unit, past)
                kinds = frozenset(rule.id for rule in named[unit] if isinstance(rule, OfficeKind))
                if kinds and unit:
                    yield _Reading(kinds, "", unit, past)
        for part in parts:
            for start, _ in _words(part)[:-1]:
                rest = part[start:]
                if start == 0 or any(fold(rest).startswith(f"{kind} ") for kind in self.spelled):
                    yield _Reading(frozenset(), "", rest, past, start > 0)

    def _units_in(self, name: str) -> Iterator[tuple[OfficeKind | FormerOffice, str]]:
        """The kinds of office that a name can be of, with what is written in the place of the unit; "" where it needs
        none."""
        said, words = fold(name), _words(name)
        tight = squeeze(said)
        for rule, (first, last, with_unit) in self.forms:
            if not with_unit:
                if tight == squeeze(first):
                    yield rule, ""
                continue
            begins = not first or said.startswith(f"{first} ")
            if (first or last) and begins and (not last or said.endswith(f" {last}")):
                start, end = len(first.split()), len(words) - len(last.split())
                if start < end:
                    yield rule, name[words[start][0] : words[end - 1][1]]

    def _without_head(self, said: str) -> list[str]:
        """A name, and what is left of it without the title of whoever answers for an office."""
        folded = fold(said)
        cut = next((len(head.split()) for head in self.heads if folded.startswith(f"{head} ")), 0)
        return [said, said[_words(said)[cut][0] :]] if cut else [said]

    def _names_of_units(self, written: str) -> list[_Named]:
        """The units that are written so: one, or several behind one word for their kind."""
        first, *around = [part for part in written.split(",") if part.strip()] or [""]
        several = self._several(written)
        if several:
            return several
        named = self._named(first, tuple(fold(part) for part in around))
        return [named] if named is not None else []

    def _named(self, written: str, around: tuple[str, ...]) -> _Named | None:
        said = fold(written)
        for short in sorted(self.spelled, key=len, reverse=True):
            kinds = frozenset(self.spelled[short])
            if said.startswith(f"{short} "):
                return _Named(kinds, said[len(short) + 1 :], written, around)
            if len(short) > 2 and said.endswith(f" {short}"):
                return _Named(kinds, said[: -len(short) - 1], written, around)
        return _Named(frozenset(), said, written, around) if said else None

    def _several(self, written: str) -> list[_Named]:
        """The units behind one word for their kind and one for many of them."""
        lead = re.match(rf"(?:{alternatives(self.many)})\s+", written, re.IGNORECASE)
        if lead is None:
            return []
        parts = re.split(
            rf"[,;]|(?<!\w)(?:{alternatives(self.joins)})(?!\w)", written[lead.end() :], flags=re.IGNORECASE
        )
        found: list[_Named] = []
        for part in filter(str.strip, parts):
            one = self._named(part, ())
            if one is None or (not one.kinds and not found):
                return []
            found.append(one if one.kinds else replace(one, kinds=found[-1].kinds))
        return found

    # Which units are meant

    def units(self, readings: Collection[_Reading]) -> dict[_Reading, list[Unit]]:
        """By reading the units that it means and that have ended; two queries."""
        named = {one: self._names_of_units(one.unit) for one in readings if one.unit}
        names = {name.name for found in named.values() for name in found}
        squeezed = {squeeze(name) for name in names}
        rows = Unit.objects.filter(Q(folded__in=names) | Q(squeezed__in=squeezed), begins__lte=self.on)
        by_name: dict[str, list[Unit]] = {}
        for unit in rows.order_by("code", "begins") if names else ():
            by_name.setdefault(unit.squeezed, []).append(unit)
        found = {}
        for one, several in named.items():
            units = [self._ended(one, name, by_name.get(squeeze(name.name), ())) for name in several]
            if units and all(units):
                found[one] = [unit for some in units for unit in some]
        return found

    def _ended(self, reading: _Reading, named: _Named, units: Sequence[Unit]) -> list[Unit]:
        """Those of these units that are meant: of the kind named (a name alone must say that it is of the past),
        with the same accents where any has them, and where they are said to lie."""
        if not named.kinds and not reading.past:
            return []
        alike = [unit for unit in units if not named.kinds or unit.kind in named.kinds]
        if reading.gone:
            alike = [unit for unit in alike if unit.level == self.former.offices[reading.gone].level]
        here = [unit for unit in alike if unit.stands(self.on) and unit.line.startswith(self.within)]
        gone = [unit for unit in alike if not unit.stands(self.on)]
        written = accented(named.written)
        exact = [unit for unit in gone if any(accented(name) in written for name in unit.names.values())]
        if here and not reading.past:
            same = any(accented(name) in written for unit in here for name in unit.names.values())
            if same or not exact:
                return []
        gone = exact or gone
        lying = [unit for unit in gone if all(part in unit.folded_line for part in named.around)]
        return (lying or gone)[:UNITS]

    # What stands there today

    def answer(
        self, text: str, reading: _Reading, units: Sequence[Unit], became: Mapping[int, Sequence[Successor]]
    ) -> Formerly | None:
        """What a name means in this reading, None where it means nothing that is no more."""
        if reading.gone:
            return self._of_office(text, reading, self.former.offices[reading.gone], units)
        if units:
            return self._of_units(text, reading, units, became)
        return None if reading.behind else self._of_every(text, reading)

    def _of_office(self, text: str, reading: _Reading, gone: FormerOffice, units: Sequence[Unit]) -> Formerly | None:
        """A kind of office that is no more, with what took over."""
        if gone.level == self.top:
            units = ()
        elif not units:
            return None
        took = {one.kind: one for one in gone.took}
        heirs = [office for some in self.offices.values() for office in some if office.kind in took]
        heirs = self._lying(heirs, reading.unit, units)
        order = [one.kind for one in gone.took]
        heirs.sort(key=lambda office: (order.index(office.kind), office.code))
        there = {office.kind for office in heirs}
        absent = tuple(self.pack.offices[kind].names for kind in order if kind not in there)
        stand = tuple(Stands(one, took[one.kind].what is None, None, took[one.kind].what) for one in heirs)
        return Formerly(text, gone.ended, stand, tuple(units), gone, absent)

    def _lying(self, heirs: Sequence[Office], written: str, units: Sequence[Unit]) -> list[Office]:
        """Those in the province of the units, or in the one that is named; all where none is."""
        tops = {unit.line.split("/")[1] for unit in units}
        said = fold(written)
        near = [one for one in heirs if one.unit.line.split("/")[1] in tops] if tops else [
            one for one in heirs if said and any(fold(text) in said for text in one.unit.names.values())
        ]  # fmt: skip
        return near or list(heirs)

    def _of_units(
        self, text: str, reading: _Reading, units: Sequence[Unit], became: Mapping[int, Sequence[Successor]]
    ) -> Formerly | None:
        """Units that are no more, with the offices where they went; where several have the name, those of which$
        something is here, if there are such."""
        seated = {unit.pk: self._seated(reading, became.get(unit.pk, ())) for unit in units}
        meant = [unit for unit in units if seated[unit.pk]]
        if not meant:
            near = [
                unit for unit in units if any(one.unit.line.startswith(self.within) for one in became.get(unit.pk, ()))
            ]
            meant = near if self.within else list(units)
        if not meant:
            return None
        heirs: dict[int, Stands] = {}
        for one in (one for unit in meant for one in seated[unit.pk]):
            heirs.setdefault(one.office.pk, one)
        ended = max(unit.ends for unit in meant if unit.ends is not None)
        return Formerly(text, ended, tuple(heirs.values()), tuple(meant))

    def _seated(self, reading: _Reading, became: Iterable[Successor]) -> list[Stands]:
        """The offices at what a unit became, the largest share first: of the kind that is named, else all."""
        there = [
            (-one.share.ppm, office, one.share)
            for one in became
            for office in self.offices.get(one.unit.pk, ())
        ]  # fmt: skip
        if reading.kinds:
            kinds = self._kinds_today(reading.kinds)
            alike = [row for row in there if row[1].kind in kinds]
            there = alike or (there if any(self.pack.offices[kind].level == self.lowest for kind in kinds) else [])
        there.sort(key=lambda row: (row[0], row[1].code))
        return [Stands(office, share.whole, share.percent) for _, office, share in there]

    def _kinds_today(self, kinds: Collection[str]) -> frozenset[str]:
        """These kinds of office, and those of the lowest level that are called alike there."""
        names = {tuple(sorted(self.pack.offices[kind].names.items())) for kind in kinds}
        alike = (one.id for one in self.pack.offices.values() if tuple(sorted(one.names.items())) in names)
        return frozenset(kinds) | frozenset(alike)

    def _of_every(self, text: str, reading: _Reading) -> Formerly | None:
        """All units of a level that is no more, with the offices of the named kind in those of the lowest level."""
        meant = ((one, self._means_every(reading.unit, one.words, one.of)) for one in self.former.every)
        every, number = next(((one, n) for one, n in meant if n is not None), (None, None))
        if every is None:
            return None
        rows = Unit.objects.filter(self._here(), kind__in=every.kinds)
        if rows.filter(standing(self.on)).exists():
            return None
        ended = rows.filter(ends__lte=self.on).aggregate(last=Max("ends"))["last"]
        if ended is None or (number and number != rows.filter(ends=ended).count()):
            return None
        kinds = {kind for kind in self._kinds_today(reading.kinds) if self.pack.offices[kind].level == self.lowest}
        at = [office for some in self.offices.values() for office in some if office.unit.level == self.lowest]
        heirs = [office for office in at if not reading.kinds or office.kind in kinds]
        among = sets.set_of(self.pack, kinds or {one.kind for one in at})
        stand = tuple(Stands(office, True, 100) for office in sorted(heirs, key=lambda one: one.code))
        return Formerly(text, ended, stand, every=True, among=among) if not reading.kinds or kinds else None

    def _here(self) -> Q:
        """The condition that a unit lies where everything does, or else in a province that has offices."""
        codes = {office.unit.line.split("/")[1] for some in self.offices.values() for office in some}
        here = Q(pk__in=[])
        for line in [self.within] if self.within else [f"/{code}/" for code in codes]:
            here |= Q(line__startswith=line)
        return here

    def _means_every(self, written: str, words: Iterable[str], of: Iterable[str]) -> int | None:
        """How many units are named (0: no number) by exactly words for all of a level, with the unit above them all
        behind them; None where it is anything else."""
        said = fold(written)
        many = "|".join(map(fold, self.many)) or "(?!)"
        for word in map(fold, words):
            found = re.fullmatch(rf"(?:(?:{many}) )?(?:(?P<n>\d+) )?{word}(?: (?P<rest>.+))?", said)
            if found is not None:
                rest = found["rest"] or ""
                for one in map(fold, of):
                    rest = rest.removeprefix(f"{one} ")
                if not rest or any(rest in self._top_names(top) for top in self.tops):
                    return int(found["n"] or 0)
        return None

    def _top_names(self, top: Unit) -> set[str]:
        return {fold(text) for text in (*_texts([top]), *top.names.values())} | {
            said for said, kinds in self.spelled.items() if top.kind in kinds
        }


def _texts(units: Iterable[Unit]) -> Iterator[str]:
    """How units are called in any language, kind and name together."""
    for unit in units:
        yield from unit.said.values()


def _forms(rule: OfficeKind | FormerOffice) -> Iterator[tuple[str, str, bool]]:
    """What stands before and behind the unit in each name of offices of a kind, folded, and whether it has one."""
    for text in (*rule.names.values(), *rule.called):
        before, unit, after = text.partition("{unit}")
        yield fold(before), fold(after), bool(unit)


def _words(text: str) -> list[tuple[int, int]]:
    """Where each word of a text stands, as `fold` parts them."""
    return [(found.start(), found.end()) for found in re.finditer(r"[^\W_](?:[^\W_]|['’‘ʼ`´\u0300-\u036f])*", text)]


def said_of(one: Formerly, lang: str) -> str:
    """What has ended, in a language: the kind of office with its unit, or the units, of one name each with its place.
    "" of all units of a level."""
    units = [name_of(unit, lang) for unit in one.units]
    if len(set(units)) < len(units):
        units = list(paths(one.units, lang).values())
    if one.kind is not None:
        return " ".join(said(one.kind.names, lang).format(unit=", ".join(units)).split())
    return "; ".join(units)
