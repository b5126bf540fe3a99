"""Where the words of a task end when a time that was cut off stood in brackets with others. Pure."""

from __future__ import annotations

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.duty import Duty
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names, trimmed


def without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of what is to be done without white space and marks at its ends."""
    while start < end and text[start] in " \n\t,;:.-–":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:.(!?":
        end -= 1
    return start, end


class Brackets:
    """Looks at brackets in the words of one language."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self._lexicon, self._names = lexicon, names

    def end(self, text: str, duty: Duty, start: int, end: int) -> int:
        """Where a task ends that would end inside brackets it opens: before them when somebody is named there, who is
        kept aside unless said to preside over it; else behind them."""
        opened = text.rfind("(", start, end)
        inside = trimmed(text, opened + 1, end) if opened > start and ")" not in text[opened:end] else None
        before = len(text[:opened].rstrip(" ,;:")) if inside is not None else start
        if inside is None or before <= start:
            return end
        if self._names.begins(text, inside.start, end):
            if self._lexicon.presides.search(text, inside.start, end) is None:
                duty.aside.append(("lead" if duty.leads is not None else "", Span(inside.start, inside.end)))
            return before
        closed = text.find(")", end, duty.end)
        return closed + 1 if closed >= 0 else end
