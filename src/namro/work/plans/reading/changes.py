"""Which instrument it is that changes another one: the document that is read, or one that it only cites. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.series import NUMBER
from namro.work.plans.reading.wording import alternatives

_CHANGING = ("amends", "replaces", "repeals")
_FAR = 400
"""Characters before words of a change in which the instrument is looked for that makes it."""


class Changes:
    """Tells it in one text. `title`: where the document's own title stands."""

    def __init__(self, text: str, lexicon: Lexicon, title: Span | None) -> None:
        self._text, self._lexicon, self._title = text, lexicon, title
        joints = alternatives((*lexicon.speech.clauses.and_, *lexicon.speech.clauses.added))
        self._joint = re.compile(rf"(?:[,;:.]|(?<!\w)(?:{joints}))\s*$", re.IGNORECASE)
        self._looks = [lexicon.relations[one] for one in _CHANGING if one in lexicon.relations]

    def by_another(self, part: int, at: int, name: str) -> bool:
        """Whether words of a change at a place go on with an instrument that is cited before them with its number, or
        right behind its kind: "Nghị định số 154 … sửa đổi Nghị định số 34", "Luật sửa đổi …"."""
        if name not in _CHANGING or self._joint.search(self._text, max(part, at - 30), at):
            return False
        for kind in self._lexicon.any_kind.finditer(self._text, max(part, at - _FAR), at):
            title = self._title
            own = title is not None and title.start <= kind.start() < title.end
            if own or not kind[0][0].isupper() or self._lexicon.own.match(self._text, kind.start()):
                continue
            between = self._text[kind.end() : at]
            if not between.strip() or NUMBER.search(between):
                return True
        return False

    def of_law(self, at: int) -> bool:
        """Whether what is named at a place without a number is what a law changes that is named before it, whose day
        stands behind both."""
        part = max(self._text.rfind(mark, 0, at) + 1 for mark in "\n;")
        found = (one for look in self._looks for one in look.finditer(self._text, max(part, at - _FAR), at))
        return any(self.by_another(part, one.start(), "amends") for one in found)
