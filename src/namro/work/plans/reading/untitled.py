"""Tables whose titles do not say that they list tasks: whether one seems to, and what is said of its rows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from namro.work.plans.reading.broken import counted, counts_columns, filled
from namro.work.plans.reading.document import Cell, Note, Row, Span, Table
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.times import Times

_ASSIGNING = 2
"""Rows with the name of an office from which a table seems to say who does what."""

_DATED = 2
"""Rows with a cell for a day from which a table seems to say when."""


class Untitled:
    """Those of one document."""

    def __init__(self, text: str, lexicon: Lexicon, names: Names, times: Times) -> None:
        self._text, self._lexicon, self._names, self._times = text, lexicon, names, times
        self._hands = (lexicon.lead, lexicon.answers, lexicon.assign, lexicon.with_)

    def says(self, table: Table) -> bool:
        """Whether a table that lists no tasks as such says by when or who, in more columns than a signature has."""
        if len(table.rows) < 2 or max(len(row.cells) for row in table.rows) < 3:
            return False
        whens = self._times.found(self._text, table.start, table.end)
        return (
            any(when.bound for when in whens)
            or self._lexicon.lead.search(self._text, table.start, table.end) is not None
            or sum(map(self._assigns, table.rows)) >= _ASSIGNING
            or sum(map(self._dates, table.rows)) >= _DATED
        )

    def notes(self, table: Table, *, all_: bool) -> Iterator[Note]:
        """One for each row, or for the first and those that say by when or who."""
        for at, row in enumerate(table.rows):
            place = Span(row.start, row.end)
            if not at or all_ or self._assigns(row) or self.says_when(place) or self.hands_over(place):
                yield Note("table-not-read", row.start, row.end)

    def says_when(self, span: Span) -> bool:
        """Whether a time or a rhythm stands in a place that is meant for neither."""
        whens = self._times.found(self._text, span.start, span.end)
        rhythm = self._times.rhythm(self._text, span.start, span.end)
        return rhythm is not None or any(when.bound or when.grain == "day" for when in whens)

    def hands_over(self, span: Span) -> bool:
        """Whether words stand in a place by which somebody is told to do something."""
        return any(look.search(self._text, span.start, span.end) for look in self._hands)

    def _dates(self, row: Row) -> bool:
        """Whether a cell of a row is nothing but a day."""
        return any(
            when.grain == "day" and not (self._text[cell.start : when.from_] + self._text[when.end : cell.end]).strip()
            for cell in row.cells
            if cell is not None
            for when in self._times.found(self._text, cell.start, cell.end, cell=True)
        )

    def _assigns(self, row: Row) -> bool:
        """Whether a row has something in three cells, one of them nothing but a name of an office or a post."""
        said = [cell for cell in dict.fromkeys(row.cells) if cell is not None and filled(self._text, cell)]
        return len(said) > 2 and any(self._is_name(cell) for cell in said)

    def is_data(self, row: Row, found: Mapping[str, int], deeper: Mapping[str, int]) -> bool:
        """Whether a row below a heading is one of the table and heads no column, though words in it could: it is
        numbered, says by when, or names an office where it would head a column ("Công an phường phối hợp").
        `found`: which column holds what by the heading alone, `deeper`: by both."""
        said = [" ".join(self._text[cell.start : cell.end].split()) if cell else "" for cell in row.cells]
        if counts_columns([*filter(None, said)]):
            return False
        if counted(said, found.get("number", 0)):
            return True
        if any(when.bound or when.day for when in self._times.found(self._text, row.start, row.end)):
            return True
        heads = (row.cells[at] for name, at in deeper.items() if name not in found and at < len(row.cells))
        return any(cell is not None and self._begins_name(cell) for cell in heads)

    def is_office(self, span: Span) -> bool:
        """Whether a place that is meant for a person begins with the name of an office."""
        names, text = self._names, self._text
        return names.begins(text, span.start, span.end) and not names.post(text, span)

    def _begins_name(self, cell: Cell) -> bool:
        """Whether a cell begins with the name of an office or a post, and not only with a word for one."""
        name = self._names.at(self._text, cell.start, cell.end)
        looks = (self._lexicon.unnamed, self._lexicon.collectives)
        return name is not None and not any(look.match(self._text, name.start, name.end) for look in looks)

    def _is_name(self, cell: Cell) -> bool:
        name = self._names.at(self._text, cell.start, cell.end)
        return name is not None and not self._text[name.end : cell.end].strip(" .;,")
