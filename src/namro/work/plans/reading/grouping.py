"""The rows of an appendix that only head the rows below them: which of them stand above a row. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.clauses import bare
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.fields import Group
from namro.work.plans.reading.names import trimmed

_BEGINS = re.compile(r"\s*([IVXLC]{1,6}|[A-Z])[.)]\s+(?=\S)")
_ROMAN = re.compile(r"[IVXLC]+")


class Groups:
    """The headings that go for the next row of one table, from the widest. One with a mark of the kind that another has
    ends that one and all below it; one without a mark ends every one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[tuple[str, Group]] = []

    def begin(self, mark: Span | None, cell: Span) -> None:
        """Goes below a heading. `mark`: its own in the column of the numbers; `cell`: where its words stand."""
        words = trimmed(self._text, cell.start, cell.end)
        if mark is not None and words is not None and words.start <= mark.start < words.end:
            words = None
        kind = self._kind(bare(mark.of(self._text))) if mark is not None else ""
        kinds = [one for one, _ in self._open]
        self._open = self._open[: kinds.index(kind)] if kind in kinds else self._open if kind else []
        if mark is not None or words is not None:
            self._open.append((kind, Group(mark, words)))

    def end(self) -> None:
        """Goes on where it is not known below which heading."""
        self._open = []

    def standing(self) -> tuple[Group, ...]:
        """Those above the next row that say something."""
        return tuple(one for _, one in self._open if one.words is not None)

    def _kind(self, mark: str) -> str:
        """How a mark counts: by letters, by Roman numbers or by digits. A letter that is a Roman number too goes on
        with the letters where the letter before it heads an open group."""
        letters = [bare(one.mark.of(self._text)) for kind, one in self._open if kind == "letter" and one.mark]
        if _ROMAN.fullmatch(mark) and not any(len(mark) == 1 and ord(mark) == ord(one[0]) + 1 for one in letters):
            return "roman"
        return "digit" if mark[:1].isdecimal() else "letter"


def own_mark(text: str, cell: Span) -> Span | None:
    """The mark with which a heading over the whole width begins: I of "I. Nhóm nhiệm vụ"; None for none."""
    found = _BEGINS.match(text, cell.start, cell.end)
    return Span(*found.span(1)) if found is not None else None
