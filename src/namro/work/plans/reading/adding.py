"""Where a second duty of the same office begins that words such as "in addition" join to the first. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon

_END = re.compile(r"[.;]\s+|\n\s*")


def added(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """Where what is to be done begins between two places that begin with such words ("In addition, it shall …"); None
    where they do not."""
    found = lexicon.added.match(text, start, end)
    if found is None or not text[found.end() : end].strip(" .;,"):
        return None
    known = (lexicon.inside and found["by"]) or lexicon.strong.match(text, found.end(), end)
    return found.end() if known else None


def parts(text: str, span: Span, lexicon: Lexicon) -> Iterator[Span]:
    """The duties of a cell, one for each such word behind a full stop or a semicolon; the cell itself where none is."""
    start = span.start
    for mark in _END.finditer(text, span.start, span.end):
        begins = added(text, mark.end(), span.end, lexicon)
        if begins is not None and mark.start() > start:
            yield Span(start, mark.start())
            start = begins
    yield Span(start, span.end)
