"""Whether anything says that a number is to be reached. Reports, forecasts, quorums and limits of support have numbers
too: none of those is a target. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from namro.work.plans.reading.clauses import HANDING, Clause, Structure
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_MARKS = ",;:(\n"
_OPENING = re.compile(r"[\s\W]*")
_SHORT = 100
"""Characters that a line has at most which only says what the lines below it are about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A number in its sentence: where that sentence begins and ends, where the number before it ends, where the words
    that lead to this one begin, where it begins itself, and where it ends with its unit. `after`: whether the number
    before it is one that is to be reached."""

    start: int
    end: int
    since: int
    begins: int
    number: int
    past: int
    after: bool


class Aimed:
    """Tells it in the words of one language. `issued`: the day of the document, where it says one."""

    def __init__(self, lexicon: Lexicon, names: Names, structure: Structure, issued: date | None) -> None:
        words, clauses = lexicon.speech.targets, lexicon.speech.clauses
        self._lexicon, self._names, self._structure, self._issued = lexicon, names, structure, issued
        self._aims = pattern((*words.aims, *words.aims_aside))
        self._met = re.compile(
            rf"(?<!\w)(?:{alternatives((*words.against, *words.met))})\s*(?:the\s+)?$", re.IGNORECASE
        )
        self._reports = pattern(words.reports)
        self._before = pattern((*words.same_period, *words.earlier))
        self._makes_up = pattern(words.makes_up)
        self._bound = pattern((*clauses.must, *(one for one in clauses.answers if len(one) > len("to"))))
        limits = (*words.comparators.get("at-least", ()), *words.comparators.get("at-most", ()))
        self._limits = re.compile(rf"\s*(?:{alternatives(limits)})", re.IGNORECASE)
        self._or_more = re.compile(
            rf"[^,;:.()\n]{{0,80}}?(?<!\w)(?:{alternatives(words.comparators.get('at-least', ()))})(?!\w)",
            re.IGNORECASE,
        )
        moves = (word for options in words.directions.values() for word in options)
        self._moves = pattern((*moves, *words.aims))
        self._forecasts, self._missed = pattern(words.forecasts), pattern(words.missed)
        self._only_if = re.compile(rf"(?<!\w)(?:{alternatives(words.quorums)})\s*$", re.IGNORECASE)
        self._votes = re.compile(
            rf"[^,;:.()\n]{{0,40}}?(?<!\w)(?:{alternatives(words.voters)})(?!\w)[^;:.()\n]{{0,60}}?"
            rf"(?<!\w)(?:{alternatives(words.votes)})(?!\w)",
            re.IGNORECASE,
        )
        money = alternatives(words.money)
        self._money = re.compile(rf"\s*(?:{money})(?!\w)", re.IGNORECASE)
        self._no_more = re.compile(rf"\s*(?:$|[,;:.()\n]|(?:{money})(?!\w))", re.IGNORECASE)
        self._pays = pattern(words.pays)
        self._pays_it = re.compile(rf"(?<!\w)(?:{alternatives(words.pays)})\s*$", re.IGNORECASE)
        goals = lexicon.sections.get("goals")
        self._goals = goals if goals is not None else pattern(())
        self._heralded = False

    def opens(self, text: str, clause: Clause, *, counted: bool) -> None:
        """Takes note of a paragraph before it is read: whether it, or a line above it, only says that what follows is
        aimed for. `counted`: whether it has numbers with a unit."""
        said = text[clause.body : clause.end]
        heads = said.endswith(":") or (len(said) <= _SHORT and not counted and said[-1:] not in ".;")
        if heads and not counted:
            self._heralded = self._goals.search(said) is not None or self._aims.search(said) is not None
        elif not counted:
            self._heralded = False

    def names(self, text: str, clause: Clause) -> bool:
        """Whether a clause only says that goals stand below it."""
        last = text[clause.end - 1]
        return (
            last not in ".;"
            and clause.end - clause.body <= _SHORT
            and self._goals.search(text, clause.body, clause.end) is not None
        )

    def is_none(
        self, text: str, clause: Clause, place: Place, whens: Sequence[When], *, goals: bool, told: bool, share: bool
    ) -> bool:
        """Whether a number is none to be reached. `goals`: it stands among the goals; `told`: the number before it in
        its sentence is none either; `share`: it is a share."""
        if self._of_votes(text, place) or self._of_support(text, place):
            return True
        if self._foreseen(text, place):
            return True
        said = self._reported(text, clause, place)
        if goals:
            return said and not self._says(text, place, place.start, whens, alone=False)
        if not share and place.begins == place.number:
            return False  # it is none without a word that compares
        past = self._makes_up.search(text, place.since, place.begins) or self._before.search(
            text, place.start, place.begins
        )
        strict = said or past is not None or (told and self._follows(text, place))
        if not strict and not self._bare(clause):
            return False
        first = place.start if strict else clause.body
        return not self._says(text, place, first, whens, alone=not strict)

    def _bare(self, clause: Clause) -> bool:
        """Whether a paragraph stands in no part and in no list: nothing around it says what its numbers are."""
        if clause.section in HANDING or self._heralded:
            return False
        return clause.label is None and not any(one.label is not None for one in self._structure.above(clause))

    def _says(self, text: str, place: Place, first: int, whens: Sequence[When], *, alone: bool) -> bool:
        """Whether words from `first` on say that a number is to be reached. `alone`: nothing around it tells, and a
        verb at the beginning is enough."""
        begins, start = place.begins, place.start
        if self._aim(text, first, begins) >= 0 or self._bound.search(text, start, begins):
            return True
        if self._limits.match(text, begins, place.number) or self._or_more.match(text, place.past, place.end):
            return True
        if any(self._ahead(one, place) for one in whens):
            return True
        if not alone:
            return False
        opened = max(start, *(text.rfind(mark, start, begins) + 1 for mark in _MARKS))
        if any(self._acts(text, at, place) for at in {start, opened}):
            return True
        # "…, 80% hộ có bình" goes on with what was said of the number before it
        return place.after or not text[start:begins].strip(" \t-–+*•")

    def _acts(self, text: str, at: int, place: Place) -> bool:
        """Whether what is to be done, or whoever is to do it, stands at a place."""
        at = _OPENING.match(text, at, place.number).end()  # type: ignore[union-attr]
        lexicon = self._lexicon
        if any(look.match(text, at, place.number) for look in (lexicon.verbs, self._moves, lexicon.assign)):
            return True
        listed = self._names.listed(text, at, place.end)
        if not listed:
            return False
        at = _OPENING.match(text, listed[-1].end, place.end).end()  # type: ignore[union-attr]
        looks = (lexicon.verbs_small, lexicon.acts, lexicon.lead, lexicon.answers, lexicon.with_, lexicon.modal)
        return any(look.match(text, at, place.end) for look in looks)

    def _ahead(self, when: When, place: Place) -> bool:
        """Whether a time is one by which something is to be: not over on the day of the document."""
        if when.day is None or when.bound not in ("before", "by") or not place.start <= when.from_ < place.end:
            return False
        return self._issued is None or when.day >= self._issued

    def _aim(self, text: str, start: int, end: int) -> int:
        """Where the last words stand by which something is aimed for, -1 where none do; what something is only held
        against, or stands in brackets that are closed, is not aimed for here."""
        found = -1
        for mark in self._aims.finditer(text, start, end):
            closed = text.find(")", mark.end(), end)
            inside = closed >= 0 and "(" not in text[mark.end() : closed]
            if not inside and not self._met.search(text, start, mark.start()):
                found = mark.start()
        return found

    def _reported(self, text: str, clause: Clause, place: Place) -> bool:
        """Whether the paragraph tells by whose report, or what was found, and nothing behind that is aimed for."""
        last = -1
        for mark in self._reports.finditer(text, clause.body, place.begins):
            before = text[clause.body : mark.start()].rstrip(" \t-–")
            if not before or before[-1] in ".;:(\n":
                last = mark.start()
        return last >= 0 and self._aim(text, last, place.begins) < 0

    def _follows(self, text: str, place: Place) -> bool:
        """Whether a number goes on with what the one before it tells."""
        return not re.search(r"[.;]", text[place.since : place.begins])

    def _foreseen(self, text: str, place: Place) -> bool:
        """Whether a number is only expected, or one that is missed."""
        for look in (self._forecasts, self._missed):
            for mark in look.finditer(text, place.start, place.begins):
                between = text[mark.end() : place.begins]
                if not re.search(r"[,;:(]", between) and (
                    look is self._missed or self._aim(text, mark.end(), place.begins) < 0
                ):
                    return True
        return False

    def _of_votes(self, text: str, place: Place) -> bool:
        """Whether a number says how many are to agree or to be there, or on what something depends."""
        if self._votes.match(text, place.past, place.end) or self._only_if.search(text, place.start, place.begins):
            return True
        opened = max(place.start, *(text.rfind(mark, place.start, place.begins) + 1 for mark in _MARKS))
        lexicon = self._lexicon
        marks = lexicon.conditions.finditer(text, opened, place.begins)
        return any(lexicon.no_conditions.match(text, mark.start(), place.end) is None for mark in marks)

    def _of_support(self, text: str, place: Place) -> bool:
        """Whether a number says how much of a sum somebody pays."""
        opened = max(place.start, *(text.rfind(mark, place.start, place.begins) + 1 for mark in ",;:\n"))
        if self._pays_it.search(text, opened, place.begins) and self._no_more.match(text, place.past, place.end):
            return True
        if self._money.match(text, place.past, place.end) is None:
            return False
        stop = next((at for at in range(place.past, place.end) if text[at] in ",;:.\n"), place.end)
        return self._pays.search(text, opened, stop) is not None
