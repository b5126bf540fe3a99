"""Sentences that forbid something, or say of a duty that it is none, and hand out nothing. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names

_GAP = re.compile(r"[\s,:;–-]*")
_MARK = re.compile(r"[,;]\s*(?:\w+\s+)?")


def forbids(text: str, span: Span, lexicon: Lexicon, names: Names) -> bool:
    """Whether a sentence only says what is not to be done: the first that it says of whoever it names is that they must
    not, and nothing follows that they are to do. Who is not to lead is told to do nothing, and nothing is forbidden."""
    start, end = span.start, span.end
    found = lexicon.forbidden.search(text, start, end)
    if found is None or lexicon.columns["lead"].match(text, _past(text, found.end(), end), end):
        return False
    at, stop = start, found.start()
    for look in (lexicon.assign, lexicon.articles):
        word = look.match(text, at, stop)
        at = _past(text, word.end(), stop) if word else at
    listed = names.listed(text, at, stop)
    at = listed[-1].end if listed else at
    looks = (lexicon.lead, lexicon.answers, lexicon.verbs_small, lexicon.assign, lexicon.with_)
    between = text[at:stop].strip()
    if (between and not listed) or any(look.search(text, at, stop) for look in looks):
        return False
    return not any(
        look.match(text, mark.end(), end)
        for mark in _MARK.finditer(text, found.end(), end)
        for look in (lexicon.lead, lexicon.answers, lexicon.assign)
    )


def also_forbids(text: str, span: Span, lexicon: Lexicon) -> bool:
    """Whether a sentence in which no duty was read says of anybody or anything that it must not: "It must not tow", "No
    pump may be moved"."""
    found = lexicon.forbidden.search(text, span.start, span.end)
    return found is not None or lexicon.none_may.match(text, span.start, span.end) is not None


def cancelled(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether brackets at the end of what is to be done say that it is no more ("… (đã bãi bỏ)"), and not that an
    instrument named right before them is."""
    found = lexicon.cancelled.search(text, start, end)
    if found is None:
        return False
    part = max(start, *(text.rfind(mark, start, found.start()) + 1 for mark in ",;"))
    named = list(lexicon.any_kind.finditer(text, part, found.start()))
    numbered = re.search(r"\d\s*/\s*[^\W\d_]", text[part : found.start()]) is not None
    return not numbered and not (named and not text[named[-1].end() : found.start()].strip())


def withdraws(text: str, start: int, end: int, lexicon: Lexicon, names: Names) -> bool:
    """Whether a sentence speaks of a duty only to say that it is not needed, no more or another's: it begins with what
    such a duty is called ("Việc giao Sở A …", "The requirement that …") and ends with words that say so."""
    at = start
    for look in (lexicon.articles, lexicon.subjects):
        word = look.match(text, at, end)
        if word is None and look is lexicon.subjects:
            return False
        at = _past(text, word.end(), end) if word is not None else at
    for found in lexicon.ended.finditer(text, at, end):
        before = text[at : found.start()]
        if ":" in before or lexicon.relative.search(before):  # of what the duty is about
            continue
        rest = _past(text, found.end(), end)
        goes_on = lexicon.ended_since.match(text, rest, end) is not None or names.begins(text, rest, end)
        if not text[found.end() : end].strip(" .;,)") or goes_on:
            return lexicon.lead.search(text, found.end(), end) is None
    return False


def _past(text: str, at: int, end: int) -> int:
    gap = _GAP.match(text, at, end)
    return gap.end() if gap else at
