"""Where the name of an agency goes on although its next word is not known, or could be a verb. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon

_HYPHEN = re.compile(r"[-–/](?=[^\W\d_])")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[ \t]+([^\W\d_]+)")
_SHORT = re.compile(r"(?:(?![\d_])[^\Wa-z]){4,}(?!\w)")
_FAR = 60
"""Characters behind a name in which such words stand."""
_COMMA = re.compile(r"\s*,\s+")
_NO_PART = re.compile(r"BE\s+[A-Z]{3,}(?!\w)|\d+\s+(?:(?:to|or|and|-|–)\s+\d+\s+)?(?:day|week|month|year|hour)s?(?!\w)")
"""What is no word of an English name: the capitals of what a council resolves, a length of time."""


def ends_inside(text: str, at: int) -> bool:
    """Whether a word in capitals, or a number, at a place is no part of an English name: "Agencies of the City BE
    REQUESTED to …", "to Council in 3 to 9 months"."""
    return _NO_PART.match(text, at) is not None


def past_hyphens(text: str, at: int, end: int, lexicon: Lexicon) -> int:
    """The place behind further words of a name that hyphens or slashes join to the one that ends at a place: of
    "quận-huyện", "xã/phường"."""
    while (hyphen := _HYPHEN.match(text, at, end)) is not None:
        part = lexicon.parts.match(text, hyphen.end(), end)
        if part is None:
            return at
        at = part.end()
    return at


def past_many(text: str, at: int, end: int, lexicon: Lexicon) -> list[int]:
    """Where the word for an agency ends behind one by which all of a kind are meant: "các Ban quản lý dự án"."""
    many = lexicon.many.match(text, at, end) if not lexicon.inside else None
    space = _SPACE.match(text, many.end(), end) if many is not None else None
    named = lexicon.named.match(text, space.end(), end) if space is not None else None
    return [named.end()] if named is not None and text[space.end()].isupper() else []  # type: ignore[union-attr]


def ends_there(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a word of two syllables that else only joins ends a name: "các đơn vị trực thuộc rà soát …"."""
    space = _SPACE.match(text, end)
    if lexicon.inside or " " not in text[start:end] or space is None:
        return False
    looks = (lexicon.verbs_small, lexicon.lead, lexicon.answers, lexicon.with_, lexicon.modal)
    return any(look.match(text, space.end()) for look in looks)


def past_unknown(text: str, name: Span, end: int, lexicon: Lexicon, begins: Callable[[str, int, int], bool]) -> Span:
    """A name of a list with the words in small letters behind it that are not known, where none of them is a verb and
    behind them a joint and another name stand: "Hội đồng gia tộc họ Trần và Trung tâm Văn hóa"."""
    if lexicon.inside:
        return name
    at, alone, proper = name.end, text[name.start + 1 : name.end].islower(), False
    while (word := _WORD.match(text, at, min(end, name.end + _FAR))) is not None:
        if at == name.end and word[1][0].isupper():
            return name
        if alone and proper and lexicon.verbs_small.match(text, word.start(1), end):
            return Span(name.start, at)  # "Đội xe ôm bến Đá rà soát …": no name before those words
        if lexicon.stops.match(text, word.start(1), end):
            return name
        proper = proper or word[1][0].isupper()
        at = word.end()
        joint = _COMMA.match(text, at, end)
        space = _SPACE.match(text, at, end)
        and_ = lexicon.between_names.match(text, space.end(), end) if joint is None and space is not None else None
        beyond = _SPACE.match(text, and_.end(), end) if and_ is not None else joint
        if beyond is not None:
            other = _SHORT.match(text, beyond.end(), end) is not None or begins(text, beyond.end(), end)
            return Span(name.start, at) if other else name
    return name


def more_places(said: str, lexicon: Lexicon) -> bool:
    """Whether words that begin with the word for a place name more than one of its kind."""
    parts = re.split(rf"\s*,\s*|\s+(?:{lexicon.between_names.pattern})\s+", said, flags=re.IGNORECASE)
    kinds: list[str] = []
    for part in parts:
        kind = lexicon.places.match(part)
        words = part[kind.end() :].split() if kind is not None else part.split()
        other = lexicon.named.match(part) or lexicon.posts.match(part)
        if not words or other or not all(word[0].isupper() for word in words):
            break
        kinds.append(kind[0].casefold() if kind is not None else "")
    return len(kinds) > 1 and kinds[1] in ("", kinds[0])
