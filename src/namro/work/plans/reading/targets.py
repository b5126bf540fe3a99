"""Numbers that a plan says are to be reached: how many or what share, of what, by when. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from namro.work.plans.reading.aimed import Place
from namro.work.plans.reading.clauses import HANDING, Clause, joined_path
from namro.work.plans.reading.counting import Counting
from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.fields import Field, Target
from namro.work.plans.reading.figures import Figure, is_year, number_of
from namro.work.plans.reading.making import plain, squeezed
from namro.work.plans.reading.names import trimmed
from namro.work.plans.reading.when import When

_YEARS = re.compile(r"(?<![\w/.,-])(?:19|20)\d\d(?![\w/%]|[.,]\d)")

_AGAINST = 1000
"""Characters before a number in which it is looked for whether it is only compared with."""


class Targets(Counting):
    """Reads the targets of one document."""

    def targets(self) -> list[Target]:
        """The targets, in the order of the text."""
        return [
            target
            for clause in self._structure.clauses
            if clause.start >= self._structure.begins and clause.section != "context" and not clause.too_long
            for target in self._of_clause(clause)
        ]

    def _of_clause(self, clause: Clause) -> Iterator[Target]:
        text = self._text
        what: Span | None = None
        self._aimed.opens(text, clause, counted=bool(self._figures_of(clause.body, clause.end)))
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
            figures = self._not_meant(figures, clause, start, end, whens)
            figures = [one for at, one in enumerate(figures) if not self._is_aside(one, clause, start, first=at == 0)]
            self._figures = figures
            found = [one for one in self._goals(figures, start, end) if not self._is_past(one, start, whens)]
            whens = [
                when for when in whens if not self._compared_with(start, when) and not self._bases.told(when, figures)
            ]
            goals = clause.section == "goals" or self._standing.aims(text, start, end)
            share = self._share_before(start, found, whens)
            if share is not None:  # a share in words has the times behind it
                whens = [when for when in whens if not share.end <= when.start < found[0].start()]
            self._left_over = list(self._left(found, whens, end))
            telling = self._tells(found, start, end, goals=goals)
            made: list[Target] = []
            leading = bool(found and whens) and whens[0].end <= found[0].start()
            for at, number in enumerate(found):
                stop = self._leads_to(number.end(), found[at + 1]) if at + 1 < len(found) else end
                since = found[at - 1].end() if at else start
                if self._past.search(text, since, self._leads_to(since, number)) or self._is_comparison(start, number):
                    continue
                if self._is_whole(start, number) or self._is_refused(since, number):
                    continue
                if number in telling:
                    what = self._told(number, (start, since, stop), whens, goals=goals) or what
                    continue
                if share is not None and at == 0:
                    what, since = trimmed(text, self._past_words(share.start, share.end), share.end), share.end
                bounds = (start, since, stop, end)
                target, what = self._target(clause, number, bounds, whens, what, leading=leading, goals=goals)
                if target is not None:
                    made.append(target)
            made = self._reaching.said(text, made, end)
            above = self._by_above(clause) if made and not self._says_time(start, end) else None
            yield from (
                replace(one, fields={**one.fields, "by": above})
                if above is not None and "by" not in one.fields
                else one
                for one in made
            )

    def _says_time(self, start: int, end: int) -> bool:
        """Whether a sentence says a time of its own, or how often."""
        text = self._text
        return bool(
            self._times.found(text, start, end)
            or self._times.rhythm(text, start, end) is not None
            or self._times.written(text, start, end) is not None
        )

    def _by_above(self, clause: Clause) -> Field | None:
        """The time that the nearest heading with one says for the targets below it: "Mục tiêu đến hết năm 2026:",
        where it is one alone, has a last day and is not over."""
        if clause.section != "goals" or not self._structure.path(self._text, clause):
            return None
        for above in self._structure.above(clause):
            if not self._aimed.names(self._text, above):
                continue
            whens = self._times.found(self._text, above.body, above.end)
            years = len(_YEARS.findall(self._text, above.body, above.end))
            if not whens and not years:
                continue
            when = whens[0] if len(whens) == 1 and years <= 1 else None
            if when is None or when.day is None or (self._issued is not None and when.day < self._issued):
                return None
            bound = "before" if when.bound == "before" else "by"
            return Field(when.day.isoformat(), when.from_, when.end, more=(("bound", bound),))
        return None

    def _tells(self, found: Sequence[Figure], start: int, end: int, *, goals: bool) -> list[Figure]:
        """The numbers that only tell how things are or were; brackets around one are no part of what another counts."""
        told: list[Figure] = []
        for at, number in enumerate(found):
            since = found[at - 1].end() if at else start
            if not self._standing.tells(self._text, start, since, self._leads_to(since, number), end, goals=goals):
                continue
            told.append(number)
            opened = self._text.rfind("(", start, number.start())
            if opened >= 0 and ")" not in self._text[opened : number.start()]:
                self._cuts.append(opened)
        return told

    def _told(self, number: Figure, bounds: tuple[int, int, int], whens: Sequence[When], *, goals: bool) -> Span | None:
        """What a number counts that is none to be reached; a note says so where it stands among goals."""
        start, since, stop = bounds
        text = self._text
        if goals:
            self.notes.append(Note("number-not-read", number.start(), number.end()))
        if "(" in text[since : number.start()]:
            return None
        what = self._what(number, start, since, stop, self._leads_to(since, number), whens, number.end())
        return trimmed(text, what.start, self._standing.before_shown(text, what)) if what is not None else None

    def _share_before(self, start: int, found: Sequence[Figure], whens: Sequence[When]) -> Span | None:
        """What a share in words before the first number counts, where a time stands between the two: half of the wards
        by 2027, 90% …"""
        first = found[0].start() if found else start
        for share in self._unread.finditer(self._text, start, first):
            between = [when for when in whens if share.end() <= when.from_ and when.end <= first]
            if between and not any(when.start <= share.start() < when.end for when in whens):
                return Span(share.end(), between[0].from_)
        return None

    def _left(self, found: Sequence[Figure], whens: Sequence[When], end: int) -> Iterator[Span]:
        """The words behind each number for all that is left over, where a time of that follows; a note says so."""
        for at, number in enumerate(found):
            stop = found[at + 1].start() if at + 1 < len(found) else end
            rest = self._standing.rest(self._text, number.end(), stop)
            own = next((when for when in whens if rest is not None and rest.end <= when.start < stop), None)
            if rest is not None and own is not None:
                self.notes.append(Note("number-not-read", rest.start, own.end))
                yield rest

    def _not_meant(
        self, figures: Sequence[Figure], clause: Clause, start: int, end: int, whens: Sequence[When]
    ) -> list[Figure]:
        """The numbers without those that say who is meant, how much is paid, or what was reached or is only expected;
        these are noted."""
        goals = clause.section == "goals" or self._standing.aims(self._text, start, end)
        kept, told, since, after = list[Figure](), False, start, False
        for figure in figures:
            begins, number = self._leads_to(since, figure), Span(figure.start(), figure.end())
            share = figure.percent
            meant = self._meant.says(self._text, start, end, begins, number)
            if not meant and not goals and (share or begins < figure.start()):
                opening = self._structure.opens(clause)
                meant = self._meant.reached(self._text, start, begins, number, opening=opening)
            place = Place(start, end, since, begins, figure.start(), figure.end(), after)
            tells = not goals and self._standing.tells(self._text, start, since, begins, end, goals=False)
            none = not tells and self._aimed.is_none(
                self._text, clause, place, whens, goals=goals, told=told, share=share
            )
            told, since = none or tells, figure.end()
            if meant or none:
                (self.notes if goals else self.rates).append(Note("number-not-read", figure.start(), figure.end()))
                self._cuts.append(begins)
            else:
                kept.append(figure)
            after = not told and not meant and (share or begins < figure.start())
        return kept

    def _is_aside(self, figure: Figure, clause: Clause, start: int, *, first: bool) -> bool:
        """Whether a number is so many in each month or week, or by how much one before it passes another: no target of
        its own, and noted where it would be one."""
        text = self._text
        meant = self._words_before(start, figure)
        more = not first and figure.percent and any(name in ("more-than", "less-than") for _, name, _ in meant)
        margin = more and not text[figure.end() : self._next_against(figure.end())].strip()
        begins = min([figure.start(), *(at for at, _, _ in meant)])
        rate = not figure.percent and (
            self._rate.match(text, figure.end()) is not None
            or self._apiece.each(text, start, begins) is not None
            or self._apiece.single(text, figure.start())
        )
        where = self._surfaces.search(text, start, figure.start())
        if where is not None and not figure.percent and self._is_where(start, figure, where):
            (self.notes if clause.section not in HANDING else self.rates).append(
                Note("number-not-read", figure.start(), figure.end())
            )
            return True
        base = self._shares.base(text, start, figure)
        if base is not None:
            margin, begins = True, base + 1
            self._cuts.append(base)
        if self._shares.limits(text, start, begins, figure) or self._shares.yearly(text, start, figure):
            margin = True
        if first is False and figure.percent and self._standing.beyond(text, start, figure.number, figure.end()):
            margin, begins = True, figure.start()
        if not margin and not rate:
            return False
        if margin or meant or clause.section == "goals":
            shows = margin or clause.section not in HANDING  # in a list of tasks the duty beside it was not read by it
            (self.notes if shows else self.rates).append(Note("number-not-read", figure.start(), figure.end()))
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
        past = year < self._issued.year if self._issued is not None else any(year < day.year for day in days)
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
        goals: bool,
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
        carried = self._moving is not None and self._moved_share == number.percent and since > start
        if "direction" not in fields and self._moving is not None and carried and self._joined(since, begins):
            fields["direction"] = self._moving  # said once for all: 10% fewer fires, 5% fewer deaths
        else:
            carried = False
        self._moving, self._moved_share = fields.get("direction"), number.percent
        counted = not number.percent
        if counted and not goals and "comparator" not in fields:
            if "direction" in fields or self._kept.search(text, since, begins):
                self.bare.append(Note("number-not-read", number.start(), number.end()))
            return None, before
        by = self._by(number, stop, whens, leading=leading)
        if by is not None and self._issued is not None and date.fromisoformat(str(by.value)) < self._issued:
            if goals:
                self.notes.append(Note("number-not-read", number.start(), number.end()))
            counts = self._what(number, start, since, stop, begins if moved is None else moved, whens, number.end())
            return None, counts or before  # tells what was
        if by is not None:
            fields["by"] = by
        what = self._what(number, start, since, stop, begins if moved is None else moved, whens, number.end())
        if counted and what is None and "direction" in fields:  # reduce the number of cases from 20 cases to 8 cases
            moves = fields["direction"].end
            base = self._before_reached(moves, self._before_base(since, begins))
            named = trimmed(text, moves, base) if moves < base else None
            what = named if named is not None and self._measures.match(text, named.start) else None
        if counted and (what is None or (what.end <= number.start() and not self._measures.match(text, what.start))):
            what = unit
        elif (
            what is None and "direction" in fields and (since == start or fields["direction"].start >= since)
        ):  # reduce injuries by 15 %
            what = trimmed(
                text,
                fields["direction"].end,
                self._before_reached(fields["direction"].end, self._before_base(since, begins)),
            )
        what = self._moved_to(fields, since, begins, number, what) or what
        what = self._without_least(fields, self._bases.named(what) or before)
        if (
            carried
            and what is not None
            and self._reaching.reaches(text, what)
            and not self._measures.match(text, what.start)
        ):
            del fields["direction"]  # "giảm 10% số vụ, 90% hộ ký cam kết"
            self._moving = None
        if number.low is not None:
            self.notes.append(Note("number-span", number.start(), number.end()))
        if what is not None:
            fields["what"] = plain(text, what)
            sets = self._sets.match(text, self._past_number(self._past_words(what.start, what.end), what.end), what.end)
            longer = self._called.match(text, sets.start(), what.end) if sets else None
            if sets and (longer is None or longer.end() <= sets.end()):
                fields["set"] = Field(squeezed(sets[0]), *sets.span())
        return Target(start, end, fields), what

    def _moved_to(
        self, fields: dict[str, Field], since: int, begins: int, number: Figure, what: Span | None
    ) -> Span | None:
        """What a number counts where that stands between the word by which it moves and the number: "nâng *tỷ lệ khám
        phá* lên 80%"; None where it does not."""
        moves = fields.get("direction")
        if (
            moves is None
            or moves.start < since
            or moves.end > begins
            or (what is not None and what.start > number.start())
        ):
            return None
        named = trimmed(self._text, moves.end, self._before_reached(moves.end, self._before_base(since, begins)))
        return named if named is not None and self._measures.match(self._text, named.start) else None

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

    def _joined(self, since: int, begins: int) -> bool:
        """Whether nothing but what is counted and a joint stands between two numbers."""
        between = self._text[since:begins]
        return self._joint.search(between) is not None and between.rstrip(" ,").count(",") == 0

    def _direction(self, fields: dict[str, Field], since: int, begins: int, number: Figure) -> int | None:
        text = self._text
        if self._bases.placed.search(text, since, begins) is not None:
            return None  # where it is done, not how many there are to be
        still = [mark.span() for mark in self._bases.unmoved.finditer(text, since, number.start())]
        for name, look in self._bases.moved.items():
            marks = list(look.finditer(text, since, number.start()))
            marks = [one for one in marks if not any(a <= one.start() < b for a, b in still)]
            # in capitals inside a sentence it is a piece of a name: Hạ tầng
            marks = [one for one in marks if one[0][0].islower() or not text[since : one.start()].strip(" ,;:-–")]
            # "Nâng cao chất lượng, tỷ lệ … đạt 88%", "Kéo giảm số vụ, bảo đảm 95% …": of what stands before the mark
            marks = [one for one in marks if self._of_its_own.search(text, one.end(), begins) is None]
            if marks:
                fields["direction"] = Field(name, *marks[-1].span())
                return min(begins, marks[-1].start())
        return None

    def _by(self, number: Figure, stop: int, whens: Sequence[When], *, leading: bool) -> Field | None:
        """The time to which a number belongs: the one before it where times stand before their numbers, else the one
        behind it."""
        usable = [when for when in whens if when.day is not None and not self._of_another(when, number)]
        before = [when for when in usable if when.end <= number.start()]
        stop = min([stop, *(one.start for one in self._left_over if one.start >= number.end())])
        after = [when for when in usable if number.end() <= when.start < stop and not self._leads_on(when)]
        own = next((when for when in whens if number.end() <= when.start < stop and (when.bound or when.vague)), None)
        if own is not None and own.day is None and own.grain != "years" and not self._of_another(own, number):
            after = []  # no day can be told of its own time, and the next is that of something else
        chosen = (before or after)[-1 if before else 0] if leading and usable and (before or after) else None
        if not leading and after:
            chosen = after[0]
        if chosen is None and before and self._only_reached(before[-1].end, self._leads_to(before[-1].end, number)):
            chosen = before[-1]  # right before it: "năm 2030 đạt 60%"
        if chosen is None or chosen.day is None:
            return None
        bound = "before" if chosen.bound == "before" else "by"
        return Field(chosen.day.isoformat(), chosen.from_, chosen.end, more=(("bound", bound),))
