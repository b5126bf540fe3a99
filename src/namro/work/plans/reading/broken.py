"""What a page does to a table: its heading comes again, and the rest of a row stands in one of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from namro.work.plans.reading.document import Cell, Row
from namro.work.plans.reading.lexicon import Lexicon

_NUMBERS = re.compile(r"\(?\d{1,2}\)?")
_NUMBERED = re.compile(r"(?=.*\d)\(?[^\W_]{1,6}(?:[.\-][^\W_]{1,6})*[.):]?")
_EMPTY = frozenset("-–—./ \n\t")
ITEM = re.compile(
    r"(?:(?:^|\n)\s*(?:[-+•–*]|\w[.)]|\d{1,2}[.)]|\(\w{1,2}\))|[;.]\s+(?:\w\)|\d{1,2}[.)]|\(\w{1,2}\)))\s*(?=\S)"
)
"""Where an item of a list begins in a cell: on a line of its own, or behind the one before it on the same line."""
_BETWEEN = re.compile(r"[\n;]|\.\s")


def filled(text: str, cell: Cell) -> bool:
    """Whether a cell says something: more than dashes, dots and strokes."""
    return bool(set(text[cell.start : cell.end]) - _EMPTY)


def is_wide(row: Row, at: int) -> bool:
    """Whether the cell at a place of a row goes over most of it: it heads no column."""
    cell = row.cells[at]
    return cell is not None and cell.columns > 2 and cell.columns * 2 > len(row.cells)


def heads(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the cells of a row say nothing but what heads columns."""
    looks = (*lexicon.columns.values(), lexicon.starts, lexicon.finishes)
    words = {one for one in said if one}
    return len(words) > 1 and all(any(look.fullmatch(one) for look in looks) for one in words)


def counts_columns(said: Sequence[str]) -> bool:
    """Whether the cells of a row only number the columns: (1) (2) (3)."""
    return len(said) > 2 and all(_NUMBERS.fullmatch(one) for one in said) and len(set(said)) == len(said)


def counted(said: Sequence[str], at: int) -> bool:
    """Whether the cells of a row have a number at a place, and are not those that number the columns."""
    return at < len(said) and _NUMBERED.fullmatch(said[at]) is not None and not counts_columns([*filter(None, said)])


def is_rest(text: str, cells: Mapping[str, Cell | None], lexicon: Lexicon, *, unsure: bool) -> bool:
    """Whether a row among numbered ones is what a page broke off the one above it: it has no number and, unless it is
    `unsure` whether it has the columns of that one, nobody who leads and no beginning of something to do."""

    def said(name: str) -> str:
        cell = cells.get(name)
        return text[cell.start : cell.end].strip() if cell is not None else ""

    task = cells.get("task")
    if said("number") or task is None or not said("task"):
        return False
    begins = not said("task")[0].islower() and lexicon.verbs.match(text, task.start, task.end) is not None
    return unsure or (not said("lead") and not begins)


def holds_several(text: str, lexicon: Lexicon) -> bool:
    """Whether the words of a cell hold more than one task: items of a list, or sentences that each say what is to be
    done."""
    if len(ITEM.findall(text)) > 1:
        return True
    parts = [part.strip(" -+•") for part in _BETWEEN.split(text) if part.strip(" -+•.")]
    return sum(lexicon.strong.match(part) is not None for part in parts) > 1
