"""Where sentences end. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.lexicon import Lexicon

_STOP = re.compile(r"[.!?](?=\s|$)")
_SHORTENED = re.compile(r"(?<!\w)[^\W\d_]{1,2}$")


def stops(text: str, start: int, end: int, lexicon: Lexicon) -> list[int]:
    """Where sentences end: at a full stop before a capital, unless it only shortens a word (No., TP., Insp.)."""
    found = []
    for match in _STOP.finditer(text, start, end):
        rest = text[match.end() : end].lstrip()
        short = _SHORTENED.search(text, max(start, match.start() - 4), match.start())
        short = None if short is not None and short[0][1:] and not short[0][1:].isascii() else short
        if rest[:1].isupper() and lexicon.titles.search(text, max(start, match.start() - 8), match.start()):
            continue
        if not rest or ((rest[0].isupper() or rest[0] in '“"-(') and not (short and short[0][0].isupper())):
            found.append(match.end())
    return found
