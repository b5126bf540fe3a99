"""Where the boxes of a drawn lineage stand and which way its lines go, in pixels: no line runs behind a box.

A line that skips rows goes through the spaces between their boxes; one between boxes of a row that have others between
them goes over the row. What a line says stands in the box of the document that says it, not on the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from namro.work.plans.drawing import Place
from namro.work.plans.lineage import Edge

WIDE, HIGH, SAYS = 256, 76, 34
"""A box, and by how much it is higher for each relation that it says."""
BETWEEN, GAP, LANE, EDGE = 28, 56, 12, 2
"""The space beside a box and below it, what a line needs that goes through one, and the rim of the drawing."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The upper left corner of each box by id, the height of each, and the points of each line in the order of the
    edges."""

    width: int
    height: int
    corners: Mapping[int, Point]
    heights: Mapping[int, int]
    lines: Sequence[tuple[Point, ...]]


def ways(found: Sequence[Place], edges: Sequence[Edge]) -> Drawn:
    """`found`: every document of the edges, row by row and in the order of their columns."""
    at = {one.id: one for one in found}
    through = {n: _between(at[edge.source], at[edge.target]) for n, edge in enumerate(edges)}
    over = {n: at[edge.source].row for n, edge in enumerate(edges) if _over(at[edge.source], at[edge.target])}
    across: dict[int, int] = {}
    for one in found:
        across[one.row] = one.across
    lanes = _lanes(edges, at, through, across)
    most = max((len(those) for those in lanes.values()), default=0)
    space = max(BETWEEN, LANE * (most + 1))
    sides = space if any(gap in (0, across[row]) for row, gap in lanes) else 0
    width = max(across.values()) * (WIDE + space) - space + 2 * (sides + EDGE)
    left = {row: (width - (n * (WIDE + space) - space)) // 2 for row, n in across.items()}
    says = {one.id: sum(edge.source == one.id for edge in edges) for one in found}
    tall = {row: HIGH + SAYS * max(says[one.id] for one in found if one.row == row) for row in across}
    tops, y = {}, EDGE
    for row in sorted(across):
        y += LANE * sum(at_row == row for at_row in over.values())
        tops[row] = y
        y += tall[row] + GAP
    corners = {one.id: (left[one.row] + one.column * (WIDE + space), tops[one.row]) for one in found}
    ports = _ports(edges, corners, over, tall, at)
    x_of = {
        (row, n): left[row] - space + gap * (WIDE + space) + space * (nth + 1) // (len(those) + 1)
        for (row, gap), those in lanes.items()
        for nth, n in enumerate(those)
    }
    lines: list[tuple[Point, ...]] = []
    passed: dict[int, int] = {}
    for n, edge in enumerate(edges):
        start, end = ports[edge.source, n], ports[edge.target, n]
        if n in over:
            passed[over[n]] = passed.get(over[n], 0) + 1
            height = tops[over[n]] - LANE * passed[over[n]]
            lines.append((start, (start[0], height), (end[0], height), end))
            continue
        points = [end]
        for row in through[n]:
            points += [(x_of[row, n], tops[row]), (x_of[row, n], tops[row] + tall[row])]
        points.append(start)
        if at[edge.source].row < at[edge.target].row:  # a circle: it was walked from the lower one up
            points = [end, *reversed(points[1:-1]), start]
        lines.append(tuple(points))
    return Drawn(width, y - GAP + EDGE, corners, {one.id: tall[one.row] for one in found}, lines)


def _between(one: Place, other: Place) -> range:
    """The rows between two boxes."""
    return range(min(one.row, other.row) + 1, max(one.row, other.row))


def _over(one: Place, other: Place) -> bool:
    """Whether others stand between two boxes of one row."""
    return one.row == other.row and abs(one.column - other.column) > 1


def _lanes(
    edges: Sequence[Edge], at: Mapping[int, Place], through: Mapping[int, range], across: Mapping[int, int]
) -> dict[tuple[int, int], list[int]]:
    """By row and space in it (0: left of the first box) the edges that go through, from the left: each through the one
    that is nearest to its straight way."""
    step = WIDE + BETWEEN

    def middle(one: Place) -> float:
        return (one.column - (one.across - 1) / 2) * step

    wanted: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for n, rows in through.items():
        one, other = at[edges[n].source], at[edges[n].target]
        for row in rows:
            part = (row - one.row) / (other.row - one.row)
            ideal = middle(one) + (middle(other) - middle(one)) * part
            gap = min(range(across[row] + 1), key=lambda gap: abs((gap - across[row] / 2) * step - ideal))
            wanted.setdefault((row, gap), []).append((ideal, n))
    return {place: [n for _, n in sorted(those)] for place, those in wanted.items()}


def _ports(
    edges: Sequence[Edge],
    corners: Mapping[int, Point],
    over: Mapping[int, int],
    tall: Mapping[int, int],
    at: Mapping[int, Place],
) -> dict[tuple[int, int], Point]:
    """Where each line leaves or meets a box: no two of one box at one point."""
    sides: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for n, edge in enumerate(edges):
        for own, other in ((edge.source, edge.target), (edge.target, edge.source)):
            row, away = at[own].row, at[other].row
            if row == away and n not in over:
                side = "right" if at[other].column > at[own].column else "left"
            else:
                side = "top" if away <= row else "bottom"
            sides.setdefault((own, side), []).append((corners[other][0], n))
    found: dict[tuple[int, int], Point] = {}
    for (own, side), those in sides.items():
        (x, y), height = corners[own], tall[at[own].row]
        for nth, (_, n) in enumerate(sorted(those), 1):
            if side in ("top", "bottom"):
                found[own, n] = x + WIDE * nth // (len(those) + 1), y if side == "top" else y + height
            else:
                found[own, n] = x + WIDE if side == "right" else x, y + height * nth // (len(those) + 1)
    return found
