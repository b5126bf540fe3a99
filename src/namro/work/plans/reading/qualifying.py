"""Times that stand in a condition, in a clause about somebody or something, in the name of a programme, or behind a
noun of which they say when it came about: each is a time of that, and no term. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.serving import Serving
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_MARKS = ",;:.("
_FAR = 2_000
"""Characters before a time in which the verb of it and who does it are looked for: no sentence is longer."""
_WORDS = 60
"""Characters that the words of a verb have at most."""
_LONGEST = 80
"""Characters between the words for who did something and the verb of it."""


class Qualifying:
    """Tells such times in the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        times, clauses = lexicon.speech.times, lexicon.speech.clauses
        self._lexicon, self._serving = lexicon, Serving(lexicon)
        self._relative = pattern(times.relative)
        own = [word for word in clauses.answers if " " in word or len(word) > len("to")]
        self._goes_on, self._reminding = pattern(own), pattern(times.reminding)
        self._unmet = re.compile(rf"\s*(?:{alternatives(times.unmet)})(?!\w)", re.IGNORECASE)
        self._came = re.compile(rf"(?<!\w)(?:{alternatives(times.came_about)})$", re.IGNORECASE)
        self._verb = re.compile(rf"(?<!\w)(?:{alternatives((*clauses.verbs, *times.came_about))})$", re.IGNORECASE)
        self._agents = pattern(times.done_by)
        self._causing = pattern(times.causing)
        joints = (*clauses.and_, *clauses.modal, *clauses.skipped, *clauses.must, *times.to_be)
        self._joint = re.compile(rf"(?<!\w)(?:{alternatives(joints)})$", re.IGNORECASE)
        self._grounds = re.compile(rf"\s*(?:{alternatives(lexicon.speech.relations['cites'])})(?!\w)", re.IGNORECASE)
        kinds = (word for words in lexicon.speech.kinds.values() for word in words)
        self._lasting = re.compile(
            rf"(?<!\w)(?:{alternatives((*kinds, *times.lasting))})(?!\w)[^;:.()\n]*$", re.IGNORECASE
        )
        self._viewed = re.compile(rf"(?<!\w)(?:{alternatives(times.viewed)})\s*$", re.IGNORECASE)
        self._until = re.compile(rf"\s*(?:{alternatives(times.until)})\s+[^\d]*", re.IGNORECASE)
        self._completed = re.compile(rf"(?<!\w)(?:{alternatives(times.introduced)})\s*$", re.IGNORECASE)
        self._works = re.compile(
            rf"(?<!\w)(?:{alternatives(times.lasting)})\s+(?:{alternatives(times.introduced)})\s*$", re.IGNORECASE
        )
        whose = alternatives((*clauses.between, *clauses.addressed))
        self._whose = re.compile(
            rf"(?<!\w)(?:{alternatives(times.introduced)})(?!\w)[^,;.:()\n\d]*?(?<!\w)(?:{whose})\s+"
            rf"(?:(?:{alternatives(clauses.articles)})\s+)?(?P<who>[^,;.:()\n\d]+?)\s*:?\s*$",
            re.IGNORECASE,
        )
        parted = rf"[:;]\s*(?:{alternatives(clauses.addressed)})(?!\w)[^;\n]*$"  # "…; đối với nhà trọ thì xong trước …"
        self._parted = re.compile(parted, re.IGNORECASE)
        self._aimed = pattern(lexicon.speech.targets.aims_aside)
        self._followed = re.compile(rf"(?<!\w)(?:{alternatives(times.followed)})\s+\w", re.IGNORECASE)

    def holds(self, text: str, start: int, end: int, when: When, lead: int = -1) -> bool:
        """Whether a time in a sentence says nothing of when its duty is due. `lead`: where the name of who leads
        begins, as far as that is known."""
        if self._parted.search(text, max(start, when.from_ - _FAR), when.from_) is not None:
            return True
        from_, past = when.from_, when.end
        return (
            self._in_name(text, start, when)
            or self._serving.holds(text, start, when, lead)
            or self._behind_another(text, start, when)
            or self._aims(text, start, from_)
            or self._in_condition(text, start, from_, past, end)
            or self._in_relative(text, start, from_)
            or self._unmet.match(text, past, end) is not None
            or self._of_what_came(text, start, from_, lead)
            or self.of_others(text, start, from_, lead)
            or self._reminded(text, start, from_)
        )

    def of_others(self, text: str, start: int, from_: int, lead: int) -> bool:
        """Whether the time at `from_` is said to be that of others than who leads: "thời hạn của các đơn vị trước ngày
        …". `lead` as in `holds`."""
        begins = max(start, *(text.rfind(mark, start, from_) + 1 for mark in ",;.(\n"))
        found = self._whose.search(text, begins, from_)
        if found is None:
            return False
        lexicon, who = self._lexicon, found["who"].casefold()
        looks = (lexicon.named_any, lexicon.collectives, lexicon.many, lexicon.posts_any)
        own = lead >= 0 and text[lead : lead + len(who)].casefold() == who
        return not own and any(look.match(text, found.start("who"), from_) for look in looks)

    def _reminded(self, text: str, start: int, from_: int) -> bool:
        """Whether the time is that of what others are reminded to do: "nhắc nhở các đơn vị nộp báo cáo trước …"."""
        begins = max(start, *(text.rfind(mark, start, from_) + 1 for mark in ",;:.("))
        found = self._reminding.search(text, begins, from_)
        return found is not None and self._lexicon.verbs_small.search(text, found.end(), from_) is not None

    def _in_name(self, text: str, start: int, when: When) -> bool:
        """Whether a year is that of a name or of what something is made for: the Strategy to 2030, with a view to
        2050."""
        if when.grain != "year":
            return False
        if self._viewed.search(text, start, when.from_) or self._of_works(text, start, when.from_):
            return True
        ended = self._lexicon.last.search(text, when.from_, when.start) is not None  # until the end of 2026
        until = not ended and self._until.fullmatch(text, when.from_, when.start) is not None
        done = self._completed.search(text, start, when.from_) is not None  # …, to be completed by 2027
        return until and not done and self._lasting.search(text, start, when.from_) is not None

    def _of_works(self, text: str, start: int, from_: int) -> bool:
        """Whether a year is that in which some works are to be completed with which something else is done: "bàn giao
        mặt bằng dự án hoàn thành năm 2028"."""
        found = self._works.search(text, start, from_)
        before = text[start : found.start()].rstrip() if found is not None else ""
        return bool(before) and not any(one.end() == len(before) for one in self._lexicon.verbs.finditer(before))

    def _aims(self, text: str, start: int, from_: int) -> bool:
        """Whether a time stands behind a number that is only aimed for, beside what is to be done: "…, phấn đấu 100% tổ
        dân phố có mô hình vào năm 2028"."""
        begins = max(text.rfind(mark, start, from_) + 1 for mark in ",;(")
        opening = begins + len(text[begins:from_]) - len(text[begins:from_].lstrip())
        aimed = self._aimed.match(text, opening, from_) if begins > start else None
        return aimed is not None and re.search(r"\d", text[aimed.end() : from_]) is not None

    def _behind_another(self, text: str, start: int, when: When) -> bool:
        """Whether a day is that on which something else comes first: once approved by the Council on 26 March."""
        if when.bound not in ("", "on"):
            return False
        begins = max(start, *(text.rfind(mark, start, when.from_) + 1 for mark in _MARKS))
        return self._followed.search(text, begins, when.from_) is not None

    def _in_condition(self, text: str, start: int, from_: int, past: int, end: int) -> bool:
        """Whether a time stands behind the words of a condition, or of an occasion or a ground that opens a part, and
        before the next mark."""
        begins = max(start, *(text.rfind(mark, start, from_) + 1 for mark in _MARKS))
        lexicon = self._lexicon
        for found in lexicon.conditions.finditer(text, begins, from_):
            if lexicon.no_conditions.match(text, found.start(), end) is None:
                return True
        opening = begins + len(text[begins:from_]) - len(text[begins:from_].lstrip())
        if lexicon.occasions.match(text, opening, from_) and not lexicon.no_conditions.match(text, opening, end):
            return True
        grounds = not text[start:begins].strip() and self._grounds.match(text, start, from_) is not None
        return grounds and re.match(r"[^,;:.()\n]*,", text[past:end]) is not None

    def _in_relative(self, text: str, start: int, from_: int) -> bool:
        """Whether a time stands in what is told of somebody or something: who reports by 5 March."""
        begins = max(start, *(text.rfind(mark, start, from_) + 1 for mark in ",;:."))
        for found in self._relative.finditer(text, begins, from_):
            duty = self._goes_on.match(text, found.end() + 1, from_)
            past = duty.end() if duty is not None else found.end()
            if self._goes_on.search(text, past, from_) is None:
                return True
        return False

    def _of_what_came(self, text: str, start: int, from_: int, lead: int) -> bool:
        """Whether the verb right before a time is that of a noun behind what is to be done: handle files that the
        households handed in before …, guard a fair held in …"""
        start = max(start, from_ - _FAR)
        before = text[start:from_].rstrip()
        verb = self._verb.search(before, max(0, len(before) - _WORDS))
        if verb is None or not before[: verb.start()].strip():
            return False
        ahead = before[: verb.start()].rstrip()
        opened = max(ahead.rfind(mark) for mark in _MARKS) + 1
        duty = self._lexicon.verbs.search(ahead)
        agents = [one for one in self._agents.finditer(ahead, opened) if ahead[opened : one.start()].strip()]
        own_lead = bool(agents) and start + agents[-1].end() + 1 == lead  # "kế hoạch do Công an phường lập trước …"
        if (
            agents
            and not own_lead
            and duty is not None
            and duty.start() < agents[-1].start()
            and len(ahead) < agents[-1].end() + _LONGEST
        ):
            return True
        inside = self._lexicon.inside  # a language in which the verb of what came about has a form of its own
        if self._came.search(before) is None or (duty is None and not inside):
            return False
        if own_lead or self._causing.search(ahead, opened) is not None:
            return False  # what others are to do: urge the owners to begin before …
        own = [one.end() for one in self._lexicon.verbs.finditer(ahead, opened)]
        between = ahead[max(own, default=opened) :].strip()
        if not between or self._joint.search(ahead) is not None:
            return False
        return inside or self._lexicon.named.search(between) is None


def of_part(text: str, start: int, end: int, when: When) -> bool:
    """Whether a time stands in brackets in the middle of a list, and goes for what stands before them alone."""
    opened, closed = text.rfind("(", start, when.from_), text.find(")", when.end, end)
    if opened < 0 or closed < 0 or ")" in text[opened : when.from_] or not text[start:opened].strip():
        return False
    behind = text[closed + 1 : end].lstrip()
    return behind[:1] in (",", ";") and any(map(str.isalnum, behind))
