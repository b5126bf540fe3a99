"""Finding a place by what someone types: today's or a former name, with or without accents or kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nlargest

from django.db.models import Case, IntegerField, Max, Q, When
from django.db.models.functions import Length

from namro.ground.places.crosswalk import follow
from namro.ground.places.fold import fold, squeeze
from namro.ground.places.models import Alias, Kind, Unit
from namro.ground.places.shares import Share
from namro.rules.packs.refused import Refused

LONGEST = 200
CANDIDATES = 90
EXACT, PREFIX, WORD, INSIDE = 0, 20, 40, 60
ALIAS, FORMER, OTHER_KIND = 2, 4, 8
LAST_DAY = date.max


@dataclass(frozen=True, slots=True)
class Former:
    """A unit of the past that was asked for, and the share of it that lies in the unit found."""

    unit: Unit
    share: Share
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A unit of the day asked about. `former` is empty if it was found by its own name only.

    `by`: "code", "name", "alias" or "former"; `rank` orders answers, the smallest first.
    """

    unit: Unit
    by: str
    rank: int
    former: tuple[Former, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all of what was asked for lies here; true for a unit found by its own name or code."""
        return self.by != "former" or all(former.share.whole for former in self.former)

    @property
    def share(self) -> Share | None:
        """The share of the first former unit, if there is one."""
        return self.former[0].share if self.former else None


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading of what was typed: a name, the kinds that it was typed with, and what it should lie in."""

    name: str
    kinds: frozenset[str] = frozenset()
    around: tuple[str, ...] = ()


def find(
    text: str, on: date | None = None, within: str | None = None, limit: int = 10, *, lowest: bool = False
) -> list[Found]:
    """The units of the day `on` (None: as things stand last) that the text may mean, the likeliest first.

    A former name leads to what the unit became, each with the share of it. Exact names come before beginnings and
    these before words inside; among equals today's names before former ones. Text after a comma says what the place
    lies in. `lowest`: only units with nothing below. Raises `Refused("places.unknown")` for a `within` that never was.
    """
    day = on or LAST_DAY
    if within is not None and not Unit.objects.filter(code=within).exists():
        raise Refused("places.unknown", field="within", value=within[:40])
    scope = Scope(day, within, lowest, limit)
    shorts = _shorts()
    segments = [s for s in (fold(part) for part in text[:LONGEST].split(",")) if s]
    for first in range(min(len(segments), 4)):
        around = tuple(_plain(segment, shorts) for segment in segments[first + 1 :])
        hits = scope.look(_readings(segments[first], around, shorts), code=text.strip() if not first else "")
        if not hits:
            hits = scope.look_split(segments[first], around, shorts)
        if hits:
            return hits[:limit]
    return []


class Scope:
    """One search: its day and its bounds."""

    def __init__(self, on: date, within: str | None, lowest: bool, limit: int) -> None:
        self.on, self.within, self.lowest = on, within, lowest
        self.enough = max(20, 2 * limit) * (3 if within or lowest else 1)  # hits worth following to the day

    def look(self, asked: Sequence[Asked], code: str = "") -> list[Found]:
        """All readings of one name against names, former names, aliases and codes."""
        ranked: dict[int, tuple[int, str, Unit]] = {}
        for unit, rank in self._named(asked):
            _keep(ranked, unit, rank + self._past(unit), "name")
        for unit, rank in self._aliased(asked):
            _keep(ranked, unit, rank + self._past(unit), "alias")
        if re.fullmatch(r"[0-9A-Za-z.:_-]{1,60}", code, re.ASCII):
            edition, _, bare = code.rpartition(":")
            for unit in Unit.objects.filter(
                code=bare, begins__lte=self.on, **({"edition_id": edition} if edition else {})
            ):
                _keep(ranked, unit, self._past(unit), "code")
        if any(asked_for.kinds for asked_for in asked) and any(rank == EXACT for rank, _, _ in ranked.values()):
            # The kind and the name of a place of today were typed: what a place of another kind became is not meant.
            ranked = {pk: hit for pk, hit in ranked.items() if hit[0] != EXACT + OTHER_KIND + FORMER}
        return self._today(ranked.values())

    def look_names(self, names: Sequence[str]) -> list[Found]:
        """The units of exactly these folded names, in the order of the names, at most two answers a name."""
        ranked: dict[int, tuple[int, str, Unit]] = {}
        counted: dict[str, int] = {}
        units = Unit.objects.filter(folded__in=names, begins__lte=self.on).order_by("code")
        for unit in sorted(units, key=self._past):
            counted[unit.folded] = counted.get(unit.folded, 0) + 1
            if counted[unit.folded] <= 2:
                _keep(ranked, unit, WORD * names.index(unit.folded) + self._past(unit), "name")
        return self._today(ranked.values())

    def look_split(self, segment: str, around: tuple[str, ...], shorts: dict[str, frozenset[str]]) -> list[Found]:
        """A name and what it lies in, typed without a comma: "hang bac ha noi"."""
        words = segment.split()
        if len(words) < 2:
            return []
        readings: dict[str, list[Asked]] = {}
        for cut in range(len(words) - 1, 0, -1):
            rest = (_plain(" ".join(words[cut:]), shorts), *around)
            for asked in _readings(" ".join(words[:cut]), rest, shorts):
                readings.setdefault(asked.name, []).append(asked)
        ranked: dict[int, tuple[int, str, Unit]] = {}
        for unit in Unit.objects.filter(folded__in=readings, begins__lte=self.on).order_by("code")[: CANDIDATES * 10]:
            for asked in readings[unit.folded]:
                if _lies_in(unit, asked.around):
                    other = bool(asked.kinds) and unit.kind not in asked.kinds
                    rank = EXACT + OTHER_KIND * other + 2 * len(asked.around[0].split())
                    _keep(ranked, unit, rank + self._past(unit), "name")
        return self._today(ranked.values())

    def _named(self, asked: Sequence[Asked]) -> list[tuple[Unit, int]]:
        names = [reading.name for reading in asked]
        exact = Q(folded__in=names) | Q(squeezed__in=[squeeze(name) for name in names])
        begins, word, inside = Q(pk__in=[]), Q(pk__in=[]), Q(pk__in=[])
        for name in names:
            begins |= Q(folded__startswith=name)
            word |= Q(folded__contains=f" {name}")
            inside |= Q(folded__contains=name) if len(name) > 2 else Q(pk__in=[])
        when = [When(exact, then=EXACT), When(begins, then=PREFIX), When(word, then=WORD)]
        past = Case(When(ends__lte=self.on, then=FORMER), default=0, output_field=IntegerField())
        rank = Case(*when, default=INSIDE, output_field=IntegerField())
        rows = Unit.objects.filter(Q(begins__lte=self.on), exact | begins | word | inside)
        rows = rows.annotate(rank=rank, past=past).order_by("rank", "past", Length("folded"), "code")
        around = asked[0].around
        found: list[tuple[Unit, int]] = []
        few = not (around or self.within or self.lowest)
        for unit in rows[: max(CANDIDATES * (1 if few else 10), self.enough)]:
            near = int(unit.rank)
            if (around and not _lies_in(unit, around)) or (near == INSIDE and any(rank < INSIDE for _, rank in found)):
                continue
            found.append((unit, near + OTHER_KIND * _of_another_kind(unit, asked)))
        return found

    def _past(self, unit: Unit) -> int:
        return 0 if unit.stands(self.on) else FORMER

    def _aliased(self, asked: Sequence[Asked]) -> Iterable[tuple[Unit, int]]:
        wanted = {squeeze(reading.name) for reading in asked}
        around = asked[0].around if asked else ()
        rows = Alias.objects.filter(squeezed__in=wanted, unit__begins__lte=self.on).select_related("unit")
        for alias in rows.order_by("unit__code")[:CANDIDATES]:
            if _lies_in(alias.unit, around):
                yield alias.unit, EXACT + ALIAS

    def _today(self, hits: Iterable[tuple[int, str, Unit]]) -> list[Found]:
        """Hits of the day as they are, former ones followed to it; one answer a unit."""
        best = sorted(hits, key=lambda hit: (hit[0], hit[2].code))[: self.enough]
        gone = [unit for _, _, unit in best if not unit.stands(self.on)]
        became = follow(gone, self.on) if gone else {}
        found: dict[int, Found] = {}
        for rank, by, unit in best:
            if unit.stands(self.on):
                if self._allowed(unit, unit):
                    _merge(found, Found(unit, by, rank))
                continue
            for place, successor in enumerate(became[unit.pk]):
                if self._allowed(successor.unit, unit):
                    renamed = not successor.share.whole or successor.unit.said != unit.said
                    former = (Former(unit, successor.share, successor.likely),) if renamed else ()
                    by = "former" if renamed else by
                    _merge(found, Found(successor.unit, by, rank + min(place, 3), former))
        return sorted(found.values(), key=lambda f: (f.rank, len(f.unit.line), f.unit.folded, f.unit.line))

    def _allowed(self, unit: Unit, asked: Unit) -> bool:
        if self.lowest and not unit.lowest:
            return False
        return self.within is None or f"/{self.within}/" in unit.line or f"/{self.within}/" in asked.line


def _keep(ranked: dict[int, tuple[int, str, Unit]], unit: Unit, rank: int, by: str) -> None:
    known = ranked.get(unit.pk)
    if known is None or rank < known[0]:
        ranked[unit.pk] = (rank, by, unit)


def _merge(found: dict[int, Found], new: Found) -> None:
    """One answer a unit: the better rank, and every former unit that led here."""
    known = found.get(new.unit.pk)
    if known is None:
        found[new.unit.pk] = new
        return
    better = known if known.rank <= new.rank else new
    there = {former.unit.pk for former in known.former}
    former = known.former + tuple(f for f in new.former if f.unit.pk not in there)
    # A far-fetched former name says nothing about a unit that was found well by another.
    if new.rank - known.rank >= PREFIX:
        former = known.former
    found[new.unit.pk] = replace(better, former=former)


def _shorts() -> dict[str, frozenset[str]]:
    """Every folded way to write a kind, with the kinds that it may mean."""
    found: dict[str, set[str]] = {}
    for kind in Kind.objects.all():
        for short in kind.short:
            found.setdefault(short, set()).add(kind.id)
    return {short: frozenset(kinds) for short, kinds in found.items()}


def _readings(segment: str, around: tuple[str, ...], shorts: dict[str, frozenset[str]]) -> list[Asked]:
    """The name as typed, and without a kind before or after it."""
    found = [Asked(segment, frozenset(), around)]
    glued = re.fullmatch(r"([a-z]+)(\d+)", segment)
    if glued and glued[1] in shorts:
        segment = f"{glued[1]} {glued[2].lstrip('0') or '0'}"
    for short in sorted(shorts, key=len, reverse=True):
        if segment.startswith(f"{short} "):
            found.append(Asked(segment[len(short) + 1 :], shorts[short], around))
            break
    for short in sorted(shorts, key=len, reverse=True):
        if len(short) > 2 and segment.endswith(f" {short}"):
            found.append(Asked(segment[: -len(short) - 1], shorts[short], around))
            break
    return found


def _of_another_kind(unit: Unit, asked: Sequence[Asked]) -> bool:
    """Whether the text named a kind, and this unit is of another one (and not named by all of the text)."""
    kinds = frozenset[str]().union(*(reading.kinds for reading in asked))
    return bool(kinds) and unit.kind not in kinds and not unit.folded.startswith(asked[0].name)


def _plain(segment: str, shorts: dict[str, frozenset[str]]) -> str:
    """A segment without its kind."""
    return _readings(segment, (), shorts)[-1].name


def _lies_in(unit: Unit, around: tuple[str, ...]) -> bool:
    line = f" {unit.folded_line} "
    tight = squeeze(line)
    return all(f" {segment} " in line or (len(segment) > 3 and squeeze(segment) in tight) for segment in around)


# --- did you mean ------------------------------------------------------------------------------------------------


def suggest(text: str, on: date | None = None, within: str | None = None, limit: int = 5) -> list[Found]:
    """What someone may have meant whose text finds nothing: places with a similar name, the most similar first."""
    shorts = _shorts()
    segment = next((s for s in (fold(part) for part in text[:LONGEST].split(",")) if s), "")
    name = _plain(segment, shorts)[:60]
    if len(name) < 2:
        return []
    pairs = _pairs(name)
    near = nlargest(40, _names(Unit.objects.aggregate(last=Max("id"))["last"] or 0), key=lambda n: _alike(pairs, n[1]))
    begins = name.split()[0]
    scored = sorted(
        (-SequenceMatcher(None, name, other).ratio() - 0.1 * (other.split()[0] == begins), other) for other, _ in near
    )
    names = [other for score, other in scored if score <= -0.6]
    return Scope(on or LAST_DAY, within, False, limit).look_names(names[: limit * 2])[:limit]


@lru_cache(maxsize=1)
def _names(last: int) -> list[tuple[str, frozenset[str]]]:
    """Every folded name with its pairs of letters; `last` is the newest unit, so that new units are noticed."""
    names = set(Unit.objects.values_list("folded", flat=True))
    return [(name, _pairs(name)) for name in sorted(names)]


def _pairs(name: str) -> frozenset[str]:
    padded = f" {name} "
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
