"""What several numbers of one sentence are to reach, where it is said only once, behind the last of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.fields import Field, Target
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.making import plain
from namro.work.plans.reading.names import trimmed
from namro.work.plans.reading.wording import alternatives

_BEHIND = re.compile(r"\s+(?=[^\W\d_])")
_PART = re.compile(r"[^;\n(]*")


class Reaching:
    """Tells it in the words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.speech.targets
        clauses = lexicon.speech.clauses
        self._begins = pattern(words.reaching)
        self._stops = re.compile(
            rf"(?<!\w)(?:{alternatives((*words.against, *words.base))})(?!\w)"
            rf"|[,.]\s*(?=\d|$)|\s*[,(]\s*(?:{alternatives((*clauses.with_, *clauses.lead, *clauses.assign))})(?!\w)",
            re.IGNORECASE,
        )
        self._led = re.compile(rf"\s*,?\s*(?:(?:{alternatives(words.reached)})\s+)*", re.IGNORECASE)
        self._joint = re.compile(rf"\s*(?:,|(?:,\s*)?(?:{alternatives(clauses.and_)})(?!\w))\s*", re.IGNORECASE)

    def said(self, text: str, targets: Sequence[Target], end: int) -> list[Target]:
        """The targets of a sentence that ends at `end`, each with what it is to reach where that stands behind another
        number than its own, or behind its time; with the time of the last where that stands behind what all of them
        are to reach."""
        if not targets:
            return []
        last = targets[-1]
        reach = self._behind_time(text, last, end)
        if reach is not None:
            return [self._with(text, one, reach, None) if self._lacks(text, one) else one for one in targets]
        what = last.fields.get("what")
        sets = last.fields.get("set")
        reach = self._in(text, what, sets.end if sets is not None else what.start) if what is not None else None
        by = last.fields.get("by")
        by = by if by is not None and reach is not None and by.start >= reach.end else None
        done = [last]
        for before, after in zip(reversed(targets[:-1]), reversed(targets), strict=False):
            alike = all(_value(before, name) == _value(after, name) for name in ("unit", "direction"))
            alike = alike or _value(before, "unit") != "%" != _value(after, "unit")
            if reach is None or not alike or not self._lacks(text, before) or not self._joined(text, before, after):
                return [*targets[: len(targets) - len(done)], *done]
            done.insert(0, self._with(text, before, reach, by))
        return done

    def reaches(self, text: str, what: Span) -> bool:
        """Whether what is counted has words in it by which it is to reach something: households that sign."""
        return self._begins.search(text, what.start + 1, what.end) is not None

    def _lacks(self, text: str, target: Target) -> bool:
        what = target.fields.get("what")
        return what is None or self._begins.search(text, what.start + 1, what.end) is None

    def _behind_time(self, text: str, last: Target, end: int) -> Span | None:
        """The words right behind the time of the last number: … 60% by 2030 meet the criteria."""
        by, value = last.fields.get("by"), last.fields.get("value") or last.fields.get("highest")
        gap = (
            _BEHIND.match(text, by.end, end) if by is not None and value is not None and by.start > value.end else None
        )
        if gap is None or self._begins.match(text, gap.end(), end) is None:
            return None
        return self._cut(text, gap.end(), end)

    def _in(self, text: str, what: Field, past: int) -> Span | None:
        """The words of what is counted by which it is to reach something: schools *have a fire plan*."""
        found = self._begins.search(text, what.start + 1, what.end)
        if found is None or "," in text[past : found.start()]:
            return None  # told aside of what is counted
        return Span(found.start(), what.end)

    def _cut(self, text: str, start: int, end: int) -> Span | None:
        part = _PART.match(text, start, end)
        stop = part.end() if part is not None else end
        found = self._stops.search(text, start, stop)
        return trimmed(text, start, found.start() if found is not None else stop)

    def _joined(self, text: str, before: Target, after: Target) -> bool:
        """Whether nothing but a joint stands between what one number counts and the next number."""
        what, by = before.fields.get("what"), after.fields.get("by")
        if what is None:
            return False
        firsts = [after.fields[name].start for name in ("value", "lowest", "comparator") if name in after.fields]
        start, end = what.end, min(firsts)
        if by is not None and start <= by.start and by.end <= end:  # each at a time of its own
            led = self._led.fullmatch(text, by.end, end) is not None
            start, end = (start, by.start) if led else (start, end)
        return start <= end and self._joint.fullmatch(text, start, end) is not None

    @staticmethod
    def _with(text: str, target: Target, reach: Span, by: Field | None) -> Target:
        fields = {**target.fields, "reach": plain(text, reach)}
        return replace(target, fields={**fields, **({"by": by} if by is not None and "by" not in fields else {})})


def _value(target: Target, name: str) -> object:
    field = target.fields.get(name)
    return field.value if field is not None else None
