"""Whether somebody who asks another one leads what is asked for, and what the one who is asked is asked to do. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.under import Under
from namro.work.plans.reading.wording import alternatives

_GAP = re.compile(r"[\s,:;–-]*")


class Asking:
    """Tells it in the words of one language. `issuer`: as in `Prose`."""

    def __init__(self, lexicon: Lexicon, under: Under, issuer: Callable[[str], bool | None]) -> None:
        self._lexicon, self._under, self._issuer = lexicon, under, issuer
        self._passively = pattern(() if lexicon.inside else lexicon.speech.clauses.undergone)
        both = alternatives(set(lexicon.speech.clauses.and_) & set(lexicon.speech.clauses.skipped))
        self._both = re.compile(rf"\s+(?:{both})\s", re.IGNORECASE)  # "phối hợp và tổ chức": it does so itself

    def after_another(self, text: str, start: int, at: int) -> bool:
        """Whether a half of the sentence before a place, which a semicolon ends, says that somebody leads or answers,
        who is not known by a name: whom the next half tells does not lead the whole."""
        mark = self._lexicon.lead.search(text, start, at) or self._lexicon.answers.search(text, start, at)
        return mark is not None and ";" in text[mark.end() : at] and not self._under.passive(text, start, mark.start())

    def asks(self, text: str, leads: Span, hands: re.Match[str], end: int, *, doing: bool) -> bool:
        """Whether to ask for something is what somebody is to do, who is not whose document it is, or a post there;
        where it does not say whose it is, only in a part that lists duties."""
        if self._lexicon.asks.match(text, hands.start(), end) is None or not text[hands.end() : end].strip(" .:;/"):
            return False
        post = self._lexicon.posts.match(text, leads.start, leads.end)
        office = text[post.end() if post is not None else leads.start : leads.end].strip()
        issues = self._issuer(office) if office else True
        return doing if issues is None else not issues

    def passively(self, text: str, at: int, end: int) -> bool:
        """Whether something is to be done with those who are named before a place: "phải được bố trí …"."""
        return self._passively.match(text, at, end) is not None

    def past_helping(self, text: str, at: int, end: int) -> int | None:
        """Where words of helping end that follow at once; None where none do, or where something else is to be done as
        well."""
        found = self._lexicon.with_.match(text, _GAP.match(text, at, end).end(), end)  # type: ignore[union-attr]
        return None if found is None or self._both.match(text, found.end(), end) else found.end()
