"""The letterhead of a second document in one file: it is no agency with duties, and its number is no duty. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from namro.work.plans.reading.document import Block, Paragraph, Span
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.wording import alternatives

_ABOVE = 5
"""Lines that a letterhead may have above its number."""
_FIRST = 15
"""Lines among which the number of the file's own letterhead stands."""
_LONGEST = 160
"""Characters of one of its lines."""
_DAY = re.compile(r"[^\d\n;:]{1,80}\d{1,2}[^\d\n;:]{1,20}\d{1,2}[^\d\n;:]{1,20}\d{4}\s*\.?")
_DAY_IN_WORDS = re.compile(r"[^\d\n;:]{1,80}\d{1,2}\s+[^\W\d_]+\s+\d{4}\s*\.?")


class Letterheads:
    """Knows their lines in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = alternatives(lexicon.speech.number)
        number = rf"(?:{words})\s*[:.]?\s*[\d….]*\s*(?:[/-]\s*[^\s/]+)+"
        self._number = re.compile(rf"\s*{number}\s*(?:\s(?P<place>\S.*))?", re.IGNORECASE)

    def below(self, line: str) -> bool:
        """Whether a line stands in a letterhead below its names: a motto in three parts, nothing but a number, or a
        place and a day."""
        return _motto(line) or self._numbers(line) or _placed(line)

    def _numbers(self, line: str) -> bool:
        """Whether nothing stands in a line but a number, or beside it the place and day, which a tab had parted."""
        found = self._number.fullmatch(line)
        return found is not None and (not found["place"] or _placed(found["place"]))

    def others(self, text: str, blocks: Sequence[Block]) -> Iterator[Span]:
        """Where one stands behind the first of the file: lines in capitals, below them a line with nothing but a
        number, and the place and day."""
        found = False
        for at, block in enumerate(blocks):
            if not _line(block) or not self._numbers(text[block.start : block.end]):
                continue
            above = at
            while above > 0 and at - above < _ABOVE and _of_a_head(blocks[above - 1], text):
                above -= 1
            if not any(text[one.start : one.end].isupper() for one in blocks[above:at]):
                continue
            dated = at + 1 < len(blocks) and _line(blocks[at + 1])
            below = at + (dated and _placed(text[blocks[at + 1].start : blocks[at + 1].end]))
            if found or at >= _FIRST:
                yield Span(blocks[above].start, blocks[below].end)
            found = True


def _placed(line: str) -> bool:
    return bool(_DAY.fullmatch(line) or _DAY_IN_WORDS.fullmatch(line))


def _motto(line: str) -> bool:
    """Whether a line is a motto in three parts, or one behind a name in capitals, which a tab had parted."""
    parts = [part.strip().split() for part in re.split(r"\s[-–—]\s", line)]
    if len(parts) == 3 and any(not word.isupper() for word in parts[0]):
        while parts[0][0].isupper():
            del parts[0][0]
    return len(parts) == 3 and all(part and part[0][:1].isupper() and len(part) <= 3 for part in parts)


def _line(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.label is None and block.end - block.start <= _LONGEST


def _of_a_head(block: Block, text: str) -> bool:
    """Whether a line may stand above the number."""
    line = text[block.start : block.end].strip()
    return _line(block) and (line.isupper() or _motto(line))
