"""What a page does to a table: its heading comes again, and the rest of a row stands in one of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from namro.work.plans.reading.document import Cell, Row
from namro.work.plans.reading.lexicon import Lexicon


def is_wide(row: Row, at: int) -> bool:
    """Whether the cell at a place of a row goes over most of it: it heads no column."""
    cell = row.cells[at]
    return cell is not None and cell.columns > 2 and cell.columns * 2 > len(row.cells)


def heads(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the cells of a row say nothing but what heads columns."""
    looks = (*lexicon.columns.values(), lexicon.starts, lexicon.finishes)
    words = {one for one in said if one}
    return len(words) > 1 and all(any(look.fullmatch(one) for look in looks) for one in words)


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
