"""Numbers that a plan says are to be reached: how many or what share, of what, by when. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from namro.work.plans.reading.clauses import Clause, Structure, joined_path
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.fields import Field, Target
from namro.work.plans.reading.lexicon import Lexicon, alternatives
from namro.work.plans.reading.making import plain, squeezed
from namro.work.plans.reading.names import trimmed
from namro.work.plans.reading.times import Times, When

_NUMBER = r"\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?"

_AGAINST = 1000
"""Characters before a number in which it is looked for whether it is only compared with."""


class Targets:
    """Reads the numbers of one document."""

    def __init__(self, text: str, structure: Structure, lexicon: Lexicon, times: Times) -> None:
        words = lexicon.speech.targets
        self._text, self._structure, self._times = text, structure, times
        self._numbers = re.compile(
            rf"(?<![\w/.,\-])(?P<n>{_NUMBER})\s*(?:(?P<percent>{alternatives(words.percent)})|(?P<unit>{alternatives(words.units)})(?!\w))",
            re.IGNORECASE,
        )
        self._compared = {name: self._ending(options) for name, options in words.comparators.items()}
        self._after = {
            name: re.compile(rf"\s*(?:{alternatives(options)})(?!\w)", re.IGNORECASE)
            for name, options in words.comparators.items()
        }
        self._moved = {
            name: re.compile(rf"(?<!\w)(?:{alternatives(options)})(?!\w)", re.IGNORECASE)
            for name, options in words.directions.items()
        }
        self._reached = self._ending(words.reached)
        self._sets = re.compile(rf"(?:{alternatives(words.sets)})(?!\w)", re.IGNORECASE)
        self._past = re.compile(rf"(?<!\w)(?:{alternatives(words.past)})(?!\w)", re.IGNORECASE)
        self._against = re.compile(rf"(?<!\w)(?:{alternatives(words.against)})(?!\w)", re.IGNORECASE)
        self._of = re.compile(
            rf"\s*(?:(?:{alternatives(words.of)})\s+)?(?:(?:{alternatives(lexicon.speech.clauses.articles)})\s+)?"
        )

    @staticmethod
    def _ending(options: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{alternatives(options)})\s*$", re.IGNORECASE)

    def targets(self) -> list[Target]:
        """The targets, in the order of the text."""
        return [
            target
            for clause in self._structure.clauses
            if clause.start >= self._structure.begins
            and clause.end <= self._structure.ends
            and clause.section != "context"
            for target in self._of_clause(clause)
        ]

    def _of_clause(self, clause: Clause) -> Iterator[Target]:
        text = self._text
        what: Span | None = None
        for sentence in re.finditer(r"[^;\n]+?(?:;|\n|[.](?=\s+[^\W\da-z])|$)", text[clause.body : clause.end]):
            start, end = clause.body + sentence.start(), clause.body + sentence.end()
            found = [match for match in self._numbers.finditer(text, start, end) if not self._is_time(match)]
            if not found:
                continue
            whens = list(self._times.found(text, start, end))
            found = [one for one in found if not any(when.start <= one.start() < when.end for when in whens)]
            whens = [when for when in whens if not self._compared_with(start, when)]
            leading = bool(found and whens) and whens[0].end <= found[0].start()
            for at, number in enumerate(found):
                stop = found[at + 1].start() if at + 1 < len(found) else end
                since = found[at - 1].end() if at else start
                if self._past.search(text, since, number.start()) or self._is_comparison(start, number):
                    continue
                target, what = self._target(clause, number, (start, since, stop, end), whens, what, leading=leading)
                if target is not None:
                    yield target

    def _compared_with(self, start: int, when: When) -> bool:
        """Whether a time only says with what is compared."""
        marks = list(self._against.finditer(self._text, start, when.start))
        return bool(marks) and not re.search(r"[,;]", self._text[marks[-1].end() : when.start])

    def _is_time(self, number: re.Match[str]) -> bool:
        return (
            number["n"].isdecimal() and len(number["n"]) == 4 and number["n"].startswith("20") and not number["percent"]
        )

    def _is_comparison(self, start: int, number: re.Match[str]) -> bool:
        """Whether a number only says with what another is compared."""
        begin = max(start, number.start() - _AGAINST)
        marks = list(self._against.finditer(self._text, begin, number.start()))
        return bool(marks) and not re.search(r"[,;]", self._text[marks[-1].end() : number.start()])

    def _target(
        self,
        clause: Clause,
        number: re.Match[str],
        bounds: tuple[int, int, int, int],
        whens: Sequence[When],
        before: Span | None,
        *,
        leading: bool,
    ) -> tuple[Target | None, Span | None]:
        text = self._text
        start, since, stop, end = bounds
        fields: dict[str, Field] = {}
        path = self._structure.path(text, clause)
        if path:
            fields["clause"] = Field(joined_path(text, path), path[-1].start, path[-1].end)
        fields["value"] = Field(number_of(number["n"]), *number.span("n"))
        unit = number.span("percent") if number["percent"] else number.span("unit")
        fields["unit"] = Field("%" if number["percent"] else squeezed(text[unit[0] : unit[1]]), *unit)
        begins = self._comparator(fields, since, number)
        moved = self._direction(fields, since, begins)
        counted = number["percent"] is None
        if (
            counted
            and "comparator" not in fields
            and "direction" not in fields
            and clause.section not in ("goals", "purpose")
        ):
            return None, before
        if counted and clause.section not in ("goals",) and "comparator" not in fields:
            return None, before
        by = self._by(number, stop, whens, leading=leading)
        if by is not None:
            fields["by"] = by
        what = self._what(number, start, since, stop, begins if moved is None else moved, whens, unit[1])
        if counted and (what is None or what.end <= number.start()):
            what = Span(*unit)
        elif what is None and "direction" in fields:  # reduce injuries by 15 %
            what = trimmed(text, fields["direction"].end, self._before_reached(fields["direction"].end, begins))
        what = what or before
        if what is not None:
            fields["what"] = plain(text, what)
            sets = self._sets.match(text, self._past_words(what.start, what.end), what.end)
            if sets:
                fields["set"] = Field(squeezed(sets[0]), *sets.span())
        return Target(start, end, fields), what

    def _comparator(self, fields: dict[str, Field], since: int, number: re.Match[str]) -> int:
        """Takes the words that say how a number is meant; gives back where what leads to the number begins."""
        text = self._text
        begins = number.start()
        before = [
            (found.start(), name, found[0].strip())
            for name, look in self._compared.items()
            if (found := look.search(text, max(since, number.start() - 40), number.start()))
        ]
        if before:
            begins, name, words = min(before)
            fields["comparator"] = Field(name, begins, begins + len(words))
            return begins
        for name, look in self._after.items():
            found = look.match(text, number.end())
            if found and name == "at-least":
                fields["comparator"] = Field(name, found.end() - len(found[0].strip()), found.end())
        return begins

    def _direction(self, fields: dict[str, Field], since: int, begins: int) -> int | None:
        text = self._text
        for name, look in self._moved.items():
            marks = list(look.finditer(text, since, begins))
            if marks:
                fields["direction"] = Field(name, *marks[-1].span())
                return marks[-1].start()
        return None

    def _by(self, number: re.Match[str], stop: int, whens: Sequence[When], *, leading: bool) -> Field | None:
        """The time to which a number belongs: the one before it where times stand before their numbers, else the one
        behind it."""
        usable = [when for when in whens if when.day is not None]
        before = [when for when in usable if when.end <= number.start()]
        after = [when for when in usable if number.end() <= when.start < stop]
        chosen = (before or after)[-1 if before else 0] if leading and usable and (before or after) else None
        if not leading and after:
            chosen = after[0]
        if chosen is None or chosen.day is None:
            return None
        return Field(chosen.day.isoformat(), chosen.start, chosen.end)

    def _what(
        self, number: re.Match[str], start: int, since: int, stop: int, begins: int, whens: Sequence[When], after: int
    ) -> Span | None:
        """What is counted: the words behind the number, else those before it."""
        text = self._text
        ends = [when.from_ for when in whens if after <= when.from_ < stop]
        ends += [mark.start() for mark in self._against.finditer(text, after, stop)]
        limit = min([stop, *ends])
        tail = re.match(r"[^;.\n]*", text[after:limit])
        behind = trimmed(text, after, after + (tail.end() if tail else 0))
        if behind is not None and not re.match(r"\s*[,;.)]", text[after:limit] or ";"):
            begin = self._past_words(behind.start, behind.end)
            for look in self._after.values():
                mark = look.match(text, begin, behind.end)
                if mark:
                    begin = mark.end()
            span = trimmed(text, begin, behind.end)
            again = self._times.rhythm(text, begin, behind.end)
            if span is not None and not (again and again[1:] == (span.start, span.end)):
                comma = re.search(r",\s*(?=\d|(?:[^\W\d]+\s){0,3}\d)", span.of(text))
                return trimmed(text, span.start, span.start + comma.start()) if comma else span
        if since > start and any(since <= when.start < begins for when in whens):
            return None  # another number of what was counted before
        end = begins
        reached = self._reached.search(text, since, end)
        while reached and reached.start() > since:
            end = reached.start()
            reached = self._reached.search(text, since, end)
        begin = since
        for mark in self._against.finditer(text, since, end):
            stop_at = text.find(",", mark.end(), end)
            begin = stop_at + 1 if stop_at >= 0 else end  # what stands before only says with what another is compared
        for when in whens:
            if since <= when.from_ and when.end <= end:
                if not text[begin : when.from_].strip(" ,:-"):
                    begin = when.end
                elif not text[when.end : end].strip(" ,:-"):
                    end = when.from_
        span = trimmed(text, begin, end)
        return trimmed(text, self._past_words(span.start, span.end), span.end) if span else None

    def _before_reached(self, since: int, end: int) -> int:
        """Where the words begin that only lead from what is counted to its number."""
        found = self._reached.search(self._text, since, end)
        return found.start() if found else end

    def _past_words(self, start: int, end: int) -> int:
        """The place behind words that lead to what is counted."""
        found = self._of.match(self._text, start, end)
        return found.end() if found else start


def number_of(written: str) -> int | float:
    """The number that is written, with a comma or a point before its decimals and either between its thousands."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", written):
        return int(re.sub(r"[.,]", "", written))
    value = float(written.replace(",", "."))
    return int(value) if value.is_integer() else value
