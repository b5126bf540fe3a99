"""Which office a name means that somebody typed or that stands in a document, in whatever language either is.

An office is known by each of its names in every language of the pack, by its code, by what it is called at home, by
whatever else offices of its kind are called with its unit, and by these with the short forms of the pack written out.
A name that two offices have means none of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from namro.doors.desk.inputs import FOUND, Option
from namro.doors.desk.page import Desk
from namro.doors.desk.plan_lines import at_home
from namro.ground.people import queries as people
from namro.ground.places.fold import fold
from namro.work.plans.reading.lexicon import lexicons
from namro.work.plans.reading.offices import Offices

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: of a word in Vietnamese they go with the syllable, on whichever vowel."""
WORDS = re.compile(r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*")


def folded(name: str) -> str:
    """A name as it is compared: case, white space, punctuation and on which vowel a tone is written do not matter.
    Every accent does: “Phú Lương” is not “Phú Lượng”."""
    found = WORDS.findall(unicodedata.normalize("NFD", name.casefold()))
    return " ".join(
        "".join(char for char in word if char not in TONES) + "".join(char for char in word if char in TONES)
        for word in found
    )


class Called:
    """The offices of today by everything that they are called. `labels`: by its name in the reader's language each of
    them; a name that two have is left out. One query, and those of `at_home`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._every: dict[int, tuple[str, ...]] = {}
        self._codes: dict[int, str] = {}
        self._names: dict[int, str] = {}
        known: dict[str, set[int]] = {}
        labels: dict[str, set[int]] = {}
        for pk, code, names in people.offices(desk.on).values_list("pk", "code", "names"):
            self._every[pk] = tuple(names.values())
            self._codes[pk] = code
            self._names[pk] = people.said(names, desk.lang)
            labels.setdefault(self._names[pk], set()).add(pk)
            for name in (code, *names.values()):
                known.setdefault(folded(name), set()).add(pk)
        for name, (_, pk) in at_home(desk).items():
            known.setdefault(folded(name), {pk})
        self._of_two = {name for name, ids in known.items() if len(ids) > 1}
        self._known = {name: next(iter(ids)) for name, ids in known.items() if name and len(ids) == 1}
        self.labels = {name: next(iter(ids)) for name, ids in labels.items() if len(ids) == 1}
        plans = desk.pack.plans
        self._short = [Offices("", lexicon) for lexicon in lexicons(plans)] if plans else []

    def of(self, *names: str) -> int | None:
        """The office that the first of these names means, else the next; None for none."""
        for name in names:
            for said in (name, *(short.means(name) for short in self._short)):
                if said.strip() and (found := self._known.get(folded(said), self._more.get(folded(said)))) is not None:
                    return found
        return None

    @cached_property
    def _more(self) -> dict[str, int]:
        """By what offices of a kind are called with their unit ("People's Committee of Hoàn Kiếm Ward") the one that is
        meant; one query, at the first name that is none of the others."""
        found: dict[str, set[int]] = {}
        rows = people.offices(self._desk.on).values_list("pk", "kind", "unit__said", "unit__names")
        for pk, kind, whole, bare in rows:
            rule = self._desk.pack.offices.get(kind)
            texts = [text for text in (*rule.names.values(), *rule.called) if "{unit}" in text] if rule else []
            for unit in _units(whole, bare):
                for text in texts:
                    found.setdefault(folded(text.format(unit=unit)), set()).add(pk)
        return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1 and name not in self._of_two}

    def narrowed(self, options: Sequence[Option], sought: str, chosen: str) -> tuple[Option, ...]:
        """Of offices (options by their id) the one that `sought` means, then those of which one name in any language,
        or the code, has every word of it, accents or not; and the one that is chosen."""
        meant = self.of(sought)
        asked = [
            parts for said in (sought, *(one.means(sought) for one in self._short)) if (parts := fold(said).split())
        ]

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


def _units(whole: Mapping[str, str], bare: Mapping[str, str]) -> Iterator[str]:
    """How a unit is written in any language, its own name there as in any of them."""
    for lang, said in whole.items():
        own = bare.get(lang, "")
        yield from {said.replace(own, name) if own else said for name in (own, *bare.values())}


def named(desk: Desk, typed: str) -> tuple[list[int], list[str]]:
    """The offices that these lines name, each once, and the lines that name no single one."""
    wanted = {folded(line): line.strip() for line in typed.split("\n") if line.strip()}
    if not wanted:
        return [], []
    called = Called(desk)
    meant = {line: called.of(line) for line in wanted.values()}
    found: Iterable[int] = (pk for pk in meant.values() if pk is not None)
    return list(dict.fromkeys(found)), [line for line, pk in meant.items() if pk is None]
