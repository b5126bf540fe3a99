"""Words that look like the label of a field and say what those named before them do. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names

_SPACE = re.compile(r"\s*")


def of_named(text: str, start: int, mark: re.Match[str], names: Names, lexicon: Lexicon) -> bool:
    """Whether a word before a colon is no label, but says what those named before it do: "Sở A, Sở B phối hợp: lập danh
    sách", "đề nghị Sở A, Sở B phối hợp: …"."""
    if mark.lastgroup not in ("lead", "coordinating"):
        return False
    begins = max(start, *(text.rfind(sign, start, mark.start()) + 1 for sign in ".;:(\n"))
    begins += len(text[begins : mark.start()]) - len(text[begins : mark.start()].lstrip())
    asked = [_SPACE.match(text, one.end()).end() for one in lexicon.assign.finditer(text, begins, mark.start())]  # type: ignore[union-attr]
    for at in (begins, *asked):
        listed = names.listed(text, at, mark.start())
        if listed and not text[listed[-1].end : mark.start()].strip():
            return True
    return False
