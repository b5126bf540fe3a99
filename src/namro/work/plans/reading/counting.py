"""What a number of a plan counts: the words behind it, else those before it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from namro.rules.packs.goals import Comparator
from namro.work.plans.reading.aimed import Aimed
from namro.work.plans.reading.apiece import Apiece
from namro.work.plans.reading.bases import Bases
from namro.work.plans.reading.clauses import Structure
from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.fields import Field
from namro.work.plans.reading.figures import NUMBER, Figure, number_of
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.meant import Meant
from namro.work.plans.reading.names import trimmed
from namro.work.plans.reading.reaching import Reaching
from namro.work.plans.reading.shares import Shares
from namro.work.plans.reading.standing import Standing
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_TO_NUMBER = re.compile(r"[^\d,;.()\n]{1,30}(?=\d)")
_WORDS = 40
"""Characters before a number in which the words stand that say how it is meant."""
_FRACTION = r"(?<![\w/.,])0?[1-9]\d{0,2}/(?!(?:19|20)\d\d)[1-9]\d{0,3}(?![\w/%.,-]\w?)"


class Counting:
    """The numbers of one document with the words that belong to them. `issued`: the day of the document, where it
    says one."""

    def __init__(
        self, text: str, structure: Structure, lexicon: Lexicon, times: Times, issued: date | None = None
    ) -> None:
        words = lexicon.speech.targets
        self._text, self._structure, self._times, self._issued = text, structure, times, issued
        self.notes: list[Note] = []
        self.bare: list[Note] = []
        """Numbers without a unit, which do not show that anything of their clause was read."""
        self.rates: list[Note] = []
        """Rates in parts that are no goals, which do not show it either."""
        self._reaching = Reaching(lexicon)
        self._standing = Standing(lexicon)
        self._left_over: list[Span] = []  # words of the sentence that is read for all that is left over
        self._shares, self._cuts, self._bases = Shares(lexicon), list[int](), Bases(text, lexicon, times)
        self._meant = Meant(lexicon, issued)
        self._aimed = Aimed(lexicon, self._meant.names, structure, issued)
        self._figures: list[Figure] = []  # those of the sentence that is read
        self._moving: Field | None = None  # the direction of the number before, and whether that is a share
        self._moved_share = False
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
        self._surfaces = self._ending(words.surfaces)
        self._grounds = re.compile(rf"\s*(?:{alternatives(words.grounds)})(?!\w)", re.IGNORECASE)
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
        self._refused = pattern(words.refused)
        moves = [word for options in words.directions.values() for word in options]
        own = alternatives((*words.measures, *words.aims))
        self._of_its_own = re.compile(rf"[,;:]\s*(?:{own})(?!\w)", re.IGNORECASE)
        self._acts = pattern((*moves, *clauses.verbs, *clauses.weak))
        self._kept = re.compile(rf"(?<!\w)(?:{alternatives(words.aims)})\s*$", re.IGNORECASE)
        self._joints = re.compile(rf"(?:,|\s(?:{and_}))\s+", re.IGNORECASE)
        self._leading = re.compile(
            rf"(?:{alternatives((*moves, *words.aims, *clauses.verbs, *clauses.weak))})(?!\w)[^,;:]*$", re.IGNORECASE
        )
        self._thereof = re.compile(rf"[\s,]*(?:{alternatives(words.thereof)})(?!\w)", re.IGNORECASE)
        self._past = pattern(words.past)
        spoken = lexicon.speech.times
        yearly = {word for words in spoken.rhythms.get("yearly", ()) for word in words.split()}
        part = alternatives(noun for noun in spoken.nouns if noun not in yearly)
        self._rate = re.compile(
            rf"[^,;.()\n/]{{0,40}}?(?:/\s*|\s(?:{alternatives(spoken.every)})\s+)(?:{part})(?!\w)", re.IGNORECASE
        )
        self._against = pattern(words.against)
        self._of = re.compile(
            rf"\s*(?:(?:{alternatives(words.of)})\s+)?(?:(?:{alternatives(lexicon.speech.clauses.articles)})\s+)?"
        )

    def _words_before(self, since: int, number: Figure) -> list[tuple[int, Comparator, str]]:
        """The words right before a number that say how it is meant, with where they begin."""
        return [
            (found.start(), name, found[0].strip())
            for name, look in self._compared.items()
            if (found := look.search(self._text, max(since, number.start() - _WORDS), number.start()))
            and not self._is_where(since, number, found)
        ]

    def _is_where(self, since: int, number: Figure, found: re.Match[str]) -> bool:
        """Whether a word before a number of places, or before all of them, says where something is done, and not that
        there are to be more: nothing leads from it to what is to be reached."""
        text = self._text
        if self._surfaces.fullmatch(found[0]) is None or self._reached.search(text, since, found.start()):
            return False
        whole = not number.percent or number_of(number.number.of(text)) == 100
        return whole and self._grounds.match(text, number.end() if number.percent else number.unit.start) is not None

    def _leads_to(self, since: int, number: Figure) -> int:
        """Where what leads to a number begins."""
        return min([number.start(), *(at for at, _, _ in self._words_before(since, number))])

    def _what(
        self, number: Figure, start: int, since: int, stop: int, begins: int, whens: Sequence[When], after: int
    ) -> Span | None:
        """What is counted: the words behind the number, else those before it."""
        text = self._text
        ends = [self._times.introduced(text, after, when.from_) for when in whens if after <= when.from_ < stop]
        ends += [mark.start() for mark in self._against.finditer(text, after, stop)]
        ends += [at for at in self._cuts if after < at < stop and text[at : at + 1] in ("(", ",")]
        ends += [one.start for one in self._left_over if after < one.start < stop]
        limit = min([stop, *ends])
        tail = re.match(r"[^;.\n]*", text[after:limit])
        stops = after + len(text[after : after + (tail.end() if tail else 0)].rstrip(" ("))
        behind = trimmed(text, after, stops)
        other = behind is not None and self._goes_on.match(text, after, behind.end) is not None
        if behind is not None and not other and not re.match(r"\s*[,;.)/]", text[after:limit] or ";"):
            begin = self._past_words(behind.start, behind.end)
            beyond = self._past_after(begin, behind.end)
            parted = beyond > begin and self._breaks_off(beyond, behind.end)  # "…% trở lên, …": of the next number
            begin = self._past_words(beyond, behind.end) if beyond > begin else begin
            span = trimmed(text, begin, behind.end) if not parted else None
            again = self._times.rhythm(text, begin, behind.end)
            only_time = again is not None and (again.start, again.end) == (begin, span.end if span else begin)
            only_time = only_time or (self._times.written(text, begin, behind.end) or (-1, -1))[0] == begin
            if span is not None and not only_time:
                comma = self._next.search(span.of(text)) or self._duty.search(span.of(text))
                leads = limit == stop and self._follows(stop)
                comma = comma or (self._of_next(text, span, limit) or self._verb_of_next(span) if leads else None)
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
        if (thereof := self._thereof.match(text, begin, end)) is not None:
            begin = thereof.end()
        again = self._times.rhythm(text, begin, end)
        if again is not None and not text[begin : again.start].strip() and text[again.end : again.end + 1] == ",":
            begin = again.end  # "Hằng năm, tỷ lệ …"
        colon = text.rfind(":", begin, end)
        if colon >= 0 and text[colon + 1 : end].strip():
            begin = colon + 1  # "… đề ra mục tiêu: tỷ lệ …"
        own = list(self._of_its_own.finditer(text, begin, end))
        if own and self._acts.match(text, begin + len(text[begin:end]) - len(text[begin:end].lstrip()), end):
            begin = own[-1].start() + 1  # "Nâng cao chất lượng xét xử, tỷ lệ …"
        on = self._goes_on.match(text, begin, end)
        span = trimmed(text, on.end() if on is not None else begin, end)
        if span is not None and self._only_base.fullmatch(text, span.start, span.end):
            return None
        span = trimmed(text, self._past_words(span.start, span.end), span.end) if span else None
        return trimmed(text, span.start, span.start + len(span.of(text).rstrip(" ("))) if span else None

    def _follows(self, stop: int) -> bool:
        """Whether another number, or the words that lead to it, begin at a place."""
        near = [one for one in self._figures if one.start() - _WORDS <= stop <= one.start()]
        return any(stop == self._leads_to(max(0, stop - 1), one) for one in near)

    def _of_next(self, text: str, span: Span, stop: int) -> re.Match[str] | None:
        """The comma behind which words of the next number stand, which is no joint of a list: … on time, those late."""
        ends = self._joint.search(text, span.start, stop)
        return None if ends is not None else re.search(r",(?=[^,]*$)", span.of(text))

    def _verb_of_next(self, span: Span) -> re.Match[str] | None:
        """The joint behind which only the verb of the next number stands: … hiện có *và phấn đấu bắt* 50 % …"""
        found = list(self._joints.finditer(self._text, span.start, span.end))
        at = found[-1] if found else None
        if at is None or not self._leading.match(self._text, at.end(), span.end):
            return None
        return re.compile(re.escape(at[0]) + r"(?!.*" + re.escape(at[0]) + ")").search(span.of(self._text))

    def _past_before(self, since: int, end: int) -> int:
        """The place behind what the number before counts, where that stands behind it."""
        text = self._text
        since = self._past_after(since, end)
        comma = re.compile(r"\s*\)?\s*,").match(text, since, end)
        if comma is not None or self._goes_on.match(text, since, end):
            return comma.end() if comma is not None else since
        return max(since, text.rfind(",", since, end) + 1)

    def _breaks_off(self, at: int, end: int) -> bool:
        """Whether what stands at a place is no part of what the number before it counts."""
        mark = re.compile(r"\s*[,;)]").match(self._text, at, end)
        return mark is not None or self._goes_on.match(self._text, at, end) is not None

    def _past_after(self, at: int, end: int) -> int:
        """The place behind the words right behind a number that say how it is meant: 90% or more."""
        for look in self._after.values():
            mark = look.match(self._text, at, end)
            at = mark.end() if mark is not None else at
        return at

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

    @staticmethod
    def _ending(options: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{alternatives(options)})\s*$", re.IGNORECASE)

    def _past_number(self, start: int, end: int) -> int:
        """The place behind the number of the whole: 126 wards."""
        found = re.compile(rf"(?:{NUMBER})\s+").match(self._text, start, end)
        return found.end() if found else start

    def _only_reached(self, start: int, end: int) -> bool:
        """Whether nothing but words that lead to a number stands between two places."""
        found = self._reached.search(self._text, start, end)
        return not self._text[start : found.start() if found is not None else end].strip(" ,:")

    def _leads_on(self, when: When) -> bool:
        """Whether a time is that of the number right behind it: "…, đến năm 2030 còn dưới 100 vụ"."""
        text = self._text
        digit = _TO_NUMBER.match(text, when.end)
        if digit is None:
            return False
        compared = (look.search(text, when.end, digit.end()) for look in self._compared.values())
        at = min([digit.end(), *(one.start() for one in compared if one is not None)])
        reached = self._reached.search(text, when.end, at)
        return reached is not None and not text[when.end : reached.start()].strip()
