"""Duties that are told by what is to be done to something, with who is to do it behind it: prepared by X. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.wording import alternatives

_GAP = re.compile(r"[\s,;]*")


class Undergone:
    """Finds such duties in the words of one language."""

    def __init__(self, lexicon: Lexicon, names: Names, times: Times) -> None:
        self._lexicon, self._names, self._times = lexicon, names, times
        spoken = lexicon.speech.times
        bounds = alternatives(
            (*(word for words in spoken.bounds.values() for word in words), *spoken.every, *spoken.since)
        )
        self._when = re.compile(
            rf"(?<!\w)(?:{bounds})\s+(?:{alternatives((*spoken.months, *spoken.weekdays))})(?!\w)", re.IGNORECASE
        )

    def by(self, text: str, start: int, at: int, past: int, end: int, *, doing: bool) -> bool:
        """Whether the names from `at` to `past` are of those by whom something is to be done ("… shall be prepared by
        X", "… phải được X lập"). In a language where the verb stands behind the name, only in a part that lists duties
        (`doing`), and only where words say that it must be or by when: else it may only tell which thing is meant."""
        lexicon = self._lexicon
        found = lexicon.undergone.search(text, max(start, at - 120), at)
        if found is None:
            return False
        front = text[start : found.start()]
        if not front.strip() or re.search(r"[,;:(]", front):
            return False
        if any(one.match(text, start, end) for one in (lexicon.denied, lexicon.denied_what)):
            return False
        if lexicon.inside:
            name = self._names.at(text, start, found.start())
            whole = name is not None and not text[name.end : found.start()].strip()
            return not whole and not lexicon.relative_in.search(front)
        gap = _GAP.match(text, past, end)
        verb = lexicon.strong.match(text, gap.end() if gap else past, end)
        if lexicon.skipped.match(text, start, end):
            return False  # "việc … do X thực hiện": what is to be done stands before who does it
        if not doing or verb is None or lexicon.done.search(front) or lexicon.denied.search(front):
            return False
        if lexicon.verbs.match(text, start, end) or self._names.begins(text, start, end):
            return False
        beyond = self._past_time(text, verb.end(), end)
        ends = not text[beyond:end].strip(" .;)")
        if not ends and not (text[beyond] == "," and lexicon.strong.match(text, beyond + 2, end)):
            return False  # something is said of what is only named by those words
        return bool(found["must"]) or self._due(text, verb.end(), end)

    def before_time(self, text: str, at: int, past: int, end: int) -> int:
        """Where names end that go over into a time: the Fire Department on 1 June, in March."""
        stops = [one.from_ for one in self._times.found(text, at, end)]
        stops += [one.start() for one in self._when.finditer(text, at, past)]
        return at + len(text[at : min([past, *(one for one in stops if at < one < past)])].rstrip(" ,"))

    def _past_time(self, text: str, at: int, end: int) -> int:
        """The place behind the times that stand at a place."""
        rhythm = self._times.rhythm(text, at, end)
        spans = [(rhythm.begins, rhythm.ends)] if rhythm is not None else []
        for first, last in sorted([*spans, *((one.from_, one.end) for one in self._times.found(text, at, end))]):
            at = last if first >= at and not text[at:first].strip(" ,(") else at
        return at

    def timed(self, text: str, at: int, end: int) -> bool:
        """Whether nothing but a time stands from a place on."""
        gap = _GAP.match(text, at, end)
        at = gap.end() if gap else at
        rhythm = self._times.rhythm(text, at, end)
        if rhythm is not None and rhythm.begins == at:
            return not text[rhythm.ends : end].strip(" .;,)")
        whens = self._times.found(text, at, end)
        return bool(whens) and whens[0].from_ == at and not text[whens[-1].end : end].strip(" .;,)")

    def _due(self, text: str, at: int, end: int) -> bool:
        return any(one.bound and one.day for one in self._times.found(text, at, end)) or (
            self._times.rhythm(text, at, end) is not None
        )
