"""Numbers that a plan says are to be reached: how many or what share, of what, by when. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from namro.rules.packs.plans import Comparator
from namro.work.plans.reading.apiece import Apiece
from namro.work.plans.reading.bases import Bases
from namro.work.plans.reading.clauses import Clause, Structure, joined_path
from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.fields import Field, Target
from namro.work.plans.reading.figures import NUMBER, Figure, is_year, number_of
from namro.work.plans.reading.lexicon import Lexicon, alternatives, pattern
from namro.work.plans.reading.making import plain, squeezed
from namro.work.plans.reading.names import trimmed
from namro.work.plans.reading.reaching import Reaching
from namro.work.plans.reading.shares import Shares
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.when import When

_FRACTION = r"(?<![\w/.,])0?[1-9]\d{0,2}/(?!(?:19|20)\d\d)[1-9]\d{0,3}(?![\w/%.,-]\w?)"

_YEARS = re.compile(r"(?<![\w/.,-])(?:19|20)\d\d(?![\w/%]|[.,]\d)")

_AGAINST = 1000
"""Characters before a number in which it is looked for whether it is only compared with."""


class Targets:
    """Reads the numbers of one document. `issued`: the day of the document, where it says one."""

    def __init__(
        self, text: str, structure: Structure, lexicon: Lexicon, times: Times, issued: date | None = None
    ) -> None:
        words = lexicon.speech.targets
        self._text, self._structure, self._times, self._issued = text, structure, times, issued
        self.notes: list[Note] = []
        self.bare: list[Note] = []
        """Numbers without a unit, which do not show that anything of their clause was read."""
        self._reaching = Reaching(lexicon)
        self._shares, self._cuts, self._bases = Shares(lexicon), list[int](), Bases(text, lexicon, times)
        self._figures: list[Figure] = []  # those of the sentence that is read
        self._moving: Field | None = None  # the direction of the number before
        unit = rf"(?:(?P<percent>{alternatives(words.percent)})|(?P<unit>{alternatives(words.units)})(?!\w))"
        and_, spans = alternatives(lexicon.speech.clauses.and_), alternatives(words.spans)
        between = rf"(?:{unit.replace('?P<percent>', '').replace('?P<unit>', '')})?\s*(?:[-–]|(?:{spans})(?!\w))\s*"
        share = rf"(?:{alternatives(words.percent)})?"
        both = rf"(?:{alternatives(words.between)})\s+(?P<floor>{NUMBER})\s*{share}\s*(?:{and_})\s+"
        self._numbers = re.compile(
            rf"(?<![\w/.,\-])(?:(?P<low>{NUMBER})\s*{between}|{both})?(?P<n>{NUMBER})\s*{unit}", re.IGNORECASE
        )
        self._apiece = Apiece(lexicon)
        self._unread = re.compile(rf"{_FRACTION}|(?<!\w)(?:{alternatives(words.parts)})(?!\w)", re.IGNORECASE)
        self._compared = {name: self._ending(options) for name, options in words.comparators.items()}
        self._after = {
            name: re.compile(rf"\s*(?:{alternatives(options)})(?!\w)", re.IGNORECASE)
            for name, options in words.comparators.items()
        }
        self._least = pattern(words.comparators.get("at-least", ()))
        self._reached = self._ending((*words.reached, *words.between))
        self._aims, self._measures = pattern(words.aims), pattern(words.measures)
        clauses = lexicon.speech.clauses
        told = alternatives((*clauses.with_, *clauses.lead, *clauses.assign))
        self._duty = re.compile(rf"[,(]\s*(?:{told})(?!\w)", re.IGNORECASE)
        self._next = re.compile(rf",\s*(?=\d|(?:[^\W\d]+\s){{0,3}}\d)|\s+(?:{and_})(?=\s*$|\s+\d)", re.IGNORECASE)
        self._joint = re.compile(rf"(?:,|\s(?:{and_}))\s*$", re.IGNORECASE)
        self._goes_on = re.compile(rf"[\s,]*(?<!\w)(?:{and_})(?!\w)[\s,]*", re.IGNORECASE)
        self._only_base = re.compile(
            rf"(?:{alternatives((*words.base, *words.between, *words.reached))})", re.IGNORECASE
        )
        self._called = re.compile(rf"(?:{alternatives(words.units)})(?!\w)", re.IGNORECASE)
        self._sets = re.compile(rf"(?:{alternatives(words.sets)})(?!\w)", re.IGNORECASE)
        self._out_of = re.compile(rf"(?<![\w/.,])(?:{NUMBER})\s+(?:{alternatives(words.out_of)})\s*$", re.IGNORECASE)
        self._refused = re.compile(rf"(?<!\w)(?:{alternatives(words.refused)})(?!\w)", re.IGNORECASE)
        self._past = re.compile(rf"(?<!\w)(?:{alternatives(words.past)})(?!\w)", re.IGNORECASE)
        spoken = lexicon.speech.times
        yearly = {word for words in spoken.rhythms.get("yearly", ()) for word in words.split()}
        part = alternatives(noun for noun in spoken.nouns if noun not in yearly)
        self._rate = re.compile(
            rf"[^,;.()\n/]{{0,40}}?(?:/\s*|\s(?:{alternatives(spoken.every)})\s+)(?:{part})(?!\w)", re.IGNORECASE
        )
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
            if clause.start >= self._structure.begins and clause.section != "context"
            for target in self._of_clause(clause)
        ]

    def _of_clause(self, clause: Clause) -> Iterator[Target]:
        text = self._text
        what: Span | None = None
        for sentence in re.finditer(r"[^;\n]+?(?:;|\n|[.](?=\s+[^\W\da-z])|$)", text[clause.body : clause.end]):
            start, end = clause.body + sentence.start(), clause.body + sentence.end()
            if clause.section == "goals":
                self._note_unread(start, end)
                bare = list(self._bases.unread(start, end, self._figures_of(start, end)))
                told = any(start <= note.start < end for note in self.notes)
                alone = not bare and not told and not self._figures_of(start, end)
                self.bare += self._bases.counts(start, end) if alone else bare
            if re.search(r"\d", text[start:end]) is None:
                continue
            figures = self._figures_of(start, end)
            if not figures:
                continue
            whens = list(self._times.found(text, start, end))
            figures = [one for one in figures if not any(when.start <= one.start() < when.end for when in whens)]
            self._moving = None
            aside = list(self._shares.aside(text, start, figures))
            self._cuts = [at for _, at, _ in aside]
            self.notes += [Note("number-not-read", one.start(), one.end()) for one, _, unread in aside if unread]
            figures = [one for one in figures if not any(one is other for other, _, _ in aside)]
            figures = [one for at, one in enumerate(figures) if not self._is_aside(one, clause, start, first=at == 0)]
            self._figures = figures
            found = [one for one in self._goals(figures, start, end) if not self._is_past(one, start, whens)]
            whens = [
                when for when in whens if not self._compared_with(start, when) and not self._bases.told(when, figures)
            ]
            made: list[Target] = []
            leading = bool(found and whens) and whens[0].end <= found[0].start()
            for at, number in enumerate(found):
                stop = self._leads_to(number.end(), found[at + 1]) if at + 1 < len(found) else end
                since = found[at - 1].end() if at else start
                if self._past.search(text, since, self._leads_to(since, number)) or self._is_comparison(start, number):
                    continue
                if self._is_whole(start, number) or self._is_refused(since, number):
                    continue
                target, what = self._target(clause, number, (start, since, stop, end), whens, what, leading=leading)
                if target is not None:
                    made.append(target)
            yield from self._reaching.said(text, made, end)

    def _is_aside(self, figure: Figure, clause: Clause, start: int, *, first: bool) -> bool:
        """Whether a number is so many in each month or week, or by how much one before it passes another: no target of
        its own, and noted where it would be one."""
        text = self._text
        meant = self._words_before(start, figure)
        more = not first and figure.percent and any(name in ("more-than", "less-than") for _, name, _ in meant)
        margin = more and not text[figure.end() : self._next_against(figure.end())].strip()
        begins = min([figure.start(), *(at for at, _, _ in meant)])
        rate = not figure.percent and (
            self._rate.match(text, figure.end()) is not None or self._apiece.each(text, start, begins) is not None
        )
        if not margin and not rate:
            return False
        if margin or meant or clause.section == "goals":
            self.notes.append(Note("number-not-read", figure.start(), figure.end()))
        self._cuts.append(max(text.rfind(mark, start, begins) for mark in ",("))
        return True

    def _next_against(self, at: int) -> int:
        """Where the next words stand that say with what is compared; the end of the text where none do."""
        found = self._against.search(self._text, at, at + _AGAINST)
        return found.start() if found is not None else len(self._text)

    def _is_whole(self, start: int, number: Figure) -> bool:
        """Whether a number is that of which another is a part, 5 out of 10: that share is not read; a note."""
        part = self._out_of.search(self._text, start, number.start())
        if part is None or is_year(part[0][:4]):
            return False
        self.notes.append(Note("number-not-read", part.start(), number.end()))
        return True

    def _is_refused(self, since: int, number: Figure) -> bool:
        """Whether the words before a number say that it is not aimed for."""
        marks = list(self._refused.finditer(self._text, since, number.start()))
        return bool(marks) and not re.search(r"[,;]", self._text[marks[-1].end() : number.start()])

    def _compared_with(self, start: int, when: When) -> bool:
        """Whether a time only says with what is compared."""
        marks = list(self._against.finditer(self._text, start, when.start))
        return bool(marks) and not re.search(r"[,;]", self._text[marks[-1].end() : when.start])

    def _figures_of(self, start: int, end: int) -> list[Figure]:
        """The numbers with a unit between two places."""
        return [self._figure(match) for match in self._numbers.finditer(self._text, start, end)]

    def _figure(self, match: re.Match[str]) -> Figure:
        percent = match["percent"] is not None
        name = "low" if match["low"] else "floor"
        low = Span(*match.span(name)) if match[name] and not is_year(match[name]) else None
        unit = Span(*match.span("percent" if percent else "unit"))
        unit = unit if percent else self._apiece.unit(self._text, unit)
        return Figure(Span(*match.span("n")), unit, percent, low)

    def _goals(self, figures: Sequence[Figure], start: int, end: int) -> Iterator[Figure]:
        """The numbers without years, and without those from which something is to fall or rise: from 120 to 90."""
        text = self._text
        for figure in figures:
            written = figure.number.of(text)
            if is_year(written) and not figure.percent:
                continue
            if figure.low is not None and self._bases.spans(figure, start):
                yield replace(figure, low=None)
                continue
            if figure.low is None and self._bases.holds(figure):
                goal = self._bases.goal.match(text, figure.end(), end)
                if goal is not None:
                    number = Span(*goal.span("n"))
                    if not any(one.number == number for one in figures):
                        yield Figure(number, figure.unit, figure.percent)  # its unit is said with the first
                    continue
            yield figure

    def _is_past(self, figure: Figure, start: int, whens: Sequence[When]) -> bool:
        """Whether a number in brackets only tells what was: beside a year before that of the plan, or before one that
        stands outside the brackets."""
        text = self._text
        opened, closed = text.rfind("(", start, figure.start()), text.find(")", figure.end())
        if opened < 0 or closed < 0 or ")" in text[opened : figure.start()]:
            return False
        inside = [int(found[0]) for found in _YEARS.finditer(text, opened, closed)]
        days = [when.day for when in whens if not opened < when.start < closed and when.day is not None]
        if not inside:
            return False
        year = inside[-1]
        past = any(year < day.year for day in days) or (self._issued is not None and year < self._issued.year)
        # a year that is not over yet: what it has reached or what it is to reach first
        now = (
            self._issued is not None
            and year == self._issued.year
            and any(one.end() <= opened and one.percent == figure.percent for one in self._figures)
        )
        if now and not past:
            self.notes.append(Note("number-not-read", figure.start(), figure.end()))
        if past or now:
            self._cuts.append(opened)
        return past or now

    def _of_another(self, when: When, number: Figure) -> bool:
        """Whether a time stands in brackets together with another number, and this one does not."""
        text = self._text
        opened, closed = text.rfind("(", 0, when.start), text.find(")", when.end)
        line = max(text.rfind("\n", 0, when.start), text.rfind(")", 0, when.start))
        if opened <= line or closed < 0 or opened < number.start() < closed:
            return False
        return any(opened < one.start() < closed for one in self._figures)

    def _note_unread(self, start: int, end: int) -> None:
        """Says which shares in a sentence are not read as numbers."""
        whens: Sequence[When] | None = None
        for match in self._unread.finditer(self._text, start, end):
            whens = self._times.found(self._text, start, end) if whens is None else whens
            if not any(when.start <= match.start() < when.end for when in whens):
                self.notes.append(Note("number-not-read", *match.span()))

    def _is_comparison(self, start: int, number: Figure) -> bool:
        """Whether a number only says with what another is compared."""
        begin = max(start, number.start() - _AGAINST)
        marks = list(self._against.finditer(self._text, begin, number.start()))
        return bool(marks) and not re.search(r"[,;]", self._text[marks[-1].end() : number.start()])

    def _target(
        self,
        clause: Clause,
        number: Figure,
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
        said = Field(number_of(number.number.of(text)), number.number.start, number.number.end)
        if number.low is None:
            fields["value"] = said
        else:
            fields["lowest"] = Field(number_of(number.low.of(text)), number.low.start, number.low.end)
            fields["highest"] = said
        unit = number.unit
        fields["unit"] = Field("%" if number.percent else squeezed(unit.of(text)), unit.start, unit.end)
        begins = self._comparator(fields, since, number)
        moved = self._direction(fields, since, begins, number)
        if "direction" not in fields and self._moving is not None and since > start and self._joined(since, begins):
            fields["direction"] = self._moving  # said once for all: 10% fewer fires, 5% fewer deaths
        self._moving = fields.get("direction")
        counted = not number.percent
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
        if by is not None and self._issued is not None and date.fromisoformat(str(by.value)) < self._issued:
            if clause.section == "goals":
                self.notes.append(Note("number-not-read", number.start(), number.end()))
            counts = self._what(number, start, since, stop, begins if moved is None else moved, whens, number.end())
            return None, counts or before  # tells what was
        if by is not None:
            fields["by"] = by
        what = self._what(number, start, since, stop, begins if moved is None else moved, whens, number.end())
        if counted and (what is None or (what.end <= number.start() and not self._measures.match(text, what.start))):
            what = unit
        elif what is None and "direction" in fields:  # reduce injuries by 15 %
            what = trimmed(
                text,
                fields["direction"].end,
                self._before_reached(fields["direction"].end, self._before_base(since, begins)),
            )
        what = self._without_least(fields, what or before)
        if number.low is not None:
            self.notes.append(Note("number-span", number.start(), number.end()))
        if what is not None:
            fields["what"] = plain(text, what)
            sets = self._sets.match(text, self._past_number(self._past_words(what.start, what.end), what.end), what.end)
            longer = self._called.match(text, sets.start(), what.end) if sets else None
            if sets and (longer is None or longer.end() <= sets.end()):
                fields["set"] = Field(squeezed(sets[0]), *sets.span())
        return Target(start, end, fields), what

    def _comparator(self, fields: dict[str, Field], since: int, number: Figure) -> int:
        """Takes the words that say how a number is meant; gives back where what leads to the number begins."""
        text = self._text
        begins = number.start()
        before = self._words_before(since, number)
        if before:
            begins, name, words = min(before)
            fields["comparator"] = Field(name, begins, begins + len(words))
            return begins
        for name, look in self._after.items():
            found = look.match(text, number.end())
            if found and name == "at-least":
                fields["comparator"] = Field(name, found.end() - len(found[0].strip()), found.end())
        return begins

    def _words_before(self, since: int, number: Figure) -> list[tuple[int, Comparator, str]]:
        """The words right before a number that say how it is meant, with where they begin."""
        return [
            (found.start(), name, found[0].strip())
            for name, look in self._compared.items()
            if (found := look.search(self._text, max(since, number.start() - 40), number.start()))
        ]

    def _leads_to(self, since: int, number: Figure) -> int:
        """Where what leads to a number begins."""
        return min([number.start(), *(at for at, _, _ in self._words_before(since, number))])

    def _only_reached(self, start: int, end: int) -> bool:
        """Whether nothing but words that lead to a number stands between two places."""
        found = self._reached.search(self._text, start, end)
        return not self._text[start : found.start() if found is not None else end].strip(" ,:")

    def _joined(self, since: int, begins: int) -> bool:
        """Whether nothing but what is counted and a joint stands between two numbers."""
        between = self._text[since:begins]
        return self._joint.search(between) is not None and between.rstrip(" ,").count(",") == 0

    def _past_number(self, start: int, end: int) -> int:
        """The place behind the number of the whole: 126 wards."""
        found = re.compile(rf"(?:{NUMBER})\s+").match(self._text, start, end)
        return found.end() if found else start

    def _direction(self, fields: dict[str, Field], since: int, begins: int, number: Figure) -> int | None:
        text = self._text
        for name, look in self._bases.moved.items():
            marks = list(look.finditer(text, since, number.start()))
            # in capitals inside a sentence it is a piece of a name: Hạ tầng
            marks = [one for one in marks if one[0][0].islower() or not text[since : one.start()].strip(" ,;:-–")]
            if marks:
                fields["direction"] = Field(name, *marks[-1].span())
                return min(begins, marks[-1].start())
        return None

    def _by(self, number: Figure, stop: int, whens: Sequence[When], *, leading: bool) -> Field | None:
        """The time to which a number belongs: the one before it where times stand before their numbers, else the one
        behind it."""
        usable = [when for when in whens if when.day is not None and not self._of_another(when, number)]
        before = [when for when in usable if when.end <= number.start()]
        after = [when for when in usable if number.end() <= when.start < stop]
        chosen = (before or after)[-1 if before else 0] if leading and usable and (before or after) else None
        if not leading and after:
            chosen = after[0]
        if chosen is None and before and self._only_reached(before[-1].end, number.start()):
            chosen = before[-1]  # right before it: "năm 2030 đạt 60%"
        if chosen is None or chosen.day is None:
            return None
        bound = "before" if chosen.bound == "before" else "by"
        return Field(chosen.day.isoformat(), chosen.from_, chosen.end, more=(("bound", bound),))

    def _what(
        self, number: Figure, start: int, since: int, stop: int, begins: int, whens: Sequence[When], after: int
    ) -> Span | None:
        """What is counted: the words behind the number, else those before it."""
        text = self._text
        ends = [when.from_ for when in whens if after <= when.from_ < stop]
        ends += [mark.start() for mark in self._against.finditer(text, after, stop)]
        ends += [at for at in self._cuts if after < at < stop and text[at : at + 1] in ("(", ",")]
        limit = min([stop, *ends])
        tail = re.match(r"[^;.\n]*", text[after:limit])
        stops = after + len(text[after : after + (tail.end() if tail else 0)].rstrip(" ("))
        behind = trimmed(text, after, stops)
        other = behind is not None and self._goes_on.match(text, after, behind.end) is not None
        if behind is not None and not other and not re.match(r"\s*[,;.)/]", text[after:limit] or ";"):
            begin = self._past_words(behind.start, behind.end)
            for look in self._after.values():
                mark = look.match(text, begin, behind.end)
                if mark:
                    begin = mark.end()
            span = trimmed(text, begin, behind.end)
            again = self._times.rhythm(text, begin, behind.end)
            only_time = again is not None and (again.start, again.end) == (begin, span.end if span else begin)
            only_time = only_time or (self._times.written(text, begin, behind.end) or (-1, -1))[0] == begin
            if span is not None and not only_time:
                comma = self._next.search(span.of(text)) or self._duty.search(span.of(text))
                comma = comma or (self._of_next(text, span, limit) if limit == stop and self._follows(stop) else None)
                return trimmed(text, span.start, span.start + comma.start()) if comma else span
        if since > start and any(since <= when.start < begins for when in whens):
            return None  # another number of what was counted before
        end = self._before_base(since, begins)
        reached = self._reached.search(text, since, end)
        while reached and reached.start() > since:
            end = reached.start()
            reached = self._reached.search(text, since, end)
        begin = self._past_before(since, end) if since > start else since
        for mark in self._against.finditer(text, since, end):
            stop_at = text.find(",", mark.end(), end)
            begin = stop_at + 1 if stop_at >= 0 else end  # what stands before only says with what another is compared
        for when in whens:
            if since <= when.from_ and when.end <= end:
                if not text[begin : when.from_].strip(" ,:-"):
                    begin = when.end
                elif not text[when.end : end].strip(" ,:-"):
                    end = when.from_
        for mark in self._aims.finditer(text, begin, end):
            begin = mark.end()  # what stands before says who is to reach it
        on = self._goes_on.match(text, begin, end)
        span = trimmed(text, on.end() if on is not None else begin, end)
        if span is not None and self._only_base.fullmatch(text, span.start, span.end):
            return None
        span = trimmed(text, self._past_words(span.start, span.end), span.end) if span else None
        return trimmed(text, span.start, span.start + len(span.of(text).rstrip(" ("))) if span else None

    def _follows(self, stop: int) -> bool:
        """Whether another number, or the words that lead to it, begin at a place."""
        return any(stop == self._leads_to(max(0, stop - 1), one) for one in self._figures)

    def _of_next(self, text: str, span: Span, stop: int) -> re.Match[str] | None:
        """The comma behind which words of the next number stand, which is no joint of a list: … on time, those late."""
        ends = self._joint.search(text, span.start, stop)
        return None if ends is not None else re.search(r",(?=[^,]*$)", span.of(text))

    def _past_before(self, since: int, end: int) -> int:
        """The place behind what the number before counts, where that stands behind it."""
        text = self._text
        comma = re.compile(r"\s*,").match(text, since, end)
        if comma is not None or self._goes_on.match(text, since, end):
            return comma.end() if comma is not None else since
        return max(since, text.rfind(",", since, end) + 1)

    def _without_least(self, fields: dict[str, Field], what: Span | None) -> Span | None:
        """What is counted without the words at its end that say how its number is meant, which are kept: … or more."""
        if what is None or "comparator" in fields:
            return what
        for found in self._least.finditer(self._text, what.start, what.end):
            if found.end() == what.end and found.start() > what.start:
                fields["comparator"] = Field("at-least", found.start(), found.end())
                return trimmed(self._text, what.start, found.start())
        return what

    def _before_base(self, since: int, end: int) -> int:
        """Where the first number stands from which something is to move; `end` where none does."""
        found = (one.start() for one in self._figures if since <= one.start() < end and self._bases.holds(one))
        return min(found, default=end)

    def _before_reached(self, since: int, end: int) -> int:
        """Where the words begin that only lead from what is counted to its number."""
        while (found := self._reached.search(self._text, since, end)) and found.start() > since:
            end = found.start()
        return end

    def _past_words(self, start: int, end: int) -> int:
        """The place behind words that lead to what is counted."""
        found = self._of.match(self._text, start, end)
        return found.end() if found else start
