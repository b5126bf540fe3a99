"""The list of recipients and the signature at the end of a document: where they begin, and what behind them is none of
them. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.document import Block, Paragraph, Table
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.wording import alternatives

_SHORT = 60
"""Characters up to which a line without a full stop may be a name below a signature."""
_BULLET = re.compile(r"\s*[-–—•●▪*+](?=\s|\w)")
_LABEL = re.compile(r"\s*(?:[IVXLC]{1,7}|\d{1,3}(?:\.\d{1,2})*|[^\W\d_])\s?[.)](?=\s|$)")
_DATED = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d\s?/\s?20\d\d")
_ASIDE = re.compile(r"\s*\([^()]*\)[\s.;,]*")


class Closing:
    """Follows the blocks of a document in order. Only what surely belongs to the end is taken for it: anything else
    behind it is read on."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        ends = alternatives(lexicon.speech.sections.get("end", ()))
        words = rf"(?:{alternatives(lexicon.speech.closing)})(?!\w)"
        self._words = re.compile(rf"\s*{words}", re.IGNORECASE)
        self._begins = re.compile(rf"\s*(?:{ends})\s*(?:[:.]?\s*$|:\s*(?=[-–—•●▪*+]|{words}))", re.IGNORECASE)
        self._inside = False

    def takes(self, text: str, block: Block) -> bool:
        """Whether a block is of the end, after those that were asked about before it."""
        if isinstance(block, Table):
            if self._inside and any(len(row.cells) > 2 for row in block.rows):
                self._inside = False
            return self._inside
        words = text[block.start : block.end]
        if self._begins.match(words):
            self._inside = True
        elif self._inside:
            self._inside = self._goes_on(words, block)
        return self._inside

    def _goes_on(self, words: str, block: Paragraph) -> bool:
        """Whether a paragraph behind others of the end is one of them as well."""
        lexicon = self._lexicon
        if lexicon.lead.search(words) or _DATED.search(words):
            return False  # it hands something over
        if self._words.match(words) or _ASIDE.fullmatch(words):
            return True
        if _BULLET.match(words):
            return True
        if block.label is not None or _LABEL.match(words):
            return False
        if lexicon.annexes.match(words) or lexicon.any_kind.match(words):
            return False
        if words.isupper():
            return lexicon.posts_any.match(words) is not None
        words = _ASIDE.sub(" ", words).strip()
        if any(look.search(words) for look in lexicon.sections.values()):
            return words.endswith(";")
        return words.endswith((";", ",")) or (len(words) <= _SHORT and not words.endswith((".", ":")))
