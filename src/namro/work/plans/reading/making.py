"""From what was found in a sentence or a row to the fields of a task. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.fields import Field, Task, Unclear
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.rhythms import Again
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.when import When

_PART = re.compile(r"[,;.()\n]")
_UNSURE = frozenset("~?≈±<>≤≥=")
_PARTS = ("month", "quarter", "half")
_UNTIL = 60
"""Characters behind a rhythm in which the day until which it goes on is looked for."""


def squeezed(text: str) -> str:
    """The text with single spaces, as a value of a field has it."""
    return " ".join(text.split())


def plain(text: str, span: Span) -> Field:
    """A field whose value is its characters."""
    return Field(squeezed(span.of(text)), span.start, span.end)


def names_field(text: str, listed: Sequence[Span]) -> Field | None:
    """A field of a list of names."""
    if not listed:
        return None
    return Field(tuple(squeezed(one.of(text)) for one in listed), listed[0].start, listed[-1].end)


class Terms:
    """Makes the fields of time. `years`: where the plan says of which year it is, nearest first; `issued`: the day of
    the document, before which nothing of it is due; `titled`: the year of its title, which is no surer than the next
    day of that name behind its own."""

    def __init__(self, times: Times, issued: date | None = None, titled: Sequence[tuple[int, Span]] = ()) -> None:
        self._times, self._issued, self._titled = times, issued, titled

    def due(
        self,
        text: str,
        whens: Sequence[When],
        years: Sequence[tuple[int, Span]],
        *,
        within: Span | None = None,
        aimed: bool = False,
    ) -> tuple[Field | None, str]:
        """The day by which something is due, or why none can be told: `contradictory-dates`, `impossible-day`,
        `only-years`, `no-year`, `vague-time`, `not-understood`, or "" where none is named. `within`: the place that is
        meant for nothing but a time; one there with words beside it that are none is not understood. `aimed`: of a
        target, which is hoped for in any case."""
        if not whens:
            return None, ""
        if any(self._impossible(when, years) for when in whens):
            return None, "impossible-day"
        if any(map(self.past, whens)):
            return None, "not-understood"
        if any(when.unsure or (when.hoped and not aimed) for when in whens):
            named = {when.in_year(when.year) for when in whens if when.year is not None}
            return None, "contradictory-dates" if len(named) > 1 else "not-understood"
        dated = [(when, self._dated(when, years)) for when in whens]
        days = {field.value for _, field in dated if field is not None}
        if len(days) > 1:
            return None, "contradictory-dates"
        year = next((when.year for when, field in dated if field is not None and when.year is not None), None)
        if year is not None and len({when.in_year(when.year or year) for when in whens if not when.vague} - {None}) > 1:
            return None, "contradictory-dates"  # one of them lacks its year
        day = next((field for _, field in dated if field is not None), None)
        if day is not None and within is not None and self._besides(text, whens, within):
            return None, "not-understood"
        if day is not None:
            return day, ""
        if any(when.grain == "years" for when in whens):
            return None, "only-years"
        return None, "vague-time" if any(when.vague for when in whens) else "no-year"

    def another_span(self, text: str, due: Field, end: int) -> Span | None:
        """From a span whose end is the day of a duty to where a second one begins: "đợt 1 từ … đến …; đợt 2 từ …"."""
        first = next(iter(self._times.found(text, due.start, due.end)), None)
        if first is None or re.search(r"\d", text[first.from_ : first.start]) is None:
            return None
        others = [one for one in self._times.found(text, due.end, end) if one.since]
        others = [one for one in others if self._times.goes_on(text, one.end)]
        return Span(due.start, others[0].end) if others else None

    def passed(self, text: str, start: int, end: int, days: Container[str | None]) -> Iterator[tuple[int, int]]:
        """The times between two places beside those of a duty, which are its `days`: each day from that of the document
        on, and words by which a day is meant of which none can be told."""
        for when in self._times.found(text, start, end):
            over = when.day is None or (self._issued is not None and when.day < self._issued)
            if when.grain == "day" and not over and str(when.day) not in days:
                yield when.from_, when.end
        while start < end and (words := self._times.written(text, start, end)) is not None:
            if not self._times.hourly(text, *words):
                yield words
            start = words[1]

    def bracketed(self, text: str, start: int, end: int, days: Container[str | None]) -> Iterator[tuple[int, int]]:
        """The days and parts of years that stand alone in brackets between two places and are not the `days` of a
        duty: "hướng dẫn (tháng 3/2027); kiểm tra (từ 01/5 đến 10/5/2027)"."""
        for when in self._times.found(text, start, end):
            begins = self._times.introduced(text, start, when.from_)
            alone = text[start:begins].rstrip().endswith("(") and text[when.end : end].lstrip().startswith(")")
            if alone and when.grain in ("day", *_PARTS) and str(when.day) not in days and not self.past(when):
                yield when.from_, when.end

    def given(
        self, text: str, task: Task, when: When, years: Sequence[tuple[int, Span]], end: int, *, alone: bool
    ) -> Task:
        """A task with the term that a sentence of its own behind it says; it is only quoted where it may be that of
        several tasks before it, or stands beside another time."""
        if alone and not {"due", "rhythm"} & task.fields.keys() and "due" not in task.reasons:
            due, why = self.due(text, [when], years)
            if due is not None:
                return replace(task, fields={**task.fields, "due": due}, end=end, unread=None)
            return replace(task, reasons={**task.reasons, "due": why}, end=end, unread=Span(when.from_, when.end))
        quoted = Unclear("time", "time-beside", when.from_, when.end)
        return replace(task, unclear=(*task.unclear, quoted), end=end)

    def _besides(self, text: str, whens: Sequence[When], within: Span) -> bool:
        """Whether words that are no time stand in a place that is meant for one."""
        times = self._times
        taken = [(times.leading(text, within.start, when), times.trailing(text, when, within.end)) for when in whens]
        return any(
            (text[at].isalnum() or text[at] in _UNSURE) and not any(first <= at < last for first, last in taken)
            for at in range(within.start, within.end)
        )

    @staticmethod
    def _impossible(when: When, years: Sequence[tuple[int, Span]]) -> bool:
        lacking = when.grain != "years" and when.year is None and bool(years)
        return when.impossible or (lacking and when.in_year(years[0][0]) is None)

    def _dated(self, when: When, years: Sequence[tuple[int, Span]]) -> Field | None:
        bound = when.bound or ("on" if when.grain == "day" else "by")
        if (when.bound == "on" and when.grain != "day") or when.outside:
            bound = "by"
        if when.vague:
            return None
        if when.day is not None:
            return Field(when.day.isoformat(), when.from_, when.end, more=(("bound", bound),))
        if when.year is None and years:
            year, span = years[0]
            day = when.in_year(year)
            if day is not None and (years[0] not in self._titled or self._next(when) in (None, day)):
                return Field(day.isoformat(), when.from_, when.end, also=(span,), more=(("bound", bound),))
        return None

    def past(self, when: When) -> bool:
        """Whether a time was over on the day of the document."""
        return self._issued is not None and when.day is not None and when.day < self._issued

    def _next(self, when: When) -> date | None:
        """The first day of that name on or behind the day of the document; None where it says none."""
        if self._issued is None:
            return None
        days = (when.in_year(year) for year in (self._issued.year, self._issued.year + 1))
        return next((day for day in days if day is not None and day >= self._issued), None)

    def rhythm(self, text: str, found: Again | None, whens: Sequence[When]) -> Field | None:
        """The rhythm of something that comes again, with the day of its end and that of each period where they are
        said."""
        if found is None:
            return None
        behind = self._times.found(text, found.end, min(len(text), found.end + _UNTIL))
        own = [
            when
            for when in behind[:1]
            if when.bound in ("by", "before") and not text[found.end : when.from_].strip(" ,(")
        ]
        ends = [when for when in whens if self._times.is_end(text, when)]
        until = next((when.day for when in [*own, *ends] if when.day is not None), None)
        more = [("until", until.isoformat())] if until else []
        more += [("within", found.within), ("bound", found.bound)] if found.within else []
        return Field(found.name, found.start, found.end, more=tuple(more))

    def _shown(self, text: str, start: int, end: int, reasons: dict[str, str]) -> Span | None:
        """The words of a time that was understood and gives no day, for a reason that is known or is put into
        `reasons`."""
        why = reasons.get("due", "")
        if why == "counted-from" and (counted := self._times.counted(text, start, end)) is not None:
            return Span(counted.start(), counted.start() + len(_PART.split(text[counted.start() : end], maxsplit=1)[0]))
        if not why:  # a time that is not surely that of the task
            every = self._times.found(text, start, end)
            whens = [one for one in every if one.bound or one.from_ < one.start][:1] or self._ahead(every)
            reasons.update({"due": "not-understood"} if whens else {})
            return Span(whens[0].from_, whens[-1].end) if whens else None
        if why == "contradictory-dates":
            whens = [one for one in self._times.found(text, start, end) if one.bound or one.grain == "day"]
            return Span(whens[0].from_, whens[-1].end) if len(whens) > 1 else None
        if why not in ("no-year", "only-years", "impossible-day"):
            return None
        whens = [when for when in self._times.found(text, start, end) if when.day is None]
        given = next((when for when in whens if when.bound), whens[0] if whens else None)
        last = whens[-1] if given is not None and why == "no-year" and given is whens[0] else given
        return Span(given.from_, last.end) if given is not None and last is not None else None

    def _ahead(self, whens: Sequence[When]) -> list[When]:
        """The days and parts of years behind the day of the document, with nothing beside them that says by when."""
        issued = self._issued
        return [
            one
            for one in whens
            if issued is not None and one.day is not None and one.day > issued and one.grain in ("day", *_PARTS)
        ]

    def beside(self, text: str, start: int, end: int, due: Field) -> Span | None:
        """The words of a term that is counted from something or of a rhythm that is not understood beside a day, and
        that day: which of the two is meant is not understood. So are a day in a month that is not named, and the day
        until which it goes on."""
        times = self._times
        found = times.term(text, start, end) or times.again(text, start, end)
        if found is None and any(times.is_end(text, one) for one in times.found(text, due.start, due.end)):
            found = times.of_some_period(text, start, end)
            found = found or times.weekday(text, start, due.start) or times.weekday(text, due.end, end)
        if found is not None and due.start <= found[0] and found[1] <= due.end:
            return None
        return Span(min(found[0], due.start), max(found[1], due.end)) if found is not None else None

    def _beside_rhythm(self, text: str, start: int, end: int, again: Again, until: str | None) -> bool:
        """Whether anything stands between two places but a rhythm, words that lead to it and the day until which it
        goes on."""
        whens = self._times.found(text, start, end, cell=True)
        taken = [(self._times.leading(text, start, one), one.end) for one in whens if str(one.day) == until]
        taken.append((self._times.introduced(text, start, again.begins), again.ends))
        taken += self._times.same(text, start, end, again.name)
        rest = "".join(" " if any(a <= at < b for a, b in taken) else text[at] for at in range(start, end))
        words = rest.strip(" \n,;:.()–-")
        return any(map(str.isalnum, words)) and not self._times.opens(words, 0, len(words))

    def unread(
        self,
        text: str,
        start: int,
        end: int,
        fields: Mapping[str, Field],
        reasons: dict[str, str],
        *,
        cell: bool = False,
    ) -> Span | None:
        """The words between two places by which a time is meant that is not understood, where there are any; then the
        reason says so. `fields`: what was found there. `cell`: nothing but a time is meant to stand there."""
        if "due" in fields:
            return None
        if "rhythm" in fields:
            again = self._times.rhythm(text, start, end)
            if again is None:
                return None
            unread = Span(*again.unread) if again.unread is not None else None
            end_day = dict(fields["rhythm"].more).get("until") if isinstance(fields["rhythm"], Field) else None
            for one in self._times.found(text, start, end):
                apart = one.end <= again.start or again.end <= one.from_
                own = one.day is not None and one.day.isoformat() == end_day
                part = one.year is not None and one.grain in _PARTS and one.bound != ""
                day = one.bound and one.grain == "day"
                if ((day and unread is None) or part) and apart and not own:
                    return (
                        Span(min(one.from_, unread.start), max(one.end, unread.end))
                        if unread
                        else Span(one.from_, one.end)
                    )
            if cell and unread is None and self._beside_rhythm(text, start, end, again, end_day):
                return Span(start, end)
            return unread
        found = self._times.written(text, start, end)
        if found is None:
            shown = self._shown(text, start, end, reasons)
            return trimmed(text, start, end) if cell and shown is not None else shown
        reasons.setdefault("due", "counted-from" if self._times.counted(text, *found) else "not-understood")
        more = self._times.written(text, found[1], end)
        if cell:
            return trimmed(text, start, end)
        return Span(found[0], more[1] if more is not None else found[1])


def lead_fields(text: str, lead: Span, names: Names) -> dict[str, Field]:
    """The lead and, where it is a post, who answers for it."""
    made = {"lead": plain(text, lead)}
    if names.post(text, lead) and not names.collective(lead.of(text)):
        made["head"] = plain(text, lead)
    return made
