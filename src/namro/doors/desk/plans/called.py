"""Which office a name means that somebody typed or that stands in a document, in whatever language either is.

An office is known by each of its names in every language of the pack, by its code, by what it is called at home, by
whatever else offices of its kind are called with its unit, by these with the short forms of the pack written out, and
by whoever answers for it ("the director of …"). A name that two offices have means none of them. One that is typed
without any accent is known where only one office has it so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from namro.doors.desk.inputs import FOUND, Option
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import at_home
from namro.ground.people import queries as people
from namro.ground.places.fold import accented, fold
from namro.ground.places.models import Unit, standing
from namro.ground.places.queries import kinds_in_short
from namro.work.plans.reading.lexicon import lexicons
from namro.work.plans.reading.offices import in_full


def folded(name: str) -> str:
    """A name as it is compared: case, white space, punctuation and on which vowel a tone is written do not matter.
    Every accent does: “Phú Lương” is not “Phú Lượng”."""
    return accented(name)


Waiting = tuple[int, set[str], list[Any]]
"""An office by its id, its names as they are compared, and of its unit the code, what it is called and its end."""


class Called:
    """The offices of today by everything that they are called; not those whose unit is no more, unless one of the same
    name stands in its place and has no office yet. `labels`: by its name in the reader's language each of them; a name
    that two have is left out. One or two queries, and those of `at_home`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._there: set[int] = set()
        self._every: dict[int, tuple[str, ...]] = {}
        self._kinds: dict[int, str] = {}
        self._codes: dict[int, str] = {}
        self._names: dict[int, str] = {}
        known: dict[str, set[int]] = {}
        labels: dict[str, set[int]] = {}
        there: list[Waiting] = []
        waiting: list[Waiting] = []
        for pk, code, kind, names, *unit in people.offices(desk.on).values_list(
            "pk", "code", "kind", "names", "unit__code", "unit__said", "unit__ends"
        ):
            self._every[pk], self._kinds[pk] = tuple(names.values()), kind
            self._codes[pk] = code
            self._names[pk] = people.said(names, desk.lang)
            stands = unit[2] is None or unit[2] > desk.on
            (there if stands else waiting).append((pk, {folded(name) for name in (code, *names.values())}, unit))
        for pk, names, _ in [*there, *_not_yet(waiting, {name for _, some, _ in there for name in some}, desk.on)]:
            self._there.add(pk)
            labels.setdefault(self._names[pk], set()).add(pk)
            for name in names:
                known.setdefault(name, set()).add(pk)
        for name, (_, pk) in at_home(desk).items():
            known.setdefault(folded(name), {pk})
        self._two = {name: ids for name, ids in known.items() if len(ids) > 1}
        self._known = {name: next(iter(ids)) for name, ids in known.items() if name and len(ids) == 1}
        self.labels = {name: next(iter(ids)) for name, ids in labels.items() if len(ids) == 1}
        plans = desk.pack.plans
        known_words = lexicons(plans) if plans else []
        articles = {folded(one) for lexicon in known_words for one in lexicon.speech.clauses.articles}
        self._articles = sorted(articles, key=len, reverse=True)

    def of(self, *names: str) -> int | None:
        """The office that the first of these names means, else the next; None for none."""
        for said, kinds in self._forms(names):
            found = self._known.get(said)
            if found is None:
                found = self._more[0].get(said)
            if found is not None and (kinds is None or self._kinds[found] in kinds):
                return found
        for said, kinds in self._forms(names):
            plain = self._plain.get(said, set()) if said.isascii() else set()
            if len(plain) == 1 and (kinds is None or self._kinds[next(iter(plain))] in kinds):
                return next(iter(plain))
        return None

    def perhaps(self, *names: str) -> list[int]:
        """Where these names mean no single office, those that they may mean: each that has one of them as another has,
        or but for accents, or whose commune is named without its kind or by its initials. By code."""
        if self.of(*names) is not None:
            return []
        found: set[int] = set()
        for said, kinds in self._forms(names):
            may = self._two.get(said, set()) | self._more[1].get(said, set())
            may = may or {pk for name, ids in self._accents.get(fold(said), ()) if _lazily(said, name) for pk in ids}
            may = may or self._initials.get(said, set())
            found |= {pk for pk in may if kinds is None or self._kinds[pk] in kinds}
        return sorted(found, key=lambda pk: self._codes[pk])

    def headed(self, *names: str) -> frozenset[str]:
        """The kinds of office of which one of these names can be whoever answers for one."""
        return frozenset(kind for _, kinds in self._forms(names) for kind in kinds or ())

    def _forms(self, names: Iterable[str]) -> Iterator[tuple[str, Collection[str] | None]]:
        """Each way to say these names, as they are compared, with the kinds of office of which it can be one: of all,
        or where a person is named who answers for an office, of those that have such a head."""
        for name in names:
            for said in in_full(name, self._desk.pack.plans):
                whole = self._bare(folded(said))
                if not whole:
                    continue
                yield whole, None
                for title, kinds in self._heads.items():
                    if whole.startswith(f"{title} "):
                        yield self._bare(whole[len(title) + 1 :]), kinds

    def _bare(self, name: str) -> str:
        """A name, as it is compared, without the article before it."""
        article = next((one for one in self._articles if name.startswith(f"{one} ")), "")
        return name[len(article) :].strip()

    @cached_property
    def _heads(self) -> dict[str, set[str]]:
        """By the title of whoever answers for an office, as it is compared, the kinds of office with such a head."""
        found: dict[str, set[str]] = {}
        for kind in self._desk.pack.offices.values():
            for title in kind.heads:
                found.setdefault(folded(title), set()).add(kind.id)
        return found

    @cached_property
    def _texts(self) -> dict[str, set[tuple[str, ...]]]:
        """By kind of office what stands before and behind the unit in each of its names that has one, as compared."""
        return {
            kind.id: {
                tuple(map(folded, text.split("{unit}")))
                for text in (*kind.names.values(), *kind.called)
                if "{unit}" in text
            }
            for kind in self._desk.pack.offices.values()
        }

    @cached_property
    def _more(self) -> tuple[dict[str, int], dict[str, set[int]]]:
        """By what offices of a kind are called with their unit ("People's Committee of Hoàn Kiếm Ward") the one that is
        meant, and where several have that name, or the unit is named alone or without its kind, those that may be; two
        queries, at the first name that is none of the others."""
        found: dict[str, set[int]] = {}
        may: dict[str, set[int]] = {}
        short = kinds_in_short()
        rows = people.offices(self._desk.on).values_list("pk", "kind", "unit__kind", "unit__said", "unit__names")
        for pk, kind, unit_kind, whole, bare in rows:
            if pk not in self._there:
                continue
            units = {folded(unit) for unit in _units(whole, bare, short.get(unit_kind, ()))}
            owns = {folded(own) for own in bare.values()}
            for parts in self._texts.get(kind, ()):
                for unit in units:
                    found.setdefault(_joined(parts, unit), set()).add(pk)
                    may.setdefault(unit, set()).add(pk)
                for own in owns:
                    may.setdefault(_joined(parts, own), set()).add(pk)
        one = {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1 and name not in self._two}
        for name, ids in found.items():
            if len(ids) > 1:
                may.setdefault(name, set()).update(ids)
        return one, may

    @cached_property
    def _plain(self) -> dict[str, set[int]]:
        """By every name that one office or several have, without its accents, these."""
        found: dict[str, set[int]] = {}
        named = {name: {pk} for names in (self._known, self._more[0]) for name, pk in names.items()}
        for name, ids in (*self._two.items(), *named.items()):
            found.setdefault(fold(name), set()).update(ids)
        return found

    @cached_property
    def _accents(self) -> dict[str, list[tuple[str, set[int]]]]:
        """By every name without its accents the names, as they are compared, with the offices that may have them."""
        found: dict[str, list[tuple[str, set[int]]]] = {}
        named = {name: {pk} for names in (self._known, self._more[0]) for name, pk in names.items()}
        for name, ids in (*self._two.items(), *named.items(), *self._more[1].items()):
            found.setdefault(fold(name), []).append((name, ids))
        return found

    @cached_property
    def _initials(self) -> dict[str, set[int]]:
        """By what offices are called with the first letters of their unit ("Công an phường BĐ") those that may be;
        two queries, at the first name that is none of the others."""
        found: dict[str, set[int]] = {}
        short = kinds_in_short()
        rows = people.offices(self._desk.on).values_list("pk", "kind", "unit__kind", "unit__said", "unit__names")
        for pk, kind, unit_kind, whole, bare in rows:
            if pk not in self._there:
                continue
            firsts = {
                lang: "".join(word[0] for word in own.split()) for lang, own in bare.items() if len(own.split()) > 1
            }
            units = {folded(unit) for unit in _units(_with(whole, bare, firsts), firsts, short.get(unit_kind, ()))}
            for parts in self._texts.get(kind, ()):
                for unit in units:
                    found.setdefault(_joined(parts, unit), set()).add(pk)
        return found

    def narrowed(self, options: Sequence[Option], sought: str, chosen: str) -> tuple[Option, ...]:
        """Of offices (options by their id) the one that `sought` means, then those of which one name in any language,
        or the code, has every word of it, accents or not; and the one that is chosen."""
        meant = self.of(sought)
        asked = [parts for said in in_full(sought, self._desk.pack.plans) if (parts := fold(said).split())]

        def has(option: Option) -> bool:
            pk = int(option.id)
            names = [fold(name) for name in (*self._every.get(pk, ()), self._codes.get(pk, ""))]
            return any(all(part in name for part in parts) for parts in asked for name in names)

        found = [one for one in options if one.id == chosen or one.id == str(meant) or has(one)]
        return tuple(sorted(found, key=lambda one: one.id not in (chosen, str(meant)))[:FOUND])

    def label(self, pk: int | None) -> str:
        """What it is called in the reader's language, "" for none."""
        return self._names.get(pk or 0, "")

    def stands_in(self, pk: int | None, text: str) -> bool:
        """Whether an office is named in a text by any of its names."""
        there = f" {folded(text)} "
        return any(f" {folded(name)} " in there for name in self._every.get(pk or 0, ()))


def _not_yet(waiting: Sequence[Waiting], taken: Collection[str], on: date) -> list[Waiting]:
    """Of offices whose unit is no more those that did not follow: a unit of the same code and name stands today, and
    no office has their name there."""
    codes = {unit[0] for _, _, unit in waiting}
    rows = Unit.objects.filter(standing(on), code__in=codes).values_list("code", "said") if codes else ()
    today = dict(rows)
    return [one for one in waiting if today.get(one[2][0]) == one[2][1] and not one[1] & set(taken)]


def _joined(parts: Sequence[str], unit: str) -> str:
    """A name as it is compared, out of what stands around the unit and the unit."""
    return " ".join(f" {unit} ".join(parts).split())


def _lazily(typed: str, name: str) -> bool:
    """Whether a name, as it is compared, is another of which some words are typed without accents."""
    pairs = zip(typed.split(), name.split(), strict=False)
    return all(one == other or (one.isascii() and one == fold(other)) for one, other in pairs)


def _with(whole: Mapping[str, str], bare: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """How a unit is said in each language, with another name in the place of its own."""
    return {lang: said.replace(bare.get(lang, said), names[lang]) for lang, said in whole.items() if lang in names}


def _units(whole: Mapping[str, str], bare: Mapping[str, str], short: Collection[str]) -> Iterator[str]:
    """How a unit is written in any language, its own name there as in any of them; or behind its kind in short."""
    for lang, said in whole.items():
        own = bare.get(lang, "")
        yield from {said.replace(own, name) if own else said for name in (own, *bare.values())}
    yield from (f"{kind} {name}" for kind in short for name in set(bare.values()))


def named(desk: Desk, typed: str) -> tuple[list[int], list[str]]:
    """The offices that these lines name, each once, and the lines that name no single one."""
    wanted = {folded(line): line.strip() for line in typed.split("\n") if line.strip()}
    if not wanted:
        return [], []
    called = Called(desk)
    meant = {line: called.of(line) for line in wanted.values()}
    found: Iterable[int] = (pk for pk in meant.values() if pk is not None)
    return list(dict.fromkeys(found)), [line for line, pk in meant.items() if pk is None]
