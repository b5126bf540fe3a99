"""What an act of an authority stands on, below the name of who issued it: no line of it is a duty. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from namro.work.plans.reading.clauses import BULLET, HANDING, Clause
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.somebody import Somebody

_ENDS = (";", ",")
_NEAR = 3
"""Paragraphs below a name among which the first such line stands; brackets and the session may come before it."""
_NUMBER = re.compile(r"\d")
_COMMA = re.compile(r"[,:]\s+")


class Preamble:
    """Tells such lines of one document."""

    def __init__(self, text: str, lexicon: Lexicon, somebody: Somebody) -> None:
        self._text, self._lexicon, self._somebody = text, lexicon, somebody

    def basis(self, clause: Clause) -> bool:
        """Whether a paragraph only says what the act stands on: it cites, weighs a proposal, or carries out another
        one that is named with a number, and its label is a mark at most."""
        text, lexicon = self._text, self._lexicon
        if (clause.label is not None and clause.rank < BULLET) or clause.section in HANDING:
            return False
        at, end = clause.body, clause.end
        if lexicon.relations["cites"].match(text, at, end) or self.weighs(clause):
            return True
        carries = lexicon.relations["implements"].match(text, at, end) if "implements" in lexicon.relations else None
        kind = lexicon.any_kind.search(text, carries.end(), end) if carries is not None else None
        if carries is None or kind is None or not text[at:end].rstrip().endswith(_ENDS):
            return False
        near = text[carries.end() : kind.start()].split()
        return len(near) <= 2 and kind[0][0].isupper() and _NUMBER.search(text, kind.end(), end) is not None

    def weighs(self, clause: Clause) -> bool:
        """Whether a paragraph begins like one that weighs a proposal or a report and goes on in the next."""
        said = self._lexicon.basis.match(self._text, clause.body, clause.end) is not None
        return said and clause.section not in HANDING and self._text[: clause.end].endswith(_ENDS)

    def opens(self, clause: Clause) -> bool:
        """Whether a paragraph is like one of what a document stands on, whoever issued it: it does not go on with what
        somebody does or is to do, and does not stand on the document itself."""
        text, lexicon = self._text, self._lexicon
        if lexicon.relations["cites"].match(text, clause.body, clause.end) is None:
            return self.weighs(clause)
        if lexicon.own.search(text, clause.body, clause.end):
            return False
        if text[: clause.end].endswith(_ENDS):
            return True
        looks = (lexicon.verbs_small, lexicon.assign, lexicon.lead)
        return not any(
            any(look.match(text, mark.end(), clause.end) for look in looks)
            or self._somebody.acts(text, mark.end(), clause.end)
            for mark in _COMMA.finditer(text, clause.body, clause.end)
        )

    def issues(self, clause: Clause, clauses: Sequence[Clause]) -> bool:
        """Whether a name in capitals is that of who issued the act: below it stands what the act stands on."""
        if clause.label is not None or clause.section in HANDING or not clause.of(self._text).isupper():
            return False
        for child in clause.children[:_NEAR]:
            if self.basis(clauses[child]):
                return True
            if not clauses[child].of(self._text).lstrip().startswith("("):
                return False
        return False
