"""Words by which somebody is to act only if something comes about: they are quoted beside who leads. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon

_PART = re.compile(r"[^,;.:()\n]*")


def condition(text: str, start: int, lead: Span | None, after: int, end: int, lexicon: Lexicon) -> Span | None:
    """The first such words of a sentence, up to the next mark. `lead`: who is named in it, `after`: where what is
    handed over begins; before that place words of an occasion are a condition too ("khi có dịch, …")."""
    begins = lead.start if lead is not None else start
    first = re.compile(r"\s*").match(text, start, end)
    opening = first.end() if first is not None else start
    for look in (lexicon.conditions, lexicon.occasions):
        found = look.match(text, opening, max(begins, opening + 1) if lead is not None else end)
        if found is not None and _is_one(text, found, end, lexicon) and (lead or "," in text[found.end() : end]):
            return _whole(text, found, _before(text, lead.start, lexicon) if lead is not None else end)
    if lead is not None:
        for look in (lexicon.conditions, lexicon.occasions):
            for found in look.finditer(text, lead.end, after):
                if _is_one(text, found, end, lexicon):
                    return _whole(text, found, end)
    for found in lexicon.conditions.finditer(text, after, end):
        before = text[after : found.start()].rstrip()
        asked = any(verb.end() == len(before) for verb in lexicon.verbs.finditer(before))  # "check if …"
        if not asked and _is_one(text, found, end, lexicon):
            return _whole(text, found, end)
    return None


def occasion(text: str, at: int, end: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The words right behind a rhythm without which it does not go on: daily "khi có bão"; none where none stand."""
    gap = re.compile(r"[\s,(]*").match(text, at, end)
    found = lexicon.occasions.match(text, gap.end() if gap is not None else at, end)
    if found is None or not _is_one(text, found, end, lexicon):
        return []
    whole = _whole(text, found, end)
    return [(whole.start, whole.end)]


def _before(text: str, at: int, lexicon: Lexicon) -> int:
    """The place before the name that begins at `at` and its article."""
    before = text[:at].rstrip()
    article = next(
        (one for one in lexicon.articles.finditer(text, max(0, at - 10), at) if one.end() == len(before)), None
    )
    return article.start() if article is not None else at


def past_condition(text: str, at: int, end: int, lexicon: Lexicon) -> int:
    """The place behind a condition at a place and its comma; the place itself where none stands there."""
    for look in (lexicon.conditions, lexicon.occasions):
        found = look.match(text, at, end)
        comma = text.find(",", found.end(), end) if found is not None else -1
        if comma >= 0:
            return comma + 1 + len(text[comma + 1 : end]) - len(text[comma + 1 : end].lstrip())
    return at


def _is_one(text: str, found: re.Match[str], end: int, lexicon: Lexicon) -> bool:
    return lexicon.no_conditions.match(text, found.start(), end) is None


def _whole(text: str, found: re.Match[str], end: int) -> Span:
    part = _PART.match(text, found.start(), end)
    stop = part.end() if part is not None else found.end()
    return Span(found.start(), found.start() + len(text[found.start() : stop].rstrip()))
