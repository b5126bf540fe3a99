"""Numbers that say who is meant, or how much is paid, and those that tell what was reached: no targets. Pure."""

from __future__ import annotations

import re
from datetime import date

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.figures import NUMBER
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.wording import alternatives

_BRACKETS = re.compile(r"\s*(?:\([^()\n]*\)\s*)*")
_PART = re.compile(r"(?:[^,;:.()\n]|\([^()\n]*\)|(?<=\d)[.,](?=\d))*")
_YEAR = r"(?:19|20)\d\d"


class Meant:
    """Tells such numbers in the words of one language. `issued`: the day of the document, where it says one."""

    def __init__(self, lexicon: Lexicon, issued: date | None = None) -> None:
        words, clauses, times = lexicon.speech.targets, lexicon.speech.clauses, lexicon.speech.times
        self._lexicon, self.names, self._issued = lexicon, Names(lexicon), issued
        moves = (word for options in words.directions.values() for word in options)
        comparing = alternatives(word for options in words.comparators.values() for word in options)
        least = alternatives(words.comparators.get("at-least", ()))
        limits = (*words.comparators.get("at-least", ()), *words.comparators.get("at-most", ()))
        self._limits = re.compile(rf"\s*(?:{alternatives(limits)})\s*", re.IGNORECASE)
        self._less = re.compile(rf"\s*(?:{alternatives(words.comparators.get('less-than', ()))})\s*", re.IGNORECASE)
        self._shares = re.compile(rf".*(?:{alternatives(words.percent)})", re.IGNORECASE | re.DOTALL)
        self._having = pattern(words.having)
        self._aimed = pattern((*words.aims, *words.aims_aside))
        self._bound = pattern((*clauses.must, *clauses.answers, *clauses.lead))
        self._suffers = re.compile(rf"\s*(?:{alternatives(clauses.undergone)})(?!\w)", re.IGNORECASE)
        self._suffered = pattern(clauses.undergone)
        self._moves = pattern(moves)
        self._then = pattern(words.thereupon)
        self._if = pattern(clauses.conditions)
        self._verbs = re.compile(
            rf"(?!(?:{alternatives(words.reaching)})(?!\w))(?:{lexicon.verbs_small.pattern})", re.IGNORECASE
        )
        self._or_more = re.compile(rf"[^,;:.()\n]{{0,60}}?(?<!\w)(?:{least})\s+(?={lexicon.verbs_small.pattern})")
        self._compared = re.compile(rf"(?<!\w)(?:{comparing})\s*$", re.IGNORECASE)
        self._addressed = pattern((*clauses.addressed, *words.apart))
        self._rewards = pattern(words.rewarding)
        self._harmed = re.compile(rf"(?<!\w)(?:{alternatives(words.harmed)})\s*$", re.IGNORECASE)
        self._paid = re.compile(rf"(?<!\w)(?:{alternatives(words.paid)})\s*$", re.IGNORECASE)
        self._priced = re.compile(rf"\s*(?:{alternatives(words.priced)})(?!\w)", re.IGNORECASE)
        self._planned = re.compile(rf"\s*(?:{alternatives(words.estimates)})(?!\w)", re.IGNORECASE)
        self._compares = re.compile(rf"\s*(?:{alternatives(words.same_period)})(?!\w)", re.IGNORECASE)
        self._over = re.compile(
            rf"\W*(?:\w+\s+)?(?P<months>0?\d|1[0-2])\s+(?:{alternatives(times.month)})(?!\w)"
            rf"(?:\s+(?P<first>{alternatives(times.vague)}))?"
            rf"(?:\s+(?:{alternatives(times.year)})(?:\s+(?P<year>{_YEAR}))?)?\s*(?P<comma>,)?",
            re.IGNORECASE,
        )
        number = rf"(?<![\w/.,])(?:{NUMBER})"
        self._counted = re.compile(
            rf"(?<!\w)(?P<how>{comparing})\s+{number}\s*(?:{alternatives(words.percent)}|\w+)?", re.IGNORECASE
        )

    def says(self, text: str, start: int, end: int, begins: int, number: Span) -> bool:
        """Whether a number in a sentence says who or what is meant or how much is paid: "trường có điểm dưới 60% phải
        …", "thưởng 20%". `begins`: where the words that lead to it begin; `number`: it and its unit."""
        return self._of_whom(text, start, end, begins, number) or self._of_money(text, start, begins, number)

    def _of_money(self, text: str, start: int, begins: int, number: Span) -> bool:
        if self._paid.search(text, start, begins) or self._priced.match(text, number.end):
            return True
        harmed = self._harmed.search(text, start, begins)
        return harmed is not None and begins < number.start and not self._moves.search(text, start, begins)

    def _of_whom(self, text: str, start: int, end: int, begins: int, number: Span) -> bool:
        opened = max(start, *(text.rfind(mark, start, begins) + 1 for mark in ",;:\n"))
        if self._aimed.search(text, start, begins) or self._bound.search(text, opened, begins):
            return False  # who is named is to reach it
        part = _PART.match(text, number.end, end)
        stops = part.end() if part is not None else number.end
        compared = begins < number.start
        more = self._or_more.match(text, number.end, stops)
        who = self._who(text, opened, begins)
        if who and (compared or more):
            if self._binds(text, number.end, stops):
                return True
            past = _BRACKETS.match(text, number.end)
            at = past.end() if past is not None else number.end
            limit = self._limits.fullmatch(text, begins, number.start) is not None
            # three posts *that receive* reports are what each is to have
            shares = self._shares.fullmatch(text, number.start, number.end) is not None
            verb = shares or at > number.end + 1 or self._less.fullmatch(text, begins, number.start) is not None
            if more or (not limit and verb and self._verbs.match(text, at, end)):
                return True
        if compared and self._then.search(text, number.end, stops):
            return True
        rewarded = self._rewards.search(text, opened, begins)
        if rewarded is not None and (compared or more):
            return True
        led = self._addressed.match(text, opened + _blank(text, opened), begins)
        return led is not None and (compared or more is not None) and self._hands_over(text, stops, end)

    def _binds(self, text: str, start: int, end: int) -> bool:
        """Whether words behind a number bind somebody to do something, and not what is counted to undergo it."""
        bound = self._bound.search(text, start, end)
        if bound is None or self._lexicon.and_.search(text, start, bound.start()) is not None:
            return False
        return self._suffers.match(text, bound.end()) is None and self._suffered.match(text, bound.start()) is None

    def _who(self, text: str, start: int, end: int) -> bool:
        """Whether somebody, or some of many, are named before a number with what they have of it."""
        at = start + _blank(text, start)
        lead = self._addressed.match(text, at, end)
        at = lead.end() + _blank(text, lead.end()) if lead is not None else at
        having = self._having.search(text, at, end)
        return having is not None and having.start() > at and any(map(str.isalpha, text[at : having.start()]))

    def _hands_over(self, text: str, comma: int, end: int) -> bool:
        """Whether behind a comma somebody is named who is to do something."""
        if text[comma : comma + 1] != ",":
            return False
        at = comma + 1 + _blank(text, comma + 1)
        listed = self.names.listed(text, at, end)
        at = listed[-1].end + _blank(text, listed[-1].end) if listed else at
        looks = (self._lexicon.verbs_small, self._lexicon.lead, self._lexicon.answers, self._lexicon.with_)
        return bool(listed) and any(look.match(text, at, end) for look in looks)

    def reached(self, text: str, start: int, begins: int, number: Span, *, opening: bool) -> bool:
        """Whether a number outside the goals tells what was reached: behind a span of months that is over, of an
        estimate, or compared with the same time of the year before right behind a number of its own. `opening`: it
        stands in the paragraph that opens the document."""
        if self._aimed.search(text, start, begins) or self._lexicon.must.search(text, start, begins):
            return False
        if self._is_over(text, start):
            return True
        moved = self._moves.search(text, start, begins)
        if self._compares.match(text, number.end) and re.search(r"\d[^,\d]*,\s*\w+\s*$", text[start:begins]):
            return moved is not None
        return opening and not self._limits.fullmatch(text, begins, number.start)

    def _is_over(self, text: str, start: int) -> bool:
        found = self._over.match(text, start)
        if found is None or self._issued is None or not (found["first"] or found["year"] or found["comma"]):
            return False
        year, months = int(found["year"] or self._issued.year), int(found["months"])
        if found["year"] is None and months >= self._issued.month:
            # not over in the year of the document: of that before only where an estimate says it
            return self._planned.search(text, found.end(), _line(text, start)) is not None
        return (year, months) < (self._issued.year, self._issued.month)

    def whom(self, text: str, start: int, end: int, lead: Span) -> Span | None:
        """The words behind who leads, or at the end of that name, by which only some are meant: what they have and the
        number of it; None where none stand there."""
        for counted in self._counted.finditer(text, lead.end, end):
            number = Span(counted.end("how") + _blank(text, counted.end("how")), counted.end())
            having = self._having.search(text, lead.start, counted.start())
            if having is None or text[lead.end : having.start()].strip():
                return None
            if self._of_whom(text, start, end, counted.start(), number):
                return Span(having.start(), counted.end())
        return None

    def only_counted(self, text: str, lead: Span) -> bool:
        """Whether what looks like a name is only what somebody has so many of: more than 10 units."""
        return text[lead.start].isdecimal() and self._compared.search(text, 0, lead.start) is not None


def _blank(text: str, at: int) -> int:
    return len(text[at : at + 20]) - len(text[at : at + 20].lstrip())


def _line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return found if found >= 0 else len(text)
