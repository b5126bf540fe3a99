"""Tables of targets: what is counted, in which unit, and one column for each year. Pure.

Only what is certain is a target: a number alone in its cell, with a unit of its own or in the column for units, under
the heading of a year that was not over on the day of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from namro.work.plans.reading.clauses import bare
from namro.work.plans.reading.document import Cell, Note, Row, Span, Table
from namro.work.plans.reading.fields import Field, Target
from namro.work.plans.reading.figures import NUMBER, number_of
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.making import plain, squeezed
from namro.work.plans.reading.names import trimmed
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.when import When
from namro.work.plans.reading.wording import alternatives

_LABEL = re.compile(r"(?:[\d.]{1,8}|[IVXLC]{1,6}|[^\W\d_])[.)]?")
_DEEP = 6
"""Rows in which the heading is looked for."""


class GoalTables:
    """Reads the tables of targets of one document. `issued`: its day, where it says one."""

    def __init__(self, text: str, lexicon: Lexicon, times: Times, issued: date | None) -> None:
        words = lexicon.speech.targets
        self._text, self._times, self._issued, self._lexicon = text, times, issued, lexicon
        self._what = re.compile(rf"(?:{alternatives(words.headings)})(?!\w).*", re.IGNORECASE | re.DOTALL)
        self._unit = re.compile(rf"(?:{alternatives(words.unit_headings)})", re.IGNORECASE)
        self._percent = rf"(?P<percent>{alternatives(words.percent)})"
        unit = rf"(?:{self._percent}|(?P<unit>{alternatives(words.units)}))"
        meant = {name: alternatives(options) for name, options in words.comparators.items()}
        before = "|".join(f"(?P<{name.replace('-', '_')}>{options})" for name, options in meant.items())
        self._meant = tuple(meant)
        self._number = re.compile(rf"(?:(?:{before})\s*)?(?P<n>{NUMBER})\s*(?:{unit})?", re.IGNORECASE)
        self._planned = alternatives((*words.headings, *words.planned))
        self.notes: list[Note] = []

    def targets(self, table: Table) -> list[Target] | None:
        """The targets of a table; None where it is none of targets."""
        for at, row in enumerate(table.rows[:_DEEP]):
            what = next((column for column, cell in enumerate(row.cells) if self._is(self._what, cell)), None)
            years = {column: when for column, cell in enumerate(row.cells) if (when := self._year(cell)) is not None}
            if what is not None and years:
                unit = next((column for column, cell in enumerate(row.cells) if self._is(self._unit, cell)), None)
                self._unread(table, at, {what, *years, *([unit] if unit is not None else [])})
                return [one for below in table.rows[at + 1 :] for one in self._of_row(below, what, unit, years)]
        return None

    def _is(self, look: re.Pattern[str], cell: Cell | None) -> bool:
        return cell is not None and look.fullmatch(squeezed(self._text[cell.start : cell.end])) is not None

    def _year(self, cell: Cell | None) -> When | None:
        """The time that is all that a heading says, where it is not over."""
        if cell is None or cell.columns > 1:
            return None
        whens = self._times.found(self._text, cell.start, cell.end, cell=True)
        if len(whens) != 1 or whens[0].day is None or (self._issued is not None and whens[0].day < self._issued):
            return None
        rest = self._text[cell.start : whens[0].from_] + self._text[whens[0].end : cell.end]
        words = re.sub(rf"(?<!\w)(?:{self._planned})(?!\w)", "", rest, flags=re.IGNORECASE)
        return None if any(letter.isalnum() for letter in words) else whens[0]

    def _unread(self, table: Table, at: int, known: set[int]) -> None:
        """Says which columns with a heading and something in them are not read."""
        number = self._lexicon.columns.get("number")
        for column, cell in enumerate(table.rows[at].cells):
            said = squeezed(self._text[cell.start : cell.end]) if cell is not None else ""
            if cell is None or column in known or not said or (number is not None and number.fullmatch(said)):
                continue
            below = [row.cells[column] for row in table.rows[at + 1 :] if column < len(row.cells)]
            if any(one is not None and self._text[one.start : one.end].strip() for one in below):
                self.notes.append(Note("column-not-read", cell.start, cell.end))

    def _of_row(self, row: Row, what: int, unit: int | None, years: dict[int, When]) -> Iterator[Target]:
        text = self._text
        named = self._span(row, what)
        if named is None:
            return
        first = self._span(row, 0) if what > 0 else None
        units = self._span(row, unit) if unit is not None else None
        for column, when in years.items():
            held = self._span(row, column)
            if held is None:
                continue
            found = self._number.fullmatch(text, held.start, held.end)
            own = self._unit_of(found, units)
            if found is None or own is None or when.day is None:
                self.notes.append(Note("number-not-read", held.start, held.end))
                continue
            bound = (("bound", "before" if when.bound == "before" and when.grain == "day" else "by"),)
            fields = {
                "value": Field(number_of(found["n"]), *found.span("n")),
                "unit": own,
                "by": Field(when.day.isoformat(), when.from_, when.end, more=bound),
                "what": plain(text, named),
            }
            for name in self._meant:
                if found[key := name.replace("-", "_")]:
                    fields["comparator"] = Field(name, *found.span(key))
            if first is not None and _LABEL.fullmatch(first.of(text)):
                fields = {"clause": Field(bare(first.of(text)), first.start, first.end), **fields}
            yield Target(row.start, row.end, fields)

    def _unit_of(self, found: re.Match[str] | None, units: Span | None) -> Field | None:
        """The unit behind a number, else that of its row."""
        if found is None:
            return None
        for name in ("percent", "unit"):
            if found[name]:
                said = "%" if name == "percent" else squeezed(found[name])
                return Field(said, *found.span(name))
        if units is None:
            return None
        share = re.fullmatch(self._percent, units.of(self._text), re.IGNORECASE)
        return Field("%" if share else squeezed(units.of(self._text)), units.start, units.end)

    def _span(self, row: Row, column: int) -> Span | None:
        cell = row.cells[column] if column < len(row.cells) else None
        return trimmed(self._text, cell.start, cell.end) if cell is not None else None
