"""Who leads where a sentence names one that acts under another: "Sở A dưới sự chủ trì của Sở B …". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.led import Led
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.wording import alternatives

_GAP = re.compile(r"[\s,:;(–-]*")
_PERSON = 80
"""Characters behind such words in which the post of one's own head is named."""
_BEHIND = re.compile(r"[\s,:;)–-]*")


class Under:
    """Finds the other one in the words of one language."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self._lexicon, self._names = lexicon, names
        clauses = lexicon.speech.clauses
        joins = alternatives((*clauses.with_, *clauses.and_))
        self._joins = re.compile(rf"(?:[\s,;:(–-]|(?<!\w)(?:{joins})(?!\w))*", re.IGNORECASE)
        by = alternatives(clauses.passive)
        leading = alternatives(clauses.under)
        self._by_another = re.compile(
            rf"(?<!\w)(?:{leading})\s+(?:(?:{alternatives(clauses.articles)})\s+)?"
            if lexicon.inside
            else rf"(?<!\w)(?:{by})\s+(?=[^,;.:()\n]{{1,120}}?\s"
            rf"(?:{alternatives(clauses.lead)})(?!\w))",
            re.IGNORECASE,
        )

    def passive(self, text: str, start: int, at: int) -> bool:
        """Whether somebody is named before a place as the one by whom something is led: "do Chủ tịch chủ trì"."""
        mark = max(text.rfind(sign, start, at) for sign in ",;.")
        return self._lexicon.passive.search(text, max(start, mark + 1), at) is not None

    def past(self, text: str, at: int, end: int) -> int:
        """The place behind the words at a place that name another one who leads or directs; the place itself where
        none stand there."""
        gap = _GAP.match(text, at, end)
        here = gap.end() if gap is not None else at
        found = self._at(text, here, end)
        if found is None and (mark := self._lexicon.under.match(text, here, end)) is not None:
            comma = text.find(",", mark.end(), min(end, mark.end() + _PERSON))
            own = comma >= 0 and self._lexicon.posts.search(text, mark.end(), comma) is not None
            return _BEHIND.match(text, comma, end).end() if own else at  # type: ignore[union-attr]
        behind = _BEHIND.match(text, found[1][-1].end, end) if found is not None else None
        return behind.end() if behind is not None else at

    def led(self, text: str, start: int, found: Led, end: int) -> Led:
        """Who leads: the other one where the sentence says so before, right behind the names or right behind the words
        of handing over; of one that only directs, its words."""
        joined = self._joins.match(text, found.after, end)
        spots = [(found.leads.end, found.after), (joined.end() if joined is not None else found.after, end)]
        opening = _GAP.match(text, start, found.begins)
        spots += [(opening.end() if opening is not None else start, found.begins)]
        for at, stop in spots:
            gap = _GAP.match(text, at, stop)
            begins = gap.end() if gap is not None else at
            other = self._at(text, begins, end)
            if other is None:
                continue
            leads, listed = other
            if not leads:
                return found._replace(other=Span(begins, listed[-1].end))
            whole = Span(listed[0].start, listed[-1].end)
            if (whole.start, whole.end) == (found.leads.start, found.leads.end):
                continue
            helpers = [*self._names.listed(text, found.leads.start, found.leads.end), *found.helpers]
            return found._replace(leads=whole, helpers=helpers, after=max(found.after, self._past(text, whole, end)))
        for mark in self._by_another.finditer(text, found.after, end):
            listed = self._names.listed(text, mark.end(), end)
            if listed and text[: mark.start()].rstrip().endswith((",", "(")):
                return found._replace(other=Span(mark.start(), listed[-1].end))
        return found

    def _past(self, text: str, other: Span, end: int) -> int:
        """Where what is to be done begins behind the name of the other one and words of handing over."""
        gap = _BEHIND.match(text, other.end, end)
        at = gap.end() if gap is not None else other.end
        for look in (self._lexicon.answers, self._lexicon.lead):
            mark = look.match(text, at, end)
            if mark is not None:
                return mark.end()
        return at

    def _at(self, text: str, at: int, end: int) -> tuple[bool, Sequence[Span]] | None:
        """Whether the one that words at a place name leads, and its names; None where none stand there."""
        for leads, look in ((True, self._lexicon.under), (False, self._lexicon.directed)):
            mark = look.match(text, at, end)
            space = re.compile(r"\s*").match(text, mark.end(), end) if mark is not None else None
            listed = self._names.listed(text, space.end(), end) if space is not None else []
            if listed and not all(self._names.person(text, one) for one in listed):
                return leads, listed  # its own director is nobody else
        return None

    def by_another(self, text: str, at: int, end: int, helpers: Sequence[Span]) -> Iterator[tuple[Span | None, Span]]:
        """Who is said, behind those who only take part, to lead what they take part in ("… do Sở B chủ trì"): that name
        where it is one of theirs (`helpers`), None where it is somebody else's; with the words that say it."""
        for mark in self._by_another.finditer(text, at, end):
            space = re.compile(r"\s*").match(text, mark.end(), end)
            listed = self._names.listed(text, space.end() if space is not None else mark.end(), end)
            lead = self._lexicon.lead.search(text, mark.end(), end)
            stop = listed[-1].end if listed else mark.end()
            words = Span(mark.start(), lead.end() if lead is not None and not self._lexicon.inside else stop)
            said = [one.of(text).casefold() for one in helpers]
            name = listed[0] if len(listed) == 1 else None
            own = name is not None and any(
                one.startswith(name.of(text).casefold()) or name.of(text).casefold().startswith(one) for one in said
            )
            yield (name if own else None), words
