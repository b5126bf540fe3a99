"""Where each document of a lineage stands when it is drawn: in rows, those of above over those that carry them out.

Pure: a graph in, rows and columns out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.work.plans.lineage import Lineage

DOWN = ("implements", "cites")
"""How a document stands under another; one that replaces, amends or repeals another stands beside it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A document in row `row` and column `column`, both from 0; `across`: columns of its row."""

    id: int
    row: int
    column: int
    across: int


def places(graph: Lineage) -> list[Place]:
    """Every document with its place, row by row. Each stands below all that it carries out or cites; where documents
    go round in a circle, as far down as the circle was followed once."""
    above: dict[int, list[int]] = {pk: [] for pk in graph.nodes}
    beside: dict[int, list[int]] = {pk: [] for pk in graph.nodes}
    for edge in graph.edges:
        (above if edge.kind in DOWN else beside)[edge.source].append(edge.target)
    rows: dict[int, int] = {}

    def row_of(pk: int, way: frozenset[int]) -> int:
        if pk not in rows:
            under = [row_of(one, way | {pk}) + 1 for one in above[pk] if one not in way]
            level = [row_of(one, way | {pk}) for one in beside[pk] if one not in way]
            found = max(under + level, default=0)
            if way:
                return rows.setdefault(pk, found)
            rows[pk] = found
        return rows[pk]

    for pk in sorted(graph.nodes):
        row_of(pk, frozenset())
    told: list[Place] = []
    column: dict[int, float] = {}
    for row in sorted(set(rows.values())):
        here = [pk for pk in graph.nodes if rows[pk] == row]
        middle = {pk: _between([column[one] for one in above[pk] if one in column]) for pk in here}
        here.sort(key=lambda pk: (middle[pk], graph.nodes[pk].dated or date.max, pk))
        for at, pk in enumerate(here):
            column[pk] = (at + 0.5) / len(here)
            told.append(Place(pk, row, at, len(here)))
    return told


def _between(columns: list[float]) -> float:
    return sum(columns) / len(columns) if columns else 0.5
