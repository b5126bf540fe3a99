"""Offices of kinds that are no more, and the words by which a name is of the past: `former.yaml` of a pack.

The file may be missing. Nothing here is taken for anybody: what took over is only offered to whoever reads a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from pydantic import Field, model_validator

from namro.rules.packs.checks import Surroundings
from namro.rules.packs.kinds import Called, Confidence, Data, Id, Line, Text, ids_in, names_in
from namro.rules.packs.reading import File
from namro.rules.packs.refused import Problem

SURE = "V2"


class Took(Data):
    """A kind of office of today that took over, and `what` it took; all of it where nothing is said."""

    kind: Id
    what: Text | None = None


class FormerOffice(Data):
    """A kind of office that is no more. `ended`: the first day on which it no longer stood; `source`: where that and
    what took over stand, with how sure that is. The rest is as of the kinds of office of today."""

    id: Id
    names: Text
    called: tuple[Called, ...] = ()
    heads: tuple[Line, ...] = ()
    level: Id
    """The level of the units that had such an office, also one that is no more."""
    ended: date
    took: tuple[Took, ...] = Field(min_length=1)
    source: Line
    confidence: Confidence

    @property
    def confirmed(self) -> bool:
        """Whether it was held against the text of the act, or is told by two sources that know."""
        return self.confidence == SURE


class Every(Data):
    """Names of all units of `kinds`, none of which may stand any more: the districts. `of`: words between such a name
    and that of the unit above them all."""

    words: tuple[Line, ...] = Field(min_length=1)
    of: tuple[Line, ...] = ()
    kinds: tuple[Id, ...] = Field(min_length=1)


class Former(Data):
    """The file. `words`: by which a name is of the past, before or behind it, also in brackets."""

    words: tuple[Line, ...] = ()
    every: tuple[Every, ...] = ()
    offices: dict[Id, FormerOffice] = {}

    _ids = model_validator(mode="before")(ids_in("offices"))

    @cached_property
    def _said(self) -> re.Pattern[str]:
        words = "|".join(re.escape(word) for word in sorted(self.words, key=len, reverse=True)) or r"(?!)"
        return re.compile(rf"\s*[(\[]\s*(?:{words})\s*[)\]]|(?<![\w-])(?:{words})(?!\w)[ -]*", re.IGNORECASE)

    @cached_property
    def _beside(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        words = "|".join(re.escape(word) for word in sorted(self.words, key=len, reverse=True)) or r"(?!)"
        before = re.compile(rf"(?<![\w-])(?:{words})[ -]+$", re.IGNORECASE)
        return before, re.compile(rf"\s*[(\[]\s*(?:{words})\s*[)\]]", re.IGNORECASE)

    def beside(self, text: str, start: int, end: int) -> str:
        """What stands there in a text, with such words right before it, or in brackets right behind it."""
        before, behind = self._beside
        first, last = before.search(text, max(0, start - 20), start), behind.match(text, end)
        return text[first.start() if first else start : last.end() if last else end]

    def without(self, name: str) -> tuple[str, bool]:
        """A name without such words, and whether it had any."""
        plain = " ".join(unicodedata.normalize("NFC", name).split())
        bare, n = self._said.subn(" ", plain)
        return (" ".join(bare.split()).strip(" ,"), True) if n and bare.strip(" ,()") else (plain, False)


def check_former(former: Former, file: File, around: Surroundings) -> Iterator[Problem]:
    """What must hold in the file besides its shape: kinds of office and of unit and levels that the pack has."""
    for at, every in enumerate(former.every):
        for nth, kind in enumerate(every.kinds):
            if around.units is not None and kind not in around.units:
                known = ", ".join(sorted(around.units))
                here = ("every", at, "kinds", nth)
                yield file.problem(here, "unknown-name", what="kind of unit", name=kind, known=known)
    for office in former.offices.values():
        there = ("offices", office.id)
        if around.levels is not None and office.level not in around.levels:
            known = ", ".join(sorted(around.levels))
            yield file.problem((*there, "level"), "unknown-name", what="level", name=office.level, known=known)
        if around.offices is not None and office.id in around.offices:
            yield file.problem(there, "duplicate-id", name=office.id)
        for at, took in enumerate(office.took):
            if around.offices is not None and took.kind not in around.offices:
                known = ", ".join(sorted(around.offices))
                where = (*there, "took", at)
                yield file.problem(where, "unknown-name", what="kind of office", name=took.kind, known=known)
        texts = [*office.names.values(), *office.called]
        for name in sorted(set().union(*map(names_in, texts)) - {"unit"}):
            yield file.problem(there, "text-parameter", name=name, known="{unit}")
