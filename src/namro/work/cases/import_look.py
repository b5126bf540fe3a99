"""What a file looks like before anybody has said how to read it: its sheets, its heading, samples, old letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from namro.ground.people.models import Office
from namro.ground.places.fold import fold
from namro.ground.sheets.cells import Old, Value, text_of
from namro.ground.sheets.heading import Heading, guessed, heading_of, suggested
from namro.ground.sheets.legacy import modern_row, recognised
from namro.ground.sheets.opening import Row, open_book, rows_of
from namro.rules.packs.imports import REPORTER
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.cases.import_columns import (
    REFUSE,
    Columns,
    can_hold,
    importable,
    possible,
    remembered,
    state_words,
)

SAMPLED = 2000
"""Rows from which samples are taken."""
SAMPLES, LONGEST = 3, 80
PREVIEW, STAYING, UNSURE = 8, 4, 200
"""Texts whose conversion is shown, texts that stay as they are, and texts that can be read both ways."""


def look_at(data: bytes, pack: Pack, office: Office, *, sheet: str = "", heading: int | None = None) -> dict[str, Any]:
    """All that a person needs to say how the file is to be read, as plain values. Raises Refused `sheets.…`.

    `sheets`, `sheet`, `kind`; `others`: sheets beside it that hold a table too; `heading` (its last row) and `names` of
    the columns; `signature`; `rows` (how many there are below, counted); `samples` by column, none of a column that
    seems to say who somebody is; `columns`: how it would be read; `missing`: what nobody can guess; `old`: whether old
    letters were found, `letters` in which table, `preview` of texts before and after; `both_ways`: in how many rows
    something reads as well as it stands as converted, `unsure`: those texts, none that says who somebody is; `states`:
    results that are in no list, with how often.
    """
    book = open_book(data, pack.imports, pack.legacy)
    sheets = list(book.names)
    chosen, rows = _chosen(book, sheets, sheet)
    table = _letters(rows, pack)
    as_written = [cells for _, cells in rows]
    rows = [(number, modern_row(cells, pack.imports, pack.legacy, table)[0]) for number, cells in rows]
    found = heading_of(rows, pack.imports) if heading is None else _at(rows, heading)
    body = [cells for number, cells in rows if number > found.row]
    columns, again = _columns(pack, office, found, body, chosen, table)
    old = bool(table) or any(isinstance(c, Old) for cells in as_written for c in cells)
    samples = _samples(body, columns, len(found.names))
    shown = _preview(as_written[-len(body) :] if old and body else [], columns, pack, table)
    return {
        "kind": book.kind, "sheets": sheets, "sheet": chosen, "others": _others(book, sheets, chosen),
        "heading": found.row, "names": list(found.names),
        "signature": found.signature if found.row else "", "remembered": again,
        "rows": len(body) if len(rows) < SAMPLED else max(len(body), book.about(chosen) - found.row),
        "samples": {str(at): texts for at, texts in samples.items()}, "columns": columns.said, "old": old,
        "letters": table, "preview": shown.sure, "both_ways": shown.rows, "unsure": shown.unsure,
        "states": _states(body, columns, pack, office), "first_rows": [n for n, _ in rows[:20]],
    }  # fmt: skip


def _chosen(book: Any, sheets: Sequence[str], wanted: str) -> tuple[str, list[Row]]:
    """The sheet that is wanted, else the first that has a table in it, with its first rows."""
    if wanted:
        return wanted, _first(book, wanted)
    best: tuple[str, list[Row]] = (sheets[0], [])
    for name in sheets[:20]:
        rows = _first(book, name)
        if len(rows) > 2:
            return name, rows
        if len(rows) > len(best[1]):
            best = (name, rows)
    if not best[1]:
        raise Refused("sheets.empty", field="file")
    return best


def _others(book: Any, sheets: Sequence[str], chosen: str) -> list[str]:
    """The other sheets with more than a heading and a row of text in them: nothing of them is read together with this
    one."""
    return [name for name in sheets if name != chosen and len(list(islice(rows_of(book, name), 3))) > 2]


def _first(book: Any, sheet: str) -> list[Row]:
    found: list[Row] = []
    for row in rows_of(book, sheet):
        found.append(row)
        if len(found) >= SAMPLED:
            break
    return found


def _letters(rows: Sequence[Row], pack: Pack) -> str:
    """The table of old letters in which texts seem to be written although no font says so; "" for none."""
    texts = [c for _, cells in rows[:400] for c in cells if isinstance(c, str) and not isinstance(c, Old)]
    found = recognised(texts, pack.imports, pack.legacy)
    return found.table if found else ""


def _at(rows: Sequence[Row], heading: int) -> Heading:
    """The row that somebody named as the heading; 0 is none."""
    cells = next((cells for number, cells in rows if number == heading), None)
    if cells is None:
        width = max((len(c) for _, c in rows), default=0)
        return Heading(("",) * width, 0)
    return Heading(tuple(" ".join(text_of(c).split())[:80] for c in cells), heading, heading)


def _columns(
    pack: Pack, office: Office, heading: Heading, body: Sequence[Sequence[Value]], sheet: str, table: str
) -> tuple[Columns, bool]:
    """How the file would be read: as the last one with this heading was, else as its names say. And whether it is
    known."""
    kept = remembered(office, heading.signature) if heading.row else None
    if kept is not None:
        return replace(kept, sheet=sheet, heading=heading.row, letters=table, convert=False, both_ways=""), True
    rules = possible(pack, office)
    offered = set(can_hold(rules))
    holds = (
        suggested(heading, pack.imports)
        if heading.row
        else guessed(body[:200], len(heading.names), pack.calendar.last.year)
    )
    holds = {at: held for at, held in holds.items() if held in offered}
    only = rules[0].id if len(rules) == 1 else ""
    return Columns(sheet=sheet, heading=heading.row, holds=holds, procedure=only, letters=table, no_place=REFUSE), False


def _samples(body: Sequence[Sequence[Value]], columns: Columns, width: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for at in range(max(width, max((len(c) for c in body[:200]), default=0))):
        if columns.holds.get(at, "").startswith(REPORTER):
            continue
        texts = dict.fromkeys(text_of(cells[at])[:LONGEST] for cells in body[:200] if at < len(cells))
        found[at] = [text for text in texts if text][:SAMPLES]
    return found


@dataclass(frozen=True, slots=True)
class _Preview:
    """Texts as they stand and as they would be, a few that stay too; in how many rows something can be read both ways,
    and those texts. None of them from a column about persons."""

    sure: list[tuple[str, str]]
    rows: int
    unsure: list[tuple[str, str]]


def _preview(rows: Sequence[Sequence[Value]], columns: Columns, pack: Pack, table: str) -> _Preview:
    turned, kept, unsure, n = dict[str, str](), dict[str, str](), dict[str, str](), 0
    for cells in rows:
        news, both = modern_row(cells, pack.imports, pack.legacy, table)
        n += bool(both)
        for at, (cell, new) in enumerate(zip(cells, news, strict=True)):
            if isinstance(cell, str) and not cell.isascii() and not columns.holds.get(at, "").startswith(REPORTER):
                group = unsure if at in both else kept if new == cell else turned
                group.setdefault(str(cell)[:LONGEST], str(new)[:LONGEST])
    sure = [*list(turned.items())[:PREVIEW], *list(kept.items())[:STAYING]]
    return _Preview(sure, n, list(unsure.items())[:UNSURE])


def _states(body: Sequence[Sequence[Value]], columns: Columns, pack: Pack, office: Office) -> list[tuple[str, int]]:
    """What the column of results says that no list knows, the most frequent first."""
    at = columns.where("state")
    if at is None:
        return []
    known: set[str] = set()
    for rules in possible(pack, office):
        known |= set(state_words(pack, rules)) | set(columns.states.get(rules.id, {}))
    texts = Counter(" ".join(text_of(cells[at]).split())[:LONGEST] for cells in body if at < len(cells))
    return [(text, n) for text, n in texts.most_common(200) if text and fold(text) not in known][:30]


def states_of(pack: Pack, office: Office) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The states in which a case can begin, by procedure: their names by language."""
    return {
        rules.id: {state: rules.states[state].names for state in importable(rules)} for rules in possible(pack, office)
    }
